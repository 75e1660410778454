#include "store/folder_seal.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define STEP_BYTES  256
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define BOUND_BYTES (FOLDER_NAME_BYTES_MAX + 4 + 1)

static size_t bind(const struct folder_file *file, uint8_t out[BOUND_BYTES])
{
    struct byte_writer w = byte_writer_over(out, BOUND_BYTES);
    byte_write_bytes(&w, (const uint8_t *)file->name, strlen(file->name) + 1);
    byte_write_bytes(&w, (const uint8_t *)file->kind, sizeof file->kind);
    byte_write_u8(&w, file->version);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

static size_t padded_size(size_t size)
{
    return size + STEP_BYTES - size % STEP_BYTES;
}

size_t folder_sealed_size(size_t size)
{
    return NONCE_BYTES + padded_size(size) + TAG_BYTES;
}

void folder_seal(const uint8_t key[FOLDER_KEY_BYTES], const struct folder_file *file,
                 const uint8_t *bytes, size_t size, uint8_t *out)
{
    uint8_t bound[BOUND_BYTES];
    uint8_t *inside = out + NONCE_BYTES;
    size_t padded = 0;
    randombytes_buf(out, NONCE_BYTES);
    if (size > 0)
        memcpy(inside, bytes, size);
    int failed = sodium_pad(&padded, inside, size, STEP_BYTES, padded_size(size));
    ALCOVE_ASSERT(failed == 0);
    crypto_aead_xchacha20poly1305_ietf_encrypt(inside, NULL, inside, padded, bound,
                                               bind(file, bound), NULL, out, key);
}

bool folder_unseal(const uint8_t key[FOLDER_KEY_BYTES], const struct folder_file *file,
                   uint8_t *bytes, size_t *size)
{
    uint8_t bound[BOUND_BYTES];
    if (*size < NONCE_BYTES + STEP_BYTES + TAG_BYTES)
        return false;
    size_t inside = *size - NONCE_BYTES - TAG_BYTES;
    size_t unpadded;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes + NONCE_BYTES, NULL, NULL,
                                                   bytes + NONCE_BYTES, *size - NONCE_BYTES, bound,
                                                   bind(file, bound), bytes, key) != 0)
        return false;
    if (sodium_unpad(&unpadded, bytes + NONCE_BYTES, inside, STEP_BYTES) != 0)
        return false;
    memmove(bytes, bytes + NONCE_BYTES, unpadded);
    sodium_memzero(bytes + unpadded, *size - unpadded);
    *size = unpadded;
    return true;
}
