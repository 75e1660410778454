/* Something that is told to the person beside a session, in the language of their deck: what is,
 * what to do about it, and whose name and which words are in it. Called by the switchboard, on the
 * link thread, and by the front, on the main one. */
#ifndef ALCOVE_APP_TOLD_H
#define ALCOVE_APP_TOLD_H

#include <stddef.h>

#include "session/deck.h"

#define TOLD_BYTES 320 /* with a NUL; longer ones are cut at a letter */

/* All borrowed. A key of 0 says nothing. */
struct told {
    enum deck_key what; /* 0: `words` alone, which are a sentence of their own */
    enum deck_key to_do;
    const char *name;  /* NULL: none of the texts has it */
    const char *words; /* the same */
};

/* In `out`, which is returned. `deck` NULL is a command, which speaks English. Empty when memory is
 * short. */
const char *told_say(const struct deck *deck, const struct told *told, char out[TOLD_BYTES]);

#endif
