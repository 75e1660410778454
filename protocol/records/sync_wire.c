#include "records/sync_wire.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/batch.h"

#define SECTIONS_ALL 0x7f
#define PART_MORE    0x80 /* the first byte of a part of several; low bits: number of the message */
#define PART_LAST    0xc0
#define PART_NUMBER  0x3f
#define PARTS_MAX    SYNC_WHOLE_BYTES_MAX

/* ---- messages ---- */

static bool has_counts(const struct sync_message *message)
{
    ALCOVE_ASSERT(message->shape.device_count <= SPACE_DEVICES_MAX);
    return (message->sections & (SYNC_VECTOR | SYNC_ACK)) != 0;
}

/* Whether the chain of device `i` is told. */
static bool has_chain(const struct sync_message *message, size_t i)
{
    ALCOVE_ASSERT(i < message->shape.device_count);
    return (message->sections & SYNC_VECTOR) != 0 && (message->shape.chained >> i & 1) != 0 &&
           message->vector[i] != 0;
}

static bool has_whole(const struct sync_message *message)
{
    bool is_here = message->whole_kind == SYNC_WHOLE_HERE;
    ALCOVE_ASSERT(!is_here || (message->sections & SYNC_WHOLE) != 0);
    return is_here;
}

static bool sections_are_good(uint8_t sections)
{
    const uint8_t either = SYNC_DIGEST | SYNC_VECTOR;
    ALCOVE_ASSERT((SECTIONS_ALL & PART_MORE) == 0);
    return sections != 0 && (sections & ~SECTIONS_ALL) == 0 && (sections & either) != either;
}

void sync_message_write(const struct sync_message *message, struct byte_writer *w)
{
    ALCOVE_ASSERT(sections_are_good(message->sections));
    byte_write_u8(w, message->sections);
    if ((message->sections & SYNC_DIGEST) != 0)
        byte_write_bytes(w, message->digest, sizeof message->digest);
    for (size_t i = 0; has_counts(message) && i < message->shape.device_count; i++)
        byte_write_varint(w, message->vector[i]);
    for (size_t i = 0; i < message->shape.device_count; i++) {
        if (has_chain(message, i))
            byte_write_bytes(w, message->chains[i], sizeof message->chains[i]);
    }
    if ((message->sections & SYNC_ACK) != 0)
        byte_write_varint(w, message->acknowledged);
    if ((message->sections & SYNC_DOUBTS) != 0)
        byte_write_varint(w, message->doubts);
    if ((message->sections & SYNC_WHOLE) != 0)
        byte_write_u8(w, message->whole_kind);
    if ((message->sections & SYNC_BATCHES) != 0 || has_whole(message))
        byte_write_varint(w, message->turn);
}

void sync_message_add(const uint8_t *batch, size_t size, struct byte_writer *w)
{
    ALCOVE_ASSERT(size >= 1 && size <= BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES);
    byte_write_varint(w, size);
    byte_write_bytes(w, batch, size);
}

static uint32_t read_number(struct byte_reader *r, uint32_t max)
{
    size_t at = r->at;
    uint64_t value = byte_read_varint(r);
    if (value > max || byte_varint_size(value) != r->at - at)
        r->failed = true;
    ALCOVE_ASSERT(r->at >= at);
    return r->failed ? 0 : (uint32_t)value;
}

static void read_vector(struct byte_reader *r, struct sync_message *out)
{
    for (size_t i = 0; has_counts(out) && i < out->shape.device_count; i++)
        out->vector[i] = read_number(r, UINT32_MAX);
    for (size_t i = 0; i < out->shape.device_count; i++) {
        if (has_chain(out, i))
            byte_read_copy(r, out->chains[i], sizeof out->chains[i]);
    }
    ALCOVE_ASSERT(r->at <= r->size);
}

static void read_batches(struct byte_reader *r, struct sync_message *out)
{
    out->turn = read_number(r, UINT32_MAX);
    if (r->failed || out->turn == 0 || byte_reader_left(r) == 0) {
        r->failed = true;
        return;
    }
    out->batches = r->bytes + r->at;
    out->batches_size = byte_reader_left(r);
    while (byte_reader_left(r) > 0) {
        uint32_t size = read_number(r, BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES);
        byte_read_span(r, size);
        if (size == 0)
            r->failed = true;
    }
    ALCOVE_ASSERT(r->failed || r->at == r->size);
}

static void read_whole(struct byte_reader *r, struct sync_message *out)
{
    out->whole_kind = byte_read_u8(r);
    if (out->whole_kind < SYNC_WHOLE_GONE || out->whole_kind > SYNC_WHOLE_HERE)
        r->failed = true;
    if (r->failed || !has_whole(out))
        return;
    out->turn = read_number(r, UINT32_MAX);
    if (r->failed || out->turn == 0 || byte_reader_left(r) == 0 ||
        (out->sections & SYNC_BATCHES) != 0) {
        r->failed = true;
        return;
    }
    out->whole_size = byte_reader_left(r);
    out->whole = byte_read_span(r, out->whole_size);
    ALCOVE_ASSERT(out->whole != NULL);
}

bool sync_message_read(const uint8_t *bytes, size_t size, struct sync_shape shape,
                       struct sync_message *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(shape.device_count >= 1 && shape.device_count <= SPACE_DEVICES_MAX);
    *out = (struct sync_message){.sections = byte_read_u8(&r), .shape = shape};
    if (!sections_are_good(out->sections))
        return false;
    if ((out->sections & SYNC_DIGEST) != 0)
        byte_read_copy(&r, out->digest, sizeof out->digest);
    read_vector(&r, out);
    if ((out->sections & SYNC_ACK) != 0)
        out->acknowledged = read_number(&r, UINT32_MAX);
    if ((out->sections & SYNC_DOUBTS) != 0)
        out->doubts = read_number(&r, (UINT32_C(1) << shape.device_count) - 1);
    if ((out->sections & SYNC_WHOLE) != 0)
        read_whole(&r, out);
    if ((out->sections & SYNC_BATCHES) != 0 && !r.failed)
        read_batches(&r, out);
    return !r.failed && byte_reader_left(&r) == 0;
}

const uint8_t *sync_message_batch(const struct sync_message *message, size_t *at, size_t *size)
{
    struct byte_reader r = byte_reader_over(message->batches, message->batches_size);
    r.at = *at;
    *size = 0;
    if (byte_reader_left(&r) == 0)
        return NULL;
    *size = (size_t)byte_read_varint(&r);
    const uint8_t *batch = byte_read_span(&r, *size);
    /* The form was judged when the message was read. */
    ALCOVE_ASSERT(batch != NULL);
    *at = r.at;
    return batch;
}

/* ---- parts ---- */

static void wipe(uint8_t **bytes, size_t *room, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT((*bytes == NULL) == (*room == 0));
    if (*bytes == NULL)
        return;
    sodium_memzero(*bytes, *room);
    memory->resize(memory->context, *bytes, *room, 0);
    *bytes = NULL;
    *room = 0;
}

void sync_outgoing_drop(struct sync_outgoing *outgoing, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(outgoing->size <= outgoing->room);
    wipe(&outgoing->bytes, &outgoing->room, memory);
    outgoing->size = outgoing->at = 0;
    outgoing->index = 0;
    outgoing->number = (outgoing->number + 1) & PART_NUMBER;
}

void sync_incoming_drop(struct sync_incoming *incoming, const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(incoming->size <= incoming->room);
    wipe(&incoming->bytes, &incoming->room, memory);
    incoming->size = 0;
    incoming->index = 0;
}

size_t sync_part_cut(struct sync_outgoing *outgoing, const struct alcove_memory *memory,
                     uint8_t *out, size_t room)
{
    ALCOVE_ASSERT(room >= SYNC_PART_BYTES_MIN && outgoing->at <= outgoing->size);
    if (outgoing->bytes == NULL)
        return 0;
    struct byte_writer w = byte_writer_over(out, room);
    size_t left = outgoing->size - outgoing->at;
    bool is_whole = outgoing->at == 0 && left <= room;
    size_t head = 1 + byte_varint_size(outgoing->index);
    size_t size = is_whole || left + head <= room ? left : room - head;
    if (!is_whole) {
        uint8_t mark = size == left ? PART_LAST : PART_MORE;
        byte_write_u8(&w, mark | outgoing->number);
        byte_write_varint(&w, outgoing->index);
    }
    byte_write_bytes(&w, outgoing->bytes + outgoing->at, size);
    ALCOVE_ASSERT(!w.failed);
    outgoing->at += size;
    outgoing->index++;
    if (outgoing->at == outgoing->size)
        sync_outgoing_drop(outgoing, memory);
    return w.size;
}

static size_t bound_of(const struct sync_incoming *incoming)
{
    size_t bound = incoming->takes_whole ? SYNC_WHOLE_BYTES_MAX : SYNC_MESSAGE_BYTES_MAX;
    ALCOVE_ASSERT(incoming->size <= SYNC_WHOLE_BYTES_MAX);
    return bound;
}

/* Room for `size` bytes more; what was there stays nowhere else. */
static bool grow(struct sync_incoming *incoming, size_t size, const struct alcove_memory *memory)
{
    size_t room =
        2 * incoming->room > incoming->size + size ? 2 * incoming->room : incoming->size + size;
    ALCOVE_ASSERT(incoming->size + size <= bound_of(incoming));
    if (incoming->size + size <= incoming->room)
        return true;
    uint8_t *bytes = memory->resize(memory->context, NULL, 0, room);
    if (bytes == NULL)
        return false;
    if (incoming->size > 0)
        memcpy(bytes, incoming->bytes, incoming->size);
    wipe(&incoming->bytes, &incoming->room, memory);
    incoming->bytes = bytes;
    incoming->room = room;
    return true;
}

/* A part of several: the next of its message, or the first of another one. */
static enum sync_joined join(struct sync_incoming *incoming, const struct alcove_memory *memory,
                             struct sync_span part, struct sync_span *message)
{
    struct byte_reader r = byte_reader_over(part.bytes, part.size);
    uint8_t mark = byte_read_u8(&r);
    uint32_t index = read_number(&r, PARTS_MAX);
    bool is_last = (mark & PART_LAST) == PART_LAST;
    size_t size = byte_reader_left(&r);
    if (r.failed || size == 0 || (!is_last && part.size < SYNC_PART_BYTES_MIN))
        return SYNC_JOINED_MALFORMED;
    if (index == 0) {
        sync_incoming_drop(incoming, memory);
        incoming->number = mark & PART_NUMBER;
    }
    if (index != incoming->index || (mark & PART_NUMBER) != incoming->number)
        return SYNC_JOINED_PART;
    if (size + incoming->size > bound_of(incoming)) {
        sync_incoming_drop(incoming, memory);
        return SYNC_JOINED_MALFORMED;
    }
    if (!grow(incoming, size, memory)) {
        sync_incoming_drop(incoming, memory);
        return SYNC_JOINED_NO_MEMORY;
    }
    byte_read_copy(&r, incoming->bytes + incoming->size, size);
    incoming->size += size;
    incoming->index++;
    ALCOVE_ASSERT(incoming->size <= incoming->room);
    if (!is_last)
        return SYNC_JOINED_PART;
    *message = (struct sync_span){incoming->bytes, incoming->size};
    incoming->index = 0;
    return SYNC_JOINED_WHOLE;
}

enum sync_joined sync_part_join(struct sync_incoming *incoming, const struct alcove_memory *memory,
                                struct sync_span part, struct sync_span *message)
{
    ALCOVE_ASSERT(message != NULL);
    if (part.size == 0)
        return SYNC_JOINED_MALFORMED;
    if ((part.bytes[0] & PART_MORE) != 0)
        return join(incoming, memory, part, message);
    if (part.size > bound_of(incoming))
        return SYNC_JOINED_MALFORMED;
    *message = part;
    return SYNC_JOINED_WHOLE;
}
