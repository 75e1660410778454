#include "media/noise.h"

#include <stdlib.h>

#include <speex/speex_preprocess.h>

#include "base/assert.h"

#define RATE_HZ 48000

struct noise {
    SpeexPreprocessState *state;
};

struct noise *noise_create(void)
{
    struct noise *noise = calloc(1, sizeof *noise);
    if (noise == NULL)
        return NULL;
    noise->state = speex_preprocess_state_init(NOISE_FRAME_SAMPLES, RATE_HZ);
    if (noise->state == NULL) {
        free(noise);
        return NULL;
    }
    noise_set(noise, NOISE_GENTLE, NULL);
    return noise;
}

void noise_destroy(struct noise *noise)
{
    if (noise == NULL)
        return;
    speex_preprocess_state_destroy(noise->state);
    free(noise);
}

void noise_set(struct noise *noise, enum noise_level level, const struct echo *echo)
{
    /* Chosen by measurement: a fan is a quarter of what it was, and of a breath at -40 dBFS no more
     * than 2 dB go. */
    static const spx_int32_t most_db[] = {
        [NOISE_OFF] = 0, [NOISE_GENTLE] = -12, [NOISE_STRONG] = -24};
    ALCOVE_ASSERT(level <= NOISE_STRONG);
    spx_int32_t db = most_db[level];
    /* More, while somebody speaks here, takes more from the voice than from the echo. */
    spx_int32_t echo_db = -6;
    speex_preprocess_ctl(noise->state, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &db);
    speex_preprocess_ctl(noise->state, SPEEX_PREPROCESS_SET_ECHO_SUPPRESS_ACTIVE, &echo_db);
    speex_preprocess_ctl(noise->state, SPEEX_PREPROCESS_SET_ECHO_STATE,
                         echo != NULL ? echo_filter(echo) : NULL);
}

void noise_run(struct noise *noise, int16_t *pcm)
{
    speex_preprocess_run(noise->state, pcm);
}
