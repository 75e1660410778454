#include "link/handshake_payload.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

#define PSK_ID_BYTES 8
#define NAME_BYTES   (8 + PSK_ID_BYTES)

_Static_assert(HANDSHAKE_PAYLOAD_NAMES *NAME_BYTES == ALCOVE_HANDSHAKE_PAYLOAD_BYTES,
               "the names fill a payload");

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
        byte_write_u64(&w, named ? psks[i]->index : 0);
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
    return memcmp(payload + place * NAME_BYTES, expected, NAME_BYTES) == 0;
}
