#include "reach/dht_memory.h"

#include <string.h>

#include "base/assert.h"

/* The place of this target, or else of the one that was not used for longest. */
static struct dht_remembered *place_for(struct dht_memory *memory, const struct dht_id *target)
{
    struct dht_remembered *oldest = &memory->targets[0];
    for (size_t i = 0; i < DHT_MEMORY_TARGETS_MAX; i++) {
        struct dht_remembered *place = &memory->targets[i];
        if (place->used_us > 0 && dht_id_equal(&place->target, target))
            return place;
        if (place->used_us < oldest->used_us)
            oldest = place;
    }
    ALCOVE_ASSERT(oldest != NULL);
    return oldest;
}

const struct dht_remembered *dht_memory_find(struct dht_memory *memory, uint64_t now_us,
                                             const struct dht_id *target)
{
    struct dht_remembered *place = place_for(memory, target);
    ALCOVE_ASSERT(now_us > 0);
    if (place->used_us == 0 || !dht_id_equal(&place->target, target))
        return NULL;
    place->used_us = now_us;
    return place;
}

void dht_memory_keep(struct dht_memory *memory, uint64_t now_us, const struct dht_lookup *lookup)
{
    size_t places[DHT_LOOKUP_WIDTH];
    size_t count = dht_lookup_nearest(lookup, places);
    ALCOVE_ASSERT(now_us > 0 && lookup->finished);
    if (lookup->kind == DHT_LOOKUP_FIND || count == 0)
        return;
    struct dht_remembered *place = place_for(memory, &lookup->candidates.target);
    *place = (struct dht_remembered){.target = lookup->candidates.target, .count = count};
    place->near_bits = lookup->near_bits;
    place->used_us = now_us;
    for (size_t i = 0; i < count; i++) {
        const struct dht_candidate *candidate = &lookup->candidates.list[places[i]];
        place->nodes[i] = (struct krpc_node){candidate->id, candidate->address};
        place->rtt_us[i] = candidate->rtt_us;
    }
}

void dht_memory_forget_times(struct dht_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    for (size_t i = 0; i < DHT_MEMORY_TARGETS_MAX; i++)
        memset(memory->targets[i].rtt_us, 0, sizeof memory->targets[i].rtt_us);
}
