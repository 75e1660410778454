/* The listening part of the media thread: how loud it is here, and who of the two speaks. */
#include <math.h>
#include <string.h>

#include "app/studio_room.h"

/* The link is told at each change, and so often that it knows all is well. */
#define TELL_EVERY_US 100000

static void tell(struct studio *studio, struct studio_ear *ear, bool speaking, uint64_t until_us)
{
    if (speaking == ear->told && until_us < ear->tell_due_us)
        return;
    ear->told = speaking;
    ear->tell_due_us = until_us + TELL_EVERY_US;
    uint64_t age_us = voice_activity_age_us(&ear->activity);
    const struct parcel_voice voice = {
        .theirs = ear == &studio->room->theirs,
        .speaking = speaking,
        .at_us = until_us > age_us ? until_us - age_us : 0,
    };
    studio_hand_over(studio, parcel_create_voice(&voice));
}

void studio_listen(struct studio *studio, struct studio_ear *ear, const int16_t *pcm,
                   size_t samples, uint64_t until_us)
{
    while (samples > 0) {
        size_t left = VOICE_ACTIVITY_FRAME_SAMPLES - ear->samples;
        size_t taken = samples < left ? samples : left;
        memcpy(ear->pcm + ear->samples, pcm, taken * sizeof *pcm);
        ear->samples += taken;
        pcm += taken;
        samples -= taken;
        if (ear->samples < VOICE_ACTIVITY_FRAME_SAMPLES)
            return;
        ear->samples = 0;
        tell(studio, ear, voice_activity_add(&ear->activity, ear->pcm), until_us);
    }
}

static void store_level(struct studio_meters *meters, const struct sound_level *level)
{
    atomic_store(&meters->peak_db, (int)lroundf(level->peak_db));
    atomic_store(&meters->rms_db, (int)lroundf(level->rms_db));
    atomic_store(&meters->noise_db, (int)lroundf(level->noise_db));
    atomic_store(&meters->noise, (int)level->noise);
    atomic_store(&meters->noise_known, level->noise_known);
    atomic_store(&meters->hears_you, level->hears_you);
    atomic_store(&meters->clipping, level->clipping);
}

void studio_forget_sound(struct studio *studio)
{
    studio->room->sound = (struct sound_meter){
        .level = {.peak_db = LOUDNESS_SILENCE_DB,
                  .rms_db = LOUDNESS_SILENCE_DB,
                  .noise_db = LOUDNESS_SILENCE_DB},
    };
    store_level(&studio->meters, &studio->room->sound.level);
}

void studio_measure_sound(struct studio *studio, const int16_t *pcm, size_t samples)
{
    struct sound_meter *sound = &studio->room->sound;
    if (sound_meter_add(sound, pcm, samples))
        store_level(&studio->meters, &sound->level);
}
