/* The secret of a helper, on the helper's own device: made silently at the first run of `alcove
 * helper` and kept in the file `helper`, 0600 (store/folder.h). Tickets are derived from it: with
 * the file away, a new one is made and all tickets are void. */
#ifndef ALCOVE_STORE_HELPER_SECRET_H
#define ALCOVE_STORE_HELPER_SECRET_H

#include <stdbool.h>
#include <stdint.h>

#include "reach/relay_wire.h"
#include "store/folder.h"
#include "store/store_error.h"

/* Reads it, or makes it. The caller wipes `secret`. DAMAGED if the file is not what was written. */
bool helper_secret_load(const struct folder *folder, uint8_t secret[RELAY_SECRET_BYTES],
                        struct store_error *error);

#endif
