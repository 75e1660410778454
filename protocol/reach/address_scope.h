/* How far an address carries: what the address registries say about it (RFC 6890), no more. Who
 * reports an address from outside (a STUN server, a router, a beacon) may lie or be confused: an
 * address nobody could use is dropped by this, and an external address that is still private shows
 * a carrier's NAT. Called by reflexive.c, pcp.c and the port mapping and LAN parts of room net. */
#ifndef ALCOVE_REACH_ADDRESS_SCOPE_H
#define ALCOVE_REACH_ADDRESS_SCOPE_H

#include <stdbool.h>

#include "base/address.h"

enum address_scope {
    ADDRESS_SCOPE_NONE,       /* unspecified, 0/8, multicast, 240/4: no host */
    ADDRESS_SCOPE_LOOPBACK,   /* 127/8, ::1 */
    ADDRESS_SCOPE_LINK_LOCAL, /* 169.254/16, fe80::/10 */
    ADDRESS_SCOPE_PRIVATE,    /* RFC 1918, RFC 4193 */
    ADDRESS_SCOPE_CARRIER,    /* 100.64/10, RFC 6598 */
    ADDRESS_SCOPE_GLOBAL,     /* all others, also those of documentation */
};

/* The port does not matter. */
enum address_scope address_scope(const struct alcove_address *address);

/* A host beyond this machine that a datagram can be sent to without a zone, and a port. */
bool address_is_usable(const struct alcove_address *address);

#endif
