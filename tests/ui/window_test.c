/* The window with hands: events of keys and pointer in, actions out. On a video driver that nobody
 * sees, so that it needs no display. */
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
static struct call_model model;
static struct picture own_picture;

static int open_window(void **state)
{
    (void)state;
    picture_paint_person(&own_picture, 320, 180, true);
    model = (struct call_model){.phase = CALL_IN_CALL,
                                .their_name = "Ben",
                                .microphone_on = true,
                                .camera_on = true,
                                .their_microphone_on = true,
                                .their_camera_on = true,
                                .own_picture = &own_picture};
    window = hands_open(&model, 960, 600);
    return 0;
}

static int close_window(void **state)
{
    (void)state;
    hands_close();
    picture_unpaint(&own_picture);
    return 0;
}

static enum window_action_kind after_key(SDL_Keycode key, SDL_Keymod mod)
{
    hands_push_key(key, mod);
    return hands_wait().kind;
}

/* What the session is wished by a key; WISH_KINDS for nothing. */
static enum wish_kind wish_after_key(SDL_Keycode key)
{
    hands_push_key(key, KMOD_NONE);
    struct window_action action = hands_wait();
    return action.kind == WINDOW_WISH ? action.wish.kind : WISH_KINDS;
}

static void single_keys_act_on_the_stage(void **state)
{
    (void)state;
    assert_int_equal(after_key(SDLK_m, KMOD_NONE), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(after_key(SDLK_v, KMOD_NONE), WINDOW_TOGGLE_CAMERA);
    assert_int_equal(wish_after_key(SDLK_n), WISH_NOD);
    assert_int_equal(after_key(SDLK_q, KMOD_LCTRL), WINDOW_LEAVE);
    assert_int_equal(after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(after_key(SDLK_e, KMOD_LCTRL), WINDOW_TOGGLE_CAMERA);
    assert_int_equal(after_key(SDLK_x, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_m, KMOD_LALT), WINDOW_NOTHING);
}

static void in_the_field_the_same_keys_are_letters(void **state)
{
    (void)state;
    assert_int_equal(after_key(SDLK_t, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(window->focus, NODE_LANE_FIELD);
    assert_int_equal(after_key(SDLK_m, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_n, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(window->focus, NODE_NONE);
    assert_int_equal(wish_after_key(SDLK_n), WISH_NOD);
}

static void what_is_typed_is_sent_whole_and_the_field_is_empty_after(void **state)
{
    (void)state;
    after_key(SDLK_t, KMOD_NONE);
    hands_push_words("I didn’t sl");
    hands_push_words("eep");
    assert_int_equal(hands_wait().kind, WINDOW_NOTHING);
    hands_push_key(SDLK_RETURN, KMOD_NONE);
    struct window_action action = hands_wait();
    assert_int_equal(action.kind, WINDOW_WISH);
    assert_int_equal(action.wish.kind, WISH_SAY);
    assert_string_equal(action.texts[0], "I didn’t sleep");
    assert_int_equal(after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
}

static void spaces_alone_are_not_sent(void **state)
{
    (void)state;
    after_key(SDLK_t, KMOD_NONE);
    hands_push_words("   ");
    hands_wait();
    assert_int_equal(after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
}

static void text_without_focus_goes_nowhere(void **state)
{
    (void)state;
    hands_push_words("lost");
    hands_wait();
    assert_int_equal(window->fields[FIELD_LANE].size, 0);
}

static void editing_keys_edit(void **state)
{
    (void)state;
    after_key(SDLK_t, KMOD_NONE);
    hands_push_words("abc");
    hands_wait();
    after_key(SDLK_LEFT, KMOD_NONE);
    after_key(SDLK_BACKSPACE, KMOD_NONE);
    assert_string_equal(window->fields[FIELD_LANE].bytes, "ac");
    after_key(SDLK_HOME, KMOD_NONE);
    after_key(SDLK_DELETE, KMOD_NONE);
    assert_string_equal(window->fields[FIELD_LANE].bytes, "c");
    SDL_SetClipboardText("pasted\nwords");
    after_key(SDLK_v, KMOD_LCTRL);
    assert_string_equal(window->fields[FIELD_LANE].bytes, "pasted wordsc");
}

static void every_node_is_reached_by_tab_and_back(void **state)
{
    (void)state;
    bool reached[NODE_COUNT] = {false};
    for (int i = 0; i < window->view.node_count; i++) {
        after_key(SDLK_TAB, KMOD_NONE);
        reached[window->focus] = true;
    }
    for (int i = 0; i < window->view.node_count; i++) {
        if (!reached[window->view.nodes[i].id])
            fail_msg("Tab does not reach: %s", window->view.nodes[i].name);
    }
    enum node_id last = window->focus;
    after_key(SDLK_TAB, KMOD_NONE);
    after_key(SDLK_TAB, KMOD_LSHIFT);
    assert_int_equal(window->focus, last);
    assert_true(window->focus_shown);
}

static void enter_and_space_press_what_has_the_focus(void **state)
{
    (void)state;
    while (window->focus != NODE_NOD)
        after_key(SDLK_TAB, KMOD_NONE);
    assert_int_equal(wish_after_key(SDLK_SPACE), WISH_NOD);
    assert_int_equal(wish_after_key(SDLK_RETURN), WISH_NOD);
}

static void the_mouse_does_what_the_keys_do(void **state)
{
    (void)state;
    static const struct {
        enum node_id id;
        enum window_action_kind kind;
    } rows[] = {
        {NODE_MICROPHONE, WINDOW_TOGGLE_MICROPHONE},
        {NODE_CAMERA, WINDOW_TOGGLE_CAMERA},
        {NODE_NOD, WINDOW_WISH},
        {NODE_LEAVE, WINDOW_LEAVE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        hands_push_click(rows[i].id);
        assert_int_equal(hands_wait().kind, rows[i].kind);
    }
    hands_push_click(NODE_LANE_FIELD);
    hands_wait();
    assert_int_equal(window->focus, NODE_LANE_FIELD);
    hands_push_click(NODE_OWN_PICTURE);
    hands_wait();
    assert_true(window->own_picture_hidden);
}

static void ask_words(void)
{
    model.question = CALL_ASKS_WORDS;
    model.asked_name = "Ben";
    for (int i = 0; i < CALL_WORDS; i++)
        model.check_words[i] = "ocean";
    window_refresh(window, &model, HANDS_NOW_US);
}

static void w_opens_the_four_words_and_closes_them_again(void **state)
{
    (void)state;
    assert_int_equal(after_key(SDLK_w, KMOD_NONE), WINDOW_NOTHING);
    assert_false(window->words_open);
    ask_words();
    assert_int_equal(after_key(SDLK_w, KMOD_NONE), WINDOW_NOTHING);
    assert_true(window->words_open);
    assert_non_null(view_node_of(&window->view, NODE_WORDS_SAME));
    assert_int_equal(after_key(SDLK_w, KMOD_NONE), WINDOW_NOTHING);
    assert_false(window->words_open);
    hands_push_click(NODE_WORDS);
    hands_wait();
    assert_true(window->words_open);
    /* Enter alone decides nothing: the focus is on Later. */
    assert_int_equal(after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
    assert_false(window->words_open);
}

static void the_words_are_decided_by_keyboard_alone(void **state)
{
    (void)state;
    static const struct {
        enum node_id id;
        enum window_action_kind kind;
    } rows[] = {{NODE_WORDS_SAME, WINDOW_WORDS_SAME}, {NODE_WORDS_DIFFER, WINDOW_WORDS_DIFFER}};
    ask_words();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        after_key(SDLK_w, KMOD_NONE);
        for (int tries = 0; tries < NODE_COUNT && window->focus != rows[i].id; tries++)
            after_key(SDLK_TAB, KMOD_NONE);
        assert_int_equal(after_key(SDLK_RETURN, KMOD_NONE), rows[i].kind);
        assert_false(window->words_open);
    }
    after_key(SDLK_w, KMOD_NONE);
    model.question = CALL_ASKS_NOTHING;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_false(window->words_open);
}

static void who_came_is_decided_by_keyboard_alone(void **state)
{
    (void)state;
    model.phase = CALL_WAITING;
    model.question = CALL_ASKS_KEY;
    model.asked_name = "Ben";
    window_refresh(window, &model, HANDS_NOW_US);
    after_key(SDLK_TAB, KMOD_NONE);
    assert_int_equal(window->focus, NODE_KEY_ACCEPT);
    assert_int_equal(after_key(SDLK_SPACE, KMOD_NONE), WINDOW_KEY_ACCEPT);
    after_key(SDLK_TAB, KMOD_NONE);
    assert_int_equal(after_key(SDLK_SPACE, KMOD_NONE), WINDOW_KEY_REFUSE);
}

static void a_passphrase_is_typed_by_keyboard_alone_and_not_shown(void **state)
{
    (void)state;
    model = (struct call_model){.phase = CALL_LOCKED};
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->focus, NODE_PASSPHRASE);
    assert_int_equal(after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
    hands_push_words("m\xc3\xbc se");
    (void)hands_wait();
    assert_string_equal(window->fields[FIELD_PASSPHRASE].bytes, "•••••");
    hands_push_key(SDLK_RETURN, KMOD_NONE);
    struct window_action action = hands_wait();
    assert_int_equal(action.kind, WINDOW_UNLOCK);
    assert_string_equal(action.texts[0], "m\xc3\xbc se");
    /* It is gone from the window, which is ready for another try. */
    assert_int_equal(window->passphrase.size, 0);
    assert_int_equal(window->passphrase.bytes[0], 0);
    assert_int_equal(window->fields[FIELD_PASSPHRASE].size, 0);
    assert_int_equal(window->focus, NODE_PASSPHRASE);
    hands_push_words("x");
    (void)hands_wait();
    hands_push_click(NODE_UNLOCK);
    action = hands_wait();
    assert_int_equal(action.kind, WINDOW_UNLOCK);
    assert_string_equal(action.texts[0], "x");
}

static void f10_locks_and_a_hand_is_noticed(void **state)
{
    (void)state;
    window->touched_at_ms = 0;
    assert_true(window_idle_ms(window) >= SDL_GetTicks64());
    uint64_t before_ms = SDL_GetTicks64();
    assert_int_equal(after_key(SDLK_F10, KMOD_NONE), WINDOW_LOCK);
    assert_true(window->touched_at_ms >= before_ms);
}

static void a_press_that_ends_elsewhere_does_nothing(void **state)
{
    (void)state;
    const struct view_node *leave = view_node_of(&window->view, NODE_LEAVE);
    SDL_Event event = {.type = SDL_MOUSEBUTTONDOWN};
    event.button.button = SDL_BUTTON_LEFT;
    event.button.x = leave->at.x + 5;
    event.button.y = leave->at.y + 5;
    SDL_PushEvent(&event);
    event.type = SDL_MOUSEBUTTONUP;
    event.button.x = event.button.y = 1;
    SDL_PushEvent(&event);
    assert_int_equal(hands_wait().kind, WINDOW_NOTHING);
}

static void f9_blanks_the_window_before_the_app_hears_of_it(void **state)
{
    (void)state;
    hands_push_key(SDLK_F9, KMOD_NONE);
    struct window_action action;
    window_wait(window, 0, &action);
    assert_int_equal(action.kind, WINDOW_HIDE);
    assert_int_equal(window->view.node_count, 1);
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->view.node_count, 1);
    assert_int_equal(after_key(SDLK_m, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_F9, KMOD_NONE), WINDOW_SHOW);
    assert_true(window->view.node_count > 1);
}

static void escape_twice_hides_and_once_does_not(void **state)
{
    (void)state;
    assert_int_equal(after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_x, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_HIDE);
}

static void the_check_in_is_typed_with_the_keyboard_alone(void **state)
{
    (void)state;
    model.check_in_open = true;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(window->focus, NODE_CHECK_IN_FEELING);
    hands_push_words("calm");
    hands_wait();
    after_key(SDLK_RETURN, KMOD_NONE);
    assert_int_equal(window->focus, NODE_CHECK_IN_AROUND);
    hands_push_words("none");
    hands_wait();
    hands_push_key(SDLK_RETURN, KMOD_NONE);
    struct window_action action = hands_wait();
    assert_int_equal(action.kind, WINDOW_WISH);
    assert_int_equal(action.wish.kind, WISH_ARRIVE);
    assert_string_equal(action.texts[0], "calm");
    assert_string_equal(action.texts[1], "none");
}

static void an_empty_or_skipped_check_in_is_skipped(void **state)
{
    (void)state;
    model.check_in_open = true;
    window_refresh(window, &model, HANDS_NOW_US);
    hands_push_click(NODE_CHECK_IN_SEND);
    assert_int_equal(hands_wait().wish.kind, WISH_NOT_ARRIVE);
    hands_push_words("taken back");
    hands_wait();
    hands_push_click(NODE_CHECK_IN_SKIP);
    struct window_action action = hands_wait();
    assert_int_equal(action.wish.kind, WISH_NOT_ARRIVE);
    assert_int_equal(action.text_count, 0);
    assert_int_equal(window->fields[FIELD_FEELING].size, 0);
}

static void enter_opens_the_door(void **state)
{
    (void)state;
    model.phase = CALL_AT_DOOR;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(wish_after_key(SDLK_RETURN), WISH_OPEN_DOOR);
    assert_int_equal(after_key(SDLK_n, KMOD_NONE), WINDOW_NOTHING);
    hands_push_click(NODE_DECLINE);
    assert_int_equal(hands_wait().wish.kind, WISH_DECLINE);
}

static void the_invite_goes_to_the_clipboard(void **state)
{
    (void)state;
    model.phase = CALL_WAITING;
    model.invite = "alcove:ABC";
    window_refresh(window, &model, HANDS_NOW_US);
    assert_int_equal(after_key(SDLK_c, KMOD_LCTRL), WINDOW_COPY_INVITE);
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, "alcove:ABC");
    SDL_free(copied);
    model.phase = CALL_CONNECTING;
    window_refresh(window, &model, HANDS_NOW_US);
    assert_string_equal(window->invite, "");
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

static void closing_the_window_is_told(void **state)
{
    (void)state;
    SDL_Event event = {.type = SDL_WINDOWEVENT};
    event.window.event = SDL_WINDOWEVENT_CLOSE;
    SDL_PushEvent(&event);
    assert_int_equal(hands_wait().kind, WINDOW_CLOSED);
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

#define WITH_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, close_window)

static const struct CMUnitTest tests[] = {
    WITH_WINDOW(single_keys_act_on_the_stage),
    WITH_WINDOW(in_the_field_the_same_keys_are_letters),
    WITH_WINDOW(what_is_typed_is_sent_whole_and_the_field_is_empty_after),
    WITH_WINDOW(spaces_alone_are_not_sent),
    WITH_WINDOW(text_without_focus_goes_nowhere),
    WITH_WINDOW(editing_keys_edit),
    WITH_WINDOW(every_node_is_reached_by_tab_and_back),
    WITH_WINDOW(enter_and_space_press_what_has_the_focus),
    WITH_WINDOW(the_mouse_does_what_the_keys_do),
    WITH_WINDOW(w_opens_the_four_words_and_closes_them_again),
    WITH_WINDOW(the_words_are_decided_by_keyboard_alone),
    WITH_WINDOW(who_came_is_decided_by_keyboard_alone),
    WITH_WINDOW(a_passphrase_is_typed_by_keyboard_alone_and_not_shown),
    WITH_WINDOW(f10_locks_and_a_hand_is_noticed),
    WITH_WINDOW(a_press_that_ends_elsewhere_does_nothing),
    WITH_WINDOW(f9_blanks_the_window_before_the_app_hears_of_it),
    WITH_WINDOW(escape_twice_hides_and_once_does_not),
    WITH_WINDOW(the_check_in_is_typed_with_the_keyboard_alone),
    WITH_WINDOW(an_empty_or_skipped_check_in_is_skipped),
    WITH_WINDOW(enter_opens_the_door),
    WITH_WINDOW(the_invite_goes_to_the_clipboard),
    WITH_WINDOW(another_thread_wakes_the_wait_once),
    WITH_WINDOW(closing_the_window_is_told),
    WITH_WINDOW(a_screenshot_is_a_png_of_the_window),
    cmocka_unit_test(without_a_display_one_line_says_so),
};
TEST_GROUP(window, tests)
