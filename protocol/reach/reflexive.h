/* Which address the user's own STUN servers see (RFC 8489): asks at most four of them over the very
 * socket that the links use, since another socket would have another mapping. Sans-IO: drain
 * `poll_transmit` and `poll_sample` after each call, and sleep until `next_timeout`. It judges no
 * NAT; who collects samples does. Called by the app's agent, only when the user listed servers.
 *
 * A request is repeated after 250 ms, doubled each time, seven times in all; a server that stays
 * silent is asked again a minute later. An answer counts only from the address that was asked, with
 * the request's own random transaction, and with an address that a datagram can be sent to: what a
 * lying server says beyond that changes nothing but one sample under its own name. */
#ifndef ALCOVE_REACH_REFLEXIVE_H
#define ALCOVE_REACH_REFLEXIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/stun.h"

#define REFLEXIVE_SERVERS_MAX  4
#define REFLEXIVE_RTO_US       250000
#define REFLEXIVE_ATTEMPTS_MAX 7
#define REFLEXIVE_REFRESH_US   25000000
#define REFLEXIVE_REST_US      60000000
#define REFLEXIVE_NEVER        UINT64_MAX

struct reflexive_sample {
    struct alcove_address server;
    struct alcove_address seen; /* usable: address_is_usable */
    uint64_t at_us;
};

struct reflexive_server {
    struct alcove_address address;
    uint8_t transaction[STUN_TRANSACTION_BYTES];
    uint32_t attempts; /* of this request; 0: none is under way */
    uint64_t next_us;  /* what is to be sent, then */
    bool has_sample;
    struct reflexive_sample sample; /* the newest, until polled */
};

/* Zeroed memory knows no server. */
struct reflexive {
    struct reflexive_server servers[REFLEXIVE_SERVERS_MAX];
    size_t count;
    bool wanted;
};

/* Replaces the list; forgets requests and samples under way. At most REFLEXIVE_SERVERS_MAX, none
 * with port 0 (the caller's promise). */
void reflexive_set_servers(struct reflexive *r, const struct alcove_address *servers, size_t count,
                           uint64_t now_us);
/* While wanted, each server is asked at once and then every 25 s, which also keeps the mapping. */
void reflexive_want(struct reflexive *r, bool wanted, uint64_t now_us);
/* The network changed: old answers are void, ask all anew. */
void reflexive_restart(struct reflexive *r, uint64_t now_us);

/* True: send these bytes to `to`. */
bool reflexive_poll_transmit(struct reflexive *r, uint64_t now_us,
                             const struct alcove_random *random, struct alcove_address *to,
                             uint8_t out[STUN_REQUEST_BYTES]);
/* True if the datagram was an answer to a request under way, whatever it said: nobody else need
 * look at it. */
bool reflexive_receive(struct reflexive *r, uint64_t now_us, const struct alcove_address *from,
                       const uint8_t *bytes, size_t size);
bool reflexive_poll_sample(struct reflexive *r, struct reflexive_sample *out);
/* REFLEXIVE_NEVER when nothing is wanted. */
uint64_t reflexive_next_timeout(const struct reflexive *r);

#endif
