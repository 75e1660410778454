#include "reach/seeking.h"

#include <string.h>

#include "harness.h"

#define SECOND_US UINT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US   (60 * MINUTE_US)

static void fill_with(void *context, uint8_t *out, size_t size)
{
    memset(out, *(const uint8_t *)context, size);
}

/* A small generator, the same each time. */
static void fill_mixed(void *context, uint8_t *out, size_t size)
{
    uint32_t *state = context;
    for (size_t i = 0; i < size; i++) {
        *state = *state * 1664525 + 1013904223;
        out[i] = (uint8_t)(*state >> 24);
    }
}

static uint8_t half = 0x80;
static uint8_t least = 0x00;
static uint8_t most = 0xff;
static const struct alcove_random middle = {fill_with, &half};
static const struct alcove_random shortest = {fill_with, &least};
static const struct alcove_random longest = {fill_with, &most};

struct counts {
    unsigned puts;
    unsigned gets;
};

/* Runs until `until_us`, each put and get taking no time. */
static struct counts run(struct seeking *seeking, uint64_t until_us,
                         const struct alcove_random *random)
{
    struct counts counts = {0};
    for (;;) {
        uint64_t now_us = seeking_next_timeout(seeking);
        if (now_us >= until_us)
            return counts;
        enum seeking_want want = seeking_poll(seeking, now_us, random);
        if (want == SEEK_NOTHING) {
            /* Only the end of a state may take back what was due, and nobody wakes twice. */
            assert_true(seeking->state == SEEKING_IDLE && seeking->since_us == now_us);
            assert_true(seeking_next_timeout(seeking) > now_us);
            continue;
        }
        counts.puts += want == SEEK_PUT;
        counts.gets += want == SEEK_GET;
        seeking_on_done(seeking, want);
    }
}

static void assert_counts(struct counts counts, unsigned puts, unsigned gets)
{
    assert_int_equal(counts.puts, puts);
    assert_int_equal(counts.gets, gets);
}

static void off_sends_nothing_ever(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    assert_true(seeking_next_timeout(&seeking) == SEEKING_NEVER);
    seeking_own_changed(&seeking, 1, &middle);
    seeking_other_heard(&seeking, 2, &middle);
    seeking_roam(&seeking, 3);
    seeking_move(&seeking, 4);
    for (uint64_t now_us = 5; now_us < 48 * HOUR_US; now_us += HOUR_US)
        assert_int_equal(seeking_poll(&seeking, now_us, &middle), SEEK_NOTHING);
    assert_true(seeking_next_timeout(&seeking) == SEEKING_NEVER);
}

static void an_idle_hour_has_one_put_and_four_gets(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &middle);
    assert_counts(run(&seeking, HOUR_US, &middle), 1, 4);
    assert_int_equal(seeking.state, SEEKING_IDLE);
}

static void jitter_keeps_an_idle_hour_within_twenty_per_cent(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    /* 0, 48 min; 0, 12, 24, 36, 48 min. */
    seeking_start(&seeking, 0, &shortest);
    assert_counts(run(&seeking, HOUR_US, &shortest), 2, 5);
    /* 10 s; 10 s, 18, 36, 54 min. */
    memset(&seeking, 0, sizeof seeking);
    seeking_start(&seeking, 0, &longest);
    assert_counts(run(&seeking, HOUR_US, &longest), 1, 4);
}

static void a_hundred_idle_hours_have_a_hundred_puts_and_four_hundred_gets(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        uint32_t mixed = seed;
        const struct alcove_random random = {fill_mixed, &mixed};
        struct seeking seeking = {0};
        seeking_start(&seeking, 0, &random);
        struct counts counts = run(&seeking, 100 * HOUR_US, &random);
        assert_in_range(counts.puts, 96, 105);
        assert_in_range(counts.gets, 392, 409);
    }
}

static void a_start_spreads_the_first_packets_over_ten_seconds(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 5 * SECOND_US, &longest);
    assert_true(seeking_next_timeout(&seeking) == 15 * SECOND_US);
    assert_int_equal(seeking_poll(&seeking, 15 * SECOND_US - 1, &longest), SEEK_NOTHING);
    assert_int_equal(seeking_poll(&seeking, 15 * SECOND_US, &longest), SEEK_PUT);
    /* A second start changes nothing. */
    seeking_start(&seeking, 16 * SECOND_US, &longest);
    assert_true(seeking_next_timeout(&seeking) == 15 * SECOND_US);
}

static void seeking_puts_and_gets_at_once_then_fast_then_slowly(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    assert_true(seeking_next_timeout(&seeking) == 0);
    /* 12 in the first 8.4 s, then each 3 s. */
    assert_counts(run(&seeking, 120 * SECOND_US, &middle), 1, 50);
    /* 8 minutes of 15 s; no put before 10 min. */
    assert_counts(run(&seeking, 600 * SECOND_US, &middle), 0, 32);
    assert_int_equal(run(&seeking, 602 * SECOND_US, &middle).puts, 1);
}

static void nobody_is_sought_for_more_than_an_hour_but_by_invite(void **state)
{
    (void)state;
    const enum seeking_why whys[] = {SEEK_FOR_APPOINTMENT, SEEK_FOR_CALL};
    for (size_t i = 0; i < 2; i++) {
        struct seeking seeking = {0};
        seeking_begin(&seeking, 0, whys[i]);
        run(&seeking, HOUR_US + 20 * MINUTE_US, &middle);
        assert_int_equal(seeking.state, SEEKING_IDLE);
        assert_counts(run(&seeking, 26 * HOUR_US, &middle), 24, 98);
    }
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_INVITE);
    run(&seeking, HOUR_US, &middle);
    struct counts counts = run(&seeking, 2 * HOUR_US, &middle);
    assert_int_equal(seeking.state, SEEKING_ACTIVE);
    assert_in_range(counts.gets, 59, 61);
    assert_int_equal(counts.puts, 6);
}

static void roaming_gets_every_seven_tenths_of_a_second_for_fifteen(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &middle);
    run(&seeking, 20 * SECOND_US, &middle);
    seeking_roam(&seeking, 20 * SECOND_US);
    assert_true(seeking_next_timeout(&seeking) == 20 * SECOND_US);
    assert_counts(run(&seeking, 35 * SECOND_US, &middle), 1, 22);
    /* Then as after "call". */
    struct counts counts = run(&seeking, 65 * SECOND_US, &middle);
    assert_int_equal(seeking.state, SEEKING_ACTIVE);
    assert_in_range(counts.gets, 19, 21);
    assert_int_equal(counts.puts, 0);
}

static void roaming_again_does_not_start_the_fast_part_anew(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &middle);
    seeking_roam(&seeking, 0);
    run(&seeking, 10 * SECOND_US, &middle);
    seeking_roam(&seeking, 10 * SECOND_US);
    run(&seeking, 16 * SECOND_US, &middle);
    assert_int_equal(seeking.state, SEEKING_ACTIVE);
}

/* In a tunnel nothing answers: what was asked there is no reason to wait behind it. */
static void who_moves_puts_and_gets_at_once_whatever_flew(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &middle);
    seeking_roam(&seeking, 0);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_GET);
    seeking_move(&seeking, SECOND_US);
    assert_true(seeking_next_timeout(&seeking) == SECOND_US);
    assert_int_equal(seeking_poll(&seeking, SECOND_US, &middle), SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, SECOND_US, &middle), SEEK_GET);
    seeking_on_done(&seeking, SEEK_PUT);
    seeking_on_done(&seeking, SEEK_GET);
    /* And looks often from then on. */
    assert_counts(run(&seeking, 16 * SECOND_US, &middle), 0, 21);
}

/* At a cold start the few nodes that are known may all be dead: the record would lie nowhere for
 * ten minutes. */
static void a_put_that_nobody_kept_is_made_again(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_PUT);
    seeking_on_done(&seeking, SEEK_PUT);
    seeking_put_again(&seeking, SECOND_US, &middle);
    assert_counts(run(&seeking, SEEKING_PUT_LEAST_US, &middle), 0, 3);
    assert_counts(run(&seeking, SEEKING_PUT_LEAST_US + 1, &middle), 1, 0);
    /* After long only as often as is looked. */
    run(&seeking, 3 * MINUTE_US, &middle);
    seeking_put_again(&seeking, 3 * MINUTE_US, &middle);
    struct counts counts = run(&seeking, 3 * MINUTE_US + SEEKING_SLOW_GET_US - SECOND_US, &middle);
    assert_int_equal(counts.puts, 0);
    counts = run(&seeking, 3 * MINUTE_US + SEEKING_SLOW_GET_US + SECOND_US, &middle);
    assert_int_equal(counts.puts, 1);
    struct seeking off = {0};
    seeking_put_again(&off, 0, &middle);
    assert_true(seeking_next_timeout(&off) == SEEKING_NEVER);
}

static void an_invite_that_moves_goes_on_without_end(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_INVITE);
    run(&seeking, SECOND_US, &middle);
    seeking_move(&seeking, SECOND_US);
    run(&seeking, 2 * HOUR_US, &middle);
    assert_int_equal(seeking.state, SEEKING_ACTIVE);
    seeking_other_heard(&seeking, 2 * HOUR_US, &middle);
    seeking_move(&seeking, 2 * HOUR_US);
    run(&seeking, 4 * HOUR_US, &middle);
    assert_int_equal(seeking.state, SEEKING_IDLE); /* that was a call */
}

static void there_is_never_more_than_one_get_of_a_person_in_flight(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &middle);
    seeking_roam(&seeking, 0);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_GET);
    for (uint64_t now_us = 0; now_us < HOUR_US; now_us += SECOND_US)
        assert_int_equal(seeking_poll(&seeking, now_us, &middle), SEEK_NOTHING);
    /* Nor does anybody wake for nothing. */
    assert_true(seeking_next_timeout(&seeking) == SEEKING_NEVER);
    seeking_on_done(&seeking, SEEK_GET);
    assert_int_equal(seeking_poll(&seeking, HOUR_US, &middle), SEEK_GET);
    seeking_on_done(&seeking, SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, HOUR_US, &middle), SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, HOUR_US, &middle), SEEK_NOTHING);
}

static void a_change_while_seeking_is_put_at_once_but_not_twice_in_two_seconds(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_APPOINTMENT);
    run(&seeking, 10 * SECOND_US, &middle);
    seeking_own_changed(&seeking, 10 * SECOND_US, &middle);
    assert_int_equal(seeking_poll(&seeking, 10 * SECOND_US, &middle), SEEK_PUT);
    seeking_on_done(&seeking, SEEK_PUT);
    seeking_own_changed(&seeking, 10 * SECOND_US + 1, &middle);
    seeking_own_changed(&seeking, 11 * SECOND_US, &middle);
    struct counts counts = run(&seeking, 12 * SECOND_US, &middle);
    assert_int_equal(counts.puts, 0);
    assert_int_equal(seeking_poll(&seeking, 12 * SECOND_US, &middle), SEEK_PUT);
    seeking_on_done(&seeking, SEEK_PUT);
    counts = run(&seeking, 60 * SECOND_US, &middle);
    assert_int_equal(counts.puts, 0);
}

static void a_change_while_a_put_flies_is_put_after_it(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, 0, &middle), SEEK_GET);
    seeking_own_changed(&seeking, SECOND_US, &middle);
    assert_int_equal(seeking_poll(&seeking, 2 * SECOND_US, &middle), SEEK_NOTHING);
    seeking_on_done(&seeking, SEEK_PUT);
    assert_int_equal(seeking_poll(&seeking, 2 * SECOND_US, &middle), SEEK_PUT);
}

static void a_change_while_idle_waits_a_minute_for_others(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_start(&seeking, 0, &longest);
    run(&seeking, 20 * SECOND_US, &longest);
    seeking_own_changed(&seeking, 20 * SECOND_US, &longest);
    seeking_own_changed(&seeking, 30 * SECOND_US, &longest);
    seeking_own_changed(&seeking, 40 * SECOND_US, &longest);
    assert_true(seeking_next_timeout(&seeking) == 92 * SECOND_US);
    assert_counts(run(&seeking, 15 * MINUTE_US, &longest), 1, 0);
}

static void while_the_other_is_heard_nothing_is_got(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    struct counts sum = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    run(&seeking, 6 * SECOND_US, &middle);
    for (uint64_t now_us = 6 * SECOND_US; now_us < 5 * HOUR_US; now_us += 25 * SECOND_US) {
        seeking_other_heard(&seeking, now_us, &middle);
        assert_int_equal(seeking.state, SEEKING_IDLE);
        struct counts counts = run(&seeking, now_us + 25 * SECOND_US, &middle);
        sum.puts += counts.puts;
        sum.gets += counts.gets;
    }
    /* One to take back "seeking", one each hour. */
    assert_counts(sum, 5, 0);
}

static void whoever_is_found_is_told_within_a_minute_that_we_seek_no_more(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    run(&seeking, 9 * SECOND_US, &longest);
    seeking_other_heard(&seeking, 9 * SECOND_US, &longest);
    assert_int_equal(seeking.state, SEEKING_IDLE);
    assert_counts(run(&seeking, 82 * SECOND_US, &longest), 1, 0);
    seeking_other_heard(&seeking, 90 * SECOND_US, &longest);
    assert_counts(run(&seeking, 10 * MINUTE_US, &longest), 0, 0);
}

static void a_second_press_of_call_is_fast_again_without_a_put(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    run(&seeking, 200 * SECOND_US, &middle);
    seeking_begin(&seeking, 200 * SECOND_US, SEEK_FOR_CALL);
    assert_counts(run(&seeking, 230 * SECOND_US, &middle), 0, 20);
}

static void a_long_sleep_is_followed_by_one_of_each_not_by_all_missed(void **state)
{
    (void)state;
    struct seeking seeking = {0};
    seeking_begin(&seeking, 0, SEEK_FOR_CALL);
    run(&seeking, 10 * SECOND_US, &middle);
    uint64_t now_us = 8 * HOUR_US;
    assert_int_equal(seeking_poll(&seeking, now_us, &middle), SEEK_PUT);
    seeking_on_done(&seeking, SEEK_PUT);
    assert_int_equal(seeking.state, SEEKING_IDLE);
    assert_counts(run(&seeking, now_us + 10 * MINUTE_US, &middle), 0, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(off_sends_nothing_ever),
    cmocka_unit_test(an_idle_hour_has_one_put_and_four_gets),
    cmocka_unit_test(jitter_keeps_an_idle_hour_within_twenty_per_cent),
    cmocka_unit_test(a_hundred_idle_hours_have_a_hundred_puts_and_four_hundred_gets),
    cmocka_unit_test(a_start_spreads_the_first_packets_over_ten_seconds),
    cmocka_unit_test(seeking_puts_and_gets_at_once_then_fast_then_slowly),
    cmocka_unit_test(nobody_is_sought_for_more_than_an_hour_but_by_invite),
    cmocka_unit_test(roaming_gets_every_seven_tenths_of_a_second_for_fifteen),
    cmocka_unit_test(roaming_again_does_not_start_the_fast_part_anew),
    cmocka_unit_test(who_moves_puts_and_gets_at_once_whatever_flew),
    cmocka_unit_test(a_put_that_nobody_kept_is_made_again),
    cmocka_unit_test(an_invite_that_moves_goes_on_without_end),
    cmocka_unit_test(there_is_never_more_than_one_get_of_a_person_in_flight),
    cmocka_unit_test(a_change_while_seeking_is_put_at_once_but_not_twice_in_two_seconds),
    cmocka_unit_test(a_change_while_a_put_flies_is_put_after_it),
    cmocka_unit_test(a_change_while_idle_waits_a_minute_for_others),
    cmocka_unit_test(while_the_other_is_heard_nothing_is_got),
    cmocka_unit_test(whoever_is_found_is_told_within_a_minute_that_we_seek_no_more),
    cmocka_unit_test(a_second_press_of_call_is_fast_again_without_a_put),
    cmocka_unit_test(a_long_sleep_is_followed_by_one_of_each_not_by_all_missed),
};
TEST_GROUP(seeking, tests)
