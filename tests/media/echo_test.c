#include "media/echo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "devices/speech.h"
#include "harness.h"
#include "media/noise.h"
#include "room.h"

#define RATE     48000
#define FRAME    ECHO_FRAME_SAMPLES
#define BEGIN_US 1000000.0
#define AHEAD_US 15000.0 /* how long what is given to the loudspeaker waits there */
#define SECONDS  32
#define SAMPLES  (SECONDS * RATE)
#define JUMP_AT  (SAMPLES / 2)

/* Somebody far speaks for half a minute out of a loudspeaker, into a room. */
struct scene {
    struct room room;
    bool here_too;       /* somebody here speaks meanwhile */
    double off_us;       /* by at most how much the devices' moments are wrong */
    double jump_samples; /* half-way the way from loudspeaker to microphone becomes longer … */
    bool jump_is_known;  /* … because the loudspeaker had nothing to play for that long */
    bool nothing_played;
};

static int16_t far_voice[SAMPLES + RATE], near_voice[SAMPLES];
static int16_t echo_alone[SAMPLES], microphone[SAMPLES], left_over[SAMPLES], clean[SAMPLES];

static int make_voices(void **state)
{
    (void)state;
    struct speech speech;
    speech_start(&speech, 1);
    speech_fill(&speech, far_voice, SAMPLES + RATE);
    speech_start(&speech, 2);
    speech_fill(&speech, near_voice, SAMPLES);
    return 0;
}

static struct scene usual(void)
{
    struct scene scene = {.off_us = 5000};
    room_init(&scene.room, 7);
    scene.room.played = far_voice;
    scene.room.played_samples = SAMPLES + RATE;
    return scene;
}

static double roll(uint32_t *dice)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 8) / 8388608.0 - 1;
}

static void fill_the_room(const struct scene *scene)
{
    uint32_t dice = 1;
    struct room room = scene->room;
    memset(echo_alone, 0, sizeof echo_alone);
    for (size_t at = 0; at < SAMPLES && !scene->nothing_played; at += FRAME) {
        room.delay = scene->room.delay + (at >= JUMP_AT ? scene->jump_samples : 0);
        room_hear(&room, at, echo_alone + at, FRAME);
    }
    for (size_t i = 0; i < SAMPLES; i++) {
        int hiss = (int)lround(10 * roll(&dice));
        int voice = scene->here_too ? near_voice[i] : 0;
        microphone[i] = (int16_t)(echo_alone[i] + voice + hiss);
    }
}

/* What the media thread does: the loudspeaker is kept full, then the microphone is read. Returns
 * the drift that was found. */
static double run(const struct scene *scene, int16_t *out)
{
    uint32_t dice = 1;
    size_t played = 0;
    struct echo *echo = echo_create();
    struct noise *noise = noise_create();
    assert_non_null(echo);
    assert_non_null(noise);
    noise_set(noise, NOISE_GENTLE, echo);
    for (size_t at = 0; at < SAMPLES; at += FRAME) {
        double now_us = BEGIN_US + (double)(at + FRAME) * 1e6 / RATE;
        double each_us = 1e6 / (RATE * (1 + scene->room.drift_ppm * 1e-6));
        while (BEGIN_US + (double)played * each_us < now_us + AHEAD_US) {
            double missed = scene->jump_is_known && at >= JUMP_AT ? scene->jump_samples : 0;
            double sounds_us = BEGIN_US + ((double)played + missed) * each_us;
            static const int16_t silence[FRAME / 2];
            echo_play(echo, scene->nothing_played ? silence : far_voice + played, FRAME / 2,
                      played + (uint64_t)missed,
                      (uint64_t)(sounds_us + scene->off_us * roll(&dice)));
            played += FRAME / 2;
        }
        memcpy(out + at, microphone + at, FRAME * sizeof *out);
        double captured_us = BEGIN_US + (double)at * 1e6 / RATE + scene->off_us * roll(&dice);
        echo_cancel(echo, out + at, (uint64_t)captured_us);
        noise_run(noise, out + at);
    }
    double drift_ppm = echo_drift_ppm(echo);
    noise_destroy(noise);
    echo_destroy(echo);
    return drift_ppm;
}

static double power(const int16_t *pcm, size_t samples)
{
    double sum = 1;
    for (size_t i = 0; i < samples; i++)
        sum += (double)pcm[i] * pcm[i];
    return sum;
}

/* By how many decibels less of the echo is left from one second to another. */
static double less_db(int from_s, int to_s)
{
    size_t first = (size_t)from_s * RATE;
    size_t samples = (size_t)(to_s - from_s) * RATE;
    return 10 * log10(power(echo_alone + first, samples) / power(left_over + first, samples));
}

static void an_echo_alone_is_taken_away(void **state)
{
    (void)state;
    struct scene scene = usual();
    fill_the_room(&scene);
    run(&scene, left_over);
    assert_true(less_db(6, 10) > 15);
    assert_true(less_db(16, 20) > 20);
    assert_true(less_db(24, 32) > 30);
}

static void clocks_that_run_apart_are_brought_together(void **state)
{
    (void)state;
    static const double drifts_ppm[] = {50, -100};
    for (size_t i = 0; i < sizeof drifts_ppm / sizeof drifts_ppm[0]; i++) {
        struct scene scene = usual();
        scene.room.drift_ppm = drifts_ppm[i];
        fill_the_room(&scene);
        double found_ppm = run(&scene, left_over);
        assert_true(fabs(found_ppm - drifts_ppm[i]) < 5);
        assert_true(less_db(24, 32) > 20);
    }
}

static void a_loudspeaker_that_paused_is_known_to_have_paused(void **state)
{
    (void)state;
    struct scene scene = usual();
    scene.jump_samples = 1920;
    scene.jump_is_known = true;
    fill_the_room(&scene);
    run(&scene, left_over);
    assert_true(less_db(17, 21) > 20);
}

static void a_jump_that_nobody_tells_of_is_learnt_anew(void **state)
{
    (void)state;
    struct scene scene = usual();
    scene.jump_samples = 1920;
    fill_the_room(&scene);
    run(&scene, left_over);
    assert_true(less_db(26, 32) > 15);
}

/* How near the voice here is to what would have left without the other's, frame by frame; and what
 * is left of the echo in its pauses. */
static void measure_double_talk(double *before_db, double *after_db, double *pauses_db)
{
    double before = 0;
    double after = 0;
    double echo = 1;
    double left = 1;
    size_t frames = 0;
    for (size_t at = SAMPLES / 2; at + 2 * FRAME < SAMPLES; at += FRAME) {
        double voice = power(near_voice + at, FRAME);
        int16_t noise[FRAME];
        for (size_t i = 0; i < FRAME; i++)
            noise[i] = (int16_t)(left_over[at + FRAME + i] - clean[at + FRAME + i]);
        if (voice > 1e4 * FRAME) {
            before += fmin(35, 10 * log10(voice / power(echo_alone + at, FRAME)));
            after += fmin(35, 10 * log10(voice / power(noise, FRAME)));
            frames++;
        } else if (voice < 10 * FRAME) {
            echo += power(echo_alone + at, FRAME);
            left += power(left_over + at + FRAME, FRAME);
        }
    }
    *before_db = before / (double)frames;
    *after_db = after / (double)frames;
    *pauses_db = 10 * log10(echo / left);
}

static void who_speaks_at_once_is_heard_and_the_echo_is_not(void **state)
{
    (void)state;
    static const double drifts_ppm[] = {0, 50};
    for (size_t i = 0; i < sizeof drifts_ppm / sizeof drifts_ppm[0]; i++) {
        double before_db;
        double after_db;
        double pauses_db;
        struct scene scene = usual();
        scene.here_too = true;
        scene.nothing_played = true;
        fill_the_room(&scene);
        run(&scene, clean);
        scene.nothing_played = false;
        scene.room.drift_ppm = drifts_ppm[i];
        fill_the_room(&scene);
        run(&scene, left_over);
        measure_double_talk(&before_db, &after_db, &pauses_db);
        assert_true(pauses_db > 20);
        assert_true(after_db > before_db + 6);
        assert_true(after_db > 15);
    }
}

/* Headphones that nobody knows of: there is nothing to take away, and the voice stays. */
static void where_there_is_no_echo_the_voice_stays(void **state)
{
    (void)state;
    struct scene scene = usual();
    scene.here_too = true;
    scene.room.gain = 0;
    fill_the_room(&scene);
    double drift_ppm = run(&scene, left_over);
    double before = power(near_voice + JUMP_AT, SAMPLES / 2 - FRAME);
    double after = power(left_over + JUMP_AT + FRAME, SAMPLES / 2 - FRAME);
    assert_true(10 * log10(before / after) < 3);
    assert_true(fabs(drift_ppm) < 10);
}

static void before_anything_was_played_nothing_is_changed(void **state)
{
    (void)state;
    int16_t pcm[FRAME];
    struct echo *echo = echo_create();
    memcpy(pcm, near_voice, sizeof pcm);
    echo_cancel(echo, pcm, 1000);
    assert_memory_equal(pcm, near_voice, sizeof pcm);
    echo_destroy(echo);
    echo_destroy(NULL);
}

/* A computer that slept, a clock that went back: sound goes on. */
static void moments_that_make_no_sense_do_no_harm(void **state)
{
    (void)state;
    static const uint64_t moments_us[] = {0, UINT64_MAX, 5000000, 4000000, UINT64_MAX / 2, 1};
    struct echo *echo = echo_create();
    for (size_t i = 0; i < 600; i++) {
        int16_t pcm[FRAME];
        uint64_t at_us = moments_us[i / 7 % 6];
        echo_play(echo, far_voice + i * FRAME, FRAME, i * i, at_us);
        memcpy(pcm, near_voice + i * FRAME, sizeof pcm);
        echo_cancel(echo, pcm, moments_us[i / 9 % 6]);
    }
    assert_true(fabs(echo_drift_ppm(echo)) < 301);
    echo_destroy(echo);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup(an_echo_alone_is_taken_away, make_voices),
    cmocka_unit_test_setup(clocks_that_run_apart_are_brought_together, make_voices),
    cmocka_unit_test_setup(a_loudspeaker_that_paused_is_known_to_have_paused, make_voices),
    cmocka_unit_test_setup(a_jump_that_nobody_tells_of_is_learnt_anew, make_voices),
    cmocka_unit_test_setup(who_speaks_at_once_is_heard_and_the_echo_is_not, make_voices),
    cmocka_unit_test_setup(where_there_is_no_echo_the_voice_stays, make_voices),
    cmocka_unit_test_setup(before_anything_was_played_nothing_is_changed, make_voices),
    cmocka_unit_test_setup(moments_that_make_no_sense_do_no_harm, make_voices),
};
TEST_GROUP(echo, tests)
