#include "bench/trace_json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void give_up(const struct trace_json *json)
{
    fprintf(stderr, "not the JSON of a trace, at: %.40s\n", json->at);
    exit(1);
}

static void pass_space(struct trace_json *json)
{
    json->at += strspn(json->at, " \t\r\n");
}

bool trace_json_next_is(struct trace_json *json, char c)
{
    pass_space(json);
    return *json->at == c;
}

bool trace_json_is(struct trace_json *json, char c)
{
    if (!trace_json_next_is(json, c))
        return false;
    json->at++;
    return true;
}

void trace_json_must(struct trace_json *json, char c)
{
    if (!trace_json_is(json, c))
        give_up(json);
}

bool trace_json_more(struct trace_json *json, char end)
{
    if (trace_json_is(json, ','))
        return true;
    trace_json_must(json, end);
    return false;
}

bool trace_json_begin(struct trace_json *json, char begin, char end)
{
    trace_json_must(json, begin);
    return !trace_json_is(json, end);
}

static uint32_t hex4(struct trace_json *json)
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
static char *put_escape(struct trace_json *json, char c, char *out)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    const char *name = strchr(names, c);
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

const char *trace_json_text(struct trace_json *json, size_t *size)
{
    trace_json_must(json, '"');
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
        c = *json->at;
        if (c == '\0')
            give_up(json);
        json->at++;
        out = put_escape(json, c, out);
    }
    json->at++;
    *out = '\0';
    if (size != NULL)
        *size = (size_t)(out - start);
    return start;
}

const char *trace_json_key(struct trace_json *json)
{
    const char *key = trace_json_text(json, NULL);
    trace_json_must(json, ':');
    return key;
}

size_t trace_json_number(struct trace_json *json)
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
static void skip_inside(struct trace_json *json)
{
    for (int depth = 1; depth > 0;) {
        json->at += strcspn(json->at, "\"[]{}");
        if (*json->at == '\0')
            give_up(json);
        if (*json->at == '"') {
            trace_json_text(json, NULL);
            continue;
        }
        depth += *json->at == '[' || *json->at == '{' ? 1 : -1;
        json->at++;
    }
}

void trace_json_skip(struct trace_json *json)
{
    pass_space(json);
    if (*json->at == '"')
        trace_json_text(json, NULL);
    else if (trace_json_is(json, '[') || trace_json_is(json, '{'))
        skip_inside(json);
    else
        json->at += strcspn(json->at, ",]} \t\r\n");
}
