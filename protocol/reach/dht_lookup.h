/* One lookup: nearer and nearer to a target, some questions at a time, until the nodes nearest to
 * it have been asked. It decides whom to ask next and what; dht.c sends and receives.
 *
 * Nodes on the way do not learn the target: they are asked for nodes near a blurred one, of which
 * only as many leading bits are right as bring us nearer. Only nodes within the last region, some
 * DHT_LOOKUP_WIDTH * 4 of the whole network, see it whole. How many bits that is was learnt from
 * earlier lookups, or else shows when nobody nearer is found.
 *
 * Nobody is waited for long: a node has two and a half times its usual round trip. The first
 * value that is signed rightly is reported at once, a newer one as soon as it comes; a put goes to
 * whoever answered after DHT_LOOKUP_PUT_US and later to those found nearer. Nodes that answer with
 * a wrong key, a wrong signature or another id than they were named with are believed no more. */
#ifndef ALCOVE_REACH_DHT_LOOKUP_H
#define ALCOVE_REACH_DHT_LOOKUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/random.h"
#include "reach/dht_candidates.h"
#include "reach/dht_item.h"
#include "reach/dht_pace.h"
#include "reach/dht_silence.h"
#include "reach/krpc.h"

#define DHT_LOOKUP_WIDTH         8  /* BEP 5's k */
#define DHT_LOOKUP_COPIES_MAX    20 /* of a put */
#define DHT_LOOKUP_PARALLEL      4  /* on the way */
#define DHT_LOOKUP_PARALLEL_NEAR 8  /* all of them have to be asked anyway */
#define DHT_LOOKUP_TIMES_MAX     2  /* the same question to a silent node */
#define DHT_LOOKUP_FEW           4  /* answers; after fewer even a get for news asks again */
#define DHT_LOOKUP_STEP_BITS     3  /* more than a node shares; each answer brings about so many */
#define DHT_LOOKUP_NEAR_BITS     2  /* fewer than the nearest share: four times as many nodes */
#define DHT_LOOKUP_WAIT_US       UINT64_C(400000) /* for a node whose round trip is unknown */
#define DHT_LOOKUP_WAIT_MIN_US   UINT64_C(150000)
#define DHT_LOOKUP_WAIT_MAX_US   UINT64_C(2000000)
#define DHT_LOOKUP_PUT_US        UINT64_C(500000)
#define DHT_LOOKUP_END_US        UINT64_C(15000000) /* whatever happens */
#define DHT_LOOKUP_DEPTH_UNKNOWN 255

enum dht_lookup_kind {
    DHT_LOOKUP_FIND, /* nodes only; the target is no secret */
    DHT_LOOKUP_GET,
    DHT_LOOKUP_PUT,
};

struct dht_lookup {
    enum dht_lookup_kind kind;
    struct dht_candidates candidates;
    size_t copies;      /* PUT: wanted */
    bool only_newer;    /* GET: than item.seq */
    unsigned near_bits; /* whoever shares so many sees the target; above 160: not known yet */
    bool beside;        /* PUT: the nearest are too few, so they are asked for others near them */
    uint64_t begun_us;
    bool finished;
    /* GET: the newest value so far. PUT: what is put. */
    struct dht_item item;
    bool found;
    bool news;               /* the value changed; the reader resets it */
    uint64_t first_value_us; /* 0: none */
    uint64_t newest_seq;     /* that anyone showed rightly signed */
};

struct dht_lookup_question {
    size_t place;
    enum krpc_method method;
    struct dht_id target; /* possibly blurred */
    struct alcove_address to;
};

enum dht_lookup_verdict {
    DHT_LOOKUP_FINE,
    DHT_LOOKUP_LIAR,
};

/* `lookup`: zeroed but for kind, candidates.target, copies, only_newer and item. `depth_bits`: how
 * many bits the nearest nodes of earlier lookups shared, or DEPTH_UNKNOWN. */
void dht_lookup_begin(struct dht_lookup *lookup, uint64_t now_us, unsigned depth_bits);
/* A node to begin with; `rtt_us` 0 if unknown. */
void dht_lookup_add(struct dht_lookup *lookup, const struct dht_candidate_news *news,
                    uint32_t rtt_us);

/* The next question that may be sent now; it counts as sent. */
bool dht_lookup_next(struct dht_lookup *lookup, uint64_t now_us, const struct dht_pace *pace,
                     const struct alcove_random *random, struct dht_lookup_question *out);
/* Earliest time at which there may be something to send, to give up on or to settle. */
uint64_t dht_lookup_next_us(const struct dht_lookup *lookup, uint64_t now_us,
                            const struct dht_pace *pace);
/* One node that did not answer in time, and is waited for no more; false when there is none. */
bool dht_lookup_give_up_on(struct dht_lookup *lookup, uint64_t now_us, struct alcove_address *who);
/* After answers came or time passed: goes over to the next part of the work, or finishes. */
void dht_lookup_settle(struct dht_lookup *lookup, uint64_t now_us);

/* The place that this transaction was sent to at this address, or DHT_CANDIDATES_NOBODY. */
size_t dht_lookup_place_of(const struct dht_lookup *lookup, const struct alcove_address *from,
                           struct krpc_span transaction);

struct dht_lookup_answer {
    const struct dht_scope *scope;
    const struct dht_silence *silence;
    const struct krpc_message *message; /* a response or an error */
    size_t place;
};

enum dht_lookup_verdict dht_lookup_receive(struct dht_lookup *lookup, uint64_t now_us,
                                           const struct dht_lookup_answer *answer);

size_t dht_lookup_stored(const struct dht_lookup *lookup);
/* The nearest that answered, at most DHT_LOOKUP_WIDTH places; returns how many. */
size_t dht_lookup_nearest(const struct dht_lookup *lookup, size_t places[DHT_LOOKUP_WIDTH]);

#endif
