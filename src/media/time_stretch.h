/* Leaves out or repeats one pitch period of voice by overlap-add, so that its length changes and
 * its pitch does not (WSOLA). Works in place on 48 kHz mono samples. */
#ifndef ALCOVE_MEDIA_TIME_STRETCH_H
#define ALCOVE_MEDIA_TIME_STRETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TIME_STRETCH_PERIOD_MIN 120 /* samples: 400 Hz */
#define TIME_STRETCH_PERIOD_MAX 720 /* samples: 67 Hz */

/* Takes one period out near the start of `samples`. Returns how many samples fewer there are now;
 * 0 when `count` is too small, or nothing repeats well enough and `force` is false. */
size_t time_stretch_shorten(int16_t *samples, size_t count, bool force);

/* Repeats one period near the start of `samples`, which has room for TIME_STRETCH_PERIOD_MAX
 * more. Returns how many samples more there are now; 0 as above. */
size_t time_stretch_lengthen(int16_t *samples, size_t count, bool force);

#endif
