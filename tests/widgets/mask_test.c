#include "widgets/mask.h"

#include <stdlib.h>

#include "harness.h"

#define SIDE 40

static int alpha_at(const uint8_t *mask, int x, int y)
{
    return mask[y * SIDE + x];
}

static void a_quarter_of_a_ring_starts_at_the_top_and_goes_right(void **state)
{
    (void)state;
    static uint8_t out[SIDE * SIDE];
    mask_arc(SIDE, (struct draw_arc){.width = 4, .from = 0, .to = 900}, out);
    assert_int_equal(alpha_at(out, 20, 2), 255);
    assert_int_equal(alpha_at(out, 37, 19), 255);
    assert_int_equal(alpha_at(out, 32, 7), 255);
    assert_int_equal(alpha_at(out, 2, 20), 0);
    assert_int_equal(alpha_at(out, 20, 37), 0);
    assert_int_equal(alpha_at(out, 20, 20), 0);
}

static void an_arc_may_pass_the_top(void **state)
{
    (void)state;
    static uint8_t out[SIDE * SIDE];
    mask_arc(SIDE, (struct draw_arc){.width = 4, .from = 2700, .to = 3600 + 900}, out);
    assert_int_equal(alpha_at(out, 2, 19), 255);
    assert_int_equal(alpha_at(out, 20, 2), 255);
    assert_int_equal(alpha_at(out, 37, 19), 255);
    assert_int_equal(alpha_at(out, 20, 37), 0);
}

static void an_arc_of_nothing_is_a_dot_and_stays_inside(void **state)
{
    (void)state;
    static uint8_t out[SIDE * SIDE];
    int sum = 0;
    mask_arc(SIDE, (struct draw_arc){.width = 6, .from = 1800, .to = 1800}, out);
    for (int i = 0; i < SIDE * SIDE; i++)
        sum += out[i];
    assert_in_range(sum, 255 * 275 / 10, 255 * 290 / 10);
    assert_int_equal(alpha_at(out, 20, 37), 255);
}

static void a_line_is_drawn_from_point_to_point(void **state)
{
    (void)state;
    static uint8_t out[SIDE * SIDE];
    const struct point points[] = {{105, 210}, {135, 210}, {135, 230}};
    const struct rectangle box = {100, 200, SIDE, SIDE};
    mask_line(points, (struct draw_line){.count = 3, .width = 2}, box, out);
    assert_int_equal(alpha_at(out, 20, 9), 255);
    assert_int_equal(alpha_at(out, 20, 10), 255);
    assert_int_equal(alpha_at(out, 20, 11), 0);
    assert_int_equal(alpha_at(out, 35, 20), 255);
    assert_int_equal(alpha_at(out, 20, 20), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_quarter_of_a_ring_starts_at_the_top_and_goes_right),
    cmocka_unit_test(an_arc_may_pass_the_top),
    cmocka_unit_test(an_arc_of_nothing_is_a_dot_and_stays_inside),
    cmocka_unit_test(a_line_is_drawn_from_point_to_point),
};
TEST_GROUP(mask, tests)
