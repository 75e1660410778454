/* Turns down what is steady in the microphone (a fan, hum) and what an echo canceller leaves.
 *
 * Gentle leaves sighs and breaths as they are; strong is for a noisy place, and takes some of them.
 * 48 kHz, mono, one thread at a time; plays what it is given NOISE_DELAY_US later. */
#ifndef ALCOVE_MEDIA_NOISE_H
#define ALCOVE_MEDIA_NOISE_H

#include <stdint.h>

#include "media/echo.h"

#define NOISE_FRAME_SAMPLES ECHO_FRAME_SAMPLES
#define NOISE_DELAY_US      20000

enum noise_level {
    NOISE_OFF,
    NOISE_GENTLE,
    NOISE_STRONG,
};

struct noise;

struct noise *noise_create(void);        /* NULL when memory is short */
void noise_destroy(struct noise *noise); /* NULL is allowed */

/* `echo` is the canceller that the frames went through, or NULL; it must live until another call
 * says otherwise. */
void noise_set(struct noise *noise, enum noise_level level, const struct echo *echo);

/* NOISE_FRAME_SAMPLES in place, behind echo_cancel. */
void noise_run(struct noise *noise, int16_t *pcm);

#endif
