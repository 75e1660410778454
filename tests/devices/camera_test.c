#include "devices/camera.h"

#include <string.h>

#include "devices/picture_counter.h"
#include "devices/scratch.h"
#include "devices/y4m.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)

static struct camera *open_camera(const char *spec, const struct camera_want *want,
                                  struct picture_pool *pool)
{
    struct camera *camera = NULL;
    struct device_error error;
    if (!camera_open(&camera, spec, want, pool, &error))
        fail_msg("%s", error.text);
    assert_non_null(camera);
    return camera;
}

/* A clip of `count` pictures at 25 a second; the sums of its pictures in `sums`. */
static const char *clip_write(const char *name, unsigned count, uint64_t *sums)
{
    static char spec[200];
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, 96, 48);
    const struct y4m_format format = {96, 48, 25, 1};
    struct device_error error;
    struct y4m_writer writer;
    const char *path = scratch_path(name);
    assert_true(y4m_writer_open(&writer, path, &format, &error));
    for (unsigned i = 0; i < count; i++) {
        picture_pattern(picture, i);
        sums[i] = picture_sum(picture);
        assert_true(y4m_write(&writer, picture, &error));
    }
    assert_true(y4m_writer_close(&writer, &error));
    picture_release(picture);
    picture_pool_destroy(pool);
    (void)snprintf(spec, sizeof spec, "y4m:%s", path);
    return spec;
}

static void a_clip_is_looped_and_counted_at_its_own_rate(void **state)
{
    (void)state;
    uint64_t sums[3];
    const char *spec = clip_write("loop.y4m", 3, sums);
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera(spec, &(struct camera_want){0}, pool);
    struct camera_description description;
    camera_describe(camera, &description);
    assert_int_equal(description.width, 96);
    assert_int_equal(description.height, 48);
    assert_int_equal(description.fps, 25);
    assert_string_equal(description.name, "clip loop.y4m");
    assert_true(camera_next_due_us(camera) == 0);
    uint64_t now_us = 5 * SECOND;
    for (uint32_t i = 0; i < 10; i++) {
        struct picture *picture = NULL;
        assert_int_equal(camera_read(camera, now_us, &picture), CAMERA_PICTURE);
        assert_int_equal(picture->number, i);
        assert_true(picture->captured_at_us == now_us);
        assert_true(picture_sum(picture) == sums[i % 3]);
        picture_release(picture);
        assert_int_equal(camera_read(camera, now_us, &picture), CAMERA_NOTHING);
        assert_null(picture);
        assert_true(camera_next_due_us(camera) == now_us + 40000);
        assert_int_equal(camera_read(camera, now_us + 39999, &picture), CAMERA_NOTHING);
        now_us += 40000;
    }
    camera_close(camera);
    picture_pool_destroy(pool);
    scratch_clear();
}

static void a_late_reader_gets_one_picture_and_no_burst(void **state)
{
    (void)state;
    const struct camera_want want = {.width = 64, .height = 48, .fps = 30};
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera("synthetic", &want, pool);
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, SECOND, &picture), CAMERA_PICTURE);
    picture_release(picture);
    uint64_t late_us = 3 * SECOND + 1000;
    assert_int_equal(camera_read(camera, late_us, &picture), CAMERA_PICTURE);
    assert_int_equal(picture->number, 1);
    picture_release(picture);
    assert_int_equal(camera_read(camera, late_us + 1000, &picture), CAMERA_NOTHING);
    /* Back on the grid of the first picture. */
    assert_true(camera_next_due_us(camera) == 3 * SECOND + 33333);
    camera_close(camera);
    picture_pool_destroy(pool);
}

static void thirty_pictures_a_second_are_given_for_a_minute_without_drift(void **state)
{
    (void)state;
    const struct camera_want want = {.width = 16, .height = 16, .fps = 30};
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera("synthetic:2", &want, pool);
    uint64_t now_us = 7;
    uint32_t given = 0;
    while (now_us < 7 + 60 * SECOND) {
        struct picture *picture = NULL;
        if (camera_read(camera, now_us, &picture) == CAMERA_PICTURE)
            given++;
        picture_release(picture);
        now_us = camera_next_due_us(camera);
    }
    assert_int_equal(given, 1800);
    assert_true(now_us == 7 + 60 * SECOND);
    camera_close(camera);
    picture_pool_destroy(pool);
}

static void an_empty_pool_drops_the_picture_and_its_slot(void **state)
{
    (void)state;
    const struct camera_want want = {.width = 64, .height = 48, .fps = 10};
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera("synthetic", &want, pool);
    struct picture *kept = NULL;
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 0, &kept), CAMERA_PICTURE);
    assert_int_equal(camera_read(camera, 100000, &picture), CAMERA_NOTHING);
    assert_true(camera_next_due_us(camera) == 200000);
    picture_release(kept);
    assert_int_equal(camera_read(camera, 200000, &picture), CAMERA_PICTURE);
    assert_int_equal(picture->number, 1);
    picture_release(picture);
    camera_close(camera);
    picture_pool_destroy(pool);
}

static void a_stamp_is_the_number_and_only_where_it_is_wanted(void **state)
{
    (void)state;
    uint64_t sums[3];
    char spec[200];
    (void)snprintf(spec, sizeof spec, "%s", clip_write("stamp.y4m", 3, sums));
    const char *specs[] = {spec, "synthetic:1"};
    for (int i = 0; i < 4; i++) {
        bool stamp = i % 2 == 1;
        const struct camera_want want = {.width = 160, .height = 90, .fps = 25, .stamp = stamp};
        struct picture_pool *pool = picture_pool_create(1);
        struct camera *camera = open_camera(specs[i / 2], &want, pool);
        for (uint32_t n = 0; n < 5; n++) {
            struct picture *picture = NULL;
            uint32_t number = 99;
            assert_int_equal(camera_read(camera, n * 40000, &picture), CAMERA_PICTURE);
            assert_int_equal(picture_counter_read(picture, &number), stamp);
            assert_int_equal(number, stamp ? n : 99);
            picture_release(picture);
        }
        camera_close(camera);
        picture_pool_destroy(pool);
    }
    scratch_clear();
}

static void no_camera_is_a_camera_without_pictures(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera("none", &(struct camera_want){0}, pool);
    struct camera_description description;
    camera_describe(camera, &description);
    assert_int_equal(description.fps, 0);
    assert_true(camera_next_due_us(camera) == UINT64_MAX);
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, SECOND, &picture), CAMERA_NOTHING);
    assert_int_equal(camera_error(camera)->kind, DEVICE_ERROR_NONE);
    camera_close(camera);
    camera_close(NULL);
    picture_pool_destroy(pool);
}

static void a_clip_that_breaks_is_gone_and_stays_gone(void **state)
{
    (void)state;
    struct picture_pool *pool = picture_pool_create(1);
    FILE *file = fopen(scratch_path("broken.y4m"), "wb");
    assert_non_null(file);
    assert_true(fputs("YUV4MPEG2 W16 H16 F30:1\nFRAME\nxyz", file) >= 0);
    assert_int_equal(fclose(file), 0);
    char spec[200];
    (void)snprintf(spec, sizeof spec, "y4m:%s", scratch_path("broken.y4m"));
    struct camera *camera = open_camera(spec, &(struct camera_want){0}, pool);
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 0, &picture), CAMERA_GONE);
    assert_null(picture);
    assert_int_equal(camera_error(camera)->kind, DEVICE_ERROR_FORMAT);
    assert_int_equal(camera_read(camera, SECOND, &picture), CAMERA_GONE);
    assert_true(camera_next_due_us(camera) == UINT64_MAX);
    camera_close(camera);
    picture_pool_destroy(pool);
    scratch_clear();
}

static void a_clip_without_pictures_is_gone_not_read_for_ever(void **state)
{
    (void)state;
    uint64_t sums[1];
    const char *spec = clip_write("empty.y4m", 0, sums);
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = open_camera(spec, &(struct camera_want){0}, pool);
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 0, &picture), CAMERA_GONE);
    assert_non_null(strstr(camera_error(camera)->text, "no picture"));
    camera_close(camera);
    picture_pool_destroy(pool);
    scratch_clear();
}

static void what_cannot_be_opened_says_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *spec;
        struct camera_want want;
        enum device_error_kind kind;
        const char *says;
    } rows[] = {
        {"", {0}, DEVICE_ERROR_FORMAT, "none of v4l2:DEV"},
        {"webcam", {0}, DEVICE_ERROR_FORMAT, "\"webcam\""},
        {"synthetics", {0}, DEVICE_ERROR_FORMAT, "none of"},
        {"synthetic:x", {0}, DEVICE_ERROR_FORMAT, "the seed is a number"},
        {"synthetic:-1", {0}, DEVICE_ERROR_FORMAT, "the seed is a number"},
        {"synthetic:99999999999999999999", {0}, DEVICE_ERROR_FORMAT, "the seed is a number"},
        {"synthetic", {.width = 15, .height = 16}, DEVICE_ERROR_FORMAT, "out of bounds"},
        {"synthetic", {.width = 8000, .height = 16}, DEVICE_ERROR_FORMAT, "out of bounds"},
        {"synthetic", {.fps = 1000}, DEVICE_ERROR_FORMAT, "out of bounds"},
        {"synthetic", {.fps = -1}, DEVICE_ERROR_FORMAT, "out of bounds"},
        {"y4m:/nowhere/a.y4m", {0}, DEVICE_ERROR_NOT_FOUND, "/nowhere/a.y4m"},
        {"y4m:", {0}, DEVICE_ERROR_NOT_FOUND, "check the name"},
        {"y4m:/", {0}, DEVICE_ERROR_FORMAT, "no y4m clip"},
        {"v4l2:/dev/nothing", {0}, DEVICE_ERROR_NOT_FOUND, "plug it in"},
        {"v4l2:/dev/null", {0}, DEVICE_ERROR_FORMAT, "is no camera"},
    };
    struct picture_pool *pool = picture_pool_create(1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct camera *camera = NULL;
        struct device_error error;
        assert_false(camera_open(&camera, rows[i].spec, &rows[i].want, pool, &error));
        assert_null(camera);
        assert_int_equal(error.kind, rows[i].kind);
        if (strstr(error.text, rows[i].says) == NULL)
            fail_msg("%s gave \"%s\"", rows[i].spec, error.text);
    }
    picture_pool_destroy(pool);
}

static void a_camera_is_looked_for_without_being_opened(void **state)
{
    (void)state;
    struct device_error error;
    assert_true(camera_find("none", &error));
    assert_true(camera_find("v4l2", &error));
    assert_true(camera_find("synthetic:2", &error));
    assert_true(camera_find(clip_write("found.y4m", 1, (uint64_t[1]){0}), &error));
    assert_false(camera_find("y4m:/nowhere/a.y4m", &error));
    assert_non_null(strstr(error.text, "/nowhere/a.y4m"));
    assert_false(camera_find("v4l2:/nowhere/video9", &error));
    assert_int_equal(error.kind, DEVICE_ERROR_NOT_FOUND);
    assert_false(camera_find("lens", &error));
    assert_int_equal(error.kind, DEVICE_ERROR_FORMAT);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_camera_is_looked_for_without_being_opened),
    cmocka_unit_test(a_clip_is_looped_and_counted_at_its_own_rate),
    cmocka_unit_test(a_late_reader_gets_one_picture_and_no_burst),
    cmocka_unit_test(thirty_pictures_a_second_are_given_for_a_minute_without_drift),
    cmocka_unit_test(an_empty_pool_drops_the_picture_and_its_slot),
    cmocka_unit_test(a_stamp_is_the_number_and_only_where_it_is_wanted),
    cmocka_unit_test(no_camera_is_a_camera_without_pictures),
    cmocka_unit_test(a_clip_that_breaks_is_gone_and_stays_gone),
    cmocka_unit_test(a_clip_without_pictures_is_gone_not_read_for_ever),
    cmocka_unit_test(what_cannot_be_opened_says_what_to_do),
};
TEST_GROUP(camera, tests)
