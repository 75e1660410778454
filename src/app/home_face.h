/* What the link thread tells the main thread of everything outside of a session: one whole
 * snapshot, of which only the newest matters, as app/face.h is of the session. It owns its strings,
 * so that the two threads share nothing, and is wiped when it is freed. */
#ifndef ALCOVE_APP_HOME_FACE_H
#define ALCOVE_APP_HOME_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/changes.h"
#include "records/space.h"
#include "store/letters.h"
#include "store/people.h"
#include "ui/home_model.h"

/* All borrowed for the call. */
struct home_source_person {
    const struct person *person;
    const struct space *space;     /* NULL: not open */
    const struct changes *changes; /* of the space */
    const struct letters *letters; /* NULL: there are none */
    bool is_online;
};

struct home_source {
    const char *own_name;
    const struct home_source_person *people;
    size_t person_count;
    const struct home_invite *invites; /* copied with their texts */
    size_t invite_count;
    struct home_settings settings; /* likewise */
    enum home_meeting meeting;
    uint32_t calling;
    const char *reply; /* copied; NULL: none */
};

struct home_piece;

struct home_face {
    struct home_model model;
    struct home_piece *pieces; /* what the model points to */
};

/* NULL when memory is short. */
struct home_face *home_face_create(const struct home_source *source);
void home_face_free(struct home_face *face); /* NULL is allowed */

#endif
