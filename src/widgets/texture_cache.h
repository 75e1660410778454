/* Painted text and masks, kept as textures so that a refresh only copies. Least recently used ones
 * make room. Inside of renderer.h. */
#ifndef ALCOVE_WIDGETS_TEXTURE_CACHE_H
#define ALCOVE_WIDGETS_TEXTURE_CACHE_H

#include <SDL2/SDL.h>

#include "widgets/draw_list.h"
#include "widgets/text.h"

#define TEXTURE_SETS 64
#define TEXTURE_WAYS 8
/* With more than this in all the cache starts afresh. */
#define TEXTURE_BYTES_MAX (size_t)(96 * 1024 * 1024)

enum mask_kind {
    MASK_ICON,
    MASK_DISC,
    MASK_RING,
    MASK_CORNERS,
    MASK_ARC,
    MASK_SHADOW,
};

struct mask_wish {
    enum mask_kind kind;
    int side;
    int detail; /* which icon, the width of a ring or an arc, the reach of a shadow */
    int from;   /* of an arc, in tenths of a degree */
    int to;
    int radius; /* of a shadow's corners */
};

struct texture_entry {
    uint64_t key; /* 0: empty */
    uint64_t used_at;
    SDL_Texture *texture; /* owned; NULL for text that shows nothing */
    int width;
    int height;
};

struct texture_cache {
    SDL_Renderer *sdl; /* borrowed */
    uint64_t uses;
    size_t bytes; /* of all textures, as four to a pixel */
    struct texture_entry entries[TEXTURE_SETS][TEXTURE_WAYS];
};

/* All: NULL when there is nothing to show or memory is short. Valid until the next call. */
const struct texture_entry *texture_of_text(struct texture_cache *cache, struct text_engine *engine,
                                            const struct text_block *block);
const struct texture_entry *texture_of_mask(struct texture_cache *cache, struct mask_wish wish);
/* As large as `box`, which is around the line's points in the window. */
const struct texture_entry *texture_of_line(struct texture_cache *cache, const struct point *points,
                                            struct draw_line line, struct rectangle box);
void texture_cache_clear(struct texture_cache *cache);

#endif
