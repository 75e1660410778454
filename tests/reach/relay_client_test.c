#include "reach/relay_client.h"

#include <stdlib.h>
#include <string.h>

#include "reach/virtual_address.h"
#include "relay_world.h"

#define BIT(kind) (1u << (kind))

static struct relay_world world;

static int begin(void **state)
{
    (void)state;
    world_init(&world, 0, 0);
    return 0;
}

static size_t requests_of(struct relay_client *client)
{
    struct relay_request_out request;
    size_t count = 0;
    while (relay_client_poll_transmit(client, world.now_us, &request)) {
        assert_in_range(request.size, RELAY_REQUEST_BYTES_MIN, RELAY_REQUEST_BYTES_MAX);
        count++;
    }
    return count;
}

/* Lets the client's time pass while nothing answers; returns the requests. */
static size_t pass_in_silence(struct relay_client *client, uint64_t until_us)
{
    size_t requests = requests_of(client);
    for (size_t steps = 0; relay_client_next_timeout(client) <= until_us; steps++) {
        uint64_t next_us = relay_client_next_timeout(client);
        assert_in_range(steps, 0, 10000);
        world.now_us = next_us > world.now_us ? next_us : world.now_us;
        relay_client_handle_timeout(client, world.now_us);
        requests += requests_of(client);
    }
    world.now_us = until_us;
    return requests;
}

/* The same while the helper answers. */
static void pass(struct relay_client *client, const struct alcove_address *at, uint64_t until_us)
{
    (void)world_run_client(&world, client, at);
    for (size_t steps = 0; relay_client_next_timeout(client) <= until_us; steps++) {
        assert_in_range(steps, 0, 10000);
        world.now_us = relay_client_next_timeout(client);
        relay_client_handle_timeout(client, world.now_us);
        (void)world_run_client(&world, client, at);
    }
    world.now_us = until_us;
}

static void two_clients_meet_at_the_helper(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address helper = world_helper();
    struct relay_client clients[2];
    struct relay_event event;
    uint8_t wrapped[RELAY_DATAGRAM_BYTES_MAX];
    for (uint8_t side = 0; side < 2; side++) {
        const struct alcove_address at = world_at(side + 1, 4000);
        clients[side] = world_client(&world, &ticket, side);
        assert_int_equal(relay_client_wrap(&clients[side], (const uint8_t *)"x", 1, wrapped), 0);
        (void)world_run_client(&world, &clients[side], &at);
        assert_true(relay_client_is_bound(&clients[side]));
        unsigned expected = BIT(RELAY_EVENT_BOUND) | (side ? BIT(RELAY_EVENT_OTHER_HERE) : 0);
        assert_int_equal(world_events(&clients[side], &event), expected);
        assert_true(alcove_address_equal(&event.seen, &at));
        assert_int_equal(event.ticket_left_s, 3600);
    }
    /* The notice for the first, which was sent when the second came. */
    struct relay_client_received received = {
        .from = &helper, .bytes = world.sent[1].bytes, .size = world.sent[1].size};
    assert_int_equal(relay_client_receive(&clients[0], world.now_us, &received),
                     RELAY_CLIENT_TAKEN);
    assert_int_equal(world_events(&clients[0], NULL), BIT(RELAY_EVENT_OTHER_HERE));

    const struct alcove_address first = world_at(1, 4000);
    size_t size = relay_client_wrap(&clients[0], (const uint8_t *)"sealed", 6, wrapped);
    assert_int_equal(size, 6 + RELAY_CHANNEL_BYTES);
    assert_true(world_give(&world, &first, wrapped, size));
    received.bytes = world.sent[0].bytes;
    received.size = world.sent[0].size;
    assert_int_equal(relay_client_receive(&clients[1], world.now_us, &received),
                     RELAY_CLIENT_DATAGRAM);
    assert_int_equal(received.payload_size, 6);
    assert_memory_equal(received.payload, "sealed", 6);
}

static void a_place_is_kept_by_asking_every_twenty_seconds(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 36000);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)world_run_client(&world, &client, &at);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_BOUND));
    uint64_t answered = world.server.statistics.answered;
    pass(&client, &at, world.now_us + 600000000);
    assert_in_range(world.server.statistics.answered - answered, 30, 34);
    assert_int_equal(world_events(&client, NULL), 0);
    assert_true(relay_client_is_bound(&client));
}

static void without_an_answer_it_says_so_within_a_second_and_asks_on(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    struct relay_client client = world_client(&world, &ticket, 0);
    uint64_t start_us = world.now_us;
    assert_in_range(pass_in_silence(&client, start_us + 999999), 3, 4);
    assert_int_equal(world_events(&client, NULL), 0);
    (void)pass_in_silence(&client, start_us + 1000000);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_SILENT));
    assert_in_range(pass_in_silence(&client, start_us + 3600000000), 440, 460);
    assert_int_equal(world_events(&client, NULL), 0);
}

static void a_probe_finds_a_restarted_helper_in_two_round_trips(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)world_run_client(&world, &client, &at);
    (void)world_events(&client, NULL);
    uint64_t channel = client.channel;
    world_restart_server(&world);
    world.now_us += 1000000;
    relay_client_probe(&client, world.now_us);
    (void)world_run_client(&world, &client, &at);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_BOUND));
    assert_true(client.channel != channel);
    assert_int_equal(world.server.statistics.answered, 2);
}

static void a_probe_of_a_dead_helper_reports_the_loss_within_a_second(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    uint8_t wrapped[RELAY_DATAGRAM_BYTES_MAX];
    (void)world_run_client(&world, &client, &at);
    (void)world_events(&client, NULL);
    uint64_t start_us = world.now_us + 5000000;
    world.now_us = start_us;
    relay_client_probe(&client, world.now_us);
    size_t requests = 0;
    for (size_t i = 1; i <= 10; i++) {
        requests += pass_in_silence(&client, start_us + i * 100000);
        relay_client_probe(&client, world.now_us);
    }
    assert_in_range(requests, 4, 6);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_LOST));
    assert_false(relay_client_is_bound(&client));
    assert_true(relay_client_wrap(&client, (const uint8_t *)"x", 1, wrapped) > 0);
    /* It is found again by itself. */
    pass(&client, &at, world.now_us + 10000000);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_BOUND));
}

static void a_keepalive_has_more_patience(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)world_run_client(&world, &client, &at);
    (void)world_events(&client, NULL);
    uint64_t asks_us = relay_client_next_timeout(&client);
    assert_in_range(asks_us - world.now_us, RELAY_KEEPALIVE_US * 9 / 10, RELAY_KEEPALIVE_US);
    (void)pass_in_silence(&client, asks_us + RELAY_KEEPALIVE_PATIENCE_US - 1);
    assert_int_equal(world_events(&client, NULL), 0);
    (void)pass_in_silence(&client, asks_us + RELAY_KEEPALIVE_PATIENCE_US);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_LOST));
}

static void a_probe_shortens_the_patience_of_a_keepalive(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)world_run_client(&world, &client, &at);
    (void)world_events(&client, NULL);
    uint64_t asks_us = relay_client_next_timeout(&client);
    (void)pass_in_silence(&client, asks_us + 100000);
    relay_client_probe(&client, world.now_us);
    (void)pass_in_silence(&client, asks_us + 1099999);
    assert_int_equal(world_events(&client, NULL), 0);
    (void)pass_in_silence(&client, asks_us + 1100000);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_LOST));
}

static void a_mover_takes_its_place_along_and_is_told_its_new_address(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address before = world_at(1, 4000);
    const struct alcove_address after = world_at(2, 5000);
    struct relay_client client = world_client(&world, &ticket, 0);
    struct relay_event event;
    (void)world_run_client(&world, &client, &before);
    (void)world_events(&client, &event);
    uint64_t channel = client.channel;
    world.now_us += 3000000;
    relay_client_probe(&client, world.now_us);
    (void)world_run_client(&world, &client, &after);
    assert_int_equal(world_events(&client, &event), BIT(RELAY_EVENT_BOUND));
    assert_true(alcove_address_equal(&event.seen, &after));
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), 1);
    /* What the helper sent before it knew still counts. */
    uint8_t late[RELAY_DATAGRAM_BYTES_MAX];
    const struct alcove_address helper = world_helper();
    struct relay_client_received received = {.from = &helper, .bytes = late};
    received.size = relay_data_write(channel, (const uint8_t *)"late", 4, late);
    assert_int_equal(relay_client_receive(&client, world.now_us, &received), RELAY_CLIENT_DATAGRAM);
}

static void asking_moves_to_another_address_of_the_helper(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address stream = world_at(77, 9);
    struct relay_client client = world_client(&world, &ticket, 0);
    struct relay_request_out request;
    (void)pass_in_silence(&client, world.now_us + 1000000);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_SILENT));
    relay_client_move(&client, world.now_us, &stream);
    assert_true(relay_client_poll_transmit(&client, world.now_us, &request));
    assert_true(alcove_address_equal(&request.to, &stream));
    (void)pass_in_silence(&client, world.now_us + 1000000);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_SILENT));
}

static void a_stream_is_given_time_to_be_connected(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address stream = virtual_address_make(VIRTUAL_TCP_STREAM, 1);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)pass_in_silence(&client, world.now_us + 1000000);
    (void)world_events(&client, NULL);
    uint64_t start_us = world.now_us;
    relay_client_move(&client, start_us, &stream);
    (void)pass_in_silence(&client, start_us + RELAY_STREAM_PATIENCE_US - 1);
    assert_int_equal(world_events(&client, NULL), 0);
    (void)pass_in_silence(&client, start_us + RELAY_STREAM_PATIENCE_US);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_SILENT));
}

/* With 700 ms to and fro the place is there after 1.4 s: nobody was silent meanwhile. */
static void a_slow_line_is_not_taken_for_a_dead_one(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    const struct alcove_address helper = world_helper();
    struct relay_client client = world_client(&world, &ticket, 0);
    struct relay_request_out request;
    for (size_t round = 0; round < 2; round++) {
        uint8_t answer[RELAY_ANSWER_BYTES_MAX];
        assert_true(relay_client_poll_transmit(&client, world.now_us, &request));
        (void)world_give(&world, &at, request.bytes, request.size);
        struct relay_client_received received = {
            .from = &helper, .bytes = answer, .size = world.sent[0].size};
        memcpy(answer, world.sent[0].bytes, world.sent[0].size);
        (void)pass_in_silence(&client, world.now_us + 700000);
        assert_int_equal(relay_client_receive(&client, world.now_us, &received),
                         RELAY_CLIENT_TAKEN);
    }
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_BOUND));
}

static void reflection_alone_takes_no_place(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    struct relay_event event;
    client.options.reflect_only = true;
    (void)world_run_client(&world, &client, &at);
    assert_int_equal(world_events(&client, &event), BIT(RELAY_EVENT_SEEN));
    assert_true(alcove_address_equal(&event.seen, &at));
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), 0);
    pass(&client, &at, world.now_us + 100000000);
    assert_int_equal(world_events(&client, NULL), 0);
    at.port++;
    pass(&client, &at, world.now_us + 21000000);
    assert_int_equal(world_events(&client, &event), BIT(RELAY_EVENT_SEEN));
    assert_true(alcove_address_equal(&event.seen, &at));
}

static void a_full_helper_is_asked_again_later(void **state)
{
    (void)state;
    for (size_t i = 0; i < RELAY_PAIRS_MAX; i++) {
        struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(7, 1)};
        world.now_us += 100000;
        assert_true(world_bind(&world, &hand));
        hand.request.side = 1;
        assert_true(world_bind(&world, &hand));
    }
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address at = world_at(1, 4000);
    struct relay_client client = world_client(&world, &ticket, 0);
    (void)world_run_client(&world, &client, &at);
    assert_int_equal(world_events(&client, NULL), BIT(RELAY_EVENT_FULL));
    assert_int_equal(relay_client_next_timeout(&client), world.now_us + RELAY_FULL_PAUSE_US);
    pass(&client, &at, world.now_us + 66000000);
    assert_true((world_events(&client, NULL) & BIT(RELAY_EVENT_BOUND)) != 0);
}

static void strangers_and_repetitions_change_nothing(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address helper = world_helper();
    const struct alcove_address stranger = world_at(66, 666);
    struct alcove_random random = world_random(&world);
    struct relay_client client = world_client(&world, &ticket, 0);
    uint8_t bytes[RELAY_ANSWER_BYTES_MAX];
    (void)requests_of(&client);
    struct relay_answer answer = {.kind = RELAY_BOUND, .channel = 5, .lifetime_s = 60};
    memcpy(answer.transaction, client.transaction, sizeof answer.transaction);
    struct relay_client_received received = {.from = &stranger, .bytes = bytes};
    struct relay_client before = client;
    received.size = relay_answer_seal(&ticket, &answer, &random, bytes);
    assert_int_equal(relay_client_receive(&client, 1, &received), RELAY_CLIENT_NOT_MINE);
    received.from = &helper;
    answer.transaction[0] ^= 1;
    received.size = relay_answer_seal(&ticket, &answer, &random, bytes);
    assert_int_equal(relay_client_receive(&client, 1, &received), RELAY_CLIENT_NOT_MINE);
    answer.transaction[0] ^= 1;
    answer.kind = RELAY_SEEN;
    received.size = relay_answer_seal(&ticket, &answer, &random, bytes);
    assert_int_equal(relay_client_receive(&client, 1, &received), RELAY_CLIENT_NOT_MINE);
    answer.kind = RELAY_NOTICE;
    answer.channel = 0;
    received.size = relay_answer_seal(&ticket, &answer, &random, bytes);
    assert_int_equal(relay_client_receive(&client, 1, &received), RELAY_CLIENT_NOT_MINE);
    memset(bytes, 0, sizeof bytes);
    assert_int_equal(relay_client_receive(&client, 1, &received), RELAY_CLIENT_NOT_MINE);
    assert_memory_equal(&before, &client, sizeof before);
}

/* A helper that answers every request with another cookie is asked no faster for it. */
static void a_helper_gone_mad_is_not_hammered(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 3600);
    const struct alcove_address helper = world_helper();
    struct alcove_random random = world_random(&world);
    struct relay_client client = world_client(&world, &ticket, 0);
    struct relay_request_out request;
    uint64_t end_us = world.now_us + 60000000;
    size_t requests = 0;
    for (; world.now_us < end_us; world.now_us += 10000) {
        relay_client_handle_timeout(&client, world.now_us);
        while (relay_client_poll_transmit(&client, world.now_us, &request)) {
            uint8_t bytes[RELAY_ANSWER_BYTES_MAX];
            struct relay_answer answer = {.kind = RELAY_COOKIE};
            memcpy(answer.transaction, client.transaction, sizeof answer.transaction);
            struct relay_client_received received = {.from = &helper, .bytes = bytes};
            received.size = relay_answer_seal(&ticket, &answer, &random, bytes);
            (void)relay_client_receive(&client, world.now_us, &received);
            requests++;
        }
    }
    assert_in_range(requests, 10, 250);
}

/* A fifth of all datagrams is lost, each way: the place is found and held all the same. */
static void a_bad_line_loses_no_place(void **state)
{
    (void)state;
    const struct relay_pass ticket = world_mint(&world, 36000);
    const struct alcove_address at = world_at(1, 4000);
    const struct alcove_address helper = world_helper();
    struct alcove_random random = world_random(&world);
    struct relay_client client = world_client(&world, &ticket, 0);
    size_t bound_steps = 0;
    for (size_t i = 0; i < 36000; i++, world.now_us += 100000) {
        struct relay_request_out request;
        uint8_t dice[2];
        relay_client_handle_timeout(&client, world.now_us);
        while (relay_client_poll_transmit(&client, world.now_us, &request)) {
            random.fill(random.context, dice, sizeof dice);
            if (dice[0] >= 51)
                (void)world_give(&world, &at, request.bytes, request.size);
            if (dice[0] < 51 || dice[1] < 51)
                continue;
            struct relay_client_received received = {
                .from = &helper, .bytes = world.sent[0].bytes, .size = world.sent[0].size};
            (void)relay_client_receive(&client, world.now_us, &received);
        }
        bound_steps += relay_client_is_bound(&client);
    }
    assert_in_range(bound_steps, 35950, 36000);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(two_clients_meet_at_the_helper),
    TEST(a_place_is_kept_by_asking_every_twenty_seconds),
    TEST(without_an_answer_it_says_so_within_a_second_and_asks_on),
    TEST(a_probe_finds_a_restarted_helper_in_two_round_trips),
    TEST(a_probe_of_a_dead_helper_reports_the_loss_within_a_second),
    TEST(a_keepalive_has_more_patience),
    TEST(a_probe_shortens_the_patience_of_a_keepalive),
    TEST(a_mover_takes_its_place_along_and_is_told_its_new_address),
    TEST(asking_moves_to_another_address_of_the_helper),
    TEST(a_stream_is_given_time_to_be_connected),
    TEST(a_slow_line_is_not_taken_for_a_dead_one),
    TEST(reflection_alone_takes_no_place),
    TEST(a_full_helper_is_asked_again_later),
    TEST(strangers_and_repetitions_change_nothing),
    TEST(a_helper_gone_mad_is_not_hammered),
    TEST(a_bad_line_loses_no_place),
};

TEST_GROUP(relay_client, tests)
