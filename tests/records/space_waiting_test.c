/* What came before what it depends on waits, within its bound, and is taken in causal order. */
#include <stdlib.h>
#include <string.h>

#include "batch_samples.h"
#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

/* `count` batches of device 0, each of a goal with a long line of random letters. */
static void publish_many(size_t count, size_t size)
{
    static uint8_t line[SCHEMA_STRING_BYTES_MAX];
    for (size_t n = 0; n < count; n++) {
        struct object_id object;
        for (size_t i = 0; i < size; i++)
            line[i] = (uint8_t)('a' + circle_draw(&circle, 26));
        struct value text = value_string(line, size);
        assert_int_equal(space_make(circle.spaces[0], KIND_REFLECTION, &object), SPACE_WRITTEN);
        assert_int_equal(space_set(circle.spaces[0], object, REFLECTION_TEXT, &text),
                         SPACE_WRITTEN);
        circle_publish_all(&circle, 0);
    }
}

static void test_batches_in_reverse_order_are_all_applied_at_the_last(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    publish_many(20, 10);
    for (uint32_t n = 20; n > 1; n--)
        assert_int_equal(circle_offer(&circle, 1, 0, n), SPACE_WAITING);
    assert_int_equal(circle_offer(&circle, 1, 0, 7), SPACE_WAITING);
    assert_int_equal(space_count(circle.spaces[1], KIND_REFLECTION), 0);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    assert_int_equal(space_count(circle.spaces[1], KIND_REFLECTION), 20);
    assert_int_equal(circle.spaces[1]->waiting_bytes, 0);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_what_was_released_is_to_be_kept_in_causal_order(void **state)
{
    (void)state;
    size_t size = 0;
    circle_begin(&circle, 2, 1);
    publish_many(3, 10);
    for (uint32_t n = 3; n >= 1; n--) {
        const struct circle_batch *batch = &circle.published[0][n - 1];
        space_apply(circle.spaces[1], 0, batch->bytes, batch->size);
    }
    for (size_t n = 0; n < 3; n++) {
        const uint8_t *bytes = space_next_to_keep(circle.spaces[1], &size);
        assert_int_equal(size, circle.published[0][n].size);
        assert_memory_equal(bytes, circle.published[0][n].bytes, size);
    }
    assert_null(space_next_to_keep(circle.spaces[1], &size));
    circle_end(&circle);
}

static void test_a_batch_waits_for_another_device(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    publish_many(1, 10);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &object), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    assert_int_equal(circle_offer(&circle, 2, 1, 1), SPACE_WAITING);
    assert_int_equal(circle_offer(&circle, 2, 0, 1), SPACE_APPLIED);
    assert_true(space_find(circle.spaces[2], object, NULL));
    circle_end(&circle);
}

static void test_over_the_bound_the_farthest_go_and_can_come_again(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    publish_many(150, SCHEMA_STRING_BYTES_MAX);
    enum space_taken taken = SPACE_WAITING;
    uint32_t refused = 0;
    for (uint32_t n = 2; n <= 150; n++) {
        taken = circle_offer(&circle, 1, 0, n);
        assert_in_range(circle.spaces[1]->waiting_bytes, 0, SPACE_WAITING_BYTES_MAX);
        if (taken != SPACE_WAITING && refused == 0)
            refused = n;
        assert_int_equal(taken, refused == 0 ? SPACE_WAITING : SPACE_TOO_MUCH);
    }
    assert_in_range(refused, 60, 149);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    assert_int_equal(space_count(circle.spaces[1], KIND_REFLECTION), refused - 1);
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_nearer_ones_take_the_place_of_farther_ones(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    publish_many(150, SCHEMA_STRING_BYTES_MAX);
    for (uint32_t n = 150; n >= 2; n--)
        assert_int_equal(circle_offer(&circle, 1, 0, n), SPACE_WAITING);
    assert_in_range(circle.spaces[1]->waiting_bytes, 1, SPACE_WAITING_BYTES_MAX);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    assert_in_range(space_count(circle.spaces[1], KIND_REFLECTION), 60, 149);
    circle_end(&circle);
}

static void test_of_one_number_the_last_to_come_waits(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    publish_many(2, 10);
    const struct circle_batch *true_one = &circle.published[0][1];
    uint8_t forged[512];
    memcpy(forged, true_one->bytes, true_one->size);
    forged[true_one->size - 1] ^= 1;
    assert_int_equal(circle_offer(&circle, 1, 0, 2), SPACE_WAITING);
    assert_int_equal(space_apply(circle.spaces[1], 2, forged, true_one->size), SPACE_WAITING);
    assert_int_equal(circle.spaces[1]->waiting_bytes, true_one->size);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    /* The forged one is gone, and the true one can be asked for. */
    assert_int_equal(circle.spaces[1]->waiting_bytes, 0);
    assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_TRUSTED);
    assert_int_equal(circle_offer(&circle, 1, 0, 2), SPACE_APPLIED);
    circle_end(&circle);
}

static void test_a_waiting_batch_that_turns_out_malformed_is_dropped_and_blamed(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    publish_many(1, 10);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    struct operation operation = make(9, 0, KIND_GOAL);
    struct batch batch = {
        .head = circle_head(&circle, 1, 0), .operations = &operation, .operation_count = 1};
    batch.head.known[1] = 1;
    assert_int_equal(circle_send(&circle, 1, 0, &batch), SPACE_WAITING);
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[1], KIND_GOAL, &object), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    /* A third comes to wait, and then it is the turn of the second. */
    batch.head.sequence = 9;
    batch.head.known[0] = 8;
    assert_int_equal(circle_send(&circle, 1, 0, &batch), SPACE_WAITING);
    assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_SENT_MALFORMED);
    assert_int_equal(space_count(circle.spaces[1], KIND_GOAL), 1);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_batches_in_reverse_order_are_all_applied_at_the_last),
    cmocka_unit_test(test_what_was_released_is_to_be_kept_in_causal_order),
    cmocka_unit_test(test_a_batch_waits_for_another_device),
    cmocka_unit_test(test_over_the_bound_the_farthest_go_and_can_come_again),
    cmocka_unit_test(test_nearer_ones_take_the_place_of_farther_ones),
    cmocka_unit_test(test_of_one_number_the_last_to_come_waits),
    cmocka_unit_test(test_a_waiting_batch_that_turns_out_malformed_is_dropped_and_blamed),
};
TEST_GROUP(space_waiting, tests)
