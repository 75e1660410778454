/* Notes: local edits, replay, merging, opening, and sizes of files; on a recorded trace (--trace
 * FILE, in the formats of trace.h, or a year of goals, year_trace.h), or on a typing history of its
 * own. Every text that comes out is compared with what the trace says. */
#include "bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "bench/documents_year.h"
#include "bench/trace.h"
#include "bench/trace_batches.h"
#include "bench/typed_trace.h"
#include "bench/year_trace.h"
#include "session/heap.h"
#include "text/text.h"
#include "text/text_block.h"
#include "text/text_columns.h"
#include "text/text_utf8.h"

#define ROUNDS 15

/* What is measured, and what has come out so far. */
struct measuring {
    const struct trace *trace;
    const struct trace_story *story;
    struct trace_batches batches;
    struct text_bounds bounds;
    uint8_t *history, *file; /* encoded */
    size_t history_size, file_size;
    bool good;
};

/* documents.md, section 5; other traces have no goals. */
static const struct {
    const char *trace, *figure;
    double goal;
} goals[] = {
    {"automerge-paper", "local_edits", 3},
    {"automerge-paper", "replay", 0.4},
    {"automerge-paper", "decode_and_replay", 1.2},
    {"automerge-paper", "open_cached", 0.1},
    {"automerge-paper", "remote_messages", 40},
    {"automerge-paper", "file_full_history", 75000},
    {"automerge-paper", "file_mergeable", 50000},
    {"automerge-paper", "file_after_cut", 30000},
    {"friendsforever", "merge_history", 2.5},
    {"clownschool", "merge_history", 3.5},
    {"node-cc", "merge_history", 12},
};

/* One figure: the median of `values`. */
static void report(struct measuring *m, const char *figure, const char *unit, double *values,
                   size_t count)
{
    char what[128];
    (void)snprintf(what, sizeof what, "%s: %s", m->trace->name, figure);
    struct bench_figure row = {.what = what, .unit = unit, .values = values, .count = count};
    for (size_t i = 0; i < sizeof goals / sizeof goals[0]; i++) {
        if (strcmp(goals[i].trace, m->trace->name) == 0 && strcmp(goals[i].figure, figure) == 0)
            row.at_most = goals[i].goal;
    }
    m->good = bench_report(&row) && m->good;
}

static void report_size(struct measuring *m, const char *figure, size_t size)
{
    double value = (double)size;
    report(m, figure, "bytes", &value, 1);
}

static double ms_since(uint64_t before_us)
{
    return (double)(bench_cpu_us() - before_us) / 1000;
}

static void require(bool holds, const struct measuring *m, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "%s: %s went wrong\n", m->trace->name, what);
    exit(1);
}

/* The text must be the one at the end of the trace. */
static void verify(const struct measuring *m, const struct text *t, const char *what)
{
    size_t size = text_size(t, true);
    require(size == m->story->end_size, m, what);
    uint8_t *out = malloc(size + 1);
    if (out == NULL)
        abort();
    text_read(t, true, out);
    require(memcmp(out, m->story->end, size) == 0, m, what);
    free(out);
}

static struct text *open_note(const struct measuring *m)
{
    struct text *t = text_open(&heap_memory, &m->bounds);
    if (t == NULL)
        abort();
    return t;
}

/* --- What is timed: each leaves the note that must have the text of the trace. --- */

static struct text *edit_locally(const struct measuring *m)
{
    struct text *t = open_note(m);
    bool good = true;
    for (size_t i = 0; i < m->story->patch_count; i++) {
        const struct trace_patch *patch = &m->story->patches[i];
        if (patch->deleted > 0)
            good = text_delete(t, patch->at, patch->deleted) == TEXT_APPLIED && good;
        if (patch->size > 0)
            good = text_insert(t, patch->at, patch->text, patch->size) == TEXT_APPLIED && good;
    }
    require(good, m, "a local edit");
    return t;
}

static struct text *merge_history(const struct measuring *m)
{
    struct text *t = open_note(m);
    enum text_result result = text_merge(t, m->batches.batches, m->batches.count);
    require(result == TEXT_APPLIED, m, "a merge of the whole");
    return t;
}

/* As many messages as edits, each merged by itself. */
static struct text *merge_messages(const struct measuring *m)
{
    struct text *t = open_note(m);
    uint32_t *parents = calloc(m->bounds.agents, sizeof *parents);
    if (parents == NULL)
        abort();
    bool good = true;
    for (size_t i = 0; i < m->story->patch_count; i++) {
        const struct trace_patch *patch = &m->story->patches[i];
        struct text_run runs[2];
        struct text_batch batch = {.seq = parents[0], .parents = parents, .runs = runs};
        if (patch->deleted > 0)
            runs[batch.run_count++] =
                (struct text_run){TEXT_DELETE, patch->at, patch->deleted, NULL, 0};
        if (patch->size > 0)
            runs[batch.run_count++] = (struct text_run){TEXT_INSERT, patch->at, patch->inserted,
                                                        patch->text, patch->size};
        good = text_merge(t, &batch, 1) == TEXT_APPLIED && good;
        parents[0] += patch->deleted + patch->inserted;
    }
    free(parents);
    require(good, m, "a message");
    return t;
}

static struct text *open_file(const struct measuring *m)
{
    struct text *t = NULL;
    enum text_result result = text_decode(&heap_memory, &m->bounds, m->file, m->file_size, &t);
    require(result == TEXT_APPLIED, m, "opening a file");
    return t;
}

/* A history with its deleted text, of one agent: runs in columns, then all text. */
static void write_history(struct measuring *m)
{
    const struct trace_batches *b = &m->batches;
    struct text_columns_writer columns;
    require(text_columns_begin(&columns, &heap_memory, b->run_count), m, "a history");
    for (size_t i = 0; i < b->run_count; i++) {
        struct text_graph_run run = {.at = b->runs[i].at,
                                     .count = b->runs[i].count & 0x3fffffff,
                                     .kind = b->runs[i].kind & 3};
        text_columns_write(&columns, &run);
    }
    size_t room = text_columns_size(&columns) + 8;
    uint8_t *numbers = malloc(room);
    m->history = malloc(text_block_room(room) + text_block_room(b->text_size));
    if (numbers == NULL || m->history == NULL)
        abort();
    struct byte_writer out = byte_writer_over(numbers, room);
    byte_write_varint(&out, b->run_count);
    text_columns_write_out(&columns, &out);
    text_columns_finish(&columns);
    struct byte_writer file =
        byte_writer_over(m->history, text_block_room(room) + text_block_room(b->text_size));
    text_block_write(&heap_memory, &file, numbers, out.size, true);
    text_block_write(&heap_memory, &file, b->text, b->text_size, true);
    m->history_size = file.size;
    free(numbers);
}

static struct text *replay_history(const struct measuring *m)
{
    struct byte_reader file = byte_reader_over(m->history, m->history_size);
    struct text_block numbers, text;
    require(text_block_read(&heap_memory, &file, SIZE_MAX, &numbers) == TEXT_BLOCK_READ &&
                text_block_read(&heap_memory, &file, SIZE_MAX, &text) == TEXT_BLOCK_READ,
            m, "reading a history");
    struct byte_reader in = byte_reader_over(numbers.bytes, numbers.size);
    size_t count = (size_t)byte_read_varint(&in);
    struct text_columns_reader columns = text_columns_open(&in, count);
    struct text_run *runs = malloc(count * sizeof *runs);
    uint32_t *parents = calloc(m->bounds.agents, sizeof *parents);
    if (runs == NULL || parents == NULL)
        abort();
    const uint8_t *next = text.bytes;
    size_t inserted = 0;
    for (size_t i = 0; i < count; i++) {
        struct text_graph_run run;
        require(text_columns_read(&columns, &run), m, "reading a run");
        runs[i] = (struct text_run){(enum text_kind)run.kind, run.at, run.count, NULL, 0};
        inserted += run.kind == TEXT_RUN_INSERT ? run.count : 0;
    }
    for (size_t i = 0; i < count; i++) {
        if (runs[i].kind != TEXT_INSERT)
            continue;
        runs[i].text = next;
        /* Mostly each character is a byte. */
        runs[i].size = inserted == text.size ? runs[i].count : text_utf8_size(next, runs[i].count);
        next += runs[i].size;
    }
    struct text *t = open_note(m);
    struct text_batch batch = {.parents = parents, .runs = runs, .run_count = count};
    require(text_merge(t, &batch, 1) == TEXT_APPLIED, m, "replaying a history");
    free(runs);
    free(parents);
    text_block_finish(&heap_memory, &numbers);
    text_block_finish(&heap_memory, &text);
    return t;
}

/* The median of several rounds, of which each is verified. */
static void time_it(struct measuring *m, const char *figure,
                    struct text *(*work)(const struct measuring *))
{
    double rounds[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        uint64_t before_us = bench_cpu_us();
        struct text *t = work(m);
        rounds[i] = ms_since(before_us);
        verify(m, t, figure);
        text_close(t);
    }
    report(m, figure, "CPU ms", rounds, ROUNDS);
}

/* Encodes the note, and times how it is opened again. */
static void measure_file(struct measuring *m, const struct text *t, bool squeezed,
                         const char *size_figure, const char *time_figure)
{
    m->file = text_encode(t, squeezed, &m->file_size);
    require(m->file != NULL, m, "encoding");
    if (size_figure != NULL)
        report_size(m, size_figure, m->file_size);
    time_it(m, time_figure, open_file);
    free(m->file);
}

static void measure_files(struct measuring *m)
{
    struct text *t = merge_history(m);
    measure_file(m, t, true, "file_mergeable", "open_mergeable");
    text_cut(t, text_version(t));
    measure_file(m, t, true, "file_after_cut", "open_after_cut");
    measure_file(m, t, false, NULL, "open_cached");
    text_close(t);
}

static void measure_sequential(struct measuring *m)
{
    time_it(m, "local_edits", edit_locally);
    time_it(m, "replay", merge_history);
    write_history(m);
    report_size(m, "file_full_history", m->history_size);
    time_it(m, "decode_and_replay", replay_history);
    free(m->history);
    time_it(m, "remote_messages", merge_messages);
    measure_files(m);
}

static void measure_concurrent(struct measuring *m)
{
    time_it(m, "merge_history", merge_history);
    measure_files(m);
}

/* As many agents as a space has devices, or as the trace needs. */
static void begin_story(struct measuring *m, const struct trace_story *story)
{
    m->story = story;
    m->batches = trace_batches_of(story);
    m->bounds = (struct text_bounds){
        .agents = m->batches.agents < 18 ? 18 : m->batches.agents,
        .bytes = TEXT_BYTES_MAX,
        .spans = 1u << 20,
        .runs = 1u << 24,
    };
    /* Versions are as long as the bounds say. */
    uint32_t *versions = calloc(m->batches.count, m->bounds.agents * sizeof *versions);
    if (versions == NULL)
        abort();
    for (size_t i = 0; i < m->batches.count; i++) {
        uint32_t *version = versions + i * m->bounds.agents;
        memcpy(version, m->batches.batches[i].parents, m->batches.agents * sizeof *version);
        m->batches.batches[i].parents = version;
    }
    free(m->batches.versions);
    m->batches.versions = versions;
}

static void measure_histories(struct measuring *m)
{
    uint64_t before_us = bench_cpu_us();
    for (size_t i = 0; i < m->trace->story_count; i++) {
        begin_story(m, &m->trace->stories[i]);
        struct text *t = merge_history(m);
        verify(m, t, "a history");
        text_close(t);
        trace_batches_close(&m->batches);
    }
    double took_ms = ms_since(before_us);
    report(m, "histories, each verified", "CPU ms", &took_ms, 1);
}

static bool measure(const struct trace *trace)
{
    struct measuring m = {.trace = trace, .good = true};
    if (trace->format == TRACE_HISTORIES) {
        measure_histories(&m);
        return m.good;
    }
    begin_story(&m, &trace->stories[0]);
    if (trace->format == TRACE_SEQUENTIAL)
        measure_sequential(&m);
    else
        measure_concurrent(&m);
    trace_batches_close(&m.batches);
    return m.good;
}

int documents_bench(int argc, char **argv);

int documents_bench(int argc, char **argv)
{
    bool good = true;
    int traces = 0;
    for (int i = 0; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--trace") != 0)
            continue;
        traces++;
        if (year_trace_is(argv[i + 1])) {
            good = documents_year(argv[i + 1]) && good;
            continue;
        }
        struct trace *trace = trace_open(argv[i + 1]);
        good = measure(trace) && good;
        trace_close(trace);
    }
    if (traces == 0) {
        struct trace *trace = typed_trace();
        good = measure(trace);
        trace_close(trace);
    }
    return good ? 0 : 1;
}
