#include "media/sound_meter.h"

#include <math.h>
#include <string.h>

#include "harness.h"
#include "noise.h"
#include "tone.h"

#define BLOCK    960
#define A_SECOND 50 /* blocks */

static uint64_t heard; /* samples, by the meter of a test */

/* A room for some seconds: noise, hum, and a voice where `voice` says so. */
static void hear(struct sound_meter *meter, double seconds, double noise_db, double hum_db,
                 bool voice)
{
    for (int i = 0; i < (int)(seconds * A_SECOND); i++) {
        int16_t pcm[BLOCK] = {0};
        if (voice)
            tone_fill(pcm, BLOCK, heard);
        noise_add(pcm, BLOCK, (uint32_t)heard, noise_db);
        hum_add(pcm, BLOCK, heard, hum_db);
        sound_meter_add(meter, pcm, BLOCK);
        heard += BLOCK;
    }
}

static void a_level_comes_each_fifty_milliseconds(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    int16_t pcm[BLOCK] = {0};
    unsigned levels = 0;
    for (int i = 0; i < A_SECOND; i++)
        levels += sound_meter_add(&meter, pcm, BLOCK);
    assert_int_equal(levels, 20);
    int16_t long_pcm[3 * SOUND_METER_WINDOW_SAMPLES] = {0};
    assert_true(sound_meter_add(&meter, long_pcm, 3 * SOUND_METER_WINDOW_SAMPLES));
    assert_false(sound_meter_add(&meter, long_pcm, SOUND_METER_WINDOW_SAMPLES - 1));
    assert_true(sound_meter_add(&meter, long_pcm, 1));
    assert_false(sound_meter_add(&meter, long_pcm, 0));
    assert_true(meter.level.peak_db <= LOUDNESS_SILENCE_DB);
    assert_false(meter.level.hears_you);
}

static void peak_and_mean_are_those_of_the_sound(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    int16_t pcm[SOUND_METER_WINDOW_SAMPLES];
    for (int i = 0; i < SOUND_METER_WINDOW_SAMPLES; i++)
        pcm[i] = (int16_t)(16384 * sin(6.283185307179586 * 440 * i / 48000));
    sound_meter_add(&meter, pcm, SOUND_METER_WINDOW_SAMPLES);
    assert_float_equal(meter.level.peak_db, -6.02F, 0.1F);
    assert_float_equal(meter.level.rms_db, -9.03F, 0.1F);
    pcm[0] = -32768;
    sound_meter_add(&meter, pcm, SOUND_METER_WINDOW_SAMPLES);
    assert_float_equal(meter.level.peak_db, 0, 0.01F);
}

static void the_noise_of_a_room_is_known_after_three_seconds(void **state)
{
    (void)state;
    static const struct {
        double noise_db, hum_db;
        enum room_noise noise;
    } rooms[] = {
        {-90, -90, ROOM_QUIET},      {-60, -40, ROOM_QUIET},      {-55, -90, ROOM_QUIET},
        {-70, -25, ROOM_SOME_NOISE}, /* hum that drowns all else is heard */
        {-47, -90, ROOM_SOME_NOISE}, {-43, -60, ROOM_SOME_NOISE}, {-36, -60, ROOM_LOUD},
        {-25, -90, ROOM_LOUD},
    };
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++) {
        struct sound_meter meter = {.samples = 0};
        hear(&meter, 2.9, rooms[i].noise_db, rooms[i].hum_db, false);
        assert_false(meter.level.noise_known);
        hear(&meter, 0.2, rooms[i].noise_db, rooms[i].hum_db, false);
        assert_true(meter.level.noise_known);
        assert_int_equal(meter.level.noise, rooms[i].noise);
        assert_false(meter.level.hears_you);
    }
}

/* Who speaks during the three seconds has no noisy room for it: words have gaps. */
static void a_voice_is_no_noise(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    for (int i = 0; i < 6; i++) {
        hear(&meter, 0.8, -62, -90, true);
        hear(&meter, 0.2, -62, -90, false);
    }
    assert_int_equal(meter.level.noise, ROOM_QUIET);
    assert_float_equal(meter.level.noise_db, -62, 2);
    assert_true(meter.level.hears_you);
}

static void i_hear_you_when_you_speak_up(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    hear(&meter, 3, -60, -90, false);
    assert_false(meter.level.hears_you);
    hear(&meter, 0.3, -60, -90, true);
    assert_true(meter.level.hears_you);
    hear(&meter, 0.6, -60, -90, false);
    assert_false(meter.level.hears_you);
    /* In noise nearly as loud as the voice it is not heard well. */
    struct sound_meter noisy = {.samples = 0};
    hear(&noisy, 3, -22, -90, false);
    hear(&noisy, 1, -22, -90, true);
    assert_false(noisy.level.hears_you);
}

static void what_is_cut_off_is_told_for_a_second(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    int16_t loud[SOUND_METER_WINDOW_SAMPLES] = {32767, 32767, 32767};
    sound_meter_add(&meter, loud, SOUND_METER_WINDOW_SAMPLES);
    assert_false(meter.level.clipping);
    loud[3] = -32768;
    sound_meter_add(&meter, loud, SOUND_METER_WINDOW_SAMPLES);
    assert_true(meter.level.clipping);
    hear(&meter, 0.9, -60, -90, true);
    assert_true(meter.level.clipping);
    hear(&meter, 0.2, -60, -90, true);
    assert_false(meter.level.clipping);
}

static void a_room_at_a_threshold_does_not_flicker(void **state)
{
    (void)state;
    struct sound_meter meter = {.samples = 0};
    unsigned changes = 0;
    enum room_noise last = ROOM_QUIET;
    for (int i = 0; i < 40; i++) {
        hear(&meter, 0.5, i % 2 == 0 ? -51.5 : -52.5, -90, false);
        changes += meter.level.noise != last;
        last = meter.level.noise;
    }
    assert_in_range(changes, 0, 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_level_comes_each_fifty_milliseconds),
    cmocka_unit_test(peak_and_mean_are_those_of_the_sound),
    cmocka_unit_test(the_noise_of_a_room_is_known_after_three_seconds),
    cmocka_unit_test(a_voice_is_no_noise),
    cmocka_unit_test(i_hear_you_when_you_speak_up),
    cmocka_unit_test(what_is_cut_off_is_told_for_a_second),
    cmocka_unit_test(a_room_at_a_threshold_does_not_flicker),
};
TEST_GROUP(sound_meter, tests)
