/* The logo as a square of pixels: for the icon of the window and for those that are installed. */
#ifndef ALCOVE_WIDGETS_LOGO_H
#define ALCOVE_WIDGETS_LOGO_H

#include <stdint.h>

#define LOGO_SIDE_MAX 1024

/* 0xAARRGGBB, not premultiplied, `side` to a row. Freed by the caller; NULL when memory is short.
 * `side` is 1 to LOGO_SIDE_MAX. */
uint32_t *logo_pixels(int side);

#endif
