#include "ui/picture_slot.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define VEIL_ALPHA 150 /* of 255: an old picture is there, but plainly not now */

/* Averages squares of `factor` pixels, optionally turned around; one plane. */
struct plane_copy {
    const uint8_t *from;
    int stride;
    uint8_t *to;
    int width; /* of the result */
    int height;
    int factor;
    bool mirrored;
};

static uint8_t square_average(const struct plane_copy *p, int x, int y)
{
    const uint8_t *corner = p->from + (ptrdiff_t)y * p->factor * p->stride + x * p->factor;
    uint32_t sum = 0;
    for (int row = 0; row < p->factor; row++) {
        for (int column = 0; column < p->factor; column++)
            sum += corner[row * p->stride + column];
    }
    uint32_t count = (uint32_t)(p->factor * p->factor);
    return (uint8_t)((sum + count / 2) / count);
}

static void plane_shrink(const struct plane_copy *p)
{
    for (int y = 0; y < p->height; y++) {
        uint8_t *row = p->to + (ptrdiff_t)y * p->width;
        for (int x = 0; x < p->width; x++)
            row[p->mirrored ? p->width - 1 - x : x] = square_average(p, x, y);
    }
}

static bool scratch_fit(struct picture_slot *slot, size_t bytes)
{
    if (slot->scratch_bytes >= bytes)
        return true;
    uint8_t *larger = realloc(slot->scratch, bytes);
    if (larger == NULL)
        return false;
    slot->scratch = larger;
    slot->scratch_bytes = bytes;
    return true;
}

static bool coded_fit(struct picture_slot *slot, SDL_Renderer *sdl, int width, int height)
{
    if (slot->coded != NULL && slot->coded_width == width && slot->coded_height == height)
        return true;
    if (slot->coded != NULL)
        SDL_DestroyTexture(slot->coded);
    slot->coded =
        SDL_CreateTexture(sdl, SDL_PIXELFORMAT_IYUV, SDL_TEXTUREACCESS_STREAMING, width, height);
    if (slot->coded == NULL)
        return false;
    SDL_SetTextureScaleMode(slot->coded, SDL_ScaleModeLinear);
    SDL_SetTextureBlendMode(slot->coded, SDL_BLENDMODE_NONE);
    slot->coded_width = width;
    slot->coded_height = height;
    return true;
}

/* Linear scaling looks at two pixels each way, so what gets much smaller is averaged first. */
static int shrink_factor(const struct picture *picture, struct rectangle at)
{
    int factor = 1;
    while (factor < 8 && picture->width >= 2 * factor * at.width &&
           picture->height >= 2 * factor * at.height)
        factor *= 2;
    return factor;
}

static bool picture_upload(struct picture_slot *slot, SDL_Renderer *sdl, struct rectangle at,
                           const struct draw_picture *what)
{
    const struct picture *p = what->picture;
    int factor = shrink_factor(p, at);
    if (factor == 1 && !what->mirrored)
        return coded_fit(slot, sdl, p->width, p->height) &&
               SDL_UpdateYUVTexture(slot->coded, NULL, p->plane[0], p->stride[0], p->plane[1],
                                    p->stride[1], p->plane[2], p->stride[2]) == 0;
    int width = p->width / factor / 2 * 2;
    int height = p->height / factor / 2 * 2;
    size_t luma = (size_t)width * (size_t)height;
    if (!coded_fit(slot, sdl, width, height) || !scratch_fit(slot, luma + luma / 2))
        return false;
    uint8_t *planes[3] = {slot->scratch, slot->scratch + luma, slot->scratch + luma + luma / 4};
    for (int i = 0; i < 3; i++) {
        plane_shrink(&(struct plane_copy){
            .from = p->plane[i],
            .stride = p->stride[i],
            .to = planes[i],
            .width = i == 0 ? width : width / 2,
            .height = i == 0 ? height : height / 2,
            .factor = factor,
            .mirrored = what->mirrored,
        });
    }
    return SDL_UpdateYUVTexture(slot->coded, NULL, planes[0], width, planes[1], width / 2,
                                planes[2], width / 2) == 0;
}

/* The part of the coded picture that fills a place of these sides without distortion. */
static SDL_Rect crop_of(const struct picture_slot *slot, struct rectangle at)
{
    SDL_Rect part = {0, 0, slot->coded_width, slot->coded_height};
    if (part.w * at.height > part.h * at.width)
        part.w = part.h * at.width / at.height;
    else
        part.h = part.w * at.height / at.width;
    part.w = part.w > 0 ? part.w : 1;
    part.h = part.h > 0 ? part.h : 1;
    part.x = (slot->coded_width - part.w) / 2;
    part.y = (slot->coded_height - part.h) / 2;
    return part;
}

static SDL_Rect fit_of(const struct picture_slot *slot, struct rectangle at)
{
    SDL_Rect to = {0, 0, at.width, at.height};
    if (slot->coded_width * at.height > slot->coded_height * at.width)
        to.h = at.width * slot->coded_height / slot->coded_width;
    else
        to.w = at.height * slot->coded_width / slot->coded_height;
    to.x = (at.width - to.w) / 2;
    to.y = (at.height - to.h) / 2;
    return to;
}

static void corners_paint(struct texture_cache *cache, struct rectangle at,
                          const struct draw_picture *what)
{
    int r = what->radius;
    if (r <= 0)
        return;
    const struct texture_entry *mask =
        texture_of_mask(cache, (struct mask_wish){MASK_CORNERS, 2 * r, 0});
    if (mask == NULL)
        return;
    struct colour c = what->behind;
    SDL_SetTextureColorMod(mask->texture, c.red, c.green, c.blue);
    SDL_SetTextureAlphaMod(mask->texture, 255);
    for (int corner = 0; corner < 4; corner++) {
        bool right = corner % 2 == 1;
        bool low = corner / 2 == 1;
        SDL_Rect from = {right ? r : 0, low ? r : 0, r, r};
        SDL_Rect to = {right ? at.width - r : 0, low ? at.height - r : 0, r, r};
        SDL_RenderCopy(cache->sdl, mask->texture, &from, &to);
    }
}

static bool scaled_fit(struct picture_slot *slot, SDL_Renderer *sdl, struct rectangle at)
{
    if (slot->scaled != NULL && slot->at.width == at.width && slot->at.height == at.height)
        return true;
    if (slot->scaled != NULL)
        SDL_DestroyTexture(slot->scaled);
    slot->at = at;
    slot->scaled = SDL_CreateTexture(sdl, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_TARGET,
                                     at.width, at.height);
    if (slot->scaled != NULL)
        SDL_SetTextureBlendMode(slot->scaled, SDL_BLENDMODE_NONE);
    return slot->scaled != NULL;
}

static void picture_compose(struct picture_slot *slot, struct texture_cache *cache,
                            struct rectangle at, const struct draw_picture *what)
{
    SDL_Renderer *sdl = cache->sdl;
    struct colour c = what->behind;
    SDL_Texture *before = SDL_GetRenderTarget(sdl);
    SDL_SetRenderTarget(sdl, slot->scaled);
    SDL_SetRenderDrawBlendMode(sdl, SDL_BLENDMODE_NONE);
    SDL_SetRenderDrawColor(sdl, c.red, c.green, c.blue, 255);
    SDL_RenderClear(sdl);
    if (what->crop) {
        SDL_Rect part = crop_of(slot, at);
        SDL_RenderCopy(sdl, slot->coded, &part, NULL);
    } else {
        SDL_Rect to = fit_of(slot, at);
        SDL_RenderCopy(sdl, slot->coded, NULL, &to);
    }
    if (what->dimmed) {
        SDL_SetRenderDrawBlendMode(sdl, SDL_BLENDMODE_BLEND);
        SDL_SetRenderDrawColor(sdl, c.red, c.green, c.blue, VEIL_ALPHA);
        SDL_RenderFillRect(sdl, NULL);
    }
    corners_paint(cache, at, what);
    SDL_SetRenderTarget(sdl, before);
}

static bool shows(const struct picture_slot *slot, struct rectangle at,
                  const struct draw_picture *what)
{
    const struct draw_picture *s = &slot->shown;
    return slot->filled && slot->at.width == at.width && slot->at.height == at.height &&
           s->picture == what->picture && slot->shown_number == what->picture->number &&
           slot->shown_captured_at_us == what->picture->captured_at_us && s->crop == what->crop &&
           s->mirrored == what->mirrored && s->dimmed == what->dimmed &&
           s->radius == what->radius && memcmp(&s->behind, &what->behind, sizeof s->behind) == 0;
}

SDL_Texture *picture_slot_texture(struct picture_slot *slot, struct texture_cache *cache,
                                  struct rectangle at, const struct draw_picture *what)
{
    ALCOVE_ASSERT(!rectangle_is_empty(at));
    if (shows(slot, at, what))
        return slot->scaled;
    slot->filled = picture_upload(slot, cache->sdl, at, what) && scaled_fit(slot, cache->sdl, at);
    if (!slot->filled)
        return NULL;
    picture_compose(slot, cache, at, what);
    slot->shown = *what;
    slot->shown_number = what->picture->number;
    slot->shown_captured_at_us = what->picture->captured_at_us;
    return slot->scaled;
}

void picture_slot_clear(struct picture_slot *slot)
{
    if (slot->coded != NULL)
        SDL_DestroyTexture(slot->coded);
    if (slot->scaled != NULL)
        SDL_DestroyTexture(slot->scaled);
    free(slot->scratch);
    *slot = (struct picture_slot){0};
}
