#include "widgets/renderer.h"

#include <stdlib.h>

#include "base/assert.h"
#include "widgets/cells.h"
#include "widgets/mask.h"
#include "widgets/picture_slot.h"
#include "widgets/texture_cache.h"

#define CLIPS_MAX  16
#define VEIL_ALPHA 150 /* of 255: an old picture is there, but plainly not now */

struct renderer {
    SDL_Renderer *sdl;          /* borrowed, as all up to `ground` */
    struct text_engine *engine; /* borrowed */
    SDL_Window *window;         /* NULL: there is none */
    SDL_Surface *ground;        /* what is painted on */
    struct cells cells;
    struct texture_cache textures;
    struct picture_slot slots[DRAW_PICTURES_MAX];
};

struct renderer *renderer_create(SDL_Renderer *sdl, SDL_Surface *sheet, struct text_engine *engine)
{
    struct renderer *renderer = calloc(1, sizeof *renderer);
    if (renderer == NULL)
        return NULL;
    renderer->window = SDL_RenderGetWindow(sdl);
    ALCOVE_ASSERT((renderer->window == NULL) == (sheet != NULL));
    renderer->ground = sheet;
    renderer->sdl = sdl;
    renderer->engine = engine;
    renderer->textures.sdl = sdl;
    return renderer;
}

void renderer_destroy(struct renderer *renderer)
{
    if (renderer == NULL)
        return;
    texture_cache_clear(&renderer->textures);
    for (int i = 0; i < DRAW_PICTURES_MAX; i++)
        picture_slot_clear(&renderer->slots[i]);
    free(renderer);
}

void renderer_forget(struct renderer *renderer)
{
    cells_forget(&renderer->cells);
}

static SDL_Rect sdl_of(struct rectangle r)
{
    return (SDL_Rect){r.x, r.y, r.width, r.height};
}

static void fill_paint(struct renderer *renderer, struct rectangle at, struct colour c)
{
    if (rectangle_is_empty(at) || c.alpha == 0)
        return;
    SDL_Rect to = sdl_of(at);
    /* Blending what is opaque is many times slower than setting it. */
    SDL_SetRenderDrawBlendMode(renderer->sdl,
                               c.alpha == 255 ? SDL_BLENDMODE_NONE : SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColor(renderer->sdl, c.red, c.green, c.blue, c.alpha);
    SDL_RenderFillRect(renderer->sdl, &to);
}

/* The four quarters of a mask twice the radius wide, one at each corner of `at`. */
static void quarters_paint(struct renderer *renderer, struct rectangle at, struct mask_wish wish,
                           struct colour c)
{
    const struct texture_entry *mask = texture_of_mask(&renderer->textures, wish);
    if (mask == NULL || c.alpha == 0)
        return;
    int r = wish.side / 2;
    SDL_SetTextureColorMod(mask->texture, c.red, c.green, c.blue);
    SDL_SetTextureAlphaMod(mask->texture, c.alpha);
    for (int corner = 0; corner < 4; corner++) {
        bool right = corner % 2 == 1;
        bool low = corner / 2 == 1;
        SDL_Rect from = {right ? r : 0, low ? r : 0, r, r};
        SDL_Rect to = {right ? at.x + at.width - r : at.x, low ? at.y + at.height - r : at.y, r, r};
        SDL_RenderCopy(renderer->sdl, mask->texture, &from, &to);
    }
}

static void round_fill_paint(struct renderer *renderer, struct rectangle at, int r, struct colour c)
{
    if (rectangle_is_empty(at))
        return;
    fill_paint(renderer, (struct rectangle){at.x, at.y + r, at.width, at.height - 2 * r}, c);
    fill_paint(renderer, (struct rectangle){at.x + r, at.y, at.width - 2 * r, r}, c);
    fill_paint(renderer, (struct rectangle){at.x + r, at.y + at.height - r, at.width - 2 * r, r},
               c);
    if (r > 0)
        quarters_paint(renderer, at, (struct mask_wish){.kind = MASK_DISC, .side = 2 * r}, c);
}

static void border_paint(struct renderer *renderer, struct rectangle at,
                         const struct draw_rectangle *what, int r)
{
    int w = what->border_width;
    struct colour c = what->border;
    int inner_width = at.width - 2 * r;
    int inner_height = at.height - 2 * r;
    fill_paint(renderer, (struct rectangle){at.x + r, at.y, inner_width, w}, c);
    fill_paint(renderer, (struct rectangle){at.x + r, at.y + at.height - w, inner_width, w}, c);
    fill_paint(renderer, (struct rectangle){at.x, at.y + r, w, inner_height}, c);
    fill_paint(renderer, (struct rectangle){at.x + at.width - w, at.y + r, w, inner_height}, c);
    if (r > 0)
        quarters_paint(renderer, at,
                       (struct mask_wish){.kind = MASK_RING, .side = 2 * r, .detail = w}, c);
}

static void rectangle_paint(struct renderer *renderer, const struct draw_command *command)
{
    const struct draw_rectangle *what = &command->as.rectangle;
    int half =
        (command->at.width < command->at.height ? command->at.width : command->at.height) / 2;
    int r = what->radius < half ? what->radius : half;
    round_fill_paint(renderer, command->at, r, what->fill);
    if (what->border_width > 0)
        border_paint(renderer, command->at, what, r);
}

static void text_command_paint(struct renderer *renderer, const struct draw_list *list,
                               const struct draw_command *command)
{
    const struct text_block block = {
        .bytes = draw_list_text(list, &command->as.text),
        .size = command->as.text.size,
        .width_max = command->at.width,
        .style = command->as.text,
    };
    const struct texture_entry *text =
        texture_of_text(&renderer->textures, renderer->engine, &block);
    if (text == NULL)
        return;
    SDL_Rect to = {command->at.x, command->at.y, text->width, text->height};
    if (block.style.align == TEXT_RIGHT)
        to.x += command->at.width - text->width;
    if (block.style.align == TEXT_CENTRE)
        to.x += (command->at.width - text->width) / 2;
    SDL_RenderCopy(renderer->sdl, text->texture, NULL, &to);
}

static void tinted_paint(struct renderer *renderer, const struct texture_entry *mask, SDL_Rect to,
                         struct colour c, bool mirrored)
{
    if (mask == NULL)
        return;
    SDL_SetTextureColorMod(mask->texture, c.red, c.green, c.blue);
    SDL_SetTextureAlphaMod(mask->texture, c.alpha);
    SDL_RenderCopyEx(renderer->sdl, mask->texture, NULL, &to, 0, NULL,
                     mirrored ? SDL_FLIP_HORIZONTAL : SDL_FLIP_NONE);
}

/* The largest square in the middle. */
static SDL_Rect square_in(struct rectangle at)
{
    int side = at.width < at.height ? at.width : at.height;
    return (SDL_Rect){at.x + (at.width - side) / 2, at.y + (at.height - side) / 2, side, side};
}

static void icon_paint(struct renderer *renderer, const struct draw_command *command)
{
    const struct draw_icon *what = &command->as.icon;
    SDL_Rect to = square_in(command->at);
    const struct texture_entry *mask = texture_of_mask(
        &renderer->textures,
        (struct mask_wish){.kind = MASK_ICON, .side = to.w, .detail = (int)what->icon});
    tinted_paint(renderer, mask, to, what->colour, what->mirrored);
}

static void arc_paint(struct renderer *renderer, const struct draw_command *command)
{
    const struct draw_arc *what = &command->as.arc;
    SDL_Rect to = square_in(command->at);
    struct mask_wish wish = {
        .kind = MASK_ARC, .side = to.w, .detail = what->width, .from = what->from, .to = what->to};
    if (what->to == what->from + 3600)
        wish = (struct mask_wish){.kind = MASK_RING, .side = to.w, .detail = what->width};
    tinted_paint(renderer, texture_of_mask(&renderer->textures, wish), to, what->colour, false);
}

static void line_paint(struct renderer *renderer, const struct draw_list *list,
                       const struct draw_command *command)
{
    const struct draw_line *what = &command->as.line;
    const struct texture_entry *mask =
        texture_of_line(&renderer->textures, list->points + what->first, *what, command->at);
    tinted_paint(renderer, mask, sdl_of(command->at), what->colour, false);
}

/* The piece of the mask, one pixel wide or high, is stretched over `to`. Clipped here along that
 * side: SDL would stretch a part of what is less than a pixel. */
static void piece_paint(struct renderer *renderer, const struct texture_entry *mask, SDL_Rect from,
                        struct rectangle to, struct rectangle clip)
{
    if (from.w == 1)
        to = rectangle_intersection(to, (struct rectangle){clip.x, to.y, clip.width, to.height});
    else
        to = rectangle_intersection(to, (struct rectangle){to.x, clip.y, to.width, clip.height});
    SDL_Rect sdl_to = sdl_of(to);
    if (!rectangle_is_empty(to))
        SDL_RenderCopy(renderer->sdl, mask->texture, &from, &sdl_to);
}

/* Four corners from the mask, and its middle row and column stretched between them. */
static void shadow_paint(struct renderer *renderer, const struct draw_command *command,
                         struct rectangle clip)
{
    const struct draw_shadow *what = &command->as.shadow;
    struct rectangle at = command->at;
    int corner = what->radius + 2 * what->reach;
    struct mask_wish wish = {
        .kind = MASK_SHADOW, .side = 2 * corner, .detail = what->reach, .radius = what->radius};
    if (wish.side > MASK_SHADOW_SIDE_MAX || what->colour.alpha == 0)
        return;
    quarters_paint(renderer, at, wish, what->colour);
    const struct texture_entry *mask = texture_of_mask(&renderer->textures, wish);
    if (mask == NULL)
        return;
    int right = at.x + at.width - corner;
    int bottom = at.y + at.height - corner;
    int across = right - at.x - corner;
    int down = bottom - at.y - corner;
    piece_paint(renderer, mask, (SDL_Rect){corner, 0, 1, corner},
                (struct rectangle){at.x + corner, at.y, across, corner}, clip);
    piece_paint(renderer, mask, (SDL_Rect){corner, corner, 1, corner},
                (struct rectangle){at.x + corner, bottom, across, corner}, clip);
    piece_paint(renderer, mask, (SDL_Rect){0, corner, corner, 1},
                (struct rectangle){at.x, at.y + corner, corner, down}, clip);
    piece_paint(renderer, mask, (SDL_Rect){corner, corner, corner, 1},
                (struct rectangle){right, at.y + corner, corner, down}, clip);
}

static uint8_t channel_between(uint8_t top, uint8_t bottom, int row, int rows)
{
    int part = 2 * row + 1;
    return (uint8_t)((top * (2 * rows - part) + bottom * part + rows) / (2 * rows));
}

static void gradient_paint(struct renderer *renderer, const struct draw_command *command)
{
    struct colour top = command->as.gradient.top;
    struct colour bottom = command->as.gradient.bottom;
    struct rectangle row = command->at;
    row.height = 1;
    for (int i = 0; i < command->at.height; i++, row.y++) {
        int rows = command->at.height;
        fill_paint(renderer, row,
                   (struct colour){channel_between(top.red, bottom.red, i, rows),
                                   channel_between(top.green, bottom.green, i, rows),
                                   channel_between(top.blue, bottom.blue, i, rows),
                                   channel_between(top.alpha, bottom.alpha, i, rows)});
    }
}

/* The picture goes straight into the pixels, after all that SDL still had to paint below it. */
static void picture_paint(struct renderer *renderer, const struct draw_command *command,
                          struct rectangle clip)
{
    const struct draw_picture *what = &command->as.picture;
    struct rectangle at = command->at;
    struct colour veil = what->behind;
    if (!what->crop)
        fill_paint(renderer, at, what->behind);
    SDL_RenderFlush(renderer->sdl);
    if (!picture_slot_paint(&renderer->slots[what->slot], what, at, clip, renderer->ground))
        fill_paint(renderer, at, what->behind);
    veil.alpha = VEIL_ALPHA;
    if (what->dimmed)
        fill_paint(renderer, at, veil);
    if (what->radius > 0)
        quarters_paint(renderer, at,
                       (struct mask_wish){.kind = MASK_CORNERS, .side = 2 * what->radius},
                       what->behind);
}

static void command_paint(struct renderer *renderer, const struct draw_list *list,
                          const struct draw_command *command, struct rectangle clip)
{
    switch (command->kind) {
    case DRAW_RECTANGLE:
        rectangle_paint(renderer, command);
        return;
    case DRAW_TEXT:
        text_command_paint(renderer, list, command);
        return;
    case DRAW_ICON:
        icon_paint(renderer, command);
        return;
    case DRAW_PICTURE:
        picture_paint(renderer, command, clip);
        return;
    case DRAW_LINE:
        line_paint(renderer, list, command);
        return;
    case DRAW_ARC:
        arc_paint(renderer, command);
        return;
    case DRAW_SHADOW:
        shadow_paint(renderer, command, clip);
        return;
    case DRAW_GRADIENT:
        gradient_paint(renderer, command);
        return;
    case DRAW_CLIP_PUSH:
    case DRAW_CLIP_POP:
        return;
    }
}

/* The clips that hold where a list has come to. */
struct clips {
    struct rectangle stack[CLIPS_MAX];
    int depth;
};

/* True: it was a command about clips. */
static bool clips_follow(struct clips *clips, const struct draw_command *command)
{
    if (command->kind == DRAW_CLIP_PUSH) {
        ALCOVE_ASSERT(clips->depth + 1 < CLIPS_MAX);
        clips->stack[clips->depth + 1] =
            rectangle_intersection(clips->stack[clips->depth], command->at);
        clips->depth++;
        return true;
    }
    if (command->kind != DRAW_CLIP_POP)
        return false;
    ALCOVE_ASSERT(clips->depth > 0);
    clips->depth--;
    return true;
}

/* Paints the commands from `first` on, inside of `part`. */
static void part_paint(struct renderer *renderer, const struct draw_list *list, size_t first,
                       struct rectangle part)
{
    struct clips clips = {.stack = {part}};
    if (rectangle_is_empty(part))
        return;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        if (clips_follow(&clips, command) || i < first)
            continue;
        struct rectangle clip = clips.stack[clips.depth];
        if (rectangle_is_empty(rectangle_intersection(clip, command->at)))
            continue;
        SDL_Rect sdl_clip = sdl_of(clip);
        SDL_RenderSetClipRect(renderer->sdl, &sdl_clip);
        command_paint(renderer, list, command, clip);
    }
    SDL_RenderSetClipRect(renderer->sdl, NULL);
}

static int64_t area(struct rectangle r)
{
    return rectangle_is_empty(r) ? 0 : (int64_t)r.width * r.height;
}

/* The picture that covers most of the part; `*hole` is what it covers, empty for none. */
static size_t cover_of(const struct draw_list *list, struct rectangle part, struct rectangle *hole)
{
    struct clips clips = {.stack = {part}};
    size_t cover = 0;
    *hole = (struct rectangle){part.x, part.y, 0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *command = &list->commands[i];
        const struct draw_picture *what = &command->as.picture;
        if (clips_follow(&clips, command) || command->kind != DRAW_PICTURE ||
            (!what->crop && what->behind.alpha < 255))
            continue;
        struct rectangle seen = rectangle_intersection(clips.stack[clips.depth], command->at);
        if (area(seen) <= area(*hole))
            continue;
        cover = i;
        *hole = seen;
    }
    return cover;
}

/* Nothing is painted below a picture, as nobody would see it. */
static void around_and_picture_paint(struct renderer *renderer, const struct draw_list *list,
                                     struct rectangle part)
{
    struct rectangle hole;
    size_t cover = cover_of(list, part, &hole);
    if (rectangle_is_empty(hole)) {
        part_paint(renderer, list, 0, part);
        return;
    }
    int right = hole.x + hole.width;
    int below = hole.y + hole.height;
    const struct rectangle around[] = {
        {part.x, part.y, part.width, hole.y - part.y},
        {part.x, hole.y, hole.x - part.x, hole.height},
        {right, hole.y, part.x + part.width - right, hole.height},
        {part.x, below, part.width, part.y + part.height - below},
    };
    for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
        part_paint(renderer, list, 0, around[i]);
    part_paint(renderer, list, cover, hole);
}

/* The window's is a fresh one after each change of its size. */
static SDL_Surface *ground_now(const struct renderer *renderer)
{
    return renderer->window != NULL ? SDL_GetWindowSurface(renderer->window) : renderer->ground;
}

/* False when there is nothing of this size to paint on. What was painted on another is lost. */
static bool ground_find(struct renderer *renderer, int width, int height)
{
    SDL_Surface *ground = ground_now(renderer);
    if (ground == NULL || ground->w != width || ground->h != height)
        return false;
    if (ground->userdata != renderer)
        cells_forget(&renderer->cells);
    ground->userdata = renderer;
    renderer->ground = ground;
    return true;
}

/* A window keeps what was presented before, so what changed is enough. */
static void present(struct renderer *renderer)
{
    SDL_Rect parts[CELLS_DIRTY_MAX];
    SDL_RenderFlush(renderer->sdl);
    if (renderer->window == NULL)
        return;
    for (int i = 0; i < renderer->cells.dirty_count; i++)
        parts[i] = sdl_of(renderer->cells.dirty[i]);
    SDL_UpdateWindowSurfaceRects(renderer->window, parts, renderer->cells.dirty_count);
}

struct renderer_paint renderer_refresh(struct renderer *renderer, const struct draw_list *list,
                                       int width, int height)
{
    struct renderer_paint paint = {0};
    if (!ground_find(renderer, width, height))
        return paint;
    cells_update(&renderer->cells, list, width, height);
    if (renderer->cells.dirty_count == 0)
        return paint;
    for (int i = 0; i < renderer->cells.dirty_count; i++) {
        struct rectangle part = renderer->cells.dirty[i];
        around_and_picture_paint(renderer, list, part);
        paint.rectangles++;
        paint.pixels += (int64_t)part.width * part.height;
    }
    present(renderer);
    return paint;
}

uint32_t *renderer_pixels(struct renderer *renderer, int *width, int *height)
{
    const SDL_Surface *ground = ground_now(renderer);
    if (ground == NULL || ground->userdata != renderer)
        return NULL;
    *width = ground->w;
    *height = ground->h;
    uint32_t *pixels = malloc((size_t)*width * (size_t)*height * 4);
    if (pixels == NULL)
        return NULL;
    if (SDL_RenderReadPixels(renderer->sdl, NULL, SDL_PIXELFORMAT_ARGB8888, pixels, *width * 4) !=
        0) {
        free(pixels);
        return NULL;
    }
    for (size_t i = 0; i < (size_t)*width * (size_t)*height; i++)
        pixels[i] |= 0xff000000u;
    return pixels;
}
