/* The two DHTs of mainline as one: IPv4's and IPv6's do not mix (BEP 32), and of two people each
 * may have a way to only one of them, or to both. Whatever is put or looked for goes to every one
 * that there is a way to; the first value counts, and it is done when all are. The rules are those
 * of dht.h. Called by net/finder_dht.c and net/finder_mail.c. */
#ifndef ALCOVE_REACH_DHT_BOTH_H
#define ALCOVE_REACH_DHT_BOTH_H

#include "reach/dht.h"

#define DHT_FAMILIES      2
#define DHT_BOTH_JOBS_MAX 80 /* above what one takes: DHT_WAITING_MAX and those that run */
/* Each one's nodes, with the size of the first before them. */
#define DHT_BOTH_EXPORT_BYTES_MAX (2 + 2 * DHT_TABLE_EXPORT_BYTES_MAX)

/* One get or put, in each family. */
struct dht_job {
    dht_handle handle;              /* 0: a free place */
    dht_handle parts[DHT_FAMILIES]; /* 0: not begun there, or done */
    bool found;
    uint64_t seq;
    size_t stored;
};

/* Half a megabyte: allocate it. */
struct dht_both {
    struct dht families[DHT_FAMILIES]; /* by enum dht_family */
    bool used[DHT_FAMILIES];
    struct dht_job jobs[DHT_BOTH_JOBS_MAX];
    dht_handle last_handle;
};

/* Whatever was in it is gone. `local`: private addresses too, for nodes on this machine. */
void dht_both_init(struct dht_both *both, const struct alcove_random *random, bool local);
/* To which there is a way now; at least one is used always, IPv4's if in doubt. */
void dht_both_use(struct dht_both *both, bool ipv4, bool ipv6);

bool dht_both_add_node(struct dht_both *both, const struct alcove_address *address);
size_t dht_both_export(const struct dht_both *both, uint8_t *out, size_t capacity);
bool dht_both_import(struct dht_both *both, const uint8_t *bytes, size_t size);
/* For an invite: IPv4's first, but a quarter of IPv6's where both are known. */
size_t dht_both_pick(const struct dht_both *both, struct alcove_address *out, size_t max);

/* As those of dht.h. False if none of the DHTs took it. */
bool dht_both_get_newer(struct dht_both *both, uint64_t now_us, const uint8_t *public_key,
                        uint64_t than_seq, dht_handle *handle);
bool dht_both_put(struct dht_both *both, uint64_t now_us, const struct dht_put *put,
                  dht_handle *handle);
void dht_both_cancel(struct dht_both *both, dht_handle handle);
void dht_both_refresh(struct dht_both *both, uint64_t now_us);
void dht_both_on_network_change(struct dht_both *both);

enum dht_receipt dht_both_receive(struct dht_both *both, uint64_t now_us,
                                  const struct alcove_address *from, const uint8_t *bytes,
                                  size_t size);
size_t dht_both_poll_transmit(struct dht_both *both, uint64_t now_us, struct alcove_address *to,
                              uint8_t *out);
uint64_t dht_both_next_timeout(const struct dht_both *both, uint64_t now_us);
void dht_both_handle_timeout(struct dht_both *both, uint64_t now_us);
/* DONE comes once, when every part is over: `stored` is the sum, `seq` the newest. */
bool dht_both_poll_event(struct dht_both *both, struct dht_event *event);

/* Of IPv4, where there is a router to be known by them. Lent. */
const struct address_votes *dht_both_votes(const struct dht_both *both);
/* Counts are sums; the times are those of IPv4, or of IPv6 where that alone is used. */
struct dht_statistics dht_both_statistics(const struct dht_both *both);

#endif
