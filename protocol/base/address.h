/* An address of a datagram: IPv6, or IPv4 mapped into IPv6 (RFC 4291 §2.5.5.2), and a UDP port. */
#ifndef ALCOVE_BASE_ADDRESS_H
#define ALCOVE_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct alcove_address {
    uint8_t ip[16]; /* network order */
    uint16_t port;  /* host order; 0 means no address */
};

static inline bool alcove_address_equal(const struct alcove_address *a,
                                        const struct alcove_address *b)
{
    return a->port == b->port && memcmp(a->ip, b->ip, sizeof a->ip) == 0;
}

#endif
