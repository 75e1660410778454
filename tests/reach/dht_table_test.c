#include "reach/dht_table.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"
#include "seeded_random.h"

#define SECOND UINT64_C(1000000)

static uint64_t seed;

static struct alcove_random dice(void)
{
    return seeded_random(&seed);
}

static struct dht_table *new_table(void)
{
    struct dht_table *table = calloc(1, sizeof *table);
    assert_non_null(table);
    seed = 1;
    return table;
}

/* Node `number`: a network of its own, an id in region `region`, which belongs to its address if
 * `valid`. */
static struct krpc_node node(unsigned number, uint8_t region)
{
    const struct alcove_random random = dice();
    const uint8_t ip[4] = {45, (uint8_t)(number >> 8), (uint8_t)number, 1};
    struct krpc_node made = {dht_id_random(&random), address_from_ipv4(ip, 6881)};
    made.id.bytes[0] = (uint8_t)(region << 2);
    return made;
}

static struct krpc_node valid_node(unsigned number)
{
    const struct alcove_random random = dice();
    struct krpc_node made = node(number, 0);
    made.id = dht_id_for_address(&made.address, &random);
    return made;
}

static bool knows(const struct dht_table *table, const struct krpc_node *wanted)
{
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        if (alcove_address_equal(&table->nodes[i].address, &wanted->address) &&
            dht_id_equal(&table->nodes[i].id, &wanted->id))
            return true;
    }
    return false;
}

static void hearsay_enters_only_free_places(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    for (unsigned i = 0; i < DHT_TABLE_REGION_NODES + 4; i++) {
        struct krpc_node heard = node(i, 3);
        dht_table_heard(table, &heard);
        assert_int_equal(knows(table, &heard), i < DHT_TABLE_REGION_NODES);
    }
    assert_int_equal(dht_table_count(table), DHT_TABLE_REGION_NODES);
    assert_int_equal(dht_table_good_count(table), 0);
    free(table);
}

static void who_answers_displaces_hearsay(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    for (unsigned i = 0; i < DHT_TABLE_REGION_NODES; i++) {
        struct krpc_node heard = node(i, 3);
        dht_table_heard(table, &heard);
    }
    for (unsigned i = 100; i < 100 + DHT_TABLE_REGION_NODES; i++) {
        struct krpc_node good = node(i, 3);
        dht_table_answered(table, SECOND, &good, 50000);
        assert_true(knows(table, &good));
    }
    assert_int_equal(dht_table_good_count(table), DHT_TABLE_REGION_NODES);
    struct krpc_node late = node(200, 3);
    dht_table_answered(table, SECOND, &late, 50000);
    assert_false(knows(table, &late)); /* no better than those there */
    free(table);
}

static void an_id_that_belongs_to_its_address_is_preferred(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    struct krpc_node valid = valid_node(1);
    for (unsigned i = 100; i < 100 + DHT_TABLE_REGION_NODES; i++) {
        struct krpc_node other = node(i, valid.id.bytes[0] >> 2);
        dht_table_answered(table, SECOND, &other, 50000);
    }
    dht_table_answered(table, SECOND, &valid, 50000);
    assert_true(knows(table, &valid));
    free(table);
}

static void a_machine_has_one_place_and_a_network_two(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    for (uint16_t i = 0; i < 40; i++) {
        struct krpc_node many = node(1, (uint8_t)i);
        many.address.port = (uint16_t)(6881 + i);
        dht_table_answered(table, SECOND, &many, 50000);
        dht_table_heard(table, &many);
    }
    assert_int_equal(dht_table_count(table), 1);
    for (uint8_t i = 0; i < 40; i++) {
        struct krpc_node many = node(2, i);
        many.address.ip[15] = (uint8_t)(i + 1);
        dht_table_answered(table, SECOND, &many, 50000);
    }
    assert_int_equal(dht_table_count(table), 1 + DHT_TABLE_NETWORK_MAX);
    free(table);
}

static void who_fails_twice_in_a_row_is_forgotten(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    struct krpc_node good = node(1, 3);
    dht_table_answered(table, SECOND, &good, 50000);
    dht_table_failed(table, &good.address);
    assert_true(knows(table, &good));
    assert_int_equal(dht_table_good_count(table), 0);
    dht_table_answered(table, 2 * SECOND, &good, 50000);
    assert_int_equal(dht_table_good_count(table), 1);
    dht_table_failed(table, &good.address);
    dht_table_failed(table, &good.address);
    assert_int_equal(dht_table_count(table), 0);
    dht_table_failed(table, &good.address); /* of nobody */
    free(table);
}

static void who_comes_back_with_another_id_has_only_that(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    struct krpc_node before = node(1, 3);
    struct krpc_node after = node(1, 40);
    dht_table_answered(table, SECOND, &before, 50000);
    dht_table_answered(table, SECOND, &after, 50000);
    assert_false(knows(table, &before));
    assert_true(knows(table, &after));
    assert_int_equal(dht_table_count(table), 1);
    dht_table_forget(table, &after.address);
    assert_int_equal(dht_table_count(table), 0);
    free(table);
}

static void round_trips_are_smoothed(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    struct krpc_node good = node(1, 3);
    assert_int_equal(dht_table_rtt_us(table, &good.address), 0);
    dht_table_answered(table, SECOND, &good, 100000);
    assert_int_equal(dht_table_rtt_us(table, &good.address), 100000);
    dht_table_answered(table, SECOND, &good, 200000);
    assert_int_equal(dht_table_rtt_us(table, &good.address), 125000);
    free(table);
}

static void fill_with(struct dht_table *table, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct krpc_node good = node(1000 + i, (uint8_t)(i % DHT_TABLE_REGIONS));
        dht_table_answered(table, SECOND, &good, 50000);
    }
}

static void the_closest_come_in_order_failing_ones_last(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    const struct alcove_random random = dice();
    const struct dht_node *closest[16];
    fill_with(table, 300);
    struct dht_id target = dht_id_random(&random);
    assert_int_equal(dht_table_closest(table, &target, closest, 16), 16);
    for (size_t i = 1; i < 16; i++)
        assert_true(dht_id_compare(&target, &closest[i - 1]->id, &closest[i]->id) < 0);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        if (table->nodes[i].address.port != 0)
            assert_true(dht_id_compare(&target, &table->nodes[i].id, &closest[0]->id) >= 0);
    }
    struct alcove_address first = closest[0]->address;
    dht_table_failed(table, &first);
    dht_table_closest(table, &target, closest, 16);
    for (size_t i = 0; i < 16; i++)
        assert_false(alcove_address_equal(&closest[i]->address, &first));
    free(table);
}

static void fewer_than_wanted_are_given_as_they_are(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    const struct alcove_random random = dice();
    struct dht_id target = dht_id_random(&random);
    const struct dht_node *closest[16];
    struct krpc_node picked[8];
    assert_int_equal(dht_table_closest(table, &target, closest, 16), 0);
    assert_int_equal(dht_table_pick(table, &random, picked, 8), 0);
    fill_with(table, 5);
    assert_int_equal(dht_table_closest(table, &target, closest, 16), 5);
    assert_int_equal(dht_table_pick(table, &random, picked, 8), 5);
    free(table);
}

static void what_is_picked_is_good_and_no_node_twice(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    const struct alcove_random random = dice();
    struct krpc_node picked[8];
    fill_with(table, 200);
    struct krpc_node heard = node(5000, 63);
    dht_table_heard(table, &heard);
    for (int times = 0; times < 50; times++) {
        assert_int_equal(dht_table_pick(table, &random, picked, 8), 8);
        for (size_t i = 0; i < 8; i++) {
            assert_false(alcove_address_equal(&picked[i].address, &heard.address));
            for (size_t k = 0; k < i; k++)
                assert_false(alcove_address_equal(&picked[i].address, &picked[k].address));
        }
    }
    free(table);
}

static void the_thinnest_range_is_one_without_good_nodes(void **state)
{
    (void)state;
    struct dht_table *table = new_table();
    const struct alcove_random random = dice();
    for (uint8_t region = 0; region < DHT_TABLE_REGIONS; region++) {
        struct krpc_node good = node(region, region);
        if (region != 17)
            dht_table_answered(table, SECOND, &good, 50000);
    }
    struct dht_id target = dht_table_thinnest(table, &random);
    assert_int_equal(target.bytes[0] >> 2, 17);
    free(table);
}

static void what_goes_to_the_disk_comes_back(void **state)
{
    (void)state;
    static uint8_t bytes[DHT_TABLE_EXPORT_BYTES_MAX];
    const struct dht_scope scope = {.family = DHT_IPV4};
    struct dht_table *table = new_table();
    struct dht_table *again = calloc(1, sizeof *again);
    uint8_t depth = 0;
    fill_with(table, 400);
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    dht_table_export(table, DHT_IPV4, 18, &w);
    assert_int_equal(w.size, 5 + dht_table_count(table) * 26);
    assert_true(dht_table_count(table) >= 200);
    struct byte_reader r = byte_reader_over(bytes, w.size);
    assert_true(dht_table_import(again, &scope, &r, &depth));
    assert_int_equal(depth, 18);
    assert_int_equal(dht_table_count(again), dht_table_count(table));
    assert_int_equal(dht_table_good_count(again), 0); /* hearsay until they answer */
    for (size_t cut = 0; cut < w.size; cut += 307) {
        *again = (struct dht_table){0};
        r = byte_reader_over(bytes, cut);
        assert_false(dht_table_import(again, &scope, &r, &depth));
    }
    free(again);
    free(table);
}

static void a_damaged_file_brings_in_no_private_addresses(void **state)
{
    (void)state;
    const uint8_t bytes[] = {1,  4,  18, 0,  1,  1,  2,  3,  4,  5,   6, 7, 8, 9,    10,  11,
                             12, 13, 14, 15, 16, 17, 18, 19, 20, 127, 0, 0, 1, 0x1a, 0xe1};
    const struct dht_scope scope = {.family = DHT_IPV4};
    const struct dht_scope other = {.family = DHT_IPV6};
    struct dht_table *table = new_table();
    uint8_t depth = 0;
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    assert_true(dht_table_import(table, &scope, &r, &depth));
    assert_int_equal(dht_table_count(table), 0);
    r = byte_reader_over(bytes, sizeof bytes);
    assert_false(dht_table_import(table, &other, &r, &depth));
    const uint8_t later_version[] = {2, 4, 18, 0, 0};
    r = byte_reader_over(later_version, sizeof later_version);
    assert_false(dht_table_import(table, &scope, &r, &depth));
    free(table);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(hearsay_enters_only_free_places),
    cmocka_unit_test(who_answers_displaces_hearsay),
    cmocka_unit_test(an_id_that_belongs_to_its_address_is_preferred),
    cmocka_unit_test(a_machine_has_one_place_and_a_network_two),
    cmocka_unit_test(who_fails_twice_in_a_row_is_forgotten),
    cmocka_unit_test(who_comes_back_with_another_id_has_only_that),
    cmocka_unit_test(round_trips_are_smoothed),
    cmocka_unit_test(the_closest_come_in_order_failing_ones_last),
    cmocka_unit_test(fewer_than_wanted_are_given_as_they_are),
    cmocka_unit_test(what_is_picked_is_good_and_no_node_twice),
    cmocka_unit_test(the_thinnest_range_is_one_without_good_nodes),
    cmocka_unit_test(what_goes_to_the_disk_comes_back),
    cmocka_unit_test(a_damaged_file_brings_in_no_private_addresses),
};
TEST_GROUP(dht_table, tests)
