/* Node ids and their distance (BEP 5), and the ids that an address may have (BEP 42). An id bound
 * to an address keeps someone with few addresses from standing wherever in the DHT it likes.
 * Called by the other dht_ modules. */
#ifndef ALCOVE_REACH_DHT_ID_H
#define ALCOVE_REACH_DHT_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/random.h"

#define DHT_ID_BYTES 20
#define DHT_ID_BITS  160

struct dht_id {
    uint8_t bytes[DHT_ID_BYTES];
};

bool dht_id_equal(const struct dht_id *a, const struct dht_id *b);
/* Negative if `a` is nearer to `target` than `b` by XOR, 0 if they are the same id. */
int dht_id_compare(const struct dht_id *target, const struct dht_id *a, const struct dht_id *b);
/* How many leading bits are the same, 0 to DHT_ID_BITS. */
unsigned dht_id_shared_bits(const struct dht_id *a, const struct dht_id *b);

struct dht_id dht_id_random(const struct alcove_random *random);
/* The first `bits` of `id`, random behind them. */
struct dht_id dht_id_blur(const struct dht_id *id, unsigned bits,
                          const struct alcove_random *random);
/* BEP 42: the id that belongs to this external address, as far as it is prescribed. */
struct dht_id dht_id_for_address(const struct alcove_address *address,
                                 const struct alcove_random *random);
/* Whether `id` belongs to the address (its port is of no matter). Private addresses have no right
 * id, and every id passes for them. */
bool dht_id_is_valid(const struct dht_id *id, const struct alcove_address *address);

#endif
