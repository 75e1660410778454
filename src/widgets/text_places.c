/* Where places in a text lie on the screen, and back. */
#include <stdlib.h>

#include "base/assert.h"
#include "widgets/text_walk.h"

#define FAR           (1 << 28) /* beyond any line, in pixels */
#define NEWLINE_SHARE 3         /* a selected newline is a third of an em wide */

static void begin(struct text_walk *walk, struct text_engine *engine,
                  const struct text_block *block)
{
    int width = block->style.align == TEXT_LEFT ? 0 : text_measure(engine, block).width;
    text_walk_begin(walk, engine, block);
    walk->width = width;
}

/* How far from the left edge of its run a point begins. */
static int run_x(const struct text_layout *l, const struct layout_run *run, int point)
{
    int before = layout_run_width(l, run, point);
    return run->right_to_left ? run->x + run->width - before : run->x + before;
}

/* In a line whose runs are those of the engine. */
static int point_x(const struct text_walk *walk, int count, int point)
{
    const struct layout_run *runs = walk->engine->runs;
    for (int i = 0; i < count; i++) {
        if (point >= runs[i].from && point < runs[i].to)
            return run_x(walk->layout, &runs[i], point);
    }
    if (count == 0)
        return 0;
    int left = runs[0].x < runs[count - 1].x ? runs[0].x : runs[count - 1].x;
    return walk->layout->right_to_left ? left : runs[count - 1].x + runs[count - 1].width;
}

/* As painted; the spaces at which it was broken hang over its end (TR9 rule L1). */
static int line_runs(const struct text_walk *walk, const struct layout_line *line)
{
    const struct text_layout *l = walk->layout;
    struct layout_run *runs = walk->engine->runs;
    int count = layout_runs(l, line->from, line->to, runs);
    if (line->next == line->to)
        return count;
    runs[count] = (struct layout_run){
        .from = line->to,
        .to = line->next,
        .right_to_left = l->right_to_left,
        .face = l->faces[line->to],
        .script = "Latn",
    };
    runs[count].width = layout_run_width(l, &runs[count], line->next);
    runs[count].x = l->right_to_left ? -runs[count].width : line->width;
    return count + 1;
}

static int caret_x(const struct text_walk *walk, const struct layout_line *line, int point)
{
    int count = line_runs(walk, line);
    return text_walk_shift(walk, line) + point_x(walk, count, point);
}

struct text_caret text_caret(struct text_engine *engine, const struct text_block *block, size_t at)
{
    struct text_walk walk;
    begin(&walk, engine, block);
    if (!text_walk_to_byte(&walk, at))
        return (struct text_caret){0};
    int point = text_walk_point(&walk, at);
    int line = text_walk_line_of(&walk, point);
    return (struct text_caret){caret_x(&walk, &walk.layout->lines[line], point), walk.line + line};
}

/* The first point of a run that is further than `t` pixels from where the run begins to be read;
 * its end if none is. */
static int first_beyond(const struct text_layout *l, const struct layout_run *run, int t)
{
    int low = run->from;
    int high = run->to;
    while (low < high) {
        int middle = (low + high) / 2;
        if (layout_run_width(l, run, middle) > t)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The beginnings of characters around a point of a run: at most it, and at least it. */
static int start_before(const struct text_layout *l, const struct layout_run *run, int point)
{
    while (point > run->from && !l->starts[point])
        point--;
    return point < run->from ? run->from : point;
}

static int start_after(const struct text_layout *l, int point)
{
    while (!l->starts[point])
        point++;
    return point;
}

/* How far x is from the side on which the run begins to be read. */
static int read_before(const struct layout_run *run, int x)
{
    return run->right_to_left ? run->x + run->width - x : x - run->x;
}

/* The point of a line before which a caret stands nearest to x. */
static int nearest(const struct text_walk *walk, const struct layout_line *line, int x)
{
    const struct text_layout *l = walk->layout;
    const struct layout_run *runs = walk->engine->runs;
    int count = line_runs(walk, line);
    int last = text_walk_last(walk, line);
    int best = last;
    x -= text_walk_shift(walk, line);
    int best_distance = abs(point_x(walk, count, last) - x);
    for (int i = 0; i < count; i++) {
        bool inside = x >= runs[i].x && x < runs[i].x + runs[i].width;
        if (!inside && i > 0 && i < count - 1)
            continue;
        int beyond = first_beyond(l, &runs[i], read_before(&runs[i], x));
        int places[] = {start_before(l, &runs[i], beyond - 1), start_after(l, beyond)};
        for (int p = 0; p < 2; p++) {
            int distance = abs(point_x(walk, count, places[p]) - x);
            if (places[p] <= last && distance < best_distance) {
                best_distance = distance;
                best = places[p];
            }
        }
    }
    return best;
}

size_t text_byte_at(struct text_engine *engine, const struct text_block *block, int x, int line)
{
    struct text_walk walk;
    begin(&walk, engine, block);
    if (!text_walk_to_line(&walk, line))
        return 0;
    int last = walk.layout->line_count - 1;
    line = line < walk.line ? 0 : line - walk.line > last ? last : line - walk.line;
    return walk.from + walk.layout->offsets[nearest(&walk, &walk.layout->lines[line], x)];
}

/* The place beside x in this run, which may be on the other side of x. */
static int beside_in_run(const struct text_layout *l, const struct layout_run *run, int x,
                         bool right)
{
    int t = read_before(run, x);
    if (right != run->right_to_left)
        return start_after(l, first_beyond(l, run, t));
    return start_before(l, run, first_beyond(l, run, t - 1) - 1);
}

/* The place beside a point on the line, or -1 when there is none on that side. Where two
 * directions meet two places are one on the screen: the one that is read next to the point. */
static int beside(const struct text_walk *walk, const struct layout_line *line, int from,
                  bool right)
{
    int count = line_runs(walk, line);
    int last = text_walk_last(walk, line);
    int x = point_x(walk, count, from);
    int best = -1;
    int best_distance = INT32_MAX;
    for (int i = -1; i < count; i++) {
        int place = i < 0 ? last : beside_in_run(walk->layout, &walk->engine->runs[i], x, right);
        int distance = point_x(walk, count, place) - x;
        if (!right)
            distance = -distance;
        bool nearer = distance < best_distance ||
                      (distance == best_distance && abs(place - from) < abs(best - from));
        if (place <= last && distance > 0 && nearer) {
            best_distance = distance;
            best = place;
        }
    }
    return best;
}

size_t text_beside(struct text_engine *engine, const struct text_block *block, size_t at,
                   bool right)
{
    struct text_walk walk;
    begin(&walk, engine, block);
    if (!text_walk_to_byte(&walk, at))
        return at;
    const struct text_layout *l = walk.layout;
    int point = text_walk_point(&walk, at);
    int number = text_walk_line_of(&walk, point);
    const struct layout_line *line = &l->lines[number];
    int place = beside(&walk, line, point, right);
    if (place >= 0)
        return walk.from + l->offsets[place];
    int step = right != l->right_to_left ? 1 : -1;
    bool edge =
        step < 0 ? walk.line + number == 0 : number + 1 == l->line_count && walk.next > block->size;
    return edge ? at : text_byte_at(engine, block, right ? -FAR : FAR, walk.line + number + step);
}

struct text_line text_line(struct text_engine *engine, const struct text_block *block, int number)
{
    struct text_walk walk;
    begin(&walk, engine, block);
    if (!text_walk_to_line(&walk, number))
        return (struct text_line){0};
    const struct text_layout *l = walk.layout;
    ALCOVE_ASSERT(number >= walk.line && number < walk.line + l->line_count);
    const struct layout_line *line = &l->lines[number - walk.line];
    int last = text_walk_last(&walk, line);
    return (struct text_line){
        .shown = {walk.from + l->offsets[line->from], walk.from + l->offsets[line->to]},
        .last = walk.from + l->offsets[last < line->to ? last : line->to],
        .x = text_walk_shift(&walk, line),
        .width = line->width,
        .right_to_left = l->right_to_left,
    };
}

struct boxes {
    struct rectangle *list; /* borrowed */
    int most;
    int count;
    int line_pixels;
};

static void box_add(struct boxes *boxes, int line, int from, int to)
{
    if (from == to)
        return;
    if (boxes->count < boxes->most)
        boxes->list[boxes->count] = (struct rectangle){
            from < to ? from : to, line * boxes->line_pixels, abs(to - from), boxes->line_pixels};
    boxes->count++;
}

/* The points from..to as far as they are on the line; `newline`: it is selected too. */
static void line_select(const struct text_walk *walk, int number, int from, int to,
                        struct boxes *boxes)
{
    const struct text_layout *l = walk->layout;
    const struct layout_line *line = &l->lines[number];
    const struct layout_run *runs = walk->engine->runs;
    int shift = text_walk_shift(walk, line);
    int count = line_runs(walk, line);
    for (int i = 0; i < count; i++) {
        int first = from > runs[i].from ? from : runs[i].from;
        int end = to < runs[i].to ? to : runs[i].to;
        if (first < end)
            box_add(boxes, walk->line + number, shift + run_x(l, &runs[i], first),
                    shift + run_x(l, &runs[i], end));
    }
}

static void newline_select(const struct text_walk *walk, struct boxes *boxes)
{
    const struct text_layout *l = walk->layout;
    int last = l->line_count - 1;
    int x = caret_x(walk, &l->lines[last], l->count);
    int width = l->style.pixels / NEWLINE_SHARE;
    box_add(boxes, walk->line + last, x, l->right_to_left ? x - width : x + width);
}

int text_selection(struct text_engine *engine, const struct text_block *block,
                   struct text_range range, struct rectangle *list, int most)
{
    struct boxes boxes = {list, most, 0, block->style.line_pixels};
    struct text_walk walk;
    begin(&walk, engine, block);
    if (range.from >= range.to || !text_walk_to_byte(&walk, range.from))
        return 0;
    do {
        int from = text_walk_point(&walk, range.from);
        int to = text_walk_point(&walk, range.to);
        for (int i = text_walk_line_of(&walk, from); i <= text_walk_line_of(&walk, to); i++)
            line_select(&walk, i, from, to, &boxes);
        if (range.to >= walk.next && walk.next <= block->size)
            newline_select(&walk, &boxes);
    } while (range.to >= walk.next && text_walk_next(&walk));
    return boxes.count;
}
