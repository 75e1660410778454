/* Something that is told to the person beside a session, in the language of their deck: what is,
 * what to do about it, and whose name and which words are in it. Called by the switchboard, on the
 * link thread, and by the front, on the main one. */
#ifndef ALCOVE_APP_TOLD_H
#define ALCOVE_APP_TOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "devices/device_error.h"
#include "session/deck.h"
#include "store/store_error.h"

#define TOLD_BYTES 320 /* with a NUL; longer ones are cut at a letter */

/* All borrowed. A key of 0 says nothing, and all 0 nothing at all. */
struct told {
    enum deck_key what; /* 0: `words` alone, which are a sentence of their own */
    enum deck_key to_do;
    const char *name;      /* NULL: none of the texts has it */
    const char *words;     /* the same */
    enum deck_key plain;   /* in a window its text stands for `words`, which are a terminal's */
    enum deck_key by_hand; /* in a terminal it stands for `to_do`: it names a command */
};

/* Who is told. */
struct told_to {
    const struct deck *deck; /* NULL: a command, which speaks English */
    bool window;
};

/* In `out`, which is returned. Empty when memory is short. */
const char *told_say(struct told_to to, const struct told *told, char out[TOLD_BYTES]);

/* `what` for an error of the profile or of a device, whose text is its {words}; 0: the text alone.
 * Lives as long as the error. */
struct told told_store(enum deck_key what, const struct store_error *error);
struct told told_device(const struct device_error *error);

#endif
