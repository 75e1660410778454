/* The hour with hands: its keys, its buttons and its fields. */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hands.h"
#include "harness.h"
#include "scene.h"
#include "ui/words.h"

static struct window *window;
static struct call_model model;

static const struct hour_point points[] = {{3, "sleep", true}, {5, "my sister", false}};
static const struct hour_reflection reflections[] = {
    {9, false, "work felt heavy", CARD_ANSWER_OPEN, NULL}};

static int open_window(void **state)
{
    (void)state;
    model = (struct call_model){.phase = CALL_IN_CALL, .their_name = "Ben"};
    model.hour = (struct hour_model){.shown = true,
                                     .seated = true,
                                     .stage = STAGE_WORK,
                                     .points = points,
                                     .point_count = 2,
                                     .reflections = reflections,
                                     .reflection_count = 1,
                                     .recap = {"", "", ""}};
    window = hands_open(&model, 1120, 720);
    return 0;
}

static int close_window(void **state)
{
    (void)state;
    hands_close();
    return 0;
}

static void expect(const struct window_action *action, enum wish_kind kind, uint64_t number)
{
    assert_int_equal(action->kind, WINDOW_WISH);
    assert_int_equal(action->wish.kind, kind);
    assert_true(action->wish.numbers[0] == number);
}

static void single_keys_are_wishes_on_the_stage(void **state)
{
    (void)state;
    static const struct {
        SDL_Keycode key;
        enum wish_kind kind;
        uint64_t number;
    } rows[] = {
        {SDLK_1, WISH_EXPRESS, SIGNAL_WITH_YOU},
        {SDLK_5, WISH_EXPRESS, SIGNAL_THANK_YOU},
        {SDLK_a, WISH_AWAY, SIGNAL_SOMEONE_CAME_IN},
        {SDLK_y, WISH_ANSWER, CARD_ANSWER_YES},
        {SDLK_q, WISH_ANSWER, CARD_ANSWER_NOT_QUITE},
        {SDLK_c, WISH_GO_ON, WISH_NOTHING},
        {SDLK_k, WISH_SKIP, WISH_NOTHING},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct window_action action = hands_key(rows[i].key, KMOD_NONE);
        expect(&action, rows[i].kind, rows[i].number);
        if (rows[i].kind == WISH_ANSWER)
            assert_int_equal(action.wish.card, 9);
    }
    model.hour.away = SIGNAL_SOMEONE_CAME_IN;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action back = hands_key(SDLK_a, KMOD_NONE);
    expect(&back, WISH_AWAY, SIGNAL_HERE);
}

static void in_a_field_numbers_are_numbers(void **state)
{
    (void)state;
    hands_key(SDLK_t, KMOD_NONE);
    assert_int_equal(hands_key(SDLK_1, KMOD_NONE).kind, WINDOW_NOTHING);
    struct window_action typed = hands_type("1");
    expect(&typed, WISH_TYPE, WISH_NOTHING); /* for who is read as they type */
    assert_string_equal(typed.texts[0], "1");
}

static void f6_opens_the_panel_and_escape_closes_it(void **state)
{
    (void)state;
    hands_key(SDLK_F6, KMOD_NONE);
    assert_int_equal(window->hand.panel, PANEL_AGENDA);
    assert_int_equal(window->focus, NODE_TABS);
    hands_key(SDLK_ESCAPE, KMOD_NONE);
    assert_int_equal(window->hand.panel, PANEL_CLOSED);
    hands_key(SDLK_F8, KMOD_NONE);
    assert_int_equal(window->hand.panel, PANEL_SAFETY);
    hands_key(SDLK_F8, KMOD_NONE);
    assert_int_equal(window->hand.panel, PANEL_CLOSED);
    hands_click(NODE_PANEL);
    assert_int_equal(window->hand.panel, PANEL_AGENDA);
}

static void f8_works_once_the_line_dropped(void **state)
{
    (void)state;
    model.phase = CALL_FAILED;
    model.hour.place[1] = "At the practice";
    window_refresh(window, &model, HANDS_NOW_US);
    hands_key(SDLK_F8, KMOD_NONE);
    assert_non_null(view_node_of(&window->view, NODE_PANEL_CLOSE));
}

static void every_node_of_every_page_is_reached_by_tab(void **state)
{
    (void)state;
    for (int tab = PANEL_AGENDA; tab < PANEL_TABS; tab++) {
        bool reached[NODE_COUNT] = {false};
        window->hand.panel = (enum panel_tab)tab;
        window_refresh(window, &model, HANDS_NOW_US);
        for (int i = 0; i < window->view.node_count; i++) {
            hands_key(SDLK_TAB, KMOD_NONE);
            reached[window->focus] = true;
        }
        for (int i = 0; i < window->view.node_count; i++) {
            if (!reached[window->view.nodes[i].id])
                fail_msg("Tab does not reach: %s", window->view.nodes[i].name);
        }
    }
}

static void points_are_added_marked_and_taken_away(void **state)
{
    (void)state;
    hands_key(SDLK_F6, KMOD_NONE);
    hands_click(NODE_POINT_FIELD);
    hands_type("what helps");
    struct window_action added = hands_key(SDLK_RETURN, KMOD_NONE);
    expect(&added, WISH_AGENDA_ADD, WISH_NOTHING);
    assert_string_equal(added.texts[0], "what helps");
    struct window_action done = hands_click(NODE_POINTS_DONE + 1);
    expect(&done, WISH_AGENDA_DONE, WISH_NOTHING);
    assert_true(done.wish.on && done.wish.card == 5);
    struct window_action undone = hands_click(NODE_POINTS_DONE);
    assert_true(!undone.wish.on && undone.wish.card == 3);
    struct window_action gone = hands_click(NODE_POINTS_REMOVE);
    expect(&gone, WISH_AGENDA_REMOVE, WISH_NOTHING);
    assert_int_equal(gone.wish.card, 3);
}

static void a_point_is_never_longer_than_its_card(void **state)
{
    (void)state;
    hands_key(SDLK_F6, KMOD_NONE);
    hands_click(NODE_POINT_FIELD);
    for (int i = 0; i < 40; i++)
        hands_type("öööööööööö");
    assert_true(window->fields[FIELD_POINT].size <= CARD_LINE_BYTES_MAX);
    assert_true(window->fields[FIELD_POINT].size > CARD_LINE_BYTES_MAX - 2);
}

static void a_reflection_begins_with_one_of_the_deck(void **state)
{
    (void)state;
    size_t count;
    const struct deck_item *starters = words_list(DECK_LIST_STARTERS, &count);
    hands_key(SDLK_r, KMOD_LCTRL);
    assert_int_equal(window->focus, NODE_HEAR_FIELD);
    hands_key(SDLK_r, KMOD_LCTRL);
    assert_int_equal(
        strncmp(window->fields[FIELD_HEAR].bytes, starters[0].text, strlen(starters[0].text)), 0);
    hands_key(SDLK_r, KMOD_LCTRL);
    assert_int_equal(
        strncmp(window->fields[FIELD_HEAR].bytes, starters[1].text, strlen(starters[1].text)), 0);
    hands_type("you miss her.");
    hands_key(SDLK_r, KMOD_LCTRL); /* what was written stays */
    struct window_action said = hands_key(SDLK_RETURN, KMOD_NONE);
    expect(&said, WISH_REFLECT, WISH_NOTHING);
    assert_non_null(strstr(said.texts[0], "you miss her."));
}

static void what_they_heard_is_put_in_own_words(void **state)
{
    (void)state;
    hands_key(SDLK_e, KMOD_NONE);
    assert_int_equal(window->focus, NODE_ANSWER_FIELD);
    assert_string_equal(window->fields[FIELD_ANSWER].bytes, "work felt heavy");
    hands_type(", and long");
    struct window_action said = hands_key(SDLK_RETURN, KMOD_NONE);
    expect(&said, WISH_ANSWER, CARD_ANSWER_NOT_QUITE);
    assert_int_equal(said.wish.card, 9);
    assert_string_equal(window_wish_of(&said).texts[0], "work felt heavy, and long");
    assert_int_equal(window->hand.answering, 0);
}

static void a_line_of_the_recap_is_told_when_the_hand_leaves_it(void **state)
{
    (void)state;
    window->hand.panel = PANEL_RECAP;
    window_refresh(window, &model, HANDS_NOW_US);
    hands_click(NODE_RECAP_FIELDS + 1);
    assert_int_equal(hands_type("the walk").kind, WINDOW_NOTHING);
    model.hour.recap[1] = "what Ben wrote"; /* does not overwrite what is being written */
    struct window_action told = hands_key(SDLK_TAB, KMOD_NONE);
    expect(&told, WISH_RECAP, RECAP_CARD_MATTERED);
    assert_string_equal(told.texts[0], "the walk");
    window_refresh(window, &model, HANDS_NOW_US);
    assert_string_equal(window->fields[FIELD_MATTERED].bytes, "what Ben wrote");
    hands_click(NODE_RECAP_FIELDS);
    hands_type("We talked.");
    struct window_action first = hands_click(NODE_AGREE); /* the line, before one agrees to it */
    expect(&first, WISH_RECAP, RECAP_CARD_DID);
    struct window_action agreed = hands_wait();
    expect(&agreed, WISH_AGREE, WISH_NOTHING);
}

static void a_place_waits_until_there_is_somebody_to_tell(void **state)
{
    (void)state;
    model.phase = CALL_WAITING;
    model.hour.stage = STAGE_READY;
    model.hour.seated = false;
    window_refresh(window, &model, HANDS_NOW_US);
    hands_click(NODE_PLACE_FIELD);
    hands_type("at home");
    assert_int_equal(hands_key(SDLK_RETURN, KMOD_NONE).kind, WINDOW_NOTHING);
    model.hour.seated = true;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action told = hands_wait();
    expect(&told, WISH_PLACE, WISH_NOTHING);
    assert_string_equal(told.texts[0], "at home");
}

static void what_was_begun_for_one_is_not_there_for_the_next(void **state)
{
    (void)state;
    hands_key(SDLK_t, KMOD_NONE);
    hands_type("for Ben alone");
    window->hand.picture_covered = true;
    model = (struct call_model){.phase = CALL_WAITING, .hour = {.shown = true}};
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->fields[FIELD_LANE].size, 0);
    assert_int_equal(window->fields[FIELD_LANE].bytes[0], 0);
    assert_false(window->hand.picture_covered);
    assert_int_equal(window->hand.rating, RATING_NONE);
}

static void a_wish_is_a_touch_away_as_the_hour_ends(void **state)
{
    (void)state;
    window->hand.panel = PANEL_COMFORT;
    model.hour.stage = STAGE_RECAP;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action on = hands_click(NODE_WISHES);
    assert_int_equal(on.kind, WINDOW_EASIER);
    assert_true(on.wish.on);
    assert_string_equal(on.texts[0], "bigger-text");
    model.hour.wished = 1;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_false(hands_click(NODE_WISHES).wish.on);
}

static void what_is_comfortable_is_so_at_once(void **state)
{
    static const struct window_comfort comfort = {130, true, true};
    (void)state;
    window_set_comfort(window, &comfort);
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->options.scale_percent, 130);
    assert_true(window->options.reduced_motion);
    assert_true(window->own_picture_hidden);
}

static void comfort_is_a_touch_away(void **state)
{
    (void)state;
    window->hand.panel = PANEL_COMFORT;
    window_refresh(window, &model, HANDS_NOW_US);
    hands_click(NODE_COVER);
    assert_true(window->hand.picture_covered);
    hands_click(NODE_HIDE_SELF);
    assert_true(window->own_picture_hidden);
    struct window_action rest = hands_click(NODE_BREAK);
    expect(&rest, WISH_AWAY, SIGNAL_BACK_SOON);
    struct window_action slower = hands_click(NODE_SLOWER);
    expect(&slower, WISH_PHRASE, WISH_NOTHING);
    assert_string_equal(slower.texts[0], "A little slower, please");
    assert_int_equal(hands_click(NODE_STILL_HERE).kind, WINDOW_TOGGLE_CAMERA);
    struct window_action strong = hands_click(NODE_DIAL + 7);
    expect(&strong, WISH_FEELING, 7);
    model.hour.feeling_on = true;
    model.hour.feeling = 7;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action off = hands_click(NODE_DIAL + 7);
    expect(&off, WISH_FEELING, WISH_NOTHING);
    struct window_action live = hands_click(NODE_LIVE);
    assert_true(live.wish.kind == WISH_LIVE && live.wish.on);
    struct window_action settle = hands_click(NODE_SETTLE);
    assert_true(settle.wish.kind == WISH_SETTLE && settle.wish.on);
}

static void before_the_door_one_looks_around_by_keyboard_alone(void **state)
{
    (void)state;
    model.phase = CALL_WAITING;
    model.hour.seated = false;
    model.hour.stage = STAGE_ARRIVING;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action opened = hands_key(SDLK_r, KMOD_NONE);
    expect(&opened, WISH_GO_ON, WISH_NOTHING);
    hands_click(NODE_SETTLE);
    assert_true(window->hand.settling_since_us != 0);
    hands_click(NODE_SETTLE_END);
    assert_true(window->hand.settling_since_us == 0);
    struct picture picture;
    picture_paint_person(&picture, 320, 180, true);
    model.own_picture = &picture;
    model.camera_on = true;
    model.hour.stage = STAGE_READY;
    window_refresh(window, &model, HANDS_NOW_US);
    hands_key(SDLK_g, KMOD_NONE);
    assert_true(window->hand.guide_hidden);
    hands_key(SDLK_g, KMOD_NONE);
    assert_false(window->hand.guide_hidden);
    hands_click(NODE_READY_PHONE);
    assert_true(window->hand.phone_is_silent);
    hands_click(NODE_READY_NEAR);
    assert_int_equal(window->hand.privacy, PRIVACY_SOMEONE_NEAR);
    struct window_action write = hands_click(NODE_READY_WRITE);
    assert_true(write.wish.kind == WISH_MICROPHONE && !write.wish.on);
    struct window_action skipped = hands_click(NODE_READY_SKIP);
    expect(&skipped, WISH_SKIP, WISH_NOTHING);
    window->focus = NODE_NONE;
    struct window_action gone = hands_key(SDLK_RETURN, KMOD_NONE);
    expect(&gone, WISH_GO_ON, WISH_NOTHING);
    model.phase = CALL_AT_DOOR;
    window_refresh(window, &model, HANDS_NOW_US);
    struct window_action wait = hands_click(NODE_WAIT);
    expect(&wait, WISH_WAIT, 5);
    model.own_picture = NULL;
    picture_unpaint(&picture);
}

static void one_arrives_by_touching_words_and_a_number(void **state)
{
    (void)state;
    model.check_in_open = true;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->focus, NODE_CHECK_IN_FEELING);
    hands_click(NODE_FEELINGS);
    hands_click(NODE_FEELINGS + 1);
    hands_click(NODE_FEELINGS); /* once is enough */
    assert_string_equal(window->fields[FIELD_FEELING].bytes, "calm, content");
    hands_click(NODE_FEELINGS_MORE);
    assert_true(window->hand.words_first > 0);
    hands_click(NODE_AROUND + 1);
    hands_click(NODE_RATING + 6);
    assert_int_equal(window->hand.rating, 6);
    struct window_action sent = hands_click(NODE_CHECK_IN_SEND);
    expect(&sent, WISH_ARRIVE, 6);
    assert_string_equal(sent.texts[0], "calm, content");
    assert_string_equal(sent.texts[1], "someone near");
    assert_int_equal(window->hand.rating, RATING_NONE);
}

static void what_weighs_is_written_and_may_be_shown_at_once(void **state)
{
    (void)state;
    hands_close();
    model.check_in_open = true;
    window = hands_open(&model, 1280, 960);
    window_refresh(window, &model, HANDS_NOW_US);
    hands_click(NODE_WEIGHT);
    hands_type("a letter");
    hands_click(NODE_SHOW_NOW);
    hands_click(NODE_WEIGHT);
    struct window_action sent = hands_key(SDLK_RETURN, KMOD_NONE);
    expect(&sent, WISH_ARRIVE, WISH_NOTHING);
    assert_true(sent.wish.on);
    assert_string_equal(sent.texts[2], "a letter");
    assert_int_equal(window->fields[FIELD_WEIGHT].size, 0);
}

#define WITH_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, close_window)

static const struct CMUnitTest tests[] = {
    WITH_WINDOW(single_keys_are_wishes_on_the_stage),
    WITH_WINDOW(in_a_field_numbers_are_numbers),
    WITH_WINDOW(f6_opens_the_panel_and_escape_closes_it),
    WITH_WINDOW(f8_works_once_the_line_dropped),
    WITH_WINDOW(every_node_of_every_page_is_reached_by_tab),
    WITH_WINDOW(points_are_added_marked_and_taken_away),
    WITH_WINDOW(a_point_is_never_longer_than_its_card),
    WITH_WINDOW(a_reflection_begins_with_one_of_the_deck),
    WITH_WINDOW(what_they_heard_is_put_in_own_words),
    WITH_WINDOW(a_line_of_the_recap_is_told_when_the_hand_leaves_it),
    WITH_WINDOW(a_place_waits_until_there_is_somebody_to_tell),
    WITH_WINDOW(what_was_begun_for_one_is_not_there_for_the_next),
    WITH_WINDOW(a_wish_is_a_touch_away_as_the_hour_ends),
    WITH_WINDOW(what_is_comfortable_is_so_at_once),
    WITH_WINDOW(comfort_is_a_touch_away),
    WITH_WINDOW(one_arrives_by_touching_words_and_a_number),
    WITH_WINDOW(what_weighs_is_written_and_may_be_shown_at_once),
    WITH_WINDOW(before_the_door_one_looks_around_by_keyboard_alone),
};
TEST_GROUP(window_hour, tests)
