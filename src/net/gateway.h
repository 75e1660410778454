/* The router that this machine's IPv4 packets leave by, as the system's own table of routes says
 * (/proc/net/route); nothing is sent. Called by port_mapping.c, which asks it for a port, by
 * network_watch.c, and by finder_near.c, which knows by it that this is another network. */
#ifndef ALCOVE_NET_GATEWAY_H
#define ALCOVE_NET_GATEWAY_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"

struct gateway {
    bool is_known;
    struct alcove_address router; /* port 0 */
    struct alcove_address client; /* this machine's address towards it; port 0 */
    /* Many networks have the same addresses: the line tells one from the other. */
    unsigned interface;         /* the system's number of it */
    unsigned long line_changes; /* how often its line went and came; 0 where nobody counts */
};

/* As a table of routes has it. */
struct gateway_route {
    uint8_t ip[4];
    char interface[IF_NAMESIZE];
};

/* False, with `out` zeroed (it is not known), when there is no IPv4 default route with a router. */
bool gateway_find(struct gateway *out);
bool gateway_equal(const struct gateway *a, const struct gateway *b);

/* The router of the default route with the lowest metric in a text such as /proc/net/route; lines
 * that are none are passed over. */
bool gateway_parse_routes(const char *text, struct gateway_route *out);

#endif
