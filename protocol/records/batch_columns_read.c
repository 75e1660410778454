#include "records/batch_columns.h"

#include "base/assert.h"
#include "records/batch_code.h"
#include "records/schema.h"

/* One pass over the columns: each function reads one of them for all operations. */
struct pass {
    struct byte_reader r;
    struct columns *columns;
    const uint8_t *codes;
    bool is_newer; /* a kind or field that we do not know: what follows cannot be told apart */
};

static void refuse(struct pass *pass)
{
    ALCOVE_ASSERT(pass != NULL);
    pass->r.failed = true;
}

static void refuse_newer(struct pass *pass)
{
    /* What was malformed before it stays malformed. */
    pass->is_newer = !pass->r.failed;
    refuse(pass);
}

/* Shortest, and at most `max`; else 0, and refused. */
static uint64_t read_varint(struct byte_reader *r, uint64_t max)
{
    size_t at = r->at;
    uint64_t value = byte_read_varint(r);
    if (r->failed || value > max || byte_varint_size(value) != r->at - at) {
        r->failed = true;
        return 0;
    }
    ALCOVE_ASSERT(r->at > at);
    return value;
}

static bool has_code(const uint8_t *codes, size_t count, uint8_t from, uint8_t to)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t code = codes[i] & (uint8_t)~CODE_ANOTHER;
        if (code >= from && code < to)
            return true;
    }
    return false;
}

bool columns_measure(struct columns *columns)
{
    struct byte_reader r = byte_reader_over(columns->bytes, columns->size);
    size_t count = (size_t)read_varint(&r, BATCH_OPERATIONS_MAX);
    const uint8_t *codes = byte_read_span(&r, count);
    size_t runs = 0;
    if (count == 0 || codes == NULL)
        return false;
    if (has_code(codes, count, CODE_MAKE, CODE_ERASE))
        read_varint(&r, UINT32_MAX);
    for (size_t i = 0; i < count && !r.failed; i++) {
        if (!has_code(&codes[i], 1, CODE_NOTE, CODE_MAKE))
            continue;
        /* Each takes two bytes and more. */
        runs += (size_t)read_varint(&r, columns->size / 2);
        if (runs > columns->size / 2)
            return false;
    }
    columns->operation_count = count;
    columns->run_count = runs;
    return !r.failed;
}

static void read_codes(struct pass *pass)
{
    size_t count = (size_t)read_varint(&pass->r, BATCH_OPERATIONS_MAX);
    ALCOVE_ASSERT(count == pass->columns->operation_count);
    pass->codes = byte_read_span(&pass->r, count);
    for (size_t i = 0; i < count; i++) {
        uint8_t code = pass->codes[i];
        pass->columns->operations[i] = operation_of_code(code & (uint8_t)~CODE_ANOTHER);
        bool makes = pass->columns->operations[i].kind == OPERATION_MAKE;
        if (makes && (code & CODE_ANOTHER) != 0)
            refuse(pass);
    }
}

static void read_run_counts(struct pass *pass)
{
    struct text_run *next = pass->columns->runs;
    for (size_t i = 0; i < pass->columns->operation_count; i++) {
        struct operation *operation = &pass->columns->operations[i];
        if (operation->kind != OPERATION_NOTE)
            continue;
        operation->runs = next;
        operation->run_count = (size_t)read_varint(&pass->r, pass->columns->run_count);
        next += operation->run_count;
        if (operation->run_count == 0)
            refuse(pass);
    }
    ALCOVE_ASSERT(pass->r.failed || next == pass->columns->runs + pass->columns->run_count);
}

/* The object of an operation that is on another one than the operation before. */
static struct object_id read_object(struct pass *pass, struct object_id before)
{
    uint64_t way = read_varint(&pass->r, (UINT64_C(1) << 33) - 1);
    struct object_id object = before;
    ALCOVE_ASSERT(before.device < SPACE_DEVICES_MAX);
    if (way >> 1 > UINT32_MAX - before.counter)
        refuse(pass);
    else
        object.counter += (uint32_t)(way >> 1);
    if ((way & 1) == 0)
        return object;
    object.device = byte_read_u8(&pass->r);
    if (object.device >= SPACE_DEVICES_MAX || object.device == before.device)
        refuse(pass);
    return object;
}

/* The object may have operations of this batch: it is the space, or was made, and not after it. */
static bool may_be(const struct operation *operation, uint8_t device, uint32_t first_made)
{
    struct object_id object = operation->object;
    bool is_space = object_id_is_equal(object, OBJECT_SPACE);
    bool made_here = first_made != 0 && object.device == device && object.counter >= first_made;
    if (is_space != (operation->made == KIND_SPACE))
        return false;
    return is_space || (object.counter != 0 && !made_here);
}

static void read_objects(struct pass *pass, uint32_t first_made)
{
    struct columns *c = pass->columns;
    struct object_id before = {0, c->device};
    uint32_t made = first_made;
    for (size_t i = 0; i < c->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &c->operations[i];
        const struct operation *last = i == 0 ? NULL : &c->operations[i - 1];
        operation->object = before;
        if (operation->kind == OPERATION_MAKE) {
            operation->object = (struct object_id){made++, c->device};
        } else if ((pass->codes[i] & CODE_ANOTHER) != 0) {
            operation->object = read_object(pass, before);
            operation->made = byte_read_u8(&pass->r);
            if (!may_be(operation, c->device, first_made))
                refuse(pass);
        } else if (last != NULL && operation_rank(operation) > operation_rank(last)) {
            operation->made = last->made;
            continue;
        } else {
            refuse(pass);
        }
        if (last != NULL && object_id_compare(before, operation->object) >= 0)
            refuse(pass);
        before = operation->object;
    }
}

static uint32_t read_first_made(struct pass *pass)
{
    size_t count = 0;
    for (size_t i = 0; i < pass->columns->operation_count; i++)
        count += pass->columns->operations[i].kind == OPERATION_MAKE;
    ALCOVE_ASSERT(count <= BATCH_OPERATIONS_MAX);
    if (count == 0)
        return 0;
    uint64_t first = read_varint(&pass->r, UINT32_MAX - count);
    if (first == 0)
        refuse(pass);
    return (uint32_t)first;
}

static const struct schema_field *field_of(const struct operation *operation)
{
    ALCOVE_ASSERT(operation->kind != OPERATION_MAKE && operation->kind != OPERATION_ERASE);
    return schema_field(operation->made, operation->field);
}

/* Kinds and fields that we know; and of each SET the type that its field has. */
static void judge_fields(struct pass *pass)
{
    for (size_t i = 0; i < pass->columns->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &pass->columns->operations[i];
        bool has_field = operation->kind == OPERATION_SET || operation->kind == OPERATION_NOTE;
        const struct schema_field *field = has_field ? field_of(operation) : NULL;
        if (schema_kind(operation->made) == NULL || (has_field && field == NULL)) {
            refuse_newer(pass);
        } else if (has_field) {
            bool clears = (pass->codes[i] & CODE_CLEAR) != 0;
            bool is_note = operation->kind == OPERATION_NOTE;
            if (is_note != (field->type == FIELD_NOTE))
                refuse(pass);
            operation->value.type = clears ? VALUE_NONE : schema_holds(field);
        } else if (operation->made == KIND_SPACE) {
            refuse(pass);
        }
    }
}

static uint64_t read_number(struct pass *pass, const struct schema_field *field)
{
    uint32_t day = 0;
    ALCOVE_ASSERT(field->type == FIELD_NUMBER);
    if (!schema_is_day(field))
        return read_varint(&pass->r, field->max);
    uint64_t way = read_varint(&pass->r, UINT64_MAX);
    if (!zigzag_back(batch_day(pass->columns->minute), way, &day) || day > field->max)
        refuse(pass);
    return day;
}

static void read_numbers(struct pass *pass)
{
    for (size_t i = 0; i < pass->columns->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &pass->columns->operations[i];
        if (operation_holds(operation) == VALUE_NUMBER)
            operation->value.number = read_number(pass, field_of(operation));
    }
}

static void read_references(struct pass *pass)
{
    struct object_id before = {0, pass->columns->device};
    for (size_t i = 0; i < pass->columns->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &pass->columns->operations[i];
        if (operation_holds(operation) != VALUE_OBJECT)
            continue;
        uint64_t way = read_varint(&pass->r, UINT64_MAX);
        struct object_id *object = &operation->value.object;
        *object = before;
        if (!zigzag_back(before.counter, way >> 1, &object->counter))
            refuse(pass);
        if ((way & 1) != 0)
            object->device = byte_read_u8(&pass->r);
        if ((way & 1) != 0 && object->device == before.device)
            refuse(pass);
        before = *object;
    }
}

/* Sizes of what stands in the text; returns their sum. */
static size_t read_sizes(struct pass *pass)
{
    size_t sum = 0;
    for (size_t i = 0; i < pass->columns->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &pass->columns->operations[i];
        enum value_type type = operation_holds(operation);
        if (type != VALUE_STRING && type != VALUE_BYTES)
            continue;
        operation->value.size = (uint32_t)read_varint(&pass->r, field_of(operation)->max);
        sum += operation->value.size;
    }
    ALCOVE_ASSERT(sum <= (size_t)BATCH_OPERATIONS_MAX * SCHEMA_TEXT_BYTES_MAX);
    return sum;
}

static size_t read_run_sizes(struct pass *pass)
{
    size_t sum = 0;
    for (size_t i = 0; i < pass->columns->run_count && !pass->r.failed; i++) {
        struct text_run *run = &pass->columns->runs[i];
        uint64_t size = read_varint(&pass->r, (uint64_t)BATCH_PLACE_MAX << 1 | 1);
        *run = (struct text_run){.kind = (size & 1) != 0 ? TEXT_DELETE : TEXT_INSERT};
        if (run->kind == TEXT_DELETE)
            run->count = (uint32_t)(size >> 1);
        else
            run->size = (size_t)(size >> 1);
        if (run->size > SCHEMA_NOTE_BYTES_MAX) {
            refuse(pass);
            return 0;
        }
        sum += run->size;
    }
    ALCOVE_ASSERT(sum <= pass->columns->run_count * SCHEMA_NOTE_BYTES_MAX);
    return sum;
}

static void read_run_texts(struct pass *pass, struct byte_reader *text)
{
    for (size_t i = 0; i < pass->columns->run_count && !pass->r.failed; i++) {
        struct text_run *run = &pass->columns->runs[i];
        if (run->kind != TEXT_INSERT)
            continue;
        run->text = byte_read_span(text, run->size);
        ALCOVE_ASSERT(run->text != NULL);
        if (!run_text_count(run->text, run->size, &run->count))
            refuse(pass);
    }
}

static void read_texts(struct pass *pass, struct byte_reader *text)
{
    for (size_t i = 0; i < pass->columns->operation_count && !pass->r.failed; i++) {
        struct operation *operation = &pass->columns->operations[i];
        /* Types without text have size 0. */
        if (operation->kind == OPERATION_SET && operation->value.size > 0) {
            operation->value.bytes = byte_read_span(text, operation->value.size);
            ALCOVE_ASSERT(operation->value.bytes != NULL);
        }
        if (!operation_is_allowed(operation))
            refuse(pass);
    }
}

static void read_run_places(struct pass *pass)
{
    struct text_run *run = pass->columns->runs;
    for (size_t i = 0; i < pass->columns->operation_count; i++) {
        size_t count = pass->columns->operations[i].run_count;
        uint32_t expected = 0;
        for (size_t n = 0; n < count && !pass->r.failed; n++, run++) {
            uint64_t way = read_varint(&pass->r, UINT64_MAX);
            if (!zigzag_back(expected, way, &run->at) || !run_is_allowed(run))
                refuse(pass);
            else
                expected = run_end(run);
        }
    }
    ALCOVE_ASSERT(pass->r.failed || run == pass->columns->runs + pass->columns->run_count);
}

enum batch_outcome columns_read(struct columns *columns)
{
    struct pass pass = {
        .r = byte_reader_over(columns->bytes, columns->size),
        .columns = columns,
    };
    ALCOVE_ASSERT(columns->operations != NULL && columns->device < SPACE_DEVICES_MAX);
    read_codes(&pass);
    uint32_t first_made = read_first_made(&pass);
    read_run_counts(&pass);
    read_objects(&pass, first_made);
    judge_fields(&pass);
    read_numbers(&pass);
    read_references(&pass);
    size_t text_size = read_sizes(&pass);
    text_size += read_run_sizes(&pass);
    if (pass.r.failed || text_size > byte_reader_left(&pass.r))
        return pass.is_newer ? BATCH_NEWER : BATCH_MALFORMED;
    /* The text is last; the places of runs stand before it, and fill what is left exactly. */
    pass.r.size -= text_size;
    struct byte_reader text = byte_reader_over(columns->bytes + pass.r.size, text_size);
    read_texts(&pass, &text);
    read_run_texts(&pass, &text);
    read_run_places(&pass);
    bool whole = !pass.r.failed && byte_reader_left(&pass.r) == 0;
    return whole ? BATCH_OK : BATCH_MALFORMED;
}
