#include "reach/relay_server.h"

#include <stdlib.h>
#include <string.h>

#include "relay_world.h"

static struct relay_world world;

static int begin(void **state)
{
    (void)state;
    world_init(&world, 0, 0);
    return 0;
}

struct pair {
    struct by_hand sides[2];
};

static struct pair pair_with(const struct relay_pass *pass)
{
    struct pair pair = {0};
    for (uint8_t side = 0; side < 2; side++) {
        pair.sides[side].pass = *pass;
        pair.sides[side].from = world_at(side + 1, 4000);
        pair.sides[side].request.side = side;
    }
    return pair;
}

static struct pair bound_pair(void)
{
    struct relay_pass pass = world_mint(&world, 3600);
    struct pair pair = pair_with(&pass);
    assert_true(world_bind(&world, &pair.sides[0]));
    assert_false(pair.sides[0].answer.other_here);
    assert_true(world_bind(&world, &pair.sides[1]));
    assert_true(pair.sides[1].answer.other_here);
    return pair;
}

static bool send_data(const struct by_hand *from, size_t payload_size)
{
    uint8_t payload[RELAY_PAYLOAD_BYTES_MAX];
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
    memset(payload, 0xa5, sizeof payload);
    size_t size = relay_data_write(from->answer.channel, payload, payload_size, bytes);
    return world_give(&world, &from->from, bytes, size);
}

static void reflection_tells_the_address_and_keeps_nothing(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 60), .from = world_at(9, 1234)};
    hand.request.kind = RELAY_REFLECT;
    struct relay_table before = world.server.table;
    assert_true(world_ask(&world, &hand));
    assert_int_equal(hand.answer.kind, RELAY_SEEN);
    assert_true(alcove_address_equal(&hand.answer.seen, &hand.from));
    assert_int_equal(hand.answer.ticket_left_s, 60);
    assert_memory_equal(&before, &world.server.table, sizeof before);
}

static void a_stream_is_answered_there_and_told_what_a_person_would_see(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 60)};
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    struct alcove_random random = world_random(&world);
    struct relay_transmit out;
    hand.request.kind = RELAY_REFLECT;
    struct relay_arrival arrival = {.now_us = 1,
                                    .now_s = WORLD_NOW_S,
                                    .from = world_helper(),
                                    .seen = world_at(3, 3),
                                    .bytes = bytes};
    arrival.size = relay_request_seal(&hand.pass, &hand.request, &random, bytes);
    (void)relay_server_receive(&world.server, &arrival);
    assert_true(relay_server_poll_transmit(&world.server, &out));
    assert_true(alcove_address_equal(&out.to, &arrival.from));
    assert_true(relay_answer_open(&hand.pass, out.bytes, out.size, &hand.answer));
    assert_true(alcove_address_equal(&hand.answer.seen, &arrival.seen));
}

static void a_side_is_bound_only_after_its_address_is_proved(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(1, 4000)};
    hand.request.kind = RELAY_BIND;
    assert_true(world_ask(&world, &hand));
    assert_int_equal(hand.answer.kind, RELAY_COOKIE);
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), 0);
    assert_true(world_bind(&world, &hand));
    assert_int_equal(hand.answer.lifetime_s, RELAY_LIFETIME_S);
    assert_true(hand.answer.channel != 0);
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), 1);
}

static void datagrams_pass_unchanged_between_the_two(void **state)
{
    (void)state;
    struct pair pair = bound_pair();
    const size_t sizes[] = {1, 100, RELAY_PAYLOAD_BYTES_MAX};
    for (size_t i = 0; i < 6; i++) {
        const struct by_hand *from = &pair.sides[i % 2];
        const struct by_hand *to = &pair.sides[1 - i % 2];
        uint64_t channel;
        assert_true(send_data(from, sizes[i / 2]));
        assert_int_equal(world.sent_count, 1);
        assert_true(alcove_address_equal(&world.sent[0].to, &to->from));
        assert_int_equal(world.sent[0].size, sizes[i / 2] + RELAY_CHANNEL_BYTES);
        assert_true(relay_data_channel(world.sent[0].bytes, world.sent[0].size, &channel));
        assert_true(channel == to->answer.channel && channel != from->answer.channel);
        for (size_t at = RELAY_CHANNEL_BYTES; at < world.sent[0].size; at++)
            assert_int_equal(world.sent[0].bytes[at], 0xa5);
    }
    assert_int_equal(world.server.statistics.relayed_datagrams, 6);
    assert_int_equal(world.server.statistics.relayed_bytes, 2 * (1 + 100 + 1200));
}

static void who_comes_second_is_announced_to_the_first(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 3600);
    struct pair pair = pair_with(&pass);
    struct relay_answer notice;
    assert_true(world_bind(&world, &pair.sides[1]));
    assert_int_equal(world.sent_count, 1);
    assert_true(world_bind(&world, &pair.sides[0]));
    assert_int_equal(world.sent_count, 2);
    assert_true(alcove_address_equal(&world.sent[1].to, &pair.sides[1].from));
    assert_true(relay_answer_open(&pass, world.sent[1].bytes, world.sent[1].size, &notice));
    assert_int_equal(notice.kind, RELAY_NOTICE);
    assert_true(notice.channel == pair.sides[1].answer.channel);
    memcpy(pair.sides[0].request.cookie, pair.sides[0].answer.cookie, RELAY_COOKIE_BYTES);
    assert_true(world_ask(&world, &pair.sides[0]));
    assert_int_equal(world.sent_count, 1);
}

static void with_nobody_on_the_other_side_there_is_silence(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(1, 4000)};
    assert_true(world_bind(&world, &hand));
    assert_true(send_data(&hand, 100));
    assert_int_equal(world.sent_count, 0);
    assert_int_equal(world.server.statistics.nobody_there, 1);
}

static void a_side_that_does_not_come_back_is_forgotten(void **state)
{
    (void)state;
    struct pair pair = bound_pair();
    world.now_us += (RELAY_LIFETIME_S - 1) * 1000000ull;
    memcpy(pair.sides[0].request.cookie, pair.sides[0].answer.cookie, RELAY_COOKIE_BYTES);
    assert_true(world_ask(&world, &pair.sides[0]));
    assert_int_equal(pair.sides[0].answer.kind, RELAY_BOUND);
    assert_true(send_data(&pair.sides[0], 10));
    assert_int_equal(world.sent_count, 1);
    world.now_us += 1000000;
    assert_true(send_data(&pair.sides[0], 10));
    assert_int_equal(world.sent_count, 0);
    assert_false(send_data(&pair.sides[1], 10));
}

static void nothing_outlives_its_ticket(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 10), .from = world_at(1, 4000)};
    assert_true(world_bind(&world, &hand));
    assert_int_equal(hand.answer.lifetime_s, 10);
    assert_int_equal(hand.answer.ticket_left_s, 10);
    world.now_us += 10000000;
    world.now_s += 10;
    assert_false(world_ask(&world, &hand));
    assert_false(send_data(&hand, 10));
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), 0);
}

static void wrong_keys_get_silence(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(1, 4000)};
    hand.request.kind = RELAY_BIND;
    hand.pass.key[0] ^= 1;
    assert_false(world_ask(&world, &hand));
    hand.request.kind = RELAY_REFLECT;
    assert_false(world_ask(&world, &hand));
    assert_int_equal(world.server.statistics.refused, 2);
    assert_int_equal(world.server.statistics.answered, 0);
}

static void ten_thousand_random_datagrams_leave_nothing_and_get_nothing(void **state)
{
    (void)state;
    struct relay_table before = world.server.table;
    struct alcove_random random = world_random(&world);
    for (size_t i = 0; i < 10000; i++) {
        uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
        const struct alcove_address from = world_at((uint8_t)(i % 250), (uint16_t)(i + 1));
        random.fill(random.context, bytes, sizeof bytes);
        world.now_us += 1000;
        assert_false(world_give(&world, &from, bytes,
                                i % 4 == 0 ? bytes[0] * 5u % sizeof bytes : 160 + i % 65));
        assert_int_equal(world.sent_count, 0);
    }
    assert_memory_equal(&before, &world.server.table, sizeof before);
    assert_int_equal(world.server.statistics.refused, 10000);
}

/* A reader of the line repeats what it saw, from where it likes. */
static void a_repeated_request_from_elsewhere_moves_nobody(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 3600);
    struct alcove_random random = world_random(&world);
    struct by_hand hand = {.pass = pass, .from = world_at(1, 4000)};
    const struct alcove_address thief = world_at(66, 666);
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    assert_true(world_bind(&world, &hand));
    memcpy(hand.request.cookie, hand.answer.cookie, RELAY_COOKIE_BYTES);
    size_t size = relay_request_seal(&pass, &hand.request, &random, bytes);
    struct relay_table before = world.server.table;
    assert_false(world_give(&world, &thief, bytes, size));
    assert_int_equal(world.sent_count, 1);
    assert_true(world.sent[0].size <= size);
    assert_true(relay_answer_open(&pass, world.sent[0].bytes, world.sent[0].size, &hand.answer));
    assert_int_equal(hand.answer.kind, RELAY_COOKIE);
    assert_memory_equal(&before, &world.server.table, sizeof before);
}

static void a_repeated_request_does_not_move_a_side_back(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 3600);
    struct alcove_random random = world_random(&world);
    struct by_hand hand = {.pass = pass, .from = world_at(1, 4000)};
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    assert_true(world_bind(&world, &hand));
    memcpy(hand.request.cookie, hand.answer.cookie, RELAY_COOKIE_BYTES);
    size_t size = relay_request_seal(&pass, &hand.request, &random, bytes);
    struct by_hand moved = hand;
    world.now_us += 5000000;
    moved.from = world_at(2, 5000);
    assert_true(world_bind(&world, &moved));
    struct relay_table before = world.server.table;
    world.now_us += 1000;
    assert_false(world_give(&world, &hand.from, bytes, size));
    assert_memory_equal(&before, &world.server.table, sizeof before);
    assert_true(send_data(&moved, 10));
    assert_false(send_data(&hand, 10));
    /* The mover itself may come back: it gets a new cookie there. */
    assert_true(world_bind(&world, &hand));
}

static void a_cookie_is_of_one_address_one_side_one_ticket_and_two_minutes(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 3600);
    struct by_hand right = {.pass = pass, .from = world_at(1, 4000)};
    right.request.kind = RELAY_BIND;
    assert_true(world_ask(&world, &right));
    memcpy(right.request.cookie, right.answer.cookie, RELAY_COOKIE_BYTES);
    struct by_hand wrong[5];
    for (size_t i = 0; i < 5; i++)
        wrong[i] = right;
    wrong[0].from.port++;
    wrong[1].request.side = 1;
    wrong[2].pass = world_mint(&world, 3600);
    wrong[3].request.cookie[0] ^= 0x80;
    wrong[4].request.cookie[15] ^= 1;
    for (size_t i = 0; i < 5; i++) {
        assert_true(world_ask(&world, &wrong[i]));
        assert_int_equal(wrong[i].answer.kind, RELAY_COOKIE);
    }
    world.now_us += RELAY_COOKIE_LIFETIME_MS * 1000ull;
    struct by_hand in_time = right;
    assert_true(world_ask(&world, &in_time));
    assert_int_equal(in_time.answer.kind, RELAY_BOUND);
    world.now_us += 1000;
    assert_true(world_ask(&world, &right));
    assert_int_equal(right.answer.kind, RELAY_COOKIE);
}

static void a_channel_is_not_guessed_and_not_used_from_elsewhere(void **state)
{
    (void)state;
    struct pair pair = bound_pair();
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX] = {0};
    struct alcove_random random = world_random(&world);
    struct by_hand elsewhere = pair.sides[0];
    elsewhere.from.port++;
    assert_false(send_data(&elsewhere, 100));
    struct by_hand other_channel = pair.sides[0];
    other_channel.answer.channel = pair.sides[1].answer.channel;
    assert_false(send_data(&other_channel, 100));
    for (size_t i = 0; i < 10000; i++) {
        random.fill(random.context, bytes, RELAY_CHANNEL_BYTES);
        assert_false(world_give(&world, &pair.sides[0].from, bytes, 100));
        assert_int_equal(world.sent_count, 0);
    }
    memset(bytes, 0, sizeof bytes);
    assert_false(world_give(&world, &pair.sides[0].from, bytes, 100));
    assert_int_equal(world.server.statistics.relayed_datagrams, 0);
}

static void nobody_is_ever_answered_with_more_than_was_asked(void **state)
{
    (void)state;
    struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(1, 4000)};
    for (size_t i = 0; i < 1000; i++) {
        world.now_us += 100000;
        hand.request.kind = i % 3 == 0 ? RELAY_REFLECT : RELAY_BIND;
        assert_true(world_ask(&world, &hand));
        memcpy(hand.request.cookie, hand.answer.cookie, RELAY_COOKIE_BYTES);
    }
    assert_true(hand.answered_bytes <= hand.asked_bytes);
}

static void one_flooding_source_is_not_looked_into(void **state)
{
    (void)state;
    uint8_t bytes[RELAY_REQUEST_BYTES_MIN] = {0};
    const struct alcove_address flooder = world_at(66, 1);
    for (size_t i = 0; i < 10000; i++)
        assert_false(world_give(&world, &flooder, bytes, sizeof bytes));
    assert_int_equal(world.server.statistics.refused, RELAY_SOURCE_BURST);
    assert_int_equal(world.server.statistics.flooded, 10000 - RELAY_SOURCE_BURST);
    struct by_hand hand = {.pass = world_mint(&world, 3600), .from = world_at(1, 4000)};
    assert_true(world_bind(&world, &hand));
}

static void a_flood_from_everywhere_keeps_no_bound_side_from_binding_anew(void **state)
{
    (void)state;
    struct pair pair = bound_pair();
    uint8_t bytes[RELAY_REQUEST_BYTES_MIN] = {0};
    for (size_t i = 0; i < 400000; i++) {
        struct alcove_address from = world_at(0, 1);
        from.ip[13] = (uint8_t)(i >> 16);
        from.ip[14] = (uint8_t)(i >> 8);
        from.ip[15] = (uint8_t)i;
        (void)world_give(&world, &from, bytes, sizeof bytes);
    }
    assert_in_range(world.server.statistics.refused, RELAY_SOURCES_MAX * RELAY_SOURCE_BURST - 8,
                    RELAY_SOURCES_MAX * RELAY_SOURCE_BURST);
    memcpy(pair.sides[0].request.cookie, pair.sides[0].answer.cookie, RELAY_COOKIE_BYTES);
    assert_true(world_ask(&world, &pair.sides[0]));
    assert_int_equal(pair.sides[0].answer.kind, RELAY_BOUND);
    assert_true(send_data(&pair.sides[0], 100));
    assert_int_equal(world.sent_count, 1);
}

static void the_addresses_of_one_ipv6_network_are_one_source(void **state)
{
    (void)state;
    uint8_t bytes[RELAY_REQUEST_BYTES_MIN] = {0};
    for (size_t i = 0; i < 1000; i++) {
        struct alcove_address from = {.ip = {0x20, 0x01, 0x0d, 0xb8}, .port = 7};
        from.ip[8] = (uint8_t)i;
        from.ip[15] = (uint8_t)(i >> 8);
        (void)world_give(&world, &from, bytes, sizeof bytes);
    }
    assert_int_equal(world.server.statistics.refused, RELAY_SOURCE_BURST);
}

static void a_side_too_many_is_told_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < RELAY_PAIRS_MAX; i++) {
        world.now_us += 100000;
        (void)bound_pair();
    }
    assert_int_equal(relay_server_pairs(&world.server, world.now_us), RELAY_PAIRS_MAX);
    struct by_hand late = {.pass = world_mint(&world, 3600), .from = world_at(9, 4000)};
    assert_false(world_bind(&world, &late));
    assert_int_equal(late.answer.kind, RELAY_FULL);
    world.now_us += RELAY_LIFETIME_S * 1000000ull;
    assert_true(world_bind(&world, &late));
}

/* Sends for a second, a datagram each 100 us; returns the bytes that passed, headers included. */
static uint64_t flood_for_a_second(const struct by_hand *from)
{
    uint64_t passed = 0;
    for (size_t i = 0; i < 10000; i++) {
        world.now_us += 100;
        assert_true(send_data(from, 1000));
        passed += world.sent_count * (1000 + RELAY_CHANNEL_BYTES + 28);
    }
    return passed;
}

static void a_side_that_sends_too_fast_is_held_to_its_rate(void **state)
{
    (void)state;
    world_init(&world, 1000000, 0);
    struct pair pair = bound_pair();
    (void)flood_for_a_second(&pair.sides[0]);
    assert_in_range(flood_for_a_second(&pair.sides[0]), 122000, 126100);
    assert_true(world.server.statistics.too_fast > 0);
    /* The other direction has its own. */
    assert_in_range(flood_for_a_second(&pair.sides[1]), 125000, 157000);
}

static void all_sides_together_are_held_to_the_total(void **state)
{
    (void)state;
    world_init(&world, 8000000, 8000000);
    struct pair first = bound_pair();
    struct pair second = bound_pair();
    uint64_t passed = 0;
    world.now_us += 10000000;
    for (size_t i = 0; i < 10000; i++) {
        world.now_us += 200;
        for (size_t p = 0; p < 2; p++) {
            assert_true(send_data(p == 0 ? &first.sides[0] : &second.sides[0], 1000));
            passed += world.sent_count * (1000 + RELAY_CHANNEL_BYTES + 28);
        }
    }
    assert_in_range(passed, 2000000, 2000000 + 250000 + 2000);
}

static void a_restarted_helper_takes_old_tickets_and_no_old_cookies(void **state)
{
    (void)state;
    struct pair pair = bound_pair();
    world_restart_server(&world);
    memcpy(pair.sides[0].request.cookie, pair.sides[0].answer.cookie, RELAY_COOKIE_BYTES);
    assert_false(send_data(&pair.sides[0], 10));
    assert_true(world_ask(&world, &pair.sides[0]));
    assert_int_equal(pair.sides[0].answer.kind, RELAY_COOKIE);
    assert_true(world_bind(&world, &pair.sides[0]));
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(reflection_tells_the_address_and_keeps_nothing),
    TEST(a_stream_is_answered_there_and_told_what_a_person_would_see),
    TEST(a_side_is_bound_only_after_its_address_is_proved),
    TEST(datagrams_pass_unchanged_between_the_two),
    TEST(who_comes_second_is_announced_to_the_first),
    TEST(with_nobody_on_the_other_side_there_is_silence),
    TEST(a_side_that_does_not_come_back_is_forgotten),
    TEST(nothing_outlives_its_ticket),
    TEST(wrong_keys_get_silence),
    TEST(ten_thousand_random_datagrams_leave_nothing_and_get_nothing),
    TEST(a_repeated_request_from_elsewhere_moves_nobody),
    TEST(a_repeated_request_does_not_move_a_side_back),
    TEST(a_cookie_is_of_one_address_one_side_one_ticket_and_two_minutes),
    TEST(a_channel_is_not_guessed_and_not_used_from_elsewhere),
    TEST(nobody_is_ever_answered_with_more_than_was_asked),
    TEST(one_flooding_source_is_not_looked_into),
    TEST(a_flood_from_everywhere_keeps_no_bound_side_from_binding_anew),
    TEST(the_addresses_of_one_ipv6_network_are_one_source),
    TEST(a_side_too_many_is_told_so),
    TEST(a_side_that_sends_too_fast_is_held_to_its_rate),
    TEST(all_sides_together_are_held_to_the_total),
    TEST(a_restarted_helper_takes_old_tickets_and_no_old_cookies),
};

TEST_GROUP(relay_server, tests)
