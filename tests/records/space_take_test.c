/* Who may send what: forks, forgeries, strangers' batches, garbage; and what comes back after a
 * restore. */
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "batch_samples.h"
#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct object_id make_goal(uint8_t device, const char *text)
{
    struct object_id goal;
    struct value title = value_text(text);
    assert_int_equal(space_make(circle.spaces[device], KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_set(circle.spaces[device], goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    circle_publish_all(&circle, device);
    return goal;
}

/* The same device, as an old copy of it would go on: publishes its first batch otherwise. */
static void publish_otherwise(uint8_t device, const char *text, struct circle_batch *out)
{
    struct counted_memory memory;
    struct object_id goal;
    struct value title = value_text(text);
    const uint8_t *bytes = NULL;
    const struct space_publication publication = {
        .minute = 1, .sign_secret = circle.config.is_signed ? circle.secrets[device] : NULL};
    counted_memory_begin(&memory);
    struct space *space = circle_create(&circle, device, &memory);
    assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
    assert_int_equal(space_set(space, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_publish(space, &publication, &bytes, &out->size), SPACE_WRITTEN);
    out->bytes = malloc(out->size);
    assert_non_null(out->bytes);
    memcpy(out->bytes, bytes, out->size);
    space_free(space);
    counted_memory_end(&memory);
}

static void test_a_forked_chain_is_found_and_its_device_not_listened_to(void **state)
{
    (void)state;
    const size_t devices[] = {2, 3};
    for (size_t i = 0; i < 2; i++) {
        struct circle_batch other;
        circle_begin(&circle, devices[i], 1);
        make_goal(0, "One way");
        make_goal(0, "And on");
        assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
        publish_otherwise(0, "Another way", &other);
        char *before = circle_dump(circle.spaces[1]);
        assert_int_equal(space_apply(circle.spaces[1], 0, other.bytes, other.size), SPACE_FORKED);
        assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_SENT_FORK);
        assert_int_equal(circle_offer(&circle, 1, 0, 2), SPACE_FORKED);
        char *after = circle_dump(circle.spaces[1]);
        assert_string_equal(before, after);
        free(before);
        free(after);
        space_trust_again(circle.spaces[1], 0);
        assert_int_equal(circle_offer(&circle, 1, 0, 2), SPACE_APPLIED);
        free(other.bytes);
        circle_end(&circle);
    }
}

static void test_two_branches_of_a_fork_never_mix(void **state)
{
    (void)state;
    struct circle_batch other;
    circle_begin(&circle, 3, 1);
    make_goal(0, "One way");
    make_goal(0, "And on");
    publish_otherwise(0, "Another way", &other);
    assert_int_equal(space_apply(circle.spaces[1], 0, other.bytes, other.size), SPACE_APPLIED);
    /* The second batch is signed over another chain. */
    assert_int_equal(circle_offer(&circle, 1, 0, 2), SPACE_FORGED);
    free(other.bytes);
    circle_end(&circle);
}

static void test_of_settled_batches_any_is_a_duplicate(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    make_goal(0, "One way");
    circle_meet(&circle);
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[1]));
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_DUPLICATE);
    circle_end(&circle);
}

static void test_a_forged_author_is_refused_and_not_blamed(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    struct operation operation = make(1, 0, KIND_GOAL);
    const struct batch batch = {
        .head = circle_head(&circle, 1, 0), .operations = &operation, .operation_count = 1};
    /* Device 2 signs in the name of device 0. */
    memcpy(circle.secrets[0], circle.secrets[2], sizeof circle.secrets[0]);
    assert_int_equal(circle_send(&circle, 1, 2, &batch), SPACE_FORGED);
    assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_TRUSTED);
    assert_int_equal(space_doubt(circle.spaces[1], 2), SPACE_TRUSTED);
    assert_false(space_find(circle.spaces[1], operation.object, NULL));
    circle_end(&circle);
}

static void test_a_forged_second_version_does_not_frame_its_device(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    make_goal(0, "One way");
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    uint8_t bytes[512];
    size_t size = circle.published[0][0].size;
    memcpy(bytes, circle.published[0][0].bytes, size);
    bytes[size - BATCH_SIGNATURE_BYTES - 1] ^= 1;
    assert_int_equal(space_apply(circle.spaces[1], 2, bytes, size), SPACE_FORGED);
    assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_TRUSTED);
    circle_end(&circle);
}

static void test_a_signature_holds_for_one_space_alone(void **state)
{
    (void)state;
    struct circle_batch other;
    circle_begin(&circle, 3, 1);
    circle.config.id[0] ^= 1;
    publish_otherwise(0, "Of another space", &other);
    assert_int_equal(space_apply(circle.spaces[1], 0, other.bytes, other.size), SPACE_FORGED);
    free(other.bytes);
    circle_end(&circle);
}

static void test_anybody_passes_on_what_is_signed(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    make_goal(0, "By way of the third");
    const struct circle_batch *batch = &circle.published[0][0];
    assert_int_equal(space_apply(circle.spaces[1], 2, batch->bytes, batch->size), SPACE_APPLIED);
    circle_end(&circle);
}

static void test_unsigned_batches_come_from_their_device_alone(void **state)
{
    (void)state;
    struct counted_memory memory;
    struct circle_batch other;
    circle_begin(&circle, 2, 1);
    circle.config.device_count = 3;
    circle.config.member_of[2] = 1;
    publish_otherwise(2, "Of a second device", &other);
    counted_memory_begin(&memory);
    struct space *space = circle_create(&circle, 0, &memory);
    assert_int_equal(space_apply(space, 1, other.bytes, other.size), SPACE_MALFORMED);
    assert_int_equal(space_doubt(space, 1), SPACE_SENT_MALFORMED);
    assert_int_equal(space_doubt(space, 2), SPACE_TRUSTED);
    assert_int_equal(space_apply(space, 2, other.bytes, other.size), SPACE_APPLIED);
    space_free(space);
    counted_memory_end(&memory);
    free(other.bytes);
    circle.config.device_count = 2;
    circle_end(&circle);
}

static void test_garbage_is_refused_and_whoever_sent_it_blamed(void **state)
{
    (void)state;
    static uint8_t bytes[BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES + 1];
    const size_t sizes[] = {0, 1, 40, sizeof bytes};
    for (size_t i = 0; i < 4; i++) {
        circle_begin(&circle, 3, 1);
        memset(bytes, 0xc1, sizeof bytes);
        assert_int_equal(space_apply(circle.spaces[1], 2, bytes, sizes[i]), SPACE_MALFORMED);
        assert_int_equal(space_doubt(circle.spaces[1], 2), SPACE_SENT_MALFORMED);
        circle_end(&circle);
    }
}

static void test_a_batch_that_is_no_longer_than_a_signature_is_forged(void **state)
{
    (void)state;
    const uint8_t bytes[20] = {0x97, 1, 0, 1, 1, 0x90, 1, 0xc4, 1, 0};
    circle_begin(&circle, 3, 1);
    assert_int_equal(space_apply(circle.spaces[1], 2, bytes, sizeof bytes), SPACE_FORGED);
    circle_end(&circle);
}

static void test_a_device_that_sent_something_malformed_is_not_listened_to(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    make_goal(0, "One way");
    assert_int_equal(space_apply(circle.spaces[1], 0, (const uint8_t *)"x", 1), SPACE_MALFORMED);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_MALFORMED);
    space_trust_again(circle.spaces[1], 0);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    circle_end(&circle);
}

static void test_every_changed_byte_of_a_batch_is_refused_or_means_something_else(void **state)
{
    (void)state;
    uint8_t bytes[512];
    circle_begin(&circle, 2, 1);
    make_goal(0, "One way");
    size_t size = circle.published[0][0].size;
    assert_in_range(size, 20, sizeof bytes);
    for (size_t i = 0; i < size * 8; i++) {
        struct counted_memory memory;
        counted_memory_begin(&memory);
        struct space *space = circle_create(&circle, 1, &memory);
        memcpy(bytes, circle.published[0][0].bytes, size);
        bytes[i / 8] ^= (uint8_t)(1 << i % 8);
        enum space_taken taken = space_apply(space, 0, bytes, size);
        assert_int_not_equal(taken, SPACE_DUPLICATE);
        assert_int_equal(space_doubt(space, 0) != SPACE_TRUSTED, taken == SPACE_MALFORMED);
        space_free(space);
        counted_memory_end(&memory);
    }
    circle_end(&circle);
}

static void test_a_batch_of_a_newer_app_is_left_for_later(void **state)
{
    (void)state;
    uint8_t bytes[512];
    circle_begin(&circle, 2, 1);
    make_goal(0, "One way");
    size_t size = circle.published[0][0].size;
    memcpy(bytes, circle.published[0][0].bytes, size);
    bytes[1]++;
    assert_int_equal(space_apply(circle.spaces[1], 0, bytes, size), SPACE_NEWER);
    assert_int_equal(space_doubt(circle.spaces[1], 0), SPACE_TRUSTED);
    circle_end(&circle);
}

static void test_after_a_restore_our_own_come_back(void **state)
{
    (void)state;
    struct counted_memory memory;
    struct object_id mine;
    const size_t devices[] = {2, 3};
    for (size_t i = 0; i < 2; i++) {
        circle_begin(&circle, devices[i], 1);
        struct object_id goal = make_goal(0, "Written before the disk died");
        circle_meet(&circle);
        counted_memory_begin(&memory);
        struct space *restored = circle_create(&circle, 0, &memory);
        const struct circle_batch *batch = &circle.published[0][0];
        /* Not into a draft, whose names might be the same. */
        assert_int_equal(space_make(restored, KIND_GOAL, &mine), SPACE_WRITTEN);
        assert_int_equal(space_apply(restored, 0, batch->bytes, batch->size), SPACE_TOO_MUCH);
        space_discard(restored);
        space_restore(restored);
        assert_int_equal(space_make(restored, KIND_GOAL, &mine), SPACE_RESTORED);
        assert_int_equal(space_apply(restored, 1, batch->bytes, batch->size), SPACE_APPLIED);
        assert_true(space_find(restored, goal, NULL));
        const struct value title = value_text("Not yet");
        assert_int_equal(space_set(restored, goal, GOAL_TITLE, &title), SPACE_RESTORED);
        assert_int_equal(space_note_insert(restored, goal, GOAL_NOTES, 0, title), SPACE_RESTORED);
        assert_int_equal(space_erase(restored, goal), SPACE_RESTORED);
        space_catch_up(restored);
        assert_int_equal(space_set(restored, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
        space_discard(restored);
        circle_assert_same(restored, circle.spaces[0]);
        space_free(restored);
        counted_memory_end(&memory);
        circle_end(&circle);
    }
}

/* Only who signs can be known by it. */
static void test_nobody_writes_in_our_name(void **state)
{
    (void)state;
    struct counted_memory memory;
    const size_t devices[] = {2, 3};
    for (size_t i = 0; i < 2; i++) {
        circle_begin(&circle, devices[i], 1);
        make_goal(0, "Of an older copy, or of somebody else");
        const struct circle_batch *batch = &circle.published[0][0];
        counted_memory_begin(&memory);
        struct space *ours = circle_create(&circle, 0, &memory);
        enum space_taken taken = space_apply(ours, 1, batch->bytes, batch->size);
        assert_int_equal(taken, devices[i] == 2 ? SPACE_FORKED : SPACE_APPLIED);
        assert_int_equal(space_doubt(ours, 0), devices[i] == 2 ? SPACE_SENT_FORK : SPACE_TRUSTED);
        assert_int_equal(space_doubt(ours, 1), SPACE_TRUSTED);
        space_free(ours);
        counted_memory_end(&memory);
        circle_end(&circle);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_forked_chain_is_found_and_its_device_not_listened_to),
    cmocka_unit_test(test_two_branches_of_a_fork_never_mix),
    cmocka_unit_test(test_of_settled_batches_any_is_a_duplicate),
    cmocka_unit_test(test_a_forged_author_is_refused_and_not_blamed),
    cmocka_unit_test(test_a_forged_second_version_does_not_frame_its_device),
    cmocka_unit_test(test_a_signature_holds_for_one_space_alone),
    cmocka_unit_test(test_anybody_passes_on_what_is_signed),
    cmocka_unit_test(test_unsigned_batches_come_from_their_device_alone),
    cmocka_unit_test(test_garbage_is_refused_and_whoever_sent_it_blamed),
    cmocka_unit_test(test_a_batch_that_is_no_longer_than_a_signature_is_forged),
    cmocka_unit_test(test_a_device_that_sent_something_malformed_is_not_listened_to),
    cmocka_unit_test(test_every_changed_byte_of_a_batch_is_refused_or_means_something_else),
    cmocka_unit_test(test_a_batch_of_a_newer_app_is_left_for_later),
    cmocka_unit_test(test_after_a_restore_our_own_come_back),
    cmocka_unit_test(test_nobody_writes_in_our_name),
};
TEST_GROUP(space_take, tests)
