/* Bounded cursors: the only pointer arithmetic over bytes from outside in protocol/.
 *
 * A cursor that runs past its end becomes `failed` and stays so; reads then give zero and writes
 * do nothing, so a codec checks once at its end. Integers are big-endian unless the name says _le.
 * A cursor borrows its memory and never owns it. */
#ifndef ALCOVE_BASE_BYTES_H
#define ALCOVE_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_reader {
    const uint8_t *bytes;
    size_t size;
    size_t at;
    bool failed;
};

struct byte_reader byte_reader_over(const uint8_t *bytes, size_t size);
size_t byte_reader_left(const struct byte_reader *r);
uint8_t byte_read_u8(struct byte_reader *r);
uint16_t byte_read_u16(struct byte_reader *r);
uint32_t byte_read_u32(struct byte_reader *r);
uint64_t byte_read_u64(struct byte_reader *r);
/* QUIC variable-length integer (RFC 9000 §16), 1 to 8 bytes; not required to be shortest. */
uint64_t byte_read_varint(struct byte_reader *r);
/* The next `size` bytes in place (borrowed from the reader's memory), or NULL and failed. */
const uint8_t *byte_read_span(struct byte_reader *r, size_t size);
void byte_read_copy(struct byte_reader *r, uint8_t *out, size_t size);

struct byte_writer {
    uint8_t *bytes;
    size_t capacity;
    size_t size; /* written so far */
    bool failed;
};

struct byte_writer byte_writer_over(uint8_t *bytes, size_t capacity);
size_t byte_writer_left(const struct byte_writer *w);
void byte_write_u8(struct byte_writer *w, uint8_t value);
void byte_write_u16(struct byte_writer *w, uint16_t value);
void byte_write_u32(struct byte_writer *w, uint32_t value);
void byte_write_u64(struct byte_writer *w, uint64_t value);
/* Shortest form; asserts value < 2^62. */
void byte_write_varint(struct byte_writer *w, uint64_t value);
void byte_write_bytes(struct byte_writer *w, const uint8_t *bytes, size_t size);
size_t byte_varint_size(uint64_t value);

#endif
