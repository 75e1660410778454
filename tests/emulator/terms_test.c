#include "emulator/terms.h"

#include <string.h>

#include "harness.h"

static void every_key_is_understood(void **state)
{
    (void)state;
    struct network_terms t = network_terms_perfect();
    assert_true(
        network_terms_set(&t, "rate=1.5M,queue=250,delay=50,jitter=0.5,shape=pareto,order=0"));
    assert_true(network_terms_set(&t, "loss=0.05,burst=1/20/90/0.1,mask=8001,reorder=2,late=15"));
    assert_true(network_terms_set(&t, "duplicate=3,overhead=48,down=1"));
    assert_int_equal(t.rate_bits_per_s, 1500000);
    assert_int_equal(t.queue_us, 250000);
    assert_int_equal(t.delay_us, 50000);
    assert_int_equal(t.jitter_us, 500);
    assert_int_equal(t.jitter_shape, JITTER_PARETO);
    assert_false(t.keeps_order);
    assert_int_equal(t.loss_ppm, 500);
    assert_int_equal(t.burst_enter_ppm, 10000);
    assert_int_equal(t.burst_leave_ppm, 200000);
    assert_int_equal(t.burst_bad_loss_ppm, 900000);
    assert_int_equal(t.burst_good_loss_ppm, 1000);
    assert_int_equal(t.loss_mask, 0x8001);
    assert_int_equal(t.reorder_ppm, 20000);
    assert_int_equal(t.reorder_late_us, 15000);
    assert_int_equal(t.duplicate_ppm, 30000);
    assert_int_equal(t.overhead_bytes, 48);
    assert_true(t.down);
}

static void a_bottleneck_queue_is_given_in_time_or_in_bytes(void **state)
{
    (void)state;
    struct network_terms t = network_terms_perfect();
    assert_true(network_terms_set(&t, "queue_bytes=5000"));
    assert_int_equal(t.queue_bytes, 5000);
    assert_true(network_terms_set(&t, "queue=100"));
    assert_int_equal(t.queue_bytes, 0);
    assert_int_equal(t.queue_us, 100000);
}

static void bad_text_changes_nothing(void **state)
{
    (void)state;
    const char *const rows[] = {
        "rate",
        "rate=",
        "rate=x",
        "rate=1T",
        "rate=-1",
        "rate=1..2",
        "delay=1e3",
        "delay=0.1234",
        "loss=101",
        "burst=1",
        "burst=a/b",
        "burst=1/2/3/4/5",
        "order=2",
        "shape=cauchy",
        "mask=",
        "mask=G",
        "down=yes",
        "mask=11112222333344445",
        "colour=red",
        "=1",
        "delay=99999999999999999999",
        "rate=1M,loss=1,bad=1",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct network_terms t = network_terms_perfect();
        struct network_terms before = t;
        if (network_terms_set(&t, rows[i]))
            fail_msg("taken: %s", rows[i]);
        assert_memory_equal(&t, &before, sizeof t);
    }
}

static void a_change_keeps_all_it_does_not_name(void **state)
{
    (void)state;
    struct network_plan plan = network_plan_perfect();
    assert_true(network_terms_set(&plan.terms, "rate=2M,delay=50"));
    assert_true(network_plan_change(&plan, 20000000, "rate=150k"));
    assert_true(network_plan_change(&plan, 45000000, "loss=1"));
    assert_int_equal(plan.change_count, 2);
    assert_int_equal(plan.changes[1].terms.rate_bits_per_s, 150000);
    assert_int_equal(plan.changes[1].terms.delay_us, 50000);
    assert_int_equal(plan.changes[1].terms.loss_ppm, 10000);
    assert_int_equal(plan.terms.rate_bits_per_s, 2000000);
}

static void a_plan_refuses_the_past_bad_text_and_too_much(void **state)
{
    (void)state;
    struct network_plan plan = network_plan_perfect();
    assert_true(network_plan_change(&plan, 10, "down=1"));
    assert_false(network_plan_change(&plan, 9, "down=0"));
    assert_false(network_plan_change(&plan, 11, "up=1"));
    assert_int_equal(plan.change_count, 1);
    while (plan.change_count < NETWORK_CHANGES_MAX)
        assert_true(network_plan_change(&plan, 12, "down=0"));
    assert_false(network_plan_change(&plan, 12, "down=0"));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_key_is_understood),
    cmocka_unit_test(a_bottleneck_queue_is_given_in_time_or_in_bytes),
    cmocka_unit_test(bad_text_changes_nothing),
    cmocka_unit_test(a_change_keeps_all_it_does_not_name),
    cmocka_unit_test(a_plan_refuses_the_past_bad_text_and_too_much),
};
TEST_GROUP(terms, tests)
