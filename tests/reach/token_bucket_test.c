#include "reach/token_bucket.h"

#include "harness.h"

static const struct token_rate hundred = {.per_s = 100, .burst = 10};

static size_t take_ones(struct token_bucket *bucket, uint64_t now_us, size_t times)
{
    size_t taken = 0;
    for (size_t i = 0; i < times; i++)
        taken += token_bucket_take(bucket, &hundred, now_us, 1);
    return taken;
}

static void a_new_bucket_gives_one_burst_at_any_time(void **state)
{
    (void)state;
    const uint64_t times_us[] = {0, 1, 5000000, UINT64_MAX - 1};
    for (size_t i = 0; i < sizeof times_us / sizeof times_us[0]; i++) {
        struct token_bucket bucket = {0};
        assert_int_equal(take_ones(&bucket, times_us[i], 50), 10);
    }
}

static void it_fills_at_its_rate_and_no_further_than_its_burst(void **state)
{
    (void)state;
    struct token_bucket bucket = {0};
    assert_int_equal(take_ones(&bucket, 1000000, 50), 10);
    assert_int_equal(take_ones(&bucket, 1009999, 50), 0);
    assert_int_equal(take_ones(&bucket, 1010000, 50), 1);
    assert_int_equal(take_ones(&bucket, 1055000, 50), 4);
    assert_int_equal(take_ones(&bucket, 1060000, 50), 1);
    assert_int_equal(take_ones(&bucket, 90000000, 50), 10);
    assert_int_equal(take_ones(&bucket, 9000000000000, 50), 10);
}

static void what_is_too_much_takes_nothing(void **state)
{
    (void)state;
    struct token_bucket bucket = {0};
    assert_false(token_bucket_take(&bucket, &hundred, 0, 11));
    assert_true(token_bucket_take(&bucket, &hundred, 0, 10));
    assert_false(token_bucket_take(&bucket, &hundred, 50000, 6));
    assert_true(token_bucket_take(&bucket, &hundred, 50000, 5));
}

static void the_largest_rates_do_not_overflow(void **state)
{
    (void)state;
    const struct token_rate rate = {.per_s = 1u << 31, .burst = 1u << 31};
    struct token_bucket bucket = {0};
    assert_true(token_bucket_take(&bucket, &rate, 0, 1u << 31));
    assert_false(token_bucket_take(&bucket, &rate, 0, 1));
    assert_true(token_bucket_take(&bucket, &rate, UINT64_MAX, 1u << 31));
    assert_false(token_bucket_take(&bucket, &rate, UINT64_MAX, UINT32_MAX));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_new_bucket_gives_one_burst_at_any_time),
    cmocka_unit_test(it_fills_at_its_rate_and_no_further_than_its_burst),
    cmocka_unit_test(what_is_too_much_takes_nothing),
    cmocka_unit_test(the_largest_rates_do_not_overflow),
};

TEST_GROUP(token_bucket, tests)
