#include "media/loudness.h"

#include <math.h>

#include "base/assert.h"

/* Two filters, each of one pole at 200 Hz: 25 dB off at 50 Hz, 1 dB at 400. */
#define POLE 0.9742F

static float weigh(struct loudness *loudness, float sample)
{
    for (int i = 0; i < 2; i++) {
        float out = POLE * (loudness->low[i] + sample - loudness->in[i]);
        loudness->in[i] = sample;
        loudness->low[i] = out;
        sample = out;
    }
    return sample;
}

float loudness_power(struct loudness *loudness, const int16_t *pcm, size_t samples)
{
    ALCOVE_ASSERT(samples > 0);
    float sum = 0;
    for (size_t i = 0; i < samples; i++) {
        float heard = weigh(loudness, (float)pcm[i] / 32768);
        sum += heard * heard;
    }
    return sum / (float)samples;
}

float loudness_db(float power)
{
    float db = power > 0 ? 10 * log10f(power) : LOUDNESS_SILENCE_DB;
    return db > LOUDNESS_SILENCE_DB ? db : LOUDNESS_SILENCE_DB;
}
