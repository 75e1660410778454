/* Who holds what, and what is dropped once everybody does. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/chain.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct object_id publish_goal(uint8_t device)
{
    struct object_id goal;
    assert_int_equal(space_make(circle.spaces[device], KIND_GOAL, &goal), SPACE_WRITTEN);
    circle_publish_all(&circle, device);
    return goal;
}

static void write_note(uint8_t device, struct object_id goal, size_t at, const char *text)
{
    assert_int_equal(
        space_note_insert(circle.spaces[device], goal, GOAL_NOTES, at, value_text(text)),
        SPACE_WRITTEN);
    circle_publish_all(&circle, device);
}

static void test_the_vector_counts_what_is_applied(void **state)
{
    (void)state;
    uint32_t vector[SPACE_DEVICES_MAX];
    circle_begin(&circle, 3, 1);
    publish_goal(0);
    publish_goal(0);
    publish_goal(2);
    circle_meet(&circle);
    space_vector(circle.spaces[1], vector);
    assert_int_equal(vector[0], 2);
    assert_int_equal(vector[1], 0);
    assert_int_equal(vector[2], 1);
    circle_end(&circle);
}

static void test_the_chain_is_over_all_batches_of_a_device(void **state)
{
    (void)state;
    uint8_t expected[SPACE_CHAIN_BYTES];
    uint8_t chain[SPACE_CHAIN_BYTES];
    circle_begin(&circle, 2, 1);
    chain_begin(circle.config.id, 0, expected);
    for (uint32_t n = 0; n <= 3; n++) {
        assert_true(space_chain(circle.spaces[1], 0, n, chain));
        assert_memory_equal(chain, expected, sizeof chain);
        publish_goal(0);
        circle_meet(&circle);
        chain_next(expected, circle.published[0][n].bytes, circle.published[0][n].size, expected);
    }
    assert_false(space_chain(circle.spaces[1], 0, 5, chain));
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[1]));
    assert_true(space_chain(circle.spaces[1], 0, 4, chain));
    assert_memory_equal(chain, expected, sizeof chain);
    assert_false(space_chain(circle.spaces[1], 0, 3, chain));
    circle_end(&circle);
}

static void test_a_batch_is_kept_until_all_hold_it(void **state)
{
    (void)state;
    size_t size = 0;
    circle_begin(&circle, 3, 1);
    publish_goal(0);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    circle_hear(&circle);
    assert_false(space_settle(circle.spaces[0]));
    assert_non_null(space_batch(circle.spaces[1], 0, 1, &size));
    assert_int_equal(size, circle.published[0][0].size);
    assert_int_equal(circle_offer(&circle, 2, 0, 1), SPACE_APPLIED);
    assert_false(space_settle(circle.spaces[0]));
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[0]));
    assert_null(space_batch(circle.spaces[0], 0, 1, &size));
    assert_int_equal(size, 0);
    assert_false(space_settle(circle.spaces[0]));
    circle_end(&circle);
}

static void test_a_batch_says_what_its_author_holds(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    publish_goal(0);
    assert_int_equal(space_held_by(circle.spaces[0], 1, 0), 0);
    circle_meet(&circle);
    publish_goal(1);
    circle_meet(&circle);
    assert_int_equal(space_held_by(circle.spaces[0], 1, 0), 1);
    assert_int_equal(space_held_by(circle.spaces[0], 1, 1), 1);
    assert_int_equal(space_held_by(circle.spaces[0], 0, 1), 1);
    assert_true(space_settle(circle.spaces[0]));
    assert_int_equal(circle.spaces[0]->devices[0].settled, 1);
    circle_end(&circle);
}

static void test_less_than_was_known_changes_nothing(void **state)
{
    (void)state;
    const uint32_t more[SPACE_DEVICES_MAX] = {5, 0};
    const uint32_t less[SPACE_DEVICES_MAX] = {2, 0};
    circle_begin(&circle, 2, 1);
    space_hear(circle.spaces[0], 1, more);
    space_hear(circle.spaces[0], 1, less);
    assert_int_equal(space_held_by(circle.spaces[0], 1, 0), 5);
    space_hear(circle.spaces[0], 0, more);
    assert_int_equal(space_held_by(circle.spaces[0], 0, 0), 0);
    circle_end(&circle);
}

static void test_hearsay_settles_only_when_all_is_here_that_was_made_by_then(void **state)
{
    (void)state;
    uint32_t vector[SPACE_DEVICES_MAX];
    circle_begin(&circle, 2, 1);
    publish_goal(1); /* knows nothing of device 0 */
    publish_goal(0);
    assert_int_equal(circle_offer(&circle, 1, 0, 1), SPACE_APPLIED);
    space_vector(circle.spaces[1], vector);
    space_hear(circle.spaces[0], 1, vector);
    /* The batch of device 1 is still to come, and knew less than what would be settled. */
    assert_int_equal(space_held_by(circle.spaces[0], 1, 0), 1);
    assert_false(space_settle(circle.spaces[0]));
    assert_int_equal(circle_offer(&circle, 0, 1, 1), SPACE_APPLIED);
    assert_true(space_settle(circle.spaces[0]));
    circle_end(&circle);
}

static void test_a_batch_that_nobody_kept_is_not_dropped(void **state)
{
    (void)state;
    size_t size = 0;
    circle_begin(&circle, 2, 1);
    publish_goal(0);
    const struct circle_batch *batch = &circle.published[0][0];
    assert_int_equal(space_apply(circle.spaces[1], 0, batch->bytes, batch->size), SPACE_APPLIED);
    circle_hear(&circle);
    assert_false(space_settle(circle.spaces[1]));
    assert_non_null(space_next_to_keep(circle.spaces[1], &size));
    assert_true(space_settle(circle.spaces[1]));
    circle_end(&circle);
}

static void test_what_a_liar_says_it_holds_settles_nothing_that_depends_on_more(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    publish_goal(0);
    circle_meet(&circle);
    publish_goal(1); /* knows the batch of device 0 */
    circle_meet(&circle);
    const uint32_t lie[SPACE_DEVICES_MAX] = {0, 1, 0};
    uint32_t honest[SPACE_DEVICES_MAX];
    space_vector(circle.spaces[1], honest);
    space_hear(circle.spaces[0], 1, honest);
    space_hear(circle.spaces[0], 2, lie);
    assert_false(space_settle(circle.spaces[0]));
    circle_end(&circle);
}

static void test_settling_cuts_the_tail_of_a_note_and_its_marks(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = publish_goal(0);
    circle_meet(&circle);
    write_note(0, goal, 0, "One. ");
    write_note(1, goal, 0, "Another. ");
    circle_meet(&circle);
    write_note(0, goal, 5, "More. ");
    circle_meet(&circle);
    circle_hear(&circle);
    const struct space_note *note = space_object_at(circle.spaces[0], goal)->slots[GOAL_NOTES].note;
    assert_int_equal(note->mark_count, 3);
    assert_in_range(text_tail_runs(note->text), 1, 9);
    char *before = circle_dump(circle.spaces[0]);
    assert_true(space_settle(circle.spaces[0]));
    assert_int_equal(note->mark_count, 0);
    assert_int_equal(text_tail_runs(note->text), 0);
    char *after = circle_dump(circle.spaces[0]);
    assert_string_equal(before, after);
    free(before);
    free(after);
    /* One that settled and one that did not go on alike. */
    write_note(0, goal, 3, "And ");
    write_note(1, goal, 3, "or ");
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_alone_everything_is_settled_at_once(void **state)
{
    (void)state;
    circle_begin(&circle, 1, 1);
    struct object_id goal = publish_goal(0);
    write_note(0, goal, 0, "Mine alone");
    assert_true(space_settle(circle.spaces[0]));
    assert_int_equal(circle.spaces[0]->devices[0].settled, 2);
    write_note(0, goal, 10, ".");
    assert_int_equal(text_size(space_note(circle.spaces[0], goal, GOAL_NOTES), false), 11);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_vector_counts_what_is_applied),
    cmocka_unit_test(test_the_chain_is_over_all_batches_of_a_device),
    cmocka_unit_test(test_a_batch_is_kept_until_all_hold_it),
    cmocka_unit_test(test_a_batch_says_what_its_author_holds),
    cmocka_unit_test(test_less_than_was_known_changes_nothing),
    cmocka_unit_test(test_hearsay_settles_only_when_all_is_here_that_was_made_by_then),
    cmocka_unit_test(test_a_batch_that_nobody_kept_is_not_dropped),
    cmocka_unit_test(test_what_a_liar_says_it_holds_settles_nothing_that_depends_on_more),
    cmocka_unit_test(test_settling_cuts_the_tail_of_a_note_and_its_marks),
    cmocka_unit_test(test_alone_everything_is_settled_at_once),
};
TEST_GROUP(space_holding, tests)
