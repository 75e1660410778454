/* Shapes as coverage: one byte a pixel, 0 outside to 255 inside, edges smooth. The renderer tints
 * them. Icons are our own drawings, so they are sharp at any size. */
#ifndef ALCOVE_WIDGETS_MASK_H
#define ALCOVE_WIDGETS_MASK_H

#include "widgets/draw_list.h"

/* How large a line may be, across and down. */
#define MASK_LINE_PIXELS_MAX 8000

/* Whether the icon points along the line and is turned around from right to left. */
bool icon_is_mirrored(enum icon icon);

/* All write `side * side` bytes. `side` is above 0. */
void mask_icon(enum icon icon, int side, uint8_t *out);
void mask_disc(int side, uint8_t *out);
/* The outermost `width` pixels of the disc. */
void mask_ring(int side, int width, uint8_t *out);
/* What the disc leaves uncovered of its square. */
void mask_corners(int side, uint8_t *out);
/* A square with such corners, `reach` inside of this one, that fades over twice its reach. */
#define MASK_SHADOW_SIDE_MAX 1024
void mask_shadow(int side, int radius, int reach, uint8_t *out);
/* As draw_arc says. */
void mask_arc(int side, struct draw_arc arc, uint8_t *out);
/* `width * height` bytes; the points are seen from the corner of `box`. At least one, at most
 * DRAW_POINTS_MAX, and not outside of the box, whose sides are MASK_LINE_PIXELS_MAX at most. */
void mask_line(const struct point *points, struct draw_line line, struct rectangle box,
               uint8_t *out);

#endif
