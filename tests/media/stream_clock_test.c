#include "media/stream_clock.h"

#include <math.h>

#include "harness.h"

#define BLOCK    480
#define BEGIN_US 7000000.0

static double off(uint32_t *dice)
{
    *dice = *dice * 1664525u + 1013904223u;
    return ((*dice >> 8) / 8388608.0 - 1) * 5000;
}

/* The next minute of a device whose quartz is so many millionths fast. */
static void run(struct stream_clock *clock, uint64_t *index, double begin_us, double fast_ppm)
{
    uint32_t dice = 1;
    for (int i = 0; i < 6000; i++) {
        double at_us = begin_us + (double)*index / (0.048 * (1 + fast_ppm * 1e-6));
        assert_false(stream_clock_add(clock, *index, (uint64_t)(at_us + off(&dice))));
        *index += BLOCK;
    }
}

static void moments_that_are_wrong_by_some_are_evened_out(void **state)
{
    (void)state;
    struct stream_clock clock = {.heard = 0};
    uint64_t index = 0;
    run(&clock, &index, BEGIN_US, 0);
    assert_true(fabs(stream_clock_at_us(&clock, (double)index) - BEGIN_US - 60e6) < 1500);
    assert_true(fabs(stream_clock_index(&clock, BEGIN_US + 60e6) - (double)index) < 72);
}

static void a_quartz_that_is_fast_is_followed(void **state)
{
    (void)state;
    struct stream_clock clock = {.heard = 0};
    uint64_t index = 0;
    run(&clock, &index, BEGIN_US, 100);
    double true_us = BEGIN_US + (double)index / (0.048 * 1.0001);
    assert_true(fabs(stream_clock_at_us(&clock, (double)index) - true_us) < 1500);
}

static void one_late_moment_is_no_tear_and_several_are(void **state)
{
    (void)state;
    struct stream_clock clock = {.heard = 0};
    uint64_t index = 0;
    run(&clock, &index, BEGIN_US, 0);
    double before_us = stream_clock_at_us(&clock, 0);
    assert_false(stream_clock_add(&clock, 0, (uint64_t)(BEGIN_US + 40000)));
    assert_false(stream_clock_add(&clock, 0, (uint64_t)(BEGIN_US - 40000)));
    assert_true(stream_clock_at_us(&clock, 0) == before_us);
    int torn = 0;
    for (int i = 0; i < 10; i++)
        torn += stream_clock_add(&clock, 0, (uint64_t)(BEGIN_US + 40000));
    assert_int_equal(torn, 1);
    assert_true(fabs(stream_clock_at_us(&clock, 0) - BEGIN_US - 40000) < 10);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(moments_that_are_wrong_by_some_are_evened_out),
    cmocka_unit_test(a_quartz_that_is_fast_is_followed),
    cmocka_unit_test(one_late_moment_is_no_tear_and_several_are),
};
TEST_GROUP(stream_clock, tests)
