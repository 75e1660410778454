#include "link/byte_ring.h"

#include "base/assert.h"

bool byte_ring_take(struct byte_ring *ring, uint32_t capacity, uint32_t size, uint32_t *at)
{
    ALCOVE_ASSERT(size > 0);
    if (!ring->used) {
        if (size > capacity)
            return false;
        *ring = (struct byte_ring){.head = 0, .tail = size, .used = true};
        *at = 0;
        return true;
    }
    bool wrapped = ring->tail <= ring->head;
    uint32_t end = wrapped ? ring->head : capacity;
    ALCOVE_ASSERT(ring->tail <= end);
    if (end - ring->tail >= size) {
        *at = ring->tail;
    } else if (!wrapped && ring->head >= size) {
        *at = 0;
    } else {
        return false;
    }
    ring->tail = *at + size;
    return true;
}

void byte_ring_drop(struct byte_ring *ring, uint32_t next_at)
{
    ALCOVE_ASSERT(ring->used);
    ring->head = next_at;
}

void byte_ring_clear(struct byte_ring *ring)
{
    ALCOVE_ASSERT(ring != NULL);
    *ring = (struct byte_ring){0};
}
