/* The window with hands: events of the pointer and the desktop in, actions out. On a video driver
 * that nobody sees, so that it needs no display. What its screens do is in the tests of each. */
#include "ui/window.h"

#include <SDL2/SDL.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hands.h"
#include "harness.h"
#include "scene.h"

static struct window *window;
static struct call_model *model;

static int open_window(void **state)
{
    (void)state;
    window = hands_open_session(&model);
    return 0;
}

static void tab_to(const char *name)
{
    for (int i = 0; i < 40 && strcmp(hands_focus(), name) != 0; i++)
        hands_after_key(SDLK_TAB, KMOD_NONE);
    assert_string_equal(hands_focus(), name);
}

/* ---- pointer, focus ---- */

static uint64_t focused(void)
{
    const struct access_tree *access = window_access(window);
    for (int i = 0; i < access->count; i++) {
        if ((access->nodes[i].states & ACCESS_FOCUSED) != 0)
            return access->nodes[i].id;
    }
    return 0;
}

static void every_node_is_reached_by_tab_and_back(void **state)
{
    (void)state;
    const struct access_tree *access = window_access(window);
    uint64_t ids[ACCESS_NODES_MAX];
    int count = 0;
    for (int i = 0; i < access->count; i++) {
        if ((access->nodes[i].states & (ACCESS_FOCUSABLE | ACCESS_DISABLED)) == ACCESS_FOCUSABLE)
            ids[count++] = access->nodes[i].id;
    }
    assert_true(count > 5);
    bool reached[ACCESS_NODES_MAX] = {false};
    for (int i = 0; i < count; i++) {
        hands_after_key(SDLK_TAB, KMOD_NONE);
        for (int j = 0; j < count; j++)
            reached[j] = reached[j] || ids[j] == focused();
    }
    for (int i = 0; i < count; i++)
        assert_true(reached[i]);
    uint64_t last = focused();
    hands_after_key(SDLK_TAB, KMOD_NONE);
    hands_after_key(SDLK_TAB, KMOD_LSHIFT);
    assert_true(focused() == last);
}

static void the_mouse_does_what_the_keys_do(void **state)
{
    (void)state;
    assert_int_equal(hands_press("Turn the microphone off").kind, WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(hands_press("Turn the camera off").kind, WINDOW_TOGGLE_CAMERA);
    assert_int_equal(hands_press("Nod to Ben").wish.kind, WISH_NOD);
    assert_int_equal(hands_press("Leave the session").kind, WINDOW_NOTHING);
    assert_true(tree_has_dialog(window->tree));
}

static void a_press_that_ends_elsewhere_does_nothing(void **state)
{
    (void)state;
    const struct access_node *nod = hands_find("Nod to Ben");
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = nod->at.x + 5;
    event.button.y = nod->at.y + 5;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    event.button.x = event.button.y = 1;
    assert_int_equal(hands_push(event).kind, WINDOW_NOTHING);
}

static uint64_t lane_entry(void)
{
    const struct access_tree *access = window_access(window);
    for (int i = 0; i < access->count; i++) {
        if (access->nodes[i].role == ACCESS_ENTRY)
            return access->nodes[i].id;
    }
    return 0;
}

static void a_screen_reader_does_what_a_hand_does(void **state)
{
    (void)state;
    struct access_request request = {.id = hands_find("Nod to Ben")->id, .ask = ACCESS_PRESS};
    window->touched_at_ms = 0;
    window_request(window, &request);
    assert_true(window->touched_at_ms > 0);
    assert_int_equal(hands_wait().wish.kind, WISH_NOD);
    char words[] = "from a reader";
    request = (struct access_request){.id = lane_entry(), .ask = ACCESS_SET_TEXT, .text = words};
    window_request(window, &request);
    hands_wait();
    assert_string_equal(hands_lane(), words);
}

/* ---- the calm ---- */

/* Nobody was there for five seconds, and the fade is over. */
static void let_rest(void)
{
    window->unread = false;
    window->touched_at_ms = SDL_GetTicks64() - 5000;
    hands_refresh(NULL);
}

static bool is_resting(void)
{
    return tree_frame_of(window->tree)->calm;
}

static void any_key_ends_a_rest_and_acts_with_the_focus_where_it_was(void **state)
{
    (void)state;
    tab_to("Turn the camera off");
    let_rest();
    assert_true(is_resting());
    assert_string_equal(hands_focus(), "Turn the camera off");
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_TOGGLE_MICROPHONE);
    assert_false(is_resting());
    hands_after_key(SDLK_t, KMOD_NONE);
    let_rest();
    assert_true(is_resting());
    hands_write("I");
    assert_string_equal(hands_lane(), "I");
    assert_false(is_resting());
}

static void what_is_unseen_is_not_pressed_by_who_only_wakes_it(void **state)
{
    (void)state;
    tab_to("Turn the camera off");
    let_rest();
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_NOTHING);
    assert_false(is_resting());
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_TOGGLE_CAMERA);
    struct rectangle nod = hands_find("Nod to Ben")->at;
    let_rest();
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = nod.x + 5;
    event.button.y = nod.y + 5;
    assert_int_equal(hands_push(event).kind, WINDOW_NOTHING);
    event.type = SDL_MOUSEBUTTONUP;
    assert_int_equal(hands_push(event).kind, WINDOW_NOTHING);
    assert_false(is_resting());
    window->woken_at_ms = 0; /* a while ago */
    assert_int_equal(hands_press("Nod to Ben").wish.kind, WISH_NOD);
}

static void the_pointer_ends_a_rest_at_once(void **state)
{
    (void)state;
    let_rest();
    assert_true(is_resting());
    assert_int_equal(hands_push((SDL_Event){.type = SDL_MOUSEMOTION}).kind, WINDOW_NOTHING);
    assert_false(is_resting());
}

static void what_they_wrote_stays_until_a_hand_was_there(void **state)
{
    (void)state;
    static const struct lane_entry words[] = {
        {LANE_ME, LANE_TEXT, LANE_ARRIVED, 850, "Hello", NULL, NULL, false, 0},
        {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, "Hello you", NULL, NULL, false, 0},
    };
    model->lane = words;
    model->lane_count = 1;
    let_rest();
    assert_true(is_resting());
    model->lane_count = 2;
    hands_refresh(NULL);
    assert_false(is_resting());
    assert_int_equal(hands_after_key(SDLK_LSHIFT, KMOD_NONE), WINDOW_NOTHING);
    let_rest();
    assert_true(is_resting());
}

/* ---- the desktop ---- */

static void the_invite_goes_to_the_clipboard(void **state)
{
    (void)state;
    model->phase = CALL_WAITING;
    model->invite = "alcove:ABC";
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_c, KMOD_LCTRL), WINDOW_COPY_INVITE);
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, "alcove:ABC");
    SDL_free(copied);
}

static void what_changes_is_announced_but_not_while_it_is_hidden(void **state)
{
    (void)state;
    struct announcement told;
    while (window_announcement(window, &told))
        continue;
    model->microphone_on = false;
    hands_refresh(NULL);
    assert_true(window_announcement(window, &told));
    assert_string_equal(told.words, "Your microphone is off.");
    assert_false(window_announcement(window, &told));
    hands_after_key(SDLK_F9, KMOD_NONE);
    model->nod_received_at_us = HANDS_NOW_US;
    hands_refresh(NULL);
    assert_false(window_announcement(window, &told));
    hands_after_key(SDLK_F9, KMOD_NONE);
    assert_false(window_announcement(window, &told));
}

static void a_link_from_outside_stands_where_one_is_pasted(void **state)
{
    (void)state;
    window_take_link(window, "alcove:XYZ");
    assert_int_equal(window->desk.page, PAGE_LINK);
    assert_string_equal(text_edit_bytes(&window->desk.fields[FIELD_LINK]), "alcove:XYZ");
    window_go_home(window);
    assert_int_equal(window->desk.page, PAGE_HOME);
}

static void *wake_three_times(void *unused)
{
    (void)unused;
    for (int i = 0; i < 3; i++)
        window_wake(window);
    return NULL;
}

static void another_thread_wakes_the_wait_once(void **state)
{
    (void)state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake_three_times, NULL), 0);
    pthread_join(thread, NULL);
    struct window_action action;
    window_wait(window, 1000, &action);
    assert_int_equal(action.kind, WINDOW_WAKE);
    window_wait(window, 0, &action);
    assert_int_equal(action.kind, WINDOW_NOTHING);
    window_wake(window);
    window_wait(window, 0, &action);
    assert_int_equal(action.kind, WINDOW_WAKE);
}

static void closing_and_coming_back_are_told(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    event.window.event = SDL_WINDOWEVENT_FOCUS_GAINED;
    assert_int_equal(hands_push(event).kind, WINDOW_LOOKED_AT);
    event.window.event = SDL_WINDOWEVENT_CLOSE;
    assert_int_equal(hands_push(event).kind, WINDOW_CLOSED);
    assert_int_equal(hands_push((SDL_Event){.type = SDL_QUIT}).kind, WINDOW_CLOSED);
}

static void no_size_is_too_small_to_show(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {480, 360}, {60, 900}, {1600, 40}, {960, 600}};
    SDL_SetWindowMinimumSize(window->sdl_window, 1, 1);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        SDL_SetWindowSize(window->sdl_window, sizes[i][0], sizes[i][1]);
        hands_wait();
        assert_int_equal(tree_frame_of(window->tree)->width, sizes[i][0]);
        assert_int_equal(tree_frame_of(window->tree)->height, sizes[i][1]);
    }
}

/* The desktop gave the window other memory in between, though it is as large as it was. */
static void a_size_that_comes_back_is_painted_anew(void **state)
{
    (void)state;
    int width;
    int height;
    SDL_SetWindowSize(window->sdl_window, 700, 500);
    SDL_SetWindowSize(window->sdl_window, 960, 600);
    assert_null(renderer_pixels(window->renderer, &width, &height));
    hands_wait();
    uint32_t *pixels = renderer_pixels(window->renderer, &width, &height);
    assert_non_null(pixels);
    assert_int_equal(width, 960);
    assert_int_equal(height, 600);
    assert_int_equal(pixels[0], 0xff14181b);
    free(pixels);
}

static void a_screenshot_is_a_png_of_the_window(void **state)
{
    (void)state;
    char path[] = "/tmp/alcove-shot-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_true(window_screenshot(window, path));
    int width;
    int height;
    uint32_t *pixels = png_read(path, &width, &height);
    assert_int_equal(width, 960);
    assert_int_equal(height, 600);
    assert_int_equal(pixels[0], 0xff14181b);
    free(pixels);
    remove(path);
    assert_false(window_screenshot(window, "/nowhere/at/all.png"));
}

static void without_a_display_one_line_says_so(void **state)
{
    (void)state;
    struct window *none;
    char error[WINDOW_ERROR_BYTES_MAX] = "";
    setenv("SDL_VIDEODRIVER", "x11", 1);
    char *display = getenv("DISPLAY") == NULL ? NULL : strdup(getenv("DISPLAY"));
    unsetenv("DISPLAY");
    const struct window_options options = {0};
    assert_false(window_open(&none, &options, error));
    assert_null(none);
    assert_non_null(strstr(error, "no display"));
    assert_null(strchr(error, '\n'));
    unsetenv("SDL_VIDEODRIVER");
    unsetenv("WAYLAND_DISPLAY");
    assert_false(window_open(&none, &options, error));
    if (display != NULL)
        setenv("DISPLAY", display, 1);
    free(display);
    setenv("SDL_VIDEODRIVER", "dummy", 1);
}

#define WITH_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, hands_end)

static const struct CMUnitTest tests[] = {
    WITH_WINDOW(every_node_is_reached_by_tab_and_back),
    WITH_WINDOW(the_mouse_does_what_the_keys_do),
    WITH_WINDOW(a_press_that_ends_elsewhere_does_nothing),
    WITH_WINDOW(a_screen_reader_does_what_a_hand_does),
    WITH_WINDOW(any_key_ends_a_rest_and_acts_with_the_focus_where_it_was),
    WITH_WINDOW(what_is_unseen_is_not_pressed_by_who_only_wakes_it),
    WITH_WINDOW(the_pointer_ends_a_rest_at_once),
    WITH_WINDOW(what_they_wrote_stays_until_a_hand_was_there),
    WITH_WINDOW(the_invite_goes_to_the_clipboard),
    WITH_WINDOW(what_changes_is_announced_but_not_while_it_is_hidden),
    WITH_WINDOW(a_link_from_outside_stands_where_one_is_pasted),
    WITH_WINDOW(another_thread_wakes_the_wait_once),
    WITH_WINDOW(closing_and_coming_back_are_told),
    WITH_WINDOW(no_size_is_too_small_to_show),
    WITH_WINDOW(a_size_that_comes_back_is_painted_anew),
    WITH_WINDOW(a_screenshot_is_a_png_of_the_window),
    cmocka_unit_test(without_a_display_one_line_says_so),
};
TEST_GROUP(window, tests)
