#include "bench/trace_batches.h"

#include <stdlib.h>
#include <string.h>

/* Transactions of one agent with nothing between them. */
struct chain {
    size_t first, count; /* transactions, in `order` */
    uint32_t agent, seq; /* of the story */
    uint32_t number;     /* as an agent of batches */
    uint32_t events;     /* of the batch */
    uint32_t start;      /* the first of these among its agent's */
};

struct chains {
    const struct trace_story *story;
    struct chain *list;
    size_t count;
    size_t *of;    /* the chain of each transaction */
    size_t *next;  /* the only one that follows a transaction, in its chain */
    uint64_t *has; /* for each chain the set of chains that its parents come to */
    size_t words;
};

static void *zeroed(size_t count, size_t size)
{
    void *items = calloc(count == 0 ? 1 : count, size);
    if (items == NULL)
        abort();
    return items;
}

/* Whether a transaction is its agent's next one after `before`. */
static bool is_next(const struct trace_story *story, size_t before, size_t txn)
{
    uint32_t agent = story->txns[txn].agent;
    for (size_t i = before + 1; i < txn; i++) {
        if (story->txns[i].agent == agent)
            return false;
    }
    return story->txns[before].agent == agent;
}

/* Chains, in the order of their first transactions, which is one of causes before effects. */
static void find_chains(struct chains *c)
{
    const struct trace_story *story = c->story;
    size_t *children = zeroed(story->txn_count, sizeof *children);
    for (size_t i = 0; i < story->parent_count; i++)
        children[story->parents[i]]++;
    for (size_t i = 0; i < story->txn_count; i++) {
        const struct trace_txn *txn = &story->txns[i];
        size_t parent = txn->parents == 1 ? story->parents[txn->parent] : i;
        c->next[i] = SIZE_MAX;
        if (parent != i && children[parent] == 1 && is_next(story, parent, i)) {
            c->of[i] = c->of[parent];
            c->next[parent] = i;
        } else {
            c->of[i] = c->count;
            c->list[c->count++] = (struct chain){.first = i, .agent = txn->agent, .seq = txn->seq};
        }
        c->list[c->of[i]].count++;
    }
    free(children);
}

/* A chain begins with the parents of its first transaction. */
static void find_pasts(struct chains *c)
{
    c->words = (c->count + 63) / 64;
    c->has = zeroed(c->count * c->words, sizeof *c->has);
    for (size_t i = 0; i < c->count; i++) {
        const struct trace_txn *txn = &c->story->txns[c->list[i].first];
        uint64_t *has = c->has + i * c->words;
        for (size_t p = 0; p < txn->parents; p++) {
            size_t parent = c->of[c->story->parents[txn->parent + p]];
            const uint64_t *theirs = c->has + parent * c->words;
            for (size_t w = 0; w < c->words; w++)
                has[w] |= theirs[w];
            has[parent / 64] |= UINT64_C(1) << parent % 64;
        }
    }
}

static int by_agent(const void *a, const void *b)
{
    const struct chain *x = *(const struct chain *const *)a, *y = *(const struct chain *const *)b;
    if (x->agent != y->agent)
        return x->agent < y->agent ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* An agent of batches is a row of an author's chains, each of which knows the one before it. */
static uint32_t number_agents(struct chains *c)
{
    struct chain **sorted = zeroed(c->count, sizeof(struct chain *));
    for (size_t i = 0; i < c->count; i++)
        sorted[i] = &c->list[i];
    qsort(sorted, c->count, sizeof(struct chain *), by_agent);
    uint32_t number = 0;
    for (size_t i = 1; i < c->count; i++) {
        size_t index = (size_t)(sorted[i] - c->list), before = (size_t)(sorted[i - 1] - c->list);
        const uint64_t *has = c->has + index * c->words;
        bool knows = (has[before / 64] >> before % 64 & 1) != 0;
        number += sorted[i]->agent != sorted[i - 1]->agent || !knows;
        sorted[i]->number = number;
    }
    free(sorted);
    return number + 1;
}

/* Adds a step to a batch, or to its last run: neighbours that nobody knew apart are one. */
static void add_run(struct text_batch *batch, struct text_run *runs, const struct text_run *run)
{
    struct text_run *last = batch->run_count > 0 ? &runs[batch->run_count - 1] : NULL;
    if (last == NULL || last->kind != run->kind) {
        runs[batch->run_count++] = *run;
    } else if (run->kind == TEXT_INSERT && run->at == last->at + last->count) {
        last->count += run->count;
        last->size += run->size;
    } else if (run->kind == TEXT_DELETE &&
               (run->at == last->at || run->at + run->count == last->at)) {
        last->at = run->at;
        last->count += run->count;
    } else {
        runs[batch->run_count++] = *run;
    }
}

/* The batch of a chain: its runs go to `runs`, their text to `text`; returns its size. */
static size_t write_batch(const struct chains *c, struct chain *chain, struct text_batch *batch,
                          struct text_run *runs, uint8_t *text)
{
    size_t size = 0;
    batch->runs = runs;
    for (size_t i = chain->first; i != SIZE_MAX; i = c->next[i]) {
        const struct trace_txn *txn = &c->story->txns[i];
        for (size_t p = 0; p < txn->patches; p++) {
            const struct trace_patch *patch = &c->story->patches[txn->patch + p];
            chain->events += patch->deleted + patch->inserted;
            if (patch->deleted > 0)
                add_run(batch, runs,
                        &(struct text_run){TEXT_DELETE, patch->at, patch->deleted, NULL, 0});
            if (patch->inserted == 0)
                continue;
            memcpy(text + size, patch->text, patch->size);
            add_run(batch, runs,
                    &(struct text_run){TEXT_INSERT, patch->at, patch->inserted, text + size,
                                       patch->size});
            size += patch->size;
        }
    }
    return size;
}

static void write_version(const struct chains *c, const struct chain *chain, uint32_t agents,
                          uint32_t *versions)
{
    size_t index = (size_t)(chain - c->list);
    const struct trace_txn *txn = &c->story->txns[chain->first];
    uint32_t *version = versions + index * agents;
    for (size_t p = 0; p < txn->parents; p++) {
        size_t parent = c->of[c->story->parents[txn->parent + p]];
        const uint32_t *theirs = versions + parent * agents;
        for (uint32_t i = 0; i < agents; i++)
            version[i] = version[i] > theirs[i] ? version[i] : theirs[i];
        const struct chain *from = &c->list[parent];
        uint32_t end = from->start + from->events;
        version[from->number] = version[from->number] > end ? version[from->number] : end;
    }
}

static void write_batches(struct chains *c, struct trace_batches *out)
{
    for (size_t i = 0; i < c->count; i++) {
        struct chain *chain = &c->list[i];
        struct text_batch *batch = &out->batches[out->count];
        *batch = (struct text_batch){.agent = chain->number};
        out->text_size +=
            write_batch(c, chain, batch, out->runs + out->run_count, out->text + out->text_size);
        write_version(c, chain, out->agents, out->versions);
        batch->parents = out->versions + i * out->agents;
        batch->seq = chain->start = batch->parents[chain->number];
        out->run_count += batch->run_count;
        out->count += batch->run_count > 0;
    }
}

struct trace_batches trace_batches_of(const struct trace_story *story)
{
    struct chains c = {.story = story};
    c.list = zeroed(story->txn_count, sizeof *c.list);
    c.of = zeroed(story->txn_count, sizeof *c.of);
    c.next = zeroed(story->txn_count, sizeof *c.next);
    find_chains(&c);
    find_pasts(&c);
    struct trace_batches out = {.agents = number_agents(&c)};
    size_t size = 0;
    for (size_t i = 0; i < story->patch_count; i++)
        size += story->patches[i].size;
    out.batches = zeroed(c.count, sizeof *out.batches);
    out.runs = zeroed(2 * story->patch_count, sizeof *out.runs);
    out.versions = zeroed(c.count * out.agents, sizeof *out.versions);
    out.text = zeroed(size, 1);
    write_batches(&c, &out);
    free(c.list);
    free(c.of);
    free(c.next);
    free(c.has);
    return out;
}

void trace_batches_close(struct trace_batches *batches)
{
    free(batches->batches);
    free(batches->runs);
    free(batches->versions);
    free(batches->text);
}
