/* Scaling of pictures: box averaging when shrinking by two or more, bilinear otherwise; and cutting
 * off what is beside the middle. */
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

enum picture_crop {
    PICTURE_CROP_OFF,
    PICTURE_CROP_WIDE,  /* three quarters of the width and of the height stay */
    PICTURE_CROP_CLOSE, /* half of them */
};

/* What stays of a picture of that size; the whole of it where it would be too small. */
struct picture_size picture_crop_size(struct picture_size source, enum picture_crop crop);
/* Fills `out`, which has such a size and one holder, with the middle of `source`: no sample of it
 * is from elsewhere. Moment and number are carried over. */
void picture_crop(const struct picture *source, struct picture *out);

#endif
