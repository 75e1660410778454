/* Sliders, meters, and the three plots: a line over time, a calendar of days, and how far. */
#include <math.h>
#include <string.h>

#include "widgets/tree_parts.h"

#define DAY_SIDE   14
#define DAY_GAP    4
#define WEEK       7
#define LEVEL_WIDE 28
#define LEVEL_HIGH 10

static void fill(struct tree *tree, struct rectangle at, struct colour colour, int radius)
{
    draw_rectangle(&tree->list, at, (struct draw_rectangle){.fill = colour, .radius = radius});
}

/* ---- slider and meter ---- */

void paint_slider(struct tree *tree, const struct node *node)
{
    const struct slider *slider = &node->as.slider;
    const struct theme *theme = tree->theme;
    int side = units(tree, 22);
    int high = units(tree, 6);
    int room = node->at.width - side;
    double part = (slider->value - slider->min) / (slider->max - slider->min);
    int x = (int)lround(room * fmin(fmax(part, 0), 1));
    int middle = node->at.y + node->at.height / 2;
    struct rectangle track = {node->at.x + side / 2, middle - high / 2, room, high};
    fill(tree, track, theme->line, high / 2);
    track.width = x;
    if (x > 0)
        fill(tree, track, theme->accent, high / 2);
    struct rectangle knob = {node->at.x + x, middle - side / 2, side, side};
    draw_rectangle(&tree->list, knob,
                   (struct draw_rectangle){.fill = theme->raised,
                                           .border = theme->accent,
                                           .border_width = units(tree, 3),
                                           .radius = side / 2});
    paint_ring(tree, node, units(tree, 12));
}

void paint_meter(struct tree *tree, const struct node *node)
{
    const struct meter *meter = &node->as.meter;
    int radius = node->at.height / 2;
    struct rectangle part = node->at;
    part.width = (int)lround(node->at.width * fmin(fmax(meter->value, 0), 1));
    fill(tree, node->at, tree->theme->raised_over, radius);
    if (part.width > 0)
        fill(tree, part, tone_colour(tree->theme, meter->tone), radius);
}

/* ---- plots ---- */

int plot_natural(struct tree *tree, const struct node *node)
{
    const struct plot *plot = &node->as.plot;
    int weeks = (plot->value_count + WEEK - 1) / WEEK;
    switch (plot->kind) {
    case PLOT_LINE:
        return units(tree, 220);
    case PLOT_DAYS:
        return weeks * units(tree, DAY_SIDE) + (weeks - 1) * units(tree, DAY_GAP);
    case PLOT_LEVELS:
        return plot->value_count * units(tree, LEVEL_WIDE) +
               (plot->value_count - 1) * units(tree, DAY_GAP);
    }
    return 0;
}

int plot_height(struct tree *tree, const struct node *node, int width)
{
    (void)width;
    switch (node->as.plot.kind) {
    case PLOT_LINE:
        return units(tree, 72);
    case PLOT_DAYS:
        return WEEK * units(tree, DAY_SIDE) + (WEEK - 1) * units(tree, DAY_GAP);
    case PLOT_LEVELS:
        return units(tree, LEVEL_HIGH);
    }
    return 0;
}

static struct point spot_of(const struct tree *tree, const struct node *node, int i)
{
    const struct plot *plot = &node->as.plot;
    int inset = units(tree, 6);
    int width = node->at.width - 2 * inset;
    int height = node->at.height - 2 * inset;
    double part = (plot->values[i] - plot->min) / (plot->max - plot->min);
    int steps = plot->value_count > 1 ? plot->value_count - 1 : 1;
    return (struct point){
        node->at.x + inset + width * i / steps,
        node->at.y + inset + (int)lround(height * (1 - fmin(fmax(part, 0), 1))),
    };
}

/* The last value stands out by its size, not by colour. */
static void paint_line(struct tree *tree, const struct node *node)
{
    const struct plot *plot = &node->as.plot;
    struct point spots[PLOT_VALUES_MAX];
    size_t count = 0;
    int hair = units(tree, 1);
    fill(tree,
         (struct rectangle){node->at.x, node->at.y + node->at.height - hair, node->at.width, hair},
         tree->theme->line, 0);
    for (int i = 0; i < plot->value_count; i++) {
        if (!isnan(plot->values[i]))
            spots[count++] = spot_of(tree, node, i);
    }
    if (count == 0)
        return;
    draw_line(&tree->list, spots, count,
              (struct draw_line){.colour = tree->theme->accent, .width = units(tree, 2)});
    for (size_t i = 0; i < count; i++) {
        int side = units(tree, i + 1 == count ? 10 : 6);
        fill(tree, (struct rectangle){spots[i].x - side / 2, spots[i].y - side / 2, side, side},
             tree->theme->accent, side / 2);
    }
}

/* A column is a week; a day done is full, one of rest has a hole, one to come only a line. */
static void paint_days(struct tree *tree, const struct node *node)
{
    const struct plot *plot = &node->as.plot;
    const struct theme *theme = tree->theme;
    int side = units(tree, DAY_SIDE);
    int step = side + units(tree, DAY_GAP);
    for (int i = 0; i < plot->value_count; i++) {
        struct rectangle at = {node->at.x + i / WEEK * step, node->at.y + i % WEEK * step, side,
                               side};
        struct draw_rectangle how = {.fill = theme->raised_over, .radius = units(tree, 4)};
        if (plot->values[i] > 0)
            how.fill = theme->accent;
        if (plot->values[i] < 0) {
            how.fill.alpha = 0;
            how.border = theme->line;
            how.border_width = units(tree, 1);
        }
        draw_rectangle(&tree->list, at, how);
        if (plot->values[i] >= 2)
            fill(tree, rectangle_inset(at, units(tree, 4)), theme->ground, units(tree, 3));
    }
}

static void paint_levels(struct tree *tree, const struct node *node)
{
    const struct plot *plot = &node->as.plot;
    int reached = plot->value_count > 0 ? (int)plot->values[0] : 0;
    int wide = units(tree, LEVEL_WIDE);
    for (int i = 0; i < plot->value_count; i++) {
        struct rectangle at = {node->at.x + i * (wide + units(tree, DAY_GAP)), node->at.y, wide,
                               node->at.height};
        bool full = i < reached;
        draw_rectangle(&tree->list, at,
                       (struct draw_rectangle){
                           .fill = full ? tree->theme->accent : tree->theme->raised_over,
                           .border = tree->theme->line,
                           .border_width = full ? 0 : units(tree, 1),
                           .radius = node->at.height / 2,
                       });
    }
}

void paint_plot(struct tree *tree, const struct node *node)
{
    switch (node->as.plot.kind) {
    case PLOT_LINE:
        paint_line(tree, node);
        break;
    case PLOT_DAYS:
        paint_days(tree, node);
        break;
    case PLOT_LEVELS:
        paint_levels(tree, node);
        break;
    }
}
