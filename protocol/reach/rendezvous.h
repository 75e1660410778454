/* Where two people leave their endpoint records for each other in the DHT, so that nobody else can
 * find, read or link them. From a secret of the two come, for each direction and each day, an
 * Ed25519 key pair, whose public key is the place (a mutable item of BEP 44, without salt), and a
 * key that seals what lies there. Both people can derive both directions, so this authenticates
 * to nobody else and is no signature: the handshake still decides who is there. Called by the
 * agent. A salt would blind nothing, since the key travels in clear; therefore the key rotates.
 *
 *     root            = H(X25519(own static, other's static), "rdv" | smaller | larger static key)
 *                  or   H(secret of the invite, "rdv")
 *     seed            = H(root, "rdv sign" | direction 1 | epoch 8)
 *     box key         = H(root, "rdv box"  | direction 1 | epoch 8)
 *     value       480 = nonce 24 | XChaCha20-Poly1305(box key, length 2 | plaintext | zeros)
 *     associated data = Ed25519 public key 32 | epoch 8
 *
 * H(key, text) is BLAKE2b-256 with that key; integers are big-endian. */
#ifndef ALCOVE_REACH_RENDEZVOUS_H
#define ALCOVE_REACH_RENDEZVOUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"

#define RENDEZVOUS_KEY_BYTES           32
#define RENDEZVOUS_SIGN_SECRET_BYTES   64    /* libsodium's form: seed and public key */
#define RENDEZVOUS_VALUE_BYTES         480   /* always; 484 of BEP 44's 1000 once bencoded */
#define RENDEZVOUS_PLAINTEXT_BYTES_MAX 438   /* an endpoint record fits */
#define RENDEZVOUS_EPOCH_S             86400 /* a new place each day, Unix time / 86400 */
#define RENDEZVOUS_EDGE_S              7200  /* clocks may differ by so much at any hour */
#define RENDEZVOUS_EPOCHS_MAX          3
#define RENDEZVOUS_SEQ_S               1 /* one step of BEP 44's `seq` */

/* Who writes. */
enum rendezvous_direction {
    RENDEZVOUS_FROM_SMALLER = 0, /* people: whose static public key is smaller, bytewise */
    RENDEZVOUS_FROM_LARGER = 1,
    RENDEZVOUS_FROM_INVITER = 0, /* invites */
    RENDEZVOUS_FROM_JOINER = 1,
};

/* What two people have in common. Secret; the caller wipes it. */
struct rendezvous_root {
    uint8_t key[RENDEZVOUS_KEY_BYTES];
    enum rendezvous_direction own; /* which direction this device writes; the other it reads */
};

struct rendezvous_statics {
    const uint8_t *own_secret; /* 32 bytes each, X25519; borrowed for the call */
    const uint8_t *own_public;
    const uint8_t *other_public;
};

/* False, with `out` zeroed, if the other's key is of low order (the shared secret would be zero)
 * or is our own. */
bool rendezvous_root_of_people(const struct rendezvous_statics *statics,
                               struct rendezvous_root *out);
void rendezvous_root_of_invite(const uint8_t secret[static RENDEZVOUS_KEY_BYTES], bool inviter,
                               struct rendezvous_root *out);

/* One direction on one day. Secret but for sign_public; the caller wipes it. */
struct rendezvous_keys {
    uint8_t sign_public[RENDEZVOUS_KEY_BYTES]; /* `k` of BEP 44; its SHA-1 is the target */
    uint8_t sign_secret[RENDEZVOUS_SIGN_SECRET_BYTES];
    uint8_t box[RENDEZVOUS_KEY_BYTES];
    uint64_t epoch;
};

uint64_t rendezvous_epoch(uint64_t now_s);
void rendezvous_keys_derive(const struct rendezvous_root *root, enum rendezvous_direction direction,
                            uint64_t epoch, struct rendezvous_keys *out);

/* Which epochs to read at `now_s`, the likeliest first, and how many: the current one, and within
 * RENDEZVOUS_EDGE_S of its edge the neighbour there. So a record is found whenever the clocks
 * differ by less than that. `wide` adds both neighbours at any hour, to meet one whose clock is
 * wrong by up to a day (clock_doubt.h). One writes in the current epoch only. */
size_t rendezvous_epochs(uint64_t now_s, bool wide, uint64_t out[static RENDEZVOUS_EPOCHS_MAX]);

/* The `seq` for a put: the time in steps of RENDEZVOUS_SEQ_S, but above `last`, the highest used or
 * seen for this key (0: none), since nodes keep the old value of two with the same `seq`. Never
 * above INT64_MAX, BEP 44's largest, after which nobody can put under this key. */
uint64_t rendezvous_seq(uint64_t now_s, uint64_t last);

/* Seals 0 to RENDEZVOUS_PLAINTEXT_BYTES_MAX bytes (asserted); the nonce is drawn from `random`.
 * The value tells nothing of the size. */
void rendezvous_seal(const struct rendezvous_keys *keys, const struct alcove_random *random,
                     const uint8_t *plaintext, size_t size,
                     uint8_t out[static RENDEZVOUS_VALUE_BYTES]);
/* False, with `out` and `size` zeroed, for all that rendezvous_seal does not make with these keys:
 * another day or direction, another size, a changed bit. */
bool rendezvous_open(const struct rendezvous_keys *keys, const uint8_t *value, size_t value_size,
                     uint8_t out[static RENDEZVOUS_PLAINTEXT_BYTES_MAX], size_t *size);

/* Two keys of another root, the `envelope_root` of the pair's links (which came from a handshake
 * that also resists quantum computers): for sealed connectivity checks from one direction, and
 * for the tokens of the local network. H(root, "check" | direction 1), H(root, "lan"). */
void rendezvous_check_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                          enum rendezvous_direction direction,
                          uint8_t out[static RENDEZVOUS_KEY_BYTES]);
void rendezvous_lan_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                        uint8_t out[static RENDEZVOUS_KEY_BYTES]);

#endif
