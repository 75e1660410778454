#include <string.h>

#include "base/assert.h"
#include "records/space_parts.h"

struct held_value *held_value_make(const struct space *space, const struct value *value)
{
    bool has_bytes = value->type == VALUE_STRING || value->type == VALUE_BYTES;
    size_t size = has_bytes ? value->size : 0;
    ALCOVE_ASSERT(size <= SCHEMA_TEXT_BYTES_MAX);
    struct held_value *held = space_allocate(space, sizeof *held + size);
    if (held == NULL)
        return NULL;
    memset(held, 0, sizeof *held);
    held->type = (uint8_t)value->type;
    held->size = (uint32_t)size;
    if (value->type == VALUE_NUMBER)
        held->number = value->number;
    if (value->type == VALUE_OBJECT)
        held->object = value->object;
    if (size != 0)
        memcpy(held->bytes, value->bytes, size);
    return held;
}

void held_value_free(const struct space *space, struct held_value *value)
{
    ALCOVE_ASSERT(value != NULL);
    space_release(space, value, sizeof *value + value->size);
}

void held_values_free(const struct space *space, struct held_value *list)
{
    while (list != NULL) {
        struct held_value *next = list->next;
        ALCOVE_ASSERT(next != list);
        held_value_free(space, list);
        list = next;
    }
}

struct value held_value_read(const struct held_value *value)
{
    ALCOVE_ASSERT(value->type <= VALUE_OBJECT);
    return (struct value){
        .type = value->type,
        .size = value->size,
        .number = value->number,
        .bytes = value->size == 0 ? NULL : value->bytes,
        .object = value->object,
    };
}

size_t held_value_weight(const struct held_value *value)
{
    ALCOVE_ASSERT(value->size <= SCHEMA_TEXT_BYTES_MAX);
    return SPACE_VALUE_WEIGHT + value->size;
}

size_t register_weight(const struct held_value *values)
{
    size_t weight = 0;
    for (; values != NULL; values = values->next) {
        ALCOVE_ASSERT(values->sequence != 0);
        weight += held_value_weight(values);
    }
    return weight;
}

/* One that its setter knew of, or one of its own. */
static bool is_superseded(const struct held_value *value, const struct held_value *by,
                          const uint32_t known[SPACE_DEVICES_MAX])
{
    ALCOVE_ASSERT(value->device < SPACE_DEVICES_MAX);
    return value->device == by->device || value->sequence <= known[value->device];
}

static bool is_greater(const struct held_value *a, const struct held_value *b)
{
    ALCOVE_ASSERT(a->device != b->device);
    return a->lamport != b->lamport ? a->lamport > b->lamport : a->device > b->device;
}

struct held_value *register_set(struct held_value **values, struct held_value *value,
                                const uint32_t known[SPACE_DEVICES_MAX])
{
    struct held_value *superseded = NULL;
    struct held_value **end = &superseded;
    for (struct held_value **at = values; *at != NULL;) {
        struct held_value *other = *at;
        if (!is_superseded(other, value, known)) {
            at = &other->next;
            continue;
        }
        *at = other->next;
        other->next = NULL;
        *end = other;
        end = &other->next;
    }
    ALCOVE_ASSERT(value->sequence != 0);
    struct held_value **at = values;
    while (*at != NULL && is_greater(*at, value))
        at = &(*at)->next;
    value->next = *at;
    *at = value;
    return superseded;
}
