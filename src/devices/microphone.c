#include "devices/microphone.h"

#include <string.h>

#include "devices/microphone_kind.h"

static const struct {
    const char *name;
    bool (*open)(struct microphone **out, const char *argument, struct device_error *error);
} kinds[] = {
    {"sdl", microphone_sdl_open},
    {"wav", microphone_wav_open},
    {"speech", microphone_speech_open},
    {"silence", microphone_silence_open},
};

bool microphone_open(struct microphone **out, const char *spec, struct device_error *error)
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
                            "microphone \"%.40s\" is none of sdl, wav:FILE, speech:SEED, silence",
                            spec);
}

bool microphone_read(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                     uint64_t *captured_at_us)
{
    return !microphone->gone && microphone->kind->read(microphone, now_us, pcm, captured_at_us);
}

uint64_t microphone_next_due_us(const struct microphone *microphone)
{
    return microphone->gone ? UINT64_MAX : microphone->kind->next_due_us(microphone);
}

size_t microphone_queued_samples(const struct microphone *microphone)
{
    return microphone->gone ? 0 : microphone->kind->queued_samples(microphone);
}

bool microphone_is_gone(const struct microphone *microphone)
{
    return microphone->gone;
}

void microphone_close(struct microphone *microphone)
{
    if (microphone != NULL)
        microphone->kind->close(microphone);
}
