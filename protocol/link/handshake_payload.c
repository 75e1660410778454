#include "link/handshake_payload.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define PSK_ID_BYTES 8

/* Tells two psks of the same index apart without telling anything of either. */
static void psk_id(const struct alcove_psk *psk, uint8_t id[PSK_ID_BYTES])
{
    static const uint8_t label[] = {'p', 's', 'k', ' ', 'i', 'd'};
    uint8_t digest[crypto_generichash_BYTES_MIN];
    int failed =
        crypto_generichash(digest, sizeof digest, label, sizeof label, psk->key, sizeof psk->key);
    ALCOVE_ASSERT(failed == 0);
    memcpy(id, digest, PSK_ID_BYTES);
}

void handshake_payload_write(const struct alcove_psk *psk,
                             uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES])
{
    uint8_t id[PSK_ID_BYTES] = {0};
    struct byte_writer w = byte_writer_over(payload, ALCOVE_HANDSHAKE_PAYLOAD_BYTES);
    memset(payload, 0, ALCOVE_HANDSHAKE_PAYLOAD_BYTES);
    if (psk->present)
        psk_id(psk, id);
    byte_write_u64(&w, psk->present ? psk->index : 0);
    byte_write_bytes(&w, id, sizeof id);
    ALCOVE_ASSERT(!w.failed);
}

bool handshake_payload_names(const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES],
                             const struct alcove_psk *psk)
{
    ALCOVE_ASSERT(psk != NULL);
    uint8_t expected[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    handshake_payload_write(psk, expected);
    return memcmp(payload, expected, 8 + PSK_ID_BYTES) == 0;
}
