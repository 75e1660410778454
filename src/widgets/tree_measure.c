/* What a node needs: the width at which nothing is wrapped, the least at which it can stand, and
 * the height that a width asks for. Nothing here looks at places. */
#include "base/assert.h"
#include "widgets/tree_parts.h"

static int between(int low, int value, int high)
{
    if (value > high)
        value = high;
    return value < low ? low : value;
}

int pad_x_of(const struct tree *tree, const struct node *node)
{
    const struct box *box = &node->as.box;
    return units(tree, box->pad_x != 0 ? box->pad_x : box->pad);
}

int pad_y_of(const struct tree *tree, const struct node *node)
{
    const struct box *box = &node->as.box;
    return units(tree, box->pad_y != 0 ? box->pad_y : box->pad);
}

int gap_of(const struct tree *tree, const struct node *node)
{
    return units(tree, node->as.box.gap);
}

static bool lies_across(const struct node *node)
{
    return node->layout == LAYOUT_ROW || node->layout == LAYOUT_FLOW;
}

/* The sum of what the children of a row take, or the most that one of a column does. */
static int box_width(struct tree *tree, int place, int (*of)(struct tree *, int))
{
    struct node *node = &tree->nodes[place];
    bool sums = lies_across(node) && !(of == least_width);
    bool alike = sums && node->as.box.grid;
    int width = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int needs = node->layout == LAYOUT_FREE ? tree->nodes[child].placed.width : of(tree, child);
        width = sums && !alike ? width + needs : needs > width ? needs : width;
    }
    if (alike)
        width *= node->count;
    if (sums && node->count > 1)
        width += gap_of(tree, node) * (node->count - 1);
    return width + 2 * pad_x_of(tree, node);
}

/* Within what its fit allows. */
static int fitted(const struct tree *tree, const struct node *node, int width)
{
    if (node->fit.width > 0)
        width = units(tree, node->fit.width);
    int most = node->fit.width_max > 0 ? units(tree, node->fit.width_max) : INT16_MAX;
    return between(0, width, most);
}

int natural_width(struct tree *tree, int place)
{
    struct node *node = &tree->nodes[place];
    if (node->natural == TREE_UNKNOWN) {
        int width = node->kind == NODE_BOX ? box_width(tree, place, natural_width)
                                           : leaf_natural(tree, place);
        node->natural = fitted(tree, node, width);
    }
    return node->natural;
}

int least_width(struct tree *tree, int place)
{
    struct node *node = &tree->nodes[place];
    if (node->least == TREE_UNKNOWN) {
        int natural = natural_width(tree, place);
        int least =
            node->kind == NODE_BOX ? box_width(tree, place, least_width) : leaf_least(tree, place);
        node->least = least < natural ? least : natural;
    }
    return node->least;
}

/* ---- heights ---- */

enum tree_align cross_of(const struct node *box, const struct node *child)
{
    return child->fit.own_align ? child->fit.align : box->as.box.cross;
}

int child_width(struct tree *tree, const struct node *box, int child, int width)
{
    const struct node *node = &tree->nodes[child];
    bool fills = cross_of(box, node) == ALIGN_FILL || node->kind == NODE_RULE;
    int most = node->fit.width_max > 0 ? units(tree, node->fit.width_max) : width;
    if (fills && node->fit.width == 0)
        return width < most ? width : most;
    int natural = natural_width(tree, child);
    return natural < width ? natural : width;
}

static int column_height(struct tree *tree, const struct node *node, int width)
{
    int height = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next)
        height += height_for(tree, child, child_width(tree, node, child, width));
    return height + (node->count > 1 ? gap_of(tree, node) * (node->count - 1) : 0);
}

static int stack_height(struct tree *tree, const struct node *node, int width)
{
    int height = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int needs = tree->nodes[child].layer != LAYER_SCREEN
                        ? 0
                        : height_for(tree, child, child_width(tree, node, child, width));
        height = needs > height ? needs : height;
    }
    return height;
}

static int flow_height(struct tree *tree, int place, int width)
{
    const struct node *node = &tree->nodes[place];
    int height = 0;
    int child = node->first;
    while (child != NO_NODE) {
        int each[TREE_NODES_MAX];
        int count = flow_line(tree, place, child, width, each);
        int line = 0;
        for (int i = 0; i < count; i++, child = tree->nodes[child].next) {
            int needs = height_for(tree, child, each[i]);
            line = needs > line ? needs : line;
        }
        height += line + (child != NO_NODE ? gap_of(tree, node) : 0);
    }
    return height;
}

static int row_height(struct tree *tree, int place, int width)
{
    const struct node *node = &tree->nodes[place];
    int widths[TREE_NODES_MAX];
    if (!row_widths(tree, place, width, widths))
        return flow_height(tree, place, width);
    int height = 0;
    int i = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int needs = height_for(tree, child, widths[i++]);
        height = needs > height ? needs : height;
    }
    return height;
}

static int free_height(const struct tree *tree, const struct node *node)
{
    int height = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        const struct rectangle at = tree->nodes[child].placed;
        height = at.y + at.height > height ? at.y + at.height : height;
    }
    return height;
}

static int box_height(struct tree *tree, int place, int width)
{
    const struct node *node = &tree->nodes[place];
    int inner = width - 2 * pad_x_of(tree, node);
    inner = inner < 0 ? 0 : inner;
    int height = 0;
    switch (node->layout) {
    case LAYOUT_COLUMN:
    case LAYOUT_SCROLL:
        height = column_height(tree, node, inner);
        break;
    case LAYOUT_ROW:
        height = row_height(tree, place, inner);
        break;
    case LAYOUT_FLOW:
        height = flow_height(tree, place, inner);
        break;
    case LAYOUT_STACK:
        height = stack_height(tree, node, inner);
        break;
    case LAYOUT_FREE:
        height = free_height(tree, node);
        break;
    }
    return height + 2 * pad_y_of(tree, node);
}

int height_for(struct tree *tree, int place, int width)
{
    struct node *node = &tree->nodes[place];
    if (node->known_width != width) {
        int least = units(tree, node->fit.height);
        int height = node->kind == NODE_BOX ? box_height(tree, place, width)
                                            : leaf_height(tree, place, width);
        node->known_height = height > least ? height : least;
        node->known_width = width;
    }
    return node->known_height;
}
