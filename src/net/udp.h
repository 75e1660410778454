/* One UDP socket on a libuv loop. Datagrams go out at once, or wait in a small queue while the
 * system's buffer is full; nothing is allocated for one. Called by net/pump.c. */
#ifndef ALCOVE_NET_UDP_H
#define ALCOVE_NET_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "net/pump.h"

#define UDP_QUEUE_MAX 64
/* RFC 8200 section 5: what every IPv6 path carries, less the headers. A datagram of a link is
 * shorter by what a relay puts before it. */
#define UDP_DATAGRAM_BYTES_MAX 1232

/* A datagram that waits for room in the socket. */
struct udp_waiting {
    uv_udp_send_t request; /* request.data: this place's owner, or NULL while it is free */
    uint8_t bytes[UDP_DATAGRAM_BYTES_MAX];
};

/* `bytes` live until the function returns. */
typedef void (*udp_datagram)(void *context, const struct alcove_address *from, const uint8_t *bytes,
                             size_t size);

struct udp_socket {
    uv_udp_t handle; /* handle.data: this socket */
    bool begun;      /* the loop knows the handle: udp_close it, whatever else failed */
    bool ipv4_only;
    uint16_t port; /* that it is bound to */
    udp_datagram on_datagram;
    void *context;
    uint8_t *received; /* owned; what one call to the system fills */
    struct net_pump_statistics statistics;
    struct udp_waiting queue[UDP_QUEUE_MAX];
};

/* Fills `socket` (zeroed but for on_datagram and context; it must not move until it is closed) and
 * starts to receive. After false `error` says why; if `begun`, udp_close it all the same. */
bool udp_open(struct udp_socket *socket, uv_loop_t *loop, const struct alcove_address *listen,
              struct net_error *error);
/* Nothing is received any more; `on_closed` comes from the loop, then call udp_free. Only if
 * `begun`. */
void udp_close(struct udp_socket *socket, uv_close_cb on_closed);
void udp_free(struct udp_socket *socket);

/* Sends or loses it, as networks do; counted either way. `size` <= UDP_DATAGRAM_BYTES_MAX. */
void udp_send(struct udp_socket *socket, const struct alcove_address *to, const uint8_t *bytes,
              size_t size);
/* The same over IPv4 with a time to live, 1 to 255: it dies on the way if that is not enough. */
void udp_send_short(struct udp_socket *socket, const struct alcove_address *to, uint8_t ttl,
                    const uint8_t *bytes, size_t size);

#endif
