/* Keys on the window: what they mean wherever one is, on the stage, and while something is
 * written. */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <string.h>

#include "hands.h"
#include "harness.h"

static struct window *window;
static struct call_model *model;

static int open_window(void **state)
{
    (void)state;
    window = hands_open_session(&model);
    return 0;
}

/* What the session is wished by a key; WISH_KINDS for nothing. */
static enum wish_kind wish_after_key(SDL_Keycode key)
{
    struct window_action action = hands_key(key, KMOD_NONE);
    return action.kind == WINDOW_WISH ? action.wish.kind : WISH_KINDS;
}

static enum window_action_kind after_key_up(SDL_Keycode key)
{
    SDL_Event event = {.type = SDL_KEYUP};
    event.key.keysym.sym = key;
    return hands_push(event).kind;
}

/* ---- keys ---- */

static void single_keys_act_on_the_stage(void **state)
{
    (void)state;
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(hands_after_key(SDLK_v, KMOD_NONE), WINDOW_TOGGLE_CAMERA);
    assert_int_equal(wish_after_key(SDLK_n), WISH_NOD);
    assert_int_equal(wish_after_key(SDLK_1), WISH_EXPRESS);
    assert_int_equal(wish_after_key(SDLK_a), WISH_AWAY);
    assert_int_equal(hands_after_key(SDLK_z, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_m, KMOD_LALT), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_m, KMOD_LGUI), WINDOW_NOTHING);
    model->phase = CALL_WAITING;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_n, KMOD_NONE), WINDOW_NOTHING);
}

static void in_the_field_the_same_keys_are_letters(void **state)
{
    (void)state;
    assert_int_equal(hands_after_key(SDLK_t, KMOD_NONE), WINDOW_NOTHING);
    assert_string_equal(hands_focus(), "Write to Ben");
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_n, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_1, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_string_equal(hands_focus(), "");
    assert_int_equal(wish_after_key(SDLK_n), WISH_NOD);
}

static void single_keys_can_be_turned_off_or_be_others(void **state)
{
    (void)state;
    struct window_comfort comfort = {.scale_percent = 100, .keymap = {.off = true}};
    window_set_comfort(window, &comfort);
    model->question = CALL_ASKS_WORDS;
    model->asked_name = "Ben";
    for (int i = 0; i < CALL_WORDS; i++)
        model->check_words[i] = "ocean";
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_w, KMOD_NONE), WINDOW_NOTHING);
    assert_false(window->desk.pages.words_open);
    assert_int_equal(hands_after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    comfort.keymap = (struct keymap){0};
    assert_true(keymap_set(&comfort.keymap, 'w', 'z'));
    window_set_comfort(window, &comfort);
    hands_refresh(NULL);
    hands_after_key(SDLK_z, KMOD_NONE);
    assert_true(window->desk.pages.words_open);
    hands_after_key(SDLK_w, KMOD_NONE); /* it is the other one now, which means nothing */
    assert_true(window->desk.pages.words_open);
}

static void keys_with_control_mute_wherever_one_is(void **state)
{
    (void)state;
    hands_after_key(SDLK_F1, KMOD_NONE);
    assert_null(hands_find("Turn the microphone off"));
    assert_int_equal(hands_after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(hands_after_key(SDLK_e, KMOD_LCTRL), WINDOW_TOGGLE_CAMERA);
    hands_after_key(SDLK_F1, KMOD_NONE);
    hands_after_key(SDLK_q, KMOD_LCTRL);
    assert_int_equal(hands_after_key(SDLK_d, KMOD_LCTRL), WINDOW_TOGGLE_MICROPHONE);
    model->phase = CALL_ENDED;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_d, KMOD_LCTRL), WINDOW_NOTHING);
}

static void f1_opens_the_page_of_keys_and_closes_it(void **state)
{
    (void)state;
    hands_after_key(SDLK_F1, KMOD_NONE);
    assert_int_equal(window->desk.page, PAGE_KEYS);
    assert_null(hands_find("Nod to Ben"));
    hands_after_key(SDLK_F1, KMOD_NONE);
    assert_non_null(hands_find("Nod to Ben"));
    hands_after_key(SDLK_F1, KMOD_NONE);
    hands_after_key(SDLK_ESCAPE, KMOD_NONE);
    assert_int_equal(window->desk.page, PAGE_HOME);
}

static void f6_opens_the_panel_and_escape_closes_it(void **state)
{
    (void)state;
    hands_after_key(SDLK_F6, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_AGENDA);
    hands_after_key(SDLK_ESCAPE, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_CLOSED);
    hands_after_key(SDLK_F8, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_SAFETY);
    hands_after_key(SDLK_F8, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_CLOSED);
    hands_after_key(SDLK_r, KMOD_LCTRL);
    assert_int_equal(window->desk.panel.tab, PANEL_REFLECTIONS);
    hands_write("It was the walk."); /* no key of it is a single one */
    assert_string_equal(text_edit_bytes(&window->desk.fields[FIELD_HEAR]), "It was the walk.");
}

static void f8_works_once_the_line_dropped(void **state)
{
    (void)state;
    model->phase = CALL_FAILED;
    hands_refresh(NULL);
    hands_after_key(SDLK_F6, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_CLOSED);
    hands_after_key(SDLK_F8, KMOD_NONE);
    assert_int_equal(window->desk.panel.tab, PANEL_SAFETY);
}

static void the_text_grows_and_shrinks_within_bounds(void **state)
{
    (void)state;
    assert_int_equal(hands_after_key(SDLK_PLUS, KMOD_LCTRL), WINDOW_SCALED);
    assert_int_equal(window_geometry(window).scale_percent, 125);
    for (int i = 0; i < 20; i++)
        hands_after_key(SDLK_KP_PLUS, KMOD_LCTRL);
    assert_int_equal(window_geometry(window).scale_percent, THEME_SCALE_MAX);
    for (int i = 0; i < 20; i++)
        hands_after_key(SDLK_MINUS, KMOD_LCTRL);
    assert_int_equal(window_geometry(window).scale_percent, THEME_SCALE_MIN);
    hands_after_key(SDLK_0, KMOD_LCTRL);
    assert_int_equal(window_geometry(window).scale_percent, 100);
    assert_int_equal(tree_frame_of(window->tree)->scale_percent, 100);
}

static void f11_fills_the_screen_and_gives_it_back(void **state)
{
    (void)state;
    hands_after_key(SDLK_F11, KMOD_NONE);
    assert_true((SDL_GetWindowFlags(window->sdl_window) & SDL_WINDOW_FULLSCREEN) != 0);
    hands_after_key(SDLK_F11, KMOD_NONE);
    assert_true((SDL_GetWindowFlags(window->sdl_window) & SDL_WINDOW_FULLSCREEN) == 0);
}

static void while_space_is_held_one_is_heard(void **state)
{
    (void)state;
    model->microphone_on = false;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_TOGGLE_MICROPHONE);
    model->microphone_on = true;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_NOTHING); /* it repeats */
    assert_int_equal(after_key_up(SDLK_SPACE), WINDOW_TOGGLE_MICROPHONE);
    assert_int_equal(after_key_up(SDLK_SPACE), WINDOW_NOTHING);
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE),
                     WINDOW_NOTHING); /* it was on already */
    assert_int_equal(after_key_up(SDLK_SPACE), WINDOW_NOTHING);
    model->microphone_on = false;
    model->hour.away = SIGNAL_SOMEONE_CAME_IN;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_NOTHING);
}

static void a_space_that_is_written_switches_nothing_on(void **state)
{
    (void)state;
    model->microphone_on = false;
    hands_refresh(NULL);
    hands_after_key(SDLK_t, KMOD_NONE);
    assert_int_equal(hands_after_key(SDLK_SPACE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(after_key_up(SDLK_SPACE), WINDOW_NOTHING);
}

/* ---- leaving, hiding, locking ---- */

static void leaving_asks_and_enter_stays(void **state)
{
    (void)state;
    assert_int_equal(hands_after_key(SDLK_q, KMOD_LCTRL), WINDOW_NOTHING);
    assert_true(tree_has_dialog(window->tree));
    assert_string_equal(hands_focus(), "Stay");
    assert_int_equal(hands_after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
    assert_false(tree_has_dialog(window->tree));
    hands_after_key(SDLK_q, KMOD_LCTRL);
    hands_after_key(SDLK_ESCAPE, KMOD_NONE);
    assert_false(tree_has_dialog(window->tree));
    hands_after_key(SDLK_q, KMOD_LCTRL);
    assert_int_equal(hands_press("Leave").kind, WINDOW_LEAVE);
    model->phase = CALL_ENDED;
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_q, KMOD_LCTRL), WINDOW_LEAVE);
}

static void f9_blanks_the_window_before_the_app_hears_of_it(void **state)
{
    (void)state;
    struct window_action action;
    hands_after_key(SDLK_q, KMOD_LCTRL);
    hands_push_key(SDLK_F9, KMOD_NONE);
    window_wait(window, 0, &action);
    assert_int_equal(action.kind, WINDOW_HIDE);
    assert_false(hands_see("Ben"));
    assert_false(tree_has_dialog(window->tree));
    hands_refresh(NULL);
    assert_false(hands_see("Ben"));
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_F1, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_F9, KMOD_NONE), WINDOW_SHOW);
    assert_true(hands_see("Ben"));
    assert_false(tree_has_dialog(window->tree));
}

static void a_key_that_is_held_switches_once(void **state)
{
    (void)state;
    SDL_Event held = {.type = SDL_KEYDOWN};
    held.key.repeat = 1;
    held.key.keysym.sym = SDLK_m;
    assert_int_equal(hands_push(held).kind, WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_F9, KMOD_NONE), WINDOW_HIDE);
    held.key.keysym.sym = SDLK_F9;
    assert_int_equal(hands_push(held).kind, WINDOW_NOTHING);
    assert_true(window->desk.hidden);
}

static void escape_twice_hides_and_once_does_not(void **state)
{
    (void)state;
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_z, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_HIDE);
    assert_int_equal(hands_press("Back").kind, WINDOW_SHOW);
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
    window->escape_at_ms -= WINDOW_ESCAPES_MS; /* a while ago */
    assert_int_equal(hands_after_key(SDLK_ESCAPE, KMOD_NONE), WINDOW_NOTHING);
}

static void buttons_hide_and_show_as_the_keys_do(void **state)
{
    (void)state;
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("begun");
    assert_int_equal(hands_press("More").kind, WINDOW_NOTHING);
    hands_refresh(NULL);
    assert_int_equal(hands_press("Hide everything at once").kind, WINDOW_HIDE);
    assert_string_equal(SDL_GetWindowTitle(window->sdl_window), "Notes");
    hands_refresh(NULL);
    assert_false(hands_see("Ben"));
    assert_int_equal(hands_press("Back").kind, WINDOW_SHOW);
    assert_string_equal(SDL_GetWindowTitle(window->sdl_window), "Alcove");
    hands_refresh(NULL);
    assert_true(hands_see("Ben"));
    assert_string_equal(hands_lane(), "begun");
}

static bool takes_n(void *context, const struct access_key *key)
{
    unsigned *heard = context;
    *heard += 1;
    return key->symbol == 'n';
}

static void what_a_screen_reader_takes_is_not_for_the_window(void **state)
{
    (void)state;
    unsigned heard = 0;
    window_set_reader(window, &(struct window_reader){takes_n, &heard});
    assert_int_equal(hands_after_key(SDLK_n, KMOD_NONE), WINDOW_NOTHING); /* no nod */
    assert_true(heard > 0);
    assert_int_equal(hands_after_key(SDLK_m, KMOD_NONE), WINDOW_TOGGLE_MICROPHONE);
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("a");
    hands_after_key(SDLK_n, KMOD_NONE);
    hands_write("n"); /* what the key would have written */
    assert_string_equal(hands_lane(), "a");
    SDL_Event up = {.type = SDL_KEYUP};
    up.key.keysym.sym = SDLK_n;
    hands_push(up);
    hands_write("b"); /* of an input method, by no key */
    assert_string_equal(hands_lane(), "ab");
    hands_after_key(SDLK_c, KMOD_NONE);
    hands_write("c");
    assert_string_equal(hands_lane(), "abc");
}

static void what_is_typed_while_it_is_hidden_goes_nowhere(void **state)
{
    (void)state;
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("before");
    assert_int_equal(hands_after_key(SDLK_F9, KMOD_NONE), WINDOW_HIDE);
    assert_false(SDL_IsTextInputActive());
    hands_write("lost");
    SDL_Event composed = {.type = SDL_TEXTEDITING};
    snprintf(composed.edit.text, sizeof composed.edit.text, "lost");
    hands_push(composed);
    assert_int_equal(hands_after_key(SDLK_F9, KMOD_NONE), WINDOW_SHOW);
    assert_string_equal(hands_lane(), "before");
}

static void f10_locks_and_a_hand_is_noticed(void **state)
{
    (void)state;
    window->touched_at_ms = 0;
    assert_true(window_idle_ms(window) >= SDL_GetTicks64());
    uint64_t before_ms = SDL_GetTicks64();
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("begun");
    assert_int_equal(hands_after_key(SDLK_F10, KMOD_NONE), WINDOW_LOCK);
    assert_true(window->touched_at_ms >= before_ms);
    hands_write(", and going on"); /* where there is nothing to lock with */
    assert_string_equal(hands_lane(), "begun, and going on");
}

static void a_passphrase_is_typed_by_keyboard_alone_and_not_shown(void **state)
{
    (void)state;
    *model = (struct call_model){.phase = CALL_LOCKED};
    hands_refresh(NULL);
    hands_refresh(NULL);
    assert_int_equal(hands_after_key(SDLK_RETURN, KMOD_NONE), WINDOW_NOTHING);
    hands_write("m\xc3\xbc se");
    assert_false(hands_see("m\xc3\xbc se"));
    struct window_action action = hands_key(SDLK_RETURN, KMOD_NONE);
    assert_int_equal(action.kind, WINDOW_UNLOCK);
    assert_string_equal(action.texts[0], "m\xc3\xbc se");
    assert_true(desk_is_blank(&window->desk, FIELD_PASSPHRASE));
}

/* ---- writing ---- */

static void what_is_typed_is_sent_whole_and_the_field_is_empty_after(void **state)
{
    (void)state;
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("I didn’t sl");
    hands_write("eep");
    struct window_action action = hands_key(SDLK_RETURN, KMOD_NONE);
    assert_int_equal(action.kind, WINDOW_WISH);
    assert_int_equal(action.wish.kind, WISH_SAY);
    assert_string_equal(window_wish_of(&action).texts[0], "I didn’t sleep");
    assert_string_equal(hands_lane(), "");
    assert_string_equal(hands_focus(), "Write to Ben");
}

static void text_without_focus_goes_nowhere(void **state)
{
    (void)state;
    hands_write("lost");
    assert_string_equal(hands_lane(), "");
    assert_false(SDL_IsTextInputActive());
    hands_after_key(SDLK_t, KMOD_NONE);
    assert_true(SDL_IsTextInputActive());
}

static void what_was_copied_is_pasted_in_one_line(void **state)
{
    (void)state;
    hands_after_key(SDLK_t, KMOD_NONE);
    hands_write("c");
    hands_after_key(SDLK_HOME, KMOD_NONE);
    SDL_SetClipboardText("pasted\nwords");
    hands_after_key(SDLK_v, KMOD_LCTRL);
    assert_string_equal(hands_lane(), "pasted wordsc");
    hands_after_key(SDLK_a, KMOD_LCTRL);
    hands_after_key(SDLK_x, KMOD_LCTRL);
    assert_string_equal(hands_lane(), "");
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, "pasted wordsc");
    SDL_free(copied);
}

static void what_is_composed_is_written_once_it_is_meant(void **state)
{
    (void)state;
    hands_after_key(SDLK_t, KMOD_NONE);
    SDL_Event event = {.type = SDL_TEXTEDITING};
    snprintf(event.edit.text, sizeof event.edit.text, "に");
    hands_push(event);
    assert_string_equal(hands_lane(), "");
    event = (SDL_Event){.type = SDL_TEXTEDITING_EXT};
    event.editExt.text = SDL_strdup("にほん");
    event.editExt.length = 3;
    hands_push(event);
    assert_string_equal(hands_lane(), "");
    event = (SDL_Event){.type = SDL_TEXTEDITING};
    hands_push(event);
    hands_write("日本");
    assert_string_equal(hands_lane(), "日本");
}

#define WITH_WINDOW(test) cmocka_unit_test_setup_teardown(test, open_window, hands_end)

static const struct CMUnitTest tests[] = {
    WITH_WINDOW(single_keys_act_on_the_stage),
    WITH_WINDOW(in_the_field_the_same_keys_are_letters),
    WITH_WINDOW(single_keys_can_be_turned_off_or_be_others),
    WITH_WINDOW(keys_with_control_mute_wherever_one_is),
    WITH_WINDOW(f1_opens_the_page_of_keys_and_closes_it),
    WITH_WINDOW(f6_opens_the_panel_and_escape_closes_it),
    WITH_WINDOW(f8_works_once_the_line_dropped),
    WITH_WINDOW(the_text_grows_and_shrinks_within_bounds),
    WITH_WINDOW(f11_fills_the_screen_and_gives_it_back),
    WITH_WINDOW(while_space_is_held_one_is_heard),
    WITH_WINDOW(a_space_that_is_written_switches_nothing_on),
    WITH_WINDOW(leaving_asks_and_enter_stays),
    WITH_WINDOW(f9_blanks_the_window_before_the_app_hears_of_it),
    WITH_WINDOW(a_key_that_is_held_switches_once),
    WITH_WINDOW(escape_twice_hides_and_once_does_not),
    WITH_WINDOW(buttons_hide_and_show_as_the_keys_do),
    WITH_WINDOW(what_a_screen_reader_takes_is_not_for_the_window),
    WITH_WINDOW(what_is_typed_while_it_is_hidden_goes_nowhere),
    WITH_WINDOW(f10_locks_and_a_hand_is_noticed),
    WITH_WINDOW(a_passphrase_is_typed_by_keyboard_alone_and_not_shown),
    WITH_WINDOW(what_is_typed_is_sent_whole_and_the_field_is_empty_after),
    WITH_WINDOW(text_without_focus_goes_nowhere),
    WITH_WINDOW(what_was_copied_is_pasted_in_one_line),
    WITH_WINDOW(what_is_composed_is_written_once_it_is_meant),
};
TEST_GROUP(window_keys, tests)
