/* Puts back what backing_up.h sealed: all of it into a profile that holds nothing yet, or spaces
 * into the profile that they came from; or what was lost of a space, by a copy that the other side
 * made. Called by `alcove import`. SPEC.md section 11.5.
 *
 * A space that is here loses nothing: what either of the two has is kept, and what was erased here
 * stays so. One that comes back older than it was is marked (space_restore). Stopped anywhere, it
 * can be done again. */
#ifndef ALCOVE_APP_RESTORING_H
#define ALCOVE_APP_RESTORING_H

#include "app/backup_contents.h"
#include "app/commands.h"

struct restoring {
    bool everything;  /* identity and people came from it, too */
    size_t people;    /* that are in the profile now */
    size_t restored;  /* spaces of which something came back */
    size_t unchanged; /* spaces that had all of it */
    size_t apart;     /* spaces with another history here: as they were */
    size_t left_out;  /* spaces of people who are not here any more */
};

/* Complains itself. Borrows the contents. */
enum exit_code restoring_run(struct household *household, const struct backup_contents *contents,
                             struct restoring *out);

#endif
