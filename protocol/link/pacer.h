/* Departure times: spreads what may wait (video, documents) over time, so that a large frame makes
 * no queue on the path. Voice and control do not wait for it, but count. RFC 9002 section 7.7. */
#ifndef ALCOVE_LINK_PACER_H
#define ALCOVE_LINK_PACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory is a fresh one. */
struct pacer {
    uint64_t next_us; /* when the next packet may depart */
};

bool pacer_may_send(const struct pacer *pacer, uint64_t now_us);
/* A packet of so many bytes departed; `bits_per_second` > 0 is the rate aimed at. */
void pacer_on_sent(struct pacer *pacer, uint64_t now_us, size_t bytes, uint32_t bits_per_second);
uint64_t pacer_next_departure(const struct pacer *pacer);

#endif
