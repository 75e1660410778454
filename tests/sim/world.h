/* A deterministic world of two nodes and the two directions of the network between them. Time is a
 * number: the world jumps to the earliest moment at which something happens, and lets it happen.
 * The same seed gives the same log, of which a running hash is kept.
 *
 * Nodes are anything with four functions; tests/sim/person.h has the one with a link inside. Each
 * node lives by a clock of its own, far from the other's, as two computers do. */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "emulator/dice.h"
#include "emulator/network.h"

#define WORLD_NODES     2
#define WORLD_SECOND_US UINT64_C(1000000)
#define WORLD_MS_US     UINT64_C(1000)
#define WORLD_NEVER     UINT64_MAX

/* `now_us` and what next_us returns are on the node's own clock. */
struct world_node {
    void *context; /* not owned */
    const char *name;
    void (*receive)(void *context, uint64_t now_us, const struct alcove_address *from,
                    const struct network_datagram *datagram);
    void (*timeout)(void *context, uint64_t now_us);
    uint64_t (*next_us)(void *context); /* WORLD_NEVER if nothing waits */
};

struct world {
    uint64_t seed;
    uint64_t now_us;  /* of the world, from 0 */
    struct dice dice; /* for whoever draws in this world beside the networks */
    struct world_node nodes[WORLD_NODES];
    uint64_t clock_ahead_us[WORLD_NODES];
    uint16_t homes[WORLD_NODES]; /* counts the moves of a node; its address depends on it */
    struct network networks[WORLD_NODES]; /* [i] carries what node i sends */
    struct network_slot *slots;           /* owned */
    uint8_t arriving[NETWORK_DATAGRAM_MAX];
    uint64_t log_hash;
    uint64_t log_count;
    uint64_t steps_at_now;
    bool prints;       /* the log, to stdout */
    const char *wrong; /* NULL, or the promise that was broken; static text */
};

/* `plans[i]` is for what node i sends. Ends with world_free. */
void world_init(struct world *world, uint64_t seed, const struct network_plan plans[WORLD_NODES]);
void world_free(struct world *world);
/* `node` is copied. */
void world_add_node(struct world *world, unsigned index, const struct world_node *node);

/* Where a node is now. */
struct alcove_address world_address(const struct world *world, unsigned index);
/* The node's address is another from now on, as when wifi gives way to a mobile network: what is
 * under way to the old one is lost. */
void world_move(struct world *world, unsigned index);
/* From now on, in both directions; the plan's changes still to come stay. `terms` as in
 * emulator/terms.h; asserts that they are well formed. */
void world_change(struct world *world, const char *terms);
/* The same only for what node `index` sends. */
void world_change_from(struct world *world, unsigned index, const char *terms);

/* What node `index` reads on its clock. */
uint64_t world_clock_us(const struct world *world, unsigned index);
/* Sends from node `index`. Bytes to an address nobody has are lost. */
void world_send(struct world *world, unsigned index, const struct alcove_address *to,
                const struct network_datagram *datagram);

/* One thing happens, if it happens before `until_us`; otherwise returns false and it is until_us.
 * Also false once something is wrong. */
bool world_step(struct world *world, uint64_t until_us);

/* Enters a line into the log. `what` is static text. */
void world_log(struct world *world, unsigned index, const char *what, uint64_t number);
/* A promise was broken: the world ends here. The first one counts. */
void world_fail(struct world *world, unsigned index, const char *what);

#endif
