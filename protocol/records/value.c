#include "records/value.h"

#include <string.h>

#include "base/assert.h"

struct value value_none(void)
{
    return (struct value){.type = VALUE_NONE};
}

struct value value_number(uint64_t number)
{
    return (struct value){.type = VALUE_NUMBER, .number = number};
}

static struct value value_span(enum value_type type, const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size <= UINT32_MAX);
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    return (struct value){
        .type = type,
        .size = (uint32_t)size,
        .bytes = size == 0 ? NULL : bytes,
    };
}

struct value value_string(const uint8_t *bytes, size_t size)
{
    return value_span(VALUE_STRING, bytes, size);
}

struct value value_text(const char *text)
{
    ALCOVE_ASSERT(text != NULL);
    return value_string((const uint8_t *)text, strlen(text));
}

struct value value_bytes(const uint8_t *bytes, size_t size)
{
    return value_span(VALUE_BYTES, bytes, size);
}

struct value value_object(struct object_id object)
{
    return (struct value){.type = VALUE_OBJECT, .object = object};
}

bool value_is_equal(const struct value *a, const struct value *b)
{
    ALCOVE_ASSERT(a != NULL && b != NULL);
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case VALUE_NONE:
        return true;
    case VALUE_NUMBER:
        return a->number == b->number;
    case VALUE_STRING:
    case VALUE_BYTES:
        return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
    case VALUE_OBJECT:
        return object_id_is_equal(a->object, b->object);
    }
    return false;
}
