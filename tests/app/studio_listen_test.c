#include <stdlib.h>
#include <string.h>

#include "app/studio_room.h"
#include "devices/speech.h"
#include "harness.h"
#include "session/pacing.h"

#define SECONDS  100
#define SAMPLES  (SECONDS * SPEECH_RATE_HZ)
#define BLOCK    MICROPHONE_BLOCK_SAMPLES
#define BEGIN_US UINT64_C(10000000)
#define SIDES    2

/* Who has the word from when to when, in seconds. */
struct turn {
    int person;
    double from, to;
};

/* Seven times both speak; twice only a word is laid over the other's. */
static const struct turn talk[] = {
    {0, 2, 9},      {1, 9.6, 16},   {0, 14, 21}, {1, 21.5, 30}, {0, 21.6, 24}, {0, 31, 38},
    {1, 34, 34.15}, {1, 40, 47},    {0, 45, 52}, {1, 50, 57},   {0, 59, 66},   {1, 59, 63},
    {1, 68, 74},    {0, 70, 70.15}, {0, 75, 82}, {1, 80, 88},   {0, 86, 92},
};
#define TALK_OVERS 7

static int16_t said[SIDES][SAMPLES];

static void say(const struct turn *turn, struct speech *speech)
{
    size_t from = (size_t)(turn->from * SPEECH_RATE_HZ);
    size_t to = (size_t)(turn->to * SPEECH_RATE_HZ);
    speech_fill(speech, said[turn->person] + from, to - from);
}

static void hold_the_talk(void)
{
    struct speech voices[SIDES];
    uint32_t dice = 1;
    for (uint32_t person = 0; person < SIDES; person++)
        speech_start(&voices[person], person + 1);
    memset(said, 0, sizeof said);
    for (size_t i = 0; i < sizeof talk / sizeof talk[0]; i++)
        say(&talk[i], &voices[talk[i].person]);
    for (size_t i = 0; i < SAMPLES; i++) {
        dice = dice * 1664525u + 1013904223u;
        said[0][i] = (int16_t)(said[0][i] + (int)(dice >> 26) - 32);
        said[1][i] = (int16_t)(said[1][i] + (int)(dice >> 20 & 63) - 32);
    }
}

static void ring(void *context)
{
    (void)context;
}

static void pass_on(struct studio *studio, struct pacing *pacing)
{
    struct parcel *parcel;
    while ((parcel = queue_pop(&studio->to_link)) != NULL) {
        assert_int_equal(parcel->kind, PARCEL_VOICE);
        pacing_on_voice(pacing, parcel->voice.theirs ? PACING_THEM : PACING_ME,
                        parcel->voice.speaking, parcel->voice.at_us);
        parcel_free(parcel);
    }
}

/* What the person's app hears of the talk: their own voice, and the other's a delay later, in
 * other portions. */
static void listen(int person, uint64_t delay_us, struct pacing *pacing)
{
    static struct studio studio;
    static struct studio_room room;
    memset(&studio, 0, sizeof studio);
    memset(&room, 0, sizeof room);
    studio.room = &room;
    studio.ring_link = ring;
    pacing_init(pacing);
    size_t behind = (size_t)(delay_us * SPEECH_RATE_HZ / 1000000);
    for (size_t at = 0; at + BLOCK <= SAMPLES; at += BLOCK) {
        static const int16_t silence[BLOCK];
        uint64_t until_us = BEGIN_US + (at + BLOCK) * 1000000 / SPEECH_RATE_HZ;
        const int16_t *theirs = at >= behind ? &said[1 - person][at - behind] : silence;
        if (at % SPEECH_RATE_HZ == 0)
            pacing_on_line(pacing, (uint32_t)delay_us, (uint32_t)(2 * delay_us), until_us);
        studio_listen(&studio, &room.own, &said[person][at], BLOCK, until_us);
        studio_listen(&studio, &room.theirs, theirs, BLOCK / 2, until_us - 10000);
        studio_listen(&studio, &room.theirs, theirs + BLOCK / 2, BLOCK / 2, until_us);
        pass_on(&studio, pacing);
    }
}

static void talk_overs_are_heard_in_the_sound_on_both_sides(void **state)
{
    (void)state;
    static const uint64_t delays_us[] = {0, 150000, 400000, 800000};
    static struct pacing pacing;
    hold_the_talk();
    for (size_t i = 0; i < sizeof delays_us / sizeof delays_us[0]; i++) {
        for (int person = 0; person < SIDES; person++) {
            listen(person, delays_us[i], &pacing);
            assert_in_range(pacing.overlaps, TALK_OVERS - 1, TALK_OVERS + 1);
        }
    }
}

static void each_hears_who_spoke_more(void **state)
{
    (void)state;
    static struct pacing pacing;
    struct pacing_summary here;
    struct pacing_summary there;
    hold_the_talk();
    listen(0, 400000, &pacing);
    assert_true(pacing_sum_up(&pacing, true, true, &here));
    listen(1, 400000, &pacing);
    assert_true(pacing_sum_up(&pacing, true, true, &there));
    assert_in_range(here.my_share_percent + there.my_share_percent, 98, 102);
    assert_in_range(here.longest_pause_ms, 1500, 2700);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(talk_overs_are_heard_in_the_sound_on_both_sides),
    cmocka_unit_test(each_hears_who_spoke_more),
};
TEST_GROUP(studio_listen, tests)
