/* One row of a picture becomes pixels: I420 of BT.601 in its limited range, two pixels to a colour
 * sample. In whole numbers of 1/64, the same on every machine. Inside of renderer.h. */
#ifndef ALCOVE_WIDGETS_YUV_ROW_H
#define ALCOVE_WIDGETS_YUV_ROW_H

#include <stdint.h>

/* `count` pixels as 0xffRRGGBB; `u` and `v` hold half as many, rounded up. */
void yuv_row(const uint8_t *y, const uint8_t *u, const uint8_t *v, int count, uint32_t *out);

#endif
