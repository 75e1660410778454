/* How much of each pixel a drawing covers: strokes with round ends and filled areas, as one byte a
 * pixel, 0 outside to 255 inside.
 *
 * Every pixel is looked at in 16 by 16 places, in whole numbers only, so that the same drawing has
 * the same bytes on every machine. Allocates nothing; borrows what it is given until it returns.
 * The masks of mask.h are made with it, and the logo. */
#ifndef ALCOVE_WIDGETS_COVERAGE_H
#define ALCOVE_WIDGETS_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times its shape's scale, a coordinate is in these parts of a pixel. */
#define COVERAGE_PIXEL 6144

struct coverage_point {
    int16_t x;
    int16_t y;
};

struct coverage_shape {
    const struct coverage_point *points;
    size_t count; /* above 0 */
    int scale;    /* above 0 */
    int half;     /* half the width of the stroke, before the scale; 0: the area inside, even-odd */
    bool clears;  /* takes away what is there instead of adding */
};

/* The shapes in their order, onto nothing. Writes `width * height` bytes, both above 0. */
void coverage_paint(const struct coverage_shape *shapes, size_t count, int width, int height,
                    uint8_t *out);

#endif
