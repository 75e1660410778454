#include "widgets/text_runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

#define EMOJI_HEIGHT 1.17 /* of the em, like the letters beside it with their descent */

struct script_range {
    uint32_t first;
    uint32_t last;
    const char *name;
};

/* Scripts whose letters change by their neighbours; all others are shaped as Latin is. */
static const struct script_range scripts[] = {
    {0x0041, 0x024f, "Latn"}, {0x0370, 0x03ff, "Grek"}, {0x0400, 0x052f, "Cyrl"},
    {0x0590, 0x05ff, "Hebr"}, {0x0600, 0x06ff, "Arab"}, {0x0750, 0x077f, "Arab"},
    {0x08a0, 0x08ff, "Arab"}, {0x0900, 0x097f, "Deva"}, {0x0980, 0x09ff, "Beng"},
    {0x0a00, 0x0a7f, "Guru"}, {0x0a80, 0x0aff, "Gujr"}, {0x0b00, 0x0b7f, "Orya"},
    {0x0b80, 0x0bff, "Taml"}, {0x0c00, 0x0c7f, "Telu"}, {0x0c80, 0x0cff, "Knda"},
    {0x0d00, 0x0d7f, "Mlym"}, {0x0d80, 0x0dff, "Sinh"}, {0x0e00, 0x0e7f, "Thai"},
    {0x0e80, 0x0eff, "Laoo"}, {0x0f00, 0x0fff, "Tibt"}, {0x1000, 0x109f, "Mymr"},
    {0x1780, 0x17ff, "Khmr"}, {0xac00, 0xd7af, "Hang"}, {0xfb1d, 0xfb4f, "Hebr"},
    {0xfb50, 0xfdff, "Arab"}, {0xfe70, 0xfeff, "Arab"},
};

/* NULL for what has no script of its own: spaces, digits, marks, emoji. */
static const char *script_of(uint32_t point)
{
    if (point < scripts[0].first)
        return NULL;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (point >= scripts[i].first && point <= scripts[i].last)
            return scripts[i].name;
    }
    return NULL;
}

const char *layout_run_text(const struct text_layout *l, int from, int to)
{
    struct layout_tools *tools = l->tools;
    size_t most = 4 * (size_t)(to - from) + 1;
    if (most > tools->scratch_room) {
        if (tools->scratch != NULL)
            explicit_bzero(tools->scratch, tools->scratch_room);
        free(tools->scratch);
        tools->scratch_room = 2 * most;
        tools->scratch = malloc(tools->scratch_room);
    }
    if (tools->scratch == NULL) {
        tools->scratch_room = 0;
        return NULL;
    }
    size_t size = 0;
    for (int i = from; i < to; i++)
        size += utf8_put(l->points[i], tools->scratch + size);
    tools->scratch[size] = '\0';
    return tools->scratch;
}

TTF_Font *layout_run_font(const struct text_layout *l, const struct layout_run *run, double *scale)
{
    struct fonts *fonts = l->tools->fonts;
    TTF_Font *font = fonts_open(fonts, run->face, l->style.pixels);
    *scale = 1.0;
    if (font == NULL)
        return NULL;
    if (fonts_face_is_bitmaps(fonts, run->face) && TTF_FontHeight(font) > 0)
        *scale = l->style.pixels * EMOJI_HEIGHT / TTF_FontHeight(font);
    TTF_SetFontDirection(font, run->right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(font, run->script);
    return font;
}

static uint64_t width_key(const struct text_layout *l, const struct layout_run *run, int to)
{
    uint64_t key = (uint64_t)run->face << 32 | (uint64_t)l->style.pixels << 1 | run->right_to_left;
    for (const char *s = run->script; *s != '\0'; s++)
        key = (key ^ (uint8_t)*s) * UINT64_C(0x100000001b3);
    for (int i = run->from; i < to; i++)
        key = ((key >> 29) ^ key ^ l->points[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return key | 1;
}

int layout_run_width(const struct text_layout *l, const struct layout_run *run, int to)
{
    if (to <= run->from)
        return 0;
    uint64_t key = width_key(l, run, to);
    struct layout_width *known = &l->tools->widths[(key >> 20) % LAYOUT_WIDTHS];
    if (known->key == key)
        return known->width;
    double scale;
    int width = 0;
    int height = 0;
    TTF_Font *font = layout_run_font(l, run, &scale);
    const char *text = layout_run_text(l, run->from, to);
    if (font == NULL || text == NULL || TTF_SizeUTF8(font, text, &width, &height) != 0)
        return 0;
    *known = (struct layout_width){key, (int)lround(width * scale)};
    return known->width;
}

static bool belongs_to(const struct text_layout *l, const struct layout_run *run, int i)
{
    const char *script = script_of(l->points[i]);
    return l->levels[i] == run->level && l->faces[i] == run->face &&
           (script == NULL || run->script == NULL || script == run->script ||
            strcmp(script, run->script) == 0);
}

static int runs_split(const struct text_layout *l, int from, int to, struct layout_run *runs)
{
    int count = 0;
    for (int i = from; i < to; i++) {
        struct layout_run *last = count > 0 ? &runs[count - 1] : NULL;
        if (last != NULL && (belongs_to(l, last, i) || count == LAYOUT_RUNS_MAX)) {
            last->to = i + 1;
            if (last->script == NULL)
                last->script = script_of(l->points[i]);
            continue;
        }
        runs[count++] = (struct layout_run){
            .from = i,
            .to = i + 1,
            .level = l->levels[i],
            .right_to_left = FRIBIDI_LEVEL_IS_RTL(l->levels[i]) != 0,
            .face = l->faces[i],
            .script = script_of(l->points[i]),
        };
    }
    return count;
}

/* TR9 rule L2, over runs: from the highest level to the lowest odd one, turn what is at or above
 * it. */
static void runs_reorder(struct layout_run *runs, int count)
{
    int highest = 0;
    for (int i = 0; i < count; i++)
        highest = runs[i].level > highest ? runs[i].level : highest;
    for (int level = highest; level > 0; level--) {
        for (int i = 0; i < count; i++) {
            int end = i;
            while (end < count && runs[end].level >= level)
                end++;
            for (int a = i, b = end - 1; a < b; a++, b--) {
                struct layout_run kept = runs[a];
                runs[a] = runs[b];
                runs[b] = kept;
            }
            i = end > i ? end - 1 : i;
        }
    }
}

int layout_runs(const struct text_layout *l, int from, int to,
                struct layout_run runs[LAYOUT_RUNS_MAX])
{
    int count = runs_split(l, from, to, runs);
    int x = 0;
    runs_reorder(runs, count);
    for (int i = 0; i < count; i++) {
        if (runs[i].script == NULL)
            runs[i].script = "Latn";
        runs[i].x = x;
        runs[i].width = layout_run_width(l, &runs[i], runs[i].to);
        x += runs[i].width;
    }
    return count;
}

int layout_width(const struct text_layout *l, int from, int to)
{
    struct layout_run *runs = l->tools->runs;
    int count = layout_runs(l, from, to, runs);
    return count == 0 ? 0 : runs[count - 1].x + runs[count - 1].width;
}
