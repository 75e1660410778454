/* JSON from outside, read in pieces, so that a large file never becomes a large tree: one cursor
 * walks the outermost object and array, and gives each value within as a tree of at most
 * JSON_PIECE_BYTES_MAX bytes, JSON_DEPTH_MAX deep, in one block whose size is known before it is
 * asked for. Strict: RFC 8259, UTF-8, no key twice in an object, at most JSON_MEMBERS_MAX keys in
 * one, no NUL in a string, no half of a surrogate pair.
 *
 * Our own, so that no file is held as a whole tree, bounds hold before memory is asked for, and a
 * want of memory is an outcome. Called by the import and by measure packs. A cursor borrows its
 * bytes; once failed it stays so. */
#ifndef ALCOVE_PAPERS_JSON_READ_H
#define ALCOVE_PAPERS_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

#define JSON_PIECE_BYTES_MAX (1u << 20)
#define JSON_DEPTH_MAX       8
#define JSON_MEMBERS_MAX     64

enum json_type {
    JSON_IS_NULL,
    JSON_IS_FALSE,
    JSON_IS_TRUE,
    JSON_IS_NUMBER, /* whole, from 0 to UINT64_MAX */
    JSON_IS_REAL,   /* any other number: nothing here has one */
    JSON_IS_STRING,
    JSON_IS_ARRAY,
    JSON_IS_OBJECT,
};

struct json_value {
    enum json_type type;
    uint64_t number;
    const char *text; /* STRING: `size` bytes of UTF-8, NUL-terminated */
    size_t size;      /* STRING; how many there are in an ARRAY or OBJECT */
    const char *key;  /* in an object */
    struct json_value *child, *next;
};

struct json_cursor {
    const char *bytes;
    size_t size, at;
    const struct alcove_memory *memory;
    bool failed;
    bool out_of_memory; /* failed for that reason */
};

/* A value and the block that it is in. */
struct json_piece {
    struct json_value *value; /* NULL: there is none */
    size_t room;
};

struct json_cursor json_cursor_over(const void *bytes, size_t size,
                                    const struct alcove_memory *memory);
/* The line where it stands, from 1: for the person. */
size_t json_cursor_line(const struct json_cursor *cursor);

/* Steps over white space and one of the marks of JSON: { } [ ] : , */
void json_take(struct json_cursor *cursor, char mark);
/* The same if it is that mark; false, and nothing happened, if it is another. */
bool json_take_if(struct json_cursor *cursor, char mark);
/* Steps over the key and its colon; fails at another key. */
void json_take_key(struct json_cursor *cursor, const char *key);
/* The next value; false after a failure, and then nothing is held. The caller ends it with
 * json_piece_free. */
bool json_take_value(struct json_cursor *cursor, struct json_piece *out);
void json_piece_free(struct json_piece *piece, const struct alcove_memory *memory);
/* Nothing failed, and nothing but white space is left. */
bool json_cursor_finished(struct json_cursor *cursor);

/* Of an object: NULL if there is no such member, or if it is no object. */
const struct json_value *json_member(const struct json_value *object, const char *key);
/* NULL is of no type. */
bool json_is(const struct json_value *value, enum json_type type);
/* Members of an object: of the type, and within the bounds, or false. A line is not empty, borrowed
 * from the object, and may be shown (records/utf8.h). */
bool json_number(const struct json_value *object, const char *key, uint64_t max, uint64_t *out);
bool json_line(const struct json_value *object, const char *key, size_t bytes_max,
               const char **out);
/* It is an object, and every key is among those, which end with NULL. */
bool json_has_only(const struct json_value *object, const char *const *keys);

#endif
