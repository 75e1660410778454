#include "text/text_walk.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_order.h"
#include "text/text_stable.h"
#include "text/text_tracker.h"

/* A replay under way. */
struct replay {
    struct text_walk *walk;
    struct text_graph *graph;
    struct text_tracker tracker;
    struct text_order order;
    uint32_t start; /* the first entry, from lv `start_lv` on */
    uint32_t start_lv;
    uint8_t *critical; /* for each entry from `start` on: whether its start is a critical version */
    uint32_t *version; /* at which the tracker is */
    uint32_t *last;    /* the last entry of each agent in the tracker */
};

/* The part of a run that an entry's replay has to do. */
static struct text_graph_run part_of(const struct text_graph_run *run, uint32_t from)
{
    struct text_graph_run part = *run;
    ALCOVE_ASSERT(from < run->lv + run->count);
    if (from > run->lv) {
        uint32_t done = from - run->lv;
        part.lv = from;
        part.count = (run->count - done) & 0x3fffffff;
        part.at += run->kind == TEXT_RUN_INSERT ? done : 0;
    }
    return part;
}

static bool add_op(struct text_walk *w, uint32_t entry, const struct text_op *op)
{
    if (!text_array_reserve(w->graph->memory, &w->op_array, w->ops + 1))
        return false;
    ALCOVE_ASSERT(entry >= w->fresh);
    ((struct text_op *)w->op_array.items)[w->ops++] = *op;
    int32_t count = (int32_t)op->count;
    text_graph_entry(w->graph, entry)->delta += op->kind == TEXT_INSERT ? count : -count;
    return true;
}

/* The op of a run, all but its place. */
static struct text_op op_of(const struct text_walk *w, uint32_t entry, uint32_t run)
{
    ALCOVE_ASSERT(entry >= w->fresh);
    const struct text_graph_run *r = text_graph_run(w->graph, run);
    struct text_op op = {
        .agent = text_graph_entry(w->graph, entry)->agent,
        .kind = r->kind == TEXT_RUN_INSERT ? TEXT_INSERT : TEXT_DELETE,
        .at = r->at,
        .count = r->count,
    };
    if (w->batches != NULL) {
        const struct text_batch *batch = w->batches[entry - w->fresh];
        const struct text_run *from = &batch->runs[run - text_graph_entry(w->graph, entry)->run];
        op.text = from->text;
        op.size = from->size;
    }
    return op;
}

static bool fits(const struct text_graph_run *run, uint32_t length)
{
    ALCOVE_ASSERT(run->count > 0);
    if (run->kind == TEXT_RUN_INSERT)
        return run->at <= length;
    return run->at <= length && run->count <= length - run->at;
}

/* An entry that knew everything, and that everything after it knows. */
static enum text_result walk_alone(struct text_walk *w, uint32_t entry)
{
    uint32_t end = text_graph_run_end(w->graph, entry);
    ALCOVE_ASSERT(entry >= w->fresh);
    for (uint32_t i = text_graph_entry(w->graph, entry)->run; i < end; i++) {
        const struct text_graph_run *run = text_graph_run(w->graph, i);
        if (!fits(run, w->length))
            return TEXT_MALFORMED;
        if (run->kind == TEXT_RUN_INSERT)
            w->length += run->count;
        else
            w->length -= run->count;
        struct text_op op = op_of(w, entry, i);
        if (!add_op(w, entry, &op))
            return TEXT_NO_MEMORY;
    }
    return TEXT_APPLIED;
}

/* Takes back, or does again, the events of an entry from `lv` up to `end`. */
static void shift_entry(struct replay *r, uint32_t entry, uint32_t lv, uint32_t end, int by)
{
    uint32_t low = text_graph_entry(r->graph, entry)->run;
    uint32_t high = text_graph_run_end(r->graph, entry);
    uint32_t last = high;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (text_graph_run(r->graph, middle)->lv <= lv)
            low = middle;
        else
            high = middle;
    }
    for (; low < last && lv < end; low++) {
        const struct text_graph_run *run = text_graph_run(r->graph, low);
        uint32_t stop = run->lv + run->count < end ? run->lv + run->count : end;
        text_tracker_shift(&r->tracker, run, lv, stop, by);
        if (r->tracker.tree.failed)
            return;
        lv = stop;
    }
    ALCOVE_ASSERT(lv == end);
}

/* The same for an agent's events from `seq` up to `end`. */
static void shift_agent(struct replay *r, uint32_t agent, uint32_t seq, uint32_t end, int by)
{
    uint32_t index = r->last[agent];
    while (index != TEXT_NO_ENTRY && !r->tracker.tree.failed) {
        const struct text_entry *e = text_graph_entry(r->graph, index);
        uint32_t stop = e->seq + (text_graph_end(r->graph, index) - e->lv);
        uint32_t from = e->seq < seq ? seq : e->seq;
        stop = stop < end ? stop : end;
        if (from < stop)
            shift_entry(r, index, e->lv + (from - e->seq), e->lv + (stop - e->seq), by);
        if (e->seq <= seq)
            return;
        index = e->prev;
    }
    ALCOVE_ASSERT(r->tracker.tree.failed);
}

/* Brings the tracker to what the author of the entry knew. */
static void move_to(struct replay *r, uint32_t entry)
{
    ALCOVE_ASSERT(entry >= r->start);
    const uint32_t *row = text_graph_row(r->graph, entry);
    if (memcmp(row, r->version, r->graph->row_array.item) == 0)
        return;
    for (uint32_t agent = 0; agent < r->graph->agents; agent++) {
        if (r->version[agent] > row[agent])
            shift_agent(r, agent, row[agent], r->version[agent], -1);
    }
    for (uint32_t agent = 0; agent < r->graph->agents; agent++) {
        if (r->version[agent] < row[agent])
            shift_agent(r, agent, r->version[agent], row[agent], 1);
    }
    memcpy(r->version, row, r->graph->row_array.item);
}

/* A run of an entry; its ops are added if the entry is one of the newest. */
static enum text_result walk_run(struct replay *r, uint32_t entry, uint32_t index, uint32_t from)
{
    ALCOVE_ASSERT(entry >= r->start);
    struct text_walk *w = r->walk;
    struct text_graph_run run = part_of(text_graph_run(r->graph, index), from);
    bool fresh = entry >= w->fresh;
    struct text_op op = {0};
    if (fresh)
        op = op_of(w, entry, index);
    if (!fits(&run, r->tracker.tree.seen))
        return TEXT_MALFORMED;
    if (run.kind == TEXT_RUN_INSERT) {
        op.at = text_tracker_insert(&r->tracker, &run);
        if (r->tracker.tree.failed || (fresh && !add_op(w, entry, &op)))
            return TEXT_NO_MEMORY;
        return TEXT_APPLIED;
    }
    for (uint32_t left = run.count; left > 0;) {
        struct text_deleted deleted;
        left -= text_tracker_delete(&r->tracker, &run, left, &deleted);
        op.at = deleted.at;
        op.count = deleted.count;
        if (r->tracker.tree.failed || (fresh && op.count > 0 && !add_op(w, entry, &op)))
            return TEXT_NO_MEMORY;
    }
    return TEXT_APPLIED;
}

static enum text_result walk_entry(struct replay *r, uint32_t entry)
{
    const struct text_entry *e = text_graph_entry(r->graph, entry);
    uint32_t from = entry == r->start ? r->start_lv : e->lv;
    /* All others knew the part of the first one that is not replayed: it is the first here too. */
    ALCOVE_ASSERT(from == e->lv || r->version[e->agent] == e->seq + (from - e->lv));
    if (from == e->lv) {
        move_to(r, entry);
        if (r->tracker.tree.failed)
            return TEXT_NO_MEMORY;
    }
    r->last[e->agent] = entry;
    for (uint32_t i = e->run; i < text_graph_run_end(r->graph, entry); i++) {
        const struct text_graph_run *run = text_graph_run(r->graph, i);
        if (run->lv + run->count <= from)
            continue;
        enum text_result result = walk_run(r, entry, i, from);
        if (result != TEXT_APPLIED)
            return result;
    }
    r->version[e->agent] = e->seq + (text_graph_end(r->graph, entry) - e->lv);
    return TEXT_APPLIED;
}

/* The entries from `entry` up to `end`, some at a time, each branch of those to its end. */
static enum text_result walk_branches(struct replay *r, uint32_t entry, uint32_t end)
{
    enum text_result result = TEXT_APPLIED;
    ALCOVE_ASSERT(entry <= end);
    while (entry < end) {
        uint32_t count = end - entry < r->order.size ? end - entry : r->order.size;
        const uint32_t *order = text_order_find(&r->order, entry, entry + count);
        for (uint32_t i = 0; i < count && result == TEXT_APPLIED; i++)
            result = walk_entry(r, order[i]);
        if (result != TEXT_APPLIED)
            return result;
        entry += count;
    }
    return result;
}

/* The entries from `entry` up to `end`, between two critical versions. */
static enum text_result walk_together(struct replay *r, uint32_t entry, uint32_t end)
{
    ALCOVE_ASSERT(entry < end);
    const struct text_entry *e = text_graph_entry(r->graph, entry);
    uint32_t from = entry == r->start ? r->start_lv : e->lv;
    uint32_t end_lv = text_graph_end(r->graph, end - 1);
    if (!text_tracker_start(&r->tracker, r->walk->length, from, end_lv))
        return TEXT_NO_MEMORY;
    memcpy(r->version, text_graph_row(r->graph, entry), r->graph->row_array.item);
    r->version[e->agent] += from - e->lv;
    memset(r->last, 0xff, r->graph->row_array.item);
    /* What is known already comes before what is new, which is then told as a change of it. */
    uint32_t fresh = r->walk->fresh < end ? r->walk->fresh : end;
    fresh = fresh > entry ? fresh : entry;
    enum text_result result = walk_branches(r, entry, fresh);
    if (result == TEXT_APPLIED)
        result = walk_branches(r, fresh, end);
    r->walk->length = r->tracker.tree.length;
    return result;
}

/* Marks where nothing before an entry matters to it or to what follows. */
static void find_critical(struct replay *r)
{
    uint32_t covered = UINT32_MAX;
    for (uint32_t i = r->graph->entries; i-- > r->start;) {
        const struct text_entry *e = text_graph_entry(r->graph, i);
        ALCOVE_ASSERT(e->covers <= e->lv);
        covered = e->covers < covered ? e->covers : covered;
        r->critical[i - r->start] = covered >= e->lv || i == r->start;
    }
}

static enum text_result walk_all(struct replay *r)
{
    uint32_t entries = r->graph->entries;
    ALCOVE_ASSERT(r->start < entries);
    find_critical(r);
    for (uint32_t i = r->start; i < entries;) {
        uint32_t end = i + 1;
        while (end < entries && !r->critical[end - r->start])
            end++;
        enum text_result result =
            end == i + 1 && i >= r->walk->fresh ? walk_alone(r->walk, i) : walk_together(r, i, end);
        if (result != TEXT_APPLIED)
            return result;
        i = end;
    }
    return TEXT_APPLIED;
}

enum text_result text_walk_run(struct text_walk *w)
{
    struct text_graph *g = w->graph;
    const struct alcove_memory *memory = g->memory;
    ALCOVE_ASSERT(w->fresh < g->entries);
    /* Most runs come to an op each. */
    if (!text_array_reserve(memory, &w->op_array, g->runs - text_graph_entry(g, w->fresh)->run))
        return TEXT_NO_MEMORY;
    uint32_t covered = UINT32_MAX;
    for (uint32_t i = w->fresh; i < g->entries; i++) {
        uint32_t covers = text_graph_entry(g, i)->covers;
        covered = covers < covered ? covers : covered;
    }
    struct text_point point = text_stable_point(g, w->fresh, covered);
    w->length = text_stable_length(g, point, w->fresh, w->length);
    if (point.entry == w->fresh && w->fresh + 1 == g->entries)
        return walk_alone(w, w->fresh);
    struct replay r = {
        .walk = w,
        .graph = g,
        .tracker = text_tracker_begin(memory, g),
        .start = point.entry,
        .start_lv = point.lv,
    };
    uint32_t count = g->entries - r.start;
    size_t size = 2 * g->row_array.item + count;
    if (!text_order_begin(&r.order, g, count < TEXT_ORDER_MAX ? count : TEXT_ORDER_MAX))
        return TEXT_NO_MEMORY;
    enum text_result result = TEXT_NO_MEMORY;
    r.version = memory->resize(memory->context, NULL, 0, size);
    if (r.version != NULL) {
        r.last = r.version + g->agents;
        r.critical = (uint8_t *)(r.last + g->agents);
        result = walk_all(&r);
        text_tracker_finish(&r.tracker);
        memory->resize(memory->context, r.version, size, 0);
    }
    text_order_finish(&r.order);
    return result;
}
