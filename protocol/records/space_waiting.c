#include <string.h>

#include "base/assert.h"
#include "records/space_parts.h"

static void discard(struct space *space, struct waiting_batch *waiting)
{
    ALCOVE_ASSERT(space->waiting_bytes >= waiting->size);
    space->waiting_bytes -= waiting->size;
    space_release(space, waiting, sizeof *waiting + waiting->size);
}

/* How far it is from being the next of its device. */
static uint32_t distance_of(const struct space *space, uint8_t device, uint32_t sequence)
{
    uint32_t held = space->devices[device].held;
    ALCOVE_ASSERT(device < space->config.device_count);
    return sequence > held ? sequence - held : 0;
}

static void drop(struct space *space, struct waiting_batch **at)
{
    struct waiting_batch *waiting = *at;
    ALCOVE_ASSERT(waiting != NULL);
    *at = waiting->next;
    discard(space, waiting);
}

/* Of what waits, the one farthest from its turn. */
static struct waiting_batch **farthest(struct space *space)
{
    struct waiting_batch **found = &space->waiting;
    for (struct waiting_batch **at = &space->waiting; *at != NULL; at = &(*at)->next) {
        if (distance_of(space, (*at)->device, (*at)->sequence) >
            distance_of(space, (*found)->device, (*found)->sequence))
            found = at;
    }
    ALCOVE_ASSERT(*found != NULL);
    return found;
}

enum space_taken space_waiting_add(struct space *space, uint8_t from, const uint8_t *bytes,
                                   size_t size)
{
    uint8_t device = 0;
    uint32_t sequence = 0;
    bool is_one = batch_peek(bytes, size, &device, &sequence);
    ALCOVE_ASSERT(is_one && size <= SPACE_WAITING_BYTES_MAX);
    struct waiting_batch *waiting = space_allocate(space, sizeof *waiting + size);
    if (waiting == NULL)
        return SPACE_OUT_OF_MEMORY;
    *waiting = (struct waiting_batch){NULL, sequence, (uint32_t)size, device, from};
    memcpy(waiting->bytes, bytes, size);
    space->waiting_bytes += size;
    /* What came last with a number is as good as what came first: it can be asked for again. */
    for (struct waiting_batch **at = &space->waiting; *at != NULL; at = &(*at)->next) {
        if ((*at)->device == device && (*at)->sequence == sequence) {
            drop(space, at);
            break;
        }
    }
    uint32_t distance = distance_of(space, device, sequence);
    while (space->waiting_bytes > SPACE_WAITING_BYTES_MAX) {
        struct waiting_batch **far = farthest(space);
        if (distance >= distance_of(space, (*far)->device, (*far)->sequence)) {
            discard(space, waiting);
            return SPACE_TOO_MUCH;
        }
        drop(space, far);
    }
    waiting->next = space->waiting;
    space->waiting = waiting;
    return SPACE_WAITING;
}

/* Takes in one whose turn has come; false if there is none, or none can be taken. */
static bool release_one(struct space *space)
{
    for (struct waiting_batch **at = &space->waiting; *at != NULL; at = &(*at)->next) {
        struct waiting_batch *waiting = *at;
        ALCOVE_ASSERT(waiting->device < space->config.device_count);
        if (waiting->sequence > space->devices[waiting->device].held + 1)
            continue;
        enum space_taken taken = space_take(space, waiting->from, waiting->bytes, waiting->size);
        if (taken == SPACE_WAITING || taken == SPACE_TOO_MUCH || taken == SPACE_OUT_OF_MEMORY)
            continue;
        drop(space, at);
        return true;
    }
    return false;
}

void space_waiting_release(struct space *space)
{
    size_t before = space->waiting_bytes;
    while (release_one(space))
        continue;
    ALCOVE_ASSERT(space->waiting_bytes <= before);
}

void space_waiting_free(struct space *space)
{
    while (space->waiting != NULL)
        drop(space, &space->waiting);
    ALCOVE_ASSERT(space->waiting_bytes == 0);
}
