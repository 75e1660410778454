/* The panel: what each of its pages shows, and when. */
#include <string.h>

#include "harness.h"
#include "records/schema.h"
#include "stand.h"
#include "ui/panel_parts.h"

static struct stand *stand;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    scene_hour(stand->scene);
    stand_size(stand, 400, 1400);
    return 0;
}

static struct hour_model *hour(void)
{
    return &stand->scene->model.hour;
}

static void show(enum panel_tab tab)
{
    stand->desk.panel.tab = tab;
    stand_show(stand, panel_screen);
}

static void unfold(enum panel_part part)
{
    stand->desk.panel.open[part] = true;
    stand_show(stand, panel_screen);
}

static void closing(void)
{
    hour()->stage = STAGE_CLOSING;
    hour()->asks_format = true;
    hour()->today = 20454; /* 2026-01-01, a Thursday */
}

static void it_is_there_for_two_who_met(void **state)
{
    (void)state;
    show(PANEL_CLOSED);
    assert_false(panel_is_shown(&stand->in));
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "What would make this hour useful for you?"));
    hour()->seated = false;
    show(PANEL_AGENDA);
    assert_false(stand_says(stand, "What would make this hour useful for you?"));
}

static void the_agenda_lists_its_points_and_takes_new_ones(void **state)
{
    (void)state;
    show(PANEL_AGENDA);
    const struct access_node *point = stand_find(stand, "What helps before bed");
    assert_non_null(point);
    assert_int_equal(point->states & ACCESS_CHECKED, 0);
    assert_non_null(stand_find(stand, "Add a point"));
    hour()->point_count = 0;
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "No list today. You can just talk."));
}

static void how_long_it_is_is_folded_until_it_is_wanted(void **state)
{
    (void)state;
    show(PANEL_AGENDA);
    assert_false(stand_says(stand, "How long is this hour?"));
    hour()->began = true;
    hour()->begins_min = 14 * 60 + 5;
    hour()->ends_min = 15 * 60 + 5;
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "From 14:05 to 15:05."));
    hour()->more[1] = 10;
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "Ben asks for 10 more min."));
    hour()->more[1] = 0;
    hour()->minutes = 55;
    unfold(PART_TIME);
    assert_true((stand_find(stand, "55 min")->states & ACCESS_CHECKED) != 0);
    assert_true(stand_says(stand, "It ends at 15:05."));
    assert_true(stand_says(stand, "The end stays as agreed."));
    assert_non_null(stand_find(stand, "Go back one part"));
    hour()->more[0] = 10;
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "You asked. Ben can answer."));
    hour()->more[1] = 20;
    show(PANEL_AGENDA);
    assert_non_null(stand_find(stand, "20 min"));
    hour()->more[0] = 0;
    hour()->stage = STAGE_WARM_UP;
    show(PANEL_AGENDA);
    assert_true(stand_says(stand, "Ben asks for 20 more min."));
    assert_null(stand_find(stand, "Go back one part"));
}

static void what_was_heard_says_who_and_what_became_of_it(void **state)
{
    (void)state;
    show(PANEL_REFLECTIONS);
    assert_true(stand_says(stand, "Ben says: yes, that's it."));
    assert_true(stand_says(stand, "Ben heard you say"));
    assert_non_null(stand_find(stand, "Yes, that's it"));
    assert_non_null(stand_find(stand, "Take it back"));
    hour()->reflection_count = 0;
    hour()->nudges = true;
    hour()->nudge_minutes = 12;
    hour()->nudge_after = 12;
    show(PANEL_REFLECTIONS);
    assert_true(stand_says(stand, "Say back what you hear, if it helps."));
    assert_true(stand_says(stand, "Last reflection: 12 min ago."));
    unfold(PART_NUDGE);
    assert_true((stand_find(stand, "12 min")->states & ACCESS_CHECKED) != 0);
}

static void the_recap_asks_three_things_and_says_who_agrees(void **state)
{
    (void)state;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "What did we do today?"));
    assert_true(stand_says(stand, "You both write here."));
    hour()->agreed[1] = true;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "Ben agrees to these lines."));
    hour()->agreed[0] = true;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "You both agree to these lines."));
    assert_false(stand_says(stand, "How was this hour?"));
    assert_false(stand_says(stand, "How you shared the time"));
}

static void the_next_hour_is_chosen_from_the_next_days(void **state)
{
    (void)state;
    closing();
    show(PANEL_RECAP);
    unfold(PART_NEXT);
    assert_non_null(stand_find(stand, "Friday 2"));
    assert_non_null(stand_find(stand, "Thursday 8"));
    assert_null(stand_find(stand, "Friday 9"));
    assert_null(stand_find(stand, "Save")); /* without a time it cannot be used */
    stand->desk.panel.days_first = 27;
    hour()->today = 19781; /* 2024-02-28: a day is put in */
    show(PANEL_RECAP);
    assert_non_null(stand_find(stand, "Wednesday 27"));
    stand->desk.panel.days_first = 0;
    show(PANEL_RECAP);
    assert_non_null(stand_find(stand, "Thursday 29"));
    assert_non_null(stand_find(stand, "Friday 1"));
    hour()->next_known = true;
    hour()->next_day = 20454;
    hour()->next_min = 15 * 60;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "You meet on Thursday 1 at 15:00."));
    assert_non_null(stand_find(stand, "Not yet"));
}

static void a_time_is_read_as_people_write_it(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "x",    "24:00", "12:60",     "12:5",
                                      "12:",  "9:3x", "-1:00", "12:30 and", "999999999999999999999",
                                      "12:+1"};
    uint16_t minute;
    assert_true(panel_time_read("15:00", &minute) && minute == 900);
    assert_true(panel_time_read(" 9.30 ", &minute) && minute == 570);
    assert_true(panel_time_read("7", &minute) && minute == 420);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(panel_time_read(bad[i], &minute));
}

static void how_it_was_can_be_told_as_it_closes(void **state)
{
    (void)state;
    closing();
    show(PANEL_RECAP);
    unfold(PART_FEEL);
    assert_true(stand_says(stand, "Did Ben understand what you wanted to say?"));
    assert_non_null(stand_find(stand, "Skip"));
    unfold(PART_FORMAT);
    assert_true(stand_says(stand, "What do you wish was easier?"));
    assert_non_null(stand_find(stand, "no clock"));
    hour()->asks_format = false;
    show(PANEL_RECAP);
    assert_false(stand_says(stand, "How is it to meet like this?"));
    show(PANEL_COMFORT);
    assert_true(stand_says(stand, "What do you wish was easier?"));
}

static void the_sum_of_the_talk_is_for_both_or_neither(void **state)
{
    (void)state;
    closing();
    hour()->wants_sum[1] = true;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "Ben offers to look at how you shared the time."));
    hour()->wants_sum[1] = false;
    unfold(PART_SUM);
    assert_non_null(stand_find(stand, "Look at it together?"));
    hour()->wants_sum[1] = true;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "Ben offers to look at how you shared the time."));
    assert_non_null(stand_find(stand, "Yes, show us both"));
    hour()->wants_sum[0] = true;
    hour()->wants_sum[1] = false;
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "You offered it. Ben can say yes or no."));
    hour()->summed = true;
    hour()->sum = (struct pacing_summary){40, 2, 12000};
    show(PANEL_RECAP);
    assert_true(stand_says(stand, "You spoke 40 % of the time."));
    assert_true(stand_says(stand, "Longest pause: 12 s."));
    assert_non_null(stand_find(stand, "Not now"));
}

static void the_safety_card_is_there_when_the_line_dropped_and_after(void **state)
{
    (void)state;
    show(PANEL_SAFETY);
    assert_true(stand_says(stand, "At the practice"));
    assert_true(stand_says(stand, "030 1234567"));
    stand->scene->model.phase = CALL_RECONNECTING;
    show(PANEL_SAFETY);
    assert_true(stand_says(stand, "030 1234567"));
    assert_non_null(stand_find(stand, "Where you are now"));
    stand->scene->model.phase = CALL_ENDED;
    show(PANEL_SAFETY);
    assert_true(stand_says(stand, "030 1234567"));
    assert_null(stand_find(stand, "Where you are now"));
    assert_null(stand_find(stand, "Agenda"));
    show(PANEL_AGENDA);
    assert_false(panel_is_shown(&stand->in));
}

static void blocking_is_asked_once_and_staying_is_the_way_back(void **state)
{
    (void)state;
    show(PANEL_SAFETY);
    assert_false(tree_has_dialog(stand->tree));
    stand->desk.panel.blocking = true;
    show(PANEL_SAFETY);
    assert_true(tree_has_dialog(stand->tree));
    assert_true(stand_says(stand, "End now and block Ben?"));
    show(PANEL_SAFETY);
    assert_true((stand_find(stand, "Stay")->states & ACCESS_FOCUSED) != 0);
}

static void how_strong_it_is_is_shown_by_the_client_alone(void **state)
{
    (void)state;
    hour()->feeling_on = true;
    hour()->feeling = 7;
    show(PANEL_COMFORT);
    assert_true((stand_find(stand, "7")->states & ACCESS_CHECKED) != 0);
    hour()->opener = true;
    show(PANEL_COMFORT);
    assert_null(stand_find(stand, "7"));
}

static void goals_are_read_where_the_person_is_known(void **state)
{
    (void)state;
    const struct home_field fields[] = {{.text = "Sleep through the night"}};
    const struct home_goal goals[] = {
        {.thing = {.fields = fields, .field_count = 1}, .level = 2},
        {.thing = {.fields = fields, .field_count = 1}, .status = GOAL_PAUSED},
    };
    struct home_person person = {.name = "Ben", .is_open = true, .goals = goals, .goal_count = 2};
    const struct home_model home = {.people = &person, .person_count = 1};
    show(PANEL_GOALS);
    assert_null(stand_find(stand, "Goals"));
    stand->in.home = &home;
    show(PANEL_GOALS);
    assert_non_null(stand_find(stand, "Goals"));
    assert_true(stand_says(stand, "Sleep through the night"));
    person.goal_count = 0;
    show(PANEL_GOALS);
    assert_true(stand_says(stand, "No goals yet. The first can be small."));
}

static void unfold_all(void)
{
    for (int part = 0; part < PANEL_PARTS; part++)
        stand->desk.panel.open[part] = true;
}

static void it_stands_in_every_window(void **state)
{
    (void)state;
    static const struct {
        int width, height, scale;
    } sizes[] = {{400, 1400, 100}, {480, 360, 100}, {480, 360, 300}, {1920, 1080, 300}};
    closing();
    unfold_all();
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stand->frame.scale_percent = sizes[i].scale;
        stand_size(stand, sizes[i].width, sizes[i].height);
        for (enum panel_tab tab = PANEL_AGENDA; tab < PANEL_TABS; tab++) {
            show(tab);
            stand_audit(stand);
        }
        stand_speak(stand, i % 2 == 0 ? "ar" : "es");
    }
}

static void a_long_list_is_shown_in_parts(void **state)
{
    (void)state;
    enum { MANY = 250 };
    static char words[1024];
    struct hour_reflection heard[MANY] = {0};
    struct hour_point points[MANY] = {0};
    memset(words, 'a', sizeof words - 1);
    for (size_t i = 0; i < MANY; i++) {
        heard[i] = (struct hour_reflection){.card = (uint32_t)i + 1, .text = words};
        points[i] = (struct hour_point){.card = (uint32_t)i + 1, .text = words};
    }
    hour()->reflections = heard;
    hour()->reflection_count = MANY;
    hour()->points = points;
    hour()->point_count = MANY;
    stand->scene->model.their_name = words;
    unfold_all();
    for (enum panel_tab tab = PANEL_AGENDA; tab <= PANEL_REFLECTIONS; tab++) {
        show(tab);
        assert_non_null(stand_find(stand, "Show the others"));
        assert_non_null(stand_find(stand, tab == PANEL_AGENDA ? "60 min" : "20 min"));
        stand->desk.panel.first = 240;
        show(tab);
        stand_audit(stand);
        stand->desk.panel.first = 0;
    }
}

static void beside(struct tree *tree, const struct screen_input *in)
{
    tree_open_row(tree, &(struct box){.key = "screen", .pad = 16, .fit = {.height = 688}});
    tree_space(tree, (struct fit){.grow = 1});
    tree_open_column(tree,
                     &(struct box){.key = "side",
                                   .fit = {.width = 380, .own_align = true, .align = ALIGN_FILL}});
    panel_screen(tree, in);
    tree_close(tree);
    tree_close(tree);
}

static void beneath(struct tree *tree, const struct screen_input *in)
{
    tree_open_row(tree, &(struct box){.key = "screen", .pad = 16, .fit = {.height = 688}});
    tree_space(tree, (struct fit){.grow = 1});
    tree_open_scroll(tree,
                     &(struct box){.key = "side",
                                   .gap = 12,
                                   .fit = {.width = 380, .own_align = true, .align = ALIGN_FILL}});
    panel_ending(tree, in);
    tree_close(tree);
    tree_close(tree);
}

static void its_pages_look_as_they_were_drawn(void **state)
{
    (void)state;
    hour()->minutes = 50;
    hour()->today = 20454;
    stand->desk.panel.tab = PANEL_AGENDA;
    stand->desk.panel.open[PART_TIME] = true;
    stand_golden(stand, beside, "panel-agenda");
    stand->desk.panel.tab = PANEL_RECAP;
    stand->desk.panel.open[PART_NEXT] = true;
    stand_golden(stand, beside, "panel-recap");
    stand->desk.panel.tab = PANEL_REFLECTIONS;
    stand_golden(stand, beside, "panel-reflections");
    stand->desk.panel.tab = PANEL_SAFETY;
    stand_golden(stand, beside, "panel-safety");
    stand->desk.panel.tab = PANEL_COMFORT;
    stand_golden(stand, beside, "panel-comfort");
    closing();
    stand->desk.panel.open[PART_NEXT] = false;
    stand->desk.panel.open[PART_FEEL] = true;
    stand->desk.panel.felt[0] = 8;
    stand_golden(stand, beneath, "panel-ending");
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(it_is_there_for_two_who_met),
    WITH_STAND(the_agenda_lists_its_points_and_takes_new_ones),
    WITH_STAND(how_long_it_is_is_folded_until_it_is_wanted),
    WITH_STAND(what_was_heard_says_who_and_what_became_of_it),
    WITH_STAND(the_recap_asks_three_things_and_says_who_agrees),
    WITH_STAND(the_next_hour_is_chosen_from_the_next_days),
    WITH_STAND(a_time_is_read_as_people_write_it),
    WITH_STAND(how_it_was_can_be_told_as_it_closes),
    WITH_STAND(the_sum_of_the_talk_is_for_both_or_neither),
    WITH_STAND(the_safety_card_is_there_when_the_line_dropped_and_after),
    WITH_STAND(blocking_is_asked_once_and_staying_is_the_way_back),
    WITH_STAND(how_strong_it_is_is_shown_by_the_client_alone),
    WITH_STAND(goals_are_read_where_the_person_is_known),
    WITH_STAND(it_stands_in_every_window),
    WITH_STAND(a_long_list_is_shown_in_parts),
    WITH_STAND(its_pages_look_as_they_were_drawn),
};
TEST_GROUP(panel_screen, tests)
