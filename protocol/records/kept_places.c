#include "base/assert.h"
#include "records/kept_parts.h"

#define DAYS_TOGETHER  30
#define MINUTES_A_DAY  1440
#define PART_BITS      8 /* lowest of a bucket's id: its part */
#define TARGETS_DEEP   4 /* of comments on comments; then it is kept with the space */
#define VALUE_ROOM     24
#define OBJECT_ROOM    32
#define NOTE_RUN_ROOM  8
#define NOTE_MARK_ROOM 12

static struct space_bucket bucket(enum object_kind kind, uint64_t id)
{
    ALCOVE_ASSERT(kind < KIND_COUNT && id < UINT64_C(1) << 40);
    return (struct space_bucket){(uint8_t)(kind + 1), id << PART_BITS};
}

/* The published number of a field; 0 if it has none. */
static uint64_t number_of(const struct space_object *object, uint8_t field)
{
    const struct held_value *value = object->slots[field].values;
    ALCOVE_ASSERT(object->slots != NULL);
    return value != NULL && value->type == VALUE_NUMBER ? value->number : 0;
}

/* The field that says with what an object is kept; KIND_COUNT fields: with nothing else. */
static bool target_field(enum object_kind kind, uint8_t *field)
{
    static const uint8_t fields[KIND_COUNT] = {
        [KIND_PRACTICE] = PRACTICE_GOAL,     [KIND_AGENDA] = AGENDA_SESSION,
        [KIND_RATING] = RATING_SESSION,      [KIND_COMMENT] = COMMENT_TARGET,
        [KIND_PROPOSAL] = PROPOSAL_TARGET,   [KIND_FORMAT] = FORMAT_SESSION,
        [KIND_SIGNATURE] = SIGNATURE_TARGET,
    };
    ALCOVE_ASSERT(kind < KIND_COUNT);
    *field = fields[kind];
    return kind == KIND_PRACTICE || kind == KIND_AGENDA || kind == KIND_RATING ||
           kind == KIND_COMMENT || kind == KIND_PROPOSAL || kind == KIND_FORMAT ||
           kind == KIND_SIGNATURE;
}

/* What it belongs to; NULL if that is erased, or nothing. */
static const struct space_object *target_of(const struct space *space,
                                            const struct space_object *object, uint8_t field)
{
    const struct held_value *value = object->slots[field].values;
    if (value == NULL || value->type != VALUE_OBJECT)
        return NULL;
    const struct space_object *target = space_object_at(space, value->object);
    ALCOVE_ASSERT(target != object || value->type == VALUE_OBJECT);
    return target == NULL || target->slots == NULL ? NULL : target;
}

static struct space_bucket place(const struct space *space, const struct space_object *object)
{
    uint8_t field;
    size_t deep = 0;
    for (; object != NULL && target_field(object->kind, &field); deep++)
        object = deep == TARGETS_DEEP ? NULL : target_of(space, object, field);
    if (object == NULL)
        return bucket(KIND_SPACE, 0);
    ALCOVE_ASSERT(object->slots != NULL);
    switch (object->kind) {
    case KIND_GOAL:
        return bucket(KIND_GOAL, (uint64_t)object->id.counter << 5 | object->id.device);
    case KIND_CHECK_IN:
        return bucket(KIND_CHECK_IN, number_of(object, CHECK_IN_DAY) / DAYS_TOGETHER);
    case KIND_REFLECTION:
        return bucket(KIND_REFLECTION, number_of(object, REFLECTION_DAY) / DAYS_TOGETHER);
    case KIND_SESSION:
        return bucket(KIND_SESSION,
                      number_of(object, SESSION_BEGAN) / MINUTES_A_DAY / DAYS_TOGETHER);
    case KIND_MEASURE:
        return bucket(KIND_MEASURE, number_of(object, MEASURE_DAY) / DAYS_TOGETHER);
    case KIND_WORDS:
        return bucket(KIND_WORDS, object->made_minute / MINUTES_A_DAY / DAYS_TOGETHER);
    default:
        return bucket(KIND_SPACE, 0);
    }
}

int kept_bucket_compare(struct space_bucket a, struct space_bucket b)
{
    ALCOVE_ASSERT(a.kind != 0 && b.kind != 0);
    if (a.kind != b.kind)
        return a.kind < b.kind ? -1 : 1;
    return a.id == b.id ? 0 : a.id < b.id ? -1 : 1;
}

size_t kept_object_room(const struct space_object *object)
{
    const struct schema_kind *kind = schema_kind(object->kind);
    size_t room = OBJECT_ROOM;
    ALCOVE_ASSERT(object->slots != NULL);
    for (size_t i = 0; i < kind->field_count; i++) {
        if (kind->fields[i].type != FIELD_NOTE) {
            for (const struct held_value *v = object->slots[i].values; v != NULL; v = v->next)
                room += VALUE_ROOM + v->size;
            continue;
        }
        const struct space_note *note = object->slots[i].note;
        if (note != NULL)
            room += text_size(note->text, false) + NOTE_MARK_ROOM * note->mark_count +
                    NOTE_RUN_ROOM * ((size_t)text_tail_runs(note->text) +
                                     text_spans(note->text, false, NULL, 0) + 16);
    }
    return room;
}

static int compare_buckets(const void *a, const void *b)
{
    const struct kept_place *one = a;
    const struct kept_place *other = b;
    return kept_bucket_compare(one->bucket, other->bucket);
}

/* In the order of kind and id, which stays so inside of each bucket. */
static void list_places(const struct space *space, struct kept_places *out)
{
    out->list[out->count++] = (struct kept_place){bucket(KIND_SPACE, 0), space->root};
    for (size_t kind = 0; kind < KIND_COUNT; kind++) {
        const struct space_kind_table *table = &space->kinds[kind];
        for (size_t i = 0; i < table->count; i++) {
            const struct space_object *object = table->objects[i];
            ALCOVE_ASSERT(object->slots != NULL);
            if (!object->is_draft_made)
                out->list[out->count++] = (struct kept_place){place(space, object), object};
        }
    }
    ALCOVE_ASSERT(out->count <= out->room);
}

static void cut_in_parts(struct kept_places *places)
{
    size_t size = 0;
    uint64_t part = 0;
    struct space_bucket before = {0};
    for (size_t i = 0; i < places->count; i++) {
        struct kept_place *at = &places->list[i];
        size_t room = kept_object_room(at->object);
        if (i == 0 || kept_bucket_compare(before, at->bucket) != 0) {
            size = 0;
            part = 0;
        } else if (size + room > KEPT_PART_BYTES) {
            size = 0;
            part++;
        }
        ALCOVE_ASSERT(part < UINT64_C(1) << PART_BITS);
        before = at->bucket;
        at->bucket.id += part;
        size += room;
    }
}

bool kept_places_gather(const struct space *space, struct kept_places *out)
{
    size_t count = 1;
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
        count += space->kinds[kind].count;
    /* The second half is for sorting. */
    *out = (struct kept_places){.room = 2 * count};
    out->list = space_allocate(space, out->room * sizeof *out->list);
    if (out->list == NULL)
        return false;
    list_places(space, out);
    ALCOVE_ASSERT(out->count <= count);
    const struct kept_list list = {
        .list = (uint8_t *)out->list,
        .scratch = (uint8_t *)(out->list + count),
        .count = out->count,
        .each = sizeof *out->list,
    };
    kept_sort(&list, compare_buckets);
    cut_in_parts(out);
    return true;
}

void kept_places_free(const struct space *space, struct kept_places *places)
{
    ALCOVE_ASSERT(places->count <= places->room);
    space_release(space, places->list, places->room * sizeof *places->list);
    *places = (struct kept_places){0};
}

size_t kept_bucket_length(const struct kept_places *places, size_t from)
{
    size_t to = from + 1;
    ALCOVE_ASSERT(from < places->count);
    while (to < places->count &&
           kept_bucket_compare(places->list[from].bucket, places->list[to].bucket) == 0)
        to++;
    return to - from;
}
