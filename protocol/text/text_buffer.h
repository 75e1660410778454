/* UTF-8 that is edited anywhere, addressed by characters: a list of chunks, each with a gap where
 * it was edited last. An edit next to the last one costs a few bytes moved, one far away no more
 * than half a chunk. What is deleted is wiped at once. Used for what is published and for what
 * the draft shows. */
#ifndef ALCOVE_TEXT_TEXT_BUFFER_H
#define ALCOVE_TEXT_TEXT_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/assert.h"
#include "base/memory.h"

#define TEXT_CHUNK_BYTES 2040

struct text_chunk {
    uint16_t left, right;               /* bytes before and after the gap */
    uint16_t left_length, right_length; /* characters */
    uint8_t bytes[TEXT_CHUNK_BYTES];
};

/* A chunk in the order of the text. */
struct text_place {
    uint32_t chunk;
    uint32_t length; /* characters; of the place at the cursor it may be an old number */
};

struct text_buffer {
    const struct alcove_memory *memory;
    struct text_chunk *chunks;
    struct text_place *order; /* the first `count` are the text, the rest name free chunks */
    uint32_t count, capacity;
    uint32_t cursor, before; /* a place, and the characters before it */
    struct text_chunk *here; /* the chunk there; NULL if there is none */
    uint32_t length;         /* characters */
    size_t size;             /* bytes */
};

/* Empty, owning nothing yet. `memory` is borrowed. */
struct text_buffer text_buffer_begin(const struct alcove_memory *memory);
/* Wipes and frees. */
void text_buffer_finish(struct text_buffer *buffer);
/* Room for inserting `extra` more bytes in any pieces; false without memory, nothing changed. */
bool text_buffer_reserve(struct text_buffer *buffer, size_t extra);
/* A copy; false without memory: `out` is then empty. */
bool text_buffer_copy(const struct text_buffer *buffer, struct text_buffer *out);

/* Inserts `length` characters of valid text, for which room was reserved. */
void text_buffer_insert(struct text_buffer *buffer, uint32_t at, const uint8_t *bytes, size_t size,
                        uint32_t length);
void text_buffer_delete(struct text_buffer *buffer, uint32_t at, uint32_t count);

/* Copies `count` characters from `at` on into `out`, unless it is NULL; returns their bytes. */
size_t text_buffer_read(const struct text_buffer *buffer, uint32_t at, uint32_t count,
                        uint8_t *out);

/* The quick way of typing one character of a byte where the last edit was: false, and nothing, if
 * that is elsewhere, or there is no room in the chunk. Needs nothing reserved. Inline, as most of
 * what is done to a text is just this. */
static inline bool text_buffer_type(struct text_buffer *b, uint32_t at, uint8_t byte)
{
    struct text_chunk *c = b->here;
    if (c == NULL || at - b->before != c->left_length || c->left + c->right == TEXT_CHUNK_BYTES)
        return false;
    ALCOVE_ASSERT(c->left < TEXT_CHUNK_BYTES);
    c->bytes[c->left++] = byte;
    c->left_length++;
    b->length++;
    b->size++;
    return true;
}

#endif
