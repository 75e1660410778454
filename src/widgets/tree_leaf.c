/* Labels and what has no children: how much room they want. */
#include <string.h>

#include "base/assert.h"
#include "widgets/tree_parts.h"

#define LABEL_LEAST    96 /* units that a label keeps in a row */
#define FIELD_NATURAL  260
#define FIELD_LEAST    120
#define SLIDER_NATURAL 240
#define METER_NATURAL  120

static struct draw_text style_of(const struct tree *tree, enum type_role role)
{
    struct type_style type = theme_type(role, tree->frame.scale_percent);
    return (struct draw_text){
        .weight = type.weight,
        .pixels = type.pixels,
        .line_pixels = type.line_pixels,
    };
}

/* In a window that is read from the right, a sentence that begins with a name in other letters is
 * read so all the same; one in other letters throughout is not. */
static enum text_base base_of(const struct tree *tree, const char *words, size_t size)
{
    bool left = tree->frame.right_to_left && text_has_left_running(words, size);
    return left ? TEXT_BASE_RIGHT_TO_LEFT : TEXT_BASE_AUTO;
}

struct text_block words_block(const struct tree *tree, enum type_role role, const char *words,
                              int width)
{
    struct text_block block = {
        .bytes = words,
        .size = strlen(words),
        .width_max = width > 1 ? width : 1,
        .style = style_of(tree, role),
    };
    block.style.base = base_of(tree, words, block.size);
    return block;
}

static int label_natural(const struct tree *tree, const struct label *label)
{
    return tree_extent(tree, label->role, label->words, INT16_MAX).width;
}

static int label_height(const struct tree *tree, const struct label *label, int width)
{
    struct text_extent extent = tree_extent(tree, label->role, label->words, width);
    int line = theme_type(label->role, tree->frame.scale_percent).line_pixels;
    int lines = extent.lines;
    if (label->lines_max > 0 && lines > label->lines_max)
        lines = label->lines_max;
    return lines * line;
}

int leaf_natural(struct tree *tree, int place)
{
    const struct node *node = &tree->nodes[place];
    switch (node->kind) {
    case NODE_LABEL:
        return label_natural(tree, &node->as.label);
    case NODE_PRESS:
        return press_natural(tree, node);
    case NODE_FIELD:
        return units(tree, FIELD_NATURAL);
    case NODE_SLIDER:
        return units(tree, SLIDER_NATURAL);
    case NODE_METER:
        return units(tree, METER_NATURAL);
    case NODE_PLOT:
        return plot_natural(tree, node);
    case NODE_ICON:
        return units(tree, node->as.icon.units);
    case NODE_BOX:
    case NODE_IMAGE:
    case NODE_SPACE:
    case NODE_RULE:
    case NODE_CANVAS:
        break;
    }
    return 0;
}

int leaf_least(struct tree *tree, int place)
{
    const struct node *node = &tree->nodes[place];
    int natural = natural_width(tree, place);
    int least = natural;
    if (node->kind == NODE_LABEL)
        least = units(tree, LABEL_LEAST);
    else if (node->kind == NODE_FIELD || node->kind == NODE_SLIDER)
        least = units(tree, FIELD_LEAST);
    else if (node->kind == NODE_PRESS && node->as.press.kind == BUTTON_ROW)
        least = units(tree, FIELD_LEAST);
    return least < natural ? least : natural;
}

int leaf_height(struct tree *tree, int place, int width)
{
    const struct node *node = &tree->nodes[place];
    int target = units(tree, TREE_TARGET_MIN);
    target = target < TREE_TARGET_MIN ? TREE_TARGET_MIN : target;
    switch (node->kind) {
    case NODE_LABEL:
        return label_height(tree, &node->as.label, width);
    case NODE_PRESS:
        return press_height(tree, node, width);
    case NODE_FIELD:
        return field_height(tree, node, width);
    case NODE_SLIDER:
        return target;
    case NODE_METER:
        return units(tree, 8);
    case NODE_PLOT:
        return plot_height(tree, node, width);
    case NODE_ICON:
        return units(tree, node->as.icon.units);
    case NODE_RULE:
        return units(tree, 1);
    case NODE_BOX:
    case NODE_IMAGE:
    case NODE_SPACE:
    case NODE_CANVAS:
        break;
    }
    return 0;
}
