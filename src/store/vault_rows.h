/* The rows of an open vault: read and opened, or sealed and written, with what the head counts.
 * Used by vault.c and vault_scan.c alone.
 *
 * Results are codes as SQLite's: SQLITE_OK; SQLITE_NOTFOUND (no such row); SQLITE_CORRUPT (it does
 * not open); SQLITE_NOMEM; or what SQLite says. A blob is the caller's, and empty but for OK. */
#ifndef ALCOVE_STORE_VAULT_ROWS_H
#define ALCOVE_STORE_VAULT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/vault.h"
#include "store/vault_file.h"
#include "store/vault_index.h"
#include "store/vault_seal.h"

/* What the vault says of itself, sealed in meta and written anew with each commit. */
struct vault_head {
    uint64_t generation; /* commits so far */
    int64_t next_object, next_record;
    uint64_t objects, records, values;
    uint64_t written;                   /* bytes, since the file was packed */
    uint8_t digest[VAULT_DIGEST_BYTES]; /* of all rows but the head */
};

struct vault {
    struct vault_file file;
    struct vault_keys *keys;
    struct vault_head head;
    struct vault_index objects, records;
    struct vault_health health;
    bool on_disk;
    bool open;    /* a transaction is */
    bool changed; /* by that */
    bool failed;  /* a change in it did */
    bool lost;    /* what is in memory may not be what is in the file: nothing is done any more */
};

int vault_head_read(struct vault *vault);
int vault_head_write(struct vault *vault);
/* Whether this is the row of the head. */
bool vault_head_is(const struct vault *vault, const uint8_t key[VAULT_ROW_ID_BYTES]);

/* What is sealed, and the salt of its writing. `start` of the bytes are the name of the object or
 * the space of the record. */
struct vault_content {
    uint8_t salt[VAULT_SALT_BYTES];
    struct vault_name name;
    struct vault_blob blob;
    size_t start;
};

int vault_object_read(struct vault *vault, int64_t n, struct vault_content *out);
/* As a new row when `n` is 0; `*row` is which one. */
int vault_object_write(struct vault *vault, const struct vault_name *name, struct vault_span blob,
                       int64_t n, int64_t *row);
int vault_object_delete(struct vault *vault, int64_t n);

int vault_record_read(struct vault *vault, int64_t n, struct vault_content *out);
int vault_record_write(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                       struct vault_span blob, int64_t *n);
int vault_record_delete(struct vault *vault, int64_t n);

struct vault_row vault_value_row(const struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                                 const char *name);
int vault_value_read(struct vault *vault, const struct vault_row *row, struct vault_content *out);
/* Instead of what is there; size 0 takes it away. */
int vault_value_write(struct vault *vault, const struct vault_row *row, struct vault_span value);

#endif
