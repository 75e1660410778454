/* Words and the way to them at 1 kbit/s with 30 % loss. */
#include <stdio.h>

#include "harness.h"
#include "thin_line.h"

#define SECOND UINT64_C(1000000)

static struct thin_line_result play(uint32_t round_trip_us, bool both_call)
{
    const struct thin_line_plan plan = {.terms = THIN_LINE_TERMS,
                                        .seed = 1,
                                        .seeds = 20,
                                        .round_trip_us = round_trip_us,
                                        .both_call = both_call};
    struct thin_line_result result = thin_line_play(&plan);
    printf("# start p50 %.2f s, p95 %.2f s, worst %.2f s; line p50 %.2f s, p95 %.2f s, worst "
           "%.2f s\n",
           (double)result.start.p50_us / 1e6, (double)result.start.p95_us / 1e6,
           (double)result.start.max_us / 1e6, (double)result.line.p50_us / 1e6,
           (double)result.line.p95_us / 1e6, (double)result.line.max_us / 1e6);
    return result;
}

static void scenario_words_at_1_kbit_s_and_30_per_cent_loss(void **state)
{
    (void)state;
    struct thin_line_result result = play(3000000, false);
    assert_int_equal(result.failed, 0);
    assert_true(result.start.max_us <= 20 * SECOND);
    assert_true(result.line.p50_us <= 2 * SECOND);
    assert_true(result.line.p95_us <= 10 * SECOND);
    assert_true(result.bits_per_second < 600);
}

static void scenario_both_call_at_once_at_1_kbit_s(void **state)
{
    (void)state;
    struct thin_line_result result = play(3000000, true);
    assert_int_equal(result.failed, 0);
    assert_true(result.start.max_us <= 20 * SECOND);
    assert_true(result.line.p50_us <= 2 * SECOND);
    assert_true(result.line.p95_us <= 10 * SECOND);
}

static void scenario_words_where_nothing_was_known_of_the_line(void **state)
{
    (void)state;
    struct thin_line_result result = play(0, false);
    assert_int_equal(result.failed, 0);
    assert_true(result.start.max_us <= 60 * SECOND);
    assert_true(result.line.p95_us <= 20 * SECOND);
}

static void scenario_the_same_story_has_the_same_figures(void **state)
{
    (void)state;
    struct thin_line_plan plan = {THIN_LINE_TERMS, .seed = 7, .seeds = 1, .round_trip_us = 2000000};
    uint64_t hash = thin_line_play(&plan).log_hash;
    assert_true(thin_line_play(&plan).log_hash == hash);
    plan.seed = 8;
    assert_false(thin_line_play(&plan).log_hash == hash);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_words_at_1_kbit_s_and_30_per_cent_loss),
    cmocka_unit_test(scenario_both_call_at_once_at_1_kbit_s),
    cmocka_unit_test(scenario_words_where_nothing_was_known_of_the_line),
    cmocka_unit_test(scenario_the_same_story_has_the_same_figures),
};
TEST_GROUP(thin_line, tests)
