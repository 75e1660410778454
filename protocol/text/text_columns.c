#include "text/text_columns.h"

#include "base/assert.h"

/* Counts are less one. An insert's place is measured to its start, a delete's to its end: at
 * typing, and at deleting backwards, that is where the cursor is. */
enum { KINDS, INSERT_COUNTS, DELETE_COUNTS, INSERT_PLACES, DELETE_PLACES };

#define NUMBER_BYTES 4 /* of a number below 2^30 */

bool text_columns_begin(struct text_columns_writer *w, const struct alcove_memory *memory,
                        size_t runs)
{
    ALCOVE_ASSERT(runs <= TEXT_EVENTS_MAX);
    *w = (struct text_columns_writer){.memory = memory};
    w->size = runs * (1 + NUMBER_BYTES * (TEXT_COLUMNS - 1));
    if (w->size == 0)
        return true;
    w->block = memory->resize(memory->context, NULL, 0, w->size);
    if (w->block == NULL)
        return false;
    w->columns[KINDS] = byte_writer_over(w->block, runs);
    for (size_t i = 1; i < TEXT_COLUMNS; i++)
        w->columns[i] =
            byte_writer_over(w->block + runs * (1 + NUMBER_BYTES * (i - 1)), NUMBER_BYTES * runs);
    return true;
}

void text_columns_write(struct text_columns_writer *w, const struct text_graph_run *run)
{
    bool insert = run->kind == TEXT_RUN_INSERT;
    uint32_t at = insert ? run->at : run->at + run->count;
    ALCOVE_ASSERT(run->count > 0 && at < TEXT_EVENTS_MAX && w->cursor < TEXT_EVENTS_MAX);
    /* Near places are small numbers on both sides. */
    uint32_t step = at >= w->cursor ? 2 * (at - w->cursor) : 2 * (w->cursor - at) - 1;
    byte_write_u8(&w->columns[KINDS], run->kind);
    byte_write_varint(&w->columns[insert ? INSERT_COUNTS : DELETE_COUNTS], run->count - 1);
    byte_write_varint(&w->columns[insert ? INSERT_PLACES : DELETE_PLACES], step);
    w->cursor = insert ? run->at + run->count : run->at;
}

size_t text_columns_size(const struct text_columns_writer *w)
{
    size_t size = 0;
    for (size_t i = 0; i < TEXT_COLUMNS; i++) {
        ALCOVE_ASSERT(!w->columns[i].failed);
        size += byte_varint_size(w->columns[i].size) + w->columns[i].size;
    }
    return size;
}

void text_columns_write_out(const struct text_columns_writer *w, struct byte_writer *out)
{
    for (size_t i = 0; i < TEXT_COLUMNS; i++)
        byte_write_varint(out, w->columns[i].size);
    for (size_t i = 0; i < TEXT_COLUMNS; i++)
        byte_write_bytes(out, w->columns[i].bytes, w->columns[i].size);
    ALCOVE_ASSERT(!out->failed);
}

void text_columns_finish(struct text_columns_writer *w)
{
    ALCOVE_ASSERT(w->block != NULL || w->size == 0);
    if (w->size > 0)
        w->memory->resize(w->memory->context, w->block, w->size, 0);
    w->size = 0;
}

struct text_columns_reader text_columns_open(struct byte_reader *in, size_t runs)
{
    struct text_columns_reader r = {.cursor = 0};
    uint64_t sizes[TEXT_COLUMNS];
    for (size_t i = 0; i < TEXT_COLUMNS; i++)
        sizes[i] = byte_read_varint(in);
    if (sizes[KINDS] != runs)
        in->failed = true;
    for (size_t i = 0; i < TEXT_COLUMNS; i++) {
        const uint8_t *bytes = NULL;
        if (!in->failed && sizes[i] <= byte_reader_left(in))
            bytes = byte_read_span(in, (size_t)sizes[i]);
        in->failed = in->failed || bytes == NULL;
        r.columns[i] = byte_reader_over(bytes, bytes == NULL ? 0 : (size_t)sizes[i]);
    }
    ALCOVE_ASSERT(in->failed || r.columns[KINDS].size == runs);
    return r;
}

bool text_columns_read(struct text_columns_reader *r, struct text_graph_run *out)
{
    uint8_t kind = byte_read_u8(&r->columns[KINDS]);
    bool insert = kind == TEXT_RUN_INSERT;
    struct byte_reader *counts = &r->columns[insert ? INSERT_COUNTS : DELETE_COUNTS];
    struct byte_reader *places = &r->columns[insert ? INSERT_PLACES : DELETE_PLACES];
    uint64_t count = byte_read_varint(counts) + 1;
    uint64_t step = byte_read_varint(places);
    if (r->columns[KINDS].failed || counts->failed || places->failed || kind > TEXT_RUN_BACKSPACE ||
        count >= TEXT_EVENTS_MAX || step >= 2 * TEXT_EVENTS_MAX)
        return false;
    int64_t at = r->cursor;
    at += step % 2 == 0 ? (int64_t)(step / 2) : -(int64_t)(step / 2) - 1;
    at -= insert ? 0 : (int64_t)count;
    if (at < 0 || at + (int64_t)count >= TEXT_EVENTS_MAX)
        return false;
    *out = (struct text_graph_run){
        .at = (uint32_t)at, .count = (uint32_t)count & 0x3fffffff, .kind = kind & 3};
    r->cursor = insert ? (uint32_t)(at + (int64_t)count) : (uint32_t)at;
    ALCOVE_ASSERT(r->cursor < TEXT_EVENTS_MAX);
    return true;
}

bool text_columns_done(const struct text_columns_reader *r)
{
    for (size_t i = 0; i < TEXT_COLUMNS; i++) {
        ALCOVE_ASSERT(r->columns[i].at <= r->columns[i].size);
        if (byte_reader_left(&r->columns[i]) > 0)
            return false;
    }
    return true;
}
