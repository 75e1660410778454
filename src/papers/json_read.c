#include "papers/json_read.h"

#include <string.h>

#include "base/assert.h"
#include "records/utf8.h"

struct json_cursor json_cursor_over(const void *bytes, size_t size)
{
    ALCOVE_ASSERT(bytes != NULL || size == 0);
    return (struct json_cursor){.bytes = bytes, .size = size};
}

size_t json_cursor_line(const struct json_cursor *cursor)
{
    size_t line = 1;
    for (size_t i = 0; i < cursor->at; i++)
        line += cursor->bytes[i] == '\n' ? 1 : 0;
    return line;
}

static void skip_space(struct json_cursor *cursor)
{
    while (cursor->at < cursor->size && cursor->bytes[cursor->at] != '\0' &&
           strchr(" \t\r\n", cursor->bytes[cursor->at]) != NULL)
        cursor->at++;
}

bool json_take_if(struct json_cursor *cursor, char mark)
{
    skip_space(cursor);
    if (cursor->failed || cursor->at == cursor->size || cursor->bytes[cursor->at] != mark)
        return false;
    cursor->at++;
    return true;
}

void json_take(struct json_cursor *cursor, char mark)
{
    if (!json_take_if(cursor, mark))
        cursor->failed = true;
}

void json_take_key(struct json_cursor *cursor, const char *key)
{
    size_t size = strlen(key);
    json_take(cursor, '"');
    if (cursor->failed || cursor->size - cursor->at < size + 1 ||
        memcmp(cursor->bytes + cursor->at, key, size) != 0 ||
        cursor->bytes[cursor->at + size] != '"') {
        cursor->failed = true;
        return;
    }
    cursor->at += size + 1;
    json_take(cursor, ':');
}

/* Past the closing mark of the string that begins at `at`; the size of all if there is none. */
static size_t string_end(const struct json_cursor *cursor, size_t at)
{
    for (at++; at < cursor->size; at++) {
        if (cursor->bytes[at] == '\\')
            at++;
        else if (cursor->bytes[at] == '"')
            return at + 1;
    }
    return cursor->size;
}

/* Where a value that is no object, array or string ends. */
static size_t plain_end(const struct json_cursor *cursor, size_t at)
{
    while (at < cursor->size && cursor->bytes[at] != '\0' &&
           strchr(" \t\r\n,:[]{}\"", cursor->bytes[at]) == NULL)
        at++;
    return at;
}

/* Only how far it goes and how deep: jansson judges what is in it. 0 if it is too deep or too
 * long, or never ends. */
static size_t value_size(const struct json_cursor *cursor)
{
    size_t at = cursor->at;
    unsigned depth = 0;
    do {
        if (at >= cursor->size || at - cursor->at > JSON_PIECE_BYTES_MAX)
            return 0;
        char c = cursor->bytes[at];
        if (c == '"') {
            at = string_end(cursor, at);
        } else if (c == '{' || c == '[') {
            at++;
            if (++depth > JSON_DEPTH_MAX)
                return 0;
        } else if (c == '}' || c == ']') {
            at++;
            if (depth-- == 0)
                return 0;
        } else {
            size_t end = plain_end(cursor, at);
            at = end > at ? end : at + 1;
        }
    } while (depth > 0);
    size_t size = at - cursor->at;
    return size <= JSON_PIECE_BYTES_MAX ? size : 0;
}

json_t *json_take_value(struct json_cursor *cursor)
{
    json_error_t error;
    skip_space(cursor);
    size_t size = cursor->failed ? 0 : value_size(cursor);
    if (size == 0) {
        cursor->failed = true;
        return NULL;
    }
    json_t *value = json_loadb(cursor->bytes + cursor->at, size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        cursor->failed = true;
        return NULL;
    }
    cursor->at += size;
    return value;
}

bool json_cursor_finished(struct json_cursor *cursor)
{
    skip_space(cursor);
    return !cursor->failed && cursor->at == cursor->size;
}

bool json_number(const json_t *object, const char *key, uint64_t max, uint64_t *out)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        (uint64_t)json_integer_value(value) > max)
        return false;
    *out = (uint64_t)json_integer_value(value);
    return true;
}

bool json_line(const json_t *object, const char *key, size_t bytes_max, const char **out)
{
    const json_t *value = json_object_get(object, key);
    size_t size = json_string_length(value);
    if (!json_is_string(value) || size == 0 || size > bytes_max ||
        !utf8_is_line(json_string_value(value), size))
        return false;
    *out = json_string_value(value);
    return true;
}

bool json_has_only(const json_t *object, const char *const *keys)
{
    size_t found = 0;
    for (; *keys != NULL; keys++)
        found += json_object_get(object, *keys) != NULL ? 1 : 0;
    return json_is_object(object) && found == json_object_size(object);
}
