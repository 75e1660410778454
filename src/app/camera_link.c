#include "app/camera_link.h"

#include <stdio.h>

#include "app/commands.h"
#include "app/interrupt.h"
#include "app/wake.h"
#include "devices/camera.h"
#include "devices/qr_reader.h"
#include "net/clock.h"

#define LOOK_FOR_US 60000000

static void ring_wake(void *wake)
{
    wake_ring(wake);
}

static bool look_once(struct camera *camera, struct qr_reader *reader, bool *gone,
                      char text[INVITE_INPUT_BYTES_MAX])
{
    struct picture *picture;
    enum camera_outcome outcome = camera_read(camera, net_now_us(), &picture);
    *gone = outcome == CAMERA_GONE;
    if (outcome != CAMERA_PICTURE)
        return false;
    bool found = qr_reader_read(reader, picture, "alcove:", text, INVITE_INPUT_BYTES_MAX);
    picture_release(picture);
    return found;
}

static enum exit_code look(struct camera *camera, struct qr_reader *reader, struct wake *wake,
                           char text[INVITE_INPUT_BYTES_MAX])
{
    uint64_t until_us = net_now_us() + LOOK_FOR_US;
    bool gone = false;
    while (!interrupt_happened() && net_now_us() < until_us) {
        uint64_t due_us = camera_next_due_us(camera);
        wake_wait(wake, due_us < until_us ? due_us : until_us);
        if (look_once(camera, reader, &gone, text))
            return EXIT_OK;
        if (gone)
            return complain(EXIT_NO_DEVICE, "%s", camera_error(camera)->text);
    }
    if (interrupt_happened())
        return EXIT_INTERRUPTED;
    return complain(EXIT_UNREACHABLE, "The camera saw no invite in a minute. Hold the code closer, "
                                      "in even light, or copy the link.");
}

static enum exit_code look_through(struct picture_pool *pool, const char *spec,
                                   char text[INVITE_INPUT_BYTES_MAX])
{
    const struct camera_want want = {.width = 1280, .height = 720, .fps = 0};
    struct device_error error;
    struct camera *camera;
    struct wake wake;
    if (!camera_open(&camera, spec, &want, pool, &error))
        return complain(EXIT_NO_DEVICE, "%s", error.text);
    struct qr_reader *reader = qr_reader_open();
    enum exit_code exit = EXIT_FAILED;
    if (reader != NULL && wake_open(&wake)) {
        interrupt_listen(ring_wake, &wake);
        exit = look(camera, reader, &wake, text);
        interrupt_forget();
        wake_close(&wake);
    } else {
        complain(exit, "There is not enough memory to look for a code.");
    }
    qr_reader_close(reader);
    camera_close(camera);
    return exit;
}

enum exit_code camera_link_read(const char *spec, char text[INVITE_INPUT_BYTES_MAX])
{
    char device[256];
    snprintf(device, sizeof device, "%s%s", spec[0] == '/' ? "v4l2:" : "",
             spec[0] == '\0' ? "v4l2" : spec);
    struct picture_pool *pool = picture_pool_create(4);
    if (pool == NULL)
        return complain(EXIT_FAILED, "There is not enough memory to open the camera.");
    enum exit_code exit = look_through(pool, device, text);
    picture_pool_destroy(pool);
    return exit;
}
