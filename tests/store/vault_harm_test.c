/* Vaults that somebody has changed, or that a disk has. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scratch.h"
#include "vault_steps.h"

static void with_another_key_it_stays_closed_and_unchanged(void **state)
{
    const uint8_t other_key[VAULT_KEY_BYTES] = {9};
    size_t before_size;
    size_t after_size;
    fill(*state);
    uint8_t *before = file_read(*state, "vault.db", &before_size);
    assert_closed_to(*state, other_key, STORE_ERROR_DAMAGED);
    uint8_t *after = file_read(*state, "vault.db", &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    free(before);
    free(after);
}

/* Reads what there is, and refuses to change any of it. */
static void assert_harmed(const char *folder, const struct vault_health *expected)
{
    struct store_error error;
    struct vault *vault = open_vault(folder);
    const struct vault_health *health = vault_health(vault);
    assert_false(vault_is_whole(health));
    assert_int_equal(health->objects, expected->objects);
    assert_int_equal(health->objects_lost, expected->objects_lost);
    assert_int_equal(health->records_lost, expected->records_lost);
    assert_int_equal(health->values_lost, expected->values_lost);
    assert_int_equal(health->mixed, expected->mixed);
    assert_int_equal(health->head_lost, expected->head_lost);
    assert_object(vault, 1, "first");
    assert_false(vault_begin(vault, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    vault_close(vault);
}

static void a_row_in_another_place_does_not_open(void **state)
{
    fill(*state);
    meddle(*state, "UPDATE obj SET n = n + 100 WHERE n > 1; UPDATE obj SET n = 105 - n "
                   "WHERE n > 100");
    assert_harmed(*state, &(struct vault_health){.objects = 1, .objects_lost = 2});
    meddle(*state, "UPDATE tail SET box = (SELECT box FROM obj WHERE n = 1)");
    assert_harmed(*state,
                  &(struct vault_health){.objects = 1, .objects_lost = 2, .records_lost = 2});
}

static void a_row_that_was_taken_out_is_missed(void **state)
{
    fill(*state);
    meddle(*state, "DELETE FROM obj WHERE n = 2; DELETE FROM tail WHERE n = 1");
    assert_harmed(*state,
                  &(struct vault_health){.objects = 2, .objects_lost = 1, .records_lost = 1});
}

static void a_row_or_a_head_from_an_older_copy_is_noticed(void **state)
{
    const struct vault_health mixed = {.objects = 3, .mixed = true};
    fill(*state);
    meddle(*state, "CREATE TABLE old AS SELECT * FROM obj;"
                   "CREATE TABLE older AS SELECT * FROM meta");
    /* Nothing is opened that has a table more; so the copies wait in another file. */
    char attach[900];
    (void)snprintf(attach, sizeof attach,
                   "ATTACH '%s/copy' AS copy; CREATE TABLE copy.obj AS SELECT * FROM old;"
                   "CREATE TABLE copy.meta AS SELECT * FROM older; DROP TABLE old;"
                   "DROP TABLE older",
                   (const char *)*state);
    meddle(*state, attach);
    struct vault *vault = open_vault(*state);
    put(vault, 2, "second, later");
    vault_close(vault);
    (void)snprintf(attach, sizeof attach,
                   "ATTACH '%s/copy' AS copy; CREATE TABLE copy.new AS SELECT * FROM meta;"
                   "DELETE FROM meta; INSERT INTO meta SELECT * FROM copy.meta",
                   (const char *)*state);
    meddle(*state, attach);
    assert_harmed(*state, &mixed);
    (void)snprintf(attach, sizeof attach,
                   "ATTACH '%s/copy' AS copy; DELETE FROM meta;"
                   "INSERT INTO meta SELECT * FROM copy.new;"
                   "DELETE FROM obj; INSERT INTO obj SELECT * FROM copy.obj",
                   (const char *)*state);
    meddle(*state, attach);
    assert_harmed(*state, &mixed);
}

static void without_its_head_the_rest_is_read(void **state)
{
    fill(*state);
    meddle(*state, "UPDATE meta SET box = zeroblob(100)");
    assert_harmed(*state,
                  &(struct vault_health){.objects = 3, .values_lost = 1, .head_lost = true});
}

static void a_file_of_a_newer_app_is_refused_and_kept(void **state)
{
    fill(*state);
    meddle(*state, "PRAGMA user_version = 2");
    assert_closed_to(*state, vault_key, STORE_ERROR_NEWER);
    meddle(*state, "PRAGMA user_version = 0");
    assert_closed_to(*state, vault_key, STORE_ERROR_DAMAGED);
    meddle(*state, "PRAGMA user_version = 1");
    vault_close(open_vault(*state));
}

static void a_file_with_a_trigger_or_of_another_program_is_refused(void **state)
{
    fill(*state);
    meddle(*state, "CREATE TRIGGER t AFTER INSERT ON obj BEGIN DELETE FROM obj; END");
    assert_closed_to(*state, vault_key, STORE_ERROR_DAMAGED);
    meddle(*state, "DROP TRIGGER t; CREATE INDEX i ON obj(box)");
    assert_closed_to(*state, vault_key, STORE_ERROR_DAMAGED);
    meddle(*state, "DROP INDEX i; PRAGMA application_id = 1");
    assert_closed_to(*state, vault_key, STORE_ERROR_DAMAGED);
    file_write(*state, "vault.db", (const uint8_t *)"some other file of somebody", 27);
    assert_closed_to(*state, vault_key, STORE_ERROR_DAMAGED);
}

/* What opens is what was written; what does not is told, and no file is changed or gone. */
static void look_at_harmed(const char *folder, const uint8_t *bytes, size_t size)
{
    static const char *const texts[] = {"first", "second", "third"};
    struct vault *vault;
    struct store_error error;
    struct vault_blob blob;
    size_t after_size;
    const struct vault_place place = {.folder = folder, .key = vault_key};
    file_write(folder, "vault.db", bytes, size);
    if (vault_open(&vault, &place, &error)) {
        bool whole = vault_is_whole(vault_health(vault));
        for (uint64_t i = 0; i < 3; i++) {
            const struct vault_name name = name_of(i + 1);
            if (vault_get(vault, &name, &blob, &error))
                assert_text(&blob, texts[i]);
            else
                assert_true(!whole || size == 0);
        }
        vault_close(vault);
        if (whole)
            return;
    } else {
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    }
    uint8_t *after = file_read(folder, "vault.db", &after_size);
    assert_int_equal(after_size, size);
    assert_memory_equal(after, bytes, size);
    free(after);
}

static void cut_anywhere_it_is_told_and_left(void **state)
{
    size_t size;
    fill(*state);
    uint8_t *whole = file_read(*state, "vault.db", &size);
    for (size_t cut = 100; cut < size; cut += 97)
        look_at_harmed(*state, whole, cut);
    free(whole);
}

static void with_any_byte_changed_it_tells_nothing_false(void **state)
{
    size_t size;
    fill(*state);
    uint8_t *whole = file_read(*state, "vault.db", &size);
    /* From where the format of the file is told; before that it may be a newer one. */
    for (size_t i = 100; i < size; i += 7) {
        whole[i] ^= 0x41;
        look_at_harmed(*state, whole, size);
        whole[i] ^= 0x41;
    }
    free(whole);
}

static void a_page_that_is_gone_takes_only_what_was_in_it(void **state)
{
    struct vault *vault = open_vault(*state);
    char text[400];
    size_t size;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (uint64_t id = 1; id <= 60; id++)
        put(vault, id, text);
    vault_close(vault);
    uint8_t *whole = file_read(*state, "vault.db", &size);
    size_t harmed = 0;
    for (size_t page = 1; page < size / 1024; page++) {
        uint8_t kept[1024];
        memcpy(kept, whole + page * 1024, sizeof kept);
        memset(whole + page * 1024, 0, sizeof kept);
        file_write(*state, "vault.db", whole, size);
        memcpy(whole + page * 1024, kept, sizeof kept);
        struct store_error error;
        const struct vault_place place = {.folder = *state, .key = vault_key};
        if (!vault_open(&vault, &place, &error))
            continue;
        const struct vault_health *health = vault_health(vault);
        bool leaf = health->objects_lost > 0 && health->objects_lost < 4;
        harmed += leaf;
        if (!health->head_lost)
            assert_int_equal(health->objects + health->objects_lost, 60);
        vault_close(vault);
    }
    /* All but the root of the objects, the other tables and the first page. */
    assert_true(harmed >= 20);
    free(whole);
}

#define VAULT_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    VAULT_TEST(with_another_key_it_stays_closed_and_unchanged),
    VAULT_TEST(a_row_in_another_place_does_not_open),
    VAULT_TEST(a_row_that_was_taken_out_is_missed),
    VAULT_TEST(a_row_or_a_head_from_an_older_copy_is_noticed),
    VAULT_TEST(without_its_head_the_rest_is_read),
    VAULT_TEST(a_file_of_a_newer_app_is_refused_and_kept),
    VAULT_TEST(a_file_with_a_trigger_or_of_another_program_is_refused),
    VAULT_TEST(cut_anywhere_it_is_told_and_left),
    VAULT_TEST(with_any_byte_changed_it_tells_nothing_false),
    VAULT_TEST(a_page_that_is_gone_takes_only_what_was_in_it),
};
TEST_GROUP(vault_harm, tests)
