#include "emulator/dice.h"

#include "harness.h"

#define ROLLS 100000

static void the_same_seed_gives_the_same_rolls_and_another_does_not(void **state)
{
    (void)state;
    struct dice a = dice_seeded(7);
    struct dice b = dice_seeded(7);
    struct dice c = dice_seeded(8);
    size_t same = 0;
    for (int i = 0; i < 100; i++) {
        uint64_t roll = dice_roll(&a);
        assert_true(roll == dice_roll(&b));
        same += roll == dice_roll(&c) ? 1 : 0;
    }
    assert_int_equal(same, 0);
}

static void chance_keeps_its_promise(void **state)
{
    (void)state;
    struct dice dice = dice_seeded(1);
    int hits = 0;
    for (int i = 0; i < ROLLS; i++)
        hits += dice_chance(&dice, 30000) ? 1 : 0;
    /* 3 % of 100,000 has a standard deviation of 54. */
    assert_in_range(hits, 3000 - 270, 3000 + 270);
    assert_false(dice_chance(&dice, 0));
    assert_true(dice_chance(&dice, DICE_PPM));
}

struct moments {
    double mean;
    double variance;
    int64_t least;
    int64_t most;
};

static struct moments moments_of(int64_t (*draw)(struct dice *, uint32_t), uint32_t width)
{
    struct dice dice = dice_seeded(3);
    struct moments m = {.least = INT64_MAX, .most = INT64_MIN};
    for (int i = 0; i < ROLLS; i++) {
        int64_t value = draw(&dice, width);
        m.mean += (double)value / ROLLS;
        m.variance += (double)value * (double)value / ROLLS;
        m.least = value < m.least ? value : m.least;
        m.most = value > m.most ? value : m.most;
    }
    m.variance -= m.mean * m.mean;
    return m;
}

static void uniform_fills_its_width_evenly(void **state)
{
    (void)state;
    struct moments m = moments_of(dice_uniform, 3000);
    assert_true(m.mean > -30 && m.mean < 30);
    assert_true(m.variance > 0.98 * 3e6 && m.variance < 1.02 * 3e6); /* width² / 3 */
    assert_true(m.least >= -3000 && m.least < -2990);
    assert_true(m.most <= 3000 && m.most > 2990);
}

static void normal_has_its_deviation_and_bounded_tails(void **state)
{
    (void)state;
    struct moments m = moments_of(dice_normal, 10000);
    assert_true(m.mean > -150 && m.mean < 150);
    assert_true(m.variance > 0.98e8 && m.variance < 1.02e8);
    assert_true(m.least >= -60000 && m.most <= 60000);
    assert_true(m.least < -35000 && m.most > 35000);
}

static void pareto_is_never_early_has_its_mean_and_a_long_tail(void **state)
{
    (void)state;
    struct moments m = moments_of(dice_pareto, 10000);
    assert_true(m.mean > 9500 && m.mean < 10500);
    assert_true(m.least >= 0);
    assert_true(m.most > 150000 && m.most <= 200000);
}

static void a_bound_is_never_reached_and_all_below_it_is(void **state)
{
    (void)state;
    struct dice dice = dice_seeded(4);
    unsigned seen = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t roll = dice_below(&dice, 6);
        assert_true(roll < 6);
        seen |= 1u << roll;
    }
    assert_int_equal(seen, 0x3f);
}

static void filling_touches_exactly_the_bytes_asked_for(void **state)
{
    (void)state;
    struct dice dice = dice_seeded(5);
    uint8_t bytes[24] = {0};
    dice_fill(&dice, bytes, 19);
    int zeroes = 0;
    for (size_t i = 0; i < 19; i++)
        zeroes += bytes[i] == 0 ? 1 : 0;
    assert_true(zeroes < 4);
    assert_memory_equal(bytes + 19, ((const uint8_t[5]){0}), 5);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_same_seed_gives_the_same_rolls_and_another_does_not),
    cmocka_unit_test(chance_keeps_its_promise),
    cmocka_unit_test(uniform_fills_its_width_evenly),
    cmocka_unit_test(normal_has_its_deviation_and_bounded_tails),
    cmocka_unit_test(pareto_is_never_early_has_its_mean_and_a_long_tail),
    cmocka_unit_test(a_bound_is_never_reached_and_all_below_it_is),
    cmocka_unit_test(filling_touches_exactly_the_bytes_asked_for),
};
TEST_GROUP(dice, tests)
