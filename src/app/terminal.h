/* What a person types at a terminal while a session goes on: lines, and the line being typed.
 *
 * On a terminal it takes the line discipline over, so that what comes from the other side never
 * stands in the middle of what is typed: terminal_hide before something is printed, terminal_show
 * after. From a pipe or a file it reads lines alone. One thread; nothing blocks. */
#ifndef ALCOVE_APP_TERMINAL_H
#define ALCOVE_APP_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <termios.h>

#include "records/body.h"

/* A verb and what belongs to it; longer lines are cut, and the person is told. */
#define TERMINAL_LINE_BYTES (BODY_TEXT_BYTES_MAX + 64)

struct terminal {
    int fd; /* -1: closed, or its end was read */
    FILE *out;
    bool edits;
    bool shown;
    bool too_long; /* the line being read was cut */
    bool finished; /* it was handed out */
    struct termios before;
    char waiting[4096]; /* read, and not yet looked at */
    size_t waiting_from, waiting_to;
    char line[TERMINAL_LINE_BYTES]; /* NUL-terminated */
    size_t size;
};

enum terminal_news {
    TERMINAL_NOTHING,  /* until there is more to read */
    TERMINAL_LINE,     /* `line` is finished; the next call begins another */
    TERMINAL_CUT_LINE, /* the same, but its end did not fit */
    TERMINAL_TYPED,    /* the line being typed changed; on a terminal alone */
    TERMINAL_END,      /* a person ended it by Ctrl-D, or the terminal is gone; once */
};

/* Borrows both. Lines are edited where both are a terminal and `edits` says so. */
void terminal_open(struct terminal *terminal, int fd, FILE *out, bool edits);
/* Gives the terminal back as it was; the line is wiped. Zeroed memory with fd -1 is allowed. */
void terminal_close(struct terminal *terminal);

/* Call until it says NOTHING, whenever `fd` is readable. */
enum terminal_news terminal_next(struct terminal *terminal);

/* Around whatever is printed. */
void terminal_hide(struct terminal *terminal);
void terminal_show(struct terminal *terminal);

#endif
