#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <SDL2/SDL_log.h>

#include "devices/microphone.h"
#include "devices/scratch.h"
#include "devices/speaker.h"
#include "harness.h"

/* Long enough for any machine; nothing here depends on how long it took. */
#define TRIES_MAX 400000000

/* SDL's own drivers without hardware: `dummy` plays into nothing and hears silence, `disk` works
 * with files. SDL's threads are real, so the test waits for what must come. */
static void driver_set(const char *name)
{
    /* The disk driver warns of itself on the error stream. */
    SDL_LogSetAllPriority(SDL_NUM_LOG_PRIORITIES);
    assert_int_equal(setenv("SDL_AUDIODRIVER", name, 1), 0);
}

static void the_dummy_microphone_gives_blocks_of_silence(void **state)
{
    (void)state;
    driver_set("dummy");
    struct microphone *microphone = NULL;
    struct device_error error;
    if (!microphone_open(&microphone, "sdl", &error))
        fail_msg("%s", error.text);
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us = 0;
    for (int block = 0; block < 3; block++) {
        bool came = false;
        for (long i = 0; i < TRIES_MAX && !came; i++) {
            came = microphone_read(microphone, 5000000, pcm, &captured_at_us);
            if (!came)
                (void)sched_yield();
        }
        assert_true(came);
        assert_true(captured_at_us <= 5000000 - MICROPHONE_BLOCK_US);
        assert_true(captured_at_us >= 5000000 - MICROPHONE_LATE_MAX_US - MICROPHONE_BLOCK_US * 2);
        for (size_t i = 0; i < MICROPHONE_BLOCK_SAMPLES; i++)
            assert_int_equal(pcm[i], 0);
        assert_true(microphone_next_due_us(microphone) >= 5000000);
    }
    assert_false(microphone_is_gone(microphone));
    microphone_close(microphone);
}

static void the_dummy_loudspeaker_plays_what_it_was_given(void **state)
{
    (void)state;
    driver_set("dummy");
    static const int16_t pcm[4800];
    struct speaker *speaker = NULL;
    struct device_error error;
    if (!speaker_open(&speaker, "sdl", &error))
        fail_msg("%s", error.text);
    assert_int_equal(speaker_headphones(speaker), HEADPHONES_ASK);
    assert_true(speaker_write(speaker, 0, pcm, 4800));
    assert_true(speaker_queued_us(speaker, 0) <= 100000);
    bool empty = false;
    for (long i = 0; i < TRIES_MAX && !empty; i++) {
        empty = speaker_queued_samples(speaker, 0) == 0;
        (void)sched_yield();
    }
    assert_true(empty);
    /* Silence goes on behind what was given. */
    for (long i = 0; i < TRIES_MAX && speaker_place(speaker, 0) <= 4800; i++)
        (void)sched_yield();
    assert_true(speaker_place(speaker, 0) > 4800);
    assert_true(speaker_close(speaker, &error));
}

static void sound_goes_through_the_disk_driver_unchanged(void **state)
{
    (void)state;
    driver_set("disk");
    assert_int_equal(setenv("SDL_DISKAUDIOFILE", scratch_path("played.raw"), 1), 0);
    int16_t pcm[4800];
    for (int i = 0; i < 4800; i++)
        pcm[i] = (int16_t)(i + 1);
    struct speaker *speaker = NULL;
    struct device_error error;
    if (!speaker_open(&speaker, "sdl", &error))
        fail_msg("%s", error.text);
    assert_true(speaker_write(speaker, 0, pcm, 4800));
    for (long i = 0; i < TRIES_MAX && speaker_queued_samples(speaker, 0) != 0; i++)
        (void)sched_yield();
    assert_true(speaker_close(speaker, &error));
    size_t size = 0;
    char *played = read_test_file(scratch_path("played.raw"), &size);
    /* Whatever silence came before, then our samples in their order. */
    int16_t sample = 0;
    size_t at = 0;
    while (at + 2 <= size && sample == 0) {
        memcpy(&sample, played + at, 2);
        at += 2;
    }
    assert_int_equal(sample, 1);
    assert_true(size - (at - 2) >= sizeof pcm);
    assert_memory_equal(played + at - 2, pcm, sizeof pcm);
    free(played);
    scratch_clear();
}

static void a_machine_without_sound_says_what_to_do(void **state)
{
    (void)state;
    driver_set("no-such-driver");
    struct microphone *microphone = NULL;
    struct speaker *speaker = NULL;
    struct device_error error;
    assert_false(microphone_open(&microphone, "sdl", &error));
    assert_null(microphone);
    assert_int_equal(error.kind, DEVICE_ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "--mic silence"));
    assert_false(speaker_open(&speaker, "sdl:Kitchen", &error));
    assert_null(speaker);
    assert_int_equal(error.kind, DEVICE_ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "loudspeaker Kitchen"));
    assert_non_null(strstr(error.text, "--speaker none"));
    driver_set("dummy");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_dummy_microphone_gives_blocks_of_silence),
    cmocka_unit_test(the_dummy_loudspeaker_plays_what_it_was_given),
    cmocka_unit_test(sound_goes_through_the_disk_driver_unchanged),
    cmocka_unit_test(a_machine_without_sound_says_what_to_do),
};
TEST_GROUP(sdl_audio, tests)
