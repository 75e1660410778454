#include "ui/call_view.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "scene.h"
#include "ui/words.h"

static struct scene *scene;

static int open_scene(void **state)
{
    (void)state;
    scene = scene_create();
    return 0;
}

static int close_scene(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static const struct view_node *node(enum node_id id)
{
    return view_node_of(&scene->view, id);
}

static const struct draw_picture *picture_in_slot(int slot)
{
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == slot)
            return &c->as.picture;
    }
    return NULL;
}

static void show(enum call_phase phase)
{
    scene_phase(scene, phase);
    scene_view(scene);
}

static void waiting_for_someone_known_says_so(void **state)
{
    (void)state;
    show(CALL_WAITING);
    assert_true(scene_says(scene, "Waiting for Ben…"));
    assert_non_null(node(NODE_LEAVE));
    assert_null(node(NODE_LANE_FIELD));
    assert_null(node(NODE_NOD));
    assert_null(node(NODE_COPY_INVITE));
}

static void waiting_with_an_invite_offers_to_copy_it(void **state)
{
    (void)state;
    scene_phase(scene, CALL_WAITING);
    scene->model.invite = "alcove:ABC";
    scene->model.invite_ends = "Sat 15:00";
    scene_view(scene);
    assert_true(scene_says(scene, "alcove:ABC"));
    assert_true(scene_says(scene, "It works once, until Sat 15:00."));
    assert_string_equal(node(NODE_COPY_INVITE)->name, "Copy the link");
    scene->in.invite_copied = true;
    scene_view(scene);
    assert_true(scene_says(scene, "Copied"));
}

static void a_guest_without_a_name_is_still_called_something(void **state)
{
    (void)state;
    scene_phase(scene, CALL_AT_DOOR);
    scene->model.their_name = "";
    scene_view(scene);
    assert_true(scene_says(scene, "your guest is at the door"));
}

static void at_the_door_opening_and_not_now_are_equally_large(void **state)
{
    (void)state;
    show(CALL_AT_DOOR);
    assert_true(scene_says(scene, "Ben is at the door"));
    const struct view_node *open = node(NODE_OPEN_DOOR);
    const struct view_node *later = node(NODE_DECLINE);
    assert_int_equal(open->at.width, later->at.width);
    assert_int_equal(open->at.height, later->at.height);
}

static void knocking_may_already_ask_how_one_arrives(void **state)
{
    (void)state;
    scene_phase(scene, CALL_KNOCKING);
    scene->model.check_in_open = true;
    scene_view(scene);
    assert_true(scene_says(scene, "You are at the door"));
    assert_non_null(node(NODE_CHECK_IN_FEELING));
}

static void in_a_call_both_pictures_the_lane_and_the_status_are_there(void **state)
{
    (void)state;
    show(CALL_IN_CALL);
    assert_true(picture_in_slot(0)->picture == &scene->their_picture);
    assert_false(picture_in_slot(0)->mirrored);
    assert_true(picture_in_slot(1)->picture == &scene->own_picture);
    assert_true(picture_in_slot(1)->mirrored);
    assert_true(scene_says(scene, "Together since 14:02"));
    assert_true(scene_says(scene, "Take your time with that one."));
    assert_true(scene_says(scene, "on its way"));
    assert_string_equal(node(NODE_MICROPHONE)->name, "Turn the microphone off");
    assert_string_equal(node(NODE_CAMERA)->name, "Turn the camera off");
    assert_string_equal(node(NODE_NOD)->name, "Nod to Ben");
    assert_string_equal(node(NODE_LANE_FIELD)->name, "Write to Ben");
}

static void a_state_is_said_in_words_and_not_by_colour_alone(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.microphone_on = false;
    scene->model.camera_on = false;
    scene->model.their_microphone_on = false;
    scene_view(scene);
    assert_true(scene_says(scene, "Mic off"));
    assert_true(scene_says(scene, "Camera off"));
    assert_true(scene_says(scene, "Ben’s microphone is off"));
    assert_string_equal(node(NODE_MICROPHONE)->name, "Turn the microphone on");
    assert_false(node(NODE_MICROPHONE)->on);
    assert_null(picture_in_slot(1));
}

static void the_network_gets_the_blame_in_words(void **state)
{
    (void)state;
    const struct {
        enum call_status status;
        const char *says;
    } rows[] = {
        {CALL_STATUS_TOGETHER, "Together since 14:02"},
        {CALL_STATUS_DELAY, "Delay 0.4 s — leave a beat"},
        {CALL_STATUS_LINE_WEAK, "The line is weak; voice comes first"},
        {CALL_STATUS_PICTURE_PAUSED, "Picture paused; you still hear each other"},
        {CALL_STATUS_WORDS_ONLY, "The line is thin; your written words still arrive"},
        {CALL_STATUS_QUIET_LINE, "The line is quiet for a moment; it is not Ben"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene_phase(scene, CALL_IN_CALL);
        scene->model.status = rows[i].status;
        scene_view(scene);
        if (!scene_says(scene, rows[i].says))
            fail_msg("status %zu does not say: %s", i, rows[i].says);
    }
}

static void while_looking_the_page_says_why_and_what_to_do(void **state)
{
    (void)state;
    for (int i = CALL_HINDRANCE_NONE; i < CALL_HINDRANCES; i++) {
        enum call_hindrance hindrance = (enum call_hindrance)i;
        scene_phase(scene, CALL_CONNECTING);
        scene->model.hindrance = hindrance;
        scene_view(scene);
        assert_int_equal(scene_says(scene, "The door is opening…"), i == CALL_HINDRANCE_NONE);
        if (i == CALL_HINDRANCE_NONE)
            continue;
        assert_true(scene_says(scene, "Looking for Ben…"));
        assert_true(scene_says(scene, words_deck(words_why(hindrance))));
        assert_true(scene_says(scene, words_deck(words_to_do(hindrance))));
    }
}

static void while_reconnecting_the_last_picture_stays_and_is_marked(void **state)
{
    (void)state;
    show(CALL_RECONNECTING);
    assert_true(scene_says(scene, "Finding Ben again… what you write is kept"));
    assert_true(picture_in_slot(0)->dimmed);
    assert_non_null(node(NODE_LANE_FIELD));
    assert_null(node(NODE_NOD));
}

static void an_old_picture_is_never_shown_as_if_it_were_now(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.their_picture_is_old = true;
    scene_view(scene);
    assert_true(picture_in_slot(0)->dimmed);
    assert_true(scene_says(scene, "An earlier picture"));
}

static void without_a_picture_the_reason_is_given(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.their_picture = NULL;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben’s picture is on its way"));
    scene->model.their_camera_on = false;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben’s camera is off"));
    scene->model.their_picture = &scene->their_picture; /* from before it was off */
    scene->model.their_picture_is_old = true;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben’s camera is off"));
    assert_false(scene_says(scene, "An earlier picture"));
}

static void a_nod_shows_for_three_seconds_and_says_when_it_ends(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.nod_received_at_us = SCENE_NOW_US;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben nods"));
    assert_true(scene->view.changes_at_us == SCENE_NOW_US + CALL_NOD_SHOWN_US);
    scene->in.now_us += CALL_NOD_SHOWN_US;
    scene_view(scene);
    assert_false(scene_says(scene, "Ben nods"));
    assert_true(scene->view.changes_at_us == 0);
}

static void a_sent_nod_is_confirmed_at_its_button(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.nod_sent_at_us = SCENE_NOW_US;
    scene_view(scene);
    assert_true(scene_says(scene, "Nodded"));
    assert_true(scene->view.changes_at_us == SCENE_NOW_US + CALL_NOD_SHOWN_US / 2);
}

static void skipping_the_check_in_is_as_large_as_sending_it(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->model.check_in_open = true;
    scene_view(scene);
    assert_true(scene_says(scene, "How are you feeling as we start today?"));
    assert_true(scene_says(scene, "Any distractions in your environment right now?"));
    const struct view_node *skip = node(NODE_CHECK_IN_SKIP);
    const struct view_node *send = node(NODE_CHECK_IN_SEND);
    assert_int_equal(skip->at.width, send->at.width);
    assert_int_equal(skip->at.height, send->at.height);
}

static void a_check_in_says_all_of_it(void **state)
{
    (void)state;
    static const struct lane_entry arrives = {.author = LANE_THEM,
                                              .kind = LANE_CHECK_IN,
                                              .text = "calm",
                                              .distractions = "noise",
                                              .stressors = "a letter",
                                              .rated = true,
                                              .rating = 6};
    scene_phase(scene, CALL_IN_CALL);
    scene->model.lane = &arrives;
    scene->model.lane_count = 1;
    scene_view(scene);
    assert_true(scene_says(scene, "6 / 10\nAround: noise\na letter"));
}

static void after_the_end_one_thing_is_left_to_do(void **state)
{
    (void)state;
    show(CALL_ENDED);
    assert_true(scene_says(scene, "The session has ended"));
    assert_true(scene_says(scene, "You were together for 50 minutes."));
    assert_int_equal(scene->view.node_count, 1);
    assert_int_equal(scene->view.nodes[0].id, NODE_LEAVE);
}

static void a_failure_says_what_the_app_says(void **state)
{
    (void)state;
    scene_phase(scene, CALL_FAILED);
    scene->model.error = "This invite was used already. Ask for a new one.";
    scene_view(scene);
    assert_true(scene_says(scene, "This invite was used already. Ask for a new one."));
}

static void a_locked_page_shows_one_field_and_nothing_of_anybody(void **state)
{
    static const struct {
        enum call_unlock unlocking;
        const char *words;
    } rows[] = {
        {CALL_UNLOCK_ASKED, "Everything is kept."},
        {CALL_UNLOCK_TRYING, "One moment"},
        {CALL_UNLOCK_WRONG, "That is not the passphrase. Nothing is lost; try again."},
    };
    (void)state;
    scene_phase(scene, CALL_LOCKED);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene->model.unlocking = rows[i].unlocking;
        scene_view(scene);
        assert_true(scene_says(scene, rows[i].words));
        assert_false(scene_says(scene, "Ben"));
        assert_null(picture_in_slot(1));
        assert_int_equal(scene->view.node_count, 2);
        assert_non_null(node(NODE_PASSPHRASE));
        assert_non_null(node(NODE_UNLOCK));
    }
}

static void the_hidden_page_shows_nothing_of_the_session(void **state)
{
    (void)state;
    for (int phase = CALL_WAITING; phase <= CALL_LOCKED; phase++) {
        scene_phase(scene, (enum call_phase)phase);
        scene->in.hidden = true;
        scene_view(scene);
        scene->in.hidden = false;
        assert_false(scene_says(scene, "Ben"));
        assert_null(picture_in_slot(0));
        assert_null(picture_in_slot(1));
        assert_int_equal(scene->view.node_count, 1);
        assert_int_equal(scene->view.nodes[0].id, NODE_BACK);
    }
}

static void ones_own_picture_goes_away_and_comes_back(void **state)
{
    (void)state;
    scene_phase(scene, CALL_IN_CALL);
    scene->in.own_picture_hidden = true;
    scene_view(scene);
    assert_null(picture_in_slot(1));
    assert_string_equal(node(NODE_OWN_PICTURE)->name, "Show my picture");
    scene->in.own_picture_hidden = false;
    scene_view(scene);
    assert_non_null(picture_in_slot(1));
    assert_string_equal(node(NODE_OWN_PICTURE)->name, "Hide my picture");
}

static void a_long_lane_scrolls_back_to_its_first_words(void **state)
{
    (void)state;
    static struct lane_entry many[120];
    for (int i = 0; i < 120; i++)
        many[i] = (struct lane_entry){.author = LANE_THEM, .text = i == 0 ? "the first" : "words"};
    scene_phase(scene, CALL_IN_CALL);
    scene->model.lane = many;
    scene->model.lane_count = 120;
    scene_view(scene);
    assert_false(scene_says(scene, "the first"));
    assert_true(scene->view.lane_scroll_max > 0);
    scene->in.lane_scroll = scene->view.lane_scroll_max;
    scene_view(scene);
    assert_true(scene_says(scene, "the first"));
    scene->in.lane_scroll = 0;
}

static void the_four_words_are_on_their_page_and_the_answers_equally_large(void **state)
{
    (void)state;
    for (int phase = CALL_WAITING; phase <= CALL_RECONNECTING; phase++) {
        scene_phase(scene, (enum call_phase)phase);
        scene_ask_words(scene);
        scene->in.words_open = false;
        scene_view(scene);
        assert_non_null(node(NODE_WORDS));
        assert_string_equal(node(NODE_WORDS)->name, "Read four words with Ben");
        assert_null(node(NODE_WORDS_SAME));
        scene->in.words_open = true;
        scene_view(scene);
        if (phase == CALL_AT_DOOR) {
            assert_non_null(node(NODE_OPEN_DOOR)); /* who knocks is not made to wait */
            continue;
        }
        assert_true(scene_says(scene, "Read these four words to each other"));
        assert_true(scene_says(scene, "harbor   ·   calendar   ·   ocean   ·   wombat"));
        const struct view_node *same = node(NODE_WORDS_SAME);
        const struct view_node *differ = node(NODE_WORDS_DIFFER);
        const struct view_node *later = node(NODE_WORDS_LATER);
        assert_int_equal(same->at.width, differ->at.width);
        assert_int_equal(same->at.width, later->at.width);
        assert_int_equal(same->at.height, differ->at.height);
        assert_non_null(node(NODE_MICROPHONE));
    }
}

static void who_is_confirmed_is_asked_nothing(void **state)
{
    (void)state;
    for (int phase = CALL_WAITING; phase <= CALL_LOCKED; phase++) {
        scene_phase(scene, (enum call_phase)phase);
        scene->in.words_open = true;
        scene_view(scene);
        assert_null(node(NODE_WORDS));
        assert_null(node(NODE_WORDS_SAME));
        assert_null(node(NODE_KEY_ACCEPT));
    }
}

static void another_computer_in_a_known_name_is_asked_about_with_two_equal_answers(void **state)
{
    (void)state;
    scene_phase(scene, CALL_WAITING);
    scene_ask_key(scene);
    scene_view(scene);
    assert_true(scene_says(scene, "Is this really Ben?"));
    assert_true(scene_says(scene, "since 3 May 2026"));
    assert_true(scene_says(scene, "Ask Ben by another way first."));
    const struct view_node *accept = node(NODE_KEY_ACCEPT);
    const struct view_node *refuse = node(NODE_KEY_REFUSE);
    assert_int_equal(accept->at.width, refuse->at.width);
    assert_int_equal(accept->at.height, refuse->at.height);
    scene_phase(scene, CALL_IN_CALL);
    scene_ask_key(scene);
    scene_view(scene);
    assert_null(node(NODE_KEY_ACCEPT)); /* it does not come between two who are together */
}

static void words_for_the_client_hold_no_jargon(void **state)
{
    (void)state;
    static const char *const jargon[] = {"peer", "NAT",    "server", "packet",  "fingerprint",
                                         "key",  "socket", "sync",   "network", "codec"};
    for (enum deck_key key = DECK_HOME_TITLE; key < DECK_SETTINGS_TITLE; key++) {
        for (size_t i = 0; i < sizeof jargon / sizeof jargon[0]; i++) {
            if (strstr(words_deck(key), jargon[i]) != NULL)
                fail_msg("\"%s\" says %s", words_deck(key), jargon[i]);
        }
    }
}

static void the_view_is_a_pure_function(void **state)
{
    (void)state;
    static struct view first;
    show(CALL_IN_CALL);
    first = scene->view;
    scene_view(scene);
    assert_int_equal(first.list.count, scene->view.list.count);
    assert_int_equal(first.list.text_size, scene->view.list.text_size);
    assert_memory_equal(first.list.text, scene->view.list.text, first.list.text_size);
    for (size_t i = 0; i < first.list.count; i++)
        assert_memory_equal(&first.list.commands[i].at, &scene->view.list.commands[i].at,
                            sizeof(struct rectangle));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(waiting_for_someone_known_says_so, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(waiting_with_an_invite_offers_to_copy_it, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(a_guest_without_a_name_is_still_called_something, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(at_the_door_opening_and_not_now_are_equally_large, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(knocking_may_already_ask_how_one_arrives, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(in_a_call_both_pictures_the_lane_and_the_status_are_there,
                                    open_scene, close_scene),
    cmocka_unit_test_setup_teardown(a_state_is_said_in_words_and_not_by_colour_alone, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(the_network_gets_the_blame_in_words, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(while_looking_the_page_says_why_and_what_to_do, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(while_reconnecting_the_last_picture_stays_and_is_marked,
                                    open_scene, close_scene),
    cmocka_unit_test_setup_teardown(an_old_picture_is_never_shown_as_if_it_were_now, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(without_a_picture_the_reason_is_given, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(a_nod_shows_for_three_seconds_and_says_when_it_ends, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(a_sent_nod_is_confirmed_at_its_button, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(skipping_the_check_in_is_as_large_as_sending_it, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(a_check_in_says_all_of_it, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(after_the_end_one_thing_is_left_to_do, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(a_failure_says_what_the_app_says, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(a_locked_page_shows_one_field_and_nothing_of_anybody,
                                    open_scene, close_scene),
    cmocka_unit_test_setup_teardown(the_hidden_page_shows_nothing_of_the_session, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(ones_own_picture_goes_away_and_comes_back, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(a_long_lane_scrolls_back_to_its_first_words, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(the_four_words_are_on_their_page_and_the_answers_equally_large,
                                    open_scene, close_scene),
    cmocka_unit_test_setup_teardown(who_is_confirmed_is_asked_nothing, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(
        another_computer_in_a_known_name_is_asked_about_with_two_equal_answers, open_scene,
        close_scene),
    cmocka_unit_test_setup_teardown(words_for_the_client_hold_no_jargon, open_scene, close_scene),
    cmocka_unit_test_setup_teardown(the_view_is_a_pure_function, open_scene, close_scene),
};
TEST_GROUP(call_view, tests)
