#include "emulator/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define SLOTS 4096u

static struct network_slot slots[SLOTS];
static struct network net;

static void net_start_seeded(const char *terms, uint64_t seed)
{
    struct network_plan plan = network_plan_perfect();
    assert_true(network_terms_set(&plan.terms, terms));
    network_init(&net, &plan, (struct network_storage){slots, SLOTS}, seed);
}

static void net_start(const char *terms)
{
    net_start_seeded(terms, 1);
}

static void push(uint64_t now_us, uint32_t tag, size_t size)
{
    static const uint8_t zeroes[NETWORK_DATAGRAM_MAX + 1];
    network_push(&net, now_us, tag, zeroes, size);
}

/* What arrived, in order. */
struct arrivals {
    size_t count;
    uint64_t last_us;
    uint32_t tags[200000];
    uint64_t at_us[200000];
};
static struct arrivals got;

/* Everything due up to `until_us`, each at its own microsecond. */
static void run(uint64_t until_us)
{
    for (uint64_t at = network_next_us(&net); at <= until_us; at = network_next_us(&net)) {
        struct network_datagram d;
        while (network_pop(&net, at, &d)) {
            got.tags[got.count] = d.tag;
            got.at_us[got.count++] = at;
            got.last_us = at;
        }
    }
}

/* `count` datagrams of `size`, one every `gap_us`, tagged 0, 1, 2 …; then until all is over. */
static void run_stream(uint32_t count, size_t size, uint64_t gap_us)
{
    got.count = 0;
    for (uint32_t i = 0; i < count; i++) {
        run(i * gap_us);
        push(i * gap_us, i, size);
    }
    run(NETWORK_NEVER - 1);
}

static void the_delay_is_exact(void **state)
{
    (void)state;
    net_start("delay=50");
    run_stream(10, 100, 1000);
    assert_int_equal(got.count, 10);
    for (uint32_t i = 0; i < 10; i++)
        assert_int_equal(got.at_us[i], i * 1000 + 50000);
}

static void the_rate_counts_headers(void **state)
{
    (void)state;
    /* 97 + 28 bytes are 1,000 bits: one a millisecond at 1 Mbit/s. */
    net_start("rate=1M,queue=10000");
    run_stream(1000, 97, 0);
    assert_int_equal(got.count, 1000);
    assert_int_equal(got.at_us[0], 1000);
    assert_int_equal(got.last_us, 1000000);
}

static void an_odd_rate_does_not_drift(void **state)
{
    (void)state;
    /* 1,228 bytes at 7,777,777 bit/s for ten thousand datagrams: 12.63 s to within 10 us. */
    net_start("rate=7777777,queue_bytes=100000000");
    for (uint32_t i = 0; i < SLOTS; i++)
        push(0, i, 1200);
    got.count = 0;
    run(NETWORK_NEVER - 1);
    uint64_t exact_us = (uint64_t)SLOTS * 1228 * 8 * 1000000 / 7777777;
    assert_in_range(got.last_us, exact_us, exact_us + 10);
}

static void the_queue_is_bounded_in_time_and_drops_at_the_tail(void **state)
{
    (void)state;
    /* 300 ms of 1 Mbit/s are 37,500 bytes: 300 datagrams of 125. */
    net_start("rate=1M,queue=300");
    got.count = 0;
    for (uint32_t i = 0; i < 400; i++)
        push(0, i, 97);
    run(NETWORK_NEVER - 1);
    assert_int_equal(got.count, 300);
    assert_int_equal(got.tags[299], 299);
    struct network_counts counts = network_totals(&net);
    assert_int_equal(counts.queue_full, 100);
    assert_int_equal(counts.queue_max_us, 300000);
}

static void the_queue_holds_at_least_3000_bytes(void **state)
{
    (void)state;
    net_start("rate=16k,queue=10");
    got.count = 0;
    for (uint32_t i = 0; i < 4; i++)
        push(0, i, 972);
    run(NETWORK_NEVER - 1);
    assert_int_equal(got.count, 3);
    assert_int_equal(got.last_us, 1500000); /* media on link f wait up to 1.5 s */
}

static void a_queue_in_bytes_is_kept_too(void **state)
{
    (void)state;
    net_start("rate=1M,queue_bytes=12500");
    got.count = 0;
    for (uint32_t i = 0; i < 200; i++)
        push(0, i, 97);
    run(NETWORK_NEVER - 1);
    assert_int_equal(got.count, 100);
}

static void loss_has_its_share(void **state)
{
    (void)state;
    net_start("loss=3");
    run_stream(100000, 100, 100);
    uint64_t lost = network_totals(&net).lost;
    assert_in_range(lost, 3000 - 270, 3000 + 270); /* five deviations */
    assert_int_equal(got.count + lost, 100000);
}

static void a_lost_datagram_has_used_its_share_of_the_rate(void **state)
{
    (void)state;
    net_start("rate=1M,queue=300,mask=1");
    run_stream(2, 97, 0);
    assert_int_equal(got.count, 1);
    assert_int_equal(got.at_us[0], 2000);
}

static void bursts_have_their_share_and_their_mean_length(void **state)
{
    (void)state;
    net_start("burst=1/20");
    run_stream(200000, 100, 100);
    /* Share 1/(1+20) = 4.76 %; mean length 1/0.20 = 5. */
    double share = (double)network_totals(&net).lost / 200000;
    assert_true(share > 0.042 && share < 0.053);
    size_t bursts = 0;
    for (size_t i = 1; i < got.count; i++)
        bursts += got.tags[i] != got.tags[i - 1] + 1 ? 1 : 0;
    double mean = (double)network_totals(&net).lost / (double)bursts;
    assert_true(mean > 4.6 && mean < 5.4);
}

static void a_mask_names_exactly_what_is_lost(void **state)
{
    (void)state;
    net_start("mask=8000000000000005");
    run_stream(128, 100, 10);
    assert_int_equal(got.count, 128 - 6);
    assert_int_equal(got.tags[0], 1);
    assert_int_equal(got.tags[1], 3);
    assert_int_equal(got.tags[60], 62);
    assert_int_equal(got.tags[61], 65);
}

static void a_new_mask_starts_at_its_first_bit(void **state)
{
    (void)state;
    net_start("mask=2");
    got.count = 0;
    push(0, 0, 10);
    run(0);
    struct network_terms terms = net.terms;
    terms.loss_mask = 1;
    network_set_terms(&net, 1, &terms);
    push(2, 1, 10);
    run(2);
    push(3, 2, 10);
    run(3);
    assert_int_equal(got.count, 2);
    assert_int_equal(got.tags[1], 2);
}

static size_t overtaken(void)
{
    size_t count = 0;
    for (size_t i = 1; i < got.count; i++)
        count += got.tags[i] < got.tags[i - 1] ? 1 : 0;
    return count;
}

static void jitter_keeps_the_order_unless_told_otherwise(void **state)
{
    (void)state;
    const char *const shapes[] = {"uniform", "normal", "pareto"};
    for (size_t i = 0; i < 3; i++) {
        char terms[80];
        snprintf(terms, sizeof terms, "delay=50,jitter=30,shape=%s", shapes[i]);
        net_start(terms);
        run_stream(5000, 100, 5000);
        assert_int_equal(got.count, 5000);
        assert_int_equal(overtaken(), 0);
        snprintf(terms, sizeof terms, "delay=50,jitter=30,shape=%s,order=0", shapes[i]);
        net_start(terms);
        run_stream(5000, 100, 5000);
        assert_int_equal(got.count, 5000);
        assert_true(overtaken() > 500);
    }
}

static void nothing_arrives_before_it_was_sent(void **state)
{
    (void)state;
    net_start("delay=5,jitter=30,shape=normal,order=0");
    run_stream(5000, 100, 1000);
    for (size_t i = 0; i < got.count; i++)
        assert_true(got.at_us[i] >= got.tags[i] * 1000u);
}

static void reordering_has_its_share_and_is_late_by_its_gap(void **state)
{
    (void)state;
    net_start("delay=10,reorder=5,late=12");
    run_stream(20000, 100, 10000);
    uint64_t held = network_totals(&net).held_back;
    assert_in_range(held, 1000 - 155, 1000 + 155);
    size_t late = 0;
    for (size_t i = 0; i < got.count; i++) {
        uint64_t took_us = got.at_us[i] - got.tags[i] * UINT64_C(10000);
        assert_true(took_us == 10000 || took_us == 22000);
        late += took_us == 22000 ? 1 : 0;
    }
    assert_int_equal(late, held);
    assert_true(overtaken() > 800);
}

static void a_duplicate_arrives_beside_its_original(void **state)
{
    (void)state;
    net_start("duplicate=10");
    run_stream(10000, 100, 100);
    uint64_t twice = network_totals(&net).duplicated;
    assert_in_range(twice, 1000 - 150, 1000 + 150);
    assert_int_equal(got.count, 10000 + twice);
    assert_int_equal(overtaken(), 0);
}

static void an_outage_loses_all_and_leaves_the_queue_standing(void **state)
{
    (void)state;
    struct network_plan plan = network_plan_perfect();
    assert_true(network_terms_set(&plan.terms, "rate=1M,delay=5"));
    assert_true(network_plan_change(&plan, 100000, "down=1"));
    assert_true(network_plan_change(&plan, 200000, "down=0"));
    network_init(&net, &plan, (struct network_storage){slots, SLOTS}, 1);
    run_stream(300, 97, 1000);
    assert_int_equal(got.count, 200);
    assert_int_equal(got.tags[98], 98);
    assert_int_equal(got.tags[99], 99);
    assert_int_equal(got.tags[100], 200);
}

static void a_planned_fall_of_the_rate_happens_on_time_within_a_datagram(void **state)
{
    (void)state;
    struct network_plan plan = network_plan_perfect();
    assert_true(network_terms_set(&plan.terms, "rate=1M,queue_bytes=100000"));
    assert_true(network_plan_change(&plan, 10500, "rate=100k"));
    network_init(&net, &plan, (struct network_storage){slots, SLOTS}, 1);
    got.count = 0;
    for (uint32_t i = 0; i < 20; i++)
        push(0, i, 97);
    run(NETWORK_NEVER - 1);
    assert_int_equal(got.at_us[9], 10000);
    /* Half of the eleventh has passed at 1 Mbit/s; the other 500 bits take 5 ms. */
    assert_int_equal(got.at_us[10], 15500);
    assert_int_equal(got.at_us[11], 25500);
}

static void the_plan_holds_however_rarely_the_network_is_called(void **state)
{
    (void)state;
    struct network_plan plan = network_plan_perfect();
    assert_true(network_terms_set(&plan.terms, "rate=1M,queue_bytes=100000"));
    assert_true(network_plan_change(&plan, 10500, "rate=100k"));
    network_init(&net, &plan, (struct network_storage){slots, SLOTS}, 1);
    for (uint32_t i = 0; i < 20; i++)
        push(0, i, 97);
    struct network_datagram d;
    size_t count = 0;
    while (network_pop(&net, 25500, &d))
        count++;
    assert_int_equal(count, 12);
}

static void what_arrives_is_what_was_sent(void **state)
{
    (void)state;
    net_start("delay=1");
    const uint8_t words[] = "how was the week?";
    network_push(&net, 0, 77, words, sizeof words);
    struct network_datagram d;
    assert_false(network_pop(&net, 999, &d));
    assert_int_equal(network_next_us(&net), 1000);
    assert_true(network_pop(&net, 1000, &d));
    assert_int_equal(d.tag, 77);
    assert_int_equal(d.size, sizeof words);
    assert_memory_equal(d.bytes, words, sizeof words);
    assert_true(network_next_us(&net) == NETWORK_NEVER);
}

static void storage_is_bounded_and_given_back(void **state)
{
    (void)state;
    net_start("delay=10");
    for (uint32_t round = 0; round < 3; round++) {
        got.count = 0;
        for (uint32_t i = 0; i < SLOTS + 5; i++)
            push(round * UINT64_C(100000), i, 10);
        run(round * UINT64_C(100000) + 50000);
        assert_int_equal(got.count, SLOTS);
        assert_int_equal(network_take_interval(&net).no_slot, 5);
    }
    push(400000, 0, NETWORK_DATAGRAM_MAX + 1);
    assert_int_equal(network_take_interval(&net).no_slot, 1);
}

static void every_datagram_is_accounted_for(void **state)
{
    (void)state;
    net_start_seeded("rate=500k,queue=100,delay=30,jitter=20,shape=pareto,loss=10,burst=1/30,"
                     "reorder=3,duplicate=4",
                     99);
    run_stream(20000, 200, 3000);
    struct network_counts c = network_totals(&net);
    assert_int_equal(c.entered, 20000);
    assert_int_equal(c.left, got.count);
    assert_int_equal(c.entered + c.duplicated, c.left + c.lost + c.queue_full + c.no_slot);
    assert_true(c.queue_full > 0 && c.lost > 0 && c.duplicated > 0);
}

static void intervals_add_up_to_totals(void **state)
{
    (void)state;
    net_start("loss=10");
    uint64_t left = 0;
    for (uint32_t i = 0; i < 10; i++) {
        got.count = 0;
        push(i * 10u, i, 50);
        run(i * 10u + 5);
        left += network_take_interval(&net).left;
    }
    assert_int_equal(network_totals(&net).left, left);
    assert_int_equal(network_take_interval(&net).left, 0);
}

static void the_same_seed_gives_the_same_arrivals(void **state)
{
    (void)state;
    const char *terms = "rate=800k,queue=200,delay=40,jitter=25,shape=normal,order=0,loss=5,"
                        "burst=1/20,reorder=2,duplicate=2";
    struct arrivals *first = malloc(sizeof *first);
    assert_non_null(first);
    net_start_seeded(terms, 5);
    run_stream(5000, 150, 2000);
    *first = got;
    net_start_seeded(terms, 5);
    run_stream(5000, 150, 2000);
    assert_int_equal(got.count, first->count);
    assert_memory_equal(got.tags, first->tags, got.count * sizeof got.tags[0]);
    assert_memory_equal(got.at_us, first->at_us, got.count * sizeof got.at_us[0]);
    net_start_seeded(terms, 6);
    run_stream(5000, 150, 2000);
    assert_true(got.count != first->count ||
                memcmp(got.tags, first->tags, got.count * sizeof got.tags[0]) != 0);
    free(first);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_delay_is_exact),
    cmocka_unit_test(the_rate_counts_headers),
    cmocka_unit_test(an_odd_rate_does_not_drift),
    cmocka_unit_test(the_queue_is_bounded_in_time_and_drops_at_the_tail),
    cmocka_unit_test(the_queue_holds_at_least_3000_bytes),
    cmocka_unit_test(a_queue_in_bytes_is_kept_too),
    cmocka_unit_test(loss_has_its_share),
    cmocka_unit_test(a_lost_datagram_has_used_its_share_of_the_rate),
    cmocka_unit_test(bursts_have_their_share_and_their_mean_length),
    cmocka_unit_test(a_mask_names_exactly_what_is_lost),
    cmocka_unit_test(a_new_mask_starts_at_its_first_bit),
    cmocka_unit_test(jitter_keeps_the_order_unless_told_otherwise),
    cmocka_unit_test(nothing_arrives_before_it_was_sent),
    cmocka_unit_test(reordering_has_its_share_and_is_late_by_its_gap),
    cmocka_unit_test(a_duplicate_arrives_beside_its_original),
    cmocka_unit_test(an_outage_loses_all_and_leaves_the_queue_standing),
    cmocka_unit_test(a_planned_fall_of_the_rate_happens_on_time_within_a_datagram),
    cmocka_unit_test(the_plan_holds_however_rarely_the_network_is_called),
    cmocka_unit_test(what_arrives_is_what_was_sent),
    cmocka_unit_test(storage_is_bounded_and_given_back),
    cmocka_unit_test(every_datagram_is_accounted_for),
    cmocka_unit_test(intervals_add_up_to_totals),
    cmocka_unit_test(the_same_seed_gives_the_same_arrivals),
};
TEST_GROUP(network, tests)
