#include "reach/punch.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *seed = context;
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*seed >> 56);
    }
}

static uint64_t seed = 5;
static const struct alcove_random scripted = {fill, &seed};

static const struct endpoint_record easy = {.mapping = NAT_INDEPENDENT};
static const struct endpoint_record hard = {.mapping = NAT_DEPENDENT, .ports_ip4 = 0x2d100101};

static void only_one_hidden_side_can_be_searched_for(void **state)
{
    (void)state;
    assert_int_equal(punch_part_of(&easy, &hard), PUNCH_SEARCH);
    assert_int_equal(punch_part_of(&hard, &easy), PUNCH_OPEN);
    assert_int_equal(punch_part_of(&easy, &easy), PUNCH_NONE);
    assert_int_equal(punch_part_of(&hard, &hard), PUNCH_NONE);
    struct endpoint_record nowhere = hard;
    nowhere.ports_ip4 = 0;
    assert_int_equal(punch_part_of(&easy, &nowhere), PUNCH_NONE);
}

static void a_carriers_subscriber_opens_few_sockets(void **state)
{
    (void)state;
    struct endpoint_record own = hard;
    assert_int_equal(punch_sockets_for(&own), PUNCH_SOCKETS_MAX);
    own.behind_carrier = true;
    assert_int_equal(punch_sockets_for(&own), PUNCH_SOCKETS_CARRIER);
    own.behind_carrier = false;
    own.ports = (struct port_range){30000, 30511, 0};
    assert_int_equal(punch_sockets_for(&own), PUNCH_SOCKETS_CARRIER);
}

static void every_port_of_the_range_is_met_once_before_any_twice(void **state)
{
    (void)state;
    const struct port_range ranges[] = {
        {30000, 30511, 0}, {5000, 5006, 0}, {40000, 40000, 0}, {20000, 20999, 2}, {0, 0, 0}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct endpoint_record other = hard;
        static bool met[65536];
        struct punch punch;
        uint16_t port;
        uint16_t socket;
        memset(met, 0, sizeof met);
        other.ports = ranges[i];
        punch_begin(&punch, 0, &easy, &other, &scripted);
        uint16_t low = ranges[i].low != 0 ? ranges[i].low : 1024;
        uint16_t high = ranges[i].low != 0 ? ranges[i].high : 65535;
        uint64_t now_us = 0;
        unsigned steps = ((unsigned)high - low + 1) / (ranges[i].step != 0 ? ranges[i].step : 1);
        for (unsigned n = 0; n < steps && now_us < PUNCH_GIVE_UP_US; n++) {
            now_us = punch_next_timeout(&punch);
            if (!punch_poll(&punch, now_us, &port, &socket))
                break;
            assert_in_range(port, low, high);
            assert_false(met[port]);
            met[port] = true;
        }
    }
}

static void probes_are_paced_and_end(void **state)
{
    (void)state;
    struct punch punch;
    uint16_t port;
    uint16_t socket;
    size_t in_fast_part = 0;
    size_t all = 0;
    punch_begin(&punch, 1000000, &easy, &hard, &scripted);
    for (uint64_t now_us = 1000000; now_us < 40000000; now_us += 1000) {
        while (punch_poll(&punch, now_us, &port, &socket)) {
            all++;
            in_fast_part += now_us < 1000000 + PUNCH_FAST_FOR_US;
        }
    }
    assert_in_range(in_fast_part, 990, 1010);
    assert_in_range(all, 2550, 2650);
    assert_int_equal(punch.part, PUNCH_NONE);
    assert_true(punch_next_timeout(&punch) == UINT64_MAX);
}

static void whoever_was_held_up_makes_no_burst(void **state)
{
    (void)state;
    struct punch punch;
    uint16_t port;
    uint16_t socket;
    punch_begin(&punch, 0, &easy, &hard, &scripted);
    size_t burst = 0;
    while (punch_poll(&punch, 3000000, &port, &socket))
        burst++;
    assert_in_range(burst, 1, 5);
}

static void each_socket_opens_once_a_turn(void **state)
{
    (void)state;
    struct punch punch;
    uint16_t port;
    uint16_t socket;
    size_t times[PUNCH_SOCKETS_MAX + 1] = {0};
    punch_begin(&punch, 0, &hard, &easy, &scripted);
    for (uint64_t now_us = 0; now_us < 7000000; now_us += 100) {
        while (punch_poll(&punch, now_us, &port, &socket)) {
            assert_in_range(socket, 1, PUNCH_SOCKETS_MAX);
            times[socket]++;
            assert_true(now_us < 1000000);
        }
    }
    for (size_t i = 1; i <= PUNCH_SOCKETS_MAX; i++)
        assert_int_equal(times[i], 1);
    assert_true(punch_next_timeout(&punch) == PUNCH_OPEN_AGAIN_US);
    punch_end(&punch);
    assert_false(punch_poll(&punch, PUNCH_OPEN_AGAIN_US, &port, &socket));
}

static void ports_of_a_counting_router_are_tried_in_their_order(void **state)
{
    (void)state;
    struct endpoint_record other = hard;
    struct punch punch;
    uint16_t port;
    uint16_t socket;
    other.ports = (struct port_range){30000, 30030, 3};
    punch_begin(&punch, 0, &easy, &other, &scripted);
    for (uint16_t i = 0; i <= 10; i++) {
        assert_true(punch_poll(&punch, punch_next_timeout(&punch), &port, &socket));
        assert_int_equal(port, 30000 + 3 * i);
    }
}

static void two_searches_take_different_walks(void **state)
{
    (void)state;
    struct punch punches[2];
    uint16_t ports[2];
    uint16_t socket;
    size_t same = 0;
    for (size_t i = 0; i < 2; i++)
        punch_begin(&punches[i], 0, &easy, &hard, &scripted);
    for (size_t n = 0; n < 200; n++) {
        for (size_t i = 0; i < 2; i++)
            assert_true(
                punch_poll(&punches[i], punch_next_timeout(&punches[i]), &ports[i], &socket));
        same += ports[0] == ports[1];
    }
    assert_in_range(same, 0, 5);
}

static void sockets_open_again_before_routers_forget(void **state)
{
    (void)state;
    struct endpoint_record own = hard;
    struct punch punch;
    uint16_t port;
    uint16_t socket;
    size_t turns[3] = {0};
    own.behind_carrier = true;
    punch_begin(&punch, 0, &own, &easy, &scripted);
    for (uint64_t now_us = 0; now_us < 2 * PUNCH_OPEN_AGAIN_US + 1000000; now_us += 500) {
        while (punch_poll(&punch, now_us, &port, &socket)) {
            assert_in_range(socket, 1, PUNCH_SOCKETS_CARRIER);
            turns[now_us / PUNCH_OPEN_AGAIN_US]++;
        }
    }
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(turns[i], PUNCH_SOCKETS_CARRIER);
    /* And no more when it is given up. */
    assert_false(punch_poll(&punch, PUNCH_GIVE_UP_US + PUNCH_OPEN_AGAIN_US, &port, &socket));
    assert_int_equal(punch.part, PUNCH_NONE);
}

static void no_part_sends_nothing(void **state)
{
    (void)state;
    struct punch punch = {0};
    uint16_t port;
    uint16_t socket;
    assert_true(punch_next_timeout(&punch) == UINT64_MAX);
    assert_false(punch_poll(&punch, 1, &port, &socket));
    punch_begin(&punch, 5, &easy, &easy, &scripted);
    assert_int_equal(punch.part, PUNCH_NONE);
    assert_false(punch_poll(&punch, PUNCH_GIVE_UP_US, &port, &socket));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(only_one_hidden_side_can_be_searched_for),
    cmocka_unit_test(a_carriers_subscriber_opens_few_sockets),
    cmocka_unit_test(every_port_of_the_range_is_met_once_before_any_twice),
    cmocka_unit_test(probes_are_paced_and_end),
    cmocka_unit_test(whoever_was_held_up_makes_no_burst),
    cmocka_unit_test(each_socket_opens_once_a_turn),
    cmocka_unit_test(ports_of_a_counting_router_are_tried_in_their_order),
    cmocka_unit_test(two_searches_take_different_walks),
    cmocka_unit_test(sockets_open_again_before_routers_forget),
    cmocka_unit_test(no_part_sends_nothing),
};
TEST_GROUP(punch, tests)
