/* Joins two network namespaces by the emulated networks: a point-to-point TUN interface in each
 * (MTU 1500). Needs root. Whole IP packets are carried, so no overhead is added to them. Used by
 * hand between two people's namespaces, and by tests/lab as the line of a home to the Internet. */
#ifndef EMULATOR_TUNNEL_H
#define EMULATOR_TUNNEL_H

#include <stdbool.h>

#include "emulator/engine.h"

struct tunnel {
    struct engine engine;
    int interfaces[DIRECTIONS]; /* where each direction starts */
};

/* `a` and `b` are NAMESPACE:INTERFACE:ADDRESS:PEER, "-" for the namespace of this process; without
 * the IPv4 addresses the interface is up and has none. DIRECTION_THERE is from a to b. On failure
 * returns false, `*reason` says why (static text) and nothing is open. */
bool tunnel_open(struct tunnel *tunnel, const struct engine_setup *setup, const char *a,
                 const char *b, const char **reason);
bool tunnel_run(struct tunnel *tunnel);
void tunnel_close(struct tunnel *tunnel);

#endif
