/* One direction of a network: a bottleneck of a given rate with a bounded queue, then loss, delay,
 * jitter, reordering and duplication. A model only: no socket, no clock, no allocation; chance is
 * seeded. The same seed and the same calls give the same datagrams at the same microseconds.
 *
 * Called by the link emulator in real time and by the world of tests/sim in virtual time:
 *
 *   network_push(&net, now_us, tag, bytes, size);
 *   while (network_pop(&net, now_us, &datagram)) deliver(datagram);
 *   sleep until network_next_us(&net);
 *
 * Rules of time: `now_us` is the caller's clock from the moment 0 of network_init and may stand
 * still, but never goes back. Changes of the plan take place at their own microsecond, however
 * rarely the network is called. */
#ifndef EMULATOR_NETWORK_H
#define EMULATOR_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/dice.h"
#include "emulator/terms.h"

#define NETWORK_DATAGRAM_MAX 2048u
#define NETWORK_NEVER        UINT64_MAX

/* The place of one datagram. The caller provides an array of them and never looks inside. */
struct network_slot {
    uint64_t entered_ns;
    uint64_t due_ns;
    uint64_t order;     /* of two with one due time, the first to leave the bottleneck */
    uint32_t next;      /* in the queue or in the list of free slots */
    uint32_t heap_slot; /* heap entry i of those under way is slots[i].heap_slot */
    uint32_t tag;
    uint32_t size;
    uint8_t bytes[NETWORK_DATAGRAM_MAX];
};

/* Each datagram that entered is, in the end, counted as left, lost or dropped; copies beside. */
struct network_counts {
    uint64_t entered;
    uint64_t entered_bytes; /* payload, without overhead */
    uint64_t left;          /* handed out by network_pop, copies included */
    uint64_t left_bytes;
    uint64_t lost;       /* by loss, burst, mask or outage */
    uint64_t queue_full; /* dropped at the tail */
    uint64_t no_slot;    /* dropped because the caller's slots were all in use, or over-long */
    uint64_t duplicated;
    uint64_t held_back;
    uint64_t passed; /* the bottleneck; the two below are over these */
    uint64_t queue_sum_us;
    uint64_t queue_max_us;
};

struct network {
    struct network_plan plan;
    struct network_terms terms; /* in force */
    size_t changes_done;
    struct dice dice;
    bool in_burst;
    unsigned mask_at;

    struct network_slot *slots; /* borrowed for the life of the network */
    uint32_t free_head;
    uint32_t queue_head;
    uint32_t queue_tail;
    uint32_t under_way; /* entries of the heap */

    uint64_t now_ns;             /* the bottleneck is served up to here */
    uint64_t head_left_nanobits; /* of the datagram at the head of the queue */
    uint64_t queue_bytes;
    uint64_t last_due_ns;
    uint64_t order_next;
    struct network_counts interval;
    struct network_counts before; /* all earlier intervals */
};

/* A datagram that arrived. `bytes` points into a slot: valid until the next call on the network. */
struct network_datagram {
    uint32_t tag;
    size_t size;
    const uint8_t *bytes;
};

struct network_storage {
    struct network_slot *slots; /* not owned; outlives the network */
    uint32_t count;             /* at least 1; bounds what is queued and under way together */
};

void network_init(struct network *net, const struct network_plan *plan,
                  struct network_storage storage, uint64_t seed);

/* Offers a datagram; `bytes` are copied and stay the caller's. Whether it will arrive is not told,
 * as on any network. `tag` comes back with it. */
void network_push(struct network *net, uint64_t now_us, uint32_t tag, const uint8_t *bytes,
                  size_t size);

/* The next moment at which network_pop may give something, or NETWORK_NEVER. */
uint64_t network_next_us(const struct network *net);

/* Hands out one datagram that is due. False, and `out` untouched, if there is none. */
bool network_pop(struct network *net, uint64_t now_us, struct network_datagram *out);

/* From now_us on: these terms, whatever the plan had. Changes still to come stay planned. */
void network_set_terms(struct network *net, uint64_t now_us, const struct network_terms *terms);

/* What happened since the last call, or since the beginning; starts a new interval. */
struct network_counts network_take_interval(struct network *net);
struct network_counts network_totals(const struct network *net);

#endif
