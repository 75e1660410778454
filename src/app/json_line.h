/* Reads the one-line JSON objects that this program itself prints: flat, with plain keys. It is no
 * general reader. */
#ifndef ALCOVE_APP_JSON_LINE_H
#define ALCOVE_APP_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* The value of `"key":` as a number; false when there is none. */
bool json_line_number(const char *line, const char *key, double *out);
/* The string behind `"key":`, with its escapes undone; cut at `capacity`. False when none. */
bool json_line_string(const char *line, const char *key, char *out, size_t capacity);
bool json_line_is(const char *line, const char *key, const char *value);

#endif
