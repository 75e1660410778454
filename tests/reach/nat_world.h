/* Two homes in virtual time, each behind a router of a chosen kind, and the agents in them: for
 * tests of how they find each other. The routers behave as RFC 4787 names them; a packet with a
 * short time to live dies behind its own router. Nothing here sleeps. */
#ifndef TESTS_REACH_NAT_WORLD_H
#define TESTS_REACH_NAT_WORLD_H

#include "reach/agent.h"

enum nat_kind {
    WORLD_OPEN,           /* no router */
    WORLD_FIREWALL,       /* no mapping, but nobody comes in unasked */
    WORLD_FULL_CONE,      /* endpoint-independent mapping and filtering */
    WORLD_ADDRESS_FILTER, /* endpoint-independent mapping, address-dependent filtering */
    WORLD_PORT_FILTER,    /* endpoint-independent mapping, address and port-dependent filtering */
    WORLD_PORT_KEEPING,   /* the same, and unasked packets spoil their way for later ones */
    WORLD_SYMMETRIC,      /* another random port for each destination */
    WORLD_SYMMETRIC_COUNTING /* the next port for each destination */,
    WORLD_SYMMETRIC_BLOCK, /* a random one of 512 */
    WORLD_KINDS,
};

struct world;

#define WORLD_MAPPINGS_MAX 4096

struct world_mapping {
    uint16_t inside;          /* port */
    struct alcove_address to; /* dependent mappings: for this destination only */
    uint16_t outside;
};

struct world_flow { /* somebody was sent to, or has sent unasked */
    uint16_t outside;
    struct alcove_address remote;
    bool spoilt;
};

struct world_router {
    enum nat_kind kind;
    uint8_t ip[4];
    uint16_t next_port;
    struct world_mapping mappings[WORLD_MAPPINGS_MAX];
    size_t mapping_count;
    struct world_flow flows[WORLD_MAPPINGS_MAX * 4];
    size_t flow_count;
};

struct world_home {
    struct agent agent;
    struct world_router router;
    uint8_t host_ip[4];
    bool offline;
    uint64_t found_us; /* first path; 0: none */
    struct agent_event path;
    size_t called, gave_up, sent;
    uint16_t sockets_used; /* most that ever sent */
};

#define WORLD_DATAGRAMS_MAX 8192

struct world_datagram {
    uint64_t due_us;
    int to_home;
    uint16_t socket;
    struct alcove_address from;
    size_t size;
    uint8_t bytes[CHECK_BYTES_MAX];
};

struct world {
    uint64_t now_us;
    uint64_t delay_us; /* one way */
    uint32_t loss_per_mille;
    uint64_t seed;
    struct world_home homes[2];
    struct world_datagram *datagrams[WORLD_DATAGRAMS_MAX];
    size_t datagram_count;
};

struct world *world_open(enum nat_kind a, enum nat_kind b, uint64_t seed);
void world_close(struct world *world);
/* What the home would publish of itself, its router classified as the samples of a real search of
 * `helpers` destinations show it. */
struct endpoint_record world_record(struct world *world, int home);
/* Gives the home its own record. */
void world_learn(struct world *world, int home);
/* The other's record, as published now, reaches `home`. */
void world_tell(struct world *world, int home);
uint64_t world_now_s(const struct world *world);
void world_begin(struct world *world, int home);
void world_run(struct world *world, uint64_t duration_us);
/* Runs until both have a path, at most so long; the time of the later one since `since_us`, or
 * UINT64_MAX. */
uint64_t world_run_until_found(struct world *world, uint64_t since_us, uint64_t at_most_us);
/* The home moves: another host address, another router of the kind. */
void world_move(struct world *world, int home, enum nat_kind kind);

#endif
