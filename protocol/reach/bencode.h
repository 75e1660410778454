/* Bencoding (BEP 3), the encoding of every DHT message. The reader walks a datagram where it lies:
 * it allocates nothing, and what it returns borrows the datagram's memory. It is strict, since two
 * readers that understand the same bytes differently are how signatures get moved about: keys
 * unsorted or twice, numbers with leading zeros, nesting deeper than BENCODE_DEPTH_MAX, strings
 * that pass the end and bytes behind the end are all refused. Called by krpc.c. */
#ifndef ALCOVE_REACH_BENCODE_H
#define ALCOVE_REACH_BENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define BENCODE_DEPTH_MAX 6 /* the message, its arguments, and a value of someone else's */

enum bencode_kind {
    BENCODE_INTEGER,
    BENCODE_STRING,
    BENCODE_LIST,
    BENCODE_DICT,
};

/* One value that was checked whole, insides included. Borrows the memory it was read from. */
struct bencode {
    enum bencode_kind kind;
    const uint8_t *bytes; /* its encoding, from the first to the last byte */
    size_t size;
    int64_t integer;     /* INTEGER */
    const uint8_t *text; /* STRING: what is in it; not NULL even if empty */
    size_t text_size;
};

/* True if `bytes` are exactly one value. */
bool bencode_parse(const uint8_t *bytes, size_t size, struct bencode *out);
/* The value of `key` in a dictionary. False, and `out` zeroed, if there is none or `dict` is
 * something else. */
bool bencode_find(const struct bencode *dict, const char *key, struct bencode *out);

/* The items of a list, one by one. */
struct byte_reader bencode_items(const struct bencode *list);
bool bencode_next(struct byte_reader *items, struct bencode *out);

/* Writing: the caller opens, closes and sorts. `key` is ASCII. */
void bencode_write_dict(struct byte_writer *w);
void bencode_write_list(struct byte_writer *w);
void bencode_write_end(struct byte_writer *w);
void bencode_write_integer(struct byte_writer *w, int64_t value);
void bencode_write_string(struct byte_writer *w, const uint8_t *text, size_t size);
void bencode_write_key(struct byte_writer *w, const char *key);

#endif
