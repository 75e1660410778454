/* A deck file line by line, before anything is judged. Called by session/deck.c only. */
#ifndef ALCOVE_SESSION_DECK_LINE_H
#define ALCOVE_SESSION_DECK_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "session/deck.h"

enum deck_line_kind {
    DECK_LINE_QUIET,   /* empty, or a remark */
    DECK_LINE_SECTION, /* [name] */
    DECK_LINE_NAMED,   /* name = text */
    DECK_LINE_ITEM,    /* - text */
    DECK_LINE_ODD,     /* none of these */
};

struct deck_line {
    enum deck_line_kind kind;
    size_t number;               /* from 1 */
    struct deck_span whole;      /* with its newline */
    struct deck_span name, text; /* without blanks around; size 0 where there is none */
};

/* The line behind `line`; a zeroed one stands before the first. False at the end. */
bool deck_line_next(const char *bytes, size_t size, struct deck_line *line);

#endif
