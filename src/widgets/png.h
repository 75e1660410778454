/* Writes pixels as PNG (ISO/IEC 15948): 8 bits a sample, one IDAT, no metadata. Pictures of the
 * window are RGB; the logo has alpha besides. */
#ifndef ALCOVE_WIDGETS_PNG_H
#define ALCOVE_WIDGETS_PNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `pixels` are 32-bit 0xXXRRGGBB in the machine's order, `width` to a row, rows without a gap.
 * False when memory is short or the file cannot be written; a half-written file is removed. */
bool png_write(const char *path, const uint32_t *pixels, int width, int height);
/* The same with 0xAARRGGBB, not premultiplied. */
bool png_write_alpha(const char *path, const uint32_t *pixels, int width, int height);

#endif
