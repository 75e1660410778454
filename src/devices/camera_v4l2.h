/* A camera by Video4Linux2 (Linux, videodev2.h): streaming with mapped buffers, never blocking.
 * The system calls come through a table, so that tests play the kernel; the app uses the real. */
#ifndef ALCOVE_DEVICES_CAMERA_V4L2_H
#define ALCOVE_DEVICES_CAMERA_V4L2_H

#include <stddef.h>

#include "devices/camera_kind.h"

/* Each as the system call of its name: -1 and errno on failure (map: NULL and errno). */
struct v4l2_system {
    int (*open)(void *context, const char *path);
    int (*close)(void *context, int device);
    int (*ioctl)(void *context, int device, unsigned long request, void *argument);
    void *(*map)(void *context, int device, size_t length, size_t offset);
    int (*unmap)(void *context, void *memory, size_t length);
    void *context; /* passed to each; outlives the camera */
};

/* As camera_open on success and failure; `system` is copied. */
bool camera_v4l2_open_with(struct camera **out, const struct camera_request *request,
                           const struct v4l2_system *system, struct device_error *error);

#endif
