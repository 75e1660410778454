/* Moving about in what someone writes by where it lies on the screen: up and down, to the ends of a
 * line as it was broken, to the left and right in text of both directions, and by pointer. Called
 * by the tree; nothing fails. */
#ifndef ALCOVE_WIDGETS_EDIT_LINES_H
#define ALCOVE_WIDGETS_EDIT_LINES_H

#include "widgets/text.h"
#include "widgets/text_edit.h"

/* How the edit is laid out: `width_max` and `style` as painted. Bytes are not looked at. */
struct edit_view {
    struct text_engine *engine;
    struct text_block look;
    int page_lines; /* how far page up and down go */
};

enum edit_step_way {
    EDIT_LEFT,
    EDIT_RIGHT,
    EDIT_UP,
    EDIT_DOWN,
    EDIT_PAGE_UP,
    EDIT_PAGE_DOWN,
    EDIT_LINE_START,
    EDIT_LINE_END,
};

/* With `select` the anchor stays. Up on the first line leads to the start, down on the last to the
 * end; up and down keep to the column in which they began. */
void edit_lines_move(struct text_edit *edit, const struct edit_view *view, enum edit_step_way way,
                     bool select);
/* The byte of the text nearest to a place (pixels within the extent of the block), for
 * text_edit_press and text_edit_drag. */
size_t edit_lines_at(struct text_edit *edit, const struct edit_view *view, int x, int y);

#endif
