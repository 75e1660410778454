#include "widgets/text_layout.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "widgets/grapheme.h"
#include "widgets/text_runs.h"
#include "widgets/utf8.h"

#define ELLIPSIS        0x2026
#define JOINER          0x200d
#define VARIATION_FIRST 0xfe00
#define VARIATION_LAST  0xfe0f
#define LOOK_AHEAD      64 /* points of a word that are measured at once */
#define NARROW_SHARE    5  /* of the em, for what is hardly ever narrower: an i */
#define MARKS_FIRST     0x300
#define MARKS_MAX       4 /* on one letter; no script needs more, towers of marks do */

/* 0 for what must not be there at all. */
static uint32_t point_made_safe(uint32_t point)
{
    if (utf8_is_bidi_control(point) || point == 0xfeff || point == '\r')
        return 0;
    if (point == '\t' || point == 0x2028 || point == 0x2029)
        return ' ';
    if (point < 0x20 || (point >= 0x7f && point <= 0x9f))
        return UTF8_REPLACEMENT;
    return point;
}

void layout_tools_end(struct layout_tools *tools)
{
    if (tools->scratch != NULL)
        explicit_bzero(tools->scratch, tools->scratch_room);
    free(tools->scratch);
    free(tools->types);
    free(tools->brackets);
}

static bool tools_reserve(struct layout_tools *tools, size_t count)
{
    if (count <= tools->types_room)
        return true;
    free(tools->types);
    free(tools->brackets);
    tools->types_room = 2 * count;
    tools->types = malloc(tools->types_room * sizeof *tools->types);
    tools->brackets = malloc(tools->types_room * sizeof *tools->brackets);
    if (tools->types != NULL && tools->brackets != NULL)
        return true;
    tools->types_room = 0;
    return false;
}

/* One block for all that is known of each point. */
static bool points_reserve(struct text_layout *l, size_t count)
{
    l->bytes = count * (sizeof *l->points + sizeof *l->offsets + sizeof *l->levels +
                        sizeof *l->faces + sizeof *l->starts);
    l->points = calloc(1, l->bytes);
    if (l->points == NULL)
        return false;
    l->offsets = l->points + count;
    l->levels = (FriBidiLevel *)(l->offsets + count);
    l->faces = (int8_t *)(l->levels + count);
    l->starts = (bool *)(l->faces + count);
    return true;
}

static void points_read(struct text_layout *l, const char *bytes, size_t size)
{
    size_t at = 0;
    size_t character = 0;
    int marks = 0;
    while (at < size) {
        size_t start = at;
        uint32_t point = point_made_safe(utf8_next(bytes, size, &at));
        bool starts = start >= character;
        if (starts)
            character = grapheme_after(bytes, size, start);
        bool mark = point >= MARKS_FIRST && fribidi_get_bidi_type(point) == FRIBIDI_TYPE_NSM;
        marks = mark ? marks + 1 : 0;
        if (point == 0 || marks > MARKS_MAX)
            continue;
        l->offsets[l->count] = (uint32_t)start;
        l->starts[l->count] = starts;
        l->points[l->count++] = point;
    }
    l->offsets[l->count] = (uint32_t)size;
    l->starts[l->count] = true;
}

/* Text that runs to the right throughout, as most does, needs no more than its types. */
static void levels_find(struct text_layout *l, FriBidiParType base)
{
    struct layout_tools *tools = l->tools;
    bool turns = FRIBIDI_IS_RTL(base);
    fribidi_get_bidi_types(l->points, l->count, tools->types);
    for (int i = 0; i < l->count && !turns; i++)
        turns = FRIBIDI_IS_RTL(tools->types[i]) || tools->types[i] == FRIBIDI_TYPE_AN;
    if (!turns)
        return;
    fribidi_get_bracket_types(l->points, l->count, tools->types, tools->brackets);
    FriBidiLevel top = fribidi_get_par_embedding_levels_ex(tools->types, tools->brackets, l->count,
                                                           &base, l->levels);
    if (top == 0)
        memset(l->levels, 0, (size_t)l->count * sizeof *l->levels);
    l->right_to_left = FRIBIDI_IS_RTL(base);
}

static bool joins_the_font_before(const struct text_layout *l, int i)
{
    uint32_t point = l->points[i];
    return point == ' ' || point == JOINER || l->tools->types[i] == FRIBIDI_TYPE_NSM ||
           (point >= VARIATION_FIRST && point <= VARIATION_LAST);
}

static void faces_find(struct text_layout *l)
{
    int face = fonts_first(l->tools->fonts, l->style.weight);
    for (int i = 0; i < l->count; i++) {
        if (!joins_the_font_before(l, i))
            face = fonts_for(l->tools->fonts, l->style.weight, l->points[i]);
        else if (l->points[i] == ' ' && !fonts_face_has(l->tools->fonts, face, ' '))
            face = fonts_first(l->tools->fonts, l->style.weight);
        l->faces[i] = (int8_t)face;
    }
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
    while (i < l->count && l->points[i] != ' ') {
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

/* What one line teaches about the next. */
struct breaking {
    int look;      /* so many points of a word are measured first: a little more than a line */
    int ink, next; /* ends of the word looked at last, which may be many lines long */
};

/* The width, or that of a beginning, up to *end, that is wider than a line already. */
static int width_within(const struct text_layout *l, int from, int to, int look, int *end)
{
    for (; look < to - from; look *= 2) {
        int width = layout_width(l, from, from + look);
        *end = from + look;
        if (width > l->width_max)
            return width;
    }
    *end = to;
    return layout_width(l, from, to);
}

/* The start of a character at or before `at`, but behind `least`. */
static int character_start(const struct text_layout *l, int at, int least)
{
    int start = at;
    while (start > least && !l->starts[start])
        start--;
    while (start <= least && at < l->count && !l->starts[at])
        at++;
    return start > least ? start : at;
}

/* The points from `at` on that fit on an empty line, characters whole, at least one; up to `high`
 * they are `high_width` wide, which is too much. Room for less than a narrow letter may stay. */
static int points_that_fit(const struct text_layout *l, int at, int high, int high_width)
{
    int low = at + 1; /* fits, or has to */
    int low_width = 0;
    for (int round = 1; high - low > 1; round++) {
        int64_t part = (int64_t)(l->width_max - low_width) * (high - low);
        int middle = low + (int)(part / (high_width - low_width));
        if (round % 4 == 0) /* letters as unlike as can be */
            middle = (low + high) / 2;
        middle = middle <= low ? low + 1 : middle >= high ? high - 1 : middle;
        int width = layout_width(l, at, middle);
        if (width > l->width_max) {
            high = middle;
            high_width = width;
            continue;
        }
        low = middle;
        low_width = width;
        if (width + l->style.pixels / NARROW_SHARE > l->width_max)
            break;
    }
    return character_start(l, low, at);
}

/* Returns where the next line begins. Words one by one may be wider than together: letters and
 * spaces lean on each other. */
static int line_break(const struct text_layout *l, int from, struct breaking *known,
                      struct layout_line *line)
{
    int at = from;
    int ink = from;
    int x = 0;
    while (at < l->count) {
        if (at >= known->ink)
            known->next = word_end(l, at, &known->ink);
        int end;
        int word = width_within(l, at, known->ink, known->look, &end);
        if (x + word > l->width_max && at == from) {
            ink = at = points_that_fit(l, at, end, word);
            known->look = (at - from) + (at - from) / 8 + 1;
            break;
        }
        if (x + word > l->width_max &&
            width_within(l, from, known->ink, known->look, &end) > l->width_max)
            break;
        x += known->next > known->ink ? layout_width(l, at, known->next) : word;
        ink = known->ink;
        at = known->next;
    }
    *line = (struct layout_line){.from = from, .to = ink, .next = at};
    return at;
}

/* The last line that may be shown gives its end to an ellipsis. */
static void line_end_in_ellipsis(struct text_layout *l, struct layout_line *line)
{
    int end = line->to;
    int dots = fonts_first(l->tools->fonts, l->style.weight);
    for (;; end--) {
        l->points[end] = ELLIPSIS;
        l->faces[end] = (int8_t)dots;
        l->levels[end] = l->right_to_left ? 1 : 0;
        l->starts[end] = true;
        bool fits = layout_width(l, line->from, end + 1) <= l->width_max;
        bool after_space = end > line->from && l->points[end - 1] == ' ';
        if (end == line->from || (fits && !after_space))
            break;
    }
    l->offsets[end + 1] = l->offsets[l->count];
    l->starts[end + 1] = true;
    line->to = line->next = end + 1;
    l->count = end + 1;
}

static struct layout_line *line_add(struct text_layout *l)
{
    if (l->line_count == l->lines_room) {
        int room = l->lines_room == 0 ? 4 : 2 * l->lines_room;
        struct layout_line *lines = realloc(l->lines, (size_t)room * sizeof *lines);
        if (lines == NULL)
            return NULL;
        l->lines = lines;
        l->lines_room = room;
    }
    return &l->lines[l->line_count++];
}

static bool lines_find(struct text_layout *l, const struct layout_wish *wish)
{
    int at = 0;
    struct breaking known = {.look = LOOK_AHEAD};
    do {
        struct layout_line *line = line_add(l);
        if (line == NULL)
            return false;
        at = line_break(l, at, &known, line);
    } while (at < l->count && l->line_count != wish->lines_most);
    bool more = at < l->count || wish->more_follows;
    if (more && l->line_count == wish->lines_most)
        line_end_in_ellipsis(l, &l->lines[l->line_count - 1]);
    for (int i = 0; i < l->line_count; i++)
        l->lines[i].width = layout_width(l, l->lines[i].from, l->lines[i].to);
    return true;
}

static FriBidiParType base_of(const struct layout_wish *wish)
{
    if (wish->style.base == TEXT_BASE_AUTO)
        return wish->right_to_left ? FRIBIDI_PAR_WRTL : FRIBIDI_PAR_WLTR;
    return wish->style.base == TEXT_BASE_RIGHT_TO_LEFT ? FRIBIDI_PAR_RTL : FRIBIDI_PAR_LTR;
}

struct text_layout *layout_create(struct layout_tools *tools, const struct layout_wish *wish)
{
    ALCOVE_ASSERT(wish->style.pixels > 0 && wish->size < UINT32_MAX);
    struct text_layout *l = calloc(1, sizeof *l);
    /* One more for the end, one for an ellipsis behind everything. */
    if (l == NULL || !points_reserve(l, wish->size + 2) || !tools_reserve(tools, wish->size + 2)) {
        layout_destroy(l);
        return NULL;
    }
    l->tools = tools;
    l->style = wish->style;
    l->width_max = wish->width_max < 0 ? 0 : wish->width_max;
    points_read(l, wish->bytes, wish->size);
    levels_find(l, base_of(wish));
    faces_find(l);
    if (lines_find(l, wish))
        return l;
    layout_destroy(l);
    return NULL;
}

void layout_destroy(struct text_layout *layout)
{
    if (layout == NULL)
        return;
    if (layout->points != NULL)
        explicit_bzero(layout->points, layout->bytes);
    free(layout->points);
    free(layout->lines);
    free(layout);
}

size_t layout_cost(const struct text_layout *layout)
{
    return sizeof *layout + layout->bytes + (size_t)layout->lines_room * sizeof *layout->lines;
}
