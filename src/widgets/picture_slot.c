#include "widgets/picture_slot.h"

#include <stdlib.h>

#include "base/assert.h"
#include "widgets/plane_scale.h"

/* A part of a picture on its way to the window; all measures of the luma plane and even. */
struct part {
    int x;
    int y;
    int width;
    int height;
};

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

static bool texture_fit(struct picture_slot *slot, SDL_Renderer *sdl, int width, int height)
{
    if (slot->texture != NULL && slot->texture_width == width && slot->texture_height == height)
        return true;
    if (slot->texture != NULL)
        SDL_DestroyTexture(slot->texture);
    slot->texture =
        SDL_CreateTexture(sdl, SDL_PIXELFORMAT_IYUV, SDL_TEXTUREACCESS_STREAMING, width, height);
    if (slot->texture == NULL)
        return false;
    SDL_SetTextureBlendMode(slot->texture, SDL_BLENDMODE_NONE);
    slot->texture_width = width;
    slot->texture_height = height;
    return true;
}

static int even_below(int length)
{
    return length < 2 ? 2 : length / 2 * 2;
}

/* What fills a place of these sides without distortion: less of the sides, or of top and bottom. */
static struct part part_of(const struct picture *p, struct rectangle at, bool crop)
{
    struct part part = {0, 0, p->width, p->height};
    if (crop && part.width * at.height > part.height * at.width)
        part.width = even_below(part.height * at.width / at.height);
    else if (crop)
        part.height = even_below(part.width * at.height / at.width);
    part.height = part.height > p->height ? p->height : part.height;
    part.width = part.width > p->width ? p->width : part.width;
    part.x = (p->width - part.width) / 4 * 2;
    part.y = (p->height - part.height) / 4 * 2;
    return part;
}

/* The sides at which the picture stands in its place. */
static SDL_Rect used_of(const struct picture *p, struct rectangle at, bool crop)
{
    SDL_Rect used = {0, 0, at.width, at.height};
    if (!crop && p->width * at.height > p->height * at.width)
        used.h = at.width * p->height / p->width;
    else if (!crop)
        used.w = at.height * p->width / p->height;
    used.w = used.w > 0 ? used.w : 1;
    used.h = used.h > 0 ? used.h : 1;
    return used;
}

/* Linear stretching looks at two samples each way, so what gets much smaller is averaged first. */
static int shrink_factor(const struct part *part, const SDL_Rect *used)
{
    int factor = 1;
    while (factor < 8 && part->width >= 2 * factor * used->w &&
           part->height >= 2 * factor * used->h)
        factor *= 2;
    return factor;
}

/* One plane on its way: shrunk into `between` if need be, stretched into `to`. */
struct plane_trip {
    struct plane from;
    int factor;
    uint8_t *between;
    uint8_t *to;
    int width;
    int height;
    bool mirrored;
};

static void plane_bring(const struct plane_trip *trip)
{
    struct plane source = trip->from;
    if (trip->factor > 1) {
        plane_shrink(&trip->from, trip->factor, trip->between);
        source.samples = trip->between;
        source.width = source.stride = trip->from.width / trip->factor;
        source.height = trip->from.height / trip->factor;
    }
    plane_stretch(&source, trip->to, trip->width, trip->height, trip->mirrored);
}

static bool picture_upload(struct picture_slot *slot, const struct draw_picture *what,
                           const struct part *part)
{
    const struct picture *p = what->picture;
    int width = slot->texture_width;
    int height = slot->texture_height;
    size_t luma = (size_t)width * (size_t)height;
    if (!scratch_fit(slot, luma + luma / 2 + (size_t)p->width * (size_t)p->height))
        return false;
    uint8_t *planes[3] = {slot->scratch, slot->scratch + luma, slot->scratch + luma + luma / 4};
    int factor = shrink_factor(part, &slot->used);
    for (int i = 0; i < 3; i++) {
        int half = i == 0 ? 1 : 2;
        const struct plane from = {
            .samples = p->plane[i] + (ptrdiff_t)(part->y / half) * p->stride[i] + part->x / half,
            .stride = p->stride[i],
            .width = part->width / half,
            .height = part->height / half,
        };
        plane_bring(&(struct plane_trip){
            .from = from,
            .factor = from.width >= factor && from.height >= factor ? factor : 1,
            .between = slot->scratch + luma + luma / 2,
            .to = planes[i],
            .width = width / half,
            .height = height / half,
            .mirrored = what->mirrored,
        });
    }
    return SDL_UpdateYUVTexture(slot->texture, NULL, planes[0], width, planes[1], width / 2,
                                planes[2], width / 2) == 0;
}

static bool shows(const struct picture_slot *slot, struct rectangle at,
                  const struct draw_picture *what)
{
    return slot->texture != NULL && slot->shown_width == at.width &&
           slot->shown_height == at.height && slot->shown.picture == what->picture &&
           slot->shown_number == what->picture->number &&
           slot->shown_captured_at_us == what->picture->captured_at_us &&
           slot->shown.crop == what->crop && slot->shown.mirrored == what->mirrored;
}

bool picture_slot_fill(struct picture_slot *slot, SDL_Renderer *sdl, struct rectangle at,
                       const struct draw_picture *what)
{
    ALCOVE_ASSERT(!rectangle_is_empty(at));
    if (shows(slot, at, what))
        return true;
    slot->shown.picture = NULL;
    slot->used = used_of(what->picture, at, what->crop);
    const struct part part = part_of(what->picture, at, what->crop);
    if (!texture_fit(slot, sdl, (slot->used.w + 1) / 2 * 2, (slot->used.h + 1) / 2 * 2) ||
        !picture_upload(slot, what, &part))
        return false;
    slot->shown = *what;
    slot->shown_number = what->picture->number;
    slot->shown_captured_at_us = what->picture->captured_at_us;
    slot->shown_width = at.width;
    slot->shown_height = at.height;
    return true;
}

void picture_slot_clear(struct picture_slot *slot)
{
    if (slot->texture != NULL)
        SDL_DestroyTexture(slot->texture);
    free(slot->scratch);
    *slot = (struct picture_slot){0};
}
