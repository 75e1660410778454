/* The many sockets that a search of ports opens (reach/punch.h): bare ones, since most live for a
 * few seconds and carry one datagram. Socket numbers are 1 to PUNCH_SOCKETS_MAX; 0 is the pump's
 * own. They are opened when first sent from. Called by net/pump.c. */
#ifndef ALCOVE_NET_EXTRA_SOCKETS_H
#define ALCOVE_NET_EXTRA_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "net/pump.h"
#include "reach/punch.h"

struct extra_socket;

typedef void (*extra_datagram)(void *context, const struct net_datagram *datagram);

/* Zeroed but for the first four, it has none open. It must not move. */
struct extra_sockets {
    uv_loop_t *loop;
    bool ipv4_only;
    extra_datagram on_datagram;
    void *context;
    struct extra_socket *list[PUNCH_SOCKETS_MAX + 1]; /* owned; NULL: not open */
};

/* Sends or loses it: false without a socket or room for one more. `datagram->socket` is not 0. */
bool extra_sockets_send(struct extra_sockets *sockets, const struct net_datagram *datagram);
/* Closes all for which `keep` (may be NULL) is false. Nothing is received through them any more;
 * their memory is freed by the loop. */
void extra_sockets_close(struct extra_sockets *sockets,
                         bool (*keep)(void *context, uint16_t socket), void *context);
size_t extra_sockets_count(const struct extra_sockets *sockets);

#endif
