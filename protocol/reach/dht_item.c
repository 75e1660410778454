#include "reach/dht_item.h"

#include <string.h>

#include <nettle/sha1.h>
#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/bencode.h"

/* `3:seqi<number>e1:v<length>:` before the value. */
#define SIGNED_BYTES_MAX (DHT_ITEM_VALUE_BYTES_MAX + 40)

_Static_assert(SHA1_DIGEST_SIZE == DHT_ID_BYTES, "a target is a SHA-1");

struct dht_id dht_item_target(const uint8_t public_key[static DHT_ITEM_PUBLIC_BYTES])
{
    struct sha1_ctx sha1;
    struct dht_id target;
    ALCOVE_ASSERT(public_key != NULL);
    sha1_init(&sha1);
    sha1_update(&sha1, DHT_ITEM_PUBLIC_BYTES, public_key);
    sha1_digest(&sha1, sizeof target.bytes, target.bytes);
    return target;
}

void dht_item_public_key(const uint8_t seed[static DHT_ITEM_SEED_BYTES],
                         uint8_t public_key[static DHT_ITEM_PUBLIC_BYTES])
{
    uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
    int failed = crypto_sign_seed_keypair(public_key, secret_key, seed);
    ALCOVE_ASSERT(failed == 0);
    sodium_memzero(secret_key, sizeof secret_key);
}

/* What is signed: the bencoded seq and value as they stand in a message, without the brackets. */
static size_t write_signed(const struct dht_item *item, uint8_t out[SIGNED_BYTES_MAX])
{
    struct byte_writer w = byte_writer_over(out, SIGNED_BYTES_MAX);
    ALCOVE_ASSERT(item->value_size <= sizeof item->value && item->seq <= DHT_ITEM_SEQ_MAX);
    bencode_write_key(&w, "seq");
    bencode_write_integer(&w, (int64_t)item->seq);
    bencode_write_key(&w, "v");
    bencode_write_string(&w, item->value, item->value_size);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}

void dht_item_sign(struct dht_item *item, const uint8_t seed[static DHT_ITEM_SEED_BYTES])
{
    uint8_t secret_key[crypto_sign_SECRETKEYBYTES];
    uint8_t text[SIGNED_BYTES_MAX];
    int failed = crypto_sign_seed_keypair(item->public_key, secret_key, seed);
    ALCOVE_ASSERT(failed == 0);
    failed =
        crypto_sign_detached(item->signature, NULL, text, write_signed(item, text), secret_key);
    ALCOVE_ASSERT(failed == 0);
    sodium_memzero(secret_key, sizeof secret_key);
}

bool dht_item_verify(const struct dht_item *item)
{
    uint8_t text[SIGNED_BYTES_MAX];
    size_t size = write_signed(item, text);
    ALCOVE_ASSERT(size > 0);
    return crypto_sign_verify_detached(item->signature, text, size, item->public_key) == 0;
}
