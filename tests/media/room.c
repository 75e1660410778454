#include "room.h"

#include <math.h>

#include "harness.h"

#define SPREAD_SAMPLES 4800.0 /* in which reflections come: 100 ms */
#define HALF           8      /* of the samples from which one between them is made */
#define LINE_SAMPLES   48000
#define PI             3.141592653589793

static double roll(uint32_t *dice)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 8) / 16777216.0;
}

void room_init(struct room *room, uint32_t seed)
{
    *room = (struct room){.delay = 960, .gain = 0.35, .part = {1}};
    for (int i = 1; i < ROOM_REFLECTIONS; i++) {
        double late = pow(roll(&seed), 1.5) * SPREAD_SAMPLES;
        double part = 0.35 * pow(10, -1.5 * late / SPREAD_SAMPLES);
        room->late[i] = 40 + (size_t)late;
        room->part[i] = roll(&seed) < 0.5 ? part : -part;
    }
}

/* What arrives in the time that the loudspeaker takes for its sample `index`. */
static double arrives(const struct room *room, long index)
{
    double sum = 0;
    for (int i = 0; i < ROOM_REFLECTIONS; i++) {
        long from = index - (long)room->late[i];
        if (from >= 0 && from < (long)room->played_samples)
            sum += room->part[i] * room->played[from];
    }
    return sum * room->gain;
}

static double between(const double *line, double where)
{
    long whole = (long)floor(where);
    double part = where - (double)whole;
    if (part < 1e-9)
        return line[whole];
    double sum = 0;
    double turned = sin(PI * part) / PI;
    for (long k = 1 - HALF; k <= HALF; k++) {
        double x = part - (double)k;
        double window = 0.5 + 0.5 * cos(PI * x / HALF);
        sum += line[whole + k] * window * (k % 2 == 0 ? turned : -turned) / x;
    }
    return sum;
}

void room_hear(const struct room *room, uint64_t at, int16_t *pcm, size_t samples)
{
    static double line[LINE_SAMPLES + 4 * HALF];
    double step = 1 + room->drift_ppm * 1e-6;
    double begin = (double)at * step - room->delay;
    long first = (long)floor(begin) - HALF;
    assert_in_range(samples, 1, LINE_SAMPLES);
    for (size_t i = 0; i < samples + 3 * HALF; i++)
        line[i] = arrives(room, first + (long)i);
    for (size_t i = 0; i < samples; i++) {
        double sample = pcm[i] + between(line, begin + (double)i * step - (double)first);
        pcm[i] = (int16_t)lround(fmax(-32768, fmin(32767, sample)));
    }
}
