/* What a hand on the panel means, and what of it is told. */
#include <SDL2/SDL_keycode.h>
#include <string.h>

#include "harness.h"
#include "stand.h"
#include "ui/panel_screen.h"

static struct stand *stand;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    scene_hour(stand->scene);
    stand_size(stand, 400, 2400);
    return 0;
}

static struct hour_model *hour(void)
{
    return &stand->scene->model.hour;
}

static void refresh(void)
{
    struct screen_hand hand = stand_hand(stand);
    struct window_action out = stand->out;
    panel_follow(&hand);
    stand_show(stand, panel_screen);
    stand->out = out;
}

static void open_tab(enum panel_tab tab)
{
    stand->desk.panel.tab = tab;
    refresh();
}

/* What the tree told goes to the hands; what the app must do is in stand->out. */
static void take(void)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        assert_true(panel_take(&hand, &event));
    struct window_action out = stand->out;
    refresh();
    stand->out = out;
}

static void press(const char *name)
{
    assert_true(stand_press(stand, name));
    take();
}

static void write(enum desk_field field, const char *words)
{
    assert_true(tree_focus(stand->tree, ACT_FIELD(field), false));
    assert_true(tree_text(stand->tree, words));
    take();
}

static void enter(unsigned modifiers)
{
    assert_true(tree_key(stand->tree, SDLK_RETURN, modifiers));
    take();
}

static const char *written(enum desk_field field)
{
    return text_edit_bytes(&stand->desk.fields[field]);
}

static void wished(enum wish_kind kind, uint64_t number)
{
    assert_int_equal(stand->out.kind, WINDOW_WISH);
    assert_int_equal(stand->out.wish.kind, kind);
    assert_int_equal(stand->out.wish.numbers[0], number);
}

/* What is due, once the hand is elsewhere. */
static bool due(void)
{
    tree_unfocus(stand->tree);
    take();
    struct screen_hand hand = stand_hand(stand);
    return panel_due(&hand);
}

static void f6_opens_the_panel_and_closes_it(void **state)
{
    (void)state;
    refresh();
    struct screen_hand hand = stand_hand(stand);
    panel_key(&hand, false);
    assert_int_equal(stand->desk.panel.tab, PANEL_AGENDA);
    panel_key(&hand, true);
    assert_int_equal(stand->desk.panel.tab, PANEL_SAFETY);
    panel_key(&hand, true);
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
    stand->scene->model.phase = CALL_ENDED;
    panel_key(&hand, false);
    assert_int_equal(stand->desk.panel.tab, PANEL_SAFETY);
    refresh();
    press("Close the side panel");
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
    hour()->seated = false;
    panel_key(&hand, false);
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
}

static void points_are_added_marked_and_taken_away(void **state)
{
    (void)state;
    open_tab(PANEL_AGENDA);
    write(FIELD_POINT, "sleep");
    enter(0);
    wished(WISH_AGENDA_ADD, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "sleep");
    assert_string_equal(written(FIELD_POINT), "");
    write(FIELD_POINT, "  ");
    enter(0);
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    press("What helps before bed");
    wished(WISH_AGENDA_DONE, WISH_NOTHING);
    assert_int_equal(stand->out.wish.card, 6);
    assert_true(stand->out.wish.on);
    press("Take this point away");
    assert_int_equal(stand->out.wish.kind, WISH_AGENDA_REMOVE);
    assert_int_equal(stand->out.wish.card, hour()->points[0].card);
}

static void the_clock_is_set_by_touching_minutes(void **state)
{
    (void)state;
    open_tab(PANEL_AGENDA);
    press("Time");
    assert_true(stand->desk.panel.open[PART_TIME]);
    press("60 min");
    wished(WISH_MINUTES, 60);
    press("15 min");
    wished(WISH_MORE, 15);
    hour()->more[0] = 15;
    refresh();
    press("15 min");
    wished(WISH_MORE, 0);
    press("Give back lost time");
    wished(WISH_GIVE_BACK, WISH_NOTHING);
    assert_true(stand->out.wish.on);
    press("Go back one part");
    wished(WISH_GO_BACK, WISH_NOTHING);
}

static void a_reflection_begins_with_one_of_the_deck(void **state)
{
    (void)state;
    refresh();
    struct screen_hand hand = stand_hand(stand);
    panel_begin_reflection(&hand);
    refresh();
    assert_int_equal(stand->desk.panel.tab, PANEL_REFLECTIONS);
    assert_string_equal(written(FIELD_HEAR), "");
    panel_begin_reflection(&hand);
    assert_string_equal(written(FIELD_HEAR), "What I'm hearing is… ");
    panel_begin_reflection(&hand);
    assert_string_equal(written(FIELD_HEAR), "It sounds like… ");
    refresh();
    write(FIELD_HEAR, "a lot");
    press("Starter"); /* what was gone on with stays */
    assert_string_equal(written(FIELD_HEAR), "It sounds like… a lot");
    press("Send");
    wished(WISH_REFLECT, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "It sounds like… a lot");
}

static void what_they_heard_is_answered_and_mine_is_taken_back(void **state)
{
    (void)state;
    open_tab(PANEL_REFLECTIONS);
    press("Yes, that's it");
    wished(WISH_ANSWER, CARD_ANSWER_YES);
    assert_int_equal(stand->out.wish.card, 9);
    press("Not quite");
    wished(WISH_ANSWER, CARD_ANSWER_NOT_QUITE);
    press("Take it back");
    wished(WISH_REFLECT_REMOVE, WISH_NOTHING);
    assert_int_equal(stand->out.wish.card, 8);
    press("Let me edit");
    assert_int_equal(stand->desk.session.answering, 9);
    assert_string_equal(written(FIELD_ANSWER), hour()->reflections[1].text);
}

static void quiet_lines_are_the_decks_or_ones_own(void **state)
{
    (void)state;
    open_tab(PANEL_REFLECTIONS);
    press("Say something quietly");
    press("That makes sense to me.");
    wished(WISH_PHRASE, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "That makes sense to me.");
    press("Other lines");
    assert_null(stand_find(stand, "That makes sense to me."));
    write(FIELD_PHRASE, "I hear you");
    enter(0);
    wished(WISH_PHRASE, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "I hear you");
}

static void a_quiet_line_is_taken_back_until_it_was_read(void **state)
{
    (void)state;
    hour()->reflection_count = 0;
    open_tab(PANEL_REFLECTIONS);
    press("Say something quietly");
    assert_null(stand_find(stand, "Take it back"));
    hour()->my_phrase = "I hear you";
    hour()->my_phrase_card = 12;
    refresh();
    assert_true(stand_says(stand, "I hear you"));
    press("Take it back");
    wished(WISH_REFLECT_REMOVE, WISH_NOTHING);
    assert_int_equal(stand->out.wish.card, 12);
}

static void a_reminder_is_for_oneself(void **state)
{
    (void)state;
    open_tab(PANEL_REFLECTIONS);
    press("Remind me to say back");
    press("10 min");
    wished(WISH_NUDGE, 10);
    press("No reminder");
    wished(WISH_NUDGE, WISH_NOTHING);
}

static void a_line_of_the_recap_is_told_when_the_hand_leaves_it(void **state)
{
    (void)state;
    open_tab(PANEL_RECAP);
    assert_string_equal(written(FIELD_DID), "We talked about sleep.");
    write(FIELD_THEN, "Walk on Friday");
    struct screen_hand hand = stand_hand(stand);
    assert_false(panel_due(&hand));
    hour()->recap[2] = "theirs";
    refresh();
    assert_string_equal(written(FIELD_THEN), "Walk on Friday");
    assert_true(due());
    wished(WISH_RECAP, RECAP_CARD_NEXT);
    assert_string_equal(stand->out.texts[0], "Walk on Friday");
    assert_false(due());
    refresh();
    assert_string_equal(written(FIELD_THEN), "theirs");
    press("Fill in");
    wished(WISH_RECAP_FILL, WISH_NOTHING);
    /* Who agrees, agrees to what they wrote, even with the focus still there. */
    write(FIELD_THEN, "Walk on Monday");
    press("I agree");
    assert_true(panel_due(&hand));
    wished(WISH_RECAP, RECAP_CARD_NEXT);
    assert_true(due());
    wished(WISH_AGREE, WISH_NOTHING);
}

static void a_place_waits_until_there_is_somebody_to_tell(void **state)
{
    (void)state;
    open_tab(PANEL_SAFETY);
    write(FIELD_PLACE, ", upstairs");
    enter(0);
    hour()->seated = false;
    struct screen_hand hand = stand_hand(stand);
    assert_false(panel_due(&hand));
    hour()->seated = true;
    assert_true(panel_due(&hand));
    wished(WISH_PLACE, WISH_NOTHING);
    assert_int_equal(stand->out.text_count, 1);
    assert_string_equal(stand->out.texts[0], "At home, upstairs");
    refresh();
    write(FIELD_PHONE, "0123");
    enter(0);
    hand = stand_hand(stand);
    assert_true(panel_due(&hand));
    assert_string_equal(stand->out.texts[0], "");
    assert_string_equal(stand->out.texts[1], "0123");
}

static void what_was_begun_for_one_is_not_there_for_the_next(void **state)
{
    (void)state;
    open_tab(PANEL_AGENDA);
    write(FIELD_POINT, "private");
    stand->desk.panel.felt[0] = 3;
    stand->desk.session.own_picture_hidden = true;
    stand->desk.session.answering = 9;
    hour()->seated = false;
    refresh();
    assert_string_equal(written(FIELD_POINT), "");
    assert_string_equal(written(FIELD_PLACE), "");
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
    assert_int_equal(stand->desk.panel.felt[0], 0);
    assert_int_equal(stand->desk.session.answering, 0);
    assert_true(stand->desk.session.own_picture_hidden);
}

static void closing_brings_the_recap_once_and_leaves_the_focus(void **state)
{
    (void)state;
    refresh();
    hour()->stage = STAGE_CLOSING;
    refresh();
    assert_int_equal(stand->desk.panel.tab, PANEL_RECAP);
    assert_null(tree_focused_edit(stand->tree));
    press("Close the side panel");
    hour()->stage = STAGE_RECAP;
    refresh();
    assert_int_equal(stand->desk.panel.tab, PANEL_CLOSED);
    hour()->stage = STAGE_WORK;
    open_tab(PANEL_COMFORT);
    hour()->stage = STAGE_CLOSING;
    refresh();
    assert_int_equal(stand->desk.panel.tab, PANEL_COMFORT);
}

static void the_next_hour_is_a_day_and_a_time(void **state)
{
    (void)state;
    hour()->today = 20454;
    hour()->began = true;
    hour()->begins_min = 14 * 60 + 5;
    open_tab(PANEL_RECAP);
    press("When do you meet again?");
    assert_string_equal(written(FIELD_NEXT), "14:05");
    press("Save");
    assert_int_equal(stand->out.kind, WINDOW_MEET);
    assert_int_equal(stand->out.wish.numbers[0], 20454 + 7);
    assert_int_equal(stand->out.wish.numbers[1], 14 * 60 + 5);
    press("Later days");
    press("Saturday 10");
    desk_write(&stand->desk, FIELD_NEXT, "9");
    refresh();
    press("Save");
    assert_int_equal(stand->out.wish.numbers[0], 20454 + 9);
    assert_int_equal(stand->out.wish.numbers[1], 540);
    hour()->next_known = true;
    refresh();
    press("Not yet");
    wished(WISH_MEET, 0);
}

static void the_next_hour_may_be_each_week_with_whom_home_knows(void **state)
{
    (void)state;
    struct home_person person = {.id = 4, .name = "Ben", .is_open = true};
    const struct home_model home = {.people = &person, .person_count = 1};
    hour()->today = 20454;
    open_tab(PANEL_RECAP);
    press("When do you meet again?");
    assert_null(stand_find(stand, "Every week"));
    desk_write(&stand->desk, FIELD_NEXT, "15:00");
    stand->in.home = &home;
    refresh();
    press("Every week");
    press("Save");
    assert_int_equal(stand->out.kind, WINDOW_MEET);
    assert_true(stand->out.wish.on);
    assert_int_equal(stand->out.wish.card, 4);
    stand->in.home = NULL;
    refresh();
    press("Save");
    assert_false(stand->out.wish.on);
    person.next = (struct home_next){.is_known = true, .every_weeks = 1};
    stand->in.home = &home;
    hour()->next_known = true;
    refresh();
    assert_true(stand_says(stand, "Every week, first on"));
}

static void how_it_was_is_told_at_once_or_skipped(void **state)
{
    (void)state;
    hour()->stage = STAGE_RECAP;
    open_tab(PANEL_RECAP);
    press("How was this hour?");
    press("How was the pace?"); /* in the middle of the slider */
    assert_int_equal(stand->desk.panel.felt[1], 6);
    assert_true(tree_focus(stand->tree, (struct act){PANEL_FELT_AT, 3}, false));
    assert_true(tree_key(stand->tree, SDLK_RIGHT, 0));
    take();
    assert_int_equal(stand->desk.panel.felt[3], 1); /* none is the first number */
    assert_true(tree_key(stand->tree, SDLK_LEFT, 0));
    take();
    assert_int_equal(stand->desk.panel.felt[3], 0); /* and there is a way back */
    write(FIELD_FELT, "Good");
    press("Send");
    wished(WISH_FELT, WISH_NOTHING);
    assert_int_equal(stand->out.wish.numbers[1], 5);
    assert_int_equal(stand->out.wish.numbers[3], WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "Good");
    assert_false(stand->desk.panel.open[PART_FEEL]);
    hour()->felt_told = 2;
    hour()->felt[1] = 5;
    press("How was this hour?");
    assert_true(stand_says(stand, "5"));
    press("Send"); /* nothing was answered */
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    press("How was this hour?");
    press("How was the pace?");
    press("Skip");
    assert_int_equal(stand->desk.panel.felt[1], 0);
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
}

static void a_wish_is_a_touch_away_as_the_hour_ends(void **state)
{
    (void)state;
    hour()->stage = STAGE_CLOSING;
    hour()->asks_format = true;
    open_tab(PANEL_RECAP);
    press("How is it to meet like this?");
    press("no clock");
    assert_int_equal(stand->out.kind, WINDOW_EASIER);
    assert_string_equal(stand->out.texts[0], "no-clock");
    assert_true(stand->out.wish.on);
    hour()->wished = 1 << 4;
    refresh();
    press("no clock");
    assert_false(stand->out.wish.on);
    write(FIELD_ONLINE, "closer than I thought");
    enter(0);
    wished(WISH_FORMAT, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "closer than I thought");
    assert_int_equal(stand->out.text_count, 3);
}

static void both_are_asked_for_the_sum_of_the_talk(void **state)
{
    (void)state;
    hour()->stage = STAGE_CLOSING;
    open_tab(PANEL_RECAP);
    press("How you shared the time");
    press("Look at it together?");
    wished(WISH_SUM, WISH_NOTHING);
    assert_true(stand->out.wish.on);
    hour()->wants_sum[0] = true;
    refresh();
    press("Not now");
    assert_int_equal(stand->out.wish.kind, WISH_SUM);
    assert_false(stand->out.wish.on);
}

static void blocking_ends_it_after_one_question(void **state)
{
    (void)state;
    open_tab(PANEL_SAFETY);
    press("End and block");
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    press("Stay");
    assert_false(stand->desk.panel.blocking);
    assert_false(stand->desk.panel.blocked);
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    press("End and block");
    assert_true(tree_key(stand->tree, SDLK_ESCAPE, 0));
    take();
    assert_false(stand->desk.panel.blocking);
    press("End and block");
    assert_true(tree_press_act(stand->tree, (struct act){PANEL_BLOCK_YES, 0}));
    take();
    assert_int_equal(stand->out.kind, WINDOW_BLOCK);
    assert_false(stand->desk.panel.blocking);
    assert_true(stand->desk.panel.blocked);
}

static void comfort_is_a_touch_away(void **state)
{
    (void)state;
    stand->desk.session.own_picture_hidden = false;
    open_tab(PANEL_COMFORT);
    press("Hide my picture");
    assert_true(stand->desk.session.own_picture_hidden);
    press("Cover the picture");
    assert_true(stand->desk.session.picture_covered);
    press("Show the clock");
    assert_true(stand->desk.session.clock_shown);
    press("Camera off, I'm still here");
    assert_int_equal(stand->out.kind, WINDOW_TOGGLE_CAMERA);
    press("Live typing");
    wished(WISH_LIVE, WISH_NOTHING);
    assert_true(stand->out.wish.on);
    press("A slower pace");
    wished(WISH_PHRASE, WISH_NOTHING);
    assert_string_equal(stand->out.texts[0], "A little slower, please");
    press("A break of two minutes");
    wished(WISH_AWAY, SIGNAL_BACK_SOON);
    hour()->away = SIGNAL_BACK_SOON;
    refresh();
    press("A break of two minutes");
    wished(WISH_AWAY, SIGNAL_HERE);
    press(words_deck(DECK_SETTLING_OFFER));
    wished(WISH_SETTLE, WISH_NOTHING);
    press("7");
    wished(WISH_FEELING, 7);
    hour()->feeling_on = true;
    hour()->feeling = 7;
    refresh();
    press("7");
    wished(WISH_FEELING, WISH_NOTHING);
    press("How much of you is shown");
    press("Much closer");
    assert_int_equal(stand->out.kind, WINDOW_CROP);
    assert_int_equal(stand->out.wish.numbers[0], PICTURE_CROP_CLOSE);
    press(words_deck(DECK_SETTINGS_NOISE));
    press("Strong");
    assert_int_equal(stand->out.kind, WINDOW_NOISE);
    assert_int_equal(stand->out.wish.numbers[0], NOISE_STRONG);
}

static void nothing_written_is_longer_than_its_card(void **state)
{
    (void)state;
    static const enum desk_field fields[] = {FIELD_POINT, FIELD_PHRASE, FIELD_FELT, FIELD_ONLINE,
                                             FIELD_ELSE};
    char words[2000];
    memset(words, 'a', sizeof words);
    words[sizeof words - 1] = '\0';
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        desk_write(&stand->desk, fields[i], words);
        assert_true(strlen(written(fields[i])) <= CARD_LINE_BYTES_MAX);
    }
    desk_write(&stand->desk, FIELD_HEAR, "one\ntwo");
    assert_string_equal(written(FIELD_HEAR), "one\ntwo");
}

static void a_long_list_begins_anew_in_another_tab(void **state)
{
    (void)state;
    struct hour_point points[40] = {0};
    for (size_t i = 0; i < 40; i++)
        points[i] = (struct hour_point){.card = (uint32_t)i + 1, .text = "one"};
    hour()->points = points;
    hour()->point_count = 40;
    open_tab(PANEL_AGENDA);
    press("Show the others");
    assert_int_equal(stand->desk.panel.first, 30);
    press("Show the others");
    assert_int_equal(stand->desk.panel.first, 0);
    press("Show the others");
    press("Comfort");
    assert_int_equal(stand->desk.panel.tab, PANEL_COMFORT);
    assert_int_equal(stand->desk.panel.first, 0);
}

static void what_is_not_its_own_is_left_alone(void **state)
{
    (void)state;
    struct screen_hand hand = stand_hand(stand);
    assert_false(panel_take(&hand, &(struct tree_event){TREE_ACT, {ACTS_HOME, 0}, 0}));
    assert_false(panel_take(&hand, &(struct tree_event){TREE_ENTER, ACT_FIELD(FIELD_LANE), 0}));
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(f6_opens_the_panel_and_closes_it),
    WITH_STAND(points_are_added_marked_and_taken_away),
    WITH_STAND(the_clock_is_set_by_touching_minutes),
    WITH_STAND(a_reflection_begins_with_one_of_the_deck),
    WITH_STAND(what_they_heard_is_answered_and_mine_is_taken_back),
    WITH_STAND(quiet_lines_are_the_decks_or_ones_own),
    WITH_STAND(a_quiet_line_is_taken_back_until_it_was_read),
    WITH_STAND(a_reminder_is_for_oneself),
    WITH_STAND(a_line_of_the_recap_is_told_when_the_hand_leaves_it),
    WITH_STAND(a_place_waits_until_there_is_somebody_to_tell),
    WITH_STAND(what_was_begun_for_one_is_not_there_for_the_next),
    WITH_STAND(closing_brings_the_recap_once_and_leaves_the_focus),
    WITH_STAND(the_next_hour_is_a_day_and_a_time),
    WITH_STAND(the_next_hour_may_be_each_week_with_whom_home_knows),
    WITH_STAND(how_it_was_is_told_at_once_or_skipped),
    WITH_STAND(a_wish_is_a_touch_away_as_the_hour_ends),
    WITH_STAND(both_are_asked_for_the_sum_of_the_talk),
    WITH_STAND(blocking_ends_it_after_one_question),
    WITH_STAND(comfort_is_a_touch_away),
    WITH_STAND(nothing_written_is_longer_than_its_card),
    WITH_STAND(a_long_list_begins_anew_in_another_tab),
    WITH_STAND(what_is_not_its_own_is_left_alone),
};
TEST_GROUP(panel_hands, tests)
