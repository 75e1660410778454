/* The pages around an hour: what is shown when, and how it stands. */
#include "ui/pages_screen.h"

#include <string.h>

#include "harness.h"
#include "stand.h"

#define CODE_SIDE 29

static struct stand *stand;
static struct call_model *m;
static uint8_t code[CODE_SIDE * CODE_SIDE];

static int open_stand(void **state)
{
    *state = stand = stand_create();
    m = &stand->scene->model;
    return 0;
}

static void show(void)
{
    assert_true(pages_are_due(&stand->in));
    stand_show(stand, pages_screen);
}

static void says(const char *words)
{
    if (!stand_says(stand, words))
        fail_msg("it does not say: %s", words);
}

static void says_not(const char *words)
{
    if (stand_says(stand, words))
        fail_msg("it says: %s", words);
}

static const struct access_node *find(const char *name)
{
    const struct access_node *node = stand_find(stand, name);
    if (node == NULL)
        fail_msg("there is no %s", name);
    return node;
}

static bool has_focus(const char *name)
{
    return (find(name)->states & ACCESS_FOCUSED) != 0;
}

static void are_alike(const char *one, const char *other)
{
    assert_int_equal(find(one)->at.width, find(other)->at.width);
    assert_int_equal(find(one)->at.height, find(other)->at.height);
}

/* ---- the pages, each as a person may find it ---- */

static void waiting(void)
{
    scene_phase(stand->scene, CALL_WAITING);
}

static void invite(void)
{
    for (size_t i = 0; i < sizeof code; i++)
        code[i] = i * i % 7 < 3;
    scene_phase(stand->scene, CALL_WAITING);
    m->their_name = NULL;
    m->invite = "alcove:AEBAGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZI";
    m->today = 20576;
    m->invite_ends_day = m->today + 2;
    m->invite_ends_minute = 15 * 60;
    m->code = (struct invite_code){code, CODE_SIDE};
    stand->desk.pages.code_shown = true;
}

static void ready(void)
{
    scene_phase(stand->scene, CALL_KNOCKING);
    scene_hour(stand->scene);
    m->hour.stage = STAGE_ARRIVING;
    m->hour.place_before = "At home";
    m->hour.ready = (struct hour_ready){
        .light_known = true,
        .light = LIGHT_BEHIND,
        .heard = true,
        .noise_known = true,
        .level = 0.6,
    };
}

static void threshold(void)
{
    scene_phase(stand->scene, CALL_KNOCKING);
    scene_hour(stand->scene);
    m->hour.stage = STAGE_THRESHOLD;
}

static void asked(void)
{
    threshold();
    m->check_in_open = true;
}

static void breathing(void)
{
    threshold();
    stand->desk.pages.settling_since_us = SCENE_NOW_US - 14000000;
}

static void door(void)
{
    scene_phase(stand->scene, CALL_AT_DOOR);
    scene_hour(stand->scene);
    m->hour.stage = STAGE_ARRIVING;
}

static void connecting(void)
{
    scene_phase(stand->scene, CALL_CONNECTING);
}

static void hindered(void)
{
    connecting();
    m->hindrance = CALL_HINDRANCE_BLOCKED;
    m->finding = "udp_blocked";
}

static void four_words(void)
{
    waiting();
    scene_ask_words(stand->scene);
    stand->desk.pages.words_open = true;
}

static void who_is_it(void)
{
    waiting();
    scene_ask_key(stand->scene);
}

static void ended(void)
{
    scene_phase(stand->scene, CALL_ENDED);
    scene_hour(stand->scene);
    m->hour.agreed[0] = m->hour.agreed[1] = true;
    m->hour.next_known = true;
    m->hour.next_day = 20939;
    m->hour.next_min = 15 * 60;
}

static void failed(void)
{
    scene_phase(stand->scene, CALL_FAILED);
    m->error = "The link is over. Ask for a new one.";
}

static void locked(void)
{
    scene_phase(stand->scene, CALL_LOCKED);
}

static void hidden(void)
{
    scene_phase(stand->scene, CALL_IN_CALL);
    stand->desk.hidden = true;
}

static void (*const pages[])(void) = {
    waiting,  invite,     ready,     threshold, asked,  breathing, door,   connecting,
    hindered, four_words, who_is_it, ended,     failed, locked,    hidden,
};
#define PAGES (sizeof pages / sizeof pages[0])

static void open_page(void (*page)(void))
{
    memset(&stand->desk.pages, 0, sizeof stand->desk.pages);
    stand->desk.hidden = false;
    page();
}

static void show_page(void (*page)(void))
{
    open_page(page);
    show();
}

/* ---- who waits ---- */

static void waiting_for_someone_known_says_so(void **state)
{
    (void)state;
    show_page(waiting);
    says("Waiting for Ben");
    says("There is no hurry");
    m->their_name = NULL;
    show();
    says("Waiting for your guest");
}

static void an_invite_is_copied_and_shown_as_a_picture(void **state)
{
    (void)state;
    show_page(invite);
    says("AEBAGBAFAYDQQCIK");
    says("until Tuesday at 15:00");
    assert_true(has_focus("Copy the link"));
    says("Scan it with a phone");
    stand->desk.pages.invite_copied = true;
    stand->desk.pages.code_shown = false;
    show();
    says("Copied");
    says_not("Scan it with a phone");
    m->code.side = 0;
    show();
    says_not("Show it as a picture");
}

static size_t dark_modules(int *first_x)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        const struct colour fill = c->as.rectangle.fill;
        if (c->kind != DRAW_RECTANGLE || fill.alpha != 255 || fill.red + fill.green + fill.blue > 0)
            continue;
        *first_x = count == 0 ? c->at.x : *first_x;
        count += (size_t)(c->at.width / c->at.height);
    }
    return count;
}

static void a_camera_reads_the_picture_in_every_language(void **state)
{
    (void)state;
    int first[2] = {0, 0};
    size_t dark = 0;
    open_page(invite);
    for (size_t i = 0; i < sizeof code; i++)
        dark += code[i];
    show();
    assert_int_equal(dark_modules(&first[0]), dark);
    stand->frame.right_to_left = true;
    show();
    assert_int_equal(dark_modules(&first[1]), dark);
    assert_int_equal(first[0], first[1]);
}

/* ---- getting ready ---- */

static void the_ready_check_opens_by_itself_before_the_first_knock(void **state)
{
    (void)state;
    show_page(ready);
    says("A quiet look before you start");
    assert_true(has_focus("I am ready"));
    stand->desk.pages.ready_left = true;
    show();
    says_not("A quiet look");
    stand->desk.pages.ready_left = false;
    m->hour.stage = STAGE_THRESHOLD;
    show();
    says_not("A quiet look");
    m->hour.stage = STAGE_ARRIVING;
    m->invite = "alcove:AEBAGBAF";
    m->phase = CALL_WAITING;
    show();
    says_not("A quiet look"); /* the link comes first */
}

static void the_ready_check_says_what_is_and_what_to_do(void **state)
{
    (void)state;
    show_page(ready);
    says("The light is behind you.");
    says("Turn to face the window.");
    says("I can hear you well.");
    says("How loud you are");
    says("Are you wearing headphones?");
    m->hour.ready = (struct hour_ready){.headphones_known = true, .headphones = true};
    show();
    says_not("The light");
    says("I cannot hear you yet.");
    says("Headphones are in use.");
    m->hour.ready = (struct hour_ready){.heard = true, .noise_known = true, .noise = ROOM_LOUD};
    show();
    says("There is some noise around you.");
    m->microphone_on = m->camera_on = false;
    show();
    says_not("noise around you");
    says("Your camera is off");
    says_not("Show the outline");
}

static void the_meters_are_looked_at_again_soon(void **state)
{
    (void)state;
    show_page(ready);
    assert_true(tree_changes_at(stand->tree) == SCENE_NOW_US + 100000);
    stand->frame.reduced_motion = true;
    show();
    assert_true(tree_changes_at(stand->tree) == SCENE_NOW_US + 500000);
}

static void a_guide_over_the_mirror_has_its_eye_line_at_the_top_third(void **state)
{
    (void)state;
    show_page(ready);
    const struct draw_list *list = tree_draw_list(stand->tree);
    struct rectangle picture = {0};
    bool found = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_PICTURE) {
            assert_true(c->as.picture.mirrored);
            picture = c->at;
        }
        if (c->kind == DRAW_RECTANGLE && c->at.width == picture.width + 6 && c->at.height == 3)
            found = c->at.y + 1 - picture.y == picture.height / 3;
    }
    assert_true(found);
    stand->desk.pages.guide_hidden = true;
    show();
    says_not("fit in the outline");
}

static void who_is_not_alone_is_offered_to_write(void **state)
{
    (void)state;
    show_page(ready);
    says_not("You can write instead");
    stand->desk.pages.privacy = PRIVACY_SOMEONE_NEAR;
    show();
    says("You can write instead of speaking.");
    says("Ben can ask, and you answer yes or no.");
    says("A parked car");
    says("Same place as last time");
    m->hour.place_before = NULL;
    show();
    says_not("Same place");
}

/* ---- the door ---- */

static void one_waits_with_a_breath_and_is_told_of_five_more_minutes(void **state)
{
    (void)state;
    show_page(threshold);
    says("You are at the door");
    says("Ben opens when ready");
    says("Breathe with me for a minute?");
    m->hour.wait_minutes = 5;
    show();
    says("five more minutes");
    show_page(asked);
    says("How are you feeling as we start today?");
}

static void a_breath_is_a_circle_and_with_reduced_motion_only_words(void **state)
{
    (void)state;
    show_page(breathing);
    says("Breathe out");
    assert_true(tree_changes_at(stand->tree) < SCENE_NOW_US + 100000);
    size_t moving = tree_draw_list(stand->tree)->count;
    stand->frame.reduced_motion = true;
    show();
    says("Breathe out");
    assert_true(tree_draw_list(stand->tree)->count < moving);
    assert_true(tree_changes_at(stand->tree) == SCENE_NOW_US + 1000000);
    stand->desk.pages.settling_since_us = SCENE_NOW_US - 61000000;
    show();
    says("Stay with this for a moment.");
}

static void the_door_says_who_is_there_and_where(void **state)
{
    (void)state;
    show_page(door);
    says("Ben is at the door");
    says("Confirmed");
    says("At the practice");
    assert_true(has_focus("Open the door"));
    assert_int_equal(find("Open the door")->at.height, find("Not now")->at.height);
    scene_ask_words(stand->scene);
    m->hour.place[1] = NULL;
    m->hour.wait_minutes = 5;
    show();
    says("Not yet confirmed");
    says("Place today: not told");
    assert_true((find("Five more minutes")->states & ACCESS_CHECKED) != 0);
}

/* ---- what is to be found out ---- */

static void neither_answer_to_the_four_words_looks_better(void **state)
{
    (void)state;
    show_page(four_words);
    says("harbor");
    says("calendar");
    says("ocean");
    says("wombat");
    are_alike("Yes, they match", "Not the same");
    assert_true(has_focus("Later"));
    m->phase = CALL_IN_CALL;
    show();
    says("harbor");
    m->phase = CALL_AT_DOOR;
    show();
    says_not("harbor");
    m->phase = CALL_IN_CALL;
    m->question = CALL_ASKS_NOTHING;
    assert_false(pages_are_due(&stand->in));
}

static void another_computer_in_a_known_name_is_asked_about(void **state)
{
    (void)state;
    show_page(who_is_it);
    says("Is this really Ben?");
    says("3 May 2026");
    are_alike("Yes, it is them", "No, somebody else");
    assert_false(has_focus("Yes, it is them") || has_focus("No, somebody else"));
    m->phase = CALL_IN_CALL;
    assert_false(pages_are_due(&stand->in));
}

static void every_hindrance_has_a_sentence_and_one_thing_to_do(void **state)
{
    (void)state;
    for (int i = 1; i < CALL_HINDRANCES; i++) {
        open_page(hindered);
        m->hindrance = (enum call_hindrance)i;
        show();
        says(words_deck(words_why(m->hindrance)));
        says(words_deck(words_to_do(m->hindrance)));
        says("Write instead");
        says_not("udp_blocked"); /* folded */
        stand_audit(stand);
    }
    stand->desk.pages.details_shown = true;
    show();
    says("udp_blocked");
    m->phase = CALL_FAILED;
    show();
    says("Try again");
}

/* ---- the end, the lock, and hiding ---- */

static void the_end_says_how_long_it_was_and_what_is_kept(void **state)
{
    (void)state;
    show_page(ended);
    says("The session has ended");
    says("together for 50 minutes");
    says("Take a moment");
    says("Kept for you both.");
    says("Saturday 1 at 15:00");
    assert_true(has_focus("Close"));
    m->hour.agreed[1] = false;
    m->hour.next_known = false;
    show();
    says("Nothing of today is kept.");
    says_not("You meet again");
    stand->desk.panel.blocked = true;
    show();
    says("It is over. You can breathe out.");
    says_not("Take a moment");
    m->hour = (struct hour_model){0};
    m->together_for_min = 0;
    show();
    says_not("What is kept");
    says_not("together for");
}

static void a_failure_says_what_the_app_says(void **state)
{
    (void)state;
    show_page(failed);
    says("Ask for a new one.");
    m->error = NULL;
    show();
    says("Please try again in a moment.");
}

static void a_locked_page_shows_one_field_and_nothing_of_anybody(void **state)
{
    (void)state;
    show_page(locked);
    says("Locked");
    says_not("Ben");
    says_not("Maya");
    assert_true(has_focus("Passphrase"));
    assert_int_equal(find("Passphrase")->role, ACCESS_PASSWORD);
    m->unlocking = CALL_UNLOCK_WRONG;
    show();
    says("That is not the passphrase.");
    m->unlocking = CALL_UNLOCK_TRYING;
    show();
    says("One moment");
    assert_null(stand_find(stand, "Open"));
}

static void the_hidden_page_shows_nothing_of_the_session(void **state)
{
    (void)state;
    static const char *const telling[] = {"Ben", "Maya", "session", "Mic", "Camera", "Leave"};
    show_page(hidden);
    says("Notes");
    says("Water the plants");
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++)
        says_not(telling[i]);
    for (size_t i = 0; i < tree_draw_list(stand->tree)->count; i++)
        assert_int_not_equal(tree_draw_list(stand->tree)->commands[i].kind, DRAW_PICTURE);
    m->phase = CALL_LOCKED;
    show();
    says_not("Locked");
}

/* ---- all of them ---- */

static void every_page_stands_in_every_window_with_any_name(void **state)
{
    (void)state;
    static const struct {
        int width, height, scale;
    } windows[] = {{480, 360, 100}, {1120, 720, 100}, {1120, 720, 300}};
    char name[200];
    stand_size(stand, 480, 360);
    show_page(ready);
    assert_false(has_focus("I am ready")); /* one begins at the beginning */
    memset(name, 'm', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        stand_size(stand, windows[i].width, windows[i].height);
        stand->frame.scale_percent = windows[i].scale;
        for (size_t page = 0; page < PAGES; page++) {
            show_page(pages[page]);
            stand_audit(stand);
            m->their_name = m->asked_name = name;
            show();
            stand_audit(stand);
        }
    }
}

static void how_they_look(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*page)(void);
    } shots[] = {
        {"invite", invite},   {"ready", ready},   {"breath", breathing},
        {"door", door},       {"ended", ended},   {"four-words", four_words},
        {"doctor", hindered}, {"locked", locked}, {"who-is-it", who_is_it},
        {"threshold", asked}, {"hidden", hidden},
    };
    for (size_t i = 0; i < sizeof shots / sizeof shots[0]; i++) {
        open_page(shots[i].page);
        stand_golden(stand, pages_screen, shots[i].name);
    }
}

#define SHOWN(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    SHOWN(waiting_for_someone_known_says_so),
    SHOWN(an_invite_is_copied_and_shown_as_a_picture),
    SHOWN(a_camera_reads_the_picture_in_every_language),
    SHOWN(the_ready_check_opens_by_itself_before_the_first_knock),
    SHOWN(the_ready_check_says_what_is_and_what_to_do),
    SHOWN(the_meters_are_looked_at_again_soon),
    SHOWN(a_guide_over_the_mirror_has_its_eye_line_at_the_top_third),
    SHOWN(who_is_not_alone_is_offered_to_write),
    SHOWN(one_waits_with_a_breath_and_is_told_of_five_more_minutes),
    SHOWN(a_breath_is_a_circle_and_with_reduced_motion_only_words),
    SHOWN(the_door_says_who_is_there_and_where),
    SHOWN(neither_answer_to_the_four_words_looks_better),
    SHOWN(another_computer_in_a_known_name_is_asked_about),
    SHOWN(every_hindrance_has_a_sentence_and_one_thing_to_do),
    SHOWN(the_end_says_how_long_it_was_and_what_is_kept),
    SHOWN(a_failure_says_what_the_app_says),
    SHOWN(a_locked_page_shows_one_field_and_nothing_of_anybody),
    SHOWN(the_hidden_page_shows_nothing_of_the_session),
    SHOWN(every_page_stands_in_every_window_with_any_name),
    SHOWN(how_they_look),
};

TEST_GROUP(pages_screen, tests)
