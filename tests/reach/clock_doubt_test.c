#include "reach/clock_doubt.h"

#include "harness.h"

#define NOW_S     UINT64_C(1800000000)
#define SECOND_US UINT64_C(1000000)
#define HOUR_S    3600
#define RECORD_S  86400 /* how old a record may be */

static void hear(struct clock_doubt *doubt, uint64_t person, int64_t ahead_s, uint64_t age_max_s)
{
    const struct clock_witness witness = {
        .person = person,
        .their_s = (uint64_t)((int64_t)NOW_S + ahead_s),
        .age_max_s = age_max_s,
        .heard_us = SECOND_US,
    };
    clock_doubt_heard(doubt, &witness);
}

static void assert_judged(const struct clock_doubt *doubt, uint64_t now_s,
                          enum clock_verdict verdict, int64_t offset_s)
{
    int64_t offset = 1;
    assert_int_equal(clock_doubt_judge(doubt, SECOND_US, now_s, &offset), verdict);
    assert_true(offset == offset_s);
}

static void without_evidence_the_clock_is_fine(void **state)
{
    (void)state;
    const struct clock_doubt doubt = {0};
    assert_judged(&doubt, NOW_S, CLOCK_FINE, 0);
    assert_judged(&doubt, 0, CLOCK_FINE, 0);
    assert_judged(&doubt, UINT64_MAX, CLOCK_FINE, 0);
}

static void a_clock_before_a_time_that_has_passed_is_wrong(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    clock_doubt_floor(&doubt, NOW_S);
    clock_doubt_floor(&doubt, NOW_S - 5);
    clock_doubt_floor(&doubt, UINT64_MAX);
    assert_judged(&doubt, NOW_S, CLOCK_FINE, 0);
    assert_judged(&doubt, NOW_S + 400 * HOUR_S, CLOCK_FINE, 0);
    assert_judged(&doubt, NOW_S - CLOCK_TOLERANCE_S, CLOCK_FINE, 0);
    assert_judged(&doubt, NOW_S - CLOCK_TOLERANCE_S - 1, CLOCK_OURS_IS_WRONG,
                  -CLOCK_TOLERANCE_S - 1);
    assert_judged(&doubt, 0, CLOCK_OURS_IS_WRONG, -(int64_t)NOW_S);
}

static void one_person_who_differs_leaves_it_open_whose_clock_it_is(void **state)
{
    (void)state;
    const struct {
        int64_t ahead_s;
        enum clock_verdict verdict;
        int64_t offset_s;
    } rows[] = {
        {0, CLOCK_FINE, 0},
        {CLOCK_TOLERANCE_S, CLOCK_FINE, 0},
        {-CLOCK_TOLERANCE_S, CLOCK_FINE, 0},
        {CLOCK_TOLERANCE_S + 1, CLOCK_ONE_OF_TWO_IS_WRONG, -CLOCK_TOLERANCE_S - 1},
        {-CLOCK_TOLERANCE_S - 1, CLOCK_ONE_OF_TWO_IS_WRONG, CLOCK_TOLERANCE_S + 1},
        {24 * HOUR_S, CLOCK_ONE_OF_TWO_IS_WRONG, -24 * HOUR_S},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct clock_doubt doubt = {0};
        hear(&doubt, 1, rows[i].ahead_s, 0);
        assert_judged(&doubt, NOW_S, rows[i].verdict, rows[i].offset_s);
    }
}

static void two_who_agree_convict_our_clock(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    hear(&doubt, 1, 5 * HOUR_S, 0);
    hear(&doubt, 1, 5 * HOUR_S + 1, 0);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, -5 * HOUR_S - 1);
    hear(&doubt, 2, 5 * HOUR_S + 60, 0);
    assert_judged(&doubt, NOW_S, CLOCK_OURS_IS_WRONG, -5 * HOUR_S - 1);
    /* Set right, it is fine at once. */
    assert_judged(&doubt, NOW_S + 5 * HOUR_S, CLOCK_FINE, 0);
}

static void two_who_differ_from_each_other_or_one_on_our_side_convict_nobody(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    hear(&doubt, 1, 5 * HOUR_S, 0);
    hear(&doubt, 2, 9 * HOUR_S, 0);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, -5 * HOUR_S);
    hear(&doubt, 2, -5 * HOUR_S, 0);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, -5 * HOUR_S);
    hear(&doubt, 2, 5 * HOUR_S, 0);
    hear(&doubt, 3, 0, 0);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, -5 * HOUR_S);
}

static void an_old_record_convicts_only_a_clock_behind_it(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    hear(&doubt, 1, -20 * HOUR_S, RECORD_S);
    assert_judged(&doubt, NOW_S, CLOCK_FINE, 0);
    hear(&doubt, 1, -30 * HOUR_S, RECORD_S);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, 6 * HOUR_S);
    hear(&doubt, 1, 3 * HOUR_S, RECORD_S);
    assert_judged(&doubt, NOW_S, CLOCK_ONE_OF_TWO_IS_WRONG, -3 * HOUR_S);
    hear(&doubt, 1, -30 * HOUR_S, UINT64_MAX);
    assert_judged(&doubt, NOW_S, CLOCK_FINE, 0);
}

static void what_was_heard_ages_with_the_clock_that_never_goes_back(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    int64_t offset_s;
    hear(&doubt, 1, 0, 0);
    assert_int_equal(
        clock_doubt_judge(&doubt, SECOND_US + 7200 * SECOND_US, NOW_S + 7200, &offset_s),
        CLOCK_FINE);
    /* Ours did not go on meanwhile. */
    assert_int_equal(clock_doubt_judge(&doubt, SECOND_US + 7200 * SECOND_US, NOW_S, &offset_s),
                     CLOCK_ONE_OF_TWO_IS_WRONG);
    assert_true(offset_s == -7200);
}

static void the_one_heard_longest_ago_gives_way_and_nonsense_is_not_heard(void **state)
{
    (void)state;
    struct clock_doubt doubt = {0};
    for (uint64_t person = 0; person < 2 * CLOCK_WITNESSES_MAX; person++) {
        const struct clock_witness witness = {
            .person = person, .their_s = NOW_S, .heard_us = SECOND_US + person};
        clock_doubt_heard(&doubt, &witness);
    }
    assert_int_equal(doubt.count, CLOCK_WITNESSES_MAX);
    for (size_t i = 0; i < doubt.count; i++)
        assert_true(doubt.witnesses[i].person >= CLOCK_WITNESSES_MAX);
    const struct clock_witness nonsense = {.person = 99, .their_s = UINT64_MAX, .heard_us = 99};
    clock_doubt_heard(&doubt, &nonsense);
    for (size_t i = 0; i < doubt.count; i++)
        assert_true(doubt.witnesses[i].person != 99);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(without_evidence_the_clock_is_fine),
    cmocka_unit_test(a_clock_before_a_time_that_has_passed_is_wrong),
    cmocka_unit_test(one_person_who_differs_leaves_it_open_whose_clock_it_is),
    cmocka_unit_test(two_who_agree_convict_our_clock),
    cmocka_unit_test(two_who_differ_from_each_other_or_one_on_our_side_convict_nobody),
    cmocka_unit_test(an_old_record_convicts_only_a_clock_behind_it),
    cmocka_unit_test(what_was_heard_ages_with_the_clock_that_never_goes_back),
    cmocka_unit_test(the_one_heard_longest_ago_gives_way_and_nonsense_is_not_heard),
};
TEST_GROUP(clock_doubt, tests)
