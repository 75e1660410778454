/* KRPC, the messages of the mainline DHT (BEP 5, 32, 42, 43, 44): one bencoded dictionary a
 * datagram. Written are only the queries that Alcove sends, each marked read-only (`ro`, BEP 43)
 * since it answers none. Read are answers, errors, and the queries of others, which are known only
 * to be left alone. What is decoded borrows the datagram. Called by dht.c and dht_lookup.c. */
#ifndef ALCOVE_REACH_KRPC_H
#define ALCOVE_REACH_KRPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "reach/dht_host.h"
#include "reach/dht_id.h"
#include "reach/dht_item.h"

#define KRPC_TRANSACTION_BYTES     4  /* ours; an answer brings it back */
#define KRPC_TRANSACTION_BYTES_MAX 32 /* anyone's */
#define KRPC_TOKEN_BYTES_MAX       40 /* whoever wants a longer one back stores nothing of ours */
#define KRPC_NODES_MAX             16 /* of each family in one answer; k is 8 */
/* Answers may be fragmented by IP and arrive nevertheless; none of those of BEP 44 is longer. */
#define KRPC_DATAGRAM_BYTES_MAX 2048
#define KRPC_QUERY_BYTES_MAX    1200

enum krpc_kind {
    KRPC_QUERY,
    KRPC_RESPONSE,
    KRPC_ERROR,
};

enum krpc_method {
    KRPC_METHOD_OTHER,
    KRPC_FIND_NODE,
    KRPC_GET,
    KRPC_PUT,
};

struct krpc_span {
    const uint8_t *bytes; /* NULL: absent */
    size_t size;
};

struct krpc_message {
    enum krpc_kind kind;
    enum krpc_method method; /* of a query */
    bool read_only;          /* of a query */
    struct krpc_span transaction;
    bool has_id;
    struct dht_id id;
    bool has_target;
    struct dht_id target;    /* of a query */
    struct krpc_span nodes;  /* whole compact nodes (BEP 5), at most KRPC_NODES_MAX */
    struct krpc_span nodes6; /* the same of BEP 32 */
    struct krpc_span token;
    /* BEP 44. `value` is what is in a byte string; other kinds of values are absent here. */
    struct krpc_span public_key; /* 32 bytes */
    struct krpc_span signature;  /* 64 bytes */
    struct krpc_span value;
    bool has_seq;
    uint64_t seq;
    struct alcove_address seen_us_at; /* BEP 42 `ip`; port 0: not told */
    int64_t error_code;               /* of an error: 201 to 302 */
};

struct krpc_query {
    enum krpc_method method; /* not OTHER */
    uint8_t transaction[KRPC_TRANSACTION_BYTES];
    struct dht_id own_id;
    struct dht_id target; /* FIND_NODE, GET */
    bool has_seq;         /* GET: only a value with a higher number is wanted */
    uint64_t seq;
    const struct dht_item *item; /* PUT: value_size <= DHT_ITEM_PUT_BYTES_MAX */
    struct krpc_span token;      /* PUT */
};

struct krpc_node {
    struct dht_id id;
    struct alcove_address address;
};

/* Writes into KRPC_QUERY_BYTES_MAX bytes and returns the size. */
size_t krpc_encode(const struct krpc_query *query, uint8_t *out);
/* False, and `out` zeroed, for anything but a well-formed message. */
bool krpc_decode(const uint8_t *bytes, size_t size, struct krpc_message *out);

size_t krpc_node_count(const struct krpc_message *message, enum dht_family family);
/* `index` < the count. */
struct krpc_node krpc_node_at(const struct krpc_message *message, enum dht_family family,
                              size_t index);

#endif
