#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"
#include "records/word_diff.h"

/* The draft:
 *
 *     what the space held of each device, v each
 *     objects made: count v, for each the kind 1, with bit 7 if it was erased again
 *     objects touched, by id: count v, for each: device 1, counter v,
 *         fields set: count 1, for each: field 1, whether something 1, and the value
 *         notes: count 1, for each: field 1, size v, the text with the draft
 *     objects erased, by id: count v, for each: device 1, counter v
 *
 * A number is v; a string and bytes are size v and themselves; an object is device 1, counter v.
 * SPEC.md section 8.12. */

#define ERASED_AGAIN 0x80
#define OBJECT_ROOM  16
#define VALUE_ROOM   16

/* ---- Writing ---- */

struct writing {
    const struct space *space;
    const struct space_object **touched;
    size_t count;
};

static int compare_objects(const void *a, const void *b)
{
    const struct space_object *const *one = a;
    const struct space_object *const *other = b;
    return object_id_compare((*one)->id, (*other)->id);
}

static void write_id(struct object_id id, struct byte_writer *w)
{
    ALCOVE_ASSERT(id.device < SPACE_DEVICES_MAX);
    byte_write_u8(w, id.device);
    byte_write_varint(w, id.counter);
}

static void write_value(const struct held_value *value, struct byte_writer *w)
{
    ALCOVE_ASSERT(value->type <= VALUE_OBJECT);
    byte_write_u8(w, value->field);
    byte_write_u8(w, value->type != VALUE_NONE);
    if (value->type == VALUE_NUMBER)
        byte_write_varint(w, value->number);
    if (value->type == VALUE_OBJECT)
        write_id(value->object, w);
    if (value->type != VALUE_STRING && value->type != VALUE_BYTES)
        return;
    byte_write_varint(w, value->size);
    byte_write_bytes(w, value->bytes, value->size);
}

/* In the order in which they were set. */
static void write_values(const struct space_object *object, struct byte_writer *w)
{
    const struct held_value *values[SCHEMA_FIELDS_MAX];
    uint8_t count = 0;
    for (const struct held_value *v = object->draft_values; v != NULL; v = v->next) {
        ALCOVE_ASSERT(count < SCHEMA_FIELDS_MAX && v->sequence == 0);
        values[count++] = v;
    }
    byte_write_u8(w, count);
    while (count > 0)
        write_value(values[--count], w);
}

/* The note of a field, if the draft has something of it. */
static const struct space_note *drafted_note(const struct space_object *object, uint8_t field)
{
    const struct schema_field *schema = schema_field(object->kind, field);
    ALCOVE_ASSERT(schema != NULL && object->slots != NULL);
    const struct space_note *note = schema->type == FIELD_NOTE ? object->slots[field].note : NULL;
    return note != NULL && text_has_draft(note->text) ? note : NULL;
}

static bool write_note(const struct space *space, const struct space_note *note,
                       struct byte_writer *w)
{
    size_t size = text_size(note->text, true);
    byte_write_varint(w, size);
    if (size == 0 || byte_writer_left(w) < size) {
        w->failed = w->failed || size != 0;
        return true;
    }
    uint8_t *bytes = space_allocate(space, size);
    if (bytes == NULL)
        return false;
    text_read(note->text, true, bytes);
    byte_write_bytes(w, bytes, size);
    ALCOVE_ASSERT(!w->failed);
    space_release(space, bytes, size);
    return true;
}

static bool write_notes(const struct space *space, const struct space_object *object,
                        struct byte_writer *w)
{
    const struct schema_kind *kind = schema_kind(object->kind);
    uint8_t count = 0;
    ALCOVE_ASSERT(kind != NULL);
    for (uint8_t field = 0; field < kind->field_count; field++)
        count += drafted_note(object, field) != NULL;
    byte_write_u8(w, count);
    for (uint8_t field = 0; field < kind->field_count; field++) {
        const struct space_note *note = drafted_note(object, field);
        if (note == NULL)
            continue;
        byte_write_u8(w, field);
        if (!write_note(space, note, w))
            return false;
    }
    return true;
}

static void write_erased(const struct writing *writing, struct byte_writer *w)
{
    size_t count = 0;
    for (size_t i = 0; i < writing->count; i++)
        count += writing->touched[i]->is_draft_erased;
    byte_write_varint(w, count);
    for (size_t i = 0; i < writing->count; i++) {
        ALCOVE_ASSERT(writing->touched[i]->slots != NULL);
        if (writing->touched[i]->is_draft_erased)
            write_id(writing->touched[i]->id, w);
    }
}

static bool write_draft(const void *context, struct byte_writer *w)
{
    const struct writing *writing = context;
    const struct space *space = writing->space;
    const struct space_device *own = &space->devices[space->config.own_device];
    for (size_t i = 0; i < space->config.device_count; i++)
        byte_write_varint(w, space->devices[i].held);
    byte_write_varint(w, own->object_count - own->made);
    for (size_t i = own->made; i < own->object_count; i++) {
        const struct space_object *object = own->objects[i];
        ALCOVE_ASSERT(object->is_draft_made);
        byte_write_u8(w, (uint8_t)(object->kind | (object->slots == NULL ? ERASED_AGAIN : 0)));
    }
    byte_write_varint(w, writing->count);
    for (size_t i = 0; i < writing->count; i++) {
        write_id(writing->touched[i]->id, w);
        write_values(writing->touched[i], w);
        if (!write_notes(space, writing->touched[i], w))
            return false;
    }
    write_erased(writing, w);
    return true;
}

static size_t room_of(const struct space_object *object)
{
    size_t room = OBJECT_ROOM + kept_object_room(object);
    ALCOVE_ASSERT(object->slots != NULL);
    for (const struct held_value *v = object->draft_values; v != NULL; v = v->next)
        room += VALUE_ROOM + v->size;
    return room;
}

bool kept_draft_write(const struct space *space, struct kept_block *out)
{
    struct writing writing = {.space = space};
    struct kept_writing whole = {.write = write_draft, .context = &writing};
    size_t count = 0;
    *out = (struct kept_block){0};
    if (!space_has_draft(space))
        return true;
    for (const struct space_object *o = space->drafted; o != NULL; o = o->draft_next)
        count++;
    ALCOVE_ASSERT(count > 0);
    /* The second half is for sorting. */
    size_t list_size = 2 * count * sizeof *writing.touched;
    writing.touched = space_allocate(space, list_size);
    if (writing.touched == NULL)
        return false;
    for (const struct space_object *o = space->drafted; o != NULL; o = o->draft_next) {
        writing.touched[writing.count++] = o;
        whole.estimate += room_of(o);
    }
    const struct kept_list list = {
        .list = (uint8_t *)writing.touched,
        .scratch = (uint8_t *)(writing.touched + count),
        .count = count,
        .each = sizeof *writing.touched,
    };
    kept_sort(&list, compare_objects);
    bool written = kept_write(space->memory, &whole, out);
    space_release(space, writing.touched, list_size);
    return written;
}

/* ---- Reading: through the ordinary verbs, which judge everything again ---- */

struct reading {
    struct space *space;
    struct byte_reader r;
    const uint8_t *kinds; /* of what it makes, from counter `first` on */
    size_t made;
    uint32_t first;
    bool without_memory;
};

/* Takes note of how a verb went; true if it did what it was asked. */
static bool check(struct reading *reading, enum space_write written)
{
    ALCOVE_ASSERT(reading->space != NULL);
    if (written == SPACE_NO_MEMORY) {
        reading->without_memory = true;
        reading->r.failed = true;
    }
    return written == SPACE_WRITTEN;
}

static void read_made(struct reading *reading)
{
    struct space *space = reading->space;
    struct object_id id = OBJECT_SPACE;
    reading->first = space->devices[space->config.own_device].made + 1;
    reading->made = (size_t)kept_read_number(&reading->r, byte_reader_left(&reading->r));
    reading->kinds = byte_read_span(&reading->r, reading->made);
    for (size_t i = 0; i < reading->made && !reading->r.failed; i++) {
        uint8_t kind = reading->kinds[i] & (uint8_t)~ERASED_AGAIN;
        if (kind == KIND_SPACE || kind >= KIND_COUNT)
            reading->r.failed = true;
    }
    for (size_t i = 0; i < reading->made && !reading->r.failed; i++) {
        uint8_t kind = reading->kinds[i] & (uint8_t)~ERASED_AGAIN;
        if (!check(reading, space_make(space, kind, &id)))
            break; /* nor are there those after it */
        ALCOVE_ASSERT(id.counter == reading->first + i);
    }
    /* Not before all are there: the last ones go without a gap. */
    for (size_t i = 0; i < reading->made && !reading->r.failed; i++) {
        id = (struct object_id){reading->first + (uint32_t)i, space->config.own_device};
        if ((reading->kinds[i] & ERASED_AGAIN) != 0)
            check(reading, space_erase(space, id));
    }
}

/* Also of one that could not be made; KIND_COUNT if there never was any. */
static enum object_kind kind_of(const struct reading *reading, struct object_id id)
{
    const struct space_object *object = space_object_at(reading->space, id);
    ALCOVE_ASSERT(reading->first > 0);
    if (object != NULL)
        return object->kind;
    if (id.device != reading->space->config.own_device || id.counter < reading->first ||
        id.counter - reading->first >= reading->made)
        return KIND_COUNT;
    return reading->kinds[id.counter - reading->first] & (uint8_t)~ERASED_AGAIN;
}

static struct object_id read_id(struct byte_reader *r)
{
    struct object_id id = {.device = byte_read_u8(r)};
    id.counter = (uint32_t)kept_read_number(r, UINT32_MAX);
    ALCOVE_ASSERT(r->failed || r->at > 1);
    return id;
}

static struct value read_value(struct reading *reading, const struct schema_field *field)
{
    struct byte_reader *r = &reading->r;
    struct value value = {.type = VALUE_NONE};
    if (byte_read_u8(r) == 0 || r->failed)
        return value;
    ALCOVE_ASSERT(field != NULL);
    switch (field->type) {
    case FIELD_NUMBER:
        return value_number(kept_read_number(r, field->max));
    case FIELD_OBJECT:
        return value_object(read_id(r));
    case FIELD_NOTE:
    case FIELD_ABSENT:
        r->failed = true;
        return value;
    case FIELD_LINE:
    case FIELD_STRING:
    case FIELD_BYTES:
    case FIELD_ORDER:
        break;
    }
    size_t size = (size_t)kept_read_number(r, field->max);
    const uint8_t *bytes = byte_read_span(r, size);
    if (bytes == NULL)
        return value;
    bool is_text = field->type == FIELD_LINE || field->type == FIELD_STRING;
    return is_text ? value_string(bytes, size) : value_bytes(bytes, size);
}

static void read_values(struct reading *reading, struct object_id id, enum object_kind kind)
{
    size_t count = byte_read_u8(&reading->r);
    for (size_t i = 0; i < count && !reading->r.failed; i++) {
        uint8_t number = byte_read_u8(&reading->r);
        const struct schema_field *field = schema_field(kind, number);
        if (field == NULL) {
            reading->r.failed = true;
            return;
        }
        struct value value = read_value(reading, field);
        ALCOVE_ASSERT(number < SCHEMA_FIELDS_MAX);
        if (!reading->r.failed)
            check(reading, space_draft_set(reading->space, id, number, &value));
    }
}

static size_t characters(const uint8_t *bytes, size_t size)
{
    uint32_t count = 0;
    bool is_text = size == 0 || text_count(bytes, size, &count);
    ALCOVE_ASSERT(is_text);
    return count;
}

struct rewriting {
    struct object_id id;
    uint8_t field;
    struct value before, after;
};

/* Word by word, so that what was not touched stays whose it is. */
static void rewrite(struct reading *reading, const struct rewriting *to)
{
    struct space *space = reading->space;
    struct word_diff diff;
    size_t at = 0;
    if (!word_diff_make(to->before, to->after, space->memory, &diff)) {
        check(reading, SPACE_NO_MEMORY);
        return;
    }
    for (size_t i = 0; i < diff.count && !reading->r.failed; i++) {
        const struct word_diff_span *span = &diff.spans[i];
        bool is_taken = span->kind == WORDS_TAKEN;
        const uint8_t *bytes = (is_taken ? to->before.bytes : to->after.bytes) + span->start;
        size_t count = characters(bytes, span->size);
        ALCOVE_ASSERT(count > 0);
        if (is_taken)
            check(reading, space_note_delete(space, to->id, to->field, at, count));
        if (span->kind == WORDS_ADDED)
            check(reading,
                  space_note_insert(space, to->id, to->field, at, value_string(bytes, span->size)));
        at += is_taken ? 0 : count;
    }
    word_diff_free(&diff, space->memory);
}

static void read_note(struct reading *reading, struct object_id id, uint8_t field)
{
    struct space *space = reading->space;
    size_t size = (size_t)kept_read_number(&reading->r, KEPT_RAW_BYTES_MAX);
    const uint8_t *bytes = byte_read_span(&reading->r, size);
    uint32_t count;
    if (bytes == NULL || (size != 0 && !text_count(bytes, size, &count))) {
        reading->r.failed = true;
        return;
    }
    struct rewriting to = {.id = id, .field = field, .after = value_string(bytes, size)};
    const struct text *text = space_note(space, id, field);
    size_t before_size = text == NULL ? 0 : text_size(text, false);
    if (before_size > SCHEMA_NOTE_BYTES_MAX || size > SCHEMA_NOTE_BYTES_MAX) {
        check(reading, space_note_replace(space, id, field, to.after));
        return;
    }
    uint8_t *before = space_allocate(space, before_size + 1);
    if (before == NULL) {
        check(reading, SPACE_NO_MEMORY);
        return;
    }
    if (before_size > 0)
        text_read(text, false, before);
    ALCOVE_ASSERT(!reading->r.failed);
    to.before = value_string(before, before_size);
    rewrite(reading, &to);
    space_release(space, before, before_size + 1);
}

static void read_object(struct reading *reading)
{
    struct byte_reader *r = &reading->r;
    struct object_id id = read_id(r);
    enum object_kind kind = r->failed ? KIND_COUNT : kind_of(reading, id);
    if (kind == KIND_COUNT) {
        r->failed = true;
        return;
    }
    ALCOVE_ASSERT(kind < KIND_COUNT);
    read_values(reading, id, kind);
    size_t count = byte_read_u8(r);
    for (size_t i = 0; i < count && !r->failed; i++) {
        uint8_t field = byte_read_u8(r);
        const struct schema_field *schema = schema_field(kind, field);
        if (schema != NULL && schema->type == FIELD_NOTE)
            read_note(reading, id, field);
        else
            r->failed = true;
    }
}

bool kept_draft_is_due(const struct space *space, const uint8_t *bytes, size_t size)
{
    struct byte_reader r = byte_reader_over(bytes, size);
    bool is_same = true;
    ALCOVE_ASSERT(space->config.device_count <= SPACE_DEVICES_MAX);
    for (size_t i = 0; i < space->config.device_count; i++)
        is_same = byte_read_varint(&r) == space->devices[i].held && is_same;
    return is_same || r.failed;
}

enum space_load kept_draft_read(struct space *space, const uint8_t *bytes, size_t size)
{
    struct reading reading = {.space = space, .r = byte_reader_over(bytes, size)};
    ALCOVE_ASSERT(!space_has_draft(space));
    for (size_t i = 0; i < space->config.device_count; i++)
        byte_read_varint(&reading.r);
    read_made(&reading);
    uint64_t count = kept_read_number(&reading.r, byte_reader_left(&reading.r));
    for (uint64_t i = 0; i < count && !reading.r.failed; i++)
        read_object(&reading);
    /* After all that may name them. */
    count = kept_read_number(&reading.r, byte_reader_left(&reading.r));
    for (uint64_t i = 0; i < count && !reading.r.failed; i++) {
        struct object_id id = read_id(&reading.r);
        if (!reading.r.failed)
            check(&reading, space_erase(space, id));
    }
    if (!reading.r.failed && byte_reader_left(&reading.r) == 0)
        return SPACE_LOADED;
    space_discard(space);
    return reading.without_memory ? SPACE_LOAD_NO_MEMORY : SPACE_LOAD_DAMAGED;
}
