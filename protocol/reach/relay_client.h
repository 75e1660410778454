/* One ticket's place at a helper, as those see it who are helped: it asks for the place, keeps it,
 * and puts the channel before datagrams and takes it off. It carries whatever it is given and knows
 * nothing of links. Called by src/net, which owns the sockets.
 *
 * The rules:
 *  1. After init and after every call but wrap: poll_transmit and poll_event until false, then
 *     sleep until next_timeout and call handle_timeout.
 *  2. Events and transmits are values; there is nothing to free.
 *  3. It asks at one address. After RELAY_EVENT_SILENT the caller may open a TCP stream to the
 *     helper and relay_client_move to its virtual address, and after SILENT or LOST there back to
 *     the UDP address; two clients of one ticket and side at once would take the place from each
 *     other.
 *  4. relay_client_probe says "the line has been silent for a while, or our address changed": the
 *     place is confirmed, found anew, or reported lost within RELAY_PROBE_PATIENCE_US. */
#ifndef ALCOVE_REACH_RELAY_CLIENT_H
#define ALCOVE_REACH_RELAY_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/relay_wire.h"

/* Below the 30 s after which NATs forget (RFC 4787 REQ-5), up to a tenth less: no beacon. */
#define RELAY_KEEPALIVE_US 20000000
/* Repetitions: four in the first second, then at twice the pause each, up to the longest. */
#define RELAY_ASK_PAUSE_US     250000
#define RELAY_ASK_PAUSE_MAX_US 8000000
#define RELAY_ASKS_QUICK       4
/* When a missing answer is told of: asked for the first time or to probe, and by a keepalive,
 * which may take its time on a bad line. */
#define RELAY_PROBE_PATIENCE_US     1000000
#define RELAY_KEEPALIVE_PATIENCE_US 3000000
/* A stream has to be connected first, and its first packet may get lost. */
#define RELAY_STREAM_PATIENCE_US 3000000
/* After "no room". */
#define RELAY_FULL_PAUSE_US 5000000

struct relay_client_options {
    struct alcove_address helper; /* UDP address, or the virtual one of a TCP stream */
    struct relay_pass pass;       /* copied; wiped by relay_client_finish */
    uint8_t side;                 /* 0 the owner of the helper, 1 the other one */
    bool reflect_only;            /* asks where it is seen, and takes no place */
    struct alcove_random random;
};

enum relay_event_kind {
    RELAY_EVENT_BOUND,      /* the place is ours, or its address or channel changed */
    RELAY_EVENT_SEEN,       /* reflect_only: the address is known, or changed */
    RELAY_EVENT_OTHER_HERE, /* the other side has come: what is sent now arrives */
    RELAY_EVENT_SILENT,     /* not bound, and no answer in time; asking goes on */
    RELAY_EVENT_LOST,       /* was bound, and no answer in time; asking goes on */
    RELAY_EVENT_FULL,       /* the helper has no room; asking goes on */
};

struct relay_event {
    enum relay_event_kind kind;
    struct alcove_address seen; /* BOUND, SEEN */
    bool other_here;            /* BOUND */
    uint32_t ticket_left_s;     /* BOUND, SEEN */
    uint32_t round_trip_us;     /* BOUND, SEEN: of the last answer that came at the first asking */
};

struct relay_request_out {
    struct alcove_address to;
    size_t size;
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
};

enum relay_client_result {
    RELAY_CLIENT_NOT_MINE, /* of somebody else, or forged */
    RELAY_CLIENT_TAKEN,    /* the helper's own */
    RELAY_CLIENT_DATAGRAM, /* the other side's: see `payload` */
};

struct relay_client {
    struct relay_client_options options;
    bool bound;           /* an answer said so, and none is overdue */
    bool asking;          /* until an answer ends it */
    bool told;            /* of the present asking: that nobody answers */
    bool waits;           /* told to come later */
    uint32_t asked;       /* times in this asking */
    uint32_t cookies;     /* answered by a cookie in this asking */
    uint64_t next_ask_us; /* also the next keepalive */
    uint64_t last_ask_us;
    uint64_t tell_us;
    uint8_t transaction[RELAY_TRANSACTION_BYTES];
    uint8_t cookie[RELAY_COOKIE_BYTES];
    uint64_t channel, channel_before; /* 0: none */
    struct alcove_address seen;
    bool other_here;
    uint32_t ticket_left_s;
    uint32_t round_trip_us;
    unsigned events; /* a bit each */
};

struct relay_client_received {
    const struct alcove_address *from;
    const uint8_t *bytes;
    size_t size;
    const uint8_t *payload; /* set for RELAY_CLIENT_DATAGRAM: inside `bytes` */
    size_t payload_size;
};

/* Starts to ask at once. */
void relay_client_init(struct relay_client *client, uint64_t now_us,
                       const struct relay_client_options *options);
/* Wipes it. The helper forgets the place by itself. */
void relay_client_finish(struct relay_client *client);

enum relay_client_result relay_client_receive(struct relay_client *client, uint64_t now_us,
                                              struct relay_client_received *received);
bool relay_client_poll_transmit(struct relay_client *client, uint64_t now_us,
                                struct relay_request_out *out);
bool relay_client_poll_event(struct relay_client *client, struct relay_event *out);
uint64_t relay_client_next_timeout(const struct relay_client *client);
void relay_client_handle_timeout(struct relay_client *client, uint64_t now_us);

void relay_client_probe(struct relay_client *client, uint64_t now_us);
/* Ask there from now on. What came with the old address is void. */
void relay_client_move(struct relay_client *client, uint64_t now_us,
                       const struct alcove_address *helper);

bool relay_client_is_bound(const struct relay_client *client);
/* What to send to the helper so that the other side gets `bytes` (1 to RELAY_PAYLOAD_BYTES_MAX of
 * them). 0 while there is no channel. Works on while an answer is overdue. */
size_t relay_client_wrap(const struct relay_client *client, const uint8_t *bytes, size_t size,
                         uint8_t out[RELAY_DATAGRAM_BYTES_MAX]);

#endif
