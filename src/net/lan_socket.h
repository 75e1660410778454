/* The sockets of the beacons: which interfaces there are, and sending to all of a network from one
 * of them. Called by net/lan.c. */
#ifndef ALCOVE_NET_LAN_SOCKET_H
#define ALCOVE_NET_LAN_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define LAN_INTERFACES_MAX 16

/* One address of this machine in a network that knows multicast. */
struct lan_interface {
    struct alcove_address address; /* port 0 */
    unsigned index;
};

/* Those of all networks but the machine's own; of that one (127.0.0.1) if there is no other, or if
 * only it is wanted: two people may use one machine. IPv6 addresses that need a zone are left out,
 * since nobody could answer to them. */
size_t lan_interfaces_list(bool only_this_machine, struct lan_interface out[LAN_INTERFACES_MAX]);

/* A socket that hears the group and nothing else, shared with other programs of this machine, or a
 * negative libuv error. The group reaches this network only (TTL 1), and this machine too. */
int lan_socket_open(bool ipv6);
/* Also after the interfaces changed. */
void lan_socket_join(int fd, bool ipv6, const struct lan_interface *interfaces, size_t count);
/* From the interface's address; what cannot be sent is lost. */
void lan_socket_send(int fd, const struct lan_interface *interface, const uint8_t *bytes,
                     size_t size);

#endif
