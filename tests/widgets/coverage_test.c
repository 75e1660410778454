#include "widgets/coverage.h"

#include <string.h>

#include "harness.h"

#define SIDE 8

/* Points are whole pixels. */
static void paint(const struct coverage_shape *shapes, size_t count, uint8_t out[SIDE * SIDE])
{
    memset(out, 77, SIDE * SIDE);
    coverage_paint(shapes, count, SIDE, SIDE, out);
}

static void a_straight_line_on_the_grid_is_sharp(void **state)
{
    (void)state;
    const struct coverage_point points[] = {{-4, 4}, {12, 4}};
    const struct coverage_shape line = {points, 2, COVERAGE_PIXEL, 1, false};
    uint8_t out[SIDE * SIDE];
    paint(&line, 1, out);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(out[i], i / SIDE == 3 || i / SIDE == 4 ? 255 : 0);
}

static void half_a_pixel_is_half_covered(void **state)
{
    (void)state;
    const struct coverage_point points[] = {{3, 2}, {13, 2}, {13, 6}, {3, 6}};
    const struct coverage_shape area = {points, 4, COVERAGE_PIXEL / 2, 0, false};
    uint8_t out[SIDE * SIDE];
    paint(&area, 1, out);
    assert_int_equal(out[SIDE + 1], 128);
    assert_int_equal(out[SIDE + 2], 255);
    assert_int_equal(out[SIDE + 6], 128);
    assert_int_equal(out[SIDE + 7], 0);
    assert_int_equal(out[3 * SIDE + 3], 0);
}

static void one_point_is_a_round_dot_as_large_as_pi_says(void **state)
{
    (void)state;
    const struct coverage_point point = {4, 4};
    const struct coverage_shape dot = {&point, 1, COVERAGE_PIXEL, 3, false};
    uint8_t out[SIDE * SIDE];
    int sum = 0;
    paint(&dot, 1, out);
    for (int i = 0; i < SIDE * SIDE; i++) {
        sum += out[i];
        assert_int_equal(out[i], out[SIDE * SIDE - 1 - i]);
        assert_int_equal(out[i], out[i % SIDE * SIDE + i / SIDE]);
    }
    assert_in_range(sum, 255 * 282 / 10, 255 * 283 / 10);
}

static void strokes_that_cross_are_not_counted_twice(void **state)
{
    (void)state;
    const struct coverage_point points[] = {{1, 4}, {7, 4}, {1, 4}, {7, 4}};
    const struct coverage_shape once = {points, 2, COVERAGE_PIXEL, 1, false};
    const struct coverage_shape back_and_forth = {points, 4, COVERAGE_PIXEL, 1, false};
    uint8_t a[SIDE * SIDE];
    uint8_t b[SIDE * SIDE];
    paint(&once, 1, a);
    paint(&back_and_forth, 1, b);
    assert_memory_equal(a, b, sizeof a);
}

static void a_shape_that_clears_takes_away(void **state)
{
    (void)state;
    const struct coverage_point all[] = {{0, 0}, {8, 0}, {8, 8}, {0, 8}};
    const struct coverage_point left[] = {{0, 0}, {4, 0}, {4, 8}, {0, 8}};
    const struct coverage_point middle[] = {{-4, 4}, {12, 4}};
    const struct coverage_shape shapes[] = {{all, 4, COVERAGE_PIXEL, 0, false},
                                            {left, 4, COVERAGE_PIXEL, 0, true},
                                            {middle, 2, COVERAGE_PIXEL, 1, true}};
    uint8_t out[SIDE * SIDE];
    paint(shapes, 3, out);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(out[i], i % SIDE < 4 || i / SIDE == 3 || i / SIDE == 4 ? 0 : 255);
}

/* A tile is 256 pixels wide; nothing shall show where one ends. */
static void wide_drawings_have_no_seams(void **state)
{
    (void)state;
    static uint8_t out[3][600];
    const struct coverage_point points[] = {{0, 1}, {600, 2}};
    const struct coverage_shape line = {points, 2, COVERAGE_PIXEL, 1, false};
    coverage_paint(&line, 1, 600, 3, out[0]);
    for (int x = 20; x < 580; x++) {
        assert_in_range(out[0][x] + out[1][x] + out[2][x], 490, 530);
        for (int y = 0; y < 3; y++) {
            assert_int_equal(out[y][x], out[2 - y][599 - x]);
            assert_in_range(out[y][x] - out[y][x + 1] + 16, 0, 32);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_straight_line_on_the_grid_is_sharp),
    cmocka_unit_test(half_a_pixel_is_half_covered),
    cmocka_unit_test(one_point_is_a_round_dot_as_large_as_pi_says),
    cmocka_unit_test(strokes_that_cross_are_not_counted_twice),
    cmocka_unit_test(a_shape_that_clears_takes_away),
    cmocka_unit_test(wide_drawings_have_no_seams),
};
TEST_GROUP(coverage, tests)
