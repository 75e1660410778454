/* A pace: equal slots of time after the first asking. One slot is given at most once; what was
 * missed is skipped. Private to the devices that have no clock of their own. */
#ifndef ALCOVE_DEVICES_PACE_H
#define ALCOVE_DEVICES_PACE_H

#include <stdbool.h>
#include <stdint.h>

struct pace {
    uint64_t rate_numerator;   /* slots … */
    uint64_t rate_denominator; /* … in that many seconds */
    bool started;
    uint64_t start_us;
    uint64_t next; /* the slot that comes next; slot 0 begins at start_us */
};

static inline uint64_t pace_due_us(const struct pace *pace)
{
    if (!pace->started)
        return 0;
    return pace->start_us +
           pace->next * UINT64_C(1000000) * pace->rate_denominator / pace->rate_numerator;
}

/* True when a slot was due, which is then over, like all before now. */
static inline bool pace_take(struct pace *pace, uint64_t now_us)
{
    if (!pace->started) {
        pace->started = true;
        pace->start_us = now_us;
    }
    if (now_us < pace_due_us(pace))
        return false;
    uint64_t gone = (now_us - pace->start_us) * pace->rate_numerator /
                    (UINT64_C(1000000) * pace->rate_denominator);
    pace->next = gone < pace->next ? pace->next + 1 : gone + 1;
    return true;
}

#endif
