/* The vault: one SQLite file, `vault.db` in the profile's folder, in which everything is sealed. It
 * keeps blobs under names and knows nothing of what they mean: goals, sessions and batches are
 * written by those who know them (src/store's spaces), one thread at a time.
 *
 * Three kinds of things, each of one space:
 *  - objects, by kind and id: a put replaces the whole blob;
 *  - a tail of records, in the order of appending: what is not folded into objects yet;
 *  - a few values by name (meta).
 * The rules:
 *  1. Every change is inside vault_begin … vault_commit. What a commit has returned true for is
 *     there after any crash. After false nothing of the transaction is seen in this process; when
 *     only the last sync failed it may be there after a crash.
 *  2. When a change returns false, the transaction is good for vault_rollback only.
 *  3. Every blob has a key of its own that is made anew at each put. vault_erase, vault_tail_drop
 *     and a put destroy the old one in the same transaction; with the vault_checkpoint that
 *     follows, or the closing, it is in no file any more.
 *  4. A vault that is harmed is read as far as it goes and never written: changes are refused as
 *     DAMAGED, and no file is deleted. vault_health says what is lost.
 *
 * Errors, in `error`: BUSY (another program has the file), REFUSED (permission, read-only disk),
 * FULL, DISK, NEWER (of a newer app), DAMAGED (not a vault, of another profile, or harmed), MISSING
 * (no such object or value), INVALID never. Blobs that are returned belong to the caller, who gives
 * them to vault_blob_free, which wipes them; after false they are empty. Sizes are bytes. */
#ifndef ALCOVE_STORE_VAULT_H
#define ALCOVE_STORE_VAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store_error.h"

#define VAULT_KEY_BYTES       32
#define VAULT_SPACE_BYTES     16
#define VAULT_BLOB_BYTES_MAX  16777216 /* of one object, record or value; asserted */
#define VAULT_VALUE_NAME_MAX  32       /* bytes of the name of a value */
#define VAULT_OBJECT_ID_LIMIT ((uint64_t)1 << 62)

struct vault; /* holds keys; opened and closed, never copied */

struct vault_place {
    const char
        *folder; /* the profile's, which is open and locked; NULL: in memory, no file at all */
    const uint8_t *key; /* VAULT_KEY_BYTES, from the keyring; copied into locked memory */
    bool without_trace; /* what is in the folder is read into memory, and nothing written there */
};

/* Opens the vault, making it if there is none, and looks through all of it. True as well when it is
 * harmed but something can be read (rule 4). After false `*vault` is NULL and every file is as it
 * was. */
bool vault_open(struct vault **vault, const struct vault_place *place, struct store_error *error);
/* Rolls back what is open, folds the log into the file and wipes the keys. NULL is allowed. */
void vault_close(struct vault *vault);

struct vault_health {
    size_t objects, records, values;                /* that can be read */
    size_t objects_lost, records_lost, values_lost; /* that cannot, as far as is known */
    bool mixed; /* rows are missing, or older than others: the file was put together from copies */
    bool head_lost;   /* what says how many there are is lost itself */
    bool file_harmed; /* a page of a list could not be read: there may be more behind it */
};

/* What opening found, or looking again after a rollback. */
const struct vault_health *vault_health(const struct vault *vault);
/* Nothing is lost, and nothing is older than the rest. */
bool vault_is_whole(const struct vault_health *health);

bool vault_begin(struct vault *vault, struct store_error *error);
bool vault_commit(struct vault *vault, struct store_error *error);
void vault_rollback(struct vault *vault);
/* After an erase: nothing of what is gone stays in the log file. No transaction is open. */
bool vault_checkpoint(struct vault *vault, struct store_error *error);

struct vault_span {
    const uint8_t *bytes; /* borrowed */
    size_t size;
};

struct vault_blob {
    uint8_t *bytes;
    size_t size;
};

void vault_blob_free(struct vault_blob *blob);

/* ---- objects ---- */

struct vault_name {
    uint8_t space[VAULT_SPACE_BYTES];
    uint8_t kind; /* 1 to 255 */
    uint64_t id;  /* below VAULT_OBJECT_ID_LIMIT */
};

bool vault_put(struct vault *vault, const struct vault_name *name, struct vault_span blob,
               struct store_error *error);
bool vault_get(struct vault *vault, const struct vault_name *name, struct vault_blob *out,
               struct store_error *error);
/* True as well if there is no such object. */
bool vault_erase(struct vault *vault, const struct vault_name *name, struct store_error *error);
/* The object of the same space that follows `after` by kind and id: kind 0 and id 0 come before the
 * first. False if there is none. `next` may be `after`. */
bool vault_next(const struct vault *vault, const struct vault_name *after, struct vault_name *next);

/* ---- the tail ---- */

/* `*number` ascends over all spaces and is never given again, not even after a drop. */
bool vault_tail_append(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                       struct vault_span record, uint64_t *number, struct store_error *error);
/* The first record of the space behind the number `*number` (0: the first of all), which becomes
 * its number. False with no error (STORE_ERROR_NONE) behind the last one. */
bool vault_tail_next(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t *number,
                     struct vault_blob *out, struct store_error *error);
/* Drops the records of the space up to this number. */
bool vault_tail_drop(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t up_to,
                     struct store_error *error);

/* ---- values ---- */

/* Size 0 takes the value away. `name` has 1 to VAULT_VALUE_NAME_MAX bytes and a NUL. */
bool vault_value_put(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], const char *name,
                     struct vault_span value, struct store_error *error);
bool vault_value_get(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], const char *name,
                     struct vault_blob *out, struct store_error *error);

#endif
