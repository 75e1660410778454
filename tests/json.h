/* Reads the JSON of tests/vectors: whole files that we keep ourselves, in memory, depth at most 16.
 * It is not for bytes from outside. What it cannot read fails the test. */
#ifndef TESTS_JSON_H
#define TESTS_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum json_kind {
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_TEXT,  /* a string, without its escapes; \u above ASCII becomes '?' */
    JSON_PLAIN, /* a number, true, false or null, as written */
};

/* Lives as long as its document. */
struct json {
    enum json_kind kind;
    const char *key;  /* in an object */
    const char *text; /* TEXT, PLAIN */
    struct json *child;
    struct json *next;
};

struct json_document;

/* The caller frees it. */
struct json_document *json_open(const char *path);
void json_close(struct json_document *document);
const struct json *json_root(const struct json_document *document);

/* NULL when there is none. */
const struct json *json_find(const struct json *object, const char *key);
/* Fails the test when there is none. */
const struct json *json_get(const struct json *object, const char *key);
const char *json_text(const struct json *object, const char *key);
/* Decodes hex; 0 bytes when there is no such key. */
size_t json_hex(const struct json *object, const char *key, uint8_t *out, size_t capacity);
size_t json_count(const struct json *array);

#define JSON_EACH(item, array)                                                                     \
    for (const struct json *item = (array)->child; item != NULL; item = item->next)

#endif
