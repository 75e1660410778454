/* A window that nobody touched for a while, and the hand that comes back to it. */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>

#include "hands.h"
#include "harness.h"
#include "scene.h"

static struct window *window;
static struct call_model model;
static struct picture picture;

static int open_window(void **state)
{
    (void)state;
    picture_paint_person(&picture, 320, 180, true);
    model = (struct call_model){.phase = CALL_IN_CALL,
                                .their_name = "Ben",
                                .microphone_on = true,
                                .their_microphone_on = true,
                                .their_camera_on = true,
                                .their_picture = &picture};
    window = hands_open(&model, 960, 600);
    return 0;
}

static int close_window(void **state)
{
    (void)state;
    hands_close();
    picture_unpaint(&picture);
    return 0;
}

static enum window_action_kind after(SDL_Event event)
{
    SDL_PushEvent(&event);
    return hands_wait().kind;
}

static enum window_action_kind after_key(SDL_Keycode key)
{
    return hands_key(key, KMOD_NONE).kind;
}

/* Nobody was there for five seconds, and the fade is over. */
static void let_rest(void)
{
    window->unread = false;
    window->touched_at_ms = SDL_GetTicks64() - 5000;
    window_refresh(window, &model, HANDS_NOW_US);
}

static void any_key_ends_a_rest_and_acts_with_the_focus_where_it_was(void **state)
{
    (void)state;
    window_focus(window, NODE_CAMERA, true);
    let_rest();
    assert_true(window->view.resting);
    assert_int_equal(window->focus, NODE_CAMERA);
    assert_int_equal(after_key(SDLK_m), WINDOW_TOGGLE_MICROPHONE);
    assert_false(window->view.resting);
    window_focus(window, NODE_LANE_FIELD, true);
    let_rest();
    assert_true(window->view.resting);
    SDL_Event typed = {.type = SDL_TEXTINPUT};
    snprintf(typed.text.text, sizeof typed.text.text, "I");
    assert_int_equal(after(typed), WINDOW_NOTHING);
    assert_string_equal(window->fields[FIELD_LANE].bytes, "I");
    assert_false(window->view.resting);
}

static void what_is_unseen_is_not_pressed_by_who_only_wakes_it(void **state)
{
    (void)state;
    window_focus(window, NODE_CAMERA, true);
    let_rest();
    assert_int_equal(after_key(SDLK_SPACE), WINDOW_NOTHING);
    assert_false(window->view.resting);
    assert_int_equal(after_key(SDLK_SPACE), WINDOW_TOGGLE_CAMERA);
    let_rest();
    assert_int_equal(hands_click(NODE_LEAVE).kind, WINDOW_NOTHING);
    assert_false(window->view.resting);
    window->woken_at_ms = 0; /* a while ago */
    assert_int_equal(hands_click(NODE_LEAVE).kind, WINDOW_LEAVE);
}

static void the_pointer_ends_a_rest_at_once(void **state)
{
    (void)state;
    let_rest();
    assert_true(window->view.resting);
    SDL_Event event = {.type = SDL_MOUSEMOTION};
    assert_int_equal(after(event), WINDOW_NOTHING);
    assert_false(window->view.resting);
}

static void what_they_wrote_stays_until_a_hand_was_there(void **state)
{
    (void)state;
    static const struct lane_entry words[] = {
        {LANE_ME, LANE_TEXT, LANE_ARRIVED, 850, "Hello", NULL, NULL, false, 0},
        {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, "Hello you", NULL, NULL, false, 0},
    };
    model.lane = words;
    model.lane_count = 1;
    let_rest();
    assert_true(window->view.resting);
    model.lane_count = 2;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_false(window->view.resting);
    assert_int_equal(after_key(SDLK_LSHIFT), WINDOW_NOTHING);
    let_rest();
    assert_true(window->view.resting);
}

#define WITH_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, close_window)

static const struct CMUnitTest tests[] = {
    WITH_WINDOW(any_key_ends_a_rest_and_acts_with_the_focus_where_it_was),
    WITH_WINDOW(what_is_unseen_is_not_pressed_by_who_only_wakes_it),
    WITH_WINDOW(the_pointer_ends_a_rest_at_once),
    WITH_WINDOW(what_they_wrote_stays_until_a_hand_was_there),
};
TEST_GROUP(window_rest, tests)
