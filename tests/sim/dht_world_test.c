#include "dht_world.h"

#include "harness.h"

static struct dht_world_terms ordinary(uint64_t seed, size_t pairs)
{
    return (struct dht_world_terms){
        .swarm = {.seed = seed, .count = 1000, .dead_per_cent = 20, .lying_per_cent = 10},
        .loss_ppm = 10000,
        .pairs = pairs,
    };
}

static void of_1000_values_999_are_found_though_some_nodes_are_dead_and_some_lie(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(1, 1000);
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_true(result.published >= 999);
    assert_true(result.found >= 999);
    assert_int_equal(result.false_values, 0);
    assert_true(result.copies >= 8 * 990);
    assert_true(result.first_p50_us <= 300000);
    assert_true(result.get_p95_us <= 4000000);
    assert_true(result.external_right);
}

static void half_of_the_nodes_may_be_dead(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(2, 200);
    terms.swarm.dead_per_cent = 50;
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_int_equal(result.found, 200);
    assert_true(result.first_p50_us <= 300000);
}

static void a_third_of_the_nodes_may_lie(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(3, 200);
    terms.swarm.lying_per_cent = 33;
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_true(result.found >= 198);
    assert_int_equal(result.false_values, 0);
    assert_true(result.external_right);
}

/* The way there is long, and only its end is told the target. */
static void a_new_device_that_knows_eight_nodes_finds_it_too(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(11, 200);
    terms.swarm.count = DHT_NODES_MAX;
    terms.cold = true;
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_true(result.found >= 199);
    assert_true(result.first_p50_us <= 1000000);
    assert_true(result.strangers <= 0.6 * result.get_packets);
}

static void a_fifth_of_the_packets_may_be_lost(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(4, 200);
    terms.loss_ppm = 200000;
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_true(result.found >= 196);
}

static void a_swarm_of_twelve_nodes_is_enough(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(5, 50);
    terms.swarm = (struct dht_nodes_terms){.seed = 5, .count = 12};
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_int_equal(result.found, 50);
}

/* libtorrent bans who sends more than five a second. */
static void no_node_gets_more_than_four_packets_in_any_second(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(6, 100);
    terms.swarm.count = 12;
    struct dht_world_result result = dht_world_pairs(&terms);
    assert_in_range(result.packets_per_s_max, 1, 4);
    assert_true(result.found >= 99);
}

static void an_idle_hour_costs_at_most_200_kb_for_one_person(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(7, 1);
    struct dht_world_result result = dht_world_hour(&terms);
    assert_int_equal(result.found, 2); /* one new value an hour */
    assert_int_equal(result.published, 2);
    assert_in_range(result.bytes_out + result.bytes_in, 1, 200000);
}

static void thirty_people_cost_half_a_megabyte_out_an_hour(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(8, 30);
    struct dht_world_result result = dht_world_hour(&terms);
    assert_int_equal(result.found, 60);
    assert_in_range(result.bytes_out, 1, 500000);
}

static void the_same_seed_gives_the_same_swarm_and_the_same_packets(void **state)
{
    (void)state;
    struct dht_world_terms terms = ordinary(9, 40);
    struct dht_world_result first = dht_world_pairs(&terms);
    struct dht_world_result again = dht_world_pairs(&terms);
    assert_true(first.log_hash == again.log_hash);
    terms.swarm.seed = 10;
    assert_true(dht_world_pairs(&terms).log_hash != first.log_hash);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(of_1000_values_999_are_found_though_some_nodes_are_dead_and_some_lie),
    cmocka_unit_test(half_of_the_nodes_may_be_dead),
    cmocka_unit_test(a_third_of_the_nodes_may_lie),
    cmocka_unit_test(a_new_device_that_knows_eight_nodes_finds_it_too),
    cmocka_unit_test(a_fifth_of_the_packets_may_be_lost),
    cmocka_unit_test(a_swarm_of_twelve_nodes_is_enough),
    cmocka_unit_test(no_node_gets_more_than_four_packets_in_any_second),
    cmocka_unit_test(an_idle_hour_costs_at_most_200_kb_for_one_person),
    cmocka_unit_test(thirty_people_cost_half_a_megabyte_out_an_hour),
    cmocka_unit_test(the_same_seed_gives_the_same_swarm_and_the_same_packets),
};
TEST_GROUP(dht_world, tests)
