/* When nobody's hand is there: what goes, what stays, and that nothing is lost by it. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scene.h"

static struct scene *scene;

static int open_scene(void **state)
{
    (void)state;
    scene = scene_create();
    scene_hour(scene);
    scene->model.hour.reflection_count = 0;
    scene->in.untouched_us = CALL_CALM_US + CALL_FADE_US;
    return 0;
}

static int close_scene(void **state)
{
    (void)state;
    scene_destroy(scene);
    return 0;
}

static bool is_calm(void)
{
    scene_view(scene);
    return scene->view.resting && !scene_says(scene, "Leave");
}

static struct rectangle their_picture(void)
{
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        if (c->kind == DRAW_PICTURE && c->as.picture.slot == 0)
            return c->at;
    }
    return (struct rectangle){0};
}

/* Of the finished window: their picture is one green, which nothing else is. */
static int green_pixels(void)
{
    static const int greens[3] = {145, 54, 34};
    struct picture *picture = &scene->their_picture;
    for (int i = 0; i < 3; i++)
        memset(picture->plane[i], greens[i],
               (size_t)picture->stride[i] * (size_t)(picture->height / (i == 0 ? 1 : 2)));
    int width;
    int height;
    int count = 0;
    scene_view(scene);
    scene_refresh(scene);
    uint32_t *pixels = renderer_pixels(scene->renderer, &width, &height);
    assert_non_null(pixels);
    for (int i = 0; i < width * height; i++) {
        uint32_t red = pixels[i] >> 16 & 0xff;
        uint32_t green = pixels[i] >> 8 & 0xff;
        uint32_t blue = pixels[i] & 0xff;
        count += green > 200 && red < 60 && blue < 60;
    }
    free(pixels);
    return count;
}

static void the_person_is_85_percent_of_a_calm_window(void **state)
{
    (void)state;
    scene_size(scene, 1280, 800);
    scene->in.hand.clock_shown = true;
    scene->model.hour.began = true;
    scene->model.their_microphone_on = false;
    int widths[] = {640, 480}; /* of a height of 360 */
    for (int i = 0; i < 2; i++) {
        scene->their_picture.width = widths[i];
        scene->in.untouched_us = CALL_CALM_US + CALL_FADE_US;
        int calm = green_pixels();
        if (calm * 100 < 85 * 1280 * 800)
            fail_msg("%d of %d pixels are the other's picture", calm, 1280 * 800);
        scene->in.untouched_us = 1;
        assert_true(green_pixels() * 10 < calm * 7);
    }
}

static void the_person_is_at_the_very_top_and_in_the_middle(void **state)
{
    (void)state;
    static const int sizes[][2] = {{480, 360}, {480, 800}, {960, 600}, {1280, 800}, {2560, 1440}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        scene->in.width = sizes[i][0];
        scene->in.height = sizes[i][1];
        assert_true(is_calm());
        struct rectangle at = their_picture();
        assert_int_equal(at.y, 0);
        assert_in_range(2 * at.x + at.width, sizes[i][0] - 1, sizes[i][0] + 1);
    }
}

static void after_four_seconds_it_fades_and_only_where_motion_is_wanted(void **state)
{
    (void)state;
    scene->in.untouched_us = CALL_CALM_US - 1;
    scene_view(scene);
    assert_false(scene->view.resting);
    assert_int_equal(scene->view.changes_at_us, SCENE_NOW_US + 1);
    scene->in.untouched_us = CALL_CALM_US;
    scene_view(scene);
    assert_true(scene->view.resting);
    assert_true(scene_says(scene, "Leave"));
    assert_in_range(scene->view.changes_at_us, SCENE_NOW_US + 1, SCENE_NOW_US + CALL_FADE_US);
    scene->in.reduced_motion = true;
    assert_true(is_calm());
}

static void what_must_be_seen_stays(void **state)
{
    (void)state;
    scene->model.microphone_on = false;
    assert_true(is_calm());
    assert_true(scene_says(scene, "Mic off"));
    assert_false(scene_says(scene, "Ben is here"));
    assert_false(scene_says(scene, "From "));
    scene->in.hand.clock_shown = scene->model.hour.began = true;
    assert_true(is_calm());
    assert_true(scene_says(scene, "From "));
    scene->model.hour.cue = CUE_TEN;
    assert_true(is_calm());
    assert_true(scene_says(scene, "Ten minutes are left."));
    scene->model.hour.presence = PRESENCE_BACK_SOON;
    assert_true(is_calm());
    assert_true(scene_says(scene, "Ben"));
    scene->model.status = CALL_STATUS_DELAY;
    assert_true(is_calm());
    assert_true(scene_says(scene, "Delay 0.4 s"));
    scene->model.nod_received_at_us = SCENE_NOW_US - 1;
    assert_true(is_calm());
    assert_true(scene_says(scene, "nod"));
}

/* Whole words: none is cut, and none is out of the window. */
static void texts_check(const char *what)
{
    const struct rectangle window = {0, 0, scene->in.width, scene->in.height};
    for (size_t i = 0; i < scene->view.list.count; i++) {
        const struct draw_command *c = &scene->view.list.commands[i];
        if (c->kind != DRAW_TEXT)
            continue;
        struct text_block block = {.bytes = draw_list_text(&scene->view.list, &c->as.text),
                                   .size = c->as.text.size,
                                   .width_max = INT16_MAX,
                                   .style = c->as.text};
        struct rectangle seen = rectangle_intersection(window, c->at);
        bool whole = text_measure(scene->text, &block).width <= c->at.width;
        if (!whole || seen.width != c->at.width || seen.height != c->at.height)
            fail_msg("%s at %dx%d: \"%.*s\"", what, window.width, window.height, (int)block.size,
                     block.bytes);
    }
}

static void its_words_are_whole_in_every_language_and_window(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "es", "ar"};
    static const int sizes[][2] = {{480, 360}, {640, 720}, {880, 600}, {1280, 800}, {1920, 1080}};
    scene->model.status = CALL_STATUS_DELAY;
    for (size_t l = 0; l < 3; l++) {
        scene_speak(scene, languages[l]);
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            for (int cue = CUE_TEN; cue <= CUE_END; cue++) {
                scene->in.width = sizes[i][0];
                scene->in.height = sizes[i][1];
                scene->in.scale_percent = i < 3 ? 100 : 150;
                scene->model.hour.cue = (enum hour_cue)cue;
                scene_view(scene);
                assert_true(scene->view.resting);
                texts_check(languages[l]);
            }
        }
    }
}

static void nothing_that_waits_for_an_answer_fades(void **state)
{
    (void)state;
    struct call_model calm = scene->model;
    assert_true(is_calm());
    for (int which = 0; which < 11; which++) {
        struct hour_model *hour = &scene->model.hour;
        scene->model = calm;
        switch (which) {
        case 0:
            hour->reflection_count = 2;
            break;
        case 1:
            hour->phrase = "A little slower, please";
            break;
        case 2:
            hour->more[1] = 5;
            break;
        case 3:
            hour->away = SIGNAL_BACK_SOON;
            break;
        case 4:
            hour->settling_since_us = SCENE_NOW_US - 1000000;
            break;
        case 5:
            hour->their_typing = "I did";
            break;
        case 6:
            scene->model.check_in_open = true;
            break;
        case 7:
            scene_ask_words(scene);
            break;
        case 8:
            scene->model.phase = CALL_AT_DOOR;
            break;
        case 9:
            scene->model.phase = CALL_RECONNECTING;
            break;
        default:
            scene->model.their_camera_on = false;
            break;
        }
        scene_view(scene);
        if (scene->view.resting)
            fail_msg("%d fades", which);
    }
    scene->model = calm;
    scene->in.hand.panel = PANEL_AGENDA;
    assert_false(is_calm());
    scene->in.hand.panel = PANEL_CLOSED;
    text_field_insert(&scene->fields[FIELD_LANE], "I", 1);
    assert_false(is_calm());
}

/* So every key acts, the focus stays, and a screen reader reads on. */
static void all_that_can_be_done_is_still_there(void **state)
{
    (void)state;
    scene->in.untouched_us = 0;
    scene_view(scene);
    struct view awake = scene->view;
    scene->in.untouched_us = CALL_CALM_US + CALL_FADE_US;
    assert_true(is_calm());
    assert_int_equal(scene->view.node_count, awake.node_count);
    for (int i = 0; i < awake.node_count; i++) {
        assert_int_equal(scene->view.nodes[i].id, awake.nodes[i].id);
        assert_memory_equal(&scene->view.nodes[i].at, &awake.nodes[i].at, sizeof awake.nodes[i].at);
    }
}

#define WITH_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

static const struct CMUnitTest tests[] = {
    WITH_SCENE(the_person_is_85_percent_of_a_calm_window),
    WITH_SCENE(the_person_is_at_the_very_top_and_in_the_middle),
    WITH_SCENE(after_four_seconds_it_fades_and_only_where_motion_is_wanted),
    WITH_SCENE(what_must_be_seen_stays),
    WITH_SCENE(its_words_are_whole_in_every_language_and_window),
    WITH_SCENE(nothing_that_waits_for_an_answer_fades),
    WITH_SCENE(all_that_can_be_done_is_still_there),
};
TEST_GROUP(calm_view, tests)
