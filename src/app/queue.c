#include "app/queue.h"

#include "base/assert.h"

bool queue_push(struct queue *queue, void *item)
{
    ALCOVE_ASSERT(item != NULL);
    size_t pushed = atomic_load_explicit(&queue->pushed, memory_order_relaxed);
    size_t popped = atomic_load_explicit(&queue->popped, memory_order_acquire);
    if (pushed - popped == QUEUE_CAPACITY)
        return false;
    queue->items[pushed % QUEUE_CAPACITY] = item;
    atomic_store_explicit(&queue->pushed, pushed + 1, memory_order_release);
    return true;
}

void *queue_pop(struct queue *queue)
{
    size_t popped = atomic_load_explicit(&queue->popped, memory_order_relaxed);
    size_t pushed = atomic_load_explicit(&queue->pushed, memory_order_acquire);
    if (pushed == popped)
        return NULL;
    void *item = queue->items[popped % QUEUE_CAPACITY];
    atomic_store_explicit(&queue->popped, popped + 1, memory_order_release);
    return item;
}
