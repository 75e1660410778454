/* A whole that another device gave takes the place of a state that came from a backup. */
#include <string.h>

#include "base/assert.h"
#include "records/space_file.h"
#include "records/space_parts.h"

static bool is_same_space(const struct space *space, uint8_t from, const struct space *copy)
{
    const struct space_config *a = &space->config;
    const struct space_config *b = &copy->config;
    ALCOVE_ASSERT(from < a->device_count && from != a->own_device && !a->is_signed);
    return memcmp(a->id, b->id, sizeof a->id) == 0 && a->member_count == b->member_count &&
           a->device_count == b->device_count && a->is_signed == b->is_signed &&
           memcmp(a->member_of, b->member_of, a->device_count) == 0 && b->own_device == from &&
           !copy->is_restored;
}

/* Whether what was made here is there too, as the same, and erased if it is here. */
static bool has_objects(const struct space_device *ours, const struct space_device *theirs)
{
    if (theirs->made < ours->made)
        return false;
    for (size_t i = 0; i < ours->made; i++) {
        const struct space_object *here = ours->objects[i];
        const struct space_object *there = theirs->objects[i];
        ALCOVE_ASSERT(here->id.counter == there->id.counter);
        if (here->kind != there->kind || here->made_sequence != there->made_sequence ||
            (here->slots == NULL && there->slots != NULL))
            return false;
    }
    return true;
}

/* Whether the copy knows what stood at our newest batch of a device, and it is another one. */
static bool is_fork(const struct space *space, const struct space *copy, uint8_t device)
{
    uint8_t ours[SPACE_CHAIN_BYTES];
    uint8_t theirs[SPACE_CHAIN_BYTES];
    uint32_t held = space->devices[device].held;
    bool is_known = space_chain(space, device, held, ours);
    ALCOVE_ASSERT(is_known && held <= copy->devices[device].held);
    return space_chain(copy, device, held, theirs) && memcmp(ours, theirs, sizeof ours) != 0;
}

static enum space_adopt judge(struct space *space, uint8_t from, const struct space *copy)
{
    enum space_adopt adopt = SPACE_ADOPTED;
    if (!is_same_space(space, from, copy))
        return SPACE_ADOPT_REFUSED;
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        const struct space_device *ours = &space->devices[i];
        const struct space_device *theirs = &copy->devices[i];
        if (theirs->held < ours->held || !has_objects(ours, theirs))
            return SPACE_ADOPT_REFUSED;
    }
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        if (!is_fork(space, copy, i))
            continue;
        space_distrust(space, i);
        adopt = SPACE_ADOPT_FORKED;
    }
    ALCOVE_ASSERT(space->is_restored && !copy->is_restored);
    return adopt;
}

/* The first of the batches after `kept` by lamport, so that each comes behind what it knew; NULL if
 * all were kept. */
static struct held_batch *next_to_keep(const struct space *space,
                                       const uint32_t kept[SPACE_DEVICES_MAX])
{
    struct held_batch *found = NULL;
    ALCOVE_ASSERT(space->config.device_count >= 1);
    for (uint8_t i = 0; i < space->config.device_count; i++) {
        struct held_batch *batch = space_held_batch(space, i, kept[i] + 1);
        if (batch != NULL && (found == NULL || batch->lamport < found->lamport))
            found = batch;
    }
    return found;
}

/* All that is not settled is on another disk than ours. */
static void keep_all(struct space *space)
{
    uint32_t kept[SPACE_DEVICES_MAX];
    struct held_batch *batch;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        kept[i] = space->devices[i].settled;
    ALCOVE_ASSERT(space->keep_first == NULL && space->keep_last == NULL);
    while ((batch = next_to_keep(space, kept)) != NULL) {
        kept[batch->device]++;
        batch->is_given = false;
        if (space->keep_last == NULL)
            space->keep_first = batch;
        else
            space->keep_last->keep_next = batch;
        space->keep_last = batch;
    }
}

/* The copy becomes the space, at its place in memory; what was there is freed. */
static void replace(struct space *space, struct space *copy)
{
    struct space before = *space;
    ALCOVE_ASSERT(space->memory == copy->memory);
    *space = *copy;
    space->config = before.config;
    space->listener = before.listener;
    space->is_restored = true;
    for (size_t i = 0; i < SPACE_DEVICES_MAX; i++)
        space->devices[i].doubt = before.devices[i].doubt;
    *copy = before;
    space_free(copy);
}

enum space_adopt space_adopt(struct space *space, uint8_t from, const uint8_t *whole, size_t size)
{
    struct space *copy;
    uint32_t holds[SPACE_DEVICES_MAX];
    uint32_t own = space->devices[space->config.own_device].held;
    ALCOVE_ASSERT(space->is_restored && !space_has_draft(space));
    switch (space_decode_whole(space->memory, whole, size, NULL, &copy)) {
    case SPACE_LOADED:
        break;
    case SPACE_LOAD_DAMAGED:
        return SPACE_ADOPT_REFUSED;
    case SPACE_LOAD_NEWER:
        return SPACE_ADOPT_NEWER;
    case SPACE_LOAD_NO_MEMORY:
        return SPACE_ADOPT_NO_MEMORY;
    }
    enum space_adopt adopt = judge(space, from, copy);
    if (adopt != SPACE_ADOPTED) {
        space_free(copy);
        return adopt;
    }
    replace(space, copy);
    keep_all(space);
    space_vector(space, holds);
    space_hear(space, from, holds);
    /* No number of ours is ever used twice. */
    ALCOVE_ASSERT(holds[space->config.own_device] >= own);
    return SPACE_ADOPTED;
}
