/* A kernel that a test plays for devices/camera_v4l2.h: one camera at /dev/video7, whose offers and
 * failures are fields, and which keeps account of what was done to it. */
#ifndef TESTS_DEVICES_FAKE_KERNEL_H
#define TESTS_DEVICES_FAKE_KERNEL_H

#include "devices/camera_v4l2.h"

#include <linux/videodev2.h>

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

/* A camera of YUYV and MJPEG at 30 a second that takes every size. */
struct kernel kernel_usual(void);

/* As camera_open, of this kernel's camera; `k` outlives it. */
bool kernel_open_camera(struct kernel *k, const struct camera_request *request, struct camera **out,
                        struct device_error *error);

/* The next queued buffer, now filled; the test may write into its k->length bytes. */
uint8_t *kernel_fill(struct kernel *k);

/* Closes the camera and requires that everything was given back. */
void kernel_shut(struct kernel *k, struct camera *camera);

#endif
