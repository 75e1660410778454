/* How the fields of goals, practices, check-ins and sessions are given on the command line and
 * shown there: "2027-05-01" for a day, "paused" for a status. Called by the commands that edit and
 * list. What a field may hold is records/schema.h's to say. */
#ifndef ALCOVE_APP_FIELD_FORM_H
#define ALCOVE_APP_FIELD_FORM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "app/options.h"
#include "records/schema.h"

#define FIELD_FORM_TEXT_BYTES  (SCHEMA_TEXT_BYTES_MAX + 1)
#define FIELD_FORM_ERROR_BYTES 200

enum field_form_kind {
    FORM_STRING,
    FORM_NUMBER,
    FORM_DAY,
    FORM_MINUTE,
    FORM_CHOICE, /* a word for each number */
    FORM_LEVEL,  /* 1 to 5 for 0 to 4 */
    FORM_OBJECT,
};

struct field_form {
    enum object_kind object;
    uint8_t field;
    enum field_form_kind kind;
    const char *option;         /* by which it is set; NULL: by none */
    const char *const *choices; /* CHOICE: ends with NULL */
};

/* NULL for a field that is not shown: an order. Static. */
const struct field_form *field_form_of(enum object_kind object, uint8_t field);
/* What an option of the command line is for, `*field` included; NULL if it is not one of this kind,
 * with a sentence in `error`. */
const struct field_form *field_form_by_option(enum object_kind object, const struct option_set *set,
                                              uint8_t *field, char error[FIELD_FORM_ERROR_BYTES]);
/* Reads what was given; an empty text clears the field. `out` borrows `text`. False with a sentence
 * in `error`. */
bool field_form_read(const struct field_form *form, uint8_t field, const char *text,
                     struct value *out, char error[FIELD_FORM_ERROR_BYTES]);
/* As it is given; empty for VALUE_NONE. Returns `out`. */
const char *field_form_text(const struct field_form *form, const struct value *value,
                            char out[FIELD_FORM_TEXT_BYTES]);
/* The same as a value of JSON: a number, a string or null. */
void field_form_json(FILE *file, const struct field_form *form, const struct value *value);

#endif
