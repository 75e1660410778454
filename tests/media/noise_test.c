#include "media/noise.h"

#include <math.h>
#include <string.h>

#include "devices/speech.h"
#include "harness.h"
#include "noise.h"

#define RATE    48000
#define FRAME   NOISE_FRAME_SAMPLES
#define SECONDS 24
#define SAMPLES (SECONDS * RATE)
#define LEARNT  (10 * RATE) /* from here on it is measured */
#define PERIOD  (4 * RATE)

/* A room, and what a person does in it for some of each four seconds. */
struct scene {
    double fan_db, hum_db, breath_db;
    size_t breath_samples;
    double voice; /* of the made voice's own loudness */
};

static int16_t before[SAMPLES], after[SAMPLES];
static bool wanted[SAMPLES / FRAME]; /* frames with somebody in them */

static double power(const int16_t *pcm, size_t samples)
{
    double sum = 0;
    for (size_t i = 0; i < samples; i++)
        sum += (double)pcm[i] * pcm[i];
    return sum;
}

static void speak(double part)
{
    static int16_t voice[SAMPLES];
    struct speech speech;
    speech_start(&speech, 2);
    speech_fill(&speech, voice, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        before[i] = (int16_t)(voice[i] * part);
    for (size_t frame = 0; frame < SAMPLES / FRAME; frame++)
        wanted[frame] = power(voice + frame * FRAME, FRAME) > 1e5 * FRAME;
}

static void breathe(const struct scene *scene)
{
    for (size_t at = 3 * RATE; at + scene->breath_samples < SAMPLES; at += PERIOD) {
        breath_add(before + at, scene->breath_samples, scene->breath_db);
        for (size_t i = 0; i < scene->breath_samples; i += FRAME)
            wanted[(at + i) / FRAME] = true;
    }
}

static void run(const struct scene *scene, enum noise_level level)
{
    memset(before, 0, sizeof before);
    memset(wanted, 0, sizeof wanted);
    if (scene->voice > 0)
        speak(scene->voice);
    if (scene->breath_samples > 0)
        breathe(scene);
    fan_add(before, SAMPLES, 0, scene->fan_db);
    hum_add(before, SAMPLES, 0, scene->hum_db);
    struct noise *noise = noise_create();
    assert_non_null(noise);
    noise_set(noise, level, NULL);
    memcpy(after, before, sizeof after);
    for (size_t at = 0; at < SAMPLES; at += FRAME)
        noise_run(noise, after + at);
    noise_destroy(noise);
}

/* By how many decibels the frames with somebody in them, or the others, were turned down. */
static double less_db(bool somebody)
{
    double in = 1;
    double out = 1;
    for (size_t frame = LEARNT / FRAME; frame + 1 < SAMPLES / FRAME; frame++) {
        if (wanted[frame] != somebody)
            continue;
        in += power(before + frame * FRAME, FRAME);
        out += power(after + (frame + 1) * FRAME, FRAME);
    }
    return 10 * log10(in / out);
}

static const struct scene breaths[] = {
    {.fan_db = -62, .hum_db = -90, .breath_db = -40, .breath_samples = RATE},
    {.fan_db = -62, .hum_db = -90, .breath_db = -40, .breath_samples = 2 * RATE},
    {.fan_db = -46, .hum_db = -90, .breath_db = -40, .breath_samples = RATE},
    {.fan_db = -62, .hum_db = -50, .breath_db = -40, .breath_samples = 3 * RATE},
};

static void a_sigh_survives_what_is_gentle(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof breaths / sizeof breaths[0]; i++) {
        run(&breaths[i], NOISE_GENTLE);
        assert_true(less_db(true) < 6);
    }
}

static void a_fan_and_hum_are_turned_down_and_more_so_when_it_is_strong(void **state)
{
    (void)state;
    static const struct scene fan = {.fan_db = -46, .hum_db = -90};
    static const struct scene hum = {.fan_db = -62, .hum_db = -40};
    run(&fan, NOISE_GENTLE);
    assert_true(less_db(false) > 10 && less_db(false) < 13);
    run(&hum, NOISE_GENTLE);
    assert_true(less_db(false) > 10 && less_db(false) < 13);
    run(&fan, NOISE_STRONG);
    assert_true(less_db(false) > 17);
    run(&hum, NOISE_STRONG);
    assert_true(less_db(false) > 17);
}

static void a_voice_stays_as_loud_as_it_was(void **state)
{
    (void)state;
    static const struct scene voices[] = {
        {.fan_db = -62, .hum_db = -90, .voice = 1},
        {.fan_db = -62, .hum_db = -90, .voice = 0.1},
        {.fan_db = -46, .hum_db = -50, .voice = 0.5},
    };
    for (size_t i = 0; i < sizeof voices / sizeof voices[0]; i++) {
        run(&voices[i], NOISE_GENTLE);
        assert_true(fabs(less_db(true)) < 1);
        run(&voices[i], NOISE_STRONG);
        assert_true(fabs(less_db(true)) < 1.5);
    }
}

static void switched_off_it_turns_nothing_down(void **state)
{
    (void)state;
    static const struct scene scene = {.fan_db = -46, .hum_db = -50, .voice = 1};
    run(&scene, NOISE_OFF);
    assert_true(fabs(less_db(true)) < 0.1);
    assert_true(fabs(less_db(false)) < 0.1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_sigh_survives_what_is_gentle),
    cmocka_unit_test(a_fan_and_hum_are_turned_down_and_more_so_when_it_is_strong),
    cmocka_unit_test(a_voice_stays_as_loud_as_it_was),
    cmocka_unit_test(switched_off_it_turns_nothing_down),
};
TEST_GROUP(noise, tests)
