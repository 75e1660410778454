#include "link/ranges.h"

#include <string.h>

#include "harness.h"

/* Compares with up to four expected ranges, ended by {0, 0}. */
static void check(const struct ranges *ranges, const struct range *expected)
{
    size_t count = 0;
    while (expected[count].end != 0)
        count++;
    assert_int_equal(ranges->count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ranges->range[i].start, expected[i].start);
        assert_int_equal(ranges->range[i].end, expected[i].end);
    }
}

#define CHECK(...) check(&ranges, (const struct range[]){__VA_ARGS__, {0, 0}})

static void adding_joins_what_touches(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    assert_true(ranges_add(&ranges, 10, 30));
    CHECK({10, 30});
    ranges_add(&ranges, 50, 60);
    CHECK({10, 30}, {50, 60});
    ranges_add(&ranges, 30, 40);
    CHECK({10, 40}, {50, 60});
    ranges_add(&ranges, 45, 50);
    CHECK({10, 40}, {45, 60});
    ranges_add(&ranges, 0, 5);
    CHECK({0, 5}, {10, 40}, {45, 60});
    ranges_add(&ranges, 12, 20);
    CHECK({0, 5}, {10, 40}, {45, 60});
    ranges_add(&ranges, 3, 50);
    CHECK({0, 60});
    ranges_add(&ranges, 7, 7);
    CHECK({0, 60});
    ranges_add(&ranges, 100, 101);
    CHECK({0, 60}, {100, 101});
    ranges_add(&ranges, 0, 200);
    CHECK({0, 200});
}

static void subtracting_splits_and_trims(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    ranges_add(&ranges, 0, 100);
    assert_true(ranges_subtract(&ranges, 40, 60));
    CHECK({0, 40}, {60, 100});
    ranges_subtract(&ranges, 0, 10);
    CHECK({10, 40}, {60, 100});
    ranges_subtract(&ranges, 90, 200);
    CHECK({10, 40}, {60, 90});
    ranges_subtract(&ranges, 40, 60);
    CHECK({10, 40}, {60, 90});
    ranges_subtract(&ranges, 30, 70);
    CHECK({10, 30}, {70, 90});
    ranges_subtract(&ranges, 15, 15);
    CHECK({10, 30}, {70, 90});
    ranges_subtract(&ranges, 0, 1000);
    assert_int_equal(ranges.count, 0);
}

static void containing_means_wholly_inside_one_range(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    ranges_add(&ranges, 10, 20);
    ranges_add(&ranges, 30, 40);
    const struct {
        uint32_t start, end;
        bool inside;
    } rows[] = {
        {10, 20, true},  {10, 11, true},  {19, 20, true}, {9, 11, false},
        {19, 21, false}, {15, 35, false}, {0, 1, false},  {50, 60, false},
        {30, 40, true},  {40, 41, false}, {5, 5, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(ranges_contain(&ranges, rows[i].start, rows[i].end), rows[i].inside);
    assert_int_equal(ranges_total(&ranges), 20);
}

static void a_full_set_refuses_and_stays_as_it_was(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    for (uint32_t i = 0; i < RANGES_MAX; i++)
        assert_true(ranges_add(&ranges, 10 * i, 10 * i + 5));
    struct ranges before = ranges;
    assert_false(ranges_add(&ranges, 1000, 1001));
    assert_false(ranges_subtract(&ranges, 2, 3));
    assert_memory_equal(&before, &ranges, sizeof ranges);
    assert_true(ranges_add(&ranges, 5, 10));
    assert_int_equal(ranges.count, RANGES_MAX - 1);
    assert_true(ranges_add(&ranges, 1000, 1001));
    ranges_add_or_widen(&ranges, 2000, 2001);
    CHECK({0, 2001});
}

static void the_lowest_can_be_dropped(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    ranges_add(&ranges, 1, 2);
    ranges_add(&ranges, 5, 6);
    ranges_drop_lowest(&ranges);
    CHECK({5, 6});
    ranges_drop_lowest(&ranges);
    assert_int_equal(ranges.count, 0);
}

/* Against a naive set, at every step. */
static void a_thousand_steps_agree_with_a_table_of_bits(void **state)
{
    (void)state;
    struct ranges ranges = {0};
    bool bits[64] = {false};
    uint32_t seed = 12345;
    for (int step = 0; step < 1000; step++) {
        seed = seed * 1664525 + 1013904223;
        uint32_t start = seed >> 26;
        uint32_t end = start + (seed >> 20 & 7);
        bool add = (seed >> 19 & 1) != 0;
        if (end > 64)
            end = 64;
        assert_true(add ? ranges_add(&ranges, start, end) : ranges_subtract(&ranges, start, end));
        for (uint32_t i = start; i < end; i++)
            bits[i] = add;
        uint32_t total = 0;
        for (uint32_t i = 0; i < 64; i++) {
            assert_int_equal(ranges_contain(&ranges, i, i + 1), bits[i]);
            total += bits[i];
        }
        assert_int_equal(ranges_total(&ranges), total);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(adding_joins_what_touches),
    cmocka_unit_test(subtracting_splits_and_trims),
    cmocka_unit_test(containing_means_wholly_inside_one_range),
    cmocka_unit_test(a_full_set_refuses_and_stays_as_it_was),
    cmocka_unit_test(the_lowest_can_be_dropped),
    cmocka_unit_test(a_thousand_steps_agree_with_a_table_of_bits),
};
TEST_GROUP(ranges, tests)
