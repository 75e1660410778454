/* How fast the DHT client may send: to one machine at most DHT_PACE_HOST_PER_S datagrams in any
 * second, since nodes ban for minutes whoever sends them more than five, and to all together
 * DHT_PACE_ALL_PER_S, so that a home router's table of mappings and a thin line survive a burst of
 * lookups. Called by dht.c and dht_lookup.c. */
#ifndef ALCOVE_REACH_DHT_PACE_H
#define ALCOVE_REACH_DHT_PACE_H

#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define DHT_PACE_HOST_PER_S 4
#define DHT_PACE_ALL_PER_S  100
#define DHT_PACE_ALL_BURST  24
#define DHT_PACE_HOSTS      512 /* remembered; two that fall together wait for each other */

struct dht_pace_host {
    uint64_t sent_us[DHT_PACE_HOST_PER_S]; /* a ring; 0: never */
    size_t next;
};

/* Zeroed memory has sent nothing. Times are > 0. */
struct dht_pace {
    struct dht_pace_host hosts[DHT_PACE_HOSTS];
    uint64_t all_us; /* when all that was sent would have been paid for */
};

/* From when on a datagram may go to this address; at most now_us if it may go now. */
uint64_t dht_pace_host_us(const struct dht_pace *pace, uint64_t now_us,
                          const struct alcove_address *to);
/* The same for any address at all. */
uint64_t dht_pace_all_us(const struct dht_pace *pace, uint64_t now_us);
void dht_pace_sent(struct dht_pace *pace, uint64_t now_us, const struct alcove_address *to);

#endif
