#include "link/fragment.h"

#include <string.h>

#include "base/assert.h"
#include "link/deadline.h"
#include "link/limits.h"

/* A frame that is not settled after this time never was of use. */
#define FATE_WAIT_US 2000000
/* A waiting frame with no lifetime of its own leaves within this time or not at all. */
#define WAIT_US 500000

static struct fragment_frame *frame_at(struct fragment *fragment, uint32_t index)
{
    return &fragment->frames[index % FRAGMENT_FRAMES_MAX];
}

static const struct fragment_frame *frame_at_const(const struct fragment *fragment, uint32_t index)
{
    return &fragment->frames[index % FRAGMENT_FRAMES_MAX];
}

static uint32_t waiting_frames(const struct fragment *fragment)
{
    uint32_t waiting = 0;
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        const struct fragment_frame *frame = frame_at_const(fragment, i);
        if (!frame->settled && !frame->started)
            waiting++;
    }
    return waiting;
}

enum alcove_link_status fragment_push(struct fragment *fragment, uint64_t now_us,
                                      const struct alcove_frame *frame)
{
    ALCOVE_ASSERT(frame->size > 0 && frame->size <= ALCOVE_FRAME_BYTES_MAX);
    uint32_t at;
    if (fragment->tail - fragment->head == FRAGMENT_FRAMES_MAX ||
        waiting_frames(fragment) >= FRAGMENT_WAITING_MAX ||
        !byte_ring_take(&fragment->ring, FRAGMENT_BYTES_MAX, (uint32_t)frame->size, &at))
        return ALCOVE_FULL;
    struct fragment_frame *slot = frame_at(fragment, fragment->tail++);
    *slot = (struct fragment_frame){
        .id = frame->id,
        .size = (uint32_t)frame->size,
        .at = at,
        .captured_us = (uint32_t)frame->captured_at_us,
        .key = frame->key,
        .golden = frame->golden,
        .given_us = now_us,
        .repeat_until_us = now_us + frame->lifetime_us,
    };
    ranges_add(&slot->unsent, 0, slot->size);
    memcpy(fragment->bytes + at, frame->bytes, frame->size);
    return ALCOVE_OK;
}

bool fragment_next(const struct fragment *fragment, size_t size_max, struct chunk_part *out)
{
    ALCOVE_ASSERT(size_max > 0);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        const struct fragment_frame *frame = frame_at_const(fragment, i);
        if (frame->settled || frame->unsent.count == 0)
            continue;
        struct range first = frame->unsent.range[0];
        uint32_t size = first.end - first.start;
        if (size > size_max)
            size = (uint32_t)size_max;
        *out = (struct chunk_part){
            .id = frame->id,
            .offset = first.start,
            .total = frame->size,
            .captured_us = frame->captured_us,
            .key = frame->key,
            .golden = frame->golden,
            .bytes = fragment->bytes + frame->at + first.start,
            .size = size,
        };
        return true;
    }
    return false;
}

static struct fragment_frame *find(struct fragment *fragment, uint32_t id)
{
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        struct fragment_frame *frame = frame_at(fragment, i);
        if (frame->id == id && !frame->settled)
            return frame;
    }
    return NULL;
}

void fragment_on_sent(struct fragment *fragment, uint32_t id, uint32_t offset, uint32_t size)
{
    struct fragment_frame *frame = find(fragment, id);
    ALCOVE_ASSERT(frame != NULL && offset + size <= frame->size);
    if (!ranges_subtract(&frame->unsent, offset, offset + size))
        return; /* a split without room: that part leaves twice */
    frame->started = true;
}

static void drop_settled(struct fragment *fragment)
{
    while (fragment->head != fragment->tail && frame_at(fragment, fragment->head)->settled)
        fragment->head++;
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    if (fragment->head == fragment->tail)
        byte_ring_clear(&fragment->ring);
    else
        byte_ring_drop(&fragment->ring, frame_at(fragment, fragment->head)->at);
}

static void settle(struct fragment *fragment, struct fragment_frame *frame, bool arrived)
{
    ALCOVE_ASSERT(!frame->settled);
    frame->settled = true;
    if (!arrived)
        fragment->given_up++;
    if (fragment->news_tail - fragment->news_head == FRAGMENT_NEWS_MAX)
        fragment->news_head++;
    fragment->news[fragment->news_tail++ % FRAGMENT_NEWS_MAX] =
        (struct fragment_news){.id = frame->id, .arrived = arrived};
    drop_settled(fragment);
}

void fragment_on_arrived(struct fragment *fragment, uint32_t id, uint32_t offset, uint32_t size)
{
    struct fragment_frame *frame = find(fragment, id);
    if (frame == NULL || offset > frame->size || size > frame->size - offset)
        return;
    (void)ranges_add(&frame->arrived, offset, offset + size);
    (void)ranges_subtract(&frame->unsent, offset, offset + size);
    ALCOVE_ASSERT(ranges_total(&frame->arrived) <= frame->size);
    if (ranges_total(&frame->arrived) == frame->size)
        settle(fragment, frame, true);
}

void fragment_on_lost(struct fragment *fragment, uint64_t now_us, const struct chunk_part *part)
{
    struct fragment_frame *frame = find(fragment, part->id);
    if (frame == NULL || part->offset > frame->size || part->size > frame->size - part->offset)
        return;
    if (ranges_contain(&frame->arrived, part->offset, part->offset + part->size))
        return;
    ALCOVE_ASSERT(frame->started);
    if (now_us >= frame->repeat_until_us) {
        settle(fragment, frame, false);
        return;
    }
    ranges_add_or_widen(&frame->unsent, part->offset, part->offset + part->size);
    fragment->repeated++;
}

/* When an unsettled frame is given up. */
static uint64_t frame_deadline(const struct fragment_frame *frame)
{
    ALCOVE_ASSERT(frame->repeat_until_us >= frame->given_us);
    if (frame->unsent.count == 0)
        return frame->given_us + FATE_WAIT_US;
    uint64_t wait_us = frame->given_us + WAIT_US;
    return frame->repeat_until_us > wait_us ? frame->repeat_until_us : wait_us;
}

void fragment_on_timeout(struct fragment *fragment, uint64_t now_us)
{
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        struct fragment_frame *frame = frame_at(fragment, i);
        if (!frame->settled && frame_deadline(frame) <= now_us)
            settle(fragment, frame, false);
    }
}

uint64_t fragment_next_deadline(const struct fragment *fragment)
{
    uint64_t earliest_us = DEADLINE_NEVER;
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        const struct fragment_frame *frame = frame_at_const(fragment, i);
        if (!frame->settled)
            earliest_us = deadline_earlier(earliest_us, frame_deadline(frame));
    }
    return earliest_us;
}

uint32_t fragment_waiting_bytes(const struct fragment *fragment)
{
    uint32_t waiting = 0;
    ALCOVE_ASSERT(fragment->tail - fragment->head <= FRAGMENT_FRAMES_MAX);
    for (uint32_t i = fragment->head; i != fragment->tail; i++) {
        const struct fragment_frame *frame = frame_at_const(fragment, i);
        if (!frame->settled)
            waiting += ranges_total(&frame->unsent);
    }
    return waiting;
}

bool fragment_has_unsent(const struct fragment *fragment)
{
    struct chunk_part part;
    bool any = fragment_next(fragment, 1, &part);
    ALCOVE_ASSERT(!any || part.size == 1);
    return any;
}

bool fragment_poll_news(struct fragment *fragment, struct fragment_news *out)
{
    ALCOVE_ASSERT(fragment->news_tail - fragment->news_head <= FRAGMENT_NEWS_MAX);
    if (fragment->news_head == fragment->news_tail)
        return false;
    *out = fragment->news[fragment->news_head++ % FRAGMENT_NEWS_MAX];
    return true;
}
