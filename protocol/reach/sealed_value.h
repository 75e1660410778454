/* What lies in the DHT under a key of two people: bytes of one size, sealed, and the labelled
 * derivation of such keys. Called by rendezvous.c and mailbox.c, which name the labels and sizes.
 *
 *     value           = nonce 24 | XChaCha20-Poly1305(box key, length 2 | plaintext | zeros)
 *     associated data = Ed25519 public key 32 | number 8 */
#ifndef ALCOVE_REACH_SEALED_VALUE_H
#define ALCOVE_REACH_SEALED_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

#define SEALED_VALUE_KEY_BYTES      32
#define SEALED_VALUE_OVERHEAD_BYTES 42  /* nonce 24, tag 16, length 2 */
#define SEALED_VALUE_BYTES_MAX      996 /* BEP 44: at most 1000 once bencoded with `996:` */

/* BLAKE2b-256 keyed with `root` over label (without its NUL), direction 1 and number 8. */
struct sealed_value_label {
    const char *text; /* at most 16 characters */
    uint8_t direction;
    uint64_t number; /* the epoch or the counter */
};
void sealed_value_derive(const uint8_t root[static SEALED_VALUE_KEY_BYTES],
                         const struct sealed_value_label *label,
                         uint8_t out[static SEALED_VALUE_KEY_BYTES]);

/* Borrowed for the call. */
struct sealed_value_keys {
    const uint8_t *box;         /* 32 bytes */
    const uint8_t *sign_public; /* 32 bytes */
    uint64_t number;
};

struct sealed_value_text {
    const uint8_t *bytes;
    size_t size;
};

/* Fills all `out_size` bytes; that the text fits is asserted. */
void sealed_value_seal(const struct sealed_value_keys *keys, const struct alcove_random *random,
                       struct sealed_value_text text, uint8_t *out, size_t out_size);

struct sealed_value_room {
    uint8_t *bytes; /* room for value_size less SEALED_VALUE_OVERHEAD_BYTES */
    size_t size;    /* out: of the plaintext; 0 on failure */
};
/* `value_size` is a size the caller expects, at most SEALED_VALUE_BYTES_MAX (asserted). False for
 * all that was not sealed with these keys. */
bool sealed_value_open(const struct sealed_value_keys *keys, const uint8_t *value,
                       size_t value_size, struct sealed_value_room *out);

#endif
