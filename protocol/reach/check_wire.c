#include "reach/check_wire.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define NONCE_BYTES    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES      crypto_aead_xchacha20poly1305_ietf_ABYTES
#define OVERHEAD_BYTES (NONCE_BYTES + TAG_BYTES)
#define HEAD_BYTES     54
#define FLAG_SEEKING   1

_Static_assert(OVERHEAD_BYTES + HEAD_BYTES <= CHECK_BYTES_MIN, "an empty check has its smallest");
_Static_assert(OVERHEAD_BYTES + HEAD_BYTES + ENDPOINT_RECORD_BYTES_MAX <= CHECK_BYTES_MAX,
               "a record fits beside everything else");

/* At least what is needed, then a little more by chance, so that sizes tell nothing. */
static size_t draw_size(const struct alcove_random *random, size_t needed, size_t size_max)
{
    uint8_t drawn;
    ALCOVE_ASSERT(needed <= size_max);
    random->fill(random->context, &drawn, sizeof drawn);
    size_t size = needed < CHECK_BYTES_MIN ? CHECK_BYTES_MIN : needed;
    size += drawn % CHECK_PADDING_SPAN;
    return size > size_max ? size_max : size;
}

size_t check_seal(const uint8_t key[static CHECK_KEY_BYTES], const struct check *check,
                  const struct alcove_random *random, size_t size_max,
                  uint8_t out[static CHECK_BYTES_MAX])
{
    uint8_t plain[CHECK_BYTES_MAX] = {0};
    ALCOVE_ASSERT(size_max >= CHECK_BYTES_MIN);
    ALCOVE_ASSERT(check->record_size <= ENDPOINT_RECORD_BYTES_MAX);
    if (size_max > CHECK_BYTES_MAX)
        size_max = CHECK_BYTES_MAX;
    size_t record_size = check->record_size;
    if (OVERHEAD_BYTES + HEAD_BYTES + record_size > size_max)
        record_size = 0;
    size_t size = draw_size(random, OVERHEAD_BYTES + HEAD_BYTES + record_size, size_max);
    struct byte_writer w = byte_writer_over(plain, size - OVERHEAD_BYTES);
    byte_write_u8(&w, (uint8_t)check->kind);
    byte_write_u8(&w, check->seeking ? FLAG_SEEKING : 0);
    byte_write_bytes(&w, check->transaction, sizeof check->transaction);
    byte_write_u64(&w, check->sent_at_s);
    byte_write_u64(&w, check->punch_nonce);
    byte_write_u64(&w, check->heard_nonce);
    byte_write_bytes(&w, check->seen.ip, sizeof check->seen.ip);
    byte_write_u16(&w, check->seen.port);
    byte_write_u16(&w, (uint16_t)record_size);
    byte_write_bytes(&w, check->record, record_size);
    ALCOVE_ASSERT(!w.failed);
    random->fill(random->context, out, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, plain,
                                               size - OVERHEAD_BYTES, NULL, 0, NULL, out, key);
    sodium_memzero(plain, sizeof plain);
    return size;
}

bool check_open(const uint8_t key[static CHECK_KEY_BYTES], const uint8_t *bytes, size_t size,
                struct check *check)
{
    uint8_t plain[CHECK_BYTES_MAX];
    ALCOVE_ASSERT(check != NULL);
    if (size < CHECK_BYTES_MIN || size > CHECK_BYTES_MAX)
        return false;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE_BYTES,
                                                   size - NONCE_BYTES, NULL, 0, bytes, key) != 0)
        return false;
    struct byte_reader r = byte_reader_over(plain, size - OVERHEAD_BYTES);
    *check = (struct check){.kind = (enum check_kind)byte_read_u8(&r)};
    check->seeking = (byte_read_u8(&r) & FLAG_SEEKING) != 0;
    byte_read_copy(&r, check->transaction, sizeof check->transaction);
    check->sent_at_s = byte_read_u64(&r);
    check->punch_nonce = byte_read_u64(&r);
    check->heard_nonce = byte_read_u64(&r);
    byte_read_copy(&r, check->seen.ip, sizeof check->seen.ip);
    check->seen.port = byte_read_u16(&r);
    check->record_size = byte_read_u16(&r);
    bool known = check->kind == CHECK_REQUEST || check->kind == CHECK_RESPONSE;
    if (!known || r.failed || check->record_size > sizeof check->record)
        return false;
    byte_read_copy(&r, check->record, check->record_size);
    return !r.failed;
}
