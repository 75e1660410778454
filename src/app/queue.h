/* A bounded queue of pointers from one thread to one other: the only way things cross threads,
 * beside the latest-value mailbox (app/mailbox.h). Neither side ever waits for the other. */
#ifndef ALCOVE_APP_QUEUE_H
#define ALCOVE_APP_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#define QUEUE_CAPACITY 512 /* a power of two; more than ten seconds of frames */

struct queue {
    void *items[QUEUE_CAPACITY];
    atomic_size_t pushed; /* written by the producer alone */
    atomic_size_t popped; /* written by the consumer alone */
};

/* False when full: the item stays the caller's, which drops it. Otherwise it is the consumer's. */
bool queue_push(struct queue *queue, void *item);
/* The oldest item, now the caller's; NULL when empty. */
void *queue_pop(struct queue *queue);

#endif
