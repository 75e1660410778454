#include "driver/tap.h"

#include <string.h>

#include "harness.h"

static struct tap read_whole(const char *text)
{
    struct tap tap;
    tap_init(&tap);
    tap_read(&tap, text, strlen(text));
    tap_finish(&tap);
    return tap;
}

static void each_row_counts_as_it_says(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int passed;
        int failed;
        int broken_plans;
    } rows[] = {
        {"1..2\nok 1 - a\nok 2 - b\n", 2, 0, 0},
        {"1..2\nok 1 - a\nnot ok 2 - b\n", 1, 1, 0},
        {"ok 1 - a\nok 2 - b\n1..2\n", 2, 0, 0},
        {"1..1\nok 1 - a\n1..2\nok 1 - b\nok 2 - c\n", 3, 0, 0},
        {"1..3\nok 1 - a\n", 1, 2, 1},                      /* two never ran */
        {"1..1\nok 1 - a\nok 2 - b\n", 2, 1, 1},            /* one more than promised */
        {"1..2\nok 1 - a\n1..1\nok 1 - b\n", 2, 1, 1},      /* the first group is short */
        {"ok 1 - a\n1..2\n", 1, 1, 1},                      /* short, the plan coming last */
        {"ok 1 - a\n", 1, 1, 1},                            /* no plan at all */
        {"1..0\n", 0, 0, 0},                                /* nothing promised, nothing run */
        {"", 0, 0, 0},                                      /* the driver calls that a failure */
        {"1..1\n    ok 1 - indented\nok 1 - a\n", 1, 0, 0}, /* not ours */
        {"1..1\nokay\nok 1\n", 1, 0, 0},
        {"1..1\nok 1 - without a newline", 1, 0, 0},
        {"1..many\n1..1\nok 1 - a\n", 1, 0, 0},
        {"1..99999999999\n1..1\nok 1\n", 1, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tap tap = read_whole(rows[i].text);
        if (tap.passed != rows[i].passed || tap.failed != rows[i].failed ||
            tap.broken_plans != rows[i].broken_plans)
            fail_msg("row %zu: %d passed, %d failed, %d broken plans", i, tap.passed, tap.failed,
                     tap.broken_plans);
    }
}

static void pieces_may_be_cut_anywhere(void **state)
{
    (void)state;
    const char *text = "1..2\nok 1 - a\nnot ok 2 - b\n";
    for (size_t cut = 0; cut <= strlen(text); cut++) {
        struct tap tap;
        tap_init(&tap);
        tap_read(&tap, text, cut);
        tap_read(&tap, text + cut, strlen(text) - cut);
        tap_finish(&tap);
        assert_int_equal(tap.passed, 1);
        assert_int_equal(tap.failed, 1);
    }
}

static void an_endless_line_is_cut_and_the_next_one_read(void **state)
{
    (void)state;
    struct tap tap;
    tap_init(&tap);
    tap_read(&tap, "1..1\n", 5);
    for (int i = 0; i < 10 * TAP_LINE_MAX; i++)
        tap_read(&tap, "x", 1);
    tap_read(&tap, "\nok 1 - a\n", 10);
    tap_finish(&tap);
    assert_int_equal(tap.passed, 1);
    assert_int_equal(tap.failed, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_row_counts_as_it_says),
    cmocka_unit_test(pieces_may_be_cut_anywhere),
    cmocka_unit_test(an_endless_line_is_cut_and_the_next_one_read),
};
TEST_GROUP(tap, tests)
