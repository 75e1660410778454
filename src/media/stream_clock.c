#include "media/stream_clock.h"

#include <math.h>

#include "base/assert.h"

#define SAMPLE_US (1000000.0 / 48000)
/* The average goes over this many moments; at 100 ppm it is then 0.1 ms behind. */
#define HEARD_MAX 100
/* Portions of the device are shorter; what disagrees by more, some times in a row, is a tear. */
#define TEAR_US    15000.0
#define TEAR_AFTER 4

bool stream_clock_add(struct stream_clock *clock, uint64_t index, uint64_t at_us)
{
    double begin_us = (double)at_us - (double)index * SAMPLE_US;
    double off_us = begin_us - clock->begin_us;
    if (clock->heard > 0 && fabs(off_us) > TEAR_US) {
        if (clock->apart > 0 && (clock->apart_us > 0) != (off_us > 0))
            clock->apart = 0;
        clock->apart_us = clock->apart > 0 ? clock->apart_us + off_us : off_us;
        if (++clock->apart < TEAR_AFTER)
            return false;
        clock->begin_us += clock->apart_us / TEAR_AFTER;
        clock->heard = TEAR_AFTER;
        clock->apart = 0;
        return true;
    }
    clock->apart = 0;
    clock->heard += clock->heard < HEARD_MAX;
    clock->begin_us += off_us / clock->heard;
    return false;
}

double stream_clock_at_us(const struct stream_clock *clock, double index)
{
    ALCOVE_ASSERT(clock->heard > 0);
    return clock->begin_us + index * SAMPLE_US;
}

double stream_clock_index(const struct stream_clock *clock, double at_us)
{
    ALCOVE_ASSERT(clock->heard > 0);
    return (at_us - clock->begin_us) / SAMPLE_US;
}
