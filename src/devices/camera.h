/* A camera: gives pictures, one at a time, when they are due. Never blocks, knows no thread.
 *
 * The media thread opens one by its specification and asks it at camera_next_due_us:
 *
 *   v4l2:DEV          a real camera, e.g. v4l2:/dev/video0 (`v4l2` alone is that one)
 *   y4m:FILE          a YUV4MPEG2 clip, 8-bit 4:2:0, looped at its own rate
 *   synthetic[:SEED]  a drawn person (devices/synthetic.h); 1 looks like a therapist, 2 a client
 *   none              no camera: never gives a picture
 *
 * Time is an argument everywhere, so a test plays an hour in a moment. A y4m or synthetic camera
 * starts its clock at the first read; what a picture shows depends on its number alone. */
#ifndef ALCOVE_DEVICES_CAMERA_H
#define ALCOVE_DEVICES_CAMERA_H

#include <stdbool.h>
#include <stdint.h>

#include "devices/device_error.h"
#include "media/picture.h"

struct camera;

struct camera_want {
    int width;  /* pixels; 0 for 640. A device or clip may give another: see camera_describe */
    int height; /* pixels; 0 for 360 */
    int fps;    /* pictures a second, 1 to 120; 0 for 30 (a clip: for its own) */
    bool stamp; /* draw each picture's number into it (devices/picture_counter.h) */
};

struct camera_description {
    int width;  /* pixels, what camera_read gives */
    int height; /* pixels */
    int fps;    /* pictures a second, rounded; 0 for `none` */
    char name[64];
};

enum camera_outcome {
    CAMERA_NOTHING, /* no picture is due, or the pool was empty and this one was dropped */
    CAMERA_PICTURE, /* *out is a picture */
    CAMERA_GONE,    /* unplugged, or the file broke; say so and close. Stays so. */
};

/* Whether there is what `spec` names, as far as that is seen without opening it; else `error` says
 * what to do. What is there may still not open. */
bool camera_find(const char *spec, struct device_error *error);

/* Opens the camera that `spec` names. On success *out is the caller's, to be closed; `pool` is
 * borrowed and outlives it. On failure *out is NULL and `error` says what to do. */
bool camera_open(struct camera **out, const char *spec, const struct camera_want *want,
                 struct picture_pool *pool, struct device_error *error);

/* When to call camera_read next, on the same clock; 0 means at once, UINT64_MAX never. */
uint64_t camera_next_due_us(const struct camera *camera);

/* At most one picture a call, however late the call is: slots that were missed are skipped, never
 * caught up. The caller owns one reference of *out. Sets captured_at_us to the moment of capture
 * (`now_us` for a clip and a drawn person) and number to the count of pictures given before.
 * *out is NULL unless CAMERA_PICTURE. */
enum camera_outcome camera_read(struct camera *camera, uint64_t now_us, struct picture **out);

void camera_describe(const struct camera *camera, struct camera_description *out);

/* Why camera_read answered CAMERA_GONE; kind NONE before that. Lives as long as the camera. */
const struct device_error *camera_error(const struct camera *camera);

void camera_close(struct camera *camera); /* NULL is allowed */

#endif
