#include "app/acquaintance_text.h"

#include <string.h>

#include "harness.h"

static void how_long_something_lasts_is_said_in_words(void **state)
{
    (void)state;
    static const struct {
        uint64_t left;
        const char *words;
    } rows[] = {
        {0, "over"},
        {1, "in 1 second"},
        {90, "in 90 seconds"},
        {120, "in 2 minutes"},
        {7199, "in 119 minutes"},
        {7200, "in 2 hours"},
        {172800, "in 48 hours"},
    };
    char out[LEFT_TEXT_BYTES];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(left_text(5000 + rows[i].left, 5000, out), rows[i].words);
    assert_string_equal(left_text(4000, 5000, out), "over");
}

static void a_day_has_its_month_in_letters(void **state)
{
    (void)state;
    char out[DAY_TEXT_BYTES];
    assert_non_null(strstr(day_text(1777809600, out), "May 2026")); /* noon of the third, UTC */
}

static void each_state_has_its_words(void **state)
{
    (void)state;
    struct person person = {.verified = false};
    assert_string_equal(state_text(&person), "not yet confirmed");
    person.verified = true;
    assert_string_equal(state_text(&person), "confirmed");
    person.key_question = true;
    assert_non_null(strstr(state_text(&person), "another key"));
    person.blocked = true;
    assert_string_equal(state_text(&person), "blocked");
    person.refuted = true;
    assert_non_null(strstr(state_text(&person), "pair anew"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(how_long_something_lasts_is_said_in_words),
    cmocka_unit_test(a_day_has_its_month_in_letters),
    cmocka_unit_test(each_state_has_its_words),
};
TEST_GROUP(acquaintance_text, tests)
