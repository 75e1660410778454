/* The view of a call: a pure function from what is so to what is shown.
 *
 * Same input, same view, pixel for pixel: no clock, no state, no SDL. The window calls it at every
 * refresh; the tests call it for every phase, size, scale and theme. */
#ifndef ALCOVE_UI_CALL_VIEW_H
#define ALCOVE_UI_CALL_VIEW_H

#include "ui/call_layout.h"
#include "ui/call_model.h"
#include "ui/view.h"

#define CALL_NOD_SHOWN_US UINT64_C(3000000)

struct call_view_input {
    const struct call_model *model;
    struct text_engine *text;
    int width; /* pixels */
    int height;
    int scale_percent;
    enum theme_kind theme;
    bool right_to_left;
    uint64_t now_us; /* on the clock of the nods */

    /* What the person is doing. */
    enum node_id focus;
    bool focus_shown;
    enum node_id hover;
    bool tip_due; /* the pointer has rested on `hover` */
    bool hidden;  /* the neutral page instead of everything */
    bool own_picture_hidden;
    bool invite_copied;
    bool words_open; /* the page of the words, while there are some to compare */
    int lane_scroll; /* pixels back from the newest */
    const struct text_field *lane_field; /* none of the four is NULL */
    const struct text_field *feeling_field;
    const struct text_field *around_field;
    const struct text_field *passphrase_field; /* a dot for each character */
};

void call_view(struct view *out, const struct call_view_input *in);

#endif
