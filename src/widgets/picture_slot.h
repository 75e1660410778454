/* One place in the window that shows pictures: scaled and coloured row by row, straight into the
 * window's pixels. A part of a picture comes out exactly as it does in the whole, so that a repaint
 * of a part meets the rest. Inside of renderer.h. */
#ifndef ALCOVE_WIDGETS_PICTURE_SLOT_H
#define ALCOVE_WIDGETS_PICTURE_SLOT_H

#include <SDL2/SDL.h>

#include "widgets/draw_list.h"
#include "widgets/plane_scale.h"

struct picture_slot {
    struct stretch stretch[2]; /* of luma, of both others */
    uint8_t rows[3][PLANE_WIDTH_MAX + STRETCH_GROUP];
    uint32_t pixels[PLANE_WIDTH_MAX]; /* a row on its way to a surface of few colours */
    uint8_t *scratch;                 /* owned; planes that were shrunk */
    size_t scratch_bytes;
};

/* Paints what of the picture at `at` lies in `clip`, which is on the surface. The surface is none
 * that must be locked. False when memory is short. */
bool picture_slot_paint(struct picture_slot *slot, const struct draw_picture *what,
                        struct rectangle at, struct rectangle clip, SDL_Surface *to);
void picture_slot_clear(struct picture_slot *slot);

#endif
