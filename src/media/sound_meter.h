/* A meter for one's own microphone: how loud it is, how noisy the room is, whether a voice comes
 * through, whether it is cut off.
 *
 * The media thread feeds it what the microphone gives, muted or not, and shows it to the person
 * alone. Nobody calibrated the microphone: what it calls noisy is worth a suggestion, never a
 * refusal. Levels are dB against full scale, which is 0 (a sine at most -3, silence -96). Plain
 * data, nothing to free, cannot fail. */
#ifndef ALCOVE_MEDIA_SOUND_METER_H
#define ALCOVE_MEDIA_SOUND_METER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/loudness.h"

#define SOUND_METER_WINDOW_SAMPLES 2400 /* 50 ms at 48 kHz, mono */
#define SOUND_METER_WINDOWS        60   /* three seconds */

enum room_noise {
    ROOM_QUIET,
    ROOM_SOME_NOISE,
    ROOM_LOUD,
};

struct sound_level {
    float peak_db, rms_db; /* of the last whole 50 ms */
    float noise_db;        /* of the room, as an ear weighs it */
    enum room_noise noise;
    bool noise_known; /* three seconds were heard; before that it is a guess */
    bool hears_you;   /* a voice stood well over the room in the last half second */
    bool clipping;    /* in the last second it was too loud for the microphone */
};

/* Zero is one that has heard nothing yet. */
struct sound_meter {
    struct loudness loudness;
    float squares, weighed; /* sums over the samples of the window so far */
    int peak;
    unsigned cut_off; /* samples of it at full scale */
    size_t samples;
    float levels_db[SOUND_METER_WINDOWS]; /* as weighed; a ring */
    size_t next, count;
    unsigned clipping_for; /* windows */
    struct sound_level level;
};

/* Any number of samples more. True when a window was completed and `level` is new. */
bool sound_meter_add(struct sound_meter *meter, const int16_t *pcm, size_t samples);

#endif
