#include "media/echo_drift.h"

#include <math.h>
#include <stdbool.h>

#include "base/assert.h"

#define SAMPLES_MAX    960
#define SECOND_SAMPLES 48000
/* speexdsp's canceller takes away what is lower than 60 Hz; without it here as well, the slope of
 * that would look like what is left of a voice. */
#define LOW 0.992
/* By how many millionths the rate is turned for a sample that the filter is late: quickly until it
 * is found, then slowly, or it would swing. */
#define QUICK_STEP    8e-6
#define QUICK_SECONDS 12
#define STEADY_STEP   3e-6
#define LATE_MAX      2.0 /* samples; what is over it says no more than that */

/* Less taken away than this part of what is left is no echo but the filter's own doing. */
#define TAKEN_LEAST 0.1

static void take_low_away(struct echo_drift *drift, const int16_t *in, double *out, size_t samples)
{
    double back = LOW * LOW + 0.7 * (1 - LOW) * (1 - LOW);
    for (size_t i = 0; i < samples; i++) {
        double whole = drift->kept[0] + in[i];
        drift->kept[0] = drift->kept[1] + 2 * (LOW * whole - in[i]);
        drift->kept[1] = in[i] - back * whole;
        out[i] = LOW * whole;
    }
}

static void turn(struct echo_drift *drift)
{
    if (drift->slope <= 0 || drift->taken < TAKEN_LEAST * drift->left)
        return;
    double late = drift->both / drift->slope;
    late = fmax(-LATE_MAX, fmin(LATE_MAX, late));
    bool quick = drift->seconds < QUICK_SECONDS;
    drift->seconds += quick;
    drift->rate += late * (quick ? QUICK_STEP : STEADY_STEP);
    drift->rate = fmax(-ECHO_DRIFT_MAX, fmin(ECHO_DRIFT_MAX, drift->rate));
}

void echo_drift_add(struct echo_drift *drift, const int16_t *heard, const int16_t *left,
                    size_t samples)
{
    double taken[SAMPLES_MAX];
    ALCOVE_ASSERT(samples > 2 && samples <= SAMPLES_MAX);
    take_low_away(drift, heard, taken, samples);
    for (size_t i = 0; i < samples; i++)
        taken[i] -= left[i];
    for (size_t i = 1; i + 1 < samples; i++) {
        double slope = (taken[i + 1] - taken[i - 1]) / 2;
        drift->both += slope * left[i];
        drift->slope += slope * slope;
        drift->taken += taken[i] * taken[i];
        drift->left += (double)left[i] * left[i];
    }
    drift->samples += samples;
    if (drift->samples < SECOND_SAMPLES)
        return;
    turn(drift);
    drift->both = drift->slope = 0;
    drift->taken = drift->left = 0;
    drift->samples = 0;
}
