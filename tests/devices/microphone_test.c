#include "devices/microphone.h"

#include <stdlib.h>
#include <string.h>

#include "devices/scratch.h"
#include "devices/speech.h"
#include "devices/wav.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)

static struct microphone *must_open(const char *spec)
{
    struct microphone *microphone = NULL;
    struct device_error error;
    if (!microphone_open(&microphone, spec, &error))
        fail_msg("%s", error.text);
    return microphone;
}

static const char *sound_write(const char *name, int rate_hz, const int16_t *pcm, size_t samples)
{
    static char spec[200];
    struct device_error error;
    struct wav_writer writer;
    const char *path = scratch_path(name);
    assert_true(wav_writer_open(&writer, path, rate_hz, &error));
    assert_true(wav_write(&writer, pcm, samples, &error));
    assert_true(wav_writer_close(&writer, &error));
    (void)snprintf(spec, sizeof spec, "wav:%s", path);
    return spec;
}

static void blocks_come_every_twenty_milliseconds_after_the_first_asking(void **state)
{
    (void)state;
    struct microphone *microphone = must_open("silence");
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us = 0;
    assert_true(microphone_next_due_us(microphone) == 0);
    assert_false(microphone_read(microphone, SECOND, pcm, &captured_at_us));
    for (uint64_t i = 0; i < 100; i++) {
        uint64_t due_us = SECOND + (i + 1) * MICROPHONE_BLOCK_US;
        assert_true(microphone_next_due_us(microphone) == due_us);
        assert_false(microphone_read(microphone, due_us - 1, pcm, &captured_at_us));
        memset(pcm, 1, sizeof pcm);
        assert_true(microphone_read(microphone, due_us, pcm, &captured_at_us));
        assert_true(captured_at_us == due_us - MICROPHONE_BLOCK_US);
        for (size_t s = 0; s < MICROPHONE_BLOCK_SAMPLES; s++)
            assert_int_equal(pcm[s], 0);
    }
    assert_int_equal(microphone_queued_samples(microphone), 0);
    assert_false(microphone_is_gone(microphone));
    microphone_close(microphone);
    microphone_close(NULL);
}

static void a_little_late_is_caught_up_whole(void **state)
{
    (void)state;
    struct microphone *microphone = must_open("speech:2");
    struct speech speech;
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    int16_t said[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us = 0;
    speech_start(&speech, 2);
    assert_false(microphone_read(microphone, SECOND, pcm, &captured_at_us));
    for (uint64_t i = 0; i < 10; i++) {
        assert_true(
            microphone_read(microphone, SECOND + 10 * MICROPHONE_BLOCK_US, pcm, &captured_at_us));
        assert_true(captured_at_us == SECOND + i * MICROPHONE_BLOCK_US);
        speech_fill(&speech, said, MICROPHONE_BLOCK_SAMPLES);
        assert_memory_equal(pcm, said, sizeof pcm);
    }
    assert_false(
        microphone_read(microphone, SECOND + 10 * MICROPHONE_BLOCK_US, pcm, &captured_at_us));
    microphone_close(microphone);
}

static void what_is_very_late_is_thrown_away(void **state)
{
    (void)state;
    struct microphone *microphone = must_open("silence");
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us = 0;
    assert_false(microphone_read(microphone, 0, pcm, &captured_at_us));
    assert_true(microphone_read(microphone, 60 * SECOND, pcm, &captured_at_us));
    assert_true(captured_at_us == 60 * SECOND - MICROPHONE_BLOCK_US);
    assert_false(microphone_read(microphone, 60 * SECOND, pcm, &captured_at_us));
    assert_true(microphone_next_due_us(microphone) == 60 * SECOND + MICROPHONE_BLOCK_US);
    microphone_close(microphone);
}

static void a_file_at_our_rate_is_given_sample_by_sample_and_looped(void **state)
{
    (void)state;
    int16_t sound[1000];
    for (int i = 0; i < 1000; i++)
        sound[i] = (int16_t)(i * 60 - 30000);
    struct microphone *microphone = must_open(sound_write("m.wav", 48000, sound, 1000));
    int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
    uint64_t captured_at_us = 0;
    assert_false(microphone_read(microphone, 0, pcm, &captured_at_us));
    for (size_t block = 0; block < 5; block++) {
        assert_true(
            microphone_read(microphone, (block + 1) * MICROPHONE_BLOCK_US, pcm, &captured_at_us));
        for (size_t i = 0; i < MICROPHONE_BLOCK_SAMPLES; i++)
            assert_int_equal(pcm[i], sound[(block * MICROPHONE_BLOCK_SAMPLES + i) % 1000]);
    }
    microphone_close(microphone);
    scratch_clear();
}

static void a_file_at_another_rate_keeps_its_length_and_its_shape(void **state)
{
    (void)state;
    static const int rates_hz[] = {8000, 16000, 44100, 96000};
    for (size_t r = 0; r < sizeof rates_hz / sizeof rates_hz[0]; r++) {
        /* A ramp over a second: what is heard at each moment is known at any rate. */
        size_t samples = (size_t)rates_hz[r];
        int16_t *sound = malloc(samples * sizeof *sound);
        assert_non_null(sound);
        for (size_t i = 0; i < samples; i++)
            sound[i] = (int16_t)(i * 20000 / samples);
        struct microphone *microphone =
            must_open(sound_write("r.wav", rates_hz[r], sound, samples));
        int16_t pcm[MICROPHONE_BLOCK_SAMPLES];
        uint64_t captured_at_us = 0;
        assert_false(microphone_read(microphone, 0, pcm, &captured_at_us));
        for (size_t block = 0; block < 49; block++) {
            assert_true(microphone_read(microphone, (block + 1) * MICROPHONE_BLOCK_US, pcm,
                                        &captured_at_us));
            for (size_t i = 0; i < MICROPHONE_BLOCK_SAMPLES; i++) {
                int expected = (int)((block * MICROPHONE_BLOCK_SAMPLES + i) * 20000 / 48000);
                assert_in_range(pcm[i] + 10, expected + 7, expected + 13);
            }
        }
        microphone_close(microphone);
        free(sound);
    }
    scratch_clear();
}

static void what_cannot_be_opened_says_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        enum device_error_kind kind;
        const char *says;
    } rows[] = {
        {"", DEVICE_ERROR_FORMAT, "none of sdl"},
        {"headset", DEVICE_ERROR_FORMAT, "\"headset\""},
        {"speech", DEVICE_ERROR_FORMAT, "speech:1"},
        {"speech:one", DEVICE_ERROR_FORMAT, "speech:1"},
        {"speech:-4", DEVICE_ERROR_FORMAT, "speech:1"},
        {"wav:/nowhere/a.wav", DEVICE_ERROR_NOT_FOUND, "/nowhere/a.wav"},
        {"wav:/dev/null", DEVICE_ERROR_FORMAT, "ffmpeg"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct microphone *microphone = NULL;
        struct device_error error;
        assert_false(microphone_open(&microphone, rows[i].spec, &error));
        assert_null(microphone);
        assert_int_equal(error.kind, rows[i].kind);
        if (strstr(error.text, rows[i].says) == NULL)
            fail_msg("%s gave \"%s\"", rows[i].spec, error.text);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(blocks_come_every_twenty_milliseconds_after_the_first_asking),
    cmocka_unit_test(a_little_late_is_caught_up_whole),
    cmocka_unit_test(what_is_very_late_is_thrown_away),
    cmocka_unit_test(a_file_at_our_rate_is_given_sample_by_sample_and_looped),
    cmocka_unit_test(a_file_at_another_rate_keeps_its_length_and_its_shape),
    cmocka_unit_test(what_cannot_be_opened_says_what_to_do),
};
TEST_GROUP(microphone, tests)
