/* A connectivity check: a small sealed datagram that asks "do you hear me here?", and its answer
 * (the terms of RFC 8445; the bytes are ours, since whoever lacks the key must see only noise). It
 * carries what the sender knows of its own addresses, so that two who hear each other at all need
 * nobody else to tell them the rest. Called by agent.c.
 *
 *   datagram  = nonce 24 | XChaCha20-Poly1305(K_check of the direction, plaintext) | tag 16
 *   plaintext = kind 1 | flags 1 | transaction 8 | sent at 8 | punch nonce 8 | heard nonce 8
 *               | seen ip 16 | seen port 2 | record size 2 | record | padding of zeros
 *
 * A response is never larger than its request, so nobody can be flooded through us. */
#ifndef ALCOVE_REACH_CHECK_WIRE_H
#define ALCOVE_REACH_CHECK_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/endpoint_record.h"

#define CHECK_KEY_BYTES         32
#define CHECK_TRANSACTION_BYTES 8
/* Without a record 96 to 159 bytes, with one up to 479: never the size of a handshake. */
#define CHECK_BYTES_MIN    96
#define CHECK_BYTES_MAX    512
#define CHECK_PADDING_SPAN 64

enum check_kind {
    CHECK_REQUEST = 1,
    CHECK_RESPONSE = 2,
};

struct check {
    enum check_kind kind;
    bool seeking; /* the sender wants to be connected now */
    uint8_t transaction[CHECK_TRANSACTION_BYTES];
    uint64_t sent_at_s;         /* Unix time of the sender; a response repeats nothing of it */
    uint64_t punch_nonce;       /* of the sender's present attempt */
    uint64_t heard_nonce;       /* the newest one it knows of ours; 0: none */
    struct alcove_address seen; /* RESPONSE: where the request came from */
    size_t record_size;         /* 0: none */
    uint8_t record[ENDPOINT_RECORD_BYTES_MAX];
};

/* Writes one datagram and returns its size, drawn from `random` but at most `size_max` (a response:
 * the size of the request; the record is left out where it does not fit). `out` has
 * CHECK_BYTES_MAX. `size_max` >= CHECK_BYTES_MIN is asserted. */
size_t check_seal(const uint8_t key[static CHECK_KEY_BYTES], const struct check *check,
                  const struct alcove_random *random, size_t size_max,
                  uint8_t out[static CHECK_BYTES_MAX]);

/* False, with nothing promised about `check`, for all that check_seal does not make under this
 * key. */
bool check_open(const uint8_t key[static CHECK_KEY_BYTES], const uint8_t *bytes, size_t size,
                struct check *check);

#endif
