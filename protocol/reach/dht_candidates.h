/* The nodes that one lookup knows of, in the order of their distance from its target: bounded, one
 * for each machine, few for each network. Each remembers who named it: who names mostly nodes that
 * do not answer is believed no further, which is what keeps invented nodes near the target from
 * eating the time of a lookup. Places have fixed numbers, by which answers find them. Called by
 * dht_lookup.c. */
#ifndef ALCOVE_REACH_DHT_CANDIDATES_H
#define ALCOVE_REACH_DHT_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/dht_host.h"
#include "reach/dht_id.h"
#include "reach/krpc.h"

#define DHT_CANDIDATES_MAX         64
#define DHT_CANDIDATES_NETWORK_MAX 3 /* of one /24 or /48 */
#define DHT_CANDIDATES_NOBODY      DHT_CANDIDATES_MAX

enum dht_candidate_state {
    DHT_CANDIDATE_NEW,
    DHT_CANDIDATE_ASKED,
    DHT_CANDIDATE_SLOW, /* no longer waited for; its answer is still welcome */
    DHT_CANDIDATE_ANSWERED,
    DHT_CANDIDATE_BAD, /* lied */
};

enum dht_put_state {
    DHT_PUT_NONE,
    DHT_PUT_SENT,
    DHT_PUT_STORED,
    DHT_PUT_REFUSED, /* or no answer */
};

/* What the open transaction is about. */
enum dht_awaited {
    DHT_AWAITS_NOTHING,
    DHT_AWAITS_ANSWER,
    DHT_AWAITS_STORED,
};

struct dht_candidate {
    struct dht_id id;
    struct alcove_address address;
    bool named;          /* its id is known; otherwise it counts as the furthest */
    bool asked_whole;    /* the last question held the whole target */
    uint8_t times;       /* that question was asked */
    uint8_t source;      /* place of who named it first, or NOBODY: our own table */
    uint8_t mentions;    /* how many named it */
    uint8_t good_named;  /* of those it named first: answered */
    uint8_t wrong_named; /* did not, or have another id */
    enum dht_candidate_state state;
    enum dht_put_state put;
    uint32_t rtt_us; /* 0: unknown */
    uint64_t sent_us;
    uint64_t deadline_us; /* ASKED: SLOW from then on; put SENT: REFUSED from then on */
    bool asked_beside;    /* for nodes beside the nearest */
    enum dht_awaited awaits;
    uint8_t transaction[KRPC_TRANSACTION_BYTES];
    uint8_t token[KRPC_TOKEN_BYTES_MAX];
    uint8_t token_size;
};

struct dht_candidates {
    struct dht_id target;
    struct dht_candidate list[DHT_CANDIDATES_MAX];
    uint8_t order[DHT_CANDIDATES_MAX]; /* places, the nearest to the target first */
    size_t count;
};

struct dht_candidate_news {
    const struct krpc_node *node;
    bool named;
    uint8_t source;
};

/* `target` set and the rest zeroed is an empty set. Returns the new place, or NOBODY if it is known
 * already, crowded, or too far for a full set. The caller checked the address. */
size_t dht_candidates_add(struct dht_candidates *set, const struct dht_candidate_news *news);
/* It answered with this id, whatever id it was named with. */
void dht_candidates_rename(struct dht_candidates *set, size_t place, const struct dht_id *id);
/* It did answer, and with the id it was named with, or not: its source stands surety. */
void dht_candidates_judge(struct dht_candidates *set, size_t place, bool good);
/* Only one named it, and that one has named nothing but nodes that do not answer. */
bool dht_candidates_is_distrusted(const struct dht_candidates *set, size_t place);
/* How many unanswered questions are under way to nodes that only its source vouches for. */
size_t dht_candidates_asked_of_source(const struct dht_candidates *set, size_t place);

#endif
