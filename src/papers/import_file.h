/* The file of export_json, read and judged: an object at a time, by the schema. Used by
 * papers/import.c only, which reads it twice: to see that all of it is sound, and to take it in.
 */
#ifndef ALCOVE_PAPERS_IMPORT_FILE_H
#define ALCOVE_PAPERS_IMPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "papers/import.h"
#include "papers/json_read.h"

struct import_head {
    uint8_t space[SPACE_ID_BYTES];
    uint8_t member; /* who exported it */
    uint8_t member_of_device[SPACE_DEVICES_MAX];
    size_t device_count;
};

struct import_object {
    struct object_id id;
    enum object_kind kind;
    uint8_t device; /* of its author; 0 for the space */
    const struct json_value *fields;
    struct json_piece held;
};

/* A field of an object, as it stands in the file. */
struct import_field {
    bool is_there;
    struct value value; /* VALUE_STRING for a note; borrows from the object and from `bytes` */
    size_t beside;      /* values that stood beside it */
    uint8_t bytes[64];  /* room for an order key or answers */
};

/* Reads up to the first object. MALFORMED where the cursor stands. */
enum import_outcome import_read_head(struct json_cursor *cursor, struct import_head *out);
/* False at the end, and then cursor->failed tells whether the file was sound. On true the caller
 * ends it with import_object_close. `is_first` is set false. */
bool import_read_object(struct json_cursor *cursor, const struct import_head *head, bool *is_first,
                        struct import_object *out);
void import_object_close(struct import_object *object, const struct alcove_memory *memory);
/* False if it is not what the field may hold. */
bool import_read_field(const struct import_object *object, uint8_t field, struct import_field *out);

#endif
