#include "records/batch_code.h"

#include "base/assert.h"
#include "records/schema.h"
#include "records/utf8.h"

uint8_t operation_code(const struct operation *operation)
{
    ALCOVE_ASSERT(operation->field < SCHEMA_FIELDS_MAX && operation->made < KIND_COUNT);
    switch (operation->kind) {
    case OPERATION_MAKE:
        return (uint8_t)(CODE_MAKE | operation->made);
    case OPERATION_SET:
        return operation->value.type == VALUE_NONE ? CODE_CLEAR | operation->field
                                                   : CODE_SET | operation->field;
    case OPERATION_NOTE:
        return CODE_NOTE | operation->field;
    case OPERATION_ERASE:
        break;
    }
    return CODE_ERASE;
}

struct operation operation_of_code(uint8_t code)
{
    ALCOVE_ASSERT((code & CODE_ANOTHER) == 0);
    uint8_t field = code & CODE_FIELD;
    if (code == CODE_ERASE)
        return (struct operation){.kind = OPERATION_ERASE};
    if (code >= CODE_MAKE)
        return (struct operation){.kind = OPERATION_MAKE, .made = field};
    if (code >= CODE_NOTE)
        return (struct operation){.kind = OPERATION_NOTE, .field = field};
    /* The type of what is set follows from kind and field, once the kind is known. */
    return (struct operation){.kind = OPERATION_SET, .field = field};
}

unsigned operation_rank(const struct operation *operation)
{
    ALCOVE_ASSERT(operation->kind <= OPERATION_ERASE);
    if (operation->kind == OPERATION_MAKE)
        return 0;
    return operation->kind == OPERATION_ERASE ? CODE_FIELD + 2 : operation->field + 1u;
}

enum value_type operation_holds(const struct operation *operation)
{
    ALCOVE_ASSERT(operation->value.type <= VALUE_OBJECT);
    return operation->kind == OPERATION_SET ? operation->value.type : VALUE_NONE;
}

bool operation_is_allowed(const struct operation *operation)
{
    const struct schema_field *field = schema_field(operation->made, operation->field);
    switch (operation->kind) {
    case OPERATION_MAKE:
    case OPERATION_ERASE:
        return schema_kind(operation->made) != NULL && operation->made != KIND_SPACE;
    case OPERATION_SET:
        return field != NULL && schema_accepts(field, &operation->value);
    case OPERATION_NOTE:
        return field != NULL && field->type == FIELD_NOTE;
    }
    return false;
}

uint32_t batch_day(uint32_t minute)
{
    ALCOVE_ASSERT(minute <= BATCH_MINUTE_MAX);
    return minute / 1440;
}

bool run_text_count(const uint8_t *text, size_t size, uint32_t *count)
{
    ALCOVE_ASSERT(count != NULL);
    if (size > SCHEMA_NOTE_BYTES_MAX || !utf8_is_text((const char *)text, size))
        return false;
    *count = 0;
    for (size_t i = 0; i < size; i++)
        *count += (text[i] & 0xc0) != 0x80;
    return true;
}

bool run_is_allowed(const struct text_run *run)
{
    ALCOVE_ASSERT(run->kind == TEXT_INSERT || run->kind == TEXT_DELETE);
    uint32_t count;
    if (run->count < 1 || run->count > BATCH_PLACE_MAX || run->at > BATCH_PLACE_MAX)
        return false;
    if (run->kind == TEXT_DELETE)
        return run->size == 0;
    return run_text_count(run->text, run->size, &count) && count == run->count;
}

uint32_t run_end(const struct text_run *run)
{
    ALCOVE_ASSERT(run->at <= BATCH_PLACE_MAX && run->count <= BATCH_PLACE_MAX);
    return run->kind == TEXT_INSERT ? run->at + run->count : run->at;
}

uint64_t zigzag(uint32_t from, uint32_t to)
{
    uint64_t way = from <= to ? (uint64_t)(to - from) << 1 : ((uint64_t)(from - to) << 1) - 1;
    ALCOVE_ASSERT(way <= UINT64_C(1) << 33);
    return way;
}

bool zigzag_back(uint32_t from, uint64_t way, uint32_t *to)
{
    ALCOVE_ASSERT(to != NULL);
    bool down = (way & 1) != 0;
    uint64_t distance = (way >> 1) + down;
    if (distance > (down ? from : UINT32_MAX - from))
        return false;
    *to = (uint32_t)(down ? from - distance : from + distance);
    return true;
}
