#include "devices/speaker.h"

#include <string.h>

#include "devices/speaker_kind.h"

static const struct {
    const char *name;
    bool (*open)(struct speaker **out, const char *argument, struct device_error *error);
} kinds[] = {
    {"sdl", speaker_sdl_open},
    {"wav", speaker_wav_open},
    {"none", speaker_none_open},
};

bool speaker_open(struct speaker **out, const char *spec, struct device_error *error)
{
    *out = NULL;
    device_error_clear(error);
    const char *colon = strchr(spec, ':');
    size_t length = colon != NULL ? (size_t)(colon - spec) : strlen(spec);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, spec, length) == 0)
            return kinds[i].open(out, colon != NULL ? colon + 1 : "", error);
    }
    return device_error_set(error, DEVICE_ERROR_FORMAT,
                            "speaker \"%.40s\" is none of sdl, wav:FILE, none", spec);
}

static uint64_t duration_us(size_t samples)
{
    return (uint64_t)samples * UINT64_C(1000000) / SPEAKER_RATE_HZ;
}

bool speaker_write(struct speaker *speaker, uint64_t now_us, const int16_t *pcm, size_t samples)
{
    if (speaker->error.kind != DEVICE_ERROR_NONE)
        return false;
    if (speaker_queued_us(speaker, now_us) + duration_us(samples) > SPEAKER_QUEUE_CEILING_US)
        return true;
    return speaker->kind->write(speaker, now_us, pcm, samples);
}

size_t speaker_queued_samples(const struct speaker *speaker, uint64_t now_us)
{
    return speaker->kind->queued_samples(speaker, now_us);
}

uint64_t speaker_queued_us(const struct speaker *speaker, uint64_t now_us)
{
    return duration_us(speaker_queued_samples(speaker, now_us));
}

uint64_t speaker_place(const struct speaker *speaker, uint64_t now_us)
{
    return speaker->kind->place(speaker, now_us);
}

enum headphones speaker_headphones(const struct speaker *speaker)
{
    return speaker->kind->headphones(speaker);
}

const struct device_error *speaker_error(const struct speaker *speaker)
{
    return &speaker->error;
}

bool speaker_close(struct speaker *speaker, struct device_error *error)
{
    device_error_clear(error);
    return speaker == NULL || speaker->kind->close(speaker, error);
}
