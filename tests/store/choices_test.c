#include "store/choices.h"

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
    static const struct choices usual;
    const struct choices choices = choices_load(&profile.folder);
    assert_memory_equal(&choices, &usual, sizeof usual);
}

static void what_was_chosen_is_found_again(void **state)
{
    struct store_error error;
    struct choices chosen = {
        .language = "es",
        .devices = {"v4l2:/dev/video2", "", "sdl:Headset"},
        .single_keys_off = true,
        .data_mb = 200,
    };
    chosen.letters[12] = 'k';
    memset(chosen.devices[1], 'n', CHOICES_DEVICE_BYTES - 1);
    open_profile(*state);
    assert_usual();
    assert_true(choices_save(&profile.folder, &chosen, &error));
    profile_close(&profile);
    open_profile(*state);
    const struct choices found = choices_load(&profile.folder);
    assert_memory_equal(&found, &chosen, sizeof found);
    profile_close(&profile);
}

/* Language, three devices, off, letters, megabytes. */
static void what_cannot_be_is_as_if_it_were_not_there(void **state)
{
    static const struct folder_file file = {"choices", {'C', 'H', 'O', 'I'}, 1};
    uint8_t good[2 + 3 + 1 + CHOICES_LETTERS + 2] = {1, 'x', 0, 0, 0, 1, 'b', 'a'};
    static const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {{1, 0}, {5, 2}, {6, 'B'}, {7, 'b'}, {sizeof good - 2, 0x40}};
    struct store_error error;
    uint8_t bytes[sizeof good + 1] = {0};
    open_profile(*state);
    for (size_t size = 0; size <= sizeof bytes; size++) {
        memcpy(bytes, good, sizeof good);
        assert_true(folder_write(&profile.folder, &file, bytes, size, &error));
        if (size == sizeof good)
            assert_int_equal('b', choices_load(&profile.folder).letters[0]);
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
    cmocka_unit_test_setup_teardown(what_was_chosen_is_found_again, begin, end),
    cmocka_unit_test_setup_teardown(what_cannot_be_is_as_if_it_were_not_there, begin, end),
};
TEST_GROUP(choices, tests)
