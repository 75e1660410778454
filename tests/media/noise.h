/* Deterministic noise of a room for tests. */
#ifndef TESTS_MEDIA_NOISE_H
#define TESTS_MEDIA_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* Adds white noise of so many dB against full scale (RMS) to the samples. Another `first` gives
 * other noise. */
void noise_add(int16_t *samples, size_t count, uint32_t first, double level_db);
/* Adds the 50 Hz hum of a mains, the same way. */
void hum_add(int16_t *samples, size_t count, uint64_t first, double level_db);
/* Adds a breath out: air without a voice, which swells and fades over the samples, of so many dB
 * on the whole. */
void breath_add(int16_t *samples, size_t count, double level_db);
/* Adds a fan: low noise that stays the same, from sample `first` of it. */
void fan_add(int16_t *samples, size_t count, uint64_t first, double level_db);

#endif
