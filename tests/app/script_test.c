#include "app/script.h"

#include "harness.h"

static const struct options wish = {
    .check_in = "calm",
    .nod = true,
    .says = {"one", "two"},
    .say_count = 2,
    .seconds = 10,
};

static void meet(struct session *session)
{
    assert_true(session_init(session, false, true));
    session_on_linked(session, 1, 0);
    uint8_t knock[SIGNAL_BYTES_MAX];
    size_t size = signal_encode(&(struct signal_note){.kind = SIGNAL_KNOCK}, knock);
    session_on_signal(session, 1, knock, size);
    assert_int_equal(session->phase, SESSION_TOGETHER);
}

static void nothing_is_said_before_the_two_are_together(void **state)
{
    (void)state;
    struct session session;
    struct script script;
    assert_true(session_init(&session, true, false));
    script_init(&script, &wish);
    script_step(&script, &session, 5000000);
    assert_int_equal(session.lane.count, 0);
    assert_true(script_next_us(&script) == UINT64_MAX);
    session_clear(&session);
}

/* Walks from one moment to the next as the script asks for it: no clock is needed. */
static void check_in_nod_lines_and_farewell_come_in_turn(void **state)
{
    (void)state;
    struct session session;
    struct script script;
    uint64_t now_us = 1000000;
    meet(&session);
    script_init(&script, &wish);
    script_step(&script, &session, now_us);
    assert_int_equal(session.lane.count, 0);
    uint64_t moments = 0;
    for (; session.phase == SESSION_TOGETHER && moments < 20; moments++) {
        assert_true(script_next_us(&script) > now_us);
        now_us = script_next_us(&script);
        script_step(&script, &session, now_us);
        if (moments == 1)
            assert_int_equal(session.me.nods, 1);
    }
    assert_int_equal(moments, 5); /* check-in, nod, one, two, farewell */
    assert_int_equal(now_us, 1000000 + 10 * 1000000);
    assert_int_equal(session.lane.count, 3);
    assert_int_equal(session.lane.lines[0].kind, LINE_CHECK_IN);
    assert_string_equal(session.lane.lines[1].text, "one");
    assert_string_equal(session.lane.lines[2].text, "two");
    assert_int_equal(session.phase, SESSION_LEAVING);
    assert_true(script_next_us(&script) == UINT64_MAX);
    session_clear(&session);
}

static void lines_keep_the_pause_that_was_asked_for(void **state)
{
    (void)state;
    struct session session;
    struct script script;
    const struct options slowly = {.says = {"one", "two"}, .say_count = 2, .say_every_s = 7};
    meet(&session);
    script_init(&script, &slowly);
    script_step(&script, &session, 1000000);
    uint64_t first_us = script_next_us(&script);
    script_step(&script, &session, first_us);
    assert_int_equal(session.lane.count, 1);
    assert_true(script_next_us(&script) == first_us + 7000000);
    session_clear(&session);
}

static void a_line_that_finds_no_room_is_said_later(void **state)
{
    (void)state;
    struct session session;
    struct script script;
    const struct options one = {.says = {"kept"}, .say_count = 1};
    uint64_t now_us = 1000000;
    meet(&session);
    while (session_say(&session, "fills the queue", 1)) {
    }
    size_t full = session.lane.count;
    script_init(&script, &one);
    script_step(&script, &session, now_us);
    for (int i = 0; i < 3; i++) {
        now_us = script_next_us(&script);
        script_step(&script, &session, now_us);
    }
    assert_int_equal(session.lane.count, full);
    const struct session_action *record;
    while ((record = session_peek_action(&session)) != NULL)
        session_drop_action(&session, record);
    now_us = script_next_us(&script);
    script_step(&script, &session, now_us);
    assert_int_equal(session.lane.count, full + 1);
    assert_string_equal(session.lane.lines[full].text, "kept");
    session_clear(&session);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_is_said_before_the_two_are_together),
    cmocka_unit_test(check_in_nod_lines_and_farewell_come_in_turn),
    cmocka_unit_test(lines_keep_the_pause_that_was_asked_for),
    cmocka_unit_test(a_line_that_finds_no_room_is_said_later),
};
TEST_GROUP(script, tests)
