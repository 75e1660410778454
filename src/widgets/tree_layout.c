/* What a node gets: places, from the window down. Pure: the same tree in the same frame lies alike,
 * but for how far what scrolls was scrolled. */
#include "base/assert.h"
#include "widgets/tree_parts.h"

#define SCROLL_LEAST 96 /* units that what scrolls keeps when there is little room */

static void place(struct tree *tree, int node, struct rectangle at, struct rectangle clip);

/* ---- rows ---- */

static int sum_of(const int *list, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += list[i];
    return sum;
}

/* Shares `more` among the children by what they grow. */
static void grow_row(struct tree *tree, const struct node *row, int more, int *widths)
{
    int shares = 0;
    for (int child = row->first; child != NO_NODE; child = tree->nodes[child].next)
        shares += tree->nodes[child].fit.grow;
    int i = 0;
    for (int child = row->first; child != NO_NODE; child = tree->nodes[child].next, i++) {
        const struct fit *fit = &tree->nodes[child].fit;
        if (fit->grow == 0)
            continue;
        int share = more * fit->grow / shares;
        int most = fit->width_max > 0 ? units(tree, fit->width_max) : INT16_MAX;
        share = widths[i] + share > most ? most - widths[i] : share;
        widths[i] += share > 0 ? share : 0;
        more -= share;
        shares -= fit->grow;
    }
}

/* Takes up to `less` from those that grow, or from the others, each by what it can spare; gives
 * back what nobody could spare. */
static int shrink_those(struct tree *tree, const struct node *row, bool grow, int less, int *widths)
{
    int spare = 0;
    int i = 0;
    for (int child = row->first; child != NO_NODE; child = tree->nodes[child].next) {
        if ((tree->nodes[child].fit.grow > 0) == grow)
            spare += natural_width(tree, child) - least_width(tree, child);
    }
    int rest = less > spare ? less - spare : 0;
    less -= rest;
    for (int child = row->first; child != NO_NODE && spare > 0;
         child = tree->nodes[child].next, i++) {
        if ((tree->nodes[child].fit.grow > 0) != grow)
            continue;
        int own = natural_width(tree, child) - least_width(tree, child);
        int share = (int)((int64_t)less * own / spare);
        widths[i] -= share;
        less -= share;
        spare -= own;
    }
    return rest;
}

/* Who takes what is left gives first what is missing, so that columns of rows stay in line. */
static void shrink_row(struct tree *tree, const struct node *row, int less, int *widths)
{
    int rest = shrink_those(tree, row, true, less, widths);
    if (rest > 0)
        (void)shrink_those(tree, row, false, rest, widths);
}

bool row_widths(struct tree *tree, int place_of, int width, int *widths)
{
    const struct node *row = &tree->nodes[place_of];
    int room = width - (row->count > 1 ? gap_of(tree, row) * (row->count - 1) : 0);
    int least = 0;
    int count = 0;
    for (int child = row->first; child != NO_NODE; child = tree->nodes[child].next) {
        widths[count++] = natural_width(tree, child);
        least += least_width(tree, child);
    }
    if (least > room)
        return false;
    int all = sum_of(widths, count);
    if (all < room)
        grow_row(tree, row, room - all, widths);
    else if (all > room)
        shrink_row(tree, row, all - room, widths);
    return true;
}

static int widest(struct tree *tree, const struct node *node)
{
    int most = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int needs = natural_width(tree, child);
        most = needs > most ? needs : most;
    }
    return most;
}

int flow_line(struct tree *tree, int flow, int child, int width, int *each)
{
    const struct node *node = &tree->nodes[flow];
    int gap = gap_of(tree, node);
    int alike = node->as.box.grid ? widest(tree, node) : 0;
    int used = 0;
    int count = 0;
    for (; child != NO_NODE; child = tree->nodes[child].next) {
        bool whole = node->layout == LAYOUT_ROW && tree->nodes[child].fit.grow > 0;
        int needs = whole ? width : alike > 0 ? alike : natural_width(tree, child);
        needs = needs > width ? width : needs;
        int with = used + (count > 0 ? gap : 0) + needs;
        if (count > 0 && with > width)
            break;
        each[count++] = needs;
        used = with;
    }
    return count;
}

/* Across: from where, and how much, of `room`. */
struct span {
    int from, size;
};

static struct span across(enum tree_align align, int needs, int room)
{
    if (align == ALIGN_FILL)
        return (struct span){0, room};
    needs = needs > room ? room : needs;
    int from = align == ALIGN_CENTRE ? (room - needs) / 2 : align == ALIGN_END ? room - needs : 0;
    return (struct span){from, needs};
}

/* Along: where the first begins, and how much more than the gap lies between. */
static struct span along(const struct node *node, int spare)
{
    if (spare <= 0)
        return (struct span){0, 0};
    switch (node->as.box.main) {
    case ALIGN_CENTRE:
        return (struct span){spare / 2, 0};
    case ALIGN_END:
        return (struct span){spare, 0};
    case ALIGN_BETWEEN:
        return (struct span){0, node->count > 1 ? spare / (node->count - 1) : 0};
    case ALIGN_START:
    case ALIGN_FILL:
        break;
    }
    return (struct span){0, 0};
}

struct line {
    int child, count; /* the first, and how many */
    const int *widths;
    struct rectangle at;
};

static void place_line(struct tree *tree, const struct node *row, const struct line *line,
                       struct rectangle clip)
{
    int gap = gap_of(tree, row);
    int spare = line->at.width - sum_of(line->widths, line->count) - gap * (line->count - 1);
    struct span start = along(row, spare);
    int x = line->at.x + start.from;
    int child = line->child;
    for (int i = 0; i < line->count; i++, child = tree->nodes[child].next) {
        int needs = height_for(tree, child, line->widths[i]);
        struct span high = across(cross_of(row, &tree->nodes[child]), needs, line->at.height);
        place(tree, child,
              (struct rectangle){x, line->at.y + high.from, line->widths[i], high.size}, clip);
        x += line->widths[i] + gap + start.size;
    }
}

static void place_flow(struct tree *tree, int of, struct rectangle at, struct rectangle clip)
{
    const struct node *node = &tree->nodes[of];
    int child = node->first;
    while (child != NO_NODE) {
        int each[TREE_NODES_MAX];
        struct line line = {child, flow_line(tree, of, child, at.width, each), each, at};
        line.at.height = 0;
        for (int i = 0; i < line.count; i++, child = tree->nodes[child].next) {
            int needs = height_for(tree, child, each[i]);
            line.at.height = needs > line.at.height ? needs : line.at.height;
        }
        place_line(tree, node, &line, clip);
        at.y += line.at.height + gap_of(tree, node);
    }
}

static void place_row(struct tree *tree, int of, struct rectangle at, struct rectangle clip)
{
    const struct node *node = &tree->nodes[of];
    int widths[TREE_NODES_MAX];
    if (!row_widths(tree, of, at.width, widths)) {
        place_flow(tree, of, at, clip);
        return;
    }
    const struct line line = {node->first, node->count, widths, at};
    place_line(tree, node, &line, clip);
}

/* ---- columns ---- */

static bool gives_way(const struct tree *tree, int child)
{
    const struct node *node = &tree->nodes[child];
    if (node->kind == NODE_BOX && node->layout == LAYOUT_SCROLL)
        return true;
    if (node->kind != NODE_BOX || node->fit.grow == 0)
        return false;
    for (int i = node->first; i != NO_NODE; i = tree->nodes[i].next) {
        if (gives_way(tree, i))
            return true;
    }
    return false;
}

/* How low it can be: what scrolls keeps a little, and a box what is in it. */
static int least_height(struct tree *tree, int of, int height, int width)
{
    const struct node *node = &tree->nodes[of];
    int least = units(tree, SCROLL_LEAST);
    if (!gives_way(tree, of))
        return height;
    if (node->layout == LAYOUT_SCROLL)
        return least < height ? least : height;
    int inner = width - 2 * pad_x_of(tree, node);
    least = 2 * pad_y_of(tree, node) + gap_of(tree, node) * (node->count - 1);
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int each = child_width(tree, node, child, inner);
        least += least_height(tree, child, height_for(tree, child, each), each);
    }
    return least < height ? least : height;
}

/* What there is too much of goes to those that grow. */
static void grow_heights(struct tree *tree, const struct node *node, int more, int *heights)
{
    int shares = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next)
        shares += tree->nodes[child].fit.grow;
    int i = 0;
    for (int child = node->first; child != NO_NODE && shares > 0;
         child = tree->nodes[child].next, i++) {
        int share = more * tree->nodes[child].fit.grow / shares;
        heights[i] += share;
        more -= share;
        shares -= tree->nodes[child].fit.grow;
    }
}

struct shrink {
    const int *spares; /* of each child */
    int *heights;
};

/* Takes `less` from those that scroll, each by what it can spare; what is left to be taken. */
static int shrink_some(struct tree *tree, const struct node *node, const struct shrink *shrink,
                       bool grows, int less)
{
    int spare = 0;
    int i = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next, i++)
        spare += (tree->nodes[child].fit.grow > 0) == grows ? shrink->spares[i] : 0;
    int rest = less > spare ? less - spare : 0;
    less -= rest;
    i = 0;
    for (int child = node->first; child != NO_NODE && spare > 0;
         child = tree->nodes[child].next, i++) {
        if ((tree->nodes[child].fit.grow > 0) != grows)
            continue;
        int share = (int)((int64_t)less * shrink->spares[i] / spare);
        shrink->heights[i] -= share;
        less -= share;
        spare -= shrink->spares[i];
    }
    return rest;
}

/* What there is too little of comes from those that can be scrolled: first from those that would
 * also take what there is too much of. */
static void shrink_heights(struct tree *tree, const struct node *node, struct rectangle at,
                           int less, int *heights)
{
    int spares[TREE_NODES_MAX];
    int i = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next, i++) {
        int width = child_width(tree, node, child, at.width);
        spares[i] = heights[i] - least_height(tree, child, heights[i], width);
    }
    struct shrink shrink = {.spares = spares, .heights = heights};
    less = shrink_some(tree, node, &shrink, true, less);
    (void)shrink_some(tree, node, &shrink, false, less);
}

static void place_column(struct tree *tree, const struct node *node, struct rectangle at,
                         struct rectangle clip)
{
    int heights[TREE_NODES_MAX];
    int count = 0;
    int all = node->count > 1 ? gap_of(tree, node) * (node->count - 1) : 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        int width = child_width(tree, node, child, at.width);
        heights[count] = height_for(tree, child, width);
        all += heights[count++];
    }
    if (node->layout != LAYOUT_SCROLL && all != at.height) {
        if (all < at.height)
            grow_heights(tree, node, at.height - all, heights);
        else
            shrink_heights(tree, node, at, all - at.height, heights);
        all = sum_of(heights, count) + (count > 1 ? gap_of(tree, node) * (count - 1) : 0);
    }
    struct span start = along(node, at.height - all);
    int y = at.y + start.from;
    int i = 0;
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next, i++) {
        int width = child_width(tree, node, child, at.width);
        struct span wide = across(cross_of(node, &tree->nodes[child]), width, at.width);
        if (width < wide.size) /* as wide as it may be */
            wide = across(ALIGN_CENTRE, width, at.width);
        place(tree, child, (struct rectangle){at.x + wide.from, y, wide.size, heights[i]}, clip);
        y += heights[i] + gap_of(tree, node) + start.size;
    }
}

/* ---- what scrolls ---- */

static void place_scroll(struct tree *tree, int of, struct rectangle at, struct rectangle clip)
{
    struct node *node = &tree->nodes[of];
    struct kept *kept = kept_of(tree, node->id, true);
    int content = height_for(tree, of, node->at.width) - 2 * pad_y_of(tree, node);
    node->scroll_max = content > at.height ? content - at.height : 0;
    if (node->as.box.stick_end && kept->at_end)
        kept->offset = node->scroll_max;
    if (kept->offset > node->scroll_max)
        kept->offset = node->scroll_max;
    kept->at_end = kept->offset == node->scroll_max;
    node->scrolled = kept->offset;
    at.y -= kept->offset;
    int height = at.height > content ? at.height : content;
    place_column(tree, node, (struct rectangle){at.x, at.y, at.width, height}, clip);
}

/* ---- the rest ---- */

static void place_stack(struct tree *tree, const struct node *node, struct rectangle at,
                        struct rectangle clip)
{
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        const struct node *of = &tree->nodes[child];
        if (of->layer != LAYER_SCREEN)
            continue;
        int width = child_width(tree, node, child, at.width);
        struct span wide = across(cross_of(node, of), width, at.width);
        int height = height_for(tree, child, wide.size);
        enum tree_align main = node->as.box.main;
        struct span high = across(node->parent == NO_NODE ? ALIGN_FILL : main, height, at.height);
        place(tree, child,
              (struct rectangle){at.x + wide.from, at.y + high.from, wide.size, high.size}, clip);
    }
}

static void place_free(struct tree *tree, const struct node *node, struct rectangle at,
                       struct rectangle clip)
{
    for (int child = node->first; child != NO_NODE; child = tree->nodes[child].next) {
        struct rectangle r = tree->nodes[child].placed;
        r.x += at.x;
        r.y += at.y;
        place(tree, child, r, clip);
    }
}

static void place(struct tree *tree, int of, struct rectangle at, struct rectangle clip)
{
    struct node *node = &tree->nodes[of];
    node->at = at;
    node->clip = clip;
    if (node->kind != NODE_BOX)
        return;
    int x = pad_x_of(tree, node);
    int y = pad_y_of(tree, node);
    struct rectangle inner = {at.x + x, at.y + y, at.width - 2 * x, at.height - 2 * y};
    inner.width = inner.width < 0 ? 0 : inner.width;
    switch (node->layout) {
    case LAYOUT_COLUMN:
        place_column(tree, node, inner, clip);
        break;
    case LAYOUT_ROW:
        place_row(tree, of, inner, clip);
        break;
    case LAYOUT_FLOW:
        place_flow(tree, of, inner, clip);
        break;
    case LAYOUT_STACK:
        place_stack(tree, node, inner, clip);
        break;
    case LAYOUT_SCROLL:
        place_scroll(tree, of, inner, rectangle_intersection(clip, at));
        break;
    case LAYOUT_FREE:
        place_free(tree, node, inner, clip);
        break;
    }
}

/* Dialogs in the middle; toasts above `floor`, where the next one ends then. */
static void place_layer(struct tree *tree, int child, struct rectangle window, int *floor)
{
    const struct node *node = &tree->nodes[child];
    int margin = units(tree, 16);
    int room = window.width - 2 * margin;
    int width = natural_width(tree, child);
    width = width > room ? room : width;
    int height = height_for(tree, child, width);
    int most = window.height - 2 * margin;
    height = height > most ? most : height;
    int y = node->layer == LAYER_DIALOG ? (window.height - height) / 2 : *floor - height;
    y = y < 0 ? 0 : y;
    if (node->layer == LAYER_TOAST)
        *floor = y - margin / 2;
    place(tree, child, (struct rectangle){(window.width - width) / 2, y, width, height}, window);
}

/* The least that scrolls the node with the focus into its boxes. True: something was moved. */
static bool focus_into_view(struct tree *tree)
{
    int of = node_of(tree, tree->focus);
    bool moved = false;
    if (of == NO_NODE)
        return false;
    struct rectangle at = tree->nodes[of].at;
    int margin = units(tree, 12);
    for (int i = tree->nodes[of].parent; i != NO_NODE; i = tree->nodes[i].parent) {
        struct node *box = &tree->nodes[i];
        if (box->layout != LAYOUT_SCROLL)
            continue;
        struct kept *kept = kept_of(tree, box->id, true);
        int over = box->at.y + margin - at.y;
        int under = at.y + at.height + margin - box->at.y - box->at.height;
        int by = over > 0 ? -over : under > 0 ? under : 0;
        by = by > 0 && under > 0 && at.height > box->at.height ? -over : by;
        int offset = kept->offset + by;
        offset = offset < 0 ? 0 : offset > box->scroll_max ? box->scroll_max : offset;
        moved |= offset != kept->offset;
        kept->offset = offset;
        kept->at_end = offset == box->scroll_max;
    }
    return moved;
}

static void lay_out_once(struct tree *tree)
{
    struct rectangle window = {0, 0, tree->frame.width, tree->frame.height};
    place(tree, 0, window, window);
    const struct node *root = &tree->nodes[0];
    int floor = window.height - 5 * units(tree, 16);
    for (int child = root->first; child != NO_NODE; child = tree->nodes[child].next) {
        if (tree->nodes[child].layer != LAYER_SCREEN)
            place_layer(tree, child, window, &floor);
    }
}

void tree_lay_out(struct tree *tree)
{
    tree->nodes[0].as.box.cross = ALIGN_FILL;
    lay_out_once(tree);
    if (tree->into_view && focus_into_view(tree))
        lay_out_once(tree);
    tree->into_view = false;
}

struct rectangle tree_place_of(const struct tree *tree, struct act act)
{
    for (int i = 0; act.kind != 0 && i < tree->count; i++) {
        const struct node *node = &tree->nodes[i];
        if (node->act.kind == act.kind && node->act.about == act.about)
            return node->at;
    }
    return (struct rectangle){0};
}
