#include "reach/agent.h"

#include <stdlib.h>
#include <string.h>

#include "agent_wires.h"
#include "harness.h"
#include "reach/virtual_address.h"

#define SECOND_US 1000000u

static struct alcove_address relay_of(int side)
{
    return virtual_address_make(VIRTUAL_RELAY, 100 + (uint64_t)side);
}

static struct alcove_address stream_of(int side)
{
    return virtual_address_make(VIRTUAL_TCP_STREAM, 200 + (uint64_t)side);
}

static struct wire *add_relay(struct wires *wires, uint64_t delay_us)
{
    return wires_add(wires, relay_of(0), relay_of(1), delay_us);
}

static struct wire *add_direct(struct wires *wires, uint64_t delay_us)
{
    return wires_add(wires, wire_address("45.16.0.1:4000"), wire_address("45.17.0.1:4000"),
                     delay_us);
}

static void the_way_is_named_by_the_address_alone(void **state)
{
    (void)state;
    const struct {
        const char *text;
        enum agent_path path;
    } known[] = {
        {"127.0.0.1:4000", AGENT_PATH_LOCAL},  {"192.168.1.7:4000", AGENT_PATH_LOCAL},
        {"10.9.8.7:4000", AGENT_PATH_LOCAL},   {"[fd00::1]:4000", AGENT_PATH_LOCAL},
        {"45.16.0.1:4000", AGENT_PATH_DIRECT}, {"100.64.0.1:4000", AGENT_PATH_DIRECT},
        {"[2a00:1::1]:4000", AGENT_PATH_IPV6},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct alcove_address address = wire_address(known[i].text);
        assert_int_equal(agent_path_of(&address), known[i].path);
    }
    struct alcove_address relay = relay_of(0);
    struct alcove_address stream = stream_of(0);
    assert_int_equal(agent_path_of(&relay), AGENT_PATH_RELAYED);
    assert_int_equal(agent_path_of(&stream), AGENT_PATH_TCP);
}

static void each_better_way_replaces_a_worse_one(void **state)
{
    (void)state;
    struct wires *wires = wires_open(1);
    /* The worse the sooner it answers. */
    add_relay(wires, 10000);
    wires_add(wires, stream_of(0), stream_of(1), 40000);
    add_direct(wires, 80000);
    wires_add(wires, wire_address("[2a00:1::1]:4000"), wire_address("[2a00:2::1]:4000"), 120000);
    wires_add(wires, wire_address("192.168.1.1:4000"), wire_address("192.168.1.2:4000"), 160000);
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    const enum agent_path expected[] = {AGENT_PATH_RELAYED, AGENT_PATH_TCP, AGENT_PATH_DIRECT,
                                        AGENT_PATH_IPV6, AGENT_PATH_LOCAL};
    for (int side = 0; side < 2; side++) {
        assert_int_equal(wires->sides[side].path_count, 5);
        for (size_t i = 0; i < 5; i++)
            assert_int_equal(wires->sides[side].paths[i].path, expected[i]);
    }
    free(wires);
}

static void a_worse_way_that_answers_later_is_not_told(void **state)
{
    (void)state;
    struct wires *wires = wires_open(2);
    add_relay(wires, 60000);
    add_direct(wires, 20000);
    wires_begin(wires, 0);
    wires_run(wires, 2 * SECOND_US);
    for (int side = 0; side < 2; side++) {
        assert_int_equal(wires->sides[side].path_count, 1);
        assert_int_equal(wires_path(wires, side), AGENT_PATH_DIRECT);
    }
    free(wires);
}

static void of_two_ways_of_a_kind_only_a_much_faster_one_is_worth_a_change(void **state)
{
    (void)state;
    const struct {
        uint64_t delay_us;
        size_t paths;
    } second[] = {{45000, 1}, {50000, 1}, {20000, 2}};
    for (size_t i = 0; i < 3; i++) {
        struct wires *wires = wires_open(3 + i);
        add_direct(wires, 50000);
        wires_begin(wires, 0);
        wires_run(wires, SECOND_US);
        assert_int_equal(wires->sides[0].path_count, 1);
        assert_in_range(wires->sides[0].paths[0].rtt_us, 100000, 100001);
        wires_add(wires, wire_address("45.16.0.2:4000"), wire_address("45.17.0.2:4000"),
                  second[i].delay_us);
        wires_drain(wires, 0);
        wires_run(wires, SECOND_US);
        assert_int_equal(wires->sides[0].path_count, second[i].paths);
        free(wires);
    }
}

static void a_relay_alone_is_no_reason_to_stop_looking(void **state)
{
    (void)state;
    struct wires *wires = wires_open(6);
    struct wire *direct;
    add_relay(wires, 30000);
    direct = add_direct(wires, 30000);
    direct->cut = true;
    wires_begin(wires, 0);
    wires_run(wires, 20 * SECOND_US);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_RELAYED);
    assert_true(agent_is_begun(&wires->sides[0].agent));
    direct->cut = false;
    wires_run(wires, SECOND_US);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_DIRECT);
    assert_int_equal(wires_path(wires, 1), AGENT_PATH_DIRECT);
    wires_run(wires, SECOND_US);
    assert_false(agent_is_begun(&wires->sides[0].agent));
    free(wires);
}

static void with_a_relay_alone_it_ends_without_giving_up(void **state)
{
    (void)state;
    struct wires *wires = wires_open(7);
    add_relay(wires, 30000);
    wires_begin(wires, 0);
    wires_run(wires, AGENT_GIVE_UP_US + SECOND_US);
    for (int side = 0; side < 2; side++) {
        assert_false(agent_is_begun(&wires->sides[side].agent));
        assert_int_equal(wires->sides[side].counts[AGENT_EVENT_GAVE_UP], 0);
        assert_int_equal(wires->sides[side].path_count, 1);
    }
    free(wires);
}

static void a_direct_way_is_settled_after_five_seconds(void **state)
{
    (void)state;
    struct wires *wires = wires_open(8);
    add_direct(wires, 30000);
    wires_begin(wires, 0);
    wires_run(wires, 4900000);
    assert_true(agent_is_begun(&wires->sides[0].agent));
    size_t sent = wires->sides[0].sent;
    wires_run(wires, 200000);
    assert_false(agent_is_begun(&wires->sides[0].agent));
    assert_true(agent_next_timeout(&wires->sides[0].agent) == UINT64_MAX);
    wires_run(wires, 60 * (uint64_t)SECOND_US);
    assert_int_equal(wires->sides[0].sent, sent);
    free(wires);
}

static void whoever_finds_nothing_gives_up_once_and_may_begin_again(void **state)
{
    (void)state;
    struct wires *wires = wires_open(9);
    struct wire *direct = add_direct(wires, 30000);
    direct->cut = true;
    wires_begin(wires, 0);
    wires_run(wires, AGENT_GIVE_UP_US - 1000);
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_GAVE_UP], 0);
    wires_run(wires, 2000);
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_GAVE_UP], 1);
    assert_false(agent_is_begun(&wires->sides[0].agent));
    assert_in_range(wires->sides[0].sent, 25, 35);
    size_t sent = wires->sides[0].sent;
    wires_run(wires, 60 * (uint64_t)SECOND_US);
    assert_int_equal(wires->sides[0].sent, sent);
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_GAVE_UP], 1);
    direct->cut = false;
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_DIRECT);
    free(wires);
}

/* Neither has the address at which the other was any more; only the helper still knows both. */
static void both_may_move_at_once_if_a_helper_stays(void **state)
{
    (void)state;
    struct wires *wires = wires_open(10);
    add_relay(wires, 30000);
    struct wire *direct = add_direct(wires, 40000);
    wires_begin(wires, 0);
    wires_run(wires, 8 * SECOND_US);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_DIRECT);
    direct->at[0] = wire_address("45.18.0.1:5000");
    direct->at[1] = wire_address("45.19.0.1:5000");
    for (int side = 0; side < 2; side++) {
        struct endpoint_record record = {.mapping = NAT_NONE, .link_version = 1};
        const struct candidate here = {direct->at[side], CANDIDATE_REFLEXIVE};
        assert_true(endpoint_record_add(&record, &here));
        agent_set_own(&wires->sides[side].agent, &record);
        wires->sides[side].path_count = 0;
    }
    wires_begin(wires, 0);
    wires_begin(wires, 1);
    wires_run(wires, 2 * SECOND_US);
    for (int side = 0; side < 2; side++) {
        const struct wire_side *told = &wires->sides[side];
        assert_int_equal(told->paths[0].path, AGENT_PATH_RELAYED);
        assert_int_equal(wires_path(wires, side), AGENT_PATH_DIRECT);
        assert_true(alcove_address_equal(&told->paths[told->path_count - 1].address,
                                         &direct->at[1 - side]));
    }
    free(wires);
}

static void where_we_are_seen_is_told_of_sockets_and_not_of_helpers(void **state)
{
    (void)state;
    struct wires *wires = wires_open(11);
    add_relay(wires, 30000);
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_SEEN], 0);
    struct wire *direct = add_direct(wires, 30000);
    wires_drain(wires, 0);
    wires_run(wires, SECOND_US);
    const struct agent_event *seen = &wires->sides[0].seen;
    assert_true(wires->sides[0].counts[AGENT_EVENT_SEEN] >= 1);
    assert_true(alcove_address_equal(&seen->address, &direct->at[0]));
    assert_true(alcove_address_equal(&seen->from, &direct->at[1]));
    free(wires);
}

static void an_address_that_comes_late_is_asked_at_once_and_once(void **state)
{
    (void)state;
    struct wires *wires = wires_open(12);
    wires_begin(wires, 0);
    wires_run(wires, 10 * SECOND_US);
    assert_int_equal(wires->sides[0].sent, 0);
    struct wire *direct = add_direct(wires, 30000);
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].sent, 1);
    agent_add_address(&wires->sides[0].agent, &direct->at[1]);
    assert_int_equal(wires->sides[0].agent.pair_count, 1);
    wires_run(wires, SECOND_US);
    assert_int_equal(wires->sides[0].path_count, 1);
    /* A way that has answered is not asked again. */
    size_t sent = wires->sides[0].sent;
    agent_add_address(&wires->sides[0].agent, &direct->at[1]);
    wires_run(wires, SECOND_US);
    assert_int_equal(wires->sides[0].sent, sent);
    free(wires);
}

static void checks_leave_one_at_a_time_in_their_pace(void **state)
{
    (void)state;
    struct wires *wires = wires_open(13);
    for (uint16_t i = 0; i < 8; i++) {
        struct alcove_address to = wire_address("45.17.0.1:4000");
        to.port = (uint16_t)(to.port + i);
        agent_add_address(&wires->sides[0].agent, &to);
    }
    wires_begin(wires, 0);
    assert_int_equal(wires->sides[0].sent, 1);
    for (size_t i = 1; i < 8; i++) {
        wires_run(wires, AGENT_PACE_US);
        assert_int_equal(wires->sides[0].sent, i + 1);
    }
    assert_int_equal(wires->sides[0].sent_nowhere, 8);
    free(wires);
}

/* Whoever listens for TCP there has no UDP socket at that port. */
static void a_tcp_listener_gets_no_datagrams(void **state)
{
    (void)state;
    struct wires *wires = wires_open(14);
    struct endpoint_record record = {.seeking_since_s = 1800000000, .punch_nonce = 3};
    record.candidates[0] = (struct candidate){wire_address("45.17.0.1:443"), CANDIDATE_TCP};
    record.candidates[1] = (struct candidate){wire_address("45.17.0.1:4000"), CANDIDATE_MAPPED};
    record.candidate_count = 2;
    agent_set_other(&wires->sides[0].agent, &record, 1);
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    assert_int_equal(wires->sides[0].agent.pair_count, 1);
    assert_int_equal(wires->sides[0].agent.pairs[0].address.port, 4000);
    free(wires);
}

static void a_record_is_sent_until_the_other_has_it(void **state)
{
    (void)state;
    struct wires *wires = wires_open(15);
    struct wire *late;
    struct check check;
    struct endpoint_record record = {.mapping = NAT_NONE, .link_version = 1};
    const struct candidate here = {wire_address("45.16.0.1:4000"), CANDIDATE_HOST};
    assert_true(endpoint_record_add(&record, &here));
    agent_set_own(&wires->sides[0].agent, &record);
    add_relay(wires, 30000);
    wires_begin(wires, 0);
    const struct agent_config *config = &wires->sides[0].agent.config;
    assert_true(check_open(config->key_send, wires->sides[0].first_bytes,
                           wires->sides[0].first_check.size, &check));
    assert_true(check.record_size > 0 && check.seeking);
    wires_run(wires, SECOND_US);
    const struct endpoint_record *known = agent_other(&wires->sides[1].agent);
    assert_int_equal(known->candidate_count, 1);
    assert_true(alcove_address_equal(&known->candidates[0].address, &here.address));
    wires->sides[0].first_check.size = 0;
    late = add_direct(wires, 30000);
    late->cut = true;
    wires_drain(wires, 0);
    assert_true(check_open(config->key_send, wires->sides[0].first_bytes,
                           wires->sides[0].first_check.size, &check));
    assert_int_equal(check.record_size, 0);
    free(wires);
}

static void a_change_of_ones_own_addresses_reaches_the_other_within_the_attempt(void **state)
{
    (void)state;
    struct wires *wires = wires_open(16);
    add_relay(wires, 30000);
    add_direct(wires, 30000)->cut = true;
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    uint64_t nonce = agent_own(&wires->sides[0].agent).punch_nonce;
    struct endpoint_record record = {.mapping = NAT_INDEPENDENT, .link_version = 1};
    const struct candidate seen = {wire_address("45.99.0.1:4000"), CANDIDATE_REFLEXIVE};
    assert_true(endpoint_record_add(&record, &seen));
    agent_set_own(&wires->sides[0].agent, &record);
    assert_true(agent_own(&wires->sides[0].agent).punch_nonce != nonce);
    /* The same again is no change. */
    nonce = agent_own(&wires->sides[0].agent).punch_nonce;
    agent_set_own(&wires->sides[0].agent, &record);
    assert_true(agent_own(&wires->sides[0].agent).punch_nonce == nonce);
    wires_add(wires, wire_address("45.99.0.1:4000"), wire_address("45.17.0.9:4000"), 20000);
    wires_drain(wires, 0);
    wires_run(wires, SECOND_US);
    const struct endpoint_record *known = agent_other(&wires->sides[1].agent);
    assert_int_equal(known->candidate_count, 1);
    assert_int_equal(known->mapping, NAT_INDEPENDENT);
    assert_true(known->punch_nonce == nonce);
    free(wires);
}

static void ways_that_answered_stay_when_more_come_than_there_is_room_for(void **state)
{
    (void)state;
    struct wires *wires = wires_open(17);
    struct wire *direct = add_direct(wires, 30000);
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US);
    for (uint16_t i = 0; i < 300; i++) {
        struct alcove_address noise = wire_address("45.60.0.1:1024");
        noise.port = (uint16_t)(noise.port + i);
        agent_add_address(&wires->sides[0].agent, &noise);
        wires_run(wires, 10000);
    }
    struct agent *agent = &wires->sides[0].agent;
    bool stays = false;
    assert_int_equal(agent->pair_count, AGENT_PAIRS_MAX);
    for (size_t i = 0; i < agent->pair_count; i++)
        stays |= alcove_address_equal(&agent->pairs[i].address, &direct->at[1]) &&
                 agent->pairs[i].state == AGENT_PAIR_VALID;
    assert_true(stays);
    free(wires);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_way_is_named_by_the_address_alone),
    cmocka_unit_test(each_better_way_replaces_a_worse_one),
    cmocka_unit_test(a_worse_way_that_answers_later_is_not_told),
    cmocka_unit_test(of_two_ways_of_a_kind_only_a_much_faster_one_is_worth_a_change),
    cmocka_unit_test(a_relay_alone_is_no_reason_to_stop_looking),
    cmocka_unit_test(with_a_relay_alone_it_ends_without_giving_up),
    cmocka_unit_test(a_direct_way_is_settled_after_five_seconds),
    cmocka_unit_test(whoever_finds_nothing_gives_up_once_and_may_begin_again),
    cmocka_unit_test(both_may_move_at_once_if_a_helper_stays),
    cmocka_unit_test(where_we_are_seen_is_told_of_sockets_and_not_of_helpers),
    cmocka_unit_test(an_address_that_comes_late_is_asked_at_once_and_once),
    cmocka_unit_test(checks_leave_one_at_a_time_in_their_pace),
    cmocka_unit_test(a_tcp_listener_gets_no_datagrams),
    cmocka_unit_test(a_record_is_sent_until_the_other_has_it),
    cmocka_unit_test(a_change_of_ones_own_addresses_reaches_the_other_within_the_attempt),
    cmocka_unit_test(ways_that_answered_stay_when_more_come_than_there_is_room_for),
};
TEST_GROUP(agent_paths, tests)
