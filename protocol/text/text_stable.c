#include "text/text_stable.h"

#include <string.h>

#include "base/assert.h"

struct text_point text_stable_point(const struct text_graph *g, uint32_t entries, uint32_t lv)
{
    ALCOVE_ASSERT(entries <= g->entries);
    /* What every event looked at so far knew. */
    uint32_t covered = lv;
    for (uint32_t index = entries; index > 0; index--) {
        const struct text_entry *e = text_graph_entry(g, index - 1);
        if (covered >= text_graph_end(g, index - 1))
            return (struct text_point){index, text_graph_end(g, index - 1)};
        /* Inside of a chain whose author knew all before it. */
        if (covered > e->lv && e->covers >= e->lv)
            return (struct text_point){index - 1, covered};
        covered = e->covers < covered ? e->covers : covered;
    }
    return (struct text_point){0, 0};
}

/* By how much the events of a chain from `lv` on, none of them deleted by others before, change the
 * length. */
static int32_t delta_from(const struct text_graph *g, uint32_t entry, uint32_t lv)
{
    int32_t delta = 0;
    ALCOVE_ASSERT(lv >= text_graph_entry(g, entry)->lv);
    for (uint32_t i = text_graph_run_end(g, entry); i > text_graph_entry(g, entry)->run; i--) {
        const struct text_graph_run *run = text_graph_run(g, i - 1);
        uint32_t end = run->lv + run->count;
        if (end <= lv)
            break;
        int32_t part = (int32_t)(run->lv >= lv ? run->count : end - lv);
        delta += run->kind == TEXT_RUN_INSERT ? part : -part;
    }
    return delta;
}

uint32_t text_stable_length(const struct text_graph *g, struct text_point point, uint32_t entries,
                            uint32_t length)
{
    int64_t result = length;
    ALCOVE_ASSERT(point.entry <= entries);
    for (uint32_t index = entries; index > point.entry + 1; index--)
        result -= text_graph_entry(g, index - 1)->delta;
    if (point.entry < entries) {
        const struct text_entry *e = text_graph_entry(g, point.entry);
        result -= point.lv == e->lv ? e->delta : delta_from(g, point.entry, point.lv);
    }
    ALCOVE_ASSERT(result >= 0);
    return (uint32_t)result;
}

/* The events of the entry below `lv` are gone: what is left begins there. */
static void trim_entry(struct text_graph *g, uint32_t index, uint32_t lv)
{
    struct text_entry *e = text_graph_entry(g, index);
    uint32_t gone = lv - e->lv;
    if (gone == 0)
        return;
    ALCOVE_ASSERT(e->covers >= e->lv);
    e->delta = delta_from(g, index, lv);
    uint32_t end = text_graph_run_end(g, index);
    while (e->run < end && text_graph_run(g, e->run)->lv + text_graph_run(g, e->run)->count <= lv)
        e->run++;
    struct text_graph_run *run = text_graph_run(g, e->run);
    uint32_t part = lv > run->lv ? lv - run->lv : 0;
    run->lv += part;
    run->count = (run->count - part) & 0x3fffffff;
    if (run->kind == TEXT_RUN_INSERT)
        run->at += part;
    e->lv = lv;
    e->seq += gone;
    text_graph_row(g, index)[e->agent] = e->seq;
}

/* Counts entries, runs and events anew, as if the first ones had never been. */
static void renumber(struct text_graph *g, uint32_t entries, uint32_t runs, uint32_t lv)
{
    for (uint32_t i = 0; i < g->entries; i++) {
        struct text_entry *e = text_graph_entry(g, i);
        ALCOVE_ASSERT(e->lv >= lv && e->run >= runs);
        e->lv -= lv;
        e->run -= runs;
        e->covers = e->covers > lv ? e->covers - lv : 0;
        e->prev =
            e->prev != TEXT_NO_ENTRY && e->prev >= entries ? e->prev - entries : TEXT_NO_ENTRY;
    }
    for (uint32_t i = 0; i < g->runs; i++)
        text_graph_run(g, i)->lv -= lv;
    for (uint32_t agent = 0; agent < g->agents; agent++) {
        uint32_t last = g->last[agent];
        g->last[agent] = last != TEXT_NO_ENTRY && last >= entries ? last - entries : TEXT_NO_ENTRY;
    }
    g->events -= lv;
}

static void drop_below(struct text_graph *g, struct text_point point)
{
    ALCOVE_ASSERT(point.entry <= g->entries);
    for (uint32_t i = 0; i < point.entry; i++) {
        const struct text_entry *e = text_graph_entry(g, i);
        g->cut[e->agent] = e->seq + (text_graph_end(g, i) - e->lv);
    }
    uint32_t run = g->runs;
    if (point.entry < g->entries) {
        trim_entry(g, point.entry, point.lv);
        const struct text_entry *e = text_graph_entry(g, point.entry);
        g->cut[e->agent] = e->seq;
        run = e->run;
    }
    g->entries -= point.entry;
    g->runs -= run;
    struct text_entry *entries = g->entry_array.items;
    struct text_graph_run *runs = g->run_array.items;
    uint32_t *rows = g->row_array.items;
    memmove(entries, entries + point.entry, g->entries * sizeof *entries);
    memmove(runs, runs + run, g->runs * sizeof *runs);
    memmove(rows, rows + (size_t)point.entry * g->agents, g->entries * g->row_array.item);
    renumber(g, point.entry, run, point.lv);
}

/* The first event that is not in `version`. */
static uint32_t first_beyond(const struct text_graph *g, const uint32_t *version)
{
    ALCOVE_ASSERT(version != NULL);
    for (uint32_t i = 0; i < g->entries; i++) {
        const struct text_entry *e = text_graph_entry(g, i);
        uint32_t count = text_graph_end(g, i) - e->lv;
        if (version[e->agent] < e->seq + count)
            return e->lv + (version[e->agent] > e->seq ? version[e->agent] - e->seq : 0);
    }
    return g->events;
}

void text_stable_cut(struct text_graph *g, const uint32_t *version, uint32_t length)
{
    ALCOVE_ASSERT(version != NULL);
    struct text_point point = text_stable_point(g, g->entries, first_beyond(g, version));
    if (point.lv == 0)
        return;
    g->base_length = text_stable_length(g, point, g->entries, length);
    drop_below(g, point);
    if (g->entries > 0)
        return;
    text_array_finish(g->memory, &g->entry_array);
    text_array_finish(g->memory, &g->run_array);
    text_array_finish(g->memory, &g->row_array);
}
