#include "media/light_meter.h"

#include "harness.h"
#include "lit_scene.h"

#define WIDTH  320
#define HEIGHT 180

/* Parts of the light that come back: measured skins lie between these. */
#define VERY_DARK  0.05
#define DARK       0.09
#define BROWN      0.17
#define LIGHT      0.32
#define VERY_LIGHT 0.45
#define BLACK      0.03
#define WHITE      0.80

/* Skin, hair and cloth; the wall, the light on the person, the light on the wall. */
#define WHO(name, a, b, c) .what = (name), .skin = (a), .hair = (b), .cloth = (c)
#define ROOM(a, b, c)      .wall = (a), .front = (b), .room = (c)

struct labelled {
    struct lit_scene scene;
    enum light_verdict label;
};

static const struct labelled scenes[] = {
    /* By day, or by a lamp in front: the same light for everybody. */
    {{WHO("very dark skin, grey wall", VERY_DARK, BLACK, 0.2), ROOM(0.4, 1, 1)}, LIGHT_GOOD},
    {{WHO("dark skin, grey wall", DARK, BLACK, 0.3), ROOM(0.4, 1, 1)}, LIGHT_GOOD},
    {{WHO("brown skin, grey wall", BROWN, 0.05, 0.1), ROOM(0.4, 1, 1)}, LIGHT_GOOD},
    {{WHO("light skin, grey wall", LIGHT, 0.1, 0.2), ROOM(0.4, 1, 1)}, LIGHT_GOOD},
    {{WHO("very light skin, white hair, white shirt", VERY_LIGHT, 0.6, WHITE), ROOM(0.5, 1, 1)},
     LIGHT_GOOD},
    {{WHO("very dark skin, black clothes, white wall", VERY_DARK, BLACK, 0.04), ROOM(WHITE, 1, 1)},
     LIGHT_GOOD},
    {{WHO("dark skin, black clothes, white wall", DARK, BLACK, BLACK), ROOM(WHITE, 1, 1)},
     LIGHT_GOOD},
    {{WHO("light skin, bright wall", LIGHT, 0.2, 0.1), ROOM(WHITE, 1, 1.1)}, LIGHT_GOOD},
    {{WHO("brown skin, white wall, white shirt", BROWN, BLACK, WHITE), ROOM(WHITE, 1, 1)},
     LIGHT_GOOD},
    {{WHO("very dark skin, dark wall", VERY_DARK, BLACK, 0.1), ROOM(0.08, 1, 1)}, LIGHT_GOOD},
    {{WHO("light skin, dark wall", LIGHT, 0.05, 0.1), ROOM(0.06, 1, 1)}, LIGHT_GOOD},
    {{WHO("light skin, lamp in front alone", LIGHT, 0.1, 0.2), ROOM(0.2, 0.8, 0.15), .gain_max = 2},
     LIGHT_GOOD},
    {{WHO("dark skin, half the light", DARK, BLACK, 0.3), ROOM(0.4, 0.5, 0.5)}, LIGHT_GOOD},
    {{WHO("very dark skin, grey wall, grain", VERY_DARK, BLACK, 0.2), ROOM(0.4, 1, 1), .grain = 3},
     LIGHT_GOOD},
    {{WHO("brown skin, grain", BROWN, 0.05, 0.2), ROOM(0.4, 1, 1), .grain = 4}, LIGHT_GOOD},
    {{WHO("very dark skin, blocks", VERY_DARK, BLACK, 0.2), ROOM(0.5, 1, 1), .blocks = true},
     LIGHT_GOOD},
    {{WHO("light skin, blocks", LIGHT, 0.1, 0.2), ROOM(0.4, 1, 1), .blocks = true}, LIGHT_GOOD},
    /* A window at the side that lights the face, too. */
    {{WHO("very dark skin, window beside", VERY_DARK, BLACK, 0.3), ROOM(0.4, 1.2, 0.8), .window = 4,
      .window_x = 0.42, .window_wide = 0.14},
     LIGHT_GOOD},
    {{WHO("light skin, window beside", LIGHT, 0.1, 0.2), ROOM(0.4, 1.2, 0.8), .window = 4,
      .window_x = -0.4, .window_wide = 0.18},
     LIGHT_GOOD},
    {{WHO("brown skin, lamp in the room", BROWN, BLACK, 0.2), ROOM(0.4, 1, 0.7), .lamp = 3,
      .lamp_x = 0.35},
     LIGHT_GOOD},
    {{WHO("light skin, the curtain behind is bright", LIGHT, 0.05, 0.1), ROOM(0.5, 0.9, 1),
      .window = 0.9, .window_wide = 0.7},
     LIGHT_GOOD},

    /* The light behind. */
    {{WHO("light skin, wide window behind", LIGHT, 0.1, 0.2), ROOM(0.4, 0.5, 0.3), .window = 12,
      .window_wide = 0.8},
     LIGHT_BEHIND},
    {{WHO("very light skin, wide window behind", VERY_LIGHT, 0.5, 0.4), ROOM(0.5, 0.3, 0.2),
      .window = 12, .window_wide = 0.8},
     LIGHT_BEHIND},
    {{WHO("brown skin, window behind", BROWN, BLACK, 0.2), ROOM(0.4, 0.5, 0.3), .window = 12,
      .window_wide = 0.6},
     LIGHT_BEHIND},
    {{WHO("dark skin, window behind", DARK, BLACK, 0.2), ROOM(0.4, 0.5, 0.3), .window = 12,
      .window_wide = 0.6},
     LIGHT_BEHIND},
    {{WHO("very dark skin, window behind", VERY_DARK, BLACK, 0.1), ROOM(0.4, 0.4, 0.3),
      .window = 12, .window_wide = 0.6},
     LIGHT_BEHIND},
    {{WHO("light skin, window behind one shoulder", LIGHT, 0.1, 0.1), ROOM(0.4, 0.03, 0.1),
      .window = 3, .window_x = 0.28, .window_wide = 0.3},
     LIGHT_BEHIND},
    {{WHO("brown skin, window behind, blocks", BROWN, BLACK, 0.2), ROOM(0.4, 0.4, 0.3),
      .window = 12, .window_wide = 0.7, .blocks = true},
     LIGHT_BEHIND},
    {{WHO("light skin, a strong lamp behind in the dark", LIGHT, 0.1, 0.1), ROOM(0.4, 0.02, 0.03),
      .lamp = 12, .lamp_x = 0.22},
     LIGHT_BEHIND},

    /* Too little. */
    {{WHO("light skin, evening without a lamp", LIGHT, 0.1, 0.2), ROOM(0.4, 0.03, 0.03)},
     LIGHT_TOO_DARK},
    {{WHO("very light skin, white shirt, evening", VERY_LIGHT, 0.5, WHITE),
      ROOM(0.5, 0.015, 0.015)},
     LIGHT_TOO_DARK},
    {{WHO("very dark skin, evening", VERY_DARK, BLACK, 0.2), ROOM(0.4, 0.03, 0.03)},
     LIGHT_TOO_DARK},
    {{WHO("dark skin, night", DARK, BLACK, 0.2), ROOM(0.4, 0.004, 0.004)}, LIGHT_TOO_DARK},
    {{WHO("light skin, a screen's light alone", LIGHT, 0.1, 0.1), ROOM(0.4, 0.05, 0.005)},
     LIGHT_TOO_DARK},
    {{WHO("brown skin, dark, lifted to grain", BROWN, 0.05, 0.2), ROOM(0.4, 0.04, 0.04),
      .gain_max = 24, .grain = 2.5},
     LIGHT_TOO_DARK},
    {{WHO("light skin, dark, lifted to grain", LIGHT, 0.05, 0.2), ROOM(0.4, 0.03, 0.03),
      .gain_max = 24, .grain = 2.5},
     LIGHT_TOO_DARK},
    {{WHO("nothing at all: the cover is closed", LIGHT, 0.1, 0.1), ROOM(0.4, 0, 0)},
     LIGHT_TOO_DARK},

    /* Too much. */
    {{WHO("light skin, sun in the face", LIGHT, 0.2, 0.3), ROOM(0.3, 12, 1)}, LIGHT_TOO_BRIGHT},
    {{WHO("very light skin, over-exposed", VERY_LIGHT, 0.5, WHITE), ROOM(0.5, 1, 1), .exposure = 6},
     LIGHT_TOO_BRIGHT},
    {{WHO("brown skin, a lamp close by", BROWN, 0.1, 0.3), ROOM(0.2, 9, 0.6)}, LIGHT_TOO_BRIGHT},
    {{WHO("light skin, over-exposed, blocks", LIGHT, 0.2, 0.5), ROOM(0.4, 1, 1), .exposure = 6,
      .blocks = true},
     LIGHT_TOO_BRIGHT},
};
#define SCENES (sizeof scenes / sizeof scenes[0])

static struct picture_pool *pool;

static int set_up(void **state)
{
    (void)state;
    pool = picture_pool_create(2);
    return pool != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    picture_pool_destroy(pool);
    return 0;
}

static struct light_reading read_scene(const struct lit_scene *scene, int width, int height)
{
    struct picture *picture = picture_take(pool, width, height);
    lit_scene_draw(scene, picture);
    struct light_reading reading = light_read(picture);
    picture_release(picture);
    return reading;
}

static enum light_verdict first_verdict(const struct light_reading *reading)
{
    struct light_meter meter = {0};
    return light_meter_add(&meter, reading);
}

/* True when it is judged as labelled; says what was read when it is not. */
static bool judged_as_labelled(const struct labelled *labelled, int width, int height)
{
    struct light_reading r = read_scene(&labelled->scene, width, height);
    enum light_verdict verdict = first_verdict(&r);
    if (verdict == labelled->label)
        return true;
    fprintf(stderr,
            "%s: %d, not %d; centre %d high %d clipped %d, around %d high %d, high %d, "
            "noise %d\n",
            labelled->scene.what, verdict, labelled->label, r.centre_mean, r.centre_high,
            r.centre_clipped, r.around_mean, r.around_high, r.picture_high, r.noise);
    return false;
}

static void every_room_is_judged_as_it_is(void **state)
{
    (void)state;
    unsigned wrong = 0;
    for (size_t i = 0; i < SCENES; i++)
        wrong += !judged_as_labelled(&scenes[i], WIDTH, HEIGHT);
    assert_int_equal(wrong, 0);
}

static void the_size_of_the_picture_changes_nothing(void **state)
{
    (void)state;
    static const int sizes[][2] = {{160, 90}, {640, 360}, {322, 242}, {1280, 720}};
    unsigned wrong = 0;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++)
        for (size_t i = s; i < SCENES; i += s == 3 ? SCENES : 6)
            wrong += !judged_as_labelled(&scenes[i], sizes[s][0], sizes[s][1]);
    assert_int_equal(wrong, 0);
}

/* Who sits aside, or far away, may be told too little, but nothing wrong: good light stays good,
 * and a window behind is never too much light, nor too little. */
static void wherever_one_sits_nothing_wrong_is_said(void **state)
{
    (void)state;
    static const double places[][3] = {
        {0.1, 0, 1}, {-0.18, 0, 1}, {0, 0.08, 1}, {0, -0.06, 1}, {0, 0, 0.75}, {0.1, 0.06, 0.7},
    };
    unsigned wrong = 0;
    for (size_t p = 0; p < sizeof places / sizeof places[0]; p++)
        for (size_t i = 0; i < SCENES; i++) {
            struct labelled moved = scenes[i];
            moved.scene.aside = places[p][0];
            moved.scene.lower = places[p][1];
            moved.scene.size = places[p][2];
            struct light_reading reading = read_scene(&moved.scene, 160, 90);
            bool missed = moved.label == LIGHT_BEHIND && moved.scene.window < 12 &&
                          first_verdict(&reading) == LIGHT_GOOD;
            wrong += !missed && !judged_as_labelled(&moved, 160, 90);
        }
    assert_int_equal(wrong, 0);
}

static void the_smallest_and_the_narrowest_are_read_within_their_rows(void **state)
{
    (void)state;
    static const int sizes[][2] = {{16, 16}, {16, 1080}, {1920, 16}, {18, 20}};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct light_reading r = read_scene(&scenes[3].scene, sizes[s][0], sizes[s][1]);
        assert_in_range(r.picture_high, 16, 235);
        assert_in_range(r.centre_clipped, 0, 1000);
    }
}

/* Sunset: the light falls slowly, through every threshold, with grain. */
static void the_verdict_changes_once_as_the_light_falls(void **state)
{
    (void)state;
    struct light_meter meter = {0};
    enum light_verdict last = LIGHT_GOOD;
    unsigned changes = 0;
    for (uint32_t i = 0; i < 100; i++) {
        double light = 1.0 - i * 0.0098;
        struct lit_scene scene = scenes[2].scene;
        scene.front = scene.room = light * light * light;
        scene.grain = 3;
        scene.seed = i;
        struct light_reading reading = read_scene(&scene, 160, 90);
        enum light_verdict now = light_meter_add(&meter, &reading);
        changes += now != last;
        last = now;
    }
    assert_int_equal(changes, 1);
    assert_int_equal(last, LIGHT_TOO_DARK);
}

/* A hand before the camera, a car that passes: two pictures of another verdict are none. */
static void a_moment_changes_nothing_and_three_pictures_do(void **state)
{
    (void)state;
    struct light_reading good = read_scene(&scenes[3].scene, WIDTH, HEIGHT);
    struct light_reading dark = {.noise = 0};
    struct light_meter meter = {0};
    assert_int_equal(light_meter_add(&meter, &good), LIGHT_GOOD);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(light_meter_add(&meter, &dark), LIGHT_GOOD);
        assert_int_equal(light_meter_add(&meter, &dark), LIGHT_GOOD);
        assert_int_equal(light_meter_add(&meter, &good), LIGHT_GOOD);
    }
    light_meter_add(&meter, &dark);
    light_meter_add(&meter, &dark);
    assert_int_equal(light_meter_add(&meter, &dark), LIGHT_TOO_DARK);
    light_meter_add(&meter, &good);
    light_meter_add(&meter, &good);
    assert_int_equal(light_meter_add(&meter, &good), LIGHT_GOOD);
}

static void what_lies_at_a_threshold_does_not_flicker(void **state)
{
    (void)state;
    struct light_meter meter = {0};
    unsigned changes = 0;
    enum light_verdict last = LIGHT_GOOD;
    for (int i = 0; i < 1000; i++) {
        struct light_reading r = {.picture_high = 86 + i / 7 % 3 * 4, .centre_high = 80};
        enum light_verdict now = light_meter_add(&meter, &r);
        changes += i > 0 && now != last;
        last = now;
    }
    assert_in_range(changes, 0, 1);
}

static void grain_is_measured_and_texture_is_not(void **state)
{
    (void)state;
    for (int grain = 2; grain <= 12; grain += 5) {
        struct lit_scene scene = scenes[2].scene;
        scene.grain = grain;
        scene.gain_max = 1;
        assert_in_range(read_scene(&scene, WIDTH, HEIGHT).noise, grain * 9, grain * 14);
    }
    struct lit_scene clean = scenes[2].scene;
    clean.grain = 0.01;
    assert_in_range(read_scene(&clean, WIDTH, HEIGHT).noise, 0, 15);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_room_is_judged_as_it_is),
    cmocka_unit_test(the_size_of_the_picture_changes_nothing),
    cmocka_unit_test(wherever_one_sits_nothing_wrong_is_said),
    cmocka_unit_test(the_smallest_and_the_narrowest_are_read_within_their_rows),
    cmocka_unit_test(the_verdict_changes_once_as_the_light_falls),
    cmocka_unit_test(a_moment_changes_nothing_and_three_pictures_do),
    cmocka_unit_test(what_lies_at_a_threshold_does_not_flicker),
    cmocka_unit_test(grain_is_measured_and_texture_is_not),
};
int light_meter_test(void);
int light_meter_test(void)
{
    return cmocka_run_group_tests_name("light_meter", tests, set_up, tear_down);
}
