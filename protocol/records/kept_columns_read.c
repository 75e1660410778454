#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"

/* See kept_columns_write.c for the columns. Every count is bounded by the bytes that are left
 * before there is room asked for it. */

struct reading_object {
    struct space_object *object;
    uint32_t fields; /* that are set */
    size_t base;     /* the source that made it, or 0 */
};

struct reading_value {
    struct value value;
    size_t n; /* which of the objects */
    size_t source;
    const struct schema_field *field;
    uint8_t field_number;
};

struct reading {
    const struct space *space;
    struct byte_reader r;
    struct kept_objects *placed;
    struct kept_source *sources;
    struct reading_object *objects;
    struct reading_value *values;
    size_t source_count, object_count, value_count;
    bool without_memory;
};

static void refuse(struct reading *reading)
{
    ALCOVE_ASSERT(reading != NULL);
    reading->r.failed = true;
}

static void *make_list(struct reading *reading, size_t count, size_t each)
{
    ALCOVE_ASSERT(count <= KEPT_RAW_BYTES_MAX);
    void *list = space_allocate(reading->space, (count + 1) * each);
    if (list == NULL) {
        reading->without_memory = true;
        refuse(reading);
        return NULL;
    }
    memset(list, 0, (count + 1) * each);
    return list;
}

static uint8_t read_device(struct reading *reading)
{
    uint8_t device = byte_read_u8(&reading->r);
    if (device < reading->space->config.device_count)
        return device;
    refuse(reading);
    ALCOVE_ASSERT(reading->r.failed);
    return 0;
}

/* ---- Sources ---- */

static void read_sequences(struct reading *reading)
{
    struct kept_source *sources = reading->sources;
    for (size_t i = 0; i < reading->source_count; i++) {
        bool same = i > 0 && sources[i].device == sources[i - 1].device;
        uint32_t before = same ? sources[i - 1].sequence : 0;
        uint32_t held = reading->space->devices[sources[i].device].held;
        uint64_t way = kept_read_number(&reading->r, UINT32_MAX);
        /* Devices ascend, and sequences of each. */
        if (way == 0 || before + way > held || (i > 0 && sources[i].device < sources[i - 1].device))
            refuse(reading);
        ALCOVE_ASSERT(way <= UINT32_MAX);
        sources[i].sequence = before + (uint32_t)way;
    }
}

static void read_sources(struct reading *reading)
{
    struct kept_source *sources = reading->sources;
    size_t count = reading->source_count;
    uint64_t before = 0;
    for (size_t i = 0; i < count; i++)
        sources[i].device = read_device(reading);
    if (reading->r.failed)
        return;
    read_sequences(reading);
    for (size_t i = 0; i < count; i++, before = sources[i - 1].lamport)
        sources[i].lamport = kept_read_way(&reading->r, before, KEPT_LAMPORT_MAX);
    before = 0;
    for (size_t i = 0; i < count; i++, before = sources[i - 1].minute)
        sources[i].minute = (uint32_t)kept_read_way(&reading->r, before, UINT32_MAX);
    ALCOVE_ASSERT(reading->object_count > 0);
}

/* ---- Objects ---- */

static void read_kinds(struct reading *reading)
{
    uint8_t before = KIND_SPACE;
    for (size_t i = 0; i < reading->object_count && !reading->r.failed; i++) {
        uint8_t kind = byte_read_u8(&reading->r);
        bool is_space_again = kind == KIND_SPACE && (i > 0 || reading->placed->has_space);
        if (reading->r.failed || kind >= KIND_COUNT || kind < before || is_space_again) {
            refuse(reading);
            return;
        }
        before = kind;
        reading->placed->has_space = reading->placed->has_space || kind == KIND_SPACE;
        /* The space itself is there from the beginning. */
        reading->objects[i].object =
            kind == KIND_SPACE ? reading->space->root : space_object_make(reading->space, kind);
        if (reading->objects[i].object == NULL) {
            reading->without_memory = true;
            refuse(reading);
        }
    }
    ALCOVE_ASSERT(reading->r.failed || reading->objects[0].object != NULL);
}

static void read_ids(struct reading *reading)
{
    for (size_t i = 0; i < reading->object_count && !reading->r.failed; i++)
        reading->objects[i].object->id.device = read_device(reading);
    for (size_t i = 0; i < reading->object_count && !reading->r.failed; i++) {
        struct space_object *object = reading->objects[i].object;
        const struct space_object *last = i == 0 ? NULL : reading->objects[i - 1].object;
        uint32_t before = last != NULL && last->kind == object->kind ? last->id.counter : 0;
        uint64_t counter = before + kept_read_number(&reading->r, UINT32_MAX);
        bool is_space = object->kind == KIND_SPACE;
        if (counter > reading->placed->count[object->id.device] || (counter == 0) != is_space ||
            (is_space && object->id.device != 0)) {
            refuse(reading);
            return;
        }
        object->id.counter = (uint32_t)counter;
        ALCOVE_ASSERT(is_space || object->id.counter > 0);
    }
}

static void read_making(struct reading *reading, struct reading_object *at)
{
    struct space_object *object = at->object;
    uint64_t code = kept_read_number(&reading->r, reading->source_count);
    if (code > 0) {
        const struct kept_source *source = &reading->sources[code - 1];
        ALCOVE_ASSERT(code <= reading->source_count);
        at->base = (size_t)code - 1;
        object->made_sequence = source->sequence;
        object->made_minute = source->minute;
        if (source->device != object->id.device)
            refuse(reading);
    } else {
        uint32_t held = reading->space->devices[object->id.device].held;
        object->made_sequence = (uint32_t)kept_read_number(&reading->r, held);
        object->made_minute = (uint32_t)kept_read_number(&reading->r, UINT32_MAX);
    }
    if ((object->made_sequence == 0) != (object->kind == KIND_SPACE))
        refuse(reading);
}

static void read_objects(struct reading *reading)
{
    read_kinds(reading);
    read_ids(reading);
    for (size_t i = 0; i < reading->object_count && !reading->r.failed; i++)
        read_making(reading, &reading->objects[i]);
    for (size_t i = 0; i < reading->object_count && !reading->r.failed; i++) {
        struct reading_object *at = &reading->objects[i];
        const struct schema_kind *kind = schema_kind(at->object->kind);
        ALCOVE_ASSERT(kind != NULL);
        at->fields = (uint32_t)kept_read_number(&reading->r, (1u << kind->field_count) - 1);
    }
}

/* ---- Values: how many first, then a column at a time ---- */

struct value_place {
    const struct schema_field *field;
    uint8_t field_number;
    size_t from, to; /* objects of the kind */
};

/* The values of one field of a kind: written into the list if there is one, else counted. */
static void count_values(struct reading *reading, const struct value_place *place)
{
    for (size_t n = place->from; n < place->to; n++) {
        if ((reading->objects[n].fields >> place->field_number & 1) == 0)
            continue;
        size_t count = byte_read_u8(&reading->r);
        if (count == 0 || count > SPACE_DEVICES_MAX) {
            refuse(reading);
            return;
        }
        for (size_t i = 0; i < count && reading->values != NULL; i++)
            reading->values[reading->value_count + i] = (struct reading_value){
                .n = n, .field = place->field, .field_number = place->field_number};
        reading->value_count += count;
        ALCOVE_ASSERT(reading->value_count <= (size_t)KEPT_RAW_BYTES_MAX * SPACE_DEVICES_MAX);
    }
}

static void read_counts(struct reading *reading)
{
    reading->value_count = 0;
    for (size_t from = 0, to; from < reading->object_count && !reading->r.failed; from = to) {
        const struct schema_kind *kind = schema_kind(reading->objects[from].object->kind);
        to = from + 1;
        while (to < reading->object_count &&
               reading->objects[to].object->kind == reading->objects[from].object->kind)
            to++;
        ALCOVE_ASSERT(kind != NULL && to > from);
        for (uint8_t i = 0; i < kind->field_count && !reading->r.failed; i++) {
            const struct value_place place = {&kind->fields[i], i, from, to};
            if (kind->fields[i].type != FIELD_NOTE)
                count_values(reading, &place);
        }
    }
}

/* Room for all values: twice over the counts, first to see how many there are. */
static void make_values(struct reading *reading)
{
    size_t at = reading->r.at;
    read_counts(reading);
    size_t count = reading->value_count;
    /* Each has a source at least. */
    if (count > byte_reader_left(&reading->r))
        refuse(reading);
    if (reading->r.failed)
        return;
    reading->values = make_list(reading, count, sizeof *reading->values);
    if (reading->values == NULL)
        return;
    reading->r.at = at;
    read_counts(reading);
    ALCOVE_ASSERT(reading->value_count == count);
}

static enum value_type type_of(const struct schema_field *field)
{
    switch (field->type) {
    case FIELD_NUMBER:
        return VALUE_NUMBER;
    case FIELD_LINE:
    case FIELD_STRING:
        return VALUE_STRING;
    case FIELD_BYTES:
    case FIELD_ORDER:
        return VALUE_BYTES;
    case FIELD_OBJECT:
        return VALUE_OBJECT;
    case FIELD_NOTE:
    case FIELD_ABSENT:
        break;
    }
    ALCOVE_ASSERT(field->type == FIELD_NOTE);
    return VALUE_NONE;
}

static void read_value_sources(struct reading *reading)
{
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++) {
        struct reading_value *at = &reading->values[i];
        uint64_t code = kept_read_number(&reading->r, (uint64_t)4 * KEPT_RAW_BYTES_MAX);
        bool down = (code >> 1 & 1) != 0;
        size_t distance = (size_t)(code >> 2) + down;
        size_t base = reading->objects[at->n].base;
        if (distance > (down ? base : reading->source_count)) {
            refuse(reading);
            return;
        }
        at->source = down ? base - distance : base + distance;
        at->value.type = (code & 1) != 0 ? VALUE_NONE : type_of(at->field);
        if (at->source >= reading->source_count)
            refuse(reading);
        ALCOVE_ASSERT(at->n < reading->object_count);
    }
}

static void read_numbers(struct reading *reading)
{
    uint64_t last = 0;
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++) {
        struct reading_value *at = &reading->values[i];
        if (i == 0 || at->field != reading->values[i - 1].field)
            last = 0;
        if (at->value.type != VALUE_NUMBER)
            continue;
        ALCOVE_ASSERT(at->field->type == FIELD_NUMBER);
        at->value.number = at->field->max < KEPT_NUMBER_FAR
                               ? kept_read_number(&reading->r, at->field->max)
                               : kept_read_way(&reading->r, last, at->field->max);
        last = at->value.number;
    }
}

static void read_references(struct reading *reading)
{
    struct object_id known[KEPT_REFERENCES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++) {
        struct reading_value *at = &reading->values[i];
        if (at->value.type != VALUE_OBJECT)
            continue;
        size_t n = byte_read_u8(&reading->r);
        if (n < count) {
            at->value.object = known[n];
            continue;
        }
        at->value.object.device = read_device(reading);
        at->value.object.counter = (uint32_t)kept_read_number(&reading->r, UINT32_MAX);
        if (n > count)
            refuse(reading);
        ALCOVE_ASSERT(count <= KEPT_REFERENCES_MAX);
        if (count < KEPT_REFERENCES_MAX)
            known[count++] = at->value.object;
    }
}

static bool has_text(const struct value *value)
{
    ALCOVE_ASSERT(value->type <= VALUE_OBJECT);
    return value->type == VALUE_STRING || value->type == VALUE_BYTES;
}

static void read_texts(struct reading *reading)
{
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++) {
        struct reading_value *at = &reading->values[i];
        if (has_text(&at->value))
            at->value.size = (uint32_t)kept_read_number(&reading->r, at->field->max);
    }
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++) {
        struct reading_value *at = &reading->values[i];
        ALCOVE_ASSERT(at->value.size <= SCHEMA_TEXT_BYTES_MAX);
        if (at->value.size > 0)
            at->value.bytes = byte_read_span(&reading->r, at->value.size);
    }
}

/* ---- Into the objects ---- */

/* The first is the greatest by (lamport, device), and no device has two. */
static bool may_follow(const struct held_value *before, const struct held_value *value)
{
    ALCOVE_ASSERT(value->sequence != 0);
    if (before->lamport != value->lamport)
        return before->lamport > value->lamport;
    return before->device > value->device;
}

static void put_value(struct reading *reading, const struct reading_value *at)
{
    struct space_object *object = reading->objects[at->n].object;
    const struct kept_source *source = &reading->sources[at->source];
    struct held_value **end = &object->slots[at->field_number].values;
    if (!schema_accepts(at->field, &at->value)) {
        refuse(reading);
        return;
    }
    struct held_value *value = held_value_make(reading->space, &at->value);
    if (value == NULL) {
        reading->without_memory = true;
        refuse(reading);
        return;
    }
    value->lamport = source->lamport;
    value->sequence = source->sequence;
    value->minute = source->minute;
    value->device = source->device;
    value->field = at->field_number;
    for (; *end != NULL; end = &(*end)->next) {
        if (!may_follow(*end, value) || (*end)->device == value->device)
            refuse(reading);
    }
    *end = value;
    ALCOVE_ASSERT(value->next == NULL);
}

static void read_values(struct reading *reading)
{
    make_values(reading);
    read_value_sources(reading);
    read_numbers(reading);
    read_references(reading);
    read_texts(reading);
    for (size_t i = 0; i < reading->value_count && !reading->r.failed; i++)
        put_value(reading, &reading->values[i]);
    ALCOVE_ASSERT(reading->r.failed || reading->values != NULL);
}

/* ---- Notes ---- */

static void read_note_marks(struct reading *reading, struct space_note *note)
{
    const struct space *space = reading->space;
    uint32_t events[SPACE_DEVICES_MAX];
    memcpy(events, note->settled, sizeof events);
    uint64_t count = kept_read_number(&reading->r, byte_reader_left(&reading->r) / 3);
    for (uint64_t i = 0; i < count && !reading->r.failed; i++) {
        struct note_mark mark = {.device = read_device(reading)};
        const struct space_device *device = &space->devices[mark.device];
        mark.sequence = (uint32_t)kept_read_number(&reading->r, device->held);
        mark.events = (uint32_t)kept_read_number(&reading->r, UINT32_MAX);
        if (mark.sequence <= device->settled || mark.events <= events[mark.device])
            refuse(reading);
        events[mark.device] = mark.events;
        if (!space_note_reserve(space, note)) {
            reading->without_memory = true;
            refuse(reading);
            return;
        }
        note->marks[note->mark_count++] = mark;
    }
    ALCOVE_ASSERT(note->mark_count <= note->mark_room);
}

/* Batches end where the text does. */
static bool marks_fit(const struct space *space, const struct space_note *note)
{
    const uint32_t *version = text_version(note->text);
    uint32_t events[SPACE_DEVICES_MAX];
    memcpy(events, note->settled, sizeof events);
    for (size_t i = 0; i < note->mark_count; i++)
        events[note->marks[i].device] = note->marks[i].events;
    ALCOVE_ASSERT(version != NULL);
    return memcmp(events, version, space->config.device_count * sizeof events[0]) == 0;
}

static void read_note(struct reading *reading, struct space_object *object, uint8_t field)
{
    struct space_note *note = space_note_make(reading->space);
    if (note == NULL) {
        reading->without_memory = true;
        refuse(reading);
        return;
    }
    ALCOVE_ASSERT(object->slots[field].note == NULL);
    object->slots[field].note = note; /* freed with the object */
    size_t devices = byte_read_u8(&reading->r);
    if (devices > reading->space->config.device_count)
        refuse(reading);
    for (size_t i = 0; i < devices && !reading->r.failed; i++)
        note->settled[i] = (uint32_t)kept_read_number(&reading->r, UINT32_MAX);
    read_note_marks(reading, note);
    size_t size = (size_t)kept_read_number(&reading->r, KEPT_RAW_BYTES_MAX);
    const uint8_t *bytes = byte_read_span(&reading->r, size);
    if (bytes == NULL)
        return;
    struct text_bounds bounds = space_note_bounds(reading->space);
    enum text_result result =
        text_decode(reading->space->memory, &bounds, bytes, size, &note->text);
    reading->without_memory = result == TEXT_NO_MEMORY;
    if (result != TEXT_APPLIED || !marks_fit(reading->space, note))
        refuse(reading);
}

static void read_notes(struct reading *reading)
{
    for (size_t n = 0; n < reading->object_count && !reading->r.failed; n++) {
        const struct reading_object *at = &reading->objects[n];
        const struct schema_kind *kind = schema_kind(at->object->kind);
        ALCOVE_ASSERT(kind != NULL);
        for (uint8_t i = 0; i < kind->field_count && !reading->r.failed; i++) {
            if (kind->fields[i].type == FIELD_NOTE && (at->fields >> i & 1) != 0)
                read_note(reading, at->object, i);
        }
    }
}

/* ---- The whole ---- */

/* Each object goes where its id says, or is given up. */
static void place_objects(struct reading *reading)
{
    for (size_t i = 0; i < reading->object_count; i++) {
        struct space_object *object = reading->objects[i].object;
        if (object == NULL || object->kind == KIND_SPACE)
            continue;
        struct space_object **place = NULL;
        if (!reading->r.failed) {
            ALCOVE_ASSERT(object->id.counter <= reading->placed->count[object->id.device]);
            place = &reading->placed->of[object->id.device][object->id.counter - 1];
        }
        if (place != NULL && *place == NULL) {
            *place = object;
            continue;
        }
        refuse(reading); /* it is there already */
        space_object_free(reading->space, object);
    }
}

static void read_columns(struct reading *reading)
{
    /* An object takes a byte of four columns and more. */
    size_t left = byte_reader_left(&reading->r);
    reading->object_count = (size_t)kept_read_number(&reading->r, left / 4);
    reading->source_count = (size_t)kept_read_number(&reading->r, left / 4);
    if (reading->r.failed || reading->object_count == 0) {
        reading->object_count = 0;
        refuse(reading);
        return;
    }
    reading->objects = make_list(reading, reading->object_count, sizeof *reading->objects);
    reading->sources = make_list(reading, reading->source_count, sizeof *reading->sources);
    if (reading->objects == NULL || reading->sources == NULL)
        return;
    read_sources(reading);
    read_objects(reading);
    read_values(reading);
    read_notes(reading);
    if (byte_reader_left(&reading->r) != 0)
        refuse(reading);
    ALCOVE_ASSERT(reading->object_count > 0);
}

enum space_load kept_columns_read(const struct space *space, const uint8_t *bytes, size_t size,
                                  struct kept_objects *objects)
{
    struct reading reading = {.space = space, .placed = objects};
    reading.r = byte_reader_over(bytes, size);
    ALCOVE_ASSERT(size <= KEPT_RAW_BYTES_MAX);
    read_columns(&reading);
    if (reading.objects != NULL)
        place_objects(&reading);
    space_release(space, reading.objects, (reading.object_count + 1) * sizeof *reading.objects);
    space_release(space, reading.sources, (reading.source_count + 1) * sizeof *reading.sources);
    space_release(space, reading.values, (reading.value_count + 1) * sizeof *reading.values);
    if (!reading.r.failed)
        return SPACE_LOADED;
    return reading.without_memory ? SPACE_LOAD_NO_MEMORY : SPACE_LOAD_DAMAGED;
}
