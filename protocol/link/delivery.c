#include "link/delivery.h"

#include <string.h>

#include "base/assert.h"

static struct delivery_record *record_at(struct delivery *delivery, uint32_t id)
{
    return &delivery->records[id % ALCOVE_RECORDS_WAITING_MAX];
}

static const struct delivery_record *record_at_const(const struct delivery *delivery, uint32_t id)
{
    return &delivery->records[id % ALCOVE_RECORDS_WAITING_MAX];
}

/* First id that may not be under way yet. */
static uint32_t window_end(const struct delivery *delivery)
{
    ALCOVE_ASSERT(delivery->stored <= delivery->next);
    uint32_t end = delivery->stored + DELIVERY_WINDOW;
    return end < delivery->next ? end : delivery->next;
}

enum alcove_link_status delivery_push(struct delivery *delivery, const uint8_t *bytes, size_t size,
                                      uint32_t *id)
{
    ALCOVE_ASSERT(size > 0 && size <= ALCOVE_RECORD_BYTES_MAX);
    uint32_t at;
    /* An id whose end was not yet told to the application keeps its place. */
    if (delivery->next - delivery->told >= ALCOVE_RECORDS_WAITING_MAX ||
        delivery->next > CHUNK_ID_MAX - 1 ||
        !byte_ring_take(&delivery->ring, DELIVERY_BYTES_MAX, (uint32_t)size, &at))
        return ALCOVE_FULL;
    struct delivery_record *record = record_at(delivery, delivery->next);
    *record = (struct delivery_record){.at = at, .size = (uint32_t)size};
    ranges_add(&record->unsent, 0, record->size);
    memcpy(delivery->bytes + at, bytes, size);
    *id = delivery->next++;
    return ALCOVE_OK;
}

static bool is_size(const struct delivery_record *record, enum delivery_size which)
{
    ALCOVE_ASSERT(record->size > 0);
    return (record->size <= DELIVERY_SMALL_BYTES) == (which == DELIVERY_SMALL);
}

static void fill_part(const struct delivery *delivery, uint32_t id, struct range range,
                      struct chunk_part *out)
{
    const struct delivery_record *record = record_at_const(delivery, id);
    ALCOVE_ASSERT(range.start < range.end && range.end <= record->size);
    *out = (struct chunk_part){
        .id = id,
        .offset = range.start,
        .total = record->size,
        .bytes = delivery->bytes + record->at + range.start,
        .size = range.end - range.start,
    };
}

static struct range shortened(struct range range, size_t size_max)
{
    ALCOVE_ASSERT(size_max > 0);
    if (range.end - range.start > size_max)
        range.end = range.start + (uint32_t)size_max;
    return range;
}

bool delivery_next(const struct delivery *delivery, enum delivery_size which, size_t size_max,
                   struct chunk_part *out)
{
    for (uint32_t id = delivery->stored; id < window_end(delivery); id++) {
        const struct delivery_record *record = record_at_const(delivery, id);
        ALCOVE_ASSERT(record->size > 0);
        if (record->unsent.count == 0 || !is_size(record, which))
            continue;
        fill_part(delivery, id, shortened(record->unsent.range[0], size_max), out);
        return true;
    }
    return false;
}

/* The bytes from `repeat_at` on that are not known to have arrived, else those from the start. */
static bool missing_range(const struct delivery_record *record, uint32_t from, struct range *out)
{
    ALCOVE_ASSERT(record->arrived.count <= RANGES_MAX);
    *out = (struct range){from, record->size};
    for (size_t i = 0; i < record->arrived.count; i++) {
        struct range arrived = record->arrived.range[i];
        if (arrived.end <= out->start)
            continue;
        if (arrived.start > out->start) {
            out->end = arrived.start;
            break;
        }
        out->start = arrived.end;
    }
    return out->start < out->end;
}

bool delivery_next_repeat(const struct delivery *delivery, uint64_t before_us, size_t size_max,
                          struct chunk_part *out)
{
    for (uint32_t id = delivery->stored; id < window_end(delivery); id++) {
        const struct delivery_record *record = record_at_const(delivery, id);
        struct range missing;
        ALCOVE_ASSERT(record->repeat_at <= record->size);
        if (record->unsent.count != 0 || !is_size(record, DELIVERY_SMALL) ||
            record->last_sent_us >= before_us)
            continue;
        if (!missing_range(record, record->repeat_at, &missing) &&
            !missing_range(record, 0, &missing))
            continue;
        fill_part(delivery, id, shortened(missing, size_max), out);
        return true;
    }
    return false;
}

void delivery_on_sent(struct delivery *delivery, uint64_t now_us, const struct chunk_part *part)
{
    ALCOVE_ASSERT(part->id >= delivery->stored && part->id < delivery->next);
    struct delivery_record *record = record_at(delivery, part->id);
    uint32_t end = part->offset + part->size;
    bool first_time = record->unsent.count != 0;
    (void)ranges_subtract(&record->unsent, part->offset, end);
    if (!first_time)
        delivery->repeated++;
    record->repeat_at = end < record->size ? end : 0;
    /* A repetition begins anew only after the whole of it has had time to arrive. */
    if (end == record->size || first_time)
        record->last_sent_us = now_us;
}

static struct delivery_record *find(struct delivery *delivery, const struct chunk_part *part)
{
    if (part->id < delivery->stored || part->id >= delivery->next)
        return NULL;
    struct delivery_record *record = record_at(delivery, part->id);
    ALCOVE_ASSERT(part->offset + part->size <= record->size);
    return record;
}

void delivery_on_arrived(struct delivery *delivery, const struct chunk_part *part)
{
    struct delivery_record *record = find(delivery, part);
    if (record == NULL)
        return;
    uint32_t end = part->offset + part->size;
    ALCOVE_ASSERT(end <= record->size);
    (void)ranges_add(&record->arrived, part->offset, end);
    (void)ranges_subtract(&record->unsent, part->offset, end);
}

void delivery_on_lost(struct delivery *delivery, const struct chunk_part *part)
{
    struct delivery_record *record = find(delivery, part);
    if (record == NULL)
        return;
    uint32_t end = part->offset + part->size;
    ALCOVE_ASSERT(end <= record->size);
    if (ranges_contain(&record->arrived, part->offset, end))
        return;
    ranges_add_or_widen(&record->unsent, part->offset, end);
    delivery->repeated++;
}

bool delivery_on_stored(struct delivery *delivery, uint32_t count)
{
    if (count > window_end(delivery))
        return false;
    if (count <= delivery->stored)
        return true;
    ALCOVE_ASSERT(count <= delivery->next);
    delivery->stored = count;
    if (delivery->stored == delivery->next)
        byte_ring_clear(&delivery->ring);
    else
        byte_ring_drop(&delivery->ring, record_at(delivery, delivery->stored)->at);
    return true;
}

void delivery_on_probe(struct delivery *delivery)
{
    for (uint32_t id = delivery->stored; id < window_end(delivery); id++) {
        struct delivery_record *record = record_at(delivery, id);
        struct range missing;
        ALCOVE_ASSERT(record->size > 0);
        if (record->unsent.count != 0)
            return;
        if (missing_range(record, 0, &missing)) {
            ranges_add_or_widen(&record->unsent, missing.start, missing.end);
            delivery->repeated++;
            return;
        }
    }
}

bool delivery_has_unsent(const struct delivery *delivery, enum delivery_size which)
{
    struct chunk_part part;
    return delivery_next(delivery, which, 1, &part);
}

bool delivery_poll_stored(struct delivery *delivery, uint32_t *id)
{
    ALCOVE_ASSERT(delivery->told <= delivery->stored);
    if (delivery->told == delivery->stored)
        return false;
    *id = delivery->told++;
    return true;
}
