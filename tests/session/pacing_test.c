#include "session/pacing.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define FRAME_US 20000
#define STEP_US  10000
#define MINUTES  10
#define TRACK_US (MINUTES * UINT64_C(60000000))
#define STEPS    (TRACK_US / STEP_US)
#define BEGIN_US UINT64_C(5000000) /* of the track, on the clock of both */
#define EDGE_US  UINT64_C(2000000)

/* When one person speaks, each 10 ms of a track. */
static bool tracks[2][STEPS];

static uint32_t dice_state;

static uint64_t dice_between(uint64_t low, uint64_t high)
{
    dice_state = dice_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return low + (dice_state >> 8) % (high - low + 1);
}

static void speak(int person, uint64_t from_us, uint64_t until_us)
{
    for (uint64_t at = from_us; at < until_us && at < TRACK_US; at += STEP_US)
        tracks[person][at / STEP_US] = true;
}

/* Two people who take turns, answer shortly, and now and then begin at once. */
static void hold_a_talk(uint32_t seed)
{
    dice_state = seed;
    memset(tracks, 0, sizeof tracks);
    uint64_t at_us = EDGE_US;
    int person = 0;
    while (at_us < TRACK_US - EDGE_US * 8) {
        uint64_t turn_us = dice_between(80, 900) * STEP_US;
        speak(person, at_us, at_us + turn_us);
        uint64_t kind = dice_between(0, 9);
        if (kind < 2) /* both start */
            speak(1 - person, at_us + dice_between(0, 30) * STEP_US,
                  at_us + dice_between(60, 200) * STEP_US);
        else if (kind < 4) /* "mhm": too short to be a talk-over */
            speak(1 - person, at_us + turn_us / 2, at_us + turn_us / 2 + 250000);
        at_us += turn_us + dice_between(10, 250) * STEP_US;
        person = dice_between(0, 3) == 0 ? person : 1 - person;
    }
}

/* By looking at each moment, as somebody between the two would. */
static int talk_overs_in_tracks(void)
{
    int overlaps = 0;
    uint64_t both_us = 0;
    uint64_t apart_us = PACING_OVERLAP_APART_US;
    bool counted = false;
    for (size_t i = 0; i < STEPS; i++) {
        bool both = tracks[0][i] && tracks[1][i];
        if (both && both_us == 0 && apart_us >= PACING_OVERLAP_APART_US)
            counted = false;
        both_us = both ? both_us + STEP_US : 0;
        apart_us = both ? 0 : apart_us + STEP_US;
        if (both_us <= PACING_OVERLAP_US || counted)
            continue;
        overlaps++;
        counted = true;
    }
    return overlaps;
}

static uint64_t longest_pause_in_tracks(void)
{
    uint64_t longest_us = 0;
    size_t spoken = STEPS;
    for (size_t i = 0; i < STEPS; i++) {
        if (!tracks[0][i] && !tracks[1][i])
            continue;
        if (i > spoken && (i - spoken - 1) * STEP_US > longest_us)
            longest_us = (i - spoken - 1) * STEP_US;
        spoken = i;
    }
    return longest_us;
}

static uint64_t talked_in_track(int person)
{
    uint64_t talked_us = 0;
    for (size_t i = 0; i < STEPS; i++)
        talked_us += tracks[person][i] ? STEP_US : 0;
    return talked_us;
}

static bool speaks_at(int person, uint64_t at_us)
{
    if (at_us < BEGIN_US || at_us >= BEGIN_US + TRACK_US)
        return false;
    return tracks[person][(at_us - BEGIN_US) / STEP_US];
}

/* What one of the two sees of the talk: their own voice at once, the other's a delay later. The
 * line is measured each second, and wrongly by `error_us`. */
static void listen(struct pacing *pacing, int person, uint64_t delay_us, int64_t error_us)
{
    pacing_init(pacing);
    for (uint64_t now = BEGIN_US; now < BEGIN_US + TRACK_US + EDGE_US; now += FRAME_US) {
        if ((now - BEGIN_US) % 1000000 == 0) {
            int64_t measured_us = (int64_t)delay_us + error_us;
            uint32_t one_way_us = measured_us > 0 ? (uint32_t)measured_us : 0;
            pacing_on_line(pacing, one_way_us, 2 * one_way_us, now);
        }
        pacing_on_voice(pacing, PACING_ME, speaks_at(person, now), now);
        pacing_on_voice(pacing, PACING_THEM, speaks_at(1 - person, now - delay_us), now);
    }
}

static void both_sides_count_the_talk_overs_that_were(void **state)
{
    (void)state;
    static const uint64_t delays_us[] = {0, 150000, 400000, 800000};
    static struct pacing pacing;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        hold_a_talk(seed);
        int truth = talk_overs_in_tracks();
        assert_in_range(truth, 5, 60);
        for (size_t i = 0; i < 4; i++) {
            for (int person = 0; person < 2; person++) {
                listen(&pacing, person, delays_us[i], 0);
                assert_in_range(pacing.overlaps + 1, truth, truth + 2);
            }
        }
    }
}

/* The way there may be quicker than the way back: half a round trip is a guess. */
static void a_delay_that_is_guessed_wrongly_costs_little(void **state)
{
    (void)state;
    static struct pacing pacing;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        hold_a_talk(seed);
        int truth = talk_overs_in_tracks();
        for (int person = 0; person < 2; person++) {
            listen(&pacing, person, 400000, person == 0 ? 40000 : -40000);
            assert_in_range(pacing.overlaps + 3, truth, truth + 6);
        }
    }
}

/* Without the delay taken off, what each hears would be another talk. */
static void uncompensated_the_counts_would_be_wrong(void **state)
{
    (void)state;
    static struct pacing pacing;
    int off = 0;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        hold_a_talk(seed);
        int truth = talk_overs_in_tracks();
        listen(&pacing, 0, 800000, -800000);
        off += abs((int)pacing.overlaps - truth);
    }
    assert_true(off > 12);
}

static void the_summary_is_that_of_the_talk(void **state)
{
    (void)state;
    static struct pacing pacing;
    struct pacing_summary here;
    struct pacing_summary there;
    hold_a_talk(7);
    uint64_t all_us = talked_in_track(0) + talked_in_track(1);
    uint64_t share = talked_in_track(0) * 100 / all_us;
    uint64_t longest_ms = longest_pause_in_tracks() / 1000;
    listen(&pacing, 0, 400000, 0);
    assert_true(pacing_sum_up(&pacing, true, true, &here));
    listen(&pacing, 1, 400000, 0);
    assert_true(pacing_sum_up(&pacing, true, true, &there));
    assert_in_range(here.my_share_percent + 1, share, share + 2);
    assert_in_range(here.my_share_percent + there.my_share_percent, 99, 101);
    assert_in_range(here.longest_pause_ms + 40, longest_ms, longest_ms + 80);
    assert_in_range(there.longest_pause_ms + 40, longest_ms, longest_ms + 80);
}

static void both_see_the_summary_or_neither(void **state)
{
    (void)state;
    static struct pacing pacing;
    struct pacing_summary summary = {.overlaps = 77};
    pacing_init(&pacing);
    assert_false(pacing_sum_up(&pacing, true, true, &summary));
    hold_a_talk(1);
    listen(&pacing, 0, 0, 0);
    assert_false(pacing_sum_up(&pacing, true, false, &summary));
    assert_false(pacing_sum_up(&pacing, false, true, &summary));
    assert_int_equal(summary.overlaps, 77);
    assert_true(pacing_sum_up(&pacing, true, true, &summary));
}

static void feed(struct pacing *pacing, bool me, bool them, uint64_t from_us, uint64_t until_us)
{
    for (uint64_t now = from_us; now < until_us; now += FRAME_US) {
        pacing_on_voice(pacing, PACING_ME, me, now);
        pacing_on_voice(pacing, PACING_THEM, them, now);
    }
}

static void a_broken_line_is_nobodys_pause(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    feed(&pacing, true, false, 1000000, 3000000);
    feed(&pacing, false, false, 3000000, 4000000);
    feed(&pacing, true, false, 4000000, 5000000);
    feed(&pacing, false, true, 65000000, 66000000);
    feed(&pacing, false, false, 66000000, 66500000);
    feed(&pacing, true, true, 66500000, 67500000);
    assert_in_range(pacing.longest_pause_us, 900000, 1100000);
    assert_int_equal(pacing.overlaps, 1);
    assert_in_range(pacing.voices[PACING_ME].talked_us, 3900000, 4100000);
}

/* The voice of one side may stop being heard while the other goes on and on. */
static void one_voice_alone_is_counted_as_well_as_can_be(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    pacing_on_voice(&pacing, PACING_THEM, true, 1000000);
    for (uint64_t i = 0; i < 20 * PACING_CHANGES_MAX; i++)
        pacing_on_voice(&pacing, PACING_ME, i % 2 == 0, 1000000 + i * 100000);
    assert_true(pacing.voices[PACING_ME].talked_us > 0);
    pacing_on_voice(&pacing, PACING_THEM, false, 1500000);
    pacing_on_voice(&pacing, PACING_THEM, true, 500000);
    assert_true(pacing.voices[PACING_THEM].count < PACING_CHANGES_MAX);
}

static void that_both_started_is_said_for_a_while(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    pacing_on_line(&pacing, 200000, 400000, 1);
    feed(&pacing, true, false, 1000000, 2000000);
    assert_true(pacing_both_started_until_us(&pacing) == 0);
    feed(&pacing, true, true, 2000000, 2500000);
    assert_in_range(pacing_both_started_until_us(&pacing), 2500000 + PACING_ADVICE_US - 200000,
                    2500000 + PACING_ADVICE_US + 200000);
}

static void on_a_quick_line_there_is_no_advice(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    pacing_on_line(&pacing, PACING_ADVICE_DELAY_US - 1, 240000, 1);
    feed(&pacing, true, true, 1000000, 2000000);
    feed(&pacing, false, true, 2000000, 2100000);
    feed(&pacing, false, false, 2100000, 2200000);
    assert_int_equal(pacing.overlaps, 1);
    assert_true(pacing_both_started_until_us(&pacing) == 0);
    assert_true(pacing_beat_left(&pacing.beat, 2100000) <= 0);
}

static void the_beat_is_a_round_trip_and_a_turn(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    pacing_on_line(&pacing, 300000, 600000, 1);
    feed(&pacing, false, true, 1000000, 2000000);
    assert_true(pacing_beat_left(&pacing.beat, 1990000) <= 0);
    feed(&pacing, false, false, 2000000, 2100000);
    assert_true(pacing_beat_left(&pacing.beat, 1900000) >= 1);
    assert_true(pacing_beat_left(&pacing.beat, 2000000) >= 1);
    float half = pacing_beat_left(&pacing.beat, 2400000);
    assert_true(half > 0.49F && half < 0.51F);
    assert_true(pacing_beat_left(&pacing.beat, 2799000) > 0);
    assert_true(pacing_beat_left(&pacing.beat, 2800000) <= 0);
}

static void who_speaks_needs_no_beat(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    pacing_on_line(&pacing, 300000, 600000, 1);
    feed(&pacing, true, true, 1000000, 2000000);
    feed(&pacing, true, false, 2000000, 2100000);
    assert_true(pacing_beat_left(&pacing.beat, 2100000) <= 0);
    feed(&pacing, false, true, 2100000, 3000000);
    feed(&pacing, false, false, 3000000, 3100000);
    assert_true(pacing_beat_left(&pacing.beat, 3100000) > 0);
    feed(&pacing, true, false, 3100000, 3200000);
    assert_true(pacing_beat_left(&pacing.beat, 3200000) <= 0);
}

/* Measures once a second; returns the second in which it was first told, 0: never. */
static unsigned seconds_until_told(struct pacing *pacing, uint32_t one_way_ms, uint64_t *now_us)
{
    for (unsigned second = 1; second <= 20; second++) {
        *now_us += 1000000;
        pacing_on_line(pacing, one_way_ms * 1000, one_way_ms * 2000, *now_us);
        if (pacing_delay_to_tell_ms(pacing) != 0)
            return second;
    }
    return 0;
}

static void a_delay_is_told_after_three_seconds_and_until_it_is_short(void **state)
{
    (void)state;
    static struct pacing pacing;
    uint64_t now_us = 1000000;
    pacing_init(&pacing);
    assert_int_equal(seconds_until_told(&pacing, 245, &now_us), 0);
    assert_in_range(seconds_until_told(&pacing, 400, &now_us), 4, 5);
    assert_int_equal(seconds_until_told(&pacing, 210, &now_us), 1);
    assert_in_range(pacing_delay_to_tell_ms(&pacing), 210, 320);
    for (int second = 0; second < 20; second++)
        pacing_on_line(&pacing, 210000, 420000, now_us += 1000000);
    assert_in_range(pacing_delay_to_tell_ms(&pacing), 208, 212);
    for (int second = 0; second < 20; second++)
        pacing_on_line(&pacing, 150000, 300000, now_us += 1000000);
    assert_int_equal(pacing_delay_to_tell_ms(&pacing), 0);
}

static void a_hiccup_of_the_line_is_not_told(void **state)
{
    (void)state;
    static struct pacing pacing;
    pacing_init(&pacing);
    for (uint64_t second = 1; second < 60; second++) {
        uint32_t one_way_us = second % 5 == 0 ? 600000 : 150000;
        pacing_on_line(&pacing, one_way_us, 300000, second * 1000000);
        assert_int_equal(pacing_delay_to_tell_ms(&pacing), 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(both_sides_count_the_talk_overs_that_were),
    cmocka_unit_test(a_delay_that_is_guessed_wrongly_costs_little),
    cmocka_unit_test(uncompensated_the_counts_would_be_wrong),
    cmocka_unit_test(the_summary_is_that_of_the_talk),
    cmocka_unit_test(both_see_the_summary_or_neither),
    cmocka_unit_test(a_broken_line_is_nobodys_pause),
    cmocka_unit_test(one_voice_alone_is_counted_as_well_as_can_be),
    cmocka_unit_test(that_both_started_is_said_for_a_while),
    cmocka_unit_test(on_a_quick_line_there_is_no_advice),
    cmocka_unit_test(the_beat_is_a_round_trip_and_a_turn),
    cmocka_unit_test(who_speaks_needs_no_beat),
    cmocka_unit_test(a_delay_is_told_after_three_seconds_and_until_it_is_short),
    cmocka_unit_test(a_hiccup_of_the_line_is_not_told),
};
TEST_GROUP(pacing, tests)
