#include "base/bytes.h"

#include <string.h>

#include "base/assert.h"

struct byte_reader byte_reader_over(const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    return (struct byte_reader){.bytes = bytes, .size = size};
}

size_t byte_reader_left(const struct byte_reader *r)
{
    ALCOVE_ASSERT(r->at <= r->size);
    return r->failed ? 0 : r->size - r->at;
}

const uint8_t *byte_read_span(struct byte_reader *r, size_t size)
{
    if (byte_reader_left(r) < size || r->failed) {
        r->failed = true;
        return NULL;
    }
    const uint8_t *span = r->bytes + r->at;
    r->at += size;
    ALCOVE_ASSERT(r->at <= r->size);
    return span;
}

void byte_read_copy(struct byte_reader *r, uint8_t *out, size_t size)
{
    if (size == 0)
        return;
    ALCOVE_ASSERT(out != NULL);
    const uint8_t *span = byte_read_span(r, size);
    if (span != NULL)
        memcpy(out, span, size);
    else
        memset(out, 0, size);
}

static uint64_t read_big_endian(struct byte_reader *r, size_t size)
{
    ALCOVE_ASSERT(size >= 1 && size <= 8);
    const uint8_t *span = byte_read_span(r, size);
    uint64_t value = 0;
    if (span == NULL)
        return 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | span[i];
    return value;
}

uint8_t byte_read_u8(struct byte_reader *r)
{
    return (uint8_t)read_big_endian(r, 1);
}

uint16_t byte_read_u16(struct byte_reader *r)
{
    return (uint16_t)read_big_endian(r, 2);
}

uint32_t byte_read_u32(struct byte_reader *r)
{
    return (uint32_t)read_big_endian(r, 4);
}

uint64_t byte_read_u64(struct byte_reader *r)
{
    return read_big_endian(r, 8);
}

uint64_t byte_read_varint(struct byte_reader *r)
{
    if (byte_reader_left(r) == 0) {
        r->failed = true;
        return 0;
    }
    size_t size = (size_t)1 << (r->bytes[r->at] >> 6);
    uint64_t value = read_big_endian(r, size);
    ALCOVE_ASSERT(size == 1 || size == 2 || size == 4 || size == 8);
    return value & (UINT64_MAX >> (64 - (8 * size - 2)));
}

struct byte_writer byte_writer_over(uint8_t *bytes, size_t capacity)
{
    ALCOVE_ASSERT(bytes != NULL || capacity == 0);
    return (struct byte_writer){.bytes = bytes, .capacity = capacity};
}

size_t byte_writer_left(const struct byte_writer *w)
{
    ALCOVE_ASSERT(w->size <= w->capacity);
    return w->failed ? 0 : w->capacity - w->size;
}

void byte_write_bytes(struct byte_writer *w, const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return;
    ALCOVE_ASSERT(bytes != NULL);
    if (byte_writer_left(w) < size) {
        w->failed = true;
        return;
    }
    memcpy(w->bytes + w->size, bytes, size);
    w->size += size;
    ALCOVE_ASSERT(w->size <= w->capacity);
}

static void write_big_endian(struct byte_writer *w, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    ALCOVE_ASSERT(size >= 1 && size <= sizeof bytes);
    ALCOVE_ASSERT(size == sizeof value || value >> (8 * size) == 0);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    byte_write_bytes(w, bytes, size);
}

void byte_write_u8(struct byte_writer *w, uint8_t value)
{
    write_big_endian(w, value, 1);
}

void byte_write_u16(struct byte_writer *w, uint16_t value)
{
    write_big_endian(w, value, 2);
}

void byte_write_u32(struct byte_writer *w, uint32_t value)
{
    write_big_endian(w, value, 4);
}

void byte_write_u64(struct byte_writer *w, uint64_t value)
{
    write_big_endian(w, value, 8);
}

size_t byte_varint_size(uint64_t value)
{
    if (value < (UINT64_C(1) << 6))
        return 1;
    if (value < (UINT64_C(1) << 14))
        return 2;
    if (value < (UINT64_C(1) << 30))
        return 4;
    return 8;
}

void byte_write_varint(struct byte_writer *w, uint64_t value)
{
    ALCOVE_ASSERT(value < (UINT64_C(1) << 62));
    size_t size = byte_varint_size(value);
    uint64_t tag = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : 3;
    write_big_endian(w, value | tag << (8 * size - 2), size);
}
