/* What arrived in one class of one generation, and when the other side must hear of it. It is not
 * the chunk codec (chunk.h) and does not read acknowledgements (loss.h). Acknowledgements are never
 * acknowledged. RFC 9000 section 13.2. */
#ifndef ALCOVE_LINK_ACK_H
#define ALCOVE_LINK_ACK_H

#include <stdbool.h>
#include <stdint.h>

#include "link/chunk.h"
#include "link/ranges.h"

/* Zeroed memory is a fresh one. */
struct ack {
    struct ranges arrived; /* counters; when full the lowest range is forgotten */
    uint64_t newest_at_us; /* arrival of the highest counter */
    uint64_t since_us;     /* arrival of the first packet that waits for an acknowledgement */
    bool wanted;           /* some packet waits for an acknowledgement */
};

/* Each packet that opened arrives here once: the replay window saw to that. */
void ack_on_packet(struct ack *ack, uint64_t now_us, uint32_t counter, bool eliciting);
/* False while nothing has ever arrived. */
bool ack_fill(const struct ack *ack, uint64_t now_us, struct chunk_ack *out);
void ack_on_sent(struct ack *ack);
/* When an acknowledgement must leave at the latest; it may leave earlier with other chunks. */
uint64_t ack_next_deadline(const struct ack *ack);

#endif
