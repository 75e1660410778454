/* Alcove's DHT client among a swarm of other people's nodes, in simulated time. `dht_world_pairs`:
 * one device publishes values under so many keys, another looks each of them up. `dht_world_hour`:
 * what an app costs its line in an hour in which it publishes for so many people and looks for
 * them. The same terms give the same log, of which a running hash is kept. */
#ifndef SIM_DHT_WORLD_H
#define SIM_DHT_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dht_nodes.h"

struct dht_world_terms {
    struct dht_nodes_terms swarm;
    uint32_t loss_ppm; /* of every datagram, both ways */
    size_t pairs;      /* dht_world_pairs: keys. dht_world_hour: people */
    bool cold; /* for each key another device looks, which knows eight nodes and nothing else */
};

struct dht_world_result {
    size_t published; /* at least one copy */
    size_t found;     /* the newest value, bit for bit */
    size_t false_values;
    size_t copies; /* all together */
    uint64_t first_p50_us, first_p95_us;
    uint64_t get_p50_us, get_p95_us;
    uint64_t put_p50_us, put_p95_us;
    double get_packets, get_bytes; /* out, each on average */
    double put_packets, put_bytes;
    uint64_t bytes_out, bytes_in; /* dht_world_hour: in one hour */
    double strangers;             /* nodes that saw a whole target, each get on average */
    bool external_right;          /* the address that votes gave is ours, on both devices */
    unsigned packets_per_s_max;   /* to one node in any second */
    uint64_t log_hash;
};

struct dht_world_result dht_world_pairs(const struct dht_world_terms *terms);
struct dht_world_result dht_world_hour(const struct dht_world_terms *terms);

#endif
