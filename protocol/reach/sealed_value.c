#include "reach/sealed_value.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define NONCE_BYTES         24
#define TAG_BYTES           16
#define LENGTH_BYTES        2
#define LABEL_BYTES_MAX     16
#define ASSOCIATED_BYTES    (SEALED_VALUE_KEY_BYTES + 8)
#define PLAINTEXT_BYTES_MAX (SEALED_VALUE_BYTES_MAX - NONCE_BYTES - TAG_BYTES)

_Static_assert(SEALED_VALUE_OVERHEAD_BYTES == NONCE_BYTES + TAG_BYTES + LENGTH_BYTES,
               "the header's sum");

void sealed_value_derive(const uint8_t root[static SEALED_VALUE_KEY_BYTES],
                         const struct sealed_value_label *label,
                         uint8_t out[static SEALED_VALUE_KEY_BYTES])
{
    uint8_t text[LABEL_BYTES_MAX + 1 + 8];
    struct byte_writer w = byte_writer_over(text, sizeof text);
    size_t size = strlen(label->text);
    ALCOVE_ASSERT(size > 0 && size <= LABEL_BYTES_MAX && label->direction <= 1);
    byte_write_bytes(&w, (const uint8_t *)label->text, size);
    byte_write_u8(&w, label->direction);
    byte_write_u64(&w, label->number);
    ALCOVE_ASSERT(!w.failed);
    int failed =
        crypto_generichash(out, SEALED_VALUE_KEY_BYTES, text, w.size, root, SEALED_VALUE_KEY_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

static void write_associated(const struct sealed_value_keys *keys, uint8_t out[ASSOCIATED_BYTES])
{
    struct byte_writer w = byte_writer_over(out, ASSOCIATED_BYTES);
    byte_write_bytes(&w, keys->sign_public, SEALED_VALUE_KEY_BYTES);
    byte_write_u64(&w, keys->number);
    ALCOVE_ASSERT(!w.failed && byte_writer_left(&w) == 0);
}

void sealed_value_seal(const struct sealed_value_keys *keys, const struct alcove_random *random,
                       struct sealed_value_text text, uint8_t *out, size_t out_size)
{
    uint8_t plaintext[PLAINTEXT_BYTES_MAX] = {0};
    uint8_t associated[ASSOCIATED_BYTES];
    ALCOVE_ASSERT(out_size >= SEALED_VALUE_OVERHEAD_BYTES && out_size <= SEALED_VALUE_BYTES_MAX);
    ALCOVE_ASSERT(text.size <= out_size - SEALED_VALUE_OVERHEAD_BYTES);
    struct byte_writer w = byte_writer_over(plaintext, sizeof plaintext);
    byte_write_u16(&w, (uint16_t)text.size);
    byte_write_bytes(&w, text.bytes, text.size);
    ALCOVE_ASSERT(!w.failed && random->fill != NULL);
    write_associated(keys, associated);
    random->fill(random->context, out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, plaintext,
                                               out_size - NONCE_BYTES - TAG_BYTES, associated,
                                               sizeof associated, NULL, out, keys->box);
    sodium_memzero(plaintext, sizeof plaintext);
}

/* The seal is whole; whoever made it is checked all the same. */
static bool unpack(const uint8_t *plaintext, size_t plaintext_size, struct sealed_value_room *out)
{
    struct byte_reader r = byte_reader_over(plaintext, plaintext_size);
    ALCOVE_ASSERT(plaintext_size >= LENGTH_BYTES);
    size_t size = byte_read_u16(&r);
    if (size > byte_reader_left(&r))
        return false;
    byte_read_copy(&r, out->bytes, size);
    out->size = size;
    return true;
}

bool sealed_value_open(const struct sealed_value_keys *keys, const uint8_t *value,
                       size_t value_size, struct sealed_value_room *out)
{
    uint8_t plaintext[PLAINTEXT_BYTES_MAX];
    uint8_t associated[ASSOCIATED_BYTES];
    ALCOVE_ASSERT(value_size >= SEALED_VALUE_OVERHEAD_BYTES &&
                  value_size <= SEALED_VALUE_BYTES_MAX);
    out->size = 0;
    memset(out->bytes, 0, value_size - SEALED_VALUE_OVERHEAD_BYTES);
    write_associated(keys, associated);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, NULL, NULL, value + NONCE_BYTES,
                                                   value_size - NONCE_BYTES, associated,
                                                   sizeof associated, value, keys->box) != 0)
        return false;
    bool whole = unpack(plaintext, value_size - NONCE_BYTES - TAG_BYTES, out);
    sodium_memzero(plaintext, sizeof plaintext);
    return whole;
}
