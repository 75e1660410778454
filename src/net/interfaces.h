/* Where this machine can be reached directly: the addresses of its own interfaces. It asks the
 * system only; nothing is sent. Called by the app for invites and introductions. */
#ifndef ALCOVE_NET_INTERFACES_H
#define ALCOVE_NET_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

struct interfaces_wish {
    uint16_t port;      /* the port of every candidate */
    bool ipv4_only;     /* the pump could not open IPv6: net_pump_is_ipv4_only */
    bool with_loopback; /* add 127.0.0.1 (and ::1), last */
};

/* Writes at most `max` candidates and returns their number, best first, one of each sort in turn so
 * that a few still cover all: IPv4, global IPv6, local IPv6 (RFC 4193), bridges and tunnels of this
 * machine, loopback. Link-local addresses are left out: they need a zone. */
size_t interfaces_list(const struct interfaces_wish *wish, struct alcove_address *out, size_t max);

#endif
