#include "devices/wav.h"

#include <stdlib.h>
#include <string.h>

#include "devices/scratch.h"
#include "harness.h"

/* A file built field by field: what a table row may change. */
struct sketch {
    uint16_t kind, channels, bits;
    uint32_t rate_hz;
    uint32_t format_bytes; /* as the chunk says; 16 are there */
    uint32_t data_bytes;   /* as the chunk says; 8 are there */
    const char *riff, *wave, *format_name, *data_name;
    const char *says; /* of the error; NULL for a good file */
};

static size_t put(uint8_t *out, size_t at, uint32_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        out[at + i] = (uint8_t)(value >> 8 * i);
    return at + bytes;
}

static size_t sketch_write(const struct sketch *s, uint8_t out[64])
{
    memcpy(out, s->riff, 4);
    size_t at = put(out, 4, 44, 4);
    memcpy(out + at, s->wave, 4);
    memcpy(out + at + 4, s->format_name, 4);
    at = put(out, at + 8, s->format_bytes, 4);
    at = put(out, at, s->kind, 2);
    at = put(out, at, s->channels, 2);
    at = put(out, at, s->rate_hz, 4);
    at = put(out, at, s->rate_hz * s->channels * 2, 4);
    at = put(out, at, s->channels * 2u, 2);
    at = put(out, at, s->bits, 2);
    memcpy(out + at, s->data_name, 4);
    at = put(out, at + 4, s->data_bytes, 4);
    at = put(out, at, 1000, 2);
    at = put(out, at, 3000, 2);
    at = put(out, at, 0xff00, 2);
    return put(out, at, 0xfe00, 2);
}

static bool sketch_open(const struct sketch *s, struct wav_reader *reader,
                        struct device_error *error)
{
    uint8_t bytes[64];
    size_t size = sketch_write(s, bytes);
    return wav_reader_over(reader, scratch_stream(bytes, size), error);
}

static const struct sketch good = {1, 1, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", NULL};

static void a_sound_comes_back_as_it_was_written(void **state)
{
    (void)state;
    int16_t sound[3000];
    for (int i = 0; i < 3000; i++)
        sound[i] = (int16_t)(i * 21 - 31000);
    sound[0] = INT16_MIN;
    sound[2999] = INT16_MAX;
    struct device_error error;
    struct wav_writer writer;
    assert_true(wav_writer_open(&writer, scratch_path("a.wav"), 48000, &error));
    assert_true(wav_write(&writer, sound, 1000, &error));
    assert_true(wav_write(&writer, sound + 1000, 2000, &error));
    assert_true(wav_writer_close(&writer, &error));

    struct wav_reader reader;
    assert_true(wav_reader_open(&reader, scratch_path("a.wav"), &error));
    assert_int_equal(reader.rate_hz, 48000);
    assert_int_equal(reader.channels, 1);
    assert_int_equal(reader.instants, 3000);
    int16_t again[4000];
    for (int round = 0; round < 2; round++) {
        memset(again, 0, sizeof again);
        assert_int_equal(wav_read(&reader, again, 4000), 3000);
        assert_memory_equal(again, sound, sizeof sound);
        assert_int_equal(wav_read(&reader, again, 4000), 0);
        assert_true(wav_rewind(&reader));
    }
    wav_reader_close(&reader);
    scratch_clear();
}

static void a_written_file_has_the_header_of_the_standard(void **state)
{
    (void)state;
    struct device_error error;
    struct wav_writer writer;
    assert_true(wav_writer_open(&writer, scratch_path("h.wav"), 48000, &error));
    assert_true(wav_write(&writer, (const int16_t[]){1, -2}, 2, &error));
    assert_true(wav_writer_close(&writer, &error));
    size_t size = 0;
    uint8_t expected[48];
    assert_int_equal(from_hex("524946462800000057415645666d7420100000000100010080bb0000"
                              "00770100020010006461746104000000"
                              "0100feff",
                              expected, sizeof expected),
                     sizeof expected);
    char *bytes = read_test_file(scratch_path("h.wav"), &size);
    assert_int_equal(size, 48);
    assert_memory_equal(bytes, expected, 48);
    free(bytes);
    scratch_clear();
}

static void malformed_files_are_refused_with_a_remedy(void **state)
{
    (void)state;
    static const struct sketch rows[] = {
        {1, 1, 16, 48000, 16, 8, "RIFX", "WAVE", "fmt ", "data", "no wav file"},
        {1, 1, 16, 48000, 16, 8, "RIFF", "AVI ", "fmt ", "data", "no wav file"},
        {3, 1, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "not 16-bit PCM"},
        {0xfffe, 1, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "not 16-bit PCM"},
        {1, 1, 24, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "not 16-bit PCM"},
        {1, 1, 8, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "not 16-bit PCM"},
        {1, 0, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "0 channels"},
        {1, 6, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "data", "6 channels"},
        {1, 1, 16, 0, 16, 8, "RIFF", "WAVE", "fmt ", "data", "0 Hz"},
        {1, 1, 16, 4000000000u, 16, 8, "RIFF", "WAVE", "fmt ", "data", "4000000000 Hz"},
        {1, 1, 16, 48000, 4, 8, "RIFF", "WAVE", "fmt ", "data", "cut short"},
        {1, 1, 16, 48000, 0xffffffff, 8, "RIFF", "WAVE", "fmt ", "data", "cut short"},
        {1, 1, 16, 48000, 16, 8, "RIFF", "WAVE", "junk", "data", "no sound"},
        {1, 1, 16, 48000, 16, 8, "RIFF", "WAVE", "fmt ", "junk", "no sound"},
        {1, 1, 16, 48000, 16, 0, "RIFF", "WAVE", "fmt ", "data", "no sound in it"},
        {1, 1, 16, 48000, 16, 1, "RIFF", "WAVE", "fmt ", "data", "no sound in it"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct wav_reader reader;
        struct device_error error = {0};
        assert_false(sketch_open(&rows[i], &reader, &error));
        assert_int_equal(error.kind, DEVICE_ERROR_FORMAT);
        if (strstr(error.text, rows[i].says) == NULL)
            fail_msg("row %zu gave \"%s\"", i, error.text);
    }
}

static void a_length_beyond_the_file_is_not_believed(void **state)
{
    (void)state;
    struct sketch huge = good;
    huge.data_bytes = 0xffffffff;
    struct wav_reader reader;
    struct device_error error;
    assert_true(sketch_open(&huge, &reader, &error));
    assert_int_equal(reader.instants, 4);
    int16_t sound[16];
    assert_int_equal(wav_read(&reader, sound, 16), 4);
    assert_int_equal(sound[0], 1000);
    assert_int_equal(sound[2], -256);
    wav_reader_close(&reader);
}

static void stereo_is_mixed_to_mono(void **state)
{
    (void)state;
    struct sketch stereo = good;
    stereo.channels = 2;
    struct wav_reader reader;
    struct device_error error;
    assert_true(sketch_open(&stereo, &reader, &error));
    int16_t sound[4];
    assert_int_equal(wav_read(&reader, sound, 4), 2);
    assert_int_equal(sound[0], 2000);
    assert_int_equal(sound[1], -384);
    wav_reader_close(&reader);
}

static void chunks_before_the_sound_are_passed_over_odd_ones_too(void **state)
{
    (void)state;
    uint8_t bytes[96] = "RIFF\x40\0\0\0WAVELIST\5\0\0\0INFOx";
    uint8_t plain[64];
    size_t size = sketch_write(&good, plain);
    memcpy(bytes + 26, plain + 12, size - 12);
    struct wav_reader reader;
    struct device_error error;
    assert_true(wav_reader_over(&reader, scratch_stream(bytes, 26 + size - 12), &error));
    assert_int_equal(reader.instants, 4);
    wav_reader_close(&reader);
}

static void a_file_cut_short_anywhere_is_refused_or_gives_what_is_there(void **state)
{
    (void)state;
    uint8_t bytes[64];
    size_t whole = sketch_write(&good, bytes);
    for (size_t size = 0; size <= whole; size++) {
        struct wav_reader reader;
        struct device_error error;
        bool opened = wav_reader_over(&reader, scratch_stream(bytes, size), &error);
        assert_int_equal(opened, size >= 46);
        if (!opened)
            continue;
        int16_t sound[8];
        assert_int_equal(wav_read(&reader, sound, 8), (size - 44) / 2);
        wav_reader_close(&reader);
    }
}

static void changed_bytes_do_no_harm(void **state)
{
    (void)state;
    uint8_t plain[64];
    size_t size = sketch_write(&good, plain);
    int refused = 0;
    for (size_t at = 0; at < 44; at++) {
        for (unsigned change = 1; change < 256; change += 23) {
            uint8_t bytes[64];
            memcpy(bytes, plain, size);
            bytes[at] = (uint8_t)(bytes[at] ^ change);
            struct wav_reader reader;
            struct device_error error;
            if (!wav_reader_over(&reader, scratch_stream(bytes, size), &error)) {
                refused++;
                continue;
            }
            int16_t sound[64];
            assert_true(wav_read(&reader, sound, 64) <= 4);
            wav_reader_close(&reader);
        }
    }
    assert_true(refused > 100);
}

static void a_full_disk_is_told_not_suffered(void **state)
{
    (void)state;
    static int16_t sound[48000];
    struct device_error error = {0};
    struct wav_writer writer;
    assert_true(wav_writer_open(&writer, "/dev/full", 48000, &error));
    assert_false(wav_write(&writer, sound, 48000, &error));
    assert_non_null(strstr(error.text, "disk is full"));
    assert_false(wav_writer_close(&writer, &error));
}

static void more_than_a_wav_file_can_say_is_refused(void **state)
{
    (void)state;
    struct device_error error = {0};
    struct wav_writer writer;
    assert_true(wav_writer_open(&writer, scratch_path("big.wav"), 48000, &error));
    writer.samples = 2147483620;
    assert_false(wav_write(&writer, (const int16_t[64]){0}, 64, &error));
    assert_non_null(strstr(error.text, "4 GB"));
    (void)wav_writer_close(&writer, &error);
    scratch_clear();
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_sound_comes_back_as_it_was_written),
    cmocka_unit_test(a_written_file_has_the_header_of_the_standard),
    cmocka_unit_test(malformed_files_are_refused_with_a_remedy),
    cmocka_unit_test(a_length_beyond_the_file_is_not_believed),
    cmocka_unit_test(stereo_is_mixed_to_mono),
    cmocka_unit_test(chunks_before_the_sound_are_passed_over_odd_ones_too),
    cmocka_unit_test(a_file_cut_short_anywhere_is_refused_or_gives_what_is_there),
    cmocka_unit_test(changed_bytes_do_no_harm),
    cmocka_unit_test(a_full_disk_is_told_not_suffered),
    cmocka_unit_test(more_than_a_wav_file_can_say_is_refused),
};
TEST_GROUP(wav, tests)
