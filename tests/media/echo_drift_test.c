#include "media/echo_drift.h"

#include <math.h>

#include "harness.h"

#define FRAME 960
#define TURN  6.283185307179586

/* An echo that a filter follows `late` samples behind, and hiss that has nothing to do with it. */
static void follow(struct echo_drift *drift, double late, int seconds)
{
    uint32_t dice = 1;
    for (int frame = 0; frame < seconds * 50; frame++) {
        int16_t heard[FRAME];
        int16_t left[FRAME];
        for (int i = 0; i < FRAME; i++) {
            double at = frame * FRAME + i;
            dice = dice * 1664525u + 1013904223u;
            double hiss = (dice >> 8) / 8388608.0 * 100 - 100;
            double echo = 3000 * sin(TURN * at / 90);
            heard[i] = (int16_t)(echo + hiss);
            left[i] = (int16_t)(echo - 3000 * sin(TURN * (at - late) / 90) + hiss);
        }
        echo_drift_add(drift, heard, left, FRAME);
    }
}

static void a_filter_that_comes_late_or_early_turns_the_rate(void **state)
{
    (void)state;
    struct echo_drift late = {.rate = 0};
    struct echo_drift early = {.rate = 0};
    struct echo_drift neither = {.rate = 0};
    follow(&late, 0.5, 3);
    follow(&early, -0.5, 3);
    follow(&neither, 0, 3);
    assert_true(late.rate < -5e-6 || late.rate > 5e-6);
    assert_true(late.rate * early.rate < 0);
    assert_true(fabs(neither.rate) < 1e-6);
}

static void what_no_quartz_does_is_not_believed(void **state)
{
    (void)state;
    struct echo_drift drift = {.rate = 0};
    follow(&drift, 5, 90);
    assert_true(fabs(drift.rate) <= ECHO_DRIFT_MAX);
}

static void silence_teaches_nothing(void **state)
{
    (void)state;
    static const int16_t silence[FRAME];
    struct echo_drift drift = {.rate = 20e-6};
    for (int i = 0; i < 100; i++)
        echo_drift_add(&drift, silence, silence, FRAME);
    assert_true(drift.rate == 20e-6);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_filter_that_comes_late_or_early_turns_the_rate),
    cmocka_unit_test(what_no_quartz_does_is_not_believed),
    cmocka_unit_test(silence_teaches_nothing),
};
TEST_GROUP(echo_drift, tests)
