#include "media/picture_scale.h"

#include <string.h>

#include "base/assert.h"

/* One plane of 8-bit samples. */
struct plane {
    uint8_t *bytes;
    int stride;
    int width;
    int height;
};

static struct plane plane_of(const struct picture *picture, int index)
{
    int shift = index == 0 ? 0 : 1;
    return (struct plane){
        .bytes = picture->plane[index],
        .stride = picture->stride[index],
        .width = picture->width >> shift,
        .height = picture->height >> shift,
    };
}

static int even_at_least_16(int value)
{
    int even = value & ~1;
    return even < 16 ? 16 : even;
}

struct picture_size picture_size_fit(struct picture_size source, struct picture_size box)
{
    ALCOVE_ASSERT(source.width >= 16 && source.height >= 16);
    if (source.width <= box.width && source.height <= box.height)
        return source;
    struct picture_size fit;
    if (source.width * box.height >= source.height * box.width) {
        fit.width = even_at_least_16(box.width);
        fit.height =
            even_at_least_16((source.height * box.width + source.width / 2) / source.width);
    } else {
        fit.height = even_at_least_16(box.height);
        fit.width =
            even_at_least_16((source.width * box.height + source.height / 2) / source.height);
    }
    return fit;
}

static void copy_plane(struct plane from, struct plane to)
{
    for (int y = 0; y < to.height; y++)
        memcpy(to.bytes + (ptrdiff_t)y * to.stride, from.bytes + (ptrdiff_t)y * from.stride,
               (size_t)to.width);
}

static uint8_t box_mean(struct plane from, int x0, int x1, int y0, int y1)
{
    uint32_t sum = 0;
    uint32_t count = (uint32_t)((x1 - x0) * (y1 - y0));
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            sum += from.bytes[(ptrdiff_t)y * from.stride + x];
    return (uint8_t)((sum + count / 2) / count);
}

static void scale_plane_box(struct plane from, struct plane to)
{
    for (int y = 0; y < to.height; y++) {
        int y0 = y * from.height / to.height;
        int y1 = (y + 1) * from.height / to.height;
        uint8_t *row = to.bytes + (ptrdiff_t)y * to.stride;
        for (int x = 0; x < to.width; x++) {
            int x0 = x * from.width / to.width;
            int x1 = (x + 1) * from.width / to.width;
            row[x] = box_mean(from, x0, x1, y0, y1);
        }
    }
}

/* The source position of the centre of output sample `at`, in 1/256 of a sample, kept inside. */
static int centre_of(int at, int from_length, int to_length)
{
    int position = (int)(((int64_t)(2 * at + 1) * from_length * 128) / to_length) - 128;
    int last = (from_length - 1) * 256;
    return position < 0 ? 0 : position > last ? last : position;
}

static void scale_plane_bilinear(struct plane from, struct plane to)
{
    for (int y = 0; y < to.height; y++) {
        int position_y = centre_of(y, from.height, to.height);
        int fy = position_y & 255;
        const uint8_t *upper = from.bytes + (ptrdiff_t)(position_y >> 8) * from.stride;
        const uint8_t *lower = fy != 0 ? upper + from.stride : upper;
        uint8_t *row = to.bytes + (ptrdiff_t)y * to.stride;
        for (int x = 0; x < to.width; x++) {
            int position_x = centre_of(x, from.width, to.width);
            int fx = position_x & 255;
            int x0 = position_x >> 8;
            int x1 = fx != 0 ? x0 + 1 : x0;
            int top = upper[x0] * (256 - fx) + upper[x1] * fx;
            int bottom = lower[x0] * (256 - fx) + lower[x1] * fx;
            row[x] = (uint8_t)((top * (256 - fy) + bottom * fy + 32768) >> 16);
        }
    }
}

static void scale_plane(struct plane from, struct plane to)
{
    if (from.width == to.width && from.height == to.height)
        copy_plane(from, to);
    else if (from.width >= 2 * to.width && from.height >= 2 * to.height)
        scale_plane_box(from, to);
    else
        scale_plane_bilinear(from, to);
}

void picture_scale(const struct picture *source, struct picture *out)
{
    ALCOVE_ASSERT(source != out);
    for (int i = 0; i < 3; i++)
        scale_plane(plane_of(source, i), plane_of(out, i));
    out->captured_at_us = source->captured_at_us;
    out->number = source->number;
}

struct picture_size picture_crop_size(struct picture_size source, enum picture_crop crop)
{
    static const int quarters[] = {
        [PICTURE_CROP_OFF] = 4, [PICTURE_CROP_WIDE] = 3, [PICTURE_CROP_CLOSE] = 2};
    ALCOVE_ASSERT(crop <= PICTURE_CROP_CLOSE);
    struct picture_size rest = {source.width * quarters[crop] / 4 & ~1,
                                source.height * quarters[crop] / 4 & ~1};
    return rest.width < 16 || rest.height < 16 ? source : rest;
}

void picture_crop(const struct picture *source, struct picture *out)
{
    ALCOVE_ASSERT(source != out && source->width >= out->width && source->height >= out->height);
    /* In chroma samples, so that both kinds begin at the same place. */
    int left = (source->width - out->width) / 4;
    int top = (source->height - out->height) / 4;
    for (int i = 0; i < 3; i++) {
        struct plane from = plane_of(source, i);
        int shift = i == 0 ? 1 : 0;
        from.bytes += (ptrdiff_t)(top << shift) * from.stride + (left << shift);
        copy_plane(from, plane_of(out, i));
    }
    out->captured_at_us = source->captured_at_us;
    out->number = source->number;
}
