#include "media/echo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <speex/speex_echo.h>

#include "base/assert.h"
#include "media/echo_drift.h"
#include "media/stream_clock.h"

#define RATE_HZ        48000
#define TAIL_SAMPLES   (ECHO_TAIL_US / 1000 * (RATE_HZ / 1000))
#define PLAYED_SAMPLES 65536 /* what is remembered; a power of two */
/* The reference is read a little ahead of the microphone, for both clocks may be off. */
#define LEAD_SAMPLES 480.0
/* Where it ought to be read is known to this; only then is it moved. */
#define MOVE_SAMPLES 480.0
/* The other is heard, and the filter can learn. */
#define HEARD_POWER 1000.0 /* mean square; about -60 dB of full scale */

struct echo {
    SpeexEchoState *filter;
    int16_t
        played[PLAYED_SAMPLES]; /* a ring: sample i of the loudspeaker is at i modulo its size */
    uint64_t end;               /* the sample behind the last played one */
    uint64_t captured;          /* samples of the microphone so far */
    struct stream_clock loudspeaker, microphone;
    double at; /* the sample played that belongs to the next one captured */
    struct echo_drift drift;
};

struct echo *echo_create(void)
{
    struct echo *echo = calloc(1, sizeof *echo);
    if (echo == NULL)
        return NULL;
    echo->filter = speex_echo_state_init(ECHO_FRAME_SAMPLES, TAIL_SAMPLES);
    if (echo->filter == NULL) {
        free(echo);
        return NULL;
    }
    spx_int32_t rate_hz = RATE_HZ;
    speex_echo_ctl(echo->filter, SPEEX_ECHO_SET_SAMPLING_RATE, &rate_hz);
    return echo;
}

void echo_destroy(struct echo *echo)
{
    if (echo == NULL)
        return;
    speex_echo_state_destroy(echo->filter);
    free(echo);
}

/* Where the loudspeaker had nothing to play, there was silence. */
static void skip_to(struct echo *echo, uint64_t place)
{
    uint64_t gap = place - echo->end;
    echo->end = gap > PLAYED_SAMPLES ? place - PLAYED_SAMPLES : echo->end;
    while (echo->end < place)
        echo->played[echo->end++ % PLAYED_SAMPLES] = 0;
}

void echo_play(struct echo *echo, const int16_t *pcm, size_t samples, uint64_t place,
               uint64_t at_us)
{
    if (place > echo->end)
        skip_to(echo, place);
    stream_clock_add(&echo->loudspeaker, echo->end, at_us);
    for (size_t i = 0; i < samples; i++)
        echo->played[echo->end++ % PLAYED_SAMPLES] = pcm[i];
}

static double sample_at(const struct echo *echo, int64_t index)
{
    int64_t end = (int64_t)echo->end;
    if (index < 0 || index >= end || index < end - PLAYED_SAMPLES)
        return 0;
    return echo->played[(uint64_t)index % PLAYED_SAMPLES];
}

/* The loudspeaker's sound at the microphone's samples: a curve of third order through the four
 * samples around each. */
static void read_reference(struct echo *echo, int16_t out[ECHO_FRAME_SAMPLES])
{
    double step = 1 + echo->drift.rate;
    for (size_t i = 0; i < ECHO_FRAME_SAMPLES; i++) {
        double at = echo->at + (double)i * step;
        double whole = floor(at);
        double x = at - whole;
        int64_t index = (int64_t)whole;
        double a = sample_at(echo, index - 1);
        double b = sample_at(echo, index);
        double c = sample_at(echo, index + 1);
        double d = sample_at(echo, index + 2);
        double value = b + x * ((c - a / 3 - b / 2 - d / 6) +
                                x * ((a + c) / 2 - b + x * ((d - a) / 6 + (b - c) / 2)));
        out[i] = (int16_t)lrint(fmax(-32768, fmin(32767, value)));
    }
    echo->at += ECHO_FRAME_SAMPLES * step;
}

/* Reads on where it left off, unless the clocks say by far another place. */
static void align(struct echo *echo, uint64_t at_us)
{
    stream_clock_add(&echo->microphone, echo->captured, at_us);
    double now_us = stream_clock_at_us(&echo->microphone, (double)echo->captured);
    echo->captured += ECHO_FRAME_SAMPLES;
    double at = stream_clock_index(&echo->loudspeaker, now_us) + LEAD_SAMPLES;
    if (fabs(at - echo->at) <= MOVE_SAMPLES)
        return;
    echo->at = fmax(0, fmin(at, (double)echo->end));
}

static bool is_heard(const int16_t reference[ECHO_FRAME_SAMPLES])
{
    double power = 0;
    for (size_t i = 0; i < ECHO_FRAME_SAMPLES; i++)
        power += (double)reference[i] * reference[i];
    return power > HEARD_POWER * ECHO_FRAME_SAMPLES;
}

void echo_cancel(struct echo *echo, int16_t *pcm, uint64_t at_us)
{
    int16_t reference[ECHO_FRAME_SAMPLES];
    int16_t left[ECHO_FRAME_SAMPLES];
    if (echo->loudspeaker.heard == 0)
        return;
    align(echo, at_us);
    read_reference(echo, reference);
    speex_echo_cancellation(echo->filter, pcm, reference, left);
    if (is_heard(reference))
        echo_drift_add(&echo->drift, pcm, left, ECHO_FRAME_SAMPLES);
    memcpy(pcm, left, sizeof left);
}

double echo_drift_ppm(const struct echo *echo)
{
    return echo->drift.rate * 1e6;
}

struct SpeexEchoState_ *echo_filter(const struct echo *echo)
{
    return echo->filter;
}
