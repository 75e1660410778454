#include "app/tally.h"

#include "harness.h"

static void delays_are_told_by_their_share(void **state)
{
    (void)state;
    struct tally tally = {0};
    assert_int_equal(tally_delay_us(&tally, 0.5), 0);
    for (uint32_t i = 0; i < 5000; i++)
        tally_picture(&tally, 1000 * i, 4999 - i);
    assert_int_equal(tally.count, 5000);
    assert_int_equal(tally_delay_us(&tally, 0.0), 0);
    assert_int_equal(tally_delay_us(&tally, 0.5), 2500);
    assert_int_equal(tally_delay_us(&tally, 1.0), 4999);
    assert_true(tally_pictures_per_second(&tally) == 1000.0);
    tally_clear(&tally);
}

/* Errors are averaged, not decibels: one spoilt picture weighs as much as it looks. */
static void likeness_is_that_of_the_mean_error(void **state)
{
    (void)state;
    struct tally tally = {0};
    tally_psnr(&tally, 40.0);
    tally_psnr(&tally, 20.0);
    assert_true(tally_psnr_db(&tally) > 22.9 && tally_psnr_db(&tally) < 23.0);
    assert_true(tally.psnr_db_min == 20.0);
    tally_clear(&tally);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(delays_are_told_by_their_share),
    cmocka_unit_test(likeness_is_that_of_the_mean_error),
};
TEST_GROUP(tally, tests)
