#include "media/time_stretch.h"

#include <math.h>
#include <string.h>

#define COARSE_STEP  8 /* samples between the periods tried first */
#define SAMPLE_STEP  4 /* 12 kHz is enough to see the pitch */
#define ALIKE_ENOUGH 0.6
#define QUIET_ENERGY 10000.0 /* mean square; about -50 dB of full scale */
#define FADE_ONE     256

/* How alike the first and the second `period` samples are: 1 for the same, and for silence. */
static double likeness(const int16_t *samples, size_t period)
{
    double both = 0.0;
    double first = 0.0;
    double second = 0.0;
    for (size_t i = 0; i < period; i += SAMPLE_STEP) {
        double a = samples[i];
        double b = samples[i + period];
        both += a * b;
        first += a * a;
        second += b * b;
    }
    double looked_at = (double)(period / SAMPLE_STEP);
    if (first < QUIET_ENERGY * looked_at && second < QUIET_ENERGY * looked_at)
        return 1.0;
    return both / sqrt(first * second + 1.0);
}

/* The period at which the samples repeat best, 0 if none is good enough. */
static size_t best_period(const int16_t *samples, size_t count, bool force)
{
    size_t longest = count / 2 < TIME_STRETCH_PERIOD_MAX ? count / 2 : TIME_STRETCH_PERIOD_MAX;
    size_t best = 0;
    double best_likeness = force ? -2.0 : ALIKE_ENOUGH;
    for (size_t period = TIME_STRETCH_PERIOD_MIN; period <= longest; period += COARSE_STEP) {
        double alike = likeness(samples, period);
        if (alike < best_likeness)
            continue;
        best = period;
        best_likeness = alike;
    }
    if (best == 0)
        return 0;
    size_t coarse = best;
    for (size_t period = coarse - COARSE_STEP + 1; period < coarse + COARSE_STEP; period++) {
        if (period < TIME_STRETCH_PERIOD_MIN || period > longest)
            continue;
        double alike = likeness(samples, period);
        if (alike <= best_likeness)
            continue;
        best = period;
        best_likeness = alike;
    }
    return best;
}

static int16_t faded(int16_t from, int16_t to, size_t at, size_t length)
{
    int weight = (int)(at * FADE_ONE / length);
    return (int16_t)((from * (FADE_ONE - weight) + to * weight) / FADE_ONE);
}

size_t time_stretch_shorten(int16_t *samples, size_t count, bool force)
{
    size_t period = best_period(samples, count, force);
    if (period == 0)
        return 0;
    for (size_t i = 0; i < period; i++)
        samples[i] = faded(samples[i], samples[i + period], i, period);
    memmove(samples + period, samples + 2 * period, (count - 2 * period) * sizeof *samples);
    return period;
}

size_t time_stretch_lengthen(int16_t *samples, size_t count, bool force)
{
    size_t period = best_period(samples, count, force);
    if (period == 0)
        return 0;
    memmove(samples + 2 * period, samples + period, (count - period) * sizeof *samples);
    for (size_t i = 0; i < period; i++)
        samples[period + i] = faded(samples[2 * period + i], samples[i], i, period);
    return period;
}
