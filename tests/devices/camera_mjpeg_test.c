#include "devices/camera_mjpeg.h"

#include <string.h>
#include <turbojpeg.h>

#include "devices/fake_kernel.h"
#include "devices/scratch.h"
#include "harness.h"

#define WIDTH  160
#define HEIGHT 90

/* A JPEG image of full range: bright above, dark below, reddish left and bluish right. */
static size_t image_make(int sampling, int width, int height, uint8_t *out, size_t capacity)
{
    static uint8_t planes[3 * 1280 * 720];
    size_t plane_bytes = (size_t)width * (size_t)height;
    const uint8_t *const parts[3] = {planes, planes + plane_bytes, planes + 2 * plane_bytes};
    for (int p = 0; p < 3; p++) {
        int plane_width = tjPlaneWidth(p, width, sampling);
        int plane_height = tjPlaneHeight(p, height, sampling);
        for (int y = 0; y < plane_height; y++) {
            for (int x = 0; x < plane_width; x++) {
                int value = p == 0   ? (2 * y < plane_height ? 255 : 0)
                            : p == 1 ? (2 * x < plane_width ? 100 : 200)
                                     : (2 * x < plane_width ? 180 : 90);
                planes[(size_t)p * plane_bytes + (size_t)(y * plane_width + x)] = (uint8_t)value;
            }
        }
    }
    const uint8_t *list[3] = {parts[0], parts[1], parts[2]};
    tjhandle compressor = tjInitCompress();
    uint8_t *jpeg = NULL;
    unsigned long size = 0;
    assert_non_null(compressor);
    assert_int_equal(tjCompressFromYUVPlanes(compressor, list, width, NULL, height, sampling, &jpeg,
                                             &size, 90, 0),
                     0);
    assert_true(size <= capacity);
    memcpy(out, jpeg, size);
    tjFree(jpeg);
    (void)tjDestroy(compressor);
    return size;
}

static int pixel(const struct picture *picture, int plane, int x, int y)
{
    return picture->plane[plane][y * picture->stride[plane] + x];
}

static void both_samplings_become_a_picture_of_limited_range(void **state)
{
    (void)state;
    static const int samplings[] = {TJSAMP_422, TJSAMP_420};
    static uint8_t bytes[65536];
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, WIDTH, HEIGHT);
    struct mjpeg *mjpeg = mjpeg_create(WIDTH, HEIGHT);
    for (int i = 0; i < 2; i++) {
        size_t size = image_make(samplings[i], WIDTH, HEIGHT, bytes, sizeof bytes);
        picture_pattern(picture, 1);
        assert_true(mjpeg_decode(mjpeg, bytes, size, picture));
        assert_in_range(pixel(picture, 0, 5, 5), 232, 237);
        assert_in_range(pixel(picture, 0, WIDTH - 5, HEIGHT - 5), 14, 19);
        assert_in_range(pixel(picture, 1, 5, 20), 101, 107);
        assert_in_range(pixel(picture, 1, WIDTH / 2 - 5, 20), 189, 194);
        assert_in_range(pixel(picture, 2, 5, HEIGHT / 2 - 5), 171, 177);
        assert_in_range(pixel(picture, 2, WIDTH / 2 - 5, HEIGHT / 2 - 5), 92, 98);
    }
    mjpeg_destroy(mjpeg);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void images_of_another_size_or_sampling_are_refused(void **state)
{
    (void)state;
    static const struct {
        int sampling, width, height;
    } rows[] = {
        {TJSAMP_420, WIDTH, HEIGHT + 2}, {TJSAMP_420, WIDTH / 2, HEIGHT},
        {TJSAMP_444, WIDTH, HEIGHT},     {TJSAMP_440, WIDTH, HEIGHT},
        {TJSAMP_GRAY, WIDTH, HEIGHT},
    };
    static uint8_t bytes[65536];
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, WIDTH, HEIGHT);
    struct mjpeg *mjpeg = mjpeg_create(WIDTH, HEIGHT);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size =
            image_make(rows[i].sampling, rows[i].width, rows[i].height, bytes, sizeof bytes);
        assert_false(mjpeg_decode(mjpeg, bytes, size, picture));
    }
    mjpeg_destroy(mjpeg);
    mjpeg_destroy(NULL);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static void a_damaged_image_is_refused_and_the_next_good_one_shown(void **state)
{
    (void)state;
    static uint8_t good[65536];
    static uint8_t bytes[65536];
    size_t size = image_make(TJSAMP_422, WIDTH, HEIGHT, good, sizeof good);
    struct picture_pool *pool = picture_pool_create(1);
    struct picture *picture = picture_take(pool, WIDTH, HEIGHT);
    struct mjpeg *mjpeg = mjpeg_create(WIDTH, HEIGHT);
    for (size_t cut = 0; cut + 2 < size; cut += 1 + cut / 16)
        assert_false(mjpeg_decode(mjpeg, good, cut, picture));
    int refused = 0;
    for (size_t at = 0; at < size; at += 1 + at / 64) {
        memcpy(bytes, good, size);
        bytes[at] ^= 0x5a;
        refused += !mjpeg_decode(mjpeg, bytes, size, picture);
        assert_true(mjpeg_decode(mjpeg, good, size, picture));
    }
    assert_true(refused > 10);
    mjpeg_destroy(mjpeg);
    picture_release(picture);
    picture_pool_destroy(pool);
}

static struct camera *must_open(struct kernel *k, int width, int height, struct picture_pool *pool)
{
    const struct camera_request request = {"/dev/video7", {width, height, 30, false}, pool};
    struct camera *camera = NULL;
    struct device_error error;
    if (!kernel_open_camera(k, &request, &camera, &error))
        fail_msg("%s", error.text);
    return camera;
}

static void a_camera_is_asked_for_mjpeg_where_raw_pictures_are_too_large(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        uint32_t other, chosen;
    } rows[] = {
        {640, 360, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_YUYV},
        {640, 480, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_YUYV},
        {1280, 720, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG},
        {640, 360, V4L2_PIX_FMT_H264, V4L2_PIX_FMT_MJPEG},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct kernel k = kernel_usual();
        k.formats[1] = rows[i].other;
        struct picture_pool *pool = picture_pool_create(1);
        struct camera *camera = must_open(&k, rows[i].width, rows[i].height, pool);
        assert_int_equal(k.chosen, rows[i].chosen);
        kernel_shut(&k, camera);
        picture_pool_destroy(pool);
    }
}

static void a_camera_of_mjpeg_gives_pictures_and_passes_over_damaged_ones(void **state)
{
    (void)state;
    struct kernel k = kernel_usual();
    k.formats[1] = 0;
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, WIDTH, HEIGHT, pool);
    struct picture *picture = NULL;
    uint8_t *buffer = kernel_fill(&k);
    k.bytes_used = (uint32_t)image_make(TJSAMP_422, WIDTH, HEIGHT, buffer, k.length);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_PICTURE);
    assert_in_range(pixel(picture, 0, 5, 5), 232, 237);
    picture_release(picture);
    (void)kernel_fill(&k);
    k.bytes_used = 20;
    assert_int_equal(camera_read(camera, 2000, &picture), CAMERA_NOTHING);
    (void)kernel_fill(&k);
    k.bytes_used = (uint32_t)k.length + 1;
    assert_int_equal(camera_read(camera, 3000, &picture), CAMERA_NOTHING);
    kernel_shut(&k, camera);
    picture_pool_destroy(pool);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(both_samplings_become_a_picture_of_limited_range),
    cmocka_unit_test(images_of_another_size_or_sampling_are_refused),
    cmocka_unit_test(a_damaged_image_is_refused_and_the_next_good_one_shown),
    cmocka_unit_test(a_camera_is_asked_for_mjpeg_where_raw_pictures_are_too_large),
    cmocka_unit_test(a_camera_of_mjpeg_gives_pictures_and_passes_over_damaged_ones),
};
TEST_GROUP(camera_mjpeg, tests)
