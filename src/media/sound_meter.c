#include "media/sound_meter.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

/* Of the room is what is there even between words. */
#define FLOOR_PERCENT 10
#define NOISE_SOME_DB (-52.0F)
#define NOISE_LOUD_DB (-40.0F)
#define NOISE_BACK_DB 2.0F /* a verdict is left by this much */
/* A voice stands so much over the room, in some of the last windows; its pauses do not. */
#define VOICE_OVER_DB      12.0F
#define VOICE_AT_LEAST_DB  (-55.0F)
#define VOICE_LOOK_WINDOWS 10
#define VOICE_WINDOWS      4
#define CUT_OFF            32700
#define CUT_OFF_SAMPLES    4
#define CLIPPING_WINDOWS   20

static int compare_levels(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

static float floor_of(const struct sound_meter *meter)
{
    float sorted[SOUND_METER_WINDOWS];
    memcpy(sorted, meter->levels_db, meter->count * sizeof *sorted);
    qsort(sorted, meter->count, sizeof *sorted, compare_levels);
    return sorted[meter->count * FLOOR_PERCENT / 100];
}

static enum room_noise judge(float noise_db, enum room_noise stands)
{
    float loud_db = NOISE_LOUD_DB - (stands == ROOM_LOUD ? NOISE_BACK_DB : 0);
    float some_db = NOISE_SOME_DB - (stands != ROOM_QUIET ? NOISE_BACK_DB : 0);
    if (noise_db >= loud_db)
        return ROOM_LOUD;
    return noise_db >= some_db ? ROOM_SOME_NOISE : ROOM_QUIET;
}

static bool hears_voice(const struct sound_meter *meter)
{
    float over_db = meter->level.noise_db + VOICE_OVER_DB;
    unsigned voiced = 0;
    for (size_t back = 1; back <= VOICE_LOOK_WINDOWS && back <= meter->count; back++) {
        size_t at = (meter->next + SOUND_METER_WINDOWS - back) % SOUND_METER_WINDOWS;
        float db = meter->levels_db[at];
        voiced += db >= over_db && db >= VOICE_AT_LEAST_DB;
    }
    return voiced >= VOICE_WINDOWS;
}

static void window_complete(struct sound_meter *meter)
{
    struct sound_level *level = &meter->level;
    float peak = (float)meter->peak / 32768;
    level->peak_db = loudness_db(peak * peak);
    level->rms_db = loudness_db(meter->squares / SOUND_METER_WINDOW_SAMPLES);
    meter->levels_db[meter->next] = loudness_db(meter->weighed / SOUND_METER_WINDOW_SAMPLES);
    meter->next = (meter->next + 1) % SOUND_METER_WINDOWS;
    if (meter->count < SOUND_METER_WINDOWS)
        meter->count++;
    level->noise_db = floor_of(meter);
    level->noise_known = meter->count == SOUND_METER_WINDOWS;
    level->noise = judge(level->noise_db, level->noise);
    level->hears_you = hears_voice(meter);
    if (meter->cut_off >= CUT_OFF_SAMPLES)
        meter->clipping_for = CLIPPING_WINDOWS;
    else if (meter->clipping_for > 0)
        meter->clipping_for--;
    level->clipping = meter->clipping_for > 0;
    meter->squares = meter->weighed = 0;
    meter->peak = 0;
    meter->cut_off = 0;
    meter->samples = 0;
}

static void hear(struct sound_meter *meter, const int16_t *pcm, size_t samples)
{
    for (size_t i = 0; i < samples; i++) {
        int size = abs(pcm[i]);
        float part = (float)pcm[i] / 32768;
        meter->squares += part * part;
        meter->peak = size > meter->peak ? size : meter->peak;
        meter->cut_off += size >= CUT_OFF;
    }
    meter->weighed += loudness_power(&meter->loudness, pcm, samples) * (float)samples;
    meter->samples += samples;
}

bool sound_meter_add(struct sound_meter *meter, const int16_t *pcm, size_t samples)
{
    bool completed = false;
    while (samples > 0) {
        size_t left = SOUND_METER_WINDOW_SAMPLES - meter->samples;
        size_t taken = samples < left ? samples : left;
        ALCOVE_ASSERT(taken > 0);
        hear(meter, pcm, taken);
        pcm += taken;
        samples -= taken;
        if (meter->samples < SOUND_METER_WINDOW_SAMPLES)
            break;
        window_complete(meter);
        completed = true;
    }
    return completed;
}
