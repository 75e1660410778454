#include "papers/import_file.h"

#include <string.h>

#include <sodium.h>

#include "base/assert.h"
#include "papers/export.h"
#include "records/utf8.h"

#define VALUES_MAX 64 /* that stand beside each other in the file */

/* ---- the head ---- */

static bool read_devices(const json_t *head, size_t member_count, struct import_head *out)
{
    const json_t *list = json_object_get(head, "member_of_device");
    out->device_count = json_array_size(list);
    if (out->device_count == 0 || out->device_count > SPACE_DEVICES_MAX)
        return false;
    for (size_t i = 0; i < out->device_count; i++) {
        const json_t *member = json_array_get(list, i);
        if (!json_is_integer(member) || json_integer_value(member) < 0 ||
            (uint64_t)json_integer_value(member) >= member_count)
            return false;
        out->member_of_device[i] = (uint8_t)json_integer_value(member);
    }
    return true;
}

static bool read_head(const json_t *head, struct import_head *out)
{
    uint64_t member;
    const char *space;
    size_t size;
    size_t member_count = json_array_size(json_object_get(head, "members"));
    if (!json_line(head, "space", 2 * SPACE_ID_BYTES, &space) ||
        sodium_hex2bin(out->space, sizeof out->space, space, strlen(space), NULL, &size, NULL) !=
            0 ||
        size != sizeof out->space || member_count > SPACE_MEMBERS_MAX ||
        !json_number(head, "member", SPACE_MEMBERS_MAX - 1, &member))
        return false;
    out->member = (uint8_t)member;
    return member < member_count && read_devices(head, member_count, out);
}

static enum import_outcome read_version(struct json_cursor *cursor)
{
    json_take(cursor, '{');
    json_take_key(cursor, "alcove_space");
    json_t *version = json_take_value(cursor);
    json_int_t number = json_is_integer(version) ? json_integer_value(version) : 0;
    json_decref(version);
    if (cursor->failed || number < 1)
        return IMPORT_NOT_ONE;
    return number > EXPORT_JSON_VERSION ? IMPORT_NEWER : IMPORT_OK;
}

enum import_outcome import_read_head(struct json_cursor *cursor, struct import_head *out)
{
    *out = (struct import_head){0};
    enum import_outcome outcome = read_version(cursor);
    if (outcome != IMPORT_OK)
        return outcome;
    json_take(cursor, ',');
    json_take_key(cursor, "head");
    json_t *head = json_take_value(cursor);
    bool is_sound = head != NULL && read_head(head, out);
    json_decref(head);
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

static bool read_kind(const json_t *object, enum object_kind *out)
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
        found += json_object_get(object->fields, schema->fields[i].name) != NULL ? 1 : 0;
    return json_is_object(object->fields) && found == json_object_size(object->fields);
}

static bool judge_object(const struct import_head *head, struct import_object *object)
{
    const char *id;
    uint64_t device;
    bool is_space;
    object->fields = json_object_get(object->held, "fields");
    if (!json_line(object->held, "id", 16, &id) || !read_id(id, &object->id) ||
        !read_kind(object->held, &object->kind) || !fields_are_known(object))
        return false;
    is_space = object->id.counter == 0;
    if (is_space || object->kind == KIND_SPACE)
        return is_space && object->kind == KIND_SPACE;
    if (!json_number(object->held, "device", head->device_count - 1, &device))
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
    out->held = json_take_value(cursor);
    bool is_sound = out->held != NULL && judge_object(head, out);
    for (size_t i = 0; is_sound && i < schema_kind(out->kind)->field_count; i++)
        is_sound = import_read_field(out, (uint8_t)i, &field);
    if (is_sound)
        return true;
    cursor->at = at;
    cursor->failed = true;
    import_object_close(out);
    return false;
}

void import_object_close(struct import_object *object)
{
    json_decref(object->held);
    *object = (struct import_object){0};
}

/* ---- fields ---- */

static bool read_bytes(const json_t *json, struct import_field *out)
{
    const char *hex;
    size_t size;
    const json_t *bytes = json_object_get(json, "bytes");
    if (!json_is_string(bytes) || json_string_length(bytes) > 2 * sizeof out->bytes)
        return false;
    hex = json_string_value(bytes);
    if (sodium_hex2bin(out->bytes, sizeof out->bytes, hex, strlen(hex), NULL, &size, NULL) != 0)
        return false;
    out->value = value_bytes(out->bytes, size);
    return strlen(hex) == 2 * size;
}

static bool read_value(const json_t *json, struct import_field *out)
{
    const char *name;
    struct object_id object;
    out->value = value_none();
    if (json_is_null(json))
        return true;
    if (json_is_integer(json)) {
        out->value = value_number((uint64_t)json_integer_value(json));
        return json_integer_value(json) >= 0;
    }
    if (json_is_string(json)) {
        out->value =
            value_string((const uint8_t *)json_string_value(json), json_string_length(json));
        return true;
    }
    if (json_object_size(json) != 1)
        return false;
    if (!json_line(json, "object", 16, &name))
        return read_bytes(json, out);
    if (!read_id(name, &object))
        return false;
    out->value = value_object(object);
    return true;
}

static bool read_values(const json_t *list, const struct schema_field *schema,
                        struct import_field *out)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list) || count == 0 || count > VALUES_MAX)
        return false;
    /* From the last to the first, which stays. */
    for (size_t i = count; i > 0; i--) {
        const json_t *value = json_object_get(json_array_get(list, i - 1), "value");
        if (value == NULL || !read_value(value, out) || !schema_accepts(schema, &out->value))
            return false;
    }
    out->beside = count - 1;
    return true;
}

/* Its spans say who wrote it once: they are for whoever reads the file. */
static bool read_note(const json_t *note, const struct schema_field *schema,
                      struct import_field *out)
{
    const json_t *text = json_object_get(note, "text");
    size_t size = json_string_length(text);
    if (!json_is_string(text) || size > schema->max || !utf8_is_text(json_string_value(text), size))
        return false;
    out->value = value_string((const uint8_t *)json_string_value(text), size);
    return true;
}

bool import_read_field(const struct import_object *object, uint8_t field, struct import_field *out)
{
    const struct schema_field *schema = schema_field(object->kind, field);
    const json_t *json = json_object_get(object->fields, schema->name);
    out->is_there = json != NULL;
    out->beside = 0;
    out->value = value_none();
    if (json == NULL)
        return true;
    return schema->type == FIELD_NOTE ? read_note(json, schema, out)
                                      : read_values(json, schema, out);
}
