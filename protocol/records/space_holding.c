#include <string.h>

#include "base/assert.h"
#include "records/space_parts.h"

struct held_batch *space_held_batch(const struct space *space, uint8_t device, uint32_t sequence)
{
    const struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(device < space->config.device_count);
    if (sequence <= of->settled || sequence > of->held)
        return NULL;
    return of->batches[sequence - of->settled - 1];
}

uint64_t space_lamport(const struct space *space, uint8_t device, uint32_t sequence)
{
    const struct held_batch *batch = space_held_batch(space, device, sequence);
    ALCOVE_ASSERT(batch != NULL || sequence == space->devices[device].settled);
    return batch != NULL ? batch->lamport : space->devices[device].settled_lamport;
}

bool space_batches_reserve(struct space *space, uint8_t device)
{
    struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(of->held >= of->settled);
    void *batches = space_grown(space, of->batches, &of->batch_room,
                                (size_t)(of->held - of->settled) + 1, sizeof of->batches[0]);
    if (batches == NULL)
        return false;
    of->batches = batches;
    return true;
}

/* What a device says is worth something for settling once all is here that it had made by then:
 * else a batch might come that knew less. */
static void weigh_hearsay(struct space *space, uint8_t device)
{
    struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(device < space->config.device_count);
    if (of->held >= of->heard[device])
        memcpy(of->acknowledged, of->heard, sizeof of->heard);
}

static void raise(uint32_t vector[SPACE_DEVICES_MAX], const uint32_t to[SPACE_DEVICES_MAX])
{
    ALCOVE_ASSERT(vector != to);
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        if (vector[i] < to[i])
            vector[i] = to[i];
    }
}

void space_batches_add(struct space *space, struct held_batch *batch)
{
    struct space_device *of = &space->devices[batch->device];
    ALCOVE_ASSERT(batch->sequence == of->held + 1);
    ALCOVE_ASSERT(of->batch_room > of->held - of->settled);
    of->batches[of->held - of->settled] = batch;
    of->held++;
    memcpy(of->known, batch->known, sizeof of->known);
    uint32_t holds[SPACE_DEVICES_MAX];
    memcpy(holds, batch->known, sizeof holds);
    holds[batch->device] = batch->sequence;
    raise(of->heard, holds);
    raise(of->acknowledged, holds);
    weigh_hearsay(space, batch->device);
    if (space->keep_last == NULL)
        space->keep_first = batch;
    else
        space->keep_last->keep_next = batch;
    space->keep_last = batch;
}

const uint8_t *space_next_to_keep(struct space *space, size_t *size)
{
    struct held_batch *batch = space->keep_first;
    ALCOVE_ASSERT((batch == NULL) == (space->keep_last == NULL));
    *size = 0;
    if (batch == NULL)
        return NULL;
    space->keep_first = batch->keep_next;
    if (space->keep_first == NULL)
        space->keep_last = NULL;
    batch->keep_next = NULL;
    batch->is_given = true;
    *size = batch->size;
    return batch->bytes;
}

void space_vector(const struct space *space, uint32_t out[SPACE_DEVICES_MAX])
{
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        out[i] = space->devices[i].held;
    ALCOVE_ASSERT(space->config.device_count == SPACE_DEVICES_MAX ||
                  out[space->config.device_count] == 0);
}

bool space_chain(const struct space *space, uint8_t device, uint32_t sequence,
                 uint8_t out[SPACE_CHAIN_BYTES])
{
    const struct held_batch *batch = space_held_batch(space, device, sequence);
    const struct space_device *of = &space->devices[device];
    ALCOVE_ASSERT(out != NULL);
    if (batch == NULL && sequence != of->settled)
        return false;
    memcpy(out, batch != NULL ? batch->chain : of->settled_chain, SPACE_CHAIN_BYTES);
    return true;
}

const uint8_t *space_batch(const struct space *space, uint8_t device, uint32_t sequence,
                           size_t *size)
{
    const struct held_batch *batch = space_held_batch(space, device, sequence);
    ALCOVE_ASSERT(size != NULL);
    *size = batch != NULL ? batch->size : 0;
    return batch != NULL ? batch->bytes : NULL;
}

void space_hear(struct space *space, uint8_t device, const uint32_t vector[SPACE_DEVICES_MAX])
{
    ALCOVE_ASSERT(device < space->config.device_count);
    if (device == space->config.own_device)
        return;
    raise(space->devices[device].heard, vector);
    weigh_hearsay(space, device);
}

uint32_t space_held_by(const struct space *space, uint8_t device, uint8_t of)
{
    ALCOVE_ASSERT(device < space->config.device_count && of < space->config.device_count);
    if (device == space->config.own_device)
        return space->devices[of].held;
    return space->devices[device].heard[of];
}

/* How many batches of `of` all devices hold, and are in our own keeping. */
static uint32_t held_by_all(const struct space *space, uint8_t of)
{
    uint32_t least = space->devices[of].held;
    for (size_t i = 0; i < space->config.device_count; i++) {
        uint32_t holds = space->devices[i].acknowledged[of];
        if (i != space->config.own_device && holds < least)
            least = holds;
    }
    for (uint32_t n = space->devices[of].settled + 1; n <= least; n++) {
        if (!space_held_batch(space, of, n)->is_given)
            least = n - 1;
    }
    ALCOVE_ASSERT(least >= space->devices[of].settled);
    return least;
}

/* Whether batch `sequence` of `device` knew of nothing beyond `cut`. */
static bool is_within(const struct space *space, uint8_t device, uint32_t sequence,
                      const uint32_t cut[SPACE_DEVICES_MAX])
{
    const struct held_batch *batch = space_held_batch(space, device, sequence);
    if (batch == NULL)
        return true;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++) {
        if (batch->known[i] > cut[i])
            return false;
    }
    ALCOVE_ASSERT(sequence <= cut[device]);
    return true;
}

/* Lowers the cut until whatever is below it depends on nothing above it. */
static void close_cut(const struct space *space, uint32_t cut[SPACE_DEVICES_MAX])
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (uint8_t i = 0; i < space->config.device_count; i++) {
            while (!is_within(space, i, cut[i], cut)) {
                ALCOVE_ASSERT(cut[i] > space->devices[i].settled);
                cut[i]--;
                changed = true;
            }
        }
    }
}

static void drop_batches(struct space *space, struct space_device *of, uint32_t cut)
{
    size_t dropped = cut - of->settled;
    size_t left = of->held - cut;
    ALCOVE_ASSERT(dropped != 0 && cut <= of->held);
    const struct held_batch *newest = of->batches[dropped - 1];
    of->settled_lamport = newest->lamport;
    memcpy(of->settled_chain, newest->chain, sizeof of->settled_chain);
    for (size_t i = 0; i < dropped; i++) {
        struct held_batch *batch = of->batches[i];
        space_release(space, batch, sizeof *batch + batch->size);
    }
    memmove(of->batches, of->batches + dropped, left * sizeof of->batches[0]);
    of->settled = cut;
}

static void settle_notes(struct space *space)
{
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const struct schema_kind *schema = schema_kind(kind);
        const struct space_kind_table *table = &space->kinds[kind];
        for (size_t field = 0; field < schema->field_count; field++) {
            if (schema->fields[field].type != FIELD_NOTE)
                continue;
            ALCOVE_ASSERT(kind != KIND_SPACE);
            for (size_t i = 0; i < table->count; i++) {
                struct space_note *note = table->objects[i]->slots[field].note;
                if (note != NULL)
                    space_note_settle(space, note);
            }
        }
    }
}

bool space_settle(struct space *space)
{
    uint32_t cut[SPACE_DEVICES_MAX] = {0};
    bool settles = false;
    for (uint8_t i = 0; i < space->config.device_count; i++)
        cut[i] = held_by_all(space, i);
    close_cut(space, cut);
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        if (cut[i] == space->devices[i].settled)
            continue;
        drop_batches(space, &space->devices[i], cut[i]);
        settles = true;
    }
    ALCOVE_ASSERT(space->config.device_count >= 1);
    if (settles)
        settle_notes(space);
    return settles;
}
