#include "base/assert.h"
#include "text/text_state.h"
#include "text/text_utf8.h"

/* All bits or none, in place of a branch: which kind comes next is not to be foreseen. */
static size_t mask_of(bool chosen)
{
    return 0 - (size_t)chosen;
}

/* What is to be done to the published text: ops; or without them a batch, as it says. */
struct work {
    const struct text_bounds *bounds;
    const struct text_op *ops;
    const struct text_batch *batch;
    size_t count;
};

/* A step of a batch that means what it says. */
static inline struct text_op op_of(const struct text_batch *batch, size_t index)
{
    const struct text_run *run = &batch->runs[index];
    return (struct text_op){batch->agent, run->kind, run->at, run->count, run->text, run->size};
}

static inline struct text_op op_at(const struct work *work, size_t index)
{
    ALCOVE_ASSERT(index < work->count);
    return work->ops != NULL ? work->ops[index] : op_of(work->batch, index);
}

/* What some work adds and takes away. */
struct change {
    size_t bytes;
    size_t inserts;
    size_t deleted; /* characters, each of a byte at least */
};

static void add_change(struct change *change, enum text_kind kind, uint32_t count, size_t size)
{
    bool insert = kind == TEXT_INSERT;
    ALCOVE_ASSERT(count > 0);
    change->bytes += size & mask_of(insert);
    change->inserts += insert;
    change->deleted += count & ~mask_of(insert);
}

static void apply_op(struct text_buffer *published, struct text_spans *authors,
                     const struct text_op *op)
{
    ALCOVE_ASSERT(op->at <= published->length);
    if (op->kind == TEXT_INSERT) {
        text_buffer_insert(published, op->at, op->text, op->size, op->count);
        text_spans_insert(authors, TEXT_SEEN, op->at, (struct text_span){op->agent, op->count});
    } else {
        text_buffer_delete(published, op->at, op->count);
        text_spans_delete(authors, op->at, op->count);
    }
}

/* Tries the work on a copy: when it is not clear at once that it stays within the bounds. */
static enum text_result try_out(const struct text *t, const struct work *work,
                                const struct change *change)
{
    const struct text_bounds *bounds = work->bounds;
    struct text_buffer published;
    struct text_spans authors = text_spans_begin(t->memory);
    enum text_result result = TEXT_NO_MEMORY;
    if (!text_buffer_copy(&t->published, &published))
        return TEXT_NO_MEMORY;
    if (text_spans_copy(&t->authors, &authors) && text_buffer_reserve(&published, change->bytes) &&
        text_spans_reserve(&authors, (uint32_t)(2 * work->count))) {
        for (size_t i = 0; i < work->count; i++) {
            struct text_op op = op_at(work, i);
            apply_op(&published, &authors, &op);
        }
        bool fits = published.size <= bounds->bytes && text_spans_count(&authors) <= bounds->spans;
        result = fits ? TEXT_APPLIED : TEXT_TOO_MUCH;
    }
    ALCOVE_ASSERT(result != TEXT_DUPLICATE);
    text_buffer_finish(&published);
    text_spans_finish(&authors);
    return result;
}

/* Does the work, unless it goes beyond the bounds, or there is no room for it somewhere. */
static enum text_result do_work(struct text *t, const struct work *work,
                                const struct change *change)
{
    const struct text_bounds *bounds = work->bounds;
    ALCOVE_ASSERT(t->published.size <= TEXT_BYTES_MAX);
    bool surely = t->published.size + change->bytes <= bounds->bytes + change->deleted &&
                  text_spans_count(&t->authors) + 2 * change->inserts <= bounds->spans;
    if (change->inserts > 0 && !surely) {
        enum text_result result = try_out(t, work, change);
        if (result != TEXT_APPLIED)
            return result;
    }
    if (!text_buffer_reserve(&t->published, change->bytes) ||
        !text_spans_reserve(&t->authors, (uint32_t)(2 * work->count)) ||
        !text_draft_reserve(&t->draft, work->count, change->bytes))
        return TEXT_NO_MEMORY;
    bool followed = t->draft.begun || t->undo.count > 0;
    for (size_t i = 0; i < work->count; i++) {
        struct text_op op = op_at(work, i);
        apply_op(&t->published, &t->authors, &op);
        if (!followed)
            continue;
        text_undo_follow(&t->undo, &op);
        text_draft_follow(&t->draft, &op);
    }
    return TEXT_APPLIED;
}

/* A batch whose author knew everything: it means what it says. */
static enum text_result apply_alone(struct text *t, const struct text_bounds *bounds,
                                    const struct text_batch *batch, struct text_entry *entry)
{
    struct change change = {0, 0, 0};
    uint32_t length = t->published.length;
    for (size_t i = 0; i < batch->run_count; i++) {
        const struct text_run *run = &batch->runs[i];
        uint32_t inserts = (uint32_t)mask_of(run->kind == TEXT_INSERT);
        uint32_t needed = run->count & ~inserts;
        if (run->at > length || needed > length - run->at)
            return TEXT_MALFORMED;
        length += (run->count & inserts) - needed;
        add_change(&change, run->kind, run->count, run->size);
    }
    entry->delta = (int32_t)length - (int32_t)t->published.length;
    struct work work = {bounds, NULL, batch, batch->run_count};
    enum text_result result = do_work(t, &work, &change);
    ALCOVE_ASSERT(result != TEXT_APPLIED || t->published.length == length);
    return result;
}

/* Replays the newest entries, and does what they come to. */
static enum text_result replay(struct text *t, const struct text_bounds *bounds, uint32_t fresh)
{
    struct text_entry *entry = text_graph_entry(&t->graph, fresh);
    const struct text_batch **batches = t->batch_array.items;
    if (fresh + 1 == t->graph.entries && entry->covers == entry->lv)
        return apply_alone(t, bounds, batches[0], entry);
    struct text_walk walk = {
        .graph = &t->graph,
        .fresh = fresh,
        .batches = batches,
        .length = t->published.length,
        .op_array = t->op_array,
    };
    enum text_result result = text_walk_run(&walk);
    t->op_array = walk.op_array;
    if (result != TEXT_APPLIED)
        return result;
    struct work work = {bounds, walk.op_array.items, NULL, walk.ops};
    struct change change = {0, 0, 0};
    for (size_t i = 0; i < work.count; i++)
        add_change(&change, work.ops[i].kind, work.ops[i].count, work.ops[i].size);
    result = do_work(t, &work, &change);
    ALCOVE_ASSERT(result != TEXT_APPLIED || t->published.length == walk.length);
    return result;
}

/* Text of which each byte must be a character: of runs that stand one after another in memory, so
 * that it is looked at in one go. */
struct plain_text {
    const uint8_t *bytes;
    size_t size;
};

/* Adds the text of an insert; false if it, or what was gathered before, is not what it must be. */
static bool add_text(struct plain_text *plain, const struct text_run *run)
{
    uint32_t count = 0;
    ALCOVE_ASSERT(run->count > 0);
    if (run->size != run->count)
        return text_count(run->text, run->size, &count) && count == run->count;
    if (plain->size > 0 && !text_utf8_is_plain(plain->bytes, plain->size))
        return false;
    *plain = (struct plain_text){run->text, run->size};
    return run->size <= TEXT_BYTES_MAX;
}

/* Whether the runs are of a kind, a size and a text that there can be; counts their events. */
static bool runs_are_valid(const struct text_batch *batch, uint64_t *events)
{
    struct plain_text plain = {(const uint8_t *)"", 0};
    uint64_t sum = 0;
    ALCOVE_ASSERT(batch->run_count > 0);
    for (size_t i = 0; i < batch->run_count; i++) {
        const struct text_run *run = &batch->runs[i];
        bool insert = run->kind == TEXT_INSERT;
        if (run->count == 0 || run->count > TEXT_EVENTS_MAX || run->at > TEXT_EVENTS_MAX ||
            (unsigned)run->kind > TEXT_DELETE)
            return false;
        sum += run->count;
        /* No bit of it if there is no text, or text that goes on where the last ended. */
        size_t apart = ((uintptr_t)run->text ^ (uintptr_t)(plain.bytes + plain.size)) |
                       (run->size ^ run->count) | (run->size > TEXT_BYTES_MAX);
        if ((apart & mask_of(insert)) == 0)
            plain.size += run->size & mask_of(insert);
        else if (!add_text(&plain, run))
            return false;
    }
    *events = sum;
    return plain.size == 0 || text_utf8_is_plain(plain.bytes, plain.size);
}

/* Adds a batch to the graph, if it is good and new. */
static enum text_result add_batch(struct text *t, const struct text_bounds *bounds,
                                  const struct text_batch *batch, uint32_t fresh)
{
    uint64_t events = 0;
    if (batch->agent >= t->bounds.agents || batch->run_count == 0)
        return TEXT_MALFORMED;
    if (batch->run_count > t->bounds.runs)
        return TEXT_TOO_MUCH;
    if (!runs_are_valid(batch, &events) || events > TEXT_EVENTS_MAX)
        return TEXT_MALFORMED;
    enum text_result result = text_graph_check(&t->graph, batch, (uint32_t)events);
    if (result != TEXT_APPLIED)
        return result;
    if (t->graph.runs + batch->run_count > bounds->runs)
        return TEXT_TOO_MUCH;
    size_t place = t->graph.entries - fresh;
    if (!text_array_reserve(t->memory, &t->batch_array, place + 1) ||
        !text_graph_reserve(&t->graph, 1, batch->run_count))
        return TEXT_NO_MEMORY;
    ((const struct text_batch **)t->batch_array.items)[place] = batch;
    text_graph_push(&t->graph, batch);
    ALCOVE_ASSERT(t->graph.entries > fresh);
    return TEXT_APPLIED;
}

enum text_result text_merge_batches(struct text *t, const struct text_bounds *bounds,
                                    const struct text_batch *batches, size_t count)
{
    uint32_t fresh = t->graph.entries;
    enum text_result result = TEXT_DUPLICATE;
    ALCOVE_ASSERT(batches != NULL || count == 0);
    for (size_t i = 0; i < count; i++) {
        result = add_batch(t, bounds, &batches[i], fresh);
        if (result != TEXT_APPLIED && result != TEXT_DUPLICATE)
            break;
    }
    bool good = result == TEXT_APPLIED || result == TEXT_DUPLICATE;
    if (good && t->graph.entries == fresh)
        return TEXT_DUPLICATE;
    if (good)
        result = replay(t, bounds, fresh);
    if (result == TEXT_APPLIED)
        text_graph_fold(&t->graph, fresh);
    else
        text_graph_pop(&t->graph, fresh);
    return result;
}
