/* A wish of home carried out at an open book, by the very verb that the command line has for it.
 * Pure but for the clock, and the file that a copy goes into; called by app/home.c on the link
 * thread, and for a copy by the store thread. */
#ifndef ALCOVE_APP_HOME_VERBS_H
#define ALCOVE_APP_HOME_VERBS_H

#include "app/ledger.h"
#include "app/options.h"
#include "store/people.h"
#include "ui/home_wish.h"

#define HOME_COMPLAINT_BYTES 320

/* All borrowed. What is written is published in the book, which the caller keeps; a HOME_EXPORT
 * changes nothing of it. */
struct home_desk {
    const char *own_name;
    const uint8_t *own_secret; /* of the device */
    const struct person *person;
    struct ledger_book *book;
};

/* Whether it is of what is shared, but for words. */
bool home_verb_takes(enum home_wish_kind kind);
/* Other than EXIT_OK with a sentence in `complaint`, and nothing changed. The wish is one that it
 * takes. */
enum exit_code home_verb_do(const struct home_desk *desk, const struct home_wish *wish,
                            char complaint[HOME_COMPLAINT_BYTES]);

#endif
