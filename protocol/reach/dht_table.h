/* The nodes we know: where every lookup begins, what is kept on the disk, and what an invite takes
 * its few good nodes from. Alcove stores nothing for others and answers nobody, so it needs no
 * buckets around its own id; it keeps a bounded sample spread over all ids: so many places for
 * each of DHT_TABLE_REGIONS ranges. A node that answered displaces one that is only hearsay or
 * fails; one machine has one place, one network few, so that places cannot be bought with ports.
 * Called by dht.c. */
#ifndef ALCOVE_REACH_DHT_TABLE_H
#define ALCOVE_REACH_DHT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/random.h"
#include "reach/dht_host.h"
#include "reach/dht_id.h"
#include "reach/krpc.h"

#define DHT_TABLE_REGIONS      64 /* by the first six bits of the id */
#define DHT_TABLE_REGION_NODES 8
#define DHT_TABLE_NODES_MAX    (DHT_TABLE_REGIONS * DHT_TABLE_REGION_NODES)
#define DHT_TABLE_NETWORK_MAX  2 /* nodes of one /24 or /48 */
#define DHT_TABLE_FAILS_MAX    2 /* in a row; then it is forgotten */
/* version 1, family 1, depth 1, count 2; then id 20 and 6 or 18 of address each */
#define DHT_TABLE_EXPORT_BYTES_MAX                                                                 \
    (5 + DHT_TABLE_NODES_MAX * (DHT_ID_BYTES + DHT_COMPACT_ADDRESS_IPV6))

struct dht_node {
    struct dht_id id;
    struct alcove_address address; /* port 0: a free place */
    bool answered;                 /* ever; otherwise hearsay */
    bool valid_id;                 /* BEP 42 */
    uint8_t fails;                 /* since it last answered */
    uint64_t answered_us;
    uint32_t rtt_us; /* smoothed; 0: unknown */
};

/* Zeroed memory knows no node. */
struct dht_table {
    struct dht_node nodes[DHT_TABLE_NODES_MAX];
};

/* Someone named this node. It enters if there is a free place; the caller checked the address. */
void dht_table_heard(struct dht_table *table, const struct krpc_node *node);
void dht_table_answered(struct dht_table *table, uint64_t now_us, const struct krpc_node *node,
                        uint32_t rtt_us);
/* It did not answer in time, or lied. */
void dht_table_failed(struct dht_table *table, const struct alcove_address *address);
void dht_table_forget(struct dht_table *table, const struct alcove_address *address);

size_t dht_table_count(const struct dht_table *table);
/* Those that answered and did not fail since. */
size_t dht_table_good_count(const struct dht_table *table);
/* 0: unknown. */
uint32_t dht_table_rtt_us(const struct dht_table *table, const struct alcove_address *address);

/* The nearest to `target` first, failing ones behind all others; returns how many, at most `max`.
 * Borrowed until the table changes. */
size_t dht_table_closest(const struct dht_table *table, const struct dht_id *target,
                         const struct dht_node **out, size_t max);
/* Good nodes at random; returns how many. */
size_t dht_table_pick(const struct dht_table *table, const struct alcove_random *random,
                      struct krpc_node *out, size_t max);
/* An id in the range of which fewest good nodes are known. */
struct dht_id dht_table_thinnest(const struct dht_table *table, const struct alcove_random *random);

/* All that do not fail. `depth` is the caller's and comes back. Fits DHT_TABLE_EXPORT_BYTES_MAX. */
void dht_table_export(const struct dht_table *table, enum dht_family family, uint8_t depth,
                      struct byte_writer *w);
/* Adds what is in there as hearsay. False if it is not whole; what came before the damage stays. */
bool dht_table_import(struct dht_table *table, const struct dht_scope *scope, struct byte_reader *r,
                      uint8_t *depth);

#endif
