#include "link/loss.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/deadline.h"

/* One class of packets, each 100 bytes, and what its listener was told. */
struct bench {
    struct sent sent;
    struct loss loss;
    struct rtt rtt;
    uint32_t arrived[64], late[64], lost[64];
    size_t arrived_count, late_count, lost_count;
    struct loss_listener listener;
};

static void on_arrived(void *context, const struct sent_packet *packet, bool late)
{
    struct bench *bench = context;
    if (late)
        bench->late[bench->late_count++] = packet->counter;
    else
        bench->arrived[bench->arrived_count++] = packet->counter;
}

static void on_lost(void *context, const struct sent_packet *packet)
{
    struct bench *bench = context;
    bench->lost[bench->lost_count++] = packet->counter;
}

static int open_bench(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    assert_non_null(bench);
    rtt_init(&bench->rtt);
    rtt_on_sample(&bench->rtt, 100000, 0);
    bench->listener = (struct loss_listener){bench, on_arrived, on_lost};
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    free(*state);
    return 0;
}

static void send(struct bench *bench, uint64_t at_us)
{
    struct sent_packet packet = {.counter = bench->sent.next, .size = 100, .fate = SENT_FLYING};
    packet.at_us = at_us;
    sent_add(&bench->sent, &packet);
}

static bool ack(struct bench *bench, uint64_t now_us, uint32_t start, uint32_t end)
{
    struct chunk_ack chunk = {.arrived_us = 1};
    struct loss_report report;
    ranges_add(&chunk.arrived, start, end);
    bool sense = loss_on_ack(&bench->loss, &bench->sent, &chunk, &bench->listener, &report);
    if (sense)
        loss_detect(&bench->loss, &bench->sent, &bench->rtt, now_us, &bench->listener);
    return sense;
}

static void what_is_acknowledged_flies_no_more(void **state)
{
    struct bench *bench = *state;
    for (uint64_t i = 0; i < 4; i++)
        send(bench, i * 1000);
    assert_int_equal(bench->sent.flying_bytes, 400);
    assert_true(ack(bench, 100000, 0, 4));
    assert_int_equal(bench->arrived_count, 4);
    assert_int_equal(bench->sent.flying_bytes, 0);
    assert_int_equal(bench->sent.oldest, 4);
    assert_true(ack(bench, 101000, 0, 4));
    assert_int_equal(bench->arrived_count, 4);
}

static void an_acknowledgement_of_the_future_changes_nothing(void **state)
{
    struct bench *bench = *state;
    send(bench, 0);
    assert_false(ack(bench, 100000, 0, 2));
    assert_int_equal(bench->arrived_count, 0);
    assert_int_equal(bench->sent.flying_bytes, 100);
}

static void three_later_packets_and_a_round_trip_make_a_loss(void **state)
{
    struct bench *bench = *state;
    for (uint64_t i = 0; i < 5; i++)
        send(bench, i);
    ack(bench, 100004, 1, 5);
    assert_int_equal(bench->lost_count, 0);
    assert_true(loss_next_deadline(&bench->loss) == 101000);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 101000, &bench->listener);
    assert_int_equal(bench->lost_count, 1);
    assert_int_equal(bench->lost[0], 0);
    assert_true(loss_next_deadline(&bench->loss) == DEADLINE_NEVER);
}

static void one_later_packet_needs_an_eighth_more(void **state)
{
    struct bench *bench = *state;
    send(bench, 0);
    send(bench, 10);
    ack(bench, 100010, 1, 2);
    assert_true(loss_next_deadline(&bench->loss) == 112500);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 112499, &bench->listener);
    assert_int_equal(bench->lost_count, 0);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 112500, &bench->listener);
    assert_int_equal(bench->lost_count, 1);
}

static void the_last_packet_is_not_lost_by_itself(void **state)
{
    struct bench *bench = *state;
    send(bench, 0);
    send(bench, 10);
    ack(bench, 100010, 0, 1);
    assert_true(loss_next_deadline(&bench->loss) == DEADLINE_NEVER);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 10000000, &bench->listener);
    assert_int_equal(bench->lost_count, 0);
}

static void a_later_packet_of_another_class_counts_too(void **state)
{
    struct bench *bench = *state;
    send(bench, 0);
    send(bench, 10);
    loss_on_other_arrived(&bench->loss, 20);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 200000, &bench->listener);
    assert_int_equal(bench->lost_count, 2);
}

static void a_late_packet_widens_the_window_for_the_next(void **state)
{
    struct bench *bench = *state;
    for (uint64_t i = 0; i < 5; i++)
        send(bench, i * 10000);
    ack(bench, 150000, 1, 5);
    assert_int_equal(bench->lost_count, 1);
    ack(bench, 151000, 0, 1);
    assert_int_equal(bench->late_count, 1);
    assert_int_equal(bench->late[0], 0);
    /* It came behind one that left 40 ms later. */
    assert_in_range(bench->loss.reorder_us, 40000, 50000);
    for (uint64_t i = 0; i < 5; i++)
        send(bench, 200000 + i * 10000);
    ack(bench, 340000, 6, 10);
    assert_int_equal(bench->lost_count, 1);
    loss_detect(&bench->loss, &bench->sent, &bench->rtt, 351000, &bench->listener);
    assert_int_equal(bench->lost_count, 2);
}

static void the_window_shrinks_again(void **state)
{
    struct bench *bench = *state;
    bench->loss.reorder_us = 50000;
    for (uint64_t s = 1; s <= 60; s++)
        loss_detect(&bench->loss, &bench->sent, &bench->rtt, s * 1000000, &bench->listener);
    assert_true(bench->loss.reorder_us < 1000);
}

static void writing_off_takes_what_left_before(void **state)
{
    struct bench *bench = *state;
    for (uint64_t i = 0; i < 4; i++)
        send(bench, i * 1000);
    loss_write_off(&bench->loss, &bench->sent, 2000, &bench->listener);
    assert_int_equal(bench->lost_count, 2);
    assert_int_equal(bench->sent.flying_packets, 2);
    loss_write_off(&bench->loss, &bench->sent, UINT64_MAX, &bench->listener);
    assert_int_equal(bench->sent.flying_packets, 0);
}

static void the_ring_is_full_while_its_oldest_flies(void **state)
{
    struct bench *bench = *state;
    for (uint32_t i = 0; i < SENT_MAX; i++) {
        assert_false(sent_is_full(&bench->sent));
        send(bench, i);
    }
    assert_true(sent_is_full(&bench->sent));
    ack(bench, 1, 0, 1);
    assert_false(sent_is_full(&bench->sent));
    send(bench, SENT_MAX);
    assert_null(sent_find(&bench->sent, 0));
    assert_non_null(sent_find(&bench->sent, SENT_MAX));
    assert_null(sent_find(&bench->sent, SENT_MAX + 1));
}

static void what_nobody_acknowledges_does_not_fly(void **state)
{
    struct bench *bench = *state;
    struct sent_packet packet = {.counter = 0, .size = 100, .fate = SENT_NOT_TRACKED};
    sent_add(&bench->sent, &packet);
    assert_int_equal(bench->sent.flying_packets, 0);
    assert_int_equal(bench->sent.oldest, 1);
    ack(bench, 1000, 0, 1);
    assert_int_equal(bench->arrived_count, 0);
}

/* RFC 9002 section 5.3, worked by hand. */
static void round_trips_are_smoothed_as_in_rfc_9002(void **state)
{
    (void)state;
    struct rtt rtt;
    rtt_init(&rtt);
    assert_int_equal(rtt.smoothed_us, 333000);
    assert_false(rtt.measured);
    rtt_on_sample(&rtt, 100000, 0);
    assert_int_equal(rtt.smoothed_us, 100000);
    assert_int_equal(rtt.variation_us, 50000);
    rtt_on_sample(&rtt, 180000, 0);
    assert_int_equal(rtt.variation_us, (3 * 50000 + 80000) / 4);
    assert_int_equal(rtt.smoothed_us, (7 * 100000 + 180000) / 8);
    assert_int_equal(rtt.min_us, 100000);
    rtt_on_sample(&rtt, 150000, 60000);
    assert_int_equal(rtt.latest_us, 90000);
    assert_int_equal(rtt.min_us, 90000);
    assert_true(rtt_probe_timeout(&rtt) > rtt.smoothed_us + 25000);
}

static void a_round_trip_of_nothing_is_one(void **state)
{
    (void)state;
    struct rtt rtt;
    rtt_init(&rtt);
    for (int i = 0; i < 100; i++)
        rtt_on_sample(&rtt, 0, 5);
    assert_in_range(rtt.smoothed_us, 1, 2);
    assert_int_equal(rtt.min_us, 1);
}

#define BENCH_TEST(test) cmocka_unit_test_setup_teardown(test, open_bench, close_bench)
static const struct CMUnitTest tests[] = {
    BENCH_TEST(what_is_acknowledged_flies_no_more),
    BENCH_TEST(an_acknowledgement_of_the_future_changes_nothing),
    BENCH_TEST(three_later_packets_and_a_round_trip_make_a_loss),
    BENCH_TEST(one_later_packet_needs_an_eighth_more),
    BENCH_TEST(the_last_packet_is_not_lost_by_itself),
    BENCH_TEST(a_later_packet_of_another_class_counts_too),
    BENCH_TEST(a_late_packet_widens_the_window_for_the_next),
    BENCH_TEST(the_window_shrinks_again),
    BENCH_TEST(writing_off_takes_what_left_before),
    BENCH_TEST(the_ring_is_full_while_its_oldest_flies),
    BENCH_TEST(what_nobody_acknowledges_does_not_fly),
    cmocka_unit_test(round_trips_are_smoothed_as_in_rfc_9002),
    cmocka_unit_test(a_round_trip_of_nothing_is_one),
};
TEST_GROUP(loss_reordering, tests)
