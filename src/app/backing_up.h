/* The sealed copies that `alcove export` writes: of the whole profile, or of what is shared with
 * one person. Opened again by restoring.h. */
#ifndef ALCOVE_APP_BACKING_UP_H
#define ALCOVE_APP_BACKING_UP_H

#include "app/backup_contents.h"
#include "app/commands.h"

/* All open and borrowed; nobody else changes them meanwhile. */
struct backing_up {
    const struct profile *profile;
    const struct people *people;
    struct vault *vault;
};

/* Identity, settings, people, helpers, letters, and every space; `person` not NULL: the space with
 * them alone, and no file. `out` is of zeros, and ended by the caller in any case. Complains
 * itself. */
enum exit_code backing_up_gather(const struct backing_up *from, const struct person *person,
                                 struct backup_writing *out);
/* Seals it into a file, under a passphrase that --new-passphrase-fd names or that is asked for.
 * Complains itself. */
enum exit_code backing_up_write(const struct options *options,
                                const struct backup_writing *writing);
/* The same under this one. */
enum exit_code backing_up_seal(const char *path, const struct backup_writing *writing,
                               const struct backup_passphrase *given);

#endif
