#include "widgets/texture_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/mask.h"

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ b[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static size_t entry_bytes(const struct texture_entry *entry)
{
    return (size_t)entry->width * (size_t)entry->height * 4;
}

static void entry_empty(struct texture_cache *cache, struct texture_entry *entry)
{
    if (entry->texture != NULL) {
        SDL_DestroyTexture(entry->texture);
        cache->bytes -= entry_bytes(entry);
    }
    *entry = (struct texture_entry){0};
}

/* The entry of this key; when it is new, the oldest of its set, emptied, with `*found` false. */
static struct texture_entry *entry_of(struct texture_cache *cache, uint64_t key, bool *found)
{
    if (cache->bytes > TEXTURE_BYTES_MAX)
        texture_cache_clear(cache);
    struct texture_entry *set = cache->entries[(key >> 20) % TEXTURE_SETS];
    struct texture_entry *oldest = &set[0];
    cache->uses++;
    for (int i = 0; i < TEXTURE_WAYS; i++) {
        if (set[i].key == key) {
            set[i].used_at = cache->uses;
            *found = true;
            return &set[i];
        }
        if (set[i].used_at < oldest->used_at)
            oldest = &set[i];
    }
    entry_empty(cache, oldest);
    *oldest = (struct texture_entry){.key = key, .used_at = cache->uses};
    *found = false;
    return oldest;
}

static void entry_fill(struct texture_cache *cache, struct texture_entry *entry, SDL_Surface *from)
{
    if (from == NULL)
        return;
    entry->texture = SDL_CreateTextureFromSurface(cache->sdl, from);
    entry->width = from->w;
    entry->height = from->h;
    if (entry->texture != NULL) {
        SDL_SetTextureBlendMode(entry->texture, SDL_BLENDMODE_BLEND);
        cache->bytes += entry_bytes(entry);
    }
    SDL_FreeSurface(from);
}

const struct texture_entry *texture_of_text(struct texture_cache *cache, struct text_engine *engine,
                                            const struct text_block *block)
{
    const struct draw_text *s = &block->style;
    const int look[] = {block->width_max, (int)s->weight, (int)s->align, s->pixels,
                        s->line_pixels,   s->lines_max,   (int)s->base};
    uint64_t key = mix(UINT64_C(0xcbf29ce484222325), look, sizeof look);
    key = mix(key, &s->colour, sizeof s->colour);
    key = mix(key, block->bytes, block->size) | 1;
    bool found;
    struct texture_entry *entry = entry_of(cache, key, &found);
    if (!found)
        entry_fill(cache, entry, text_paint(engine, block));
    return entry->texture == NULL ? NULL : entry;
}

static void mask_make(struct mask_wish wish, uint8_t *out)
{
    switch (wish.kind) {
    case MASK_ICON:
        mask_icon((enum icon)wish.detail, wish.side, out);
        return;
    case MASK_DISC:
        mask_disc(wish.side, out);
        return;
    case MASK_RING:
        mask_ring(wish.side, wish.detail, out);
        return;
    case MASK_CORNERS:
        mask_corners(wish.side, out);
        return;
    case MASK_ARC:
        mask_arc(wish.side,
                 (struct draw_arc){.width = wish.detail, .from = wish.from, .to = wish.to}, out);
        return;
    case MASK_SHADOW:
        mask_shadow(wish.side, wish.radius, wish.detail, out);
        return;
    }
}

/* White, with the mask as alpha: tinted when it is copied. Frees the mask, which may be NULL. */
static SDL_Surface *mask_surface(uint8_t *mask, int width, int height)
{
    SDL_Surface *surface = mask == NULL ? NULL
                                        : SDL_CreateRGBSurfaceWithFormat(0, width, height, 32,
                                                                         SDL_PIXELFORMAT_ARGB8888);
    for (int y = 0; surface != NULL && y < height; y++) {
        uint8_t *row = (uint8_t *)surface->pixels + (size_t)y * (size_t)surface->pitch;
        for (int x = 0; x < width; x++) {
            uint32_t pixel = (uint32_t)mask[y * width + x] << 24 | 0xffffff;
            memcpy(row + 4 * x, &pixel, 4);
        }
    }
    free(mask);
    return surface;
}

const struct texture_entry *texture_of_mask(struct texture_cache *cache, struct mask_wish wish)
{
    ALCOVE_ASSERT(wish.side > 0);
    const int look[] = {(int)wish.kind, wish.side, wish.detail, wish.from, wish.to, wish.radius};
    uint64_t key = mix(UINT64_C(0x84222325cbf29ce4), look, sizeof look) | 1;
    bool found;
    struct texture_entry *entry = entry_of(cache, key, &found);
    if (!found) {
        uint8_t *mask = malloc((size_t)wish.side * (size_t)wish.side);
        if (mask != NULL)
            mask_make(wish, mask);
        entry_fill(cache, entry, mask_surface(mask, wish.side, wish.side));
    }
    return entry->texture == NULL ? NULL : entry;
}

const struct texture_entry *texture_of_line(struct texture_cache *cache, const struct point *points,
                                            struct draw_line line, struct rectangle box)
{
    ALCOVE_ASSERT(line.count > 0 && box.width > 0 && box.height > 0);
    const int look[] = {line.width, box.width, box.height};
    uint64_t key = mix(UINT64_C(0x9ce484222325cbf2), look, sizeof look);
    for (uint32_t i = 0; i < line.count; i++) {
        const int seen[] = {points[i].x - box.x, points[i].y - box.y};
        key = mix(key, seen, sizeof seen);
    }
    bool found;
    struct texture_entry *entry = entry_of(cache, key | 1, &found);
    if (!found) {
        uint8_t *mask = malloc((size_t)box.width * (size_t)box.height);
        if (mask != NULL)
            mask_line(points, line, box, mask);
        entry_fill(cache, entry, mask_surface(mask, box.width, box.height));
    }
    return entry->texture == NULL ? NULL : entry;
}

void texture_cache_clear(struct texture_cache *cache)
{
    for (int set = 0; set < TEXTURE_SETS; set++) {
        for (int way = 0; way < TEXTURE_WAYS; way++)
            entry_empty(cache, &cache->entries[set][way]);
    }
}
