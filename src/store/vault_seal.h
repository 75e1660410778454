/* How a row of the vault is sealed. Used by the vault alone.
 *
 * Each writing of a row draws a salt of 32 random bytes. From it and the vault's key comes a key
 * that seals this one blob, so the nonce is nought. The salt lies in front of the blob; where it is
 * destroyed nobody opens that again, not even who holds the vault's key. Table and row are bound
 * into key and tag: a blob that is moved to another row does not open there. */
#ifndef ALCOVE_STORE_VAULT_SEAL_H
#define ALCOVE_STORE_VAULT_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/vault.h"

#define VAULT_SALT_BYTES   32
#define VAULT_ROW_ID_BYTES 16
#define VAULT_DIGEST_BYTES 16
#define VAULT_SCHEMA       1

/* In locked memory. */
struct vault_keys {
    uint8_t seal[32];   /* keys of rows come from it */
    uint8_t name[32];   /* names of values */
    uint8_t digest[32]; /* what the head says of all rows */
};

/* NULL without (lockable) memory. */
struct vault_keys *vault_keys_make(const uint8_t key[VAULT_KEY_BYTES]);
void vault_keys_free(struct vault_keys *keys); /* wipes; NULL is allowed */

struct vault_row {
    char table;                     /* 'o', 't' or 'm' */
    uint8_t id[VAULT_ROW_ID_BYTES]; /* bytes of a number, or the blinded name of a value */
};

struct vault_row vault_row_of_number(char table, int64_t number);
/* Of a value: what is in `name` becomes 16 bytes that tell nothing. */
struct vault_row vault_row_of_name(const struct vault_keys *keys, struct vault_span name);

/* Salt of this writing, then the blob, padded to whole steps of `step` bytes, and its tag. Empty
 * without memory. `head` and `body` are sealed one behind the other. */
struct vault_plain {
    struct vault_span head, body;
    size_t step;
};
struct vault_blob vault_seal(const struct vault_keys *keys, const struct vault_row *row,
                             const struct vault_plain *plain);

enum vault_opened { VAULT_OPENED, VAULT_FORGED, VAULT_NO_MEMORY };
/* `salt` and `sealed` are what vault_seal made, parted or not. */
enum vault_opened vault_unseal(const struct vault_keys *keys, const struct vault_row *row,
                               const uint8_t *salt, struct vault_span sealed,
                               struct vault_blob *out);

/* Adds the writing of a row to the digest of all rows, or takes it out again. */
void vault_digest_toggle(const struct vault_keys *keys, const struct vault_row *row,
                         const uint8_t *salt, uint8_t digest[VAULT_DIGEST_BYTES]);

#endif
