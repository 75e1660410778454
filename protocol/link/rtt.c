#include "link/rtt.h"

#include <stddef.h>

#include "base/assert.h"
#include "link/limits.h"

#define SAMPLE_MAX_US 60000000

void rtt_init(struct rtt *rtt)
{
    ALCOVE_ASSERT(rtt != NULL);
    *rtt = (struct rtt){0};
    rtt_expect(rtt, ALCOVE_INITIAL_RTT_US);
}

void rtt_expect(struct rtt *rtt, uint32_t expected_us)
{
    ALCOVE_ASSERT(expected_us > 0);
    if (rtt->measured)
        return;
    rtt->smoothed_us = expected_us;
    rtt->variation_us = expected_us / 2;
}

static uint32_t distance(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

void rtt_on_sample(struct rtt *rtt, uint64_t elapsed_us, uint32_t held_us)
{
    /* An answer after a minute says nothing about the path any more. */
    uint32_t elapsed = elapsed_us < SAMPLE_MAX_US ? (uint32_t)elapsed_us : SAMPLE_MAX_US;
    /* RFC 9002 section 5.3 bounds the holding time, since a server could lie about it. Here the
     * other side would only slow down its own call, and voice makes long holding the rule. */
    uint32_t latest = elapsed > held_us ? elapsed - held_us : 1;
    rtt->latest_us = latest;
    if (!rtt->measured) {
        rtt->measured = true;
        rtt->smoothed_us = latest;
        rtt->variation_us = latest / 2;
        rtt->min_us = latest;
        return;
    }
    ALCOVE_ASSERT(rtt->min_us > 0);
    if (latest < rtt->min_us)
        rtt->min_us = latest;
    uint32_t deviation = distance(rtt->smoothed_us, latest);
    rtt->variation_us = (uint32_t)(((uint64_t)rtt->variation_us * 3 + deviation) / 4);
    rtt->smoothed_us = (uint32_t)(((uint64_t)rtt->smoothed_us * 7 + latest) / 8);
    if (rtt->smoothed_us == 0)
        rtt->smoothed_us = 1;
}

void rtt_settle(struct rtt *rtt)
{
    ALCOVE_ASSERT(rtt->smoothed_us > 0);
    if (rtt->measured && rtt->latest_us < rtt->smoothed_us)
        rtt->smoothed_us -= (rtt->smoothed_us - rtt->latest_us) / 2;
}

uint64_t rtt_probe_timeout(const struct rtt *rtt)
{
    uint64_t spread_us = 4 * (uint64_t)rtt->variation_us;
    if (spread_us < ALCOVE_TIMER_GRANULARITY_US)
        spread_us = ALCOVE_TIMER_GRANULARITY_US;
    ALCOVE_ASSERT(rtt->smoothed_us > 0);
    return rtt->smoothed_us + spread_us + ALCOVE_ACK_DELAY_MAX_US;
}
