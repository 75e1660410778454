#include "reach/relay_table.h"

#include <string.h>

#include "relay_world.h"

static struct relay_world world;
static struct relay_table table;

static int begin(void **state)
{
    (void)state;
    world_init(&world, 0, 0);
    memset(&table, 0, sizeof table);
    return 0;
}

static const uint8_t *id_of(uint8_t number)
{
    static uint8_t id[RELAY_ID_BYTES];
    memset(id, number, sizeof id);
    return id;
}

static size_t bind_at(uint8_t number, uint8_t side, uint16_t port, uint64_t now_us)
{
    const uint8_t *id = id_of(number);
    struct alcove_random random = world_random(&world);
    const struct relay_side bound = {.at = world_at(number, port), .until_us = now_us + 60000000};
    size_t place = relay_table_find(&table, now_us, id, side);
    if (place == RELAY_NOBODY)
        place = relay_table_make(&table, now_us, id, side);
    if (place != RELAY_NOBODY)
        (void)relay_table_bind(&table, place, now_us, &bound, &random);
    return place;
}

static void an_empty_table_knows_nobody(void **state)
{
    (void)state;
    const struct alcove_address at = world_at(1, 1);
    assert_int_equal(relay_table_pairs(&table, 0), 0);
    assert_int_equal(relay_table_find_channel(&table, 0, 0, &at), RELAY_NOBODY);
    assert_int_equal(relay_table_find_address(&table, 0, &at), RELAY_NOBODY);
    assert_int_equal(relay_table_find(&table, 0, id_of(0), 0), RELAY_NOBODY);
}

static void a_channel_counts_only_from_its_address(void **state)
{
    (void)state;
    size_t place = bind_at(1, 0, 1000, 1);
    uint64_t channel = table.channels[place];
    const struct alcove_address right = world_at(1, 1000);
    const struct alcove_address wrong = world_at(1, 1001);
    assert_true(channel != 0);
    assert_int_equal(relay_table_find_channel(&table, 2, channel, &right), place);
    assert_int_equal(relay_table_find_channel(&table, 2, channel, &wrong), RELAY_NOBODY);
    assert_int_equal(relay_table_find_channel(&table, 2, channel ^ 1, &right), RELAY_NOBODY);
    assert_int_equal(relay_table_find_address(&table, 2, &right), place);
}

static void a_side_that_moves_gets_another_channel(void **state)
{
    (void)state;
    size_t place = bind_at(1, 1, 1000, 1);
    uint64_t channel = table.channels[place];
    assert_int_equal(bind_at(1, 1, 1000, 2), place);
    assert_true(table.channels[place] == channel);
    assert_int_equal(bind_at(1, 1, 1001, 3), place);
    assert_true(table.channels[place] != channel);
}

static void a_side_is_forgotten_at_its_end(void **state)
{
    (void)state;
    size_t place = bind_at(1, 0, 1000, 1);
    const struct alcove_address at = world_at(1, 1000);
    uint64_t channel = table.channels[place];
    assert_true(relay_table_is_bound(&table, place, 60000000));
    assert_false(relay_table_is_bound(&table, place, 60000001));
    assert_false(relay_table_is_bound(&table, relay_table_other(place), 2));
    assert_int_equal(relay_table_pairs(&table, 60000000), 1);
    assert_int_equal(relay_table_pairs(&table, 60000001), 0);
    assert_int_equal(relay_table_find_channel(&table, 60000001, channel, &at), RELAY_NOBODY);
    assert_int_equal(relay_table_find_address(&table, 60000001, &at), RELAY_NOBODY);
    assert_int_equal(relay_table_find(&table, 60000001, id_of(1), 0), RELAY_NOBODY);
}

static void complete_pairs_fill_the_table_and_waiting_ones_give_way(void **state)
{
    (void)state;
    for (uint8_t i = 0; i < RELAY_PAIRS_MAX; i++) {
        assert_int_not_equal(bind_at((uint8_t)(i + 1), 0, 1000, 1 + i), RELAY_NOBODY);
        if (i != 5 && i != 9)
            assert_int_not_equal(bind_at((uint8_t)(i + 1), 1, 2000, 1 + i), RELAY_NOBODY);
    }
    assert_int_equal(relay_table_pairs(&table, 100), RELAY_PAIRS_MAX);
    assert_int_equal(bind_at(100, 0, 1000, 100), 2 * 5);
    assert_int_equal(relay_table_find(&table, 100, id_of(6), 0), RELAY_NOBODY);
    assert_int_equal(bind_at(100, 1, 2000, 101), 2 * 5 + 1);
    assert_int_equal(bind_at(101, 1, 1000, 102), 2 * 9 + 1);
    assert_int_equal(bind_at(101, 0, 1000, 103), 2 * 9);
    assert_int_equal(bind_at(102, 0, 1000, 104), RELAY_NOBODY);
    assert_int_not_equal(bind_at(102, 0, 1000, 60000001), RELAY_NOBODY);
}

static void who_gives_way_leaves_no_channel_behind(void **state)
{
    (void)state;
    size_t place = bind_at(1, 0, 1000, 1);
    uint64_t channel = table.channels[place];
    const struct alcove_address at = world_at(1, 1000);
    for (uint8_t i = 1; i < RELAY_PAIRS_MAX; i++) {
        (void)bind_at((uint8_t)(i + 1), 0, 1000, 2);
        (void)bind_at((uint8_t)(i + 1), 1, 2000, 2);
    }
    assert_int_equal(bind_at(100, 1, 1000, 3), place + 1);
    assert_int_equal(relay_table_find_channel(&table, 3, channel, &at), RELAY_NOBODY);
    assert_false(relay_table_is_bound(&table, place, 3));
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(an_empty_table_knows_nobody),
    TEST(a_channel_counts_only_from_its_address),
    TEST(a_side_that_moves_gets_another_channel),
    TEST(a_side_is_forgotten_at_its_end),
    TEST(complete_pairs_fill_the_table_and_waiting_ones_give_way),
    TEST(who_gives_way_leaves_no_channel_behind),
};

TEST_GROUP(relay_table, tests)
