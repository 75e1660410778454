/* What a call prints: for people the words of the other side, for scripts one object of JSON an
 * event. Standard output is theirs alone. */
#ifndef ALCOVE_APP_FRONT_PRINT_H
#define ALCOVE_APP_FRONT_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "app/face.h"
#include "app/hour_print.h"

struct front_printer {
    bool json;
    bool writes_media;                 /* measure mode: what is seen or heard goes to a file */
    bool without_delay, without_clock; /* nothing is said of them */
    const struct deck *deck; /* of a session held in lines; NULL: the hour is not printed */
    size_t mine, theirs;     /* lines printed so far */
    uint64_t nods;
    bool started;
    unsigned conversation;
    enum session_phase phase;
    enum call_hindrance hindrance;
};

/* Prints what is new in this face: lines of theirs, lines of mine that arrived (JSON), nods, and
 * where the session stands; with a deck also the hour, as it changed since `old` (NULL: none). */
void front_print_face(struct front_printer *printer, const struct face *old,
                      const struct face *face);

/* The printer of the hour in it; there is a deck. */
struct hour_printer front_printer_hour(const struct front_printer *printer,
                                       const struct face *face);

/* `text` as a JSON string with its quotes. */
void print_json_string(FILE *file, const char *text);

/* Lines behind the first begin with `indent`, so that no text looks like a line of ours. */
void print_indented(const char *text, const char *indent);

#endif
