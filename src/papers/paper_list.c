#include "papers/paper.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "records/order_key.h"

#define NO_FIELD SCHEMA_FIELDS_MAX

/* By which fields the objects of a kind are put in order; after them, by when they were made. */
static const struct {
    uint8_t order, number;
} sorting[KIND_COUNT] = {
    [KIND_SPACE] = {NO_FIELD, NO_FIELD},
    [KIND_GOAL] = {GOAL_ORDER, NO_FIELD},
    [KIND_PRACTICE] = {PRACTICE_ORDER, NO_FIELD},
    [KIND_CHECK_IN] = {NO_FIELD, CHECK_IN_DAY},
    [KIND_REFLECTION] = {NO_FIELD, REFLECTION_DAY},
    [KIND_SESSION] = {NO_FIELD, SESSION_BEGAN},
    [KIND_AGENDA] = {AGENDA_ORDER, NO_FIELD},
    [KIND_RATING] = {NO_FIELD, NO_FIELD},
    [KIND_COMMENT] = {NO_FIELD, NO_FIELD},
    [KIND_MEASURE] = {NO_FIELD, MEASURE_DAY},
    [KIND_PROPOSAL] = {NO_FIELD, NO_FIELD},
    [KIND_WORDS] = {NO_FIELD, NO_FIELD},
    [KIND_FORMAT] = {NO_FIELD, NO_FIELD},
    [KIND_SAFETY] = {NO_FIELD, NO_FIELD},
    [KIND_CONSENT] = {NO_FIELD, CONSENT_VERSION},
    [KIND_SIGNATURE] = {NO_FIELD, SIGNATURE_MINUTE},
    [KIND_SLOT] = {NO_FIELD, NO_FIELD},
    [KIND_LOOK] = {NO_FIELD, NO_FIELD},
};

struct by_field {
    const struct paper *paper;
    uint8_t order, number;
};

static int compare_keys(const struct paper *paper, struct object_id a, struct object_id b,
                        uint8_t field)
{
    struct value value_a = space_value(paper->space, a, field);
    struct value value_b = space_value(paper->space, b, field);
    struct order_key key_a = order_key_of(&value_a);
    struct order_key key_b = order_key_of(&value_b);
    /* What has no key comes last. */
    if (key_a.size == 0 || key_b.size == 0)
        return (key_a.size == 0) - (key_b.size == 0);
    return order_key_compare(&key_a, &key_b);
}

static int compare(const void *left, const void *right, void *context)
{
    const struct object_id *a = left;
    const struct object_id *b = right;
    const struct by_field *by = context;
    int order = by->order == NO_FIELD ? 0 : compare_keys(by->paper, *a, *b, by->order);
    if (order == 0 && by->number != NO_FIELD) {
        uint64_t number_a = space_value(by->paper->space, *a, by->number).number;
        uint64_t number_b = space_value(by->paper->space, *b, by->number).number;
        order = (number_a > number_b) - (number_a < number_b);
    }
    return order != 0 ? order : object_id_compare(*a, *b);
}

bool paper_list_open(const struct paper *paper, enum object_kind kind, struct paper_list *out)
{
    struct object_id cursor = OBJECT_SPACE;
    struct by_field by = {paper, sorting[kind].order, sorting[kind].number};
    *out = (struct paper_list){.room = space_count(paper->space, kind)};
    if (out->room == 0)
        return true;
    out->ids = paper->memory->resize(paper->memory->context, NULL, 0, out->room * sizeof *out->ids);
    if (out->ids == NULL)
        return false;
    while (space_next(paper->space, kind, &cursor)) {
        ALCOVE_ASSERT(out->count < out->room);
        if (paper_shows(paper, cursor))
            out->ids[out->count++] = cursor;
    }
    qsort_r(out->ids, out->count, sizeof *out->ids, compare, &by);
    return true;
}

void paper_list_close(struct paper_list *list, const struct paper *paper)
{
    if (list->ids != NULL)
        paper->memory->resize(paper->memory->context, list->ids, list->room * sizeof *list->ids, 0);
    *list = (struct paper_list){0};
}
