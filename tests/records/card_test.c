#include "records/card.h"

#include <string.h>

#include "harness.h"

static struct card_edit number(enum card_kind kind, uint32_t id, unsigned field, uint64_t value)
{
    return (struct card_edit){
        .kind = kind, .field = (uint8_t)field, .id = id, .stamp = 1, .number = value};
}

static struct card_edit text(enum card_kind kind, uint32_t id, unsigned field, const char *words)
{
    return (struct card_edit){.kind = kind,
                              .field = (uint8_t)field,
                              .id = id,
                              .stamp = 1,
                              .text = words,
                              .size = strlen(words)};
}

static void every_kind_has_a_name_and_its_fields_have_one_each(void **state)
{
    (void)state;
    size_t fields = 0;
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        assert_true(strlen(card_kind_name((enum card_kind)kind)) > 0);
        bool ended = false;
        for (unsigned field = 0; field < CARD_FIELDS_MAX; field++) {
            const struct card_field found = card_field_of(kind, field);
            /* No holes: what is absent is absent to the end. */
            assert_false(ended && found.type != CARD_ABSENT);
            ended = found.type == CARD_ABSENT;
            fields += !ended;
            for (unsigned other = 0; !ended && other < field; other++)
                assert_string_not_equal(found.name, card_field_of(kind, other).name);
        }
    }
    assert_int_equal(fields, 3 + 4 + 2 + 11 + 4 + 5 + 3 + 2);
}

static void a_card_of_which_there_is_one_has_no_maker(void **state)
{
    (void)state;
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        bool single = card_is_single((enum card_kind)kind);
        assert_int_equal(single, kind >= CARD_HOUR);
        for (unsigned field = 0; single && field < CARD_FIELDS_MAX; field++) {
            enum card_writer writer = card_field_of(kind, field).writer;
            assert_true(writer == CARD_BOTH || writer == CARD_EACH);
        }
    }
}

static void what_is_no_field_is_absent(void **state)
{
    (void)state;
    static const unsigned pairs[][2] = {{0, 0},  {CARD_KINDS, 0}, {CARD_AGENDA, 3},
                                        {1, 12}, {1, 4000000000}, {4000000000, 0}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_int_equal(card_field_of(pairs[i][0], pairs[i][1]).type, CARD_ABSENT);
    assert_int_equal(card_field_of(CARD_PLACE, PLACE_CARD_PHONE).type, CARD_LINE);
}

static void every_number_reaches_its_bounds_and_does_not_pass_them(void **state)
{
    (void)state;
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        uint32_t id = card_is_single((enum card_kind)kind) ? 0 : 2;
        for (unsigned field = 0; field < CARD_FIELDS_MAX; field++) {
            const struct card_field found = card_field_of(kind, field);
            if (found.type != CARD_NUMBER)
                continue;
            struct card_edit edit = number((enum card_kind)kind, id, field, found.least);
            assert_true(card_edit_is_valid(&edit));
            edit.number = found.most;
            assert_true(card_edit_is_valid(&edit));
            edit.number = found.most + 1;
            assert_false(card_edit_is_valid(&edit));
            edit.number = found.least - 1;
            assert_false(card_edit_is_valid(&edit));
            edit = text((enum card_kind)kind, id, field, "");
            assert_false(card_edit_is_valid(&edit));
        }
    }
    struct card_edit minutes = number(CARD_HOUR, 0, HOUR_CARD_MINUTES, 4);
    assert_false(card_edit_is_valid(&minutes));
    minutes.number = 50;
    assert_true(card_edit_is_valid(&minutes));
}

static void every_text_reaches_its_bound_and_does_not_pass_it(void **state)
{
    (void)state;
    char letters[CARD_STRING_BYTES_MAX + 1];
    memset(letters, 'a', sizeof letters);
    for (unsigned kind = CARD_AGENDA; kind < CARD_KINDS; kind++) {
        uint32_t id = card_is_single((enum card_kind)kind) ? 0 : 3;
        for (unsigned field = 0; field < CARD_FIELDS_MAX; field++) {
            enum card_type type = card_field_of(kind, field).type;
            if (type != CARD_LINE && type != CARD_STRING)
                continue;
            struct card_edit edit = text((enum card_kind)kind, id, field, "");
            assert_true(card_edit_is_valid(&edit));
            edit.text = letters;
            edit.size = type == CARD_LINE ? CARD_LINE_BYTES_MAX : CARD_STRING_BYTES_MAX;
            assert_true(card_edit_is_valid(&edit));
            edit.size++;
            assert_false(card_edit_is_valid(&edit));
            edit = number((enum card_kind)kind, id, field, 0);
            assert_false(card_edit_is_valid(&edit));
        }
    }
}

static void a_text_is_text_and_a_line_is_one_line(void **state)
{
    (void)state;
    struct card_edit line =
        text(CARD_AGENDA, 2, AGENDA_CARD_TEXT, "sleep, \xd9\x86\xd9\x88\xd9\x85");
    assert_true(card_edit_is_valid(&line));
    line = text(CARD_AGENDA, 2, AGENDA_CARD_TEXT, "two\nlines");
    assert_false(card_edit_is_valid(&line));
    line = text(CARD_RECAP, 0, RECAP_CARD_DID, "two\n\tlines");
    assert_true(card_edit_is_valid(&line));
    line = text(CARD_RECAP, 0, RECAP_CARD_DID, "\x1b[31m");
    assert_false(card_edit_is_valid(&line));
    line = text(CARD_RECAP, 0, RECAP_CARD_DID, "\xc3(");
    assert_false(card_edit_is_valid(&line));
}

static void an_id_fits_its_kind_and_a_stamp_begins_at_one(void **state)
{
    (void)state;
    struct card_edit edit = number(CARD_AGENDA, 2, AGENDA_CARD_DONE, 1);
    assert_true(card_edit_is_valid(&edit));
    edit.id = CARD_ID_MAX;
    edit.stamp = CARD_STAMP_MAX;
    assert_true(card_edit_is_valid(&edit));
    edit.id = 1; /* a count of 0 */
    assert_false(card_edit_is_valid(&edit));
    edit.id = 0;
    assert_false(card_edit_is_valid(&edit));
    edit = number(CARD_HOUR, 0, HOUR_CARD_STAGE, 1);
    assert_true(card_edit_is_valid(&edit));
    edit.id = 2;
    assert_false(card_edit_is_valid(&edit));
    edit.id = 0;
    edit.stamp = 0;
    assert_false(card_edit_is_valid(&edit));
}

static void the_other_answers_and_the_maker_takes_back(void **state)
{
    (void)state;
    for (unsigned maker = 0; maker < 2; maker++) {
        uint32_t id = 4 | maker;
        assert_int_equal(card_maker(id), maker);
        const struct {
            struct card_edit edit;
            bool maker, other;
        } rows[] = {
            {text(CARD_REFLECTION, id, REFLECTION_CARD_TEXT, "that it is late"), true, false},
            {number(CARD_REFLECTION, id, REFLECTION_CARD_GONE, 1), true, false},
            {number(CARD_REFLECTION, id, REFLECTION_CARD_ANSWER, CARD_ANSWER_YES), false, true},
            {text(CARD_REFLECTION, id, REFLECTION_CARD_EDITED, "too late"), false, true},
            {text(CARD_PHRASE, id, PHRASE_CARD_TEXT, "I need a moment"), true, false},
            {number(CARD_PHRASE, id, PHRASE_CARD_DISMISSED, 1), false, true},
            {text(CARD_AGENDA, id, AGENDA_CARD_TEXT, "sleep"), true, true},
            {number(CARD_HOUR, 0, HOUR_CARD_MORE, 10), true, true},
        };
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            assert_int_equal(card_edit_is_allowed(&rows[i].edit, maker), rows[i].maker);
            assert_int_equal(card_edit_is_allowed(&rows[i].edit, 1 - maker), rows[i].other);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_kind_has_a_name_and_its_fields_have_one_each),
    cmocka_unit_test(a_card_of_which_there_is_one_has_no_maker),
    cmocka_unit_test(what_is_no_field_is_absent),
    cmocka_unit_test(every_number_reaches_its_bounds_and_does_not_pass_them),
    cmocka_unit_test(every_text_reaches_its_bound_and_does_not_pass_it),
    cmocka_unit_test(a_text_is_text_and_a_line_is_one_line),
    cmocka_unit_test(an_id_fits_its_kind_and_a_stamp_begins_at_one),
    cmocka_unit_test(the_other_answers_and_the_maker_takes_back),
};
TEST_GROUP(card, tests)
