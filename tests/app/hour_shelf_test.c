#include "app/hour_shelf.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "harness.h"

#define NOON UINT64_C(1800000000000)

static struct vault *vault;
static const uint8_t space[VAULT_SPACE_BYTES] = {7};

static int set_up(void **state)
{
    (void)state;
    static const uint8_t key[VAULT_KEY_BYTES] = {1};
    const struct vault_place place = {.key = key};
    struct store_error error;
    return sodium_init() >= 0 && vault_open(&vault, &place, &error) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    vault_close(vault);
    return 0;
}

static void put(const uint8_t *where, const char *words)
{
    struct store_error error;
    const struct hour_shelf_entry entry = {NOON, {(const uint8_t *)words, strlen(words)}};
    assert_true(hour_shelf_put(vault, where, &entry, &error));
}

static bool is_there(const uint8_t *where, const char *words, uint64_t now_ms)
{
    struct hour_shelf_entry entry;
    struct vault_blob blob;
    if (!hour_shelf_get(vault, where, now_ms, &entry, &blob))
        return false;
    assert_int_equal(entry.unix_ms, NOON);
    bool same =
        entry.hour.size == strlen(words) && memcmp(entry.hour.bytes, words, entry.hour.size) == 0;
    vault_blob_free(&blob);
    return same;
}

static void an_hour_is_there_as_it_was_last(void **state)
{
    (void)state;
    assert_false(is_there(space, "agenda", NOON));
    put(space, "agenda");
    put(space, "agenda and recap");
    assert_true(is_there(space, "agenda and recap", NOON + 1000));
    assert_true(is_there(space, "agenda and recap", NOON - 1000)); /* a clock that was set back */
}

static void it_goes_on_for_two_hours_and_is_gone_then(void **state)
{
    (void)state;
    put(space, "agenda");
    assert_true(is_there(space, "agenda", NOON + HOUR_SHELF_FOR_MS));
    assert_false(is_there(space, "agenda", NOON + HOUR_SHELF_FOR_MS + 1));
    assert_false(is_there(space, "agenda", NOON));
    put(space, "agenda");
    assert_false(is_there(space, "agenda", NOON - HOUR_SHELF_FOR_MS - 1));
    assert_int_equal(vault_health(vault)->values, 0);
}

static void what_is_taken_away_is_gone_and_what_is_none_is_taken_away(void **state)
{
    (void)state;
    struct store_error error;
    put(space, "agenda");
    put(space, "");
    assert_false(is_there(space, "agenda", NOON));
    /* Too short to say when it was. */
    assert_true(vault_begin(vault, &error));
    assert_true(vault_value_put(vault, space, HOUR_SHELF_VALUE,
                                (struct vault_span){(const uint8_t *)"1234567", 7}, &error));
    assert_true(vault_commit(vault, &error));
    assert_false(is_there(space, "", NOON));
    struct vault_blob blob;
    assert_false(vault_value_get(vault, space, HOUR_SHELF_VALUE, &blob, &error));
    assert_int_equal(error.kind, STORE_ERROR_MISSING);
}

static void an_hour_goes_with_somebody_who_is_forgotten(void **state)
{
    (void)state;
    struct space_config config;
    struct store_error error;
    const uint8_t own[32] = {1};
    struct person person = {.remote_static = {2}};
    ledger_configure(own, person.remote_static, &config);
    put(config.id, "agenda");
    assert_true(ledger_forget(vault, own, &person, &error));
    assert_false(is_there(config.id, "agenda", NOON));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    TEST(an_hour_is_there_as_it_was_last),
    TEST(it_goes_on_for_two_hours_and_is_gone_then),
    TEST(what_is_taken_away_is_gone_and_what_is_none_is_taken_away),
    TEST(an_hour_goes_with_somebody_who_is_forgotten),
};

TEST_GROUP(hour_shelf, tests)
