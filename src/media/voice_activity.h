/* Whether somebody speaks, frame by frame: louder than the room by a margin, and for a while after,
 * since words have gaps. It hears that there is a voice, never what it says or how it feels.
 *
 * The media thread has one for the own microphone and one for the other's voice. The room's own
 * loudness is the quietest moment of the last three seconds: a noise that begins is taken for a
 * voice until then. Plain data, nothing to free, cannot fail. */
#ifndef ALCOVE_MEDIA_VOICE_ACTIVITY_H
#define ALCOVE_MEDIA_VOICE_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/loudness.h"

#define VOICE_ACTIVITY_FRAME_SAMPLES 960 /* 20 ms at 48 kHz, mono */
#define VOICE_ACTIVITY_FRAME_US      20000
/* A gap in the voice that is shorter is part of it. */
#define VOICE_ACTIVITY_HANGOVER_FRAMES 12

#define VOICE_ACTIVITY_MINIMA 6 /* of half a second each */

/* Zero is one that has heard nothing yet. */
struct voice_activity {
    struct loudness loudness;
    float minima_db[VOICE_ACTIVITY_MINIMA]; /* a ring; the newest is still growing */
    unsigned minimum;                       /* which is the newest */
    unsigned frames;                        /* in it */
    float smooth_db;
    unsigned loud;  /* frames in a row */
    unsigned quiet; /* frames since it was last loud enough */
    bool begun;
    bool speaking;
};

/* One frame more. True while somebody speaks. */
bool voice_activity_add(struct voice_activity *activity, const int16_t *pcm);

/* How much older than the end of the last frame the answer is: a voice is heard when it has begun,
 * and is over when it has been quiet for the hangover. */
uint64_t voice_activity_age_us(const struct voice_activity *activity);

#endif
