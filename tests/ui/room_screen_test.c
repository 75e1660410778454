/* The practice room: what the echo does, and what is told of it: nearly nothing. */
#include "ui/room_screen.h"

#include <string.h>

#include "harness.h"
#include "stand.h"

static struct stand *stand;
static struct room_model room;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    room = (struct room_model){
        .own_picture = &stand->scene->own_picture,
        .has_microphone = true,
        .level = 0.4,
    };
    stand->in.room = &room;
    return 0;
}

static const struct window_action *press(const char *name)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    if (!stand_press(stand, name))
        fail_msg("there is no %s", name);
    while (stand_event(stand, &event))
        (void)room_take(&hand, &event);
    stand_show(stand, room_screen);
    return &stand->out;
}

static void test_one_is_seen_as_they_will_see(void **state)
{
    (void)state;
    stand_show(stand, room_screen);
    assert_true(stand_says(stand, "This is how they will see you."));
    assert_true(stand_says(stand, "Nothing leaves this computer."));
    room.own_picture = NULL;
    stand_show(stand, room_screen);
    assert_true(stand_says(stand, "Your camera is off"));
}

static void test_hearing_oneself_is_asked_of_the_app(void **state)
{
    (void)state;
    stand_show(stand, room_screen);
    assert_true(stand_says(stand, "Put on headphones first"));
    assert_int_equal(WINDOW_REHEARSE, press("Hear yourself")->kind);
    assert_true(stand->out.wish.on);
    room.hears = true;
    stand_show(stand, room_screen);
    assert_true(stand_says(stand, "You hear them a moment later."));
    assert_false(press("Hear yourself")->wish.on);
}

static void test_without_a_microphone_nothing_is_heard(void **state)
{
    (void)state;
    room.has_microphone = false;
    stand_show(stand, room_screen);
    assert_false(stand_says(stand, "Hear yourself"));
}

static void test_the_echo_nods_back(void **state)
{
    (void)state;
    stand_show(stand, room_screen);
    assert_int_equal(WINDOW_NOTHING, press("Nod")->kind);
    assert_false(stand_says(stand, "The echo nods back."));
    assert_true(tree_changes_at(stand->tree) > stand->in.now_us);
    stand->in.now_us += 1000000;
    stand_show(stand, room_screen);
    assert_true(stand_says(stand, "The echo nods back."));
    stand->in.now_us += 4000000;
    stand_show(stand, room_screen);
    assert_false(stand_says(stand, "The echo nods back."));
}

static void test_the_echo_says_what_was_written(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_REHEARSE, "Can you hear me?");
    stand_show(stand, room_screen);
    assert_int_equal(WINDOW_NOTHING, press("Send")->kind);
    assert_true(stand_says(stand, "Can you hear me?"));
    assert_true(desk_is_blank(&stand->desk, FIELD_REHEARSE));
}

static void test_long_words_are_cut(void **state)
{
    (void)state;
    char words[2000];
    struct screen_hand hand = stand_hand(stand);
    const struct tree_event enter = {.kind = TREE_ENTER, .act = ACT_FIELD(FIELD_REHEARSE)};
    memset(words, 'x', sizeof words);
    words[sizeof words - 1] = '\0';
    desk_write(&stand->desk, FIELD_REHEARSE, words);
    assert_true(room_take(&hand, &enter));
    assert_true(strlen(stand->desk.room.said) < ROOM_SAID_BYTES);
    stand_show(stand, room_screen);
    stand_audit(stand);
}

static void test_a_reflection_is_answered(void **state)
{
    (void)state;
    stand_show(stand, room_screen);
    assert_int_equal(WINDOW_NOTHING, press("Not quite")->kind);
    assert_true(stand_says(stand, "So they say it again"));
    press("Yes, that's it");
    assert_true(stand_says(stand, "So they know that you feel understood."));
}

static void test_who_leaves_leaves_nothing(void **state)
{
    (void)state;
    desk_write(&stand->desk, FIELD_REHEARSE, "secret");
    stand->desk.page = PAGE_PRACTICE_ROOM;
    stand->desk.room.answer = 1;
    stand_size(stand, 1120, 1400);
    stand_show(stand, room_screen);
    room.hears = true;
    press("I have seen enough");
    assert_int_equal(PAGE_HOME, stand->desk.page);
    struct screen_hand hand = stand_hand(stand); /* as Escape leaves it, too */
    assert_true(room_due(&hand));
    assert_int_equal(WINDOW_REHEARSE, stand->out.kind);
    assert_false(stand->out.wish.on);
    assert_int_equal(0, stand->desk.room.answer);
    assert_true(desk_is_blank(&stand->desk, FIELD_REHEARSE));
}

static void test_it_stands_small_and_large(void **state)
{
    (void)state;
    room.hears = true;
    stand_size(stand, 480, 360);
    stand_show(stand, room_screen);
    stand_audit(stand);
    stand->frame.scale_percent = 300;
    stand_show(stand, room_screen);
    stand_audit(stand);
    stand->in.room = NULL;
    stand_show(stand, room_screen);
    stand_audit(stand);
}

static void test_it_looks_as_it_was_drawn(void **state)
{
    (void)state;
    room.hears = true;
    stand->desk.room.answer = 1;
    stand_golden(stand, room_screen, "practice-room");
}

#define KEPT(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    KEPT(test_one_is_seen_as_they_will_see),
    KEPT(test_hearing_oneself_is_asked_of_the_app),
    KEPT(test_without_a_microphone_nothing_is_heard),
    KEPT(test_the_echo_nods_back),
    KEPT(test_the_echo_says_what_was_written),
    KEPT(test_long_words_are_cut),
    KEPT(test_a_reflection_is_answered),
    KEPT(test_who_leaves_leaves_nothing),
    KEPT(test_it_stands_small_and_large),
    KEPT(test_it_looks_as_it_was_drawn),
};

TEST_GROUP(room_screen, tests)
