#include "app/object_code.h"

#include "harness.h"

static void a_name_comes_back_as_it_was_shown(void **state)
{
    (void)state;
    static const struct object_id objects[] = {{1, 0}, {3, 0}, {10, 1}, {UINT32_MAX, 17}};
    static const char *const texts[] = {"1a", "3a", "10b", "4294967295r"};
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        char text[OBJECT_CODE_BYTES];
        struct object_id again;
        assert_string_equal(object_code_text(objects[i], text), texts[i]);
        assert_true(object_code_parse(text, &again));
        assert_true(object_id_is_equal(again, objects[i]));
    }
}

static void capitals_are_taken_too(void **state)
{
    (void)state;
    struct object_id object;
    assert_true(object_code_parse("12B", &object));
    assert_true(object_id_is_equal(object, (struct object_id){12, 1}));
}

static void what_is_no_name_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "a", "0a", "3", "3s", "3ab", "03a", "-1a", "4294967296a", "99999999999999999999a"};
    struct object_id object;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(object_code_parse(texts[i], &object));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_name_comes_back_as_it_was_shown),
    cmocka_unit_test(capitals_are_taken_too),
    cmocka_unit_test(what_is_no_name_is_refused),
};
TEST_GROUP(object_code, tests)
