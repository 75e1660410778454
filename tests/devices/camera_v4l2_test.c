#include "devices/camera_v4l2.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/videodev2.h>

#include "harness.h"

#define BUFFERS 8
#define DEVICE  42

/* A kernel with one camera: what it offers, how it fails, and what was done to it. */
struct kernel {
    /* the camera */
    uint32_t formats[6];
    uint32_t capabilities;
    uint32_t width, height; /* it gives, whatever is asked */
    uint32_t padding;       /* bytes at the end of each row */
    uint32_t buffers;       /* it grants at most */
    struct v4l2_fract period;
    /* failures, as errno values */
    unsigned long failing; /* this ioctl fails … */
    int failure;           /* … like this */
    int open_failure;
    int interrupts; /* EINTR before each answer */
    /* the stream */
    uint8_t *memory[BUFFERS];
    size_t length;
    bool queued[BUFFERS];
    uint32_t filled[BUFFERS]; /* in order of filling */
    uint32_t fill_count;
    uint32_t fill_flags;
    uint32_t bytes_used; /* 0: a whole image */
    uint64_t stamp_us;
    uint32_t lying_index; /* added to every index given */
    bool streaming;
    bool unplugged;
    /* the account */
    int opened, mapped, interrupted;
    uint32_t chosen;
};

static int answer(struct kernel *k, int error)
{
    (void)k;
    errno = error;
    return error == 0 ? 0 : -1;
}

static int kernel_open(void *context, const char *path)
{
    struct kernel *k = context;
    assert_string_equal(path, "/dev/video7");
    if (k->open_failure != 0)
        return answer(k, k->open_failure);
    k->opened++;
    return DEVICE;
}

static int kernel_close(void *context, int device)
{
    struct kernel *k = context;
    assert_int_equal(device, DEVICE);
    k->opened--;
    return 0;
}

static int format_list(struct kernel *k, struct v4l2_fmtdesc *offer)
{
    if (offer->index >= 6 || k->formats[offer->index] == 0)
        return answer(k, EINVAL);
    offer->pixelformat = k->formats[offer->index];
    return 0;
}

static int format_take(struct kernel *k, struct v4l2_format *format)
{
    struct v4l2_pix_format *pix = &format->fmt.pix;
    k->chosen = pix->pixelformat;
    if (k->width != 0)
        pix->width = k->width;
    if (k->height != 0)
        pix->height = k->height;
    bool packed = pix->pixelformat == V4L2_PIX_FMT_YUYV;
    pix->bytesperline = (packed ? 2 : 1) * pix->width + k->padding;
    pix->sizeimage = pix->bytesperline * pix->height * (packed ? 2 : 3) / 2;
    k->length = (size_t)pix->bytesperline * pix->height * 3 / 2;
    return 0;
}

static int buffer_give(struct kernel *k, struct v4l2_buffer *buffer)
{
    assert_true(k->streaming);
    if (k->fill_count == 0)
        return answer(k, EAGAIN);
    uint32_t index = k->filled[0];
    memmove(k->filled, k->filled + 1, sizeof k->filled - sizeof k->filled[0]);
    k->fill_count--;
    buffer->index = index + k->lying_index;
    buffer->flags = k->fill_flags | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->bytesused = k->bytes_used != 0 ? k->bytes_used : (uint32_t)k->length;
    buffer->timestamp.tv_sec = (long)(k->stamp_us / 1000000);
    buffer->timestamp.tv_usec = (long)(k->stamp_us % 1000000);
    return 0;
}

static int buffer_take(struct kernel *k, const struct v4l2_buffer *buffer)
{
    assert_true(buffer->index < BUFFERS);
    assert_false(k->queued[buffer->index]);
    k->queued[buffer->index] = true;
    return 0;
}

static int control(struct kernel *k, unsigned long request, void *argument)
{
    switch (request) {
    case VIDIOC_QUERYCAP:
        memcpy(((struct v4l2_capability *)argument)->card, "Fake camera", 12);
        ((struct v4l2_capability *)argument)->capabilities = k->capabilities;
        return 0;
    case VIDIOC_ENUM_FMT:
        return format_list(k, argument);
    case VIDIOC_S_FMT:
        return format_take(k, argument);
    case VIDIOC_S_PARM:
        ((struct v4l2_streamparm *)argument)->parm.capture.timeperframe = k->period;
        return 0;
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = argument;
        wanted->count = wanted->count < k->buffers ? wanted->count : k->buffers;
        return 0;
    }
    case VIDIOC_QUERYBUF:
        ((struct v4l2_buffer *)argument)->length = (uint32_t)k->length;
        ((struct v4l2_buffer *)argument)->m.offset = ((struct v4l2_buffer *)argument)->index * 4096;
        return 0;
    case VIDIOC_QBUF:
        return buffer_take(k, argument);
    case VIDIOC_DQBUF:
        return buffer_give(k, argument);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        k->streaming = request == VIDIOC_STREAMON;
        return 0;
    default:
        return answer(k, ENOTTY);
    }
}

static int kernel_ioctl(void *context, int device, unsigned long request, void *argument)
{
    struct kernel *k = context;
    assert_int_equal(device, DEVICE);
    if (k->interrupts > 0 && k->interrupted++ % (k->interrupts + 1) < k->interrupts)
        return answer(k, EINTR);
    if (k->unplugged)
        return answer(k, ENODEV);
    if (request == k->failing)
        return answer(k, k->failure);
    return control(k, request, argument);
}

static void *kernel_map(void *context, int device, size_t length, size_t offset)
{
    struct kernel *k = context;
    assert_int_equal(device, DEVICE);
    assert_int_equal(length, k->length);
    size_t index = offset / 4096;
    assert_true(index < BUFFERS);
    if (k->failing == 1) {
        errno = k->failure;
        return NULL;
    }
    k->memory[index] = calloc(1, length);
    k->mapped++;
    return k->memory[index];
}

static int kernel_unmap(void *context, void *memory, size_t length)
{
    struct kernel *k = context;
    assert_int_equal(length, k->length);
    free(memory);
    k->mapped--;
    return 0;
}

static struct kernel usual(void)
{
    return (struct kernel){
        .formats = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV},
        .capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
        .buffers = BUFFERS,
        .period = {1, 30},
    };
}

static bool try_open(struct kernel *k, struct camera **out, struct picture_pool *pool,
                     struct device_error *error)
{
    const struct v4l2_system system = {kernel_open, kernel_close, kernel_ioctl,
                                       kernel_map,  kernel_unmap, k};
    const struct camera_request request = {"/dev/video7", {64, 32, 30, false}, pool};
    *out = NULL;
    device_error_clear(error);
    return camera_v4l2_open_with(out, &request, &system, error);
}

static struct camera *must_open(struct kernel *k, struct picture_pool *pool)
{
    struct camera *camera = NULL;
    struct device_error error;
    if (!try_open(k, &camera, pool, &error))
        fail_msg("%s", error.text);
    return camera;
}

/* The driver fills the next queued buffer with bytes that begin with `first`. */
static void fill(struct kernel *k, uint8_t first)
{
    for (uint32_t i = 0; i < BUFFERS; i++) {
        if (!k->queued[i])
            continue;
        k->queued[i] = false;
        for (size_t at = 0; at < k->length; at++)
            k->memory[i][at] = (uint8_t)(first + at % 4);
        k->filled[k->fill_count++] = i;
        return;
    }
    fail_msg("the app holds every buffer");
}

static void shut(struct kernel *k, struct camera *camera)
{
    camera_close(camera);
    assert_int_equal(k->opened, 0);
    assert_int_equal(k->mapped, 0);
    assert_false(k->streaming);
}

static void pictures_come_from_a_stream_of_mapped_buffers(void **state)
{
    (void)state;
    struct kernel k = usual();
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
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void the_newest_of_several_pictures_is_given_and_none_is_kept(void **state)
{
    (void)state;
    struct kernel k = usual();
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
    shut(&k, camera);
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
        struct kernel k = usual();
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
        shut(&k, camera);
        picture_pool_destroy(pool);
    }
}

static void the_size_is_the_one_the_camera_gives(void **state)
{
    (void)state;
    struct kernel k = usual();
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
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void an_unplugged_camera_is_gone_with_a_word(void **state)
{
    (void)state;
    struct kernel k = usual();
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
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void unplugged_between_taking_and_giving_back_is_gone_too(void **state)
{
    (void)state;
    struct kernel k = usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    fill(&k, 10);
    k.failing = VIDIOC_QBUF;
    k.failure = ENODEV;
    struct picture *picture = NULL;
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_GONE);
    assert_null(picture);
    k.failing = 0;
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_damaged_or_short_buffer_is_passed_over(void **state)
{
    (void)state;
    struct kernel k = usual();
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
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_driver_that_lies_about_a_buffer_is_left(void **state)
{
    (void)state;
    struct kernel k = usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    k.lying_index = 1000;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_GONE);
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void lost_pictures_are_forgiven_for_a_while(void **state)
{
    (void)state;
    struct kernel k = usual();
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    k.failing = VIDIOC_DQBUF;
    k.failure = EIO;
    int forgiven = 0;
    while (camera_read(camera, 1000, &picture) == CAMERA_NOTHING && forgiven < 10000)
        forgiven++;
    assert_in_range(forgiven, 50, 500);
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void interrupted_calls_are_made_again(void **state)
{
    (void)state;
    struct kernel k = usual();
    k.interrupts = 2;
    struct picture_pool *pool = picture_pool_create(1);
    struct camera *camera = must_open(&k, pool);
    struct picture *picture = NULL;
    fill(&k, 10);
    assert_int_equal(camera_read(camera, 1000, &picture), CAMERA_PICTURE);
    picture_release(picture);
    shut(&k, camera);
    picture_pool_destroy(pool);
}

static void a_time_stamp_of_another_clock_is_not_taken(void **state)
{
    (void)state;
    static const uint64_t stamps_us[] = {0, 7000001, 3000000};
    struct kernel k = usual();
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
    shut(&k, camera);
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
static void only_mjpeg(struct kernel *k)
{
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
        {"only MJPEG", only_mjpeg, DEVICE_ERROR_FORMAT, "use another camera"},
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
        struct kernel k = usual();
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
