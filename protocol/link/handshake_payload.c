#include "link/handshake_payload.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define PSK_ID_BYTES 4

_Static_assert(HANDSHAKE_PAYLOAD_NAMES *PSK_ID_BYTES == ALCOVE_HANDSHAKE_PAYLOAD_BYTES,
               "the names fill a payload");

/* Tells psks apart without telling anything of them. */
static void psk_id(const struct alcove_psk *psk, uint8_t id[PSK_ID_BYTES])
{
    static const uint8_t label[] = {'p', 's', 'k', ' ', 'i', 'd'};
    uint8_t named[sizeof label + 8];
    uint8_t digest[crypto_generichash_BYTES_MIN];
    struct byte_writer w = byte_writer_over(named, sizeof named);
    byte_write_bytes(&w, label, sizeof label);
    byte_write_u64(&w, psk->index);
    ALCOVE_ASSERT(!w.failed);
    int failed =
        crypto_generichash(digest, sizeof digest, named, sizeof named, psk->key, sizeof psk->key);
    ALCOVE_ASSERT(failed == 0);
    memcpy(id, digest, PSK_ID_BYTES);
}

void handshake_payload_write(const struct alcove_psk *first, const struct alcove_psk *second,
                             uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES])
{
    const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES] = {first, second};
    struct byte_writer w = byte_writer_over(payload, ALCOVE_HANDSHAKE_PAYLOAD_BYTES);
    memset(payload, 0, ALCOVE_HANDSHAKE_PAYLOAD_BYTES);
    for (size_t i = 0; i < HANDSHAKE_PAYLOAD_NAMES; i++) {
        uint8_t id[PSK_ID_BYTES] = {0};
        bool named = psks[i] != NULL && psks[i]->present;
        if (named)
            psk_id(psks[i], id);
        byte_write_bytes(&w, id, sizeof id);
    }
    ALCOVE_ASSERT(!w.failed);
}

bool handshake_payload_names(const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES],
                             size_t place, const struct alcove_psk *psk)
{
    uint8_t expected[ALCOVE_HANDSHAKE_PAYLOAD_BYTES];
    ALCOVE_ASSERT(psk->present && place < HANDSHAKE_PAYLOAD_NAMES);
    handshake_payload_write(psk, NULL, expected);
    return memcmp(payload + place * PSK_ID_BYTES, expected, PSK_ID_BYTES) == 0;
}
