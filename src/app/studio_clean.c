/* What is done to the sound of the microphone before it leaves: the echo of the loudspeaker is
 * taken out, unless that is headphones, and noise is turned down. */
#include "app/studio_room.h"

#define LOOK_EVERY_US 500000

static void look_at_speaker(struct studio *studio)
{
    struct studio_room *room = studio->room;
    bool sounds = room->speaker != NULL;
    studio_take_port(studio, sounds ? speaker_headphones(room->speaker) : HEADPHONES_ASK);
    atomic_store(&studio->meters.sounds, sounds);
}

bool studio_open_cleaner(struct studio *studio)
{
    struct studio_cleaner *cleaner = &studio->room->cleaner;
    const struct studio_options *options = &studio->room->options;
    cleaner->echo = echo_create();
    cleaner->noise = noise_create();
    if (cleaner->echo == NULL || cleaner->noise == NULL)
        return false;
    atomic_store(&studio->switches.noise, (int)options->noise);
    cleaner->answer = options->headphones;
    look_at_speaker(studio);
    return true;
}

void studio_clean_anew(struct studio *studio)
{
    struct studio_cleaner *cleaner = &studio->room->cleaner;
    struct echo *before = cleaner->echo;
    struct echo *fresh = echo_create();
    if (fresh != NULL)
        cleaner->echo = fresh;
    look_at_speaker(studio);
    if (fresh != NULL)
        echo_destroy(before);
}

void studio_close_cleaner(struct studio_cleaner *cleaner)
{
    noise_destroy(cleaner->noise);
    echo_destroy(cleaner->echo);
}

void studio_take_port(struct studio *studio, enum headphones port)
{
    struct studio_cleaner *cleaner = &studio->room->cleaner;
    enum headphones now = port != HEADPHONES_ASK ? port : cleaner->answer;
    cleaner->cancels = now != HEADPHONES_YES;
    cleaner->level = (enum noise_level)atomic_load(&studio->switches.noise);
    noise_set(cleaner->noise, cleaner->level, cleaner->cancels ? cleaner->echo : NULL);
    if (atomic_exchange(&studio->meters.headphones, (int)now) != (int)now &&
        studio->ring_screen != NULL)
        studio->ring_screen(studio->screen_context);
}

void studio_watch_port(struct studio *studio, uint64_t now_us)
{
    struct studio_cleaner *cleaner = &studio->room->cleaner;
    if (now_us < cleaner->look_due_us)
        return;
    cleaner->look_due_us = now_us + LOOK_EVERY_US;
    studio_take_port(studio, speaker_headphones(studio->room->speaker));
}

void studio_clean(struct studio_cleaner *cleaner, int16_t *pcm, uint64_t *captured_at_us)
{
    _Static_assert(MICROPHONE_BLOCK_SAMPLES == ECHO_FRAME_SAMPLES, "a block is a frame");
    if (!cleaner->cancels && cleaner->level == NOISE_OFF)
        return;
    if (cleaner->cancels)
        echo_cancel(cleaner->echo, pcm, *captured_at_us);
    noise_run(cleaner->noise, pcm);
    *captured_at_us -= *captured_at_us < NOISE_DELAY_US ? *captured_at_us : NOISE_DELAY_US;
}
