/* When each sample of a sound device passes, evened out.
 *
 * A device tells how much waits in its queue, and that in steps of the portions in which it works;
 * the moments got from it are right on average and off by some milliseconds each. The device's
 * quartz is another one than the computer's, so the average moves. Plain data, nothing to free; a
 * zeroed one is new. One for each of the two ends of media/echo.h. */
#ifndef ALCOVE_MEDIA_STREAM_CLOCK_H
#define ALCOVE_MEDIA_STREAM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct stream_clock {
    double begin_us; /* of sample 0, as it would be at 48,000 a second */
    unsigned heard;  /* moments in the average, up to a limit */
    double apart_us; /* sum of the last ones that disagree with it … */
    unsigned apart;  /* … on one side, and how many */
};

/* That sample `index` passed at `at_us`, as the device tells. True when the stream was torn (by an
 * underrun, or blocks that were lost): from here on it runs as the last moments say. */
bool stream_clock_add(struct stream_clock *clock, uint64_t index, uint64_t at_us);

/* When sample `index` passes. Something was added before. */
double stream_clock_at_us(const struct stream_clock *clock, double index);
/* The sample that passes at `at_us`; below 0 before the first. */
double stream_clock_index(const struct stream_clock *clock, double at_us);

#endif
