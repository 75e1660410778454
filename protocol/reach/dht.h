/* The door to the mainline DHT (BEP 5, 42, 43, 44): finds and stores small signed values on the
 * computers of strangers. A client only: it answers no query, ever, so the socket that it shares
 * with everything else stays silent to whoever does not know better. Sans-IO, as link/link.h:
 *
 *  1. One call that changes something, then dht_poll_transmit until it returns 0 and dht_poll_event
 *     until it returns false, then sleep until dht_next_timeout.
 *  2. Times are microseconds of a clock that never steps back, and above 0.
 *  3. `struct dht` is large and the caller's. What an event or a const pointer lends lives until
 *     the next call.
 *  4. Nothing is sent that was not asked for: without dht_get, dht_put or dht_refresh there is no
 *     traffic at all. That is what "contacts only" rests on.
 *
 * Who sees what: protocol/reach/dht_lookup.h. Called by reach's agent and by the app. */
#ifndef ALCOVE_REACH_DHT_H
#define ALCOVE_REACH_DHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"
#include "reach/address_votes.h"
#include "reach/dht_lookup.h"
#include "reach/dht_memory.h"
#include "reach/dht_pace.h"
#include "reach/dht_silence.h"
#include "reach/dht_table.h"
#include "reach/krpc.h"

#define DHT_LOOKUPS_MAX        8  /* at once */
#define DHT_WAITING_MAX        64 /* behind them, first come first served */
#define DHT_CONTACTS_MAX       16 /* addresses of nodes whose ids are not known yet */
#define DHT_DATAGRAM_BYTES_MAX KRPC_QUERY_BYTES_MAX
#define DHT_COPIES_RECORD      8
#define DHT_COPIES_MAILBOX     DHT_LOOKUP_COPIES_MAX
#define DHT_REFRESH_GOOD       128 /* a refresh goes on until so many nodes are good */
#define DHT_REFRESH_LOOKUPS    12  /* or so many lookups were made for it */
#define DHT_TIMES_MAX          64  /* of the latest lookups, for the percentiles */

struct dht_config {
    struct alcove_random random;
    struct dht_scope scope; /* the family; whether private addresses may be used */
};

/* A lookup that waits or runs. 0 is none. */
typedef uint32_t dht_handle;

struct dht_put {
    const uint8_t *seed; /* DHT_ITEM_SEED_BYTES; only read during the call */
    uint64_t seq;        /* at most DHT_ITEM_SEQ_MAX; a later value needs a higher one */
    const uint8_t *value;
    size_t size;   /* at most DHT_ITEM_PUT_BYTES_MAX */
    size_t copies; /* 1 to DHT_LOOKUP_COPIES_MAX */
};

enum dht_event_kind {
    DHT_EVENT_VALUE,
    DHT_EVENT_DONE,
};

struct dht_event {
    enum dht_event_kind kind;
    dht_handle handle;
    /* VALUE: signed by the key asked for. Of one handle each has a higher seq than the last. */
    uint64_t seq;
    const uint8_t *value; /* lent until the next call */
    size_t size;
    /* DONE: the last event of its handle. `seq`: the newest that was seen; for a put, one above its
     * own means that another device wrote later. */
    bool found;
    size_t stored; /* PUT: nodes that said so */
};

enum dht_receipt {
    DHT_TAKEN,
    DHT_NOT_MINE, /* no message of the DHT: someone else's datagram */
};

struct dht_statistics {
    uint64_t packets_out, bytes_out; /* payload, without IP and UDP headers */
    uint64_t packets_in, bytes_in;   /* of those that were taken */
    uint64_t lookups;                /* begun */
    uint64_t finished;
    uint64_t found;                      /* gets with a value */
    uint64_t stored;                     /* copies */
    uint64_t dropped;                    /* messages that answer nothing we asked, and queries */
    uint64_t liars;                      /* answers with false values */
    uint64_t value_p50_us, value_p95_us; /* from the beginning of a get to its first value */
    uint64_t done_p50_us, done_p95_us;   /* of gets and puts */
    size_t nodes, good_nodes;
    unsigned depth_bits; /* what the nearest nodes share with a target, or DEPTH_UNKNOWN */
};

struct dht_request {
    dht_handle handle; /* 0: a free place */
    enum dht_lookup_kind kind;
    struct dht_id target;
    struct dht_item item; /* GET: the key; PUT: whole and signed */
    size_t copies;
    bool only_newer;
};

struct dht_running {
    dht_handle handle; /* 0: a free place */
    bool over;         /* finished and counted; DONE waits to be read */
    struct dht_lookup lookup;
};

struct dht_times {
    uint32_t us[DHT_TIMES_MAX];
    size_t count; /* counts up; a ring */
};

struct dht {
    struct dht_config config;
    struct dht_id own_id;
    bool has_external_id;
    dht_handle last_handle;
    struct dht_table table;
    struct dht_pace pace;
    struct address_votes votes;
    struct alcove_address contacts[DHT_CONTACTS_MAX];
    size_t contact_count;
    struct dht_running running[DHT_LOOKUPS_MAX];
    struct dht_request waiting[DHT_WAITING_MAX];
    size_t waiting_count;
    struct dht_memory memory;
    struct dht_silence silence;
    size_t turn;            /* of running: who may send next */
    unsigned depth_sixteen; /* in sixteenths of a bit; 0: unknown */
    size_t refreshes_left;
    dht_handle refresh; /* the lookup that runs for it; 0: none */
    uint64_t heard_us;  /* last answer of anybody; 0: never */
    struct dht_statistics statistics;
    struct dht_times value_times;
    struct dht_times done_times;
};

/* Whatever was in `dht` is gone. */
void dht_init(struct dht *dht, const struct dht_config *config);

/* A node to begin with: from an invite, a contact, the command line. Its id may be NULL. False if
 * the address is none that the DHT may talk to. */
bool dht_add_node(struct dht *dht, const struct alcove_address *address, const struct dht_id *id);
/* For the disk: DHT_TABLE_EXPORT_BYTES_MAX are enough. Returns the size. */
size_t dht_export_nodes(const struct dht *dht, uint8_t *out, size_t capacity);
/* False if the bytes are not whole; what could be read is used. */
bool dht_import_nodes(struct dht *dht, const uint8_t *bytes, size_t size);
/* Good nodes at random, for an invite. Returns how many. */
size_t dht_pick_nodes(const struct dht *dht, struct alcove_address *out, size_t max);

/* These begin a lookup at once or when its turn comes. False, and *handle 0, if DHT_WAITING_MAX
 * wait already. Every handle ends with DONE or dht_cancel. */
bool dht_get(struct dht *dht, uint64_t now_us, const uint8_t *public_key, dht_handle *handle);
/* Only a value with a higher seq is sent back and reported: whoever looks again and again saves
 * eight copies of what it has. DONE without `found` is the usual end. */
bool dht_get_newer(struct dht *dht, uint64_t now_us, const uint8_t *public_key, uint64_t than_seq,
                   dht_handle *handle);
bool dht_put(struct dht *dht, uint64_t now_us, const struct dht_put *put, dht_handle *handle);
/* No event of this handle comes any more. Asserts nothing about it: it may be over. */
void dht_cancel(struct dht *dht, dht_handle handle);
/* Looks for nodes until DHT_REFRESH_GOOD are good; at least one lookup. While one runs, nothing. */
void dht_refresh(struct dht *dht, uint64_t now_us);
bool dht_is_refreshing(const struct dht *dht);
/* We are on another network: votes are void, remembered times too. Lookups go on. */
void dht_on_network_change(struct dht *dht);

/* `bytes` may be anything that came to the socket. */
enum dht_receipt dht_receive(struct dht *dht, uint64_t now_us, const struct alcove_address *from,
                             const uint8_t *bytes, size_t size);
/* The next datagram to send: writes at most DHT_DATAGRAM_BYTES_MAX bytes, returns the size or 0. */
size_t dht_poll_transmit(struct dht *dht, uint64_t now_us, struct alcove_address *to, uint8_t *out);
/* UINT64_MAX: nothing waits. */
uint64_t dht_next_timeout(const struct dht *dht, uint64_t now_us);
void dht_handle_timeout(struct dht *dht, uint64_t now_us);
bool dht_poll_event(struct dht *dht, struct dht_event *event);

/* What strangers say our address is, vote by vote. Lent. */
const struct address_votes *dht_address_votes(const struct dht *dht);
struct dht_statistics dht_statistics(const struct dht *dht);

#endif
