#include "session/shared_clock.h"

#include <string.h>

#include "base/assert.h"

#define TIME_MAX_US (INT64_MAX / 4) /* beyond it nothing is a time */

void shared_clock_init(struct shared_clock *clock, unsigned side)
{
    ALCOVE_ASSERT(side <= 1);
    memset(clock, 0, sizeof *clock);
    clock->asks = side == 1;
}

uint64_t shared_clock_next_ask(const struct shared_clock *clock)
{
    return clock->asks ? clock->next_ask_us : UINT64_MAX;
}

static uint32_t stamp(uint64_t own_us)
{
    return (uint32_t)(own_us / 1000);
}

/* What may pass until an ask counts as lost: a thin line is not filled with more of them. */
static uint64_t patience(const struct shared_clock *clock)
{
    uint64_t round_trip_us = SHARED_CLOCK_SOON_US;
    if (clock->sample_count > 0)
        round_trip_us =
            clock->samples[(clock->sample_count - 1) % SHARED_CLOCK_SAMPLES].round_trip_us;
    return SHARED_CLOCK_LATER_US + 2 * round_trip_us;
}

uint32_t shared_clock_ask(struct shared_clock *clock, uint64_t now_us)
{
    ALCOVE_ASSERT(clock->asks);
    clock->asked_at_us[clock->asked++ % SHARED_CLOCK_ASKS] = now_us;
    clock->next_ask_us = now_us + patience(clock);
    return stamp(now_us);
}

/* When that was asked, which is then answered; 0 where it was not. */
static uint64_t take_ask(struct shared_clock *clock, uint32_t asked)
{
    for (size_t i = 0; i < SHARED_CLOCK_ASKS; i++) {
        uint64_t at_us = clock->asked_at_us[i];
        if (at_us == 0 || stamp(at_us) != asked)
            continue;
        clock->asked_at_us[i] = 0;
        return at_us;
    }
    return 0;
}

bool shared_clock_told(struct shared_clock *clock, uint64_t now_us, uint32_t asked,
                       uint64_t told_ms, bool silent)
{
    if (told_ms > TIME_MAX_US / 1000)
        return false;
    uint64_t asked_at_us = take_ask(clock, asked);
    if (asked_at_us == 0 || now_us < asked_at_us)
        return false;
    ALCOVE_ASSERT(now_us <= TIME_MAX_US);
    uint64_t round_trip_us = now_us - asked_at_us;
    uint64_t middle_us = asked_at_us + round_trip_us / 2;
    /* Half a millisecond more: what was told is cut to whole ones. */
    clock->samples[clock->sample_count++ % SHARED_CLOCK_SAMPLES] = (struct shared_clock_sample){
        .offset_us = (int64_t)(told_ms * 1000 + 500) - (int64_t)middle_us,
        .round_trip_us = round_trip_us,
    };
    bool soon = silent || clock->sample_count < SHARED_CLOCK_FAST;
    clock->next_ask_us = now_us + (soon ? SHARED_CLOCK_SOON_US : SHARED_CLOCK_LATER_US);
    return true;
}

/* NULL where there is none. */
static const struct shared_clock_sample *best_sample(const struct shared_clock *clock)
{
    const struct shared_clock_sample *best = NULL;
    for (size_t i = 0; i < SHARED_CLOCK_SAMPLES && i < clock->sample_count; i++) {
        const struct shared_clock_sample *sample = &clock->samples[i];
        if (best == NULL || sample->round_trip_us < best->round_trip_us)
            best = sample;
    }
    return best;
}

static int64_t offset(const struct shared_clock *clock)
{
    const struct shared_clock_sample *best = best_sample(clock);
    return best != NULL ? best->offset_us : clock->offset_us;
}

bool shared_clock_is_known(const struct shared_clock *clock)
{
    return !clock->asks || clock->guessed || clock->sample_count > 0;
}

uint64_t shared_clock_now(const struct shared_clock *clock, uint64_t now_us)
{
    ALCOVE_ASSERT(shared_clock_is_known(clock) && now_us <= TIME_MAX_US);
    int64_t shared_us = (int64_t)now_us + offset(clock);
    return shared_us > 0 ? (uint64_t)shared_us / 1000 : 0;
}

uint64_t shared_clock_own_time(const struct shared_clock *clock, uint64_t shared_ms)
{
    if (shared_ms > TIME_MAX_US / 1000)
        return UINT64_MAX;
    int64_t own_us = (int64_t)(shared_ms * 1000) - offset(clock);
    return own_us > 0 ? (uint64_t)own_us : 0;
}

void shared_clock_relink(struct shared_clock *clock)
{
    clock->guessed = shared_clock_is_known(clock);
    clock->offset_us = offset(clock);
    clock->sample_count = 0;
    clock->next_ask_us = 0;
    memset(clock->asked_at_us, 0, sizeof clock->asked_at_us);
}

void shared_clock_resume(struct shared_clock *clock, uint64_t now_us, uint64_t shared_ms)
{
    ALCOVE_ASSERT(now_us <= TIME_MAX_US && shared_ms <= TIME_MAX_US / 1000);
    clock->offset_us = (int64_t)(shared_ms * 1000) - (int64_t)now_us;
    clock->guessed = true;
}
