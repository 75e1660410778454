#include "text/squeeze.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

#include <zlib.h>

#include "base/assert.h"
#include "text/text_memory.h"

/* zlib frees without a size: that stands before each block, padded so that this stays aligned. */
#define HEAD_BYTES 16

static void *squeeze_allocate(void *context, unsigned count, unsigned size)
{
    const struct alcove_memory *memory = context;
    ALCOVE_ASSERT(memory != NULL);
    if (size != 0 && count > (UINT_MAX - HEAD_BYTES) / size)
        return NULL;
    size_t whole = (size_t)count * size + HEAD_BYTES;
    uint8_t *block = memory->resize(memory->context, NULL, 0, whole);
    if (block == NULL)
        return NULL;
    memcpy(block, &whole, sizeof whole);
    return block + HEAD_BYTES;
}

static void squeeze_release(void *context, void *address)
{
    const struct alcove_memory *memory = context;
    uint8_t *block = (uint8_t *)address - HEAD_BYTES;
    size_t whole;
    memcpy(&whole, block, sizeof whole);
    ALCOVE_ASSERT(whole >= HEAD_BYTES);
    text_wipe(block, whole); /* words of people are in it */
    memory->resize(memory->context, block, whole, 0);
}

static z_stream squeeze_stream(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (z_stream){
        .zalloc = squeeze_allocate,
        .zfree = squeeze_release,
        .opaque = (void *)(uintptr_t)memory,
    };
}

size_t squeeze_deflate(const struct alcove_memory *memory, const uint8_t *bytes, size_t size,
                       uint8_t *out, size_t room)
{
    ALCOVE_ASSERT(size <= UINT_MAX && room <= UINT_MAX);
    z_stream stream = squeeze_stream(memory);
    /* Raw: no header, no checksum; whatever carries it is sealed. */
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return 0;
    stream.next_in = (uint8_t *)(uintptr_t)bytes;
    stream.avail_in = (unsigned)size;
    stream.next_out = out;
    stream.avail_out = (unsigned)room;
    bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    size_t written = stream.total_out;
    deflateEnd(&stream);
    return whole ? written : 0;
}

enum squeeze_outcome squeeze_inflate(const struct alcove_memory *memory, const uint8_t *squeezed,
                                     size_t squeezed_size, uint8_t *out, size_t size)
{
    ALCOVE_ASSERT(out != NULL);
    if (squeezed_size > UINT_MAX / SQUEEZE_RATIO_MAX || size > squeezed_size * SQUEEZE_RATIO_MAX)
        return SQUEEZE_MALFORMED;
    z_stream stream = squeeze_stream(memory);
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return SQUEEZE_NO_MEMORY;
    stream.next_in = (uint8_t *)(uintptr_t)squeezed;
    stream.avail_in = (unsigned)squeezed_size;
    stream.next_out = out;
    stream.avail_out = (unsigned)size;
    int status = inflate(&stream, Z_FINISH);
    bool whole = status == Z_STREAM_END && stream.avail_in == 0 && stream.total_out == size;
    inflateEnd(&stream);
    if (status == Z_MEM_ERROR)
        return SQUEEZE_NO_MEMORY;
    return whole ? SQUEEZE_INFLATED : SQUEEZE_MALFORMED;
}
