#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devices/camera_kind.h"
#include "devices/pace.h"
#include "devices/y4m.h"

struct camera_y4m {
    struct camera base;
    struct pace pace;
    struct y4m_reader reader;
};

static uint64_t next_due_us(const struct camera *camera)
{
    return pace_due_us(&((const struct camera_y4m *)camera)->pace);
}

/* From the beginning again at the end; a clip without any picture would be read for ever. */
static enum y4m_outcome read_looped(struct camera_y4m *own, struct picture *picture)
{
    struct device_error *error = &own->base.error;
    enum y4m_outcome outcome = y4m_read(&own->reader, picture, error);
    if (outcome == Y4M_END && y4m_rewind(&own->reader))
        outcome = y4m_read(&own->reader, picture, error);
    if (outcome == Y4M_END)
        (void)device_error_set(error, DEVICE_ERROR_FORMAT,
                               "y4m clip: no picture in it, or it cannot be read again from its "
                               "start; use a whole file");
    return outcome;
}

static enum camera_outcome read_picture(struct camera *camera, uint64_t now_us,
                                        struct picture **out)
{
    struct camera_y4m *own = (struct camera_y4m *)camera;
    if (!pace_take(&own->pace, now_us))
        return CAMERA_NOTHING;
    struct picture *picture =
        picture_take(camera->pool, camera->description.width, camera->description.height);
    if (picture == NULL)
        return CAMERA_NOTHING;
    if (read_looped(own, picture) != Y4M_PICTURE) {
        picture_release(picture);
        return CAMERA_GONE;
    }
    picture->captured_at_us = now_us;
    *out = picture;
    return CAMERA_PICTURE;
}

static void close_camera(struct camera *camera)
{
    struct camera_y4m *own = (struct camera_y4m *)camera;
    y4m_reader_close(&own->reader);
    free(own);
}

static const struct camera_kind kind = {next_due_us, read_picture, close_camera};

bool camera_y4m_open(struct camera **out, const struct camera_request *request,
                     struct device_error *error)
{
    struct camera_y4m *own = calloc(1, sizeof *own);
    if (own == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "camera: no memory is left; close other programs");
    if (!y4m_reader_open(&own->reader, request->argument, error)) {
        free(own);
        return false;
    }
    const struct y4m_format *format = &own->reader.format;
    camera_begin(&own->base, &kind, request);
    own->base.description.width = format->width;
    own->base.description.height = format->height;
    own->pace.rate_numerator = (uint64_t)format->rate_numerator;
    own->pace.rate_denominator = (uint64_t)format->rate_denominator;
    if (request->want.fps != 0)
        own->pace = (struct pace){(uint64_t)request->want.fps, 1, false, 0, 0};
    own->base.description.fps = (int)((own->pace.rate_numerator + own->pace.rate_denominator / 2) /
                                      own->pace.rate_denominator);
    const char *slash = strrchr(request->argument, '/');
    (void)snprintf(own->base.description.name, sizeof own->base.description.name, "clip %.50s",
                   slash != NULL ? slash + 1 : request->argument);
    *out = &own->base;
    return true;
}
