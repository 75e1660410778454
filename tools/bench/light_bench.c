/* What a look at the light costs, on a picture of 320x180 and on one of 1280x720. */
#include "bench/bench.h"
#include "media/light_meter.h"

int light_bench(int argc, char **argv);

#define ROUNDS   11
#define PICTURES 500

/* Milliseconds of CPU a picture; `sum` keeps the reading from being left out. */
static double milliseconds_each(const struct picture *picture, int *sum)
{
    uint64_t before_us = bench_cpu_us();
    for (int i = 0; i < PICTURES; i++) {
        picture->plane[0][i] ^= 1;
        *sum += light_read(picture).centre_mean;
    }
    return (double)(bench_cpu_us() - before_us) / 1000 / PICTURES;
}

static bool measure(int width, int height, const char *what)
{
    double values[ROUNDS];
    int sum = 0;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = pool != NULL ? picture_take(pool, width, height) : NULL;
    if (picture == NULL)
        return false;
    uint32_t dice = 1;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            dice = dice * 1664525u + 1013904223u;
            picture->plane[0][y * picture->stride[0] + x] =
                (uint8_t)(40 + (x ^ y) % 150 + (int)(dice >> 29));
        }
    for (int round = 0; round < ROUNDS; round++)
        values[round] = milliseconds_each(picture, &sum);
    picture_release(picture);
    picture_pool_destroy(pool);
    const struct bench_figure figure = {
        .what = what, .unit = "ms", .values = values, .count = ROUNDS, .at_most = 0.5};
    return bench_report(&figure) && sum > 0;
}

int light_bench(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    bool small = measure(320, 180, "a picture of 320x180");
    bool large = measure(1280, 720, "a picture of 1280x720");
    return small && large ? 0 : 1;
}
