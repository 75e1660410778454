#include "text/text_block.h"

#include <string.h>

#include "base/assert.h"
#include "text/squeeze.h"
#include "text/text_memory.h"

/* Its size, then the size it was deflated to or 0, then the bytes. */
#define SIZES_BYTES_MAX 16

size_t text_block_room(size_t size)
{
    ALCOVE_ASSERT(size <= SIZE_MAX - SIZES_BYTES_MAX);
    return size + SIZES_BYTES_MAX;
}

void text_block_write(const struct alcove_memory *memory, struct byte_writer *out,
                      const uint8_t *bytes, size_t size, bool squeezed)
{
    ALCOVE_ASSERT(byte_writer_left(out) >= text_block_room(size));
    byte_write_varint(out, size);
    /* Behind the longest size it may get, and moved up to that. */
    uint8_t *packed = out->bytes + out->size + byte_varint_size(size);
    size_t packed_size = 0;
    if (squeezed && size > 1)
        packed_size = squeeze_deflate(memory, bytes, size, packed, size - 1);
    /* What could not be inflated again, for being so little, stays as it is. */
    if (packed_size * SQUEEZE_RATIO_MAX < size)
        packed_size = 0;
    byte_write_varint(out, packed_size);
    if (packed_size == 0) {
        byte_write_bytes(out, bytes, size);
        return;
    }
    memmove(out->bytes + out->size, packed, packed_size);
    out->size += packed_size;
}

enum text_block_outcome text_block_read(const struct alcove_memory *memory, struct byte_reader *in,
                                        size_t max, struct text_block *out)
{
    uint64_t size = byte_read_varint(in);
    uint64_t packed_size = byte_read_varint(in);
    uint64_t stored = packed_size == 0 ? size : packed_size;
    *out = (struct text_block){NULL, 0, NULL};
    if (in->failed || size > max || stored > byte_reader_left(in))
        return TEXT_BLOCK_MALFORMED;
    const uint8_t *bytes = byte_read_span(in, (size_t)stored);
    ALCOVE_ASSERT(bytes != NULL);
    if (packed_size == 0) {
        *out = (struct text_block){bytes, (size_t)size, NULL};
        return TEXT_BLOCK_READ;
    }
    if (size == 0 || size > packed_size * SQUEEZE_RATIO_MAX)
        return TEXT_BLOCK_MALFORMED;
    uint8_t *inflated = memory->resize(memory->context, NULL, 0, (size_t)size);
    if (inflated == NULL)
        return TEXT_BLOCK_NO_MEMORY;
    *out = (struct text_block){inflated, (size_t)size, inflated};
    enum squeeze_outcome outcome =
        squeeze_inflate(memory, bytes, (size_t)packed_size, inflated, (size_t)size);
    if (outcome == SQUEEZE_INFLATED)
        return TEXT_BLOCK_READ;
    text_block_finish(memory, out);
    return outcome == SQUEEZE_NO_MEMORY ? TEXT_BLOCK_NO_MEMORY : TEXT_BLOCK_MALFORMED;
}

void text_block_finish(const struct alcove_memory *memory, struct text_block *block)
{
    if (block->inflated != NULL) {
        ALCOVE_ASSERT(block->bytes == block->inflated);
        text_wipe(block->inflated, block->size);
        memory->resize(memory->context, block->inflated, block->size, 0);
    }
    *block = (struct text_block){NULL, 0, NULL};
}
