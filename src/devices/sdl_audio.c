#include "devices/sdl_audio.h"

#include "devices/microphone.h"

#define DEVICE_SAMPLES 480 /* 10 ms: what the device takes or gives at once */

static bool failed(struct device_error *error, bool microphone, const char *name)
{
    const char *what = microphone ? "microphone" : "loudspeaker";
    const char *spec = microphone ? "--mic silence" : "--speaker none";
    return device_error_set(error, DEVICE_ERROR_NOT_FOUND,
                            "no %s%s%.30s: %.50s; plug one in, or use %s", what,
                            name[0] != '\0' ? " " : "", name, SDL_GetError(), spec);
}

bool sdl_audio_open(SDL_AudioDeviceID *out, const char *name, bool microphone,
                    struct device_error *error)
{
    /* An interrupt from the keyboard belongs to the program, not to SDL's event queue. */
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
        return failed(error, microphone, name);
    const SDL_AudioSpec want = {
        .freq = MICROPHONE_RATE_HZ,
        .format = AUDIO_S16SYS,
        .channels = 1,
        .samples = DEVICE_SAMPLES,
    };
    *out = SDL_OpenAudioDevice(name[0] != '\0' ? name : NULL, microphone ? 1 : 0, &want, NULL, 0);
    if (*out == 0) {
        (void)failed(error, microphone, name);
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return false;
    }
    SDL_PauseAudioDevice(*out, 0);
    return true;
}

void sdl_audio_close(SDL_AudioDeviceID device)
{
    SDL_CloseAudioDevice(device);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
}
