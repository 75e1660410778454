/* What the kinds of speaker share with speaker.c, and nobody else. */
#ifndef ALCOVE_DEVICES_SPEAKER_KIND_H
#define ALCOVE_DEVICES_SPEAKER_KIND_H

#include "devices/speaker.h"

struct speaker_kind {
    /* False with speaker->error set when the speaker is of no more use. */
    bool (*write)(struct speaker *speaker, uint64_t now_us, const int16_t *pcm, size_t samples);
    size_t (*queued_samples)(const struct speaker *speaker, uint64_t now_us);
    /* Frees it; false with `error` set when it could not be finished. */
    bool (*close)(struct speaker *speaker, struct device_error *error);
};

/* The first member of every kind's own struct. */
struct speaker {
    const struct speaker_kind *kind;
    struct device_error error;
    enum headphones headphones; /* the kind sets it when it opens */
};

/* `argument` is what follows the colon of the specification; "" without one. */
bool speaker_sdl_open(struct speaker **out, const char *argument, struct device_error *error);
bool speaker_wav_open(struct speaker **out, const char *argument, struct device_error *error);
bool speaker_none_open(struct speaker **out, const char *argument, struct device_error *error);

#endif
