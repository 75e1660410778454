#include "devices/speech.h"

#include <math.h>
#include <string.h>

#include "harness.h"

#define SECONDS 10
#define SAMPLES (SECONDS * SPEECH_RATE_HZ)
#define BLOCK   960

static int16_t pcm[SAMPLES];
static int16_t other[SAMPLES];

static void speak(uint32_t seed, int16_t *out)
{
    struct speech speech;
    speech_start(&speech, seed);
    speech_fill(&speech, out, SAMPLES);
}

static double power_of(const int16_t *samples, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * samples[i];
    return sum / (double)count;
}

static void the_same_seed_says_the_same_in_any_portions(void **state)
{
    (void)state;
    struct speech speech;
    speak(1, pcm);
    speech_start(&speech, 1);
    size_t at = 0;
    for (size_t portion = 1; at < SAMPLES; portion = portion * 3 % 4099 + 1) {
        size_t count = portion < SAMPLES - at ? portion : SAMPLES - at;
        speech_fill(&speech, other + at, count);
        at += count;
    }
    assert_memory_equal(pcm, other, sizeof pcm);
    speak(2, other);
    assert_memory_not_equal(pcm, other, sizeof pcm);
}

static void it_speaks_at_about_minus_twenty_decibels_and_never_clips(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        speak(seed, pcm);
        double power = 0;
        int sounding = 0;
        for (size_t at = 0; at < SAMPLES; at += BLOCK) {
            double block = power_of(pcm + at, BLOCK);
            if (block < 200 * 200)
                continue;
            power += block;
            sounding++;
        }
        double level = 10 * log10(power / sounding / 32768 / 32768);
        assert_true(level > -22.5);
        assert_true(level < -17.5);
        for (size_t i = 0; i < SAMPLES; i++)
            assert_in_range(pcm[i] + 32767, 1, 65533);
    }
}

static void it_speaks_in_syllables_with_pauses(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 2; seed++) {
        speak(seed, pcm);
        int silent = 0;
        int loud = 0;
        int rises = 0;
        bool was_loud = false;
        for (size_t at = 0; at < SAMPLES; at += BLOCK) {
            double block = sqrt(power_of(pcm + at, BLOCK));
            bool is_loud = block > 2000;
            silent += block < 60;
            loud += is_loud;
            rises += is_loud && !was_loud;
            was_loud = is_loud;
        }
        int blocks = SAMPLES / BLOCK;
        assert_in_range(silent, blocks / 12, blocks / 2);
        assert_in_range(loud, blocks / 6, blocks * 4 / 5);
        assert_in_range(rises, SECONDS, SECONDS * 7);
    }
}

/* By autocorrelation, in the loudest block. */
static double pitch_of(const int16_t *samples)
{
    size_t best_at = 0;
    double best_power = 0;
    for (size_t at = 0; at + 2 * BLOCK < SAMPLES; at += BLOCK) {
        double power = power_of(samples + at, 2 * BLOCK);
        if (power > best_power) {
            best_power = power;
            best_at = at;
        }
    }
    /* The first lag that fits nearly as well as any: twice a period fits too. */
    double fits[600] = {0};
    double best = 0;
    for (size_t lag = 150; lag < 600; lag++) {
        for (size_t i = 0; i < BLOCK; i++)
            fits[lag] += (double)samples[best_at + i] * samples[best_at + i + lag];
        best = fits[lag] > best ? fits[lag] : best;
    }
    for (size_t lag = 151; lag < 599; lag++) {
        bool peak = fits[lag] >= fits[lag - 1] && fits[lag] >= fits[lag + 1];
        if (peak && fits[lag] > 0.8 * best)
            return (double)SPEECH_RATE_HZ / (double)lag;
    }
    return 0;
}

static void odd_seeds_have_the_higher_voice(void **state)
{
    (void)state;
    speak(1, pcm);
    speak(2, other);
    double high = pitch_of(pcm);
    double low = pitch_of(other);
    assert_true(high > 150);
    assert_true(high < 300);
    assert_true(low > 80);
    assert_true(low < 150);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_seed_says_the_same_in_any_portions),
    cmocka_unit_test(it_speaks_at_about_minus_twenty_decibels_and_never_clips),
    cmocka_unit_test(it_speaks_in_syllables_with_pauses),
    cmocka_unit_test(odd_seeds_have_the_higher_voice),
};
TEST_GROUP(speech, tests)
