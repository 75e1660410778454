/* What a hand on the pages around an hour means. */
#include <SDL2/SDL_keycode.h>
#include <string.h>

#include "harness.h"
#include "stand.h"
#include "ui/pages_screen.h"

static struct stand *stand;
static struct call_model *m;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    m = &stand->scene->model;
    return 0;
}

static void show(void)
{
    stand_show(stand, pages_screen);
}

static void enter(enum call_phase phase)
{
    scene_phase(stand->scene, phase);
    scene_hour(stand->scene);
    m->hour.stage = STAGE_THRESHOLD;
    show();
}

static void take(void)
{
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        assert_true(pages_take(&hand, &event));
    show();
}

/* What the app must do is in stand->out. */
static void press(const char *name)
{
    if (!stand_press(stand, name))
        fail_msg("there is no %s", name);
    take();
}

/* As the window does: first whatever has the focus, then what the key means on the page. */
static void key(int32_t code, unsigned modifiers)
{
    struct screen_hand hand = stand_hand(stand);
    if (!tree_key(stand->tree, code, modifiers))
        (void)tree_press_act(stand->tree, pages_act_of(&hand, code, modifiers));
    take();
}

static void acted(enum window_action_kind kind)
{
    assert_int_equal(stand->out.kind, kind);
}

static void wished(enum wish_kind kind)
{
    acted(WINDOW_WISH);
    assert_int_equal(stand->out.wish.kind, kind);
}

/* ---- the door ---- */

static void enter_opens_the_door_and_two_buttons_do_not(void **state)
{
    (void)state;
    enter(CALL_AT_DOOR);
    key(SDLK_RETURN, 0);
    wished(WISH_OPEN_DOOR);
    tree_unfocus(stand->tree);
    key(SDLK_KP_ENTER, 0);
    wished(WISH_OPEN_DOOR);
    press("Five more minutes");
    wished(WISH_WAIT);
    assert_int_equal(stand->out.wish.numbers[0], 5);
    press("Not now");
    wished(WISH_DECLINE);
}

static void one_breathes_alone_and_stops(void **state)
{
    (void)state;
    enter(CALL_KNOCKING);
    press("Breathe with me for a minute?");
    acted(WINDOW_NOTHING);
    assert_true(stand->desk.pages.settling_since_us == SCENE_NOW_US);
    assert_true(stand_says(stand, "Breathe in"));
    press("Skip");
    acted(WINDOW_NOTHING);
    assert_true(stand->desk.pages.settling_since_us == 0);
}

static void the_devices_and_the_way_out_are_on_each_page(void **state)
{
    (void)state;
    static const enum call_phase phases[] = {CALL_WAITING, CALL_KNOCKING, CALL_AT_DOOR,
                                             CALL_CONNECTING};
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        enter(phases[i]);
        press("Turn the microphone off");
        acted(WINDOW_TOGGLE_MICROPHONE);
        key(SDLK_v, 0);
        acted(WINDOW_TOGGLE_CAMERA);
        key(SDLK_d, KMOD_LCTRL);
        acted(WINDOW_TOGGLE_MICROPHONE);
        press("Leave the session");
        acted(WINDOW_LEAVE);
    }
    key(SDLK_m, KMOD_LALT);
    acted(WINDOW_NOTHING);
}

/* ---- getting ready ---- */

static void enter_at(enum session_stage stage)
{
    stand->desk.pages.ready_left = false;
    scene_phase(stand->scene, CALL_KNOCKING);
    scene_hour(stand->scene);
    m->hour.stage = stage;
    show();
}

static void one_is_ready_by_enter_alone(void **state)
{
    (void)state;
    enter_at(STAGE_ARRIVING);
    key(SDLK_RETURN, 0);
    wished(WISH_GO_ON);
    assert_false(stand_says(stand, "A quiet look"));
    enter_at(STAGE_READY);
    key(SDLK_RETURN, 0);
    wished(WISH_GO_ON);
}

static void one_key_leaves_it_out(void **state)
{
    (void)state;
    enter_at(STAGE_ARRIVING); /* it was not begun: the session counts it as left out by itself */
    key(SDLK_k, 0);
    acted(WINDOW_NOTHING);
    assert_false(stand_says(stand, "A quiet look"));
    enter_at(STAGE_READY);
    press("Skip");
    wished(WISH_SKIP);
}

static void one_looks_once_more(void **state)
{
    (void)state;
    enter_at(STAGE_ARRIVING);
    stand->desk.pages.ready_left = true;
    show();
    key(SDLK_r, 0);
    wished(WISH_GO_ON);
    assert_true(stand_says(stand, "A quiet look"));
    enter_at(STAGE_THRESHOLD);
    press("Ready check");
    wished(WISH_GO_BACK);
    enter_at(STAGE_READY);
    stand->desk.pages.ready_left = true;
    show();
    press("Ready check");
    acted(WINDOW_NOTHING);
    assert_true(stand_says(stand, "A quiet look"));
}

static void what_one_says_of_the_room_is_kept_here(void **state)
{
    (void)state;
    enter_at(STAGE_READY);
    key(SDLK_g, 0);
    assert_true(stand->desk.pages.guide_hidden);
    press("Yes, it is private");
    assert_int_equal(stand->desk.pages.privacy, PRIVACY_ALONE);
    press("Someone is near");
    assert_int_equal(stand->desk.pages.privacy, PRIVACY_SOMEONE_NEAR);
    press("Is your phone on silent?");
    assert_true(stand->desk.pages.phone_is_silent);
    acted(WINDOW_NOTHING);
    press("You can write instead of speaking.");
    wished(WISH_MICROPHONE);
    assert_false(stand->out.wish.on);
}

static void where_one_is_is_told_when_the_hand_leaves(void **state)
{
    (void)state;
    enter_at(STAGE_READY);
    assert_true(tree_focus(stand->tree, ACT_FIELD(FIELD_PLACE), true));
    assert_true(tree_text(stand->tree, "on a walk"));
    take();
    acted(WINDOW_NOTHING);
    key(SDLK_TAB, 0);
    wished(WISH_PLACE);
    assert_int_equal(stand->out.text_count, 1);
    assert_string_equal(stand->out.texts[0], "on a walk");
    assert_false(stand->desk.edited[FIELD_PLACE]);
}

static void a_place_waits_until_there_is_somebody_to_tell(void **state)
{
    (void)state;
    enter_at(STAGE_READY);
    m->hour.seated = false;
    m->hour.place_before = "At home";
    show();
    press("Same place as last time");
    acted(WINDOW_NOTHING);
    struct screen_hand hand = stand_hand(stand);
    assert_false(pages_due(&hand));
    m->hour.seated = true;
    assert_true(pages_due(&hand));
    wished(WISH_PLACE);
    assert_string_equal(stand->out.texts[0], "At home");
    assert_false(pages_due(&hand));
}

/* ---- what is to be found out ---- */

static void the_words_are_decided_by_keyboard_alone(void **state)
{
    (void)state;
    enter(CALL_WAITING);
    scene_ask_words(stand->scene);
    stand->desk.pages.words_open = true;
    show();
    key(SDLK_RETURN, 0); /* what has the focus decides nothing */
    acted(WINDOW_NOTHING);
    assert_false(stand->desk.pages.words_open);
    stand->desk.pages.words_open = true;
    show();
    key(SDLK_w, 0);
    assert_false(stand->desk.pages.words_open);
    static const struct {
        const char *name;
        enum window_action_kind kind;
    } rows[] = {{"Yes, they match", WINDOW_WORDS_SAME}, {"Not the same", WINDOW_WORDS_DIFFER}};
    for (size_t i = 0; i < 2; i++) {
        stand->desk.pages.words_open = true;
        show();
        press(rows[i].name);
        acted(rows[i].kind);
        assert_false(stand->desk.pages.words_open);
    }
}

static void w_opens_the_four_words_and_closes_them_again(void **state)
{
    (void)state;
    enter(CALL_WAITING);
    key(SDLK_w, 0);
    assert_false(stand->desk.pages.words_open);
    scene_ask_words(stand->scene);
    show();
    key(SDLK_w, 0);
    assert_true(stand->desk.pages.words_open);
    key(SDLK_w, 0);
    assert_false(stand->desk.pages.words_open);
    press("Read four words with Ben");
    assert_true(stand->desk.pages.words_open);
}

static void who_came_is_decided_and_enter_decides_nothing(void **state)
{
    (void)state;
    enter(CALL_WAITING);
    scene_ask_key(stand->scene);
    show();
    key(SDLK_RETURN, 0);
    acted(WINDOW_NOTHING);
    press("Yes, it is them");
    acted(WINDOW_KEY_ACCEPT);
    press("No, somebody else");
    acted(WINDOW_KEY_REFUSE);
}

static void what_hinders_is_tried_again_or_written_about(void **state)
{
    (void)state;
    enter(CALL_CONNECTING);
    m->hindrance = CALL_HINDRANCE_BLOCKED;
    m->finding = "udp_blocked";
    show();
    key(SDLK_RETURN, 0);
    acted(WINDOW_TRY_AGAIN);
    press("Details");
    assert_true(stand->desk.pages.details_shown);
    press("Hide the details");
    assert_false(stand->desk.pages.details_shown);
    press("Write instead");
    acted(WINDOW_LEAVE);
    assert_int_equal(stand->desk.page, PAGE_LETTERS);
}

/* ---- the rest ---- */

static void the_invite_is_copied_by_button_and_by_key(void **state)
{
    (void)state;
    enter(CALL_WAITING);
    m->invite = "alcove:AEBAGBAF";
    m->code = (struct invite_code){(const uint8_t[]){1}, 1};
    show();
    press("Copy the link");
    acted(WINDOW_COPY_INVITE);
    assert_string_equal(stand->out.texts[0], "alcove:AEBAGBAF");
    assert_true(stand->desk.pages.invite_copied);
    key(SDLK_c, KMOD_LCTRL);
    acted(WINDOW_COPY_INVITE);
    press("Show it as a picture");
    assert_true(stand->desk.pages.code_shown);
}

static void a_passphrase_is_handed_over_and_leaves_the_field(void **state)
{
    (void)state;
    scene_phase(stand->scene, CALL_LOCKED);
    show();
    press("Open");
    acted(WINDOW_NOTHING); /* nothing was typed */
    assert_true(tree_focus(stand->tree, ACT_FIELD(FIELD_PASSPHRASE), false));
    assert_true(tree_text(stand->tree, " a b "));
    take();
    show();
    key(SDLK_RETURN, 0);
    acted(WINDOW_UNLOCK);
    assert_string_equal(stand->out.texts[0], " a b ");
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_PASSPHRASE]), "");
    assert_true(tree_text(stand->tree, "x"));
    m->unlocking = CALL_UNLOCK_TRYING;
    key(SDLK_RETURN, 0);
    acted(WINDOW_NOTHING);
}

static void one_comes_back_from_hiding(void **state)
{
    (void)state;
    static const int32_t keys[] = {SDLK_RETURN, SDLK_SPACE, SDLK_F9};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        enter(CALL_WAITING);
        stand->desk.hidden = true;
        show();
        key(SDLK_m, 0);
        acted(WINDOW_NOTHING);
        key(keys[i], 0);
        acted(WINDOW_SHOW);
    }
}

static void a_line_that_is_gone_is_tried_again(void **state)
{
    (void)state;
    scene_phase(stand->scene, CALL_FAILED);
    show();
    key(SDLK_RETURN, 0);
    acted(WINDOW_TRY_AGAIN);
    press("Close");
    acted(WINDOW_LEAVE);
}

static void after_the_end_enter_closes(void **state)
{
    (void)state;
    scene_phase(stand->scene, CALL_ENDED);
    show();
    key(SDLK_RETURN, 0);
    acted(WINDOW_LEAVE);
}

#define HANDS(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    HANDS(enter_opens_the_door_and_two_buttons_do_not),
    HANDS(one_breathes_alone_and_stops),
    HANDS(the_devices_and_the_way_out_are_on_each_page),
    HANDS(one_is_ready_by_enter_alone),
    HANDS(one_key_leaves_it_out),
    HANDS(one_looks_once_more),
    HANDS(what_one_says_of_the_room_is_kept_here),
    HANDS(where_one_is_is_told_when_the_hand_leaves),
    HANDS(a_place_waits_until_there_is_somebody_to_tell),
    HANDS(the_words_are_decided_by_keyboard_alone),
    HANDS(w_opens_the_four_words_and_closes_them_again),
    HANDS(who_came_is_decided_and_enter_decides_nothing),
    HANDS(what_hinders_is_tried_again_or_written_about),
    HANDS(the_invite_is_copied_by_button_and_by_key),
    HANDS(a_passphrase_is_handed_over_and_leaves_the_field),
    HANDS(one_comes_back_from_hiding),
    HANDS(a_line_that_is_gone_is_tried_again),
    HANDS(after_the_end_enter_closes),
};

TEST_GROUP(pages_hands, tests)
