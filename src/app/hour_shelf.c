#include "app/hour_shelf.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

#define HEAD_BYTES 8

static bool put(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                struct vault_span value, struct store_error *error)
{
    if (!vault_begin(vault, error))
        return false;
    if (vault_value_put(vault, space, HOUR_SHELF_VALUE, value, error))
        return vault_commit(vault, error); /* it rolls back by itself */
    vault_rollback(vault);
    return false;
}

bool hour_shelf_put(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES],
                    const struct hour_shelf_entry *entry, struct store_error *error)
{
    if (entry->hour.size == 0)
        return put(vault, space, (struct vault_span){0}, error) && vault_checkpoint(vault, error);
    size_t size = HEAD_BYTES + entry->hour.size;
    uint8_t *bytes = malloc(size);
    if (bytes == NULL)
        return store_error_set(error, STORE_ERROR_DISK, "there is not enough memory to save");
    struct byte_writer w = byte_writer_over(bytes, size);
    byte_write_u64(&w, entry->unix_ms);
    byte_write_bytes(&w, entry->hour.bytes, entry->hour.size);
    bool done = put(vault, space, (struct vault_span){bytes, size}, error);
    sodium_memzero(bytes, size);
    free(bytes);
    return done;
}

/* A clock that was set back is as good as none. */
bool hour_shelf_goes_on(uint64_t kept_ms, uint64_t unix_ms)
{
    uint64_t apart_ms = unix_ms > kept_ms ? unix_ms - kept_ms : kept_ms - unix_ms;
    return apart_ms <= HOUR_SHELF_FOR_MS;
}

bool hour_shelf_get(struct vault *vault, const uint8_t space[VAULT_SPACE_BYTES], uint64_t unix_ms,
                    struct hour_shelf_entry *entry, struct vault_blob *blob)
{
    static const struct hour_shelf_entry none = {0};
    struct store_error error;
    if (!vault_value_get(vault, space, HOUR_SHELF_VALUE, blob, &error))
        return false;
    struct byte_reader r = byte_reader_over(blob->bytes, blob->size);
    entry->unix_ms = byte_read_u64(&r);
    if (!r.failed && byte_reader_left(&r) > 0 && hour_shelf_goes_on(entry->unix_ms, unix_ms)) {
        entry->hour = (struct vault_span){blob->bytes + r.at, byte_reader_left(&r)};
        return true;
    }
    vault_blob_free(blob);
    (void)hour_shelf_put(vault, space, &none, &error); /* tried again when it is next looked for */
    return false;
}
