/* Takes a whole profile off the disk: its keys first, without which nothing that may be left of the
 * rest can be read. Called by the app once it has closed the profile. */
#ifndef ALCOVE_STORE_PROFILE_ERASE_H
#define ALCOVE_STORE_PROFILE_ERASE_H

#include <stdbool.h>

#include "store/store_error.h"

/* Needs no passphrase: who forgot it can begin anew. Files of anything else, and the folder that
 * holds them, stay. BUSY while an instance holds it, MISSING if there is no profile in `directory`:
 * nothing is changed. After another error what is left can be erased by the same call. */
bool profile_erase(const char *directory, struct store_error *error);

#endif
