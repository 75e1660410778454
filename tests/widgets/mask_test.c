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

static int sum_of(const uint8_t *mask, int count)
{
    int sum = 0;
    for (int i = 0; i < count; i++)
        sum += mask[i];
    return sum;
}

/* Ink stays off the sides, and no two icons are alike. */
static void every_icon_is_drawn_and_fits_at_every_size(void **state)
{
    (void)state;
    static const int sides[] = {16, 24, 33, 48, 72, 144};
    static uint8_t out[144 * 144];
    for (int icon = 0; icon < ICON_COUNT; icon++) {
        for (size_t s = 0; s < sizeof sides / sizeof sides[0]; s++) {
            int side = sides[s];
            int edge = 0;
            mask_icon((enum icon)icon, side, out);
            int sum = sum_of(out, side * side);
            for (int i = 0; i < side; i++)
                edge +=
                    out[i] + out[i * side] + out[i * side + side - 1] + out[(side - 1) * side + i];
            if (sum < 255 * side * side / 25 || sum > 255 * side * side / 2 || edge > 0)
                fail_msg("icon %d at %d: %d covered, %d at the edge", icon, side, sum, edge);
        }
    }
}

static void no_two_icons_look_alike(void **state)
{
    (void)state;
    static uint8_t all[ICON_COUNT][24 * 24];
    for (int icon = 0; icon < ICON_COUNT; icon++)
        mask_icon((enum icon)icon, 24, all[icon]);
    for (int a = 0; a < ICON_COUNT; a++) {
        for (int b = 0; b < a; b++) {
            int apart = 0;
            for (int i = 0; i < 24 * 24; i++)
                apart += abs(all[a][i] - all[b][i]);
            if (apart < 255 * 8)
                fail_msg("icons %d and %d", b, a);
        }
    }
}

static void what_points_along_the_line_turns_around_with_it(void **state)
{
    (void)state;
    assert_true(icon_is_mirrored(ICON_SEND));
    assert_true(icon_is_mirrored(ICON_ARROW_LEFT));
    assert_true(icon_is_mirrored(ICON_CHEVRON_RIGHT));
    assert_false(icon_is_mirrored(ICON_CHECK));
    assert_false(icon_is_mirrored(ICON_CLOCK));
}

/* The bytes that every machine must make: FNV-1a over all icons at 24 and 37 pixels. */
static void icons_are_the_same_bytes_everywhere(void **state)
{
    (void)state;
    static uint8_t out[37 * 37];
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int icon = 0; icon < ICON_COUNT; icon++) {
        for (int side = 24; side <= 37; side += 13) {
            mask_icon((enum icon)icon, side, out);
            for (int i = 0; i < side * side; i++)
                hash = (hash ^ out[i]) * UINT64_C(0x100000001b3);
        }
    }
    assert_int_equal(hash, UINT64_C(0xe05c8143e067dc3));
}

static void a_ring_is_its_disc_without_the_inner_one(void **state)
{
    (void)state;
    static uint8_t disc[SIDE * SIDE];
    static uint8_t ring[SIDE * SIDE];
    static uint8_t corners[SIDE * SIDE];
    mask_disc(SIDE, disc);
    mask_ring(SIDE, 3, ring);
    mask_corners(SIDE, corners);
    assert_in_range(sum_of(disc, SIDE * SIDE), 255 * 1255, 255 * 1258);
    assert_in_range(sum_of(ring, SIDE * SIDE), 255 * 347, 255 * 350);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_int_equal(disc[i] + corners[i], 255);
    assert_int_equal(alpha_at(ring, 20, 1), 255);
    assert_int_equal(alpha_at(ring, 20, 4), 0);
}

static void a_shadow_fades_evenly_and_keeps_its_weight(void **state)
{
    (void)state;
    static uint8_t out[SIDE * SIDE];
    mask_shadow(SIDE, 4, 8, out);
    for (int i = 0; i < SIDE; i++) {
        assert_true(alpha_at(out, 0, i) <= 2);
        assert_int_equal(alpha_at(out, i, 20), alpha_at(out, SIDE - 1 - i, 20));
    }
    for (int x = 1; x < SIDE / 2; x++)
        assert_true(alpha_at(out, x, 20) >= alpha_at(out, x - 1, 20));
    assert_in_range(alpha_at(out, 7, 20) + alpha_at(out, 8, 20), 245, 265);
    assert_true(alpha_at(out, 17, 20) >= 250);
    assert_true(alpha_at(out, 8, 8) < alpha_at(out, 8, 20));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_shadow_fades_evenly_and_keeps_its_weight),
    cmocka_unit_test(every_icon_is_drawn_and_fits_at_every_size),
    cmocka_unit_test(no_two_icons_look_alike),
    cmocka_unit_test(what_points_along_the_line_turns_around_with_it),
    cmocka_unit_test(icons_are_the_same_bytes_everywhere),
    cmocka_unit_test(a_ring_is_its_disc_without_the_inner_one),
    cmocka_unit_test(a_quarter_of_a_ring_starts_at_the_top_and_goes_right),
    cmocka_unit_test(an_arc_may_pass_the_top),
    cmocka_unit_test(an_arc_of_nothing_is_a_dot_and_stays_inside),
    cmocka_unit_test(a_line_is_drawn_from_point_to_point),
};
TEST_GROUP(mask, tests)
