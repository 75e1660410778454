/* JSON from outside, read in pieces, so that a large file never becomes a large tree: one cursor
 * walks the outermost object and array, and gives each value within as a tree of jansson, of at
 * most JSON_PIECE_BYTES_MAX bytes and JSON_DEPTH_MAX deep. Strict: RFC 8259, no key twice in an
 * object, UTF-8, no NUL in a string, integers within 64 bits, nothing after the end.
 *
 * Without memory a value is refused like one that is malformed: jansson does not tell them apart.
 * Called by the import and by measure packs. A cursor borrows its bytes; once failed it stays so.
 */
#ifndef ALCOVE_PAPERS_JSON_READ_H
#define ALCOVE_PAPERS_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define JSON_PIECE_BYTES_MAX (1u << 20)
#define JSON_DEPTH_MAX       8

struct json_cursor {
    const char *bytes;
    size_t size, at;
    bool failed;
};

struct json_cursor json_cursor_over(const void *bytes, size_t size);
/* The line where it stands, from 1: for the person. */
size_t json_cursor_line(const struct json_cursor *cursor);

/* Steps over white space and one of the marks of JSON: { } [ ] : , */
void json_take(struct json_cursor *cursor, char mark);
/* The same if it is that mark; false, and nothing happened, if it is another. */
bool json_take_if(struct json_cursor *cursor, char mark);
/* Steps over the key and its colon; fails at another key. */
void json_take_key(struct json_cursor *cursor, const char *key);
/* The next value, which the caller gives back with json_decref; NULL after a failure. */
json_t *json_take_value(struct json_cursor *cursor);
/* Nothing failed, and nothing but white space is left. */
bool json_cursor_finished(struct json_cursor *cursor);

/* Members of an object that was read: of the type, and within the bounds, or false. A text is
 * borrowed from the object, and is one that may be shown (records/utf8.h). */
bool json_number(const json_t *object, const char *key, uint64_t max, uint64_t *out);
bool json_line(const json_t *object, const char *key, size_t bytes_max, const char **out);
/* Every key of the object is among those, which end with NULL. */
bool json_has_only(const json_t *object, const char *const *keys);

#endif
