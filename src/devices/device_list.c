#include "devices/device_list.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <SDL2/SDL.h>

#include "devices/sdl_audio.h"

#define VIDEO_NUMBERS 16

static void add(struct device_list *list, const char *name, const char *kind, const char *argument)
{
    if (list->count == DEVICE_LIST_MAX || name[0] == '\0')
        return;
    struct device_entry *entry = &list->entries[list->count];
    int size = snprintf(entry->spec, sizeof entry->spec, "%s:%s", kind, argument);
    bool fits = size > 0 && (size_t)size < sizeof entry->spec && strlen(name) < sizeof entry->name;
    if (!fits)
        return;
    memcpy(entry->name, name, strlen(name) + 1);
    list->count++;
}

/* A camera has other files besides, which give no pictures. */
static bool is_camera(int device, struct v4l2_capability *out)
{
    if (ioctl(device, VIDIOC_QUERYCAP, out) != 0)
        return false;
    uint32_t able =
        (out->capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? out->device_caps : out->capabilities;
    return (able & V4L2_CAP_VIDEO_CAPTURE) != 0 && (able & V4L2_CAP_STREAMING) != 0;
}

static void find_cameras(struct device_list *out)
{
    for (int i = 0; i < VIDEO_NUMBERS; i++) {
        char path[24];
        char name[sizeof(((struct v4l2_capability *)0)->card) + 1];
        struct v4l2_capability capability = {0};
        snprintf(path, sizeof path, "/dev/video%d", i);
        int device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (device < 0)
            continue;
        if (is_camera(device, &capability)) {
            snprintf(name, sizeof name, "%.*s", (int)sizeof capability.card,
                     (const char *)capability.card);
            add(out, name, "v4l2", path);
        }
        (void)close(device);
    }
}

static void find_sound_locked(struct device_list *out, bool microphones)
{
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
        return;
    int count = SDL_GetNumAudioDevices(microphones);
    for (int i = 0; i < count; i++) {
        const char *name = SDL_GetAudioDeviceName(i, microphones);
        if (name != NULL)
            add(out, name, "sdl", name);
    }
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
}

static void find_sound(struct device_list *out, bool microphones)
{
    sdl_audio_lock();
    find_sound_locked(out, microphones);
    sdl_audio_unlock();
}

void device_list_fill(struct device_list *out, enum device_kind kind)
{
    memset(out, 0, sizeof *out);
    if (kind == DEVICE_CAMERAS)
        find_cameras(out);
    else
        find_sound(out, kind == DEVICE_MICROPHONES);
}
