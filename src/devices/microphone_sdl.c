#include <stdlib.h>

#include "devices/microphone_kind.h"
#include "devices/sdl_audio.h"

#define BLOCK_BYTES (MICROPHONE_BLOCK_SAMPLES * sizeof(int16_t))
#define LATE_BLOCKS (MICROPHONE_LATE_MAX_US / MICROPHONE_BLOCK_US)
#define RETRY_US    1000

struct microphone_sdl {
    struct microphone base;
    SDL_AudioDeviceID device;
    uint64_t due_us;
};

static size_t queued_samples(const struct microphone *microphone)
{
    const struct microphone_sdl *own = (const struct microphone_sdl *)microphone;
    return SDL_GetQueuedAudioSize(own->device) / sizeof(int16_t);
}

static uint64_t duration_us(size_t samples)
{
    return (uint64_t)samples * UINT64_C(1000000) / MICROPHONE_RATE_HZ;
}

static uint64_t next_due_us(const struct microphone *microphone)
{
    return ((const struct microphone_sdl *)microphone)->due_us;
}

static bool read_block(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                       uint64_t *captured_at_us)
{
    struct microphone_sdl *own = (struct microphone_sdl *)microphone;
    size_t queued = queued_samples(microphone);
    for (; queued > (LATE_BLOCKS + 1) * MICROPHONE_BLOCK_SAMPLES;
         queued -= MICROPHONE_BLOCK_SAMPLES) {
        if (SDL_DequeueAudio(own->device, pcm, BLOCK_BYTES) != BLOCK_BYTES)
            break;
    }
    if (queued < MICROPHONE_BLOCK_SAMPLES) {
        microphone->gone = SDL_GetAudioDeviceStatus(own->device) == SDL_AUDIO_STOPPED;
        own->due_us = now_us + RETRY_US + duration_us(MICROPHONE_BLOCK_SAMPLES - queued);
        return false;
    }
    if (SDL_DequeueAudio(own->device, pcm, BLOCK_BYTES) != BLOCK_BYTES) {
        microphone->gone = true;
        return false;
    }
    uint64_t age_us = duration_us(queued);
    *captured_at_us = now_us > age_us ? now_us - age_us : 0;
    size_t left = queued - MICROPHONE_BLOCK_SAMPLES;
    own->due_us =
        now_us +
        (left >= MICROPHONE_BLOCK_SAMPLES ? 0 : duration_us(MICROPHONE_BLOCK_SAMPLES - left));
    return true;
}

static void close_sdl(struct microphone *microphone)
{
    sdl_audio_close(((struct microphone_sdl *)microphone)->device);
    free(microphone);
}

bool microphone_sdl_open(struct microphone **out, const char *argument, struct device_error *error)
{
    static const struct microphone_kind kind = {read_block, next_due_us, queued_samples, close_sdl};
    struct microphone_sdl *own = calloc(1, sizeof *own);
    if (own == NULL)
        return device_error_set(error, DEVICE_ERROR_MEMORY,
                                "microphone: no memory is left; close other programs");
    own->base.kind = &kind;
    if (!sdl_audio_open(&own->device, argument, true, error)) {
        free(own);
        return false;
    }
    *out = &own->base;
    return true;
}
