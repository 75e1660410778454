/* Some nodes of the DHT that know each other all, keep what is put, and answer within the same
 * call; and one client before them. What the client sends goes to its node and the answer back. */
#ifndef REACH_PRETEND_DHT_H
#define REACH_PRETEND_DHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/dht.h"

#define PRETEND_NODES      40
#define PRETEND_ITEMS      512
#define PRETEND_EVENTS     64
#define PRETEND_LATENCY_US 20000 /* between the client's turns */

struct pretend_event {
    struct dht_event event;
    uint8_t value[DHT_ITEM_VALUE_BYTES_MAX];
};

struct pretend_dht {
    struct dht dht;
    uint64_t seed;
    uint64_t now_us;
    struct krpc_node nodes[PRETEND_NODES];
    bool dead[PRETEND_NODES];
    bool lies[PRETEND_NODES];     /* shows values with a broken signature */
    struct alcove_address client; /* as the nodes see it */
    size_t forgers;               /* the first so many nodes see another address */
    struct dht_item items[PRETEND_ITEMS];
    size_t item_node[PRETEND_ITEMS];
    size_t item_count;
    size_t puts_in_own_name; /* whose id is not that of the node they went to */
    size_t sent;
    size_t sent_to_nobody;
    size_t values_shown;
    struct pretend_event events[PRETEND_EVENTS];
    size_t event_count;
};

/* The caller frees it. The client knows no node yet. */
struct pretend_dht *pretend_dht_new(void);
/* It knows the first `count` by address. */
void pretend_dht_introduce(struct pretend_dht *pretend, size_t count);
/* One turn: what it sends now is answered, then time passes. False if it had nothing to send. */
bool pretend_dht_turn(struct pretend_dht *pretend);
/* Until nothing waits any more. */
void pretend_dht_run(struct pretend_dht *pretend);
/* The newest event of this kind and handle (0: any), or NULL. */
const struct pretend_event *pretend_dht_event(const struct pretend_dht *pretend,
                                              enum dht_event_kind kind, dht_handle handle);

#endif
