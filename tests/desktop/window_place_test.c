#include "desktop/window_place.h"

#include <limits.h>
#include <stdbool.h>

#include "harness.h"

/* Two beside each other, with a bar at the top of the first, and the second one higher up. */
static const struct window_place two[] = {{0, 32, 1920, 1048}, {1920, -200, 2560, 1440}};

static void assert_place(struct window_place place, int x, int y, int width, int height)
{
    assert_int_equal(place.x, x);
    assert_int_equal(place.y, y);
    assert_int_equal(place.width, width);
    assert_int_equal(place.height, height);
}

static void for_the_first_time_it_is_at_the_top_in_the_middle(void **state)
{
    const struct window_place small = {100, 50, 800, 480}, nothing = {30, 40, 0, 500};
    (void)state;
    assert_place(window_place_on(NULL, two, 2), 480, 32, 960, 720);
    assert_place(window_place_on(&nothing, two, 2), 480, 32, 960, 720);
    assert_place(window_place_on(NULL, &small, 1), 100, 50, 800, 480);
    assert_place(window_place_on(NULL, NULL, 0), 0, 0, 960, 720);
}

static void where_it_was_it_opens_again(void **state)
{
    static const struct window_place places[] = {
        {0, 32, 960, 720}, {700, 300, 1000, 700}, {1920, -200, 2560, 1440}, {3000, 100, 960, 720}};
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        assert_place(window_place_on(&places[i], two, 2), places[i].x, places[i].y, places[i].width,
                     places[i].height);
}

static void what_hangs_over_an_edge_is_moved_in(void **state)
{
    const struct window_place low = {500, 900, 960, 720}, left = {-400, 100, 960, 720};
    const struct window_place between = {1500, 100, 960, 720}, high = {100, 0, 960, 720};
    (void)state;
    assert_place(window_place_on(&low, two, 2), 500, 360, 960, 720);
    assert_place(window_place_on(&left, two, 2), 0, 100, 960, 720);
    assert_place(window_place_on(&between, two, 2), 1920, 100, 960, 720);
    assert_place(window_place_on(&high, two, 2), 100, 32, 960, 720);
}

static void when_its_display_is_gone_it_opens_on_the_first_in_its_size(void **state)
{
    const struct window_place second = {2500, 100, 1200, 800}, huge = {2500, 100, 2560, 1440};
    (void)state;
    assert_place(window_place_on(&second, two, 1), 360, 32, 1200, 800);
    assert_place(window_place_on(&huge, two, 1), 0, 32, 1920, 1048);
}

static bool lies_on(const struct window_place *place, const struct window_place *display)
{
    return place->x >= display->x && place->y >= display->y && place->width > 0 &&
           place->height > 0 && (int64_t)place->x + place->width <= display->x + display->width &&
           (int64_t)place->y + place->height <= display->y + display->height;
}

/* Whatever was remembered, all of the window can be reached. */
static void any_numbers_end_on_a_display(void **state)
{
    static const int numbers[] = {INT_MIN, INT_MIN + 1, -70000, -1,          0,      1,
                                  239,     2000,        70000,  INT_MAX - 1, INT_MAX};
    const size_t count = sizeof numbers / sizeof numbers[0];
    (void)state;
    for (size_t i = 0; i < count * count * count * count; i++) {
        const struct window_place wish = {numbers[i % count], numbers[i / count % count],
                                          numbers[i / count / count % count],
                                          numbers[i / count / count / count]};
        const struct window_place place = window_place_on(&wish, two, 2);
        assert_true(lies_on(&place, &two[0]) || lies_on(&place, &two[1]));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(for_the_first_time_it_is_at_the_top_in_the_middle),
    cmocka_unit_test(where_it_was_it_opens_again),
    cmocka_unit_test(what_hangs_over_an_edge_is_moved_in),
    cmocka_unit_test(when_its_display_is_gone_it_opens_on_the_first_in_its_size),
    cmocka_unit_test(any_numbers_end_on_a_display),
};
TEST_GROUP(window_place, tests)
