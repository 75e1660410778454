/* What a person has unfolded on the stage of a session (ui/session_screen.h); a part of the
 * desk. */
#ifndef ALCOVE_UI_SESSION_DESK_H
#define ALCOVE_UI_SESSION_DESK_H

#include <stdbool.h>
#include <stdint.h>

#define RATING_NONE (-1)

struct session_desk {
    bool expressions_open;
    bool clock_shown;
    bool own_picture_hidden;
    bool picture_covered; /* theirs; they are not told */
    uint32_t answer_of;   /* the reflection that FIELD_ANSWER was last begun for; 0: none */
    uint32_t answering;   /* the reflection that is being put in own words; 0: none */
    uint32_t read;        /* the answered reflection that was read; 0: none */
    bool show_now;        /* the check-in may be seen before they have written */
    int rating;           /* 0 to 10; RATING_NONE */
    unsigned words_first; /* the first word for a feeling that is shown */
};

#endif
