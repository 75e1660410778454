/* The view of a call: a pure function from what is so to what is shown.
 *
 * Same input, same view, pixel for pixel: no clock, no state, no SDL. The window calls it at every
 * refresh; the tests call it for every phase, size, scale and theme. */
#ifndef ALCOVE_UI_CALL_VIEW_H
#define ALCOVE_UI_CALL_VIEW_H

#include "ui/call_layout.h"
#include "ui/call_model.h"
#include "ui/desk.h"
#include "ui/view.h"

#define CALL_NOD_SHOWN_US UINT64_C(3000000)
#define CALL_CALM_US      UINT64_C(4000000) /* without a hand, and all but the person goes */
#define CALL_FADE_US      UINT64_C(400000)

#define CALL_FIELDS (FIELD_PHONE + 1)

/* What the person is doing with the hour, here alone; nothing of it is told before they act. */
struct hour_hand {
    enum panel_tab panel;
    unsigned panel_first; /* the first row of a list that is shown */
    unsigned starter;     /* which one comes next */
    bool expressions_open;
    bool clock_shown;
    bool picture_covered;       /* theirs; they are not told */
    uint32_t answering;         /* the reflection that is being put in own words; 0: none */
    uint32_t read;              /* the answered reflection that was read; 0: none */
    uint64_t settling_since_us; /* alone, before the door; 0: not */
    enum privacy privacy;
    bool guide_hidden; /* of the ready check */
    bool phone_is_silent;
    bool show_now;        /* the check-in may be seen before they have written */
    int rating;           /* 0 to 10; RATING_NONE */
    unsigned words_first; /* the first word for a feeling that is shown */
};

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
    bool reduced_motion;
    uint64_t untouched_us; /* since a hand was last there; 0: now, or something is to be read */
    struct hour_hand hand;
    const struct text_field *fields; /* CALL_FIELDS of them; of a passphrase a dot a character */
};

void call_view(struct view *out, const struct call_view_input *in);

#endif
