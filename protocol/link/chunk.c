#include "link/chunk.h"

#include <string.h>

#include "base/assert.h"
#include "link/limits.h"

#define VIDEO_KEY     0x02
#define VIDEO_GOLDEN  0x04
#define HELD_UNIT_US  32
#define HELD_UNIT_MAX 16383 /* so that it takes two bytes */

_Static_assert(CHUNK_HELD_US_MAX == HELD_UNIT_MAX * HELD_UNIT_US, "the longest holding time");

static bool read_ack(struct byte_reader *r, struct chunk_ack *ack)
{
    uint8_t space = byte_read_u8(r);
    uint64_t largest = byte_read_varint(r);
    uint64_t held = byte_read_varint(r);
    ack->class = space >> 7;
    ack->generation = space & 0x7f;
    ack->arrived_us = byte_read_u32(r);
    uint64_t more = byte_read_varint(r);
    uint64_t first = byte_read_varint(r);
    ranges_clear(&ack->arrived);
    if (r->failed || largest > ALCOVE_COUNTER_MAX || first > largest || more >= RANGES_MAX ||
        held > HELD_UNIT_MAX)
        return false;
    ack->held_us = (uint32_t)held * HELD_UNIT_US;
    uint64_t low = largest - first;
    ranges_add(&ack->arrived, (uint32_t)low, (uint32_t)largest + 1);
    ALCOVE_ASSERT(ack->arrived.count == 1);
    for (uint64_t i = 0; i < more; i++) {
        uint64_t gap = byte_read_varint(r);
        uint64_t length = byte_read_varint(r);
        if (r->failed || gap == 0 || length == 0 || gap > low || length > low - gap)
            return false;
        ranges_add(&ack->arrived, (uint32_t)(low - gap - length), (uint32_t)(low - gap));
        low -= gap + length;
    }
    return true;
}

static bool read_signal(struct byte_reader *r, struct chunk *out)
{
    uint64_t id = byte_read_varint(r);
    uint8_t size = byte_read_u8(r);
    const uint8_t *bytes = byte_read_span(r, size);
    if (bytes == NULL || id > CHUNK_ID_MAX || size == 0 || size > ALCOVE_SIGNAL_BYTES_MAX)
        return false;
    ALCOVE_ASSERT(size <= ALCOVE_SIGNAL_BYTES_MAX);
    out->signal.id = (uint32_t)id;
    out->signal.bytes = bytes;
    out->signal.size = size;
    return true;
}

/* What follows the kind of VOICE, VIDEO and RECORD; the bytes lie wholly inside the total. */
static bool read_part(struct byte_reader *r, enum chunk_kind kind, struct chunk_part *part)
{
    bool whole = kind == CHUNK_VOICE;
    ALCOVE_ASSERT(whole || kind == CHUNK_VIDEO || kind == CHUNK_RECORD);
    uint64_t id = byte_read_varint(r);
    uint64_t offset = whole ? 0 : byte_read_varint(r);
    uint64_t total = whole ? 0 : byte_read_varint(r);
    part->captured_us = kind == CHUNK_RECORD ? 0 : byte_read_u32(r);
    uint64_t size = byte_read_varint(r);
    uint64_t total_max = kind == CHUNK_RECORD ? ALCOVE_RECORD_BYTES_MAX : ALCOVE_FRAME_BYTES_MAX;
    if (whole)
        total = size;
    if (r->failed || id > CHUNK_ID_MAX || total > total_max || size == 0 || size > total ||
        offset > total - size)
        return false;
    part->id = (uint32_t)id;
    part->offset = (uint32_t)offset;
    part->total = (uint32_t)total;
    part->size = (uint32_t)size;
    part->bytes = byte_read_span(r, (size_t)size);
    return part->bytes != NULL;
}

static bool read_number(struct byte_reader *r, uint32_t *number)
{
    uint64_t value = byte_read_varint(r);
    if (r->failed || value > CHUNK_ID_MAX)
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool read_body(struct byte_reader *r, uint8_t kind, struct chunk *out)
{
    switch (kind) {
    case CHUNK_PADDING:
        return byte_read_span(r, byte_reader_left(r)) != NULL || byte_reader_left(r) == 0;
    case CHUNK_PING:
    case CHUNK_DONE:
        return true;
    case CHUNK_ACK:
        return read_ack(r, &out->ack);
    case CHUNK_CHALLENGE:
    case CHUNK_RESPONSE:
    case CHUNK_CONTINUES:
        byte_read_copy(r, out->token, CHUNK_TOKEN_BYTES);
        return !r->failed;
    case CHUNK_CLOSE:
        out->reason = byte_read_u8(r);
        return !r->failed;
    case CHUNK_SIGNAL:
        return read_signal(r, out);
    case CHUNK_REPAIR:
    case CHUNK_STORED:
        return read_number(r, &out->number);
    case CHUNK_RECORD:
    case CHUNK_VOICE:
        return read_part(r, (enum chunk_kind)kind, &out->part);
    default:
        return false;
    }
}

bool chunk_read(struct byte_reader *r, struct chunk *out)
{
    ALCOVE_ASSERT(r->at <= r->size);
    uint8_t kind = byte_read_u8(r);
    if (r->failed)
        return false;
    bool valid;
    memset(out, 0, sizeof *out);
    if ((kind & ~(VIDEO_KEY | VIDEO_GOLDEN)) == CHUNK_VIDEO) {
        out->kind = CHUNK_VIDEO;
        out->part.key = (kind & VIDEO_KEY) != 0;
        out->part.golden = (kind & VIDEO_GOLDEN) != 0;
        valid = read_part(r, CHUNK_VIDEO, &out->part);
    } else {
        out->kind = (enum chunk_kind)kind;
        valid = read_body(r, kind, out);
    }
    if (!valid)
        r->failed = true;
    return valid;
}

bool chunk_check_all(const uint8_t *plaintext, size_t size, bool *eliciting)
{
    ALCOVE_ASSERT(plaintext != NULL && eliciting != NULL);
    struct byte_reader r = byte_reader_over(plaintext, size);
    bool wants_ack = false;
    while (byte_reader_left(&r) > 0) {
        struct chunk chunk;
        if (!chunk_read(&r, &chunk))
            return false;
        if (chunk.kind != CHUNK_PADDING && chunk.kind != CHUNK_ACK && chunk.kind != CHUNK_CLOSE)
            wants_ack = true;
    }
    *eliciting = wants_ack;
    return size > 0;
}

/* Takes back what was written since `before` when something did not fit. */
static bool keep_if_whole(struct byte_writer *w, size_t before)
{
    ALCOVE_ASSERT(before <= w->size);
    if (!w->failed)
        return true;
    w->size = before;
    w->failed = false;
    return false;
}

bool chunk_write_bare(struct byte_writer *w, enum chunk_kind kind)
{
    ALCOVE_ASSERT(kind == CHUNK_PING || kind == CHUNK_DONE);
    size_t before = w->size;
    byte_write_u8(w, (uint8_t)kind);
    return keep_if_whole(w, before);
}

bool chunk_write_number(struct byte_writer *w, enum chunk_kind kind, uint32_t number)
{
    ALCOVE_ASSERT((kind == CHUNK_REPAIR || kind == CHUNK_STORED) && number <= CHUNK_ID_MAX);
    size_t before = w->size;
    byte_write_u8(w, (uint8_t)kind);
    byte_write_varint(w, number);
    return keep_if_whole(w, before);
}

bool chunk_write_token(struct byte_writer *w, enum chunk_kind kind, const uint8_t *token)
{
    ALCOVE_ASSERT(kind == CHUNK_CHALLENGE || kind == CHUNK_RESPONSE || kind == CHUNK_CONTINUES);
    size_t before = w->size;
    byte_write_u8(w, (uint8_t)kind);
    byte_write_bytes(w, token, CHUNK_TOKEN_BYTES);
    return keep_if_whole(w, before);
}

bool chunk_write_close(struct byte_writer *w, uint8_t reason)
{
    size_t before = w->size;
    ALCOVE_ASSERT(!w->failed);
    byte_write_u8(w, CHUNK_CLOSE);
    byte_write_u8(w, reason);
    return keep_if_whole(w, before);
}

/* How many ranges below the newest fit into `room` bytes. */
static size_t ranges_that_fit(const struct ranges *arrived, size_t room)
{
    ALCOVE_ASSERT(arrived->count > 0);
    size_t fitting = 0;
    for (size_t i = arrived->count - 1; i > 0; i--) {
        const struct range *upper = &arrived->range[i];
        const struct range *lower = &arrived->range[i - 1];
        size_t needs = byte_varint_size(upper->start - lower->end) +
                       byte_varint_size(lower->end - lower->start);
        if (needs > room)
            break;
        room -= needs;
        fitting++;
    }
    return fitting;
}

bool chunk_write_ack(struct byte_writer *w, const struct chunk_ack *ack)
{
    const struct ranges *arrived = &ack->arrived;
    ALCOVE_ASSERT(arrived->count > 0 && ack->class <= 1);
    const struct range *newest = &arrived->range[arrived->count - 1];
    uint32_t held = ack->held_us / HELD_UNIT_US;
    size_t before = w->size;
    byte_write_u8(w, CHUNK_ACK);
    byte_write_u8(w, (uint8_t)(ack->class << 7 | (ack->generation & 0x7f)));
    byte_write_varint(w, newest->end - 1);
    byte_write_varint(w, held < HELD_UNIT_MAX ? held : HELD_UNIT_MAX);
    byte_write_u32(w, ack->arrived_us);
    uint32_t first = newest->end - newest->start - 1;
    size_t head = 1 + byte_varint_size(first); /* `more` is below 64: one byte */
    size_t left = byte_writer_left(w);
    size_t more = left > head ? ranges_that_fit(arrived, left - head) : 0;
    byte_write_varint(w, more);
    byte_write_varint(w, first);
    for (size_t i = 0; i < more; i++) {
        const struct range *upper = &arrived->range[arrived->count - 1 - i];
        const struct range *lower = upper - 1;
        byte_write_varint(w, upper->start - lower->end);
        byte_write_varint(w, lower->end - lower->start);
    }
    return keep_if_whole(w, before);
}

bool chunk_write_signal(struct byte_writer *w, uint32_t id, const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size > 0 && size <= ALCOVE_SIGNAL_BYTES_MAX && id <= CHUNK_ID_MAX);
    size_t before = w->size;
    byte_write_u8(w, CHUNK_SIGNAL);
    byte_write_varint(w, id);
    byte_write_u8(w, (uint8_t)size);
    byte_write_bytes(w, bytes, size);
    return keep_if_whole(w, before);
}

bool chunk_write_part(struct byte_writer *w, enum chunk_kind kind, const struct chunk_part *part)
{
    ALCOVE_ASSERT(kind == CHUNK_VOICE || kind == CHUNK_VIDEO || kind == CHUNK_RECORD);
    ALCOVE_ASSERT(part->id <= CHUNK_ID_MAX && part->size > 0);
    size_t before = w->size;
    unsigned flags = kind == CHUNK_VIDEO
                         ? (part->key ? VIDEO_KEY : 0U) | (part->golden ? VIDEO_GOLDEN : 0U)
                         : 0U;
    byte_write_u8(w, (uint8_t)((unsigned)kind | flags));
    byte_write_varint(w, part->id);
    if (kind != CHUNK_VOICE) {
        byte_write_varint(w, part->offset);
        byte_write_varint(w, part->total);
    }
    if (kind != CHUNK_RECORD)
        byte_write_u32(w, part->captured_us);
    byte_write_varint(w, part->size);
    byte_write_bytes(w, part->bytes, part->size);
    return keep_if_whole(w, before);
}

void chunk_write_padding(struct byte_writer *w)
{
    ALCOVE_ASSERT(!w->failed);
    size_t left = byte_writer_left(w);
    if (left == 0)
        return;
    memset(w->bytes + w->size, CHUNK_PADDING, left);
    w->size += left;
}
