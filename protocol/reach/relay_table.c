#include "reach/relay_table.h"

#include <string.h>

#include "base/assert.h"

#define PLACES (2 * RELAY_PAIRS_MAX)

struct relay_side *relay_table_side(struct relay_table *table, size_t place)
{
    ALCOVE_ASSERT(place < PLACES);
    return &table->pairs[place / 2].sides[place % 2];
}

size_t relay_table_other(size_t place)
{
    ALCOVE_ASSERT(place < PLACES);
    return place ^ 1;
}

bool relay_table_is_bound(const struct relay_table *table, size_t place, uint64_t now_us)
{
    ALCOVE_ASSERT(place < PLACES);
    return table->channels[place] != 0 &&
           table->pairs[place / 2].sides[place % 2].until_us > now_us;
}

size_t relay_table_find_channel(const struct relay_table *table, uint64_t now_us, uint64_t channel,
                                const struct alcove_address *at)
{
    ALCOVE_ASSERT(at != NULL);
    if (channel == 0)
        return RELAY_NOBODY;
    for (size_t place = 0; place < PLACES; place++) {
        if (table->channels[place] == channel && relay_table_is_bound(table, place, now_us) &&
            alcove_address_equal(&table->pairs[place / 2].sides[place % 2].at, at))
            return place;
    }
    return RELAY_NOBODY;
}

size_t relay_table_find_address(const struct relay_table *table, uint64_t now_us,
                                const struct alcove_address *at)
{
    ALCOVE_ASSERT(at != NULL);
    for (size_t place = 0; place < PLACES; place++) {
        if (relay_table_is_bound(table, place, now_us) &&
            alcove_address_equal(&table->pairs[place / 2].sides[place % 2].at, at))
            return place;
    }
    return RELAY_NOBODY;
}

static bool pair_is_used(const struct relay_table *table, size_t pair, uint64_t now_us)
{
    ALCOVE_ASSERT(pair < RELAY_PAIRS_MAX);
    return relay_table_is_bound(table, 2 * pair, now_us) ||
           relay_table_is_bound(table, 2 * pair + 1, now_us);
}

size_t relay_table_find(const struct relay_table *table, uint64_t now_us,
                        const uint8_t id[RELAY_ID_BYTES], uint8_t side)
{
    ALCOVE_ASSERT(side <= 1);
    for (size_t pair = 0; pair < RELAY_PAIRS_MAX; pair++) {
        if (pair_is_used(table, pair, now_us) &&
            memcmp(table->pairs[pair].id, id, RELAY_ID_BYTES) == 0)
            return 2 * pair + side;
    }
    return RELAY_NOBODY;
}

/* Which pair a newcomer gets, or RELAY_PAIRS_MAX. */
static size_t pair_to_give(const struct relay_table *table, uint64_t now_us)
{
    size_t given = RELAY_PAIRS_MAX;
    uint64_t given_until_us = UINT64_MAX;
    for (size_t pair = 0; pair < RELAY_PAIRS_MAX; pair++) {
        bool bound[2] = {relay_table_is_bound(table, 2 * pair, now_us),
                         relay_table_is_bound(table, 2 * pair + 1, now_us)};
        if (!bound[0] && !bound[1])
            return pair;
        if (bound[0] && bound[1])
            continue;
        uint64_t until_us = table->pairs[pair].sides[bound[1]].until_us;
        if (until_us < given_until_us) {
            given = pair;
            given_until_us = until_us;
        }
    }
    ALCOVE_ASSERT(given <= RELAY_PAIRS_MAX);
    return given;
}

size_t relay_table_make(struct relay_table *table, uint64_t now_us,
                        const uint8_t id[RELAY_ID_BYTES], uint8_t side)
{
    ALCOVE_ASSERT(side <= 1);
    size_t pair = pair_to_give(table, now_us);
    if (pair == RELAY_PAIRS_MAX)
        return RELAY_NOBODY;
    table->pairs[pair] = (struct relay_pair){0};
    memcpy(table->pairs[pair].id, id, RELAY_ID_BYTES);
    table->channels[2 * pair] = 0;
    table->channels[2 * pair + 1] = 0;
    return 2 * pair + side;
}

bool relay_table_bind(struct relay_table *table, size_t place, uint64_t now_us,
                      const struct relay_side *bound, const struct alcove_random *random)
{
    ALCOVE_ASSERT(bound->at.port != 0 && bound->until_us > now_us);
    struct relay_side *side = relay_table_side(table, place);
    bool was_here =
        relay_table_is_bound(table, place, now_us) && alcove_address_equal(&side->at, &bound->at);
    side->at = bound->at;
    side->until_us = bound->until_us;
    side->proved_ms = bound->proved_ms;
    if (was_here)
        return false;
    /* A new address gets a new channel: whoever reads the line shall not find the mover by it. */
    do
        random->fill(random->context, (uint8_t *)&table->channels[place], sizeof(uint64_t));
    while (table->channels[place] == 0);
    return true;
}

size_t relay_table_pairs(const struct relay_table *table, uint64_t now_us)
{
    ALCOVE_ASSERT(table != NULL);
    size_t count = 0;
    for (size_t pair = 0; pair < RELAY_PAIRS_MAX; pair++)
        count += pair_is_used(table, pair, now_us);
    return count;
}
