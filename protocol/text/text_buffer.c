#include "text/text_buffer.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_memory.h"
#include "text/text_utf8.h"

/* Neighbours that fit into half a chunk together are joined: this bounds how many chunks a text of
 * some size can have, and so what is to be reserved. */
#define JOIN_BYTES (TEXT_CHUNK_BYTES / 2)

static size_t bytes_in(const struct text_chunk *c)
{
    ALCOVE_ASSERT(c->left + c->right <= TEXT_CHUNK_BYTES);
    return (size_t)c->left + c->right;
}

static uint32_t length_of(const struct text_chunk *c)
{
    ALCOVE_ASSERT(c->left_length <= c->left && c->right_length <= c->right);
    return (uint32_t)c->left_length + c->right_length;
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

static void place_cursor(struct text_buffer *b, uint32_t place, uint32_t before)
{
    ALCOVE_ASSERT(place <= b->count);
    b->cursor = place;
    b->before = before;
    b->here = place < b->count ? chunk_at(b, place) : NULL;
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
    place_cursor(b, b->cursor, b->before);
    return true;
}

bool text_buffer_reserve(struct text_buffer *b, size_t extra)
{
    /* Two neighbours hold more than JOIN_BYTES together, but for those at the cursor. */
    size_t chunks = 2 * (b->size + extra) / JOIN_BYTES + 4;
    if (b->count <= 1 && b->size + extra <= TEXT_CHUNK_BYTES)
        chunks = 1;
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
    uint8_t *right = c->bytes + TEXT_CHUNK_BYTES - c->right;
    uint32_t length = length_of(c);
    ALCOVE_ASSERT(at <= length);
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
        size_t moved = bytes_of(right, c->right, c->right_length, at - c->left_length);
        memmove(c->bytes + c->left, right, moved);
        uint8_t *end = c->bytes + c->left + moved;
        uint8_t *from = end > right ? end : right;
        memset(from, 0, (size_t)(right + moved - from));
        c->left = (uint16_t)(c->left + moved);
        c->right = (uint16_t)(c->right - moved);
    }
    c->left_length = (uint16_t)at;
    c->right_length = (uint16_t)(length - at);
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
    c->left = c->right = c->left_length = c->right_length = 0;
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
    ALCOVE_ASSERT(size <= TEXT_CHUNK_BYTES - bytes_in(c));
    memcpy(c->bytes + c->left, bytes, size);
    c->left = (uint16_t)(c->left + size);
    c->left_length = (uint16_t)(c->left_length + length);
    b->order[place].length = length_of(c);
}

/* Moves all of the next chunk to the end of this one. */
static void join(struct text_buffer *b, uint32_t place)
{
    struct text_chunk *c = chunk_at(b, place);
    struct text_chunk *next = chunk_at(b, place + 1);
    ALCOVE_ASSERT(bytes_in(c) + bytes_in(next) <= JOIN_BYTES);
    move_gap(c, length_of(c));
    append(b, place, next->bytes, next->left, next->left_length);
    append(b, place, next->bytes + TEXT_CHUNK_BYTES - next->right, next->right, next->right_length);
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
    place_cursor(b, b->cursor, b->before);
}

/* Whether the chunk at the cursor has no neighbour to join it to. */
static bool stays(const struct text_buffer *b)
{
    uint32_t place = b->cursor;
    size_t size = bytes_in(chunk_at(b, place));
    if (size > JOIN_BYTES)
        return true;
    ALCOVE_ASSERT(size > 0);
    return (place == 0 || size + bytes_in(chunk_at(b, place - 1)) > JOIN_BYTES) &&
           (place + 1 == b->count || size + bytes_in(chunk_at(b, place + 1)) > JOIN_BYTES);
}

static bool is_at(const struct text_buffer *b, uint32_t at)
{
    ALCOVE_ASSERT(b->cursor < b->count);
    return at >= b->before && at - b->before <= b->order[b->cursor].length;
}

/* Puts the cursor on the place that has `at` in it or at its end. */
static void seek(struct text_buffer *b, uint32_t at)
{
    ALCOVE_ASSERT(at <= b->length && b->here == chunk_at(b, b->cursor));
    b->order[b->cursor].length = length_of(b->here);
    if (is_at(b, at))
        return;
    if (!stays(b))
        tidy(b);
    uint32_t place = b->cursor;
    uint32_t before = b->before;
    while (at < before)
        before -= b->order[--place].length;
    while (at - before > b->order[place].length)
        before += b->order[place++].length;
    place_cursor(b, place, before);
}

/* Cuts the chunk in two at its gap. */
static void split(struct text_buffer *b, uint32_t place)
{
    struct text_chunk *fresh = add_chunk(b, place + 1);
    struct text_chunk *c = chunk_at(b, place);
    uint8_t *right = c->bytes + TEXT_CHUNK_BYTES - c->right;
    ALCOVE_ASSERT(fresh != c);
    append(b, place + 1, right, c->right, c->right_length);
    move_gap(fresh, 0);
    memset(right, 0, c->right);
    c->right = c->right_length = 0;
    b->order[place].length = c->left_length;
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
        size_t left = TEXT_CHUNK_BYTES - (size_t)chunk_at(b, b->cursor)->left;
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
    struct text_chunk *c = b->here;
    size_t left = c->left;
    ALCOVE_ASSERT(b->cursor < b->count);
    if (at - b->before != c->left_length || size > TEXT_CHUNK_BYTES - bytes_in(c))
        return false;
    if (size == 1)
        c->bytes[left] = *bytes;
    else
        memcpy(c->bytes + left, bytes, size);
    c->left = (uint16_t)(left + size);
    c->left_length = (uint16_t)(c->left_length + length);
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
        place_cursor(b, 0, 0);
    }
    if (insert_here(b, at, bytes, size, length))
        return;
    seek(b, at);
    move_gap(b->here, at - b->before);
    if (insert_here(b, at, bytes, size, length))
        return;
    b->size += size;
    b->length += length;
    insert_much(b, bytes, size, size == length);
}

/* Deletes `count` characters from the `at`-th of the chunk on; returns their bytes. */
static size_t delete_in(struct text_chunk *c, uint32_t at, uint32_t count)
{
    size_t size;
    ALCOVE_ASSERT(count > 0 && at + count <= length_of(c));
    if (at + count == c->left_length) { /* backwards, as most deleting is */
        size_t keep = bytes_of(c->bytes, c->left, c->left_length, at);
        size = c->left - keep;
        memset(c->bytes + keep, 0, size);
        c->left = (uint16_t)keep;
        c->left_length = (uint16_t)at;
    } else {
        move_gap(c, at);
        uint8_t *right = c->bytes + TEXT_CHUNK_BYTES - c->right;
        size = bytes_of(right, c->right, c->right_length, count);
        memset(right, 0, size);
        c->right = (uint16_t)(c->right - size);
        c->right_length = (uint16_t)(c->right_length - count);
    }
    return size;
}

/* The quick way of deleting what touches the gap of the chunk at the cursor, where on that side
 * each character is a byte, and something is left of the chunk; else false, and nothing. */
static bool delete_here(struct text_buffer *b, uint32_t at, uint32_t count)
{
    struct text_chunk *c = b->here;
    uint32_t in = at - b->before, left = c->left, right = c->right;
    bool before = in + count == left && left == c->left_length;
    bool after = in == c->left_length && count <= right && right == c->right_length;
    if (at < b->before || !(before || after) || count == bytes_in(c))
        return false;
    ALCOVE_ASSERT(count <= (before ? left : right));
    uint8_t *gone = before ? c->bytes + in : c->bytes + TEXT_CHUNK_BYTES - right;
    if (before)
        c->left = c->left_length = (uint16_t)in;
    else
        c->right = c->right_length = (uint16_t)(right - count);
    if (count == 1)
        *gone = 0;
    else
        memset(gone, 0, count);
    b->size -= count;
    b->length -= count;
    return true;
}

/* Deletes from the place at the cursor on, through as many as it takes. */
static void delete_through(struct text_buffer *b, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(at >= b->before && count <= b->length);
    bool small = bytes_in(b->here) <= JOIN_BYTES;
    uint32_t first = b->cursor, place = first;
    b->length -= count;
    while (count > 0) {
        uint32_t in = at - b->before;
        if (in == b->order[place].length) {
            b->before = at;
            place++;
            continue;
        }
        struct text_chunk *c = chunk_at(b, place);
        uint32_t length = b->order[place].length;
        uint32_t part = length - in < count ? length - in : count;
        b->size -= delete_in(c, in, part);
        b->order[place].length = length - part;
        small = small || bytes_in(c) <= JOIN_BYTES;
        count -= part;
        if (length == part)
            drop_chunk(b, place);
    }
    if (place == b->count && place > 0)
        b->before -= b->order[--place].length;
    place_cursor(b, place, b->before);
    if (small && b->count > 1 && (place != first || !stays(b)))
        tidy(b);
}

void text_buffer_delete(struct text_buffer *b, uint32_t at, uint32_t count)
{
    ALCOVE_ASSERT(count > 0 && count <= b->length && at <= b->length - count);
    if (delete_here(b, at, count))
        return;
    seek(b, at);
    uint32_t in = at - b->before;
    if (count <= length_of(b->here) - in) {
        move_gap(b->here, in);
        if (delete_here(b, at, count))
            return;
    }
    delete_through(b, at, count);
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
        if (r.at >= length_of(c)) {
            r.at -= length_of(c);
            continue;
        }
        read_side(&r, c->bytes, c->left, c->left_length);
        read_side(&r, c->bytes + TEXT_CHUNK_BYTES - c->right, c->right, c->right_length);
    }
    return r.size;
}
