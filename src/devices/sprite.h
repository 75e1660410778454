/* A sprite: a small picture with transparency, drawn once and then laid over pictures shifted,
 * turned and scaled, with smooth sampling. Used by devices/synthetic.c only. */
#ifndef ALCOVE_DEVICES_SPRITE_H
#define ALCOVE_DEVICES_SPRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "devices/paint.h"
#include "media/picture.h"

struct sprite {
    int width;        /* texels, at least 2 */
    int height;       /* texels, at least 2 */
    uint32_t *texels; /* Y, U, opacity and V from the lowest byte up; owned */
};

/* Where a sprite lies: out = pivot + zoom * turn(in - pivot) + shift, in pixels of the picture,
 * where an unmoved sprite has its upper left corner at left, top. */
struct sprite_place {
    float left, top;
    float pivot_x, pivot_y;
    float shift_x, shift_y;
    float sine, cosine; /* of the turn, times the zoom */
};

/* False when memory is short; *out is then empty. */
bool sprite_create(struct sprite *out, int width, int height);
void sprite_destroy(struct sprite *sprite);

uint32_t sprite_texel(struct ink ink);
struct ink sprite_ink(uint32_t texel);

void sprite_lay(const struct sprite *sprite, const struct sprite_place *place,
                struct picture *picture);

#endif
