#include "session/shared_clock.h"

#include "harness.h"

/* A line between two sides whose steady clocks began at different times and run at different
 * speeds. Time here is that of side 0, in microseconds. */
struct line {
    struct shared_clock zero, one;
    uint64_t seed;
    uint64_t there_us, back_us, jitter_us; /* the ways from side 1 to 0 and back */
    unsigned lost_percent;
    int64_t drift_ppm; /* of side 1's clock */
};

static uint64_t draw(struct line *line, uint64_t below)
{
    line->seed = line->seed * 6364136223846793005u + 1442695040888963407u;
    return below == 0 ? 0 : (line->seed >> 33) % below;
}

static uint64_t time_of_one(const struct line *line, uint64_t at_us)
{
    return 777000000 + at_us + (uint64_t)((int64_t)at_us / 1000000 * line->drift_ppm);
}

static void line_begin(struct line *line, uint64_t seed)
{
    line->seed = seed;
    shared_clock_init(&line->zero, 0);
    shared_clock_init(&line->one, 1);
}

/* Side 1 asks at `at_us`; what happens to it there and back. */
static void ask(struct line *line, uint64_t at_us)
{
    uint32_t asked = shared_clock_ask(&line->one, time_of_one(line, at_us));
    if (draw(line, 100) < line->lost_percent)
        return;
    uint64_t there_us = at_us + line->there_us + draw(line, line->jitter_us + 1);
    uint64_t told_ms = shared_clock_now(&line->zero, there_us);
    uint64_t back_us = there_us + line->back_us + draw(line, line->jitter_us + 1);
    if (draw(line, 100) < line->lost_percent)
        return;
    assert_true(shared_clock_told(&line->one, time_of_one(line, back_us), asked, told_ms, false));
}

/* How far apart the two tell the hour at `at_us`, in milliseconds. */
static uint64_t apart(const struct line *line, uint64_t at_us)
{
    uint64_t zero = shared_clock_now(&line->zero, at_us);
    uint64_t one = shared_clock_now(&line->one, time_of_one(line, at_us));
    return zero > one ? zero - one : one - zero;
}

/* An hour over the line; the most they are apart once side 1 has its first answers. */
static uint64_t hold_hour(struct line *line)
{
    uint64_t most = 0;
    for (uint64_t at_us = 0; at_us < UINT64_C(3600000000); at_us += 100000) {
        if (shared_clock_next_ask(&line->one) <= time_of_one(line, at_us))
            ask(line, at_us);
        if (at_us >= 30000000 && apart(line, at_us) > most)
            most = apart(line, at_us);
    }
    return most;
}

static void the_clock_is_that_of_side_0_which_never_asks(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 0);
    assert_true(shared_clock_is_known(&clock));
    assert_int_equal(shared_clock_now(&clock, 5000999), 5000);
    assert_int_equal(shared_clock_next_ask(&clock), UINT64_MAX);
    assert_false(shared_clock_told(&clock, 6000000, 0, 1, false));
}

static void side_1_knows_nothing_before_the_first_answer_and_the_middle_after_it(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    assert_int_equal(shared_clock_next_ask(&clock), 0);
    uint32_t asked = shared_clock_ask(&clock, 1000000);
    assert_false(shared_clock_is_known(&clock));
    assert_true(shared_clock_told(&clock, 1100000, asked, 90000, false));
    assert_int_equal(shared_clock_now(&clock, 1100000), 90050);
    assert_int_equal(shared_clock_own_time(&clock, 90051), 1100500);
    assert_int_equal(shared_clock_own_time(&clock, 1), 0);
}

static void it_asks_fast_at_first_and_after_silence_and_slowly_else(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    uint64_t now_us = 1;
    for (int i = 1; i <= 5; i++) {
        uint32_t asked = shared_clock_ask(&clock, now_us);
        assert_true(shared_clock_told(&clock, now_us, asked, 1, i == 5));
        bool soon = i < SHARED_CLOCK_FAST || i == 5;
        assert_int_equal(shared_clock_next_ask(&clock),
                         now_us + (soon ? SHARED_CLOCK_SOON_US : SHARED_CLOCK_LATER_US));
        now_us = shared_clock_next_ask(&clock);
    }
}

static void a_line_on_which_answers_take_long_is_not_filled_with_asks(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    uint32_t asked = shared_clock_ask(&clock, 1);
    assert_int_equal(shared_clock_next_ask(&clock),
                     1 + SHARED_CLOCK_LATER_US + 2 * SHARED_CLOCK_SOON_US);
    assert_true(shared_clock_told(&clock, 4000001, asked, 1, false));
    shared_clock_ask(&clock, 5000001);
    assert_int_equal(shared_clock_next_ask(&clock), 5000001 + SHARED_CLOCK_LATER_US + 8000000);
}

static void an_answer_that_nobody_asked_for_counts_for_nothing(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    assert_false(shared_clock_told(&clock, 1000, 0, 1, false));
    uint32_t asked = shared_clock_ask(&clock, 1000);
    assert_false(shared_clock_told(&clock, 2000, asked + 1, 1, false));
    assert_false(shared_clock_told(&clock, 2000, asked, UINT64_MAX, false));
    assert_true(shared_clock_told(&clock, 2000, asked, 1, false));
    assert_false(shared_clock_told(&clock, 3000, asked, 9, false));
    for (int i = 0; i < SHARED_CLOCK_ASKS; i++)
        shared_clock_ask(&clock, 4000);
    assert_false(shared_clock_told(&clock, 5000, asked, 9, false));
    assert_int_equal(clock.sample_count, 1);
}

static void the_shortest_round_trip_of_the_last_ones_counts(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    uint32_t asked = shared_clock_ask(&clock, 1000000);
    assert_true(shared_clock_told(&clock, 1010000, asked, 2000, false));
    for (int i = 0; i < SHARED_CLOCK_SAMPLES - 1; i++) {
        asked = shared_clock_ask(&clock, 2000000);
        assert_true(shared_clock_told(&clock, 2900000, asked, 9000, false));
    }
    assert_int_equal(shared_clock_now(&clock, 2900000), 3895);
    asked = shared_clock_ask(&clock, 3000000);
    assert_true(shared_clock_told(&clock, 3900000, asked, 9000, false));
    assert_int_equal(shared_clock_now(&clock, 3900000), 9450);
}

/* Drift of 100 ppm is 360 ms in the hour; the ways differ by up to 300 ms. */
static void two_sides_agree_within_150_ms_all_hour_under_jitter_loss_and_drift(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct line line = {.seed = seed};
        line_begin(&line, seed);
        line.lost_percent = (unsigned)draw(&line, 41);
        line.drift_ppm = (int64_t)draw(&line, 201) - 100;
        line.there_us = 1000 + draw(&line, 100000);
        line.back_us = line.there_us;
        line.jitter_us = draw(&line, 30000);
        uint64_t longer_us = draw(&line, 300000 - line.jitter_us);
        *(seed % 2 == 0 ? &line.there_us : &line.back_us) += longer_us;
        uint64_t most_ms = hold_hour(&line);
        if (most_ms > 150)
            fail_msg("seed %d: %d ms apart", (int)seed, (int)most_ms);
    }
}

static void a_resumed_hour_is_told_on_and_corrected_by_the_first_answer(void **state)
{
    (void)state;
    struct shared_clock clock;
    shared_clock_init(&clock, 1);
    shared_clock_resume(&clock, 5000000, 90000);
    assert_true(shared_clock_is_known(&clock));
    assert_int_equal(shared_clock_now(&clock, 6000000), 91000);
    uint32_t asked = shared_clock_ask(&clock, 6000000);
    assert_true(shared_clock_told(&clock, 6000000, asked, 95000, false));
    assert_int_equal(shared_clock_now(&clock, 6000000), 95000);
    shared_clock_init(&clock, 0);
    shared_clock_resume(&clock, 5000000, 90000);
    assert_int_equal(shared_clock_now(&clock, 6000000), 91000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_clock_is_that_of_side_0_which_never_asks),
    cmocka_unit_test(side_1_knows_nothing_before_the_first_answer_and_the_middle_after_it),
    cmocka_unit_test(it_asks_fast_at_first_and_after_silence_and_slowly_else),
    cmocka_unit_test(a_line_on_which_answers_take_long_is_not_filled_with_asks),
    cmocka_unit_test(an_answer_that_nobody_asked_for_counts_for_nothing),
    cmocka_unit_test(the_shortest_round_trip_of_the_last_ones_counts),
    cmocka_unit_test(two_sides_agree_within_150_ms_all_hour_under_jitter_loss_and_drift),
    cmocka_unit_test(a_resumed_hour_is_told_on_and_corrected_by_the_first_answer),
};
TEST_GROUP(shared_clock, tests)
