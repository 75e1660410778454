/* A block of bytes in a file: as it is, or deflated where that is wanted and pays. Used by
 * text_file.c, and by the bench. */
#ifndef ALCOVE_TEXT_TEXT_BLOCK_H
#define ALCOVE_TEXT_TEXT_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/memory.h"

/* What a block takes at most. */
size_t text_block_room(size_t size);
/* Appends it to `out`, which has room for it. */
void text_block_write(const struct alcove_memory *memory, struct byte_writer *out,
                      const uint8_t *bytes, size_t size, bool squeezed);

struct text_block {
    const uint8_t *bytes;
    size_t size;
    uint8_t *inflated; /* what `bytes` are then, and what is freed; else they are borrowed */
};

enum text_block_outcome {
    TEXT_BLOCK_READ,
    TEXT_BLOCK_MALFORMED, /* or larger than `max`; nothing to free */
    TEXT_BLOCK_NO_MEMORY,
};

enum text_block_outcome text_block_read(const struct alcove_memory *memory, struct byte_reader *in,
                                        size_t max, struct text_block *out);
/* Wipes and frees what was inflated. */
void text_block_finish(const struct alcove_memory *memory, struct text_block *block);

#endif
