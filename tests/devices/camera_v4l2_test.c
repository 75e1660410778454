#include "devices/camera_v4l2.h"

#include <errno.h>
#include <string.h>

#include "devices/fake_kernel.h"
#include "harness.h"

static bool try_open(struct kernel *k, struct camera **out, struct picture_pool *pool,
                     struct device_error *error)
{
    const struct camera_request request = {"/dev/video7", {64, 32, 30, false}, pool};
    return kernel_open_camera(k, &request, out, error);
}

static struct camera *must_open(struct kernel *k, struct picture_pool *pool)
{
    struct camera *camera = NULL;
    struct device_error error;
    if (!try_open(k, &camera, pool, &error))
        fail_msg("%s", error.text);
    return camera;
}

/* The driver fills a buffer with bytes that begin with `first`. */
static void fill(struct kernel *k, uint8_t first)
{
    uint8_t *bytes = kernel_fill(k);
    for (size_t at = 0; at < k->length; at++)
        bytes[at] = (uint8_t)(first + at % 4);
}

static void pictures_come_from_a_stream_of_mapped_buffers(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct camera_description description;
    camera_describe(camera, &description);
    assert_string_equal(description.name, "Fake camera");
    assert_int_equal(description.width, 64);
    assert_int_equal(description.height, 32);
    assert_int_equal(description.fps, 30);
    assert_int_equal(k.chosen, V4L2_PIX_FMT_YUYV);
    assert_true(camera_next_due_us(camera) == 0);
    for (uint32_t i = 0; i < 20; i++) {
        uint64_t now_us = 1000000 + i * 33333;
        struct picture *picture = NULL;
        assert_int_equal(camera_read(camera, now_us, &picture), CAMERA_NOTHING);
        assert_true(camera_next_due_us(camera) > now_us);
        assert_true(camera_next_due_us(camera) < now_us + 10000);
        fill(&k, (uint8_t)(20 + i));
        k.stamp_us = now_us - 3000;
        assert_int_equal(camera_read(camera, now_us, &picture), CAMERA_PICTURE);
        assert_int_equal(picture->number, i);
        assert_true(picture->captured_at_us == now_us - 3000);
        /* YUYV: bytes 20 21 22 23 */
        assert_int_equal(picture->plane[0][0], 20 + i);
        assert_int_equal(picture->plane[1][0], 21 + i);
        assert_int_equal(picture->plane[0][1], 22 + i);
        assert_int_equal(picture->plane[2][0], 23 + i);
        assert_int_equal(picture->plane[0][31 * picture->stride[0] + 63], 22 + i);
        picture_release(picture);
        assert_true(camera_next_due_us(camera) > now_us + 20000);
        assert_true(camera_next_due_us(camera) < now_us + 33333);
    }
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void the_newest_of_several_pictures_is_given_and_none_is_kept(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    fill(&k, 10);
    fill(&k, 60);
    fill(&k, 110);
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 5000000, &picture), CAMERA_PICTURE);
    assert_int_equal(picture->plane[0][0], 110);
    picture_release(picture);
    assert_int_equal(camera_read(camera, 5000000, &picture), CAMERA_NOTHING);
    for (uint32_t i = 0; i < 4; i++)
        assert_true(k.queued[i]);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void an_uncompressed_format_is_chosen_by_its_cost(void **state)
{
    (void)state;
    static const struct {
        uint32_t offered[4];
        uint32_t chosen;
        int u, v; /* of the first pixels, when the bytes are 50 51 52 53 and so on */
    } rows[] = {
        {{V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV}, V4L2_PIX_FMT_YUYV, 51, 53},
        {{V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12}, V4L2_PIX_FMT_NV12, 50, 51},
        {{V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_YUV420}, V4L2_PIX_FMT_YUV420, 50, 50},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct kernel k = kernel_usual();
        memcpy(k.formats, rows[i].offered, sizeof rows[i].offered);
        k.padding = 12;
        struct picture_pool *pool = picture_pool_create(1);
        struct camera *camera = must_open(&k, pool);
        assert_int_equal(k.chosen, rows[i].chosen);
        fill(&k, 50);
        struct picture *picture = NULL;
        assert_int_equal(camera_read(camera, 1, &picture), CAMERA_PICTURE);
        assert_int_equal(picture->plane[0][0], 50);
        assert_int_equal(picture->plane[1][0], rows[i].u);
        assert_int_equal(picture->plane[2][0], rows[i].v);
        picture_release(picture);
        kernel_shut(&k, camera);
        picture_pool_destroy(pool);
    }
}

static void the_size_is_the_one_the_camera_gives(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    k.width = 352;
    k.height = 288;
    k.period = (struct v4l2_fract){1001, 15000};
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct camera_description description;
    camera_describe(camera, &description);
    assert_int_equal(description.width, 352);
    assert_int_equal(description.height, 288);
    assert_int_equal(description.fps, 15);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void an_unplugged_camera_is_gone_with_a_word(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    k.unplugged = true;
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_GONE);
    assert_int_equal(camera_error(camera)->kind, DEVICE_ERROR_NOT_FOUND);
    assert_non_null(strstr(camera_error(camera)->text, "/dev/video7 was unplugged"));
    k.unplugged = false;
    assert_int_equal(camera_read(camera, 2000, &picture), CAMERA_GONE);
    assert_true(camera_next_due_us(camera) == UINT64_MAX);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void unplugged_between_taking_and_giving_back_is_gone_too(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    fill(&k, 10);
    k.failing = VIDIOC_QBUF;
    k.failure = ENODEV;
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_GONE);
    assert_null(picture);
    k.failing = 0;
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_damaged_or_short_buffer_is_passed_over(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    k.fill_flags = V4L2_BUF_FLAG_ERROR;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_NOTHING);
    k.fill_flags = 0;
    k.bytes_used = 64 * 32;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 2000, &picture), CAMERA_NOTHING);
    k.bytes_used = 0;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 3000, &picture), CAMERA_PICTURE);
    assert_int_equal(picture->number, 0);
    picture_release(picture);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_driver_that_lies_about_a_buffer_is_left(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    k.lying_index = 1000;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_GONE);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void lost_pictures_are_forgiven_for_a_while(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    k.failing = VIDIOC_DQBUF;
    k.failure = EIO;
    int forgiven = 0;
    while (camera_read(camera, 1000, &picture) == CAMERA_NOTHING && forgiven < 10000)
        forgiven++;
    assert_in_range(forgiven, 50, 500);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void interrupted_calls_are_made_again(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    k.interrupts = 2;
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_PICTURE);
    picture_release(picture);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_time_stamp_of_another_clock_is_not_taken(void **state)
{
    (void)state;
    static const uint64_t stamps_us[] = {0, 7000001, 3000000};
    struct kernel k = kernel_usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    for (size_t i = 0; i < sizeof stamps_us / sizeof stamps_us[0]; i++) {
        struct picture *picture = NULL;
        k.stamp_us = stamps_us[i];
        fill(&k, 10);
        assert_int_equal(camera_read(camera, 7000000, &picture), CAMERA_PICTURE);
        assert_true(picture->captured_at_us == 7000000);
        picture_release(picture);
    }
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

struct refusal {
    const char *name;
    void (*change)(struct kernel *k);
    enum device_error_kind kind;
    const char *says;
};

static void no_device(struct kernel *k)
{
    k->open_failure = ENOENT;
}
static void no_permission(struct kernel *k)
{
    k->open_failure = EACCES;
}
static void busy_open(struct kernel *k)
{
    k->open_failure = EBUSY;
}
static void no_camera(struct kernel *k)
{
    k->failing = VIDIOC_QUERYCAP;
    k->failure = ENOTTY;
}
static void output_only(struct kernel *k)
{
    k->capabilities = V4L2_CAP_VIDEO_OUTPUT;
}
static void only_h264(struct kernel *k)
{
    k->formats[0] = V4L2_PIX_FMT_H264;
    k->formats[1] = 0;
}
static void busy_format(struct kernel *k)
{
    k->failing = VIDIOC_S_FMT;
    k->failure = EBUSY;
}
static void too_large(struct kernel *k)
{
    k->width = 4096;
    k->height = 2160;
}
static void odd(struct kernel *k)
{
    k->width = 63;
}
static void busy_buffers(struct kernel *k)
{
    k->failing = VIDIOC_REQBUFS;
    k->failure = EBUSY;
}
static void one_buffer(struct kernel *k)
{
    k->buffers = 1;
}
static void no_query(struct kernel *k)
{
    k->failing = VIDIOC_QUERYBUF;
    k->failure = EINVAL;
}
static void no_map(struct kernel *k)
{
    k->failing = 1;
    k->failure = ENOMEM;
}
static void no_stream(struct kernel *k)
{
    k->failing = VIDIOC_STREAMON;
    k->failure = EIO;
}

static void a_camera_that_cannot_be_used_is_closed_and_named(void **state)
{
    (void)state;
    static const struct refusal rows[] = {
        {"no device", no_device, DEVICE_ERROR_NOT_FOUND, "plug it in"},
        {"no permission", no_permission, DEVICE_ERROR_UNREADABLE, "permissions"},
        {"busy at opening", busy_open, DEVICE_ERROR_BUSY, "another program"},
        {"no camera", no_camera, DEVICE_ERROR_FORMAT, "is no camera"},
        {"output only", output_only, DEVICE_ERROR_FORMAT, "gives no pictures"},
        {"only H.264", only_h264, DEVICE_ERROR_FORMAT, "use another one"},
        {"busy format", busy_format, DEVICE_ERROR_BUSY, "another program"},
        {"too large", too_large, DEVICE_ERROR_FORMAT, "4096x2160"},
        {"odd width", odd, DEVICE_ERROR_FORMAT, "63x32"},
        {"busy buffers", busy_buffers, DEVICE_ERROR_BUSY, "another program"},
        {"one buffer", one_buffer, DEVICE_ERROR_MEMORY, "close other programs"},
        {"no query", no_query, DEVICE_ERROR_UNREADABLE, "try another"},
        {"no map", no_map, DEVICE_ERROR_MEMORY, "no memory"},
        {"no stream", no_stream, DEVICE_ERROR_UNREADABLE, "try another"},
    };
    struct picture_pool *pool = picture_pool_create(1);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct kernel k = kernel_usual();
        rows[i].change(&k);
        struct camera *camera = NULL;
        struct device_error error;
        if (try_open(&k, &camera, pool, &error))
            fail_msg("%s: was opened", rows[i].name);
        assert_null(camera);
        assert_int_equal(error.kind, rows[i].kind);
        if (strstr(error.text, rows[i].says) == NULL || strstr(error.text, "/dev/video7") == NULL)
            fail_msg("%s gave \"%s\"", rows[i].name, error.text);
        assert_int_equal(k.opened, 0);
        assert_int_equal(k.mapped, 0);
    }
    picture_pool_destroy(pool);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(pictures_come_from_a_stream_of_mapped_buffers),
    cmocka_unit_test(the_newest_of_several_pictures_is_given_and_none_is_kept),
    cmocka_unit_test(an_uncompressed_format_is_chosen_by_its_cost),
    cmocka_unit_test(the_size_is_the_one_the_camera_gives),
    cmocka_unit_test(an_unplugged_camera_is_gone_with_a_word),
    cmocka_unit_test(unplugged_between_taking_and_giving_back_is_gone_too),
    cmocka_unit_test(a_damaged_or_short_buffer_is_passed_over),
    cmocka_unit_test(a_driver_that_lies_about_a_buffer_is_left),
    cmocka_unit_test(lost_pictures_are_forgiven_for_a_while),
    cmocka_unit_test(interrupted_calls_are_made_again),
    cmocka_unit_test(a_time_stamp_of_another_clock_is_not_taken),
    cmocka_unit_test(a_camera_that_cannot_be_used_is_closed_and_named),
};
TEST_GROUP(camera_v4l2, tests)
