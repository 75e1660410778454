/* A swarm of other people's DHT nodes in simulated time: honest ones, which keep items as BEP 44
 * says, dead ones, and liars of several kinds. Nodes know a Kademlia-like part of the others, the
 * dead included. One datagram in, at most one out; the network between is dht_world.h's. */
#ifndef SIM_DHT_NODES_H
#define SIM_DHT_NODES_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "emulator/dice.h"
#include "reach/dht_id.h"

#define DHT_NODES_MAX          4096
#define DHT_NODES_KNOWN_MAX    160
#define DHT_NODES_ITEMS_MAX    32768
#define DHT_NODES_DATAGRAM_MAX 3072

enum dht_node_kind {
    DHT_NODE_HONEST,
    DHT_NODE_DEAD,
    DHT_NODE_INVENTS, /* nodes near the target that do not exist */
    DHT_NODE_FORGES,  /* values with a wrong signature */
    DHT_NODE_CLINGS,  /* to the first value it got */
    DHT_NODE_SWELLS,  /* values longer than allowed */
    DHT_NODE_SWAPS,   /* a value rightly signed by another key */
    DHT_NODE_KINDS,
};

struct pretend_node {
    struct dht_id id;
    struct alcove_address address;
    enum dht_node_kind kind;
    uint64_t delay_us; /* one way */
    uint16_t known[DHT_NODES_KNOWN_MAX];
    size_t known_count;
};

struct dht_nodes {
    struct dice dice;
    struct pretend_node list[DHT_NODES_MAX];
    size_t count;
    struct pretend_item *items; /* owned */
    size_t item_count;
};

struct dht_nodes_terms {
    uint64_t seed;
    size_t count;
    unsigned dead_per_cent;
    unsigned lying_per_cent;
};

void dht_nodes_init(struct dht_nodes *nodes, const struct dht_nodes_terms *terms);
void dht_nodes_free(struct dht_nodes *nodes);
/* NULL if nobody lives there. */
struct pretend_node *dht_nodes_at(struct dht_nodes *nodes, const struct alcove_address *address);
struct dht_nodes_query {
    struct pretend_node *to;
    struct alcove_address from;
    const uint8_t *bytes;
    size_t size;
};

/* Writes the answer into DHT_NODES_DATAGRAM_MAX bytes and returns its size; 0 for none. */
size_t dht_nodes_answer(struct dht_nodes *nodes, const struct dht_nodes_query *query, uint8_t *out);
/* A public address that nobody has yet. */
struct alcove_address dht_nodes_new_address(struct dht_nodes *nodes);

#endif
