/* Reads JSON from front to back, without a tree: what is asked for must come next. For the large
 * traces of the document bench; anything else than what is asked for ends the program. */
#ifndef TOOLS_BENCH_JSON_CURSOR_H
#define TOOLS_BENCH_JSON_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

struct json_cursor {
    char *at; /* the document, NUL-terminated; strings are unescaped in place */
};

/* Whether this character comes next; then it is passed. */
bool json_cursor_is(struct json_cursor *json, char c);
/* Passes this character, which must come next. */
void json_cursor_must(struct json_cursor *json, char c);
/* After a member or an element: whether another one follows; else passes the bracket that ends the
 * object or array. */
bool json_cursor_more(struct json_cursor *json, char end);
/* Passes the bracket that begins an object or array; whether there is anything in it. */
bool json_cursor_begin(struct json_cursor *json, char begin, char end);

/* A string as UTF-8, NUL-terminated; its bytes go to *size unless that is NULL. */
const char *json_cursor_text(struct json_cursor *json, size_t *size);
/* The name of a member, and its colon. */
const char *json_cursor_key(struct json_cursor *json);
/* A whole number, not below 0. */
size_t json_cursor_number(struct json_cursor *json);
/* Passes any value. */
void json_cursor_skip(struct json_cursor *json);

#endif
