#include "text/text_graph.h"

#include <string.h>

#include "base/assert.h"

bool text_graph_begin(struct text_graph *g, const struct alcove_memory *memory, uint32_t agents)
{
    ALCOVE_ASSERT(agents >= 1 && agents <= TEXT_AGENTS_MAX);
    *g = (struct text_graph){
        .memory = memory,
        .agents = agents,
        .entry_array = {.item = sizeof(struct text_entry)},
        .run_array = {.item = sizeof(struct text_graph_run)},
        .row_array = {.item = agents * sizeof(uint32_t)},
    };
    g->known = memory->resize(memory->context, NULL, 0, 3 * agents * sizeof *g->known);
    if (g->known == NULL)
        return false;
    g->cut = g->known + agents;
    g->last = g->cut + agents;
    memset(g->known, 0, 2 * agents * sizeof *g->known);
    memset(g->last, 0xff, agents * sizeof *g->last);
    return true;
}

void text_graph_finish(struct text_graph *g)
{
    const struct alcove_memory *memory = g->memory;
    ALCOVE_ASSERT(g->known != NULL);
    text_array_finish(memory, &g->entry_array);
    text_array_finish(memory, &g->run_array);
    text_array_finish(memory, &g->row_array);
    memory->resize(memory->context, g->known, 3 * g->agents * sizeof *g->known, 0);
}

struct text_entry *text_graph_entry(const struct text_graph *g, uint32_t index)
{
    ALCOVE_ASSERT(index < g->entries);
    return (struct text_entry *)g->entry_array.items + index;
}

struct text_graph_run *text_graph_run(const struct text_graph *g, uint32_t index)
{
    ALCOVE_ASSERT(index < g->runs);
    return (struct text_graph_run *)g->run_array.items + index;
}

uint32_t *text_graph_row(const struct text_graph *g, uint32_t index)
{
    ALCOVE_ASSERT(index < g->entries);
    return (uint32_t *)g->row_array.items + (size_t)index * g->agents;
}

uint32_t text_graph_end(const struct text_graph *g, uint32_t index)
{
    ALCOVE_ASSERT(index < g->entries);
    return index + 1 < g->entries ? text_graph_entry(g, index + 1)->lv : g->events;
}

uint32_t text_graph_run_end(const struct text_graph *g, uint32_t index)
{
    ALCOVE_ASSERT(index < g->entries);
    return index + 1 < g->entries ? text_graph_entry(g, index + 1)->run : g->runs;
}

uint32_t text_graph_entry_of(const struct text_graph *g, uint32_t lv)
{
    ALCOVE_ASSERT(lv < g->events);
    uint32_t low = 0, high = g->entries;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (text_graph_entry(g, middle)->lv <= lv)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Whether a version is all that is known. */
static bool is_all(const struct text_graph *g, const uint32_t *version)
{
    ALCOVE_ASSERT(version != NULL);
    return memcmp(version, g->known, g->agents * sizeof *version) == 0;
}

/* The entry of the agent that holds its `seq`-th event, which is in the tail. */
static uint32_t entry_with(const struct text_graph *g, uint32_t agent, uint32_t seq)
{
    ALCOVE_ASSERT(seq >= g->cut[agent] && seq < g->known[agent]);
    uint32_t index = g->last[agent];
    while (text_graph_entry(g, index)->seq > seq)
        index = text_graph_entry(g, index)->prev;
    return index;
}

/* The first event that is not in a version. */
static uint32_t first_unknown(const struct text_graph *g, const uint32_t *version)
{
    uint32_t lv = g->events;
    for (uint32_t agent = 0; agent < g->agents; agent++) {
        if (version[agent] >= g->known[agent])
            continue;
        ALCOVE_ASSERT(version[agent] >= g->cut[agent]);
        const struct text_entry *e = text_graph_entry(g, entry_with(g, agent, version[agent]));
        uint32_t mine = e->lv + (version[agent] - e->seq);
        lv = mine < lv ? mine : lv;
    }
    return lv;
}

/* Whether a version includes what its events knew. Those below `covers` knew only what it has. */
static bool is_closed(const struct text_graph *g, const uint32_t *version, uint32_t covers)
{
    ALCOVE_ASSERT(covers <= g->events);
    for (uint32_t agent = 0; agent < g->agents; agent++) {
        if (version[agent] == g->cut[agent])
            continue;
        uint32_t index = entry_with(g, agent, version[agent] - 1);
        if (text_graph_entry(g, index)->lv <= covers)
            continue;
        const uint32_t *row = text_graph_row(g, index);
        for (uint32_t other = 0; other < g->agents; other++) {
            if (other != agent && row[other] > version[other])
                return false;
        }
    }
    return true;
}

enum text_result text_graph_check(const struct text_graph *g, const struct text_batch *batch,
                                  uint32_t events)
{
    const uint32_t *parents = batch->parents;
    ALCOVE_ASSERT(batch->agent < g->agents);
    uint32_t known = g->known[batch->agent];
    if (batch->seq > known || events > TEXT_EVENTS_MAX - batch->seq)
        return TEXT_MALFORMED;
    if (batch->seq + events <= known)
        return TEXT_DUPLICATE;
    if (batch->seq != known || parents[batch->agent] != known)
        return TEXT_MALFORMED;
    if (events > TEXT_EVENTS_MAX - g->events)
        return TEXT_TOO_MUCH;
    if (is_all(g, parents))
        return TEXT_APPLIED;
    for (uint32_t agent = 0; agent < g->agents; agent++) {
        if (parents[agent] < g->cut[agent] || parents[agent] > g->known[agent])
            return TEXT_MALFORMED;
    }
    return is_closed(g, parents, first_unknown(g, parents)) ? TEXT_APPLIED : TEXT_MALFORMED;
}

bool text_graph_reserve(struct text_graph *g, uint32_t entries, size_t runs)
{
    ALCOVE_ASSERT(entries > 0 && runs > 0);
    return text_array_reserve(g->memory, &g->entry_array, (size_t)g->entries + entries) &&
           text_array_reserve(g->memory, &g->row_array, (size_t)g->entries + entries) &&
           text_array_reserve(g->memory, &g->run_array, g->runs + runs);
}

void text_graph_push(struct text_graph *g, const struct text_batch *batch)
{
    uint32_t agent = batch->agent;
    uint32_t index = g->entries;
    ALCOVE_ASSERT(index < g->entry_array.capacity &&
                  g->runs + batch->run_count <= g->run_array.capacity);
    bool all = is_all(g, batch->parents);
    struct text_entry entry = {
        .lv = g->events,
        .run = g->runs,
        .agent = agent,
        .seq = batch->seq,
        .covers = all ? g->events : first_unknown(g, batch->parents),
        .prev = g->last[agent],
    };
    g->entries++;
    *text_graph_entry(g, index) = entry;
    memcpy(text_graph_row(g, index), batch->parents, g->agents * sizeof(uint32_t));
    struct text_graph_run *out = (struct text_graph_run *)g->run_array.items + g->runs;
    uint32_t events = g->events;
    for (size_t i = 0; i < batch->run_count; i++) {
        const struct text_run *run = &batch->runs[i];
        out[i] = (struct text_graph_run){
            .lv = events, .at = run->at, .count = run->count & 0x3fffffff, .kind = run->kind & 3};
        events += run->count;
    }
    g->events = events;
    g->runs += (uint32_t)batch->run_count;
    g->known[agent] = entry.seq + (g->events - entry.lv);
    g->last[agent] = index;
}

void text_graph_pop(struct text_graph *g, uint32_t entry)
{
    ALCOVE_ASSERT(entry <= g->entries);
    while (g->entries > entry) {
        const struct text_entry *e = text_graph_entry(g, g->entries - 1);
        g->known[e->agent] = e->seq;
        g->last[e->agent] = e->prev;
        g->events = e->lv;
        g->runs = e->run;
        g->entries--;
    }
}

/* Whether a run is a delete of this kind, or so short that it is of both. */
static bool may_be(const struct text_graph_run *run, enum text_run_kind kind)
{
    ALCOVE_ASSERT(kind != TEXT_RUN_INSERT);
    return run->kind == (unsigned)kind || (run->kind != TEXT_RUN_INSERT && run->count == 1);
}

/* Whether `next` may go on where `run` ends: without branches, since it seldom does. */
static bool touches(const struct text_graph_run *run, const struct text_graph_run *next)
{
    bool typed = run->kind == TEXT_RUN_INSERT, types = next->kind == TEXT_RUN_INSERT;
    ALCOVE_ASSERT(run->lv + run->count == next->lv);
    bool ends = (next->at == run->at) | (next->at + next->count == run->at);
    return (typed & types & (next->at == run->at + run->count)) | (!typed & !types & ends);
}

/* Makes one of two that touch, if they are of a kind. */
static bool join_runs(struct text_graph_run *run, const struct text_graph_run *next)
{
    ALCOVE_ASSERT(touches(run, next));
    if (run->kind != TEXT_RUN_INSERT && next->at == run->at) {
        if (!may_be(run, TEXT_RUN_DELETE) || !may_be(next, TEXT_RUN_DELETE))
            return false;
        run->kind = TEXT_RUN_DELETE;
    } else if (run->kind != TEXT_RUN_INSERT) {
        if (!may_be(run, TEXT_RUN_BACKSPACE) || !may_be(next, TEXT_RUN_BACKSPACE))
            return false;
        run->kind = TEXT_RUN_BACKSPACE;
        run->at = next->at;
    }
    run->count += next->count;
    ALCOVE_ASSERT(run->count > 0);
    return true;
}

/* Whether the entry only continues the one before it. */
static bool continues(const struct text_graph *g, uint32_t before, uint32_t index)
{
    ALCOVE_ASSERT(before < index);
    uint32_t agent = text_graph_entry(g, index)->agent;
    if (text_graph_entry(g, before)->agent != agent)
        return false;
    const uint32_t *row = text_graph_row(g, before);
    const uint32_t *next = text_graph_row(g, index);
    size_t after = agent + 1;
    return memcmp(row, next, agent * sizeof *row) == 0 &&
           memcmp(row + after, next + after, (g->agents - after) * sizeof *row) == 0;
}

/* Copies the runs from `from` to `end` behind the first `*kept`, joining what fits together. */
static void keep_runs(struct text_graph *g, uint32_t from, uint32_t end, uint32_t *kept)
{
    struct text_graph_run *runs = g->run_array.items;
    ALCOVE_ASSERT(*kept > 0 && from <= end && end <= g->runs);
    struct text_graph_run last = runs[*kept - 1];
    uint32_t count = *kept;
    for (const struct text_graph_run *next = runs + from; next < runs + end; next++) {
        if (touches(&last, next) && join_runs(&last, next))
            continue;
        runs[count - 1] = last;
        last = *next;
        count++;
    }
    runs[count - 1] = last;
    *kept = count;
}

void text_graph_fold(struct text_graph *g, uint32_t entry)
{
    uint32_t end = g->entries;
    ALCOVE_ASSERT(entry < end);
    for (uint32_t index = end; index-- > entry;)
        g->last[text_graph_entry(g, index)->agent] = text_graph_entry(g, index)->prev;
    uint32_t kept = entry, kept_runs = text_graph_entry(g, entry)->run;
    for (uint32_t index = entry; index < end; index++) {
        struct text_entry e = *text_graph_entry(g, index);
        uint32_t run_end = text_graph_run_end(g, index);
        uint32_t from = e.run;
        if (kept > 0 && continues(g, kept - 1, index)) {
            text_graph_entry(g, kept - 1)->delta += e.delta;
        } else {
            e.prev = g->last[e.agent];
            e.run = kept_runs;
            g->last[e.agent] = kept;
            memmove(text_graph_row(g, kept), text_graph_row(g, index), g->row_array.item);
            *text_graph_entry(g, kept++) = e;
            *text_graph_run(g, kept_runs++) = *text_graph_run(g, from++);
        }
        keep_runs(g, from, run_end, &kept_runs);
    }
    g->entries = kept;
    g->runs = kept_runs;
}
