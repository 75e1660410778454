#include "reach/agent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "nat_world.h"
#include "reach/address_text.h"

/* Both know of the wish at once: each has the other's record, and their router's class is known. */
static uint64_t meet(struct world *world, uint64_t skew_us, uint64_t at_most_us)
{
    for (int i = 0; i < 2; i++)
        world_learn(world, i);
    uint64_t since_us = world->now_us;
    world_begin(world, 0);
    world_tell(world, 1);
    /* The other's record comes back after `skew_us`, with the nonce it has heard. */
    world_run(world, skew_us);
    world_begin(world, 1);
    world_tell(world, 0);
    return world_run_until_found(world, since_us + skew_us, at_most_us);
}

static uint64_t time_to_meet(enum nat_kind a, enum nat_kind b, uint64_t seed, size_t *sent)
{
    struct world *world = world_open(a, b, seed);
    uint64_t took_us = meet(world, 0, 25000000);
    if (sent != NULL)
        *sent = world->homes[0].sent + world->homes[1].sent;
    world_close(world);
    return took_us;
}

static void every_two_homes_whose_ports_can_be_known_meet_within_four_round_trips(void **state)
{
    (void)state;
    for (enum nat_kind a = WORLD_OPEN; a <= WORLD_PORT_KEEPING; a++) {
        for (enum nat_kind b = WORLD_OPEN; b <= WORLD_PORT_KEEPING; b++) {
            uint64_t took_us = time_to_meet(a, b, 7 + a * 16 + b, NULL);
            if (took_us > 320000)
                print_error("%d and %d: %llu us\n", a, b, (unsigned long long)took_us);
            assert_true(took_us <= 320000);
        }
    }
}

static int by_time(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

#define RUNS 40

static void many_runs(enum nat_kind a, enum nat_kind b, uint64_t times[RUNS])
{
    for (uint64_t seed = 0; seed < RUNS; seed++)
        times[seed] = time_to_meet(a, b, 1000 + seed, NULL);
    qsort(times, RUNS, sizeof times[0], by_time);
}

static void a_symmetric_router_is_found_by_searching_its_ports(void **state)
{
    (void)state;
    uint64_t times[RUNS];
    many_runs(WORLD_PORT_FILTER, WORLD_SYMMETRIC, times);
    assert_true(times[RUNS / 2] <= 1500000);
    assert_true(times[RUNS - 1] <= 20000000);
    many_runs(WORLD_SYMMETRIC, WORLD_PORT_FILTER, times);
    assert_true(times[RUNS / 2] <= 1500000);
    assert_true(times[RUNS - 1] <= 20000000);
}

static void a_known_range_of_ports_is_searched_in_half_a_second_with_few_sockets(void **state)
{
    (void)state;
    uint64_t times[RUNS];
    const enum nat_kind kinds[] = {WORLD_SYMMETRIC_BLOCK, WORLD_SYMMETRIC_COUNTING};
    for (size_t i = 0; i < 2; i++) {
        many_runs(WORLD_PORT_FILTER, kinds[i], times);
        assert_true(times[RUNS - 1] <= 1000000);
        assert_true(times[RUNS / 2] <= 600000);
    }
    struct world *world = world_open(WORLD_PORT_FILTER, WORLD_SYMMETRIC_BLOCK, 5);
    assert_true(meet(world, 0, 25000000) != UINT64_MAX);
    assert_in_range(world->homes[1].sockets_used, 1, PUNCH_SOCKETS_CARRIER);
    world_close(world);
}

static void two_symmetric_routers_give_up_and_say_so(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_SYMMETRIC, WORLD_SYMMETRIC, 9);
    assert_true(meet(world, 0, 25000000) == UINT64_MAX);
    world_run(world, 6000000);
    assert_int_equal(world->homes[0].gave_up, 1);
    assert_false(agent_is_begun(&world->homes[0].agent));
    /* Bounded work for nothing: the plain checks of half a minute. */
    assert_true(world->homes[0].sent < 200);
    world_close(world);
}

static void an_unasked_packet_does_not_spoil_the_way_of_a_late_side(void **state)
{
    (void)state;
    const uint64_t skews_us[] = {20000, 500000, 1500000};
    for (size_t i = 0; i < 3; i++) {
        struct world *world = world_open(WORLD_PORT_KEEPING, WORLD_PORT_KEEPING, 40 + i);
        for (int home = 0; home < 2; home++)
            world_learn(world, home);
        world_tell(world, 0); /* known from before: the side that seeks starts at once */
        assert_true(meet(world, skews_us[i], 10000000) <= 1000000);
        world_close(world);
    }
}

static void loss_delays_and_does_not_prevent(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 20; seed++) {
        struct world *world = world_open(WORLD_PORT_FILTER, WORLD_PORT_FILTER, 60 + seed);
        world->loss_per_mille = 300;
        assert_true(meet(world, 0, 20000000) <= 3000000);
        world_close(world);
    }
}

static void a_side_that_did_not_seek_is_called(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_PORT_FILTER, WORLD_OPEN, 3);
    world_learn(world, 0);
    world_learn(world, 1);
    world_tell(world, 0);
    world_begin(world, 0);
    assert_true(world_run_until_found(world, world->now_us, 2000000) <= 200000);
    assert_int_equal(world->homes[1].called, 1);
    assert_int_equal(world->homes[0].called, 0);
    world_close(world);
}

static void an_answer_tells_the_time_of_the_other(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 21);
    assert_int_equal(agent_other_time(&world->homes[0].agent).their_s, 0);
    meet(world, 0, 1000000);
    const struct agent_time said = agent_other_time(&world->homes[0].agent);
    assert_true(said.answer && said.heard_us <= world->now_us);
    assert_in_range(said.their_s, world_now_s(world) - 1, world_now_s(world));
    world_close(world);
}

static void an_attempt_tries_until_something_is_found(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_PORT_FILTER, WORLD_PORT_FILTER, 12);
    struct agent *agent = &world->homes[0].agent;
    assert_true(agent_tries_since(agent) == UINT64_MAX);
    world_learn(world, 0);
    world_begin(world, 0);
    uint64_t begun_us = world->now_us;
    world_run(world, 3000000);
    assert_true(agent_tries_since(agent) == begun_us);
    assert_true(meet(world, 0, 25000000) != UINT64_MAX);
    assert_true(agent_tries_since(agent) == UINT64_MAX);
    world_close(world);
}

static void one_who_only_waits_sends_nothing(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 3);
    world_learn(world, 0);
    world_learn(world, 1);
    world_tell(world, 0);
    world_run(world, 10000000);
    assert_int_equal(world->homes[0].sent, 0);
    assert_true(agent_next_timeout(&world->homes[0].agent) == UINT64_MAX);
    world_close(world);
}

static void one_told_where_to_go_goes_nowhere_else(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 12);
    struct agent *caller = &world->homes[0].agent;
    caller->config.only_added = true;
    const uint8_t ip[4] = {45, 99, 9, 9};
    const struct alcove_address there = address_from_ipv4(ip, 4242);
    agent_add_address(caller, &there);
    assert_true(meet(world, 0, 5000000) == UINT64_MAX);
    assert_int_equal(caller->pair_count, 1);
    assert_true(alcove_address_equal(&caller->pairs[0].address, &there));
    world_close(world);
}

static void a_side_that_moved_is_found_again(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_PORT_FILTER, WORLD_PORT_FILTER, 11);
    assert_true(meet(world, 0, 2000000) != UINT64_MAX);
    world_run(world, 8000000);
    uint64_t since_us = world->now_us;
    world->homes[1].found_us = 0;
    world_move(world, 0, WORLD_PORT_FILTER);
    world_run(world, 200000); /* until the record is read */
    world_tell(world, 1);
    world_begin(world, 1);
    world_tell(world, 0);
    assert_true(world_run_until_found(world, since_us, 5000000) <= 1000000);
    world_close(world);
}

/* ---- hostile datagrams ---- */

static uint8_t kept[CHECK_BYTES_MAX];

static struct agent_transmit first_request(struct world *world)
{
    struct agent_transmit transmit;
    world_learn(world, 0);
    world_learn(world, 1);
    world_tell(world, 0);
    agent_begin(&world->homes[0].agent);
    assert_true(agent_poll_transmit(&world->homes[0].agent, &transmit));
    memcpy(kept, transmit.bytes, transmit.size);

    return transmit;
}

static void whoever_lacks_the_key_is_neither_answered_nor_heard(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 21);
    struct agent_transmit request = first_request(world);
    struct agent *callee = &world->homes[1].agent;
    const struct alcove_address stranger = {.ip = {1}, .port = 9};
    for (size_t i = 0; i < request.size; i += 7) {
        kept[i] ^= 1;
        assert_false(agent_receive(callee, &stranger, 0, kept, request.size));
        kept[i] ^= 1;
    }
    /* One's own check, sent back. */
    assert_false(agent_receive(&world->homes[0].agent, &stranger, 0, kept, request.size));
    struct agent_transmit out;
    assert_false(agent_poll_transmit(callee, &out));
    world_close(world);
}

static void a_replayed_request_is_answered_with_no_more_than_it_brought(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 22);
    struct agent_transmit request = first_request(world);
    struct agent *callee = &world->homes[1].agent;
    struct agent_transmit out;
    size_t answered = 0;
    for (uint16_t i = 0; i < 1000; i++) {
        const struct alcove_address victim = {.ip = {45, 1}, .port = (uint16_t)(1024 + i)};
        assert_true(agent_receive(callee, &victim, 0, kept, request.size));
        while (agent_poll_transmit(callee, &out)) {
            assert_true(out.size <= CHECK_BYTES_MAX);
            answered += alcove_address_equal(&out.to, &victim);
        }
    }
    assert_true(answered <= 2 * AGENT_ANSWERS_PER_SECOND);
    assert_in_range(callee->pair_count, 1, AGENT_PAIRS_MAX);
    world_close(world);
}

static void an_answer_from_elsewhere_proves_nothing(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 23);
    struct agent_transmit request = first_request(world);
    struct agent *caller = &world->homes[0].agent;
    struct agent *callee = &world->homes[1].agent;
    const uint8_t ip[4] = {45, 16, 1, 1};
    struct alcove_address from = address_from_ipv4(ip, 40000);
    struct agent_transmit answer;
    struct agent_event event;
    assert_true(agent_receive(callee, &from, 0, kept, request.size));
    assert_true(agent_poll_transmit(callee, &answer));
    const struct alcove_address elsewhere = {.ip = {7}, .port = 7};
    assert_true(agent_receive(caller, &elsewhere, 0, answer.bytes, answer.size));
    while (agent_poll_event(caller, &event))
        assert_int_not_equal(event.kind, AGENT_EVENT_PATH);
    assert_true(agent_receive(caller, &request.to, 0, answer.bytes, answer.size));
    bool found = false;
    while (agent_poll_event(caller, &event))
        found |= event.kind == AGENT_EVENT_PATH;
    assert_true(found);
    world_close(world);
}

static void old_addresses_do_not_come_back(void **state)
{
    (void)state;
    struct world *world = world_open(WORLD_OPEN, WORLD_OPEN, 24);
    world_learn(world, 1);
    world_begin(world, 1);
    struct endpoint_record old = agent_own(&world->homes[1].agent);
    world_run(world, 5000000);
    world_move(world, 1, WORLD_OPEN);
    struct endpoint_record fresh = agent_own(&world->homes[1].agent);
    agent_set_other(&world->homes[0].agent, &fresh, world_now_s(world));
    agent_set_other(&world->homes[0].agent, &old, world_now_s(world) - 5);
    const struct endpoint_record *known = agent_other(&world->homes[0].agent);
    assert_true(known->punch_nonce == fresh.punch_nonce);
    world_close(world);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_two_homes_whose_ports_can_be_known_meet_within_four_round_trips),
    cmocka_unit_test(a_symmetric_router_is_found_by_searching_its_ports),
    cmocka_unit_test(a_known_range_of_ports_is_searched_in_half_a_second_with_few_sockets),
    cmocka_unit_test(two_symmetric_routers_give_up_and_say_so),
    cmocka_unit_test(an_unasked_packet_does_not_spoil_the_way_of_a_late_side),
    cmocka_unit_test(loss_delays_and_does_not_prevent),
    cmocka_unit_test(a_side_that_did_not_seek_is_called),
    cmocka_unit_test(an_answer_tells_the_time_of_the_other),
    cmocka_unit_test(an_attempt_tries_until_something_is_found),
    cmocka_unit_test(one_who_only_waits_sends_nothing),
    cmocka_unit_test(one_told_where_to_go_goes_nowhere_else),
    cmocka_unit_test(a_side_that_moved_is_found_again),
    cmocka_unit_test(whoever_lacks_the_key_is_neither_answered_nor_heard),
    cmocka_unit_test(a_replayed_request_is_answered_with_no_more_than_it_brought),
    cmocka_unit_test(an_answer_from_elsewhere_proves_nothing),
    cmocka_unit_test(old_addresses_do_not_come_back),
};
TEST_GROUP(agent, tests)
