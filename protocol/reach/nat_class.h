/* What the router before this device does with ports, from what others saw of one socket (RFC 4787
 * section 4.1). The samples come from the echoes of DHT answers, from STUN servers, from one's own
 * helper and from the people one talks with; some of them lie, so that a minority moves nothing.
 * IPv4 only: IPv6 is not mapped. Called by whoever owns the socket. */
#ifndef ALCOVE_REACH_NAT_CLASS_H
#define ALCOVE_REACH_NAT_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "reach/endpoint_record.h"

#define NAT_SAMPLES_MAX 24
/* So many are asked for before a class is believed; fewer give a first guess. */
#define NAT_SAMPLES_WANTED 8
#define NAT_SAMPLES_MIN    2
/* A DEPENDENT mapping whose ports were seen within so few is worth searching there. */
#define NAT_RANGE_MAX 8192
/* RFC 7422 and RFC 6888: a carrier gives a subscriber a block about this large at most. */
#define NAT_CARRIER_BLOCK_MAX 4096

struct nat_sample {
    struct alcove_address voter; /* who saw it */
    struct alcove_address seen;
};

/* Oldest first. Zeroed memory is empty. */
struct nat_samples {
    struct nat_sample list[NAT_SAMPLES_MAX];
    size_t count;
};

struct nat_class {
    enum nat_mapping mapping;
    bool behind_carrier;
    bool certain;                   /* from NAT_SAMPLES_WANTED or more */
    struct alcove_address external; /* INDEPENDENT and NONE: what all others see; else port 0 */
    struct port_range ports;        /* DEPENDENT: low 0 when they may be anywhere */
    uint32_t external_ip4;          /* host order; 0: unknown */
};

/* One vote an IP address: a newer one replaces it. Anything but IPv4 in either place, and what no
 * datagram could have come from, is left out. */
void nat_samples_add(struct nat_samples *samples, const struct alcove_address *voter,
                     const struct alcove_address *seen);
/* After a change of network nothing of before is true. */
void nat_samples_clear(struct nat_samples *samples);
/* Which address it is, and whether its port stays, the newest NAT_SAMPLES_WANTED say: it may change
 * without a sign here. `hosts` are this device's own addresses with the socket's port. */
struct nat_class nat_classify(const struct nat_samples *samples, const struct alcove_address *hosts,
                              size_t host_count);

#endif
