/* Which screen is due when, what leaving asks, and that all of them stand whatever they are
 * told. */
#include "ui/screens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "home_scene.h"
#include "stand.h"

static struct stand *stand;
static struct home_scene *home;
static struct call_model *model;

static int open_stand(void **state)
{
    (void)state;
    stand = stand_create();
    model = &stand->scene->model;
    home = calloc(1, sizeof *home);
    assert_non_null(home);
    home_scene_one(home);
    home_scene_invites(home);
    return 0;
}

static int close_stand(void **state)
{
    (void)state;
    stand_destroy(stand);
    free(home);
    return 0;
}

static bool says(const char *words)
{
    stand_show(stand, screens_show);
    return stand_says(stand, words);
}

/* What it is to the app; WINDOW_NOTHING: only the window looks different now. */
static enum window_action_kind press(const char *name)
{
    struct tree_event event;
    if (!stand_press(stand, name))
        fail_msg("there is no \"%s\"", name);
    struct screen_hand hand = stand_hand(stand);
    while (stand->out.kind == WINDOW_NOTHING && stand_event(stand, &event))
        (void)screens_take(&hand, &event);
    stand_show(stand, screens_show);
    stand_show(stand, screens_show);
    return stand->out.kind;
}

static void each_phase_has_its_screen(void **state)
{
    (void)state;
    static const struct {
        enum call_phase phase;
        const char *words;
    } rows[] = {
        {CALL_WAITING, "Waiting for Ben"},     {CALL_AT_DOOR, "Ben is at the door"},
        {CALL_IN_CALL, "Nod to Ben"},          {CALL_RECONNECTING, "Write to Ben"},
        {CALL_ENDED, "The session has ended"}, {CALL_LOCKED, "Passphrase"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        scene_phase(stand->scene, rows[i].phase);
        if (!says(rows[i].words))
            fail_msg("phase %d does not say: %s", (int)rows[i].phase, rows[i].words);
    }
}

static void home_is_there_while_nobody_is_met(void **state)
{
    (void)state;
    stand->in.home = &home->model;
    scene_phase(stand->scene, CALL_WAITING);
    assert_true(says("Invite"));
    assert_false(stand_says(stand, "Waiting for Ben"));
    stand->desk.page = PAGE_GOALS;
    stand->desk.home.person = 1;
    assert_true(says("Sleep through"));
    scene_phase(stand->scene, CALL_IN_CALL); /* whatever lay open */
    assert_true(says("Nod to Ben"));
    scene_phase(stand->scene, CALL_WAITING);
    scene_ask_key(stand->scene);
    assert_false(says("Sleep through")); /* who came is asked first */
}

static void the_page_of_keys_and_the_one_that_hides_are_over_all(void **state)
{
    (void)state;
    stand->desk.page = PAGE_KEYS;
    assert_false(says("Nod to Ben"));
    stand->desk.hidden = true;
    for (int phase = 0; phase <= CALL_LOCKED; phase++) {
        scene_phase(stand->scene, (enum call_phase)phase);
        stand->in.home = phase == CALL_WAITING ? &home->model : NULL;
        assert_false(says("Ben"));
    }
}

/* What went wrong at home is told there: there is no lane. */
static void what_the_app_says_stays_until_it_was_seen(void **state)
{
    (void)state;
    stand->in.home = &home->model;
    scene_phase(stand->scene, CALL_WAITING);
    model->note = "This could not be done just now. Please try again.";
    model->notes = 3;
    for (int page = PAGE_HOME; page <= PAGE_KEYS; page++) {
        stand->desk.page = (enum desk_page)page;
        assert_true(says("This could not be done"));
        stand_audit(stand);
    }
    stand->desk.hidden = true;
    assert_false(says("This could not be done"));
    stand->desk.hidden = false;
    stand->desk.page = PAGE_PERSON;
    stand->desk.home.person = 1;
    stand_show(stand, screens_show);
    assert_true(tree_press_act(stand->tree, (struct act){ACT_NOTE_SEEN, 0}));
    struct tree_event event;
    struct screen_hand hand = stand_hand(stand);
    while (stand_event(stand, &event))
        (void)screens_take(&hand, &event);
    assert_false(says("This could not be done"));
    model->notes = 4; /* the same again */
    assert_true(says("This could not be done"));
}

static void what_is_in_the_lane_is_not_said_twice(void **state)
{
    (void)state;
    model->note = "The computer slept. Microphone and camera are off.";
    model->notes = 1;
    assert_false(says("The computer slept"));
    struct screen_hand hand = stand_hand(stand);
    screens_follow(&hand);
    scene_phase(stand->scene, CALL_ENDED);
    assert_false(says("The computer slept"));
}

static bool is_at(enum desk_field field)
{
    return tree_focused_edit(stand->tree) == &stand->desk.fields[field];
}

/* Whatever the window becomes: nothing that is being written is left, and told, for it. */
static void who_writes_goes_on_writing_in_another_layout(void **state)
{
    (void)state;
    static const int widths[] = {1120, 700, 480, 1600, 640};
    struct tree_event event;
    stand_show(stand, screens_show);
    assert_true(tree_focus(stand->tree, ACT_FIELD(FIELD_LANE), true));
    stand_show(stand, screens_show);
    assert_true(tree_text(stand->tree, "We"));
    while (stand_event(stand, &event))
        continue;
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        stand_size(stand, widths[i], widths[i] * 2 / 3);
        stand_show(stand, screens_show);
        assert_true(is_at(FIELD_LANE));
        while (stand_event(stand, &event))
            assert_int_not_equal(event.kind, TREE_LEFT);
    }
}

static void leaving_asks_and_staying_is_the_first_answer(void **state)
{
    (void)state;
    stand_show(stand, screens_show);
    assert_int_equal(press("Leave the session"), WINDOW_NOTHING);
    assert_true(tree_has_dialog(stand->tree));
    assert_true((stand_find(stand, "Stay")->states & ACCESS_FOCUSED) != 0);
    assert_int_equal(press("Stay"), WINDOW_NOTHING);
    assert_false(tree_has_dialog(stand->tree));
    press("Leave the session");
    assert_int_equal(press("Leave"), WINDOW_LEAVE);
    press("Leave the session");
    scene_phase(stand->scene, CALL_ENDED); /* they left first */
    struct screen_hand hand = stand_hand(stand);
    screens_follow(&hand);
    stand_show(stand, screens_show);
    assert_false(tree_has_dialog(stand->tree));
    assert_int_equal(press("Close"), WINDOW_LEAVE);
}

/* ---- whatever it is told ---- */

static const char *const names[] = {
    NULL,
    "",
    "😀👩‍👩‍👧‍👦🏳️‍🌈",
    "\xe2\x80\xae\xe2\x81\xa6neB\xe2\x80\xac\xe2\x80\xad",
    "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen",
    "\xff\xfe\x80",
};

static char long_line[10001];
static struct lane_entry lines[] = {
    {LANE_THEM, LANE_TEXT, LANE_ARRIVED, 851, long_line, NULL, NULL, false, 0},
    {LANE_THEM, LANE_CHECK_IN, LANE_ARRIVED, 851, "", NULL, NULL, true, 10},
    {LANE_ME, LANE_TEXT, LANE_LEFT, 852, "\xe2\x80\xae\xe2\x81\xa7reverof", NULL, NULL, false, 0},
    {LANE_APP, LANE_NOTE, LANE_ARRIVED, 1439, "", NULL, NULL, false, 0},
};

/* As little or as odd as a model may be. */
static void tell(enum call_phase phase, const char *name)
{
    static const struct hour_point points[] = {{3, long_line, true}, {4, "", false}};
    static const struct hour_reflection reflections[] = {
        {8, false, long_line, CARD_ANSWER_OPEN, NULL}};
    scene_phase(stand->scene, phase);
    model->own_name = model->their_name = model->asked_name = name;
    model->error = phase == CALL_FAILED ? name : NULL;
    model->lane = lines;
    model->lane_count = sizeof lines / sizeof lines[0];
    model->hour = (struct hour_model){.shown = true,
                                      .seated = true,
                                      .stage = STAGE_WORK,
                                      .points = points,
                                      .point_count = 2,
                                      .reflections = reflections,
                                      .reflection_count = 1,
                                      .phrase = name,
                                      .phrase_card = 2,
                                      .their_typing = long_line,
                                      .place = {NULL, name},
                                      .recap = {long_line, "", ""}};
    if (home->model.person_count > 0)
        home->people[0].name = name != NULL ? name : "";
}

struct place {
    int width, height, scale;
    const char *language;
};

static void stands_in(const struct place *place)
{
    stand_size(stand, place->width, place->height);
    stand->frame.scale_percent = place->scale;
    stand_speak(stand, place->language);
    stand_show(stand, screens_show);
    stand_show(stand, screens_show);
    stand_audit(stand);
}

static void stands_everywhere(void)
{
    static const struct place places[] = {{480, 360, 100, "en"},
                                          {480, 360, 300, "ar"},
                                          {1120, 720, 100, "ar"},
                                          {1120, 720, 300, "en"}};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        stands_in(&places[i]);
}

static void fill_line(void)
{
    for (size_t i = 0; i + 1 < sizeof long_line; i++)
        long_line[i] = i % 701 == 700 ? ' ' : (char)('a' + i % 26);
}

static void every_screen_of_a_session_stands_whatever_it_is_told(void **state)
{
    (void)state;
    fill_line();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int phase = 0; phase <= CALL_LOCKED; phase++) {
            tell((enum call_phase)phase, names[i]);
            stands_everywhere();
        }
    }
}

static void every_page_of_the_panel_stands_whatever_it_is_told(void **state)
{
    (void)state;
    fill_line();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int tab = PANEL_AGENDA; tab < PANEL_TABS; tab++) {
            tell(CALL_IN_CALL, names[i]);
            stand->desk.panel.tab = (enum panel_tab)tab;
            stands_everywhere();
        }
    }
}

static void every_page_of_home_stands_whatever_it_is_told(void **state)
{
    (void)state;
    static const struct settings_model settings = {.text_percent = 100};
    static const struct room_model room = {.has_microphone = true};
    fill_line();
    stand->in.home = &home->model;
    stand->in.settings = &settings;
    stand->in.room = &room;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (int page = PAGE_HOME; page <= PAGE_KEYS; page++) {
            tell(CALL_WAITING, names[i]);
            model->hour = (struct hour_model){0};
            home->goal_fields[0][0].text = i % 2 == 0 ? long_line : "";
            stand->desk.page = (enum desk_page)page;
            stand->desk.home.person = 1;
            stands_everywhere();
        }
    }
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, close_stand)

static const struct CMUnitTest tests[] = {
    WITH_STAND(each_phase_has_its_screen),
    WITH_STAND(home_is_there_while_nobody_is_met),
    WITH_STAND(the_page_of_keys_and_the_one_that_hides_are_over_all),
    WITH_STAND(what_the_app_says_stays_until_it_was_seen),
    WITH_STAND(what_is_in_the_lane_is_not_said_twice),
    WITH_STAND(who_writes_goes_on_writing_in_another_layout),
    WITH_STAND(leaving_asks_and_staying_is_the_first_answer),
    WITH_STAND(every_screen_of_a_session_stands_whatever_it_is_told),
    WITH_STAND(every_page_of_the_panel_stands_whatever_it_is_told),
    WITH_STAND(every_page_of_home_stands_whatever_it_is_told),
};
TEST_GROUP(screens, tests)
