#include "devices/fake_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

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

struct kernel kernel_usual(void)
{
    return (struct kernel){
        .formats = {V4L2_PIX_FMT_MJPEG, V4L2_PIX_FMT_YUYV},
        .capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING,
        .buffers = BUFFERS,
        .period = {1, 30},
    };
}

bool kernel_open_camera(struct kernel *k, const struct camera_request *request, struct camera **out,
                        struct device_error *error)
{
    const struct v4l2_system system = {kernel_open, kernel_close, kernel_ioctl,
                                       kernel_map,  kernel_unmap, k};
    *out = NULL;
    device_error_clear(error);
    return camera_v4l2_open_with(out, request, &system, error);
}

uint8_t *kernel_fill(struct kernel *k)
{
    for (uint32_t i = 0; i < BUFFERS; i++) {
        if (!k->queued[i])
            continue;
        k->queued[i] = false;
        k->filled[k->fill_count++] = i;
        return k->memory[i];
    }
    fail_msg("the app holds every buffer");
    return NULL;
}

void kernel_shut(struct kernel *k, struct camera *camera)
{
    camera_close(camera);
    assert_int_equal(k->opened, 0);
    assert_int_equal(k->mapped, 0);
    assert_false(k->streaming);
}
