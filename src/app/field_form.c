#include "app/field_form.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/front_print.h"
#include "app/object_code.h"
#include "base/assert.h"
#include "papers/civil.h"

static const char *const statuses[] = {"open", "reached", "paused", "archived", NULL};
static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const done[] = {"no", "yes", "partly", NULL};
static const char *const answers[] = {"open", "yes", "not-quite", NULL};
static const char *const modes[] = {"video", "voice", "text", NULL};
static const char *const callers[] = {"others", "owner", NULL};
static const char *const asks[] = {"every-time", "first-time", "never", NULL};

#define LEVELS 5

static const struct field_form forms[] = {
    {KIND_GOAL, GOAL_TITLE, FORM_STRING, "--title", NULL},
    {KIND_GOAL, GOAL_WHY, FORM_STRING, "--why", NULL},
    {KIND_GOAL, GOAL_MEASURE, FORM_STRING, "--measure", NULL},
    {KIND_GOAL, GOAL_TARGET_DAY, FORM_DAY, "--target", NULL},
    {KIND_GOAL, GOAL_REVIEW_DAY, FORM_DAY, "--review", NULL},
    {KIND_GOAL, GOAL_STATUS, FORM_CHOICE, "--status", statuses},
    {KIND_GOAL, GOAL_CONFIDENCE, FORM_NUMBER, "--confidence", NULL},
    {KIND_GOAL, GOAL_IMPORTANCE, FORM_NUMBER, "--importance", NULL},
    {KIND_GOAL, GOAL_AREA, FORM_STRING, "--area", NULL},
    {KIND_GOAL, GOAL_LEVEL_FIRST, FORM_STRING, "--level", NULL},
    {KIND_GOAL, GOAL_LEVEL_FIRST + 1, FORM_STRING, NULL, NULL},
    {KIND_GOAL, GOAL_LEVEL_FIRST + 2, FORM_STRING, NULL, NULL},
    {KIND_GOAL, GOAL_LEVEL_FIRST + 3, FORM_STRING, NULL, NULL},
    {KIND_GOAL, GOAL_LEVEL_FIRST + 4, FORM_STRING, NULL, NULL},
    {KIND_GOAL, GOAL_LEVEL_NOW, FORM_LEVEL, "--level-now", NULL},
    {KIND_PRACTICE, PRACTICE_GOAL, FORM_OBJECT, "--goal", NULL},
    {KIND_PRACTICE, PRACTICE_TEXT, FORM_STRING, "--text", NULL},
    {KIND_PRACTICE, PRACTICE_CADENCE, FORM_STRING, "--cadence", NULL},
    {KIND_PRACTICE, PRACTICE_PLANNED, FORM_STRING, "--planned", NULL},
    {KIND_PRACTICE, PRACTICE_ACTIVE, FORM_CHOICE, "--active", no_yes},
    {KIND_CHECK_IN, CHECK_IN_PRACTICE, FORM_OBJECT, "--practice", NULL},
    {KIND_CHECK_IN, CHECK_IN_DAY, FORM_DAY, "--day", NULL},
    {KIND_CHECK_IN, CHECK_IN_DONE, FORM_CHOICE, "--done", done},
    {KIND_CHECK_IN, CHECK_IN_HOW_WELL, FORM_NUMBER, "--how-well", NULL},
    {KIND_CHECK_IN, CHECK_IN_MASTERY, FORM_NUMBER, "--mastery", NULL},
    {KIND_CHECK_IN, CHECK_IN_PLEASURE, FORM_NUMBER, "--pleasure", NULL},
    {KIND_CHECK_IN, CHECK_IN_PREDICTED, FORM_NUMBER, "--predicted", NULL},
    {KIND_CHECK_IN, CHECK_IN_NOTE, FORM_STRING, "--note", NULL},
    {KIND_CHECK_IN, CHECK_IN_MOOD, FORM_NUMBER, "--mood", NULL},
    {KIND_REFLECTION, REFLECTION_PROMPT, FORM_STRING, "--prompt", NULL},
    {KIND_REFLECTION, REFLECTION_TEXT, FORM_STRING, NULL, NULL},
    {KIND_REFLECTION, REFLECTION_DAY, FORM_DAY, NULL, NULL},
    {KIND_REFLECTION, REFLECTION_SESSION, FORM_OBJECT, "--session", NULL},
    {KIND_REFLECTION, REFLECTION_ANSWER, FORM_CHOICE, NULL, answers},
    {KIND_REFLECTION, REFLECTION_EDITED, FORM_STRING, NULL, NULL},
    {KIND_COMMENT, COMMENT_TARGET, FORM_OBJECT, NULL, NULL},
    {KIND_COMMENT, COMMENT_TEXT, FORM_STRING, NULL, NULL},
    {KIND_SESSION, SESSION_BEGAN, FORM_MINUTE, NULL, NULL},
    {KIND_SESSION, SESSION_TITLE, FORM_STRING, "--title", NULL},
    {KIND_SESSION, SESSION_NEXT, FORM_MINUTE, "--next", NULL},
    {KIND_SESSION, SESSION_MINUTES, FORM_NUMBER, "--minutes", NULL},
    {KIND_SESSION, SESSION_MODE, FORM_CHOICE, "--mode", modes},
    {KIND_RATING, RATING_SESSION, FORM_OBJECT, NULL, NULL},
    {KIND_RATING, RATING_NUMBER, FORM_NUMBER, "--overall", NULL},
    {KIND_RATING, RATING_LINE, FORM_STRING, "--line", NULL},
    {KIND_RATING, RATING_HEARD, FORM_NUMBER, "--heard", NULL},
    {KIND_RATING, RATING_PACE, FORM_NUMBER, "--pace", NULL},
    {KIND_RATING, RATING_TOPICS, FORM_NUMBER, "--topics", NULL},
    {KIND_FORMAT, FORMAT_SESSION, FORM_OBJECT, NULL, NULL},
    {KIND_FORMAT, FORMAT_FEELS, FORM_STRING, "--feels", NULL},
    {KIND_FORMAT, FORMAT_EASIER, FORM_STRING, "--easier", NULL},
    {KIND_FORMAT, FORMAT_OTHER, FORM_STRING, "--other", NULL},
    {KIND_SAFETY, SAFETY_PLACE, FORM_STRING, "--place", NULL},
    {KIND_SAFETY, SAFETY_CONTACT, FORM_STRING, "--contact", NULL},
    {KIND_SAFETY, SAFETY_CONTACT_PHONE, FORM_STRING, "--contact-phone", NULL},
    {KIND_SAFETY, SAFETY_MAY_CALL, FORM_CHOICE, "--may-call", no_yes},
    {KIND_SAFETY, SAFETY_LOCAL_NUMBER, FORM_STRING, "--local-number", NULL},
    {KIND_SAFETY, SAFETY_HOSPITAL, FORM_STRING, "--hospital", NULL},
    {KIND_SAFETY, SAFETY_PHONE, FORM_STRING, "--phone", NULL},
    {KIND_SAFETY, SAFETY_CALLER, FORM_CHOICE, "--caller", callers},
    {KIND_SAFETY, SAFETY_AFTER_MINUTES, FORM_NUMBER, "--after", NULL},
    {KIND_SAFETY, SAFETY_ASK, FORM_CHOICE, "--ask", asks},
    {KIND_SAFETY, SAFETY_CODE_WORD, FORM_STRING, "--code-word", NULL},
    {KIND_LOOK, LOOK_COLOUR, FORM_NUMBER, "--colour", NULL},
    {KIND_LOOK, LOOK_OPENING, FORM_STRING, "--opening", NULL},
    {KIND_LOOK, LOOK_NAME_OF_0, FORM_STRING, NULL, NULL},
    {KIND_LOOK, LOOK_NAME_OF_0 + 1, FORM_STRING, NULL, NULL},
    {KIND_CONSENT, CONSENT_TEXT, FORM_STRING, NULL, NULL},
    {KIND_CONSENT, CONSENT_VERSION, FORM_NUMBER, NULL, NULL},
    {KIND_CONSENT, CONSENT_GUARDIAN, FORM_STRING, "--guardian", NULL},
};

#define COUNT_OF(table) (sizeof(table) / sizeof(table)[0])

const struct field_form *field_form_of(enum object_kind object, uint8_t field)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (forms[i].object == object && forms[i].field == field)
            return &forms[i];
    }
    return NULL;
}

const struct field_form *field_form_by_option(enum object_kind object, const struct option_set *set,
                                              uint8_t *field, char error[FIELD_FORM_ERROR_BYTES])
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        const struct field_form *form = &forms[i];
        if (form->object != object || form->option == NULL ||
            strcmp(form->option, set->option) != 0)
            continue;
        *field = form->field;
        if (set->number == NULL)
            return form;
        if (set->number[0] >= '1' && set->number[0] <= '0' + LEVELS && set->number[1] == '\0') {
            *field = (uint8_t)(form->field + set->number[0] - '1');
            return form;
        }
        snprintf(error, FIELD_FORM_ERROR_BYTES, "%s wants a number from 1 to %d, not \"%.40s\".",
                 set->option, LEVELS, set->number);
        return NULL;
    }
    snprintf(error, FIELD_FORM_ERROR_BYTES, "%s is not for this.", set->option);
    return NULL;
}

static bool read_number(const char *text, uint64_t first, uint64_t max, struct value *out)
{
    char *end;
    if (text[0] < '0' || text[0] > '9' || strlen(text) > 10)
        return false;
    uint64_t number = strtoull(text, &end, 10);
    if (*end != '\0' || number < first || number - first > max)
        return false;
    *out = value_number(number - first);
    return true;
}

static bool read_choice(const char *const *choices, const char *text, struct value *out)
{
    for (size_t i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], text) != 0)
            continue;
        *out = value_number(i);
        return true;
    }
    return false;
}

static bool read_value(const struct field_form *form, uint64_t max, const char *text,
                       struct value *out)
{
    uint32_t number = 0;
    struct object_id object;
    bool good = true;
    switch (form->kind) {
    case FORM_STRING:
        *out = value_text(text);
        return true;
    case FORM_NUMBER:
        return read_number(text, 0, max, out);
    case FORM_LEVEL:
        return read_number(text, 1, max, out);
    case FORM_CHOICE:
        return read_choice(form->choices, text, out);
    case FORM_OBJECT:
        good = object_code_parse(text, &object);
        *out = good ? value_object(object) : value_none();
        return good;
    case FORM_DAY:
        good = calendar_day_parse(text, &number);
        break;
    case FORM_MINUTE:
        good = calendar_minute_parse(text, &number);
        break;
    }
    *out = value_number(number);
    return good;
}

static void say_what_is_wanted(const struct field_form *form, const struct schema_field *schema,
                               const char *text, char error[FIELD_FORM_ERROR_BYTES])
{
    char wanted[96] = "";
    const char *name = form->option != NULL ? form->option : schema->name;
    switch (form->kind) {
    case FORM_STRING:
        snprintf(error, FIELD_FORM_ERROR_BYTES,
                 schema->type == FIELD_LINE ? "%s wants one line of at most %" PRIu64 " bytes."
                                            : "%s wants a text of at most %" PRIu64 " bytes.",
                 name, schema->max);
        return;
    case FORM_NUMBER:
        snprintf(wanted, sizeof wanted, "a number from 0 to %" PRIu64, schema->max);
        break;
    case FORM_LEVEL:
        snprintf(wanted, sizeof wanted, "a number from 1 to %d", LEVELS);
        break;
    case FORM_CHOICE:
        for (size_t i = 0; form->choices[i] != NULL; i++) {
            size_t used = strlen(wanted);
            snprintf(wanted + used, sizeof wanted - used, "%s%s", i > 0 ? " or " : "",
                     form->choices[i]);
        }
        break;
    case FORM_OBJECT:
        snprintf(wanted, sizeof wanted, "the number and letter that `list` shows, like 3a");
        break;
    case FORM_DAY:
        snprintf(wanted, sizeof wanted, "a day like 2027-05-01");
        break;
    case FORM_MINUTE:
        snprintf(wanted, sizeof wanted, "a time like \"2027-05-01 14:30\"");
        break;
    }
    snprintf(error, FIELD_FORM_ERROR_BYTES, "%s wants %s, not \"%.40s\".", name, wanted, text);
}

bool field_form_read(const struct field_form *form, uint8_t field, const char *text,
                     struct value *out, char error[FIELD_FORM_ERROR_BYTES])
{
    const struct schema_field *schema = schema_field(form->object, field);
    ALCOVE_ASSERT(schema != NULL);
    *out = value_none();
    if (text[0] == '\0')
        return true;
    if (read_value(form, schema->max, text, out) && schema_accepts(schema, out))
        return true;
    say_what_is_wanted(form, schema, text, error);
    return false;
}

const char *field_form_text(const struct field_form *form, const struct value *value,
                            char out[FIELD_FORM_TEXT_BYTES])
{
    out[0] = '\0';
    if (value->type == VALUE_NONE)
        return out;
    switch (form->kind) {
    case FORM_STRING:
        ALCOVE_ASSERT(value->size < FIELD_FORM_TEXT_BYTES);
        if (value->size > 0)
            memcpy(out, value->bytes, value->size);
        out[value->size] = '\0';
        break;
    case FORM_NUMBER:
        snprintf(out, FIELD_FORM_TEXT_BYTES, "%" PRIu64, value->number);
        break;
    case FORM_LEVEL:
        snprintf(out, FIELD_FORM_TEXT_BYTES, "%" PRIu64, value->number + 1);
        break;
    case FORM_CHOICE:
        snprintf(out, FIELD_FORM_TEXT_BYTES, "%s", form->choices[value->number]);
        break;
    case FORM_OBJECT:
        return object_code_text(value->object, out);
    case FORM_DAY:
        return civil_print_iso((uint32_t)value->number, out);
    case FORM_MINUTE:
        return calendar_minute_text((uint32_t)value->number, out);
    }
    return out;
}

void field_form_json(FILE *file, const struct field_form *form, const struct value *value)
{
    char text[FIELD_FORM_TEXT_BYTES];
    field_form_text(form, value, text);
    if (value->type == VALUE_NONE)
        fputs("null", file);
    else if (form->kind == FORM_NUMBER || form->kind == FORM_LEVEL)
        fputs(text, file);
    else
        print_json_string(file, text);
}
