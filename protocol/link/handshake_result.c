#include "link/handshake_result.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "link/handshake_keys.h"

void handshake_result_take(const struct alcove_link_config *config, struct noise *noise,
                           struct handshake_result *result)
{
    struct noise_secrets secrets;
    ALCOVE_ASSERT(noise_finished(noise));
    memset(result, 0, sizeof *result);
    result->initiator = noise->initiator;
    result->thin = noise->protocol == &noise_thin;
    memcpy(result->remote_static, noise->remote_static, sizeof result->remote_static);
    noise_split(noise, &secrets);
    bool first = result->initiator;
    memcpy(result->key_send, first ? secrets.initiator_key : secrets.responder_key, 32);
    memcpy(result->key_receive, first ? secrets.responder_key : secrets.initiator_key, 32);
    memcpy(result->hash, secrets.hash, sizeof result->hash);
    memcpy(result->export_secret, secrets.export_secret, sizeof result->export_secret);
    if (config->purpose == ALCOVE_LINK_PAIRING)
        handshake_keys_derive(secrets.export_secret, sizeof secrets.export_secret, "envelope root",
                              result->envelope_root);
    else
        memcpy(result->envelope_root, config->envelope_root, 32);
    sodium_memzero(&secrets, sizeof secrets);
}

void handshake_result_export(const struct handshake_result *result, struct alcove_exports *exports)
{
    const struct alcove_psk *psk = &result->psk;
    ALCOVE_ASSERT(!result->thin || psk->kem);
    memset(exports, 0, sizeof *exports);
    memcpy(exports->envelope_root, result->envelope_root, sizeof exports->envelope_root);
    memcpy(exports->channel_binding, result->hash, sizeof exports->channel_binding);
    exports->psk = *psk;
    exports->psk_next.present = true;
    exports->psk_next.kem = true;
    exports->psk_next.index = psk->present ? psk->index + 1 : 1;
    handshake_keys_derive(result->export_secret, sizeof result->export_secret, "psk-next",
                          exports->psk_next.key);
}
