#include "text/text_buffer.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_memory.h"
#include "text/text_utf8.h"

#define CHUNK_BYTES 1016
/* Neighbours that fit into half a chunk together are joined: this bounds how many chunks a text of
 * some size can have, and so what is to be reserved. */
#define JOIN_BYTES (CHUNK_BYTES / 2)

struct text_chunk {
    uint16_t left, right; /* bytes before and after the gap */
    uint16_t left_length; /* characters before it */
    uint16_t length;      /* characters in all */
    uint8_t bytes[CHUNK_BYTES];
};

static size_t bytes_in(const struct text_chunk *c)
{
    ALCOVE_ASSERT(c->left + c->right <= CHUNK_BYTES);
    return (size_t)c->left + c->right;
}

struct text_buffer text_buffer_begin(const struct alcove_memory *memory)
{
    ALCOVE_ASSERT(memory != NULL);
    return (struct text_buffer){.memory = memory};
}

static void release(struct text_buffer *b)
{
    const struct alcove_memory *memory = b->memory;
    ALCOVE_ASSERT(memory != NULL);
    if (b->capacity == 0)
        return;
    memory->resize(memory->context, b->chunks, b->capacity * sizeof *b->chunks, 0);
    memory->resize(memory->context, b->order, b->capacity * sizeof *b->order, 0);
}

static struct text_chunk *chunk_at(const struct text_buffer *b, uint32_t place)
{
    ALCOVE_ASSERT(place < b->count);
    return &b->chunks[b->order[place].chunk];
}

/* Of the text only: a free chunk was wiped when it became free, or was never written. */
static void wipe(struct text_buffer *b)
{
    ALCOVE_ASSERT(b->count <= b->capacity);
    for (uint32_t i = 0; i < b->count; i++)
        text_wipe(chunk_at(b, i), sizeof(struct text_chunk));
}

void text_buffer_finish(struct text_buffer *b)
{
    ALCOVE_ASSERT(b->memory != NULL);
    const struct alcove_memory *memory = b->memory;
    wipe(b);
    release(b);
    *b = text_buffer_begin(memory);
}

/* Moves into room for `capacity` chunks. */
static bool grow(struct text_buffer *b, uint32_t capacity)
{
    const struct alcove_memory *memory = b->memory;
    ALCOVE_ASSERT(capacity >= b->count);
    struct text_buffer grown = *b;
    grown.capacity = capacity;
    grown.chunks = memory->resize(memory->context, NULL, 0, capacity * sizeof *grown.chunks);
    if (grown.chunks == NULL)
        return false;
    grown.order = memory->resize(memory->context, NULL, 0, capacity * sizeof *grown.order);
    if (grown.order == NULL) {
        memory->resize(memory->context, grown.chunks, capacity * sizeof *grown.chunks, 0);
        return false;
    }
    for (uint32_t i = 0; i < capacity; i++)
        grown.order[i].chunk = i;
    for (uint32_t i = 0; i < b->count; i++) {
        grown.order[i].length = b->order[i].length;
        memcpy(&grown.chunks[i], chunk_at(b, i), sizeof *grown.chunks);
    }
    *b = grown;
    return true;
}

bool text_buffer_reserve(struct text_buffer *b, size_t extra)
{
    /* Two neighbours hold more than JOIN_BYTES together, but for the two at the cursor. */
    size_t chunks = 2 * (b->size + extra) / JOIN_BYTES + 4;
    ALCOVE_ASSERT(chunks < UINT32_MAX / 2);
    if (chunks <= b->capacity)
        return true;
    struct text_buffer old = *b;
    if (!grow(b, (uint32_t)(chunks + chunks / 4)))
        return false;
    wipe(&old);
    release(&old);
    return true;
}

bool text_buffer_copy(const struct text_buffer *b, struct text_buffer *out)
{
    ALCOVE_ASSERT(b != out);
    *out = *b;
    if (b->capacity == 0 || grow(out, b->capacity))
        return true;
    *out = text_buffer_begin(b->memory);
    return false;
}

/* Bytes of `count` characters, whose text is `size` bytes and `length` characters. */
static size_t bytes_of(const uint8_t *bytes, size_t size, uint32_t length, uint32_t count)
{
    ALCOVE_ASSERT(count <= length && length <= size);
    if (size == length)
        return count;
    return count == length ? size : text_utf8_size(bytes, count);
}

/* Moves the gap to the character `at` of the chunk. */
static void move_gap(struct text_chunk *c, uint32_t at)
{
    uint8_t *right = c->bytes + CHUNK_BYTES - c->right;
    ALCOVE_ASSERT(at <= c->length);
    if (at < c->left_length) {
        size_t keep = bytes_of(c->bytes, c->left, c->left_length, at);
        size_t moved = c->left - keep;
        memmove(right - moved, c->bytes + keep, moved);
        size_t vacated = right - moved > c->bytes + c->left
                             ? moved
                             : (size_t)(right - moved - (c->bytes + keep));
        memset(c->bytes + keep, 0, vacated);
        c->left = (uint16_t)keep;
        c->right = (uint16_t)(c->right + moved);
    } else if (at > c->left_length) {
        uint32_t length = c->length - c->left_length;
        size_t moved = bytes_of(right, c->right, length, at - c->left_length);
        memmove(c->bytes + c->left, right, moved);
        uint8_t *end = c->bytes + c->left + moved;
        uint8_t *from = end > right ? end : right;
        memset(from, 0, (size_t)(right + moved - from));
        c->left = (uint16_t)(c->left + moved);
        c->right = (uint16_t)(c->right - moved);
    }
    c->left_length = (uint16_t)at;
}

/* Puts the cursor on the place that has `at` in it or at its end. */
static uint32_t seek(struct text_buffer *b, uint32_t at)
{
    ALCOVE_ASSERT(at <= b->length && b->count > 0);
    uint32_t place = b->cursor;
    uint32_t before = b->before;
    while (at < before)
        before -= b->order[--place].length;
    while (at - before > b->order[place].length)
        before += b->order[place++].length;
    b->cursor = place;
    b->before = before;
    return place;
}

/* Makes a free chunk the one at `place`. */
static struct text_chunk *add_chunk(struct text_buffer *b, uint32_t place)
{
    ALCOVE_ASSERT(b->count < b->capacity && place <= b->count);
    struct text_place fresh = {b->order[b->count].chunk, 0};
    memmove(&b->order[place + 1], &b->order[place], (b->count - place) * sizeof *b->order);
    b->order[place] = fresh;
    b->count++;
    struct text_chunk *c = &b->chunks[fresh.chunk];
    c->left = c->right = c->left_length = c->length = 0;
    return c;
}

/* Wipes the chunk at `place`, and makes it a free one. */
static void drop_chunk(struct text_buffer *b, uint32_t place)
{
    ALCOVE_ASSERT(place < b->count);
    struct text_place gone = b->order[place];
    text_wipe(chunk_at(b, place), sizeof(struct text_chunk));
    memmove(&b->order[place], &b->order[place + 1], (b->count - place - 1) * sizeof *b->order);
    b->count--;
    b->order[b->count] = gone;
}

/* Adds at the end of the chunk, whose gap is there. */
static void append(struct text_buffer *b, uint32_t place, const uint8_t *bytes, size_t size,
                   uint32_t length)
{
    struct text_chunk *c = chunk_at(b, place);
    ALCOVE_ASSERT(size <= CHUNK_BYTES - bytes_in(c));
    memcpy(c->bytes + c->left, bytes, size);
    c->left = (uint16_t)(c->left + size);
    c->left_length = (uint16_t)(c->left_length + length);
    c->length = (uint16_t)(c->length + length);
    b->order[place].length = c->length;
}

/* Moves all of the next chunk to the end of this one. */
static void join(struct text_buffer *b, uint32_t place)
{
    struct text_chunk *c = chunk_at(b, place);
    struct text_chunk *next = chunk_at(b, place + 1);
    ALCOVE_ASSERT(bytes_in(c) + bytes_in(next) <= JOIN_BYTES);
    move_gap(c, c->length);
    append(b, place, next->bytes, next->left, next->left_length);
    append(b, place, next->bytes + CHUNK_BYTES - next->right, next->right,
           (uint32_t)(next->length - next->left_length));
    drop_chunk(b, place + 1);
}

static bool joinable(const struct text_buffer *b, uint32_t place)
{
    if (place + 1 >= b->count)
        return false;
    return bytes_in(chunk_at(b, place)) + bytes_in(chunk_at(b, place + 1)) <= JOIN_BYTES;
}

/* Joins what has become small, up to two places around the cursor. */
static void tidy(struct text_buffer *b)
{
    ALCOVE_ASSERT(b->cursor < b->count);
    for (int step = 0; step < 2 && b->cursor > 0; step++)
        b->before -= b->order[--b->cursor].length;
    for (int step = 0; step < 4; step++) {
        while (joinable(b, b->cursor))
            join(b, b->cursor);
        if (b->cursor + 1 >= b->count)
            break;
        b->before += b->order[b->cursor++].length;
    }
}

/* Cuts the chunk in two at its gap. */
static void split(struct text_buffer *b, uint32_t place)
{
    struct text_chunk *fresh = add_chunk(b, place + 1);
    struct text_chunk *c = chunk_at(b, place);
    uint8_t *right = c->bytes + CHUNK_BYTES - c->right;
    ALCOVE_ASSERT(fresh != c);
    append(b, place + 1, right, c->right, (uint32_t)(c->length - c->left_length));
    move_gap(fresh, 0);
    memset(right, 0, c->right);
    c->right = 0;
    c->length = c->left_length;
    b->order[place].length = c->length;
}

/* More than fits into the chunk at the cursor, whose gap is where it goes. `plain`: each character
 * is a byte. */
static void insert_much(struct text_buffer *b, const uint8_t *bytes, size_t size, bool plain)
{
    uint32_t start = b->before;
    ALCOVE_ASSERT(size > 0);
    if (chunk_at(b, b->cursor)->right > 0)
        split(b, b->cursor);
    for (;;) {
        size_t left = CHUNK_BYTES - (size_t)chunk_at(b, b->cursor)->left;
        size_t part = text_utf8_prefix(bytes, size, left);
        uint32_t length = plain ? (uint32_t)part : text_utf8_length(bytes, part);
        append(b, b->cursor, bytes, part, length);
        bytes += part;
        size -= part;
        if (size == 0)
            break;
        b->before += b->order[b->cursor].length;
        add_chunk(b, ++b->cursor);
    }
    tidy(b);
    seek(b, start);
    tidy(b);
}

/* Inserts at the gap of the chunk at the cursor, if there is room; else false, and nothing. */
static bool insert_here(struct text_buffer *b, uint32_t at, const uint8_t *bytes, size_t size,
                        uint32_t length)
{
    struct text_place *place = &b->order[b->cursor];
    struct text_chunk *c = &b->chunks[place->chunk];
    size_t left = c->left;
    ALCOVE_ASSERT(b->cursor < b->count);
    if (at - b->before != c->left_length || size > CHUNK_BYTES - bytes_in(c))
        return false;
    if (size == 1)
        c->bytes[left] = *bytes;
    else
        memcpy(c->bytes + left, bytes, size);
    c->left = (uint16_t)(left + size);
    c->left_length = (uint16_t)(c->left_length + length);
    c->length = (uint16_t)(c->length + length);
    place->length = c->length;
    b->length += length;
    b->size += size;
    return true;
}

void text_buffer_insert(struct text_buffer *b, uint32_t at, const uint8_t *bytes, size_t size,
                        uint32_t length)
{
    ALCOVE_ASSERT(size > 0 && length <= size && at <= b->length);
    if (b->count == 0) {
        add_chunk(b, 0);
        b->cursor = b->before = 0;
    }
    if (insert_here(b, at, bytes, size, length))
        return;
    uint32_t place = seek(b, at);
    move_gap(chunk_at(b, place), at - b->before);
    if (insert_here(b, at, bytes, size, length))
        return;
    b->size += size;
    b->length += length;
    insert_much(b, bytes, size, size == length);
}

bool text_buffer_type(struct text_buffer *b, uint32_t at, uint8_t byte)
{
    if (b->count == 0)
        return false;
    struct text_place *place = &b->order[b->cursor];
    struct text_chunk *c = &b->chunks[place->chunk];
    ALCOVE_ASSERT(c->left <= CHUNK_BYTES && byte < 0x80);
    if (at - b->before != c->left_length || bytes_in(c) == CHUNK_BYTES)
        return false;
    c->bytes[c->left++] = byte;
    c->left_length++;
    place->length = ++c->length;
    b->length++;
    b->size++;
    return true;
}

/* Deletes `count` characters from the `at`-th of the chunk on; returns their bytes. */
static size_t delete_in(struct text_chunk *c, uint32_t at, uint32_t count)
{
    size_t size;
    ALCOVE_ASSERT(count > 0 && at + count <= c->length);
    if (at + count == c->left_length) { /* backwards, as most deleting is */
        size_t keep = bytes_of(c->bytes, c->left, c->left_length, at);
        size = c->left - keep;
        memset(c->bytes + keep, 0, size);
        c->left = (uint16_t)keep;
        c->left_length = (uint16_t)at;
    } else {
        move_gap(c, at);
        uint8_t *right = c->bytes + CHUNK_BYTES - c->right;
        size = bytes_of(right, c->right, (uint32_t)(c->length - c->left_length), count);
        memset(right, 0, size);
        c->right = (uint16_t)(c->right - size);
    }
    c->length = (uint16_t)(c->length - count);
    return size;
}

/* Whether the chunk at the cursor, without `size` of its bytes, has no neighbour to join it to. */
static bool stays(const struct text_buffer *b, size_t size)
{
    uint32_t place = b->cursor;
    size_t left = bytes_in(chunk_at(b, place)) - size;
    ALCOVE_ASSERT(size <= bytes_in(chunk_at(b, place)));
    if (left > JOIN_BYTES)
        return true;
    return left > 0 && (place == 0 || left + bytes_in(chunk_at(b, place - 1)) > JOIN_BYTES) &&
           (place + 1 == b->count || left + bytes_in(chunk_at(b, place + 1)) > JOIN_BYTES);
}

/* The quick way of deleting what touches the gap of the chunk at the cursor, where on that side
 * each character is a byte; else false, and nothing. */
static bool delete_here(struct text_buffer *b, uint32_t at, uint32_t count)
{
    struct text_place *place = &b->order[b->cursor];
    struct text_chunk *c = &b->chunks[place->chunk];
    uint32_t in = at - b->before, right = c->right;
    ALCOVE_ASSERT(b->cursor < b->count);
    bool before = in + count == c->left_length && c->left == c->left_length;
    bool after = in == c->left_length && count <= right && in + right == c->length;
    if (at < b->before || !(before || after) || !stays(b, count))
        return false;
    uint8_t *gone = before ? c->bytes + in : c->bytes + CHUNK_BYTES - right;
    if (before)
        c->left = c->left_length = (uint16_t)in;
    else
        c->right = (uint16_t)(right - count);
    if (count == 1)
        *gone = 0;
    else
        memset(gone, 0, count);
    c->length = (uint16_t)(c->length - count);
    place->length = c->length;
    b->size -= count;
    b->length -= count;
    return true;
}

void text_buffer_delete(struct text_buffer *b, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(count > 0 && count <= b->length && at <= b->length - count);
    if (delete_here(b, at, count))
        return;
    uint32_t place = seek(b, at);
    bool small = false;
    uint32_t first = place;
    b->length -= count;
    while (count > 0) {
        uint32_t in = at - b->before;
        if (in == b->order[place].length) {
            b->before = at;
            b->cursor = ++place;
            continue;
        }
        struct text_chunk *c = chunk_at(b, place);
        uint32_t part = c->length - in < count ? c->length - in : count;
        b->size -= delete_in(c, in, part);
        b->order[place].length = c->length;
        small = small || bytes_in(c) <= JOIN_BYTES;
        count -= part;
        if (c->length == 0)
            drop_chunk(b, place);
    }
    if (b->cursor == b->count && b->count > 0)
        b->before -= b->order[--b->cursor].length;
    if (small && b->count > 1 && (b->cursor != first || !stays(b, 0)))
        tidy(b);
}

/* What is still to be read. */
struct reading {
    uint32_t at, count;
    uint8_t *out;
    size_t size;
};

/* Reads from one side of a gap: `size` bytes, `length` characters. */
static void read_side(struct reading *r, const uint8_t *bytes, size_t size, uint32_t length)
{
    if (r->at >= length) {
        r->at -= length;
        return;
    }
    uint32_t part = length - r->at < r->count ? length - r->at : r->count;
    size_t from = bytes_of(bytes, size, length, r->at);
    size_t end = bytes_of(bytes, size, length, r->at + part);
    ALCOVE_ASSERT(from <= end && end <= size);
    if (r->out != NULL)
        memcpy(r->out + r->size, bytes + from, end - from);
    r->size += end - from;
    r->count -= part;
    r->at = 0;
}

size_t text_buffer_read(const struct text_buffer *b, uint32_t at, uint32_t count, uint8_t *out)
{
    ALCOVE_ASSERT(count <= b->length && at <= b->length - count);
    struct reading r = {.at = at, .count = count, .out = out};
    for (uint32_t place = 0; r.count > 0; place++) {
        const struct text_chunk *c = chunk_at(b, place);
        if (r.at >= c->length) {
            r.at -= c->length;
            continue;
        }
        read_side(&r, c->bytes, c->left, c->left_length);
        read_side(&r, c->bytes + CHUNK_BYTES - c->right, c->right,
                  (uint32_t)(c->length - c->left_length));
    }
    return r.size;
}
