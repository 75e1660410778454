/* What a handshake is made from: envelope keys, the psks that may carry it, Noise with its
 * prologue. All follows from the config of the link; nothing is kept. Called by handshake.c. */
#ifndef ALCOVE_LINK_HANDSHAKE_KEYS_H
#define ALCOVE_LINK_HANDSHAKE_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/envelope.h"
#include "link/handshake_payload.h"
#include "link/link.h"
#include "link/noise.h"

/* BLAKE2b-256 keyed with `key` over the label. */
void handshake_keys_derive(const uint8_t *key, size_t key_size, const char *label, uint8_t out[32]);
/* `first`: we are the side whose static key is smaller; PAIRING: the one that joins. */
void handshake_keys_envelope(const struct alcove_link_config *config, bool first,
                             uint8_t key_send[static ENVELOPE_KEY_BYTES],
                             uint8_t key_receive[static ENVELOPE_KEY_BYTES]);
/* The psks of a CONTACT that may carry such a handshake, the newest first; returns how many. A
 * thin one is no safer from a later quantum computer than its psk, so that one must descend from
 * an ML-KEM exchange. */
size_t handshake_keys_psks(const struct alcove_link_config *config, bool thin,
                           const struct alcove_psk *psks[HANDSHAKE_PAYLOAD_NAMES]);
/* Of those that an initiation names, the first that may carry it; NULL if none. */
const struct alcove_psk *
handshake_keys_named(const struct alcove_link_config *config, bool thin,
                     const uint8_t payload[static ALCOVE_HANDSHAKE_PAYLOAD_BYTES]);
/* Begins Noise. A CONTACT's psk is set later, when it is known which one both hold. */
void handshake_keys_noise(const struct alcove_link_config *config, bool initiator, bool thin,
                          struct noise *noise);

#endif
