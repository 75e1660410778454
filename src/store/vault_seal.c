#include "store/vault_seal.h"

#include <string.h>

#include <sodium.h>
#include <sqlite3.h>

#include "base/assert.h"
#include "base/bytes.h"

#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define BOUND_BYTES (1 + VAULT_ROW_ID_BYTES + 4)

/* A key is used for one blob. */
static const uint8_t nonce[NONCE_BYTES];

void vault_blob_free(struct vault_blob *blob)
{
    if (blob->bytes != NULL)
        sodium_memzero(blob->bytes, blob->size);
    sqlite3_free(blob->bytes);
    *blob = (struct vault_blob){0};
}

struct vault_keys *vault_keys_make(const uint8_t key[VAULT_KEY_BYTES])
{
    static const char context[crypto_kdf_CONTEXTBYTES] = {'a', 'l', 'c', 'v', 'a', 'u', 'l', 't'};
    int ready = sodium_init();
    ALCOVE_ASSERT(ready >= 0);
    struct vault_keys *keys = sodium_malloc(sizeof *keys);
    if (keys == NULL)
        return NULL;
    int failed = crypto_kdf_derive_from_key(keys->seal, sizeof keys->seal, 1, context, key);
    failed |= crypto_kdf_derive_from_key(keys->name, sizeof keys->name, 2, context, key);
    failed |= crypto_kdf_derive_from_key(keys->digest, sizeof keys->digest, 3, context, key);
    ALCOVE_ASSERT(failed == 0);
    return keys;
}

void vault_keys_free(struct vault_keys *keys)
{
    sodium_free(keys);
}

struct vault_row vault_row_of_number(char table, int64_t number)
{
    struct vault_row row = {.table = table};
    struct byte_writer w = byte_writer_over(row.id, sizeof row.id);
    byte_write_u64(&w, 0);
    byte_write_u64(&w, (uint64_t)number);
    return row;
}

struct vault_row vault_row_of_name(const struct vault_keys *keys, struct vault_span name)
{
    struct vault_row row = {.table = 'm'};
    int failed = crypto_generichash(row.id, sizeof row.id, name.bytes, name.size, keys->name,
                                    sizeof keys->name);
    ALCOVE_ASSERT(failed == 0);
    return row;
}

/* What a blob is bound to. */
static void bind(const struct vault_row *row, uint8_t out[BOUND_BYTES])
{
    struct byte_writer w = byte_writer_over(out, BOUND_BYTES);
    byte_write_u8(&w, (uint8_t)row->table);
    byte_write_bytes(&w, row->id, sizeof row->id);
    byte_write_u32(&w, VAULT_SCHEMA);
    ALCOVE_ASSERT(!w.failed && w.size == BOUND_BYTES);
}

static void hash_writing(const uint8_t key[32], const struct vault_row *row, const uint8_t *salt,
                         uint8_t *out, size_t size)
{
    uint8_t input[BOUND_BYTES + VAULT_SALT_BYTES];
    bind(row, input);
    memcpy(input + BOUND_BYTES, salt, VAULT_SALT_BYTES);
    int failed = crypto_generichash(out, size, input, sizeof input, key, 32);
    ALCOVE_ASSERT(failed == 0);
}

struct vault_blob vault_seal(const struct vault_keys *keys, const struct vault_row *row,
                             const struct vault_plain *plain)
{
    size_t size = plain->head.size + plain->body.size;
    size_t padded = size + plain->step - size % plain->step;
    struct vault_blob box = {.size = VAULT_SALT_BYTES + padded + TAG_BYTES};
    box.bytes = sqlite3_malloc64(box.size);
    if (box.bytes == NULL)
        return (struct vault_blob){0};
    uint8_t key[32];
    uint8_t bound[BOUND_BYTES];
    uint8_t *sealed = box.bytes + VAULT_SALT_BYTES;
    randombytes_buf(box.bytes, VAULT_SALT_BYTES);
    hash_writing(keys->seal, row, box.bytes, key, sizeof key);
    bind(row, bound);
    if (plain->head.size > 0)
        memcpy(sealed, plain->head.bytes, plain->head.size);
    if (plain->body.size > 0)
        memcpy(sealed + plain->head.size, plain->body.bytes, plain->body.size);
    size_t filled = 0;
    int failed = sodium_pad(&filled, sealed, size, plain->step, padded);
    ALCOVE_ASSERT(failed == 0 && filled == padded);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, NULL, sealed, padded, bound, sizeof bound,
                                               NULL, nonce, key);
    sodium_memzero(key, sizeof key);
    return box;
}

/* Its length without the padding, whatever the step was: a one bit, and noughts behind it. */
static bool unpad(const uint8_t *bytes, size_t *size)
{
    while (*size > 0 && bytes[*size - 1] == 0)
        (*size)--;
    if (*size == 0 || bytes[*size - 1] != 0x80)
        return false;
    (*size)--;
    return true;
}

enum vault_opened vault_unseal(const struct vault_keys *keys, const struct vault_row *row,
                               const uint8_t *salt, struct vault_span sealed,
                               struct vault_blob *out)
{
    *out = (struct vault_blob){0};
    if (sealed.size <= TAG_BYTES)
        return VAULT_FORGED;
    uint8_t *plain = sqlite3_malloc64(sealed.size - TAG_BYTES);
    if (plain == NULL)
        return VAULT_NO_MEMORY;
    uint8_t key[32];
    uint8_t bound[BOUND_BYTES];
    size_t size = sealed.size - TAG_BYTES;
    hash_writing(keys->seal, row, salt, key, sizeof key);
    bind(row, bound);
    int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain, NULL, NULL, sealed.bytes, sealed.size, bound, sizeof bound, nonce, key);
    sodium_memzero(key, sizeof key);
    if (failed != 0 || !unpad(plain, &size)) {
        sqlite3_free(plain);
        return VAULT_FORGED;
    }
    *out = (struct vault_blob){.bytes = plain, .size = size};
    return VAULT_OPENED;
}

void vault_digest_toggle(const struct vault_keys *keys, const struct vault_row *row,
                         const uint8_t *salt, uint8_t digest[VAULT_DIGEST_BYTES])
{
    uint8_t one[VAULT_DIGEST_BYTES];
    hash_writing(keys->digest, row, salt, one, sizeof one);
    for (size_t i = 0; i < sizeof one; i++)
        digest[i] ^= one[i];
}
