/* Goals and practices with one person. */
#include <string.h>

#include "harness.h"
#include "home_scene.h"
#include "records/schema.h"
#include "ui/goals_screen.h"
#include "ui/home_parts.h"
#include "ui/home_screen.h"

static struct home_scene scene;
static struct stand *stand;

static int begin(void **state)
{
    *state = stand = stand_create();
    home_scene_one(&scene);
    stand->in.home = &scene.model;
    stand->desk.home.person = 1;
    stand->desk.page = PAGE_GOALS;
    return 0;
}

static void show(void)
{
    goals_follow(&(struct screen_hand){.desk = &stand->desk, .home = &scene.model});
    stand_show(stand, goals_screen);
    stand_show(stand, goals_screen);
}

static bool take(const struct tree_event *event)
{
    struct screen_hand hand = stand_hand(stand);
    return goals_take(&hand, event) || home_take(&hand, event);
}

static bool field(enum tree_event_kind kind, enum desk_field of)
{
    return take(&(struct tree_event){.kind = kind, .act = ACT_FIELD(of)});
}

static bool press(const char *name)
{
    struct tree_event event;
    bool taken = false;
    if (!stand_ask(stand, name))
        return false;
    while (stand_event(stand, &event))
        taken |= take(&event);
    show();
    return taken;
}

static void expect(enum home_wish_kind kind, uint32_t counter)
{
    assert_int_equal(stand->out.kind, WINDOW_HOME);
    assert_int_equal(stand->out.home.kind, kind);
    assert_int_equal(stand->out.home.person, 1);
    assert_int_equal(stand->out.home.object.counter, counter);
}

static void expect_set(uint32_t counter, uint8_t number, const char *text)
{
    expect(HOME_SET, counter);
    assert_int_equal(stand->out.home.field, number);
    assert_string_equal(stand->out.texts[0], text);
}

static void audit_all(void)
{
    static const struct {
        int width, height, scale;
        bool right_to_left;
    } rows[] = {{1120, 720, 100, false}, {480, 360, 100, true}, {480, 360, 300, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        stand_size(stand, rows[i].width, rows[i].height);
        stand->frame.scale_percent = rows[i].scale;
        stand->frame.right_to_left = rows[i].right_to_left;
        show();
        stand_audit(stand);
    }
    stand->frame.scale_percent = 100;
    stand->frame.right_to_left = false;
    stand_size(stand, 1120, 4000);
    show();
}

/* ---- goals ---- */

static void goals_are_listed_and_one_is_unfolded(void **state)
{
    (void)state;
    audit_all();
    assert_true(stand_says(stand, "See my sister once a week"));
    assert_true(stand_says(stand, "It is time to look at it together."));
    assert_false(stand_says(stand, "So that the mornings are mine again."));
    /* What is reached lies below what is open. */
    assert_true(stand_find(stand, "Walk without counting")->at.y >
                stand_find(stand, "See my sister once a week")->at.y);
    assert_true(press("Sleep through"));
    assert_true(stand_says(stand, "So that the mornings are mine again."));
    assert_true(stand_says(stand, "by You, 8 November"));
    assert_true(stand_says(stand, "changed by Ben, yesterday"));
    assert_true(stand_says(stand, "6 of 10"));
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_GOAL_NOTE]),
                        "Tea instead of coffee after four helps.");
    audit_all();
    assert_true(press("Sleep through"));
    assert_false(stand_says(stand, "So that the mornings are mine again."));
}

static void a_goal_is_added_by_its_title(void **state)
{
    (void)state;
    show();
    assert_true(field(TREE_ENTER, FIELD_GOAL_TITLE));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* nothing is written */
    desk_write(&stand->desk, FIELD_GOAL_TITLE, "Read again");
    assert_true(field(TREE_ENTER, FIELD_GOAL_TITLE));
    expect(HOME_GOAL_ADD, 0);
    assert_string_equal(stand->out.texts[0], "Read again");
    assert_true(desk_is_blank(&stand->desk, FIELD_GOAL_TITLE));
}

static void a_goal_is_edited_in_place(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_true(press("Change the goal"));
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_GOAL_NAME]), "Sleep through");
    assert_true(field(TREE_LEFT, FIELD_GOAL_NAME));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* it is as it was */
    desk_write(&stand->desk, FIELD_GOAL_NAME, "Sleep well");
    assert_true(field(TREE_LEFT, FIELD_GOAL_NAME));
    expect_set(11, GOAL_TITLE, "Sleep well");
    desk_write(&stand->desk, FIELD_GOAL_NAME, " ");
    assert_true(field(TREE_LEFT, FIELD_GOAL_NAME));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* a goal has a title */
    desk_write(&stand->desk, FIELD_GOAL_REVIEW, "2027-01-08");
    assert_true(field(TREE_ENTER, FIELD_GOAL_REVIEW));
    expect_set(11, GOAL_REVIEW_DAY, "2027-01-08");
    audit_all();
    assert_true(press("Done"));
    assert_false(stand->desk.goals.editing);
}

static void how_far_and_how_sure_one_is_are_one_press_each(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_true(press("more than I hoped"));
    expect_set(11, GOAL_LEVEL_NOW, "4");
    assert_true(take(
        &(struct tree_event){.kind = TREE_VALUE, .act = {GOALS_ACT_CONFIDENCE, 0}, .value = 8}));
    expect_set(11, GOAL_CONFIDENCE, "8");
    assert_true(stand_says(stand, "0: not at all") && stand_says(stand, "10: fully"));
    assert_true(take(
        &(struct tree_event){.kind = TREE_VALUE, .act = {GOALS_ACT_CONFIDENCE, 0}, .value = 6}));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* as it is */
}

static void a_goal_is_finished_paused_laid_away_and_taken_up_again(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_true(press("Done"));
    expect(HOME_FINISH, 11);
    assert_true(press("Paused"));
    expect_set(11, GOAL_STATUS, "paused");
    assert_true(press("Laid away"));
    expect_set(11, GOAL_STATUS, "archived");
    scene.goals[0].status = GOAL_ARCHIVED;
    show();
    assert_true(stand_says(stand, "Laid away"));
    assert_true(press("Take it up again"));
    expect_set(11, GOAL_STATUS, "open");
}

static void of_two_values_one_is_chosen_by_one_press(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_true(stand_says(stand, "also: Sleep seven hours (Ben, yesterday)"));
    assert_true(press("Choose this one"));
    expect(HOME_CHOOSE, 11);
    assert_int_equal(stand->out.home.field, GOAL_TITLE);
    assert_int_equal(stand->out.home.number, 2);
}

static void goals_are_moved_past_each_other(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_null(stand_find(stand, "Move it up"));
    assert_true(press("Move it down"));
    expect(HOME_MOVE, 11);
    assert_int_equal(stand->out.home.other.counter, 13);
    assert_true(press("See my sister once a week"));
    assert_true(press("Move it down"));
    expect(HOME_MOVE, 12);
    assert_int_equal(stand->out.home.other.counter, 0); /* behind all */
    assert_true(press("Move it up"));
    assert_int_equal(stand->out.home.other.counter, 11);
}

static void erasing_is_asked_twice(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Sleep through"));
    assert_true(press("Erase the goal"));
    assert_true(stand_says(stand, "Erase Sleep through?"));
    stand_audit(stand);
    assert_true(press("Keep it"));
    assert_false(tree_has_dialog(stand->tree));
    assert_true(press("Erase the goal"));
    assert_true(press("Erase"));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
    assert_true(press("Yes, erase it"));
    expect(HOME_ERASE, 11);
    assert_false(tree_has_dialog(stand->tree));
}

static void a_change_can_be_undone_for_a_while(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_null(stand_find(stand, "Undo"));
    assert_true(press("Sleep through"));
    assert_true(press("Paused"));
    assert_true(stand_says(stand, "Changed for you both."));
    assert_true(press("Undo"));
    expect(HOME_UNDO, 0);
    assert_null(stand_find(stand, "Undo"));
    assert_true(press("Paused"));
    stand->in.now_us += GOALS_UNDO_US;
    show();
    assert_null(stand_find(stand, "Undo"));
}

static void a_note_follows_the_other_until_one_writes_oneself(void **state)
{
    (void)state;
    show();
    assert_true(press("Sleep through"));
    scene.goals[0].notes = "Tea helps. So do walks.";
    show();
    assert_string_equal(text_edit_bytes(&stand->desk.fields[FIELD_GOAL_NOTE]),
                        "Tea helps. So do walks.");
    assert_true(field(TREE_EDITED, FIELD_GOAL_NOTE));
    desk_write(&stand->desk, FIELD_GOAL_NOTE, "Tea helps. So do walks. And quiet.");
    show();
    assert_true(field(TREE_LEFT, FIELD_GOAL_NOTE));
    expect(HOME_NOTE, 11);
    assert_string_equal(stand->out.texts[0], "Tea helps. So do walks. And quiet.");
    static char long_note[16002];
    memset(long_note, 'n', sizeof long_note - 1);
    scene.goals[0].notes = long_note;
    stand_size(stand, 1120, 4000);
    show();
    assert_null(stand_find(stand, "Notes on it")); /* it is only shown */
}

/* ---- how it has been ---- */

/* Newest first, as the app gives them. */
static const struct home_check_in moods[] = {
    {.by = HOME_ME, .day = HOME_SCENE_TODAY, .mood = HOME_NO_NUMBER, .note = "The rain helped."},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY, .mood = 7, .note = ""},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY, .mood = 3, .note = ""},
    {.by = HOME_THEM, .day = HOME_SCENE_TODAY - 1, .mood = 6, .note = "A full day."},
    {.practice = {21, 0}, .by = HOME_ME, .day = HOME_SCENE_TODAY - 1, .mood = 9, .note = "Wet."},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY - 4, .mood = 5, .note = ""},
    {.by = HOME_THEM, .day = HOME_SCENE_TODAY - 6, .mood = 4, .note = ""},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY - 9, .mood = 6, .note = ""},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY - 20, .mood = 2, .note = ""},
    {.by = HOME_THEM, .day = HOME_SCENE_TODAY - 30, .mood = 3, .note = ""},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY - 41, .mood = 4, .note = ""},
    {.by = HOME_ME, .day = HOME_SCENE_TODAY - 42, .mood = 1, .note = ""},
    {.by = HOME_THEM, .day = HOME_SCENE_TODAY + 1, .mood = 10, .note = ""},
};

static void tell_moods(void)
{
    scene.people[0].check_ins = moods;
    scene.people[0].check_in_count = sizeof moods / sizeof moods[0];
}

static bool is_chosen(const char *name)
{
    const struct access_node *node = stand_find(stand, name);
    assert_non_null(node);
    return (node->states & ACCESS_CHECKED) != 0;
}

static void how_it_has_been_is_a_line_of_each(void **state)
{
    (void)state;
    tell_moods();
    audit_all();
    /* One a day, the newest; none of a practice, of before six weeks, or of tomorrow. */
    assert_true(stand_says(stand, "You: 5 of the last 42 days. Newest: 7 of 10."));
    assert_true(stand_says(stand, "Ben: 3 of the last 42 days. Newest: 6 of 10."));
    assert_true(stand_says(stand, "The rain helped."));
    assert_true(stand_says(stand, "A full day."));
    assert_false(stand_says(stand, "Wet."));
    assert_true(is_chosen("7"));
    assert_false(is_chosen("3"));
    scene.people[0].check_in_count = 3;
    show();
    assert_true(stand_says(stand, "You: 1 of the last 42 days. Newest: 7 of 10."));
    assert_false(stand_says(stand, "Ben: 0 of the last"));
}

static void how_it_is_today_is_one_press(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(stand_says(stand, "No day is told yet. Today can be the first."));
    assert_false(is_chosen("0"));
    assert_true(press("0"));
    expect(HOME_CHECK_IN, 0);
    assert_true(stand->out.home.number == 0);
    assert_int_equal(stand->out.home.day, 0); /* today */
    assert_int_equal(stand->out.text_count, 0);
    tell_moods();
    show();
    assert_false(stand_says(stand, "No day is told yet."));
    assert_true(press("7"));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* it was said already */
    assert_true(press("8"));
    expect(HOME_CHECK_IN, 0);
    assert_true(stand->out.home.number == 8);
    assert_true(take(&(struct tree_event){.kind = TREE_ACT, .act = {GOALS_ACT_MOOD, 11}}));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING);
}

static void a_word_goes_with_the_press_or_alone(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    tell_moods();
    show();
    assert_true(field(TREE_ENTER, FIELD_MOOD_NOTE));
    assert_int_equal(stand->out.kind, WINDOW_NOTHING); /* nothing is written */
    desk_write(&stand->desk, FIELD_MOOD_NOTE, "I slept.");
    assert_true(press("7")); /* as before, but with words */
    expect(HOME_CHECK_IN, 0);
    assert_true(stand->out.home.number == 7);
    assert_string_equal(stand->out.texts[0], "I slept.");
    assert_true(desk_is_blank(&stand->desk, FIELD_MOOD_NOTE));
    desk_write(&stand->desk, FIELD_MOOD_NOTE, "And again.");
    assert_true(press("Save"));
    expect(HOME_CHECK_IN, 0);
    assert_true(stand->out.home.number == HOME_NOTHING);
    assert_string_equal(stand->out.texts[0], "And again.");
    /* What was begun for one is not told of another. */
    home_scene_many(&scene, 2);
    desk_write(&stand->desk, FIELD_MOOD_NOTE, "For Ben.");
    assert_true(take(&(struct tree_event){.kind = TREE_ACT, .act = {HOME_ACT_PERSON, 1}}));
    assert_true(desk_is_blank(&stand->desk, FIELD_MOOD_NOTE));
}

/* ---- practices ---- */

static void a_practice_is_ticked_by_one_press(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(stand_says(stand, "3 of 7 this week"));
    assert_true(press("Done today"));
    expect(HOME_TICK, 21);
    assert_true(stand->out.home.on);
}

static void a_practice_has_six_weeks_of_days_of_both(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    assert_true(press("Walk for ten minutes, and look around"));
    assert_true(stand_says(stand, "You: 27 of the last 41 days"));
    assert_true(stand_says(stand, "Ben: 8 of the last 41 days"));
    assert_true(press("Took a break"));
    expect(HOME_TICK, 21);
    assert_false(stand->out.home.on);
    desk_write(&stand->desk, FIELD_PRACTICE_NOTE, "It rained.");
    assert_true(field(TREE_ENTER, FIELD_PRACTICE_NOTE));
    expect(HOME_CHECK_IN, 21);
    assert_true(stand->out.home.number == HOME_NOTHING);
    const struct home_check_in check_in = {.practice = {21, 0},
                                           .by = HOME_THEM,
                                           .day = HOME_SCENE_TODAY,
                                           .mood = HOME_NO_NUMBER,
                                           .note = "I got wet and laughed."};
    scene.people[0].check_ins = &check_in;
    scene.people[0].check_in_count = 1;
    audit_all();
    assert_true(stand_says(stand, "I got wet and laughed."));
    assert_true(press("Paused"));
    expect_set(21, PRACTICE_ACTIVE, "no");
}

static void a_practice_is_added_edited_moved_and_erased(void **state)
{
    (void)state;
    stand_size(stand, 1120, 4000);
    show();
    desk_write(&stand->desk, FIELD_PRACTICE, "Breathe slowly");
    assert_true(press("Add a practice"));
    expect(HOME_PRACTICE_ADD, 0);
    assert_true(press("Three lines before bed"));
    assert_true(press("Change the practice"));
    desk_write(&stand->desk, FIELD_PRACTICE_OFTEN, "Mon, Thu");
    assert_true(field(TREE_LEFT, FIELD_PRACTICE_OFTEN));
    expect_set(22, PRACTICE_CADENCE, "Mon, Thu");
    assert_true(press("Done"));
    assert_true(press("Move it up"));
    expect(HOME_MOVE, 22);
    assert_int_equal(stand->out.home.other.counter, 21);
    assert_true(press("Erase the practice"));
    assert_true(press("Erase"));
    assert_true(press("Yes, erase it"));
    expect(HOME_ERASE, 22);
}

static void where_there_is_nothing_yet_it_is_said_kindly(void **state)
{
    (void)state;
    scene.people[0].goal_count = 0;
    scene.people[0].practice_count = 0;
    audit_all();
    assert_true(stand_says(stand, "No goals yet. The first can be small."));
    assert_true(stand_says(stand, "No practices yet. One minute a day is a start."));
    assert_true(press("Name one feeling each day."));
    expect(HOME_PRACTICE_ADD, 0);
    assert_string_equal(stand->out.texts[0], "Name one feeling each day.");
    scene.people[0].is_open = false;
    show();
    assert_false(stand_says(stand, "How it has been"));
    assert_true(stand_says(stand, "One moment…"));
    assert_null(stand_find(stand, "Add a goal"));
    scene.model.person_count = 0;
    show();
    assert_true(stand_says(stand, "Nobody is here yet"));
}

static void goals_look_as_they_were_agreed(void **state)
{
    (void)state;
    stand->desk.goals.open = home_code((struct object_id){11, 0});
    tell_moods();
    show();
    stand_golden(stand, goals_screen, "goals");
}

#define ROW(test) cmocka_unit_test_setup_teardown(test, begin, stand_end)

static const struct CMUnitTest tests[] = {
    ROW(goals_are_listed_and_one_is_unfolded),
    ROW(a_goal_is_added_by_its_title),
    ROW(a_goal_is_edited_in_place),
    ROW(how_far_and_how_sure_one_is_are_one_press_each),
    ROW(a_goal_is_finished_paused_laid_away_and_taken_up_again),
    ROW(of_two_values_one_is_chosen_by_one_press),
    ROW(goals_are_moved_past_each_other),
    ROW(erasing_is_asked_twice),
    ROW(a_change_can_be_undone_for_a_while),
    ROW(a_note_follows_the_other_until_one_writes_oneself),
    ROW(how_it_has_been_is_a_line_of_each),
    ROW(how_it_is_today_is_one_press),
    ROW(a_word_goes_with_the_press_or_alone),
    ROW(a_practice_is_ticked_by_one_press),
    ROW(a_practice_has_six_weeks_of_days_of_both),
    ROW(a_practice_is_added_edited_moved_and_erased),
    ROW(where_there_is_nothing_yet_it_is_said_kindly),
    ROW(goals_look_as_they_were_agreed),
};

TEST_GROUP(goals_screen, tests)
