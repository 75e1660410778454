/* The microphones that are paced by the clock they are given: a file, made speech, silence. */
#include <stdlib.h>
#include <string.h>

#include "devices/microphone_kind.h"
#include "devices/speech.h"
#include "devices/wav.h"

#define INPUT_SAMPLES 512
#define SEED_MAX      1000000

struct microphone_paced {
    struct microphone base;
    bool (*fill)(struct microphone_paced *own, int16_t *pcm); /* one block; false: no more */
    bool started;
    uint64_t start_us;
    uint64_t next; /* block */
    struct speech speech;
    struct wav_reader wav;
    int16_t input[INPUT_SAMPLES]; /* read from the file and not yet used up */
    size_t input_size, input_at;
    int16_t before, after; /* the two samples between which we are … */
    uint32_t between;      /* … in 1/MICROPHONE_RATE_HZ of the way */
};

static uint64_t next_due_us(const struct microphone *microphone)
{
    const struct microphone_paced *own = (const struct microphone_paced *)microphone;
    return own->started ? own->start_us + (own->next + 1) * MICROPHONE_BLOCK_US : 0;
}

static bool read_block(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                       uint64_t *captured_at_us)
{
    struct microphone_paced *own = (struct microphone_paced *)microphone;
    if (!own->started) {
        own->started = true;
        own->start_us = now_us;
    }
    uint64_t due_us = next_due_us(microphone);
    if (now_us < due_us)
        return false;
    if (now_us - due_us > MICROPHONE_LATE_MAX_US)
        own->next += (now_us - due_us) / MICROPHONE_BLOCK_US;
    if (!own->fill(own, pcm)) {
        microphone->gone = true;
        return false;
    }
    *captured_at_us = own->start_us + own->next * MICROPHONE_BLOCK_US;
    own->next++;
    return true;
}

static size_t queued_samples(const struct microphone *microphone)
{
    (void)microphone;
    return 0;
}

static void close_paced(struct microphone *microphone)
{
    struct microphone_paced *own = (struct microphone_paced *)microphone;
    wav_reader_close(&own->wav);
    free(own);
}

static struct microphone_paced *paced_create(bool (*fill)(struct microphone_paced *, int16_t *),
                                             struct device_error *error)
{
    static const struct microphone_kind kind = {read_block, next_due_us, queued_samples,
                                                close_paced};
    struct microphone_paced *own = calloc(1, sizeof *own);
    if (own == NULL) {
        (void)device_error_set(error, DEVICE_ERROR_MEMORY,
                               "microphone: no memory is left; close other programs");
        return NULL;
    }
    own->base.kind = &kind;
    own->fill = fill;
    return own;
}

static bool silence_fill(struct microphone_paced *own, int16_t *pcm)
{
    (void)own;
    memset(pcm, 0, MICROPHONE_BLOCK_SAMPLES * sizeof *pcm);
    return true;
}

bool microphone_silence_open(struct microphone **out, const char *argument,
                             struct device_error *error)
{
    (void)argument;
    struct microphone_paced *own = paced_create(silence_fill, error);
    if (own == NULL)
        return false;
    *out = &own->base;
    return true;
}

static bool speech_block(struct microphone_paced *own, int16_t *pcm)
{
    speech_fill(&own->speech, pcm, MICROPHONE_BLOCK_SAMPLES);
    return true;
}

bool microphone_speech_open(struct microphone **out, const char *argument,
                            struct device_error *error)
{
    char *end = NULL;
    unsigned long seed = strtoul(argument, &end, 10);
    if (argument[0] < '0' || argument[0] > '9' || *end != '\0' || seed > SEED_MAX)
        return device_error_set(error, DEVICE_ERROR_FORMAT,
                                "made speech \"%.40s\": the seed is a number, e.g. speech:1",
                                argument);
    struct microphone_paced *own = paced_create(speech_block, error);
    if (own == NULL)
        return false;
    speech_start(&own->speech, (uint32_t)seed);
    *out = &own->base;
    return true;
}

/* The next sample of the file, from its start again after its end. */
static bool input_next(struct microphone_paced *own, int16_t *out)
{
    if (own->input_at == own->input_size) {
        own->input_at = 0;
        own->input_size = wav_read(&own->wav, own->input, INPUT_SAMPLES);
        if (own->input_size == 0 && wav_rewind(&own->wav))
            own->input_size = wav_read(&own->wav, own->input, INPUT_SAMPLES);
        if (own->input_size == 0)
            return false;
    }
    *out = own->input[own->input_at++];
    return true;
}

/* Straight lines between the samples: enough for speech, and it cannot overshoot. */
static bool wav_fill(struct microphone_paced *own, int16_t *pcm)
{
    for (size_t i = 0; i < MICROPHONE_BLOCK_SAMPLES; i++) {
        while (own->between >= MICROPHONE_RATE_HZ) {
            own->between -= MICROPHONE_RATE_HZ;
            own->before = own->after;
            if (!input_next(own, &own->after))
                return false;
        }
        int32_t rise = own->after - own->before;
        pcm[i] =
            (int16_t)(own->before + (int32_t)((int64_t)rise * own->between / MICROPHONE_RATE_HZ));
        own->between += (uint32_t)own->wav.rate_hz;
    }
    return true;
}

bool microphone_wav_open(struct microphone **out, const char *argument, struct device_error *error)
{
    struct microphone_paced *own = paced_create(wav_fill, error);
    if (own == NULL)
        return false;
    if (!wav_reader_open(&own->wav, argument, error)) {
        free(own);
        return false;
    }
    /* So that the first two samples are fetched before anything is given. */
    own->between = 2 * MICROPHONE_RATE_HZ;
    *out = &own->base;
    return true;
}
