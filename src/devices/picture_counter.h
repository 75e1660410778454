/* A number written into a picture as a row of dark and light blocks along its top, so that the far
 * end can tell which picture it sees after coding, loss and scaling. For demos and measurements.
 *
 * Twenty-four equal blocks over the full width, a twentieth of the height: dark, light, nineteen
 * bits of the number's Gray code (most significant first), one bit of parity, light, dark. In Gray
 * code a step of one changes one block, which costs the coder little. */
#ifndef ALCOVE_DEVICES_PICTURE_COUNTER_H
#define ALCOVE_DEVICES_PICTURE_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/picture.h"

#define PICTURE_COUNTER_MODULUS   (UINT32_C(1) << 19) /* 4.8 hours at 30 pictures a second */
#define PICTURE_COUNTER_WIDTH_MIN 96                  /* pixels; narrower pictures carry none */

/* Writes number modulo PICTURE_COUNTER_MODULUS; leaves a too narrow picture as it is. */
void picture_counter_draw(struct picture *picture, uint32_t number);

/* False when no number is there or it cannot be read without doubt; *number is then unchanged. */
bool picture_counter_read(const struct picture *picture, uint32_t *number);

#endif
