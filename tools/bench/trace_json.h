/* Reads JSON from front to back, without a tree: what is asked for must come next. For the large
 * traces of the document bench; anything else than what is asked for ends the program.
 *
 * Beside papers/json_read.h, which is strict, bounded, and knows beforehand which keys come; and
 * tests/json.h, which keeps no character above ASCII of an escape. */
#ifndef TOOLS_BENCH_TRACE_JSON_H
#define TOOLS_BENCH_TRACE_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct trace_json {
    char *at; /* the document, NUL-terminated; strings are unescaped in place */
};

/* Whether this character comes next. */
bool trace_json_next_is(struct trace_json *json, char c);
/* Whether this character comes next; then it is passed. */
bool trace_json_is(struct trace_json *json, char c);
/* Passes this character, which must come next. */
void trace_json_must(struct trace_json *json, char c);
/* After a member or an element: whether another one follows; else passes the bracket that ends the
 * object or array. */
bool trace_json_more(struct trace_json *json, char end);
/* Passes the bracket that begins an object or array; whether there is anything in it. */
bool trace_json_begin(struct trace_json *json, char begin, char end);

/* A string as UTF-8, NUL-terminated; its bytes go to *size unless that is NULL. */
const char *trace_json_text(struct trace_json *json, size_t *size);
/* The name of a member, and its colon. */
const char *trace_json_key(struct trace_json *json);
/* A whole number, not below 0. */
size_t trace_json_number(struct trace_json *json);
/* Passes any value. */
void trace_json_skip(struct trace_json *json);

#endif
