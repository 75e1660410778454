#include "session/presence.h"

#include "harness.h"

#define SECOND UINT64_C(1000000)

static const struct presence_facts calm = {.typed_us = PRESENCE_NEVER, .spoke_us = PRESENCE_NEVER};

static void a_line_without_a_sign_of_life_is_silent_within_five_seconds(void **state)
{
    (void)state;
    struct presence_line line = {0};
    presence_heard(&line, 10 * SECOND);
    assert_true(presence_next(&line) <= 15 * SECOND);
    presence_pass(&line, presence_next(&line) - 1);
    assert_false(line.silent);
    presence_pass(&line, presence_next(&line));
    assert_true(line.silent);
    assert_int_equal(presence_next(&line), UINT64_MAX);
}

static void a_line_that_comes_and_goes_stays_silent_until_it_is_back(void **state)
{
    (void)state;
    struct presence_line line = {0};
    presence_pass(&line, 10 * SECOND);
    assert_false(line.silent); /* it never spoke */
    presence_heard(&line, SECOND);
    presence_pass(&line, 10 * SECOND);
    presence_heard(&line, 30 * SECOND); /* one sign is no line */
    assert_true(line.silent);
    presence_heard(&line, 51 * SECOND);
    assert_true(line.silent);
    presence_heard(&line, 54 * SECOND);
    assert_false(line.silent);
}

/* On a kilobit a second a sign may take seven seconds; that is no silence once it is known. */
static void a_line_on_which_signs_are_seldom_is_not_said_to_be_silent_for_long(void **state)
{
    (void)state;
    struct presence_line line = {0};
    presence_heard(&line, 10 * SECOND);
    presence_pass(&line, 16 * SECOND);
    assert_true(line.silent);
    for (uint64_t at_us = 17 * SECOND; at_us < 100 * SECOND; at_us += 7 * SECOND) {
        presence_pass(&line, at_us);
        presence_heard(&line, at_us);
        assert_true(line.silent == (at_us == 17 * SECOND));
    }
    for (int i = 0; i < 20; i++)
        presence_heard(&line, line.heard_us + SECOND); /* and it is fast again */
    assert_true(presence_next(&line) <= line.heard_us + 5 * SECOND);
}

static void signs_that_come_late_are_no_silence(void **state)
{
    (void)state;
    struct presence_line line = {0};
    for (uint64_t at_us = 2 * SECOND; at_us < 100 * SECOND; at_us += 4 * SECOND) {
        presence_heard(&line, at_us);
        presence_pass(&line, at_us + 4 * SECOND - 1);
        assert_false(line.silent);
    }
}

static void what_matters_most_is_said(void **state)
{
    (void)state;
    struct presence_facts facts = calm;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_HERE);
    facts.spoke_us = 99 * SECOND;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_LISTENING);
    facts.typed_us = 99 * SECOND;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_TYPING);
    facts.covered = true;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_COVERED);
    facts.back_soon = true;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_BACK_SOON);
    facts.someone_came_in = true;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_SOMEONE_CAME_IN);
    facts.silent = true;
    assert_int_equal(presence_of(&facts, 100 * SECOND), PRESENCE_SILENT);
}

static void
typing_and_listening_last_a_few_seconds_longer_than_what_they_are_taken_from(void **state)
{
    (void)state;
    struct presence_facts facts = calm;
    facts.typed_us = facts.spoke_us = 100 * SECOND;
    assert_int_equal(presence_of(&facts, 103 * SECOND - 1), PRESENCE_TYPING);
    assert_int_equal(presence_of(&facts, 103 * SECOND), PRESENCE_LISTENING);
    assert_int_equal(presence_of(&facts, 108 * SECOND - 1), PRESENCE_LISTENING);
    assert_int_equal(presence_of(&facts, 108 * SECOND), PRESENCE_HERE);
}

static void every_presence_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(presence_name(PRESENCE_HERE), "here");
    assert_string_equal(presence_name(PRESENCE_SOMEONE_CAME_IN), "interrupted");
    assert_string_equal(presence_name(PRESENCE_SILENT), "silent");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_line_without_a_sign_of_life_is_silent_within_five_seconds),
    cmocka_unit_test(a_line_that_comes_and_goes_stays_silent_until_it_is_back),
    cmocka_unit_test(a_line_on_which_signs_are_seldom_is_not_said_to_be_silent_for_long),
    cmocka_unit_test(signs_that_come_late_are_no_silence),
    cmocka_unit_test(what_matters_most_is_said),
    cmocka_unit_test(typing_and_listening_last_a_few_seconds_longer_than_what_they_are_taken_from),
    cmocka_unit_test(every_presence_has_a_name),
};
TEST_GROUP(presence, tests)
