/* STUN binding (RFC 8489): asks a server from which address a datagram came. Encoding of the
 * request and decoding of the answer, nothing else: no authentication, no other method. A user may
 * list such servers; without any there is no STUN. Called by reflexive.c, which keeps the time, and
 * by who sorts the datagrams of the one socket. */
#ifndef ALCOVE_REACH_STUN_H
#define ALCOVE_REACH_STUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define STUN_TRANSACTION_BYTES 12
/* A request without any attribute: the name of the program is nobody's business. */
#define STUN_REQUEST_BYTES 20
/* Longer answers are dropped: what a path certainly carries unfragmented (RFC 8489 section 6.1) */
#define STUN_MESSAGE_BYTES_MAX 1280

/* RFC 8489 section 6.3: two zero bits, the magic cookie and the very length. Costs nothing; one of
 * 2^34 random datagrams passes too, so a match proves nothing. */
bool stun_is_stun(const uint8_t *bytes, size_t size);

/* `transaction` must come from a CSPRNG: that nobody can guess it is all that keeps strangers from
 * answering. */
void stun_encode_request(const uint8_t transaction[STUN_TRANSACTION_BYTES],
                         uint8_t out[STUN_REQUEST_BYTES]);

enum stun_outcome {
    STUN_NOT_THE_ANSWER, /* malformed, of another transaction, or a lie by its own fingerprint */
    STUN_REFUSED,        /* an error answer to this request */
    STUN_ADDRESS,        /* `seen` is filled: XOR-MAPPED-ADDRESS, else MAPPED-ADDRESS */
};

/* `seen` may be any address at all, port 0 too; it is zeroed unless the outcome is STUN_ADDRESS. */
enum stun_outcome stun_decode_answer(const uint8_t *bytes, size_t size,
                                     const uint8_t transaction[STUN_TRANSACTION_BYTES],
                                     struct alcove_address *seen);

#endif
