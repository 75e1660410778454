#include <stdlib.h>

#include "devices/microphone_kind.h"
#include "devices/sdl_audio.h"

#define LATE_SAMPLES ((MICROPHONE_LATE_MAX_US / MICROPHONE_BLOCK_US + 1) * MICROPHONE_BLOCK_SAMPLES)
#define RETRY_US     1000

struct microphone_sdl {
    struct microphone base;
    struct sdl_audio *audio;
    uint64_t due_us;
};

static size_t queued_samples(const struct microphone *microphone)
{
    return sdl_audio_queued_samples(((const struct microphone_sdl *)microphone)->audio);
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
    while (queued > LATE_SAMPLES && sdl_audio_take(own->audio, pcm, MICROPHONE_BLOCK_SAMPLES))
        queued -= MICROPHONE_BLOCK_SAMPLES;
    if (!sdl_audio_take(own->audio, pcm, MICROPHONE_BLOCK_SAMPLES)) {
        microphone->gone = sdl_audio_is_gone(own->audio);
        own->due_us = now_us + RETRY_US;
        return false;
    }
    size_t left = queued_samples(microphone);
    uint64_t age_us = duration_us(left + MICROPHONE_BLOCK_SAMPLES);
    *captured_at_us = now_us > age_us ? now_us - age_us : 0;
    bool whole = left >= MICROPHONE_BLOCK_SAMPLES;
    own->due_us = now_us + (whole ? 0 : duration_us(MICROPHONE_BLOCK_SAMPLES - left));
    return true;
}

static void close_sdl(struct microphone *microphone)
{
    sdl_audio_close(((struct microphone_sdl *)microphone)->audio);
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
    if (!sdl_audio_open(&own->audio, argument, true, error)) {
        free(own);
        return false;
    }
    *out = &own->base;
    return true;
}
