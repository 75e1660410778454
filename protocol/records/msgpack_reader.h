/* A bounded cursor over canonical msgpack from outside: every length is checked against what is
 * there before it is used, nothing is allocated, and an integer or a length that is not in its
 * shortest form fails. Like the byte cursor below it, it stays failed and gives zeros, so that a
 * decoder checks once at its end. Borrows its memory. Called by records/body.c. */
#ifndef ALCOVE_RECORDS_MSGPACK_READER_H
#define ALCOVE_RECORDS_MSGPACK_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define MSGPACK_DEPTH_MAX 8

struct msgpack_reader {
    struct byte_reader bytes;
};

struct msgpack_reader msgpack_reader_over(const uint8_t *bytes, size_t size);

/* Each reads one value of its type, or fails if the next one is of another type or larger than
 * `max`. Spans are borrowed; NULL after a failure. */
uint64_t msgpack_read_unsigned(struct msgpack_reader *r, uint64_t max);
const char *msgpack_read_string(struct msgpack_reader *r, size_t max, size_t *size);
const uint8_t *msgpack_read_binary(struct msgpack_reader *r, size_t max, size_t *size);
/* The number of elements, or of key-value pairs, which the caller reads next. */
size_t msgpack_read_array(struct msgpack_reader *r, size_t max);
size_t msgpack_read_map(struct msgpack_reader *r, size_t max);

/* Steps over one value of any type, at most MSGPACK_DEPTH_MAX deep; fails on extension types and
 * on what is not canonical. */
void msgpack_skip(struct msgpack_reader *r);

/* For a caller that read a value which its own rules do not allow. */
void msgpack_fail(struct msgpack_reader *r);

/* True when nothing failed and nothing is left. */
bool msgpack_reader_finished(const struct msgpack_reader *r);
bool msgpack_reader_failed(const struct msgpack_reader *r);

#endif
