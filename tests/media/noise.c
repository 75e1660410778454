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
