/* Makes one plane of a picture larger or smaller: squares are averaged down to less than twice the
 * wanted size, the rest is linear. Done on the planes, before colours are converted, because they
 * hold 1.5 bytes a pixel and the window 4. Inside of renderer.h. */
#ifndef ALCOVE_WIDGETS_PLANE_SCALE_H
#define ALCOVE_WIDGETS_PLANE_SCALE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLANE_WIDTH_MAX 8192

struct plane {
    const uint8_t *samples;
    int stride; /* bytes */
    int width;
    int height;
};

/* The average of each square of `factor` samples of `from`, rows without a gap. `to` holds
 * (width / factor) * (height / factor) bytes. */
void plane_shrink(const struct plane *from, int factor, uint8_t *to);

/* `from` stretched linearly to width times height bytes in `to`, turned left to right if asked.
 * Both widths are at most PLANE_WIDTH_MAX. */
void plane_stretch(const struct plane *from, uint8_t *to, int width, int height, bool mirrored);

#endif
