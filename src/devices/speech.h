/* Speech-like sound made by the app itself, so that demos and tests need no recording: syllables
 * of voiced and unvoiced sounds through moving formants, a falling pitch over each sentence, and
 * pauses between them. It says nothing; a voice coder treats it as speech. Deterministic. */
#ifndef ALCOVE_DEVICES_SPEECH_H
#define ALCOVE_DEVICES_SPEECH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPEECH_RATE_HZ  48000
#define SPEECH_FORMANTS 3

struct speech_resonator {
    float in, first, second; /* coefficients */
    float last, before;      /* the two outputs before */
};

/* Owned by the caller; all fields are private. */
struct speech {
    uint32_t random;
    float pitch_base_hz; /* of this voice */
    float pitch_hz;      /* now */
    float formant_scale; /* length of the vocal tract */
    float phase;         /* of the glottal pulse, 0 to 1 */
    float formant_hz[SPEECH_FORMANTS];
    float target_hz[SPEECH_FORMANTS];
    struct speech_resonator resonators[SPEECH_FORMANTS];
    struct speech_resonator hiss;
    float loudness; /* now, 0 to 1 */
    float loudness_target;
    float voicing; /* 0 unvoiced to 1 voiced */
    float voicing_target;
    unsigned syllables_left; /* in this sentence; 0 in a pause */
    unsigned syllables;      /* in this sentence */
    unsigned part;           /* of the syllable: consonant, vowel */
    unsigned samples_left;   /* in this part */
};

/* Odd seeds have a higher voice than even ones; all begin to speak at once. */
void speech_start(struct speech *speech, uint32_t seed);

/* The next samples, mono, about -20 dBFS while it speaks. */
void speech_fill(struct speech *speech, int16_t *pcm, size_t samples);

#endif
