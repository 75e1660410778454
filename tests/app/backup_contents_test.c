#include "app/backup_contents.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"

static const uint8_t key[32] = {7};

static struct backup_file file_of(const char *name, const char *bytes)
{
    struct backup_file file = {.kind = {'K', 'I', 'N', 'D'},
                               .version = 2,
                               .bytes = (const uint8_t *)bytes,
                               .size = strlen(bytes)};
    snprintf(file.name, sizeof file.name, "%s", name);
    return file;
}

static enum backup_reading read_of(const struct backup_writing *writing)
{
    struct backup_contents *contents = malloc(sizeof *contents);
    assert_non_null(contents);
    enum backup_reading reading = backup_contents_read(&writing->bytes, contents);
    free(contents);
    return reading;
}

static enum backup_reading read_with(const char *first, const char *second)
{
    struct backup_writing writing = {0};
    const struct backup_file one = file_of(first, "x");
    const struct backup_file two = file_of(second, "y");
    backup_write_begin(&writing, key);
    backup_write_file(&writing, &one);
    backup_write_file(&writing, &two);
    enum backup_reading reading = read_of(&writing);
    backup_writing_free(&writing);
    return reading;
}

static void write_example(struct backup_writing *writing)
{
    const struct backup_file identity = file_of("identity", "secret");
    const struct backup_file letters = file_of("letters-12", "");
    const struct backup_space space = {(const uint8_t *)"whole", 5, (const uint8_t *)"new", 3};
    backup_write_begin(writing, key);
    backup_write_file(writing, &identity);
    backup_write_space(writing, &space);
    backup_write_file(writing, &letters);
    assert_false(writing->failed);
}

static void what_was_written_is_read(void **state)
{
    (void)state;
    struct backup_writing writing = {0};
    struct backup_contents *contents = malloc(sizeof *contents);
    assert_non_null(contents);
    write_example(&writing);
    assert_int_equal(backup_contents_read(&writing.bytes, contents), BACKUP_READ);
    assert_memory_equal(contents->static_public, key, sizeof key);
    assert_int_equal(contents->file_count, 2);
    assert_string_equal(contents->files[0].name, "identity");
    assert_memory_equal(contents->files[0].kind, "KIND", 4);
    assert_int_equal(contents->files[0].version, 2);
    assert_int_equal(contents->files[0].size, 6);
    assert_memory_equal(contents->files[0].bytes, "secret", 6);
    assert_string_equal(contents->files[1].name, "letters-12");
    assert_int_equal(contents->files[1].size, 0);
    assert_int_equal(contents->space_count, 1);
    assert_memory_equal(contents->spaces[0].whole, "whole", 5);
    assert_memory_equal(contents->spaces[0].changes, "new", 3);
    free(contents);
    backup_writing_free(&writing);
}

/* After any item it may end; anywhere else something is missing. */
static void what_is_cut_is_damaged(void **state)
{
    (void)state;
    struct backup_writing writing = {0};
    write_example(&writing);
    size_t whole = writing.bytes.size;
    size_t good = 0;
    for (writing.bytes.size = 0; writing.bytes.size < whole; writing.bytes.size++)
        good += read_of(&writing) == BACKUP_READ;
    assert_int_equal(good, 3); /* nothing, a file, and a space */
    backup_writing_free(&writing);
}

static void only_files_of_a_profile_are_taken_each_once(void **state)
{
    (void)state;
    static const char *const names[] = {
        "keys",     "lock",      "../people",           "",           "letters-", "letters-1x",
        "vault.db", "identity2", "letters-12345678901", ".people.new"};
    assert_int_equal(read_with("people", "settings"), BACKUP_READ);
    assert_int_equal(read_with("people", "people"), BACKUP_READ_DAMAGED);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        assert_int_equal(read_with("people", names[i]), BACKUP_READ_DAMAGED);
}

static void a_newer_one_is_told_from_a_damaged_one(void **state)
{
    (void)state;
    struct backup_writing writing = {0};
    write_example(&writing);
    writing.bytes.bytes[0]++;
    assert_int_equal(read_of(&writing), BACKUP_READ_NEWER);
    writing.bytes.bytes[0] = 0;
    assert_int_equal(read_of(&writing), BACKUP_READ_DAMAGED);
    backup_writing_free(&writing);
}

static void more_than_a_profile_holds_is_refused(void **state)
{
    (void)state;
    struct backup_writing writing = {0};
    const struct backup_space space = {(const uint8_t *)"w", 1, NULL, 0};
    backup_write_begin(&writing, key);
    for (size_t i = 0; i < BACKUP_SPACES_MAX; i++)
        backup_write_space(&writing, &space);
    assert_int_equal(read_of(&writing), BACKUP_READ);
    backup_write_space(&writing, &space);
    assert_int_equal(read_of(&writing), BACKUP_READ_DAMAGED);
    backup_writing_free(&writing);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_was_written_is_read),
    cmocka_unit_test(what_is_cut_is_damaged),
    cmocka_unit_test(only_files_of_a_profile_are_taken_each_once),
    cmocka_unit_test(a_newer_one_is_told_from_a_damaged_one),
    cmocka_unit_test(more_than_a_profile_holds_is_refused),
};
TEST_GROUP(backup_contents, tests)
