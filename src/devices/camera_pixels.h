/* From the pixel layouts in which cameras deliver to a picture's planes. 8 bits, BT.601. */
#ifndef ALCOVE_DEVICES_CAMERA_PIXELS_H
#define ALCOVE_DEVICES_CAMERA_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/picture.h"

enum pixel_layout {
    PIXELS_I420, /* planes Y, U, V; the chroma rows half as long */
    PIXELS_NV12, /* plane Y, then U and V in turn */
    PIXELS_YUYV, /* Y U Y V: chroma on every row */
};

/* Bytes of a row of the first plane, at least. */
size_t pixels_row_bytes(enum pixel_layout layout, int width);

/* Bytes of an image whose first plane has rows of `stride` bytes. */
size_t pixels_image_bytes(enum pixel_layout layout, size_t stride, int height);

/* Fills `picture` from an image of its size; `bytes` has at least pixels_image_bytes. */
void pixels_convert(enum pixel_layout layout, const uint8_t *bytes, size_t stride,
                    struct picture *picture);

#endif
