/* Objects of a space as the command line shows them: a goal in a line or whole, with the values
 * that stand beside the shown one, and as one object of JSON. Called by the commands that list. */
#ifndef ALCOVE_APP_OBJECT_VIEW_H
#define ALCOVE_APP_OBJECT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "records/space.h"

/* Of one register at most so many values are shown; more never stand beside each other between two
 * people. */
#define OBJECT_VALUES_MAX 8

/* All borrowed. */
struct object_view {
    const struct space *space;
    const char *their_name;
    bool json;
    bool silent; /* nothing is printed */
};

/* The objects of a kind that is put in order, as the person put them; of others by `order_field`
 * SCHEMA_FIELDS_MAX: in the order of making. Owned by the caller, who frees it; NULL without memory
 * (and, with *count 0, where there is none). */
struct object_id *object_view_list(const struct space *space, enum object_kind kind,
                                   unsigned order_field, size_t *count);

/* One of a list: a line of the main field and what else is said of it; or the whole as JSON. */
void object_view_line(const struct object_view *view, enum object_kind kind,
                      struct object_id object);
/* Everything of one object. */
void object_view_whole(const struct object_view *view, enum object_kind kind,
                       struct object_id object);
/* A note with its draft, NUL-terminated; the caller frees it. NULL without memory. */
char *object_view_note(const struct space *space, struct object_id object, uint8_t field);

#endif
