#include "link/pacer.h"

#include "base/assert.h"

/* Unused time saved up: timers of the system are late by some milliseconds. */
#define CREDIT_MAX_US 8000
/* Whatever was sent past the pacer: it never blocks for longer. */
#define DEBT_MAX_US 500000

bool pacer_may_send(const struct pacer *pacer, uint64_t now_us)
{
    ALCOVE_ASSERT(pacer != NULL);
    return now_us >= pacer->next_us;
}

void pacer_on_sent(struct pacer *pacer, uint64_t now_us, size_t bytes, uint32_t bits_per_second)
{
    ALCOVE_ASSERT(bits_per_second > 0);
    uint64_t takes_us = (uint64_t)bytes * 8 * 1000000 / bits_per_second;
    uint64_t earliest_us = now_us > CREDIT_MAX_US ? now_us - CREDIT_MAX_US : 0;
    uint64_t from_us = pacer->next_us > earliest_us ? pacer->next_us : earliest_us;
    pacer->next_us = from_us + takes_us;
    if (pacer->next_us > now_us + DEBT_MAX_US)
        pacer->next_us = now_us + DEBT_MAX_US;
}

uint64_t pacer_next_departure(const struct pacer *pacer)
{
    ALCOVE_ASSERT(pacer != NULL);
    return pacer->next_us;
}
