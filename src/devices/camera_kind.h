/* What the kinds of camera share with camera.c, and nobody else: a table of functions, one file
 * for each kind. */
#ifndef ALCOVE_DEVICES_CAMERA_KIND_H
#define ALCOVE_DEVICES_CAMERA_KIND_H

#include "devices/camera.h"

struct camera_kind {
    uint64_t (*next_due_us)(const struct camera *camera);
    /* As camera_read, but leaves number, stamp and the count to it. */
    enum camera_outcome (*read)(struct camera *camera, uint64_t now_us, struct picture **out);
    void (*close)(struct camera *camera); /* frees it */
};

/* The first member of every kind's own struct. */
struct camera {
    const struct camera_kind *kind;
    struct picture_pool *pool;
    struct camera_description description;
    bool stamp;
    bool gone;
    uint32_t given; /* pictures so far */
    struct device_error error;
};

struct camera_request {
    const char *argument;    /* of the specification, after the colon; "" without one */
    struct camera_want want; /* no zeros any more, but fps 0: the clip's own */
    struct picture_pool *pool;
};

/* Fills what all kinds have alike; the description stays to be filled. */
void camera_begin(struct camera *camera, const struct camera_kind *kind,
                  const struct camera_request *request);

/* As camera_open for one kind. */
bool camera_y4m_open(struct camera **out, const struct camera_request *request,
                     struct device_error *error);
bool camera_synthetic_open(struct camera **out, const struct camera_request *request,
                           struct device_error *error);
bool camera_v4l2_open(struct camera **out, const struct camera_request *request,
                      struct device_error *error);

#endif
