/* The draft: seen at once, known to nobody, and gone without a trace when it is discarded. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct object_id make(uint8_t device, enum object_kind kind)
{
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[device], kind, &object), SPACE_WRITTEN);
    return object;
}

static enum space_write set(uint8_t device, struct object_id object, uint8_t field,
                            struct value value)
{
    return space_set(circle.spaces[device], object, field, &value);
}

static void assert_value(uint8_t device, struct object_id object, uint8_t field,
                         struct value expected)
{
    struct value value = space_value(circle.spaces[device], object, field);
    assert_true(value_is_equal(&value, &expected));
}

static void test_the_last_of_two_sets_is_published(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("secret first thought")), SPACE_WRITTEN);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_value(0, goal, GOAL_TITLE, value_text("Walk"));
    circle_publish_all(&circle, 0);
    assert_int_equal(circle.published_count[0], 1);
    assert_null(memmem(circle.published[0][0].bytes, circle.published[0][0].size, "secret", 6));
    circle_meet(&circle);
    assert_value(1, goal, GOAL_TITLE, value_text("Walk"));
    circle_end(&circle);
}

static void test_what_is_set_back_is_no_draft(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Run")), SPACE_WRITTEN);
    assert_int_equal(set(0, goal, GOAL_WHY, value_text("For the air")), SPACE_WRITTEN);
    assert_true(space_has_draft(circle.spaces[0]));
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_int_equal(set(0, goal, GOAL_WHY, value_none()), SPACE_WRITTEN);
    assert_false(space_has_draft(circle.spaces[0]));
    circle_end(&circle);
}

static void test_one_of_two_values_can_be_chosen_by_setting_it(void **state)
{
    (void)state;
    struct space_value values[4];
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_int_equal(set(1, goal, GOAL_TITLE, value_text("Run")), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_int_equal(space_values(circle.spaces[0], goal, GOAL_TITLE, values, 4), 2);
    assert_int_equal(values[0].device, 1);
    assert_int_equal(values[1].device, 0);
    struct value shown = values[0].value;
    assert_int_equal(set(0, goal, GOAL_TITLE, shown), SPACE_WRITTEN);
    assert_int_equal(space_values(circle.spaces[0], goal, GOAL_TITLE, values, 4), 1);
    assert_int_equal(values[0].sequence, 0);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_TITLE, values, 4), 1);
    assert_int_equal(values[0].device, 0);
    circle_end(&circle);
}

static void test_discarding_leaves_nothing(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    circle_publish_all(&circle, 0);
    char *before = circle_dump(circle.spaces[0]);
    size_t bytes = circle.memory[0].bytes;
    struct object_id other = make(0, KIND_GOAL);
    struct object_id practice = make(0, KIND_PRACTICE);
    assert_int_equal(set(0, practice, PRACTICE_GOAL, value_object(goal)), SPACE_WRITTEN);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, value_text("Hm.")),
                     SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[0], other), SPACE_WRITTEN);
    assert_int_equal(space_count(circle.spaces[0], KIND_GOAL), 0);
    space_discard(circle.spaces[0]);
    assert_false(space_has_draft(circle.spaces[0]));
    char *after = circle_dump(circle.spaces[0]);
    assert_string_equal(before, after);
    assert_null(space_note(circle.spaces[0], goal, GOAL_NOTES));
    /* But for the tables, which do not shrink. */
    assert_in_range(circle.memory[0].bytes, bytes, bytes + 200);
    free(before);
    free(after);
    circle_end(&circle);
}

static void test_made_and_erased_in_one_draft_is_nothing(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    struct object_id practice = make(0, KIND_PRACTICE);
    assert_int_equal(set(0, practice, PRACTICE_GOAL, value_object(goal)), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[0], practice), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    assert_false(space_has_draft(circle.spaces[0]));
    assert_int_equal(circle_publish(&circle, 0), SPACE_WRITTEN);
    assert_int_equal(circle.published_count[0], 0);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_NOT_THERE);
    circle_end(&circle);
}

static void test_what_names_an_object_that_is_gone_from_the_draft_goes_too(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id practice = make(0, KIND_PRACTICE);
    struct object_id goal = make(0, KIND_GOAL);
    struct object_id last = make(0, KIND_GOAL);
    assert_int_equal(set(0, practice, PRACTICE_GOAL, value_object(goal)), SPACE_WRITTEN);
    assert_int_equal(set(0, last, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    assert_value(0, practice, PRACTICE_GOAL, value_none());
    assert_int_equal(set(0, practice, PRACTICE_GOAL, value_object(goal)), SPACE_NOT_THERE);
    assert_int_equal(space_count(circle.spaces[0], KIND_GOAL), 1);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_count(circle.spaces[1], KIND_GOAL), 1);
    assert_value(1, last, GOAL_TITLE, value_text("Walk"));
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_an_erased_object_is_seen_no_more_and_erased_for_all(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    struct object_id goal = make(0, KIND_GOAL);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("A secret")), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_NOT_THERE);
    assert_int_equal(set(1, goal, GOAL_TITLE, value_none()), SPACE_NOT_THERE);
    assert_false(space_find(circle.spaces[1], goal, NULL));
    assert_false(space_is_erased(circle.spaces[1], goal));
    circle_publish_all(&circle, 1);
    assert_true(space_is_erased(circle.spaces[1], goal));
    assert_true(space_has_erased(circle.spaces[1], goal, 1));
    assert_false(space_has_erased(circle.spaces[1], goal, 0));
    assert_int_equal(circle_offer(&circle, 0, 1, 1), SPACE_APPLIED);
    circle_hear(&circle);
    assert_true(space_has_erased(circle.spaces[1], goal, 0));
    assert_false(space_has_erased(circle.spaces[1], goal, 2));
    circle_meet(&circle);
    circle_hear(&circle);
    assert_true(space_has_erased(circle.spaces[0], goal, 2));
    assert_true(space_settle(circle.spaces[0]));
    assert_true(space_is_erased(circle.spaces[0], goal));
    assert_true(space_has_erased(circle.spaces[0], goal, 2));
    circle_end(&circle);
}

static void test_a_foreign_erase_takes_the_draft_with_it(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(set(0, goal, GOAL_TITLE, value_text("Walk")), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, value_text("Hm.")),
                     SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_false(space_has_draft(circle.spaces[0]));
    assert_int_equal(circle.spaces[0]->draft_bytes, 0);
    circle_end(&circle);
}

static void test_two_who_erase_the_same_agree_who_was_first(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    struct object_id goal = make(0, KIND_GOAL);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_erase(circle.spaces[0], goal), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[1], goal), SPACE_WRITTEN);
    assert_int_equal(space_erase(circle.spaces[2], goal), SPACE_WRITTEN);
    for (uint8_t i = 0; i < 3; i++)
        circle_publish_all(&circle, i);
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_assert_same(circle.spaces[0], circle.spaces[2]);
    assert_int_equal(space_object_at(circle.spaces[2], goal)->erasure.device, 0);
    circle_end(&circle);
}

static void test_what_does_not_fit_a_field_is_refused(void **state)
{
    (void)state;
    struct object_id session;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(0, KIND_GOAL);
    session = make(0, KIND_SESSION);
    struct object_id practice = make(0, KIND_PRACTICE);
    const struct {
        struct object_id object;
        uint8_t field;
        struct value value;
        enum space_write expected;
    } rows[] = {
        {goal, GOAL_TITLE, value_number(1), SPACE_NOT_SO},
        {goal, GOAL_CONFIDENCE, value_number(11), SPACE_NOT_SO},
        {goal, GOAL_NOTES, value_text("x"), SPACE_NOT_SO},
        {goal, SCHEMA_FIELDS_MAX, value_none(), SPACE_NOT_SO},
        {goal, GOAL_TITLE, value_text("a\nb"), SPACE_NOT_SO},
        {practice, PRACTICE_GOAL, value_object(session), SPACE_NOT_SO},
        {practice, PRACTICE_GOAL, value_object((struct object_id){9, 1}), SPACE_NOT_THERE},
        {{9, 0}, GOAL_TITLE, value_none(), SPACE_NOT_THERE},
        {{1, 17}, GOAL_TITLE, value_none(), SPACE_NOT_THERE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(space_set(circle.spaces[0], rows[i].object, rows[i].field, &rows[i].value),
                         rows[i].expected);
    circle_end(&circle);
}

static void test_what_is_set_once_names_only_what_was_made_before_it(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id before = make(0, KIND_GOAL);
    struct object_id comment = make(0, KIND_COMMENT);
    struct object_id after = make(0, KIND_GOAL);
    assert_int_equal(set(0, comment, COMMENT_TARGET, value_object(after)), SPACE_NOT_SO);
    assert_int_equal(set(0, comment, COMMENT_TARGET, value_object(before)), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_value(1, comment, COMMENT_TARGET, value_object(before));
    circle_end(&circle);
}

static void test_goals_and_their_practices_are_bounded(void **state)
{
    (void)state;
    struct object_id object;
    circle_begin(&circle, 1, 1);
    struct object_id goal = make(0, KIND_GOAL);
    for (size_t i = 1; i < SPACE_GOALS_MAX; i++)
        object = make(0, KIND_GOAL);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &object), SPACE_FULL);
    assert_int_equal(space_erase(circle.spaces[0], object), SPACE_WRITTEN);
    assert_int_equal(space_make(circle.spaces[0], KIND_GOAL, &object), SPACE_WRITTEN);
    for (size_t i = 0; i <= SPACE_PRACTICES_MAX; i++) {
        object = make(0, KIND_PRACTICE);
        assert_int_equal(set(0, object, PRACTICE_GOAL, value_object(goal)),
                         i < SPACE_PRACTICES_MAX ? SPACE_WRITTEN : SPACE_FULL);
    }
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_last_of_two_sets_is_published),
    cmocka_unit_test(test_what_is_set_back_is_no_draft),
    cmocka_unit_test(test_one_of_two_values_can_be_chosen_by_setting_it),
    cmocka_unit_test(test_discarding_leaves_nothing),
    cmocka_unit_test(test_made_and_erased_in_one_draft_is_nothing),
    cmocka_unit_test(test_what_names_an_object_that_is_gone_from_the_draft_goes_too),
    cmocka_unit_test(test_an_erased_object_is_seen_no_more_and_erased_for_all),
    cmocka_unit_test(test_a_foreign_erase_takes_the_draft_with_it),
    cmocka_unit_test(test_two_who_erase_the_same_agree_who_was_first),
    cmocka_unit_test(test_what_does_not_fit_a_field_is_refused),
    cmocka_unit_test(test_what_is_set_once_names_only_what_was_made_before_it),
    cmocka_unit_test(test_goals_and_their_practices_are_bounded),
};
TEST_GROUP(space_draft, tests)
