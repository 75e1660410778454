/* One place in the window that shows pictures: scaled and uploaded once when the picture is new,
 * copied pixel by pixel after that, so that a repaint of a part meets the rest exactly. Inside of
 * renderer.h. */
#ifndef ALCOVE_WIDGETS_PICTURE_SLOT_H
#define ALCOVE_WIDGETS_PICTURE_SLOT_H

#include <SDL2/SDL.h>

#include "widgets/draw_list.h"

struct picture_slot {
    SDL_Texture *texture; /* owned; as large as the picture stands in the window */
    SDL_Rect used;        /* of the texture; its sides are rounded up to even */
    int texture_width;
    int texture_height;
    uint8_t *scratch; /* owned; planes on their way */
    size_t scratch_bytes;
    struct draw_picture shown; /* what the texture holds */
    uint32_t shown_number;
    uint64_t shown_captured_at_us;
    int shown_width; /* of the place in the window */
    int shown_height;
};

/* Brings the texture up to date for a place of this size. False when memory is short. */
bool picture_slot_fill(struct picture_slot *slot, SDL_Renderer *sdl, struct rectangle at,
                       const struct draw_picture *what);
void picture_slot_clear(struct picture_slot *slot);

#endif
