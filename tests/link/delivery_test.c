#include "link/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/receipt.h"

struct both {
    struct delivery delivery;
    struct receipt receipt;
};

static int open_both(void **state)
{
    *state = calloc(1, sizeof(struct both));
    assert_non_null(*state);
    return 0;
}

static int close_both(void **state)
{
    free(*state);
    return 0;
}

static uint32_t push(struct both *both, size_t size)
{
    static uint8_t bytes[ALCOVE_RECORD_BYTES_MAX];
    uint32_t id = 0;
    memset(bytes, (int)both->delivery.next, size);
    assert_int_equal(delivery_push(&both->delivery, bytes, size, &id), ALCOVE_OK);
    return id;
}

static struct chunk_part send_next(struct both *both, enum delivery_size which, size_t size_max)
{
    struct chunk_part part;
    assert_true(delivery_next(&both->delivery, which, size_max, &part));
    delivery_on_sent(&both->delivery, 1000, &part);
    return part;
}

static void a_record_goes_over_in_parts_and_is_stored_once(void **state)
{
    struct both *both = *state;
    bool repeated;
    uint32_t id;
    const uint8_t *bytes;
    size_t size;
    push(both, 250);
    for (int i = 0; i < 3; i++) {
        struct chunk_part part = send_next(both, DELIVERY_LARGE, 100);
        assert_false(receipt_poll(&both->receipt, &id, &bytes, &size));
        assert_true(receipt_on_part(&both->receipt, &part, &repeated));
        assert_true(receipt_on_part(&both->receipt, &part, &repeated));
        assert_false(repeated);
        delivery_on_arrived(&both->delivery, &part);
    }
    assert_true(receipt_poll(&both->receipt, &id, &bytes, &size));
    assert_int_equal(id, 0);
    assert_int_equal(size, 250);
    assert_false(receipt_poll(&both->receipt, &id, &bytes, &size));
    assert_false(delivery_poll_stored(&both->delivery, &id));
    assert_true(receipt_acknowledge(&both->receipt, 0));
    assert_false(receipt_acknowledge(&both->receipt, 0));
    assert_true(delivery_on_stored(&both->delivery, both->receipt.stored));
    assert_true(delivery_poll_stored(&both->delivery, &id));
    assert_int_equal(id, 0);
    assert_false(delivery_poll_stored(&both->delivery, &id));
}

static void records_come_out_in_order_whatever_order_they_came_in(void **state)
{
    struct both *both = *state;
    struct chunk_part parts[5];
    bool repeated;
    uint32_t id;
    const uint8_t *bytes;
    size_t size;
    for (int i = 0; i < 5; i++)
        push(both, 50);
    for (int i = 0; i < 5; i++)
        parts[i] = send_next(both, DELIVERY_SMALL, 100);
    for (int i = 4; i > 0; i--)
        assert_true(receipt_on_part(&both->receipt, &parts[i], &repeated));
    assert_false(receipt_poll(&both->receipt, &id, &bytes, &size));
    assert_true(receipt_on_part(&both->receipt, &parts[0], &repeated));
    for (uint32_t i = 0; i < 5; i++) {
        assert_true(receipt_poll(&both->receipt, &id, &bytes, &size));
        assert_int_equal(id, i);
        assert_int_equal(bytes[0], i);
    }
}

static void stored_is_told_only_without_a_gap(void **state)
{
    struct both *both = *state;
    bool repeated;
    uint32_t id;
    const uint8_t *bytes;
    size_t size;
    for (int i = 0; i < 3; i++) {
        push(both, 50);
        struct chunk_part part = send_next(both, DELIVERY_SMALL, 100);
        receipt_on_part(&both->receipt, &part, &repeated);
        receipt_poll(&both->receipt, &id, &bytes, &size);
    }
    assert_false(receipt_acknowledge(&both->receipt, 2));
    assert_false(receipt_acknowledge(&both->receipt, 1));
    assert_int_equal(both->receipt.stored, 0);
    assert_true(receipt_acknowledge(&both->receipt, 0));
    assert_int_equal(both->receipt.stored, 3);
    assert_false(receipt_acknowledge(&both->receipt, 3));
    assert_false(receipt_acknowledge(&both->receipt, UINT64_MAX));
}

static void a_record_stored_before_asks_for_the_word_again(void **state)
{
    struct both *both = *state;
    bool repeated;
    uint32_t id;
    const uint8_t *bytes;
    size_t size;
    push(both, 50);
    struct chunk_part part = send_next(both, DELIVERY_SMALL, 100);
    receipt_on_part(&both->receipt, &part, &repeated);
    receipt_poll(&both->receipt, &id, &bytes, &size);
    assert_true(receipt_on_part(&both->receipt, &part, &repeated));
    assert_false(repeated);
    receipt_acknowledge(&both->receipt, 0);
    assert_true(receipt_on_part(&both->receipt, &part, &repeated));
    assert_true(repeated);
    assert_false(receipt_poll(&both->receipt, &id, &bytes, &size));
}

static void a_part_beyond_the_promise_or_with_another_total_is_refused(void **state)
{
    struct both *both = *state;
    bool repeated;
    struct chunk_part part = {.id = RECEIPT_WINDOW, .size = 1, .total = 10};
    part.bytes = (const uint8_t *)"x";
    assert_false(receipt_on_part(&both->receipt, &part, &repeated));
    part.id = RECEIPT_WINDOW - 1;
    assert_true(receipt_on_part(&both->receipt, &part, &repeated));
    part.total = 11;
    part.offset = 5;
    assert_false(receipt_on_part(&both->receipt, &part, &repeated));
    part.id = UINT32_MAX;
    assert_false(receipt_on_part(&both->receipt, &part, &repeated));
}

static void a_lost_part_leaves_again(void **state)
{
    struct both *both = *state;
    push(both, 300);
    struct chunk_part first = send_next(both, DELIVERY_LARGE, 200);
    struct chunk_part second = send_next(both, DELIVERY_LARGE, 200);
    assert_false(delivery_has_unsent(&both->delivery, DELIVERY_LARGE));
    delivery_on_lost(&both->delivery, &second);
    delivery_on_arrived(&both->delivery, &first);
    delivery_on_lost(&both->delivery, &first);
    struct chunk_part again = send_next(both, DELIVERY_LARGE, 200);
    assert_int_equal(again.offset, second.offset);
    assert_false(delivery_has_unsent(&both->delivery, DELIVERY_LARGE));
}

static void only_small_records_are_repeated_and_only_after_a_pause(void **state)
{
    struct both *both = *state;
    struct chunk_part part;
    push(both, DELIVERY_SMALL_BYTES + 1);
    push(both, 40);
    send_next(both, DELIVERY_LARGE, 1000);
    assert_false(delivery_next_repeat(&both->delivery, UINT64_MAX, 100, &part));
    send_next(both, DELIVERY_SMALL, 1000);
    assert_false(delivery_next_repeat(&both->delivery, 1000, 100, &part));
    assert_true(delivery_next_repeat(&both->delivery, 1001, 100, &part));
    assert_int_equal(part.id, 1);
    delivery_on_arrived(&both->delivery, &part);
    assert_false(delivery_next_repeat(&both->delivery, UINT64_MAX, 100, &part));
}

static void a_repetition_in_small_room_walks_through_the_record(void **state)
{
    struct both *both = *state;
    struct chunk_part part;
    push(both, 40);
    send_next(both, DELIVERY_SMALL, 1000);
    const uint32_t offsets[] = {0, 15, 30, 0};
    for (size_t i = 0; i < 4; i++) {
        assert_true(delivery_next_repeat(&both->delivery, UINT64_MAX, 15, &part));
        assert_int_equal(part.offset, offsets[i]);
        delivery_on_sent(&both->delivery, 2000, &part);
    }
}

static void a_probe_repeats_the_oldest_that_did_not_arrive(void **state)
{
    struct both *both = *state;
    for (int i = 0; i < 3; i++) {
        push(both, 50);
        struct chunk_part part = send_next(both, DELIVERY_SMALL, 100);
        if (i == 0)
            delivery_on_arrived(&both->delivery, &part);
    }
    delivery_on_probe(&both->delivery);
    assert_int_equal(send_next(both, DELIVERY_SMALL, 100).id, 1);
    assert_false(delivery_has_unsent(&both->delivery, DELIVERY_SMALL));
}

static void no_more_than_the_window_is_under_way(void **state)
{
    struct both *both = *state;
    for (int i = 0; i < ALCOVE_RECORDS_WAITING_MAX; i++)
        push(both, 50);
    uint32_t id;
    assert_int_equal(delivery_push(&both->delivery, (const uint8_t *)"x", 1, &id), ALCOVE_FULL);
    for (int i = 0; i < DELIVERY_WINDOW; i++)
        send_next(both, DELIVERY_SMALL, 100);
    assert_false(delivery_has_unsent(&both->delivery, DELIVERY_SMALL));
    assert_false(delivery_on_stored(&both->delivery, DELIVERY_WINDOW + 1));
    assert_true(delivery_on_stored(&both->delivery, 10));
    assert_true(delivery_on_stored(&both->delivery, 5));
    assert_int_equal(both->delivery.stored, 10);
    assert_true(delivery_has_unsent(&both->delivery, DELIVERY_SMALL));
    /* Their places are free only after the application has heard of them. */
    assert_int_equal(delivery_push(&both->delivery, (const uint8_t *)"x", 1, &id), ALCOVE_FULL);
    assert_true(delivery_poll_stored(&both->delivery, &id));
    assert_int_equal(delivery_push(&both->delivery, (const uint8_t *)"x", 1, &id), ALCOVE_OK);
}

static void storage_is_bounded_and_comes_round(void **state)
{
    struct both *both = *state;
    uint32_t id;
    static uint8_t bytes[ALCOVE_RECORD_BYTES_MAX];
    uint32_t taken = 0;
    while (delivery_push(&both->delivery, bytes, sizeof bytes, &id) == ALCOVE_OK)
        taken++;
    assert_int_equal(taken, DELIVERY_BYTES_MAX / ALCOVE_RECORD_BYTES_MAX);
    for (uint32_t round = 0; round < 500; round++) {
        assert_true(delivery_on_stored(&both->delivery, both->delivery.stored + 1));
        assert_true(delivery_poll_stored(&both->delivery, &id));
        assert_int_equal(delivery_push(&both->delivery, bytes, sizeof bytes, &id), ALCOVE_OK);
    }
}

#define BOTH_TEST(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)
static const struct CMUnitTest tests[] = {
    BOTH_TEST(a_record_goes_over_in_parts_and_is_stored_once),
    BOTH_TEST(records_come_out_in_order_whatever_order_they_came_in),
    BOTH_TEST(stored_is_told_only_without_a_gap),
    BOTH_TEST(a_record_stored_before_asks_for_the_word_again),
    BOTH_TEST(a_part_beyond_the_promise_or_with_another_total_is_refused),
    BOTH_TEST(a_lost_part_leaves_again),
    BOTH_TEST(only_small_records_are_repeated_and_only_after_a_pause),
    BOTH_TEST(a_repetition_in_small_room_walks_through_the_record),
    BOTH_TEST(a_probe_repeats_the_oldest_that_did_not_arrive),
    BOTH_TEST(no_more_than_the_window_is_under_way),
    BOTH_TEST(storage_is_bounded_and_comes_round),
};
TEST_GROUP(delivery, tests)
