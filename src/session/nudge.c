#include "session/nudge.h"

#define MINUTE_US UINT64_C(60000000)

void nudge_restart(struct nudge *nudge, uint64_t now_us)
{
    nudge->counted_us = 0;
    nudge->seen_us = now_us;
}

void nudge_set(struct nudge *nudge, uint64_t now_us, uint32_t after_minutes)
{
    nudge->after_minutes = after_minutes;
    nudge_restart(nudge, now_us);
}

void nudge_pass(struct nudge *nudge, uint64_t now_us, bool runs)
{
    if (nudge->runs && now_us > nudge->seen_us)
        nudge->counted_us += now_us - nudge->seen_us;
    if (now_us > nudge->seen_us)
        nudge->seen_us = now_us;
    nudge->runs = runs;
}

uint32_t nudge_minutes(const struct nudge *nudge)
{
    return (uint32_t)(nudge->counted_us / MINUTE_US);
}

bool nudge_is_due(const struct nudge *nudge)
{
    return nudge->after_minutes != 0 && nudge_minutes(nudge) >= nudge->after_minutes;
}
