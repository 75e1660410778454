/* What an hour can bring: talking, outages, a line that falls to text, new keys in the middle. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness.h"
#include "scenario.h"
#include "script.h"

static struct person *const therapist = &scenario_people[THERAPIST];
static struct person *const client = &scenario_people[CLIENT];

#define VOICE_EVERY_US 20000u
#define VOICE_BYTES    60u /* Opus at 24 kbit/s */
#define VIDEO_EVERY_US 33333u
/* Of the 30 pictures a second an hour of simulation leaves out most: it costs a second or two. */
#define VIDEO_SPARSE_US 250000u

static void write_a_line(struct person *person)
{
    char words[64];
    snprintf(words, sizeof words, "Line %u.", person->written_count);
    person_write(person, words);
}

static bool is_complete(const struct person *person)
{
    const struct person *other = &scenario_people[1 - person->index];
    return person_all_arrived(person) && person->heard_count == other->written_count;
}

static void assert_all_lines_were_heard(void)
{
    assert_int_equal(therapist->heard_count, client->written_count);
    assert_int_equal(client->heard_count, therapist->written_count);
}

/* ---- an hour of talking ---- */

static void talk_for_an_hour(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    person_speak(person, VOICE_EVERY_US, VOICE_BYTES);
    person_show(person, VIDEO_SPARSE_US, 900);
    while (person->written_count < 60) {
        write_a_line(person);
        PAUSE_S(person, 60);
    }
    person_fall_silent(person);
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

static void scenario_an_hour_of_talking(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "home_wifi",
        .therapist = talk_for_an_hour,
        .client = talk_for_an_hour,
        .seconds_max = 3700,
        .seed = 1,
    };
    clock_t start = clock();
    assert_null(scenario_run(&scenario));
    printf("# an hour took %.2f s of CPU\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    assert_all_lines_were_heard();
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        const struct person *person = &scenario_people[i];
        /* 180,000 frames were sent, and one datagram in 2,000 is lost. */
        assert_in_range(person->voice_seen.count, 179000, 180000);
        assert_true(person->voice_seen.delay_sum_us / person->voice_seen.count < 25000);
        assert_true(person->video_seen.count > 14300);
        assert_true(person->rekeys >= 3);
        assert_int_equal(person->rests, 0);
        assert_int_equal(person->links_established, 1);
    }
}

/* ---- the wifi drops ---- */

static void work(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    person_speak(person, VOICE_EVERY_US, VOICE_BYTES);
    while (person->written_count < 60) {
        if (person->index == CLIENT && person->written_count == 20)
            world_change(person->world, "down=1");
        if (person->index == CLIENT && person->written_count == 30)
            world_change(person->world, "down=0");
        write_a_line(person);
        PAUSE_S(person, 1);
    }
    person_fall_silent(person);
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

static void scenario_wifi_drops_during_work(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "weak_wifi",
        .therapist = work,
        .client = work,
        .seconds_max = 70,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_all_lines_were_heard();
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        const struct person *person = &scenario_people[i];
        assert_int_equal(person->links_established, 1);
        assert_int_equal(person->links_closed, 0);
        assert_int_equal(person->rekeys, 0);
        /* 60 s of voice but the ten of the outage; the wifi loses one in a hundred. */
        assert_in_range(person->voice_seen.count, 2350, 2520);
    }
}

/* ---- a long outage ---- */

static void sit_out_two_minutes(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    PAUSE_S(person, 5);
    if (person->index == CLIENT)
        world_change(person->world, "down=1");
    write_a_line(person);
    PAUSE_S(person, 120);
    if (person->index == CLIENT)
        world_change(person->world, "down=0");
    WAIT_UNTIL(person, is_complete(person) && person->resumes == 1);
    SCRIPT_END(person)
}

static void scenario_the_line_is_dead_for_two_minutes(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "home_wifi",
        .therapist = sit_out_two_minutes,
        .client = sit_out_two_minutes,
        .seconds_max = 135,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_all_lines_were_heard();
    assert_int_equal(client->links_established, 1);
    assert_int_equal(client->rests, 1);
    assert_int_equal(therapist->rests, 1);
}

/* ---- another network in mid-call ---- */

static void talk_while_moving(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    person_speak(person, VOICE_EVERY_US, VOICE_BYTES);
    while (person->written_count < 30) {
        if (person->index == CLIENT && person->written_count == 10)
            world_move(person->world, CLIENT);
        write_a_line(person);
        PAUSE_S(person, 1);
    }
    person_fall_silent(person);
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

static void scenario_the_client_walks_out_of_the_wifi(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "home_wifi",
        .therapist = talk_while_moving,
        .client = talk_while_moving,
        .seconds_max = 40,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_all_lines_were_heard();
    assert_int_equal(client->links_established, 1);
    struct alcove_address path = alcove_link_path(therapist->link);
    struct alcove_address home = world_address(&scenario_world, CLIENT);
    assert_true(alcove_address_equal(&path, &home));
    /* 1,500 frames of the therapist, less those sent to where the client no longer was. */
    assert_true(client->voice_seen.count > 1425);
}

/* ---- bandwidth falls to text ---- */

static void talk_until_only_words_are_left(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    person_speak(person, VOICE_EVERY_US, VOICE_BYTES);
    person_show(person, VIDEO_EVERY_US, 6000);
    PAUSE_S(person, 20);
    if (person->index == CLIENT)
        world_change(person->world, "rate=4k,loss=30,delay=400");
    /* What the app does when the budget says so; this link has no voice for itself. */
    PAUSE_S(person, 2);
    person_fall_silent(person);
    while (person->written_count < 12) {
        write_a_line(person);
        PAUSE_S(person, 10);
    }
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

static void scenario_bandwidth_falls_to_text(void **state)
{
    (void)state;
    struct scenario scenario = {
        .network = "b_1mbit_1pct",
        .therapist = talk_until_only_words_are_left,
        .client = talk_until_only_words_are_left,
        .seconds_max = 240,
    };
    for (scenario.seed = 1; scenario.seed <= 3; scenario.seed++) {
        assert_null(scenario_run(&scenario));
        assert_all_lines_were_heard();
        assert_int_equal(client->links_established, 1);
        assert_int_equal(client->links_closed, 0);
    }
}

/* ---- new keys in the middle ---- */

static void write_for_forty_minutes(struct person *person)
{
    SCRIPT_BEGIN(person)
    if (person->index == CLIENT)
        person_call(person);
    WAIT_UNTIL(person, person->linked);
    person_speak(person, 200000, VOICE_BYTES);
    while (person->written_count < 1200) {
        write_a_line(person);
        PAUSE_S(person, 2);
    }
    person_fall_silent(person);
    WAIT_UNTIL(person, is_complete(person));
    SCRIPT_END(person)
}

static void scenario_rekey_in_mid_session(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "b_1mbit_1pct",
        .terms = "loss=5,reorder=2",
        .therapist = write_for_forty_minutes,
        .client = write_for_forty_minutes,
        .seconds_max = 2500,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_all_lines_were_heard();
    assert_true(client->rekeys >= 2);
    assert_int_equal(client->rekeys, therapist->rekeys);
    assert_int_equal(client->links_established, 1);
    assert_int_equal(client->exports.psk_next.index, therapist->exports.psk_next.index);
    assert_memory_equal(client->exports.psk_next.key, therapist->exports.psk_next.key, 32);
    assert_memory_equal(client->exports.channel_binding, therapist->exports.channel_binding, 64);
    /* Not a second of silence: a rekey costs no voice beyond what the line loses. */
    uint64_t sent = client->voice_id;
    assert_true(therapist->voice_seen.count > sent * 93 / 100);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_an_hour_of_talking),
    cmocka_unit_test(scenario_wifi_drops_during_work),
    cmocka_unit_test(scenario_the_line_is_dead_for_two_minutes),
    cmocka_unit_test(scenario_the_client_walks_out_of_the_wifi),
    cmocka_unit_test(scenario_bandwidth_falls_to_text),
    cmocka_unit_test(scenario_rekey_in_mid_session),
};
TEST_GROUP(hour, tests)
