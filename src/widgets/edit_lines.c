#include "widgets/edit_lines.h"

static struct text_block block_of(const struct text_shown *shown, const struct edit_view *view)
{
    struct text_block block = view->look;
    block.bytes = shown->bytes;
    block.size = shown->size;
    return block;
}

/* So many lines down, or up, in the column kept. */
static void move_lines(struct text_edit *edit, const struct edit_view *view, int lines, bool select)
{
    const struct text_shown shown = text_edit_shown(edit);
    const struct text_block block = block_of(&shown, view);
    struct text_caret caret = text_caret(view->engine, &block, shown.caret);
    int column = edit->column == TEXT_EDIT_NO_COLUMN ? caret.x : edit->column;
    int last = text_measure(view->engine, &block).lines - 1;
    int line = caret.line + lines;
    size_t at = line < 0 ? 0 : shown.size;
    bool page = lines != 1 && lines != -1;
    if (page && caret.line > 0 && caret.line < last)
        line = line < 0 ? 0 : line > last ? last : line;
    if (line >= 0 && line <= last)
        at = text_byte_at(view->engine, &block, column, line);
    text_edit_place(edit, text_edit_from_shown(edit, at), select);
    edit->column = column;
}

static size_t place_of(struct text_edit *edit, const struct edit_view *view, enum edit_step_way way)
{
    const struct text_shown shown = text_edit_shown(edit);
    const struct text_block block = block_of(&shown, view);
    if (way == EDIT_LEFT || way == EDIT_RIGHT)
        return text_beside(view->engine, &block, shown.caret, way == EDIT_RIGHT);
    int number = text_caret(view->engine, &block, shown.caret).line;
    struct text_line line = text_line(view->engine, &block, number);
    return way == EDIT_LINE_START ? line.shown.from : line.last;
}

/* Left and right leave a selection at the end that lies there. */
static bool leave_selection(struct text_edit *edit, const struct edit_view *view,
                            enum edit_step_way way)
{
    const struct text_shown shown = text_edit_shown(edit);
    const struct text_block block = block_of(&shown, view);
    if (edit->anchor == edit->caret || (way != EDIT_LEFT && way != EDIT_RIGHT))
        return false;
    struct text_caret from = text_caret(view->engine, &block, shown.selected_from);
    struct text_caret to = text_caret(view->engine, &block, shown.selected_to);
    bool swapped = from.line == to.line && from.x > to.x;
    bool at_from = (way == EDIT_LEFT) != swapped;
    bool ahead = edit->anchor < edit->caret;
    text_edit_place(edit, ahead == at_from ? edit->anchor : edit->caret, false);
    return true;
}

void edit_lines_move(struct text_edit *edit, const struct edit_view *view, enum edit_step_way way,
                     bool select)
{
    switch (way) {
    case EDIT_UP:
        move_lines(edit, view, -1, select);
        return;
    case EDIT_DOWN:
        move_lines(edit, view, 1, select);
        return;
    case EDIT_PAGE_UP:
        move_lines(edit, view, -view->page_lines, select);
        return;
    case EDIT_PAGE_DOWN:
        move_lines(edit, view, view->page_lines, select);
        return;
    case EDIT_LEFT:
    case EDIT_RIGHT:
    case EDIT_LINE_START:
    case EDIT_LINE_END:
        if (select || !leave_selection(edit, view, way))
            text_edit_place(edit, text_edit_from_shown(edit, place_of(edit, view, way)), select);
        return;
    }
}

size_t edit_lines_at(struct text_edit *edit, const struct edit_view *view, int x, int y)
{
    const struct text_shown shown = text_edit_shown(edit);
    const struct text_block block = block_of(&shown, view);
    int line = y < 0 ? 0 : y / block.style.line_pixels;
    return text_edit_from_shown(edit, text_byte_at(view->engine, &block, x, line));
}
