#include "text/text.h"

#include <string.h>

#include "base/assert.h"
#include "text/text_bounds.h"
#include "text/text_stable.h"
#include "text/text_state.h"

struct text *text_open(const struct alcove_memory *memory, const struct text_bounds *bounds)
{
    ALCOVE_ASSERT(bounds->agents >= 1 && bounds->agents <= TEXT_AGENTS_MAX &&
                  bounds->bytes <= TEXT_BYTES_MAX && bounds->runs <= TEXT_EVENTS_MAX);
    struct text *t = memory->resize(memory->context, NULL, 0, sizeof *t);
    if (t == NULL)
        return NULL;
    *t = (struct text){
        .memory = memory,
        .bounds = *bounds,
        .published = text_buffer_begin(memory),
        .authors = text_spans_begin(memory),
        .draft = text_draft_none(memory),
        .undo = text_undo_none(memory),
        .batch_array = {.item = sizeof(struct text_batch *)},
        .op_array = {.item = sizeof(struct text_op)},
    };
    if (text_graph_begin(&t->graph, memory, bounds->agents))
        return t;
    memory->resize(memory->context, t, sizeof *t, 0);
    return NULL;
}

/* Wipes what text_publish gave out. */
static void forget_outgoing(struct text *t)
{
    if (t->outgoing_size == 0)
        return;
    ALCOVE_ASSERT(t->outgoing != NULL);
    text_wipe(t->outgoing, t->outgoing_size);
    t->memory->resize(t->memory->context, t->outgoing, t->outgoing_size, 0);
    t->outgoing = NULL;
    t->outgoing_size = 0;
}

void text_close(struct text *t)
{
    if (t == NULL)
        return;
    const struct alcove_memory *memory = t->memory;
    forget_outgoing(t);
    text_graph_finish(&t->graph);
    text_buffer_finish(&t->published);
    text_spans_finish(&t->authors);
    text_draft_finish(&t->draft);
    text_undo_finish(&t->undo);
    text_array_finish(memory, &t->batch_array);
    text_array_finish(memory, &t->op_array);
    ALCOVE_ASSERT(t->outgoing_size == 0);
    memory->resize(memory->context, t, sizeof *t, 0);
}

static const struct text_buffer *buffer_of(const struct text *t, bool with_draft)
{
    ALCOVE_ASSERT(t != NULL);
    return with_draft && t->draft.begun ? &t->draft.seen : &t->published;
}

/* The quick way of typing on: one plain character after another. */
static bool type(struct text *t, uint32_t at, uint8_t byte)
{
    ALCOVE_ASSERT(t->draft.begun || t->draft.seen.size == 0);
    return byte >= 0x20 && byte < 0x7f && t->draft.seen.size < t->bounds.bytes &&
           !t->undo.is_drafted && text_draft_type(&t->draft, at, byte);
}

static bool begin_draft(struct text *t)
{
    if (t->draft.begun)
        return true;
    ALCOVE_ASSERT(t->draft.seen.size == 0);
    forget_outgoing(t);
    return text_draft_begin(&t->draft, &t->published);
}

enum text_result text_insert(struct text *t, uint32_t at, const uint8_t *bytes, size_t size)
{
    if (size == 1 && type(t, at, bytes[0]))
        return TEXT_APPLIED;
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    uint32_t length = 0;
    const struct text_buffer *seen = buffer_of(t, true);
    if (size == 0 || at > seen->length || !text_count(bytes, size, &length))
        return TEXT_MALFORMED;
    if (size > t->bounds.bytes || seen->size > t->bounds.bytes - size)
        return TEXT_TOO_MUCH;
    t->undo.is_drafted = false;
    bool done = begin_draft(t) && text_draft_insert(&t->draft, at, bytes, size, length);
    return done ? TEXT_APPLIED : TEXT_NO_MEMORY;
}

enum text_result text_delete(struct text *t, uint32_t at, uint32_t count)
{
    const struct text_buffer *seen = buffer_of(t, true);
    if (count == 0 || count > seen->length || at > seen->length - count)
        return TEXT_MALFORMED;
    t->undo.is_drafted = false;
    bool done = begin_draft(t) && text_draft_delete(&t->draft, at, count);
    return done ? TEXT_APPLIED : TEXT_NO_MEMORY;
}

bool text_has_draft(const struct text *t)
{
    ALCOVE_ASSERT(t != NULL);
    return text_draft_is_some(&t->draft);
}

void text_discard(struct text *t)
{
    ALCOVE_ASSERT(t != NULL);
    forget_outgoing(t);
    text_draft_finish(&t->draft);
    t->undo.is_drafted = false;
}

/* Makes a batch of the draft: parents, runs and text in one block. */
static bool pack_draft(struct text *t, struct text_batch *batch)
{
    size_t runs = text_draft_runs(&t->draft, NULL, 0, NULL);
    size_t rows = t->bounds.agents * sizeof(uint32_t);
    size_t size = runs * sizeof(struct text_run) + rows + text_draft_typed_size(&t->draft);
    ALCOVE_ASSERT(runs > 0 && t->outgoing_size == 0);
    t->outgoing = t->memory->resize(t->memory->context, NULL, 0, size);
    if (t->outgoing == NULL)
        return false;
    t->outgoing_size = size;
    uint32_t *parents = (uint32_t *)(t->outgoing + runs);
    memcpy(parents, t->graph.known, rows);
    text_draft_runs(&t->draft, t->outgoing, runs, (uint8_t *)(parents + t->bounds.agents));
    batch->parents = parents;
    batch->runs = t->outgoing;
    batch->run_count = runs;
    return true;
}

/* Merged as anybody else's, but that nothing is there to follow it. */
static enum text_result merge_own(struct text *t, struct text_batch *batch)
{
    struct text_draft draft = t->draft;
    struct text_undo undo = t->undo;
    if (!pack_draft(t, batch))
        return TEXT_NO_MEMORY;
    t->draft = text_draft_none(t->memory);
    t->undo = text_undo_none(t->memory);
    enum text_result result = text_merge_batches(t, &t->bounds, batch, 1);
    ALCOVE_ASSERT(!t->draft.begun && t->undo.count == 0);
    t->draft = draft;
    t->undo = undo;
    return result;
}

enum text_result text_publish(struct text *t, uint32_t agent, struct text_batch *out)
{
    ALCOVE_ASSERT(agent < t->bounds.agents);
    forget_outgoing(t);
    if (!text_draft_is_some(&t->draft)) {
        text_draft_finish(&t->draft);
        return TEXT_DUPLICATE;
    }
    struct text_batch batch = {.agent = agent, .seq = t->graph.known[agent]};
    struct text_undo_step step = text_undo_step_none(t->memory);
    bool takes_back = t->undo.is_drafted;
    if (!takes_back && !text_undo_capture(&t->undo, &t->draft, &t->published, &step))
        return TEXT_NO_MEMORY;
    enum text_result result = merge_own(t, &batch);
    if (result != TEXT_APPLIED) {
        text_undo_step_finish(&step);
        forget_outgoing(t);
        return result;
    }
    step.seq = batch.seq;
    if (takes_back)
        text_undo_pop(&t->undo);
    else
        text_undo_push(&t->undo, &step);
    text_draft_finish(&t->draft);
    if (out != NULL)
        *out = batch;
    else
        forget_outgoing(t);
    return TEXT_APPLIED;
}

enum text_result text_undo(struct text *t)
{
    forget_outgoing(t);
    if (t->undo.count == 0 || text_draft_is_some(&t->draft))
        return TEXT_DUPLICATE;
    text_draft_finish(&t->draft);
    ALCOVE_ASSERT(!t->draft.begun);
    if (!text_draft_begin(&t->draft, &t->published))
        return TEXT_NO_MEMORY;
    enum text_result result = TEXT_NO_MEMORY;
    if (text_undo_revert(&t->undo, &t->draft))
        result = t->draft.seen.size <= t->bounds.bytes ? TEXT_APPLIED : TEXT_TOO_MUCH;
    if (result == TEXT_APPLIED && !text_draft_is_some(&t->draft)) {
        text_undo_pop(&t->undo);
        result = TEXT_DUPLICATE;
    }
    t->undo.is_drafted = result == TEXT_APPLIED;
    if (result != TEXT_APPLIED)
        text_draft_finish(&t->draft);
    return result;
}

bool text_undo_newest(const struct text *t, uint32_t *seq)
{
    ALCOVE_ASSERT(t != NULL);
    if (t->undo.count == 0)
        return false;
    *seq = text_undo_at(&t->undo, t->undo.count - 1)->seq;
    return true;
}

void text_forget_undo(struct text *t, uint32_t seq)
{
    uint32_t count = 0;
    while (count < t->undo.count && text_undo_at(&t->undo, count)->seq <= seq)
        count++;
    ALCOVE_ASSERT(count <= TEXT_UNDO_MAX);
    t->undo.is_drafted = t->undo.is_drafted && count < t->undo.count;
    text_undo_drop(&t->undo, count);
}

enum text_result text_merge(struct text *t, const struct text_batch *batches, size_t count)
{
    ALCOVE_ASSERT(batches != NULL || count == 0);
    struct text_bounds others = text_bounds_of_others(&t->bounds);
    forget_outgoing(t);
    return text_merge_batches(t, &others, batches, count);
}

void text_cut(struct text *t, const uint32_t *version)
{
    ALCOVE_ASSERT(version != NULL);
    forget_outgoing(t);
    text_stable_cut(&t->graph, version, t->published.length);
}

const uint32_t *text_version(const struct text *t)
{
    ALCOVE_ASSERT(t != NULL);
    return t->graph.known;
}

uint32_t text_tail_runs(const struct text *t)
{
    ALCOVE_ASSERT(t != NULL);
    return t->graph.runs;
}

size_t text_size(const struct text *t, bool with_draft)
{
    ALCOVE_ASSERT(t != NULL);
    return buffer_of(t, with_draft)->size;
}

uint32_t text_length(const struct text *t, bool with_draft)
{
    ALCOVE_ASSERT(t != NULL);
    return buffer_of(t, with_draft)->length;
}

void text_read(const struct text *t, bool with_draft, uint8_t *out)
{
    const struct text_buffer *buffer = buffer_of(t, with_draft);
    ALCOVE_ASSERT(out != NULL || buffer->size == 0);
    text_buffer_read(buffer, 0, buffer->length, out);
}

/* A list of spans that is being written. */
struct span_list {
    struct text_span *out;
    size_t room, count;
    uint32_t agent; /* of the last one */
};

static void list_span(struct span_list *list, uint32_t agent, uint32_t count)
{
    ALCOVE_ASSERT(count > 0);
    if (list->count == 0 || list->agent != agent) {
        list->agent = agent;
        list->count++;
        if (list->count <= list->room)
            list->out[list->count - 1] = (struct text_span){agent, 0};
    }
    if (list->count <= list->room)
        list->out[list->count - 1].count += count;
}

/* Where a walk over the authors stands. */
struct author_walk {
    const struct text_spans *authors;
    uint32_t index, done;
};

/* Lists the authors of the next `count` characters, or passes over them if `list` is NULL. */
static void walk_authors(struct author_walk *walk, uint32_t count, struct span_list *list)
{
    while (count > 0) {
        struct text_span span = text_spans_at(walk->authors, walk->index);
        uint32_t part = span.count - walk->done < count ? span.count - walk->done : count;
        ALCOVE_ASSERT(part > 0);
        if (list != NULL)
            list_span(list, span.agent, part);
        count -= part;
        walk->done += part;
        if (walk->done == span.count) {
            walk->index++;
            walk->done = 0;
        }
    }
}

size_t text_spans(const struct text *t, bool with_draft, struct text_span *out, size_t room)
{
    struct span_list list = {out, room, 0, 0};
    struct author_walk walk = {&t->authors, 0, 0};
    if (!with_draft || !t->draft.begun) {
        walk_authors(&walk, t->published.length, &list);
        return list.count;
    }
    ALCOVE_ASSERT(t->draft.begun);
    for (uint32_t i = 0; i < text_spans_count(&t->draft.changes); i++) {
        struct text_span change = text_spans_at(&t->draft.changes, i);
        if (change.agent == TEXT_SPAN_TYPED)
            list_span(&list, TEXT_DRAFT, change.count);
        else
            walk_authors(&walk, change.count, change.agent == TEXT_SPAN_HOLE ? NULL : &list);
    }
    return list.count;
}
