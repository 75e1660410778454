#include "session/format_feedback.h"

#include "harness.h"

static void it_is_asked_in_the_first_hour_the_third_and_then_every_sixth(void **state)
{
    (void)state;
    static const uint32_t expected[] = {1, 3, 3, 9, 9, 9, 9, 9, 9, 15};
    for (uint32_t hour = 1; hour <= 10; hour++)
        assert_int_equal(format_feedback_next(hour, 0), expected[hour - 1]);
    assert_int_equal(format_feedback_next(15, 0), 15);
    assert_int_equal(format_feedback_next(16, 0), 21);
}

static void moved_it_waits_for_that_hour_and_is_every_sixth_from_there(void **state)
{
    (void)state;
    assert_int_equal(format_feedback_next(1, 5), 5);
    assert_int_equal(format_feedback_next(5, 5), 5);
    assert_int_equal(format_feedback_next(6, 5), 11);
    assert_int_equal(format_feedback_next(12, 5), 17);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_is_asked_in_the_first_hour_the_third_and_then_every_sixth),
    cmocka_unit_test(moved_it_waits_for_that_hour_and_is_every_sixth_from_there),
};
TEST_GROUP(format_feedback, tests)
