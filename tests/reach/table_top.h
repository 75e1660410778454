/* A lookup on a table top: what it asks goes into a list, and the test plays the nodes. */
#ifndef REACH_TABLE_TOP_H
#define REACH_TABLE_TOP_H

#include "reach/dht_lookup.h"

#define MS    UINT64_C(1000)
#define START UINT64_C(1000000)

/* A lookup, and what it asks of nodes that only exist here. */
struct table_top {
    struct dht_lookup lookup;
    struct dht_pace pace;
    struct dht_silence silence;
    uint64_t seed;
    uint64_t now_us;
    struct dht_item item; /* rightly signed by the key that is looked for */
    struct dht_lookup_question asked[256];
    size_t asked_count;
};

/* Signed anew by the same key. */
void top_remake_item(struct table_top *top, uint64_t seq, const char *value);
/* The caller frees it. */
struct table_top *top_begin(enum dht_lookup_kind kind, unsigned depth_bits);
/* Node `number` shares exactly `bits` with the target. */
struct krpc_node top_node(const struct table_top *top, unsigned number, unsigned bits);
void top_know(struct table_top *top, unsigned number, unsigned bits);
/* Everything that it asks now; returns how many. */
size_t top_ask(struct table_top *top);
unsigned top_number_of(const struct dht_lookup_question *question);
struct krpc_span top_span(const void *bytes, size_t size);
struct krpc_message top_response(const struct table_top *top, size_t place);
void top_show_item(const struct table_top *top, struct krpc_message *message);
enum dht_lookup_verdict top_answer(struct table_top *top, size_t place,
                                   const struct krpc_message *message);
/* Everybody who was asked and has not answered says that it knows nothing; returns how many. */
size_t top_all_answer(struct table_top *top);
/* Returns how many are waited for no more. */
size_t top_pass(struct table_top *top, uint64_t us);

#endif
