/* The round-trip estimate of a path. RFC 9002 section 5. */
#ifndef ALCOVE_LINK_RTT_H
#define ALCOVE_LINK_RTT_H

#include <stdbool.h>
#include <stdint.h>

struct rtt {
    bool measured; /* false: the values are ALCOVE_INITIAL_RTT_US and half of it */
    uint32_t smoothed_us;
    uint32_t variation_us;
    uint32_t min_us;
    uint32_t latest_us; /* the other side's holding time taken off */
};

void rtt_init(struct rtt *rtt);
/* What to reckon with until something is measured. */
void rtt_expect(struct rtt *rtt, uint32_t expected_us);
/* `held_us` is how long the other side says it held the packet. */
void rtt_on_sample(struct rtt *rtt, uint64_t elapsed_us, uint32_t held_us);
/* After a sample that was shorter: believes half of it, where so few come that an eighth of each
 * would remember a queue for minutes. */
void rtt_settle(struct rtt *rtt);
/* Probe timeout without backoff (RFC 9002 section 6.2.1). */
uint64_t rtt_probe_timeout(const struct rtt *rtt);

#endif
