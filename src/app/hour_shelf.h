/* The hour that is held, as the vault has it, so that the same one goes on after a crash: one value
 * in the space of the two, also where nothing is shared yet. Sealed as all of the vault.
 *
 * Called by the store thread, before it runs by whoever starts it, and where somebody is
 * forgotten. Errors are the vault's. */
#ifndef ALCOVE_APP_HOUR_SHELF_H
#define ALCOVE_APP_HOUR_SHELF_H

#include <stdbool.h>
#include <stdint.h>

#include "store/vault.h"

#define HOUR_SHELF_VALUE "hour"
/* A call within so long goes on with it. */
#define HOUR_SHELF_FOR_MS 7200000

/* What session_encode gave, and when, by the clock on the wall. */
struct hour_shelf_entry {
    uint64_t unix_ms;
    struct vault_span hour; /* of size 0: none */
};

/* Puts it there; of size 0, takes it away, and nothing of it stays in any file. */
bool hour_shelf_put(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                    const struct hour_shelf_entry *entry, struct store_error *error);

/* Whether an hour that was so then goes on now. */
bool hour_shelf_goes_on(uint64_t kept_ms, uint64_t unix_ms);

/* False where there is none that goes on now; one that is too old is taken away. What `entry` holds
 * is borrowed from `blob`, which is the caller's. */
bool hour_shelf_get(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t unix_ms,
                    struct hour_shelf_entry *entry, struct vault_blob *blob);

#endif
