/* `alcove practice` and `alcove checkin`: what one does between sessions, and how it went. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/calendar.h"
#include "app/commands.h"
#include "app/field_form.h"
#include "app/object_verbs.h"
#include "app/verb_lists.h"

/* ---- check-ins ---- */

/* Of --day, else today. */
static enum exit_code find_day(const struct options *options, struct value *day)
{
    char error[FIELD_FORM_ERROR_BYTES];
    const struct field_form *form = field_form_of(KIND_CHECK_IN, CHECK_IN_DAY);
    *day = value_number(calendar_today());
    for (int i = 0; i < options->set_count; i++) {
        if (strcmp(options->sets[i].option, form->option) != 0)
            continue;
        if (!field_form_read(form, CHECK_IN_DAY, options->sets[i].value, day, error))
            return complain(EXIT_USAGE, "%s", error);
    }
    return day->type == VALUE_NUMBER ? EXIT_OK : complain(EXIT_USAGE, "A check-in is of some day.");
}

/* Ours of this practice and day: there is one at most, which is changed. */
static bool find_check_in(const struct space_desk *desk, const struct value *practice,
                          const struct value *day, struct object_id *out)
{
    uint8_t own = space_config(desk->space)->own_device;
    *out = OBJECT_SPACE;
    while (space_next(desk->space, KIND_CHECK_IN, out)) {
        struct value of = space_value(desk->space, *out, CHECK_IN_PRACTICE);
        struct value on = space_value(desk->space, *out, CHECK_IN_DAY);
        if (out->device == own && value_is_equal(&of, practice) && value_is_equal(&on, day))
            return true;
    }
    return false;
}

/* `practice` VALUE_NONE: of a mood, and every one is new. */
static enum exit_code begin_check_in(struct space_desk *desk, const struct value *practice,
                                     struct object_id *out)
{
    struct value day;
    enum exit_code exit = find_day(desk->options, &day);
    if (exit != EXIT_OK)
        return exit;
    if (practice->type == VALUE_OBJECT && find_check_in(desk, practice, &day, out))
        return EXIT_OK;
    exit = space_desk_judge(space_make(desk->space, KIND_CHECK_IN, out));
    if (exit == EXIT_OK && practice->type == VALUE_OBJECT)
        exit = space_desk_set_field(desk, *out, CHECK_IN_PRACTICE, practice);
    return exit == EXIT_OK ? space_desk_set_field(desk, *out, CHECK_IN_DAY, &day) : exit;
}

/* ---- practice ---- */

static enum exit_code check_in_of(struct space_desk *desk, uint8_t field, const struct value *value)
{
    struct object_id practice;
    struct object_id object;
    enum exit_code exit = object_verb_find(desk, &practice);
    if (exit != EXIT_OK)
        return exit;
    const struct value of = value_object(practice);
    exit = begin_check_in(desk, &of, &object);
    if (exit == EXIT_OK)
        exit = space_desk_set_field(desk, object, field, value);
    return space_desk_end(desk, exit, KIND_CHECK_IN, object);
}

static enum exit_code tick(struct space_desk *desk)
{
    const struct value yes = value_number(1);
    return check_in_of(desk, CHECK_IN_DONE, &yes);
}

static enum exit_code note(struct space_desk *desk)
{
    const struct options *options = desk->options;
    const char *given = options->operand_count > 3 ? options->operands[3] : "-";
    char *text = space_desk_text(given, (size_t)schema_field(KIND_CHECK_IN, CHECK_IN_NOTE)->max);
    if (text == NULL)
        return EXIT_USAGE;
    const struct value value = text[0] != '\0' ? value_text(text) : value_none();
    enum exit_code exit = check_in_of(desk, CHECK_IN_NOTE, &value);
    sodium_memzero(text, strlen(text));
    free(text);
    return exit;
}

static const struct space_verb verb_list[] = {
    {"list", object_verb_list, 2, 2},
    {"add", object_verb_add, 3, 3},
    {"show", object_verb_show, 3, 3},
    {"edit", object_verb_edit, 3, 3},
    {"tick", tick, 3, 3},
    {"note", note, 3, 4},
    {"move", object_verb_move, 3, 3},
    {"erase", object_verb_erase, 3, 3},
};
const struct space_verbs practice_verbs = {
    KIND_PRACTICE, verb_list, sizeof verb_list / sizeof verb_list[0],
    "practice: want PERSON, `add PERSON TEXT`, `show|edit|tick|move|erase PERSON ID` or `note "
    "PERSON ID TEXT`."};

enum exit_code command_practice(const struct options *options)
{
    return space_desk_run_verb(options, &practice_verbs);
}

/* ---- checkin ---- */

/* The practice that is named, or none. */
static enum exit_code find_practice(const struct space_desk *desk, struct value *out)
{
    struct object_id practice;
    const char *given = NULL;
    *out = value_none();
    for (int i = 0; i < desk->options->set_count; i++) {
        if (strcmp(desk->options->sets[i].option, "--practice") == 0)
            given = desk->options->sets[i].value;
    }
    if (given == NULL)
        return EXIT_OK;
    enum exit_code exit = space_desk_find(desk, given, KIND_PRACTICE, &practice);
    if (exit == EXIT_OK)
        *out = value_object(practice);
    return exit;
}

enum exit_code check_in_work(struct space_desk *desk)
{
    struct value practice;
    struct object_id object;
    if (desk->options->set_count == 0)
        return space_desk_list(desk, KIND_CHECK_IN, "checkin PERSON --mood N");
    enum exit_code exit = find_practice(desk, &practice);
    if (exit == EXIT_OK)
        exit = begin_check_in(desk, &practice, &object);
    if (exit != EXIT_OK)
        return exit;
    return space_desk_end(desk, space_desk_set(desk, KIND_CHECK_IN, object), KIND_CHECK_IN, object);
}

enum exit_code command_check_in(const struct options *options)
{
    return space_desk_run(options, options->operands[0], check_in_work);
}
