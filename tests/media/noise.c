#include "noise.h"

#include <math.h>

#include "media/voice_packet.h"

#define TURN 6.283185307179586

static int16_t limited(double sample)
{
    return (int16_t)(sample > 32767 ? 32767 : sample < -32768 ? -32768 : lround(sample));
}

void noise_add(int16_t *samples, size_t count, uint32_t first, double level_db)
{
    double peak = 32768 * pow(10, level_db / 20) * sqrt(3);
    for (size_t i = 0; i < count; i++) {
        uint32_t hash = (first + (uint32_t)i) * 2654435761u;
        hash = (hash ^ (hash >> 15)) * 2246822519u;
        hash ^= hash >> 13;
        samples[i] = limited(samples[i] + peak * ((hash >> 8) / 8388608.0 - 1));
    }
}

void hum_add(int16_t *samples, size_t count, uint64_t first, double level_db)
{
    double peak = 32768 * pow(10, level_db / 20) * sqrt(2);
    for (size_t i = 0; i < count; i++)
        samples[i] =
            limited(samples[i] + peak * sin(TURN * 50 * (double)(first + i) / VOICE_RATE_HZ));
}

static double roll(uint32_t *dice)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 8) / 8388608.0 - 1;
}

/* The air of a breath between 300 Hz and 2 kHz. The first round finds how loud it is. */
void breath_add(int16_t *samples, size_t count, double level_db)
{
    double gain = 0;
    for (int round = 0; round < 2; round++) {
        uint32_t dice = 5;
        double low = 0;
        double high = 0;
        double power = 0;
        for (size_t i = 0; i < count; i++) {
            double air = roll(&dice);
            low += 0.04 * (air - low);
            high += 0.25 * (air - low - high);
            double now = high * sin(TURN / 2 * (double)i / (double)count);
            power += now * now;
            samples[i] = limited(samples[i] + gain * now);
        }
        gain = round == 0 ? 32768 * pow(10, level_db / 20) / sqrt(power / (double)count) : 0;
    }
}

void fan_add(int16_t *samples, size_t count, uint64_t first, double level_db)
{
    /* One pole at 640 Hz leaves this part of white noise. */
    double gain = 32768 * pow(10, level_db / 20) * sqrt(3 * (2 - 0.08) / 0.08);
    uint32_t dice = (uint32_t)first * 2654435761u + 9;
    double low = 0;
    for (size_t i = 0; i < count; i++) {
        low += 0.08 * (roll(&dice) - low);
        samples[i] = limited(samples[i] + gain * low);
    }
}
