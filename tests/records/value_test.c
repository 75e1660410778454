/* Values, and which of them are alike. */
#include "records/value.h"

#include "harness.h"

static void test_a_value_is_equal_to_its_like_alone(void **state)
{
    (void)state;
    const uint8_t walk[] = "walk";
    const struct value values[] = {
        value_none(),
        value_number(0),
        value_number(7),
        value_text(""),
        value_text("walk"),
        value_text("talk"),
        value_text("walks"),
        value_bytes(walk, 4),
        value_object(OBJECT_SPACE),
        value_object((struct object_id){1, 0}),
        value_object((struct object_id){1, 1}),
    };
    size_t count = sizeof values / sizeof values[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            assert_true(value_is_equal(&values[i], &values[j]) == (i == j));
    }
    struct value copy = value_string(walk, 4);
    assert_true(value_is_equal(&copy, &values[4]));
}

static void test_nothing_is_borrowed_of_an_empty_text(void **state)
{
    (void)state;
    struct value empty = value_text("");
    assert_null(empty.bytes);
    assert_int_equal(empty.size, 0);
    assert_int_equal(empty.type, VALUE_STRING);
}

static void test_later_objects_come_later(void **state)
{
    (void)state;
    const struct object_id ids[] = {OBJECT_SPACE, {1, 0}, {1, 3}, {2, 0}};
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            assert_int_equal(object_id_compare(ids[i], ids[j]), i < j ? -1 : i > j);
            assert_true(object_id_is_equal(ids[i], ids[j]) == (i == j));
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_value_is_equal_to_its_like_alone),
    cmocka_unit_test(test_nothing_is_borrowed_of_an_empty_text),
    cmocka_unit_test(test_later_objects_come_later),
};

TEST_GROUP(value, tests)
