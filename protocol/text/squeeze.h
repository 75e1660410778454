/* Deflate (RFC 1951, raw) over zlib, bounded on both ways, with memory as an argument: it is wiped
 * before it is given back. Called by text/text_block.c, records/batch.c and records/kept_box.c. */
#ifndef ALCOVE_TEXT_SQUEEZE_H
#define ALCOVE_TEXT_SQUEEZE_H

#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

/* Inflated bytes are at most this many times the deflated ones (documents.md: hostile input). */
#define SQUEEZE_RATIO_MAX 16

/* Deflates at the best level into `out`; returns the size, or 0 if it does not fit `room`, or there
 * is no memory: the caller then keeps the bytes as they are. */
size_t squeeze_deflate(const struct alcove_memory *memory, const uint8_t *bytes, size_t size,
                       uint8_t *out, size_t room);

enum squeeze_outcome {
    SQUEEZE_INFLATED,
    SQUEEZE_MALFORMED, /* not what is there, or `size` is over SQUEEZE_RATIO_MAX times the input */
    SQUEEZE_NO_MEMORY,
};

/* Inflates exactly `size` bytes into `out`, of exactly all `squeezed_size` bytes of input. `out` is
 * undefined unless INFLATED. */
enum squeeze_outcome squeeze_inflate(const struct alcove_memory *memory, const uint8_t *squeezed,
                                     size_t squeezed_size, uint8_t *out, size_t size);

#endif
