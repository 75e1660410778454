#include "media/voice_activity.h"

#include "base/assert.h"

#define MINIMUM_FRAMES 25
#define OVER_FLOOR_DB  7.0F
/* Quieter than this is no voice, however still the room. */
#define FLOOR_DB (-70.0F)
/* A click is shorter than this many frames. */
#define ONSET_FRAMES 2
/* A level this much of the way to the new one: single quiet frames are not the room. */
#define SMOOTH 0.4F

static float floor_of(const struct voice_activity *activity)
{
    float least = activity->minima_db[0];
    for (int i = 1; i < VOICE_ACTIVITY_MINIMA; i++)
        least = activity->minima_db[i] < least ? activity->minima_db[i] : least;
    return least > FLOOR_DB ? least : FLOOR_DB;
}

static void track_floor(struct voice_activity *activity, float db)
{
    if (!activity->begun) {
        activity->begun = true;
        activity->smooth_db = db;
        /* Of a room that was not heard yet nothing is known: it is taken to be still. */
        for (int i = 0; i < VOICE_ACTIVITY_MINIMA; i++)
            activity->minima_db[i] = FLOOR_DB;
    }
    activity->smooth_db += SMOOTH * (db - activity->smooth_db);
    if (activity->frames == MINIMUM_FRAMES) {
        activity->minimum = (activity->minimum + 1) % VOICE_ACTIVITY_MINIMA;
        activity->frames = 0;
    }
    float *newest = &activity->minima_db[activity->minimum];
    if (activity->frames == 0 || activity->smooth_db < *newest)
        *newest = activity->smooth_db;
    activity->frames++;
}

bool voice_activity_add(struct voice_activity *activity, const int16_t *pcm)
{
    ALCOVE_ASSERT(activity->minimum < VOICE_ACTIVITY_MINIMA);
    float db = loudness_db(loudness_power(&activity->loudness, pcm, VOICE_ACTIVITY_FRAME_SAMPLES));
    track_floor(activity, db);
    bool loud = db > floor_of(activity) + OVER_FLOOR_DB;
    activity->loud = loud ? activity->loud + 1 : 0;
    if (activity->loud >= ONSET_FRAMES || (loud && activity->speaking)) {
        activity->speaking = true;
        activity->quiet = 0;
    } else if (activity->quiet <= VOICE_ACTIVITY_HANGOVER_FRAMES) {
        activity->quiet++;
    }
    if (activity->quiet > VOICE_ACTIVITY_HANGOVER_FRAMES)
        activity->speaking = false;
    return activity->speaking;
}

uint64_t voice_activity_age_us(const struct voice_activity *activity)
{
    unsigned frames = activity->quiet > 0 ? activity->quiet : ONSET_FRAMES;
    return (uint64_t)frames * VOICE_ACTIVITY_FRAME_US;
}
