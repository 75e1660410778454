#include "media/loudness.h"

#include <math.h>
#include <string.h>

#include "harness.h"
#include "noise.h"

#define SAMPLES 48000

static int16_t pcm[SAMPLES];

static float level_of_sine(double hz, double peak)
{
    struct loudness loudness = {.in = {0}};
    for (int i = 0; i < SAMPLES; i++)
        pcm[i] = (int16_t)(peak * sin(6.283185307179586 * hz * i / 48000));
    loudness_power(&loudness, pcm, SAMPLES / 2);
    return loudness_db(loudness_power(&loudness, pcm + SAMPLES / 2, SAMPLES / 2));
}

static void a_voice_counts_whole_and_hum_hardly(void **state)
{
    (void)state;
    assert_float_equal(level_of_sine(1000, 32767), -3.3F, 0.4F);
    assert_float_equal(level_of_sine(1000, 3276.7), -23.3F, 0.4F);
    assert_float_equal(level_of_sine(400, 32767), -5.0F, 0.6F);
    assert_true(level_of_sine(50, 32767) < -27);
}

static void silence_is_silent_whatever_it_rests_on(void **state)
{
    (void)state;
    struct loudness loudness = {.in = {0}};
    memset(pcm, 0, sizeof pcm);
    assert_true(loudness_db(loudness_power(&loudness, pcm, SAMPLES)) <= LOUDNESS_SILENCE_DB);
    for (int i = 0; i < SAMPLES; i++)
        pcm[i] = 3000;
    loudness_power(&loudness, pcm, SAMPLES);
    assert_true(loudness_db(loudness_power(&loudness, pcm, SAMPLES)) < -90);
}

static void noise_in_portions_is_as_loud_as_in_one(void **state)
{
    (void)state;
    struct loudness whole = {.in = {0}};
    struct loudness parts = {.in = {0}};
    memset(pcm, 0, sizeof pcm);
    noise_add(pcm, SAMPLES, 0, -40);
    float power = loudness_power(&whole, pcm, SAMPLES);
    float sum = 0;
    for (int i = 0; i < 100; i++)
        sum += loudness_power(&parts, pcm + i * 480, 480);
    assert_float_equal(loudness_db(power), -40, 0.5F);
    assert_float_equal(loudness_db(sum / 100), loudness_db(power), 0.05F);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_voice_counts_whole_and_hum_hardly),
    cmocka_unit_test(silence_is_silent_whatever_it_rests_on),
    cmocka_unit_test(noise_in_portions_is_as_loud_as_in_one),
};
TEST_GROUP(loudness, tests)
