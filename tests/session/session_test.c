#include "session/session.h"

#include <string.h>

#include "couple.h"
#include "harness.h"
#include "session/session_presence.h"

static void a_knock_waits_at_the_door_until_it_is_opened(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_KNOCKING);
    assert_int_equal(c.therapist.phase, SESSION_AT_DOOR);
    assert_false(c.media_open[0] || c.media_open[1]);
    assert_true(session_open_door(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(c.therapist.phase, SESSION_TOGETHER);
    assert_true(c.media_open[0] && c.media_open[1]);
    assert_true(c.client.check_in_open && c.therapist.check_in_open);
    couple_part(&c);
}

static void an_unlocked_door_opens_by_itself(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(c.therapist.phase, SESSION_TOGETHER);
    couple_part(&c);
}

static void not_now_ends_it_kindly_on_both_sides(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_true(session_decline(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_CLOSED);
    assert_int_equal(c.client.end, SESSION_END_DECLINED);
    assert_int_equal(c.therapist.end, SESSION_END_DECLINED);
    assert_true(c.declined[1]);
    assert_false(c.media_open[0] || c.media_open[1]);
    couple_part(&c);
}

static void a_knock_is_repeated_until_somebody_opens(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    session_on_linked(&c.client, c.now_us, 0);
    for (int i = 0; i < 3; i++) { /* the signals are lost */
        const struct session_action *action = session_peek_action(&c.client);
        assert_non_null(action);
        assert_int_equal(action->kind, SESSION_SEND_SIGNAL);
        session_drop_action(&c.client, action);
        assert_null(session_peek_action(&c.client));
        c.now_us = c.client.deadline_us;
        session_on_timeout(&c.client, c.now_us);
    }
    couple_settle(&c);
    assert_int_equal(c.therapist.phase, SESSION_AT_DOOR);
    couple_part(&c);
}

static void an_answer_that_was_lost_is_given_again_to_the_next_knock(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_on_linked(&c.client, c.now_us, 0);
    session_on_linked(&c.therapist, c.now_us, 1);
    assert_true(couple_settle_one(&c, 0)); /* the knock */
    const struct session_action *lost;
    while ((lost = session_peek_action(&c.therapist)) != NULL)
        session_drop_action(&c.therapist, lost); /* the answer, that is */
    assert_int_equal(c.client.phase, SESSION_KNOCKING);
    c.now_us = c.client.deadline_us;
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    couple_part(&c);
}

static void the_check_in_is_exchanged_and_closes_its_question(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    assert_true(session_check_in(
        &c.client,
        &(struct session_arrival){.feeling = "a bit tense", .distractions = "phone, neighbours"},
        5));
    couple_settle(&c);
    assert_false(c.client.check_in_open);
    assert_true(c.therapist.check_in_open);
    assert_true(c.therapist.they.checked_in);
    assert_int_equal(c.therapist.lane.count, 1);
    const struct line *line = &c.therapist.lane.lines[0];
    assert_int_equal(line->kind, LINE_CHECK_IN);
    assert_string_equal(line->text, "a bit tense");
    assert_string_equal(line->distractions, "phone, neighbours");
    assert_int_equal(c.client.lane.lines[0].state, LINE_ARRIVED);
    session_skip_check_in(&c.therapist);
    assert_false(c.therapist.check_in_open);
    couple_part(&c);
}

static void words_go_from_written_to_left_to_arrived_in_order(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    c.line_holds_records = true;
    assert_true(session_say(&c.client, "first", 1));
    assert_true(session_say(&c.client, "second", 2));
    couple_settle(&c);
    assert_int_equal(c.client.lane.lines[0].state, LINE_WRITTEN);
    session_on_record_left(&c.client, 40);
    session_drop_action(&c.client, session_peek_action(&c.client));
    assert_int_equal(c.client.lane.lines[0].state, LINE_LEFT);
    assert_int_equal(c.client.lane.lines[1].state, LINE_WRITTEN);
    session_on_record_arrived(&c.client, 40);
    assert_int_equal(c.client.lane.lines[0].state, LINE_ARRIVED);
    assert_int_equal(c.client.lane.lines[1].state, LINE_WRITTEN);
    couple_part(&c);
}

static void words_of_every_bad_kind_are_refused_and_change_nothing(void **state)
{
    (void)state;
    static char long_text[BODY_TEXT_BYTES_MAX + 2];
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    memset(long_text, 'x', BODY_TEXT_BYTES_MAX + 1);
    assert_false(session_say(&c.client, "", 1));
    assert_false(session_say(&c.client, long_text, 1));
    assert_false(session_say(&c.client, "broken \xff\xfe", 1));
    assert_false(session_check_in(&c.client,
                                  &(struct session_arrival){.feeling = "", .distractions = ""}, 1));
    assert_false(
        session_check_in(&c.client, &(struct session_arrival){.feeling = "broken \xff"}, 1));
    assert_int_equal(c.client.lane.count, 0);
    assert_null(session_peek_action(&c.client));
    assert_true(c.client.check_in_open);
    couple_part(&c);
}

static void a_farewell_loses_no_word_of_either_side(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    c.line_holds_records = true;
    assert_true(session_say(&c.client, "one more thing", 1));
    assert_true(session_say(&c.therapist, "and one from me", 1));
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_LEAVING);
    assert_false(c.media_open[0]);
    c.line_holds_records = false;
    couple_settle(&c);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    assert_int_equal(c.therapist.end, SESSION_END_LEFT);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(c.client.lane.lines[i].state, LINE_ARRIVED);
        assert_int_equal(c.therapist.lane.lines[i].state, LINE_ARRIVED);
    }
    assert_false(session_say(&c.client, "too late", 2));
    couple_part(&c);
}

static void a_farewell_on_a_dead_line_ends_after_its_time(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    c.line_holds_records = true;
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_int_equal(session_next_deadline(&c.client), c.now_us + SESSION_FAREWELL_US);
    c.now_us += SESSION_FAREWELL_US;
    session_on_timeout(&c.client, c.now_us);
    assert_int_equal(c.client.phase, SESSION_CLOSED);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    couple_part(&c);
}

/* Counts the signals of one kind that wait, and drops all that is to be done. */
static size_t drop_signals(struct session *session, enum signal_kind kind)
{
    const struct session_action *action;
    size_t count = 0;
    while ((action = session_peek_action(session)) != NULL) {
        count += action->kind == SESSION_SEND_SIGNAL && action->bytes[0] == kind;
        session_drop_action(session, action);
    }
    return count;
}

static void one_with_words_alone_says_so_with_each_knock_and_sends_no_other_state(void **state)
{
    (void)state;
    struct session client;
    assert_true(session_init(&client, true, false));
    session_set_words(&client);
    assert_false(client.me.microphone_on || client.me.camera_on);
    session_on_linked(&client, 1, 0);
    assert_int_equal(drop_signals(&client, SIGNAL_WORDS), 1);
    session_on_timeout(&client, 1 + SESSION_KNOCK_AGAIN_US);
    assert_int_equal(drop_signals(&client, SIGNAL_WORDS), 1);
    session_on_signal(&client, 9000000, (const uint8_t[]){SIGNAL_ADMITTED}, 1);
    assert_int_equal(client.phase, SESSION_TOGETHER);
    session_on_resumed(&client);
    assert_int_equal(drop_signals(&client, SIGNAL_MICROPHONE), 0);
    session_clear(&client);
}

static void words_alone_are_known_to_the_other_before_the_door_opens_and_behind_it(void **state)
{
    (void)state;
    for (int who = 0; who < 2; who++) {
        struct couple c;
        couple_meet(&c, true);
        session_set_words(who == 0 ? &c.client : &c.therapist);
        couple_link(&c);
        const struct session *other = who == 0 ? &c.therapist : &c.client;
        const struct session *one = who == 0 ? &c.client : &c.therapist;
        assert_true(other->they.words && !one->they.words);
        assert_false(other->they.microphone_on || other->they.camera_on);
        assert_true(one->they.microphone_on && one->they.camera_on);
        couple_part(&c);
    }
}

static void a_farewell_of_words_alone_is_given_the_time_of_a_thin_line(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_set_words(&c.therapist);
    couple_link(&c);
    c.line_holds_records = true;
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    c.now_us += SESSION_FAREWELL_US;
    session_on_timeout(&c.client, c.now_us);
    assert_int_equal(c.client.phase, SESSION_LEAVING);
    c.line_holds_records = false;
    couple_settle(&c);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    assert_int_equal(c.therapist.end, SESSION_END_LEFT);
    couple_part(&c);
}

static void a_silent_line_parts_them_and_brings_them_back(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    session_on_resting(&c.client);
    assert_int_equal(c.client.phase, SESSION_APART);
    assert_true(session_say(&c.client, "still here", 1));
    session_on_resumed(&c.client);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    couple_settle(&c);
    assert_int_equal(c.therapist.lane.count, 1);
    session_on_closed(&c.client, c.now_us, false);
    assert_int_equal(c.client.end, SESSION_END_LOST);
    couple_part(&c);
}

static void nods_and_switches_are_seen_by_the_other(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    assert_true(session_nod(&c.client, c.now_us));
    session_set_microphone(&c.client, false);
    session_set_camera(&c.client, false);
    session_set_camera(&c.client, true);
    couple_settle(&c);
    assert_int_equal(c.therapist.they.nods, 1);
    assert_int_equal(c.therapist.they.nodded_at_us, c.now_us);
    assert_false(c.therapist.they.microphone_on);
    assert_true(c.therapist.they.camera_on);
    couple_part(&c);
}

static void a_switch_that_arrives_late_does_not_undo_a_newer_one(void **state)
{
    (void)state;
    struct couple c;
    uint8_t older[SIGNAL_BYTES_MAX];
    uint8_t newer[SIGNAL_BYTES_MAX];
    couple_meet(&c, true);
    couple_link(&c);
    size_t size =
        signal_encode(&(struct signal_note){.kind = SIGNAL_CAMERA, .on = true, .order = 7}, older);
    signal_encode(&(struct signal_note){.kind = SIGNAL_CAMERA, .on = false, .order = 8}, newer);
    session_on_signal(&c.client, c.now_us, newer, size);
    session_on_signal(&c.client, c.now_us, older, size);
    assert_false(c.client.they.camera_on);
    couple_part(&c);
}

/* Nothing that comes out of phase, from the wrong role, or as rubbish moves anything. */
static void what_does_not_fit_is_counted_and_changes_nothing(void **state)
{
    (void)state;
    struct couple c;
    uint8_t bytes[SIGNAL_BYTES_MAX];
    couple_meet(&c, false);
    size_t size = signal_encode(&(struct signal_note){.kind = SIGNAL_ADMITTED}, bytes);
    session_on_signal(&c.client, c.now_us, bytes, size); /* nobody knocked */
    assert_int_equal(c.client.phase, SESSION_ARRIVING);
    size = signal_encode(&(struct signal_note){.kind = SIGNAL_KNOCK}, bytes);
    session_on_signal(&c.client, c.now_us, bytes, size); /* the caller is knocked at */
    assert_int_equal(c.client.phase, SESSION_ARRIVING);
    session_on_linked(&c.client, c.now_us, 0);
    assert_int_equal(c.client.refused, 1);
    session_on_signal(&c.client, c.now_us, (const uint8_t *)"\xff\xff", 2);
    assert_true(session_on_record(&c.client, c.now_us, (const uint8_t *)"rubbish", 7));
    assert_int_equal(c.client.refused, 3);
    assert_int_equal(c.client.lane.count, 0);
    assert_int_equal(c.client.phase, SESSION_KNOCKING);
    couple_part(&c);
}

static void leaving_before_anyone_came_needs_no_farewell(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    session_leave(&c.therapist, c.now_us);
    assert_int_equal(c.therapist.phase, SESSION_CLOSED);
    assert_int_equal(session_peek_action(&c.therapist)->kind, SESSION_CLOSE_LINK);
    couple_part(&c);
}

/* Words that a thin line still carries are waited for; those of a silent line are not. */
static void a_farewell_gives_words_the_time_they_need_while_the_line_lives(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    c.line_holds_records = true;
    assert_true(session_say(&c.client, "a long thought", 1));
    assert_int_equal(session_count_unarrived(&c.client), 1);
    session_leave(&c.client, c.now_us);
    uint64_t left_at_us = c.now_us;
    while (c.client.phase == SESSION_LEAVING && c.now_us < left_at_us + 60000000) {
        c.now_us = c.client.deadline_us;
        session_on_timeout(&c.client, c.now_us);
    }
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    assert_true(c.now_us >= left_at_us + SESSION_FAREWELL_WORDS_US);
    couple_part(&c);

    couple_meet(&c, true);
    couple_link(&c);
    assert_true(session_say(&c.client, "a long thought", 1));
    session_on_resting(&c.client);
    session_leave(&c.client, c.now_us);
    c.now_us += SESSION_FAREWELL_US;
    session_on_timeout(&c.client, c.now_us);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    assert_int_equal(session_count_unarrived(&c.client), 1);
    couple_part(&c);
}

static void two_who_knock_at_each_other_at_once_are_together(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    session_clear(&c.therapist);
    assert_true(session_init(&c.therapist, true, false));
    couple_link(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    assert_int_equal(c.therapist.phase, SESSION_TOGETHER);
    assert_true(c.media_open[0] && c.media_open[1]);
    couple_part(&c);
}

static void what_was_switched_off_before_the_door_opened_is_known_behind_it(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_set_camera(&c.client, false);
    session_set_microphone(&c.therapist, false);
    couple_link(&c);
    assert_false(c.therapist.they.camera_on);
    assert_true(c.therapist.they.microphone_on);
    assert_false(c.client.they.microphone_on);
    couple_part(&c);
}

static void what_was_switched_while_the_line_was_silent_is_known_after_it(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    session_on_resting(&c.client);
    session_set_camera(&c.client, false);
    const struct session_action *lost;
    while ((lost = session_peek_action(&c.client)) != NULL)
        session_drop_action(&c.client, lost);
    session_on_resumed(&c.client);
    couple_settle(&c);
    assert_false(c.therapist.they.camera_on);
    couple_part(&c);
}

/* Whatever somebody says into a line that takes nothing, the end finds its place. */
static void a_line_that_takes_no_signals_cannot_hold_up_the_end(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    for (int i = 0; i < SESSION_ACTIONS_MAX; i++)
        session_set_hidden(&c.client, i % 2 == 0);
    assert_false(session_nod(&c.client, c.now_us));
    session_leave(&c.client, c.now_us);
    session_on_timeout(&c.client, c.now_us + SESSION_FAREWELL_US);
    bool closes_media = false;
    bool closes_link = false;
    const struct session_action *action;
    while ((action = session_peek_action(&c.client)) != NULL) {
        closes_media = closes_media || action->kind == SESSION_CLOSE_MEDIA;
        closes_link = closes_link || action->kind == SESSION_CLOSE_LINK;
        session_drop_action(&c.client, action);
    }
    assert_true(closes_media && closes_link);
    couple_part(&c);
}

static void a_session_says_when_it_has_no_room_for_words(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    couple_link(&c);
    c.line_holds_records = true;
    while (session_say(&c.client, "again", 1))
        assert_true(c.client.lane.count <= SESSION_ACTIONS_MAX);
    assert_true(session_is_full(&c.client));
    c.line_holds_records = false;
    couple_settle(&c);
    assert_false(session_is_full(&c.client));
    assert_true(session_say(&c.client, "and again", 1));
    couple_part(&c);
}

static void whoever_breaks_off_waits_for_nothing(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    c.line_holds_records = true;
    assert_true(session_say(&c.client, "never left", 1));
    session_break_off(&c.client, c.now_us);
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_CLOSED);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    assert_true(c.link_closed[0] && c.declined[0]);
    session_break_off(&c.client, c.now_us);
    assert_int_equal(c.client.end, SESSION_END_LEFT);
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(whoever_breaks_off_waits_for_nothing),
    cmocka_unit_test(a_knock_waits_at_the_door_until_it_is_opened),
    cmocka_unit_test(an_unlocked_door_opens_by_itself),
    cmocka_unit_test(not_now_ends_it_kindly_on_both_sides),
    cmocka_unit_test(a_knock_is_repeated_until_somebody_opens),
    cmocka_unit_test(an_answer_that_was_lost_is_given_again_to_the_next_knock),
    cmocka_unit_test(the_check_in_is_exchanged_and_closes_its_question),
    cmocka_unit_test(words_go_from_written_to_left_to_arrived_in_order),
    cmocka_unit_test(words_of_every_bad_kind_are_refused_and_change_nothing),
    cmocka_unit_test(a_farewell_loses_no_word_of_either_side),
    cmocka_unit_test(a_farewell_on_a_dead_line_ends_after_its_time),
    cmocka_unit_test(a_silent_line_parts_them_and_brings_them_back),
    cmocka_unit_test(nods_and_switches_are_seen_by_the_other),
    cmocka_unit_test(a_switch_that_arrives_late_does_not_undo_a_newer_one),
    cmocka_unit_test(what_does_not_fit_is_counted_and_changes_nothing),
    cmocka_unit_test(leaving_before_anyone_came_needs_no_farewell),
    cmocka_unit_test(a_farewell_gives_words_the_time_they_need_while_the_line_lives),
    cmocka_unit_test(two_who_knock_at_each_other_at_once_are_together),
    cmocka_unit_test(what_was_switched_off_before_the_door_opened_is_known_behind_it),
    cmocka_unit_test(what_was_switched_while_the_line_was_silent_is_known_after_it),
    cmocka_unit_test(a_line_that_takes_no_signals_cannot_hold_up_the_end),
    cmocka_unit_test(a_session_says_when_it_has_no_room_for_words),
    cmocka_unit_test(one_with_words_alone_says_so_with_each_knock_and_sends_no_other_state),
    cmocka_unit_test(words_alone_are_known_to_the_other_before_the_door_opens_and_behind_it),
    cmocka_unit_test(a_farewell_of_words_alone_is_given_the_time_of_a_thin_line),
};
TEST_GROUP(session, tests)
