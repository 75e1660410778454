/* A drawn person who sits, sways, nods, speaks and blinks before a textured room: what the app
 * shows and the tests measure where there is no camera. Deterministic: a picture depends on the
 * seed, the size, the rate and its number only. No file, no clock, no randomness from outside. */
#ifndef ALCOVE_DEVICES_SYNTHETIC_H
#define ALCOVE_DEVICES_SYNTHETIC_H

#include <stdint.h>

#include "media/picture.h"

struct synthetic;

/* Odd seeds look like the therapist, even ones like the client; the seed also moves the rhythm.
 * Sizes as struct picture allows (asserted), fps 1 to 120. NULL when memory is short.
 * The caller destroys the result. */
struct synthetic *synthetic_create(uint32_t seed, int width, int height, int fps);
void synthetic_destroy(struct synthetic *synthetic); /* NULL is allowed */

/* Draws the picture with this number over all of `picture`, which has the size given to create.
 * Leaves its number and time alone. */
void synthetic_draw(struct synthetic *synthetic, uint32_t number, struct picture *picture);

#endif
