/* Deterministic voice-like sound for tests: a gliding pitch with overtones, in syllables. */
#ifndef TESTS_MEDIA_TONE_H
#define TESTS_MEDIA_TONE_H

#include <stddef.h>
#include <stdint.h>

/* The samples from `first` on; the same index always gives the same sample. */
void tone_fill(int16_t *samples, size_t count, uint64_t first);

#endif
