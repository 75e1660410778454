#include "media/frame_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

struct waiting_frame {
    struct frame frame; /* its bytes are `bytes` */
    uint64_t received_at_us;
    bool present;
    uint8_t *bytes;
    size_t capacity;
};

struct frame_order {
    struct waiting_frame waiting[FRAME_ORDER_WAITING_MAX]; /* at id modulo the size */
    bool any;
    uint32_t next_id;
};

struct frame_order *frame_order_create(void)
{
    return calloc(1, sizeof(struct frame_order));
}

void frame_order_destroy(struct frame_order *order)
{
    if (order == NULL)
        return;
    for (size_t i = 0; i < FRAME_ORDER_WAITING_MAX; i++)
        free(order->waiting[i].bytes);
    free(order);
}

static struct waiting_frame *place_of(struct frame_order *order, uint32_t id)
{
    return &order->waiting[id % FRAME_ORDER_WAITING_MAX];
}

/* Makes room for an id too far ahead: what waits below the new window is given up. */
static void move_window(struct frame_order *order, uint32_t id)
{
    uint32_t first = id - (FRAME_ORDER_WAITING_MAX - 1);
    for (size_t i = 0; i < FRAME_ORDER_WAITING_MAX; i++) {
        struct waiting_frame *waiting = &order->waiting[i];
        if (waiting->present && (int32_t)(waiting->frame.id - first) < 0)
            waiting->present = false;
    }
    order->next_id = first;
}

static bool waiting_fill(struct waiting_frame *waiting, const struct frame *frame)
{
    if (frame->size > waiting->capacity) {
        uint8_t *grown = realloc(waiting->bytes, frame->size);
        if (grown == NULL)
            return false;
        waiting->bytes = grown;
        waiting->capacity = frame->size;
    }
    if (frame->size > 0)
        memcpy(waiting->bytes, frame->bytes, frame->size);
    waiting->frame = *frame;
    waiting->frame.bytes = waiting->bytes;
    waiting->present = true;
    return true;
}

bool frame_order_insert(struct frame_order *order, const struct frame *frame,
                        uint64_t received_at_us)
{
    if (!order->any)
        order->next_id = frame->id;
    order->any = true;
    int32_t ahead = (int32_t)(frame->id - order->next_id);
    if (ahead < 0)
        return true;
    if (ahead >= FRAME_ORDER_WAITING_MAX)
        move_window(order, frame->id);
    struct waiting_frame *waiting = place_of(order, frame->id);
    if (waiting->present)
        return true;
    waiting->received_at_us = received_at_us;
    return waiting_fill(waiting, frame);
}

/* The earliest frame that waits, NULL if none does. */
static struct waiting_frame *earliest(struct frame_order *order)
{
    for (uint32_t i = 0; i < FRAME_ORDER_WAITING_MAX; i++) {
        struct waiting_frame *waiting = place_of(order, order->next_id + i);
        if (waiting->present)
            return waiting;
    }
    return NULL;
}

bool frame_order_take(struct frame_order *order, uint64_t now_us, uint32_t wait_us,
                      struct frame *out, uint64_t *received_at_us)
{
    struct waiting_frame *waiting = earliest(order);
    if (waiting == NULL)
        return false;
    if (waiting->frame.id != order->next_id && now_us < waiting->received_at_us + wait_us)
        return false;
    ALCOVE_ASSERT((int32_t)(waiting->frame.id - order->next_id) >= 0);
    *out = waiting->frame;
    *received_at_us = waiting->received_at_us;
    waiting->present = false;
    order->next_id = waiting->frame.id + 1;
    return true;
}
