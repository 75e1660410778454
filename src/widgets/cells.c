#include "widgets/cells.h"

#include <string.h>

#include "base/assert.h"

#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t mix_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ b[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

static uint64_t mix_colour(uint64_t hash, struct colour c)
{
    return mix(hash,
               (uint64_t)c.red << 24 | (uint64_t)c.green << 16 | (uint64_t)c.blue << 8 | c.alpha);
}

static uint64_t mix_rectangle(uint64_t hash, struct rectangle r)
{
    hash = mix(hash, (uint64_t)(uint32_t)r.x << 32 | (uint32_t)r.y);
    return mix(hash, (uint64_t)(uint32_t)r.width << 32 | (uint32_t)r.height);
}

static uint64_t mix_text(uint64_t hash, const struct draw_list *list, const struct draw_text *t)
{
    hash = mix_bytes(hash, draw_list_text(list, t), t->size);
    hash = mix_colour(hash, t->colour);
    hash = mix(hash, (uint64_t)t->weight << 32 | (uint64_t)t->align);
    hash = mix(hash, (uint64_t)(uint32_t)t->pixels << 32 | (uint32_t)t->line_pixels);
    return mix(hash, (uint64_t)t->base << 32 | (uint32_t)t->lines_max);
}

/* The same memory is another picture when its number or moment is another. */
static uint64_t mix_picture(uint64_t hash, const struct draw_picture *p)
{
    hash = mix(hash, (uint64_t)(uintptr_t)p->picture);
    hash = mix(hash, (uint64_t)p->picture->number << 32 | (uint32_t)p->radius);
    hash = mix(hash, p->picture->captured_at_us);
    hash = mix_colour(hash, p->behind);
    return mix(hash, (uint64_t)p->slot << 8 | (uint64_t)p->crop << 2 | (uint64_t)p->mirrored << 1 |
                         (uint64_t)p->dimmed);
}

static uint64_t mix_line(uint64_t hash, const struct draw_list *list, const struct draw_line *l)
{
    hash = mix_bytes(hash, list->points + l->first, l->count * sizeof *list->points);
    return mix(mix_colour(hash, l->colour), (uint64_t)(uint32_t)l->width);
}

static uint64_t mix_arc(uint64_t hash, const struct draw_arc *a)
{
    hash = mix(mix_colour(hash, a->colour), (uint64_t)(uint32_t)a->width);
    return mix(hash, (uint64_t)(uint32_t)a->from << 32 | (uint32_t)a->to);
}

static uint64_t mix_shadow(uint64_t hash, const struct draw_shadow *s)
{
    hash = mix(mix_colour(hash, s->colour), (uint64_t)(uint32_t)s->radius);
    return mix(hash, (uint64_t)(uint32_t)s->reach << 32 | (uint32_t)s->drop);
}

static uint64_t command_hash(const struct draw_list *list, const struct draw_command *c)
{
    uint64_t hash = mix_rectangle(mix(HASH_START, (uint64_t)c->kind), c->at);
    switch (c->kind) {
    case DRAW_RECTANGLE:
        hash = mix_colour(mix_colour(hash, c->as.rectangle.fill), c->as.rectangle.border);
        return mix(hash, (uint64_t)(uint32_t)c->as.rectangle.radius << 32 |
                             (uint32_t)c->as.rectangle.border_width);
    case DRAW_TEXT:
        return mix_text(hash, list, &c->as.text);
    case DRAW_ICON:
        return mix(mix_colour(hash, c->as.icon.colour),
                   (uint64_t)c->as.icon.icon << 1 | (uint64_t)c->as.icon.mirrored);
    case DRAW_PICTURE:
        return mix_picture(hash, &c->as.picture);
    case DRAW_LINE:
        return mix_line(hash, list, &c->as.line);
    case DRAW_ARC:
        return mix_arc(hash, &c->as.arc);
    case DRAW_SHADOW:
        return mix_shadow(hash, &c->as.shadow);
    case DRAW_GRADIENT:
        return mix_colour(mix_colour(hash, c->as.gradient.top), c->as.gradient.bottom);
    case DRAW_CLIP_PUSH:
    case DRAW_CLIP_POP:
        break;
    }
    return hash;
}

static int cell_of(int pixel, int cells_max)
{
    int cell = pixel / CELL_PIXELS;
    return cell < cells_max ? cell : cells_max - 1;
}

static void command_enter(struct cells *cells, struct rectangle at, uint64_t hash)
{
    if (rectangle_is_empty(at))
        return;
    int right = cell_of(at.x + at.width - 1, CELLS_ACROSS_MAX);
    int bottom = cell_of(at.y + at.height - 1, CELLS_DOWN_MAX);
    for (int y = cell_of(at.y, CELLS_DOWN_MAX); y <= bottom; y++) {
        for (int x = cell_of(at.x, CELLS_ACROSS_MAX); x <= right; x++)
            cells->now[y][x] = mix(cells->now[y][x], hash);
    }
}

static void list_enter(struct cells *cells, const struct draw_list *list)
{
    struct rectangle clips[16] = {{0, 0, cells->width, cells->height}};
    int depth = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_CLIP_PUSH) {
            ALCOVE_ASSERT(depth + 1 < 16);
            clips[depth + 1] = rectangle_intersection(clips[depth], c->at);
            depth++;
        } else if (c->kind == DRAW_CLIP_POP) {
            ALCOVE_ASSERT(depth > 0);
            depth--;
        } else {
            struct rectangle visible = rectangle_intersection(clips[depth], c->at);
            command_enter(cells, visible, mix_rectangle(command_hash(list, c), clips[depth]));
        }
    }
}

/* The pixels of `count` cells from (x, y) on; the last row and column reach to the window's end. */
static struct rectangle cells_rectangle(const struct cells *cells, int x, int y, int count)
{
    int right = x + count >= CELLS_ACROSS_MAX ? cells->width : (x + count) * CELL_PIXELS;
    int bottom = y + 1 >= CELLS_DOWN_MAX ? cells->height : (y + 1) * CELL_PIXELS;
    right = right > cells->width ? cells->width : right;
    bottom = bottom > cells->height ? cells->height : bottom;
    return (struct rectangle){x * CELL_PIXELS, y * CELL_PIXELS, right - x * CELL_PIXELS,
                              bottom - y * CELL_PIXELS};
}

/* Grows a rectangle just above that has the same sides; otherwise begins a new one. */
static void dirty_add(struct cells *cells, struct rectangle r)
{
    for (int i = cells->dirty_count - 1; i >= 0; i--) {
        struct rectangle *above = &cells->dirty[i];
        if (above->x == r.x && above->width == r.width && above->y + above->height == r.y) {
            above->height += r.height;
            return;
        }
    }
    if (cells->dirty_count == CELLS_DIRTY_MAX) {
        cells->dirty[0] = (struct rectangle){0, 0, cells->width, cells->height};
        cells->dirty_count = 1;
        return;
    }
    cells->dirty[cells->dirty_count++] = r;
}

static void row_compare(struct cells *cells, int y, int across)
{
    for (int x = 0; x < across; x++) {
        int first = x;
        while (x < across && cells->now[y][x] != cells->seen[y][x])
            x++;
        if (x > first)
            dirty_add(cells, cells_rectangle(cells, first, y, x - first));
    }
}

void cells_forget(struct cells *cells)
{
    cells->width = 0;
}

void cells_update(struct cells *cells, const struct draw_list *list, int width, int height)
{
    ALCOVE_ASSERT(width > 0 && height > 0);
    bool all = cells->width != width || cells->height != height;
    cells->width = width;
    cells->height = height;
    int across = cell_of(width - 1, CELLS_ACROSS_MAX) + 1;
    int down = cell_of(height - 1, CELLS_DOWN_MAX) + 1;
    memset(cells->now, 0, sizeof cells->now);
    list_enter(cells, list);
    cells->dirty_count = 0;
    if (all)
        dirty_add(cells, (struct rectangle){0, 0, width, height});
    for (int y = 0; y < down && !all; y++)
        row_compare(cells, y, across);
    memcpy(cells->seen, cells->now, sizeof cells->seen);
}
