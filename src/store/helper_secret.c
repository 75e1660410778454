#include "store/helper_secret.h"

#include <string.h>

#include <sodium.h>

static const struct folder_file secret_file = {"helper", {'H', 'E', 'L', 'P'}, 1};

bool helper_secret_load(const struct folder *folder, uint8_t secret[RELAY_SECRET_BYTES],
                        struct store_error *error)
{
    uint8_t *bytes;
    size_t size;
    if (folder_read(folder, &secret_file, &bytes, &size, error)) {
        bool good = size == RELAY_SECRET_BYTES;
        if (good)
            memcpy(secret, bytes, size);
        folder_free(bytes, size);
        return good || store_error_set(error, STORE_ERROR_DAMAGED,
                                       "the file helper in %.70s is damaged; move it away, and "
                                       "give everybody the new helper link",
                                       folder->path);
    }
    if (error->kind != STORE_ERROR_MISSING)
        return false;
    store_error_clear(error);
    randombytes_buf(secret, RELAY_SECRET_BYTES);
    return folder_write(folder, &secret_file, secret, RELAY_SECRET_BYTES, error);
}
