#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "records/kept_parts.h"
#include "text/squeeze.h"

/* A blob: version, then whether what follows is deflated, and from how many bytes. */
#define FORM_PLAIN    0
#define FORM_DEFLATED 1
#define BOX_BYTES     (1 + 1 + 8)
#define NUMBER_LIMIT  (UINT64_C(1) << 60)

void kept_block_free(const struct alcove_memory *memory, struct kept_block *block)
{
    ALCOVE_ASSERT(block->size <= block->room);
    if (block->bytes != NULL) {
        sodium_memzero(block->bytes, block->room);
        memory->resize(memory->context, block->bytes, block->room, 0);
    }
    *block = (struct kept_block){0};
}

static bool make_block(const struct alcove_memory *memory, size_t room, struct kept_block *out)
{
    *out = (struct kept_block){.room = room};
    out->bytes = memory->resize(memory->context, NULL, 0, room);
    if (out->bytes == NULL)
        out->room = 0;
    return out->bytes != NULL;
}

bool kept_box_close(const struct alcove_memory *memory, const struct kept_block *raw,
                    struct kept_block *out)
{
    ALCOVE_ASSERT(raw->size > 0);
    if (!make_block(memory, BOX_BYTES + raw->size, out))
        return false;
    struct byte_writer w = byte_writer_over(out->bytes, out->room);
    byte_write_u8(&w, KEPT_VERSION);
    byte_write_u8(&w, FORM_DEFLATED);
    byte_write_varint(&w, raw->size);
    size_t squeezed =
        squeeze_deflate(memory, raw->bytes, raw->size, out->bytes + w.size, byte_writer_left(&w));
    /* What would be refused as a bomb when it is opened is kept as it is. */
    if (squeezed != 0 && squeezed < raw->size && raw->size / SQUEEZE_RATIO_MAX < squeezed) {
        out->size = w.size + squeezed;
        return true;
    }
    out->bytes[1] = FORM_PLAIN;
    w.size = 2;
    byte_write_bytes(&w, raw->bytes, raw->size);
    ALCOVE_ASSERT(!w.failed);
    out->size = w.size;
    return true;
}

enum space_load kept_box_open(const struct alcove_memory *memory, const uint8_t *bytes, size_t size,
                              size_t max, struct kept_block *out)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    *out = (struct kept_block){0};
    uint8_t version = byte_read_u8(&r);
    uint8_t form = byte_read_u8(&r);
    if (!r.failed && version > KEPT_VERSION)
        return SPACE_LOAD_NEWER;
    bool deflated = form == FORM_DEFLATED;
    uint64_t raw_size = deflated ? byte_read_varint(&r) : byte_reader_left(&r);
    size_t left = byte_reader_left(&r);
    /* Asked before room is: what cannot come out of so little does not get any. */
    if (r.failed || version != KEPT_VERSION || form > FORM_DEFLATED || raw_size == 0 ||
        raw_size > max || raw_size / SQUEEZE_RATIO_MAX > left)
        return SPACE_LOAD_DAMAGED;
    if (!make_block(memory, (size_t)raw_size, out))
        return SPACE_LOAD_NO_MEMORY;
    out->size = (size_t)raw_size;
    if (!deflated) {
        byte_read_copy(&r, out->bytes, out->size);
        return SPACE_LOADED;
    }
    enum squeeze_outcome outcome =
        squeeze_inflate(memory, bytes + r.at, left, out->bytes, out->size);
    if (outcome == SQUEEZE_INFLATED)
        return SPACE_LOADED;
    kept_block_free(memory, out);
    return outcome == SQUEEZE_NO_MEMORY ? SPACE_LOAD_NO_MEMORY : SPACE_LOAD_DAMAGED;
}

bool kept_write(const struct alcove_memory *memory, const struct kept_writing *writing,
                struct kept_block *out)
{
    size_t room = writing->estimate + 64;
    for (;; room *= 2) {
        ALCOVE_ASSERT(room <= 4 * (size_t)SPACE_WHOLE_BYTES_MAX);
        if (!make_block(memory, room, out))
            return false;
        struct byte_writer w = byte_writer_over(out->bytes, out->room);
        bool written = writing->write(writing->context, &w);
        out->size = w.size;
        if (written && !w.failed)
            return true;
        kept_block_free(memory, out);
        if (!written)
            return false;
    }
}

uint8_t *kept_box_write(const struct alcove_memory *memory, const struct kept_writing *writing,
                        size_t *size)
{
    struct kept_block raw;
    struct kept_block box;
    if (!kept_write(memory, writing, &raw))
        return NULL;
    bool is_closed = kept_box_close(memory, &raw, &box);
    kept_block_free(memory, &raw);
    if (!is_closed)
        return NULL;
    ALCOVE_ASSERT(box.size > 0 && box.size <= box.room);
    *size = box.size;
    sodium_memzero(box.bytes + box.size, box.room - box.size);
    uint8_t *bytes = memory->resize(memory->context, box.bytes, box.room, box.size);
    if (bytes == NULL)
        kept_block_free(memory, &box);
    return bytes;
}

uint64_t kept_read_number(struct byte_reader *r, uint64_t max)
{
    uint64_t number = byte_read_varint(r);
    ALCOVE_ASSERT(max < UINT64_C(1) << 62);
    if (number <= max)
        return number;
    r->failed = true;
    return 0;
}

void kept_write_way(struct byte_writer *w, uint64_t from, uint64_t to)
{
    ALCOVE_ASSERT(from < NUMBER_LIMIT && to < NUMBER_LIMIT);
    byte_write_varint(w, from <= to ? (to - from) << 1 : ((from - to) << 1) - 1);
}

uint64_t kept_read_way(struct byte_reader *r, uint64_t from, uint64_t max)
{
    uint64_t way = byte_read_varint(r);
    bool down = (way & 1) != 0;
    uint64_t distance = (way >> 1) + down;
    ALCOVE_ASSERT(from < NUMBER_LIMIT && max < NUMBER_LIMIT);
    if (distance <= (down ? from : max) && (down || from + distance <= max))
        return down ? from - distance : from + distance;
    r->failed = true;
    return 0;
}

/* Two neighbouring runs of `run` elements, merged into the other list. */
static void merge_runs(const struct kept_list *list, size_t from, size_t run,
                       int (*compare)(const void *a, const void *b))
{
    const size_t each = list->each;
    size_t left = from;
    size_t middle = from + run < list->count ? from + run : list->count;
    size_t right = middle;
    size_t end = middle + run < list->count ? middle + run : list->count;
    ALCOVE_ASSERT(from <= middle && middle <= end);
    for (size_t at = from; at < end; at++) {
        bool takes_left =
            left < middle &&
            (right == end || compare(list->list + left * each, list->list + right * each) <= 0);
        size_t taken = takes_left ? left++ : right++;
        memcpy(list->scratch + at * each, list->list + taken * each, each);
    }
}

void kept_sort(const struct kept_list *list, int (*compare)(const void *a, const void *b))
{
    struct kept_list turn = *list;
    for (size_t run = 1; run < list->count; run *= 2) {
        for (size_t from = 0; from < list->count; from += 2 * run)
            merge_runs(&turn, from, run, compare);
        uint8_t *sorted = turn.scratch;
        turn.scratch = turn.list;
        turn.list = sorted;
    }
    ALCOVE_ASSERT(turn.list == list->list || turn.list == list->scratch);
    if (turn.list != list->list && list->count > 0)
        memcpy(list->list, turn.list, list->count * list->each);
}
