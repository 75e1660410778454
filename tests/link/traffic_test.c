/* When a line counts as narrow and as thin, and how often it is asked then. */
#include "link/traffic.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/deadline.h"
#include "link/limits.h"

#define MS UINT64_C(1000)

static int open_traffic(void **state)
{
    struct traffic *traffic = calloc(1, sizeof *traffic);
    assert_non_null(traffic);
    traffic_init(traffic, 0);
    traffic->generations[0].state = GENERATION_CURRENT;
    *state = traffic;
    return 0;
}

static int close_traffic(void **state)
{
    free(*state);
    return 0;
}

static void send(struct traffic *traffic, uint64_t now_us, uint32_t size)
{
    struct sent *sent = &traffic->generations[0].sent[SEAL_RT];
    const struct sent_packet packet = {
        .counter = sent->next, .size = size, .at_us = now_us, .fate = SENT_FLYING};
    if (traffic_flying_packets(traffic) == 0)
        traffic->waiting_since_us = now_us;
    traffic->eliciting_at_us = now_us;
    sent_add(sent, &packet);
}

/* The newest packet is acknowledged. */
static void answer(struct traffic *traffic, uint64_t now_us, uint32_t held_us)
{
    uint32_t next = traffic->generations[0].sent[SEAL_RT].next;
    struct chunk_ack ack = {.held_us = held_us, .arrived_us = (uint32_t)now_us};
    ranges_add(&ack.arrived, next - 1, next);
    assert_true(traffic_on_ack(traffic, now_us, &ack));
}

static void an_answer_held_too_long_to_tell_is_no_sample(void **state)
{
    struct traffic *traffic = *state;
    send(traffic, 1000 * MS, 156);
    answer(traffic, 9000 * MS, CHUNK_HELD_US_MAX);
    assert_false(traffic->rtt.measured);
    assert_int_equal(traffic_flying_packets(traffic), 0);
    send(traffic, 10000 * MS, 156);
    answer(traffic, 10700 * MS, CHUNK_HELD_US_MAX - 32);
    assert_true(traffic->rtt.measured);
    assert_int_equal(traffic->rtt.latest_us, 700 * MS - (CHUNK_HELD_US_MAX - 32));
}

static void slow_answers_make_a_line_narrow_and_slower_ones_thin(void **state)
{
    struct traffic *traffic = *state;
    const struct {
        uint64_t took_us;
        bool narrow, thin;
    } steps[] = {
        {399 * MS, false, false}, {3000 * MS, true, false}, /* smoothed to 0.72 s */
        {5000 * MS, true, true},  {2000 * MS, true, true},
        {390 * MS, false, false}, /* one that was quick */
        {2000 * MS, true, true},
    };
    uint64_t now_us = 1000 * MS;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        send(traffic, now_us, 156);
        now_us += steps[i].took_us;
        answer(traffic, now_us, 0);
        assert_int_equal(traffic->narrow, steps[i].narrow);
        assert_int_equal(traffic_is_thin(traffic), steps[i].thin);
    }
}

static void a_line_that_delivers_much_is_far_and_not_narrow(void **state)
{
    struct traffic *traffic = *state;
    uint64_t now_us = 1000 * MS;
    for (int i = 0; i < 20; i++) { /* a queue of two seconds, and 96 kbit/s */
        send(traffic, now_us, 1200);
        rate_on_arrived(&traffic->rate, now_us, 10000, false);
        answer(traffic, now_us + 2000 * MS, 0);
        now_us += 2000 * MS;
        rate_on_arrived(&traffic->rate, now_us, 10000, false);
    }
    assert_true(traffic->rtt.smoothed_us >= ALCOVE_THIN_ROUND_TRIP_US);
    send(traffic, now_us, 1200);
    answer(traffic, now_us + 700 * MS, 0);
    assert_false(traffic->narrow);
}

static void a_thin_handshake_is_believed_until_something_is_measured(void **state)
{
    struct traffic *traffic = *state;
    traffic_expect_thin(traffic, ALCOVE_THIN_ROUND_TRIP_US);
    assert_true(traffic->narrow && traffic_is_thin(traffic));
    send(traffic, 1000 * MS, 92);
    answer(traffic, 1050 * MS, 0);
    assert_false(traffic->narrow);
    traffic_expect_thin(traffic, ALCOVE_THIN_ROUND_TRIP_US);
    assert_false(traffic->narrow);
}

static void on_a_narrow_line_what_was_held_long_or_called_lost_is_a_sample_too(void **state)
{
    struct traffic *traffic = *state;
    traffic_expect_thin(traffic, 4000 * MS);
    assert_int_equal(traffic->rtt.smoothed_us, 4000 * MS);
    send(traffic, 1000 * MS, 92);
    uint64_t lost_us = traffic_next_deadline(traffic);
    while (traffic_flying_packets(traffic) > 0) {
        traffic_on_timeout(traffic, lost_us);
        traffic->probe_wanted = false;
        lost_us = traffic_next_deadline(traffic);
    }
    answer(traffic, 60000 * MS, CHUNK_HELD_US_MAX);
    assert_true(traffic->rtt.measured);
    assert_int_equal(traffic->rtt.latest_us, 59000 * MS - CHUNK_HELD_US_MAX);
}

static void a_narrow_line_forgets_a_queue_with_each_answer_and_signals_live_longer(void **state)
{
    struct traffic *traffic = *state;
    assert_int_equal(traffic_signal_lifetime(traffic), ALCOVE_SIGNAL_LIFETIME_US);
    traffic_expect_thin(traffic, ALCOVE_THIN_ROUND_TRIP_US);
    send(traffic, 1000 * MS, 92);
    answer(traffic, 9000 * MS, 0);
    assert_int_equal(traffic->rtt.smoothed_us, 8000 * MS);
    assert_int_equal(traffic_signal_lifetime(traffic), 4 * 8000 * MS);
    send(traffic, 10000 * MS, 92);
    answer(traffic, 12000 * MS, 0);
    /* An eighth nearer to 2 s, then half of the rest. */
    assert_int_equal(traffic->rtt.smoothed_us, 4625 * MS);
}

static void a_narrow_line_is_asked_soon_but_not_faster_than_it_answers(void **state)
{
    struct traffic *traffic = *state;
    for (uint64_t i = 1; i <= 2; i++) { /* 2 s, then 4 s: a wide spread */
        send(traffic, 1000 * MS, 156);
        answer(traffic, 1000 * MS + i * 2000 * MS, 0);
    }
    uint64_t round_us = traffic->rtt.smoothed_us;
    uint64_t now_us = 100000 * MS;
    send(traffic, now_us, 156);
    for (int probe = 0; probe < 3; probe++) {
        assert_true(traffic_next_deadline(traffic) == now_us + round_us * 5 / 4);
        if (probe == 2)
            break;
        now_us = traffic_next_deadline(traffic);
        traffic_on_timeout(traffic, now_us);
        assert_true(traffic->probe_wanted);
        traffic->probe_wanted = false;
        send(traffic, now_us, 156);
    }
    traffic_on_timeout(traffic, now_us + 100000 * MS);
    assert_int_equal(traffic->flow, TRAFFIC_STALLED);
    traffic->probe_wanted = false;
    assert_true(traffic_next_deadline(traffic) == now_us + 100000 * MS + 2 * round_us);
}

#define TRAFFIC_TEST(test) cmocka_unit_test_setup_teardown(test, open_traffic, close_traffic)
static const struct CMUnitTest tests[] = {
    TRAFFIC_TEST(an_answer_held_too_long_to_tell_is_no_sample),
    TRAFFIC_TEST(slow_answers_make_a_line_narrow_and_slower_ones_thin),
    TRAFFIC_TEST(a_line_that_delivers_much_is_far_and_not_narrow),
    TRAFFIC_TEST(a_thin_handshake_is_believed_until_something_is_measured),
    TRAFFIC_TEST(on_a_narrow_line_what_was_held_long_or_called_lost_is_a_sample_too),
    TRAFFIC_TEST(a_narrow_line_forgets_a_queue_with_each_answer_and_signals_live_longer),
    TRAFFIC_TEST(a_narrow_line_is_asked_soon_but_not_faster_than_it_answers),
};
TEST_GROUP(traffic, tests)
