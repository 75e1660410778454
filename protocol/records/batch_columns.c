#include "records/batch_columns.h"

#include "base/assert.h"
#include "records/batch_code.h"
#include "records/schema.h"

/* The most that one operation takes besides its text: code 1, object 8 + 1, kind 1, value 9, count
 * of runs 8; and one run: size 8, position 8. */
#define OPERATION_ROOM 32
#define RUN_ROOM       16
#define HEAD_ROOM      16 /* count, first object made */

size_t columns_room(const struct batch *batch)
{
    ALCOVE_ASSERT(batch->operation_count <= BATCH_OPERATIONS_MAX);
    size_t room = HEAD_ROOM + OPERATION_ROOM * batch->operation_count;
    for (size_t i = 0; i < batch->operation_count; i++) {
        const struct operation *operation = &batch->operations[i];
        if (operation->kind == OPERATION_SET)
            room += operation->value.size;
        for (size_t n = 0; operation->kind == OPERATION_NOTE && n < operation->run_count; n++)
            room += RUN_ROOM + operation->runs[n].size;
    }
    return room;
}

/* ---- in order ---- */

struct sorted {
    const struct operation *list[BATCH_OPERATIONS_MAX];
    size_t count;
    uint8_t device;
    uint32_t minute;
};

static bool comes_before(const struct operation *a, const struct operation *b)
{
    int objects = object_id_compare(a->object, b->object);
    return objects != 0 ? objects < 0 : operation_rank(a) < operation_rank(b);
}

/* By insertion: a draft is nearly in order already. */
static void sort(const struct batch *batch, struct sorted *out)
{
    ALCOVE_ASSERT(batch->operation_count >= 1);
    ALCOVE_ASSERT(batch->operation_count <= BATCH_OPERATIONS_MAX);
    out->count = batch->operation_count;
    out->device = batch->head.device;
    out->minute = batch->head.minute;
    for (size_t i = 0; i < out->count; i++) {
        const struct operation *operation = &batch->operations[i];
        size_t at = i;
        for (; at > 0 && comes_before(operation, out->list[at - 1]); at--)
            out->list[at] = out->list[at - 1];
        ALCOVE_ASSERT(at == 0 || comes_before(out->list[at - 1], operation));
        out->list[at] = operation;
    }
}

static bool starts_group(const struct sorted *sorted, size_t i)
{
    ALCOVE_ASSERT(i < sorted->count);
    return i == 0 || !object_id_is_equal(sorted->list[i]->object, sorted->list[i - 1]->object);
}

/* ---- one function a column ---- */

static void write_codes(const struct sorted *sorted, struct byte_writer *w)
{
    byte_write_varint(w, sorted->count);
    for (size_t i = 0; i < sorted->count; i++) {
        const struct operation *operation = sorted->list[i];
        bool another = starts_group(sorted, i) && operation->kind != OPERATION_MAKE;
        ALCOVE_ASSERT(starts_group(sorted, i) || operation->made == sorted->list[i - 1]->made);
        byte_write_u8(w, (uint8_t)(operation_code(operation) | (another ? CODE_ANOTHER : 0)));
    }
}

static void write_made(const struct sorted *sorted, struct byte_writer *w)
{
    uint32_t next = 0;
    for (size_t i = 0; i < sorted->count; i++) {
        const struct operation *operation = sorted->list[i];
        if (operation->kind != OPERATION_MAKE)
            continue;
        ALCOVE_ASSERT(operation->object.device == sorted->device);
        ALCOVE_ASSERT(operation->object.counter != 0 && operation->made != KIND_SPACE);
        ALCOVE_ASSERT(next == 0 || operation->object.counter == next);
        if (next == 0)
            byte_write_varint(w, operation->object.counter);
        next = operation->object.counter + 1;
    }
}

static void write_run_counts(const struct sorted *sorted, struct byte_writer *w)
{
    for (size_t i = 0; i < sorted->count; i++) {
        ALCOVE_ASSERT(sorted->list[i]->kind != OPERATION_NOTE || sorted->list[i]->run_count >= 1);
        if (sorted->list[i]->kind == OPERATION_NOTE)
            byte_write_varint(w, sorted->list[i]->run_count);
    }
}

static void write_objects(const struct sorted *sorted, struct byte_writer *w)
{
    struct object_id before = {0, sorted->device};
    for (size_t i = 0; i < sorted->count; i++) {
        const struct operation *operation = sorted->list[i];
        struct object_id object = operation->object;
        bool is_space = object_id_is_equal(object, OBJECT_SPACE);
        ALCOVE_ASSERT(is_space == (operation->made == KIND_SPACE));
        if (starts_group(sorted, i) && operation->kind != OPERATION_MAKE) {
            bool differs = object.device != before.device;
            ALCOVE_ASSERT(object.device < SPACE_DEVICES_MAX && object.counter >= before.counter);
            byte_write_varint(w, (uint64_t)(object.counter - before.counter) << 1 | differs);
            if (differs)
                byte_write_u8(w, object.device);
            byte_write_u8(w, operation->made);
        }
        before = object;
    }
}

static void write_number(const struct sorted *sorted, const struct operation *operation,
                         struct byte_writer *w)
{
    uint64_t number = operation->value.number;
    ALCOVE_ASSERT(operation->value.type == VALUE_NUMBER);
    if (schema_is_day(schema_field(operation->made, operation->field)))
        number = zigzag(batch_day(sorted->minute), (uint32_t)number);
    byte_write_varint(w, number);
}

static void write_numbers(const struct sorted *sorted, struct byte_writer *w)
{
    for (size_t i = 0; i < sorted->count; i++) {
        ALCOVE_ASSERT(operation_is_allowed(sorted->list[i]));
        if (operation_holds(sorted->list[i]) == VALUE_NUMBER)
            write_number(sorted, sorted->list[i], w);
    }
}

static void write_references(const struct sorted *sorted, struct byte_writer *w)
{
    struct object_id before = {0, sorted->device};
    for (size_t i = 0; i < sorted->count; i++) {
        if (operation_holds(sorted->list[i]) != VALUE_OBJECT)
            continue;
        struct object_id object = sorted->list[i]->value.object;
        bool differs = object.device != before.device;
        ALCOVE_ASSERT(object.device < SPACE_DEVICES_MAX);
        byte_write_varint(w, zigzag(before.counter, object.counter) << 1 | differs);
        if (differs)
            byte_write_u8(w, object.device);
        before = object;
    }
}

static void write_sizes(const struct sorted *sorted, struct byte_writer *w)
{
    for (size_t i = 0; i < sorted->count; i++) {
        enum value_type type = operation_holds(sorted->list[i]);
        ALCOVE_ASSERT(sorted->list[i]->value.size <= SCHEMA_TEXT_BYTES_MAX);
        if (type == VALUE_STRING || type == VALUE_BYTES)
            byte_write_varint(w, sorted->list[i]->value.size);
    }
}

static void write_run_sizes(const struct operation *note, struct byte_writer *w)
{
    for (size_t n = 0; n < note->run_count; n++) {
        const struct text_run *run = &note->runs[n];
        ALCOVE_ASSERT(run_is_allowed(run));
        bool is_delete = run->kind == TEXT_DELETE;
        byte_write_varint(w, (uint64_t)(is_delete ? run->count : run->size) << 1 | is_delete);
    }
}

static void write_run_places(const struct operation *note, struct byte_writer *w)
{
    uint32_t expected = 0;
    for (size_t n = 0; n < note->run_count; n++) {
        ALCOVE_ASSERT(note->runs[n].at <= BATCH_PLACE_MAX);
        byte_write_varint(w, zigzag(expected, note->runs[n].at));
        expected = run_end(&note->runs[n]);
    }
}

static void write_run_texts(const struct operation *note, struct byte_writer *w)
{
    ALCOVE_ASSERT(note->kind == OPERATION_NOTE);
    for (size_t n = 0; n < note->run_count; n++)
        byte_write_bytes(w, note->runs[n].text, note->runs[n].size);
}

static void write_texts(const struct sorted *sorted, struct byte_writer *w)
{
    for (size_t i = 0; i < sorted->count; i++) {
        enum value_type type = operation_holds(sorted->list[i]);
        if (type == VALUE_STRING || type == VALUE_BYTES)
            byte_write_bytes(w, sorted->list[i]->value.bytes, sorted->list[i]->value.size);
    }
}

static void each_note(const struct sorted *sorted, struct byte_writer *w,
                      void (*write)(const struct operation *note, struct byte_writer *w))
{
    ALCOVE_ASSERT(write != NULL);
    for (size_t i = 0; i < sorted->count; i++) {
        if (sorted->list[i]->kind == OPERATION_NOTE)
            write(sorted->list[i], w);
    }
}

void columns_write(const struct batch *batch, struct byte_writer *w)
{
    struct sorted sorted;
    ALCOVE_ASSERT(batch->head.device < SPACE_DEVICES_MAX);
    sort(batch, &sorted);
    write_codes(&sorted, w);
    write_made(&sorted, w);
    write_run_counts(&sorted, w);
    write_objects(&sorted, w);
    write_numbers(&sorted, w);
    write_references(&sorted, w);
    write_sizes(&sorted, w);
    each_note(&sorted, w, write_run_sizes);
    each_note(&sorted, w, write_run_places);
    write_texts(&sorted, w);
    each_note(&sorted, w, write_run_texts);
}
