#include "store/window_state.h"

#include <string.h>

#include "harness.h"
#include "store/profile.h"

static int begin(void **state)
{
    *state = fresh_folder();
    return 0;
}

static int end(void **state)
{
    remove_folder(*state);
    return 0;
}

static struct profile profile;

static void open_profile(const char *folder)
{
    struct store_error error;
    assert_true(profile_open(&profile, folder, PROFILE_ON_DISK, &error));
}

static void assert_usual(void)
{
    static const struct window_state usual;
    const struct window_state state = window_state_load(&profile.folder);
    assert_memory_equal(&state, &usual, sizeof usual);
}

static void the_window_is_found_as_it_was_left(void **state)
{
    struct store_error error;
    const struct window_state left = {.x = -1900,
                                      .y = 24,
                                      .width = 1100,
                                      .height = 800,
                                      .maximised = true,
                                      .text_percent = 150,
                                      .theme = 2};
    open_profile(*state);
    assert_usual();
    assert_true(window_state_save(&profile.folder, &left, &error));
    profile_close(&profile);
    open_profile(*state);
    const struct window_state found = window_state_load(&profile.folder);
    assert_int_equal(found.x, -1900);
    assert_int_equal(found.y, 24);
    assert_int_equal(found.width, 1100);
    assert_int_equal(found.height, 800);
    assert_true(found.maximised);
    assert_int_equal(found.text_percent, 150);
    assert_int_equal(found.theme, 2);
    profile_close(&profile);
}

/* x, y, width, height, maximised, percent, theme. */
static void what_cannot_be_is_as_if_it_were_not_there(void **state)
{
    static const struct folder_file file = {"window", {'W', 'N', 'D', 'W'}, 1};
    static const uint8_t good[] = {0, 0, 0, 1, 0, 0, 0, 2, 4, 0, 3, 0, 1, 0, 100, 7};
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{12, 2}, {14, 74}, {13, 2}, {15, 8}};
    struct store_error error;
    uint8_t bytes[sizeof good + 1] = {0};
    open_profile(*state);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        memcpy(bytes, good, sizeof good);
        assert_true(folder_write(&profile.folder, &file, bytes, size, &error));
        if (size == sizeof good)
            assert_int_equal(window_state_load(&profile.folder).width, 1024);
        else
            assert_usual();
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memcpy(bytes, good, sizeof good);
        bytes[wrong[i].at] = wrong[i].value;
        assert_true(folder_write(&profile.folder, &file, bytes, sizeof good, &error));
        assert_usual();
    }
    profile_close(&profile);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(the_window_is_found_as_it_was_left, begin, end),
    cmocka_unit_test_setup_teardown(what_cannot_be_is_as_if_it_were_not_there, begin, end),
};
TEST_GROUP(window_state, tests)
