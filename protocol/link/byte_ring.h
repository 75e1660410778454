/* First-in first-out storage for blocks of different sizes, each in one piece, in memory of the
 * caller's. It keeps no list of the blocks: their owner does, and gives them back in order. */
#ifndef ALCOVE_LINK_BYTE_RING_H
#define ALCOVE_LINK_BYTE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed memory is an empty ring of any capacity. */
struct byte_ring {
    uint32_t head; /* start of the oldest block */
    uint32_t tail; /* end of the newest block */
    bool used;     /* whether there is any block */
};

/* Room for `size` (> 0) bytes at offset `*at` of `capacity`; false when there is none. */
bool byte_ring_take(struct byte_ring *ring, uint32_t capacity, uint32_t size, uint32_t *at);
/* The oldest block is over; the next oldest starts at `next_at`. */
void byte_ring_drop(struct byte_ring *ring, uint32_t next_at);
/* All blocks are over. */
void byte_ring_clear(struct byte_ring *ring);

#endif
