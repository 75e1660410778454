/* The session: what is shown when, with a picture and with words alone. */
#include "ui/session_screen.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "stand.h"

static struct stand *stand;
static struct call_model *model;

static int open_stand(void **state)
{
    *state = stand = stand_create();
    model = &stand->scene->model;
    scene_hour(stand->scene);
    return 0;
}

static void show(void)
{
    stand_show(stand, session_screen);
}

static bool says(const char *words)
{
    show();
    return stand_says(stand, words);
}

static const struct access_node *button(const char *name)
{
    return stand_find(stand, name);
}

static const struct draw_command *picture(int slot)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == slot)
            return c;
    }
    return NULL;
}

/* ---- the person ---- */

static void the_person_is_at_the_top_and_as_near_to_the_middle_as_the_words_allow(void **state)
{
    (void)state;
    static const int sizes[][2] = {{480, 800}, {960, 600}, {1120, 720}, {1280, 800}, {2560, 1440}};
    model->hour.reflection_count = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stand_size(stand, sizes[i][0], sizes[i][1]);
        show();
        struct rectangle at = picture(0)->at;
        assert_in_range(at.y, 0, 16);
        int off = abs(2 * at.x + at.width - sizes[i][0]);
        assert_in_range(off, 0, 2 * sizes[i][0] * 9 / 100);
    }
}

static void a_covered_picture_is_not_painted(void **state)
{
    (void)state;
    stand->desk.session.picture_covered = true;
    assert_true(says("The picture is covered. Ben is not told."));
    assert_null(picture(0));
}

static void without_a_picture_it_is_said_why(void **state)
{
    (void)state;
    model->their_camera_on = false;
    assert_true(says("Ben’s camera is off"));
    assert_null(picture(0));
    model->their_camera_on = true;
    model->their_picture = NULL;
    assert_true(says("Ben’s picture is on its way"));
}

static void what_is_old_or_silent_is_said_on_it(void **state)
{
    (void)state;
    model->their_picture_is_old = true;
    model->their_microphone_on = false;
    assert_true(says("An earlier picture"));
    assert_true(stand_says(stand, "Ben’s microphone is off"));
    assert_true(picture(0)->as.picture.dimmed);
}

static void ones_own_picture_is_a_mirror_and_goes_by_one_touch(void **state)
{
    (void)state;
    show();
    assert_null(picture(1)); /* seeing oneself for an hour tires */
    stand->desk.session.own_picture_hidden = false;
    show();
    assert_true(picture(1)->as.picture.mirrored);
    assert_false(picture(0)->as.picture.mirrored);
    assert_non_null(button("Hide my picture"));
    model->camera_on = false;
    assert_true(says("Your camera is off"));
    assert_null(picture(1));
}

static int ring_width(void)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    struct rectangle at = picture(0)->at;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_RECTANGLE && c->as.rectangle.border_width > 2 &&
            memcmp(&c->at, &at, sizeof at) == 0)
            return c->as.rectangle.border_width;
    }
    return 0;
}

static void a_nod_is_seen_and_read_for_a_while(void **state)
{
    (void)state;
    model->nod_received_at_us = SCENE_NOW_US;
    assert_true(says("Ben nods."));
    assert_int_equal(ring_width(), 6);
    stand->frame.now_us = stand->in.now_us = SCENE_NOW_US + 300000;
    show();
    assert_int_equal(ring_width(), 3);
    assert_true(tree_changes_at(stand->tree) == SCENE_NOW_US + SESSION_NOD_SHOWN_US);
    stand->frame.now_us = stand->in.now_us = SCENE_NOW_US + SESSION_NOD_SHOWN_US;
    assert_false(says("Ben nods."));
}

static void an_expression_that_is_meant_is_shown_for_a_while(void **state)
{
    (void)state;
    model->hour.expression = SIGNAL_TAKE_YOUR_TIME;
    model->hour.expressed_at_us = SCENE_NOW_US;
    assert_true(says("Ben: take your time"));
    stand->frame.now_us = stand->in.now_us = SCENE_NOW_US + SESSION_NOD_SHOWN_US;
    assert_false(says("Ben: take your time"));
}

/* ---- what asks ---- */

static void what_they_hear_is_answered_by_three_equal_buttons(void **state)
{
    (void)state;
    assert_true(says("Ben asks: did I hear you right?"));
    assert_true(stand_says(stand, "that work felt heavy this week"));
    int width = button("Yes, that's it")->at.width;
    assert_int_equal(button("Not quite")->at.width, width);
    assert_int_equal(button("Let me edit")->at.width, width);
    stand->desk.session.answering = 9;
    show();
    assert_null(button("Yes, that's it"));
    assert_non_null(button("Let me edit")); /* the field */
}

static void the_answer_to_mine_stays_until_it_was_read(void **state)
{
    (void)state;
    model->hour.reflection_count = 1;
    assert_true(says("Ben says: yes, that's it."));
    assert_non_null(button("I have read it"));
    stand->desk.session.read = 8;
    show();
    assert_null(button("I have read it"));
}

static void going_on_and_skipping_are_equally_large(void **state)
{
    (void)state;
    for (int stage = STAGE_WARM_UP; stage <= STAGE_CLOSING; stage++) {
        model->hour.stage = (enum session_stage)stage;
        show();
        assert_int_equal(button("Continue")->at.width, button("Skip this part")->at.width);
        assert_int_equal(button("Continue")->at.height, button("Skip this part")->at.height);
    }
    model->hour.stage = STAGE_RECAP;
    show();
    assert_non_null(button("Close gently"));
    assert_null(button("Continue"));
}

static void who_is_away_comes_back_by_one_button(void **state)
{
    (void)state;
    model->hour.away = SIGNAL_SOMEONE_CAME_IN;
    assert_true(says("Your sound and picture stop at once."));
    assert_string_equal(button("I am back")->shortcut, "A");
}

static void more_time_is_asked_with_both_answers(void **state)
{
    (void)state;
    model->hour.more[1] = 10;
    assert_true(says("Ben asks for 10 more min."));
    assert_int_equal(button("Yes, a little longer")->at.width,
                     button("Let us close now")->at.width);
}

static bool draws(enum draw_kind kind)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    for (size_t i = 0; i < list->count; i++) {
        if (list->commands[i].kind == kind)
            return true;
    }
    return false;
}

static bool draws_the_circle(void)
{
    const struct draw_list *list = tree_draw_list(stand->tree);
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        if (c->kind == DRAW_RECTANGLE && c->at.width == c->at.height &&
            memcmp(&c->as.rectangle.fill, &theme_of(THEME_DARK)->own_words,
                   sizeof(struct colour)) == 0)
            return true;
    }
    return false;
}

static void settling_breathes_and_with_reduced_motion_only_says_so(void **state)
{
    (void)state;
    model->lane_count = 0;
    model->hour.settling_since_us = SCENE_NOW_US - 1000000;
    assert_true(says("Breathe in"));
    assert_true(draws_the_circle());
    stand->frame.reduced_motion = true;
    stand->in.now_us += 5000000;
    assert_true(says("Breathe out"));
    assert_false(draws_the_circle());
    assert_non_null(button("Skip"));
}

static void a_quiet_phrase_stays_until_it_was_read(void **state)
{
    (void)state;
    model->hour.phrase = "A little slower, please";
    model->hour.phrase_card = 4;
    assert_true(says("A little slower, please"));
    assert_string_equal(button("I have read it")->shortcut, "P");
}

/* ---- the line of status ---- */

static void how_they_are_here_and_who_hears_it_is_said_in_words(void **state)
{
    (void)state;
    static const struct {
        enum presence presence;
        const char *says;
    } rows[] = {
        {PRESENCE_HERE, "Ben is here."},
        {PRESENCE_LISTENING, "Ben is here and listening."},
        {PRESENCE_TYPING, "Ben is writing."},
        {PRESENCE_SOMEONE_CAME_IN, "Ben needs one moment."},
        {PRESENCE_BACK_SOON, "Ben is back in a minute."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        model->hour.presence = rows[i].presence;
        assert_true(says(rows[i].says));
        assert_true(stand_says(stand, "Only the two of you."));
    }
    model->phase = CALL_RECONNECTING;
    assert_true(says("Finding Ben again"));
    assert_non_null(picture(0)); /* who was seen last stays */
    model->hour = (struct hour_model){0};
    model->phase = CALL_IN_CALL;
    model->status = CALL_STATUS_DELAY;
    assert_true(says("Delay 0.4 s"));
}

static void cues_and_advice_are_quiet_lines(void **state)
{
    (void)state;
    struct hour_model *hour = &model->hour;
    hour->cue = CUE_FIVE;
    hour->both_started_until_us = SCENE_NOW_US + 1;
    assert_true(says("Five minutes are left."));
    assert_true(stand_says(stand, "You both started. You can go first."));
    hour->opener = true;
    hour->feeling_on = true;
    hour->feeling = 7;
    assert_true(says("You both started. Ben goes first."));
    assert_true(stand_says(stand, "Ben: 7 · intense"));
    hour->cue = CUE_NONE;
    hour->began = true;
    hour->begins_min = 842;
    hour->ends_min = 892;
    assert_false(says("14:52")); /* no clock is shown but to who wants one */
    stand->desk.session.clock_shown = true;
    assert_true(says("From 14:02 to 14:52."));
}

/* How much of the ring is seen, in tenths of a degree; 0: there is none. */
static int beat_ring(void)
{
    show();
    const struct draw_list *list = tree_draw_list(stand->tree);
    for (size_t i = 0; i < list->count; i++) {
        if (list->commands[i].kind == DRAW_ARC)
            return list->commands[i].as.arc.to;
    }
    return 0;
}

static void a_ring_around_the_microphone_tells_how_long_a_beat_lasts(void **state)
{
    (void)state;
    struct pacing_beat *beat = &model->hour.beat;
    assert_int_equal(beat_ring(), 0);
    *beat = (struct pacing_beat){SCENE_NOW_US, SCENE_NOW_US + 600000};
    assert_int_equal(beat_ring(), 3600);
    assert_in_range(tree_changes_at(stand->tree), SCENE_NOW_US + 1, SCENE_NOW_US + 100000);
    beat->from_us -= 600000;
    assert_in_range(beat_ring(), 1790, 1810);
    stand->frame.reduced_motion = true; /* it is there, and then it is not */
    assert_int_equal(beat_ring(), 3600);
    assert_true(tree_changes_at(stand->tree) == beat->until_us);
    model->hour.reflection_count = 0;
    stand->in.untouched_us = SESSION_CALM_US;
    assert_int_equal(beat_ring(), 3600);
    *beat = (struct pacing_beat){SCENE_NOW_US - 600000, SCENE_NOW_US};
    assert_int_equal(beat_ring(), 0);
}

/* ---- the words ---- */

static void a_line_says_who_when_and_how_far_it_came(void **state)
{
    (void)state;
    assert_true(says("You · 14:12 · arrived"));
    assert_true(stand_says(stand, "You · 14:13 · on its way"));
    assert_true(stand_says(stand, "Ben · 14:11"));
    assert_true(stand_says(stand, "How you arrive · 14:02 · arrived"));
    assert_true(stand_says(stand, "Around: A dog next door"));
    model->lane_count = 0;
    assert_true(says("Write here. Words arrive even when the line is weak."));
}

static void what_they_type_is_seen_while_they_type(void **state)
{
    (void)state;
    model->hour.their_typing = "I did not sl";
    assert_true(says("I did not sl"));
    assert_true(stand_says(stand, "Ben is writing."));
}

static void with_words_alone_they_are_the_stage(void **state)
{
    (void)state;
    model->status = CALL_STATUS_WORDS_ONLY;
    model->microphone_on = false;
    model->hour.their_typing = "I did not sl";
    model->hour.reflection_count = 0;
    assert_true(says("Ben is here and listening."));
    assert_true(stand_says(stand, "your written words still arrive"));
    assert_true(stand_says(stand, "I did not sl"));
    assert_true(stand_says(stand, "You can call 030\u00a01234567."));
    assert_non_null(button("Try with voice"));
    assert_non_null(button("Nod to Ben"));
    assert_null(picture(0));
    assert_false(stand_says(stand, "picture is on its way"));
    model->status = CALL_STATUS_TOGETHER; /* nobody wants more than words */
    model->camera_on = model->their_camera_on = model->their_microphone_on = false;
    model->hour.presence = PRESENCE_HERE;
    assert_true(says("Ben is here. Your words arrive."));
    model->hour.presence = PRESENCE_LISTENING;
    assert_true(says("Try with voice"));
    assert_false(stand_says(stand, "still arrive"));
    model->hour.expression = SIGNAL_WITH_YOU;
    model->hour.expressed_at_us = SCENE_NOW_US;
    assert_true(says("Ben: with you"));
}

static void the_focus_stays_in_the_line_when_the_line_gets_thin(void **state)
{
    (void)state;
    show();
    assert_true(tree_focus(stand->tree, ACT_FIELD(FIELD_LANE), false));
    model->status = CALL_STATUS_WORDS_ONLY;
    show();
    assert_ptr_equal(tree_focused_edit(stand->tree), &stand->desk.fields[FIELD_LANE]);
    model->check_in_open = false;
    model->status = CALL_STATUS_TOGETHER;
    stand->in.untouched_us = SESSION_CALM_US + SESSION_FADE_US;
    model->hour.reflection_count = 0;
    show();
    assert_true(session_rests(&stand->in));
    assert_ptr_equal(tree_focused_edit(stand->tree), &stand->desk.fields[FIELD_LANE]);
}

static void a_lost_line_was_the_network_and_the_time_is_told(void **state)
{
    (void)state;
    assert_false(says("It was the network."));
    model->phase = CALL_RECONNECTING;
    model->hour.began = true;
    model->hour.gives_back = true;
    assert_true(says("The line dropped. It was the network."));
    assert_true(stand_says(stand, "Lost time is given back at the end."));
    model->hour.gives_back = false;
    assert_true(says("The end stays as agreed."));
    model->hour.began = false;
    assert_false(says("The end stays as agreed."));
}

static void the_questions_of_arriving_stand_where_the_words_do(void **state)
{
    (void)state;
    model->check_in_open = true;
    assert_true(says("How are you feeling as we start today?"));
    assert_null(button("Continue"));
    model->phase = CALL_RECONNECTING;
    assert_false(says("How are you feeling as we start today?"));
}

static void without_an_hour_nothing_of_it_is_shown(void **state)
{
    (void)state;
    model->hour = (struct hour_model){0};
    show();
    assert_null(button("Continue"));
    assert_null(button("More"));
    assert_null(button("Pause, please"));
    assert_non_null(button("Nod to Ben"));
    assert_non_null(button("Leave the session"));
}

/* ---- every window ---- */

static void all_is_reached_in_every_window(void **state)
{
    (void)state;
    static const int sizes[][3] = {{480, 360, 100}, {480, 800, 100}, {1120, 720, 300},
                                   {880, 480, 100}, {880, 420, 100}, {2240, 1440, 200}};
    char long_line[10001];
    memset(long_line, 'w', sizeof long_line - 1);
    long_line[sizeof long_line - 1] = '\0';
    const struct lane_entry lane = {.author = LANE_THEM, .kind = LANE_TEXT, .text = long_line};
    stand->desk.session.expressions_open = true;
    stand->desk.session.own_picture_hidden = false;
    model->hour.more[1] = 5;
    model->hour.phrase = "Slower, please";
    model->hour.settling_since_us = SCENE_NOW_US - 1;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        stand_size(stand, sizes[i][0], sizes[i][1]);
        stand->frame.scale_percent = sizes[i][2];
        for (int k = 0; k < 4; k++) {
            model->lane = k == 1 ? &lane : model->lane;
            model->lane_count = k == 1 ? 1 : model->lane_count;
            model->their_name = k == 1 ? long_line : "Ben";
            model->check_in_open = k == 2;
            model->status = k == 3 ? CALL_STATUS_WORDS_ONLY : CALL_STATUS_TOGETHER;
            show();
            stand_audit(stand);
            struct rectangle leave = button("Leave the session")->at;
            if (leave.y + leave.height > stand->frame.height)
                fail_msg("%dx%d, %d: the bar ends at %d", sizes[i][0], sizes[i][1], k,
                         leave.y + leave.height);
        }
    }
}

static void no_frame_costs_more_than_the_picture(void **state)
{
    (void)state;
    static struct draw_list before;
    show();
    before = *tree_draw_list(stand->tree);
    stand->in.now_us += 33333;
    stand->frame.now_us = stand->in.now_us;
    show();
    const struct draw_list *after = tree_draw_list(stand->tree);
    assert_int_equal(after->count, before.count);
    assert_memory_equal(after->commands, before.commands, after->count * sizeof *after->commands);
    assert_false(draws(DRAW_ARC));
}

static void it_looks_so(void **state)
{
    (void)state;
    stand->desk.session.own_picture_hidden = false;
    stand_golden(stand, session_screen, "session");
}

static void with_words_alone_it_looks_so(void **state)
{
    (void)state;
    model->status = CALL_STATUS_WORDS_ONLY;
    model->hour.their_typing = "I did not sl";
    model->hour.reflection_count = 0;
    model->microphone_on = false;
    stand_golden(stand, session_screen, "session-words");
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(the_person_is_at_the_top_and_as_near_to_the_middle_as_the_words_allow),
    WITH_STAND(a_covered_picture_is_not_painted),
    WITH_STAND(without_a_picture_it_is_said_why),
    WITH_STAND(what_is_old_or_silent_is_said_on_it),
    WITH_STAND(ones_own_picture_is_a_mirror_and_goes_by_one_touch),
    WITH_STAND(a_nod_is_seen_and_read_for_a_while),
    WITH_STAND(an_expression_that_is_meant_is_shown_for_a_while),
    WITH_STAND(what_they_hear_is_answered_by_three_equal_buttons),
    WITH_STAND(the_answer_to_mine_stays_until_it_was_read),
    WITH_STAND(going_on_and_skipping_are_equally_large),
    WITH_STAND(who_is_away_comes_back_by_one_button),
    WITH_STAND(more_time_is_asked_with_both_answers),
    WITH_STAND(settling_breathes_and_with_reduced_motion_only_says_so),
    WITH_STAND(a_quiet_phrase_stays_until_it_was_read),
    WITH_STAND(how_they_are_here_and_who_hears_it_is_said_in_words),
    WITH_STAND(cues_and_advice_are_quiet_lines),
    WITH_STAND(a_ring_around_the_microphone_tells_how_long_a_beat_lasts),
    WITH_STAND(a_line_says_who_when_and_how_far_it_came),
    WITH_STAND(what_they_type_is_seen_while_they_type),
    WITH_STAND(with_words_alone_they_are_the_stage),
    WITH_STAND(the_focus_stays_in_the_line_when_the_line_gets_thin),
    WITH_STAND(a_lost_line_was_the_network_and_the_time_is_told),
    WITH_STAND(the_questions_of_arriving_stand_where_the_words_do),
    WITH_STAND(without_an_hour_nothing_of_it_is_shown),
    WITH_STAND(all_is_reached_in_every_window),
    WITH_STAND(no_frame_costs_more_than_the_picture),
    WITH_STAND(it_looks_so),
    WITH_STAND(with_words_alone_it_looks_so),
};
TEST_GROUP(session_screen, tests)
