#include "store/vault.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>
#include <sqlite3.h>

#include "harness.h"
#include "scratch.h"
#include "vault_steps.h"

static bool file_holds(const char *folder, const char *name, const void *bytes, size_t size)
{
    size_t whole_size;
    uint8_t *whole = file_read(folder, name, &whole_size);
    bool holds = whole != NULL && memmem(whole, whole_size, bytes, size) != NULL;
    free(whole);
    return holds;
}

static bool any_holds(const char *folder, const void *bytes, size_t size)
{
    return file_holds(folder, "vault.db", bytes, size) ||
           file_holds(folder, "vault.db-wal", bytes, size) ||
           file_holds(folder, "vault.db-shm", bytes, size);
}

/* ---- what it keeps ---- */

static void everything_comes_back_after_closing(void **state)
{
    struct store_error error;
    struct vault_blob blob;
    uint64_t number = 0;
    fill(*state);
    struct vault *vault = open_vault(*state);
    assert_true(vault_is_whole(vault_health(vault)));
    assert_int_equal(vault_health(vault)->objects, 3);
    assert_object(vault, 1, "first");
    assert_object(vault, 3, "third");
    assert_object(vault, 4, NULL);
    assert_true(vault_tail_next(vault, vault_space, &number, &blob, &error));
    assert_text(&blob, "record one");
    assert_true(vault_tail_next(vault, vault_space, &number, &blob, &error));
    assert_text(&blob, "record two");
    assert_false(vault_tail_next(vault, vault_space, &number, &blob, &error));
    assert_int_equal(error.kind, STORE_ERROR_NONE);
    assert_true(vault_value_get(vault, vault_space, "seen", &blob, &error));
    assert_text(&blob, "up to nine");
    assert_false(vault_value_get(vault, vault_other_space, "seen", &blob, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
    assert_true(vault_is_whole(vault_health(vault)));
    vault_close(vault);
}

static void the_file_is_for_us_alone_and_alone(void **state)
{
    struct stat status;
    char path[700];
    fill(*state);
    (void)snprintf(path, sizeof path, "%s/vault.db", (const char *)*state);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(entries_count(*state), 1);
    struct vault *vault = open_vault(*state);
    put(vault, 4, "fourth");
    (void)snprintf(path, sizeof path, "%s/vault.db-wal", (const char *)*state);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(entries_count(*state), 2);
    vault_close(vault);
}

static void an_object_is_replaced_and_erased(void **state)
{
    fill(*state);
    struct vault *vault = open_vault(*state);
    put(vault, 1, "first, but longer than it was, so that it needs more room");
    put(vault, 2, "");
    erase(vault, 3);
    erase(vault, 99);
    vault_close(vault);
    vault = open_vault(*state);
    assert_object(vault, 1, "first, but longer than it was, so that it needs more room");
    assert_object(vault, 2, "");
    assert_object(vault, 3, NULL);
    assert_true(vault_is_whole(vault_health(vault)));
    vault_close(vault);
}

static void objects_are_listed_by_space_kind_and_id(void **state)
{
    struct store_error error;
    struct vault *vault = open_vault(*state);
    begin(vault);
    for (uint64_t i = 0; i < 40; i++) {
        struct vault_name name = {.kind = (uint8_t)(1 + i % 2), .id = (i * 7 % 40) << 50};
        memcpy(name.space, i % 4 < 2 ? vault_space : vault_other_space, sizeof name.space);
        assert_true(vault_put(vault, &name, span("x"), &error));
    }
    commit(vault);
    struct vault_name name = {0};
    memcpy(name.space, vault_other_space, sizeof name.space);
    struct vault_name before = name;
    size_t seen = 0;
    for (; vault_next(vault, &before, &name); seen++) {
        assert_memory_equal(name.space, vault_other_space, sizeof name.space);
        assert_true(name.kind > before.kind || name.id > before.id);
        before = name;
    }
    assert_int_equal(seen, 20);
    vault_close(vault);
}

static void the_tail_is_dropped_up_to_a_number_in_its_space_alone(void **state)
{
    struct store_error error;
    struct vault_blob blob;
    struct vault *vault = open_vault(*state);
    (void)append(vault, vault_space, "a");
    uint64_t theirs = append(vault, vault_other_space, "b");
    uint64_t up_to = append(vault, vault_space, "c");
    uint64_t last = append(vault, vault_space, "d");
    begin(vault);
    assert_true(vault_tail_drop(vault, vault_space, up_to, &error));
    commit(vault);
    uint64_t number = 0;
    assert_true(vault_tail_next(vault, vault_space, &number, &blob, &error));
    assert_int_equal(number, last);
    assert_text(&blob, "d");
    number = 0;
    assert_true(vault_tail_next(vault, vault_other_space, &number, &blob, &error));
    assert_int_equal(number, theirs);
    assert_text(&blob, "b");
    begin(vault);
    assert_true(vault_tail_drop(vault, vault_space, UINT64_MAX, &error));
    commit(vault);
    vault_close(vault);
    /* A number that was given once is not given again. */
    vault = open_vault(*state);
    assert_true(append(vault, vault_space, "e") > last);
    vault_close(vault);
}

static void what_is_rolled_back_was_never_there(void **state)
{
    struct store_error error;
    struct vault_blob blob;
    uint64_t number;
    fill(*state);
    struct vault *vault = open_vault(*state);
    const struct vault_name names[] = {name_of(1), name_of(2), name_of(9)};
    begin(vault);
    assert_true(vault_put(vault, &names[0], span("changed"), &error));
    assert_true(vault_erase(vault, &names[1], &error));
    assert_true(vault_put(vault, &names[2], span("new"), &error));
    assert_true(vault_tail_append(vault, vault_space, span("three"), &number, &error));
    assert_true(vault_value_put(vault, vault_space, "seen", (struct vault_span){0}, &error));
    assert_false(vault_value_get(vault, vault_space, "seen", &blob, &error));
    vault_rollback(vault);
    assert_object(vault, 1, "first");
    assert_object(vault, 2, "second");
    assert_object(vault, 9, NULL);
    assert_true(vault_value_get(vault, vault_space, "seen", &blob, &error));
    assert_text(&blob, "up to nine");
    assert_int_equal(append(vault, vault_space, "three"), number);
    vault_close(vault);
    vault = open_vault(*state);
    assert_true(vault_is_whole(vault_health(vault)));
    vault_close(vault);
}

static void in_memory_nothing_is_written(void **state)
{
    struct store_error error;
    struct vault *vault = open_vault(NULL);
    put(vault, 1, "said");
    assert_object(vault, 1, "said");
    erase(vault, 1);
    assert_true(vault_checkpoint(vault, &error));
    assert_object(vault, 1, NULL);
    assert_int_equal(entries_count(*state), 0);
    vault_close(vault);
}

static void without_a_trace_it_is_read_and_not_touched(void **state)
{
    struct vault *vault;
    struct store_error error;
    size_t before_size;
    size_t after_size;
    const struct vault_place place = {.folder = *state, .key = vault_key, .without_trace = true};
    assert_true(vault_open(&vault, &place, &error));
    put(vault, 1, "in memory");
    vault_close(vault);
    assert_int_equal(entries_count(*state), 0);
    fill(*state);
    uint8_t *before = file_read(*state, "vault.db", &before_size);
    assert_true(vault_open(&vault, &place, &error));
    assert_true(vault_is_whole(vault_health(vault)));
    assert_object(vault, 1, "first");
    put(vault, 1, "changed");
    erase(vault, 2);
    assert_true(vault_checkpoint(vault, &error));
    assert_object(vault, 1, "changed");
    assert_object(vault, 2, NULL);
    assert_int_equal(entries_count(*state), 1);
    vault_close(vault);
    uint8_t *after = file_read(*state, "vault.db", &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    free(before);
    free(after);
    /* What a crash left is in the log, which would have to be written. */
    file_write(*state, "vault.db-wal", (const uint8_t *)"something", 9);
    assert_false(vault_open(&vault, &place, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
}

/* ---- what the file tells ---- */

static void no_word_and_no_name_is_in_any_file(void **state)
{
    static const char marker[] = "the words that nobody else may read";
    struct store_error error;
    struct vault *vault = open_vault(*state);
    put(vault, 0x3142434445464748, marker);
    (void)append(vault, vault_space, marker);
    begin(vault);
    assert_true(vault_value_put(vault, vault_space, "markedname", span(marker), &error));
    commit(vault);
    for (int closed = 0; closed < 3; closed++) {
        assert_false(any_holds(*state, marker, 12));
        assert_false(any_holds(*state, vault_space, sizeof vault_space));
        assert_false(any_holds(*state, "BCDEFGH", 7));
        assert_false(any_holds(*state, "markedname", 10));
        assert_false(any_holds(*state, vault_key, sizeof vault_key));
        if (closed == 0)
            erase(vault, 0x3142434445464748);
        if (closed == 1)
            vault_close(vault);
    }
}

/* What lies sealed in the row of the object with this number. */
static size_t read_box(const char *folder, const char *sql, uint8_t *out, size_t capacity)
{
    char path[700];
    sqlite3 *db;
    sqlite3_stmt *statement;
    (void)snprintf(path, sizeof path, "%s/vault.db", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    size_t size = (size_t)sqlite3_column_bytes(statement, 0);
    assert_true(size <= capacity);
    memcpy(out, sqlite3_column_blob(statement, 0), size);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return size;
}

static void what_is_erased_is_in_no_file_not_even_sealed(void **state)
{
    struct store_error error;
    uint8_t boxes[3][1000];
    fill(*state);
    size_t erased = read_box(*state, "SELECT box FROM obj WHERE n = 2", boxes[0], 1000);
    size_t replaced = read_box(*state, "SELECT box FROM obj WHERE n = 3", boxes[1], 1000);
    size_t dropped = read_box(*state, "SELECT box FROM tail WHERE n = 1", boxes[2], 1000);
    assert_true(any_holds(*state, boxes[0], erased));
    struct vault *vault = open_vault(*state);
    erase(vault, 2);
    put(vault, 3, "other");
    begin(vault);
    assert_true(vault_tail_drop(vault, vault_space, 1, &error));
    commit(vault);
    assert_true(vault_checkpoint(vault, &error));
    /* The salt in front is what counts, and is gone whole. */
    assert_false(any_holds(*state, boxes[0], 16) || any_holds(*state, boxes[0] + 16, 16));
    assert_false(any_holds(*state, boxes[1], 16) || any_holds(*state, boxes[1] + 16, 16));
    assert_false(any_holds(*state, boxes[2], 16) || any_holds(*state, boxes[2] + 16, 16));
    assert_false(any_holds(*state, boxes[0] + 32, erased - 32));
    assert_false(any_holds(*state, boxes[1] + 32, replaced - 32));
    assert_false(any_holds(*state, boxes[2] + 32, dropped - 32));
    vault_close(vault);
}

/* ---- what the disk and others do ---- */

static void two_at_once_are_told_that_it_is_busy(void **state)
{
    struct vault *vault = open_vault(*state);
    assert_closed_to(*state, vault_key, STORE_ERROR_BUSY);
    put(vault, 1, "still ours");
    vault_close(vault);
}

/* As another account than root: root may do everything. */
static void a_file_we_may_not_write_is_refused_in_one_line(void **state)
{
    char path[700];
    uid_t before = geteuid();
    fill(*state);
    (void)snprintf(path, sizeof path, "%s/vault.db", (const char *)*state);
    assert_int_equal(chmod(path, 0400), 0);
    if (before == 0) {
        assert_int_equal(chown(*state, 65534, 65534), 0);
        assert_int_equal(chown(path, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    struct vault *vault;
    struct store_error error;
    const struct vault_place place = {.folder = *state, .key = vault_key};
    bool opened = vault_open(&vault, &place, &error);
    assert_int_equal(seteuid(before), 0);
    assert_false(opened);
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
}

/* The system itself refuses to write more than this. */
static void on_a_full_disk_it_says_so_and_goes_on_later(void **state)
{
    struct store_error error;
    struct rlimit before;
    char text[9000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    struct vault *vault = open_vault(*state);
    put(vault, 1, "first");
    const struct vault_name name = name_of(2);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit tight = {8000, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    begin(vault);
    bool put_it = vault_put(vault, &name, span(text), &error);
    bool committed = put_it && vault_commit(vault, &error);
    if (!put_it)
        vault_rollback(vault);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_false(committed);
    assert_string_equal(error.text, "vault.db: the disk is full; make room and try again");
    assert_object(vault, 1, "first");
    assert_object(vault, 2, NULL);
    put(vault, 2, text);
    assert_object(vault, 2, text);
    vault_close(vault);
}

#define VAULT_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    VAULT_TEST(everything_comes_back_after_closing),
    VAULT_TEST(the_file_is_for_us_alone_and_alone),
    VAULT_TEST(an_object_is_replaced_and_erased),
    VAULT_TEST(objects_are_listed_by_space_kind_and_id),
    VAULT_TEST(the_tail_is_dropped_up_to_a_number_in_its_space_alone),
    VAULT_TEST(what_is_rolled_back_was_never_there),
    VAULT_TEST(in_memory_nothing_is_written),
    VAULT_TEST(without_a_trace_it_is_read_and_not_touched),
    VAULT_TEST(no_word_and_no_name_is_in_any_file),
    VAULT_TEST(what_is_erased_is_in_no_file_not_even_sealed),
    VAULT_TEST(two_at_once_are_told_that_it_is_busy),
    VAULT_TEST(a_file_we_may_not_write_is_refused_in_one_line),
    VAULT_TEST(on_a_full_disk_it_says_so_and_goes_on_later),
};
TEST_GROUP(vault, tests)
