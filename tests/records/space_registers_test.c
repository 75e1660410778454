/* A register keeps what was set by those who did not know of each other, in one order for all. */
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct held_value *value_of(uint64_t number, uint64_t lamport, uint8_t device,
                                   uint32_t sequence)
{
    struct value value = value_number(number);
    struct held_value *held = held_value_make(circle.spaces[0], &value);
    assert_non_null(held);
    held->lamport = lamport;
    held->device = device;
    held->sequence = sequence;
    return held;
}

/* Sets it, knowing so many batches of devices 0, 1 and 2. */
static size_t set(struct held_value **values, struct held_value *value, uint32_t of_0,
                  uint32_t of_1, uint32_t of_2)
{
    const uint32_t known[SPACE_DEVICES_MAX] = {of_0, of_1, of_2};
    struct held_value *superseded = register_set(values, value, known);
    size_t count = 0;
    for (struct held_value *v = superseded; v != NULL; v = v->next)
        count++;
    held_values_free(circle.spaces[0], superseded);
    return count;
}

static void assert_order(const struct held_value *values, const uint64_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++, values = values->next) {
        assert_non_null(values);
        assert_int_equal(values->number, numbers[i]);
    }
    assert_null(values);
}

static void test_who_knew_supersedes_and_who_did_not_stands_beside(void **state)
{
    (void)state;
    struct held_value *values = NULL;
    circle_begin(&circle, 3, 1);
    assert_int_equal(set(&values, value_of(1, 1, 0, 1), 0, 0, 0), 0);
    assert_int_equal(set(&values, value_of(2, 1, 1, 1), 0, 0, 0), 0);
    assert_order(values, (const uint64_t[]){2, 1}, 2);
    assert_int_equal(set(&values, value_of(3, 2, 2, 1), 1, 0, 0), 1);
    assert_order(values, (const uint64_t[]){3, 2}, 2);
    assert_int_equal(set(&values, value_of(4, 3, 0, 2), 1, 1, 1), 2);
    assert_order(values, (const uint64_t[]){4}, 1);
    held_values_free(circle.spaces[0], values);
    circle_end(&circle);
}

static void test_a_device_has_one_value(void **state)
{
    (void)state;
    struct held_value *values = NULL;
    circle_begin(&circle, 3, 1);
    set(&values, value_of(1, 1, 0, 1), 0, 0, 0);
    set(&values, value_of(2, 5, 1, 1), 0, 0, 0);
    assert_int_equal(set(&values, value_of(3, 2, 0, 2), 1, 0, 0), 1);
    assert_order(values, (const uint64_t[]){2, 3}, 2);
    held_values_free(circle.spaces[0], values);
    circle_end(&circle);
}

static void test_the_greater_lamport_is_first_and_of_equals_the_greater_device(void **state)
{
    (void)state;
    const uint8_t orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    const uint64_t lamports[] = {7, 7, 3};
    circle_begin(&circle, 3, 1);
    for (size_t i = 0; i < 6; i++) {
        struct held_value *values = NULL;
        for (size_t n = 0; n < 3; n++)
            set(&values, value_of(orders[i][n], lamports[orders[i][n]], orders[i][n], 1), 0, 0, 0);
        assert_order(values, (const uint64_t[]){1, 0, 2}, 3);
        held_values_free(circle.spaces[0], values);
    }
    circle_end(&circle);
}

static void test_a_value_is_read_as_it_was_made(void **state)
{
    (void)state;
    const struct value values[] = {
        value_none(),
        value_number(UINT64_MAX),
        value_text(""),
        value_text("Be outside more"),
        value_bytes((const uint8_t *)"\x01\xff", 2),
        value_object((struct object_id){77, 3}),
    };
    circle_begin(&circle, 1, 1);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct held_value *held = held_value_make(circle.spaces[0], &values[i]);
        struct value read = held_value_read(held);
        assert_true(value_is_equal(&read, &values[i]));
        assert_int_equal(held_value_weight(held), SPACE_VALUE_WEIGHT + values[i].size);
        held_value_free(circle.spaces[0], held);
    }
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_who_knew_supersedes_and_who_did_not_stands_beside),
    cmocka_unit_test(test_a_device_has_one_value),
    cmocka_unit_test(test_the_greater_lamport_is_first_and_of_equals_the_greater_device),
    cmocka_unit_test(test_a_value_is_read_as_it_was_made),
};
TEST_GROUP(space_registers, tests)
