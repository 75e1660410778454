/* Puts frames that arrive out of order (reordered, or repeated after a loss) back in order of id
 * before they are decoded. A missing frame is waited for only so long, then passed over; the
 * decoder sees the gap and asks for repair. Sans-IO, not thread-safe. */
#ifndef ALCOVE_MEDIA_FRAME_ORDER_H
#define ALCOVE_MEDIA_FRAME_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "media/frame.h"

#define FRAME_ORDER_WAITING_MAX 16

struct frame_order;

struct frame_order *frame_order_create(void);        /* NULL when memory is short */
void frame_order_destroy(struct frame_order *order); /* NULL is allowed */

/* Copies the frame in. Stale frames and duplicates are dropped. When too many wait, the missing
 * ones are given up. False when memory was short: the frame is lost. */
bool frame_order_insert(struct frame_order *order, const struct frame *frame,
                        uint64_t received_at_us);

/* The next frame to decode: the next id, or a later one once it has waited wait_us for those
 * before it. `out`'s bytes are the order's and live until the next call. False: none is ready. */
bool frame_order_take(struct frame_order *order, uint64_t now_us, uint32_t wait_us,
                      struct frame *out, uint64_t *received_at_us);

#endif
