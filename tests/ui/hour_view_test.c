/* What the hour shows on the stage and in its panel. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scene.h"
#include "ui/words.h"

static struct scene *scene;

static int open_scene(void **state)
{
    (void)state;
    scene = scene_create();
    scene_hour(scene);
    return 0;
}

static int close_scene(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static const struct view_node *node(int id)
{
    return view_node_of(&scene->view, (enum node_id)id);
}

static void without_an_hour_nothing_of_it_is_shown(void **state)
{
    (void)state;
    scene->model.hour = (struct hour_model){0};
    scene->in.hand.panel = PANEL_AGENDA;
    scene_view(scene);
    assert_null(node(NODE_PANEL));
    assert_null(node(NODE_TABS));
    assert_null(node(NODE_GO_ON));
}

static void what_they_hear_is_answered_by_three_equal_buttons(void **state)
{
    (void)state;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben asks: did I hear you right?"));
    assert_true(scene_says(scene, "that work felt heavy this week"));
    for (int id = NODE_REFLECTION_YES; id <= NODE_REFLECTION_EDIT; id++) {
        assert_int_equal(node(id)->at.width, node(NODE_REFLECTION_YES)->at.width);
        assert_int_equal(node(id)->about, 9);
    }
    scene->in.hand.answering = 9;
    scene_view(scene);
    assert_non_null(node(NODE_ANSWER_FIELD));
    assert_null(node(NODE_REFLECTION_YES));
}

static void the_answer_to_mine_stays_until_it_was_read(void **state)
{
    (void)state;
    scene->model.hour.reflection_count = 1;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben says: yes, that's it."));
    assert_int_equal(node(NODE_REFLECTION_READ)->about, 8);
    scene->in.hand.read = 8;
    scene_view(scene);
    assert_null(node(NODE_REFLECTION_READ));
}

static void going_on_and_skipping_are_equally_large(void **state)
{
    (void)state;
    for (int stage = STAGE_WARM_UP; stage <= STAGE_CLOSING; stage++) {
        scene->model.hour.stage = (enum session_stage)stage;
        scene_view(scene);
        assert_int_equal(node(NODE_GO_ON)->at.width, node(NODE_SKIP_STAGE)->at.width);
        assert_int_equal(node(NODE_GO_ON)->at.height, node(NODE_SKIP_STAGE)->at.height);
    }
    scene->model.hour.stage = STAGE_RECAP;
    scene_view(scene);
    assert_non_null(node(NODE_CLOSE_GENTLY));
    assert_null(node(NODE_GO_ON));
}

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
        scene->model.hour.presence = rows[i].presence;
        scene_view(scene);
        assert_true(scene_says(scene, rows[i].says));
        assert_true(scene_says(scene, "Only the two of you."));
    }
}

static void an_expression_that_is_meant_is_shown_for_a_while(void **state)
{
    (void)state;
    scene->model.hour.expression = SIGNAL_TAKE_YOUR_TIME;
    scene->model.hour.expressed_at_us = SCENE_NOW_US;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben: take your time"));
    assert_true(scene->view.changes_at_us == SCENE_NOW_US + CALL_NOD_SHOWN_US);
    scene->in.now_us += CALL_NOD_SHOWN_US;
    scene_view(scene);
    assert_false(scene_says(scene, "Ben: take your time"));
}

static void cues_and_advice_are_quiet_lines(void **state)
{
    (void)state;
    scene->model.hour.cue = CUE_FIVE;
    scene->model.hour.both_started_until_us = SCENE_NOW_US + 1;
    scene_view(scene);
    assert_true(scene_says(scene, "Five minutes are left."));
    assert_true(scene_says(scene, "You both started. You can go first."));
    scene->model.hour.opener = true;
    scene_view(scene);
    assert_true(scene_says(scene, "You both started. Ben goes first."));
    scene->model.hour.cue = CUE_NONE;
    scene->model.hour.began = true;
    scene->model.hour.begins_min = 842;
    scene->model.hour.ends_min = 892;
    scene_view(scene);
    assert_false(scene_says(scene, "14:52")); /* no clock is shown but to who wants one */
    scene->in.hand.clock_shown = true;
    scene_view(scene);
    assert_true(scene_says(scene, "From 14:02 to 14:52."));
}

static bool draws_the_circle(void)
{
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
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
    scene->model.lane_count = 0;
    scene->model.hour.settling_since_us = SCENE_NOW_US - 1000000;
    scene_view(scene);
    assert_true(scene_says(scene, "Breathe in"));
    assert_true(draws_the_circle());
    scene->in.reduced_motion = true;
    scene->in.now_us += 5000000;
    scene_view(scene);
    assert_true(scene_says(scene, "Breathe out"));
    assert_false(draws_the_circle());
    assert_non_null(node(NODE_SETTLE_END));
}

static void who_is_away_comes_back_by_one_button(void **state)
{
    (void)state;
    scene->model.hour.away = SIGNAL_SOMEONE_CAME_IN;
    scene_view(scene);
    assert_true(scene_says(scene, "Your sound and picture stop at once."));
    assert_string_equal(node(NODE_I_AM_BACK)->shortcut, "A");
}

static void what_they_type_is_seen_while_they_type(void **state)
{
    (void)state;
    scene->model.hour.their_typing = "I did not sl";
    scene_view(scene);
    assert_true(scene_says(scene, "I did not sl"));
}

static void how_strong_it_is_is_shown_by_the_client_alone(void **state)
{
    (void)state;
    scene->in.hand.panel = PANEL_COMFORT;
    scene_view(scene);
    assert_non_null(node(NODE_DIAL));
    scene->model.hour.opener = true;
    scene->model.hour.feeling_on = true;
    scene->model.hour.feeling = 7;
    scene_view(scene);
    assert_null(node(NODE_DIAL));
    assert_true(scene_says(scene, "Ben: 7 · intense"));
}

static void a_covered_picture_is_not_painted(void **state)
{
    (void)state;
    scene->in.hand.picture_covered = true;
    scene_view(scene);
    assert_true(scene_says(scene, "The picture is covered. Ben is not told."));
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        assert_false(c->kind == DRAW_PICTURE && c->as.picture.slot == 0);
    }
}

static void the_agenda_lists_its_points_and_takes_new_ones(void **state)
{
    (void)state;
    scene->in.hand.panel = PANEL_AGENDA;
    scene_view(scene);
    assert_true(scene_says(scene, "What helps before bed"));
    assert_true(node(NODE_POINTS_DONE)->on);
    assert_false(node(NODE_POINTS_DONE + 1)->on);
    assert_int_equal(node(NODE_POINTS_DONE + 1)->about, 5);
    assert_int_equal(node(NODE_POINTS_REMOVE + 2)->about, 6);
    assert_non_null(node(NODE_POINT_FIELD));
    assert_null(node(NODE_LANE_FIELD));
    scene->in.hand.panel_first = 2;
    scene_view(scene);
    assert_int_equal(node(NODE_POINTS_DONE)->about, 6);
}

static void the_safety_card_is_there_when_the_line_dropped_and_after(void **state)
{
    (void)state;
    static const enum call_phase phases[] = {CALL_IN_CALL, CALL_RECONNECTING, CALL_ENDED,
                                             CALL_FAILED};
    scene->in.hand.panel = PANEL_SAFETY;
    for (size_t i = 0; i < sizeof phases / sizeof phases[0]; i++) {
        scene->model.phase = phases[i];
        scene_view(scene);
        assert_true(scene_says(scene, "At the practice"));
        assert_true(scene_says(scene, "030 1234567"));
        assert_non_null(node(NODE_PANEL_CLOSE));
    }
}

static void the_ready_check_says_what_is_and_what_to_do(void **state)
{
    (void)state;
    scene->model.phase = CALL_WAITING;
    scene->model.hour.stage = STAGE_READY;
    scene_view(scene);
    assert_false(scene_says(scene, "The light")); /* nothing was seen yet */
    assert_true(scene_says(scene, "I cannot hear you yet."));
    assert_true(scene_says(scene, "Are you wearing headphones?"));
    scene->model.hour.ready = (struct hour_ready){.light_known = true,
                                                  .light = LIGHT_BEHIND,
                                                  .noise_known = true,
                                                  .noise = ROOM_LOUD,
                                                  .heard = true,
                                                  .headphones_known = true};
    scene_view(scene);
    assert_true(scene_says(scene, "Turn to face the window."));
    assert_true(scene_says(scene, "There is some noise around you."));
    assert_true(scene_says(scene, "Sound comes from the speakers."));
    assert_true(scene->view.changes_at_us > SCENE_NOW_US);
    assert_int_equal(node(NODE_READY_GO)->at.width, node(NODE_READY_SKIP)->at.width);
    scene->model.camera_on = scene->model.microphone_on = false; /* nothing to say of either */
    scene_view(scene);
    assert_false(scene_says(scene, "The light is behind you."));
    assert_false(scene_says(scene, "noise"));
}

/* How wide the part of the ring is that is seen; 0: there is none. */
static int beat_ring(void)
{
    scene_view(scene);
    for (size_t i = 1; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        const struct draw_command *clip = &scene->view.list.commands[i - 1];
        if (c->kind == DRAW_RECTANGLE && clip->kind == DRAW_CLIP_PUSH &&
            c->as.rectangle.border_width == 2)
            return rectangle_intersection(clip->at, c->at).width;
    }
    return 0;
}

static void a_ring_around_the_microphone_tells_how_long_a_beat_lasts(void **state)
{
    (void)state;
    assert_int_equal(beat_ring(), 0);
    struct pacing_beat *beat = &scene->model.hour.beat;
    *beat = (struct pacing_beat){SCENE_NOW_US, SCENE_NOW_US + 600000};
    int whole = beat_ring();
    assert_int_equal(whole, node(NODE_MICROPHONE)->at.width + 4);
    assert_in_range(scene->view.changes_at_us, SCENE_NOW_US + 1, SCENE_NOW_US + 100000);
    beat->from_us -= 600000;
    assert_in_range(beat_ring(), whole / 2 - 1, whole / 2 + 1);
    scene->in.reduced_motion = true; /* it is there, and then it is not */
    assert_int_equal(beat_ring(), whole);
    assert_int_equal(scene->view.changes_at_us, beat->until_us);
    scene->in.untouched_us = CALL_CALM_US;
    scene->model.hour.reflection_count = 0;
    assert_true(beat_ring() > 0);
    assert_true(scene->view.resting);
    *beat = (struct pacing_beat){SCENE_NOW_US - 600000, SCENE_NOW_US};
    assert_int_equal(beat_ring(), 0);
}

static const struct draw_command *picture_of(int slot)
{
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == slot)
            return c;
    }
    return NULL;
}

/* The outlines of the guide, which are within the clip of one's own picture. */
static int outlines(struct rectangle at, bool *eye_line, bool *head)
{
    int count = 0;
    *eye_line = *head = false;
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        bool drawn = c->kind == DRAW_RECTANGLE && c->as.rectangle.border_width == 3 &&
                     !rectangle_is_empty(rectangle_intersection(c->at, at));
        if (!drawn)
            continue;
        int middle = 2 * c->at.y + c->at.height;
        bool at_third = abs(middle - 2 * (at.y + at.height / 3)) <= 2;
        assert_in_range(2 * c->at.x + c->at.width, 2 * at.x + at.width - 1,
                        2 * at.x + at.width + 1);
        *eye_line |= at_third && c->at.width >= at.width;
        *head |= at_third && c->at.width < c->at.height;
        count++;
    }
    return count;
}

static void a_guide_over_the_mirror_has_its_eye_line_at_the_top_third(void **state)
{
    (void)state;
    bool eye_line;
    bool head;
    scene_view(scene);
    assert_false(picture_of(0)->as.picture.mirrored); /* what goes out is no mirror */
    scene->model.phase = CALL_WAITING;
    scene->model.hour.stage = STAGE_READY;
    scene_view(scene);
    assert_true(picture_of(1)->as.picture.mirrored);
    assert_int_equal(outlines(picture_of(1)->at, &eye_line, &head), 3);
    assert_true(eye_line && head);
    assert_true(scene_says(scene, "Raise the screen to your eyes, if you can."));
    assert_true(node(NODE_READY_GUIDE)->on);
    scene->in.hand.guide_hidden = true;
    scene_view(scene);
    assert_int_equal(outlines(picture_of(1)->at, &eye_line, &head), 0);
    assert_false(scene_says(scene, "Raise the screen"));
    assert_false(node(NODE_READY_GUIDE)->on);
    scene->model.camera_on = false;
    scene_view(scene);
    assert_null(node(NODE_READY_GUIDE));
}

static void who_is_not_alone_is_offered_to_write(void **state)
{
    (void)state;
    scene->model.phase = CALL_KNOCKING;
    scene->model.hour.stage = STAGE_READY;
    scene_view(scene);
    assert_null(node(NODE_READY_WRITE));
    scene->in.hand.privacy = PRIVACY_SOMEONE_NEAR;
    scene_view(scene);
    assert_string_equal(node(NODE_READY_WRITE)->name, "You can write instead of speaking.");
}

static void who_is_at_the_door_is_not_made_to_wait_by_a_ready_check(void **state)
{
    (void)state;
    scene->model.phase = CALL_AT_DOOR;
    scene->model.hour.stage = STAGE_READY;
    scene_view(scene);
    assert_true(scene_says(scene, "Place today: At the practice"));
    assert_int_equal(node(NODE_OPEN_DOOR)->at.width, node(NODE_WAIT)->at.width);
    assert_null(node(NODE_READY_GO));
}

static void one_waits_with_a_breath_and_is_told_of_five_more_minutes(void **state)
{
    (void)state;
    scene->model.phase = CALL_KNOCKING;
    scene->model.hour.stage = STAGE_ARRIVING;
    scene->model.hour.wait_minutes = 5;
    scene_view(scene);
    assert_true(scene_says(scene, "Ben needs five more minutes."));
    assert_non_null(node(NODE_READY));
    scene->in.hand.settling_since_us = SCENE_NOW_US - 1000;
    scene_view(scene);
    assert_true(scene_says(scene, "Breathe in"));
    scene->model.hour.stage = STAGE_THRESHOLD;
    scene->in.hand.settling_since_us = 0;
    scene_view(scene);
    assert_null(node(NODE_READY));
    assert_non_null(node(NODE_SETTLE));
}

static void a_window_speaks_the_language_of_its_deck(void **state)
{
    (void)state;
    scene_speak(scene, "es");
    scene_view(scene);
    assert_true(scene_says(scene, "Ben está aquí y escucha."));
    assert_true(scene_says(scene, "Entre Ben y tú"));
    assert_false(scene_says(scene, "Mic on"));
}

static void every_page_fits_every_window(void **state)
{
    (void)state;
    static const int sizes[][2] = {{480, 360}, {640, 720}, {960, 600}, {1600, 900}};
    for (size_t size = 0; size < 4; size++) {
        scene_size(scene, sizes[size][0], sizes[size][1]);
        for (int tab = PANEL_CLOSED; tab < PANEL_TABS; tab++) {
            scene->in.hand.panel = (enum panel_tab)tab;
            scene_view(scene);
            for (int i = 0; i < scene->view.node_count; i++) {
                const struct view_node *n = &scene->view.nodes[i];
                struct rectangle whole = {0, 0, scene->in.width, scene->in.height};
                struct rectangle seen = rectangle_intersection(n->at, whole);
                if (memcmp(&seen, &n->at, sizeof seen) != 0 || n->at.height < VIEW_TARGET_MIN ||
                    n->at.width < VIEW_TARGET_MIN)
                    fail_msg("tab %d at %d: %s", tab, scene->in.width, n->name);
            }
        }
    }
}

#define WITH_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

static const struct CMUnitTest tests[] = {
    WITH_SCENE(without_an_hour_nothing_of_it_is_shown),
    WITH_SCENE(what_they_hear_is_answered_by_three_equal_buttons),
    WITH_SCENE(the_answer_to_mine_stays_until_it_was_read),
    WITH_SCENE(going_on_and_skipping_are_equally_large),
    WITH_SCENE(how_they_are_here_and_who_hears_it_is_said_in_words),
    WITH_SCENE(an_expression_that_is_meant_is_shown_for_a_while),
    WITH_SCENE(cues_and_advice_are_quiet_lines),
    WITH_SCENE(settling_breathes_and_with_reduced_motion_only_says_so),
    WITH_SCENE(who_is_away_comes_back_by_one_button),
    WITH_SCENE(what_they_type_is_seen_while_they_type),
    WITH_SCENE(how_strong_it_is_is_shown_by_the_client_alone),
    WITH_SCENE(a_covered_picture_is_not_painted),
    WITH_SCENE(the_agenda_lists_its_points_and_takes_new_ones),
    WITH_SCENE(the_safety_card_is_there_when_the_line_dropped_and_after),
    WITH_SCENE(the_ready_check_says_what_is_and_what_to_do),
    WITH_SCENE(a_ring_around_the_microphone_tells_how_long_a_beat_lasts),
    WITH_SCENE(a_guide_over_the_mirror_has_its_eye_line_at_the_top_third),
    WITH_SCENE(who_is_not_alone_is_offered_to_write),
    WITH_SCENE(who_is_at_the_door_is_not_made_to_wait_by_a_ready_check),
    WITH_SCENE(one_waits_with_a_breath_and_is_told_of_five_more_minutes),
    WITH_SCENE(a_window_speaks_the_language_of_its_deck),
    WITH_SCENE(every_page_fits_every_window),
};
TEST_GROUP(hour_view, tests)
