#include "papers/import_file.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "papers/export.h"
#include "records/utf8.h"

#define VALUES_MAX   64 /* that stand beside each other in the file */
#define ID_BYTES_MAX 16

/* ---- the head ---- */

static bool read_devices(const struct json_value *head, size_t member_count,
                         struct import_head *out)
{
    const struct json_value *list = json_member(head, "member_of_device");
    if (!json_is(list, JSON_IS_ARRAY) || list->size == 0 || list->size > SPACE_DEVICES_MAX)
        return false;
    for (const struct json_value *member = list->child; member != NULL; member = member->next) {
        if (member->type != JSON_IS_NUMBER || member->number >= member_count)
            return false;
        out->member_of_device[out->device_count++] = (uint8_t)member->number;
    }
    return true;
}

static bool read_head(const struct json_value *head, struct import_head *out)
{
    uint64_t member;
    const char *space;
    size_t size;
    const struct json_value *members = json_member(head, "members");
    if (!json_line(head, "space", 2 * SPACE_ID_BYTES, &space) ||
        sodium_hex2bin(out->space, sizeof out->space, space, strlen(space), NULL, &size, NULL) !=
            0 ||
        size != sizeof out->space || !json_is(members, JSON_IS_ARRAY) ||
        members->size > SPACE_MEMBERS_MAX || !json_number(head, "member", members->size, &member))
        return false;
    out->member = (uint8_t)member;
    return member < members->size && read_devices(head, members->size, out);
}

static enum import_outcome read_version(struct json_cursor *cursor)
{
    struct json_piece version = {0};
    json_take(cursor, '{');
    json_take_key(cursor, "alcove_space");
    uint64_t number = 0;
    if (json_take_value(cursor, &version) && version.value->type == JSON_IS_NUMBER)
        number = version.value->number;
    json_piece_free(&version, cursor->memory);
    if (cursor->out_of_memory)
        return IMPORT_NO_MEMORY;
    if (number < 1)
        return IMPORT_NOT_ONE;
    return number > EXPORT_JSON_VERSION ? IMPORT_NEWER : IMPORT_OK;
}

enum import_outcome import_read_head(struct json_cursor *cursor, struct import_head *out)
{
    struct json_piece head = {0};
    *out = (struct import_head){0};
    enum import_outcome outcome = read_version(cursor);
    if (outcome != IMPORT_OK)
        return outcome;
    json_take(cursor, ',');
    json_take_key(cursor, "head");
    bool is_sound = json_take_value(cursor, &head) && read_head(head.value, out);
    json_piece_free(&head, cursor->memory);
    if (cursor->out_of_memory)
        return IMPORT_NO_MEMORY;
    json_take(cursor, ',');
    json_take_key(cursor, "objects");
    json_take(cursor, '[');
    return is_sound && !cursor->failed ? IMPORT_OK : IMPORT_MALFORMED;
}

/* ---- objects ---- */

/* Digits without a zero in front; steps over them. */
static bool read_digits(const char **at, uint64_t max, uint64_t *out)
{
    size_t digits = strspn(*at, "0123456789");
    uint64_t number = 0;
    if (digits == 0 || digits > 10 || ((*at)[0] == '0' && digits > 1))
        return false;
    for (; digits > 0; digits--, (*at)++)
        number = number * 10 + (uint64_t)(**at - '0');
    *out = number;
    return number <= max;
}

/* "0-12": the device, and its count. */
static bool read_id(const char *text, struct object_id *out)
{
    uint64_t device;
    uint64_t counter;
    if (!read_digits(&text, SPACE_DEVICES_MAX - 1, &device) || *text++ != '-' ||
        !read_digits(&text, UINT32_MAX, &counter) || *text != '\0')
        return false;
    *out = (struct object_id){.device = (uint8_t)device, .counter = (uint32_t)counter};
    return counter != 0 || device == 0;
}

static bool read_kind(const struct json_value *object, enum object_kind *out)
{
    const char *name;
    if (!json_line(object, "kind", 32, &name))
        return false;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        if (strcmp(schema_kind(kind)->name, name) == 0) {
            *out = (enum object_kind)kind;
            return true;
        }
    }
    return false;
}

/* Every field is one that the kind has. */
static bool fields_are_known(const struct import_object *object)
{
    const struct schema_kind *schema = schema_kind(object->kind);
    size_t found = 0;
    for (size_t i = 0; i < schema->field_count; i++)
        found += json_member(object->fields, schema->fields[i].name) != NULL ? 1 : 0;
    return json_is(object->fields, JSON_IS_OBJECT) && found == object->fields->size;
}

static bool judge_object(const struct import_head *head, struct import_object *object)
{
    const char *id;
    uint64_t device;
    bool is_space;
    object->fields = json_member(object->held.value, "fields");
    if (!json_line(object->held.value, "id", ID_BYTES_MAX, &id) || !read_id(id, &object->id) ||
        !read_kind(object->held.value, &object->kind) || !fields_are_known(object))
        return false;
    is_space = object->id.counter == 0;
    if (is_space || object->kind == KIND_SPACE)
        return is_space && object->kind == KIND_SPACE;
    if (!json_number(object->held.value, "device", head->device_count - 1, &device))
        return false;
    object->device = (uint8_t)device;
    return device == object->id.device;
}

bool import_read_object(struct json_cursor *cursor, const struct import_head *head, bool *is_first,
                        struct import_object *out)
{
    struct import_field field;
    *out = (struct import_object){0};
    if (json_take_if(cursor, ']')) {
        json_take(cursor, '}');
        cursor->failed = !json_cursor_finished(cursor);
        return false;
    }
    if (!*is_first)
        json_take(cursor, ',');
    *is_first = false;
    size_t at = cursor->at;
    bool is_sound = json_take_value(cursor, &out->held) && judge_object(head, out);
    for (size_t i = 0; is_sound && i < schema_kind(out->kind)->field_count; i++)
        is_sound = import_read_field(out, (uint8_t)i, &field);
    if (is_sound)
        return true;
    cursor->at = at;
    cursor->failed = true;
    import_object_close(out, cursor->memory);
    return false;
}

void import_object_close(struct import_object *object, const struct alcove_memory *memory)
{
    json_piece_free(&object->held, memory);
    *object = (struct import_object){0};
}

/* ---- fields ---- */

static bool read_bytes(const struct json_value *json, struct import_field *out)
{
    size_t size;
    const struct json_value *hex = json_member(json, "bytes");
    if (!json_is(hex, JSON_IS_STRING) || hex->size > 2 * sizeof out->bytes ||
        sodium_hex2bin(out->bytes, sizeof out->bytes, hex->text, hex->size, NULL, &size, NULL) != 0)
        return false;
    out->value = value_bytes(out->bytes, size);
    return hex->size == 2 * size;
}

/* {"object": "0-3"} or {"bytes": "0aff"} */
static bool read_wrapped(const struct json_value *json, struct import_field *out)
{
    const char *name;
    struct object_id object;
    if (json->size != 1)
        return false;
    if (!json_line(json, "object", ID_BYTES_MAX, &name))
        return read_bytes(json, out);
    if (!read_id(name, &object))
        return false;
    out->value = value_object(object);
    return true;
}

static bool read_value(const struct json_value *json, struct import_field *out)
{
    out->value = value_none();
    switch (json->type) {
    case JSON_IS_NULL:
        return true;
    case JSON_IS_NUMBER:
        out->value = value_number(json->number);
        return true;
    case JSON_IS_STRING:
        out->value = value_string((const uint8_t *)json->text, json->size);
        return true;
    case JSON_IS_OBJECT:
        return read_wrapped(json, out);
    case JSON_IS_FALSE:
    case JSON_IS_TRUE:
    case JSON_IS_REAL:
    case JSON_IS_ARRAY:
        break;
    }
    return false;
}

static bool read_values(const struct json_value *list, const struct schema_field *schema,
                        struct import_field *out)
{
    struct import_field beside;
    if (list->type != JSON_IS_ARRAY || list->size == 0 || list->size > VALUES_MAX)
        return false;
    for (const struct json_value *item = list->child; item != NULL; item = item->next) {
        struct import_field *read = item == list->child ? out : &beside;
        const struct json_value *value = json_member(item, "value");
        if (value == NULL || !read_value(value, read) || !schema_accepts(schema, &read->value))
            return false;
    }
    out->beside = list->size - 1;
    return true;
}

/* Its spans say who wrote it once: they are for whoever reads the file. */
static bool read_note(const struct json_value *note, const struct schema_field *schema,
                      struct import_field *out)
{
    const struct json_value *text = json_member(note, "text");
    if (!json_is(text, JSON_IS_STRING) || text->size > schema->max ||
        !utf8_is_text(text->text, text->size))
        return false;
    out->value = value_string((const uint8_t *)text->text, text->size);
    return true;
}

bool import_read_field(const struct import_object *object, uint8_t field, struct import_field *out)
{
    const struct schema_field *schema = schema_field(object->kind, field);
    const struct json_value *json = json_member(object->fields, schema->name);
    out->is_there = json != NULL;
    out->beside = 0;
    out->value = value_none();
    if (json == NULL)
        return true;
    return schema->type == FIELD_NOTE ? read_note(json, schema, out)
                                      : read_values(json, schema, out);
}
