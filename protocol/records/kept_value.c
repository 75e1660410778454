#include "base/assert.h"
#include "records/kept_parts.h"

void kept_value_write(struct byte_writer *w, const struct value *value)
{
    ALCOVE_ASSERT(value->type <= VALUE_OBJECT);
    byte_write_u8(w, (uint8_t)value->type);
    if (value->type == VALUE_NUMBER)
        byte_write_varint(w, value->number);
    if (value->type == VALUE_OBJECT) {
        byte_write_u8(w, value->object.device);
        byte_write_varint(w, value->object.counter);
    }
    if (value->type != VALUE_STRING && value->type != VALUE_BYTES)
        return;
    byte_write_varint(w, value->size);
    byte_write_bytes(w, value->bytes, value->size);
}

struct value kept_value_read(struct byte_reader *r, size_t max)
{
    struct value value = {.type = VALUE_NONE};
    uint8_t type = byte_read_u8(r);
    switch (type) {
    case VALUE_NONE:
        return value;
    case VALUE_NUMBER:
        return value_number(byte_read_varint(r));
    case VALUE_OBJECT:
        value.type = VALUE_OBJECT;
        value.object.device = byte_read_u8(r);
        value.object.counter = (uint32_t)kept_read_number(r, UINT32_MAX);
        return value;
    case VALUE_STRING:
    case VALUE_BYTES:
        break;
    default:
        r->failed = true;
        return value;
    }
    size_t size = (size_t)kept_read_number(r, max);
    const uint8_t *bytes = byte_read_span(r, size);
    ALCOVE_ASSERT(bytes != NULL || r->failed);
    if (bytes == NULL)
        return value;
    return type == VALUE_STRING ? value_string(bytes, size) : value_bytes(bytes, size);
}
