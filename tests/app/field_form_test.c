#include "app/field_form.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

/* What an option of this kind sets, and to what; NULL where it is refused. */
static const struct field_form *read_option(enum object_kind kind, struct option_set set,
                                            uint8_t *field, struct value *out)
{
    char error[FIELD_FORM_ERROR_BYTES] = "";
    const struct field_form *form = field_form_by_option(kind, &set, field, error);
    if (form != NULL && field_form_read(form, *field, set.value, out, error))
        return form;
    assert_true(error[0] != '\0');
    return NULL;
}

static void what_is_given_is_shown_as_it_was_given(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        struct option_set set;
        uint8_t field;
    } rows[] = {
        {KIND_GOAL, {"--title", NULL, "Sleep before midnight"}, GOAL_TITLE},
        {KIND_GOAL, {"--target", NULL, "2027-05-01"}, GOAL_TARGET_DAY},
        {KIND_GOAL, {"--review", NULL, "2027-03-01"}, GOAL_REVIEW_DAY},
        {KIND_GOAL, {"--status", NULL, "paused"}, GOAL_STATUS},
        {KIND_GOAL, {"--confidence", NULL, "10"}, GOAL_CONFIDENCE},
        {KIND_GOAL, {"--level", "4", "five nights"}, GOAL_LEVEL_FIRST + 3},
        {KIND_GOAL, {"--level-now", NULL, "5"}, GOAL_LEVEL_NOW},
        {KIND_PRACTICE, {"--goal", NULL, "3a"}, PRACTICE_GOAL},
        {KIND_PRACTICE, {"--active", NULL, "no"}, PRACTICE_ACTIVE},
        {KIND_CHECK_IN, {"--done", NULL, "partly"}, CHECK_IN_DONE},
        {KIND_CHECK_IN, {"--note", NULL, "two\nlines"}, CHECK_IN_NOTE},
        {KIND_SESSION, {"--next", NULL, "2027-05-01 14:30"}, SESSION_NEXT},
        {KIND_SESSION, {"--mode", NULL, "text"}, SESSION_MODE},
        {KIND_RATING, {"--heard", NULL, "9"}, RATING_HEARD},
        {KIND_FORMAT, {"--easier", NULL, "bigger-text"}, FORMAT_EASIER},
        {KIND_SAFETY, {"--may-call", NULL, "yes"}, SAFETY_MAY_CALL},
        {KIND_SAFETY, {"--caller", NULL, "owner"}, SAFETY_CALLER},
        {KIND_SAFETY, {"--ask", NULL, "first-time"}, SAFETY_ASK},
        {KIND_CONSENT, {"--guardian", NULL, "Mara"}, CONSENT_GUARDIAN},
        {KIND_LOOK, {"--colour", NULL, "15"}, LOOK_COLOUR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[FIELD_FORM_TEXT_BYTES];
        struct value value;
        uint8_t field;
        const struct field_form *form = read_option(rows[i].kind, rows[i].set, &field, &value);
        assert_non_null(form);
        assert_int_equal(field, rows[i].field);
        form = field_form_of(rows[i].kind, field);
        assert_string_equal(field_form_text(form, &value, text), rows[i].set.value);
    }
}

static void nothing_takes_a_value_away(void **state)
{
    (void)state;
    struct value value;
    char text[FIELD_FORM_TEXT_BYTES];
    uint8_t field;
    const struct field_form *form =
        read_option(KIND_GOAL, (struct option_set){"--target", NULL, ""}, &field, &value);
    assert_non_null(form);
    assert_int_equal(value.type, VALUE_NONE);
    assert_string_equal(field_form_text(form, &value, text), "");
}

static void what_cannot_stand_there_is_refused_with_a_sentence(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        struct option_set set;
    } rows[] = {
        {KIND_GOAL, {"--target", NULL, "tomorrow"}},
        {KIND_GOAL, {"--status", NULL, "over"}},
        {KIND_GOAL, {"--confidence", NULL, "11"}},
        {KIND_GOAL, {"--confidence", NULL, "-1"}},
        {KIND_GOAL, {"--confidence", NULL, "5x"}},
        {KIND_GOAL, {"--level-now", NULL, "0"}},
        {KIND_GOAL, {"--level-now", NULL, "6"}},
        {KIND_GOAL, {"--level", "6", "x"}},
        {KIND_GOAL, {"--level", "0", "x"}},
        {KIND_GOAL, {"--title", NULL, "a\nb"}},
        {KIND_GOAL, {"--title", NULL, "\xc3("}},
        {KIND_PRACTICE, {"--goal", NULL, "three"}},
        {KIND_PRACTICE, {"--title", NULL, "x"}},
        {KIND_CHECK_IN, {"--note", NULL, "\x1b[2J"}},
        {KIND_SESSION, {"--next", NULL, "2027-05-01"}},
        {KIND_SESSION, {"--mode", NULL, "smoke"}},
        {KIND_RATING, {"--pace", NULL, "11"}},
        {KIND_SAFETY, {"--ask", NULL, "often"}},
        {KIND_LOOK, {"--colour", NULL, "16"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value value;
        uint8_t field;
        if (read_option(rows[i].kind, rows[i].set, &field, &value) != NULL)
            fail_msg("accepted: %s %s", rows[i].set.option, rows[i].set.value);
    }
    char longest[SCHEMA_LINE_BYTES_MAX + 2];
    struct value value;
    uint8_t field;
    memset(longest, 'a', sizeof longest);
    longest[SCHEMA_LINE_BYTES_MAX + 1] = '\0';
    const struct option_set set = {"--why", NULL, longest};
    assert_null(read_option(KIND_GOAL, set, &field, &value));
    longest[SCHEMA_LINE_BYTES_MAX] = '\0';
    assert_non_null(read_option(KIND_GOAL, set, &field, &value));
}

/* Numbers of the schema that a script reads: as numbers, words or null. */
static void json_has_numbers_strings_and_null(void **state)
{
    (void)state;
    static const struct {
        uint8_t field;
        uint64_t number;
        const char *json;
    } rows[] = {{GOAL_CONFIDENCE, 7, "7"},
                {GOAL_LEVEL_NOW, 0, "1"},
                {GOAL_STATUS, GOAL_REACHED, "\"reached\""},
                {GOAL_TARGET_DAY, 0, "\"1970-01-01\""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64] = "";
        FILE *file = fmemopen(text, sizeof text, "w");
        const struct value value = value_number(rows[i].number);
        assert_non_null(file);
        field_form_json(file, field_form_of(KIND_GOAL, rows[i].field), &value);
        assert_int_equal(fclose(file), 0);
        assert_string_equal(text, rows[i].json);
    }
    assert_null(field_form_of(KIND_GOAL, GOAL_ORDER));
    assert_null(field_form_of(KIND_GOAL, GOAL_NOTES));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_given_is_shown_as_it_was_given),
    cmocka_unit_test(nothing_takes_a_value_away),
    cmocka_unit_test(what_cannot_stand_there_is_refused_with_a_sentence),
    cmocka_unit_test(json_has_numbers_strings_and_null),
};
TEST_GROUP(field_form, tests)
