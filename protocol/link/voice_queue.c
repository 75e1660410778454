#include "link/voice_queue.h"

#include <string.h>

#include "base/assert.h"

/* Opus frames are at most 120 ms long; a capture thread may be this much late. */
#define INTERVAL_MAX_US 130000
#define LATENESS_US     12000

bool voice_queue_push(struct voice_queue *queue, uint64_t now_us, const struct chunk_part *part)
{
    ALCOVE_ASSERT(part->size > 0 && part->size <= ALCOVE_VOICE_BYTES_MAX);
    bool dropped = queue->tail - queue->head == VOICE_QUEUE_MAX;
    if (dropped) {
        queue->head++;
        queue->dropped++;
    }
    uint32_t place = queue->tail++ % VOICE_QUEUE_MAX;
    queue->frames[place].id = part->id;
    queue->frames[place].captured_us = part->captured_us;
    queue->frames[place].size = part->size;
    memcpy(queue->frames[place].bytes, part->bytes, part->size);
    uint64_t interval_us = queue->last_us == 0 ? UINT64_MAX : now_us - queue->last_us;
    queue->interval_us = interval_us <= INTERVAL_MAX_US ? (uint32_t)interval_us : 0;
    queue->last_us = now_us;
    return dropped;
}

bool voice_queue_peek(const struct voice_queue *queue, struct chunk_part *out)
{
    ALCOVE_ASSERT(queue->tail - queue->head <= VOICE_QUEUE_MAX);
    if (queue->head == queue->tail)
        return false;
    uint32_t place = queue->head % VOICE_QUEUE_MAX;
    *out = (struct chunk_part){
        .id = queue->frames[place].id,
        .total = queue->frames[place].size,
        .captured_us = queue->frames[place].captured_us,
        .bytes = queue->frames[place].bytes,
        .size = queue->frames[place].size,
    };
    return true;
}

void voice_queue_pop(struct voice_queue *queue)
{
    ALCOVE_ASSERT(queue->head != queue->tail);
    queue->head++;
}

uint64_t voice_queue_next_ride(const struct voice_queue *queue, uint64_t now_us)
{
    ALCOVE_ASSERT(queue->interval_us <= INTERVAL_MAX_US);
    if (queue->interval_us == 0)
        return 0;
    uint64_t expected_us = queue->last_us + queue->interval_us + LATENESS_US;
    return expected_us > now_us ? expected_us : 0;
}
