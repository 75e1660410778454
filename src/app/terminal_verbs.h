/* What lines of a terminal mean in a session: a line is said as it is, one that begins with "/" is
 * a verb. `//` says a line that begins with "/". */
#ifndef ALCOVE_APP_TERMINAL_VERBS_H
#define ALCOVE_APP_TERMINAL_VERBS_H

#include <stdbool.h>
#include <stdio.h>

#include "session/wish.h"

#define TERMINAL_VERBS_ERROR_BYTES 160

enum terminal_verb {
    TERMINAL_VERB_WISH, /* `wish` is for the session */
    TERMINAL_VERB_NONE, /* an empty line */
    TERMINAL_VERB_BAD,  /* `error` says what to write instead */
    TERMINAL_VERB_HELP,
    TERMINAL_VERB_AGENDA, /* these show what there is */
    TERMINAL_VERB_CARDS,
    TERMINAL_VERB_CLOCK,
    TERMINAL_VERB_SAFETY,
    TERMINAL_VERB_CROP,   /* `wish.numbers[0]`, enum picture_crop: of one's own picture */
    TERMINAL_VERB_EASIER, /* `wish.texts[0]` names what should be easier; `wish.on`, or no more */
    TERMINAL_VERB_SAME,   /* `wish.on`: whether the words to compare are the same */
    TERMINAL_VERB_KEY,    /* `wish.on`: whether a new key in their name is theirs */
    TERMINAL_VERB_BLOCK,  /* end, and never again */
    TERMINAL_VERB_KEEP,   /* `wish.on`: what else stays after the hour */
};

/* Reads `line` in place: what `wish` borrows points into it. `error` may be written to in any
 * case. */
enum terminal_verb terminal_verbs_read(char *line, struct wish *wish,
                                       char error[TERMINAL_VERBS_ERROR_BYTES]);

/* All verbs, one a line. */
void terminal_verbs_help(FILE *file);

#endif
