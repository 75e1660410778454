/* Scaling of pictures: box averaging when shrinking by two or more, bilinear otherwise. */
#ifndef ALCOVE_MEDIA_PICTURE_SCALE_H
#define ALCOVE_MEDIA_PICTURE_SCALE_H

#include "media/picture.h"

struct picture_size {
    int width;  /* pixels, even, at least 16 */
    int height; /* pixels, even, at least 16 */
};

/* The largest size of the source's shape that fits in `box`; never larger than the source. */
struct picture_size picture_size_fit(struct picture_size source, struct picture_size box);

/* Fills `out` (which has the wanted size, and of which the caller is the only holder) with
 * `source`; moment and number are carried over. Equal sizes are copied. */
void picture_scale(const struct picture *source, struct picture *out);

#endif
