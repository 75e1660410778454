/* What a person has open and chosen on the pages of ui/home_screen.h; a part of the desk. */
#ifndef ALCOVE_UI_HOME_DESK_H
#define ALCOVE_UI_HOME_DESK_H

#include <stdbool.h>
#include <stdint.h>

/* What is asked before it is done. */
enum home_question {
    HOME_ASKS_NOTHING,
    HOME_ASKS_BLOCK,
    HOME_ASKS_FORGET,
    HOME_ASKS_FORGET_AGAIN,
};

/* What was given for a link. */
enum home_pasted {
    HOME_PASTED_LINK,  /* one, or nothing yet */
    HOME_PASTED_OTHER, /* no invite */
    HOME_PASTED_OWN,   /* an invite that was made here */
};

/* A letter that was begun and laid aside. */
struct home_draft {
    struct home_draft *next;
    uint32_t person;
    char words[];
};

struct home_desk {
    uint32_t person;           /* by home_person.id: of whom a page lies open */
    struct home_draft *drafts; /* owned by the desk; of others */
    enum home_question question;
    bool renaming;
    bool planning, weekly; /* the next hour is being set; and so every week */
    uint8_t card_field; /* of one's safety card, by records/schema.h, plus 1; 0: none is changed */
    enum home_pasted pasted; /* told until it is changed */
    bool copies_next;        /* an invite was asked for; its link is copied when it comes */
    uint32_t copied;         /* the invite whose link is on the clipboard; 0: none */
    uint32_t newest;         /* of the invites that there were when one was asked for */
    uint32_t code_shown;     /* the invite that is shown as a picture; 0: none */
    uint64_t read;           /* when the newest words that were told as read were written */
};

#endif
