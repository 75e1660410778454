/* Which version of a note the author of a batch knew, told from the batches alone. */
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;
static struct object_id goal;

static void write_note(uint8_t device, const char *text)
{
    assert_int_equal(
        space_note_insert(circle.spaces[device], goal, GOAL_NOTES, 0, value_text(text)),
        SPACE_WRITTEN);
    circle_publish_all(&circle, device);
}

static const struct space_note *note_at(uint8_t device)
{
    return space_object_at(circle.spaces[device], goal)->slots[GOAL_NOTES].note;
}

static void assert_parents(uint8_t of_0, uint8_t of_1, uint32_t events_0, uint32_t events_1)
{
    uint32_t parents[SPACE_DEVICES_MAX];
    const struct batch_head head = {.device = 2, .sequence = 1, .known = {of_0, of_1}};
    space_note_parents(note_at(0), &head, parents);
    assert_int_equal(parents[0], events_0);
    assert_int_equal(parents[1], events_1);
}

static void test_events_are_counted_up_to_what_was_known(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 3);
    write_note(0, "abc"); /* batch 2 */
    write_note(1, "de");  /* batch 1 */
    circle_meet(&circle);
    write_note(0, "f"); /* batch 3 */
    assert_parents(1, 0, 0, 0);
    assert_parents(2, 0, 3, 0);
    assert_parents(2, 1, 3, 2);
    assert_parents(3, 1, 4, 2);
    circle_meet(&circle);
    circle_end(&circle);
}

static void test_what_is_settled_counts_for_everybody(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 3);
    write_note(0, "abc");
    write_note(1, "de");
    circle_meet(&circle);
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[0]));
    write_note(0, "f");
    assert_parents(2, 1, 3, 2);
    assert_parents(3, 1, 4, 2);
    assert_int_equal(note_at(0)->mark_count, 1);
    circle_end(&circle);
}

static void test_many_write_one_note_while_apart(void **state)
{
    (void)state;
    for (size_t devices = 2; devices <= CIRCLE_DEVICES_MAX; devices++) {
        goal = circle_begin_with_goal(&circle, devices);
        for (size_t round = 0; round < 12; round++) {
            for (uint8_t i = 0; i < devices; i++)
                write_note(i, "word ");
            uint8_t a = (uint8_t)circle_draw(&circle, (uint32_t)devices);
            uint8_t b = (uint8_t)circle_draw(&circle, (uint32_t)devices);
            circle_exchange(&circle, a, b);
            if (round == 6) {
                circle_hear(&circle);
                space_settle(circle.spaces[0]);
            }
        }
        circle_meet(&circle);
        for (uint8_t i = 1; i < devices; i++)
            circle_assert_same(circle.spaces[0], circle.spaces[i]);
        assert_int_equal(text_length(note_at(0)->text, false), 60 * devices);
        circle_end(&circle);
    }
}

static void test_a_note_without_events_was_never_published(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    struct space_note *note = space_note_make(circle.spaces[0]);
    assert_non_null(note);
    assert_false(space_note_is_published(note));
    space_note_free(circle.spaces[0], note);
    write_note(0, "abc");
    assert_true(space_note_is_published(note_at(0)));
    circle_meet(&circle);
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[0]));
    assert_true(space_note_is_published(note_at(0)));
    assert_null(space_note(circle.spaces[0], OBJECT_SPACE, SPACE_TITLE));
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_events_are_counted_up_to_what_was_known),
    cmocka_unit_test(test_what_is_settled_counts_for_everybody),
    cmocka_unit_test(test_many_write_one_note_while_apart),
    cmocka_unit_test(test_a_note_without_events_was_never_published),
};
TEST_GROUP(space_notes, tests)
