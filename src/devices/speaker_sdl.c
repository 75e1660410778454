#include <stdlib.h>

#include "devices/sdl_audio.h"
#include "devices/speaker_kind.h"

struct speaker_sdl {
    struct speaker base;
    SDL_AudioDeviceID device;
};

static size_t queued_samples(const struct speaker *speaker, uint64_t now_us)
{
    (void)now_us;
    return SDL_GetQueuedAudioSize(((const struct speaker_sdl *)speaker)->device) / sizeof(int16_t);
}

static bool write_samples(struct speaker *speaker, uint64_t now_us, const int16_t *pcm,
                          size_t samples)
{
    (void)now_us;
    struct speaker_sdl *own = (struct speaker_sdl *)speaker;
    if (SDL_GetAudioDeviceStatus(own->device) == SDL_AUDIO_STOPPED)
        return device_error_set(&speaker->error, DEVICE_ERROR_NOT_FOUND,
                                "the loudspeaker was unplugged; choose another one");
    if (SDL_QueueAudio(own->device, pcm, (Uint32)(samples * sizeof *pcm)) != 0)
        return device_error_set(&speaker->error, DEVICE_ERROR_UNREADABLE,
                                "the loudspeaker takes no sound: %.60s; choose another one",
                                SDL_GetError());
    return true;
}

static bool close_sdl(struct speaker *speaker, struct device_error *error)
{
    (void)error;
    sdl_audio_close(((struct speaker_sdl *)speaker)->device);
    free(speaker);
    return true;
}

bool speaker_sdl_open(struct speaker **out, const char *argument, struct device_error *error)
{
    static const struct speaker_kind kind = {write_samples, queued_samples, close_sdl};
    struct speaker_sdl *own = calloc(1, sizeof *own);
    if (own == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "speaker: no memory is left; close other programs");
    own->base.kind = &kind;
    if (!sdl_audio_open(&own->device, argument, false, error)) {
        free(own);
        return false;
    }
    *out = &own->base;
    return true;
}
