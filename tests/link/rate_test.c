#include "link/rate.h"

#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "link/pacer.h"

/* Clocks of the two sides differ by this much. */
#define CLOCK_OFFSET 123456789U

static void sample(struct queue_delay *delay, uint64_t now_us, uint32_t delay_us)
{
    queue_delay_on_sample(delay, now_us, now_us - 50000,
                          (uint32_t)(now_us - 50000) + delay_us + CLOCK_OFFSET);
}

static void a_standing_queue_shows_over_the_smallest_delay(void **state)
{
    (void)state;
    struct queue_delay delay = {0};
    assert_int_equal(queue_delay_standing(&delay, 0), 0);
    for (uint64_t t = 0; t < 10; t++)
        sample(&delay, 100000 + t * 20000, 30000);
    assert_int_equal(queue_delay_standing(&delay, 280000), 0);
    for (uint64_t t = 0; t < 10; t++)
        sample(&delay, 300000 + t * 20000, 75000);
    assert_int_equal(queue_delay_standing(&delay, 480000), 45000);
    assert_int_equal(queue_delay_jitter(&delay), 0);
}

static void one_late_packet_is_no_queue(void **state)
{
    (void)state;
    struct queue_delay delay = {0};
    for (uint64_t t = 0; t < 20; t++)
        sample(&delay, 100000 + t * 20000, t == 19 ? 200000 : 30000);
    assert_int_equal(queue_delay_standing(&delay, 480000), 0);
}

static void jitter_is_what_goes_and_comes(void **state)
{
    (void)state;
    struct queue_delay delay = {0};
    for (uint64_t t = 0; t < 20; t++)
        sample(&delay, 100000 + t * 20000, t % 2 == 0 ? 30000 : 50000);
    assert_in_range(queue_delay_jitter(&delay), 17000, 20000);
    struct queue_delay growing = {0};
    for (uint64_t t = 0; t < 20; t++)
        sample(&growing, 100000 + t * 20000, 30000 + (uint32_t)t * 5000);
    assert_int_equal(queue_delay_jitter(&growing), 0);
}

static void the_base_forgets_after_half_a_minute(void **state)
{
    (void)state;
    struct queue_delay delay = {0};
    sample(&delay, 100000, 10000);
    for (uint64_t t = 1; t < 2000; t++) {
        sample(&delay, 100000 + t * 20000, 40000);
        if (t == 1000)
            assert_int_equal(queue_delay_standing(&delay, 100000 + t * 20000), 30000);
    }
    assert_int_equal(queue_delay_standing(&delay, 40100000), 0);
}

static void the_clock_of_the_other_side_may_turn_over(void **state)
{
    (void)state;
    struct queue_delay delay = {0};
    for (uint64_t t = 0; t < 40; t++)
        queue_delay_on_sample(&delay, 100000 + t * 20000, t * 20000,
                              (uint32_t)(UINT32_MAX - 300000 + t * 20000));
    assert_int_equal(queue_delay_standing(&delay, 900000), 0);
}

/* A model of a path: everything arrives after 50 ms and the queue; one sample each 20 ms. */
struct model {
    struct rate rate;
    struct rtt rtt;
    uint64_t now_us;
};

static void open_model(struct model *model)
{
    memset(model, 0, sizeof *model);
    model->now_us = 1000000;
    rate_init(&model->rate, model->now_us);
    rtt_init(&model->rtt);
    rtt_on_sample(&model->rtt, 100000, 0);
}

/* For `ticks` of 20 ms: sends at `used` of the rate, all of it arrives but `lost` of a thousand. */
static void run(struct model *model, int ticks, double used, uint32_t queue_us, uint32_t lost)
{
    static uint32_t fate;
    for (int i = 0; i < ticks; i++) {
        model->now_us += 20000;
        size_t bytes = (size_t)(model->rate.bits_per_second * used / 8 / 50);
        rate_on_sent(&model->rate, model->now_us, bytes);
        for (int k = 0; k < 4; k++) {
            fate = fate * 1664525 + 1013904223;
            if ((fate >> 16) % 1000 < lost)
                rate_on_lost(&model->rate);
            else
                rate_on_arrived(&model->rate, model->now_us, bytes / 4, false);
        }
        struct rate_sample report = {.sent_us = model->now_us - 50000};
        report.arrived_us = (uint32_t)model->now_us + queue_us + CLOCK_OFFSET;
        rate_on_sample(&model->rate, model->now_us, &report, &model->rtt);
    }
}

static void it_starts_low_and_doubles_while_the_line_is_clean(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    assert_int_equal(model.rate.bits_per_second, ALCOVE_RATE_START);
    run(&model, 50, 0.9, 0, 0);
    assert_true(model.rate.bits_per_second >= 3000000);
    assert_int_equal(model.rate.state, RATE_STARTING);
}

static void a_queue_ends_the_start_and_the_rate_falls_below_the_delivered(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 30, 0.9, 0, 0);
    uint32_t before = model.rate.bits_per_second;
    run(&model, 5, 0.5, 60000, 0);
    assert_true(model.rate.bits_per_second < before * 85 / 100);
    assert_int_equal(model.rate.state, RATE_DRAINING);
    run(&model, 10, 0.9, 0, 0);
    assert_int_equal(model.rate.state, RATE_CLIMBING);
}

static void it_climbs_to_twice_within_two_seconds(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    model.rate.state = RATE_CLIMBING;
    model.rate.climbing_since_us = model.now_us;
    run(&model, 25, 0.9, 0, 0);
    uint32_t before = model.rate.bits_per_second;
    run(&model, 100, 0.9, 0, 0);
    assert_true(model.rate.bits_per_second >= 2 * before);
}

static void a_line_that_always_loses_a_fifth_is_not_congested(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 500, 0.9, 0, 200);
    uint32_t before = model.rate.bits_per_second;
    assert_in_range(rate_loss_per_mille(&model.rate), 100, 300);
    run(&model, 100, 0.9, 0, 200);
    assert_true(model.rate.bits_per_second >= before);
}

static void loss_that_jumps_over_its_baseline_makes_it_fall(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 300, 0.9, 0, 10);
    uint32_t before = model.rate.bits_per_second;
    run(&model, 25, 0.9, 0, 400);
    assert_true(model.rate.bits_per_second < before);
}

static void what_was_written_off_and_comes_late_is_no_surprise(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    rate_on_arrived(&model.rate, model.now_us, 156, true);
    assert_int_equal(rate_loss_per_mille(&model.rate), 0);
}

static void what_is_not_used_does_not_grow(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 500, 0.2, 0, 0);
    assert_int_equal(model.rate.bits_per_second, ALCOVE_RATE_START);
}

static void it_never_leaves_its_bounds(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 500, 1.0, 0, 0);
    assert_true(model.rate.bits_per_second <= ALCOVE_RATE_MAX);
    rate_set_max(&model.rate, 100000);
    assert_int_equal(model.rate.bits_per_second, 100000);
    assert_true(rate_pacing(&model.rate) <= 100000);
    for (int i = 0; i < 30; i++)
        rate_on_silence(&model.rate);
    assert_int_equal(model.rate.bits_per_second, ALCOVE_RATE_MIN);
    rate_set_max(&model.rate, 1);
    assert_int_equal(model.rate.bits_per_second, ALCOVE_RATE_MIN);
}

static void the_window_is_a_round_trip_of_the_rate_and_a_little(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    model.rate.state = RATE_CLIMBING;
    model.rate.bits_per_second = 800000;
    uint32_t window = rate_window_bytes(&model.rate, &model.rtt);
    assert_in_range(window, 10000, 20000);
    rtt_init(&model.rtt);
    assert_in_range(rate_window_bytes(&model.rate, &model.rtt), 1200, 10000);
}

static void a_new_path_starts_from_what_is_harmless(void **state)
{
    (void)state;
    struct model model;
    open_model(&model);
    run(&model, 100, 1.0, 0, 0);
    assert_true(model.rate.bits_per_second > ALCOVE_RATE_START);
    rate_on_path(&model.rate, model.now_us);
    assert_int_equal(model.rate.bits_per_second, ALCOVE_RATE_START);
    rate_set_max(&model.rate, 50000);
    rate_on_path(&model.rate, model.now_us);
    assert_int_equal(model.rate.bits_per_second, 50000);
}

static void what_was_delivered_is_counted_over_its_whole_memory(void **state)
{
    (void)state;
    struct rate rate;
    rate_init(&rate, 0);
    assert_int_equal(rate_delivered(&rate, 1000000), 0);
    for (uint64_t i = 0; i < 16; i++)
        rate_on_arrived(&rate, 1000000 + i * 50000, 250, false);
    assert_int_equal(rate_delivered(&rate, 1750000), 40000);
    /* Three small packets at once are no rate. */
    rate_on_arrived(&rate, 9000000, 3 * 156, false);
    assert_int_equal(rate_delivered(&rate, 9000000), 3 * 156 * 10);
    assert_int_equal(rate_delivered(&rate, 9800000), 0);
}

static void what_is_expected_of_a_round_trip_gives_way_to_what_is_measured(void **state)
{
    (void)state;
    struct rtt rtt;
    rtt_init(&rtt);
    rtt_expect(&rtt, 2000000);
    assert_int_equal(rtt_probe_timeout(&rtt), 2000000 + 4000000 + ALCOVE_ACK_DELAY_MAX_US);
    rtt_on_sample(&rtt, 50000, 0);
    rtt_expect(&rtt, 2000000);
    assert_int_equal(rtt.smoothed_us, 50000);
}

static void the_pacer_spaces_packets_at_the_rate(void **state)
{
    (void)state;
    struct pacer pacer = {0};
    uint64_t now_us = 1000000;
    uint64_t start_us = now_us;
    for (int i = 0; i < 100; i++) {
        if (!pacer_may_send(&pacer, now_us))
            now_us = pacer_next_departure(&pacer);
        assert_true(pacer_may_send(&pacer, now_us));
        pacer_on_sent(&pacer, now_us, 1250, 1000000);
    }
    /* 100 times 10 ms, less one packet and the credit. */
    assert_in_range(now_us - start_us, 980000, 1000000);
}

static void the_pacer_saves_up_little_and_owes_little(void **state)
{
    (void)state;
    struct pacer pacer = {0};
    int burst = 0;
    for (; pacer_may_send(&pacer, 60000000); burst++)
        pacer_on_sent(&pacer, 60000000, 125, 1000000);
    assert_in_range(burst, 2, 10);
    for (int i = 0; i < 1000; i++)
        pacer_on_sent(&pacer, 60000000, 1250, 6000);
    assert_true(pacer_next_departure(&pacer) <= 60500000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_standing_queue_shows_over_the_smallest_delay),
    cmocka_unit_test(one_late_packet_is_no_queue),
    cmocka_unit_test(jitter_is_what_goes_and_comes),
    cmocka_unit_test(the_base_forgets_after_half_a_minute),
    cmocka_unit_test(the_clock_of_the_other_side_may_turn_over),
    cmocka_unit_test(it_starts_low_and_doubles_while_the_line_is_clean),
    cmocka_unit_test(a_queue_ends_the_start_and_the_rate_falls_below_the_delivered),
    cmocka_unit_test(it_climbs_to_twice_within_two_seconds),
    cmocka_unit_test(a_line_that_always_loses_a_fifth_is_not_congested),
    cmocka_unit_test(loss_that_jumps_over_its_baseline_makes_it_fall),
    cmocka_unit_test(what_was_written_off_and_comes_late_is_no_surprise),
    cmocka_unit_test(what_is_not_used_does_not_grow),
    cmocka_unit_test(it_never_leaves_its_bounds),
    cmocka_unit_test(the_window_is_a_round_trip_of_the_rate_and_a_little),
    cmocka_unit_test(a_new_path_starts_from_what_is_harmless),
    cmocka_unit_test(what_was_delivered_is_counted_over_its_whole_memory),
    cmocka_unit_test(what_is_expected_of_a_round_trip_gives_way_to_what_is_measured),
    cmocka_unit_test(the_pacer_spaces_packets_at_the_rate),
    cmocka_unit_test(the_pacer_saves_up_little_and_owes_little),
};
TEST_GROUP(rate, tests)
