/* The insides of home_face.c, shared with home_shared.c. */
#ifndef ALCOVE_APP_HOME_PARTS_H
#define ALCOVE_APP_HOME_PARTS_H

#include "app/home_face.h"

/* A face that is being made. */
struct home_making {
    struct home_face *face;
    const struct home_source *source;
    bool failed; /* memory is short: nothing that comes after matters */
};

/* Zeroed memory of the face; NULL for nothing, and where memory is short. */
void *home_room(struct home_making *making, size_t count, size_t each);
/* A copy, NUL-terminated; "" where memory is short. */
const char *home_copy(struct home_making *making, const void *bytes, size_t size);

/* All that the space of these two holds. */
void home_fill_shared(struct home_making *making, const struct home_source_person *source,
                      struct home_person *out);

#endif
