#include "histories.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "harness.h"

#define FILE_BYTES (1u << 20)

struct histories {
    uint8_t *bytes;
    size_t size, at;
};

/* A transaction as the file has it. */
struct txn {
    uint32_t author, seq;
    uint32_t first, events; /* of all events of the history */
    uint32_t parents[HISTORY_TXNS];
    size_t parent_count;
};

struct histories *histories_open(void)
{
    struct histories *h = calloc(1, sizeof *h);
    assert_non_null(h);
    h->bytes = malloc(FILE_BYTES);
    assert_non_null(h->bytes);
    gzFile file = gzopen("tests/vectors/eg-walker-conformance.bin.gz", "rb");
    assert_non_null(file);
    int size = gzread(file, h->bytes, FILE_BYTES);
    assert_in_range(size, 1, FILE_BYTES - 1);
    h->size = (size_t)size;
    gzclose(file);
    return h;
}

void histories_close(struct histories *h)
{
    free(h->bytes);
    free(h);
}

static uint32_t number(struct histories *h)
{
    assert_true(h->size - h->at >= 2);
    h->at += 2;
    return (uint32_t)(h->bytes[h->at - 2] << 8 | h->bytes[h->at - 1]);
}

static const uint8_t *words(struct histories *h, size_t size)
{
    assert_true(h->size - h->at >= size);
    h->at += size;
    return h->bytes + h->at - size;
}

/* An op deletes, inserts, or both. */
static void read_runs(struct histories *h, struct txn *txn, struct history *out, size_t index)
{
    struct text_batch *batch = &out->batches[index];
    batch->runs = out->runs[index];
    batch->run_count = 0;
    for (uint32_t ops = number(h); ops > 0; ops--) {
        struct text_run run = {.at = number(h)};
        struct text_run *runs = out->runs[index];
        assert_true(batch->run_count + 2 <= HISTORY_RUNS);
        run.kind = TEXT_DELETE;
        run.count = number(h);
        txn->events += run.count;
        if (run.count > 0)
            runs[batch->run_count++] = run;
        run.kind = TEXT_INSERT;
        run.count = number(h);
        run.size = number(h);
        run.text = words(h, run.size);
        txn->events += run.count;
        if (run.count > 0)
            runs[batch->run_count++] = run;
    }
}

static void read_txn(struct histories *h, struct txn *txns, struct history *out, size_t index)
{
    struct txn *txn = &txns[index];
    *txn = (struct txn){.author = number(h)};
    txn->seq = number(h);
    txn->first = index == 0 ? 0 : txns[index - 1].first + txns[index - 1].events;
    txn->parent_count = number(h);
    for (size_t i = 0; i < txn->parent_count; i++)
        txn->parents[i] = txn->first - number(h);
    read_runs(h, txn, out, index);
}

/* The transaction that holds an event. */
static size_t txn_of(const struct txn *txns, size_t count, uint32_t event)
{
    size_t index = 0;
    while (event >= txns[index].first + txns[index].events)
        index++;
    assert_true(index < count);
    return index;
}

static uint32_t agent_of(const struct txn *txns, size_t count, size_t index)
{
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++)
        before += txns[i].author < txns[index].author ||
                  (txns[i].author == txns[index].author && txns[i].seq < txns[index].seq);
    return before;
}

/* What the parents of a transaction, and theirs, come to. */
static void find_version(const struct txn *txns, struct history *out, size_t index)
{
    uint32_t *version = out->parents[index];
    memset(version, 0, sizeof out->parents[index]);
    for (size_t p = 0; p < txns[index].parent_count; p++) {
        uint32_t event = txns[index].parents[p];
        size_t parent = txn_of(txns, index, event);
        for (size_t i = 0; i < HISTORY_TXNS; i++) {
            uint32_t theirs = out->parents[parent][i];
            version[i] = version[i] > theirs ? version[i] : theirs;
        }
        uint32_t agent = out->batches[parent].agent;
        uint32_t known = event - txns[parent].first + 1;
        version[agent] = version[agent] > known ? version[agent] : known;
    }
}

bool histories_next(struct histories *h, struct history *out)
{
    struct txn txns[HISTORY_TXNS];
    if (h->at == h->size)
        return false;
    out->txns = number(h);
    assert_in_range(out->txns, 1, HISTORY_TXNS);
    for (size_t i = 0; i < out->txns; i++)
        read_txn(h, txns, out, i);
    for (size_t i = 0; i < out->txns; i++) {
        out->batches[i].agent = agent_of(txns, out->txns, i);
        out->batches[i].seq = 0;
        find_version(txns, out, i);
        out->batches[i].parents = out->parents[i];
    }
    out->end_size = number(h);
    out->end = (const char *)words(h, out->end_size);
    return true;
}
