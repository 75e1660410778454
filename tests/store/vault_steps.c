#include "vault_steps.h"

#include <stdio.h>
#include <string.h>

#include <sqlite3.h>

#include "harness.h"

const uint8_t vault_key[VAULT_KEY_BYTES] = {1, 2, 3};
const uint8_t vault_space[VAULT_SPACE_BYTES] = "fifteen letters";
const uint8_t vault_other_space[VAULT_SPACE_BYTES] = "another space..";

struct vault *open_vault(const char *folder)
{
    struct vault *vault;
    struct store_error error;
    const struct vault_place place = {.folder = folder, .key = vault_key};
    if (!vault_open(&vault, &place, &error))
        fail_msg("%s", error.text);
    return vault;
}

void assert_closed_to(const char *folder, const uint8_t *with, enum store_error_kind kind)
{
    struct vault *vault;
    struct store_error error;
    const struct vault_place place = {.folder = folder, .key = with};
    assert_false(vault_open(&vault, &place, &error));
    assert_null(vault);
    assert_int_equal(error.kind, kind);
    assert_true(strlen(error.text) > 20 && strchr(error.text, '\n') == NULL);
}

struct vault_span span(const char *text)
{
    return (struct vault_span){(const uint8_t *)text, strlen(text)};
}

struct vault_name name_of(uint64_t id)
{
    struct vault_name name = {.kind = 7, .id = id};
    memcpy(name.space, vault_space, sizeof vault_space);
    return name;
}

void begin(struct vault *vault)
{
    struct store_error error;
    assert_true(vault_begin(vault, &error));
}

void commit(struct vault *vault)
{
    struct store_error error;
    assert_true(vault_commit(vault, &error));
}

void put(struct vault *vault, uint64_t id, const char *text)
{
    struct store_error error;
    const struct vault_name name = name_of(id);
    begin(vault);
    assert_true(vault_put(vault, &name, span(text), &error));
    commit(vault);
}

void erase(struct vault *vault, uint64_t id)
{
    struct store_error error;
    const struct vault_name name = name_of(id);
    begin(vault);
    assert_true(vault_erase(vault, &name, &error));
    commit(vault);
}

uint64_t append(struct vault *vault, const uint8_t *to, const char *text)
{
    struct store_error error;
    uint64_t number;
    begin(vault);
    assert_true(vault_tail_append(vault, to, span(text), &number, &error));
    commit(vault);
    return number;
}

void assert_text(struct vault_blob *blob, const char *text)
{
    assert_int_equal(blob->size, strlen(text));
    assert_memory_equal(blob->bytes, text, blob->size);
    vault_blob_free(blob);
}

void assert_object(struct vault *vault, uint64_t id, const char *text)
{
    struct store_error error;
    struct vault_blob blob;
    const struct vault_name name = name_of(id);
    bool there = vault_get(vault, &name, &blob, &error);
    assert_int_equal(there, text != NULL);
    if (there)
        assert_text(&blob, text);
    else
        assert_int_equal(error.kind, STORE_ERROR_MISSING);
}

void meddle(const char *folder, const char *sql)
{
    char path[700];
    sqlite3 *db;
    (void)snprintf(path, sizeof path, "%s/vault.db", folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void fill(const char *folder)
{
    struct store_error error;
    struct vault *vault = open_vault(folder);
    put(vault, 1, "first");
    put(vault, 2, "second");
    put(vault, 3, "third");
    (void)append(vault, vault_space, "record one");
    (void)append(vault, vault_space, "record two");
    begin(vault);
    assert_true(vault_value_put(vault, vault_space, "seen", span("up to nine"), &error));
    commit(vault);
    vault_close(vault);
}
