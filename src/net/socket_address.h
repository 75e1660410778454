/* Between the addresses of links and those of the system. */
#ifndef ALCOVE_NET_SOCKET_ADDRESS_H
#define ALCOVE_NET_SOCKET_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/address.h"

/* For an IPv4 socket (`ipv4`) or for one of IPv6, where IPv4 stays mapped. False if an IPv4 socket
 * cannot reach it. */
bool socket_address_from(const struct alcove_address *address, bool ipv4,
                         struct sockaddr_storage *out);
/* False for other families. */
bool socket_address_to(const struct sockaddr *from, struct alcove_address *out);

#endif
