/* Finding one open port among many, when one of the two routers gives every destination another
 * port (RFC 4787 "address and port-dependent mapping"). The side behind such a router opens many
 * sockets towards the other's one address; the other sends probes to many ports until one of them
 * is among those opened (the birthday paradox), within the range where ports were seen, if that is
 * known. This module says how many sockets, which ports, and when; agent.c sends. */
#ifndef ALCOVE_REACH_PUNCH_H
#define ALCOVE_REACH_PUNCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "reach/endpoint_record.h"

/* Few routers notice so many; a carrier's subscriber must not use up his block of ports. */
#define PUNCH_SOCKETS_MAX     256
#define PUNCH_SOCKETS_CARRIER 64
/* Probes: fast at first, then at a pace that no router takes for an attack, then no more. */
#define PUNCH_FAST_INTERVAL_US 4000
#define PUNCH_FAST_FOR_US      4000000
#define PUNCH_SLOW_INTERVAL_US 10000
#define PUNCH_GIVE_UP_US       20000000
/* One opening datagram from each socket, in this rhythm, and again before routers forget. */
#define PUNCH_OPEN_INTERVAL_US 500
#define PUNCH_OPEN_AGAIN_US    8000000

enum punch_part {
    PUNCH_NONE,   /* no ports need to be searched, or no search can help */
    PUNCH_SEARCH, /* we send probes to many ports */
    PUNCH_OPEN,   /* we open many sockets */
};

/* Zeroed memory plays no part. */
struct punch {
    enum punch_part part;
    uint64_t begun_us;
    uint64_t next_us;
    /* SEARCH */
    struct port_range range;
    uint32_t visited; /* ports of the range tried so far */
    uint32_t stride;  /* the walk through the range meets each port once */
    uint32_t start;
    /* OPEN */
    uint16_t sockets; /* that we want */
    uint16_t opened;  /* sockets that have sent since begun_us or the last turn */
    uint64_t turn_us; /* when this turn began */
};

/* Which part is ours, by both records. */
enum punch_part punch_part_of(const struct endpoint_record *own,
                              const struct endpoint_record *other);
/* How many sockets the side with this record opens. */
uint16_t punch_sockets_for(const struct endpoint_record *own);
/* Begins our part, or none. */
void punch_begin(struct punch *punch, uint64_t now_us, const struct endpoint_record *own,
                 const struct endpoint_record *other, const struct alcove_random *random);
void punch_end(struct punch *punch);
/* True when something is to be sent now: SEARCH to `*port`, OPEN from socket `*socket` (1 to
 * `sockets`). Call again until false. */
bool punch_poll(struct punch *punch, uint64_t now_us, uint16_t *port, uint16_t *socket);
/* UINT64_MAX when nothing is to be sent. */
uint64_t punch_next_timeout(const struct punch *punch);

#endif
