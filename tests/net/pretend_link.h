/* A link without cryptography behind the doors of link/link.h: enough of one to see what the pump
 * does with links. It knows its own datagrams by their first byte, `invite_secret[0]`. What real
 * links do over real sockets is tested end to end. */
#ifndef TESTS_NET_PRETEND_LINK_H
#define TESTS_NET_PRETEND_LINK_H

#include "link/link.h"

#define PRETEND_QUEUE_MAX 16
#define PRETEND_BYTES_MAX 64

struct pretend_datagram {
    struct alcove_address to;
    uint8_t bytes[PRETEND_BYTES_MAX];
    size_t size;
};

struct alcove_link {
    uint8_t tag;
    enum alcove_link_state state;
    struct alcove_address candidates[ALCOVE_CANDIDATES_MAX];
    size_t candidate_count;
    struct alcove_address path;
    struct pretend_datagram transmits[PRETEND_QUEUE_MAX];
    size_t transmits_from, transmits_to;
    struct alcove_event events[PRETEND_QUEUE_MAX];
    uint8_t event_bytes[PRETEND_QUEUE_MAX][PRETEND_BYTES_MAX];
    size_t events_from, events_to;
    uint64_t next_record;
    uint64_t timeout_us; /* a test may set it, and then flush */
    size_t offered;      /* datagrams that were shown to it */
    size_t timeouts;
    uint64_t timed_out_at_us; /* the time it was last told */
    uint64_t latest_us;       /* the latest time it was ever told */
};

/* A fresh one, from the heap; alcove_link_wipe and free are the caller's. */
struct alcove_link *pretend_link_new(uint8_t tag);

#endif
