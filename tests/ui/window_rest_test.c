/* A window that nobody touched for a while, and the hand that comes back to it. */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "scene.h"
#include "ui/window_state.h"

static struct window *window;
static struct call_model model;
static struct picture picture;
static struct deck deck;

static int open_window(void **state)
{
    (void)state;
    char error[WINDOW_ERROR_BYTES_MAX] = "";
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    picture_paint_person(&picture, 320, 180, true);
    scene_deck("en", &deck);
    const struct window_options options = {.deck = &deck, .width = 960, .height = 600};
    if (!window_open(&window, &options, error))
        fail_msg("%s", error);
    model = (struct call_model){.phase = CALL_IN_CALL,
                                .their_name = "Ben",
                                .microphone_on = true,
                                .their_microphone_on = true,
                                .their_camera_on = true,
                                .their_picture = &picture};
    window_refresh(window, &model, 1);
    struct window_action action;
    for (int i = 0; i < 20; i++)
        window_wait(window, 0, &action);
    return 0;
}

static int close_window(void **state)
{
    (void)state;
    window_close(window);
    deck_close(&deck);
    picture_unpaint(&picture);
    return 0;
}

/* Until nothing is left to take: the first action that is not NOTHING, or NOTHING. */
static enum window_action_kind after(SDL_Event event)
{
    struct window_action action = {.kind = WINDOW_NOTHING};
    SDL_PushEvent(&event);
    for (int i = 0; i < 50 && action.kind == WINDOW_NOTHING; i++) {
        window_wait(window, 0, &action);
        window_refresh(window, &model, 1);
    }
    return action.kind;
}

static enum window_action_kind after_key(SDL_Keycode key)
{
    SDL_Event event = {.type = SDL_KEYDOWN};
    event.key.keysym.sym = key;
    return after(event);
}

static enum window_action_kind after_click(enum node_id id)
{
    const struct view_node *node = view_node_of(&window->view, id);
    assert_non_null(node);
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = node->at.x + node->at.width / 2;
    event.button.y = node->at.y + node->at.height / 2;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    return after(event);
}

/* Nobody was there for five seconds, and the fade is over. */
static void let_rest(void)
{
    window->unread = false;
    window->touched_at_ms = SDL_GetTicks64() - 5000;
    window_refresh(window, &model, 1);
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
    assert_int_equal(after_click(NODE_LEAVE), WINDOW_NOTHING);
    assert_false(window->view.resting);
    window->woken_at_ms = 0; /* a while ago */
    assert_int_equal(after_click(NODE_LEAVE), WINDOW_LEAVE);
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
    window_refresh(window, &model, 1);
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
