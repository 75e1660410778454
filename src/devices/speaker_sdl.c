#include <stdio.h>
#include <stdlib.h>

#include "devices/sdl_audio.h"
#include "devices/speaker_kind.h"

#define NAME_BYTES 256

struct speaker_sdl {
    struct speaker base;
    struct sdl_audio *audio;
    char name[NAME_BYTES]; /* that it was asked for; "" for the system's default */
};

static size_t queued_samples(const struct speaker *speaker, uint64_t now_us)
{
    (void)now_us;
    return sdl_audio_queued_samples(((const struct speaker_sdl *)speaker)->audio);
}

static uint64_t place(const struct speaker *speaker, uint64_t now_us)
{
    (void)now_us;
    return sdl_audio_place(((const struct speaker_sdl *)speaker)->audio);
}

static enum headphones headphones(const struct speaker *speaker)
{
    char name[NAME_BYTES];
    sdl_audio_speaker_name(((const struct speaker_sdl *)speaker)->name, name, sizeof name);
    return headphones_by_name(name);
}

static bool write_samples(struct speaker *speaker, uint64_t now_us, const int16_t *pcm,
                          size_t samples)
{
    (void)now_us;
    struct speaker_sdl *own = (struct speaker_sdl *)speaker;
    if (sdl_audio_is_gone(own->audio))
        return device_error_set(&speaker->error, DEVICE_ERROR_NOT_FOUND,
                                "the loudspeaker was unplugged; choose another one");
    sdl_audio_give(own->audio, pcm, samples);
    return true;
}

static bool close_sdl(struct speaker *speaker, struct device_error *error)
{
    (void)error;
    sdl_audio_close(((struct speaker_sdl *)speaker)->audio);
    free(speaker);
    return true;
}

bool speaker_sdl_open(struct speaker **out, const char *argument, struct device_error *error)
{
    static const struct speaker_kind kind = {write_samples, queued_samples, place, headphones,
                                             close_sdl};
    struct speaker_sdl *own = calloc(1, sizeof *own);
    if (own == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "speaker: no memory is left; close other programs");
    own->base.kind = &kind;
    if (!sdl_audio_open(&own->audio, argument, false, error)) {
        free(own);
        return false;
    }
    snprintf(own->name, sizeof own->name, "%s", argument);
    *out = &own->base;
    return true;
}
