#include "link/signals.h"

#include <string.h>

#include "harness.h"
#include "link/deadline.h"

static void push(struct signals *signals, uint64_t now_us, size_t size)
{
    uint8_t bytes[ALCOVE_SIGNAL_BYTES_MAX];
    memset(bytes, (int)signals->next_id, sizeof bytes);
    assert_int_equal(signals_push(signals, now_us, ALCOVE_SIGNAL_LIFETIME_US, bytes, size),
                     ALCOVE_OK);
}

static void those_never_sent_go_first_then_the_longest_ago(void **state)
{
    (void)state;
    struct signals signals = {0};
    for (uint64_t i = 0; i < 3; i++)
        push(&signals, i, 4);
    signals_on_sent(&signals, 10, 0);
    assert_int_equal(signals_next(&signals, 100, 32)->id, 1);
    signals_on_sent(&signals, 11, 1);
    assert_int_equal(signals_next(&signals, 100, 32)->id, 2);
    signals_on_sent(&signals, 12, 2);
    assert_int_equal(signals_next(&signals, 100, 32)->id, 0);
    assert_null(signals_next(&signals, 10, 32));
    signals_on_arrived(&signals, 0);
    assert_int_equal(signals_next(&signals, 100, 32)->id, 1);
}

static void a_signal_too_long_for_the_room_is_passed_over(void **state)
{
    (void)state;
    struct signals signals = {0};
    push(&signals, 0, 20);
    push(&signals, 0, 4);
    assert_int_equal(signals_next(&signals, 1, 18)->id, 1);
    assert_int_equal(signals_next(&signals, 1, 20)->id, 0);
    assert_null(signals_next(&signals, 1, 3));
}

static void beside_voice_it_goes_first_three_times(void **state)
{
    (void)state;
    struct signals signals = {0};
    assert_false(signals_has_quick(&signals, 1000));
    push(&signals, 1000, 4);
    for (uint64_t now_us = 1000; now_us < 61000; now_us += 20000) {
        assert_true(signals_has_quick(&signals, now_us));
        signals_on_sent(&signals, now_us, 0);
        assert_false(signals_has_quick(&signals, now_us + 14999));
    }
    assert_false(signals_has_quick(&signals, 1000000));
}

static void it_is_repeated_quickly_then_slowly_then_no_more(void **state)
{
    (void)state;
    struct signals signals = {0};
    push(&signals, 1000, 4);
    assert_true(signals_next_send(&signals, 100000, false) == 1000);
    signals_on_sent(&signals, 1000, 0);
    assert_true(signals_next_send(&signals, 100000, false) == 31000);
    signals_on_sent(&signals, 31000, 0);
    signals_on_sent(&signals, 61000, 0);
    assert_true(signals_next_send(&signals, 100000, false) == 161000);
    assert_true(signals_next_deadline(&signals) == 1000 + ALCOVE_SIGNAL_LIFETIME_US);
    signals_on_timeout(&signals, 999 + ALCOVE_SIGNAL_LIFETIME_US);
    assert_non_null(signals_next(&signals, UINT64_MAX, 32));
    signals_on_timeout(&signals, 1000 + ALCOVE_SIGNAL_LIFETIME_US);
    assert_null(signals_next(&signals, UINT64_MAX, 32));
    assert_true(signals_next_send(&signals, 100000, false) == DEADLINE_NEVER);
    assert_true(signals_next_deadline(&signals) == DEADLINE_NEVER);
}

static void on_a_narrow_line_it_is_not_repeated_before_a_round_trip(void **state)
{
    (void)state;
    struct signals signals = {0};
    push(&signals, 1000, 4);
    assert_true(signals_next_send(&signals, 2000000, true) == 1000);
    signals_on_sent(&signals, 1000, 0);
    assert_true(signals_next_send(&signals, 2000000, true) == 2001000);
}

static void so_many_wait_and_no_more(void **state)
{
    (void)state;
    struct signals signals = {0};
    for (int i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++)
        push(&signals, 0, 1);
    assert_int_equal(signals_push(&signals, 0, ALCOVE_SIGNAL_LIFETIME_US, (const uint8_t *)"x", 1),
                     ALCOVE_FULL);
    signals_on_sent(&signals, 0, 5);
    signals_on_arrived(&signals, 5);
    assert_int_equal(signals_push(&signals, 0, ALCOVE_SIGNAL_LIFETIME_US, (const uint8_t *)"x", 1),
                     ALCOVE_OK);
}

static void each_is_handed_on_at_most_once(void **state)
{
    (void)state;
    struct signals signals = {0};
    const struct {
        uint32_t id;
        bool handed_on;
    } rows[] = {
        {100, true}, {100, false}, {99, true},  {99, false},  {101, true}, {37, false},
        {38, true},  {38, false},  {165, true}, {101, false}, {102, true}, {164, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(signals_receive(&signals, rows[i].id, (const uint8_t *)"nod", 3));
        const struct signal_incoming *signal = signals_poll(&signals);
        assert_int_equal(signal != NULL, rows[i].handed_on);
        if (signal != NULL)
            assert_memory_equal(signal->bytes, "nod", 3);
    }
}

static void what_finds_no_room_is_refused_and_may_come_again(void **state)
{
    (void)state;
    struct signals signals = {0};
    for (uint32_t i = 0; i < ALCOVE_SIGNALS_WAITING_MAX; i++)
        assert_true(signals_receive(&signals, i, (const uint8_t *)"a", 1));
    assert_false(signals_receive(&signals, 50, (const uint8_t *)"b", 1));
    assert_true(signals_receive(&signals, 3, (const uint8_t *)"a", 1));
    assert_non_null(signals_poll(&signals));
    assert_true(signals_receive(&signals, 50, (const uint8_t *)"b", 1));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(those_never_sent_go_first_then_the_longest_ago),
    cmocka_unit_test(a_signal_too_long_for_the_room_is_passed_over),
    cmocka_unit_test(beside_voice_it_goes_first_three_times),
    cmocka_unit_test(it_is_repeated_quickly_then_slowly_then_no_more),
    cmocka_unit_test(on_a_narrow_line_it_is_not_repeated_before_a_round_trip),
    cmocka_unit_test(so_many_wait_and_no_more),
    cmocka_unit_test(each_is_handed_on_at_most_once),
    cmocka_unit_test(what_finds_no_room_is_refused_and_may_come_again),
};
TEST_GROUP(signals, tests)
