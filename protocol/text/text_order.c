#include "text/text_order.h"

#include <string.h>

#include "base/assert.h"

/* Of those that wait, how many are looked at each time. */
#define LOOKED_AT 8
#define LISTS     5

bool text_order_begin(struct text_order *o, const struct text_graph *g, uint32_t size)
{
    const struct alcove_memory *memory = g->memory;
    *o = (struct text_order){.graph = g, .size = size};
    ALCOVE_ASSERT(size > 0 && size <= TEXT_ORDER_MAX);
    size_t count = LISTS * (size_t)size + 2 * (size_t)g->agents;
    o->block = memory->resize(memory->context, NULL, 0, count * sizeof *o->block);
    if (o->block == NULL)
        return false;
    o->order = o->block;
    o->child = o->order + size;
    o->sibling = o->child + size;
    o->stack = o->sibling + size;
    o->waiting = o->stack + size;
    o->version = o->waiting + size;
    o->last = o->version + g->agents;
    return true;
}

void text_order_finish(struct text_order *o)
{
    const struct alcove_memory *memory = o->graph->memory;
    size_t count = LISTS * (size_t)o->size + 2 * (size_t)o->graph->agents;
    ALCOVE_ASSERT(o->block != NULL);
    memory->resize(memory->context, o->block, count * sizeof *o->block, 0);
}

/* Whether an entry knew what the one before it came to, and nothing else. */
static bool follows(const struct text_graph *g, uint32_t before, uint32_t entry)
{
    const struct text_entry *e = text_graph_entry(g, before);
    const uint32_t *row = text_graph_row(g, before);
    const uint32_t *next = text_graph_row(g, entry);
    size_t agent = e->agent, after = agent + 1;
    ALCOVE_ASSERT(before < entry);
    return next[agent] == e->seq + (text_graph_end(g, before) - e->lv) &&
           memcmp(row, next, agent * sizeof *row) == 0 &&
           memcmp(row + after, next + after, (g->agents - after) * sizeof *row) == 0;
}

/* The last of the entries from `from` on that an entry knew something of, or TEXT_NO_ENTRY. */
static uint32_t latest_known(const struct text_order *o, uint32_t from, uint32_t entry)
{
    const struct text_graph *g = o->graph;
    if (entry > from && follows(g, entry - 1, entry))
        return entry - 1;
    const uint32_t *row = text_graph_row(g, entry);
    uint32_t latest = TEXT_NO_ENTRY;
    for (uint32_t agent = 0; agent < g->agents; agent++) {
        uint32_t index = o->last[agent];
        while (index != TEXT_NO_ENTRY && text_graph_entry(g, index)->seq >= row[agent]) {
            index = text_graph_entry(g, index)->prev;
            index = index != TEXT_NO_ENTRY && index >= from ? index : TEXT_NO_ENTRY;
        }
        if (index != TEXT_NO_ENTRY && (latest == TEXT_NO_ENTRY || index > latest))
            latest = index;
    }
    ALCOVE_ASSERT(latest == TEXT_NO_ENTRY || latest < entry);
    return latest;
}

/* Hangs each entry below the latest one it knew; those that knew none go on the stack. */
static void plant(struct text_order *o, uint32_t from, uint32_t end)
{
    const struct text_graph *g = o->graph;
    memset(o->child, 0xff, (end - from) * sizeof *o->child);
    memset(o->last, 0xff, g->agents * sizeof *o->last);
    memset(o->version, 0xff, g->agents * sizeof *o->version);
    o->stacked = o->waits = 0;
    for (uint32_t entry = from; entry < end; entry++) {
        const struct text_entry *e = text_graph_entry(g, entry);
        uint32_t parent = latest_known(o, from, entry);
        o->sibling[entry - from] = TEXT_NO_ENTRY;
        if (parent == TEXT_NO_ENTRY) {
            o->stack[o->stacked++] = entry;
        } else {
            o->sibling[entry - from] = o->child[parent - from];
            o->child[parent - from] = entry;
        }
        o->last[e->agent] = entry;
        /* What is not of these entries counts as done. */
        if (o->version[e->agent] == UINT32_MAX)
            o->version[e->agent] = e->seq;
    }
    ALCOVE_ASSERT(o->stacked > 0);
}

static bool is_ready(const struct text_order *o, uint32_t entry)
{
    const uint32_t *row = text_graph_row(o->graph, entry);
    bool ready = true;
    ALCOVE_ASSERT(o->stacked <= o->size && o->waits <= o->size);
    for (uint32_t agent = 0; agent < o->graph->agents; agent++)
        ready = ready && row[agent] <= o->version[agent];
    return ready;
}

/* One of the waiting entries that is ready, of the last `count`, or TEXT_NO_ENTRY. */
static uint32_t take_waiting(struct text_order *o, uint32_t count)
{
    ALCOVE_ASSERT(count <= o->waits);
    for (uint32_t i = o->waits; i > o->waits - count; i--) {
        uint32_t entry = o->waiting[i - 1];
        if (!is_ready(o, entry))
            continue;
        memmove(&o->waiting[i - 1], &o->waiting[i], (o->waits - i) * sizeof *o->waiting);
        o->waits--;
        return entry;
    }
    return TEXT_NO_ENTRY;
}

static uint32_t take_next(struct text_order *o)
{
    uint32_t entry = take_waiting(o, o->waits < LOOKED_AT ? o->waits : LOOKED_AT);
    while (entry == TEXT_NO_ENTRY && o->stacked > 0) {
        uint32_t top = o->stack[--o->stacked];
        if (is_ready(o, top))
            entry = top;
        else
            o->waiting[o->waits++] = top;
    }
    if (entry == TEXT_NO_ENTRY)
        entry = take_waiting(o, o->waits);
    ALCOVE_ASSERT(entry != TEXT_NO_ENTRY);
    return entry;
}

const uint32_t *text_order_find(struct text_order *o, uint32_t from, uint32_t end)
{
    const struct text_graph *g = o->graph;
    ALCOVE_ASSERT(from < end && end - from <= o->size);
    if (end - from <= 2) {
        for (uint32_t i = from; i < end; i++)
            o->order[i - from] = i;
        return o->order;
    }
    plant(o, from, end);
    for (uint32_t done = 0; done < end - from; done++) {
        uint32_t entry = take_next(o);
        const struct text_entry *e = text_graph_entry(g, entry);
        o->order[done] = entry;
        o->version[e->agent] = e->seq + (text_graph_end(g, entry) - e->lv);
        for (uint32_t child = o->child[entry - from]; child != TEXT_NO_ENTRY;
             child = o->sibling[child - from])
            o->stack[o->stacked++] = child;
    }
    return o->order;
}
