#include "media/voice_activity.h"

#include <string.h>

#include "harness.h"
#include "noise.h"
#include "tone.h"

#define FRAME           VOICE_ACTIVITY_FRAME_SAMPLES
#define FRAMES_A_SECOND 50

/* A talk of which it is known when there is a voice: seconds from, to. */
struct talk {
    double from, to;
};
static const struct talk talk[] = {
    {2, 4.5}, {5.5, 6}, {8, 14}, {14.6, 15.1}, {18, 18.4}, {21, 29},
};
#define TALKS   (sizeof talk / sizeof talk[0])
#define SECONDS 32
#define FRAMES  (SECONDS * FRAMES_A_SECOND)

struct room {
    double voice_db; /* against the tone as it is */
    double noise_db, hum_db;
};

static bool truth_at(size_t frame)
{
    double second = (double)frame / FRAMES_A_SECOND;
    for (size_t i = 0; i < TALKS; i++)
        if (second >= talk[i].from && second < talk[i].to)
            return true;
    return false;
}

static void sound_at(const struct room *room, size_t frame, int16_t pcm[FRAME])
{
    memset(pcm, 0, FRAME * sizeof *pcm);
    if (truth_at(frame))
        tone_fill(pcm, FRAME, frame * FRAME);
    double part = 1;
    for (double db = room->voice_db; db < 0; db += 10)
        part *= 0.31623;
    for (size_t i = 0; i < FRAME; i++)
        pcm[i] = (int16_t)(pcm[i] * part);
    noise_add(pcm, FRAME, (uint32_t)(frame * FRAME), room->noise_db);
    hum_add(pcm, FRAME, frame * FRAME, room->hum_db);
}

/* What is said of each frame, moved back by its age. */
static void listen(const struct room *room, bool heard[FRAMES])
{
    struct voice_activity activity = {.begun = false};
    int16_t pcm[FRAME];
    size_t known = 0;
    bool speaking = false;
    for (size_t frame = 0; frame < FRAMES; frame++) {
        sound_at(room, frame, pcm);
        bool now = voice_activity_add(&activity, pcm);
        size_t age = (size_t)(voice_activity_age_us(&activity) / VOICE_ACTIVITY_FRAME_US);
        while (known + age < frame + 1)
            heard[known++] = speaking;
        speaking = now;
    }
    while (known < FRAMES)
        heard[known++] = speaking;
}

static void a_voice_is_heard_where_it_is_and_nowhere_else(void **state)
{
    (void)state;
    static const struct room rooms[] = {
        {0, -90, -90},   {0, -60, -90},   {0, -45, -60},   {0, -38, -90},
        {-20, -90, -90}, {-20, -60, -90}, {-30, -80, -90}, {-10, -60, -25},
    };
    static bool heard[FRAMES];
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        listen(&rooms[r], heard);
        unsigned missed = 0;
        unsigned imagined = 0;
        for (size_t frame = 4 * FRAMES_A_SECOND; frame < FRAMES; frame++) {
            missed += truth_at(frame) && !heard[frame];
            imagined += !truth_at(frame) && heard[frame];
        }
        assert_in_range(missed, 0, FRAMES * 2 / 100);
        assert_in_range(imagined, 0, FRAMES * 1 / 100);
    }
}

static void a_click_is_no_voice(void **state)
{
    (void)state;
    struct voice_activity activity = {.begun = false};
    for (int frame = 0; frame < 200; frame++) {
        int16_t pcm[FRAME] = {0};
        if (frame % 20 == 10)
            tone_fill(pcm, FRAME / 2, 0);
        assert_false(voice_activity_add(&activity, pcm));
    }
}

/* A fan is switched on: for three seconds it may be a voice, then it is the room. */
static void a_noise_that_stays_becomes_the_room(void **state)
{
    (void)state;
    struct voice_activity activity = {.begun = false};
    bool speaking = true;
    for (uint32_t frame = 0; frame < 250; frame++) {
        int16_t pcm[FRAME] = {0};
        noise_add(pcm, FRAME, frame * FRAME, frame < 50 ? -80 : -40);
        speaking = voice_activity_add(&activity, pcm);
    }
    assert_false(speaking);
}

static void silence_of_a_muted_line_is_no_voice(void **state)
{
    (void)state;
    struct voice_activity activity = {.begun = false};
    int16_t pcm[FRAME] = {0};
    for (int frame = 0; frame < 500; frame++) {
        noise_add(pcm, FRAME, 0, -89);
        assert_false(voice_activity_add(&activity, pcm));
        memset(pcm, 0, sizeof pcm);
    }
}

static void a_gap_in_the_voice_is_part_of_it(void **state)
{
    (void)state;
    struct voice_activity activity = {.begun = false};
    int16_t pcm[FRAME];
    for (unsigned frame = 0; frame < 200; frame++) {
        memset(pcm, 0, sizeof pcm);
        if (frame % 20 < 20 - VOICE_ACTIVITY_HANGOVER_FRAMES)
            tone_fill(pcm, FRAME, (uint64_t)frame * FRAME);
        bool speaking = voice_activity_add(&activity, pcm);
        assert_true(speaking || frame < 2);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_voice_is_heard_where_it_is_and_nowhere_else),
    cmocka_unit_test(a_click_is_no_voice),
    cmocka_unit_test(a_noise_that_stays_becomes_the_room),
    cmocka_unit_test(silence_of_a_muted_line_is_no_voice),
    cmocka_unit_test(a_gap_in_the_voice_is_part_of_it),
};
TEST_GROUP(voice_activity, tests)
