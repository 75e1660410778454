#include "link/loss.h"

#include <string.h>

#include "harness.h"

#define PACKETS 400u

static struct sent sent;
static struct loss loss;
static struct loss_report report;
static unsigned arrived_times[PACKETS];
static unsigned lost_times[PACKETS];

static void on_arrived(void *context, const struct sent_packet *packet, bool late)
{
    (void)context;
    (void)late;
    arrived_times[packet->counter]++;
}

static void on_lost(void *context, const struct sent_packet *packet)
{
    (void)context;
    lost_times[packet->counter]++;
}

static const struct loss_listener listener = {NULL, on_arrived, on_lost};

static void start(uint32_t packets)
{
    memset(&sent, 0, sizeof sent);
    memset(&loss, 0, sizeof loss);
    memset(arrived_times, 0, sizeof arrived_times);
    memset(lost_times, 0, sizeof lost_times);
    for (uint32_t counter = 0; counter < packets; counter++) {
        struct sent_packet packet = {
            .counter = counter, .size = 100, .at_us = 1000 * (counter + 1), .fate = SENT_FLYING};
        sent_add(&sent, &packet);
    }
}

static bool acknowledge(const struct ranges *arrived)
{
    struct chunk_ack ack = {.arrived = *arrived};
    return loss_on_ack(&loss, &sent, &ack, &listener, &report);
}

static void acknowledge_range(struct ranges *told, uint32_t from, uint32_t to)
{
    assert_true(ranges_add(told, from, to));
    assert_true(acknowledge(told));
}

static void each_packet_arrives_once_however_often_it_is_acknowledged(void **state)
{
    (void)state;
    struct ranges told = {0};
    start(100);
    acknowledge_range(&told, 0, 10);
    assert_true(report.progress && report.sample);
    acknowledge_range(&told, 0, 10);
    assert_false(report.progress || report.sample);
    acknowledge_range(&told, 20, 30);
    acknowledge_range(&told, 12, 15);
    acknowledge_range(&told, 8, 35);
    for (uint32_t counter = 0; counter < 100; counter++)
        assert_int_equal(arrived_times[counter], counter < 35 ? 1 : 0);
    assert_int_equal(sent.flying_packets, 65);
}

static void an_older_acknowledgement_that_comes_later_still_tells_its_news(void **state)
{
    (void)state;
    struct ranges newer = {0};
    struct ranges older = {0};
    start(100);
    acknowledge_range(&newer, 50, 60);
    acknowledge_range(&older, 0, 40);
    acknowledge_range(&newer, 60, 70);
    for (uint32_t counter = 0; counter < 100; counter++)
        assert_int_equal(arrived_times[counter],
                         counter < 40 || (counter >= 50 && counter < 70) ? 1 : 0);
}

static void a_lost_packet_that_is_acknowledged_was_late(void **state)
{
    (void)state;
    struct ranges told = {0};
    struct rtt rtt;
    rtt_init(&rtt);
    start(20);
    acknowledge_range(&told, 1, 20);
    loss_detect(&loss, &sent, &rtt, 10000000, &listener);
    assert_int_equal(lost_times[0], 1);
    acknowledge_range(&told, 0, 1);
    assert_int_equal(arrived_times[0], 1);
    assert_true(loss.reorder_us > 0);
}

static void packets_never_sent_cannot_be_acknowledged(void **state)
{
    (void)state;
    struct ranges told = {0};
    start(10);
    assert_true(ranges_add(&told, 5, 11));
    assert_false(acknowledge(&told));
    assert_int_equal(sent.flying_packets, 10);
}

/* Beside a plain model: a flag for each packet. */
static void any_order_of_acknowledgements_settles_the_same_packets(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        bool expected[PACKETS] = {false};
        uint32_t chance = seed;
        start(PACKETS);
        for (int i = 0; i < 30; i++) {
            struct ranges told = {0};
            for (int part = 0; part < 3; part++) {
                chance = chance * 1664525 + 1013904223;
                uint32_t from = (chance >> 8) % (PACKETS - 20);
                uint32_t to = from + 1 + (chance >> 24) % 20;
                assert_true(ranges_add(&told, from, to));
                memset(expected + from, 1, to - from);
            }
            assert_true(acknowledge(&told));
        }
        for (uint32_t counter = 0; counter < PACKETS; counter++)
            assert_int_equal(arrived_times[counter], expected[counter] ? 1 : 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_packet_arrives_once_however_often_it_is_acknowledged),
    cmocka_unit_test(an_older_acknowledgement_that_comes_later_still_tells_its_news),
    cmocka_unit_test(a_lost_packet_that_is_acknowledged_was_late),
    cmocka_unit_test(packets_never_sent_cannot_be_acknowledged),
    cmocka_unit_test(any_order_of_acknowledgements_settles_the_same_packets),
};
TEST_GROUP(loss, tests)
