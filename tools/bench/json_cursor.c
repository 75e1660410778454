#include "bench/json_cursor.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void give_up(const struct json_cursor *json)
{
    fprintf(stderr, "not the JSON of a trace, at: %.40s\n", json->at);
    exit(1);
}

static void pass_space(struct json_cursor *json)
{
    json->at += strspn(json->at, " \t\r\n");
}

bool json_cursor_is(struct json_cursor *json, char c)
{
    pass_space(json);
    if (*json->at != c || c == '\0')
        return false;
    json->at++;
    return true;
}

void json_cursor_must(struct json_cursor *json, char c)
{
    if (!json_cursor_is(json, c))
        give_up(json);
}

bool json_cursor_more(struct json_cursor *json, char end)
{
    if (json_cursor_is(json, ','))
        return true;
    json_cursor_must(json, end);
    return false;
}

bool json_cursor_begin(struct json_cursor *json, char begin, char end)
{
    json_cursor_must(json, begin);
    return !json_cursor_is(json, end);
}

static uint32_t hex4(struct json_cursor *json)
{
    char digits[5] = {0};
    char *end;
    memcpy(digits, json->at, strnlen(json->at, 4));
    uint32_t value = (uint32_t)strtoul(digits, &end, 16);
    if (end != digits + 4)
        give_up(json);
    json->at += 4;
    return value;
}

static char *put_utf8(char *out, uint32_t value)
{
    if (value < 0x80) {
        *out++ = (char)value;
        return out;
    }
    int follow = value < 0x800 ? 1 : value < 0x10000 ? 2 : 3;
    static const uint32_t leads[] = {0, 0xc0, 0xe0, 0xf0};
    *out++ = (char)(leads[follow] | value >> (6 * follow));
    while (follow-- > 0)
        *out++ = (char)(0x80 | (value >> (6 * follow) & 0x3f));
    return out;
}

/* What a backslash and `c` stand for. */
static char *put_escape(struct json_cursor *json, char c, char *out)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    const char *name = c == '\0' ? NULL : strchr(names, c);
    if (name != NULL) {
        *out++ = values[name - names];
        return out;
    }
    if (c != 'u') {
        *out++ = c;
        return out;
    }
    uint32_t value = hex4(json);
    if (value >= 0xd800 && value < 0xdc00 && strncmp(json->at, "\\u", 2) == 0) {
        json->at += 2;
        value = 0x10000 + ((value - 0xd800) << 10) + (hex4(json) - 0xdc00);
    }
    return put_utf8(out, value);
}

const char *json_cursor_text(struct json_cursor *json, size_t *size)
{
    json_cursor_must(json, '"');
    char *start = json->at, *out = json->at;
    while (*json->at != '"') {
        char c = *json->at;
        if (c == '\0')
            give_up(json);
        json->at++;
        if (c != '\\') {
            *out++ = c;
            continue;
        }
        c = *json->at++;
        out = put_escape(json, c, out);
    }
    json->at++;
    *out = '\0';
    if (size != NULL)
        *size = (size_t)(out - start);
    return start;
}

const char *json_cursor_key(struct json_cursor *json)
{
    const char *key = json_cursor_text(json, NULL);
    json_cursor_must(json, ':');
    return key;
}

size_t json_cursor_number(struct json_cursor *json)
{
    char *end;
    pass_space(json);
    size_t value = strtoul(json->at, &end, 10);
    if (end == json->at || *json->at == '-')
        give_up(json);
    json->at = end;
    return value;
}

/* Passes everything up to the bracket that ends what was begun. */
static void skip_inside(struct json_cursor *json)
{
    for (int depth = 1; depth > 0;) {
        json->at += strcspn(json->at, "\"[]{}");
        if (*json->at == '\0')
            give_up(json);
        if (*json->at == '"') {
            json_cursor_text(json, NULL);
            continue;
        }
        depth += *json->at == '[' || *json->at == '{' ? 1 : -1;
        json->at++;
    }
}

void json_cursor_skip(struct json_cursor *json)
{
    pass_space(json);
    if (*json->at == '"')
        json_cursor_text(json, NULL);
    else if (json_cursor_is(json, '[') || json_cursor_is(json, '{'))
        skip_inside(json);
    else
        json->at += strcspn(json->at, ",]} \t\r\n");
}
