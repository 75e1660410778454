/* The borders of the rooms: who may include whom, and what the protocol may link to.
 *
 * The table of rooms comes from build.zig as text, one room a line:
 *   NAME DIR DIALECT NEED...
 * from the ground up: a room needs only rooms above it, so there can be no cycle. */
#ifndef TOOLS_CHECK_ROOMS_H
#define TOOLS_CHECK_ROOMS_H

#include <stdbool.h>
#include <stddef.h>

#include "check/findings.h"
#include "check/tree.h"

#define ROOMS_MAX 32

struct room {
    char name[32];
    char dir[64];
    bool iso;
    bool needs[ROOMS_MAX]; /* by index in the table */
};

struct rooms {
    struct room list[ROOMS_MAX];
    size_t count;
};

/* Adds a finding for every line that does not hold together. */
void rooms_parse(struct rooms *rooms, const char *table, struct findings *out);
const struct room *room_of(const struct rooms *rooms, const struct file *file);

/* Every room has code. */
void rooms_check_not_empty(const struct rooms *rooms, const struct tree *tree,
                           struct findings *out);
/* Every #include "…" names a file of the same room or of a room that the row names. */
void rooms_check_includes(const struct rooms *rooms, const struct tree *tree, struct findings *out);
/* Rooms of ISO C include <…> only from ISO C and the two libraries of pure computation. */
void rooms_check_system_headers(const struct rooms *rooms, const struct tree *tree,
                                struct findings *out);
/* `undefined` and `defined` are what nm prints for the archives of the protocol. */
void rooms_check_symbols(const char *undefined, const char *defined, struct findings *out);

#endif
