#include "devices/y4m.h"

#include <string.h>

#include "devices/scratch.h"
#include "harness.h"

#define HEADER "YUV4MPEG2 W16 H16 F30:1 C420jpeg\n"

static const struct y4m_format small = {32, 16, 25, 1};

static void a_clip_comes_back_as_it_was_written(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 32, 16);
    struct device_error error;
    struct y4m_writer writer;
    assert_true(y4m_writer_open(&writer, scratch_path("clip.y4m"), &small, &error));
    uint64_t sums[3];
    for (unsigned i = 0; i < 3; i++) {
        picture_pattern(picture, i);
        sums[i] = picture_sum(picture);
        assert_true(y4m_write(&writer, picture, &error));
    }
    assert_true(y4m_writer_close(&writer, &error));

    struct y4m_reader reader;
    assert_true(y4m_reader_open(&reader, scratch_path("clip.y4m"), &error));
    assert_memory_equal(&reader.format, &small, sizeof small);
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(y4m_read(&reader, picture, &error), Y4M_PICTURE);
            assert_true(picture_sum(picture) == sums[i]);
        }
        assert_int_equal(y4m_read(&reader, picture, &error), Y4M_END);
        assert_true(y4m_rewind(&reader));
    }
    y4m_reader_close(&reader);
    picture_release(picture);
    picture_pool_destroy(pool);
    scratch_clear();
}

static void malformed_headers_are_refused_with_a_remedy(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        const char *says;
    } rows[] = {
        {"", "no y4m clip"},
        {"RIFF....WAVE", "no y4m clip"},
        {"YUV4MPEG2", "no y4m clip"},
        {"YUV4MPEG2 W16 H16 F30:1", "no y4m clip"},
        {"YUV4MPEG2 W0 H16 F30:1\n", "0x16"},
        {"YUV4MPEG2 W16 H0 F30:1\n", "16x0"},
        {"YUV4MPEG2 H16 F30:1\n", "0x16"},
        {"YUV4MPEG2 W17 H16 F30:1\n", "even"},
        {"YUV4MPEG2 W16 H15 F30:1\n", "even"},
        {"YUV4MPEG2 W-16 H16 F30:1\n", "-1x16"},
        {"YUV4MPEG2 W4000 H16 F30:1\n", "4000x16"},
        {"YUV4MPEG2 W99999999999999999999 H16\n", "-1x16"},
        {"YUV4MPEG2 W16x H16 F30:1\n", "-1x16"},
        {"YUV4MPEG2 W16 H16 F30\n", "F30"},
        {"YUV4MPEG2 W16 H16 F0:1\n", "rate of 0:1"},
        {"YUV4MPEG2 W16 H16 F30:0\n", "rate of 30:0"},
        {"YUV4MPEG2 W16 H16 F1:2\n", "rate of 1:2"},
        {"YUV4MPEG2 W16 H16 F9999999:1\n", "rate"},
        {"YUV4MPEG2 W16 H16 F30:1 C422\n", "4:2:0"},
        {"YUV4MPEG2 W16 H16 F30:1 C444\n", "4:2:0"},
        {"YUV4MPEG2 W16 H16 F30:1 C420p10\n", "4:2:0"},
        {"YUV4MPEG2 W16 H16 F30:1 Cmono\n", "4:2:0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct y4m_reader reader;
        struct device_error error = {0};
        FILE *stream = scratch_stream(rows[i].header, strlen(rows[i].header));
        assert_false(y4m_reader_over(&reader, stream, &error));
        assert_int_equal(error.kind, DEVICE_ERROR_FORMAT);
        if (strstr(error.text, rows[i].says) == NULL)
            fail_msg("\"%s\" gave \"%s\"", rows[i].header, error.text);
    }
}

static void a_header_line_without_end_is_refused(void **state)
{
    (void)state;
    char line[5000];
    memset(line, 'X', sizeof line);
    memcpy(line, "YUV4MPEG2 W16 H16 F30:1 ", 24);
    struct y4m_reader reader;
    struct device_error error;
    assert_false(y4m_reader_over(&reader, scratch_stream(line, sizeof line), &error));
    assert_non_null(strstr(error.text, "no y4m clip"));
}

static void the_ways_of_placing_chroma_and_unknown_tags_are_taken(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "YUV4MPEG2 W16 H16\n",
        "YUV4MPEG2 W16 H16 F30000:1001 Ip A1:1 C420mpeg2 XYSCSS=420JPEG\n",
        "YUV4MPEG2 H16 W16 F24:1 C420paldv\n",
        "YUV4MPEG2 W16 H16 F25:1 C420 XCOLORRANGE=LIMITED\n",
    };
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        struct y4m_reader reader;
        struct device_error error;
        assert_true(
            y4m_reader_over(&reader, scratch_stream(headers[i], strlen(headers[i])), &error));
        assert_int_equal(reader.format.width, 16);
        y4m_reader_close(&reader);
    }
}

/* Cut anywhere, a clip of two pictures gives whole pictures, then says that it ended or broke. */
static void a_clip_cut_short_anywhere_never_gives_a_part_of_a_picture(void **state)
{
    (void)state;
    enum { PICTURE = 16 * 16 * 3 / 2, FRAME = 6 + PICTURE, START = sizeof HEADER - 1 };
    static uint8_t clip[START + 2 * FRAME];
    memset(clip, 77, sizeof clip);
    memcpy(clip, HEADER, START);
    memcpy(clip + START, "FRAME\n", 6);
    memcpy(clip + START + FRAME, "FRAME\n", 6);
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 16, 16);
    for (size_t size = START; size <= sizeof clip; size += size < START + 20 ? 1 : 13) {
        struct y4m_reader reader;
        struct device_error error = {0};
        assert_true(y4m_reader_over(&reader, scratch_stream(clip, size), &error));
        size_t whole = (size - START) / FRAME;
        for (size_t i = 0; i < whole; i++)
            assert_int_equal(y4m_read(&reader, picture, &error), Y4M_PICTURE);
        bool even = (size - START) % FRAME == 0;
        assert_int_equal(y4m_read(&reader, picture, &error), even ? Y4M_END : Y4M_BROKEN);
        assert_int_equal(error.kind, even ? DEVICE_ERROR_NONE : DEVICE_ERROR_FORMAT);
        y4m_reader_close(&reader);
    }
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void what_stands_between_pictures_has_to_be_a_frame_line(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        enum y4m_outcome outcome;
    } rows[] = {
        {"FRAME\n", Y4M_PICTURE}, {"FRAME Ip XTAG=1\n", Y4M_PICTURE},
        {"FRAMES\n", Y4M_BROKEN}, {"frame\n", Y4M_BROKEN},
        {"\n", Y4M_BROKEN},
    };
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 16, 16);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char clip[1024];
        memset(clip, 100, sizeof clip);
        int text = snprintf(clip, sizeof clip, HEADER "%s", rows[i].line);
        clip[text] = 100;
        size_t size = (size_t)text + 16 * 16 * 3 / 2;
        struct y4m_reader reader;
        struct device_error error;
        assert_true(y4m_reader_over(&reader, scratch_stream(clip, size), &error));
        assert_int_equal(y4m_read(&reader, picture, &error), rows[i].outcome);
        y4m_reader_close(&reader);
    }
    picture_release(picture);
    picture_pool_destroy(pool);
}

/* Every byte of a good start, changed in many ways: refused or read, and no harm done. */
static void changed_bytes_do_no_harm(void **state)
{
    (void)state;
    enum { START = sizeof HEADER - 1, SIZE = START + 6 + 16 * 16 * 3 / 2 };
    struct picture_pool *pool = picture_pool_create(1);
    int read = 0;
    int refused = 0;
    for (size_t at = 0; at < START + 6; at++) {
        for (unsigned change = 1; change < 256; change += 37) {
            uint8_t clip[SIZE] = HEADER "FRAME\n";
            clip[at] = (uint8_t)(clip[at] ^ change);
            struct y4m_reader reader;
            struct device_error error;
            if (!y4m_reader_over(&reader, scratch_stream(clip, SIZE), &error)) {
                refused++;
                continue;
            }
            struct picture *picture = picture_take(pool, reader.format.width, reader.format.height);
            assert_non_null(picture);
            (void)y4m_read(&reader, picture, &error);
            read++;
            picture_release(picture);
            y4m_reader_close(&reader);
        }
    }
    assert_true(read > 20);
    assert_true(refused > 20);
    picture_pool_destroy(pool);
}

static void a_picture_of_another_size_is_scaled_to_the_clip(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(2);
    struct picture *large = picture_take(pool, 64, 32);
    struct picture *picture = picture_take(pool, 32, 16);
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        for (int y = 0; y < 32 >> shift; y++)
            for (int x = 0; x < 64 >> shift; x++)
                large->plane[p][y * large->stride[p] + x] = (uint8_t)(x < 32 >> shift ? 40 : 200);
    }
    struct device_error error;
    struct y4m_writer writer;
    struct y4m_reader reader;
    assert_true(y4m_writer_open(&writer, scratch_path("scaled.y4m"), &small, &error));
    assert_true(y4m_write(&writer, large, &error));
    assert_true(y4m_writer_close(&writer, &error));
    assert_true(y4m_reader_open(&reader, scratch_path("scaled.y4m"), &error));
    assert_int_equal(y4m_read(&reader, picture, &error), Y4M_PICTURE);
    for (int p = 0; p < 3; p++) {
        int shift = p == 0 ? 0 : 1;
        const uint8_t *last = picture->plane[p] + ((16 >> shift) - 1) * picture->stride[p];
        assert_in_range(last[0], 39, 41);
        assert_in_range(last[(32 >> shift) - 1], 199, 201);
    }
    y4m_reader_close(&reader);
    picture_release(large);
    picture_release(picture);
    picture_pool_destroy(pool);
    scratch_clear();
}

static void a_full_disk_is_told_not_suffered(void **state)
{
    (void)state;
    const struct y4m_format format = {640, 360, 30, 1};
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 640, 360);
    picture_pattern(picture, 1);
    struct device_error error = {0};
    struct y4m_writer writer;
    assert_true(y4m_writer_open(&writer, "/dev/full", &format, &error));
    assert_false(y4m_write(&writer, picture, &error));
    assert_int_equal(error.kind, DEVICE_ERROR_UNREADABLE);
    assert_non_null(strstr(error.text, "disk is full"));
    (void)y4m_writer_close(&writer, &error);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void a_missing_clip_is_named(void **state)
{
    (void)state;
    struct device_error error;
    struct y4m_reader reader;
    struct y4m_writer writer;
    assert_false(y4m_reader_open(&reader, "/nowhere/clip.y4m", &error));
    assert_int_equal(error.kind, DEVICE_ERROR_NOT_FOUND);
    assert_non_null(strstr(error.text, "/nowhere/clip.y4m"));
    assert_false(y4m_writer_open(&writer, "/nowhere/clip.y4m", &small, &error));
    assert_int_equal(error.kind, DEVICE_ERROR_NOT_FOUND);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_clip_comes_back_as_it_was_written),
    cmocka_unit_test(malformed_headers_are_refused_with_a_remedy),
    cmocka_unit_test(a_header_line_without_end_is_refused),
    cmocka_unit_test(the_ways_of_placing_chroma_and_unknown_tags_are_taken),
    cmocka_unit_test(a_clip_cut_short_anywhere_never_gives_a_part_of_a_picture),
    cmocka_unit_test(what_stands_between_pictures_has_to_be_a_frame_line),
    cmocka_unit_test(changed_bytes_do_no_harm),
    cmocka_unit_test(a_picture_of_another_size_is_scaled_to_the_clip),
    cmocka_unit_test(a_full_disk_is_told_not_suffered),
    cmocka_unit_test(a_missing_clip_is_named),
};
TEST_GROUP(y4m, tests)
