/* TCP streams that carry datagrams, for networks that let no UDP out: each datagram is preceded by
 * its size in two bytes, big-endian. A stream is named by a virtual address (reach/
 * virtual_address.h), which links and relays take like any other. Called by net/helper_node.c and
 * by whoever needs a way around a network without UDP.
 *
 * The rules:
 *  1. It never blocks, and keeps no more than about a second of speech and picture: a datagram that
 *     finds no room is lost, as networks do.
 *  2. on_datagram says whether somebody took the datagram. A stream that came to us and of which
 *     none was taken within TCP_PROOF_MS, or of which TCP_REFUSED_MAX were not, is closed.
 *  3. on_datagram may call anything here, tcp_streams_close included. on_closed comes from the
 *     loop, never from within a call.
 *  4. An address is not used again after its stream is closed. */
#ifndef ALCOVE_NET_TCP_STREAMS_H
#define ALCOVE_NET_TCP_STREAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "net/pump.h"

#define TCP_DATAGRAM_BYTES_MAX 1208 /* RELAY_DATAGRAM_BYTES_MAX; a longer one closes the stream */
#define TCP_LISTENERS_MAX      4
#define TCP_STREAMS_MAX        192
/* Strangers: above it the one that has waited longest gives way. */
#define TCP_UNPROVED_MAX 32
/* That came from one IPv4 address or IPv6 /64. */
#define TCP_SOURCE_MAX  16
#define TCP_PROOF_MS    5000
#define TCP_REFUSED_MAX 8
/* Without a datagram that was taken: three keepalives of a relay, twice. Only streams that came to
 * us; who opened one keeps it as long as it likes. */
#define TCP_IDLE_MS    120000
#define TCP_CONNECT_MS 10000
/* Ours; the system's buffer has about as much again. */
#define TCP_WAITING_BYTES_MAX 65536

struct tcp_streams;

struct tcp_streams_options {
    /* `bytes` live until it returns. True: they were genuine. */
    bool (*on_datagram)(void *context, const struct alcove_address *stream, const uint8_t *bytes,
                        size_t size);
    /* The stream failed or was closed, but not by tcp_streams_drop. May be NULL. */
    void (*on_closed)(void *context, const struct alcove_address *stream);
    void *context;
    uint32_t proof_ms; /* 0: TCP_PROOF_MS */
};

struct tcp_streams_statistics {
    uint64_t opened;  /* came, or were connected */
    uint64_t refused; /* closed without proof, or above a limit */
    /* Of those that we opened: connected, or refused by the machine that was asked; and those that
     * nobody said a word to. */
    uint64_t answered, unanswered;
    uint64_t datagrams_sent, datagrams_received, datagrams_dropped;
};

/* NULL without memory. The loop is borrowed and outlives it. */
struct tcp_streams *tcp_streams_open(uv_loop_t *loop, const struct tcp_streams_options *options);
/* Everything stops at once; the memory is freed, and `on_closed` (may be NULL) called, when the
 * loop has closed the handles: run it once more. */
void tcp_streams_close(struct tcp_streams *streams, void (*on_closed)(void *context),
                       void *context);

/* Takes streams at `listen` (port 0: any; `port` gets the one it is). Up to TCP_LISTENERS_MAX. */
bool tcp_streams_listen(struct tcp_streams *streams, const struct alcove_address *listen,
                        uint16_t *port, struct net_error *error);
/* Begins to connect. `stream` may be sent to at once: what fits waits for the connection. False if
 * there are too many, or no socket. */
bool tcp_streams_connect(struct tcp_streams *streams, const struct alcove_address *to,
                         struct alcove_address *stream);
/* Sends or loses it; false if there is no such stream any more. `size` is 1 to
 * TCP_DATAGRAM_BYTES_MAX. */
bool tcp_streams_send(struct tcp_streams *streams, const struct alcove_address *stream,
                      const uint8_t *bytes, size_t size);
/* Closes one stream, if it is there. */
void tcp_streams_drop(struct tcp_streams *streams, const struct alcove_address *stream);
/* The address at the other end of the connection; false if there is no such stream any more. */
bool tcp_streams_remote(const struct tcp_streams *streams, const struct alcove_address *stream,
                        struct alcove_address *out);

struct tcp_streams_statistics tcp_streams_get_statistics(const struct tcp_streams *streams);
size_t tcp_streams_count(const struct tcp_streams *streams);

#endif
