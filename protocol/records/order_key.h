/* Order keys: where a practice or a point of an agenda stands among its like. A key is compared
 * byte by byte; a move is one set of one field, so nothing is ever there twice. Between any two
 * keys there is another one, until they become too long: the outcome says so. Called by whoever
 * makes or moves what has an order, and by records/schema.c. SPEC.md section 8.11.
 *
 * Bytes are 1 to 255 and the last one is above 1, so that something fits before every key too. Two
 * devices may make the same key; ties go by the id of the object, and are the caller's. */
#ifndef ALCOVE_RECORDS_ORDER_KEY_H
#define ALCOVE_RECORDS_ORDER_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/schema.h"

#define ORDER_KEY_BYTES_LONG 16    /* longer ones are spread by the next who moves something */
#define ORDER_KEYS_MAX       32768 /* what order_keys_spread can keep apart */

/* Copied by value. Of size 0 it is no key, and stands for the end of the list. */
struct order_key {
    uint8_t size;
    uint8_t bytes[SCHEMA_ORDER_BYTES_MAX];
};

enum order_key_made {
    ORDER_KEY_MADE,
    ORDER_KEY_LONG,    /* made, but it is time to spread the keys of this list */
    ORDER_KEY_NO_ROOM, /* not made: spread the keys of this list, and ask again */
};

bool order_key_is_valid(const uint8_t *bytes, size_t size);
/* The key in a register; of size 0 if it holds none. */
struct order_key order_key_of(const struct value *value);
/* -1, 0 or 1. */
int order_key_compare(const struct order_key *a, const struct order_key *b);

/* A key after `before` and before `after`; of size 0 they are the ends of the list. `jitter` is a
 * random byte, which keeps apart what two put in one place at a time. ORDER_KEY_NO_ROOM also where
 * `before` is not before `after`. */
enum order_key_made order_key_between(const struct order_key *before, const struct order_key *after,
                                      uint8_t jitter, struct order_key *out);

/* `count` short keys, evenly apart and in order; at most ORDER_KEYS_MAX. */
void order_keys_spread(size_t count, struct order_key *out);

#endif
