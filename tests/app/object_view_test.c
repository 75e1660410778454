#include "app/object_view.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "harness.h"
#include "records/order_key.h"
#include "session/heap.h"

static struct space *space;

static int set_up(void **state)
{
    (void)state;
    struct space_config config;
    if (sodium_init() < 0)
        return -1;
    ledger_configure((const uint8_t[32]){1}, (const uint8_t[32]){2}, &config);
    space = space_create(&config, &heap_memory);
    return space != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    space_free(space);
    return 0;
}

static struct object_id add_goal(const struct order_key *key)
{
    struct object_id goal;
    assert_int_equal(space_make(space, KIND_GOAL, &goal), SPACE_WRITTEN);
    if (key != NULL) {
        const struct value place = value_bytes(key->bytes, key->size);
        assert_int_equal(space_set(space, goal, GOAL_ORDER, &place), SPACE_WRITTEN);
    }
    return goal;
}

static void goals_stand_as_they_were_put_and_those_without_a_place_last(void **state)
{
    (void)state;
    struct order_key keys[2];
    size_t count;
    order_keys_spread(2, keys);
    struct object_id third = add_goal(NULL);
    struct object_id second = add_goal(&keys[1]);
    struct object_id first = add_goal(&keys[0]);
    struct object_id fourth = add_goal(NULL);
    const struct object_id wanted[] = {first, second, third, fourth};
    struct object_id *list = object_view_list(space, KIND_GOAL, GOAL_ORDER, &count);
    assert_int_equal(count, 4);
    for (size_t i = 0; i < count; i++)
        assert_true(object_id_is_equal(list[i], wanted[i]));
    free(list);
    list = object_view_list(space, KIND_GOAL, SCHEMA_FIELDS_MAX, &count);
    assert_int_equal(count, 4);
    assert_true(object_id_is_equal(list[0], third)); /* in the order of making */
    free(list);
}

static void where_there_is_nothing_the_list_is_empty(void **state)
{
    (void)state;
    size_t count = 7;
    assert_null(object_view_list(space, KIND_PRACTICE, PRACTICE_ORDER, &count));
    assert_int_equal(count, 0);
}

static void a_note_is_read_whole_and_one_that_nobody_wrote_is_empty(void **state)
{
    (void)state;
    struct object_id goal = add_goal(NULL);
    char *note = object_view_note(space, goal, GOAL_NOTES);
    assert_string_equal(note, "");
    free(note);
    assert_int_equal(space_note_replace(space, goal, GOAL_NOTES, value_text("Tea\nat ten.")),
                     SPACE_WRITTEN);
    note = object_view_note(space, goal, GOAL_NOTES);
    assert_string_equal(note, "Tea\nat ten.");
    free(note);
}

#define VIEW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    VIEW_TEST(goals_stand_as_they_were_put_and_those_without_a_place_last),
    VIEW_TEST(where_there_is_nothing_the_list_is_empty),
    VIEW_TEST(a_note_is_read_whole_and_one_that_nobody_wrote_is_empty),
};
TEST_GROUP(object_view, tests)
