#include "widgets/text.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/text_layout.h"

#define MEASURES 1024 /* remembered extents; a refresh needs a hundred */

struct measure {
    uint64_t key; /* 0: none */
    struct text_extent extent;
};

struct text_engine {
    struct fonts *fonts; /* owned */
    struct measure measures[MEASURES];
    struct text_layout layout;
    struct layout_run runs[LAYOUT_RUNS_MAX];
};

struct text_engine *text_engine_create(void)
{
    if (TTF_Init() != 0)
        return NULL;
    struct text_engine *engine = calloc(1, sizeof *engine);
    if (engine != NULL)
        engine->fonts = fonts_create();
    if (engine == NULL || engine->fonts == NULL) {
        free(engine);
        TTF_Quit();
        return NULL;
    }
    engine->layout.fonts = engine->fonts;
    return engine;
}

void text_engine_destroy(struct text_engine *engine)
{
    if (engine == NULL)
        return;
    fonts_destroy(engine->fonts);
    free(engine);
    TTF_Quit();
}

/* FNV-1a, 64 bits. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ b[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t block_key(const struct text_block *block)
{
    const int look[] = {block->width_max, (int)block->style.weight, block->style.pixels,
                        block->style.line_pixels, block->style.lines_max};
    uint64_t key = mix(UINT64_C(0xcbf29ce484222325), look, sizeof look);
    key = mix(key, block->bytes, block->size);
    return key == 0 ? 1 : key;
}

static struct text_extent layout_extent(const struct text_layout *layout)
{
    struct text_extent extent = {.lines = layout->line_count,
                                 .right_to_left = layout->right_to_left};
    for (int i = 0; i < layout->line_count; i++) {
        if (layout->lines[i].width > extent.width)
            extent.width = layout->lines[i].width;
    }
    extent.height = layout->line_count * layout->style.line_pixels;
    return extent;
}

struct text_extent text_measure(struct text_engine *engine, const struct text_block *block)
{
    uint64_t key = block_key(block);
    struct measure *known = &engine->measures[key % MEASURES];
    if (known->key != key) {
        layout_paragraph(&engine->layout, block);
        *known = (struct measure){key, layout_extent(&engine->layout)};
    }
    return known->extent;
}

/* The line a byte is on: the later one when it is where a line was broken. */
static int line_of(const struct text_layout *l, int point)
{
    for (int i = l->line_count - 1; i > 0; i--) {
        if (point >= l->lines[i].from)
            return i;
    }
    return 0;
}

static int point_x(struct text_engine *engine, const struct layout_line *line, int point)
{
    struct text_layout *l = &engine->layout;
    int count = layout_runs(l, line->from, line->next, engine->runs);
    for (int i = 0; i < count; i++) {
        const struct layout_run *run = &engine->runs[i];
        if (point < run->from || point >= run->to)
            continue;
        int before = layout_run_width(l, run, point);
        return run->right_to_left ? run->x + run->width - before : run->x + before;
    }
    if (count == 0 || l->right_to_left)
        return 0;
    return engine->runs[count - 1].x + engine->runs[count - 1].width;
}

/* How far the alignment moves a line within the extent. */
static int line_shift(const struct text_layout *l, const struct layout_line *line, int width)
{
    if (l->style.align == TEXT_LEFT)
        return 0;
    return l->style.align == TEXT_RIGHT ? width - line->width : (width - line->width) / 2;
}

struct text_caret text_caret(struct text_engine *engine, const struct text_block *block, size_t at)
{
    struct text_layout *l = &engine->layout;
    layout_paragraph(l, block);
    int point = 0;
    while (point < l->count && l->offsets[point] < at)
        point++;
    int line = line_of(l, point);
    int shift = line_shift(l, &l->lines[line], layout_extent(l).width);
    return (struct text_caret){shift + point_x(engine, &l->lines[line], point), line};
}

size_t text_byte_at(struct text_engine *engine, const struct text_block *block, int x, int line)
{
    struct text_layout *l = &engine->layout;
    layout_paragraph(l, block);
    line = line < 0 ? 0 : line >= l->line_count ? l->line_count - 1 : line;
    const struct layout_line *at = &l->lines[line];
    int shift = line_shift(l, at, layout_extent(l).width);
    int best = at->from;
    int best_distance = INT32_MAX;
    for (int point = at->from; point <= at->next; point++) {
        int distance = abs(shift + point_x(engine, at, point) - x);
        if (distance < best_distance) {
            best_distance = distance;
            best = point;
        }
    }
    return l->offsets[best];
}

static void run_paint(struct text_layout *l, const struct layout_run *run, SDL_Surface *into,
                      SDL_Point baseline)
{
    double scale;
    TTF_Font *font = layout_run_font(l, run, &scale);
    if (font == NULL || run->width == 0)
        return;
    struct colour c = l->style.colour;
    SDL_Color colour = {c.red, c.green, c.blue, c.alpha};
    SDL_Surface *glyphs =
        TTF_RenderUTF8_Blended(font, layout_run_text(l, run->from, run->to), colour);
    if (glyphs == NULL)
        return;
    SDL_Rect to = {
        .x = baseline.x + run->x,
        .y = baseline.y - (int)lround(TTF_FontAscent(font) * scale),
        .w = (int)lround(glyphs->w * scale),
        .h = (int)lround(glyphs->h * scale),
    };
    SDL_SetSurfaceBlendMode(glyphs, SDL_BLENDMODE_BLEND);
    if (scale < 1.0)
        SDL_BlitScaled(glyphs, NULL, into, &to);
    else
        SDL_BlitSurface(glyphs, NULL, into, &to);
    SDL_FreeSurface(glyphs);
}

struct SDL_Surface *text_paint(struct text_engine *engine, const struct text_block *block)
{
    struct text_layout *l = &engine->layout;
    layout_paragraph(l, block);
    struct text_extent extent = layout_extent(l);
    TTF_Font *first =
        fonts_open(engine->fonts, fonts_first(engine->fonts, l->style.weight), l->style.pixels);
    if (extent.width == 0 || first == NULL)
        return NULL;
    int ascent = TTF_FontAscent(first);
    int drop = (l->style.line_pixels - (ascent - TTF_FontDescent(first))) / 2 + ascent;
    SDL_Surface *into = SDL_CreateRGBSurfaceWithFormat(0, extent.width, extent.height, 32,
                                                       SDL_PIXELFORMAT_ARGB8888);
    if (into == NULL)
        return NULL;
    struct colour c = l->style.colour;
    SDL_FillRect(into, NULL, SDL_MapRGBA(into->format, c.red, c.green, c.blue, 0));
    for (int i = 0; i < l->line_count; i++) {
        const struct layout_line *line = &l->lines[i];
        int count = layout_runs(l, line->from, line->to, engine->runs);
        SDL_Point baseline = {line_shift(l, line, extent.width), i * l->style.line_pixels + drop};
        for (int r = 0; r < count; r++)
            run_paint(l, &engine->runs[r], into, baseline);
    }
    return into;
}
