/* Profiles with a passphrase, and those that leave no trace. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "scratch.h"
#include "store/people.h"
#include "store/profile.h"

static const struct keyring_cost cheap = {1, 8};

static struct keyring_passphrase say(const char *text)
{
    return (struct keyring_passphrase){(const uint8_t *)text, strlen(text)};
}

/* A profile called Anna, and its secret. */
static void make(const char *path, const char *passphrase, uint8_t secret[32])
{
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, path, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Anna", &error));
    if (passphrase != NULL)
        assert_true(profile_set_passphrase(&profile, say(passphrase), cheap, &error));
    memcpy(secret, profile.static_secret, 32);
    profile_close(&profile);
}

static void it_opens_locked_and_then_is_the_same(void **state)
{
    struct profile profile;
    struct store_error error;
    uint8_t secret[32];
    const uint8_t zero[32] = {0};
    make(*state, "open sesame", secret);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_is_locked(&profile));
    assert_memory_equal(profile.static_secret, zero, 32);
    assert_false(profile_unlock(&profile, say("open barley"), &error));
    assert_int_equal(error.kind, STORE_ERROR_LOCKED);
    assert_true(profile_is_locked(&profile));
    assert_true(profile_unlock(&profile, say("open sesame"), &error));
    assert_false(profile_is_locked(&profile));
    assert_memory_equal(profile.static_secret, secret, 32);
    assert_string_equal(profile.name, "Anna");
    /* Removed, it opens by itself. */
    assert_true(profile_set_passphrase(&profile, (struct keyring_passphrase){0}, cheap, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_false(profile_is_locked(&profile));
    assert_memory_equal(profile.static_secret, secret, 32);
    profile_close(&profile);
}

static void no_file_shows_the_name_or_the_secret(void **state)
{
    static const char *const names[] = {"identity", "settings", "keys"};
    uint8_t secret[32];
    make(*state, NULL, secret);
    for (size_t i = 0; i < 3; i++) {
        size_t size;
        uint8_t *bytes = file_read(*state, names[i], &size);
        assert_non_null(bytes);
        assert_null(memmem(bytes, size, "Anna", 4));
        assert_null(memmem(bytes, size, secret, 32));
        free(bytes);
    }
}

static void lost_keys_are_not_replaced_in_silence(void **state)
{
    struct profile profile;
    struct store_error error;
    uint8_t secret[32];
    char path[700];
    make(*state, NULL, secret);
    (void)snprintf(path, sizeof path, "%s/keys", (const char *)*state);
    assert_int_equal(unlink(path), 0);
    assert_false(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    assert_non_null(strstr(error.text, "keys"));
    assert_false(file_read(*state, "keys", &(size_t){0}) != NULL);
}

static void the_passphrase_that_there_is_can_be_checked(void **state)
{
    struct store_error error;
    struct profile profile;
    uint8_t secret[32];
    make(*state, "right", secret);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_unlock(&profile, say("right"), &error));
    assert_true(profile_check_passphrase(&profile, say("right"), &error));
    assert_false(profile_check_passphrase(&profile, say("wrong"), &error));
    assert_int_equal(error.kind, STORE_ERROR_LOCKED);
    assert_false(profile_check_passphrase(&profile, (struct keyring_passphrase){0}, &error));
    assert_int_equal(error.kind, STORE_ERROR_LOCKED);
    assert_false(profile_is_locked(&profile));
    profile_close(&profile);
}

/* A clear file that is brought back is taken without a passphrase, and not with one. */
static void an_older_file_is_taken_only_where_there_is_no_passphrase(void **state)
{
    static const struct folder_file settings = {"settings", {'S', 'E', 'T', 'S'}, 1};
    static const uint8_t ben[] = {3, 'B', 'e', 'n', 0, 0};
    struct profile profile;
    struct store_error error;
    struct folder folder;
    uint8_t secret[32];
    make(*state, NULL, secret);
    assert_true(folder_open(&folder, *state, &error));
    assert_true(folder_write(&folder, &settings, ben, sizeof ben, &error));
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_string_equal(profile.name, "Ben");
    assert_true(profile_set_passphrase(&profile, say("x"), cheap, &error));
    profile_close(&profile);
    assert_true(folder_write(&folder, &settings, ben, sizeof ben, &error));
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_false(profile_unlock(&profile, say("x"), &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    /* The passphrase that was right then opens nothing now. */
    assert_false(profile_unlock(&profile, say("y"), &error));
    assert_int_equal(error.kind, STORE_ERROR_LOCKED);
    profile_close(&profile);
    folder_close(&folder);
}

/* The passphrase changes, and what is in the vault stays readable; another profile's is not. */
static void the_vault_opens_with_its_profile_alone(void **state)
{
    static const struct vault_name name = {.space = {1}, .kind = 2, .id = 3};
    struct profile profile;
    struct store_error error;
    struct vault *vault;
    struct vault_blob blob;
    uint8_t secret[32];
    make(*state, "before", secret);
    for (int round = 0; round < 2; round++) {
        assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
        assert_true(profile_unlock(&profile, say(round == 0 ? "before" : "after"), &error));
        assert_true(profile_open_vault(&profile, &vault, &error));
        if (round == 0) {
            const struct vault_span words = {(const uint8_t *)"words", 5};
            assert_true(vault_begin(vault, &error) && vault_put(vault, &name, words, &error) &&
                        vault_commit(vault, &error));
            assert_true(profile_set_passphrase(&profile, say("after"), cheap, &error));
        }
        assert_true(vault_get(vault, &name, &blob, &error));
        assert_int_equal(blob.size, 5);
        vault_blob_free(&blob);
        vault_close(vault);
        profile_close(&profile);
    }
    assert_true(profile_open(&profile, *state, PROFILE_WITHOUT_TRACE, &error));
    assert_true(profile_unlock(&profile, say("after"), &error));
    assert_true(profile_open_vault(&profile, &vault, &error));
    assert_true(vault_get(vault, &name, &blob, &error));
    vault_blob_free(&blob);
    vault_close(vault);
    profile_close(&profile);
}

/* ---- without a trace ---- */

static void a_profile_in_memory_makes_no_folder(void **state)
{
    struct profile profile;
    struct store_error error;
    char path[700];
    struct stat status;
    (void)snprintf(path, sizeof path, "%s/none", (const char *)*state);
    assert_true(profile_open(&profile, path, PROFILE_WITHOUT_TRACE, &error));
    assert_true(profile.created);
    assert_true(profile_set_name(&profile, "Anna", &error));
    struct people people;
    assert_true(people_open(&people, &profile.folder, &error));
    people_close(&people);
    profile_close(&profile);
    assert_int_not_equal(stat(path, &status), 0);
    assert_int_equal(entries_count(*state), 0);
}

static void a_profile_that_is_there_is_read_and_not_touched(void **state)
{
    static const char *const names[] = {"identity", "settings", "keys", "lock"};
    struct profile profile;
    struct store_error error;
    struct stat before[4];
    struct stat after;
    uint8_t secret[32];
    char path[700];
    make(*state, "open sesame", secret);
    size_t entries = entries_count(*state);
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", (const char *)*state, names[i]);
        assert_int_equal(stat(path, &before[i]), 0);
    }
    assert_true(profile_open(&profile, *state, PROFILE_WITHOUT_TRACE, &error));
    assert_true(profile_unlock(&profile, say("open sesame"), &error));
    assert_memory_equal(profile.static_secret, secret, 32);
    assert_true(profile_set_name(&profile, "Nobody", &error));
    assert_true(profile_set_listen_port(&profile, 4242, &error));
    assert_string_equal(profile.name, "Nobody");
    profile_close(&profile);
    assert_int_equal(entries_count(*state), entries);
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", (const char *)*state, names[i]);
        assert_int_equal(stat(path, &after), 0);
        assert_int_equal(after.st_ino, before[i].st_ino);
        assert_int_equal(after.st_mtim.tv_nsec, before[i].st_mtim.tv_nsec);
        assert_int_equal(after.st_size, before[i].st_size);
    }
}

static void what_is_written_in_memory_is_read_again(void **state)
{
    static const struct folder_file file = {"people", {'P', 'E', 'O', 'P'}, 1};
    struct folder folder;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    assert_true(folder_open_without_trace(&folder, *state, &error));
    assert_false(folder_read(&folder, &file, &bytes, &size, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
    assert_true(folder_write(&folder, &file, (const uint8_t *)"one", 3, &error));
    assert_true(folder_write(&folder, &file, (const uint8_t *)"other", 5, &error));
    assert_true(folder_read(&folder, &file, &bytes, &size, &error));
    assert_int_equal(size, 5);
    assert_memory_equal(bytes, "other", 5);
    folder_free(bytes, size);
    assert_true(folder_remove(&folder, &file, &error));
    assert_false(folder_read(&folder, &file, &bytes, &size, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
    folder_close(&folder);
    assert_int_equal(entries_count(*state), 0);
}

#define PROFILE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    PROFILE_TEST(it_opens_locked_and_then_is_the_same),
    PROFILE_TEST(no_file_shows_the_name_or_the_secret),
    PROFILE_TEST(lost_keys_are_not_replaced_in_silence),
    PROFILE_TEST(the_passphrase_that_there_is_can_be_checked),
    PROFILE_TEST(an_older_file_is_taken_only_where_there_is_no_passphrase),
    PROFILE_TEST(the_vault_opens_with_its_profile_alone),
    PROFILE_TEST(a_profile_in_memory_makes_no_folder),
    PROFILE_TEST(a_profile_that_is_there_is_read_and_not_touched),
    PROFILE_TEST(what_is_written_in_memory_is_read_again),
};
TEST_GROUP(profile_locked, tests)
