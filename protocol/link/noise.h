/* Noise (revision 34, with the hybrid forward secrecy extension, revision 1) over X25519,
 * ML-KEM-768 and ChaCha20-Poly1305. Patterns and the hash are data; one loop runs them.
 *
 * It makes and reads handshake messages, and ends in noise_split. It knows no datagram, no time, no
 * retry: handshake.c does, the only caller. What is random comes from the config's source, in the
 * order of the tokens: 32 bytes for `e`, 64 for `e1`, 32 for `ekem1`.
 *
 * A message that fails to read leaves the state as it was: it may be read again from a genuine one.
 * The caller wipes the struct with noise_wipe, unless noise_split did. */
#ifndef ALCOVE_LINK_NOISE_H
#define ALCOVE_LINK_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "link/mlkem.h"

#define NOISE_KEY_BYTES      32
#define NOISE_TAG_BYTES      16
#define NOISE_HASH_BYTES_MAX 64
#define NOISE_MESSAGES_MAX   3
#define NOISE_TOKENS_MAX     8
#define NOISE_PSKS_MAX       2
/* Noise section 3: no message is longer. */
#define NOISE_MESSAGE_BYTES_MAX 65535

/* Borrowed bytes. */
struct noise_span {
    const uint8_t *bytes;
    size_t size;
};

struct noise_hash {
    size_t hash_bytes;  /* HASHLEN, at most NOISE_HASH_BYTES_MAX */
    size_t block_bytes; /* BLOCKLEN, at most 128 */
    /* The hash of the parts, one after the other. `out` may overlap none of them. */
    void (*hash)(const struct noise_span *parts, size_t count, uint8_t *out);
};

extern const struct noise_hash noise_blake2b;

enum noise_token {
    NOISE_END,   /* no further token in this message */
    NOISE_E,     /* ephemeral public key, in the clear */
    NOISE_S,     /* static public key, sealed once there is a key */
    NOISE_EE,    /* Diffie-Hellman: ephemeral, ephemeral */
    NOISE_ES,    /* initiator's ephemeral, responder's static */
    NOISE_SE,    /* initiator's static, responder's ephemeral */
    NOISE_SS,    /* static, static */
    NOISE_E1,    /* initiator's ML-KEM public key, sealed once there is a key */
    NOISE_EKEM1, /* ML-KEM ciphertext, then its secret is mixed in */
    NOISE_PSK,   /* the next pre-shared key is mixed in */
};

struct noise_protocol {
    const char *name; /* as hashed: Noise section 8 */
    const struct noise_hash *hash;
    bool initiator_static_known; /* pre-message -> s */
    bool responder_static_known; /* pre-message <- s */
    uint8_t messages;
    uint8_t tokens[NOISE_MESSAGES_MAX][NOISE_TOKENS_MAX]; /* enum noise_token */
};

/* Noise_IKhfs+psk2_25519+MLKEM768_ChaChaPoly_BLAKE2b */
extern const struct noise_protocol noise_contact;
/* Noise_KKpsk2_25519_ChaChaPoly_BLAKE2b */
extern const struct noise_protocol noise_thin;
/* Noise_XXhfs+psk0_25519+MLKEM768_ChaChaPoly_BLAKE2b */
extern const struct noise_protocol noise_pairing;

struct noise {
    const struct noise_protocol *protocol;
    struct alcove_random random;
    bool initiator;
    uint8_t message; /* how many were written and read */
    uint8_t psks_used;
    bool has_key;
    uint64_t counter; /* n */
    uint8_t key[NOISE_KEY_BYTES];
    uint8_t chaining[NOISE_HASH_BYTES_MAX]; /* ck */
    uint8_t hash[NOISE_HASH_BYTES_MAX];     /* h */
    uint8_t static_secret[32];
    uint8_t static_public[32];
    uint8_t ephemeral_secret[32];
    uint8_t ephemeral_public[32];
    uint8_t remote_static[32];
    uint8_t remote_ephemeral[32];
    uint8_t psk[NOISE_PSKS_MAX][NOISE_KEY_BYTES];
    uint8_t kem_seed[MLKEM_SEED_BYTES];     /* initiator's */
    uint8_t kem_public[MLKEM_PUBLIC_BYTES]; /* the initiator's, at the responder */
};

/* Copied by noise_init; nothing is borrowed but `protocol`, which is static. */
struct noise_config {
    const struct noise_protocol *protocol;
    bool initiator;
    struct noise_span prologue;
    struct noise_span psk[NOISE_PSKS_MAX]; /* 32 bytes each, in the order of use; empty if none */
    const uint8_t *static_secret;          /* NULL in patterns without; its public half too */
    const uint8_t *static_public;
    const uint8_t *remote_static; /* where the pattern has it known; else NULL */
    struct alcove_random random;
};

void noise_init(struct noise *noise, const struct noise_config *config);
void noise_wipe(struct noise *noise);
/* The responder of a psk2 pattern learns only from message 1 which key it is. */
void noise_set_psk(struct noise *noise, size_t slot, const uint8_t psk[static NOISE_KEY_BYTES]);

/* True when the next message is ours to write. */
bool noise_may_write(const struct noise *noise);
bool noise_finished(const struct noise *noise);

/* The size of the message with this payload, or 0 when it was not made: too long for `capacity` or
 * for Noise, or a key of the other side is unusable. Nothing changes then. */
size_t noise_write(struct noise *noise, struct noise_span payload, uint8_t *out, size_t capacity);
/* The payload goes to `payload` (`capacity` bytes) and its size to `*payload_size`. False for
 * anything but a genuine message; nothing changes then, but `payload` may be overwritten. */
bool noise_read(struct noise *noise, struct noise_span message, uint8_t *payload, size_t capacity,
                size_t *payload_size);

struct noise_secrets {
    uint8_t initiator_key[NOISE_KEY_BYTES]; /* seals what the initiator sends */
    uint8_t responder_key[NOISE_KEY_BYTES];
    uint8_t hash[NOISE_HASH_BYTES_MAX]; /* h, the channel binding (section 11.2) */
    /* BLAKE2b-512 keyed with the final ck over "export" and h: every exporter label starts here. */
    uint8_t export_secret[64];
};

/* Ends a finished handshake: fills `out`, which the taker wipes, and wipes `noise`. */
void noise_split(struct noise *noise, struct noise_secrets *out);

#endif
