#include "reach/relay_wire.h"

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

static void a_ticket_lasts_until_its_end(void **state)
{
    (void)state;
    uint8_t secret[RELAY_SECRET_BYTES];
    memset(secret, 7, sizeof secret);
    struct relay_pass pass = world_mint(&world, 3600);
    const struct {
        uint64_t now_s;
        uint32_t left_s;
    } rows[] = {
        {WORLD_NOW_S, 3600}, {WORLD_NOW_S + 3599, 1}, {WORLD_NOW_S + 3600, 0},
        {UINT64_MAX, 0},     {0, WORLD_NOW_S + 3600},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct relay_pass known = {0};
        memcpy(known.id, pass.id, sizeof known.id);
        assert_int_equal(relay_ticket_read(secret, rows[i].now_s, &known), rows[i].left_s);
        if (rows[i].left_s > 0)
            assert_memory_equal(known.key, pass.key, sizeof known.key);
    }
}

static void who_changes_the_end_of_a_ticket_loses_its_key(void **state)
{
    (void)state;
    uint8_t secret[RELAY_SECRET_BYTES];
    memset(secret, 7, sizeof secret);
    struct relay_pass pass = world_mint(&world, 3600);
    for (size_t bit = 0; bit < 32; bit++) {
        struct relay_pass longer = pass;
        longer.id[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (relay_ticket_read(secret, WORLD_NOW_S, &longer) > 0)
            assert_memory_not_equal(longer.key, pass.key, sizeof pass.key);
    }
}

static void two_tickets_of_one_second_have_nothing_in_common(void **state)
{
    (void)state;
    size_t same = 0;
    struct relay_pass first = world_mint(&world, 3600);
    for (size_t i = 0; i < 64; i++) {
        struct relay_pass next = world_mint(&world, 3600);
        same += memcmp(first.id, next.id, 4) == 0;
        assert_memory_not_equal(first.key, next.key, sizeof first.key);
    }
    assert_int_equal(same, 0);
}

static void requests_and_answers_come_back_as_they_were(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 60);
    struct alcove_random random = world_random(&world);
    for (size_t i = 0; i < 200; i++) {
        uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
        struct relay_request in = {.kind = i % 2 ? RELAY_BIND : RELAY_REFLECT, .side = i / 2 % 2};
        struct relay_request out;
        random.fill(random.context, in.transaction, sizeof in.transaction);
        random.fill(random.context, in.cookie, sizeof in.cookie);
        size_t size = relay_request_seal(&pass, &in, &random, bytes);
        assert_in_range(size, RELAY_REQUEST_BYTES_MIN, RELAY_REQUEST_BYTES_MAX);
        assert_true(relay_request_open(&pass, bytes, size, &out));
        assert_int_equal(out.kind, in.kind);
        assert_int_equal(out.side, in.side);
        assert_memory_equal(out.transaction, in.transaction, sizeof in.transaction);
        assert_memory_equal(out.cookie, in.cookie, sizeof in.cookie);
    }
    for (size_t i = 0; i < 200; i++) {
        uint8_t bytes[RELAY_ANSWER_BYTES_MAX];
        struct relay_answer in = {
            .kind = (enum relay_answer_kind)(RELAY_COOKIE + i % 5),
            .other_here = i % 2,
            .seen = world_at((uint8_t)i, 5000),
            .channel = 0x0102030405060708u + i,
            .lifetime_s = 60,
            .ticket_left_s = 4000000000u,
        };
        struct relay_answer out;
        random.fill(random.context, in.cookie, sizeof in.cookie);
        size_t size = relay_answer_seal(&pass, &in, &random, bytes);
        assert_in_range(size, RELAY_ANSWER_BYTES_MIN, RELAY_ANSWER_BYTES_MAX);
        assert_true(relay_answer_open(&pass, bytes, size, &out));
        assert_int_equal(out.kind, in.kind);
        assert_int_equal(out.other_here, in.other_here);
        assert_true(alcove_address_equal(&out.seen, &in.seen));
        assert_true(out.channel == in.channel);
        assert_memory_equal(out.cookie, in.cookie, sizeof in.cookie);
        assert_int_equal(out.lifetime_s, 60);
        assert_int_equal(out.ticket_left_s, 4000000000u);
    }
}

static void a_changed_or_cut_datagram_does_not_open(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 60);
    struct alcove_random random = world_random(&world);
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX + 1] = {0};
    const struct relay_request request = {.kind = RELAY_BIND};
    const struct relay_answer answer = {.kind = RELAY_BOUND};
    struct relay_request request_out;
    struct relay_answer answer_out;
    size_t size = relay_request_seal(&pass, &request, &random, bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x40;
        assert_false(relay_request_open(&pass, bytes, size, &request_out));
        bytes[i] ^= 0x40;
        assert_false(relay_request_open(&pass, bytes, i, &request_out));
    }
    assert_false(relay_request_open(&pass, bytes, size + 1, &request_out));
    assert_true(relay_request_open(&pass, bytes, size, &request_out));
    size = relay_answer_seal(&pass, &answer, &random, bytes);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x40;
        assert_false(relay_answer_open(&pass, bytes, size, &answer_out));
        bytes[i] ^= 0x40;
        assert_false(relay_answer_open(&pass, bytes, i, &answer_out));
    }
    assert_false(relay_answer_open(&pass, bytes, size + 1, &answer_out));
    assert_true(relay_answer_open(&pass, bytes, size, &answer_out));
}

/* The same key seals both ways: what was said one way must not be said back. */
static void a_request_is_no_answer(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 60);
    struct alcove_random random = world_random(&world);
    const struct relay_request request = {.kind = RELAY_BIND};
    struct relay_answer answer;
    for (size_t i = 0; i < 64; i++) {
        uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
        size_t size = relay_request_seal(&pass, &request, &random, bytes);
        assert_false(
            relay_answer_open(&pass, bytes + RELAY_ID_BYTES, size - RELAY_ID_BYTES, &answer));
    }
}

static void kinds_and_sides_that_are_none_are_refused(void **state)
{
    (void)state;
    struct relay_pass pass = world_mint(&world, 60);
    struct alcove_random random = world_random(&world);
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    struct relay_request out;
    const enum relay_request_kind kinds[] = {(enum relay_request_kind)0, (enum relay_request_kind)3,
                                             (enum relay_request_kind)255};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct relay_request request = {.kind = kinds[i]};
        size_t size = relay_request_seal(&pass, &request, &random, bytes);
        assert_false(relay_request_open(&pass, bytes, size, &out));
    }
}

/* What somebody who only listens sees: no byte place has a habit, and sizes vary. */
static void the_bytes_look_random(void **state)
{
    (void)state;
    enum { TIMES = 2000 };
    static unsigned seen[RELAY_REQUEST_BYTES_MIN][256];
    size_t sizes[RELAY_REQUEST_BYTES_MAX + 1] = {0};
    struct alcove_random random = world_random(&world);
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < TIMES; i++) {
        struct relay_pass pass = world_mint(&world, 3600);
        uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
        const struct relay_request request = {.kind = RELAY_BIND};
        size_t size = relay_request_seal(&pass, &request, &random, bytes);
        sizes[size]++;
        for (size_t at = 0; at < RELAY_REQUEST_BYTES_MIN; at++)
            seen[at][bytes[at]]++;
    }
    for (size_t at = 0; at < RELAY_REQUEST_BYTES_MIN; at++) {
        for (size_t value = 0; value < 256; value++)
            assert_in_range(seen[at][value], 0, 40); /* 7.8 expected */
    }
    for (size_t size = RELAY_REQUEST_BYTES_MIN; size <= RELAY_REQUEST_BYTES_MAX; size++)
        assert_in_range(sizes[size], 1, TIMES / 10);
}

static void data_keep_their_bytes_behind_the_channel(void **state)
{
    (void)state;
    uint8_t payload[RELAY_PAYLOAD_BYTES_MAX];
    uint8_t out[RELAY_DATAGRAM_BYTES_MAX];
    uint64_t channel;
    for (size_t i = 0; i < sizeof payload; i++)
        payload[i] = (uint8_t)(i * 7);
    assert_int_equal(relay_data_write(0xfedcba9876543210u, payload, sizeof payload, out),
                     RELAY_DATAGRAM_BYTES_MAX);
    assert_true(relay_data_channel(out, sizeof out, &channel));
    assert_true(channel == 0xfedcba9876543210u);
    assert_memory_equal(out + RELAY_CHANNEL_BYTES, payload, sizeof payload);
    assert_true(relay_data_channel(out, RELAY_CHANNEL_BYTES + 1, &channel));
    assert_false(relay_data_channel(out, RELAY_CHANNEL_BYTES, &channel));
    assert_false(relay_data_channel(out, 0, &channel));
    assert_false(relay_data_channel(out, RELAY_DATAGRAM_BYTES_MAX + 1, &channel));
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(a_ticket_lasts_until_its_end),
    TEST(who_changes_the_end_of_a_ticket_loses_its_key),
    TEST(two_tickets_of_one_second_have_nothing_in_common),
    TEST(requests_and_answers_come_back_as_they_were),
    TEST(a_changed_or_cut_datagram_does_not_open),
    TEST(a_request_is_no_answer),
    TEST(kinds_and_sides_that_are_none_are_refused),
    TEST(the_bytes_look_random),
    TEST(data_keep_their_bytes_behind_the_channel),
};

TEST_GROUP(relay_wire, tests)
