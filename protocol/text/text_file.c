#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "text/text_block.h"
#include "text/text_bounds.h"
#include "text/text_columns.h"
#include "text/text_memory.h"
#include "text/text_state.h"
#include "text/text_walk.h"

/* A file is a version, a block of numbers and a block of text. The numbers: what is cut of each
 * agent's events; the length at the cut; spans; the runs of all entries, in columns; and entries,
 * each with what its author came to know since his last one. Lists begin with their count, and
 * agents are counted from the one before. */
#define FILE_VERSION 1

#define NUMBER_BYTES 4 /* of a number below 2^30 */

/* --- Writing --- */

/* Writes for each agent but `own` by how much one version is over another one. */
static void write_growth(struct byte_writer *out, const struct text_graph *g, uint32_t own,
                         const uint32_t *from, const uint32_t *to)
{
    uint32_t count = 0, before = 0;
    for (uint32_t i = 0; i < g->agents; i++)
        count += i != own && to[i] > from[i];
    byte_write_varint(out, count);
    for (uint32_t i = 0; i < g->agents; i++) {
        if (i == own || to[i] == from[i])
            continue;
        ALCOVE_ASSERT(to[i] > from[i]);
        byte_write_varint(out, i - before);
        byte_write_varint(out, to[i] - from[i] - 1);
        before = i;
    }
}

static void write_cut(struct byte_writer *out, const struct text_graph *g)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->agents; i++)
        count += g->cut[i] > 0;
    byte_write_varint(out, count);
    for (uint32_t i = 0, before = 0; i < g->agents; i++) {
        if (g->cut[i] == 0)
            continue;
        byte_write_varint(out, i - before);
        byte_write_varint(out, g->cut[i]);
        before = i;
    }
    byte_write_varint(out, g->base_length);
    ALCOVE_ASSERT(!out->failed);
}

static void write_spans(struct byte_writer *out, const struct text_spans *authors)
{
    uint32_t count = text_spans_count(authors);
    byte_write_varint(out, count);
    for (uint32_t i = 0; i < count; i++) {
        struct text_span span = text_spans_at(authors, i);
        ALCOVE_ASSERT(span.count > 0);
        byte_write_varint(out, span.agent);
        byte_write_varint(out, span.count);
    }
}

static void write_entries(struct byte_writer *out, const struct text_graph *g)
{
    byte_write_varint(out, g->entries);
    for (uint32_t i = 0; i < g->entries; i++) {
        const struct text_entry *e = text_graph_entry(g, i);
        byte_write_varint(out, e->agent);
        byte_write_varint(out, text_graph_run_end(g, i) - e->run);
        const uint32_t *from = e->prev == TEXT_NO_ENTRY ? g->cut : text_graph_row(g, e->prev);
        write_growth(out, g, e->agent, from, text_graph_row(g, i));
    }
    ALCOVE_ASSERT(!out->failed);
}

static size_t numbers_room(const struct text *t)
{
    const struct text_graph *g = &t->graph;
    size_t numbers = 8 + 2 * (size_t)g->agents + 2 * (size_t)text_spans_count(&t->authors);
    ALCOVE_ASSERT(g->agents <= TEXT_AGENTS_MAX);
    numbers += g->entries * (3 + 2 * (size_t)g->agents);
    return NUMBER_BYTES * numbers;
}

/* All numbers of the note, in a block of `room` bytes of which `size` are used. */
struct numbers {
    uint8_t *block;
    size_t room, size;
};

static bool pack_numbers(const struct text *t, struct numbers *out)
{
    struct text_columns_writer columns;
    const struct text_graph *g = &t->graph;
    if (!text_columns_begin(&columns, t->memory, g->runs))
        return false;
    for (uint32_t i = 0; i < g->runs; i++)
        text_columns_write(&columns, text_graph_run(g, i));
    out->room = numbers_room(t) + text_columns_size(&columns);
    out->block = t->memory->resize(t->memory->context, NULL, 0, out->room);
    struct byte_writer writer = byte_writer_over(out->block, out->block == NULL ? 0 : out->room);
    if (out->block != NULL) {
        write_cut(&writer, g);
        write_spans(&writer, &t->authors);
        byte_write_varint(&writer, g->runs);
        text_columns_write_out(&columns, &writer);
        write_entries(&writer, g);
        ALCOVE_ASSERT(!writer.failed);
    }
    text_columns_finish(&columns);
    out->size = writer.size;
    return out->block != NULL;
}

/* Text and numbers as one file. */
static uint8_t *pack_file(const struct text *t, const struct numbers *numbers, const uint8_t *words,
                          bool squeezed, size_t *size)
{
    const struct alcove_memory *memory = t->memory;
    size_t room = 1 + text_block_room(numbers->size) + text_block_room(t->published.size);
    uint8_t *file = memory->resize(memory->context, NULL, 0, room);
    if (file == NULL)
        return NULL;
    struct byte_writer out = byte_writer_over(file, room);
    byte_write_u8(&out, FILE_VERSION);
    text_block_write(memory, &out, numbers->block, numbers->size, squeezed);
    text_block_write(memory, &out, words, t->published.size, squeezed);
    ALCOVE_ASSERT(!out.failed);
    uint8_t *exact = memory->resize(memory->context, NULL, 0, out.size);
    if (exact != NULL)
        memcpy(exact, file, out.size);
    *size = exact != NULL ? out.size : 0;
    text_wipe(file, room); /* what was deflated and moved is beyond the end, too */
    memory->resize(memory->context, file, room, 0);
    return exact;
}

uint8_t *text_encode(const struct text *t, bool squeezed, size_t *size)
{
    const struct alcove_memory *memory = t->memory;
    struct numbers numbers;
    uint8_t *file = NULL;
    *size = 0;
    if (!pack_numbers(t, &numbers))
        return NULL;
    size_t words_size = t->published.size;
    uint8_t *words = memory->resize(memory->context, NULL, 0, words_size + 1);
    if (words != NULL) {
        text_read(t, false, words);
        file = pack_file(t, &numbers, words, squeezed, size);
        text_wipe(words, words_size);
        memory->resize(memory->context, words, words_size + 1, 0);
    }
    ALCOVE_ASSERT(file != NULL || *size == 0);
    memory->resize(memory->context, numbers.block, numbers.room, 0);
    return file;
}

/* --- Reading --- */

/* A number of at most `max`; else the reader fails, and 0. */
static uint32_t read_number(struct byte_reader *in, uint32_t max)
{
    uint64_t value = byte_read_varint(in);
    ALCOVE_ASSERT(in->at <= in->size);
    if (value > max)
        in->failed = true;
    return in->failed ? 0 : (uint32_t)value;
}

/* The next agent of a list, after `*before`, or the first of it. */
static uint32_t read_agent(struct byte_reader *in, const struct text_graph *g, uint32_t *before,
                           bool first)
{
    uint32_t step = read_number(in, g->agents - 1);
    if ((!first && step == 0) || step > g->agents - 1 - *before)
        in->failed = true;
    *before = in->failed ? 0 : *before + step;
    ALCOVE_ASSERT(*before < g->agents);
    return *before;
}

static void read_cut(struct byte_reader *in, struct text_graph *g)
{
    uint32_t count = read_number(in, g->agents);
    for (uint32_t i = 0, before = 0; i < count && !in->failed; i++) {
        uint32_t agent = read_agent(in, g, &before, i == 0);
        g->cut[agent] = g->known[agent] = read_number(in, TEXT_EVENTS_MAX);
        if (g->cut[agent] == 0)
            in->failed = true;
    }
    g->base_length = read_number(in, TEXT_EVENTS_MAX);
    ALCOVE_ASSERT(g->entries == 0);
}

static enum text_result read_spans(struct byte_reader *in, struct text *t, uint32_t length)
{
    uint32_t count = read_number(in, UINT32_MAX);
    if (in->failed || count > byte_reader_left(in))
        return TEXT_MALFORMED;
    if (count > length)
        return TEXT_MALFORMED;
    if (!text_spans_reserve(&t->authors, count))
        return TEXT_NO_MEMORY;
    ALCOVE_ASSERT(text_spans_count(&t->authors) == 0);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t agent = read_number(in, t->bounds.agents - 1);
        uint32_t part = read_number(in, length);
        if (in->failed || part == 0)
            return TEXT_MALFORMED;
        length -= part;
        text_spans_put(&t->authors, (struct text_span){agent, part});
    }
    return length == 0 && text_spans_count(&t->authors) == count ? TEXT_APPLIED : TEXT_MALFORMED;
}

/* What entries are read with. */
struct entry_reader {
    struct text *text;
    struct byte_reader *in;
    struct text_columns_reader columns;
    uint32_t runs_left;
    struct text_array run_array; /* struct text_run, of one entry */
    uint32_t *parents;
};

static void read_growth(struct entry_reader *r, uint32_t own)
{
    const struct text_graph *g = &r->text->graph;
    uint32_t count = read_number(r->in, g->agents);
    for (uint32_t i = 0, before = 0; i < count && !r->in->failed; i++) {
        uint32_t agent = read_agent(r->in, g, &before, i == 0);
        uint32_t more = read_number(r->in, TEXT_EVENTS_MAX) + 1;
        if (agent == own)
            r->in->failed = true;
        r->parents[agent] += r->in->failed ? 0 : more;
        ALCOVE_ASSERT(r->parents[agent] <= 2 * TEXT_EVENTS_MAX + 1);
    }
}

/* Reads an entry as a batch, and adds it to the graph. */
static enum text_result read_entry(struct entry_reader *r)
{
    struct text_graph *g = &r->text->graph;
    ALCOVE_ASSERT(r->parents != NULL);
    struct text_batch batch = {.agent = read_number(r->in, g->agents - 1)};
    batch.run_count = read_number(r->in, r->runs_left);
    if (r->in->failed || batch.run_count == 0)
        return TEXT_MALFORMED;
    uint32_t last = g->last[batch.agent];
    const uint32_t *from = last == TEXT_NO_ENTRY ? g->cut : text_graph_row(g, last);
    memcpy(r->parents, from, g->agents * sizeof *from);
    read_growth(r, batch.agent);
    batch.seq = r->parents[batch.agent] = g->known[batch.agent];
    batch.parents = r->parents;
    if (!text_array_reserve(g->memory, &r->run_array, batch.run_count) ||
        !text_graph_reserve(g, 1, batch.run_count))
        return TEXT_NO_MEMORY;
    struct text_run *runs = r->run_array.items;
    uint64_t events = 0;
    for (size_t i = 0; i < batch.run_count; i++) {
        struct text_graph_run run;
        if (!text_columns_read(&r->columns, &run))
            return TEXT_MALFORMED;
        /* The graph knows one kind more than a batch has. */
        runs[i] = (struct text_run){(enum text_kind)run.kind, run.at, run.count, NULL, 0};
        events += run.count;
    }
    batch.runs = runs;
    r->runs_left -= (uint32_t)batch.run_count;
    if (r->in->failed || events > TEXT_EVENTS_MAX ||
        text_graph_check(g, &batch, (uint32_t)events) != TEXT_APPLIED)
        return TEXT_MALFORMED;
    text_graph_push(g, &batch);
    return TEXT_APPLIED;
}

static enum text_result read_entries(struct entry_reader *r)
{
    uint32_t count = read_number(r->in, r->runs_left);
    enum text_result result = TEXT_APPLIED;
    ALCOVE_ASSERT(r->parents != NULL);
    for (uint32_t i = 0; i < count && result == TEXT_APPLIED; i++)
        result = read_entry(r);
    if (result != TEXT_APPLIED)
        return result;
    bool whole = !r->in->failed && byte_reader_left(r->in) == 0 && r->runs_left == 0 &&
                 text_columns_done(&r->columns);
    return whole ? TEXT_APPLIED : TEXT_MALFORMED;
}

static enum text_result read_tail(struct byte_reader *in, struct text *t)
{
    struct entry_reader r = {.text = t, .in = in, .run_array = {.item = sizeof(struct text_run)}};
    r.runs_left = read_number(in, TEXT_EVENTS_MAX);
    r.columns = text_columns_open(in, r.runs_left);
    if (in->failed)
        return TEXT_MALFORMED;
    if (r.runs_left > text_bounds_of_others(&t->bounds).runs)
        return TEXT_TOO_MUCH;
    size_t size = t->bounds.agents * sizeof *r.parents;
    r.parents = t->memory->resize(t->memory->context, NULL, 0, size);
    if (r.parents == NULL)
        return TEXT_NO_MEMORY;
    enum text_result result = read_entries(&r);
    text_array_finish(t->memory, &r.run_array);
    t->memory->resize(t->memory->context, r.parents, size, 0);
    ALCOVE_ASSERT(result != TEXT_DUPLICATE);
    return result;
}

/* The tail must make of the base what the text is long. */
static enum text_result check_tail(struct text *t, uint32_t length)
{
    struct text_graph *g = &t->graph;
    if (g->entries == 0)
        return g->base_length == length ? TEXT_APPLIED : TEXT_MALFORMED;
    struct text_walk walk = {
        .graph = g, .length = g->base_length, .op_array = {.item = sizeof(struct text_op)}};
    enum text_result result = text_walk_run(&walk);
    text_array_finish(t->memory, &walk.op_array);
    ALCOVE_ASSERT(result != TEXT_DUPLICATE);
    return result == TEXT_APPLIED && walk.length != length ? TEXT_MALFORMED : result;
}

static enum text_result read_note(struct text *t, const struct text_block *numbers,
                                  const struct text_block *words)
{
    uint32_t length = 0;
    struct byte_reader in = byte_reader_over(numbers->bytes, numbers->size);
    if (!text_count(words->bytes, words->size, &length))
        return TEXT_MALFORMED;
    read_cut(&in, &t->graph);
    enum text_result result = read_spans(&in, t, length);
    if (result == TEXT_APPLIED)
        result = read_tail(&in, t);
    if (result == TEXT_APPLIED)
        result = check_tail(t, length);
    if (result != TEXT_APPLIED || words->size == 0)
        return result;
    if (!text_buffer_reserve(&t->published, words->size))
        return TEXT_NO_MEMORY;
    text_buffer_insert(&t->published, 0, words->bytes, words->size, length);
    ALCOVE_ASSERT(t->published.length == length);
    return TEXT_APPLIED;
}

static enum text_result result_of(enum text_block_outcome outcome)
{
    ALCOVE_ASSERT(outcome != TEXT_BLOCK_READ);
    return outcome == TEXT_BLOCK_NO_MEMORY ? TEXT_NO_MEMORY : TEXT_MALFORMED;
}

/* More than the numbers of any note within these bounds. */
static size_t numbers_max(const struct text_bounds *bounds)
{
    uint64_t pairs = (uint64_t)bounds->agents + bounds->spans + 4 * (uint64_t)bounds->runs;
    uint64_t rows = (uint64_t)bounds->agents * bounds->runs;
    ALCOVE_ASSERT(bounds->agents <= TEXT_AGENTS_MAX);
    return (size_t)(2 * NUMBER_BYTES * (pairs + rows + 8));
}

enum text_result text_decode(const struct alcove_memory *memory, const struct text_bounds *bounds,
                             const uint8_t *bytes, size_t size, struct text **out)
{
    struct text_bounds others = text_bounds_of_others(bounds);
    struct byte_reader in = byte_reader_over(bytes, size);
    struct text_block numbers, words;
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    *out = NULL;
    if (byte_read_u8(&in) != FILE_VERSION)
        return TEXT_MALFORMED;
    enum text_block_outcome outcome = text_block_read(memory, &in, numbers_max(&others), &numbers);
    if (outcome != TEXT_BLOCK_READ)
        return result_of(outcome);
    outcome = text_block_read(memory, &in, others.bytes, &words);
    if (outcome != TEXT_BLOCK_READ) {
        text_block_finish(memory, &numbers);
        return result_of(outcome);
    }
    enum text_result result = byte_reader_left(&in) == 0 ? TEXT_APPLIED : TEXT_MALFORMED;
    struct text *t = result == TEXT_APPLIED ? text_open(memory, bounds) : NULL;
    if (result == TEXT_APPLIED)
        result = t == NULL ? TEXT_NO_MEMORY : read_note(t, &numbers, &words);
    text_block_finish(memory, &numbers);
    text_block_finish(memory, &words);
    if (result == TEXT_APPLIED)
        *out = t;
    else
        text_close(t);
    return result;
}
