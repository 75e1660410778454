#include <stdio.h>
#include <stdlib.h>

#include "devices/camera_kind.h"
#include "devices/pace.h"
#include "devices/synthetic.h"

#define FPS_USUAL 30
#define SEED_MAX  1000000

struct camera_synthetic {
    struct camera base;
    struct pace pace;
    struct synthetic *synthetic;
};

static uint64_t next_due_us(const struct camera *camera)
{
    return pace_due_us(&((const struct camera_synthetic *)camera)->pace);
}

static enum camera_outcome read_picture(struct camera *camera, uint64_t now_us,
                                        struct picture **out)
{
    struct camera_synthetic *own = (struct camera_synthetic *)camera;
    if (!pace_take(&own->pace, now_us))
        return CAMERA_NOTHING;
    *out = picture_take(camera->pool, camera->description.width, camera->description.height);
    if (*out == NULL)
        return CAMERA_NOTHING;
    synthetic_draw(own->synthetic, camera->given, *out);
    (*out)->captured_at_us = now_us;
    return CAMERA_PICTURE;
}

static void close_camera(struct camera *camera)
{
    struct camera_synthetic *own = (struct camera_synthetic *)camera;
    synthetic_destroy(own->synthetic);
    free(own);
}

static const struct camera_kind kind = {next_due_us, read_picture, close_camera};

bool camera_synthetic_open(struct camera **out, const struct camera_request *request,
                           struct device_error *error)
{
    char *end = NULL;
    unsigned long seed = request->argument[0] == '\0' ? 1 : strtoul(request->argument, &end, 10);
    if (seed > SEED_MAX || (end != NULL && (*end != '\0' || request->argument[0] < '0')))
        return device_error_set(
            error, DEVICE_ERROR_FORMAT,
            "synthetic camera \"%.40s\": the seed is a number, e.g. synthetic:2",
            request->argument);
    int fps = request->want.fps == 0 ? FPS_USUAL : request->want.fps;
    struct camera_synthetic *own = calloc(1, sizeof *own);
    struct synthetic *synthetic =
        synthetic_create((uint32_t)seed, request->want.width, request->want.height, fps);
    if (own == NULL || synthetic == NULL) {
        free(own);
        synthetic_destroy(synthetic);
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "camera: no memory is left; close other programs");
    }
    camera_begin(&own->base, &kind, request);
    own->base.description.width = request->want.width;
    own->base.description.height = request->want.height;
    own->base.description.fps = fps;
    (void)snprintf(own->base.description.name, sizeof own->base.description.name,
                   "drawn person %lu", seed);
    own->pace = (struct pace){.rate_numerator = (uint64_t)fps, .rate_denominator = 1};
    own->synthetic = synthetic;
    *out = &own->base;
    return true;
}
