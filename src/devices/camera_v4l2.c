#include "devices/camera_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "devices/camera_mjpeg.h"
#include "devices/camera_pixels.h"

#define DEVICE_USUAL   "/dev/video0"
#define FPS_USUAL      30
#define BUFFERS        4
#define BUFFERS_MIN    2
#define RETRY_US       2000
#define STAMP_AGE_US   1000000     /* an older time stamp is not of our clock */
#define RAW_PIXELS_MAX (640 * 480) /* above, USB 2 has no room for 30 raw pictures a second */
#define FORMATS_MAX    64          /* that a device may list */
#define FAILURES_MAX   250         /* input errors in a row: a driver that never comes back */
#define INTERRUPTS_MAX 16

struct mapping {
    uint8_t *memory;
    size_t length;
};

struct camera_v4l2 {
    struct camera base;
    struct v4l2_system system;
    int device;
    char path[64];
    enum pixel_layout layout;
    size_t stride;       /* bytes */
    struct mjpeg *mjpeg; /* NULL when the pictures come raw */
    struct mapping mappings[BUFFERS];
    unsigned mapped;
    unsigned failures; /* in a row */
    uint64_t due_us;
};

/* Raw ones in the order in which we like them. */
static const struct {
    uint32_t fourcc;
    enum pixel_layout layout;
} formats[] = {
    {V4L2_PIX_FMT_YUV420, PIXELS_I420},
    {V4L2_PIX_FMT_NV12, PIXELS_NV12},
    {V4L2_PIX_FMT_YUYV, PIXELS_YUYV},
};

#define FORMATS   (sizeof formats / sizeof formats[0])
#define MJPEG     FORMATS /* the choice behind them */
#define NO_FORMAT (FORMATS + 1)

static int control(const struct camera_v4l2 *own, unsigned long request, void *argument)
{
    int result = -1;
    for (int i = 0; i < INTERRUPTS_MAX; i++) {
        result = own->system.ioctl(own->system.context, own->device, request, argument);
        if (result == 0 || errno != EINTR)
            break;
    }
    return result;
}

static bool failed(const struct camera_v4l2 *own, struct device_error *error)
{
    return device_error_from_errno(error, errno, "camera", own->path);
}

static bool capability_check(struct camera_v4l2 *own, struct device_error *error)
{
    struct v4l2_capability capability = {0};
    if (control(own, VIDIOC_QUERYCAP, &capability) != 0) {
        if (errno != ENOTTY && errno != EINVAL)
            return failed(own, error);
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "%.60s is no camera; try another /dev/video", own->path);
    }
    uint32_t able = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps
                                                                          : capability.capabilities;
    uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
    if ((able & needed) != needed)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "%.60s gives no pictures; try another /dev/video", own->path);
    (void)snprintf(own->base.description.name, sizeof own->base.description.name, "%.31s",
                   (const char *)capability.card);
    return true;
}

/* The index in `formats` of the best that the device offers, MJPEG or NO_FORMAT. */
static size_t format_choose(const struct camera_v4l2 *own, const struct camera_want *want)
{
    size_t best = FORMATS;
    bool offers_mjpeg = false;
    for (uint32_t i = 0; i < FORMATS_MAX; i++) {
        struct v4l2_fmtdesc offer = {.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
        if (control(own, VIDIOC_ENUM_FMT, &offer) != 0)
            break;
        offers_mjpeg = offers_mjpeg || offer.pixelformat == V4L2_PIX_FMT_MJPEG;
        for (size_t f = 0; f < best; f++) {
            if (formats[f].fourcc == offer.pixelformat)
                best = f;
        }
    }
    bool large = want->width * want->height > RAW_PIXELS_MAX;
    if (offers_mjpeg && (large || best == FORMATS))
        return MJPEG;
    return best < FORMATS ? best : NO_FORMAT;
}

static bool format_set(struct camera_v4l2 *own, const struct camera_want *want,
                       struct device_error *error)
{
    size_t chosen = format_choose(own, want);
    if (chosen == NO_FORMAT)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "camera %.60s offers no YUYV, NV12, I420 or MJPEG; use another one",
                                own->path);
    uint32_t fourcc = chosen == MJPEG ? V4L2_PIX_FMT_MJPEG : formats[chosen].fourcc;
    struct v4l2_format format = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    format.fmt.pix.width = (uint32_t)want->width;
    format.fmt.pix.height = (uint32_t)want->height;
    format.fmt.pix.pixelformat = fourcc;
    format.fmt.pix.field = V4L2_FIELD_NONE;
    if (control(own, VIDIOC_S_FMT, &format) != 0)
        return failed(own, error);
    const struct v4l2_pix_format *got = &format.fmt.pix;
    if (got->pixelformat != fourcc || got->width < 16 || got->height < 16 ||
        got->width > PICTURE_WIDTH_MAX || got->height > PICTURE_HEIGHT_MAX || got->width % 2 != 0 ||
        got->height % 2 != 0)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "camera %.60s gives %ux%d pictures of another kind; ask for "
                                "another size",
                                own->path, got->width, (int)got->height);
    own->base.description.width = (int)got->width;
    own->base.description.height = (int)got->height;
    if (chosen == MJPEG) {
        own->mjpeg = mjpeg_create((int)got->width, (int)got->height);
        return own->mjpeg != NULL || device_error_from_errno(error, ENOMEM, "camera", own->path);
    }
    own->layout = formats[chosen].layout;
    own->stride = pixels_row_bytes(own->layout, (int)got->width);
    if (got->bytesperline > own->stride && got->bytesperline <= 16 * PICTURE_WIDTH_MAX)
        own->stride = got->bytesperline;
    return true;
}

/* Only a wish; what the device says of its rate is believed within reason. */
static void rate_set(struct camera_v4l2 *own, int fps)
{
    struct v4l2_streamparm parameters = {.type = V4L2_BUF_TYPE_VIDEO_CAPTURE};
    parameters.parm.capture.timeperframe = (struct v4l2_fract){1, (uint32_t)fps};
    own->base.description.fps = fps;
    if (control(own, VIDIOC_S_PARM, &parameters) != 0)
        return;
    const struct v4l2_fract *period = &parameters.parm.capture.timeperframe;
    if (period->numerator == 0)
        return;
    uint32_t rate = (period->denominator + period->numerator / 2) / period->numerator;
    if (rate >= 1 && rate <= 120)
        own->base.description.fps = (int)rate;
}

static struct v4l2_buffer buffer_at(uint32_t index)
{
    return (struct v4l2_buffer){
        .index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
}

static bool buffers_map(struct camera_v4l2 *own, struct device_error *error)
{
    struct v4l2_requestbuffers request = {
        .count = BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP};
    if (control(own, VIDIOC_REQBUFS, &request) != 0)
        return failed(own, error);
    if (request.count < BUFFERS_MIN)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "camera %.60s has no room for pictures; close other programs",
                                own->path);
    for (uint32_t i = 0; i < request.count && i < BUFFERS; i++) {
        struct v4l2_buffer buffer = buffer_at(i);
        if (control(own, VIDIOC_QUERYBUF, &buffer) != 0)
            return failed(own, error);
        void *memory =
            own->system.map(own->system.context, own->device, buffer.length, buffer.m.offset);
        if (memory == NULL)
            return failed(own, error);
        own->mappings[own->mapped++] = (struct mapping){memory, buffer.length};
    }
    return true;
}

static bool stream_start(struct camera_v4l2 *own, struct device_error *error)
{
    for (uint32_t i = 0; i < own->mapped; i++) {
        struct v4l2_buffer buffer = buffer_at(i);
        if (control(own, VIDIOC_QBUF, &buffer) != 0)
            return failed(own, error);
    }
    int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    return control(own, VIDIOC_STREAMON, &type) == 0 || failed(own, error);
}

static void close_camera(struct camera *camera)
{
    struct camera_v4l2 *own = (struct camera_v4l2 *)camera;
    if (own->mapped > 0) {
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        (void)control(own, VIDIOC_STREAMOFF, &type);
    }
    for (unsigned i = 0; i < own->mapped; i++)
        (void)own->system.unmap(own->system.context, own->mappings[i].memory,
                                own->mappings[i].length);
    if (own->device >= 0)
        (void)own->system.close(own->system.context, own->device);
    mjpeg_destroy(own->mjpeg);
    free(own);
}

static uint64_t next_due_us(const struct camera *camera)
{
    return ((const struct camera_v4l2 *)camera)->due_us;
}

/* The newest buffer that is filled; those before it go back unseen. -1 and errno if none is. */
static int newest_take(struct camera_v4l2 *own, struct v4l2_buffer *newest)
{
    struct v4l2_buffer taken = {0};
    int result = -1;
    for (unsigned i = 0; i < own->mapped; i++) {
        struct v4l2_buffer buffer = buffer_at(0);
        if (control(own, VIDIOC_DQBUF, &buffer) != 0) {
            if (errno != EAGAIN)
                return -1;
            break;
        }
        if (buffer.index >= own->mapped) {
            errno = EPROTO;
            return -1;
        }
        if (result == 0)
            (void)control(own, VIDIOC_QBUF, &taken);
        taken = buffer;
        result = 0;
    }
    if (result != 0)
        errno = EAGAIN;
    *newest = taken;
    return result;
}

static uint64_t captured_at_us(const struct v4l2_buffer *buffer, uint64_t now_us)
{
    uint64_t stamp_us = (uint64_t)buffer->timestamp.tv_sec * UINT64_C(1000000) +
                        (uint64_t)buffer->timestamp.tv_usec;
    bool ours = (buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    return ours && stamp_us <= now_us && now_us - stamp_us < STAMP_AGE_US ? stamp_us : now_us;
}

/* False when the driver gave less than a picture. */
static bool pixels_take(struct camera_v4l2 *own, const struct v4l2_buffer *buffer,
                        struct picture *picture)
{
    const struct mapping *mapping = &own->mappings[buffer->index];
    if (buffer->bytesused > mapping->length)
        return false;
    if (own->mjpeg != NULL)
        return mjpeg_decode(own->mjpeg, mapping->memory, buffer->bytesused, picture);
    if (buffer->bytesused < pixels_image_bytes(own->layout, own->stride, picture->height))
        return false;
    pixels_convert(own->layout, mapping->memory, own->stride, picture);
    return true;
}

static struct picture *picture_from(struct camera_v4l2 *own, const struct v4l2_buffer *buffer,
                                    uint64_t now_us)
{
    const struct camera_description *description = &own->base.description;
    if ((buffer->flags & V4L2_BUF_FLAG_ERROR) != 0)
        return NULL;
    struct picture *picture = picture_take(own->base.pool, description->width, description->height);
    if (picture == NULL)
        return NULL;
    if (!pixels_take(own, buffer, picture)) {
        picture_release(picture);
        return NULL;
    }
    picture->captured_at_us = captured_at_us(buffer, now_us);
    return picture;
}

static enum camera_outcome lost(struct camera_v4l2 *own)
{
    if (errno == ENODEV || errno == ENXIO)
        (void)device_error_set(&own->base.error, DEVICE_ERROR_NOT_FOUND,
                               "camera %.60s was unplugged; plug it in and choose it again",
                               own->path);
    else
        (void)failed(own, &own->base.error);
    return CAMERA_GONE;
}

static enum camera_outcome read_picture(struct camera *camera, uint64_t now_us,
                                        struct picture **out)
{
    struct camera_v4l2 *own = (struct camera_v4l2 *)camera;
    own->due_us = now_us + RETRY_US;
    struct v4l2_buffer buffer;
    if (newest_take(own, &buffer) != 0) {
        if (errno == EAGAIN)
            return CAMERA_NOTHING;
        /* EIO: the driver lost a picture and may go on (VIDIOC_DQBUF). */
        return errno == EIO && ++own->failures < FAILURES_MAX ? CAMERA_NOTHING : lost(own);
    }
    own->failures = 0;
    *out = picture_from(own, &buffer, now_us);
    if (control(own, VIDIOC_QBUF, &buffer) != 0) {
        picture_release(*out);
        *out = NULL;
        return lost(own);
    }
    if (*out == NULL)
        return CAMERA_NOTHING;
    /* A little early: the next one is then fetched within RETRY_US of its coming. */
    uint64_t period_us = UINT64_C(1000000) / (unsigned)camera->description.fps;
    own->due_us = now_us + period_us - period_us / 8;
    return CAMERA_PICTURE;
}

static const struct camera_kind kind = {next_due_us, read_picture, close_camera};

bool camera_v4l2_open_with(struct camera **out, const struct camera_request *request,
                           const struct v4l2_system *system, struct device_error *error)
{
    struct camera_v4l2 *own = calloc(1, sizeof *own);
    if (own == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "camera: no memory is left; close other programs");
    camera_begin(&own->base, &kind, request);
    own->system = *system;
    const char *path = request->argument[0] == '\0' ? DEVICE_USUAL : request->argument;
    (void)snprintf(own->path, sizeof own->path, "%s", path);
    own->device = system->open(system->context, path);
    if (own->device < 0) {
        (void)failed(own, error);
        free(own);
        return false;
    }
    if (!capability_check(own, error) || !format_set(own, &request->want, error)) {
        close_camera(&own->base);
        return false;
    }
    rate_set(own, request->want.fps == 0 ? FPS_USUAL : request->want.fps);
    if (!buffers_map(own, error) || !stream_start(own, error)) {
        close_camera(&own->base);
        return false;
    }
    *out = &own->base;
    return true;
}

static int system_open(void *context, const char *path)
{
    (void)context;
    return open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

static int system_close(void *context, int device)
{
    (void)context;
    return close(device);
}

static int system_ioctl(void *context, int device, unsigned long request, void *argument)
{
    (void)context;
    return ioctl(device, request, argument);
}

static void *system_map(void *context, int device, size_t length, size_t offset)
{
    (void)context;
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, device, (off_t)offset);
    return memory == MAP_FAILED ? NULL : memory;
}

static int system_unmap(void *context, void *memory, size_t length)
{
    (void)context;
    return munmap(memory, length);
}

bool camera_v4l2_open(struct camera **out, const struct camera_request *request,
                      struct device_error *error)
{
    static const struct v4l2_system real = {system_open, system_close, system_ioctl,
                                            system_map,  system_unmap, NULL};
    return camera_v4l2_open_with(out, request, &real, error);
}
