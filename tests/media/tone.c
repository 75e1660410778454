#include "tone.h"

#include <math.h>

#include "media/voice_packet.h"

#define TURN 6.283185307179586

static double sample_at(double seconds)
{
    double phase = TURN * (140.0 * seconds + 4.0 * sin(TURN * 0.7 * seconds));
    double voice = sin(phase) + 0.6 * sin(2.0 * phase) + 0.4 * sin(3.0 * phase);
    double syllable = 0.55 + 0.45 * sin(TURN * 3.0 * seconds);
    return 6000.0 * voice * syllable;
}

void tone_fill(int16_t *samples, size_t count, uint64_t first)
{
    for (size_t i = 0; i < count; i++)
        samples[i] = (int16_t)sample_at((double)(first + i) / VOICE_RATE_HZ);
}
