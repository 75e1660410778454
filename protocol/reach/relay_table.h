/* Who is bound at a helper: for each ticket in use two sides, each with the address it proved and
 * the channel it was given. A fixed number of pairs; nothing of a pair is kept beyond its time.
 * Called by reach/relay_server.c. */
#ifndef ALCOVE_REACH_RELAY_TABLE_H
#define ALCOVE_REACH_RELAY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/relay_wire.h"
#include "reach/token_bucket.h"

/* More at one time is no helper of one person any more. */
#define RELAY_PAIRS_MAX 64
/* A side that did not bind anew for so long is forgotten: three keepalives. */
#define RELAY_LIFETIME_S 60

struct relay_side {
    struct alcove_address at; /* port 0: this side never came */
    uint64_t until_us;
    uint32_t proved_ms;       /* the age of the cookie that proved `at` */
    struct token_bucket rate; /* of data */
    struct token_bucket asks; /* of requests */
};

struct relay_pair {
    uint8_t id[RELAY_ID_BYTES];
    struct relay_side sides[2];
};

/* Zeroed memory has no pairs. The channel of side s of pair p stands at 2p + s; 0 is none. */
struct relay_table {
    struct relay_pair pairs[RELAY_PAIRS_MAX];
    uint64_t channels[2 * RELAY_PAIRS_MAX];
};

/* The place of a side, as an index into `channels`, or RELAY_NOBODY. */
#define RELAY_NOBODY SIZE_MAX

struct relay_side *relay_table_side(struct relay_table *table, size_t place);
size_t relay_table_other(size_t place);
bool relay_table_is_bound(const struct relay_table *table, size_t place, uint64_t now_us);

/* The bound side with this channel, if it is at this address. */
size_t relay_table_find_channel(const struct relay_table *table, uint64_t now_us, uint64_t channel,
                                const struct alcove_address *at);
/* Any side bound at this address; one socket of the owner may be a side of many pairs. */
size_t relay_table_find_address(const struct relay_table *table, uint64_t now_us,
                                const struct alcove_address *at);
/* The place of this side of this ticket, which may be not bound, or RELAY_NOBODY. */
size_t relay_table_find(const struct relay_table *table, uint64_t now_us,
                        const uint8_t id[RELAY_ID_BYTES], uint8_t side);
/* The same for a ticket that is not in the table: an empty pair, else the one of which a side has
 * waited alone for longest. RELAY_NOBODY when all pairs are complete. */
size_t relay_table_make(struct relay_table *table, uint64_t now_us,
                        const uint8_t id[RELAY_ID_BYTES], uint8_t side);
/* Binds, with a channel of its own if the side was not there before. True if it was not. */
bool relay_table_bind(struct relay_table *table, size_t place, uint64_t now_us,
                      const struct relay_side *bound, const struct alcove_random *random);
/* Pairs with a bound side. */
size_t relay_table_pairs(const struct relay_table *table, uint64_t now_us);

#endif
