/* Two people on lines of their own, a helper between them, and time that passes: 40 ms each way to
 * the helper, some loss, a datagram each 20 ms from both. What is measured is the gap in what
 * arrives when an address changes, a router forgets, or the helper starts again. */
#include "reach/relay_client.h"

#include <stdlib.h>
#include <string.h>

#include "relay_world.h"

#define DELAY_US   40000
#define STEP_US    5000
#define EACH_US    20000
#define SILENCE_US 1000000
#define FLYING_MAX 256
#define RUNS       60

struct flying {
    uint64_t due_us; /* 0: a free place */
    bool to_helper;
    struct alcove_address from, to;
    size_t size;
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
};

struct person {
    struct relay_client client;
    struct alcove_address at;
    uint64_t next_us, heard_us, longest_gap_us;
};

static struct relay_world world;
static struct person people[2];
static struct flying flying[FLYING_MAX];
static uint32_t lost_of_256;

static void launch(const struct flying *one)
{
    uint8_t dice;
    struct alcove_random random = world_random(&world);
    random.fill(random.context, &dice, sizeof dice);
    if (dice < lost_of_256)
        return;
    for (size_t i = 0; i < FLYING_MAX; i++) {
        if (flying[i].due_us != 0)
            continue;
        flying[i] = *one;
        flying[i].due_us = world.now_us + DELAY_US;
        return;
    }
    fail();
}

static void to_helper(const struct person *person, const uint8_t *bytes, size_t size)
{
    struct flying one = {.to_helper = true, .from = person->at, .size = size};
    memcpy(one.bytes, bytes, size);
    launch(&one);
}

static void on_data(struct person *person)
{
    uint64_t gap_us = world.now_us - person->heard_us;
    if (person->heard_us != 0 && gap_us > person->longest_gap_us)
        person->longest_gap_us = gap_us;
    person->heard_us = world.now_us;
}

static void land(struct flying *one)
{
    one->due_us = 0;
    if (one->to_helper) {
        (void)world_give(&world, &one->from, one->bytes, one->size);
        for (size_t i = 0; i < world.sent_count; i++) {
            struct flying back = {.to = world.sent[i].to, .size = world.sent[i].size};
            memcpy(back.bytes, world.sent[i].bytes, back.size);
            launch(&back);
        }
        return;
    }
    const struct alcove_address helper = world_helper();
    for (size_t i = 0; i < 2; i++) {
        struct relay_client_received received = {
            .from = &helper, .bytes = one->bytes, .size = one->size};
        if (alcove_address_equal(&people[i].at, &one->to) &&
            relay_client_receive(&people[i].client, world.now_us, &received) ==
                RELAY_CLIENT_DATAGRAM)
            on_data(&people[i]);
    }
}

static void live(struct person *person)
{
    struct relay_request_out request;
    uint8_t wrapped[RELAY_DATAGRAM_BYTES_MAX];
    if (person->heard_us != 0 && world.now_us - person->heard_us > SILENCE_US)
        relay_client_probe(&person->client, world.now_us);
    relay_client_handle_timeout(&person->client, world.now_us);
    while (relay_client_poll_transmit(&person->client, world.now_us, &request))
        to_helper(person, request.bytes, request.size);
    (void)world_events(&person->client, NULL);
    if (world.now_us < person->next_us)
        return;
    person->next_us = world.now_us + EACH_US;
    size_t size = relay_client_wrap(&person->client, (const uint8_t *)"voice", 5, wrapped);
    if (size > 0)
        to_helper(person, wrapped, size);
}

static void pass(uint64_t duration_us)
{
    for (uint64_t end_us = world.now_us + duration_us; world.now_us < end_us;) {
        world.now_us += STEP_US;
        for (size_t i = 0; i < FLYING_MAX; i++) {
            if (flying[i].due_us != 0 && flying[i].due_us <= world.now_us)
                land(&flying[i]);
        }
        live(&people[0]);
        live(&people[1]);
    }
}

/* Both ask at the same time; returns when each heard the other. */
static uint64_t meet(uint64_t seed, uint32_t loss)
{
    world_init(&world, 0, 0);
    world.draws = seed << 32;
    memset(flying, 0, sizeof flying);
    memset(people, 0, sizeof people);
    lost_of_256 = loss;
    const struct relay_pass ticket = world_mint(&world, 36000);
    uint64_t start_us = world.now_us;
    for (uint8_t side = 0; side < 2; side++) {
        people[side].client = world_client(&world, &ticket, side);
        people[side].at = world_at(side + 1, 4000);
    }
    while (people[0].heard_us == 0 || people[1].heard_us == 0) {
        assert_true(world.now_us < start_us + 30000000);
        pass(STEP_US);
    }
    return world.now_us - start_us;
}

static int earlier_first(const void *a, const void *b)
{
    const uint64_t *left = a;
    const uint64_t *right = b;
    return (*left > *right) - (*left < *right);
}

struct spread {
    uint64_t median_us, p95_us;
};

static struct spread spread_of(uint64_t values[RUNS])
{
    qsort(values, RUNS, sizeof values[0], earlier_first);
    return (struct spread){values[RUNS / 2], values[RUNS * 95 / 100]};
}

static void two_meet_within_a_few_round_trips(void **state)
{
    (void)state;
    uint64_t clean[RUNS];
    uint64_t bad[RUNS];
    for (size_t i = 0; i < RUNS; i++) {
        clean[i] = meet(i + 1, 0);
        bad[i] = meet(i + 1, 13); /* 5 % each way */
    }
    /* Two round trips for the place, and one way of each half to the other. */
    assert_in_range(spread_of(clean).p95_us, 0, 280000);
    assert_in_range(spread_of(bad).median_us, 0, 300000);
    assert_in_range(spread_of(bad).p95_us, 0, 1000000);
}

enum event { EVENT_MOVES, EVENT_ROUTER_FORGETS, EVENT_HELPER_RESTARTS };

/* The longest gap that either of the two hears around the event. */
static uint64_t gap_of(uint64_t seed, enum event event)
{
    (void)meet(seed, 5); /* 2 % each way */
    pass(3000000 + seed * 7000);
    people[0].longest_gap_us = 0;
    people[1].longest_gap_us = 0;
    if (event == EVENT_HELPER_RESTARTS) {
        world_restart_server(&world);
    } else {
        people[0].at.port++;
        if (event == EVENT_MOVES)
            relay_client_probe(&people[0].client, world.now_us);
    }
    pass(8000000);
    uint64_t first_us = people[0].longest_gap_us;
    uint64_t second_us = people[1].longest_gap_us;
    assert_true(world.now_us - people[0].heard_us < 500000);
    assert_true(world.now_us - people[1].heard_us < 500000);
    return first_us > second_us ? first_us : second_us;
}

static struct spread gaps_of(enum event event)
{
    uint64_t gaps[RUNS];
    for (size_t i = 0; i < RUNS; i++)
        gaps[i] = gap_of(i + 1, event);
    return spread_of(gaps);
}

static void a_mover_who_knows_it_is_back_at_once(void **state)
{
    (void)state;
    struct spread gaps = gaps_of(EVENT_MOVES);
    assert_in_range(gaps.median_us, 0, 300000);
    assert_in_range(gaps.p95_us, 0, 700000);
}

static void a_forgetful_router_costs_a_second_and_two_round_trips(void **state)
{
    (void)state;
    struct spread gaps = gaps_of(EVENT_ROUTER_FORGETS);
    assert_in_range(gaps.median_us, 0, 1300000);
    assert_in_range(gaps.p95_us, 0, 1700000);
}

static void so_does_a_helper_that_starts_again(void **state)
{
    (void)state;
    struct spread gaps = gaps_of(EVENT_HELPER_RESTARTS);
    assert_in_range(gaps.median_us, 0, 1300000);
    assert_in_range(gaps.p95_us, 0, 1700000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_meet_within_a_few_round_trips),
    cmocka_unit_test(a_mover_who_knows_it_is_back_at_once),
    cmocka_unit_test(a_forgetful_router_costs_a_second_and_two_round_trips),
    cmocka_unit_test(so_does_a_helper_that_starts_again),
};

TEST_GROUP(relay_client_story, tests)
