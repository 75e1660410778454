#include "devices/sdl_audio.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <SDL2/SDL.h>

#define RATE_HZ        48000
#define DEVICE_SAMPLES 480 /* 10 ms: what the device takes or gives at once */

struct sdl_audio {
    SDL_AudioDeviceID device;
    /* A ring; behind SDL_LockAudioDevice, which keeps the callback out. */
    int16_t queue[SDL_AUDIO_QUEUE_SAMPLES];
    size_t first; /* the oldest sample */
    size_t count;
    uint64_t played; /* speaker: samples that the device took, silence included */
};

static void queue_append(struct sdl_audio *audio, const int16_t *pcm, size_t samples)
{
    for (size_t i = 0; i < samples && audio->count < SDL_AUDIO_QUEUE_SAMPLES; i++)
        audio->queue[(audio->first + audio->count++) % SDL_AUDIO_QUEUE_SAMPLES] = pcm[i];
}

static void queue_remove(struct sdl_audio *audio, int16_t *pcm, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        pcm[i] = audio->queue[(audio->first + i) % SDL_AUDIO_QUEUE_SAMPLES];
    audio->first = (audio->first + samples) % SDL_AUDIO_QUEUE_SAMPLES;
    audio->count -= samples;
}

/* On SDL's thread. When nobody takes what is heard, the oldest of it is forgotten. */
static void heard(void *context, Uint8 *bytes, int size)
{
    struct sdl_audio *audio = context;
    int16_t pcm[DEVICE_SAMPLES];
    for (size_t left = (size_t)size / sizeof *pcm; left > 0;) {
        size_t samples = left < DEVICE_SAMPLES ? left : DEVICE_SAMPLES;
        memcpy(pcm, bytes, samples * sizeof *pcm);
        size_t room = SDL_AUDIO_QUEUE_SAMPLES - audio->count;
        if (room < samples) {
            audio->first = (audio->first + samples - room) % SDL_AUDIO_QUEUE_SAMPLES;
            audio->count -= samples - room;
        }
        queue_append(audio, pcm, samples);
        bytes += samples * sizeof *pcm;
        left -= samples;
    }
}

/* On SDL's thread. When there is nothing to play, silence. */
static void wanted(void *context, Uint8 *bytes, int size)
{
    struct sdl_audio *audio = context;
    int16_t pcm[DEVICE_SAMPLES];
    memset(bytes, 0, (size_t)size);
    audio->played += (size_t)size / sizeof *pcm;
    for (size_t left = (size_t)size / sizeof *pcm; left > 0 && audio->count > 0;) {
        size_t samples = left < DEVICE_SAMPLES ? left : DEVICE_SAMPLES;
        samples = samples < audio->count ? samples : audio->count;
        queue_remove(audio, pcm, samples);
        memcpy(bytes, pcm, samples * sizeof *pcm);
        bytes += samples * sizeof *pcm;
        left -= samples;
    }
}

static bool failed(struct device_error *error, bool microphone, const char *name)
{
    const char *what = microphone ? "microphone" : "loudspeaker";
    const char *spec = microphone ? "--mic silence" : "--speaker none";
    return device_error_set(error, DEVICE_ERROR_NOT_FOUND,
                            "no %s%s%.30s: %.50s; plug one in, or use %s", what,
                            name[0] != '\0' ? " " : "", name, SDL_GetError(), spec);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void sdl_audio_lock(void)
{
    pthread_mutex_lock(&lock);
}

void sdl_audio_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

static bool open_locked(struct sdl_audio **out, const char *name, bool microphone,
                        struct device_error *error)
{
    *out = NULL;
    /* An interrupt from the keyboard belongs to the program, not to SDL's event queue. */
    (void)SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0)
        return failed(error, microphone, name);
    struct sdl_audio *audio = calloc(1, sizeof *audio);
    if (audio == NULL) {
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "sound: no memory is left; close other programs");
    }
    const SDL_AudioSpec want = {
        .freq = RATE_HZ,
        .format = AUDIO_S16SYS,
        .channels = 1,
        .samples = DEVICE_SAMPLES,
        .callback = microphone ? heard : wanted,
        .userdata = audio,
    };
    const char *device = name[0] != '\0' ? name : NULL;
    audio->device = SDL_OpenAudioDevice(device, microphone ? 1 : 0, &want, NULL, 0);
    if (audio->device == 0) {
        (void)failed(error, microphone, name);
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        free(audio);
        return false;
    }
    SDL_PauseAudioDevice(audio->device, 0);
    *out = audio;
    return true;
}

bool sdl_audio_open(struct sdl_audio **out, const char *name, bool microphone,
                    struct device_error *error)
{
    sdl_audio_lock();
    bool opened = open_locked(out, name, microphone, error);
    sdl_audio_unlock();
    return opened;
}

void sdl_audio_close(struct sdl_audio *audio)
{
    sdl_audio_lock();
    SDL_CloseAudioDevice(audio->device);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    sdl_audio_unlock();
    free(audio);
}

size_t sdl_audio_queued_samples(struct sdl_audio *audio)
{
    SDL_LockAudioDevice(audio->device);
    size_t count = audio->count;
    SDL_UnlockAudioDevice(audio->device);
    return count;
}

bool sdl_audio_take(struct sdl_audio *audio, int16_t *pcm, size_t samples)
{
    SDL_LockAudioDevice(audio->device);
    bool enough = audio->count >= samples;
    if (enough)
        queue_remove(audio, pcm, samples);
    SDL_UnlockAudioDevice(audio->device);
    return enough;
}

void sdl_audio_give(struct sdl_audio *audio, const int16_t *pcm, size_t samples)
{
    SDL_LockAudioDevice(audio->device);
    queue_append(audio, pcm, samples);
    SDL_UnlockAudioDevice(audio->device);
}

uint64_t sdl_audio_place(struct sdl_audio *audio)
{
    SDL_LockAudioDevice(audio->device);
    uint64_t place = audio->played + audio->count;
    SDL_UnlockAudioDevice(audio->device);
    return place;
}

void sdl_audio_speaker_name(const char *name, char *out, size_t size)
{
    char *system_name = NULL;
    SDL_AudioSpec spec;
    sdl_audio_lock();
    if (name[0] == '\0' && SDL_GetDefaultAudioInfo(&system_name, &spec, 0) == 0 &&
        system_name != NULL)
        name = system_name;
    snprintf(out, size, "%s", name);
    SDL_free(system_name);
    sdl_audio_unlock();
}

bool sdl_audio_is_gone(struct sdl_audio *audio)
{
    return SDL_GetAudioDeviceStatus(audio->device) == SDL_AUDIO_STOPPED;
}
