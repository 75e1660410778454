#include <stdlib.h>

#include "base/assert.h"
#include "papers/outline_parts.h"

static const struct {
    enum object_kind kind;
    uint8_t field;
} belongings[] = {
    {KIND_PRACTICE, PRACTICE_GOAL},     {KIND_AGENDA, AGENDA_SESSION},
    {KIND_RATING, RATING_SESSION},      {KIND_COMMENT, COMMENT_TARGET},
    {KIND_PROPOSAL, PROPOSAL_TARGET},   {KIND_FORMAT, FORMAT_SESSION},
    {KIND_SIGNATURE, SIGNATURE_TARGET},
};

static int compare(const struct outline_child *a, const struct outline_child *b)
{
    int order = object_id_compare(a->parent, b->parent);
    if (order == 0)
        order = (a->kind > b->kind) - (a->kind < b->kind);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
}

static int compare_entries(const void *a, const void *b)
{
    return compare(a, b);
}

static bool add_kind(struct outline *outline, enum object_kind kind, uint8_t field)
{
    struct paper_list list;
    struct space_value value;
    if (!paper_list_open(outline->paper, kind, &list))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        bool belongs = paper_value(outline->paper, list.ids[i], field, &value) &&
                       paper_shows(outline->paper, value.value.object);
        ALCOVE_ASSERT(outline->count < outline->room);
        outline->children[outline->count++] = (struct outline_child){
            .parent = belongs ? value.value.object : OBJECT_SPACE,
            .child = list.ids[i],
            .kind = kind,
            .place = i,
        };
    }
    paper_list_close(&list, outline->paper);
    return true;
}

bool outline_children_open(struct outline *outline)
{
    const struct paper *paper = outline->paper;
    for (size_t i = 0; i < sizeof belongings / sizeof belongings[0]; i++)
        outline->room += space_count(paper->space, belongings[i].kind);
    if (outline->room == 0)
        return true;
    outline->children = paper->memory->resize(paper->memory->context, NULL, 0,
                                              outline->room * sizeof *outline->children);
    if (outline->children == NULL)
        return false;
    for (size_t i = 0; i < sizeof belongings / sizeof belongings[0]; i++) {
        if (!add_kind(outline, belongings[i].kind, belongings[i].field))
            return false;
    }
    qsort(outline->children, outline->count, sizeof *outline->children, compare_entries);
    return true;
}

void outline_children_close(struct outline *outline)
{
    const struct alcove_memory *memory = outline->paper->memory;
    if (outline->children != NULL)
        memory->resize(memory->context, outline->children,
                       outline->room * sizeof *outline->children, 0);
    outline->children = NULL;
}

const struct outline_child *outline_children_of(const struct outline *outline,
                                                struct object_id parent, enum object_kind kind,
                                                size_t *count)
{
    struct outline_child wanted = {.parent = parent, .kind = kind};
    size_t low = 0;
    size_t high = outline->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&outline->children[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t end = low;
    while (end < outline->count && outline->children[end].kind == kind &&
           object_id_is_equal(outline->children[end].parent, parent))
        end++;
    *count = end - low;
    return *count == 0 ? NULL : &outline->children[low];
}
