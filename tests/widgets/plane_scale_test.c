/* Planes made larger and smaller: against sums written down plainly, one sample at a time. */
#include "widgets/plane_scale.h"

#include <string.h>

#include "harness.h"

#define WIDTH  200
#define HEIGHT 12

static uint8_t samples[HEIGHT * WIDTH];
static struct stretch stretch;

static uint8_t throw_dice(void)
{
    static uint32_t dice = 720;
    dice = dice * 1664525u + 1013904223u;
    return (uint8_t)(dice >> 24);
}

static int fill(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof samples; i++)
        samples[i] = throw_dice();
    memset(&stretch, 0, sizeof stretch);
    return 0;
}

static unsigned mixed(unsigned one, unsigned other, unsigned weight)
{
    return (one * (256 - weight) + other * weight) >> 8;
}

/* The sample at (x, y) in 1/65536: first between the rows, then between the columns. */
static unsigned sample_at(const struct plane *p, uint32_t x, uint32_t y)
{
    int left = (int)(x >> 16);
    int right = left + 1 < p->width ? left + 1 : left;
    int top = (int)(y >> 16);
    int below = top + 1 < p->height ? top + 1 : top;
    const uint8_t *upper = p->samples + top * p->stride;
    const uint8_t *lower = p->samples + below * p->stride;
    unsigned down = y >> 8 & 0xff;
    return mixed(mixed(upper[left], lower[left], down), mixed(upper[right], lower[right], down),
                 x >> 8 & 0xff);
}

static void expect(const struct plane *from, int wanted, bool mirrored, int first, int end)
{
    uint8_t out[600];
    stretch_set(&stretch, from->width, wanted, mirrored);
    for (int y = 0; y < 17; y++) {
        uint32_t down = plane_position(y, 17, from->height);
        const uint8_t *row =
            stretch_row(&stretch, from, down, (struct stretch_part){first, end, out});
        for (int x = first; x < end; x++) {
            int column = mirrored ? wanted - 1 - x : x;
            uint32_t across = plane_position(column, wanted, from->width);
            assert_int_equal(row[x - first], sample_at(from, across, down));
        }
    }
}

static void test_every_width_becomes_every_other(void **state)
{
    (void)state;
    static const int widths[] = {1, 2, 7, 8, 15, 16, 17, 33, 100, 160, 199};
    static const int wanted[] = {1, 2, 8, 9, 16, 31, 57, 100, 160, 180, 201, 330, 500};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        const struct plane from = {samples, WIDTH, widths[i], HEIGHT};
        for (size_t k = 0; k < sizeof wanted / sizeof wanted[0]; k++) {
            expect(&from, wanted[k], false, 0, wanted[k]);
            expect(&from, wanted[k], true, 0, wanted[k]);
        }
    }
}

static void test_a_part_is_as_it_is_in_the_whole(void **state)
{
    (void)state;
    const struct plane from = {samples, WIDTH, 150, HEIGHT};
    static const int parts[][2] = {{0, 1}, {3, 4}, {5, 40}, {8, 16}, {63, 170}, {169, 170}};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        expect(&from, 170, false, parts[i][0], parts[i][1]);
        expect(&from, 170, true, parts[i][0], parts[i][1]);
        if (parts[i][1] <= 150)
            expect(&from, 150, false, parts[i][0], parts[i][1]);
    }
}

static void test_what_stays_as_large_is_not_copied(void **state)
{
    (void)state;
    const struct plane from = {samples, WIDTH, 160, HEIGHT};
    uint8_t out[160 + STRETCH_GROUP];
    stretch_set(&stretch, 160, 160, false);
    const uint8_t *row = stretch_row(&stretch, &from, plane_position(3, HEIGHT, HEIGHT),
                                     (struct stretch_part){10, 60, out});
    assert_ptr_equal(row, samples + 3 * WIDTH + 10);
}

static void test_squares_are_averaged(void **state)
{
    (void)state;
    static const int factors[] = {2, 4, 8};
    uint8_t out[HEIGHT * WIDTH];
    for (size_t i = 0; i < 3; i++) {
        int f = factors[i];
        const struct plane from = {samples, WIDTH, 197, HEIGHT};
        int width = from.width / f;
        int height = from.height / f;
        memset(out, 0, sizeof out);
        plane_shrink(&from, f, height / 2, height, out);
        for (int at = 0; at < width * height; at++) {
            unsigned sum = 0;
            for (int k = 0; k < f * f; k++)
                sum += samples[(at / width * f + k / f) * WIDTH + at % width * f + k % f];
            bool wanted = at / width >= height / 2;
            assert_int_equal(out[at],
                             wanted ? (sum + (unsigned)(f * f) / 2) / (unsigned)(f * f) : 0);
        }
    }
}

#define FILLED(test) cmocka_unit_test_setup(test, fill)

static const struct CMUnitTest tests[] = {
    FILLED(test_every_width_becomes_every_other),
    FILLED(test_a_part_is_as_it_is_in_the_whole),
    FILLED(test_what_stays_as_large_is_not_copied),
    FILLED(test_squares_are_averaged),
};
TEST_GROUP(plane_scale, tests)
