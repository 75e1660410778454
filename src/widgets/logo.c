#include "widgets/logo.h"

#include <stdlib.h>

#include "base/assert.h"
#include "widgets/icon_assets.h"

/* `part` of 255 of a channel of `over` upon what is there, which weighs `rest`. */
static uint32_t channel_over(uint32_t under, uint32_t over, uint32_t part, uint32_t rest)
{
    return (over * part + under * rest + (part + rest) / 2) / (part + rest);
}

static uint32_t pixel_over(uint32_t under, uint32_t colour, uint32_t part)
{
    uint32_t rest = (under >> 24) * (255 - part) / 255;
    uint32_t pixel = (part + rest) << 24;
    if (part + rest == 0)
        return 0;
    for (int shift = 0; shift <= 16; shift += 8)
        pixel |= channel_over(under >> shift & 0xff, colour >> shift & 0xff, part, rest) << shift;
    return pixel;
}

uint32_t *logo_pixels(int side)
{
    ALCOVE_ASSERT(side > 0 && side <= LOGO_SIDE_MAX);
    size_t count = (size_t)side * (size_t)side;
    uint32_t *pixels = calloc(count, sizeof *pixels);
    uint8_t *mask = malloc(count);
    for (int i = 0; pixels != NULL && mask != NULL && i < logo_asset.count; i++) {
        const struct icon_shape *shape = &icon_shapes[logo_asset.first + i];
        const struct coverage_shape covered = icon_coverage(shape, side);
        coverage_paint(&covered, 1, side, side, mask);
        for (size_t p = 0; p < count; p++)
            pixels[p] = pixel_over(pixels[p], shape->colour, mask[p]);
    }
    if (mask == NULL) {
        free(pixels);
        pixels = NULL;
    }
    free(mask);
    return pixels;
}
