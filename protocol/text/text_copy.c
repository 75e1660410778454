#include <string.h>

#include "base/assert.h"
#include "text/text_state.h"

static bool copy_array(const struct alcove_memory *memory, const struct text_array *from,
                       size_t count, struct text_array *to)
{
    ALCOVE_ASSERT(from->item == to->item && count <= from->capacity);
    if (!text_array_reserve(memory, to, count))
        return false;
    if (count > 0)
        memcpy(to->items, from->items, count * from->item);
    return true;
}

static bool copy_graph(const struct text_graph *from, struct text_graph *to)
{
    ALCOVE_ASSERT(from->agents == to->agents);
    if (!copy_array(from->memory, &from->entry_array, from->entries, &to->entry_array) ||
        !copy_array(from->memory, &from->run_array, from->runs, &to->run_array) ||
        !copy_array(from->memory, &from->row_array, from->entries, &to->row_array))
        return false;
    memcpy(to->known, from->known, 3 * from->agents * sizeof *from->known);
    to->entries = from->entries;
    to->runs = from->runs;
    to->events = from->events;
    to->base_length = from->base_length;
    return true;
}

static bool copy_draft(const struct text_draft *from, struct text_draft *to)
{
    ALCOVE_ASSERT(!to->begun);
    if (!from->begun)
        return true;
    if (!text_buffer_copy(&from->seen, &to->seen) || !text_spans_copy(&from->changes, &to->changes))
        return false;
    to->begun = true;
    return true;
}

struct text *text_copy(const struct text *t)
{
    struct text *copy = text_open(t->memory, &t->bounds);
    if (copy == NULL)
        return NULL;
    ALCOVE_ASSERT(copy->graph.events == 0);
    bool done = copy_graph(&t->graph, &copy->graph) &&
                text_buffer_copy(&t->published, &copy->published) &&
                text_spans_copy(&t->authors, &copy->authors) &&
                copy_draft(&t->draft, &copy->draft) && text_undo_copy(&t->undo, &copy->undo);
    if (done)
        return copy;
    text_close(copy);
    return NULL;
}
