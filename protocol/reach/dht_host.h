/* Which addresses the DHT may talk to, and which of them belong together. A stranger's answer can
 * name any address: one of our own network, a server's well-known port. Nothing is sent to those.
 * Addresses of one host or one network count once where numbers must not be bought cheaply. Called
 * by the other dht_ modules and address_votes.c. */
#ifndef ALCOVE_REACH_DHT_HOST_H
#define ALCOVE_REACH_DHT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

/* Mainline is two networks that do not mix (BEP 32). */
enum dht_family {
    DHT_IPV4,
    DHT_IPV6,
};

struct dht_scope {
    enum dht_family family;
    bool local; /* private and loopback addresses too: tests on one machine */
};

#define DHT_PORT_MIN             1024 /* below are servers, not nodes */
#define DHT_COMPACT_ADDRESS_IPV4 6
#define DHT_COMPACT_ADDRESS_IPV6 18

/* A unicast address of the public Internet (RFC 6890) in this family, on a port of a node. */
bool dht_host_usable(const struct dht_scope *scope, const struct alcove_address *address);
bool dht_host_is_private(const struct alcove_address *address);
/* One machine: the same IPv4 address, or the same IPv6 /64. */
bool dht_host_same(const struct alcove_address *a, const struct alcove_address *b);
/* One owner, most likely: the same IPv4 /24, or the same IPv6 /48. */
bool dht_host_same_network(const struct alcove_address *a, const struct alcove_address *b);

/* Compact form (BEP 5): ip and port, 6 or 18 bytes. False if `size` is neither. */
bool dht_host_read(const uint8_t *bytes, size_t size, struct alcove_address *out);

#endif
