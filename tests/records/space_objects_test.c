/* The tables of objects: found by id, listed by kind in the order of their ids. */
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct space_object *add(uint8_t device, enum object_kind kind)
{
    struct space *space = circle.spaces[0];
    const struct object_id id = {(uint32_t)space->devices[device].object_count + 1, device};
    assert_true(space_objects_reserve(space, device, kind, 1));
    struct space_object *object = space_object_make(space, kind);
    assert_non_null(object);
    space_objects_add(space, object, id);
    object->is_draft_made = true;
    return object;
}

static void test_an_object_is_found_by_its_id(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 1);
    struct space *space = circle.spaces[0];
    struct space_object *goal = add(1, KIND_GOAL);
    struct space_object *session = add(1, KIND_SESSION);
    assert_ptr_equal(space_object_at(space, goal->id), goal);
    assert_ptr_equal(space_object_at(space, session->id), session);
    assert_ptr_equal(space_object_at(space, OBJECT_SPACE), space->root);
    assert_null(space_object_at(space, (struct object_id){3, 1}));
    assert_null(space_object_at(space, (struct object_id){1, 0}));
    assert_null(space_object_at(space, (struct object_id){0, 1}));
    assert_null(space_object_at(space, (struct object_id){1, 3}));
    assert_null(space_object_at(space, (struct object_id){1, 255}));
    circle_end(&circle);
}

static void test_a_kind_is_listed_in_the_order_of_ids_whatever_came_first(void **state)
{
    (void)state;
    circle_begin(&circle, 3, 2);
    for (size_t i = 0; i < 300; i++)
        add((uint8_t)circle_draw(&circle, 3), i % 2 == 0 ? KIND_GOAL : KIND_CHECK_IN);
    struct object_id before = OBJECT_SPACE;
    struct object_id at = OBJECT_SPACE;
    size_t count = 0;
    while (space_next(circle.spaces[0], KIND_GOAL, &at)) {
        assert_int_equal(object_id_compare(before, at), -1);
        before = at;
        count++;
    }
    assert_int_equal(count, 150);
    assert_int_equal(space_count(circle.spaces[0], KIND_GOAL), 150);
    assert_int_equal(space_count(circle.spaces[0], KIND_MEASURE), 0);
    circle_end(&circle);
}

static void test_listing_goes_on_where_an_object_was_erased(void **state)
{
    (void)state;
    circle_begin(&circle, 1, 2);
    struct space *space = circle.spaces[0];
    struct object_id at = OBJECT_SPACE;
    for (size_t i = 0; i < 10; i++)
        add(0, KIND_GOAL);
    size_t count = 0;
    while (space_next(space, KIND_GOAL, &at)) {
        space_object_erase(space, space_object_at(space, at));
        count++;
    }
    assert_int_equal(count, 10);
    assert_int_equal(space_count(space, KIND_GOAL), 0);
    assert_non_null(space_object_at(space, at));
    assert_null(space_object_at(space, at)->slots);
    circle_end(&circle);
}

static void test_the_last_ones_can_be_taken_out_again(void **state)
{
    (void)state;
    circle_begin(&circle, 1, 2);
    struct space *space = circle.spaces[0];
    for (size_t i = 0; i < 5; i++)
        add(0, KIND_GOAL);
    space_object_erase(space, space_object_at(space, (struct object_id){4, 0}));
    for (uint32_t i = 5; i > 0; i--) {
        assert_non_null(space_object_at(space, (struct object_id){i, 0}));
        space_objects_remove_last(space, 0);
        assert_null(space_object_at(space, (struct object_id){i, 0}));
    }
    assert_int_equal(space_count(space, KIND_GOAL), 0);
    circle_end(&circle);
}

static void test_without_memory_there_is_no_object_and_nothing_is_lost(void **state)
{
    (void)state;
    circle_begin(&circle, 1, 2);
    struct counted_memory *memory = &circle.memory[0];
    size_t bytes = memory->bytes;
    for (size_t n = 1; n <= 2; n++) {
        memory->requests = 0;
        memory->fail_at = n;
        assert_null(space_object_make(circle.spaces[0], KIND_GOAL));
        assert_int_equal(memory->bytes, bytes);
    }
    memory->requests = 0;
    memory->fail_at = 1;
    assert_false(space_objects_reserve(circle.spaces[0], 0, KIND_GOAL, 1));
    memory->fail_at = 0;
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_object_is_found_by_its_id),
    cmocka_unit_test(test_a_kind_is_listed_in_the_order_of_ids_whatever_came_first),
    cmocka_unit_test(test_listing_goes_on_where_an_object_was_erased),
    cmocka_unit_test(test_the_last_ones_can_be_taken_out_again),
    cmocka_unit_test(test_without_memory_there_is_no_object_and_nothing_is_lost),
};
TEST_GROUP(space_objects, tests)
