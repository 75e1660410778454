#include "devices/camera_pixels.h"

#include <string.h>

size_t pixels_row_bytes(enum pixel_layout layout, int width)
{
    return layout == PIXELS_YUYV ? 2 * (size_t)width : (size_t)width;
}

size_t pixels_image_bytes(enum pixel_layout layout, size_t stride, int height)
{
    size_t first = stride * (size_t)height;
    return layout == PIXELS_YUYV ? first : first + first / 2;
}

static uint8_t *row_of(struct picture *picture, int plane, int y)
{
    return picture->plane[plane] + (ptrdiff_t)y * picture->stride[plane];
}

static void yuyv_convert(const uint8_t *bytes, size_t stride, struct picture *picture)
{
    size_t half = (size_t)picture->width / 2;
    for (int y = 0; y < picture->height; y++) {
        const uint8_t *from = bytes + (size_t)y * stride;
        uint8_t *luma = row_of(picture, 0, y);
        for (size_t x = 0; x < 2 * half; x++)
            luma[x] = from[2 * x];
        if (y % 2 != 0)
            continue;
        const uint8_t *below = from + stride;
        uint8_t *u = row_of(picture, 1, y / 2);
        uint8_t *v = row_of(picture, 2, y / 2);
        for (size_t x = 0; x < half; x++) {
            u[x] = (uint8_t)(((unsigned)from[4 * x + 1] + below[4 * x + 1] + 1) / 2);
            v[x] = (uint8_t)(((unsigned)from[4 * x + 3] + below[4 * x + 3] + 1) / 2);
        }
    }
}

static void luma_copy(const uint8_t *bytes, size_t stride, struct picture *picture)
{
    for (int y = 0; y < picture->height; y++)
        memcpy(row_of(picture, 0, y), bytes + (size_t)y * stride, (size_t)picture->width);
}

static void nv12_convert(const uint8_t *bytes, size_t stride, struct picture *picture)
{
    luma_copy(bytes, stride, picture);
    const uint8_t *chroma = bytes + stride * (size_t)picture->height;
    for (int y = 0; y < picture->height / 2; y++) {
        const uint8_t *from = chroma + (size_t)y * stride;
        uint8_t *u = row_of(picture, 1, y);
        uint8_t *v = row_of(picture, 2, y);
        for (size_t x = 0; x < (size_t)picture->width / 2; x++) {
            u[x] = from[2 * x];
            v[x] = from[2 * x + 1];
        }
    }
}

static void i420_convert(const uint8_t *bytes, size_t stride, struct picture *picture)
{
    luma_copy(bytes, stride, picture);
    const uint8_t *chroma = bytes + stride * (size_t)picture->height;
    size_t half = stride / 2;
    for (int p = 1; p < 3; p++) {
        for (int y = 0; y < picture->height / 2; y++) {
            memcpy(row_of(picture, p, y), chroma, (size_t)picture->width / 2);
            chroma += half;
        }
    }
}

void pixels_convert(enum pixel_layout layout, const uint8_t *bytes, size_t stride,
                    struct picture *picture)
{
    switch (layout) {
    case PIXELS_I420:
        i420_convert(bytes, stride, picture);
        break;
    case PIXELS_NV12:
        nv12_convert(bytes, stride, picture);
        break;
    case PIXELS_YUYV:
        yuyv_convert(bytes, stride, picture);
        break;
    }
}
