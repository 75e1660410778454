#include "widgets/text.h"

#include <SDL2/SDL.h>
#include <math.h>
#include <stdlib.h>

#include "base/assert.h"
#include "widgets/text_walk.h"

struct text_engine *text_engine_create(void)
{
    if (TTF_Init() != 0)
        return NULL;
    struct text_engine *engine = calloc(1, sizeof *engine);
    if (engine != NULL)
        engine->tools.fonts = fonts_create();
    if (engine == NULL || engine->tools.fonts == NULL) {
        free(engine);
        TTF_Quit();
        return NULL;
    }
    return engine;
}

void text_engine_destroy(struct text_engine *engine)
{
    if (engine == NULL)
        return;
    text_engine_forget(engine);
    layout_tools_end(&engine->tools);
    fonts_destroy(engine->tools.fonts);
    free(engine);
    TTF_Quit();
}

static uint64_t block_key(const struct text_block *block)
{
    const int look[] = {block->width_max,         (int)block->style.weight, block->style.pixels,
                        block->style.line_pixels, block->style.lines_max,   (int)block->style.base};
    return text_hash(text_hash(0, look, sizeof look), block->bytes, block->size) | 1;
}

static struct text_extent extent_of(struct text_engine *engine, const struct text_block *block)
{
    struct text_walk walk;
    text_walk_begin(&walk, engine, block);
    struct text_extent extent = {.right_to_left = walk.right_to_left};
    while (text_walk_next(&walk)) {
        const struct text_layout *l = walk.layout;
        for (int i = 0; i < l->line_count; i++) {
            if (l->lines[i].width > extent.width)
                extent.width = l->lines[i].width;
        }
        extent.lines = walk.line + l->line_count;
    }
    if (extent.lines == 0)
        extent.lines = 1;
    extent.height = extent.lines * block->style.line_pixels;
    return extent;
}

struct text_extent text_measure(struct text_engine *engine, const struct text_block *block)
{
    uint64_t key = block_key(block);
    struct text_measured *known = &engine->measured[(key >> 20) % ENGINE_MEASURES];
    if (known->key != key)
        *known = (struct text_measured){key, extent_of(engine, block)};
    return known->extent;
}

static void run_paint(const struct text_layout *l, const struct layout_run *run, SDL_Surface *into,
                      SDL_Point baseline, struct colour c)
{
    double scale;
    TTF_Font *font = layout_run_font(l, run, &scale);
    if (font == NULL || run->width == 0)
        return;
    const char *text = layout_run_text(l, run->from, run->to);
    SDL_Color colour = {c.red, c.green, c.blue, c.alpha};
    SDL_Surface *glyphs = text == NULL ? NULL : TTF_RenderUTF8_Blended(font, text, colour);
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

static void lines_paint(struct text_walk *walk, SDL_Surface *into, int drop)
{
    const struct text_layout *l = walk->layout;
    struct layout_run *runs = walk->engine->runs;
    const struct draw_text *style = &walk->block->style;
    for (int i = 0; i < l->line_count && walk->line + i < TEXT_PAINTED_LINES_MAX; i++) {
        const struct layout_line *line = &l->lines[i];
        int count = layout_runs(l, line->from, line->to, runs);
        SDL_Point baseline = {text_walk_shift(walk, line),
                              (walk->line + i) * style->line_pixels + drop};
        for (int r = 0; r < count; r++)
            run_paint(l, &runs[r], into, baseline, style->colour);
    }
}

struct SDL_Surface *text_paint(struct text_engine *engine, const struct text_block *block)
{
    const struct draw_text *style = &block->style;
    struct text_extent extent = text_measure(engine, block);
    struct fonts *fonts = engine->tools.fonts;
    TTF_Font *first = fonts_open(fonts, fonts_first(fonts, style->weight), style->pixels);
    if (extent.width == 0 || first == NULL)
        return NULL;
    int ascent = TTF_FontAscent(first);
    int drop = (style->line_pixels - (ascent - TTF_FontDescent(first))) / 2 + ascent;
    int lines = extent.lines < TEXT_PAINTED_LINES_MAX ? extent.lines : TEXT_PAINTED_LINES_MAX;
    SDL_Surface *into = SDL_CreateRGBSurfaceWithFormat(0, extent.width, lines * style->line_pixels,
                                                       32, SDL_PIXELFORMAT_ARGB8888);
    if (into == NULL)
        return NULL;
    struct colour c = style->colour;
    SDL_FillRect(into, NULL, SDL_MapRGBA(into->format, c.red, c.green, c.blue, 0));
    struct text_walk walk;
    text_walk_begin(&walk, engine, block);
    walk.width = extent.width;
    while (text_walk_next(&walk) && walk.line < lines)
        lines_paint(&walk, into, drop);
    return into;
}
