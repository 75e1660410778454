/* When nobody's hand is there: what goes, what stays, and that nothing is lost by it. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "stand.h"
#include "ui/session_screen.h"

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

static const struct access_node *button(const char *name)
{
    return stand_find(stand, name);
}

static bool is_in_sight(const char *name)
{
    const struct access_node *node = button(name);
    return node != NULL && (node->states & ACCESS_OFFSCREEN) == 0;
}

static void let_rest(void)
{
    model->hour.reflection_count = 0;
    stand->in.untouched_us = SESSION_CALM_US + SESSION_FADE_US;
    show();
}

/* Of the finished window: their picture is one green, which nothing else is. */
static int green_pixels(void)
{
    static const int greens[3] = {145, 54, 34};
    struct picture *theirs = &stand->scene->their_picture;
    for (int i = 0; i < 3; i++)
        memset(theirs->plane[i], greens[i],
               (size_t)theirs->stride[i] * (size_t)(theirs->height / (i == 0 ? 1 : 2)));
    show();
    int width;
    int height;
    int count = 0;
    uint32_t *pixels = stand_pixels(stand, &width, &height);
    assert_non_null(pixels);
    for (int i = 0; i < width * height; i++) {
        uint32_t green = pixels[i] >> 8 & 0xff;
        count += green > 200 && (pixels[i] >> 16 & 0xff) < 60 && (pixels[i] & 0xff) < 60;
    }
    free(pixels);
    return count;
}

static void the_person_is_85_percent_of_a_calm_window(void **state)
{
    (void)state;
    stand_size(stand, 1280, 800);
    stand->desk.session.clock_shown = model->hour.began = true;
    model->their_microphone_on = false;
    static const int widths[] = {640, 480}; /* of a height of 360 */
    for (int i = 0; i < 2; i++) {
        stand->scene->their_picture.width = widths[i];
        let_rest();
        int calm = green_pixels();
        if (calm * 100 < 85 * 1280 * 800)
            fail_msg("%d of %d pixels are the other's picture", calm, 1280 * 800);
        stand->in.untouched_us = 1;
        assert_true(green_pixels() * 10 < calm * 7);
    }
}

static void after_four_seconds_it_fades_and_only_where_motion_is_wanted(void **state)
{
    (void)state;
    model->hour.reflection_count = 0;
    stand->in.untouched_us = SESSION_CALM_US - 1;
    show();
    assert_false(session_rests(&stand->in));
    assert_true(tree_changes_at(stand->tree) == SCENE_NOW_US + 1);
    stand->in.untouched_us = SESSION_CALM_US;
    show();
    assert_true(session_rests(&stand->in));
    assert_true(is_in_sight("Leave the session"));
    assert_in_range(tree_changes_at(stand->tree), SCENE_NOW_US + 1, SCENE_NOW_US + SESSION_FADE_US);
    stand->frame.reduced_motion = true;
    show();
    assert_false(is_in_sight("Leave the session"));
}

static void in_the_calm_every_node_is_there_unseen(void **state)
{
    (void)state;
    let_rest();
    assert_false(is_in_sight("Leave the session"));
    assert_non_null(button("Leave the session"));
    assert_true(tree_press_act(stand->tree, (struct act){SESSION_MICROPHONE, 0}));
    const struct draw_list *list = tree_draw_list(stand->tree);
    bool whole = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct draw_command *c = &list->commands[i];
        whole |= c->kind == DRAW_PICTURE && c->at.y == 0 && c->at.width == stand->frame.width;
    }
    assert_true(whole);
}

static void what_must_be_seen_stays(void **state)
{
    (void)state;
    model->microphone_on = false;
    model->hour.cue = CUE_TEN;
    model->status = CALL_STATUS_DELAY;
    model->nod_received_at_us = SCENE_NOW_US - 1;
    let_rest();
    const struct draw_list *list = tree_draw_list(stand->tree);
    static const char *const seen[] = {"Mic off", "Ten minutes are left.", "Delay 0.4 s",
                                       "Ben nods."};
    for (size_t k = 0; k < sizeof seen / sizeof seen[0]; k++) {
        bool there = false;
        for (size_t i = 0; i < list->count; i++) {
            const struct draw_command *c = &list->commands[i];
            there |= c->kind == DRAW_TEXT && memmem(draw_list_text(list, &c->as.text),
                                                    c->as.text.size, seen[k], strlen(seen[k]));
        }
        assert_true(there);
    }
}

static void nothing_that_waits_goes_away(void **state)
{
    (void)state;
    stand->in.untouched_us = SESSION_CALM_US + SESSION_FADE_US;
    assert_false(session_rests(&stand->in)); /* a reflection asks */
    model->hour.reflection_count = 0;
    assert_true(session_rests(&stand->in));
    model->hour.their_typing = "I";
    assert_false(session_rests(&stand->in));
    model->hour.their_typing = NULL;
    desk_write(&stand->desk, FIELD_LANE, "I am");
    assert_false(session_rests(&stand->in));
    desk_clear(&stand->desk, FIELD_LANE);
    model->their_picture_is_old = true;
    assert_false(session_rests(&stand->in));
    model->their_picture_is_old = false;
    stand->desk.session.expressions_open = true;
    assert_false(session_rests(&stand->in));
}

#define WITH_STAND(test) cmocka_unit_test_setup_teardown(test, open_stand, stand_end)

static const struct CMUnitTest tests[] = {
    WITH_STAND(the_person_is_85_percent_of_a_calm_window),
    WITH_STAND(after_four_seconds_it_fades_and_only_where_motion_is_wanted),
    WITH_STAND(in_the_calm_every_node_is_there_unseen),
    WITH_STAND(what_must_be_seen_stays),
    WITH_STAND(nothing_that_waits_goes_away),
};
TEST_GROUP(session_calm, tests)
