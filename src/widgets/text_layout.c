#include "widgets/text_layout.h"

#include <math.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/utf8.h"

#define ELLIPSIS        0x2026
#define JOINER          0x200d
#define VARIATION_FIRST 0xfe00
#define VARIATION_LAST  0xfe0f
#define MARKS_MAX       4    /* on one letter; no script needs more, towers of marks do */
#define EMOJI_HEIGHT    1.17 /* of the em, like the letters beside it with their descent */

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
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (point >= scripts[i].first && point <= scripts[i].last)
            return scripts[i].name;
    }
    return NULL;
}

/* 0 for what must not be there at all. */
static uint32_t point_made_safe(uint32_t point)
{
    if (utf8_is_bidi_control(point) || point == 0xfeff || point == '\r')
        return 0;
    if (point == 0x2028 || point == 0x2029)
        return '\n';
    if (point == '\t')
        return ' ';
    if (point != '\n' && (point < 0x20 || (point >= 0x7f && point <= 0x9f)))
        return UTF8_REPLACEMENT;
    return point;
}

static void points_read(struct text_layout *l, const char *bytes, size_t size)
{
    size_t at = 0;
    int marks = 0;
    l->count = 0;
    l->cut = false;
    while (at < size && !l->cut) {
        size_t start = at;
        uint32_t point = point_made_safe(utf8_next(bytes, size, &at));
        marks = fribidi_get_bidi_type(point) == FRIBIDI_TYPE_NSM ? marks + 1 : 0;
        if (point == 0 || marks > MARKS_MAX)
            continue;
        l->cut = l->count == LAYOUT_POINTS_MAX - 1;
        l->offsets[l->count] = start;
        l->points[l->count++] = l->cut ? ELLIPSIS : point;
    }
    l->offsets[l->count] = size;
}

static void levels_find(struct text_layout *l)
{
    FriBidiParType base = FRIBIDI_PAR_ON;
    fribidi_get_bidi_types(l->points, l->count, l->types);
    fribidi_get_bracket_types(l->points, l->count, l->types, l->brackets);
    FriBidiLevel top =
        fribidi_get_par_embedding_levels_ex(l->types, l->brackets, l->count, &base, l->levels);
    if (top == 0)
        memset(l->levels, 0, sizeof l->levels);
    l->right_to_left = FRIBIDI_IS_RTL(base);
}

static bool joins_the_font_before(const struct text_layout *l, int i)
{
    uint32_t point = l->points[i];
    return point == ' ' || point == '\n' || point == JOINER || l->types[i] == FRIBIDI_TYPE_NSM ||
           (point >= VARIATION_FIRST && point <= VARIATION_LAST);
}

static void faces_find(struct text_layout *l)
{
    int face = fonts_first(l->fonts, l->style.weight);
    for (int i = 0; i < l->count; i++) {
        if (!joins_the_font_before(l, i))
            face = fonts_for(l->fonts, l->style.weight, l->points[i]);
        else if (l->points[i] == ' ' && !fonts_face_has(l->fonts, face, ' '))
            face = fonts_first(l->fonts, l->style.weight);
        l->faces[i] = (int8_t)face;
    }
}

const char *layout_run_text(struct text_layout *l, int from, int to)
{
    size_t size = 0;
    for (int i = from; i < to; i++)
        size += utf8_put(l->points[i], l->scratch + size);
    l->scratch[size] = '\0';
    return l->scratch;
}

TTF_Font *layout_run_font(struct text_layout *l, const struct layout_run *run, double *scale)
{
    TTF_Font *font = fonts_open(l->fonts, run->face, l->style.pixels);
    *scale = 1.0;
    if (font == NULL)
        return NULL;
    if (fonts_face_is_bitmaps(l->fonts, run->face) && TTF_FontHeight(font) > 0)
        *scale = l->style.pixels * EMOJI_HEIGHT / TTF_FontHeight(font);
    TTF_SetFontDirection(font, run->right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(font, run->script);
    return font;
}

int layout_run_width(struct text_layout *l, const struct layout_run *run, int to)
{
    double scale;
    int width = 0;
    int height = 0;
    TTF_Font *font = layout_run_font(l, run, &scale);
    if (font == NULL || to <= run->from ||
        TTF_SizeUTF8(font, layout_run_text(l, run->from, to), &width, &height) != 0)
        return 0;
    return (int)lround(width * scale);
}

static bool belongs_to(const struct text_layout *l, const struct layout_run *run, int i)
{
    const char *script = script_of(l->points[i]);
    return l->levels[i] == run->level && l->faces[i] == run->face &&
           (script == NULL || run->script == NULL || strcmp(script, run->script) == 0);
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

int layout_runs(struct text_layout *l, int from, int to, struct layout_run runs[LAYOUT_RUNS_MAX])
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

int layout_width(struct text_layout *l, int from, int to)
{
    int count = layout_runs(l, from, to, l->measured);
    const struct layout_run *last = &l->measured[count > 0 ? count - 1 : 0];
    return count == 0 ? 0 : last->x + last->width;
}

static bool is_ideograph(uint32_t point)
{
    return (point >= 0x2e80 && point <= 0x9fff) || (point >= 0xf900 && point <= 0xfaff) ||
           (point >= 0x20000 && point <= 0x3ffff);
}

/* Behind the word at `at`: its letters up to *ink, then its spaces. */
static int word_end(const struct text_layout *l, int at, int *ink)
{
    int i = at;
    while (i < l->count && l->points[i] != ' ' && l->points[i] != '\n') {
        bool breakable = is_ideograph(l->points[i]) || l->points[i] == '-';
        i++;
        if (breakable)
            break;
    }
    *ink = i;
    while (i < l->count && l->points[i] == ' ')
        i++;
    return i;
}

/* The most points from `at` on that fit on an empty line; at least one. */
static int points_that_fit(struct text_layout *l, int at, int to)
{
    int low = at + 1;
    int high = to;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (layout_width(l, at, middle) <= l->width_max)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* Words one by one may be wider than together: letters and spaces lean on each other. */
static bool is_too_wide(struct text_layout *l, int from, int ink, int one_by_one)
{
    return one_by_one > l->width_max && layout_width(l, from, ink) > l->width_max;
}

/* Returns where the next line begins. */
static int line_break(struct text_layout *l, int from, struct layout_line *line)
{
    int at = from;
    int ink = from;
    int x = 0;
    while (at < l->count && l->points[at] != '\n') {
        int word_ink;
        int next = word_end(l, at, &word_ink);
        if (is_too_wide(l, from, word_ink, x + layout_width(l, at, word_ink))) {
            if (at == from)
                ink = at = points_that_fit(l, at, word_ink > at ? word_ink : at + 1);
            break;
        }
        x += layout_width(l, at, next);
        ink = word_ink;
        at = next;
    }
    *line = (struct layout_line){.from = from, .to = ink, .next = at};
    return at < l->count && l->points[at] == '\n' ? at + 1 : at;
}

/* The last line that may be shown gives its end to an ellipsis. */
static void line_end_in_ellipsis(struct text_layout *l, struct layout_line *line)
{
    int end = line->to;
    int dots = fonts_first(l->fonts, l->style.weight);
    for (;; end--) {
        l->points[end] = ELLIPSIS;
        l->faces[end] = (int8_t)dots;
        l->levels[end] = l->right_to_left ? 1 : 0;
        bool fits = layout_width(l, line->from, end + 1) <= l->width_max;
        bool after_space = end > line->from && l->points[end - 1] == ' ';
        if (end == line->from || (fits && !after_space))
            break;
    }
    line->to = line->next = end + 1;
    l->count = end + 1;
}

static void lines_find(struct text_layout *l)
{
    int wanted = l->style.lines_max > 0 && l->style.lines_max < LAYOUT_LINES_MAX
                     ? l->style.lines_max
                     : LAYOUT_LINES_MAX;
    int at = 0;
    l->line_count = 0;
    bool more = true;
    while (more && l->line_count < wanted) {
        int from = at;
        at = line_break(l, from, &l->lines[l->line_count++]);
        bool ends_in_newline = at > from && l->points[at - 1] == '\n';
        more = at < l->count || ends_in_newline;
    }
    if (more)
        line_end_in_ellipsis(l, &l->lines[l->line_count - 1]);
    for (int i = 0; i < l->line_count; i++)
        l->lines[i].width = layout_width(l, l->lines[i].from, l->lines[i].to);
}

void layout_paragraph(struct text_layout *l, const struct text_block *block)
{
    l->style = block->style;
    l->width_max = block->width_max;
    ALCOVE_ASSERT(block->style.pixels > 0);
    points_read(l, block->bytes, block->size);
    levels_find(l);
    faces_find(l);
    lines_find(l);
    ALCOVE_ASSERT(l->line_count > 0);
}
