#include "session/hour.h"

#include "harness.h"

#define MINUTE   60000
#define BEGAN_MS 7000000

static void lay(struct board *board, enum card_hour_field field, uint64_t number)
{
    struct card_edit edit = {.kind = CARD_HOUR, .field = (uint8_t)field, .number = number};
    assert_true(board_set(board, &edit));
}

/* What the other side, which is 1, lays. */
static void they_lay(struct board *board, enum card_hour_field field, uint64_t number)
{
    const struct card_edit edit = {
        .kind = CARD_HOUR, .field = (uint8_t)field, .stamp = board->stamp + 1, .number = number};
    assert_int_equal(board_take(board, &edit), BOARD_TAKEN);
}

/* An hour of `minutes` that began at BEGAN_MS. */
static void begin(struct board *board, uint64_t minutes)
{
    board_init(board, 0);
    lay(board, HOUR_CARD_BEGAN, BEGAN_MS);
    lay(board, HOUR_CARD_MINUTES, minutes);
}

static void every_stage_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(stage_name(STAGE_ARRIVING), "arriving");
    assert_string_equal(stage_name(STAGE_WARM_UP), "warm-up");
    assert_string_equal(stage_name(STAGE_CLOSED), "closed");
}

static void stages_before_the_door_are_ones_own_and_those_behind_it_are_on_the_board(void **state)
{
    (void)state;
    struct hour hour = {.own = STAGE_READY};
    struct board board;
    board_init(&board, 0);
    assert_int_equal(hour_stage(&hour, &board, false), STAGE_READY);
    assert_int_equal(hour_stage(&hour, &board, true), STAGE_WARM_UP);
    they_lay(&board, HOUR_CARD_STAGE, STAGE_WORK);
    assert_int_equal(hour_stage(&hour, &board, false), STAGE_READY);
    assert_int_equal(hour_stage(&hour, &board, true), STAGE_WORK);
    they_lay(&board, HOUR_CARD_STAGE, STAGE_ARRIVING); /* no way back through the door */
    assert_int_equal(hour_stage(&hour, &board, true), STAGE_WARM_UP);
    board_clear(&board);
}

static void the_log_says_of_each_stage_whether_it_was_done_skipped_or_not_reached(void **state)
{
    (void)state;
    struct hour hour = {.reached = STAGE_CLOSING, .skipped = 1U << STAGE_READY};
    struct board board;
    board_init(&board, 0);
    lay(&board, HOUR_CARD_SKIPPED, 1U << STAGE_WARM_UP);
    they_lay(&board, HOUR_CARD_SKIPPED, 1U << STAGE_AGENDA);
    static const enum stage_trace expected[] = {
        STAGE_DONE, STAGE_SKIPPED, STAGE_DONE,        STAGE_SKIPPED,    STAGE_SKIPPED,
        STAGE_DONE, STAGE_DONE,    STAGE_NOT_REACHED, STAGE_NOT_REACHED};
    for (enum session_stage stage = STAGE_ARRIVING; stage <= STAGE_CLOSED; stage++)
        assert_int_equal(hour_trace(&hour, &board, stage), expected[stage]);
    board_clear(&board);
}

static void an_hour_that_has_not_begun_has_no_end_and_no_cues(void **state)
{
    (void)state;
    struct board board;
    board_init(&board, 0);
    const struct hour_times times = hour_times(&board);
    assert_false(times.began);
    assert_int_equal(times.ends_ms, 0);
    assert_int_equal(times.minutes, HOUR_MINUTES_USUAL);
    assert_int_equal(hour_cue(&board, UINT64_C(1) << 47), CUE_NONE);
    assert_int_equal(hour_next_cue(&board, 0), UINT64_MAX);
    board_clear(&board);
}

static void longer_takes_both_and_the_smaller_of_what_they_would_add_counts(void **state)
{
    (void)state;
    struct board board;
    begin(&board, 50);
    lay(&board, HOUR_CARD_MORE, 15);
    assert_int_equal(hour_times(&board).ends_ms, BEGAN_MS + 50 * MINUTE);
    they_lay(&board, HOUR_CARD_MORE, 10);
    assert_int_equal(hour_times(&board).more, 10);
    assert_int_equal(hour_times(&board).ends_ms, BEGAN_MS + 60 * MINUTE);
    board_clear(&board);
}

static void what_the_line_took_is_the_larger_of_both_views_and_given_back_where_agreed(void **state)
{
    (void)state;
    struct board board;
    begin(&board, 50);
    lay(&board, HOUR_CARD_TAKEN, 20000);
    they_lay(&board, HOUR_CARD_TAKEN, 95000);
    assert_int_equal(hour_times(&board).taken_ms, 95000);
    assert_false(hour_times(&board).gives_back);
    assert_int_equal(hour_times(&board).ends_ms, BEGAN_MS + 50 * MINUTE);
    lay(&board, HOUR_CARD_GIVE_BACK, 1);
    assert_int_equal(hour_times(&board).ends_ms, BEGAN_MS + 50 * MINUTE + 95000);
    board_clear(&board);
}

static void cues_come_at_the_start_ten_and_five_before_and_at_the_end(void **state)
{
    (void)state;
    struct board board;
    begin(&board, 50);
    static const struct {
        uint64_t at_ms;
        enum hour_cue cue;
        uint64_t next_ms;
    } expected[] = {
        {BEGAN_MS - 1, CUE_NONE, BEGAN_MS},
        {BEGAN_MS, CUE_START, BEGAN_MS + 40 * MINUTE},
        {BEGAN_MS + 40 * MINUTE - 1, CUE_START, BEGAN_MS + 40 * MINUTE},
        {BEGAN_MS + 40 * MINUTE, CUE_TEN, BEGAN_MS + 45 * MINUTE},
        {BEGAN_MS + 45 * MINUTE, CUE_FIVE, BEGAN_MS + 50 * MINUTE},
        {BEGAN_MS + 50 * MINUTE, CUE_END, UINT64_MAX},
        {BEGAN_MS + 90 * MINUTE, CUE_END, UINT64_MAX},
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(hour_cue(&board, expected[i].at_ms), expected[i].cue);
        assert_int_equal(hour_next_cue(&board, expected[i].at_ms), expected[i].next_ms);
    }
    board_clear(&board);
}

static void a_short_hour_has_only_the_cues_that_fit_in(void **state)
{
    (void)state;
    struct board board;
    begin(&board, 10);
    assert_int_equal(hour_cue(&board, BEGAN_MS), CUE_START);
    assert_int_equal(hour_cue(&board, BEGAN_MS + 5 * MINUTE), CUE_FIVE);
    lay(&board, HOUR_CARD_MINUTES, 5);
    assert_int_equal(hour_cue(&board, BEGAN_MS + 5 * MINUTE - 1), CUE_START);
    assert_int_equal(hour_cue(&board, BEGAN_MS + 5 * MINUTE), CUE_END);
    board_clear(&board);
}

static void each_cue_is_told_once_and_none_that_is_past(void **state)
{
    (void)state;
    struct board board;
    struct hour_cues cues = {0};
    begin(&board, 50);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS), CUE_START);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 1), CUE_NONE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 46 * MINUTE), CUE_FIVE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 46 * MINUTE), CUE_NONE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 55 * MINUTE), CUE_END);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 56 * MINUTE), CUE_NONE);
    board_clear(&board);
}

static void minutes_that_are_added_bring_the_cues_of_the_new_end(void **state)
{
    (void)state;
    struct board board;
    struct hour_cues cues = {0};
    begin(&board, 50);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 50 * MINUTE), CUE_END);
    lay(&board, HOUR_CARD_MORE, 10);
    they_lay(&board, HOUR_CARD_MORE, 10);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 51 * MINUTE), CUE_NONE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 55 * MINUTE), CUE_FIVE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 60 * MINUTE), CUE_END);
    board_clear(&board);
}

static void an_end_that_moves_by_seconds_repeats_no_cue(void **state)
{
    (void)state;
    struct board board;
    struct hour_cues cues = {0};
    begin(&board, 50);
    lay(&board, HOUR_CARD_GIVE_BACK, 1);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 45 * MINUTE), CUE_FIVE);
    lay(&board, HOUR_CARD_TAKEN, 30000);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 45 * MINUTE + 1), CUE_NONE);
    assert_int_equal(hour_take_cue(&cues, &board, BEGAN_MS + 45 * MINUTE + 30000), CUE_NONE);
    board_clear(&board);
}

static void settling_is_a_minute_of_one_breath_in_ten_seconds(void **state)
{
    (void)state;
    assert_false(breath_at(0, BEGAN_MS).on);
    struct breath breath = breath_at(BEGAN_MS, BEGAN_MS);
    assert_true(breath.on && breath.in);
    assert_int_equal(breath.seconds_left, 60);
    assert_true(breath.fullness == 0.0);
    assert_true(breath_at(BEGAN_MS, BEGAN_MS + 2000).fullness == 0.5);
    assert_true(breath_at(BEGAN_MS, BEGAN_MS + 4000).fullness == 1.0);
    assert_false(breath_at(BEGAN_MS, BEGAN_MS + 4000).in);
    assert_true(breath_at(BEGAN_MS, BEGAN_MS + 7000).fullness == 0.5);
    assert_int_equal(breath_at(BEGAN_MS, BEGAN_MS + 59999).seconds_left, 1);
    assert_false(breath_at(BEGAN_MS, BEGAN_MS + 60000).on);
    assert_true(breath_at(BEGAN_MS, BEGAN_MS - 100).on); /* their clock is a little ahead */
}

/* Two clocks within 150 ms of each other show breaths that the eye cannot tell apart. */
static void a_breath_never_jumps(void **state)
{
    (void)state;
    for (uint64_t at_ms = 0; at_ms + 150 < HOUR_SETTLE_MS; at_ms += 10) {
        double one = breath_at(1, 1 + at_ms).fullness;
        double other = breath_at(1, 1 + at_ms + 150).fullness;
        assert_true(one >= 0 && one <= 1);
        assert_true(one - other < 0.06 && other - one < 0.06);
    }
}

static void the_next_time_is_what_was_agreed_last(void **state)
{
    (void)state;
    struct board board;
    begin(&board, 50);
    assert_int_equal(hour_times(&board).next_minute, 0);
    lay(&board, HOUR_CARD_NEXT, 30000000);
    they_lay(&board, HOUR_CARD_NEXT, 30000060);
    assert_int_equal(hour_times(&board).next_minute, 30000060);
    board_clear(&board);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_stage_has_a_name),
    cmocka_unit_test(stages_before_the_door_are_ones_own_and_those_behind_it_are_on_the_board),
    cmocka_unit_test(the_log_says_of_each_stage_whether_it_was_done_skipped_or_not_reached),
    cmocka_unit_test(an_hour_that_has_not_begun_has_no_end_and_no_cues),
    cmocka_unit_test(longer_takes_both_and_the_smaller_of_what_they_would_add_counts),
    cmocka_unit_test(what_the_line_took_is_the_larger_of_both_views_and_given_back_where_agreed),
    cmocka_unit_test(cues_come_at_the_start_ten_and_five_before_and_at_the_end),
    cmocka_unit_test(a_short_hour_has_only_the_cues_that_fit_in),
    cmocka_unit_test(each_cue_is_told_once_and_none_that_is_past),
    cmocka_unit_test(minutes_that_are_added_bring_the_cues_of_the_new_end),
    cmocka_unit_test(an_end_that_moves_by_seconds_repeats_no_cue),
    cmocka_unit_test(settling_is_a_minute_of_one_breath_in_ten_seconds),
    cmocka_unit_test(a_breath_never_jumps),
    cmocka_unit_test(the_next_time_is_what_was_agreed_last),
};
TEST_GROUP(hour, tests)
