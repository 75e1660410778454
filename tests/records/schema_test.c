/* The table of kinds and fields: what each field holds, and that nothing else gets in. */
#include "records/schema.h"

#include <string.h>

#include "harness.h"

static void test_every_kind_has_names_and_fields_of_its_own(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        const struct schema_kind *k = schema_kind(kind);
        assert_non_null(k);
        assert_in_range(k->field_count, 1, SCHEMA_FIELDS_MAX);
        for (unsigned other = 0; other < kind; other++)
            assert_string_not_equal(k->name, schema_kind(other)->name);
        for (unsigned field = 0; field < k->field_count; field++) {
            const struct schema_field *f = schema_field(kind, field);
            assert_ptr_equal(f, &k->fields[field]);
            assert_int_not_equal(f->type, FIELD_ABSENT);
            assert_true(f->type == FIELD_OBJECT || f->target == KIND_COUNT);
            for (unsigned other = 0; other < field; other++)
                assert_string_not_equal(f->name, k->fields[other].name);
        }
        assert_null(schema_field(kind, (unsigned)k->field_count));
    }
    assert_null(schema_kind(KIND_COUNT));
    assert_null(schema_field(KIND_COUNT, 0));
}

static void test_only_authors_write_what_is_theirs(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        enum field_writer writer;
        bool author_erases;
    } rows[] = {
        {KIND_GOAL, WRITER_ALL, false},       {KIND_PRACTICE, WRITER_ALL, false},
        {KIND_CHECK_IN, WRITER_AUTHOR, true}, {KIND_FORMAT, WRITER_AUTHOR, true},
        {KIND_SESSION, WRITER_ALL, false},    {KIND_AGENDA, WRITER_ALL, false},
        {KIND_RATING, WRITER_AUTHOR, true},   {KIND_COMMENT, WRITER_ONCE, true},
        {KIND_MEASURE, WRITER_ONCE, true},    {KIND_WORDS, WRITER_ONCE, true},
        {KIND_CONSENT, WRITER_ONCE, true},    {KIND_SLOT, WRITER_ALL, false},
        {KIND_LOOK, WRITER_ALL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct schema_kind *kind = schema_kind(rows[i].kind);
        assert_true(kind->author_erases == rows[i].author_erases);
        for (size_t field = 0; field < kind->field_count; field++)
            assert_int_equal(kind->fields[field].writer, rows[i].writer);
    }
    assert_int_equal(schema_field(KIND_PROPOSAL, PROPOSAL_STATE)->writer, WRITER_OTHERS);
    assert_int_equal(schema_field(KIND_PROPOSAL, PROPOSAL_STRING)->writer, WRITER_ONCE);
    for (unsigned field = SPACE_ROLES_BY_0; field <= SPACE_TREND_HIDDEN_BY_0 + 5; field++)
        assert_int_equal(schema_field(KIND_SPACE, field)->writer, WRITER_SLOT);
    assert_int_equal(schema_field(KIND_SPACE, SPACE_TITLE)->writer, WRITER_ALL);
}

static void test_what_is_answered_is_of_another(void **state)
{
    (void)state;
    static const struct {
        enum object_kind kind;
        uint8_t field;
        enum field_writer writer;
    } rows[] = {
        {KIND_REFLECTION, REFLECTION_TEXT, WRITER_AUTHOR},
        {KIND_REFLECTION, REFLECTION_SESSION, WRITER_AUTHOR},
        {KIND_REFLECTION, REFLECTION_ANSWER, WRITER_REPLY},
        {KIND_REFLECTION, REFLECTION_EDITED, WRITER_REPLY},
        {KIND_SAFETY, SAFETY_PLACE, WRITER_AUTHOR},
        {KIND_SAFETY, SAFETY_MAY_CALL, WRITER_AUTHOR},
        {KIND_SAFETY, SAFETY_CODE_WORD, WRITER_AUTHOR},
        {KIND_SAFETY, SAFETY_LOCAL_NUMBER, WRITER_ALL},
        {KIND_SAFETY, SAFETY_HOSPITAL, WRITER_ALL},
        {KIND_SAFETY, SAFETY_ASK, WRITER_ALL},
        {KIND_SIGNATURE, SIGNATURE_TARGET, WRITER_ONCE},
        {KIND_SIGNATURE, SIGNATURE_HASH, WRITER_ONCE},
        {KIND_SIGNATURE, SIGNATURE_BYTES, WRITER_ONCE},
        {KIND_SIGNATURE, SIGNATURE_REVOKED, WRITER_AUTHOR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(schema_field(rows[i].kind, rows[i].field)->writer, rows[i].writer);
    assert_true(schema_kind(KIND_SAFETY)->author_erases);
    assert_true(schema_kind(KIND_SIGNATURE)->author_erases);
    assert_true(schema_kind(KIND_REFLECTION)->author_erases);
}

static bool takes(unsigned kind, unsigned field, struct value value)
{
    return schema_accepts(schema_field(kind, field), &value);
}

static void test_a_number_is_in_its_bounds(void **state)
{
    (void)state;
    static const struct {
        unsigned kind, field;
        uint64_t max;
    } rows[] = {
        {KIND_SPACE, SPACE_RETENTION_DAYS, 3650},
        {KIND_SPACE, SPACE_ROLES_BY_0 + 5, 4095},
        {KIND_GOAL, GOAL_TARGET_DAY, 73048},
        {KIND_GOAL, GOAL_REVIEW_DAY, SCHEMA_DAY_MAX},
        {KIND_GOAL, GOAL_STATUS, GOAL_ARCHIVED},
        {KIND_GOAL, GOAL_IMPORTANCE, 10},
        {KIND_GOAL, GOAL_LEVEL_NOW, 4},
        {KIND_PRACTICE, PRACTICE_ACTIVE, 1},
        {KIND_CHECK_IN, CHECK_IN_DAY, SCHEMA_DAY_MAX},
        {KIND_CHECK_IN, CHECK_IN_DONE, 2},
        {KIND_CHECK_IN, CHECK_IN_MOOD, 10},
        {KIND_SESSION, SESSION_BEGAN, 73048 * 1440 + 1439},
        {KIND_AGENDA, AGENDA_DONE, 1},
        {KIND_RATING, RATING_NUMBER, 10},
        {KIND_MEASURE, MEASURE_SCORE, 65535},
        {KIND_PROPOSAL, PROPOSAL_FIELD, SCHEMA_FIELDS_MAX - 1},
        {KIND_PROPOSAL, PROPOSAL_STATE, 3},
        {KIND_SPACE, SPACE_TREND_HIDDEN_BY_0 + 5, 1},
        {KIND_REFLECTION, REFLECTION_ANSWER, REFLECTION_NOT_QUITE},
        {KIND_SESSION, SESSION_MINUTES, 1440},
        {KIND_SESSION, SESSION_MODE, SESSION_TEXT},
        {KIND_RATING, RATING_TOPICS, 10},
        {KIND_SAFETY, SAFETY_CALLER, SAFETY_OWNER_CALLS},
        {KIND_SAFETY, SAFETY_AFTER_MINUTES, 240},
        {KIND_SAFETY, SAFETY_ASK, SAFETY_NEVER},
        {KIND_CONSENT, CONSENT_VERSION, 65535},
        {KIND_SIGNATURE, SIGNATURE_REVOKED, 73048 * 1440 + 1439},
        {KIND_SLOT, SLOT_EVERY_WEEKS, 8},
        {KIND_LOOK, LOOK_COLOUR, 15},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(takes(rows[i].kind, rows[i].field, value_number(0)));
        assert_true(takes(rows[i].kind, rows[i].field, value_number(rows[i].max)));
        assert_false(takes(rows[i].kind, rows[i].field, value_number(rows[i].max + 1)));
        assert_false(takes(rows[i].kind, rows[i].field, value_text("1")));
    }
}

static void test_a_line_is_one_line_and_a_string_may_be_more(void **state)
{
    (void)state;
    static uint8_t bytes[SCHEMA_TEXT_BYTES_MAX + 1];
    memset(bytes, 'a', sizeof bytes);
    static const struct {
        unsigned kind, field;
        size_t max;
    } rows[] = {
        {KIND_GOAL, GOAL_WHY, 280},
        {KIND_GOAL, GOAL_LEVEL_FIRST + 4, 280},
        {KIND_RATING, RATING_LINE, 280},
        {KIND_CHECK_IN, CHECK_IN_NOTE, 1024},
        {KIND_REFLECTION, REFLECTION_TEXT, 4096},
        {KIND_WORDS, WORDS_TEXT, 4096},
        {KIND_CONSENT, CONSENT_TEXT, 16384},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool one_line = rows[i].max == SCHEMA_LINE_BYTES_MAX;
        assert_true(takes(rows[i].kind, rows[i].field, value_string(bytes, rows[i].max)));
        assert_false(takes(rows[i].kind, rows[i].field, value_string(bytes, rows[i].max + 1)));
        assert_true(takes(rows[i].kind, rows[i].field, value_text("")));
        assert_true(takes(rows[i].kind, rows[i].field, value_text("\xc3\xa9t\xc3\xa9")));
        assert_true(takes(rows[i].kind, rows[i].field, value_text("a\n\tb")) == !one_line);
        assert_false(takes(rows[i].kind, rows[i].field, value_text("\x1b[2J")));
        assert_false(takes(rows[i].kind, rows[i].field, value_text("\xc2\x85")));
        assert_false(takes(rows[i].kind, rows[i].field, value_text("\xc0\xaf")));
        assert_false(takes(rows[i].kind, rows[i].field, value_bytes(bytes, 3)));
        assert_false(takes(rows[i].kind, rows[i].field, value_number(3)));
    }
}

static void test_bytes_keys_and_objects_are_of_their_form(void **state)
{
    (void)state;
    uint8_t bytes[65];
    memset(bytes, 0, sizeof bytes);
    assert_true(takes(KIND_MEASURE, MEASURE_ANSWERS, value_bytes(bytes, 64)));
    assert_false(takes(KIND_MEASURE, MEASURE_ANSWERS, value_bytes(bytes, 65)));
    assert_true(takes(KIND_SIGNATURE, SIGNATURE_BYTES, value_bytes(bytes, 64)));
    assert_false(takes(KIND_SIGNATURE, SIGNATURE_BYTES, value_bytes(bytes, 65)));
    assert_true(takes(KIND_SIGNATURE, SIGNATURE_HASH, value_bytes(bytes, 32)));
    assert_false(takes(KIND_SIGNATURE, SIGNATURE_HASH, value_bytes(bytes, 33)));
    assert_true(takes(KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 5, value_bytes(bytes, 32)));
    assert_false(takes(KIND_SPACE, SPACE_SIGN_KEY_BY_0 + 5, value_bytes(bytes, 33)));
    assert_false(takes(KIND_GOAL, GOAL_ORDER, value_bytes(bytes, 3)));
    assert_false(takes(KIND_GOAL, GOAL_ORDER, value_bytes(bytes, 0)));
    memset(bytes, 9, sizeof bytes);
    assert_true(takes(KIND_GOAL, GOAL_ORDER, value_bytes(bytes, SCHEMA_ORDER_BYTES_MAX)));
    assert_false(takes(KIND_GOAL, GOAL_ORDER, value_bytes(bytes, SCHEMA_ORDER_BYTES_MAX + 1)));
    assert_true(takes(KIND_PRACTICE, PRACTICE_GOAL, value_object((struct object_id){9, 17})));
    assert_false(takes(KIND_PRACTICE, PRACTICE_GOAL, value_object((struct object_id){9, 18})));
    assert_false(takes(KIND_PRACTICE, PRACTICE_GOAL, value_object((struct object_id){0, 1})));
    assert_true(takes(KIND_COMMENT, COMMENT_TARGET, value_object(OBJECT_SPACE)));
}

static void test_every_register_may_be_cleared_and_no_note(void **state)
{
    (void)state;
    for (unsigned kind = 0; kind < KIND_COUNT; kind++) {
        for (unsigned field = 0; schema_field(kind, field) != NULL; field++) {
            bool is_note = schema_field(kind, field)->type == FIELD_NOTE;
            assert_true(takes(kind, field, value_none()) == !is_note);
            assert_false(is_note && takes(kind, field, value_text("a")));
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_every_kind_has_names_and_fields_of_its_own),
    cmocka_unit_test(test_only_authors_write_what_is_theirs),
    cmocka_unit_test(test_what_is_answered_is_of_another),
    cmocka_unit_test(test_a_number_is_in_its_bounds),
    cmocka_unit_test(test_a_line_is_one_line_and_a_string_may_be_more),
    cmocka_unit_test(test_bytes_keys_and_objects_are_of_their_form),
    cmocka_unit_test(test_every_register_may_be_cleared_and_no_note),
};

TEST_GROUP(schema, tests)
