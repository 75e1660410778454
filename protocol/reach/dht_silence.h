/* Who did not answer lately. Other nodes go on naming the dead for a quarter of an hour; who kept
 * silent is not waited for again in every lookup, but only where the rest gave nothing. Called by
 * dht.c and dht_lookup.c. */
#ifndef ALCOVE_REACH_DHT_SILENCE_H
#define ALCOVE_REACH_DHT_SILENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/address.h"

#define DHT_SILENCE_HOSTS 256 /* the latest */
#define DHT_SILENCE_US    UINT64_C(300000000)

/* Zeroed memory knows of nobody. */
struct dht_silence {
    struct {
        struct alcove_address address;
        uint64_t until_us;
    } hosts[DHT_SILENCE_HOSTS];
    size_t next;
};

void dht_silence_note(struct dht_silence *silence, uint64_t now_us,
                      const struct alcove_address *address);
/* It answered. */
void dht_silence_break(struct dht_silence *silence, const struct alcove_address *address);
bool dht_silence_holds(const struct dht_silence *silence, uint64_t now_us,
                       const struct alcove_address *address);

#endif
