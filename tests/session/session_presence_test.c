#include "session/session_presence.h"

#include "couple.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)
#define MINUTE (60 * SECOND)

static enum presence of_client(const struct couple *c)
{
    return session_presence(&c->therapist, c->now_us);
}

static void nods_and_expressions_are_seen_and_what_comes_too_fast_is_not_sent(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_true(session_nod(&c.client, c.now_us));
    assert_false(session_nod(&c.client, c.now_us + SESSION_GESTURE_US - 1));
    assert_true(session_nod(&c.client, c.now_us + SESSION_GESTURE_US));
    assert_true(session_express(&c.client, c.now_us, SIGNAL_TAKE_YOUR_TIME));
    assert_false(session_express(&c.client, c.now_us + 1, SIGNAL_SAY_MORE));
    couple_settle(&c);
    assert_int_equal(c.therapist.they.nods, 2);
    assert_int_equal(c.therapist.they.expressions, 1);
    assert_int_equal(c.therapist.they.expression, SIGNAL_TAKE_YOUR_TIME);
    assert_int_equal(c.therapist.they.expressed_at_us, c.now_us);
    couple_part(&c);
}

static void nobody_nods_through_a_shut_door(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_false(session_nod(&c.client, c.now_us));
    assert_false(session_express(&c.client, c.now_us, SIGNAL_THANK_YOU));
    couple_part(&c);
}

static void who_is_not_alone_is_not_heard_in_the_same_step_and_as_before_when_back(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_set_camera(&c.client, false);
    session_set_away(&c.client, c.now_us, SIGNAL_SOMEONE_CAME_IN);
    assert_false(c.client.me.microphone_on || c.client.me.camera_on);
    couple_settle(&c);
    assert_false(c.therapist.they.microphone_on);
    assert_int_equal(of_client(&c), PRESENCE_SOMEONE_CAME_IN);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_settle(&c);
    assert_int_equal(of_client(&c), PRESENCE_BACK_SOON);
    session_set_away(&c.client, c.now_us, SIGNAL_HERE);
    couple_settle(&c);
    assert_true(c.therapist.they.microphone_on);
    assert_false(c.therapist.they.camera_on);
    assert_int_equal(of_client(&c), PRESENCE_HERE);
    couple_part(&c);
}

static void what_is_switched_while_away_stays_so_afterwards(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_set_away(&c.client, c.now_us, SIGNAL_SOMEONE_CAME_IN);
    session_set_microphone(&c.client, false);
    session_set_away(&c.client, c.now_us, SIGNAL_HERE);
    assert_false(c.client.me.microphone_on);
    assert_true(c.client.me.camera_on);
    couple_part(&c);
}

static void with_words_alone_one_can_be_away_too(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_set_words(&c.client);
    couple_link(&c);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_settle(&c);
    assert_int_equal(of_client(&c), PRESENCE_BACK_SOON);
    session_set_away(&c.client, c.now_us, SIGNAL_HERE);
    couple_settle(&c);
    assert_false(c.client.me.microphone_on || c.client.me.camera_on);
    couple_part(&c);
}

static void only_the_client_shows_a_feeling_and_nothing_of_it_is_kept(void **state)
{
    (void)state;
    struct couple c;
    const uint8_t seven = 7;
    const uint8_t eleven = 11;
    couple_begin(&c);
    assert_false(c.therapist.they.feeling_on);
    assert_false(session_set_feeling(&c.therapist, &seven));
    assert_false(session_set_feeling(&c.client, &eleven));
    assert_true(session_set_feeling(&c.client, &seven));
    couple_settle(&c);
    assert_true(c.therapist.they.feeling_on);
    assert_int_equal(c.therapist.they.feeling, 7);
    assert_true(session_set_feeling(&c.client, NULL));
    couple_settle(&c);
    assert_false(c.therapist.they.feeling_on);
    assert_int_equal(c.therapist.they.feeling, 0);
    assert_true(session_set_feeling(&c.client, &seven));
    couple_settle(&c);
    session_leave(&c.client, c.now_us);
    couple_settle(&c);
    assert_int_equal(c.client.me.feeling + c.therapist.they.feeling, 0);
    couple_part(&c);
}

static void a_feeling_that_who_opened_the_door_sends_is_refused(void **state)
{
    (void)state;
    struct couple c;
    uint8_t bytes[SIGNAL_BYTES_MAX];
    couple_begin(&c);
    size_t size =
        signal_encode(&(struct signal_note){.kind = SIGNAL_FEELING, .value = 5, .order = 1}, bytes);
    session_on_signal(&c.client, c.now_us, bytes, size);
    assert_false(c.client.they.feeling_on);
    assert_int_equal(c.client.refused, 1);
    couple_part(&c);
}

static void five_more_minutes_are_asked_for_at_the_door_and_again_with_each_knock(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, false);
    couple_link(&c);
    assert_false(session_ask_wait(&c.client, 5));
    assert_false(session_ask_wait(&c.therapist, 0));
    c.line_is_dead = true;
    assert_true(session_ask_wait(&c.therapist, 5));
    couple_settle(&c);
    assert_int_equal(c.client.wait_minutes, 0);
    c.line_is_dead = false;
    couple_pass(&c, SESSION_KNOCK_AGAIN_US);
    assert_int_equal(c.client.wait_minutes, 5);
    assert_int_equal(c.client.phase, SESSION_KNOCKING);
    assert_true(session_open_door(&c.therapist, c.now_us));
    couple_settle(&c);
    assert_int_equal(c.client.phase, SESSION_TOGETHER);
    couple_part(&c);
}

static void a_mode_that_changes_is_said_within_two_seconds(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    assert_int_equal(of_client(&c), PRESENCE_HERE);
    session_set_hidden(&c.client, true);
    couple_pass(&c, 2 * SECOND);
    assert_int_equal(of_client(&c), PRESENCE_COVERED);
    session_set_hidden(&c.client, false);
    session_set_typing(&c.client, true);
    assert_true(session_type(&c.client, "I", c.now_us));
    couple_pass(&c, SECOND);
    assert_int_equal(of_client(&c), PRESENCE_TYPING);
    couple_pass(&c, 5 * SECOND);
    assert_int_equal(of_client(&c), PRESENCE_HERE);
    session_on_voice(&c.therapist, c.now_us, true);
    assert_int_equal(of_client(&c), PRESENCE_LISTENING);
    couple_part(&c);
}

static void a_line_that_is_lost_is_said_within_five_seconds_on_both_sides(void **state)
{
    (void)state;
    for (int words = 0; words < 2; words++) {
        struct couple c;
        couple_meet(&c, true);
        if (words == 1)
            session_set_words(&c.client);
        couple_link(&c);
        couple_pass(&c, MINUTE);
        assert_int_equal(of_client(&c), PRESENCE_HERE);
        c.line_is_dead = true;
        couple_pass(&c, 5 * SECOND);
        assert_int_equal(of_client(&c), PRESENCE_SILENT);
        assert_int_equal(session_presence(&c.client, c.now_us), PRESENCE_SILENT);
        c.line_is_dead = false;
        couple_pass(&c, 5 * SECOND);
        assert_int_equal(of_client(&c), PRESENCE_HERE);
        assert_int_equal(session_presence(&c.client, c.now_us), PRESENCE_HERE);
        couple_part(&c);
    }
}

static void nobody_is_asked_whether_they_are_there_before_five_minutes_of_quiet(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    couple_pass(&c, 5 * MINUTE - SECOND);
    assert_false(session_is_quiet(&c.therapist, c.now_us));
    couple_pass(&c, 2 * SECOND);
    assert_true(session_is_quiet(&c.therapist, c.now_us));
    assert_true(session_nod(&c.client, c.now_us));
    couple_settle(&c);
    assert_false(session_is_quiet(&c.therapist, c.now_us));
    couple_pass(&c, 4 * MINUTE);
    session_on_voice(&c.therapist, c.now_us, false);
    couple_pass(&c, 2 * MINUTE);
    assert_false(session_is_quiet(&c.therapist, c.now_us));
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_pass(&c, 10 * MINUTE);
    assert_false(session_is_quiet(&c.therapist, c.now_us));
    couple_part(&c);
}

static void who_was_away_before_the_door_opened_is_known_to_be_behind_it(void **state)
{
    (void)state;
    struct couple c;
    couple_meet(&c, true);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_link(&c);
    assert_int_equal(of_client(&c), PRESENCE_BACK_SOON);
    couple_part(&c);
}

static void who_came_back_while_the_line_was_silent_is_known_to_be_back(void **state)
{
    (void)state;
    struct couple c;
    couple_begin(&c);
    session_set_away(&c.client, c.now_us, SIGNAL_BACK_SOON);
    couple_settle(&c);
    c.line_is_dead = true;
    session_on_resting(&c.client);
    session_set_away(&c.client, c.now_us, SIGNAL_HERE);
    couple_settle(&c);
    assert_int_equal(of_client(&c), PRESENCE_BACK_SOON);
    c.line_is_dead = false;
    session_on_resumed(&c.client);
    couple_settle(&c);
    assert_int_equal(of_client(&c), PRESENCE_HERE);
    couple_part(&c);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nods_and_expressions_are_seen_and_what_comes_too_fast_is_not_sent),
    cmocka_unit_test(nobody_nods_through_a_shut_door),
    cmocka_unit_test(who_is_not_alone_is_not_heard_in_the_same_step_and_as_before_when_back),
    cmocka_unit_test(what_is_switched_while_away_stays_so_afterwards),
    cmocka_unit_test(with_words_alone_one_can_be_away_too),
    cmocka_unit_test(only_the_client_shows_a_feeling_and_nothing_of_it_is_kept),
    cmocka_unit_test(a_feeling_that_who_opened_the_door_sends_is_refused),
    cmocka_unit_test(five_more_minutes_are_asked_for_at_the_door_and_again_with_each_knock),
    cmocka_unit_test(a_mode_that_changes_is_said_within_two_seconds),
    cmocka_unit_test(a_line_that_is_lost_is_said_within_five_seconds_on_both_sides),
    cmocka_unit_test(nobody_is_asked_whether_they_are_there_before_five_minutes_of_quiet),
    cmocka_unit_test(who_came_back_while_the_line_was_silent_is_known_to_be_back),
    cmocka_unit_test(who_was_away_before_the_door_opened_is_known_to_be_behind_it),
};
TEST_GROUP(session_presence, tests)
