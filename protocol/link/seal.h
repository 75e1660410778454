/* Keys and sealing of packets: one `seal` is one generation of transport keys, made from one
 * completed handshake.
 *
 *   datagram = connection id 4 | counter 4, masked | ciphertext | tag 16
 *
 * Per direction two classes of keys, each with its own connection id, counter and replay window:
 * RT (voice, signals, control, words) and BULK (video, documents, files). Each class steps through
 * symmetric epochs: S_{e+1} = BLAKE2b(S_e, "next"), the older wiped; the connection id changes with
 * the epoch. Counters run on through the epochs of a generation, so that one number names a packet.
 * It is not a queue and knows nothing of what is inside a packet. Called by link.c alone. */
#ifndef ALCOVE_LINK_SEAL_H
#define ALCOVE_LINK_SEAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/handshake.h"
#include "link/limits.h"
#include "link/replay.h"

enum seal_class {
    SEAL_RT,
    SEAL_BULK,
};
#define SEAL_CLASSES 2

enum seal_outcome {
    SEAL_OPENED,
    SEAL_NOT_MINE, /* no connection id of this generation */
    SEAL_FORGED,   /* ours by id, but it does not open */
    SEAL_REPLAYED, /* its counter was seen, or is older than the window; not looked into */
};

struct seal_sealed {
    size_t size; /* of the datagram; 0: nothing was sealed */
    uint32_t counter;
};

struct seal_opened {
    enum seal_class class;
    uint32_t counter;
    uint32_t epoch;
    bool newest; /* highest counter so far of this class: only such a packet moves the path */
    size_t size; /* of the plaintext */
    uint8_t plaintext[ALCOVE_PLAINTEXT_BYTES_MAX];
};

/* Keys of one epoch. */
struct seal_keys {
    uint8_t aead[32];
    uint8_t header[32];
    uint8_t id[4]; /* connection id */
};

struct seal_sender {
    uint8_t secret[64]; /* S_e */
    struct seal_keys keys;
    uint32_t epoch;
    uint32_t counter;       /* of the next packet */
    uint32_t epoch_packets; /* sealed in this epoch */
    uint64_t epoch_since_us;
};

struct seal_receiver {
    uint8_t secret[64];  /* S_e of the newest epoch a packet opened in */
    uint8_t horizon[64]; /* S_{e + ALCOVE_EPOCH_SKIP_MAX} */
    struct seal_keys keys;
    struct seal_keys previous;
    bool has_previous;
    uint64_t previous_until_us;
    uint32_t epoch;
    /* Connection id of epoch x at x modulo ALCOVE_EPOCH_SKIP_MAX, for e + 1 to
     * e + ALCOVE_EPOCH_SKIP_MAX: a foreign datagram costs comparisons, not hashes. */
    uint8_t ids_ahead[ALCOVE_EPOCH_SKIP_MAX][4];
    struct replay replay;
};

/* The fields belong to seal.c; about 4 kB. */
struct seal {
    struct seal_sender senders[SEAL_CLASSES];
    struct seal_receiver receivers[SEAL_CLASSES];
    uint64_t steps;
};

void seal_init(struct seal *seal, const struct handshake_result *keys, uint64_t now_us);
void seal_wipe(struct seal *seal);

/* Seals in place: the plaintext stands at datagram + ALCOVE_PACKET_HEADER_BYTES, with room for the
 * tag behind it; ALCOVE_PLAINTEXT_BYTES_MIN to _MAX bytes of it (asserted). Steps the epoch when
 * it is due. Nothing is sealed when the counters of this generation are used up (the link must
 * rekey or close). */
struct seal_sealed seal_protect(struct seal *seal, enum seal_class class, uint64_t now_us,
                                uint8_t *datagram, size_t plaintext_size);
/* Fills `opened` when it returns OPENED; else nothing changes but opened->plaintext. */
enum seal_outcome seal_open(struct seal *seal, uint64_t now_us, const uint8_t *datagram,
                            size_t size, struct seal_opened *opened);
/* The next epoch for both classes, with new connection ids: after a change of path. */
void seal_advance(struct seal *seal, uint64_t now_us);
/* The mask of the counter: ChaCha20 of the header key over 16 bytes of ciphertext (RFC 9001 section
 * 5.4.4), its first four bytes. */
void seal_header_mask(const uint8_t key[static 32], const uint8_t sample[static 16],
                      uint8_t mask[static 4]);
uint64_t seal_epochs(const struct seal *seal); /* steps taken so far, both classes, sending */

#endif
