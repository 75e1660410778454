/* The helper's side of reach/relay_wire.h, without sockets: it tells addresses and passes sealed
 * datagrams on between the two sides of a ticket. Called by net/helper_node.c.
 *
 * What holds, whatever arrives:
 *  - Only one who was given a ticket gets an answer. Wrong ids, wrong keys and old tickets get
 *    silence and leave no state.
 *  - A side is bound only after it returned a cookie that was sent to its address. The newest proof
 *    wins: a repeated old request cannot move a side back. There is no clock that both share.
 *  - A datagram is passed on only from a bound address with the channel given to it, to the other
 *    bound side, in the same size. One that arrives makes at most one other leave; a side that
 *    comes makes one notice more.
 *  - Each side of a pair, all together, and all strangers have their limits (below). Data are
 *    counted with 28 bytes of IP and UDP headers.
 *
 * The pump: relay_server_receive, then relay_server_poll_transmit until it is false. There are no
 * timers: what is over is forgotten when it is looked at. */
#ifndef ALCOVE_REACH_RELAY_SERVER_H
#define ALCOVE_REACH_RELAY_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/relay_table.h"
#include "reach/relay_wire.h"
#include "reach/token_bucket.h"

/* Bits a second that a side may send: a call with video of 720p is below 3 Mbit/s. */
#define RELAY_PAIR_BITS_PER_S 4000000
/* All sides together; half of a small office's line. */
#define RELAY_TOTAL_BITS_PER_S 64000000
/* Bursts of a quarter of a second: a key frame of a picture leaves at once. */
#define RELAY_BURST_DIVISOR 4
/* Requests looked into from one IPv4 address or IPv6 /64, and how many such are told apart: all
 * together 51,200 a second, less than a tenth of a core. A bound side has such an allowance for
 * itself, so that no flood of strangers keeps it from binding anew. */
#define RELAY_SOURCE_PER_S 50
#define RELAY_SOURCE_BURST 100
#define RELAY_SOURCES_MAX  1024
/* A cookie proves an address for so long: three keepalives and their repetitions. */
#define RELAY_COOKIE_LIFETIME_MS 120000

struct relay_server_options {
    uint8_t secret[RELAY_SECRET_BYTES]; /* copied, and wiped by relay_server_finish */
    struct alcove_random random;
    uint32_t pair_bits_per_s;  /* 0: RELAY_PAIR_BITS_PER_S */
    uint32_t total_bits_per_s; /* 0: RELAY_TOTAL_BITS_PER_S */
};

struct relay_server_statistics {
    uint64_t relayed_datagrams, relayed_bytes; /* sizes of the links' own datagrams */
    uint64_t too_fast;                         /* not passed on: over a limit */
    uint64_t nobody_there;                     /* not passed on: the other side is not bound */
    uint64_t answered;
    uint64_t refused; /* no request, or none that opens */
    uint64_t flooded; /* not looked into */
};

struct relay_transmit {
    struct alcove_address to;
    const uint8_t *bytes; /* until the next call */
    size_t size;
};

#define RELAY_TRANSMITS_MAX 2 /* that one datagram can cause */

struct relay_server_out {
    struct alcove_address to;
    size_t size;
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
};

struct relay_server {
    struct relay_server_options options;
    struct token_rate pair_rate, total_rate; /* bytes */
    uint8_t cookie_secret[32];               /* of this run */
    uint8_t source_secret[16];
    struct relay_table table;
    struct token_bucket total;
    struct token_bucket sources[RELAY_SOURCES_MAX];
    struct relay_server_out out[RELAY_TRANSMITS_MAX];
    size_t out_first, out_count;
    struct relay_server_statistics statistics;
};

struct relay_arrival {
    uint64_t now_us;            /* monotonic */
    uint64_t now_s;             /* Unix time */
    struct alcove_address from; /* where an answer goes; may be virtual */
    struct alcove_address seen; /* what a person would call that address; equal for UDP */
    const uint8_t *bytes;
    size_t size;
};

void relay_server_init(struct relay_server *server, const struct relay_server_options *options);
/* Wipes it. */
void relay_server_finish(struct relay_server *server);
/* True if the sender showed that it holds a ticket and is where it says. All transmits of the last
 * datagram must have been taken. */
bool relay_server_receive(struct relay_server *server, const struct relay_arrival *arrival);
bool relay_server_poll_transmit(struct relay_server *server, struct relay_transmit *out);
/* Pairs with at least one side here. */
size_t relay_server_pairs(const struct relay_server *server, uint64_t now_us);

#endif
