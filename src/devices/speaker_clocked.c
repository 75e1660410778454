/* The speakers that play by the clock they are given: into a file, or nowhere. */
#include <stdlib.h>

#include "devices/speaker_kind.h"
#include "devices/wav.h"

struct speaker_clocked {
    struct speaker base;
    struct wav_writer wav;
    bool writes;       /* into `wav` */
    uint64_t start_us; /* when the stretch that plays now began */
    uint64_t samples;  /* of that stretch */
    uint64_t first_us; /* when the very first stretch began */
};

static size_t queued_samples(const struct speaker *speaker, uint64_t now_us)
{
    const struct speaker_clocked *own = (const struct speaker_clocked *)speaker;
    uint64_t since_us = now_us > own->start_us ? now_us - own->start_us : 0;
    uint64_t played = since_us * (SPEAKER_RATE_HZ / 1000) / 1000;
    return played < own->samples ? (size_t)(own->samples - played) : 0;
}

static uint64_t place(const struct speaker *speaker, uint64_t now_us)
{
    const struct speaker_clocked *own = (const struct speaker_clocked *)speaker;
    if (own->samples == 0)
        return 0;
    uint64_t begin_us = queued_samples(speaker, now_us) > 0 ? own->start_us : now_us;
    uint64_t before = (begin_us - own->first_us) * (SPEAKER_RATE_HZ / 1000) / 1000;
    return begin_us == own->start_us ? before + own->samples : before;
}

static enum headphones headphones(const struct speaker *speaker)
{
    (void)speaker;
    return HEADPHONES_YES;
}

static bool write_samples(struct speaker *speaker, uint64_t now_us, const int16_t *pcm,
                          size_t samples)
{
    struct speaker_clocked *own = (struct speaker_clocked *)speaker;
    if (queued_samples(speaker, now_us) == 0) {
        own->first_us = own->samples == 0 ? now_us : own->first_us;
        own->start_us = now_us;
        own->samples = 0;
    }
    own->samples += samples;
    return !own->writes || wav_write(&own->wav, pcm, samples, &speaker->error);
}

static bool close_clocked(struct speaker *speaker, struct device_error *error)
{
    struct speaker_clocked *own = (struct speaker_clocked *)speaker;
    bool whole = !own->writes || wav_writer_close(&own->wav, error);
    free(own);
    return whole;
}

static struct speaker_clocked *clocked_create(struct device_error *error)
{
    static const struct speaker_kind kind = {write_samples, queued_samples, place, headphones,
                                             close_clocked};
    struct speaker_clocked *own = calloc(1, sizeof *own);
    if (own == NULL) {
        (void)device_error_set(error, DEVICE_ERROR_MEMORY,
                               "speaker: no memory is left; close other programs");
        return NULL;
    }
    own->base.kind = &kind;
    return own;
}

bool speaker_none_open(struct speaker **out, const char *argument, struct device_error *error)
{
    (void)argument;
    struct speaker_clocked *own = clocked_create(error);
    if (own == NULL)
        return false;
    *out = &own->base;
    return true;
}

bool speaker_wav_open(struct speaker **out, const char *argument, struct device_error *error)
{
    struct speaker_clocked *own = clocked_create(error);
    if (own == NULL)
        return false;
    if (!wav_writer_open(&own->wav, argument, SPEAKER_RATE_HZ, error)) {
        free(own);
        return false;
    }
    own->writes = true;
    *out = &own->base;
    return true;
}
