/* What a person does before the door and at the end (ui/pages_screen.h); a part of the desk. */
#ifndef ALCOVE_UI_PAGES_DESK_H
#define ALCOVE_UI_PAGES_DESK_H

#include <stdbool.h>
#include <stdint.h>

enum privacy {
    PRIVACY_UNTOLD,
    PRIVACY_ALONE,
    PRIVACY_SOMEONE_NEAR,
};

struct pages_desk {
    uint64_t settling_since_us; /* alone, before the door; 0: not */
    enum privacy privacy;
    bool ready_left;   /* the ready check was done or left out */
    bool guide_hidden; /* its outline */
    bool phone_is_silent;
    bool invite_copied, code_shown;
    bool details_shown; /* of what the doctor found */
    bool words_open;    /* the page of the four words, while there are some to compare */
};

#endif
