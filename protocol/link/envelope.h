/* The envelope of handshake datagrams, which whoever lacks its key can neither open nor tell from
 * noise, and the fragments inside it.
 *
 *   datagram  = nonce 24 | XChaCha20-Poly1305(K_env, plaintext) | tag 16
 *   plaintext = type 1 | attempt 8 | fragment 1 | cookie 16 | length 2 | chunk | padding
 *   of thin   = type 1 | attempt 8 | try 1 | message 56 | padding
 *
 * `fragment` has the index in its high four bits and the number of fragments in its low four. A
 * message of a full handshake travels in two fragments of 736 to 832 bytes, the short third one of
 * a pairing too; a thin one, whose messages are of one size, whole in 106 to 119 bytes: of either
 * kind all datagrams look alike. `try` counts the repetitions of an initiation; the answer repeats
 * that of the one it answers. The cookie is all zero and not looked at in this version. It keeps no
 * state but the half-received messages, and those only once their envelope opened. Called by
 * handshake.c. */
#ifndef ALCOVE_LINK_ENVELOPE_H
#define ALCOVE_LINK_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "link/limits.h"

#define ENVELOPE_KEY_BYTES     32
#define ENVELOPE_ATTEMPT_BYTES 8
#define ENVELOPE_COOKIE_BYTES  16
#define ENVELOPE_HALVES_MAX    8

enum envelope_type {
    ENVELOPE_INITIATION = 1,   /* message 1 */
    ENVELOPE_RESPONSE = 2,     /* message 2 */
    ENVELOPE_CONFIRMATION = 3, /* message 3, PAIRING only */
};

struct envelope_fragment {
    enum envelope_type type;
    uint8_t attempt[ENVELOPE_ATTEMPT_BYTES]; /* drawn by the initiator; binds all of an attempt */
    bool thin;                               /* the whole of a thin message; index is 0 */
    uint8_t number;                          /* of the try, if it is thin */
    uint8_t index;                           /* 0 or 1 */
    size_t size; /* 1 to ALCOVE_ENVELOPE_FRAGMENT_MAX; ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES */
    uint8_t chunk[ALCOVE_ENVELOPE_FRAGMENT_MAX];
};

enum envelope_direction {
    ENVELOPE_FROM_SMALLER = 0, /* CONTACT: by the side whose static public key is smaller */
    ENVELOPE_FROM_LARGER = 1,
    ENVELOPE_FROM_INITIATOR = 0, /* PAIRING: by the side that joins */
    ENVELOPE_FROM_RESPONDER = 1,
};

/* K_env = BLAKE2b-256 keyed with the root over "env" and the direction. */
void envelope_key(const uint8_t root[static ENVELOPE_KEY_BYTES], enum envelope_direction direction,
                  uint8_t key[static ENVELOPE_KEY_BYTES]);

/* The part of a message that fragment `index` carries: a half, or if it is thin the whole. `size`
 * is 2 to ALCOVE_HANDSHAKE_MESSAGE_MAX, or ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES, asserted. */
void envelope_cut(const uint8_t *message, size_t size, struct envelope_fragment *fragment);

/* Returns the size of the datagram, drawn from `random`; `out` has ALCOVE_ENVELOPE_BYTES_MAX. */
size_t envelope_seal(const uint8_t key[static ENVELOPE_KEY_BYTES],
                     const struct envelope_fragment *fragment, const struct alcove_random *random,
                     uint8_t *out);
/* False for all that envelope_seal does not make under this key; `*fragment` is then left alone. */
bool envelope_open(const uint8_t key[static ENVELOPE_KEY_BYTES], const uint8_t *datagram,
                   size_t size, struct envelope_fragment *fragment);

/* Half-received messages. All zero is empty. */
struct envelope_half {
    bool used;
    uint64_t at_us;
    struct envelope_fragment fragment;
};

struct envelope_assembly {
    struct envelope_half halves[ENVELOPE_HALVES_MAX];
};

/* Takes a fragment. When its other half is there, or it is thin, the message goes to `message`
 * (ALCOVE_HANDSHAKE_MESSAGE_MAX), the half is forgotten and the size is returned; else 0. A half
 * is kept for ALCOVE_FRAGMENT_WAIT_US; when all places are taken the oldest goes. */
size_t envelope_assemble(struct envelope_assembly *assembly, uint64_t now_us,
                         const struct envelope_fragment *fragment, uint8_t *message);

#endif
