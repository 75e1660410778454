/* The pump: one UDP socket and one alarm on a libuv loop, and the links they serve. It carries
 * bytes and time into links and their transmits and events out of them, and decides nothing.
 * Called by the app's link thread, and only from there.
 *
 * The rules:
 *  1. The pump borrows its links. Add a link after alcove_link_init, remove it before its storage
 *     is freed or wiped.
 *  2. After every mutation of a link from outside a callback, call net_pump_flush(pump, link): it
 *     drains the link and sets the alarm anew. Querying a link (state, budget, statistics) needs no
 *     flush.
 *  3. on_event may mutate the link it is called for, and call net_pump_add, net_pump_remove,
 *     net_pump_flush and net_pump_close. It is never called from within itself: a flush inside it
 *     is done after it has returned. Another link mutated there needs a flush; the link of the
 *     event does not.
 *  4. Bytes inside an event live until the first call on the same link: use them, then mutate.
 *  5. on_event may remove the link and then wipe and free it: the pump does not touch a link after
 *     its removal. */
#ifndef ALCOVE_NET_PUMP_H
#define ALCOVE_NET_PUMP_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "link/link.h"

#define NET_LINKS_MAX 320

struct net_pump;

enum net_error_kind {
    NET_ERROR_NONE,
    NET_ERROR_PORT_BUSY, /* another program has the port */
    NET_ERROR_ADDRESS,   /* this machine does not have the address, or may not use the port */
    NET_ERROR_SYSTEM,    /* no socket, no memory, no IPv6 where it was asked for */
};

/* One line for the person: what is wrong and what to do. */
struct net_error {
    enum net_error_kind kind;
    char text[200];
};

/* `owner` is what net_pump_add was given for this link. */
typedef void (*net_pump_event)(void *owner, struct alcove_link *link,
                               const struct alcove_event *event);

/* A datagram that came, or leaves, beside those of the links. */
struct net_datagram {
    struct alcove_address address; /* where it came from, or goes to */
    uint16_t socket;               /* 0 the pump's own; else one of net/extra_sockets.h */
    uint8_t ttl;                   /* leaving: 0 as usual */
    const uint8_t *bytes;          /* until the function returns */
    size_t size;                   /* leaving: at most 1,232 */
};

/* Whoever finds people shares the pump's sockets. All may be NULL. */
struct net_pump_guest {
    /* No link took it. False: it is nobody's, and counted as refused. */
    bool (*on_datagram)(void *context, const struct net_datagram *datagram);
    /* A link sends to a virtual address (reach/virtual_address.h): by some way of the guest's. */
    void (*on_virtual)(void *context, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size);
    void *context;
};

struct net_pump_statistics {
    uint64_t datagrams_sent, datagrams_received;
    uint64_t bytes_sent, bytes_received;
    uint64_t datagrams_refused; /* received, and no link took them */
    uint64_t datagrams_queued;  /* the socket was full: sent later */
    uint64_t datagrams_dropped; /* not sent: the queue was full or the system refused */
};

/* Opens the socket at `listen`: `[::]:0` is every address and any port, over IPv6 and IPv4 in one
 * socket, or over IPv4 alone where there is no IPv6. NULL on error, with `error` filled. The loop
 * is borrowed and outlives the pump. */
struct net_pump *net_pump_open(uv_loop_t *loop, const struct alcove_address *listen,
                               net_pump_event on_event, struct net_error *error);
/* Stops at once: nothing is sent, received or called back any more. The memory is freed, and
 * `on_closed` (may be NULL) called, when the loop has closed the handles: run the loop once more.
 * The links stay their owners'; to say goodbye, alcove_link_close and flush them first. */
void net_pump_close(struct net_pump *pump, void (*on_closed)(void *context), void *context);

/* False when NET_LINKS_MAX are in. Adding flushes. */
bool net_pump_add(struct net_pump *pump, struct alcove_link *link, void *owner);
void net_pump_remove(struct net_pump *pump, struct alcove_link *link);
void net_pump_flush(struct net_pump *pump, struct alcove_link *link);

/* At most one guest; it ends before the pump. */
void net_pump_set_guest(struct net_pump *pump, const struct net_pump_guest *guest);
/* Sends beside the links. */
void net_pump_send(struct net_pump *pump, const struct net_datagram *datagram);
/* A datagram that came by a way of the guest's: offered to the links as if from `from`. True if
 * one took it. Not from within on_event. */
bool net_pump_deliver(struct net_pump *pump, const struct alcove_address *from,
                      const uint8_t *bytes, size_t size);
/* Links reach `to` through this socket from now on; 0: through the pump's own. */
void net_pump_route(struct net_pump *pump, const struct alcove_address *to, uint16_t socket);
/* Closes the extra sockets through which no link reaches anybody. */
void net_pump_close_unrouted(struct net_pump *pump);
/* Extra sockets that are open. */
size_t net_pump_count_sockets(const struct net_pump *pump);

uint16_t net_pump_local_port(const struct net_pump *pump);
bool net_pump_is_ipv4_only(const struct net_pump *pump);
struct net_pump_statistics net_pump_get_statistics(const struct net_pump *pump);

#endif
