#include "devices/camera.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "devices/camera_kind.h"
#include "devices/picture_counter.h"

#define WIDTH_USUAL  640
#define HEIGHT_USUAL 360
#define FPS_MAX      120

void camera_begin(struct camera *camera, const struct camera_kind *kind,
                  const struct camera_request *request)
{
    camera->kind = kind;
    camera->pool = request->pool;
    camera->stamp = request->want.stamp;
}

static uint64_t none_next_due_us(const struct camera *camera)
{
    (void)camera;
    return UINT64_MAX;
}

static enum camera_outcome none_read(struct camera *camera, uint64_t now_us, struct picture **out)
{
    (void)camera;
    (void)now_us;
    (void)out;
    return CAMERA_NOTHING;
}

static void none_close(struct camera *camera)
{
    free(camera);
}

static bool camera_none_open(struct camera **out, const struct camera_request *request,
                             struct device_error *error)
{
    static const struct camera_kind kind = {none_next_due_us, none_read, none_close};
    struct camera *camera = calloc(1, sizeof *camera);
    if (camera == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY, "camera: no memory is left");
    camera_begin(camera, &kind, request);
    *out = camera;
    return true;
}

struct kind {
    const char *name;
    bool (*open)(struct camera **out, const struct camera_request *request,
                 struct device_error *error);
    bool is_file;
};

static const struct kind kinds[] = {
    {"v4l2", camera_v4l2_open, true},
    {"y4m", camera_y4m_open, true},
    {"synthetic", camera_synthetic_open, false},
    {"none", camera_none_open, false},
};

/* NULL: there is none of that name. */
static const struct kind *find_kind(const char *spec, const char **argument,
                                    struct device_error *error)
{
    const char *colon = strchr(spec, ':');
    size_t length = colon != NULL ? (size_t)(colon - spec) : strlen(spec);
    *argument = colon != NULL ? colon + 1 : "";
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, spec, length) == 0)
            return &kinds[i];
    }
    (void)device_error_set(error, DEVICE_ERROR_FORMAT,
                           "camera \"%.40s\" is none of v4l2:DEV, y4m:FILE, synthetic, none", spec);
    return NULL;
}

bool camera_find(const char *spec, struct device_error *error)
{
    const char *path;
    device_error_clear(error);
    const struct kind *kind = find_kind(spec, &path, error);
    if (kind == NULL)
        return false;
    return !kind->is_file || path[0] == '\0' || access(path, R_OK) == 0 ||
           device_error_from_errno(error, errno, "camera", path);
}

static bool want_check(const struct camera_want *want, struct device_error *error)
{
    if (want->width >= 16 && want->width <= PICTURE_WIDTH_MAX && want->width % 2 == 0 &&
        want->height >= 16 && want->height <= PICTURE_HEIGHT_MAX && want->height % 2 == 0 &&
        want->fps >= 0 && want->fps <= FPS_MAX)
        return true;
    return device_error_set(error, DEVICE_ERROR_FORMAT,
                            "camera: %dx%d at %d a second is out of bounds; ask for an even size "
                            "up to %dx%d at 1 to %d",
                            want->width, want->height, want->fps, PICTURE_WIDTH_MAX,
                            PICTURE_HEIGHT_MAX, FPS_MAX);
}

bool camera_open(struct camera **out, const char *spec, const struct camera_want *want,
                 struct picture_pool *pool, struct device_error *error)
{
    ALCOVE_ASSERT(pool != NULL);
    *out = NULL;
    device_error_clear(error);
    struct camera_request request = {.want = *want, .pool = pool};
    const struct kind *kind = find_kind(spec, &request.argument, error);
    if (request.want.width == 0)
        request.want.width = WIDTH_USUAL;
    if (request.want.height == 0)
        request.want.height = HEIGHT_USUAL;
    return kind != NULL && want_check(&request.want, error) && kind->open(out, &request, error);
}

uint64_t camera_next_due_us(const struct camera *camera)
{
    return camera->gone ? UINT64_MAX : camera->kind->next_due_us(camera);
}

enum camera_outcome camera_read(struct camera *camera, uint64_t now_us, struct picture **out)
{
    *out = NULL;
    if (camera->gone)
        return CAMERA_GONE;
    enum camera_outcome outcome = camera->kind->read(camera, now_us, out);
    if (outcome == CAMERA_GONE) {
        ALCOVE_ASSERT(camera->error.kind != DEVICE_ERROR_NONE);
        camera->gone = true;
    }
    if (outcome != CAMERA_PICTURE)
        return outcome;
    (*out)->number = camera->given++;
    if (camera->stamp)
        picture_counter_draw(*out, (*out)->number);
    return outcome;
}

void camera_describe(const struct camera *camera, struct camera_description *out)
{
    *out = camera->description;
}

const struct device_error *camera_error(const struct camera *camera)
{
    return &camera->error;
}

void camera_close(struct camera *camera)
{
    if (camera != NULL)
        camera->kind->close(camera);
}
