/* What the kinds of microphone share with microphone.c, and nobody else. */
#ifndef ALCOVE_DEVICES_MICROPHONE_KIND_H
#define ALCOVE_DEVICES_MICROPHONE_KIND_H

#include "devices/microphone.h"

struct microphone_kind {
    bool (*read)(struct microphone *microphone, uint64_t now_us, int16_t *pcm,
                 uint64_t *captured_at_us);
    uint64_t (*next_due_us)(const struct microphone *microphone);
    size_t (*queued_samples)(const struct microphone *microphone);
    void (*close)(struct microphone *microphone); /* frees it */
};

/* The first member of every kind's own struct. */
struct microphone {
    const struct microphone_kind *kind;
    bool gone;
};

/* `argument` is what follows the colon of the specification; "" without one. */
bool microphone_sdl_open(struct microphone **out, const char *argument, struct device_error *error);
bool microphone_wav_open(struct microphone **out, const char *argument, struct device_error *error);
bool microphone_speech_open(struct microphone **out, const char *argument,
                            struct device_error *error);
bool microphone_silence_open(struct microphone **out, const char *argument,
                             struct device_error *error);

#endif
