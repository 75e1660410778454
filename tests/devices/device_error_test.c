#include "devices/device_error.h"

#include <errno.h>
#include <string.h>

#include "harness.h"

static void an_error_is_one_line_even_with_a_hostile_name(void **state)
{
    (void)state;
    struct device_error error;
    assert_false(device_error_set(&error, DEVICE_ERROR_FORMAT, "clip %s", "a\nb\033[31mc"));
    assert_string_equal(error.text, "clip a?b?[31mc");
}

static void an_error_longer_than_its_room_is_cut(void **state)
{
    (void)state;
    char name[400];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    struct device_error error;
    assert_false(device_error_set(&error, DEVICE_ERROR_FORMAT, "%s", name));
    assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

static void each_reason_of_the_system_has_a_kind_and_a_remedy(void **state)
{
    (void)state;
    const struct {
        int number;
        enum device_error_kind kind;
        const char *remedy;
    } rows[] = {
        {ENOENT, DEVICE_ERROR_NOT_FOUND, "check the name"},
        {ENODEV, DEVICE_ERROR_NOT_FOUND, "plug it in"},
        {EBUSY, DEVICE_ERROR_BUSY, "close that"},
        {EACCES, DEVICE_ERROR_UNREADABLE, "permissions"},
        {ENOSPC, DEVICE_ERROR_UNREADABLE, "make room"},
        {ENOMEM, DEVICE_ERROR_MEMORY, "close other programs"},
        {EIO, DEVICE_ERROR_UNREADABLE, "try another"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct device_error error;
        assert_false(device_error_from_errno(&error, rows[i].number, "camera", "/dev/video0"));
        assert_int_equal(error.kind, rows[i].kind);
        assert_non_null(strstr(error.text, rows[i].remedy));
        assert_non_null(strstr(error.text, "/dev/video0"));
    }
}

static void a_cleared_error_says_nothing(void **state)
{
    (void)state;
    struct device_error error;
    (void)device_error_set(&error, DEVICE_ERROR_BUSY, "busy");
    device_error_clear(&error);
    assert_int_equal(error.kind, DEVICE_ERROR_NONE);
    assert_string_equal(error.text, "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(an_error_is_one_line_even_with_a_hostile_name),
    cmocka_unit_test(an_error_longer_than_its_room_is_cut),
    cmocka_unit_test(each_reason_of_the_system_has_a_kind_and_a_remedy),
    cmocka_unit_test(a_cleared_error_says_nothing),
};
TEST_GROUP(device_error, tests)
