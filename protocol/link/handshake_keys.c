#include "link/handshake_keys.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"

/* In the prologue, where the others have enum alcove_link_purpose. */
#define THIN_PURPOSE 2

_Static_assert(sizeof ALCOVE_APP_ID - 1 == 16, "the prologue begins with 16 bytes");
_Static_assert(THIN_PURPOSE > ALCOVE_LINK_PAIRING && THIN_PURPOSE > ALCOVE_LINK_CONTACT,
               "each kind of handshake has its own purpose");

void handshake_keys_derive(const uint8_t *key, size_t key_size, const char *label, uint8_t out[32])
{
    int failed = crypto_generichash(out, 32, (const uint8_t *)label, strlen(label), key, key_size);
    ALCOVE_ASSERT(failed == 0);
}

void handshake_keys_envelope(const struct alcove_link_config *config, bool first,
                             uint8_t key_send[static ENVELOPE_KEY_BYTES],
                             uint8_t key_receive[static ENVELOPE_KEY_BYTES])
{
    uint8_t root[ENVELOPE_KEY_BYTES];
    ALCOVE_ASSERT(key_send != key_receive);
    if (config->purpose == ALCOVE_LINK_PAIRING)
        handshake_keys_derive(config->invite_secret, 32, "envelope", root);
    else
        memcpy(root, config->envelope_root, sizeof root);
    envelope_key(root, first ? ENVELOPE_FROM_SMALLER : ENVELOPE_FROM_LARGER, key_send);
    envelope_key(root, first ? ENVELOPE_FROM_LARGER : ENVELOPE_FROM_SMALLER, key_receive);
    sodium_memzero(root, sizeof root);
}

size_t handshake_keys_psks(const struct alcove_link_config *config, bool thin,
                           const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES])
{
    const struct alcove_psk *held[HANDSHAKE_PAYLOAD_NAMES] = {&config->psk, &config->psk_older};
    size_t count = 0;
    ALCOVE_ASSERT(config->purpose == ALCOVE_LINK_CONTACT);
    for (size_t i = 0; i < HANDSHAKE_PAYLOAD_NAMES; i++) {
        if (held[i]->present && (held[i]->kem || !thin))
            psks[count++] = held[i];
    }
    return count;
}

const struct alcove_psk *
handshake_keys_named(const struct alcove_link_config *config, bool thin,
                     const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES])
{
    const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES];
    size_t count = handshake_keys_psks(config, thin, psks);
    ALCOVE_ASSERT(count <= HANDSHAKE_PAYLOAD_NAMES);
    for (size_t place = 0; place < HANDSHAKE_PAYLOAD_NAMES; place++) {
        for (size_t i = 0; i < count; i++) {
            if (handshake_payload_names(payload, place, psks[i]))
                return psks[i];
        }
    }
    return NULL;
}

static const struct noise_protocol *protocol_of(const struct alcove_link_config *config, bool thin)
{
    bool pairing = config->purpose == ALCOVE_LINK_PAIRING;
    ALCOVE_ASSERT(!pairing || !thin);
    if (thin)
        return &noise_thin;
    return pairing ? &noise_pairing : &noise_contact;
}

void handshake_keys_noise(const struct alcove_link_config *config, bool initiator, bool thin,
                          struct noise *noise)
{
    uint8_t prologue[18];
    uint8_t invite_psk[32] = {0};
    struct noise_config begin = {
        .protocol = protocol_of(config, thin),
        .initiator = initiator,
        .prologue = {prologue, sizeof prologue},
        .static_secret = config->static_secret,
        .static_public = config->static_public,
        .random = config->random,
    };
    ALCOVE_ASSERT(config->random.fill != NULL);
    memcpy(prologue, ALCOVE_APP_ID, 16);
    prologue[16] = ALCOVE_WIRE_VERSION;
    prologue[17] = thin ? THIN_PURPOSE : (uint8_t)config->purpose;
    if (config->purpose == ALCOVE_LINK_PAIRING) {
        handshake_keys_derive(config->invite_secret, 32, "psk", invite_psk);
        begin.psk[0] = (struct noise_span){invite_psk, sizeof invite_psk};
    } else if (initiator || thin) {
        begin.remote_static = config->remote_static;
    }
    noise_init(noise, &begin);
    sodium_memzero(invite_psk, sizeof invite_psk);
}
