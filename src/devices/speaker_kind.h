/* What the kinds of speaker share with speaker.c, and nobody else. */
#ifndef ALCOVE_DEVICES_SPEAKER_KIND_H
#define ALCOVE_DEVICES_SPEAKER_KIND_H

#include "devices/speaker.h"

struct speaker_kind {
    /* False with speaker->error set when the speaker is of no more use. */
    bool (*write)(struct speaker *speaker, uint64_t now_us, const int16_t *pcm, size_t samples);
    size_t (*queued_samples)(const struct speaker *speaker, uint64_t now_us);
    uint64_t (*place)(const struct speaker *speaker, uint64_t now_us);
    enum headphones (*headphones)(const struct speaker *speaker);
    /* Frees it; false with `error` set when it could not be finished. */
    bool (*close)(struct speaker *speaker, struct device_error *error);
};

/* The first member of every kind's own struct. */
struct speaker {
    const struct speaker_kind *kind;
    struct device_error error;
};

/* `argument` is what follows the colon of the specification; "" without one. */
bool speaker_sdl_open(struct speaker **out, const char *argument, struct device_error *error);
bool speaker_wav_open(struct speaker **out, const char *argument, struct device_error *error);
bool speaker_none_open(struct speaker **out, const char *argument, struct device_error *error);

#endif
