/* What a button is called and which key it has, beside it, once the pointer rests there or the
 * keyboard brought the focus. */
#include <stdio.h>
#include <string.h>

#include "widgets/tree_parts.h"

#define TIP_BYTES 256

static int between(int low, int value, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

/* The node whose tip is due now, or NO_NODE. */
static int tip_node(struct tree *tree)
{
    int over = node_of(tree, tree->hover);
    uint64_t due_us = tree->hover_since_us + TREE_TIP_AFTER_US;
    if (over != NO_NODE && tree->frame.now_us < due_us) {
        tree_change_at(tree, due_us);
        over = NO_NODE;
    }
    if (over == NO_NODE && tree->focus_ringed)
        over = node_of(tree, tree->focus);
    bool told =
        over != NO_NODE && tree->nodes[over].kind == NODE_PRESS &&
        (tree->nodes[over].as.press.shortcut != NULL || tree->nodes[over].as.press.words == NULL);
    return told ? over : NO_NODE;
}

void paint_tip(struct tree *tree)
{
    int of = tip_node(tree);
    if (of == NO_NODE)
        return;
    char words[TIP_BYTES];
    const struct node *node = &tree->nodes[of];
    const char *key = node->as.press.shortcut;
    snprintf(words, sizeof words, "%s%s%s", node_name(node), key != NULL ? "  ·  " : "",
             key != NULL ? key : "");
    int padding = units(tree, 12);
    int margin = units(tree, 8);
    int line = theme_type(TYPE_SMALL, tree->frame.scale_percent).line_pixels;
    int room = tree->frame.width - 2 * (margin + padding);
    int width = tree_extent(tree, TYPE_SMALL, words, room > 1 ? room : 1).width;
    struct rectangle at = {0, node->at.y - margin - line - padding, width + 2 * padding,
                           line + padding};
    at.x = between(margin, node->at.x + (node->at.width - at.width) / 2,
                   tree->frame.width - margin - at.width);
    if (at.y < margin)
        at.y = between(0, node->at.y + node->at.height + margin, tree->frame.height - at.height);
    draw_rectangle(&tree->list, at,
                   (struct draw_rectangle){.fill = tree->theme->text, .radius = units(tree, 8)});
    struct draw_text style = words_block(tree, TYPE_SMALL, words, width).style;
    style.colour = tree->theme->ground;
    style.align = TEXT_CENTRE;
    style.lines_max = 1;
    draw_text(&tree->list, (struct rectangle){at.x + padding, at.y + padding / 2, width, line},
              style, words, strlen(words));
}
