/* A new vault in the place of a harmed one, wherever it is stopped. */
#include "store/vault_repair.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "scratch.h"
#include "vault_steps.h"

#define DAY   "2027-05-01"
#define ASIDE "vault-harmed-" DAY ".db"

static struct folder folder;
static char *path;
static uint8_t *harmed;
static size_t harmed_size;

/* A vault of three objects, of which one was taken out, and a log that a crash left. */
static void begin_harmed(void)
{
    path = scratch_open(&folder);
    fill(path);
    meddle(path, "DELETE FROM obj WHERE n = 2");
    harmed = file_read(path, "vault.db", &harmed_size);
    file_write(path, "vault.db-wal", (const uint8_t *)"log", 3);
    folder.disk = &failing_disk;
}

static void end(void)
{
    free(harmed);
    folder.disk = &folder_system_disk;
    assert_int_equal(scratch_close(path, &folder), 0);
}

static bool repair(char aside[VAULT_REPAIR_NAME_BYTES], struct store_error *error)
{
    struct vault *fresh = vault_repair_begin(&folder, vault_key, error);
    if (fresh == NULL)
        return false;
    put(fresh, 1, "first");
    return vault_repair_end(&folder, fresh, DAY, aside, error);
}

static bool is_file(const char *name, const void *bytes, size_t size)
{
    size_t found;
    uint8_t *file = file_read(path, name, &found);
    bool same = file != NULL && found == size && memcmp(file, bytes, size) == 0;
    free(file);
    return same;
}

static bool is_gone(const char *name)
{
    size_t size;
    uint8_t *file = file_read(path, name, &size);
    free(file);
    return file == NULL;
}

/* The new one is there, and the harmed one beside it with its log. */
static void assert_repaired(void)
{
    struct vault *vault = open_vault(path);
    assert_true(vault_is_whole(vault_health(vault)));
    assert_object(vault, 1, "first");
    assert_object(vault, 3, NULL);
    vault_close(vault);
    assert_true(is_file(ASIDE, harmed, harmed_size));
    assert_true(is_file(ASIDE "-wal", "log", 3));
    assert_false(vault_repair_is_due(&folder));
}

static void what_is_harmed_is_kept_and_the_new_one_is_there(void **state)
{
    (void)state;
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    begin_harmed();
    assert_true(repair(aside, &error));
    assert_string_equal(aside, ASIDE);
    assert_repaired();
    assert_true(vault_repair_finish(&folder, &error));
    assert_repaired();
    end();
}

static void a_second_one_of_a_day_has_another_name(void **state)
{
    (void)state;
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    begin_harmed();
    assert_true(repair(aside, &error));
    file_write(path, "vault.db", (const uint8_t *)"harmed again", 12);
    assert_true(repair(aside, &error));
    assert_string_equal(aside, "vault-harmed-" DAY "-2.db");
    assert_true(is_file(aside, "harmed again", 12));
    assert_repaired();
    end();
}

static void where_there_was_none_nothing_is_kept(void **state)
{
    (void)state;
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    path = scratch_open(&folder);
    assert_true(repair(aside, &error));
    assert_string_equal(aside, "");
    assert_int_equal(entries_count(path), 1);
    assert_int_equal(scratch_close(path, &folder), 0);
}

static void one_that_is_given_up_leaves_the_harmed_one(void **state)
{
    (void)state;
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    begin_harmed();
    struct vault *fresh = vault_repair_begin(&folder, vault_key, &error);
    assert_non_null(fresh);
    put(fresh, 1, "never kept");
    vault_close(fresh);
    assert_true(vault_repair_finish(&folder, &error));
    assert_true(is_file("vault.db", harmed, harmed_size));
    assert_true(repair(aside, &error));
    assert_repaired();
    end();
}

static void a_ready_one_that_is_not_ours_moves_nothing(void **state)
{
    (void)state;
    struct store_error error;
    char ready[600];
    static const char *const names[] = {"keys", "vault-harmed-/../keys", ""};
    begin_harmed();
    (void)snprintf(ready, sizeof ready, "%s/vault.ready", path);
    assert_int_equal(mkdir(ready, 0700), 0);
    file_write(path, "vault.ready/vault.db", (const uint8_t *)"theirs", 6);
    assert_false(vault_repair_finish(&folder, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        file_write(path, "vault.ready/aside", (const uint8_t *)names[i], strlen(names[i]));
        assert_false(vault_repair_finish(&folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
        assert_true(is_file("vault.db", harmed, harmed_size));
    }
    end();
}

/* What is on the disk after a fault: the harmed one is somewhere, whole; going on leads to the new
 * one, or there is the harmed one as before, and a repair is good. */
static void assert_sound(void)
{
    struct store_error error;
    char aside[VAULT_REPAIR_NAME_BYTES];
    failing_disk_reset();
    assert_true(is_file("vault.db", harmed, harmed_size) || is_file(ASIDE, harmed, harmed_size));
    assert_true(vault_repair_finish(&folder, &error));
    if (is_gone(ASIDE)) {
        assert_true(is_file("vault.db", harmed, harmed_size));
        assert_true(is_file("vault.db-wal", "log", 3));
        assert_true(repair(aside, &error));
    }
    assert_repaired();
}

static void strike_everywhere(bool stays)
{
    bool done = false;
    for (size_t n = 0; !done; n++) {
        struct store_error error;
        char aside[VAULT_REPAIR_NAME_BYTES];
        begin_harmed();
        failing_disk_state = (struct failing_disk){.fails_at = n, .number = EIO, .stays = stays};
        done = repair(aside, &error);
        assert_int_equal(failing_disk_state.calls > n, !done);
        assert_sound();
        end();
        assert_in_range(n, 0, 30);
    }
}

static void stopped_at_any_step_it_goes_on_or_is_as_before(void **state)
{
    (void)state;
    strike_everywhere(true);
}

static void whichever_step_fails_nothing_is_lost(void **state)
{
    (void)state;
    strike_everywhere(false);
}

static void stopped_again_while_going_on_it_goes_on_again(void **state)
{
    (void)state;
    /* From the step that makes it ready. */
    for (size_t n = 5; n < 12; n++) {
        for (size_t m = 0; m < 5; m++) {
            struct store_error error;
            char aside[VAULT_REPAIR_NAME_BYTES];
            begin_harmed();
            failing_disk_state = (struct failing_disk){.fails_at = n, .number = EIO, .stays = true};
            (void)repair(aside, &error);
            failing_disk_state = (struct failing_disk){.fails_at = m, .number = EIO, .stays = true};
            (void)vault_repair_finish(&folder, &error);
            assert_sound();
            end();
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_harmed_is_kept_and_the_new_one_is_there),
    cmocka_unit_test(a_second_one_of_a_day_has_another_name),
    cmocka_unit_test(where_there_was_none_nothing_is_kept),
    cmocka_unit_test(one_that_is_given_up_leaves_the_harmed_one),
    cmocka_unit_test(a_ready_one_that_is_not_ours_moves_nothing),
    cmocka_unit_test(stopped_at_any_step_it_goes_on_or_is_as_before),
    cmocka_unit_test(whichever_step_fails_nothing_is_lost),
    cmocka_unit_test(stopped_again_while_going_on_it_goes_on_again),
};
TEST_GROUP(vault_repair, tests)
