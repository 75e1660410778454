#include "widgets/plane_scale.h"

#include "base/assert.h"

static uint32_t square_sum(const uint8_t *corner, int stride, int factor)
{
    uint32_t sum = 0;
    for (int row = 0; row < factor; row++) {
        for (int column = 0; column < factor; column++)
            sum += corner[column];
        corner += stride;
    }
    return sum;
}

void plane_shrink(const struct plane *from, int factor, uint8_t *to)
{
    ALCOVE_ASSERT(factor > 0);
    uint32_t count = (uint32_t)(factor * factor);
    for (int y = 0; y + factor <= from->height; y += factor) {
        const uint8_t *rows = from->samples + (ptrdiff_t)y * from->stride;
        for (int x = 0; x + factor <= from->width; x += factor)
            *to++ = (uint8_t)((square_sum(rows + x, from->stride, factor) + count / 2) / count);
    }
}

/* Where sample `i` of `wanted` lies among `given`, in 1/65536, measured at the middles. */
static uint32_t position_of(int i, int wanted, int given)
{
    int64_t at = (int64_t)(2 * i + 1) * given * 32768 / wanted - 32768;
    int64_t last = (int64_t)(given - 1) * 65536;
    return (uint32_t)(at < 0 ? 0 : at > last ? last : at);
}

/* Two rows mixed into one, `weight` of 256 from the lower one; one sample more at the end. */
static void rows_mix(const uint8_t *restrict upper, const uint8_t *restrict lower, uint16_t weight,
                     size_t width, uint8_t *restrict out)
{
    uint16_t rest = (uint16_t)(256 - weight);
    for (size_t x = 0; x < width; x++)
        out[x] = (uint8_t)((uint16_t)(upper[x] * rest + lower[x] * weight) >> 8);
    out[width] = out[width - 1];
}

static void row_stretch(const uint8_t *restrict row, const uint32_t *restrict columns, size_t width,
                        uint8_t *restrict out)
{
    for (size_t x = 0; x < width; x++) {
        const uint8_t *pair = row + (columns[x] >> 16);
        uint32_t weight = columns[x] >> 8 & 0xff;
        out[x] = (uint8_t)((pair[0] * (256 - weight) + pair[1] * weight) >> 8);
    }
}

void plane_stretch(const struct plane *from, uint8_t *to, int width, int height, bool mirrored)
{
    uint8_t row[PLANE_WIDTH_MAX + 1];
    uint32_t columns[PLANE_WIDTH_MAX];
    ALCOVE_ASSERT(width > 0 && width <= PLANE_WIDTH_MAX && height > 0);
    ALCOVE_ASSERT(from->width > 0 && from->width <= PLANE_WIDTH_MAX && from->height > 0);
    for (int x = 0; x < width; x++)
        columns[x] = position_of(mirrored ? width - 1 - x : x, width, from->width);
    for (int y = 0; y < height; y++) {
        uint32_t at = position_of(y, height, from->height);
        const uint8_t *upper = from->samples + (ptrdiff_t)(at >> 16) * from->stride;
        const uint8_t *lower = (int)(at >> 16) + 1 < from->height ? upper + from->stride : upper;
        rows_mix(upper, lower, (uint16_t)(at >> 8 & 0xff), (size_t)from->width, row);
        row_stretch(row, columns, (size_t)width, to + (ptrdiff_t)y * width);
    }
}
