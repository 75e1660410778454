/* Mutable items (BEP 44), without salt: a value that only the holder of an Ed25519 key can write,
 * under an address in the DHT made from the public key. Values here are byte strings; what is in
 * them is sealed by others. The public key travels in clear: two items of one key are linked.
 * Called by dht.c, dht_lookup.c, and whoever wants to know a target. */
#ifndef ALCOVE_REACH_DHT_ITEM_H
#define ALCOVE_REACH_DHT_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reach/dht_id.h"

#define DHT_ITEM_SEED_BYTES      32
#define DHT_ITEM_PUBLIC_BYTES    32
#define DHT_ITEM_SIGNATURE_BYTES 64
/* BEP 44: 1,000 bytes with the bencoding, which is four here. What others wrote may be so long. */
#define DHT_ITEM_VALUE_BYTES_MAX 996
/* What we write: the whole put stays under the 1,200 bytes that every path carries. */
#define DHT_ITEM_PUT_BYTES_MAX 900
#define DHT_ITEM_SEQ_MAX       INT64_MAX

struct dht_item {
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    uint8_t signature[DHT_ITEM_SIGNATURE_BYTES];
    uint64_t seq;
    uint8_t value[DHT_ITEM_VALUE_BYTES_MAX];
    size_t value_size;
};

/* Where items of this key are: SHA-1 of it. An address, not a secret: nothing rests on SHA-1. */
struct dht_id dht_item_target(const uint8_t public_key[static DHT_ITEM_PUBLIC_BYTES]);
void dht_item_public_key(const uint8_t seed[static DHT_ITEM_SEED_BYTES],
                         uint8_t public_key[static DHT_ITEM_PUBLIC_BYTES]);
/* Fills in key and signature; seq and value are the caller's. */
void dht_item_sign(struct dht_item *item, const uint8_t seed[static DHT_ITEM_SEED_BYTES]);
bool dht_item_verify(const struct dht_item *item);

#endif
