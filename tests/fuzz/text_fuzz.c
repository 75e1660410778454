/* rooms: text */
/* Notes from a hostile other side: files, and batches. What is accepted is within the bounds, can
 * be written and read again, and comes to the same text however it is merged: one batch after
 * another, all at once, and by a copy that came out of a file in between. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "fuzz/fuzz.h"
#include "fuzz/heap.h"
#include "text/text.h"

#define AGENTS  3
#define BATCHES 24
#define RUNS    4
#define BYTES   (TEXT_OTHERS_TIMES * 100)

static const struct text_bounds bounds = {.agents = AGENTS, .bytes = 100, .spans = 8, .runs = 16};

static void require_same(const struct text *a, const struct text *b)
{
    static uint8_t out[2][BYTES];
    static struct text_span spans[2][BYTES];
    size_t size = text_size(a, false), count = text_spans(a, false, spans[0], BYTES);
    require(size <= BYTES && text_size(b, false) == size && count <= size);
    text_read(a, false, out[0]);
    text_read(b, false, out[1]);
    require(memcmp(out[0], out[1], size) == 0);
    require(text_spans(b, false, spans[1], BYTES) == count);
    require(memcmp(spans[0], spans[1], count * sizeof spans[0][0]) == 0);
    require(memcmp(text_version(a), text_version(b), AGENTS * sizeof(uint32_t)) == 0);
}

/* A copy that went through a file. */
static struct text *copy_of(const struct text *note, bool squeezed)
{
    size_t size;
    struct text *copy;
    uint8_t *file = text_encode(note, squeezed, &size);
    require(file != NULL);
    require(text_decode(&memory, &bounds, file, size, &copy) == TEXT_APPLIED);
    free(file);
    require_same(note, copy);
    return copy;
}

static void open_file(const uint8_t *bytes, size_t size)
{
    struct text *note;
    enum text_result result = text_decode(&memory, &bounds, bytes, size, &note);
    require((result == TEXT_APPLIED) == (note != NULL));
    if (note == NULL)
        return;
    require(text_tail_runs(note) <= TEXT_OTHERS_TIMES * bounds.runs);
    struct text *copy = copy_of(note, true);
    text_cut(copy, text_version(copy));
    require_same(note, copy);
    text_close(copy);
    text_close(note);
}

struct letters {
    struct text_batch batches[BATCHES];
    struct text_run runs[BATCHES][RUNS];
    uint32_t parents[BATCHES][AGENTS];
    size_t count;
};

/* Numbers are small, so that some of what is drawn is sound. */
static void read_batch(struct byte_reader *in, struct letters *l)
{
    struct text_batch *batch = &l->batches[l->count];
    uint32_t *parents = l->parents[l->count];
    *batch = (struct text_batch){.agent = byte_read_u8(in) % (AGENTS + 1), .parents = parents};
    for (uint32_t i = 0; i < AGENTS; i++)
        parents[i] = byte_read_u8(in);
    batch->seq = byte_read_u8(in);
    batch->runs = l->runs[l->count];
    batch->run_count = byte_read_u8(in) % (RUNS + 1);
    for (size_t i = 0; i < batch->run_count; i++) {
        struct text_run *run = &l->runs[l->count][i];
        uint8_t kind = byte_read_u8(in);
        *run =
            (struct text_run){(enum text_kind)(kind % 2), byte_read_u8(in), kind / 2 % 8, NULL, 0};
        if (run->kind == TEXT_DELETE)
            continue;
        size_t left = byte_reader_left(in);
        run->size = kind / 16 < left ? kind / 16 : left;
        run->text = byte_read_span(in, run->size);
        if (!text_count(run->text, run->size, &run->count))
            run->count = 1;
    }
    l->count++;
}

/* What a batch needs to be sound may be filled in: the version that is known, all or in part. */
static void mend(const struct text *note, struct letters *l, size_t index)
{
    struct text_batch *batch = &l->batches[index];
    uint32_t *parents = l->parents[index];
    const uint32_t *known = text_version(note);
    if (batch->agent == AGENTS || parents[0] % 4 == 3)
        return;
    bool all = parents[0] % 4 == 0;
    for (uint32_t i = 0; i < AGENTS; i++)
        parents[i] = all || known[i] == 0 ? known[i] : parents[i] % (known[i] + 1);
    batch->seq = parents[batch->agent] = known[batch->agent];
    uint32_t length = text_length(note, false);
    for (size_t i = 0; i < batch->run_count; i++)
        l->runs[index][i].at %= length + 1;
}

static void merge(struct letters *l)
{
    struct text *note = text_open(&memory, &bounds), *other = text_open(&memory, &bounds);
    struct text_batch taken[BATCHES];
    size_t count = 0;
    require(note != NULL && other != NULL);
    for (size_t i = 0; i < l->count; i++) {
        mend(note, l, i);
        enum text_result result = text_merge(note, &l->batches[i], 1);
        require(text_merge(other, &l->batches[i], 1) == result);
        if (result == TEXT_APPLIED)
            taken[count++] = l->batches[i];
        if (i % 5 == 4) {
            text_close(other);
            other = copy_of(note, i % 2 == 0);
        }
    }
    require_same(note, other);
    text_close(other);
    other = text_open(&memory, &bounds);
    require(other != NULL);
    enum text_result result = text_merge(other, taken, count);
    /* What was taken one by one is not refused at once. */
    require(result == (count > 0 ? TEXT_APPLIED : TEXT_DUPLICATE));
    require_same(note, other);
    text_close(other);
    text_close(note);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct letters l;
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *bytes = malloc(size + (size == 0));
    require(bytes != NULL);
    if (size > 0)
        memcpy(bytes, data, size);
    open_file(bytes, size);
    struct byte_reader in = byte_reader_over(bytes, size);
    l.count = 0;
    while (l.count < BATCHES && byte_reader_left(&in) > 0)
        read_batch(&in, &l);
    merge(&l);
    free(bytes);
    return 0;
}
