#include "session/session_hour.h"

#include "couple.h"
#include "harness.h"
#include "session/session_presence.h"

#define SECOND UINT64_C(1000000)
#define MINUTE (60 * SECOND)

static enum hour_cue take(struct session *session, const struct couple *c)
{
    return session_take_cue(session, c->now_us);
}

static void assert_both_at(const struct couple *c, enum session_stage stage)
{
    assert_int_equal(session_stage(&c->client), stage);
    assert_int_equal(session_stage(&c->therapist), stage);
}

static void before_the_door_each_is_where_they_are_and_nobody_is_moved(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    assert_int_equal(session_stage(&c.client), STAGE_ARRIVING);
    assert_true(session_go_to(&c.client, STAGE_READY));
    assert_true(session_go_to(&c.client, STAGE_THRESHOLD));
    assert_false(session_go_to(&c.client, STAGE_WARM_UP)); /* the door is shut */
    couple_link(&c);
    couple_pass(&c, MINUTE);
    assert_int_equal(session_stage(&c.client), STAGE_THRESHOLD);
    assert_int_equal(session_stage(&c.therapist), STAGE_ARRIVING);
    assert_true(session_open_door(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_both_at(&c, STAGE_WARM_UP);
    couple_part(&c);
}

static void either_goes_on_or_back_by_one_and_no_time_moves_anything(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    couple_settle(&c);
    assert_both_at(&c, STAGE_AGENDA);
    assert_true(session_go_to(&c.therapist, STAGE_WORK));
    couple_settle(&c);
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    couple_settle(&c);
    assert_both_at(&c, STAGE_AGENDA);
    assert_false(session_go_to(&c.client, STAGE_CLOSING));
    couple_pass(&c, 120 * MINUTE);
    assert_both_at(&c, STAGE_AGENDA);
    assert_false(session_go_to(&c.client, STAGE_THRESHOLD));
    couple_part(&c);
}

static void two_who_go_on_at_once_go_on_once(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    assert_true(session_go_to(&c.therapist, STAGE_AGENDA));
    couple_settle(&c);
    assert_both_at(&c, STAGE_AGENDA);
    assert_false(session_go_to(&c.client, STAGE_AGENDA));
    couple_part(&c);
}

static void a_stage_is_skipped_by_either_and_both_logs_say_so(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    assert_true(session_go_to(&c.client, STAGE_READY));
    assert_true(session_skip_stage(&c.client, STAGE_READY));
    assert_false(session_skip_stage(&c.client, STAGE_THRESHOLD));
    couple_link(&c);
    assert_true(session_skip_stage(&c.therapist, STAGE_WARM_UP));
    couple_settle(&c);
    assert_false(session_skip_stage(&c.client, STAGE_WARM_UP));
    assert_true(session_go_to(&c.client, STAGE_WORK));
    couple_settle(&c);
    static const enum stage_trace expected[] = {
        STAGE_DONE, STAGE_SKIPPED,     STAGE_DONE,        STAGE_SKIPPED,    STAGE_DONE,
        STAGE_DONE, STAGE_NOT_REACHED, STAGE_NOT_REACHED, STAGE_NOT_REACHED};
    for (enum session_stage stage = STAGE_ARRIVING; stage <= STAGE_CLOSED; stage++) {
        assert_int_equal(session_trace(&c.client, stage), expected[stage]);
        assert_int_equal(session_trace(&c.therapist, stage), expected[stage]);
    }
    couple_part(&c);
}

static void what_was_skipped_and_then_done_after_all_is_done(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_skip_stage(&c.client, STAGE_WARM_UP));
    assert_true(session_go_to(&c.client, STAGE_WARM_UP));
    assert_true(session_go_to(&c.client, STAGE_AGENDA));
    couple_settle(&c);
    assert_int_equal(session_trace(&c.therapist, STAGE_WARM_UP), STAGE_DONE);
    couple_part(&c);
}

static void the_recap_is_the_last_and_the_farewell_closes(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    for (enum session_stage stage = STAGE_AGENDA; stage <= STAGE_RECAP; stage++)
        assert_true(session_go_to(&c.client, stage));
    assert_false(session_go_to(&c.client, STAGE_CLOSED));
    assert_true(session_skip_stage(&c.client, STAGE_RECAP));
    assert_int_equal(session_stage(&c.client), STAGE_RECAP);
    couple_settle(&c);
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_both_at(&c, STAGE_CLOSED);
    assert_int_equal(session_trace(&c.therapist, STAGE_RECAP), STAGE_SKIPPED);
    assert_int_equal(session_trace(&c.therapist, STAGE_CLOSED), STAGE_DONE);
    assert_false(session_go_to(&c.client, STAGE_RECAP));
    couple_part(&c);
}

static void who_opened_the_door_is_known_on_both_sides(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_is_opener(&c.therapist) && !session_is_opener(&c.client));
    couple_part(&c);
    /* Each knocked at the other: the board settles it. */
    couple_meet(&c, false);
    session_clear(&c.therapist);
    assert_true(session_init(&c.therapist, true, false));
    couple_link(&c);
    couple_pass(&c, 3 * SECOND);
    assert_true(session_is_opener(&c.therapist) != session_is_opener(&c.client));
    couple_part(&c);
}

static void cues_come_at_the_same_time_on_both_sides_once_each(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_set_minutes(&c.therapist, 12));
    couple_pass(&c, 2 * SECOND);
    enum hour_cue told[2] = {CUE_NONE, CUE_NONE};
    uint64_t at_us[2][CUE_END + 1] = {{0}};
    while (told[0] != CUE_END || told[1] != CUE_END) {
        couple_pass(&c, 100000);
        struct session *sides[] = {&c.client, &c.therapist};
        for (int who = 0; who < 2; who++) {
            enum hour_cue cue = take(sides[who], &c);
            if (cue == CUE_NONE)
                continue;
            assert_int_equal(cue, told[who] + 1);
            told[who] = cue;
            at_us[who][cue] = c.now_us;
        }
    }
    for (enum hour_cue cue = CUE_START; cue <= CUE_END; cue++)
        assert_true(at_us[0][cue] <= at_us[1][cue] + 200000 &&
                    at_us[1][cue] <= at_us[0][cue] + 200000);
    assert_int_equal(c.client.phase, SESSION_TOGETHER); /* nobody hangs up */
    couple_part(&c);
}

static void a_session_wakes_for_the_next_cue(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    couple_pass(&c, 20 * SECOND);
    uint64_t last_us = c.now_us;
    assert_int_equal(take(&c.client, &c), CUE_START);
    while (take(&c.client, &c) != CUE_TEN) {
        uint64_t client_us = session_next_deadline(&c.client);
        uint64_t therapist_us = session_next_deadline(&c.therapist);
        c.now_us = client_us < therapist_us ? client_us : therapist_us;
        assert_true(c.now_us > last_us);
        last_us = c.now_us;
        couple_settle(&c);
    }
    uint64_t minute = (c.now_us - c.client.begun_us) / MINUTE;
    assert_int_equal(minute, HOUR_MINUTES_USUAL - 10);
    couple_part(&c);
}

static void a_break_and_a_silent_line_are_counted_and_given_back_where_agreed(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    couple_pass(&c, 5 * MINUTE);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_pass(&c, 2 * MINUTE);
    assert_int_equal(session_taken_us(&c.client, c.now_us), 2 * MINUTE);
    session_set_away(&c.client, c.now_us, SIGNAL_HERE);
    couple_pass(&c, MINUTE);
    c.line_is_dead = true;
    couple_pass(&c, 30 * SECOND);
    c.line_is_dead = false;
    couple_pass(&c, 5 * SECOND);
    uint64_t taken_ms = hour_times(&c.therapist.board).taken_ms;
    assert_in_range(taken_ms, 150000, 156000);
    assert_int_equal(hour_times(&c.client.board).taken_ms, taken_ms);
    uint64_t ends_ms = hour_times(&c.client.board).ends_ms;
    assert_true(session_set_give_back(&c.therapist, true));
    couple_settle(&c);
    assert_int_equal(hour_times(&c.client.board).ends_ms, ends_ms + taken_ms);
    couple_part(&c);
}

static void nobody_is_away_before_the_hour_began(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_pass(&c, 5 * MINUTE);
    assert_int_equal(session_taken_us(&c.client, c.now_us), 0);
    couple_part(&c);
}

static void who_opened_says_by_the_clock_on_the_wall_when_it_began(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_false(session_set_minute(&c.therapist, 29629000)); /* it has not begun */
    couple_part(&c);
    couple_begin(&c);
    assert_false(session_set_minute(&c.client, 29629001));
    assert_true(session_set_minute(&c.therapist, 29629000));
    couple_settle(&c);
    assert_int_equal(board_value(&c.client.board, CARD_HOUR, 0, HOUR_CARD_MINUTE, 0)->number,
                     29629000);
    couple_part(&c);
}

static void longer_takes_both(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_set_more(&c.therapist, 10));
    couple_settle(&c);
    assert_int_equal(hour_times(&c.client.board).more, 0);
    assert_true(session_set_more(&c.client, 5));
    couple_settle(&c);
    assert_int_equal(hour_times(&c.client.board).more, 5);
    assert_int_equal(hour_times(&c.therapist.board).more, 5);
    assert_false(session_set_more(&c.client, 61));
    assert_false(session_set_minutes(&c.client, 4));
    couple_part(&c);
}

static void they_settle_with_one_breath_and_either_may_skip_it(void **state)
{
    (void)state;
    struct couple c;
    uint64_t zero_ms, one_ms;
    couple_begin(&c);
    couple_pass(&c, 2 * SECOND);
    assert_true(session_set_settling(&c.client, c.now_us, true));
    couple_pass(&c, 13 * SECOND);
    assert_true(session_shared_now(&c.client, c.now_us, &zero_ms));
    assert_true(session_shared_now(&c.therapist, c.now_us, &one_ms));
    struct breath zero =
        breath_at(board_value(&c.client.board, CARD_HOUR, 0, HOUR_CARD_SETTLE, 0)->number, zero_ms);
    struct breath one = breath_at(
        board_value(&c.therapist.board, CARD_HOUR, 0, HOUR_CARD_SETTLE, 0)->number, one_ms);
    assert_true(zero.on && one.on && zero.in && one.in);
    assert_true(zero.fullness - one.fullness < 0.01 && one.fullness - zero.fullness < 0.01);
    assert_true(session_set_settling(&c.therapist, c.now_us, false));
    couple_settle(&c);
    assert_false(
        breath_at(board_value(&c.client.board, CARD_HOUR, 0, HOUR_CARD_SETTLE, 0)->number, zero_ms)
            .on);
    couple_part(&c);
}

static void the_next_time_is_known_to_both(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_set_next(&c.therapist, 29000000));
    couple_settle(&c);
    assert_int_equal(hour_times(&c.client.board).next_minute, 29000000);
    couple_part(&c);
}

static void the_nudge_counts_no_time_in_which_one_is_muted_or_away(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_set_nudge(&c.therapist, c.now_us, 12);
    couple_pass(&c, 6 * MINUTE);
    session_set_microphone(&c.therapist, false);
    couple_pass(&c, 10 * MINUTE);
    session_set_microphone(&c.therapist, true);
    couple_pass(&c, 5 * MINUTE);
    assert_false(nudge_is_due(&c.therapist.nudge));
    couple_pass(&c, 2 * MINUTE);
    assert_true(nudge_is_due(&c.therapist.nudge));
    assert_false(nudge_is_due(&c.client.nudge));
    couple_part(&c);
}

static void without_a_link_nothing_can_be_agreed(void **state)
{
    (void)state;
    struct couple c;
    uint64_t shared_ms;
    couple_meet(&c, true);
    assert_false(session_set_minutes(&c.client, 50));
    assert_false(session_set_settling(&c.client, c.now_us, true));
    assert_false(session_shared_now(&c.client, c.now_us, &shared_ms));
    assert_int_equal(take(&c.client, &c), CUE_NONE);
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(before_the_door_each_is_where_they_are_and_nobody_is_moved),
    cmocka_unit_test(either_goes_on_or_back_by_one_and_no_time_moves_anything),
    cmocka_unit_test(two_who_go_on_at_once_go_on_once),
    cmocka_unit_test(a_stage_is_skipped_by_either_and_both_logs_say_so),
    cmocka_unit_test(what_was_skipped_and_then_done_after_all_is_done),
    cmocka_unit_test(the_recap_is_the_last_and_the_farewell_closes),
    cmocka_unit_test(who_opened_the_door_is_known_on_both_sides),
    cmocka_unit_test(cues_come_at_the_same_time_on_both_sides_once_each),
    cmocka_unit_test(a_session_wakes_for_the_next_cue),
    cmocka_unit_test(a_break_and_a_silent_line_are_counted_and_given_back_where_agreed),
    cmocka_unit_test(nobody_is_away_before_the_hour_began),
    cmocka_unit_test(who_opened_says_by_the_clock_on_the_wall_when_it_began),
    cmocka_unit_test(longer_takes_both),
    cmocka_unit_test(they_settle_with_one_breath_and_either_may_skip_it),
    cmocka_unit_test(the_next_time_is_known_to_both),
    cmocka_unit_test(the_nudge_counts_no_time_in_which_one_is_muted_or_away),
    cmocka_unit_test(without_a_link_nothing_can_be_agreed),
};
TEST_GROUP(session_hour, tests)
