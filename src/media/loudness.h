/* How loud a stretch of sound is, as an ear would have it: hum and rumble count for little.
 *
 * Full scale is 0 dB (a square wave; a sine has -3), digital silence LOUDNESS_SILENCE_DB. Plain
 * data, nothing to free, cannot fail; used by the sound meter and by the voice activity. */
#ifndef ALCOVE_MEDIA_LOUDNESS_H
#define ALCOVE_MEDIA_LOUDNESS_H

#include <stddef.h>
#include <stdint.h>

#define LOUDNESS_SILENCE_DB (-96.0F)

/* Zero is one that has heard nothing yet. It remembers the last samples. */
struct loudness {
    float in[2], low[2]; /* of the two filters: what went in last, what came out last */
};

/* Mean power of the next samples, 48 kHz mono, as a part of full scale, 0 to 1. */
float loudness_power(struct loudness *loudness, const int16_t *pcm, size_t samples);

float loudness_db(float power);

#endif
