/* The sealed copies that `alcove export` writes: of the whole profile, or of what is shared with
 * one person. Opened again by restoring.h. */
#ifndef ALCOVE_APP_BACKING_UP_H
#define ALCOVE_APP_BACKING_UP_H

#include "app/backup_contents.h"
#include "app/commands.h"

/* Identity, settings, people, helpers, letters, and every space; `person` not NULL: the space with
 * them alone, and no file. `out` is of zeros, and ended by the caller in any case. Complains
 * itself. */
enum exit_code backing_up_gather(struct household *household, const struct person *person,
                                 struct backup_writing *out);
/* Seals it into a file, under a passphrase that --new-passphrase-fd names or that is asked for.
 * Complains itself. */
enum exit_code backing_up_write(const struct options *options,
                                const struct backup_writing *writing);

#endif
