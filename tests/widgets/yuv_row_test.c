/* What a pixel becomes: BT.601, in limited range, the same however many are done at once. */
#include "widgets/yuv_row.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define COUNT 256

static uint8_t throw_dice(void)
{
    static uint32_t dice = 601;
    dice = dice * 1664525u + 1013904223u;
    return (uint8_t)(dice >> 24);
}

static uint8_t limited(double value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

static void near(uint32_t pixel, int y, int u, int v)
{
    double light = 1.1644 * (y - 16);
    const uint8_t wanted[3] = {
        limited(light + 1.596 * (v - 128)),
        limited(light - 0.3918 * (u - 128) - 0.813 * (v - 128)),
        limited(light + 2.0172 * (u - 128)),
    };
    assert_int_equal(pixel >> 24, 0xff);
    for (int i = 0; i < 3; i++)
        assert_true(abs((int)(pixel >> (16 - 8 * i) & 0xff) - wanted[i]) <= 4);
}

/* Every luma with every fifth of both others, darkest and brightest among them. */
static void test_a_pixel_is_the_colour_that_the_camera_meant(void **state)
{
    (void)state;
    uint8_t y[COUNT];
    uint8_t u[COUNT / 2];
    uint8_t v[COUNT / 2];
    uint32_t pixels[COUNT];
    for (int i = 0; i < COUNT; i++)
        y[i] = (uint8_t)i;
    for (int blue = 0; blue < 256; blue += 5) {
        for (int red = 0; red < 256; red += 5) {
            memset(u, blue, sizeof u);
            memset(v, red, sizeof v);
            yuv_row(y, u, v, COUNT, pixels);
            for (int i = 0; i < COUNT; i++)
                near(pixels[i], i, blue, red);
        }
    }
}

static void test_pixels_done_at_once_are_as_pixels_done_alone(void **state)
{
    (void)state;
    uint8_t y[COUNT];
    uint8_t u[COUNT / 2];
    uint8_t v[COUNT / 2];
    uint32_t pixels[COUNT];
    uint32_t alone;
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < COUNT; i++) {
            y[i] = throw_dice();
            u[i / 2] = throw_dice();
            v[i / 2] = throw_dice();
        }
        yuv_row(y, u, v, COUNT, pixels);
        for (int i = 0; i < COUNT; i++) {
            yuv_row(y + i, u + i / 2, v + i / 2, 1, &alone);
            assert_int_equal(pixels[i], alone);
        }
    }
}

static void test_a_row_ends_where_it_is_to_end(void **state)
{
    (void)state;
    const uint8_t samples[40] = {0};
    uint32_t pixels[41];
    for (int count = 0; count <= 40; count++) {
        memset(pixels, 0x5a, sizeof pixels);
        yuv_row(samples, samples, samples, count, pixels);
        assert_int_equal(pixels[count], 0x5a5a5a5a);
        assert_true(count == 0 || pixels[count - 1] >> 24 == 0xff);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_pixel_is_the_colour_that_the_camera_meant),
    cmocka_unit_test(test_pixels_done_at_once_are_as_pixels_done_alone),
    cmocka_unit_test(test_a_row_ends_where_it_is_to_end),
};
TEST_GROUP(yuv_row, tests)
