#include "devices/speaker.h"

#include <string.h>

#include "devices/scratch.h"
#include "devices/wav.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)
#define BLOCK  960

static struct speaker *must_open(const char *spec)
{
    struct speaker *speaker = NULL;
    struct device_error error;
    if (!speaker_open(&speaker, spec, &error))
        fail_msg("%s", error.text);
    return speaker;
}

static void the_queue_empties_by_the_clock(void **state)
{
    (void)state;
    static const int16_t pcm[2 * BLOCK];
    struct speaker *speaker = must_open("none");
    struct device_error error;
    assert_true(speaker_queued_us(speaker, SECOND) == 0);
    assert_true(speaker_write(speaker, SECOND, pcm, 2 * BLOCK));
    assert_true(speaker_queued_us(speaker, SECOND) == 40000);
    assert_true(speaker_queued_us(speaker, SECOND + 30000) == 10000);
    assert_int_equal(speaker_queued_samples(speaker, SECOND + 30000), 480);
    assert_true(speaker_write(speaker, SECOND + 30000, pcm, BLOCK));
    assert_true(speaker_queued_us(speaker, SECOND + 30000) == 30000);
    assert_true(speaker_queued_us(speaker, SECOND + 90000) == 0);
    /* After a gap it starts anew, and does not owe what was silent. */
    assert_true(speaker_write(speaker, 9 * SECOND, pcm, BLOCK));
    assert_true(speaker_queued_us(speaker, 9 * SECOND) == 20000);
    assert_true(speaker_close(speaker, &error));
    assert_true(speaker_close(NULL, &error));
}

static void the_silence_between_has_its_place_too(void **state)
{
    (void)state;
    static const int16_t pcm[BLOCK];
    struct speaker *speaker = must_open("none");
    struct device_error error;
    assert_int_equal(speaker_place(speaker, SECOND), 0);
    assert_true(speaker_write(speaker, SECOND, pcm, BLOCK));
    assert_int_equal(speaker_place(speaker, SECOND + 10000), BLOCK);
    assert_int_equal(speaker_place(speaker, SECOND + 120000), 6 * BLOCK);
    assert_true(speaker_write(speaker, SECOND + 120000, pcm, BLOCK));
    assert_int_equal(speaker_place(speaker, SECOND + 130000), 7 * BLOCK);
    assert_true(speaker_close(speaker, &error));
}

static void a_queue_never_grows_over_its_ceiling(void **state)
{
    (void)state;
    static const int16_t pcm[BLOCK];
    struct speaker *speaker = must_open("none");
    struct device_error error;
    for (int i = 0; i < 100; i++)
        assert_true(speaker_write(speaker, SECOND, pcm, BLOCK));
    assert_true(speaker_queued_us(speaker, SECOND) == SPEAKER_QUEUE_CEILING_US);
    assert_true(speaker_close(speaker, &error));
}

static void what_is_played_into_a_file_is_a_whole_wav_file(void **state)
{
    (void)state;
    char spec[200];
    int16_t pcm[BLOCK];
    struct device_error error;
    (void)snprintf(spec, sizeof spec, "wav:%s", scratch_path("out.wav"));
    struct speaker *speaker = must_open(spec);
    for (uint64_t block = 0; block < 50; block++) {
        for (size_t i = 0; i < BLOCK; i++)
            pcm[i] = (int16_t)(block * 100 + i);
        assert_true(speaker_write(speaker, SECOND + block * 20000, pcm, BLOCK));
    }
    assert_true(speaker_close(speaker, &error));

    struct wav_reader reader;
    assert_true(wav_reader_open(&reader, scratch_path("out.wav"), &error));
    assert_int_equal(reader.rate_hz, SPEAKER_RATE_HZ);
    assert_int_equal(reader.channels, 1);
    assert_int_equal(reader.instants, 50 * BLOCK);
    for (size_t block = 0; block < 50; block++) {
        assert_int_equal(wav_read(&reader, pcm, BLOCK), BLOCK);
        assert_int_equal(pcm[0], block * 100);
        assert_int_equal(pcm[BLOCK - 1], block * 100 + BLOCK - 1);
    }
    wav_reader_close(&reader);
    scratch_clear();
}

static void a_full_disk_is_told_once_and_stays_told(void **state)
{
    (void)state;
    static const int16_t pcm[BLOCK];
    struct speaker *speaker = must_open("wav:/dev/full");
    struct device_error error;
    int written = 0;
    while (written < 1000 && speaker_write(speaker, SECOND + (uint64_t)written * 20000, pcm, BLOCK))
        written++;
    assert_true(written < 1000);
    assert_int_equal(speaker_error(speaker)->kind, DEVICE_ERROR_UNREADABLE);
    assert_non_null(strstr(speaker_error(speaker)->text, "disk is full"));
    assert_false(speaker_write(speaker, 100 * SECOND, pcm, BLOCK));
    assert_false(speaker_close(speaker, &error));
    assert_int_equal(error.kind, DEVICE_ERROR_UNREADABLE);
}

static void what_does_not_sound_in_the_room_is_for_one_alone(void **state)
{
    (void)state;
    struct device_error error;
    struct speaker *speaker = must_open("none");
    assert_int_equal(speaker_headphones(speaker), HEADPHONES_YES);
    assert_true(speaker_close(speaker, &error));
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
        {"loud", DEVICE_ERROR_FORMAT, "\"loud\""},
        {"wav:/nowhere/a.wav", DEVICE_ERROR_NOT_FOUND, "/nowhere/a.wav"},
        {"wav:", DEVICE_ERROR_NOT_FOUND, "check the name"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct speaker *speaker = NULL;
        struct device_error error;
        assert_false(speaker_open(&speaker, rows[i].spec, &error));
        assert_null(speaker);
        assert_int_equal(error.kind, rows[i].kind);
        if (strstr(error.text, rows[i].says) == NULL)
            fail_msg("%s gave \"%s\"", rows[i].spec, error.text);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_queue_empties_by_the_clock),
    cmocka_unit_test(the_silence_between_has_its_place_too),
    cmocka_unit_test(a_queue_never_grows_over_its_ceiling),
    cmocka_unit_test(what_is_played_into_a_file_is_a_whole_wav_file),
    cmocka_unit_test(a_full_disk_is_told_once_and_stays_told),
    cmocka_unit_test(what_does_not_sound_in_the_room_is_for_one_alone),
    cmocka_unit_test(what_cannot_be_opened_says_what_to_do),
};
TEST_GROUP(speaker, tests)
