/* Fields and areas to write in: where the text lies, the selection, what is composed, the caret. */
#include <string.h>

#include "widgets/edit_lines.h"
#include "widgets/tree_parts.h"

#define PADDING       11 /* units; with a line of text it makes a target */
#define SELECTION_MAX 64

/* Where the text of a field lies, and how. */
struct lines {
    struct text_block block;
    struct text_shown shown;
    struct text_extent extent;
    struct rectangle inner; /* what of it can be seen */
    struct rectangle at;    /* all of it: the extent, placed */
    int line;               /* pixels */
};

static struct rectangle inner_of(const struct tree *tree, struct rectangle at)
{
    int y = units(tree, PADDING);
    int x = units(tree, PADDING + 2);
    return (struct rectangle){at.x + x, at.y + y, at.width - 2 * x, at.height - 2 * y};
}

static struct text_block block_of(const struct tree *tree, const struct text_shown *shown,
                                  int width)
{
    struct text_block block = words_block(tree, TYPE_BODY, "", width);
    block.bytes = shown->bytes;
    block.size = shown->size;
    block.style.colour = tree->theme->text;
    return block;
}

static struct lines lines_of(struct tree *tree, const struct node *node)
{
    struct lines lines = {.shown = text_edit_shown(node->as.field.edit)};
    lines.inner = inner_of(tree, node->at);
    lines.block = block_of(tree, &lines.shown, lines.inner.width);
    lines.extent = text_measure(tree->frame.text, &lines.block);
    lines.line = lines.block.style.line_pixels;
    struct kept *kept = kept_of(tree, node->id, true);
    int over = lines.extent.height - lines.inner.height;
    if (kept->offset > over)
        kept->offset = over > 0 ? over : 0;
    /* Painted from left to right and turned around with all else: text that runs the way of the
     * language begins where the field begins. */
    bool at_end = lines.shown.size > 0 && lines.extent.right_to_left != tree->frame.right_to_left;
    lines.at = (struct rectangle){lines.inner.x, lines.inner.y - kept->offset, lines.extent.width,
                                  lines.extent.height};
    if (over < 0 && node->as.field.lines == 0)
        lines.at.y += (lines.inner.height - lines.extent.height) / 2;
    if (at_end)
        lines.at.x += lines.inner.width - lines.extent.width;
    lines.block.style.align = at_end ? TEXT_RIGHT : TEXT_LEFT;
    return lines;
}

int field_height(struct tree *tree, const struct node *node, int width)
{
    const struct entry *field = &node->as.field;
    int line = theme_type(TYPE_BODY, tree->frame.scale_percent).line_pixels;
    int lines = field->lines > 0 ? field->lines : 1;
    int most = field->lines_max > lines ? field->lines_max : lines;
    if (most > lines) {
        struct text_shown shown = text_edit_shown(field->edit);
        int room = width - 2 * units(tree, PADDING + 2);
        struct text_block block = block_of(tree, &shown, room > 1 ? room : 1);
        int needs = text_measure(tree->frame.text, &block).lines;
        lines = needs > most ? most : needs > lines ? needs : lines;
    }
    int height = lines * line + 2 * units(tree, PADDING);
    return height < TREE_TARGET_MIN ? TREE_TARGET_MIN : height;
}

/* A rectangle within the extent, on the window; the extent itself is never turned around. */
static struct rectangle on_window(const struct tree *tree, const struct lines *lines,
                                  struct rectangle r)
{
    int x = tree->frame.right_to_left ? lines->at.x + lines->at.width - r.x - r.width
                                      : lines->at.x + r.x;
    return (struct rectangle){x, lines->at.y + r.y, r.width, r.height};
}

static void paint_range(struct tree *tree, const struct lines *lines, struct text_range range,
                        bool underlined)
{
    struct rectangle boxes[SELECTION_MAX];
    int count = text_selection(tree->frame.text, &lines->block, range, boxes, SELECTION_MAX);
    count = count > SELECTION_MAX ? SELECTION_MAX : count;
    struct colour fill = tree->theme->accent;
    fill.alpha = underlined ? 255 : 0x50;
    for (int i = 0; i < count; i++) {
        struct rectangle at = on_window(tree, lines, boxes[i]);
        if (underlined) {
            int high = units(tree, 2);
            at.y += at.height - high;
            at.height = high;
        }
        draw_rectangle(&tree->list, at, (struct draw_rectangle){.fill = fill});
    }
}

static struct rectangle caret_of(struct tree *tree, const struct lines *lines)
{
    struct text_caret caret = text_caret(tree->frame.text, &lines->block, lines->shown.caret);
    int side = units(tree, 2);
    int inset = units(tree, 2);
    int before = 0;
    if (lines->shown.size == 0) /* beside the hint, not over it */
        before = tree->frame.right_to_left ? -1 : side + 1;
    struct rectangle at = {caret.x - before, caret.line * lines->line + inset, side,
                           lines->line - 2 * inset};
    return on_window(tree, lines, at);
}

/* The caret stays in sight. */
static void follow_caret(struct tree *tree, const struct node *node)
{
    struct lines lines = lines_of(tree, node);
    struct kept *kept = kept_of(tree, node->id, true);
    int top = text_caret(tree->frame.text, &lines.block, lines.shown.caret).line * lines.line;
    int bottom = top + lines.line - lines.inner.height;
    if (kept->offset > top)
        kept->offset = top;
    if (kept->offset < bottom)
        kept->offset = bottom;
}

static void paint_hint(struct tree *tree, const struct node *node, const struct lines *lines)
{
    struct rectangle box = lines->inner;
    box.height = lines->line;
    if (node->as.field.lines == 0)
        box.y += (lines->inner.height - lines->line) / 2;
    paint_words(
        tree, box,
        &(struct label){
            .words = node->as.field.hint, .role = TYPE_BODY, .tone = TONE_MUTED, .lines_max = 1});
}

void paint_field(struct tree *tree, const struct node *node)
{
    bool focused = tree->focus == node->id;
    const struct theme *theme = tree->theme;
    draw_rectangle(&tree->list, node->at,
                   (struct draw_rectangle){.fill = theme->raised,
                                           .border = focused ? theme->accent : theme->line,
                                           .border_width = units(tree, focused ? 2 : 1),
                                           .radius = units(tree, 12)});
    if (focused)
        follow_caret(tree, node);
    struct lines lines = lines_of(tree, node);
    if (lines.shown.size == 0)
        paint_hint(tree, node, &lines);
    draw_clip_push(&tree->list,
                   rectangle_intersection(rectangle_inset(node->at, units(tree, 2)), node->clip));
    if (lines.shown.selected_to > lines.shown.selected_from)
        paint_range(tree, &lines,
                    (struct text_range){lines.shown.selected_from, lines.shown.selected_to}, false);
    if (lines.shown.size > 0)
        draw_text(
            &tree->list,
            (struct rectangle){lines.inner.x, lines.at.y, lines.inner.width, lines.extent.height},
            lines.block.style, lines.shown.bytes, lines.shown.size);
    if (lines.shown.underlined_to > lines.shown.underlined_from)
        paint_range(tree, &lines,
                    (struct text_range){lines.shown.underlined_from, lines.shown.underlined_to},
                    true);
    if (focused) {
        tree->caret = caret_of(tree, &lines);
        draw_rectangle(&tree->list, tree->caret, (struct draw_rectangle){.fill = theme->accent});
    }
    draw_clip_pop(&tree->list);
}

size_t field_byte_at(struct tree *tree, const struct node *node, int x, int y)
{
    struct lines lines = lines_of(tree, node);
    int within = tree->frame.right_to_left ? lines.at.x + lines.at.width - 1 - x : x - lines.at.x;
    const struct edit_view view = {tree->frame.text, lines.block, 1};
    return edit_lines_at(node->as.field.edit, &view, within, y - lines.at.y);
}

struct edit_view field_view(struct tree *tree, const struct node *node)
{
    struct lines lines = lines_of(tree, node);
    int page = lines.inner.height / lines.line;
    return (struct edit_view){tree->frame.text, lines.block, page > 1 ? page : 1};
}

/* Scrolls its text; false: all of it can be seen. */
bool field_scroll(struct tree *tree, const struct node *node, int pixels)
{
    struct lines lines = lines_of(tree, node);
    struct kept *kept = kept_of(tree, node->id, true);
    int most = lines.extent.height - lines.inner.height;
    if (most <= 0)
        return false;
    int offset = kept->offset + pixels;
    kept->offset = offset < 0 ? 0 : offset > most ? most : offset;
    return true;
}

struct rectangle tree_caret(const struct tree *tree)
{
    struct rectangle caret = tree->caret;
    if (tree->frame.right_to_left && !rectangle_is_empty(caret))
        caret.x = tree->frame.width - caret.x - caret.width;
    return caret;
}

struct text_edit *tree_focused_edit(const struct tree *tree)
{
    int focus = node_of(tree, tree->focus);
    bool writes = focus != NO_NODE && tree->nodes[focus].kind == NODE_FIELD;
    return writes ? tree->nodes[focus].as.field.edit : NULL;
}

bool tree_writes(const struct tree *tree)
{
    return tree_focused_edit(tree) != NULL;
}
