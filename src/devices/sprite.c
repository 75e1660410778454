#include "devices/sprite.h"

#include <math.h>
#include <stdlib.h>

#include "base/assert.h"

bool sprite_create(struct sprite *out, int width, int height)
{
    ALCOVE_ASSERT(width >= 2 && height >= 2);
    *out = (struct sprite){width, height, NULL};
    out->texels = calloc((size_t)width * (size_t)height, sizeof *out->texels);
    return out->texels != NULL;
}

void sprite_destroy(struct sprite *sprite)
{
    free(sprite->texels);
    sprite->texels = NULL;
}

/* Room is left at both ends for noise to be added without a check. */
static uint32_t byte_of(float value)
{
    return value < 24 ? 24 : value > 226 ? 226 : (uint32_t)(value + 0.5F);
}

uint32_t sprite_texel(struct ink ink)
{
    float cover = ink.cover < 0 ? 0 : ink.cover > 1 ? 1 : ink.cover;
    return byte_of(ink.colour.y) | byte_of(ink.colour.u) << 8 |
           (uint32_t)(cover * 255 + 0.5F) << 16 | byte_of(ink.colour.v) << 24;
}

struct ink sprite_ink(uint32_t texel)
{
    return (struct ink){
        .colour = {(float)(texel & 255), (float)(texel >> 8 & 255), (float)(texel >> 24)},
        .cover = (float)(texel >> 16 & 255) / 255,
    };
}

/* Two bytes at once, in bits 0 to 7 and 16 to 23: `part` of 256 of b, the rest of a. */
static inline uint32_t blend2(uint32_t a, uint32_t b, uint32_t part)
{
    const uint32_t pair = UINT32_C(0x00ff00ff);
    return ((a & pair) * (256 - part) + (b & pair) * part) >> 8 & pair;
}

/* The four texels around a place, or NULL where all is transparent. */
static inline const uint32_t *texels_at(const struct sprite *sprite, uint32_t u, uint32_t v)
{
    size_t width = (size_t)sprite->width;
    size_t x = u >> 16;
    size_t y = v >> 16;
    /* Places left of or above the sprite wrap to far outside. */
    if (x >= width - 1 || y >= (size_t)sprite->height - 1)
        return NULL;
    const uint32_t *texel = &sprite->texels[y * width + x];
    uint32_t all = texel[0] | texel[1] | texel[width] | texel[width + 1];
    return (all & UINT32_C(0x00ff0000)) == 0 ? NULL : texel;
}

/* The two bytes from bit `shift` and 16 further on, between four texels; u, v in 1/65536. */
static inline uint32_t pair_at(const uint32_t *texel, size_t width, uint32_t shift,
                               const uint32_t at[2])
{
    uint32_t across = at[0] >> 8 & 255;
    uint32_t top = blend2(texel[0] >> shift, texel[1] >> shift, across);
    uint32_t bottom = blend2(texel[width] >> shift, texel[width + 1] >> shift, across);
    return blend2(top, bottom, at[1] >> 8 & 255);
}

static inline uint8_t cover_byte(uint8_t under, uint32_t over, uint32_t opacity)
{
    uint32_t part = opacity + (opacity >> 7);
    return (uint8_t)((under * (256 - part) + (over & 255) * part) >> 8);
}

/* Steps through the sprite along a row of the picture, and where the row begins. */
struct walk {
    uint32_t u, v;
    uint32_t step_u, step_v;
};

static uint32_t fixed(float texels)
{
    return (uint32_t)(int32_t)(texels * 65536.0F);
}

static struct walk walk_at(const struct sprite_place *place, float x, float y, float step)
{
    float zoom2 = place->sine * place->sine + place->cosine * place->cosine;
    float c = place->cosine / zoom2;
    float s = place->sine / zoom2;
    float dx = x - place->shift_x - place->pivot_x;
    float dy = y - place->shift_y - place->pivot_y;
    float in_x = place->pivot_x + c * dx + s * dy - place->left - 0.5F;
    float in_y = place->pivot_y - s * dx + c * dy - place->top - 0.5F;
    return (struct walk){fixed(in_x), fixed(in_y), fixed(c * step), fixed(-s * step)};
}

struct span {
    int left, top, right, bottom;
};

static int within(float value, int limit)
{
    return value < 0 ? 0 : value > (float)limit ? limit : (int)value;
}

/* The part of the picture that the moved sprite can touch, on even pixels. */
static struct span span_of(const struct sprite *sprite, const struct sprite_place *place,
                           const struct picture *picture)
{
    float low_x = 1e9F;
    float low_y = 1e9F;
    float high_x = -1e9F;
    float high_y = -1e9F;
    for (int corner = 0; corner < 4; corner++) {
        float x = place->left + ((corner & 1) != 0 ? (float)sprite->width : 0) - place->pivot_x;
        float y = place->top + ((corner & 2) != 0 ? (float)sprite->height : 0) - place->pivot_y;
        float out_x = place->pivot_x + place->cosine * x - place->sine * y + place->shift_x;
        float out_y = place->pivot_y + place->sine * x + place->cosine * y + place->shift_y;
        low_x = fminf(low_x, out_x);
        high_x = fmaxf(high_x, out_x);
        low_y = fminf(low_y, out_y);
        high_y = fmaxf(high_y, out_y);
    }
    return (struct span){
        .left = within(low_x, picture->width) & ~1,
        .top = within(low_y, picture->height) & ~1,
        .right = within(high_x + 2, picture->width) & ~1,
        .bottom = within(high_y + 2, picture->height) & ~1,
    };
}

static void luma_row(const struct sprite *sprite, struct walk walk, uint8_t *row, size_t count)
{
    size_t width = (size_t)sprite->width;
    for (size_t x = 0; x < count; x++) {
        const uint32_t *texel = texels_at(sprite, walk.u, walk.v);
        if (texel != NULL) {
            uint32_t luma = pair_at(texel, width, 0, (uint32_t[]){walk.u, walk.v});
            row[x] = cover_byte(row[x], luma, luma >> 16);
        }
        walk.u += walk.step_u;
        walk.v += walk.step_v;
    }
}

static void chroma_row(const struct sprite *sprite, struct walk walk, uint8_t *const rows[2],
                       size_t count)
{
    size_t width = (size_t)sprite->width;
    for (size_t x = 0; x < count; x++) {
        const uint32_t *texel = texels_at(sprite, walk.u, walk.v);
        if (texel != NULL) {
            const uint32_t at[2] = {walk.u, walk.v};
            uint32_t cover = pair_at(texel, width, 0, at) >> 16;
            uint32_t chroma = pair_at(texel, width, 8, at);
            rows[0][x] = cover_byte(rows[0][x], chroma, cover);
            rows[1][x] = cover_byte(rows[1][x], chroma >> 16, cover);
        }
        walk.u += walk.step_u;
        walk.v += walk.step_v;
    }
}

void sprite_lay(const struct sprite *sprite, const struct sprite_place *place,
                struct picture *picture)
{
    struct span span = span_of(sprite, place, picture);
    if (span.right <= span.left)
        return;
    size_t count = (size_t)(span.right - span.left);
    for (int y = span.top; y < span.bottom; y++) {
        struct walk walk = walk_at(place, (float)span.left + 0.5F, (float)y + 0.5F, 1);
        uint8_t *row = picture->plane[0] + (ptrdiff_t)y * picture->stride[0] + span.left;
        luma_row(sprite, walk, row, count);
    }
    for (int y = span.top; y < span.bottom; y += 2) {
        struct walk walk = walk_at(place, (float)span.left + 1, (float)y + 1, 2);
        uint8_t *const rows[2] = {
            picture->plane[1] + (ptrdiff_t)(y / 2) * picture->stride[1] + span.left / 2,
            picture->plane[2] + (ptrdiff_t)(y / 2) * picture->stride[2] + span.left / 2,
        };
        chroma_row(sprite, walk, rows, count / 2);
    }
}
