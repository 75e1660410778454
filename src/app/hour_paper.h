/* What an hour leaves in the space of two people. The side that opened the door writes the
 * session with its agenda and recap, once; each side writes what is its own: its reflections, its
 * answers to the other's, how the hour was for it. Everything goes into the draft: the caller
 * publishes, or discards after anything but SPACE_WRITTEN. Called by `alcove session` and at the
 * end of an hour. */
#ifndef ALCOVE_APP_HOUR_PAPER_H
#define ALCOVE_APP_HOUR_PAPER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/space.h"

/* Both know when the hour began from one clock; each rounds for itself. */
#define HOUR_PAPER_MINUTES_APART 2

/* All text is borrowed, UTF-8, within the bounds of the schema. */
struct hour_point {
    const char *text;
    bool done;
};
struct hour_paper {
    uint32_t began;    /* minutes since 1970 */
    uint16_t minutes;  /* agreed; 0: none were */
    uint32_t next;     /* when one meets again; 0: as the rhythm has it, or not agreed */
    uint8_t mode;      /* enum session_mode */
    const char *recap; /* NULL or "": none */
    const struct hour_point *points;
    size_t point_count;
};

/* A new session, or the one that began then already: what is empty in `paper` stays as it is there,
 * and points that stand there already are not written again. */
enum space_write hour_paper_write(struct space *space, const struct hour_paper *paper,
                                  struct object_id *session);

/* The session that began then, from whichever side it came; false if it has not come. */
bool hour_paper_find(const struct space *space, uint32_t began, struct object_id *session);

/* Our own rating (KIND_RATING) or word on meeting online (KIND_FORMAT) of that session: the one
 * that is there, else a new one, whose fields the caller sets. */
enum space_write hour_paper_own(struct space *space, struct object_id session,
                                enum object_kind kind, struct object_id *out);

/* What we heard the other say, and confirmed or not it stays as we said it. `day` since 1970. */
enum space_write hour_paper_reflection(struct space *space, struct object_id session,
                                       const char *text, uint32_t day);
/* What we answered to one of the other's, found by its words in that session: `edited` is NULL
 * where we did not put it otherwise. NOT_THERE while it has not come. */
enum space_write hour_paper_answer(struct space *space, struct object_id session, const char *text,
                                   enum reflection_answer answer, const char *edited);

#endif
