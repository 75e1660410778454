#include "store/profile.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "harness.h"
#include "scratch.h"

static void first_opening_makes_an_identity_and_later_ones_find_it(void **state)
{
    struct profile profile;
    struct store_error error;
    uint8_t secret[32];
    uint8_t expected[32];
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile.created);
    assert_string_equal(profile.name, "");
    assert_int_equal(profile.listen_port, 0);
    assert_int_equal(crypto_scalarmult_base(expected, profile.static_secret), 0);
    assert_memory_equal(profile.static_public, expected, 32);
    memcpy(secret, profile.static_secret, 32);
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_false(profile.created);
    assert_memory_equal(profile.static_secret, secret, 32);
    profile_close(&profile);
}

static void two_profiles_are_two_identities(void **state)
{
    struct profile a;
    struct profile b;
    struct store_error error;
    char path[700];
    (void)snprintf(path, sizeof path, "%s/a", (const char *)*state);
    assert_true(profile_open(&a, path, PROFILE_ON_DISK, &error));
    (void)snprintf(path, sizeof path, "%s/b", (const char *)*state);
    assert_true(profile_open(&b, path, PROFILE_ON_DISK, &error));
    assert_memory_not_equal(a.static_secret, b.static_secret, 32);
    profile_close(&a);
    profile_close(&b);
}

static void closing_wipes_the_secret(void **state)
{
    struct profile profile;
    struct store_error error;
    const uint8_t zero[32] = {0};
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_memory_not_equal(profile.static_secret, zero, 32);
    profile_close(&profile);
    assert_memory_equal(profile.static_secret, zero, 32);
    profile_close(&profile);
}

static void every_file_is_for_us_alone(void **state)
{
    struct profile profile;
    struct store_error error;
    struct stat status;
    mode_t before = umask(0);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    (void)umask(before);
    const char *names[] = {"lock", "keys", "identity", "settings"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(fstatat(profile.folder.fd, names[i], &status, 0), 0);
        assert_int_equal(status.st_mode & 07777, 0600);
    }
    assert_int_equal(entries_count(*state), 4);
    profile_close(&profile);
}

static void name_and_port_are_remembered(void **state)
{
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Zo\xc3\xab", &error));
    assert_true(profile_set_listen_port(&profile, 40000, &error));
    assert_string_equal(profile.name, "Zo\xc3\xab");
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_string_equal(profile.name, "Zo\xc3\xab");
    assert_int_equal(profile.listen_port, 40000);
    profile_close(&profile);
}

static void a_name_that_is_empty_long_or_no_text_changes_nothing(void **state)
{
    struct profile profile;
    struct store_error error;
    char long_name[66];
    memset(long_name, 'a', 65);
    long_name[65] = '\0';
    const char *names[] = {"", long_name, "two\nlines", "\x1b[2J", "\xc3("};
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(profile_set_name(&profile, names[i], &error));
        assert_int_equal(error.kind, STORE_ERROR_INVALID);
        assert_string_equal(profile.name, "Ben");
    }
    assert_true(profile_set_name(&profile, long_name + 1, &error));
    profile_close(&profile);
}

static void what_was_offered_once_stays_offered(void **state)
{
    static const struct folder_file older = {"settings", {'S', 'E', 'T', 'S'}, 3};
    static const uint8_t ben[] = {3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10};
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(folder_write(&profile.folder, &older, ben, sizeof ben, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_false(profile.passphrase_offered);
    assert_true(profile_note_offer(&profile, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile.passphrase_offered);
    assert_string_equal(profile.name, "Ben");
    assert_true(profile_set_auto_lock(&profile, 5, &error));
    assert_true(profile.passphrase_offered);
    profile_close(&profile);
}

static void how_sound_is_treated_is_kept(void **state)
{
    static const struct folder_file older = {"settings", {'S', 'E', 'T', 'S'}, 4};
    static const uint8_t ben[] = {3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10, 1};
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.sound.noise, PROFILE_NOISE_USUAL);
    assert_true(folder_write(&profile.folder, &older, ben, sizeof ben, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.sound.noise, PROFILE_NOISE_USUAL);
    assert_int_equal(profile.sound.headphones, 0);
    assert_true(profile_set_sound(&profile, (struct profile_sound){2, 1}, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.sound.noise, 2);
    assert_int_equal(profile.sound.headphones, 1);
    assert_true(profile.passphrase_offered);
    profile_close(&profile);
}

static void a_second_instance_is_refused_with_what_to_do(void **state)
{
    struct profile first;
    struct profile second;
    struct store_error error;
    char expected[200];
    assert_true(profile_open(&first, *state, PROFILE_ON_DISK, &error));
    assert_false(profile_open(&second, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(error.kind, STORE_ERROR_BUSY);
    (void)snprintf(expected, sizeof expected,
                   "%.80s is open in another Alcove; close its window, or end that command, and "
                   "do this again",
                   (const char *)*state);
    assert_string_equal(error.text, expected);
    profile_close(&first);
    assert_true(profile_open(&second, *state, PROFILE_ON_DISK, &error));
    profile_close(&second);
}

static void an_instance_in_another_process_is_noticed_and_its_death_frees_the_lock(void **state)
{
    struct profile profile;
    struct store_error error;
    int ready[2];
    int alive[2];
    char byte = 0;
    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(alive), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        bool opened = profile_open(&profile, *state, PROFILE_ON_DISK, &error);
        ssize_t written = write(ready[1], opened ? "y" : "n", 1);
        (void)written;
        /* Until it is killed, or the test has ended before that. */
        (void)close(alive[1]);
        written = read(alive[0], &byte, 1);
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(byte, 'y');
    assert_false(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(error.kind, STORE_ERROR_BUSY);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    profile_close(&profile);
    (void)close(ready[0]);
    (void)close(ready[1]);
    (void)close(alive[0]);
    (void)close(alive[1]);
}

static void a_failing_disk_leaves_name_and_port_as_they_were(void **state)
{
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    profile.folder.disk = &failing_disk;
    failing_disk_state = (struct failing_disk){.number = ENOSPC, .stays = true};
    assert_false(profile_set_name(&profile, "Ada", &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    assert_false(profile_set_listen_port(&profile, 9, &error));
    assert_string_equal(profile.name, "Ben");
    assert_int_equal(profile.listen_port, 0);
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_string_equal(profile.name, "Ben");
    profile_close(&profile);
}

/* The content of a file after what was done to it, opened and refused. */
static void assert_refused(const char *path, const char *name, enum store_error_kind kind)
{
    struct profile profile;
    struct store_error error;
    size_t before_size;
    size_t after_size;
    uint8_t *before = file_read(path, name, &before_size);
    assert_false(profile_open(&profile, path, PROFILE_ON_DISK, &error));
    assert_int_equal(error.kind, kind);
    assert_non_null(strstr(error.text, name));
    uint8_t *after = file_read(path, name, &after_size);
    assert_int_equal(after == NULL, before == NULL);
    if (before != NULL) {
        assert_int_equal(after_size, before_size);
        assert_memory_equal(after, before, after_size);
    }
    free(before);
    free(after);
}

static void a_damaged_file_is_named_and_never_replaced(void **state)
{
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    profile_close(&profile);
    const char *names[] = {"identity", "settings"};
    for (size_t i = 0; i < 2; i++) {
        size_t size;
        uint8_t *bytes = file_read(*state, names[i], &size);
        bytes[size / 2] ^= 1;
        file_write(*state, names[i], bytes, size);
        assert_refused(*state, names[i], STORE_ERROR_DAMAGED);
        bytes[size / 2] ^= 1;
        file_write(*state, names[i], bytes, size - 1);
        assert_refused(*state, names[i], STORE_ERROR_DAMAGED);
        file_write(*state, names[i], bytes, size);
        free(bytes);
    }
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_string_equal(profile.name, "Ben");
    profile_close(&profile);
}

static void a_lost_identity_is_not_replaced_in_silence(void **state)
{
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(profile_set_name(&profile, "Ben", &error));
    assert_int_equal(unlinkat(profile.folder.fd, "identity", 0), 0);
    profile_close(&profile);
    assert_refused(*state, "identity", STORE_ERROR_DAMAGED);
}

static void an_identity_whose_halves_do_not_match_is_refused(void **state)
{
    struct profile profile;
    struct store_error error;
    const struct folder_file file = {"identity", {'I', 'D', 'E', 'N'}, 1};
    uint8_t keys[64];
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    memcpy(keys, profile.static_secret, 32);
    memcpy(keys + 32, profile.static_public, 32);
    keys[63] ^= 1;
    assert_true(folder_write(&profile.folder, &file, keys, sizeof keys, &error));
    profile_close(&profile);
    assert_refused(*state, "identity", STORE_ERROR_DAMAGED);
}

static void settings_of_wrong_insides_are_refused(void **state)
{
    struct profile profile;
    struct store_error error;
    const struct folder_file file = {"settings", {'S', 'E', 'T', 'S'}, 1};
    const char *insides[] = {"",
                             "\x03"
                             "Be",
                             "\x41"
                             "Be\x01\x02",
                             "\x02"
                             "Be\x01\x02\x03",
                             "\x02"
                             "\xc3(\x01\x02",
                             "\x02"
                             "B\n\x01\x02"};
    for (size_t i = 0; i < sizeof insides / sizeof insides[0]; i++) {
        assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
        assert_true(folder_write(&profile.folder, &file, (const uint8_t *)insides[i],
                                 strlen(insides[i]), &error));
        profile_close(&profile);
        assert_refused(*state, "settings", STORE_ERROR_DAMAGED);
        char path[700];
        (void)snprintf(path, sizeof path, "%s/settings", (const char *)*state);
        assert_int_equal(unlink(path), 0);
    }
}

static void comfort_is_kept(void **state)
{
    static const struct folder_file older = {"settings", {'S', 'E', 'T', 'S'}, 5};
    static const uint8_t ben[] = {3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10, 1, 2, 1};
    struct profile profile;
    struct store_error error;
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.comfort, 0);
    assert_true(folder_write(&profile.folder, &older, ben, sizeof ben, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.comfort, 0);
    assert_true(profile_set_comfort(&profile, PROFILE_BIGGER_TEXT | PROFILE_LESS_DATA, &error));
    profile_close(&profile);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_int_equal(profile.comfort, PROFILE_BIGGER_TEXT | PROFILE_LESS_DATA);
    assert_int_equal(profile.sound.noise, 2);
    profile_close(&profile);
}

static void comfort_that_there_is_not_is_refused(void **state)
{
    static const struct folder_file file = {"settings", {'S', 'E', 'T', 'S'}, 6};
    static const uint8_t ben[] = {3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10, 1, 2, 1, 64};
    struct profile profile;
    struct store_error error;
    for (size_t missing = 0; missing < 2; missing++) {
        assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
        assert_true(folder_write(&profile.folder, &file, ben, sizeof ben - missing, &error));
        profile_close(&profile);
        assert_false(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
        char path[FOLDER_PATH_BYTES_MAX + 16];
        snprintf(path, sizeof path, "%s/settings", (const char *)*state);
        assert_int_equal(remove(path), 0);
    }
}

static void sound_that_there_is_not_is_refused(void **state)
{
    static const struct folder_file file = {"settings", {'S', 'E', 'T', 'S'}, 5};
    static const uint8_t insides[][13] = {{3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10, 1, 3, 0},
                                          {3, 'B', 'e', 'n', 0, 0, 0, 0, 0, 10, 1, 0, 3}};
    for (size_t i = 0; i < sizeof insides / sizeof insides[0]; i++) {
        struct profile profile;
        struct store_error error;
        char path[700];
        assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
        assert_true(folder_write(&profile.folder, &file, insides[i], sizeof insides[i], &error));
        profile_close(&profile);
        assert_refused(*state, "settings", STORE_ERROR_DAMAGED);
        (void)snprintf(path, sizeof path, "%s/settings", (const char *)*state);
        assert_int_equal(unlink(path), 0);
    }
}

static void a_copy_is_read_before_it_takes_a_place(void **state)
{
    struct profile profile;
    struct store_error error;
    struct folder staged;
    struct folder_file file = {.name = "identity"};
    struct folder_contents contents;
    uint8_t key[32];
    char path[700];
    (void)snprintf(path, sizeof path, "%s/none", (const char *)*state);
    assert_true(profile_open(&profile, *state, PROFILE_ON_DISK, &error));
    assert_true(folder_open_without_trace(&staged, path, &error));
    staged.key = profile.files_key;
    assert_false(profile_check_copy(&staged, key, &error));
    assert_true(folder_read_as_is(&profile.folder, &file, &contents, &error));
    assert_memory_equal(file.kind, "IDEN", 4);
    assert_int_equal(file.version, 1);
    assert_true(folder_write(&staged, &file, contents.bytes, contents.size, &error));
    assert_true(profile_check_copy(&staged, key, &error));
    assert_memory_equal(key, profile.static_public, sizeof key);
    contents.bytes[0] ^= 8;
    assert_true(folder_write(&staged, &file, contents.bytes, contents.size, &error));
    assert_false(profile_check_copy(&staged, key, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    folder_free(contents.bytes, contents.size);
    file.name = "people";
    assert_false(folder_read_as_is(&profile.folder, &file, &contents, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
    folder_close(&staged);
    profile_close(&profile);
}

static void the_default_folder_follows_the_environment(void **state)
{
    (void)state;
    const struct {
        const char *data, *home, *expected;
    } rows[] = {
        {"/data", "/people/x", "/data/alcove"},
        {NULL, "/people/x", "/people/x/.local/share/alcove"},
        {"", "/people/x", "/people/x/.local/share/alcove"},
        {"relative", "/people/x", "/people/x/.local/share/alcove"},
        {NULL, NULL, NULL},
        {NULL, "", NULL},
    };
    char *data = getenv("XDG_DATA_HOME");
    char *home = getenv("HOME");
    data = data != NULL ? strdup(data) : NULL;
    home = home != NULL ? strdup(home) : NULL;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[FOLDER_PATH_BYTES_MAX];
        struct store_error error;
        unsetenv("XDG_DATA_HOME");
        unsetenv("HOME");
        if (rows[i].data != NULL)
            setenv("XDG_DATA_HOME", rows[i].data, 1);
        if (rows[i].home != NULL)
            setenv("HOME", rows[i].home, 1);
        bool found = profile_default_directory(path, &error);
        assert_int_equal(found, rows[i].expected != NULL);
        if (found)
            assert_string_equal(path, rows[i].expected);
        else
            assert_int_equal(error.kind, STORE_ERROR_MISSING);
    }
    unsetenv("XDG_DATA_HOME");
    if (data != NULL)
        setenv("XDG_DATA_HOME", data, 1);
    if (home != NULL)
        setenv("HOME", home, 1);
    free(data);
    free(home);
}

#define PROFILE_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static void a_repair_that_was_stopped_is_gone_on_with(void **state)
{
    struct profile profile;
    struct store_error error;
    struct vault *vault;
    char aside[VAULT_REPAIR_NAME_BYTES];
    const char *const path = *state;
    assert_true(profile_open(&profile, path, PROFILE_ON_DISK, &error));
    file_write(path, "vault.db", (const uint8_t *)"no vault", 8);
    assert_false(profile_open_vault(&profile, &vault, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    vault = profile_begin_repair(&profile, &error);
    assert_non_null(vault);
    failing_disk_reset();
    /* It is ready when the harmed one is to be moved. */
    failing_disk_state.fails_at = 7;
    failing_disk_state.stays = true;
    profile.folder.disk = &failing_disk;
    assert_false(vault_repair_end(&profile.folder, vault, "2027-05-01", aside, &error));
    assert_true(vault_repair_is_due(&profile.folder));
    profile_close(&profile);
    failing_disk_reset();
    /* What leaves no trace cannot, and does not take what is there for the vault. */
    assert_true(profile_open(&profile, path, PROFILE_WITHOUT_TRACE, &error));
    assert_false(profile_open_vault(&profile, &vault, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    assert_null(vault);
    profile_close(&profile);
    assert_true(profile_open(&profile, path, PROFILE_ON_DISK, &error));
    assert_true(profile_open_vault(&profile, &vault, &error));
    assert_true(vault_is_whole(vault_health(vault)));
    vault_close(vault);
    assert_false(vault_repair_is_due(&profile.folder));
    profile_close(&profile);
}

static const struct CMUnitTest tests[] = {
    PROFILE_TEST(first_opening_makes_an_identity_and_later_ones_find_it),
    PROFILE_TEST(two_profiles_are_two_identities),
    PROFILE_TEST(closing_wipes_the_secret),
    PROFILE_TEST(every_file_is_for_us_alone),
    PROFILE_TEST(name_and_port_are_remembered),
    PROFILE_TEST(a_name_that_is_empty_long_or_no_text_changes_nothing),
    PROFILE_TEST(what_was_offered_once_stays_offered),
    PROFILE_TEST(a_second_instance_is_refused_with_what_to_do),
    PROFILE_TEST(an_instance_in_another_process_is_noticed_and_its_death_frees_the_lock),
    PROFILE_TEST(a_failing_disk_leaves_name_and_port_as_they_were),
    PROFILE_TEST(a_damaged_file_is_named_and_never_replaced),
    PROFILE_TEST(a_lost_identity_is_not_replaced_in_silence),
    PROFILE_TEST(an_identity_whose_halves_do_not_match_is_refused),
    PROFILE_TEST(how_sound_is_treated_is_kept),
    PROFILE_TEST(comfort_is_kept),
    PROFILE_TEST(comfort_that_there_is_not_is_refused),
    PROFILE_TEST(sound_that_there_is_not_is_refused),
    PROFILE_TEST(settings_of_wrong_insides_are_refused),
    PROFILE_TEST(a_copy_is_read_before_it_takes_a_place),
    PROFILE_TEST(a_repair_that_was_stopped_is_gone_on_with),
    cmocka_unit_test(the_default_folder_follows_the_environment),
};
TEST_GROUP(profile, tests)
