/* A port of the router: asks the default gateway to send what comes to one of its ports on to the
 * links' socket, by PCP (RFC 6887), then NAT-PMP (RFC 6886), and UPnP-IGD beside them. A mapping
 * makes this machine reachable from outside, also behind a symmetric NAT, where packets still leave
 * from another port: it is a candidate for what comes in only. Called by the app's agent, from the
 * thread of the loop.
 *
 * The router learns that something on this machine wants a port; the description that UPnP asks for
 * is `udp 41000`. Mappings last two hours, are renewed at half of that, and deleted on closing.
 * Nothing here blocks the loop: UPnP, whose library does, works in a thread of its own. */
#ifndef ALCOVE_NET_PORT_MAPPING_H
#define ALCOVE_NET_PORT_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"

#define PORT_MAPPING_LIFETIME_S  7200
#define PORT_MAPPING_MADE_MAX    6
#define PORT_MAPPING_CLOSE_MS    1500 /* at most so long for deleting */
#define PORT_MAPPING_FALLBACK_MS 500  /* PCP is silent: ask by NAT-PMP too */

enum port_mapping_method {
    PORT_MAPPING_PCP,
    PORT_MAPPING_NATPMP,
    PORT_MAPPING_UPNP,
};
#define PORT_MAPPING_METHODS 3

enum port_mapping_outcome {
    PORT_MAPPING_ASKING,
    PORT_MAPPING_MADE,
    /* The router itself stands behind another NAT, a carrier's or that of a second router: its
     * ports are not reachable from outside. */
    PORT_MAPPING_BEHIND_CARRIER,
    PORT_MAPPING_REFUSED, /* no router, none of the three spoken, or not allowed */
};

struct port_mapping_made {
    struct alcove_address external; /* global, port not 0 */
    enum port_mapping_method method;
    bool tcp; /* else UDP */
    uint32_t lifetime_s;
};

struct port_mapping_report {
    enum port_mapping_outcome outcome; /* the best of all methods */
    struct port_mapping_made made[PORT_MAPPING_MADE_MAX];
    size_t made_count;
};

/* The report changed. It lives until the function returns, which may call port_mapping_refresh and
 * port_mapping_close. */
typedef void (*port_mapping_changed)(void *context, const struct port_mapping_report *report);

struct port_mapping_wish {
    uint16_t port;       /* local, of UDP, not 0; the same one is wished outside */
    bool tcp;            /* the same port of TCP too */
    uint32_t lifetime_s; /* 0: PORT_MAPPING_LIFETIME_S */
    unsigned methods;    /* bits 1 << enum port_mapping_method; 0: all */
    port_mapping_changed on_change;
    void *context; /* for on_change */
};

struct port_mapping;

/* Starts to ask; the first report comes from the loop. NULL without memory. The loop is borrowed
 * and outlives it. */
struct port_mapping *port_mapping_open(uv_loop_t *loop, const struct port_mapping_wish *wish);
/* The network changed, or woke up: asks the router that is there now. */
void port_mapping_refresh(struct port_mapping *m);
/* Deletes what it mapped, for PORT_MAPPING_CLOSE_MS at most; then frees all and calls `on_closed`
 * (may be NULL) from the loop. No report comes any more. */
void port_mapping_close(struct port_mapping *m, void (*on_closed)(void *context), void *context);
/* How often a mapping was made again before its end, so far. */
uint64_t port_mapping_renewals(const struct port_mapping *m);

#endif
