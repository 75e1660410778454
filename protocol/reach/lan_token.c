#include "reach/lan_token.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "base/bytes.h"

static const uint8_t context[] = "alcove.lan.1";
#define CONTEXT_BYTES (sizeof context - 1)
#define HASHED_BYTES  (CONTEXT_BYTES + 8 + 1)

_Static_assert(LAN_SLOT_BYTES == LAN_TOKEN_BYTES + 2, "a slot is a token and a port");
_Static_assert(LAN_BEACON_BYTES == LAN_SLOTS * LAN_SLOT_BYTES, "a beacon is its slots");
_Static_assert(LAN_INDEX_PLACES > 2 * LAN_EXPECTED_MAX, "the index stays half empty");

static void token_compute(const struct lan_person *person, uint64_t minute, bool from_first,
                          struct lan_expected *out)
{
    uint8_t hashed[HASHED_BYTES];
    uint8_t slot[LAN_SLOT_BYTES];
    struct byte_writer w = byte_writer_over(hashed, sizeof hashed);
    byte_write_bytes(&w, context, CONTEXT_BYTES);
    byte_write_u64(&w, minute);
    byte_write_u8(&w, from_first ? 0 : 1);
    int failed = crypto_generichash(slot, sizeof slot, hashed, sizeof hashed, person->key,
                                    sizeof person->key);
    ALCOVE_ASSERT(!w.failed && failed == 0);
    memcpy(out->token, slot, LAN_TOKEN_BYTES);
    out->port_mask = (uint16_t)(slot[LAN_TOKEN_BYTES] << 8 | slot[LAN_TOKEN_BYTES + 1]);
}

/* Tokens are uniform, and only who holds the keys can choose among them. */
static size_t place_of(const uint8_t token[LAN_TOKEN_BYTES])
{
    ALCOVE_ASSERT(token != NULL);
    return (size_t)(token[0] << 8 | token[1]) % LAN_INDEX_PLACES;
}

static void index_add(struct lan_tokens *t, size_t which)
{
    ALCOVE_ASSERT(which < LAN_EXPECTED_MAX);
    size_t place = place_of(t->expected[which].token);
    while (t->places[place] != 0)
        place = (place + 1) % LAN_INDEX_PLACES;
    t->places[place] = (uint16_t)(which + 1);
}

void lan_tokens_set_people(struct lan_tokens *t, const struct lan_person *people, size_t count)
{
    ALCOVE_ASSERT(count <= LAN_PEOPLE_MAX);
    lan_tokens_wipe(t);
    if (count > 0)
        memcpy(t->people, people, count * sizeof *people);
    t->count = count;
}

void lan_tokens_advance(struct lan_tokens *t, uint64_t unix_s)
{
    ALCOVE_ASSERT(t->count <= LAN_PEOPLE_MAX);
    uint64_t minute = unix_s / 60;
    size_t expected = 0;
    if (t->is_computed && t->minute == minute)
        return;
    t->is_computed = true;
    t->minute = minute;
    memset(t->places, 0, sizeof t->places);
    for (size_t i = 0; i < t->count; i++) {
        const struct lan_person *person = &t->people[i];
        token_compute(person, minute, person->is_first, &t->sent[i]);
        for (uint64_t k = 0; k < LAN_MINUTES; k++) {
            /* Before 1970 it wraps around, and nobody is found there. */
            uint64_t other = minute - LAN_MINUTES_EACH_WAY + k;
            token_compute(person, other, !person->is_first, &t->expected[expected]);
            t->expected[expected].person = (uint16_t)i;
            index_add(t, expected++);
        }
    }
}

void lan_tokens_wipe(struct lan_tokens *t)
{
    ALCOVE_ASSERT(t != NULL);
    sodium_memzero(t, sizeof *t);
}

static uint16_t random_below(const struct alcove_random *random, size_t bound)
{
    ALCOVE_ASSERT(bound > 0 && bound <= LAN_PEOPLE_MAX);
    uint8_t bytes[4];
    random->fill(random->context, bytes, sizeof bytes);
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    return (uint16_t)(byte_read_u32(&r) % bound);
}

size_t lan_tokens_begin_round(struct lan_tokens *t, const struct alcove_random *random)
{
    ALCOVE_ASSERT(t->is_computed || t->count == 0);
    for (size_t i = 0; i < t->count; i++) {
        uint16_t other = random_below(random, i + 1);
        t->order[i] = t->order[other];
        t->order[other] = (uint16_t)i;
    }
    return (t->count + LAN_SLOTS - 1) / LAN_SLOTS;
}

void lan_tokens_encode(const struct lan_tokens *t, size_t which, uint16_t port,
                       const struct alcove_random *random, uint8_t out[LAN_BEACON_BYTES])
{
    ALCOVE_ASSERT(which < (t->count + LAN_SLOTS - 1) / LAN_SLOTS && port != 0);
    struct byte_writer w = byte_writer_over(out, LAN_BEACON_BYTES);
    /* The empty slots of the last beacon stand at its end otherwise, the same in each round. */
    size_t turn = random_below(random, LAN_SLOTS);
    for (size_t i = 0; i < LAN_SLOTS; i++) {
        size_t place = which * LAN_SLOTS + (i + turn) % LAN_SLOTS;
        if (place < t->count) {
            const struct lan_expected *sent = &t->sent[t->order[place]];
            byte_write_bytes(&w, sent->token, sizeof sent->token);
            byte_write_u16(&w, port ^ sent->port_mask);
        } else {
            uint8_t nothing[LAN_SLOT_BYTES];
            random->fill(random->context, nothing, sizeof nothing);
            byte_write_bytes(&w, nothing, sizeof nothing);
        }
    }
    ALCOVE_ASSERT(!w.failed && w.size == LAN_BEACON_BYTES);
}

static const struct lan_expected *expected_find(const struct lan_tokens *t, const uint8_t *token)
{
    ALCOVE_ASSERT(token != NULL);
    for (size_t place = place_of(token); t->places[place] != 0;
         place = (place + 1) % LAN_INDEX_PLACES) {
        const struct lan_expected *expected = &t->expected[t->places[place] - 1];
        if (sodium_memcmp(expected->token, token, LAN_TOKEN_BYTES) == 0)
            return expected;
    }
    return NULL;
}

size_t lan_tokens_recognise(const struct lan_tokens *t, const uint8_t *bytes, size_t size,
                            struct lan_sighting out[LAN_SLOTS])
{
    ALCOVE_ASSERT(out != NULL);
    struct byte_reader r = byte_reader_over(bytes, size);
    size_t count = 0;
    if (size != LAN_BEACON_BYTES)
        return 0;
    for (size_t i = 0; i < LAN_SLOTS; i++) {
        const uint8_t *token = byte_read_span(&r, LAN_TOKEN_BYTES);
        uint16_t masked = byte_read_u16(&r);
        const struct lan_expected *expected = expected_find(t, token);
        if (expected == NULL || masked == expected->port_mask)
            continue;
        out[count++] = (struct lan_sighting){expected->person, masked ^ expected->port_mask};
    }
    return count;
}
