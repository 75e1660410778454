/* Voice frames of ours that wait for their packet: hardly ever more than one. On a line that takes
 * nothing the oldest are dropped, since late voice is no use. */
#ifndef ALCOVE_LINK_VOICE_QUEUE_H
#define ALCOVE_LINK_VOICE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link/chunk.h"
#include "link/limits.h"

#define VOICE_QUEUE_MAX 4

/* Zeroed memory is an empty queue. */
struct voice_queue {
    struct {
        uint32_t id;
        uint32_t captured_us;
        uint32_t size;
        uint8_t bytes[ALCOVE_VOICE_BYTES_MAX];
    } frames[VOICE_QUEUE_MAX];
    uint32_t head; /* counts up; modulo VOICE_QUEUE_MAX */
    uint32_t tail;
    uint64_t last_us;     /* when the newest frame came */
    uint32_t interval_us; /* between the two newest frames; 0 unknown */
    uint64_t dropped;
};

/* True when an older frame was dropped for it. `part->bytes` is copied. */
bool voice_queue_push(struct voice_queue *queue, uint64_t now_us, const struct chunk_part *part);
/* The oldest; `out->bytes` lives until the next push. False when empty. */
bool voice_queue_peek(const struct voice_queue *queue, struct chunk_part *out);
void voice_queue_pop(struct voice_queue *queue);
/* While voice flows, small things ride in its packets: when the next one is expected at the latest.
 * 0 when no voice flows. */
uint64_t voice_queue_next_ride(const struct voice_queue *queue, uint64_t now_us);

#endif
