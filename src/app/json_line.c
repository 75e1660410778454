#include "app/json_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEY_BYTES    64
#define STRING_BYTES 256

static const char *find_value(const char *line, const char *key)
{
    char quoted[KEY_BYTES];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(line, quoted);
    return at == NULL ? NULL : at + strlen(quoted);
}

bool json_line_number(const char *line, const char *key, double *out)
{
    const char *value = find_value(line, key);
    char *end;
    if (value == NULL)
        return false;
    double number = strtod(value, &end);
    if (end == value)
        return false;
    *out = number;
    return true;
}

/* Below 0x80 only: the rest travels as UTF-8. */
static char unescape(const char **at)
{
    char hex[5] = {0};
    char c = *(*at)++;
    if (c != '\\' || **at == '\0')
        return c;
    c = *(*at)++;
    if (c != 'u')
        return c;
    for (size_t i = 0; i < 4 && **at != '\0'; i++)
        hex[i] = *(*at)++;
    return (char)strtoul(hex, NULL, 16);
}

bool json_line_string(const char *line, const char *key, char *out, size_t capacity)
{
    const char *at = find_value(line, key);
    size_t size = 0;
    if (at == NULL || *at++ != '"')
        return false;
    while (*at != '\0' && *at != '"') {
        char c = unescape(&at);
        if (size + 1 < capacity)
            out[size++] = c;
    }
    out[size] = '\0';
    return *at == '"';
}

bool json_line_is(const char *line, const char *key, const char *value)
{
    char text[STRING_BYTES];
    return json_line_string(line, key, text, sizeof text) && strcmp(text, value) == 0;
}
