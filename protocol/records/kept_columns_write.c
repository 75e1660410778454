#include <string.h>

#include "base/assert.h"
#include "records/kept_parts.h"

/* The columns of a bucket, each over all of its objects, so that what is alike stands together:
 *
 *     count of objects, count of sources
 *     sources (the batches that values come from): devices, sequences, lamports, minutes
 *     objects, by kind and id: kinds, devices, counters, makings, fields that are set
 *     values, by kind, field and object: how many of each, sources, numbers, references, sizes
 *     texts of values
 *     notes, by object and field: where batches end in them, size, the text with its authors
 *
 * A making is 1 + the source that made the object, or 0, then sequence and minute. A value's source
 * is told from there. SPEC.md section 8.12. */

struct writing {
    const struct space *space;
    const struct kept_place *places;
    size_t count;
    struct kept_source *sources;
    size_t source_count, source_room;
    size_t *bases; /* of each object: the source that made it, or 0 */
    /* Of the column that is being written. */
    struct byte_writer *w;
    uint64_t last_number;
    struct object_id references[KEPT_REFERENCES_MAX];
    size_t reference_count;
};

struct cell {
    const struct space_object *object;
    const struct schema_field *field;
    const struct held_value *value;
    size_t n; /* which of the objects */
};

typedef void visit(struct writing *writing, const struct cell *cell);

static void visit_field(struct writing *writing, size_t from, size_t to, uint8_t field,
                        visit *visitor)
{
    struct cell cell = {.field = schema_field(writing->places[from].object->kind, field)};
    writing->last_number = 0;
    for (cell.n = from; cell.n < to; cell.n++) {
        cell.object = writing->places[cell.n].object;
        ALCOVE_ASSERT(cell.object->slots != NULL);
        cell.value = cell.object->slots[field].values;
        for (; cell.value != NULL; cell.value = cell.value->next)
            visitor(writing, &cell);
    }
}

/* All values, by kind, field and object. */
static void visit_values(struct writing *writing, visit *visitor)
{
    writing->reference_count = 0;
    for (size_t from = 0, to; from < writing->count; from = to) {
        const struct schema_kind *kind = schema_kind(writing->places[from].object->kind);
        ALCOVE_ASSERT(kind != NULL);
        to = from + 1;
        while (to < writing->count &&
               writing->places[to].object->kind == writing->places[from].object->kind)
            to++;
        for (uint8_t field = 0; field < kind->field_count; field++) {
            if (kind->fields[field].type != FIELD_NOTE)
                visit_field(writing, from, to, field, visitor);
        }
    }
}

/* ---- Sources ---- */

static int compare_sources(const void *a, const void *b)
{
    const struct kept_source *one = a;
    const struct kept_source *other = b;
    if (one->device != other->device)
        return one->device < other->device ? -1 : 1;
    if (one->sequence != other->sequence)
        return one->sequence < other->sequence ? -1 : 1;
    return 0;
}

static void count_source(struct writing *writing, const struct cell *cell)
{
    ALCOVE_ASSERT(cell->value->sequence != 0);
    writing->source_room++;
}

static void add_source(struct writing *writing, const struct cell *cell)
{
    const struct held_value *value = cell->value;
    const struct kept_source source = {
        .lamport = value->lamport,
        .sequence = value->sequence,
        .minute = value->minute,
        .device = value->device,
    };
    ALCOVE_ASSERT(writing->source_count < writing->source_room);
    /* Most often it is that of the value before. */
    if (writing->source_count > 0 &&
        compare_sources(&writing->sources[writing->source_count - 1], &source) == 0)
        return;
    writing->sources[writing->source_count++] = source;
}

static bool gather_sources(struct writing *writing)
{
    visit_values(writing, count_source);
    size_t room = writing->source_room;
    /* The second half is for sorting. */
    writing->sources = space_allocate(writing->space, (2 * room + 1) * sizeof *writing->sources);
    if (writing->sources == NULL)
        return false;
    visit_values(writing, add_source);
    const struct kept_list list = {
        .list = (uint8_t *)writing->sources,
        .scratch = (uint8_t *)(writing->sources + room),
        .count = writing->source_count,
        .each = sizeof *writing->sources,
    };
    kept_sort(&list, compare_sources);
    size_t kept = 0;
    for (size_t i = 0; i < writing->source_count; i++) {
        if (kept == 0 || compare_sources(&writing->sources[kept - 1], &writing->sources[i]) != 0)
            writing->sources[kept++] = writing->sources[i];
    }
    writing->source_count = kept;
    ALCOVE_ASSERT(kept <= room);
    return true;
}

/* Its place among the sources; their count if it is none of them. */
static size_t find_source(const struct writing *writing, uint8_t device, uint32_t sequence)
{
    const struct kept_source wanted = {.device = device, .sequence = sequence};
    size_t low = 0;
    size_t high = writing->source_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_sources(&writing->sources[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found =
        low < writing->source_count && compare_sources(&writing->sources[low], &wanted) == 0;
    ALCOVE_ASSERT(low <= writing->source_count);
    return found ? low : writing->source_count;
}

static void write_sources(const struct writing *writing, struct byte_writer *w)
{
    const struct kept_source *sources = writing->sources;
    struct kept_source before = {0};
    for (size_t i = 0; i < writing->source_count; i++)
        byte_write_u8(w, sources[i].device);
    for (size_t i = 0; i < writing->source_count; i++) {
        bool same = i > 0 && sources[i].device == sources[i - 1].device;
        ALCOVE_ASSERT(!same || sources[i].sequence > sources[i - 1].sequence);
        byte_write_varint(w, sources[i].sequence - (same ? sources[i - 1].sequence : 0));
    }
    for (size_t i = 0; i < writing->source_count; i++, before = sources[i - 1])
        kept_write_way(w, before.lamport, sources[i].lamport);
    before = (struct kept_source){0};
    for (size_t i = 0; i < writing->source_count; i++, before = sources[i - 1])
        kept_write_way(w, before.minute, sources[i].minute);
}

/* ---- Objects ---- */

/* A note that only the draft ever wrote is not there yet. */
static const struct space_note *kept_note(const struct space_object *object, uint8_t field)
{
    const struct space_note *note = object->slots[field].note;
    ALCOVE_ASSERT(note == NULL || note->text != NULL);
    return note != NULL && space_note_is_published(note) ? note : NULL;
}

static uint32_t fields_set(const struct space_object *object)
{
    const struct schema_kind *kind = schema_kind(object->kind);
    uint32_t fields = 0;
    ALCOVE_ASSERT(kind->field_count <= SCHEMA_FIELDS_MAX);
    for (uint8_t i = 0; i < kind->field_count; i++) {
        bool is_set = kind->fields[i].type == FIELD_NOTE ? kept_note(object, i) != NULL
                                                         : object->slots[i].values != NULL;
        fields |= (uint32_t)is_set << i;
    }
    return fields;
}

static void write_making(struct writing *writing, size_t n)
{
    const struct space_object *object = writing->places[n].object;
    size_t source = find_source(writing, object->id.device, object->made_sequence);
    bool known = source < writing->source_count;
    ALCOVE_ASSERT(object->made_sequence != 0 || object->kind == KIND_SPACE);
    writing->bases[n] = known ? source : 0;
    byte_write_varint(writing->w, known ? source + 1 : 0);
    if (known)
        return;
    byte_write_varint(writing->w, object->made_sequence);
    byte_write_varint(writing->w, object->made_minute);
}

static void write_objects(struct writing *writing, struct byte_writer *w)
{
    const struct kept_place *places = writing->places;
    for (size_t i = 0; i < writing->count; i++)
        byte_write_u8(w, places[i].object->kind);
    for (size_t i = 0; i < writing->count; i++)
        byte_write_u8(w, places[i].object->id.device);
    for (size_t i = 0; i < writing->count; i++) {
        bool same = i > 0 && places[i].object->kind == places[i - 1].object->kind;
        uint32_t before = same ? places[i - 1].object->id.counter : 0;
        ALCOVE_ASSERT(before <= places[i].object->id.counter);
        byte_write_varint(w, places[i].object->id.counter - before);
    }
    for (size_t i = 0; i < writing->count; i++)
        write_making(writing, i);
    for (size_t i = 0; i < writing->count; i++)
        byte_write_varint(w, fields_set(places[i].object));
}

/* ---- Values ---- */

static void write_count(struct writing *writing, const struct cell *cell)
{
    size_t field = (size_t)(cell->field - schema_field(cell->object->kind, 0));
    if (cell->value != cell->object->slots[field].values)
        return;
    size_t count = 0;
    for (const struct held_value *v = cell->value; v != NULL; v = v->next)
        count++;
    ALCOVE_ASSERT(count <= SPACE_DEVICES_MAX);
    byte_write_u8(writing->w, (uint8_t)count);
}

static void write_source(struct writing *writing, const struct cell *cell)
{
    size_t source = find_source(writing, cell->value->device, cell->value->sequence);
    size_t base = writing->bases[cell->n];
    ALCOVE_ASSERT(source < writing->source_count);
    uint64_t way = base <= source ? (source - base) << 1 : ((base - source) << 1) - 1;
    byte_write_varint(writing->w, way << 1 | (cell->value->type == VALUE_NONE));
}

static void write_number(struct writing *writing, const struct cell *cell)
{
    if (cell->value->type != VALUE_NUMBER)
        return;
    ALCOVE_ASSERT(cell->field->type == FIELD_NUMBER);
    if (cell->field->max < KEPT_NUMBER_FAR)
        byte_write_varint(writing->w, cell->value->number);
    else
        kept_write_way(writing->w, writing->last_number, cell->value->number);
    writing->last_number = cell->value->number;
}

/* Of those that came before in this column, by its place; a new one in full. */
static void write_reference(struct writing *writing, const struct cell *cell)
{
    if (cell->value->type != VALUE_OBJECT)
        return;
    size_t at = 0;
    while (at < writing->reference_count &&
           !object_id_is_equal(writing->references[at], cell->value->object))
        at++;
    byte_write_u8(writing->w, (uint8_t)at);
    if (at < writing->reference_count)
        return;
    ALCOVE_ASSERT(at <= KEPT_REFERENCES_MAX);
    byte_write_u8(writing->w, cell->value->object.device);
    byte_write_varint(writing->w, cell->value->object.counter);
    if (at < KEPT_REFERENCES_MAX)
        writing->references[writing->reference_count++] = cell->value->object;
}

static bool has_text(const struct held_value *value)
{
    ALCOVE_ASSERT(value->type <= VALUE_OBJECT);
    return value->type == VALUE_STRING || value->type == VALUE_BYTES;
}

static void write_size(struct writing *writing, const struct cell *cell)
{
    if (has_text(cell->value))
        byte_write_varint(writing->w, cell->value->size);
}

static void write_text(struct writing *writing, const struct cell *cell)
{
    if (has_text(cell->value))
        byte_write_bytes(writing->w, cell->value->bytes, cell->value->size);
}

/* ---- Notes ---- */

static void write_note_places(const struct space_note *note, struct byte_writer *w)
{
    size_t devices = SPACE_DEVICES_MAX;
    while (devices > 0 && note->settled[devices - 1] == 0)
        devices--;
    byte_write_u8(w, (uint8_t)devices);
    for (size_t i = 0; i < devices; i++)
        byte_write_varint(w, note->settled[i]);
    byte_write_varint(w, note->mark_count);
    for (size_t i = 0; i < note->mark_count; i++) {
        ALCOVE_ASSERT(note->marks[i].device < SPACE_DEVICES_MAX);
        byte_write_u8(w, note->marks[i].device);
        byte_write_varint(w, note->marks[i].sequence);
        byte_write_varint(w, note->marks[i].events);
    }
}

static bool write_note(const struct writing *writing, const struct space_note *note)
{
    size_t size;
    uint8_t *bytes = text_encode(note->text, false, &size);
    if (bytes == NULL)
        return false;
    ALCOVE_ASSERT(size > 0);
    write_note_places(note, writing->w);
    byte_write_varint(writing->w, size);
    byte_write_bytes(writing->w, bytes, size);
    space_release(writing->space, bytes, size);
    return true;
}

/* False without memory. */
static bool write_notes(const struct writing *writing)
{
    for (size_t i = 0; i < writing->count; i++) {
        const struct space_object *object = writing->places[i].object;
        const struct schema_kind *kind = schema_kind(object->kind);
        ALCOVE_ASSERT(object->slots != NULL);
        for (uint8_t field = 0; field < kind->field_count; field++) {
            bool is_note = kind->fields[field].type == FIELD_NOTE;
            const struct space_note *note = is_note ? kept_note(object, field) : NULL;
            if (note != NULL && !write_note(writing, note))
                return false;
        }
    }
    return true;
}

static bool write_columns(const void *context, struct byte_writer *w)
{
    static visit *const columns[] = {write_count, write_source, write_number, write_reference,
                                     write_size};
    struct writing writing = *(const struct writing *)context;
    writing.w = w;
    ALCOVE_ASSERT(writing.count > 0);
    byte_write_varint(w, writing.count);
    byte_write_varint(w, writing.source_count);
    write_sources(&writing, w);
    write_objects(&writing, w);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        visit_values(&writing, columns[i]);
    visit_values(&writing, write_text);
    return write_notes(&writing);
}

bool kept_columns_write(const struct space *space, const struct kept_place *places, size_t count,
                        struct kept_block *out)
{
    struct writing writing = {.space = space, .places = places, .count = count};
    struct kept_writing whole = {.write = write_columns, .context = &writing};
    ALCOVE_ASSERT(count > 0);
    *out = (struct kept_block){0};
    for (size_t i = 0; i < count; i++)
        whole.estimate += kept_object_room(places[i].object);
    size_t bases_size = count * sizeof *writing.bases;
    writing.bases = space_allocate(space, bases_size);
    bool written =
        writing.bases != NULL && gather_sources(&writing) && kept_write(space->memory, &whole, out);
    if (writing.sources != NULL)
        space_release(space, writing.sources,
                      (2 * writing.source_room + 1) * sizeof *writing.sources);
    space_release(space, writing.bases, bases_size);
    return written;
}
