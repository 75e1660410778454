/* Reading: what is shown, with who set it and when, the draft above all. */
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;
static struct object_id goal;

static void set(uint8_t device, uint8_t field, struct value value)
{
    assert_int_equal(space_set(circle.spaces[device], goal, field, &value), SPACE_WRITTEN);
}

static void test_values_say_who_set_them_and_when(void **state)
{
    (void)state;
    struct space_value values[8];
    goal = circle_begin_with_goal(&circle, 3);
    for (uint8_t i = 0; i < 3; i++) {
        set(i, GOAL_TITLE, value_text("Walk"));
        circle_publish_all(&circle, i);
    }
    circle_meet(&circle);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_TITLE, values, 8), 3);
    for (uint8_t i = 0; i < 3; i++) {
        assert_int_equal(values[i].device, 2 - i);
        assert_int_equal(values[i].member, 2 - i);
        assert_int_equal(values[i].sequence, i == 2 ? 2 : 1);
        assert_in_range(values[i].minute, 29000000, 29000010);
    }
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_TITLE, values, 1), 3);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_TITLE, NULL, 0), 3);
    circle_end(&circle);
}

static void test_what_was_never_set_is_none(void **state)
{
    (void)state;
    struct space_value values[2];
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_WHY, values, 2), 0);
    assert_int_equal(space_value(circle.spaces[1], goal, GOAL_WHY).type, VALUE_NONE);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_NOTES, values, 2), 0);
    assert_int_equal(space_values(circle.spaces[1], goal, 99, values, 2), 0);
    assert_int_equal(space_values(circle.spaces[1], (struct object_id){7, 1}, 0, values, 2), 0);
    assert_null(space_note(circle.spaces[1], goal, GOAL_TITLE));
    assert_null(space_note(circle.spaces[1], (struct object_id){7, 1}, GOAL_NOTES));
    circle_end(&circle);
}

static void test_what_was_cleared_was_set(void **state)
{
    (void)state;
    struct space_value values[2];
    goal = circle_begin_with_goal(&circle, 2);
    set(0, GOAL_WHY, value_text("For the air"));
    circle_publish_all(&circle, 0);
    set(0, GOAL_WHY, value_none());
    assert_int_equal(space_value(circle.spaces[0], goal, GOAL_WHY).type, VALUE_NONE);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(space_values(circle.spaces[1], goal, GOAL_WHY, values, 2), 1);
    assert_int_equal(values[0].value.type, VALUE_NONE);
    circle_end(&circle);
}

static void test_the_kind_of_an_object_is_found(void **state)
{
    (void)state;
    enum object_kind kind = KIND_COUNT;
    goal = circle_begin_with_goal(&circle, 2);
    assert_true(space_find(circle.spaces[1], goal, &kind));
    assert_int_equal(kind, KIND_GOAL);
    assert_true(space_find(circle.spaces[1], OBJECT_SPACE, &kind));
    assert_int_equal(kind, KIND_SPACE);
    assert_false(space_find(circle.spaces[1], (struct object_id){2, 0}, &kind));
    assert_false(space_is_erased(circle.spaces[1], (struct object_id){2, 0}));
    assert_false(space_has_erased(circle.spaces[1], goal, 0));
    circle_end(&circle);
}

static void test_roles_are_open_until_somebody_says_them(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(space_role_of(circle.spaces[0], 0), ROLE_OPEN);
    struct value roles = value_number(ROLE_CLIENT | ROLE_THERAPIST << 2);
    assert_int_equal(space_set(circle.spaces[1], OBJECT_SPACE, SPACE_ROLES_BY_0 + 1, &roles),
                     SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_int_equal(space_role_of(circle.spaces[0], 0), ROLE_CLIENT);
    assert_int_equal(space_role_of(circle.spaces[0], 1), ROLE_THERAPIST);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_values_say_who_set_them_and_when),
    cmocka_unit_test(test_what_was_never_set_is_none),
    cmocka_unit_test(test_what_was_cleared_was_set),
    cmocka_unit_test(test_the_kind_of_an_object_is_found),
    cmocka_unit_test(test_roles_are_open_until_somebody_says_them),
};
TEST_GROUP(space_read, tests)
