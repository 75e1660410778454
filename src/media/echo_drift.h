/* How fast the quartz of the loudspeaker and that of the microphone run apart, seen from what an
 * echo canceller leaves.
 *
 * Its filter follows a moving echo, and is always a little late: what it leaves then looks like the
 * slope of what it took away, with a sign that says which way the echo moves. The rate at which the
 * reference is read is turned until nothing of the slope is left. Whoever speaks here meanwhile has
 * nothing to do with that slope, and averages out. Plain data, nothing to free; a zeroed one is
 * new. Part of media/echo.h. */
#ifndef ALCOVE_MEDIA_ECHO_DRIFT_H
#define ALCOVE_MEDIA_ECHO_DRIFT_H

#include <stddef.h>
#include <stdint.h>

#define ECHO_DRIFT_MAX 300e-6 /* quartzes are better */

struct echo_drift {
    double kept[2];     /* of the filter that takes away what is too low to hear */
    double both, slope; /* sums so far: the slope with what was left, and with itself */
    double taken, left; /* and how much was taken away, and was left */
    size_t samples;     /* in the sums */
    unsigned seconds;   /* in which something was learnt, up to a limit */
    double rate;        /* by how much faster the reference is to be read: 1 + rate */
};

/* A frame in which the other was heard: what the microphone gave, and what of it was left. */
void echo_drift_add(struct echo_drift *drift, const int16_t *heard, const int16_t *left,
                    size_t samples);

#endif
