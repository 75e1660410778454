/* The nodes that were nearest to a target the last time. A target is looked for again and again,
 * while one waits for a person; these are asked first then, so that a value takes one round trip
 * and no node on the way learns anything. Called by dht.c. */
#ifndef ALCOVE_REACH_DHT_MEMORY_H
#define ALCOVE_REACH_DHT_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "reach/dht_lookup.h"

#define DHT_MEMORY_TARGETS_MAX 64 /* the one unused longest goes first */

struct dht_remembered {
    struct dht_id target;
    struct krpc_node nodes[DHT_LOOKUP_WIDTH];
    uint32_t rtt_us[DHT_LOOKUP_WIDTH]; /* 0: unknown */
    size_t count;
    unsigned near_bits;
    uint64_t used_us; /* 0: a free place */
};

/* Zeroed memory remembers nothing. */
struct dht_memory {
    struct dht_remembered targets[DHT_MEMORY_TARGETS_MAX];
};

/* NULL if unknown. Borrowed until the next call. */
const struct dht_remembered *dht_memory_find(struct dht_memory *memory, uint64_t now_us,
                                             const struct dht_id *target);
/* After a lookup is finished. */
void dht_memory_keep(struct dht_memory *memory, uint64_t now_us, const struct dht_lookup *lookup);
/* Another network: distances are others now. */
void dht_memory_forget_times(struct dht_memory *memory);

#endif
