/* What the app itself has to say during a call, one line each: shown in the lane between the words
 * of the two people, at the place where it was said; and over what has no lane. */
#ifndef ALCOVE_APP_NOTES_H
#define ALCOVE_APP_NOTES_H

#include <stddef.h>
#include <stdint.h>

#include "app/face.h"

#define NOTES_MAX 8 /* then the oldest go */

struct note {
    size_t before; /* so many lines were in the lane already */
    uint16_t minute_of_day;
    char text[FACE_NOTE_BYTES];
};

struct notes {
    struct note list[NOTES_MAX];
    size_t count;
    unsigned total; /* of all sessions */
};

void notes_add(struct notes *notes, size_t before, const char *text);
/* The newest; NULL: none of this session. */
const char *notes_newest(const struct notes *notes);
/* Another session begins: its lane has none of what was said in the one before. */
void notes_begin_anew(struct notes *notes);
/* Puts all into a new face. */
void notes_show(const struct notes *notes, struct face *face);

#endif
