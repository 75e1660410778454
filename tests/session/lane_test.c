#include "session/lane.h"

#include <stdio.h>

#include "harness.h"

static struct line *append(struct lane *lane, char *text, enum line_state state)
{
    const struct line line = {.author = LINE_MINE, .state = state, .text = text};
    return lane_append(lane, &line);
}

static void a_full_lane_forgets_the_oldest_that_has_arrived(void **state)
{
    (void)state;
    struct lane lane = {0};
    char text[16];
    append(&lane, (char[]){"waits"}, LINE_WRITTEN);
    for (int i = 1; i < LANE_MAX; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_non_null(append(&lane, text, LINE_ARRIVED));
    }
    assert_non_null(append(&lane, (char[]){"newest"}, LINE_ARRIVED));
    assert_int_equal(lane.count, LANE_MAX);
    assert_string_equal(lane.lines[0].text, "waits");
    assert_string_equal(lane.lines[1].text, "2");
    assert_string_equal(lane.lines[LANE_MAX - 1].text, "newest");
    lane_clear(&lane);
}

static void a_lane_full_of_words_that_wait_takes_no_more(void **state)
{
    (void)state;
    struct lane lane = {0};
    for (int i = 0; i < LANE_MAX; i++)
        assert_non_null(append(&lane, (char[]){"waits"}, LINE_WRITTEN));
    assert_null(append(&lane, (char[]){"too many"}, LINE_WRITTEN));
    assert_int_equal(lane.count, LANE_MAX);
    lane_clear(&lane);
}

static void a_line_is_found_by_its_record_once_it_left(void **state)
{
    (void)state;
    struct lane lane = {0};
    append(&lane, (char[]){"written"}, LINE_WRITTEN);
    append(&lane, (char[]){"left"}, LINE_LEFT)->record_id = 7;
    assert_string_equal(lane_find_record(&lane, 7)->text, "left");
    assert_null(lane_find_record(&lane, 0));
    lane_drop_last(&lane);
    assert_null(lane_find_record(&lane, 7));
    lane_clear(&lane);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_full_lane_forgets_the_oldest_that_has_arrived),
    cmocka_unit_test(a_lane_full_of_words_that_wait_takes_no_more),
    cmocka_unit_test(a_line_is_found_by_its_record_once_it_left),
};
TEST_GROUP(lane, tests)
