/* One place in the window that shows pictures: uploaded, scaled and rounded once when the picture
 * is new, copied pixel by pixel after that, so that a repaint of a part meets the rest exactly.
 * Inside of renderer.h. */
#ifndef ALCOVE_UI_PICTURE_SLOT_H
#define ALCOVE_UI_PICTURE_SLOT_H

#include <SDL2/SDL.h>

#include "ui/texture_cache.h"

struct picture_slot {
    SDL_Texture *coded;  /* owned; I420 as it came, shrunk and turned if need be */
    SDL_Texture *scaled; /* owned; as it stands in the window */
    uint8_t *scratch;    /* owned; planes on their way */
    size_t scratch_bytes;
    int coded_width;
    int coded_height;
    struct rectangle at;       /* of the last picture; only its size matters */
    struct draw_picture shown; /* what `scaled` holds */
    uint32_t shown_number;
    uint64_t shown_captured_at_us;
    bool filled;
};

/* The texture of `what` at this size, made anew when it changed. The render target is what it was
 * before. NULL when memory is short. Owned by the slot. */
SDL_Texture *picture_slot_texture(struct picture_slot *slot, struct texture_cache *cache,
                                  struct rectangle at, const struct draw_picture *what);
void picture_slot_clear(struct picture_slot *slot);

#endif
