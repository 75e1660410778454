/* What a field holds. Small and copied by value; strings and order keys are borrowed from wherever
 * it came from: see the function that gave it. SPEC.md section 8.7. */
#ifndef ALCOVE_RECORDS_VALUE_H
#define ALCOVE_RECORDS_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/object_id.h"

enum value_type {
    VALUE_NONE,   /* cleared, or never set */
    VALUE_NUMBER, /* `number`, in the bounds of the field */
    VALUE_STRING, /* `bytes`, `size`: UTF-8 of the field's length, one line unless it says so */
    VALUE_BYTES,  /* `bytes`, `size`: an order key, or the answers of a measure */
    VALUE_OBJECT, /* `object`: of the kind that the field names */
};

struct value {
    enum value_type type;
    uint32_t size;
    uint64_t number;
    const uint8_t *bytes; /* borrowed; NULL at size 0 */
    struct object_id object;
};

struct value value_none(void);
struct value value_number(uint64_t number);
/* Borrows the NUL-terminated text. */
struct value value_text(const char *text);
struct value value_string(const uint8_t *bytes, size_t size);
struct value value_bytes(const uint8_t *bytes, size_t size);
struct value value_object(struct object_id object);
bool value_is_equal(const struct value *a, const struct value *b);

#endif
