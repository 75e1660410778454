/* Every request for memory of the vault fails once: SQLite's and its own, which come from one
 * place. */
#include <string.h>

#include <sodium.h>
#include <sqlite3.h>

#include "harness.h"
#include "scratch.h"
#include "store/vault.h"
#include "torn_disk.h"

static sqlite3_mem_methods real;
static uint64_t requests, fail_at;

static bool is_due(void)
{
    return ++requests == fail_at;
}

static void *scarce_malloc(int size)
{
    return is_due() ? NULL : real.xMalloc(size);
}

static void *scarce_realloc(void *old, int size)
{
    return is_due() ? NULL : real.xRealloc(old, size);
}

static int scarce_begin(void **state)
{
    assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
    sqlite3_mem_methods scarce = real;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    fail_at = 0;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce), SQLITE_OK);
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK);
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
    torn_disk_begin();
    return scratch_begin(state);
}

static int scarce_end(void **state)
{
    torn_disk_end();
    assert_int_equal(sqlite3_memory_used(), 0);
    assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &real), SQLITE_OK);
    return scratch_end(state);
}

static const uint8_t key[VAULT_KEY_BYTES] = {5};
static const uint8_t space[VAULT_SPACE_BYTES] = {6};
static const struct vault_span text = {(const uint8_t *)"some text", 9};

static bool change(struct vault *vault, struct store_error *error)
{
    uint64_t number;
    const struct vault_name name = {.space = {6}, .kind = 1, .id = 2};
    const struct vault_name gone = {.space = {6}, .kind = 1, .id = 1};
    return vault_put(vault, &name, text, error) && vault_erase(vault, &gone, error) &&
           vault_tail_append(vault, space, text, &number, error) &&
           vault_tail_drop(vault, space, UINT64_MAX, error) &&
           vault_value_put(vault, space, "value", text, error);
}

/* True when nothing was refused. After a refusal the transaction is as if it had never begun. */
static bool transact(struct vault *vault, struct store_error *error)
{
    if (!vault_begin(vault, error))
        return false;
    if (change(vault, error))
        return vault_commit(vault, error);
    vault_rollback(vault);
    return false;
}

static bool read_back(struct vault *vault, struct store_error *error)
{
    struct vault_blob blob;
    const struct vault_name name = {.space = {6}, .kind = 1, .id = 2};
    if (!vault_get(vault, &name, &blob, error))
        return false;
    assert_int_equal(blob.size, text.size);
    assert_memory_equal(blob.bytes, text.bytes, text.size);
    vault_blob_free(&blob);
    return true;
}

static bool live(const char *folder, struct store_error *error)
{
    struct vault *vault;
    const struct vault_place place = {.folder = folder, .key = key};
    if (!vault_open(&vault, &place, error))
        return false;
    bool lived =
        transact(vault, error) && read_back(vault, error) && vault_checkpoint(vault, error);
    vault_close(vault);
    return lived;
}

static void whichever_request_for_memory_fails_nothing_is_broken(void **state)
{
    struct store_error error;
    bool lived = false;
    size_t failed = 0;
    for (uint64_t at = 1; !lived; at += TORN_DISK_STRIDE, failed++) {
        requests = 0;
        fail_at = at;
        lived = live(*state, &error) && requests < at;
        fail_at = 0;
        struct vault *vault;
        const struct vault_place place = {.folder = *state, .key = key};
        assert_true(vault_open(&vault, &place, &error));
        assert_true(vault_is_whole(vault_health(vault)));
        vault_close(vault);
    }
    assert_true(failed > 50);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(whichever_request_for_memory_fails_nothing_is_broken,
                                    scarce_begin, scarce_end),
};
TEST_GROUP(vault_memory, tests)
