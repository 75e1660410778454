/* How two people come to be linked: an invite, both at once, a link after a link. */
#include <string.h>

#include "harness.h"
#include "scenario.h"
#include "script.h"

static struct person *const therapist = &scenario_people[THERAPIST];
static struct person *const client = &scenario_people[CLIENT];

static void calls_and_greets(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_call(person);
    person_write(person, "Hello.");
    WAIT_UNTIL(person, person_all_arrived(person) && person->heard_count == 1);
    SCRIPT_END(person)
}

static void is_called_and_greets(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_write(person, "Hello.");
    WAIT_UNTIL(person, person_all_arrived(person) && person->heard_count == 1);
    SCRIPT_END(person)
}

static void assert_one_link_between_them(void)
{
    assert_int_equal(therapist->links_established, 1);
    assert_int_equal(client->links_established, 1);
    assert_true(therapist->was_initiator != client->was_initiator);
    assert_memory_equal(therapist->exports.channel_binding, client->exports.channel_binding, 64);
}

static void scenario_both_call_at_once(void **state)
{
    (void)state;
    struct scenario scenario = {
        .therapist = calls_and_greets,
        .client = calls_and_greets,
        .seconds_max = 60,
    };
    const char *const networks[] = {"home_wifi", "satellite", "j_1mbit_jitter", "h_500kbit_20pct"};
    for (size_t i = 0; i < 4; i++) {
        scenario.network = networks[i];
        for (scenario.seed = 1; scenario.seed <= 8; scenario.seed++) {
            assert_null(scenario_run(&scenario));
            assert_one_link_between_them();
        }
    }
}

static void scenario_pairing_by_invite(void **state)
{
    (void)state;
    struct scenario scenario = {
        .how = ACQUAINTANCE_INVITE,
        .therapist = is_called_and_greets,
        .client = calls_and_greets,
        .seconds_max = 100, /* a call is given up after 90 */
    };
    const char *const networks[] = {"home_wifi", "h_500kbit_20pct"};
    for (size_t i = 0; i < 2; i++) {
        scenario.network = networks[i];
        for (scenario.seed = 1; scenario.seed <= 8; scenario.seed++) {
            assert_null(scenario_run(&scenario));
            assert_one_link_between_them();
            assert_memory_equal(therapist->remote_static, client->config.static_public, 32);
            assert_memory_equal(client->remote_static, therapist->config.static_public, 32);
            assert_memory_equal(therapist->exports.envelope_root, client->exports.envelope_root,
                                32);
            assert_true(client->exports.psk_next.present);
        }
    }
}

/* ---- a stranger ---- */

static void waits_a_minute(struct person *person)
{
    SCRIPT_BEGIN(person)
    PAUSE_S(person, 60);
    SCRIPT_END(person)
}

static void calls_with_a_guessed_key(struct person *person)
{
    SCRIPT_BEGIN(person)
    person->config.envelope_root[0] ^= 1;
    person_call_again(person);
    PAUSE_S(person, 60);
    SCRIPT_END(person)
}

static void scenario_a_stranger_gets_no_answer(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "home_wifi",
        .therapist = waits_a_minute,
        .client = calls_with_a_guessed_key,
        .seconds_max = 61,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_int_equal(therapist->links_established + client->links_established, 0);
    assert_true(network_totals(&scenario_world.networks[CLIENT]).entered >= 5);
    assert_int_equal(network_totals(&scenario_world.networks[THERAPIST]).entered, 0);
}

/* ---- a link after a link ---- */

static void leaves_and_calls_again(struct person *person)
{
    SCRIPT_BEGIN(person)
    person_call(person);
    person_write(person, "Until next week.");
    WAIT_UNTIL(person, person_all_arrived(person));
    person_leave(person);
    WAIT_UNTIL(person, person->links_closed == 1);
    PAUSE_S(person, 5);
    person_write(person, "A week later.");
    person_call_again(person);
    WAIT_UNTIL(person, person_all_arrived(person));
    SCRIPT_END(person)
}

static void is_left_and_waits_again(struct person *person)
{
    SCRIPT_BEGIN(person)
    WAIT_UNTIL(person, person->links_closed == 1);
    person_wait_again(person);
    WAIT_UNTIL(person, person->heard_count == 2);
    SCRIPT_END(person)
}

static void scenario_the_next_session_has_new_keys(void **state)
{
    (void)state;
    const struct scenario scenario = {
        .network = "home_wifi",
        .therapist = is_left_and_waits_again,
        .client = leaves_and_calls_again,
        .seconds_max = 60,
        .seed = 1,
    };
    assert_null(scenario_run(&scenario));
    assert_int_equal(therapist->close_reason, ALCOVE_CLOSE_LEFT);
    assert_int_equal(therapist->links_established, 2);
    assert_true(client->exports.psk.index == client->config.psk.index);
    assert_true(client->exports.psk_next.index > client->config.psk.index);
    assert_string_equal(person_heard(therapist, 1), "A week later.");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(scenario_both_call_at_once),
    cmocka_unit_test(scenario_pairing_by_invite),
    cmocka_unit_test(scenario_a_stranger_gets_no_answer),
    cmocka_unit_test(scenario_the_next_session_has_new_keys),
};
TEST_GROUP(calling, tests)
