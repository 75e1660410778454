#include "net/extra_sockets.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "stranger.h"

struct bench {
    uv_loop_t loop;
    struct extra_sockets sockets;
    size_t datagrams;
    struct net_datagram last;
    uint8_t bytes[STRANGER_BYTES_MAX];
    bool close_on_datagram;
};

static void on_datagram(void *context, const struct net_datagram *datagram)
{
    struct bench *bench = context;
    bench->datagrams++;
    bench->last = *datagram;
    assert_in_range(datagram->size, 1, sizeof bench->bytes);
    memcpy(bench->bytes, datagram->bytes, datagram->size);
    if (bench->close_on_datagram)
        extra_sockets_close(&bench->sockets, NULL, NULL);
}

static int begin(void **state)
{
    static struct bench bench;
    memset(&bench, 0, sizeof bench);
    assert_int_equal(uv_loop_init(&bench.loop), 0);
    bench.sockets =
        (struct extra_sockets){.loop = &bench.loop, .on_datagram = on_datagram, .context = &bench};
    *state = &bench;
    return 0;
}

static int end(void **state)
{
    struct bench *bench = *state;
    extra_sockets_close(&bench->sockets, NULL, NULL);
    assert_int_equal(extra_sockets_count(&bench->sockets), 0);
    assert_int_equal(uv_run(&bench->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&bench->loop), 0);
    return 0;
}

static bool say(struct bench *bench, const struct stranger *to, uint16_t socket, const char *words)
{
    const struct net_datagram datagram = {.address = to->address,
                                          .socket = socket,
                                          .bytes = (const uint8_t *)words,
                                          .size = strlen(words)};
    return extra_sockets_send(&bench->sockets, &datagram);
}

static void a_socket_is_opened_when_it_is_first_sent_from_and_stays(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    assert_int_equal(extra_sockets_count(&bench->sockets), 0);
    assert_true(say(bench, &stranger, 3, "one"));
    assert_true(say(bench, &stranger, 3, "two"));
    assert_true(say(bench, &stranger, PUNCH_SOCKETS_MAX, "three"));
    assert_int_equal(extra_sockets_count(&bench->sockets), 2);
    struct stranger_letter one = stranger_read(&stranger);
    struct stranger_letter two = stranger_read(&stranger);
    struct stranger_letter three = stranger_read(&stranger);
    assert_memory_equal(one.bytes, "one", 3);
    assert_memory_equal(three.bytes, "three", 5);
    assert_true(alcove_address_equal(&one.from, &two.from));
    assert_false(alcove_address_equal(&one.from, &three.from));
    stranger_close(&stranger);
}

static void a_datagram_dies_after_as_many_hops_as_it_was_given(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    struct net_datagram datagram = {
        .address = stranger.address, .socket = 1, .bytes = (const uint8_t *)"x", .size = 1};
    const uint8_t lives[] = {0, 4, 1, 255, 0};
    for (size_t i = 0; i < sizeof lives; i++) {
        datagram.ttl = lives[i];
        assert_true(extra_sockets_send(&bench->sockets, &datagram));
    }
    int usual = stranger_read(&stranger).ttl;
    assert_int_equal(stranger_read(&stranger).ttl, 4);
    assert_int_equal(stranger_read(&stranger).ttl, 1);
    assert_int_equal(stranger_read(&stranger).ttl, 255);
    assert_int_equal(stranger_read(&stranger).ttl, usual);
    assert_true(usual > 4);
    stranger_close(&stranger);
}

static void an_answer_tells_through_which_socket_it_came(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    for (uint16_t socket = 1; socket <= 20; socket++)
        assert_true(say(bench, &stranger, socket, "hello"));
    for (uint16_t socket = 1; socket <= 20; socket++) {
        struct stranger_letter letter = stranger_read(&stranger);
        stranger_send(&stranger, letter.from.port, "answer", 6);
        while (bench->datagrams < socket)
            uv_run(&bench->loop, UV_RUN_ONCE);
        assert_int_equal(bench->last.socket, socket);
        assert_int_equal(bench->last.size, 6);
        assert_memory_equal(bench->bytes, "answer", 6);
        assert_true(alcove_address_equal(&bench->last.address, &stranger.address));
    }
    stranger_close(&stranger);
}

static void a_flood_comes_in_turns_and_empty_datagrams_tell_nothing(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    assert_true(say(bench, &stranger, 1, "hello"));
    uint16_t port = stranger_read(&stranger).from.port;
    stranger_send(&stranger, port, "", 0);
    for (size_t i = 0; i < 40; i++)
        stranger_send(&stranger, port, "flood", 5);
    while (bench->datagrams == 0)
        uv_run(&bench->loop, UV_RUN_ONCE);
    assert_in_range(bench->datagrams, 1, 16);
    while (bench->datagrams < 40)
        uv_run(&bench->loop, UV_RUN_ONCE);
    stranger_close(&stranger);
}

static bool is_even(void *context, uint16_t socket)
{
    (*(size_t *)context)++;
    return socket % 2 == 0;
}

static void those_that_are_not_kept_are_closed_and_hear_nothing(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    uint16_t ports[5] = {0};
    size_t asked = 0;
    for (uint16_t socket = 1; socket <= 4; socket++) {
        assert_true(say(bench, &stranger, socket, "hello"));
        ports[socket] = stranger_read(&stranger).from.port;
    }
    extra_sockets_close(&bench->sockets, is_even, &asked);
    assert_int_equal(asked, 4);
    assert_int_equal(extra_sockets_count(&bench->sockets), 2);
    for (uint16_t socket = 1; socket <= 4; socket++)
        stranger_send(&stranger, ports[socket], "answer", 6);
    while (bench->datagrams < 2)
        uv_run(&bench->loop, UV_RUN_ONCE);
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->datagrams, 2);
    /* The number is free at once, for a new socket. */
    assert_true(say(bench, &stranger, 1, "again"));
    assert_int_equal(extra_sockets_count(&bench->sockets), 3);
    (void)stranger_read(&stranger);
    stranger_close(&stranger);
}

static void all_may_be_closed_while_one_is_read(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    bench->close_on_datagram = true;
    assert_true(say(bench, &stranger, 1, "hello"));
    uint16_t port = stranger_read(&stranger).from.port;
    for (size_t i = 0; i < 5; i++)
        stranger_send(&stranger, port, "answer", 6);
    while (bench->datagrams == 0)
        uv_run(&bench->loop, UV_RUN_ONCE);
    uv_run(&bench->loop, UV_RUN_NOWAIT);
    assert_int_equal(bench->datagrams, 1);
    stranger_close(&stranger);
}

static void all_that_a_search_wants_can_be_open_at_once(void **state)
{
    struct bench *bench = *state;
    struct stranger stranger = stranger_open();
    for (uint16_t socket = 1; socket <= PUNCH_SOCKETS_MAX; socket++) {
        assert_true(say(bench, &stranger, socket, "hello"));
        (void)stranger_read(&stranger);
    }
    assert_int_equal(extra_sockets_count(&bench->sockets), PUNCH_SOCKETS_MAX);
    stranger_close(&stranger);
}

static void what_ipv4_alone_cannot_reach_is_not_sent(void **state)
{
    struct bench *bench = *state;
    const struct net_datagram datagram = {.address = {.ip = {0x20, 0x01}, .port = 9},
                                          .socket = 1,
                                          .bytes = (const uint8_t *)"x",
                                          .size = 1};
    bench->sockets.ipv4_only = true;
    assert_false(extra_sockets_send(&bench->sockets, &datagram));
    assert_int_equal(extra_sockets_count(&bench->sockets), 0);
    struct stranger stranger = stranger_open();
    assert_true(say(bench, &stranger, 1, "hello"));
    (void)stranger_read(&stranger);
    stranger_close(&stranger);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(a_socket_is_opened_when_it_is_first_sent_from_and_stays),
    TEST(a_datagram_dies_after_as_many_hops_as_it_was_given),
    TEST(an_answer_tells_through_which_socket_it_came),
    TEST(a_flood_comes_in_turns_and_empty_datagrams_tell_nothing),
    TEST(those_that_are_not_kept_are_closed_and_hear_nothing),
    TEST(all_may_be_closed_while_one_is_read),
    TEST(all_that_a_search_wants_can_be_open_at_once),
    TEST(what_ipv4_alone_cannot_reach_is_not_sent),
};
TEST_GROUP(extra_sockets, tests)
