#include "reach/rendezvous.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "reach/endpoint_record.h"
#include "reach/sealed_value.h"

_Static_assert(RENDEZVOUS_PLAINTEXT_BYTES_MAX ==
                   RENDEZVOUS_VALUE_BYTES - SEALED_VALUE_OVERHEAD_BYTES,
               "the header's sum");
_Static_assert(ENDPOINT_RECORD_BYTES_MAX <= RENDEZVOUS_PLAINTEXT_BYTES_MAX, "a record fits");
_Static_assert(RENDEZVOUS_KEY_BYTES == crypto_scalarmult_BYTES &&
                   RENDEZVOUS_KEY_BYTES == crypto_sign_SEEDBYTES &&
                   RENDEZVOUS_KEY_BYTES == crypto_sign_PUBLICKEYBYTES &&
                   RENDEZVOUS_SIGN_SECRET_BYTES == crypto_sign_SECRETKEYBYTES &&
                   RENDEZVOUS_KEY_BYTES == SEALED_VALUE_KEY_BYTES,
               "libsodium's sizes");

static void keyed_hash(const uint8_t *key, const uint8_t *text, size_t size,
                       uint8_t out[RENDEZVOUS_KEY_BYTES])
{
    int failed =
        crypto_generichash(out, RENDEZVOUS_KEY_BYTES, text, size, key, RENDEZVOUS_KEY_BYTES);
    ALCOVE_ASSERT(failed == 0);
}

bool rendezvous_root_of_people(const struct rendezvous_statics *statics,
                               struct rendezvous_root *out)
{
    uint8_t shared[RENDEZVOUS_KEY_BYTES];
    uint8_t text[3 + 2 * RENDEZVOUS_KEY_BYTES] = {'r', 'd', 'v'};
    ALCOVE_ASSERT(statics->own_secret != NULL && statics->own_public != NULL);
    memset(out, 0, sizeof *out);
    /* Public keys: no secret depends on the time this takes. */
    int order = memcmp(statics->own_public, statics->other_public, RENDEZVOUS_KEY_BYTES);
    /* libsodium itself refuses an all-zero result. */
    if (order == 0 || crypto_scalarmult(shared, statics->own_secret, statics->other_public) != 0)
        return false;
    const uint8_t *smaller = order < 0 ? statics->own_public : statics->other_public;
    const uint8_t *larger = order < 0 ? statics->other_public : statics->own_public;
    memcpy(text + 3, smaller, RENDEZVOUS_KEY_BYTES);
    memcpy(text + 3 + RENDEZVOUS_KEY_BYTES, larger, RENDEZVOUS_KEY_BYTES);
    keyed_hash(shared, text, sizeof text, out->key);
    out->own = order < 0 ? RENDEZVOUS_FROM_SMALLER : RENDEZVOUS_FROM_LARGER;
    sodium_memzero(shared, sizeof shared);
    return true;
}

void rendezvous_root_of_invite(const uint8_t secret[static RENDEZVOUS_KEY_BYTES], bool inviter,
                               struct rendezvous_root *out)
{
    static const uint8_t text[] = {'r', 'd', 'v'};
    ALCOVE_ASSERT(out != NULL);
    keyed_hash(secret, text, sizeof text, out->key);
    out->own = inviter ? RENDEZVOUS_FROM_INVITER : RENDEZVOUS_FROM_JOINER;
}

uint64_t rendezvous_epoch(uint64_t now_s)
{
    return now_s / RENDEZVOUS_EPOCH_S;
}

void rendezvous_keys_derive(const struct rendezvous_root *root, enum rendezvous_direction direction,
                            uint64_t epoch, struct rendezvous_keys *out)
{
    uint8_t seed[RENDEZVOUS_KEY_BYTES];
    const struct sealed_value_label sign = {"rdv sign", (uint8_t)direction, epoch};
    const struct sealed_value_label box = {"rdv box", (uint8_t)direction, epoch};
    sealed_value_derive(root->key, &sign, seed);
    sealed_value_derive(root->key, &box, out->box);
    int failed = crypto_sign_seed_keypair(out->sign_public, out->sign_secret, seed);
    ALCOVE_ASSERT(failed == 0);
    out->epoch = epoch;
    sodium_memzero(seed, sizeof seed);
}

size_t rendezvous_epochs(uint64_t now_s, bool wide, uint64_t out[static RENDEZVOUS_EPOCHS_MAX])
{
    uint64_t epoch = rendezvous_epoch(now_s);
    uint64_t into_s = now_s % RENDEZVOUS_EPOCH_S;
    bool early = into_s < RENDEZVOUS_EPOCH_S / 2;
    bool at_edge = into_s < RENDEZVOUS_EDGE_S || RENDEZVOUS_EPOCH_S - into_s <= RENDEZVOUS_EDGE_S;
    size_t count = 0;
    out[count++] = epoch;
    /* The nearer neighbour first; there is none before 1970. */
    if ((wide || at_edge) && (!early || epoch > 0))
        out[count++] = early ? epoch - 1 : epoch + 1;
    if (wide && (early || epoch > 0))
        out[count++] = early ? epoch + 1 : epoch - 1;
    ALCOVE_ASSERT(count <= RENDEZVOUS_EPOCHS_MAX);
    return count;
}

uint64_t rendezvous_seq(uint64_t now_s, uint64_t last)
{
    uint64_t seq = now_s / RENDEZVOUS_SEQ_S;
    ALCOVE_ASSERT(seq < INT64_MAX);
    /* The other of the two can sign for us, so a seen one may be anything. */
    if (last >= INT64_MAX)
        return INT64_MAX;
    return seq > last ? seq : last + 1;
}

static struct sealed_value_keys parts_of(const struct rendezvous_keys *keys)
{
    ALCOVE_ASSERT(keys != NULL);
    return (struct sealed_value_keys){keys->box, keys->sign_public, keys->epoch};
}

void rendezvous_seal(const struct rendezvous_keys *keys, const struct alcove_random *random,
                     const uint8_t *plaintext, size_t size,
                     uint8_t out[static RENDEZVOUS_VALUE_BYTES])
{
    const struct sealed_value_keys parts = parts_of(keys);
    ALCOVE_ASSERT(size <= RENDEZVOUS_PLAINTEXT_BYTES_MAX);
    sealed_value_seal(&parts, random, (struct sealed_value_text){plaintext, size}, out,
                      RENDEZVOUS_VALUE_BYTES);
}

bool rendezvous_open(const struct rendezvous_keys *keys, const uint8_t *value, size_t value_size,
                     uint8_t out[static RENDEZVOUS_PLAINTEXT_BYTES_MAX], size_t *size)
{
    const struct sealed_value_keys parts = parts_of(keys);
    struct sealed_value_room room = {.bytes = out};
    ALCOVE_ASSERT(size != NULL);
    memset(out, 0, RENDEZVOUS_PLAINTEXT_BYTES_MAX);
    *size = 0;
    if (value_size != RENDEZVOUS_VALUE_BYTES ||
        !sealed_value_open(&parts, value, value_size, &room))
        return false;
    *size = room.size;
    return true;
}

void rendezvous_check_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                          enum rendezvous_direction direction,
                          uint8_t out[static RENDEZVOUS_KEY_BYTES])
{
    const uint8_t text[] = {'c', 'h', 'e', 'c', 'k', (uint8_t)direction};
    ALCOVE_ASSERT(direction <= RENDEZVOUS_FROM_LARGER);
    keyed_hash(root, text, sizeof text, out);
}

void rendezvous_lan_key(const uint8_t root[static RENDEZVOUS_KEY_BYTES],
                        uint8_t out[static RENDEZVOUS_KEY_BYTES])
{
    static const uint8_t text[] = {'l', 'a', 'n'};
    ALCOVE_ASSERT(root != NULL);
    keyed_hash(root, text, sizeof text, out);
}
