/* What a helper and those it helps send each other. A helper is an always-on device of one person:
 * it tells addresses and relays sealed datagrams between two people who hold the same ticket. It
 * has no key of theirs. Called by reach/relay_server.c and reach/relay_client.c; tickets are minted
 * by the app of the helper's owner.
 *
 *     ticket   id 16 | key 32
 *              id  = (expires_at_s 4 xor first 4 of H(16, secret, "expiry" | rest)) | rest 12
 *              key = H(32, secret, "ticket" | id)
 *              rest is drawn, or the first 12 of H(16, secret, "person" | person 32 | expiry 4)
 *     request  id 16 | nonce 24 | sealed{kind 1 | side 1 | transaction 8 | cookie 16 | zeros}
 *              | tag 16
 *     answer   nonce 24 | sealed{kind 1 | flags 1 | transaction 8 | seen 18 | channel 8 | cookie 16
 *              | lifetime_s 2 | ticket_left_s 4 | zeros} | tag 16
 *     data     channel 8 | a datagram of a link, 1 to 1,200 bytes, unchanged
 *
 * H is keyed BLAKE2b (SPEC section 2), sealing XChaCha20-Poly1305 with the ticket's key and, as
 * additional data, the direction (1 request, 2 answer) and the id. The helper derives the key from
 * the id: it keeps nothing about tickets. The expiry is masked, so that all bytes on the wire look
 * random; the sizes are drawn. No answer is longer than a request. Whoever lacks the key gets no
 * answer at all. */
#ifndef ALCOVE_REACH_RELAY_WIRE_H
#define ALCOVE_REACH_RELAY_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/endpoint_record.h"

#define RELAY_SECRET_BYTES      32
#define RELAY_TRANSACTION_BYTES 8
#define RELAY_COOKIE_BYTES      16
#define RELAY_CHANNEL_BYTES     8
/* What a link sends at most, and the same with a channel before it: with IPv6 and UDP headers 1,256
 * bytes, which every IPv6 path carries (RFC 8200 section 5). */
#define RELAY_PAYLOAD_BYTES_MAX  1200
#define RELAY_DATAGRAM_BYTES_MAX 1208
/* Drawn at random; the longest answer is as long as the shortest request. */
#define RELAY_REQUEST_BYTES_MIN 160
#define RELAY_REQUEST_BYTES_MAX 224
#define RELAY_ANSWER_BYTES_MIN  128
#define RELAY_ANSWER_BYTES_MAX  160
/* A month: two who meet each week hand on a new ticket long before the end, holidays included. */
#define RELAY_TICKET_LIFETIME_S 2592000

/* A secret; wipe every copy. */
struct relay_pass {
    uint8_t id[RELAY_ID_BYTES];
    uint8_t key[RELAY_KEY_BYTES];
};

enum relay_request_kind {
    RELAY_BIND = 1, /* "this side of the pair is here" */
    RELAY_REFLECT,  /* "where do you see me?", nothing is kept of it */
};

struct relay_request {
    enum relay_request_kind kind;
    uint8_t side; /* 0 the owner of the helper, 1 the other one */
    uint8_t transaction[RELAY_TRANSACTION_BYTES];
    uint8_t cookie[RELAY_COOKIE_BYTES]; /* zeros: none yet */
};

enum relay_answer_kind {
    RELAY_COOKIE = 1, /* show this cookie, which only this address got */
    RELAY_BOUND,
    RELAY_SEEN,   /* to RELAY_REFLECT */
    RELAY_FULL,   /* no room for one more pair */
    RELAY_NOTICE, /* unasked: the other side has come; transaction of zeros, own channel */
};

struct relay_answer {
    enum relay_answer_kind kind;
    bool other_here;                              /* BOUND, NOTICE: the other side is bound too */
    uint8_t transaction[RELAY_TRANSACTION_BYTES]; /* the request's */
    struct alcove_address seen;                   /* where the request came from */
    uint64_t channel;                             /* BOUND, NOTICE */
    uint8_t cookie[RELAY_COOKIE_BYTES];           /* COOKIE, BOUND: for the next request */
    uint16_t lifetime_s;                          /* BOUND: forgotten after so long */
    uint32_t ticket_left_s;                       /* until the ticket's end */
};

/* For the owner, who holds the helper's secret. `expires_at_s` is Unix time below 2^32. */
void relay_ticket_mint(const uint8_t secret[RELAY_SECRET_BYTES], uint64_t expires_at_s,
                       const struct alcove_random *random, struct relay_pass *out);
/* The same without drawing: for one person, whom 32 bytes name to the owner, and one end the ticket
 * is always the same, so that the owner need not keep it. */
void relay_ticket_derive(const uint8_t secret[RELAY_SECRET_BYTES], const uint8_t person[32],
                         uint64_t expires_at_s, struct relay_pass *out);
/* Derives the key that belongs to pass->id and says how long the ticket still lasts: 0, if its time
 * is over. Any id has a key; only sealing with it shows that its sender was given it. */
uint32_t relay_ticket_read(const uint8_t secret[RELAY_SECRET_BYTES], uint64_t now_s,
                           struct relay_pass *pass);

/* Both return the size written: RELAY_REQUEST_BYTES_MIN to _MAX, RELAY_ANSWER_BYTES_MIN to _MAX. */
size_t relay_request_seal(const struct relay_pass *pass, const struct relay_request *request,
                          const struct alcove_random *random, uint8_t out[RELAY_REQUEST_BYTES_MAX]);
size_t relay_answer_seal(const struct relay_pass *pass, const struct relay_answer *answer,
                         const struct alcove_random *random, uint8_t out[RELAY_ANSWER_BYTES_MAX]);
/* False, with `out` untouched, for what was not sealed with this key, or is of no known kind. */
bool relay_request_open(const struct relay_pass *pass, const uint8_t *bytes, size_t size,
                        struct relay_request *out);
bool relay_answer_open(const struct relay_pass *pass, const uint8_t *bytes, size_t size,
                       struct relay_answer *out);

/* `size` is 1 to RELAY_PAYLOAD_BYTES_MAX; returns the size written. */
size_t relay_data_write(uint64_t channel, const uint8_t *payload, size_t size,
                        uint8_t out[RELAY_DATAGRAM_BYTES_MAX]);
/* The channel that these bytes would have as data; false if they are too short or long for that. */
bool relay_data_channel(const uint8_t *bytes, size_t size, uint64_t *channel);

#endif
