/* Words: check-ins, lines and signs over lines good and bad. */
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "scenario.h"
#include "script.h"

static struct person *const therapist = &scenario_people[THERAPIST];
static struct person *const client = &scenario_people[CLIENT];

/* ---- the check-in at the start ---- */

static const char checkin[] =
    "How I come today: tired, a little proud. Since last time I walked on five of seven mornings; "
    "on Thursday I turned back at the corner. Slept six hours on most nights. What would make this "
    "hour good: to look at Thursday without turning it into a verdict.";

static void client_checks_in(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_write(person, checkin);
    person_call(person);
    WAIT_UNTIL(person, person_all_arrived(person));
    WAIT_UNTIL(person, person->heard_count == 1);
    SCRIPT_END(person)
}

static void therapist_reads_and_answers(struct person *person)
{
    SCRIPT_BEGIN(person)
    WAIT_UNTIL(person, person->heard_count == 1);
    person_write(person, "Thank you. Thursday first, then?");
    WAIT_UNTIL(person, person_all_arrived(person));
    SCRIPT_END(person)
}

static const struct scenario checkin_scenario = {
    .network = "home_wifi",
    .therapist = therapist_reads_and_answers,
    .client = client_checks_in,
    .seconds_max = 5,
    .seed = 1,
};

static void scenario_checkin_exchanged_at_the_start(void **state)
{
    (void)state;
    assert_null(scenario_run(&checkin_scenario));
    assert_string_equal(person_heard(therapist, 0), checkin);
    assert_string_equal(person_heard(client, 0), "Thank you. Thursday first, then?");
    assert_true(client->was_initiator);
    assert_false(therapist->was_initiator);
    assert_memory_equal(therapist->remote_static, client->config.static_public, 32);
    assert_memory_equal(client->remote_static, therapist->config.static_public, 32);
    assert_memory_equal(therapist->exports.channel_binding, client->exports.channel_binding, 64);
    assert_memory_equal(therapist->exports.psk_next.key, client->exports.psk_next.key, 32);
}

/* DESIGN §8: exchanged in three seconds at 8 kbit/s. The handshake's 3 kB take as long again. */
static void scenario_checkin_exchanged_at_8_kbit(void **state)
{
    (void)state;
    struct scenario scenario = checkin_scenario;
    scenario.network = "f_16kbit";
    scenario.terms = "rate=8k";
    scenario.seconds_max = 8;
    assert_null(scenario_run(&scenario));
    assert_string_equal(person_heard(therapist, 0), checkin);
}

static void the_same_seed_tells_the_same_story(void **state)
{
    (void)state;
    struct scenario scenario = checkin_scenario;
    scenario.network = "h_500kbit_20pct";
    scenario.seconds_max = 60;
    uint64_t first = scenario_hash(&scenario);
    assert_true(scenario_hash(&scenario) == first);
    scenario.seed = 2;
    assert_true(scenario_hash(&scenario) != first);
}

/* ---- lines at 20 % loss ---- */

#define LINES 200u

static void write_a_line(struct person *person)
{
    char words[64];
    snprintf(words, sizeof words, "Line %u.", person->written_count);
    person_write(person, words);
}

static void client_writes_and_reads(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_call(person);
    while (person->written_count < LINES) {
        write_a_line(person);
        PAUSE_S(person, 0.2);
    }
    WAIT_UNTIL(person, person_all_arrived(person) && person->heard_count == LINES);
    SCRIPT_END(person)
}

static void therapist_writes_and_reads(struct person *person)
{
    SCRIPT_BEGIN(person)
    while (person->written_count < LINES) {
        write_a_line(person);
        PAUSE_S(person, 0.3);
    }
    WAIT_UNTIL(person, person_all_arrived(person) && person->heard_count == LINES);
    SCRIPT_END(person)
}

static void assert_lines_are_whole(const struct person *person)
{
    for (uint32_t i = 0; i < LINES; i++) {
        char words[64];
        snprintf(words, sizeof words, "Line %u.", i);
        assert_string_equal(person_heard(person, i), words);
    }
    assert_int_equal(person->heard_count, LINES);
    assert_int_equal(person->heard_again, 0);
}

static void scenario_text_arrives_once_in_order_at_20_percent_loss(void **state)
{
    (void)state;
    struct scenario scenario = {
        .network = "h_500kbit_20pct",
        .terms = "reorder=5,duplicate=5",
        .therapist = therapist_writes_and_reads,
        .client = client_writes_and_reads,
        .seconds_max = 75,
    };
    for (scenario.seed = 1; scenario.seed <= 5; scenario.seed++) {
        assert_null(scenario_run(&scenario));
        assert_lines_are_whole(therapist);
        assert_lines_are_whole(client);
    }
}

/* ---- signs ---- */

#define NOD 7

static void client_nods_twenty_times(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_call(person);
    WAIT_UNTIL(person, person->linked);
    while (person->written_count < 20) {
        person_sign(person, NOD);
        write_a_line(person);
        PAUSE_S(person, 1);
    }
    WAIT_UNTIL(person, person_all_arrived(person));
    SCRIPT_END(person)
}

static void therapist_sees_nods(struct person *person)
{
    SCRIPT_BEGIN(person)
    WAIT_UNTIL(person, person->signs_seen == 20 && person->heard_count == 20);
    SCRIPT_END(person)
}

static void scenario_every_nod_is_seen_once_at_20_percent_loss(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "h_500kbit_20pct",
        .terms = "duplicate=10",
        .therapist = therapist_sees_nods,
        .client = client_nods_twenty_times,
        .seconds_max = 40,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_int_equal(therapist->signs_seen, 20);
    assert_int_equal(therapist->last_sign, NOD);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_checkin_exchanged_at_the_start),
    cmocka_unit_test(scenario_checkin_exchanged_at_8_kbit),
    cmocka_unit_test(the_same_seed_tells_the_same_story),
    cmocka_unit_test(scenario_text_arrives_once_in_order_at_20_percent_loss),
    cmocka_unit_test(scenario_every_nod_is_seen_once_at_20_percent_loss),
};
TEST_GROUP(checkin, tests)
