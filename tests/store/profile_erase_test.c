/* All that a profile keeps goes at one call, and nothing else. */
#include "store/profile_erase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "scratch.h"
#include "store/profile.h"

static char folder[700];

static void begin_profile(void **state, const char *passphrase)
{
    struct profile profile;
    struct store_error error;
    struct vault *vault;
    const struct keyring_cost cheap = {1, 8};
    const struct keyring_passphrase given = {(const uint8_t *)passphrase, strlen(passphrase)};
    (void)snprintf(folder, sizeof folder, "%s/kept", (const char *)*state);
    assert_true(profile_open(&profile, folder, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    assert_true(profile_open_vault(&profile, &vault, &error));
    vault_close(vault);
    if (given.size > 0)
        assert_true(profile_set_passphrase(&profile, given, cheap, &error));
    profile_close(&profile);
    file_write(folder, "letters-3", (const uint8_t *)"words", 5);
    file_write(folder, "vault-harmed-1", (const uint8_t *)"words", 5);
    file_write(folder, ".people.new", (const uint8_t *)"words", 5);
    file_write(folder, "choices", (const uint8_t *)"words", 5);
    file_write(folder, "window", (const uint8_t *)"words", 5);
}

static void nothing_is_left_and_one_begins_anew(void **state)
{
    struct profile profile;
    struct store_error error;
    struct stat status;
    begin_profile(state, "");
    assert_true(profile_erase(folder, &error));
    assert_int_equal(-1, stat(folder, &status));
    assert_true(profile_open(&profile, folder, PROFILE_ON_DISK, &error));
    assert_true(profile.created);
    assert_string_equal("", profile.name);
    profile_close(&profile);
}

static void who_forgot_the_passphrase_can_do_it_too(void **state)
{
    struct profile profile;
    struct store_error error;
    begin_profile(state, "a long walk");
    assert_true(profile_erase(folder, &error));
    assert_true(profile_open(&profile, folder, PROFILE_ON_DISK, &error));
    assert_false(profile_is_locked(&profile));
    profile_close(&profile);
}

/* A name that stays behind in another folder would hold the old keys. */
static void the_keys_are_overwritten_before_they_go(void **state)
{
    char keys[800], other[800];
    struct store_error error;
    size_t size;
    begin_profile(state, "");
    (void)snprintf(keys, sizeof keys, "%s/keys", folder);
    (void)snprintf(other, sizeof other, "%s/other", (const char *)*state);
    assert_int_equal(0, link(keys, other));
    assert_true(profile_erase(folder, &error));
    uint8_t *bytes = file_read(*state, "other", &size);
    assert_true(bytes != NULL && size > 0);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(0, bytes[i]);
    free(bytes);
}

static void what_is_not_ours_stays(void **state)
{
    struct store_error error;
    char below[800];
    begin_profile(state, "");
    file_write(folder, "my-goals.pdf", (const uint8_t *)"words", 5);
    (void)snprintf(below, sizeof below, "%s/photos", folder);
    assert_int_equal(0, mkdir(below, 0700));
    assert_true(profile_erase(folder, &error));
    assert_int_equal(2, entries_count(folder));
}

static void one_that_is_open_stays_as_it_is(void **state)
{
    struct profile profile;
    struct store_error error;
    begin_profile(state, "");
    assert_true(profile_open(&profile, folder, PROFILE_ON_DISK, &error));
    size_t before = entries_count(folder);
    assert_false(profile_erase(folder, &error));
    assert_int_equal(STORE_ERROR_BUSY, error.kind);
    assert_int_equal(before, entries_count(folder));
    profile_close(&profile);
}

static void a_folder_of_something_else_is_not_touched(void **state)
{
    struct store_error error;
    char there[700];
    file_write(*state, "window", (const uint8_t *)"words", 5);
    assert_false(profile_erase(*state, &error));
    assert_int_equal(STORE_ERROR_MISSING, error.kind);
    assert_int_equal(1, entries_count(*state));
    (void)snprintf(there, sizeof there, "%s/nowhere", (const char *)*state);
    assert_false(profile_erase(there, &error));
    assert_int_equal(STORE_ERROR_MISSING, error.kind);
}

#define SCRATCH(test) cmocka_unit_test_setup_teardown(test, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    SCRATCH(nothing_is_left_and_one_begins_anew),
    SCRATCH(who_forgot_the_passphrase_can_do_it_too),
    SCRATCH(the_keys_are_overwritten_before_they_go),
    SCRATCH(what_is_not_ours_stays),
    SCRATCH(one_that_is_open_stays_as_it_is),
    SCRATCH(a_folder_of_something_else_is_not_touched),
};
TEST_GROUP(profile_erase, tests)
