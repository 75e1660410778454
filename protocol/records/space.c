#include "records/space.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/chain.h"
#include "records/space_parts.h"

#define ROOM_FIRST 8

void *space_allocate(const struct space *space, size_t size)
{
    ALCOVE_ASSERT(size != 0);
    return space->memory->resize(space->memory->context, NULL, 0, size);
}

void space_release(const struct space *space, void *block, size_t size)
{
    if (block == NULL)
        return;
    const struct alcove_memory *memory = space->memory; /* the block may be the space itself */
    ALCOVE_ASSERT(size != 0);
    sodium_memzero(block, size);
    memory->resize(memory->context, block, size, 0);
}

void *space_grown(const struct space *space, void *list, size_t *room, size_t count, size_t each)
{
    ALCOVE_ASSERT(each != 0 && count <= SIZE_MAX / 2 / each);
    if (count <= *room && list != NULL)
        return list;
    size_t more = *room < ROOM_FIRST / 2 ? ROOM_FIRST : *room + *room / 2;
    if (more < count)
        more = count;
    void *grown = space->memory->resize(space->memory->context, list, *room * each, more * each);
    if (grown != NULL)
        *room = more;
    return grown;
}

static bool is_config_allowed(const struct space_config *config)
{
    bool allowed = config->member_count >= 1 && config->member_count <= SPACE_MEMBERS_MAX &&
                   config->device_count >= 1 && config->device_count <= SPACE_DEVICES_MAX &&
                   config->own_device < config->device_count;
    for (size_t i = 0; allowed && i < config->device_count; i++)
        allowed = config->member_of[i] < config->member_count;
    ALCOVE_ASSERT(config->is_signed || config->member_count <= 2);
    return allowed;
}

struct space *space_create(const struct space_config *config, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(is_config_allowed(config));
    struct space *space = memory->resize(memory->context, NULL, 0, sizeof *space);
    if (space == NULL)
        return NULL;
    memset(space, 0, sizeof *space);
    space->config = *config;
    space->memory = memory;
    for (uint8_t i = 0; i < config->device_count; i++)
        chain_begin(config->id, i, space->devices[i].settled_chain);
    space->root = space_object_make(space, KIND_SPACE);
    if (space->root == NULL) {
        space_release(space, space, sizeof *space);
        return NULL;
    }
    return space;
}

static void free_device(struct space *space, struct space_device *device)
{
    ALCOVE_ASSERT(device->held >= device->settled);
    for (size_t i = 0; i < device->object_count; i++)
        space_object_free(space, device->objects[i]);
    for (size_t i = 0; i < device->held - device->settled; i++) {
        struct held_batch *batch = device->batches[i];
        space_release(space, batch, sizeof *batch + batch->size);
    }
    space_release(space, device->objects, device->object_room * sizeof device->objects[0]);
    space_release(space, device->batches, device->batch_room * sizeof device->batches[0]);
}

void space_free(struct space *space)
{
    if (space == NULL)
        return;
    for (size_t i = 0; i < space->config.device_count; i++)
        free_device(space, &space->devices[i]);
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct space_kind_table *table = &space->kinds[i];
        space_release(space, table->objects, table->room * sizeof table->objects[0]);
    }
    space_waiting_free(space);
    space_object_free(space, space->root);
    space_release(space, space, sizeof *space);
}

const struct space_config *space_config(const struct space *space)
{
    return &space->config;
}

void space_listen(struct space *space, const struct space_listener *listener)
{
    ALCOVE_ASSERT(listener == NULL || listener->changed != NULL);
    space->listener = listener;
}

enum space_doubt space_doubt(const struct space *space, uint8_t device)
{
    ALCOVE_ASSERT(device < space->config.device_count);
    return space->devices[device].doubt;
}

void space_distrust(struct space *space, uint8_t device)
{
    ALCOVE_ASSERT(device < space->config.device_count);
    if (space->devices[device].doubt == SPACE_TRUSTED)
        space->devices[device].doubt = SPACE_SENT_FORK;
}

void space_trust_again(struct space *space, uint8_t device)
{
    ALCOVE_ASSERT(device < space->config.device_count);
    space->devices[device].doubt = SPACE_TRUSTED;
}

void space_restore(struct space *space)
{
    ALCOVE_ASSERT(!space_has_draft(space));
    space->is_restored = true;
}

bool space_is_restored(const struct space *space)
{
    return space->is_restored;
}

void space_catch_up(struct space *space)
{
    space->is_restored = false;
}

void space_move_to(struct space *space, uint8_t device)
{
    uint32_t holds[SPACE_DEVICES_MAX];
    uint8_t before = space->config.own_device;
    ALCOVE_ASSERT(!space_has_draft(space) && device < space->config.device_count);
    space_vector(space, holds);
    space->config.own_device = device;
    space_trust_again(space, device);
    space_hear(space, before, holds);
}
