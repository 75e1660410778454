/* From placed nodes to a draw list, in the order in which they were said; dialogs and toasts
 * last. */
#include <string.h>

#include "base/assert.h"
#include "widgets/tree_parts.h"

#define VEIL_ALPHA   0xb4
#define SHADOW_REACH 14 /* units */
#define SHADOW_DROP  3

struct colour tone_colour(const struct theme *theme, enum tone tone)
{
    switch (tone) {
    case TONE_MUTED:
        return theme->muted;
    case TONE_ACCENT:
        return theme->accent;
    case TONE_WARN:
        return theme->warn;
    case TONE_BAD:
        return theme->bad;
    case TONE_TEXT:
        break;
    }
    return theme->text;
}

void paint_words(struct tree *tree, struct rectangle box, const struct label *how)
{
    if (rectangle_is_empty(box) || how->words == NULL || how->words[0] == '\0')
        return;
    struct draw_text style = words_block(tree, how->role, how->words, box.width).style;
    style.colour = tone_colour(tree->theme, how->tone);
    style.align = how->align;
    style.lines_max = how->lines_max;
    draw_text(&tree->list, box, style, how->words, strlen(how->words));
}

void paint_ring(struct tree *tree, const struct node *node, int radius)
{
    if (tree->focus != node->id || !tree->focus_ringed || tree->frame.calm)
        return;
    int width = units(tree, 2);
    int away = 2 * width;
    draw_rectangle(&tree->list, rectangle_inset(node->at, -away),
                   (struct draw_rectangle){.border = tree->theme->accent,
                                           .border_width = width,
                                           .radius = radius + away});
}

static void paint_ground(struct tree *tree, const struct node *node)
{
    const struct box *box = &node->as.box;
    const struct theme *theme = tree->theme;
    struct draw_rectangle how = {.radius = units(tree, box->radius)};
    switch (box->ground) {
    case GROUND_NONE:
        return;
    case GROUND_PANEL:
        how.fill = theme->panel;
        break;
    case GROUND_CARD:
        how.fill = theme->card;
        how.border = theme->hairline;
        how.border_width = units(tree, 1);
        break;
    case GROUND_OWN:
        how.fill = theme->own_words;
        break;
    case GROUND_WINDOW:
        how.fill = theme->ground;
        how.border = theme->line;
        how.border_width = units(tree, 1);
        break;
    }
    bool raised = box->ground == GROUND_CARD || box->ground == GROUND_WINDOW;
    if (raised && theme->shadow.alpha > 0)
        draw_shadow(&tree->list, node->at,
                    (struct draw_shadow){.colour = theme->shadow,
                                         .radius = how.radius,
                                         .reach = units(tree, SHADOW_REACH),
                                         .drop = units(tree, SHADOW_DROP)});
    draw_rectangle(&tree->list, node->at, how);
}

static void paint_image(struct tree *tree, const struct node *node)
{
    const struct image *image = &node->as.image;
    int radius = units(tree, image->radius);
    if (image->picture == NULL)
        draw_rectangle(&tree->list, node->at,
                       (struct draw_rectangle){.fill = tree->theme->panel, .radius = radius});
    else
        draw_picture(&tree->list, node->at,
                     (struct draw_picture){.picture = image->picture,
                                           .slot = image->slot,
                                           .crop = image->crop,
                                           .mirrored = image->mirrored,
                                           .dimmed = image->dimmed,
                                           .radius = radius,
                                           .behind = tree->theme->ground});
    if (node->act.kind != 0)
        paint_ring(tree, node, radius);
}

static void paint_icon(struct tree *tree, const struct node *node)
{
    draw_icon(&tree->list, node->at,
              (struct draw_icon){.icon = node->as.icon.icon,
                                 .colour = tone_colour(tree->theme, node->as.icon.tone)});
}

static void paint_leaf(struct tree *tree, const struct node *node)
{
    switch (node->kind) {
    case NODE_LABEL:
        paint_words(tree, node->at, &node->as.label);
        break;
    case NODE_PRESS:
        paint_press(tree, node);
        break;
    case NODE_FIELD:
        paint_field(tree, node);
        break;
    case NODE_SLIDER:
        paint_slider(tree, node);
        break;
    case NODE_METER:
        paint_meter(tree, node);
        break;
    case NODE_IMAGE:
        paint_image(tree, node);
        break;
    case NODE_PLOT:
        paint_plot(tree, node);
        break;
    case NODE_ICON:
        paint_icon(tree, node);
        break;
    case NODE_RULE:
        draw_rectangle(&tree->list, node->at,
                       (struct draw_rectangle){.fill = tree->theme->raised_over});
        break;
    case NODE_CANVAS:
        if (node->as.canvas.draw != NULL)
            node->as.canvas.draw(node->as.canvas.context, &tree->list, node->at, &tree->frame);
        break;
    case NODE_BOX:
    case NODE_SPACE:
        break;
    }
}

/* Where in a scroll one is, on its edge; a hand needs no more than the wheel and the keys. */
static void paint_thumb(struct tree *tree, const struct node *node)
{
    int room = node->at.height;
    int width = units(tree, 4);
    if (node->scroll_max == 0 || room <= 0)
        return;
    int least = units(tree, 24);
    int height = (int)((int64_t)room * room / (room + node->scroll_max));
    height = height < least ? least : height;
    int y = (int)((int64_t)(room - height) * node->scrolled / node->scroll_max);
    draw_rectangle(
        &tree->list,
        (struct rectangle){node->at.x + node->at.width - width, node->at.y + y, width, height},
        (struct draw_rectangle){.fill = tree->theme->line, .radius = width / 2});
}

static bool is_seen(const struct node *node)
{
    return !rectangle_is_empty(rectangle_intersection(node->at, node->clip));
}

/* Nodes are in the table in the order in which they were said: a box before all that is in it. */
static void paint_node(struct tree *tree, int of)
{
    const struct node *node = &tree->nodes[of];
    if (node->kind != NODE_BOX) {
        if (is_seen(node))
            paint_leaf(tree, node);
        return;
    }
    bool clips = node->layout == LAYOUT_SCROLL;
    paint_ground(tree, node);
    if (clips)
        draw_clip_push(&tree->list, node->at);
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        if (tree->nodes[child].layer == LAYER_SCREEN)
            paint_node(tree, child);
    }
    if (clips)
        draw_clip_pop(&tree->list);
    if (clips)
        paint_thumb(tree, node);
}

static void paint_layers(struct tree *tree, enum layer layer)
{
    struct rectangle window = {0, 0, tree->frame.width, tree->frame.height};
    for (int child = tree->nodes[0].first; child != NO_NODE; child = tree->nodes[child].next) {
        if (tree->nodes[child].layer != layer)
            continue;
        struct colour veil = tree->theme->ground;
        veil.alpha = VEIL_ALPHA;
        if (layer == LAYER_DIALOG)
            draw_rectangle(&tree->list, window, (struct draw_rectangle){.fill = veil});
        paint_node(tree, child);
    }
}

void tree_paint(struct tree *tree)
{
    struct rectangle window = {0, 0, tree->frame.width, tree->frame.height};
    draw_rectangle(&tree->list, window, (struct draw_rectangle){.fill = tree->theme->ground});
    paint_node(tree, 0);
    paint_layers(tree, LAYER_TOAST);
    paint_layers(tree, LAYER_DIALOG);
    if (!tree->frame.calm)
        paint_tip(tree);
    if (tree->frame.right_to_left)
        draw_list_mirror(&tree->list, tree->frame.width);
}
