/* The devices of the media thread: open while somebody needs them, and no longer. */
#include <stdlib.h>
#include <string.h>

#include "app/studio_room.h"

void studio_lose(struct studio *studio, enum studio_device device, const struct device_error *error)
{
    struct device_error *why = error != NULL ? malloc(sizeof *why) : NULL;
    if (why != NULL)
        *why = *error;
    free(mailbox_put(&studio->unhad, why));
    unsigned before = atomic_fetch_or(&studio->switches.lost, device);
    /* Before the start nobody listens yet, and who then does looks first. */
    if ((before & device) == 0 && studio->ring_screen != NULL)
        studio->ring_screen(studio->screen_context);
}

static void forget_loss(struct studio *studio, unsigned devices)
{
    atomic_fetch_and(&studio->switches.lost, ~devices);
}

static bool open_camera(struct studio *studio, struct device_error *error)
{
    struct studio_room *room = studio->room;
    const struct camera_want want = {.stamp = room->options.stamp};
    room->camera_tried = true;
    if (!camera_open(&room->camera, room->options.camera, &want, studio->pool, error))
        return false;
    camera_describe(room->camera, &room->camera_description);
    return true;
}

/* What stands in for a loudspeaker that cannot be had is not kept; a file is written once. */
static bool keeps_speaker(const struct studio *studio)
{
    bool lost = (atomic_load(&studio->switches.lost) & STUDIO_SPEAKER) != 0;
    return !lost && strncmp(studio->room->options.speaker, "wav:", 4) == 0;
}

static bool open_speaker(struct studio_room *room, struct device_error *error)
{
    return room->speaker != NULL || speaker_open(&room->speaker, room->options.speaker, error);
}

static void wake_camera(struct studio *studio)
{
    struct device_error error;
    if (!open_camera(studio, &error))
        studio_lose(studio, STUDIO_CAMERA, &error);
}

/* In the place of what cannot be had stands silence: the other sees no difference on the line. */
static void wake_sound(struct studio *studio)
{
    struct studio_room *room = studio->room;
    struct device_error error;
    struct device_error ignored;
    room->sound_tried = true;
    if (!microphone_open(&room->microphone, room->options.microphone, &error)) {
        studio_lose(studio, STUDIO_MICROPHONE, &error);
        (void)microphone_open(&room->microphone, "silence", &ignored);
    }
    if (!open_speaker(room, &error)) {
        studio_lose(studio, STUDIO_SPEAKER, &error);
        (void)speaker_open(&room->speaker, "none", &ignored);
    }
}

static void rest_camera(struct studio *studio)
{
    struct studio_room *room = studio->room;
    camera_close(room->camera);
    room->camera = NULL;
    room->camera_tried = false;
    forget_loss(studio, STUDIO_CAMERA);
    picture_release(mailbox_put(&studio->self_picture, NULL));
}

static void rest_sound(struct studio *studio)
{
    struct studio_room *room = studio->room;
    struct device_error ignored;
    microphone_close(room->microphone);
    room->microphone = NULL;
    if (!keeps_speaker(studio)) {
        (void)speaker_close(room->speaker, &ignored);
        room->speaker = NULL;
    }
    room->sound_tried = false;
    atomic_store(&studio->meters.sounds, false);
    forget_loss(studio, STUDIO_MICROPHONE | STUDIO_SPEAKER);
    memset(&room->own, 0, sizeof room->own);
    studio_forget_sound(studio);
}

bool studio_open_devices(struct studio *studio, struct device_error *error)
{
    struct studio_room *room = studio->room;
    if (room->options.at_rest)
        return true;
    if (room->options.lenient) {
        wake_camera(studio);
        wake_sound(studio);
        return true;
    }
    room->sound_tried = true;
    return open_camera(studio, error) &&
           microphone_open(&room->microphone, room->options.microphone, error) &&
           open_speaker(room, error);
}

uint64_t studio_devices_step(struct studio *studio, uint64_t now_us)
{
    struct studio_room *room = studio->room;
    bool sound = !atomic_load(&studio->switches.rests);
    bool camera = sound && atomic_load(&studio->switches.camera_on);
    bool opens = (sound && !room->sound_tried) || (camera && !room->camera_tried);
    if (!camera && room->camera_tried)
        rest_camera(studio);
    if (!sound && room->sound_tried)
        rest_sound(studio);
    if (sound && !room->sound_tried) {
        wake_sound(studio);
        studio_clean_anew(studio);
    }
    if (camera && !room->camera_tried)
        wake_camera(studio);
    return opens ? now_us : UINT64_MAX;
}

bool studio_close_devices(struct studio *studio, struct device_error *error)
{
    struct studio_room *room = studio->room;
    struct device_error ignored;
    camera_close(room->camera);
    microphone_close(room->microphone);
    return speaker_close(room->speaker, error != NULL ? error : &ignored);
}
