#include "widgets/logo.h"

#include <stdbool.h>
#include <stdlib.h>

#include "harness.h"

static int red(uint32_t pixel)
{
    return (int)(pixel >> 16 & 0xff);
}

static int blue(uint32_t pixel)
{
    return (int)(pixel & 0xff);
}

/* Warm light in the middle, a cool wall around, nothing at the corners. */
static void the_logo_is_a_light_in_a_wall_at_every_size(void **state)
{
    (void)state;
    static const int sides[] = {16, 24, 48, 128, 256, 512};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        int side = sides[i];
        uint32_t *pixels = logo_pixels(side);
        assert_non_null(pixels);
        uint32_t light = pixels[side * 3 / 4 * side + side * 9 / 16];
        uint32_t wall = pixels[side / 2 * side + side / 8];
        assert_int_equal(light >> 24, 255);
        assert_true(red(light) > 200 && red(light) > blue(light));
        assert_int_equal(wall, 0xff174a44);
        assert_int_equal(pixels[0] >> 24, 0);
        assert_int_equal(pixels[side * side - 1] >> 24, 0);
        free(pixels);
    }
}

static void an_edge_that_is_half_there_keeps_its_own_colour(void **state)
{
    (void)state;
    uint32_t *pixels = logo_pixels(36);
    bool found = false;
    assert_non_null(pixels);
    for (int x = 0; x < 36; x++) {
        uint32_t pixel = pixels[18 * 36 + x];
        if (pixel >> 24 > 60 && pixel >> 24 < 200) {
            assert_int_equal(pixel & 0xffffff, 0x174a44);
            found = true;
        }
    }
    assert_true(found);
    free(pixels);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_logo_is_a_light_in_a_wall_at_every_size),
    cmocka_unit_test(an_edge_that_is_half_there_keeps_its_own_colour),
};
TEST_GROUP(logo, tests)
