/* Files of the profile that are sealed, and those of an older app that are not yet. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "scratch.h"

static const uint8_t key[FOLDER_KEY_BYTES] = {1, 2, 3};
static const uint8_t other_key[FOLDER_KEY_BYTES] = {4};
static const char marker[] = "what nobody else shall read";
static const struct folder_file people = {"people", {'P', 'E', 'O', 'P'}, 2};
static const struct folder_file letters[] = {{"letters-1", {'L', 'E', 'T', 'T'}, 1},
                                             {"letters-23", {'L', 'E', 'T', 'T'}, 1}};

static struct folder open_scratch(const char *path)
{
    struct folder folder;
    struct store_error error;
    assert_true(folder_open(&folder, path, &error));
    return folder;
}

static void write_text(const struct folder *folder, const struct folder_file *file,
                       const char *text)
{
    struct store_error error;
    assert_true(folder_write(folder, file, (const uint8_t *)text, strlen(text), &error));
}

static void assert_text(const struct folder *folder, const struct folder_file *file,
                        const char *text)
{
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    if (!folder_read(folder, file, &bytes, &size, &error))
        fail_msg("%s", error.text);
    assert_int_equal(size, strlen(text));
    assert_memory_equal(bytes, text, size);
    folder_free(bytes, size);
}

static void assert_refused(const struct folder *folder, const struct folder_file *file,
                           enum store_error_kind kind)
{
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    assert_false(folder_read(folder, file, &bytes, &size, &error));
    assert_null(bytes);
    assert_int_equal(error.kind, kind);
}

static bool holds(const char *folder, const char *name, const char *text)
{
    size_t size;
    uint8_t *bytes = file_read(folder, name, &size);
    bool found = bytes != NULL && memmem(bytes, size, text, strlen(text)) != NULL;
    free(bytes);
    return found;
}

static void a_sealed_file_shows_no_word_and_comes_back(void **state)
{
    struct folder folder = open_scratch(*state);
    size_t short_size;
    size_t long_size;
    folder.key = key;
    write_text(&folder, &people, "");
    assert_text(&folder, &people, "");
    free(file_read(*state, "people", &short_size));
    write_text(&folder, &people, marker);
    assert_false(holds(*state, "people", marker));
    assert_text(&folder, &people, marker);
    free(file_read(*state, "people", &long_size));
    assert_int_equal(short_size, long_size);
    folder_close(&folder);
}

static void without_the_key_it_is_locked_and_with_another_it_is_damaged(void **state)
{
    struct folder folder = open_scratch(*state);
    folder.key = key;
    write_text(&folder, &people, marker);
    folder.key = other_key;
    assert_refused(&folder, &people, STORE_ERROR_DAMAGED);
    folder.key = NULL;
    assert_refused(&folder, &people, STORE_ERROR_LOCKED);
    folder_close(&folder);
}

/* With the disk in hand: one's letters in the place of another's, or a file of one's own. */
static void a_file_in_the_place_of_another_or_in_the_clear_is_refused(void **state)
{
    struct folder folder = open_scratch(*state);
    folder.key = key;
    write_text(&folder, &letters[0], marker);
    assert_int_equal(renameat(folder.fd, "letters-1", folder.fd, "letters-23"), 0);
    assert_refused(&folder, &letters[1], STORE_ERROR_DAMAGED);
    folder.key = NULL;
    write_text(&folder, &people, "somebody else");
    folder.key = key;
    assert_refused(&folder, &people, STORE_ERROR_DAMAGED);
    folder_close(&folder);
}

static void every_flipped_bit_of_a_sealed_file_is_noticed(void **state)
{
    struct folder folder = open_scratch(*state);
    size_t size;
    folder.disk = &failing_disk;
    folder.key = key;
    write_text(&folder, &people, marker);
    uint8_t *whole = file_read(*state, "people", &size);
    for (size_t bit = 0; bit < size * 8; bit += 5) {
        whole[bit / 8] ^= (uint8_t)(1u << bit % 8);
        file_write(*state, "people", whole, size);
        assert_refused(&folder, &people, STORE_ERROR_DAMAGED);
        whole[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(whole);
    folder_close(&folder);
}

/* ---- files of an older app ---- */

static void leave_clear_files(struct folder *folder)
{
    folder->key = NULL;
    write_text(folder, &people, marker);
    write_text(folder, &letters[0], marker);
    write_text(folder, &letters[1], marker);
}

static void assert_all_sealed(const char *path, struct folder *folder)
{
    folder->takes_clear = false;
    assert_text(folder, &people, marker);
    assert_text(folder, &letters[0], marker);
    assert_text(folder, &letters[1], marker);
    assert_false(holds(path, "people", marker));
    assert_false(holds(path, "letters-1", marker));
    assert_false(holds(path, "letters-23", marker));
}

static void all_files_in_the_clear_are_sealed_at_once(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    leave_clear_files(&folder);
    assert_false(folder_has_sealed(&folder));
    file_write(*state, ".people.new", (const uint8_t *)marker, sizeof marker);
    file_write(*state, "notes.txt", (const uint8_t *)marker, sizeof marker);
    folder.key = key;
    folder.takes_clear = true;
    assert_text(&folder, &people, marker);
    assert_true(folder_seal_all(&folder, &error));
    assert_all_sealed(*state, &folder);
    assert_true(folder_has_sealed(&folder));
    /* What is not ours stays; what a crash left of ours goes. */
    assert_true(holds(*state, "notes.txt", marker));
    assert_false(holds(*state, ".people.new", marker));
    folder_close(&folder);
}

static void stopped_anywhere_the_sealing_goes_on_the_next_time(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    bool done = false;
    size_t point = 0;
    for (; !done; point++) {
        folder.disk = &folder_system_disk;
        leave_clear_files(&folder);
        folder.key = key;
        folder.takes_clear = true;
        folder.disk = &failing_disk;
        failing_disk_state = (struct failing_disk){.fails_at = point, .number = EIO, .stays = true};
        done = folder_seal_all(&folder, &error);
        assert_text(&folder, &people, marker);
        assert_text(&folder, &letters[0], marker);
        folder.disk = &folder_system_disk;
        assert_true(folder_seal_all(&folder, &error));
        assert_all_sealed(*state, &folder);
    }
    assert_true(point > 15);
    folder_close(&folder);
}

static void a_damaged_one_is_left_as_it_is_and_hinders_no_other(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    size_t size;
    leave_clear_files(&folder);
    uint8_t *bytes = file_read(*state, "letters-1", &size);
    bytes[size - 1] ^= 1;
    file_write(*state, "letters-1", bytes, size);
    folder.key = key;
    folder.takes_clear = true;
    assert_true(folder_seal_all(&folder, &error));
    assert_refused(&folder, &letters[0], STORE_ERROR_DAMAGED);
    assert_true(holds(*state, "letters-1", marker));
    assert_text(&folder, &letters[1], marker);
    assert_false(holds(*state, "letters-23", marker));
    free(bytes);
    folder_close(&folder);
}

#define SEAL_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    SEAL_TEST(a_sealed_file_shows_no_word_and_comes_back),
    SEAL_TEST(without_the_key_it_is_locked_and_with_another_it_is_damaged),
    SEAL_TEST(a_file_in_the_place_of_another_or_in_the_clear_is_refused),
    SEAL_TEST(every_flipped_bit_of_a_sealed_file_is_noticed),
    SEAL_TEST(all_files_in_the_clear_are_sealed_at_once),
    SEAL_TEST(stopped_anywhere_the_sealing_goes_on_the_next_time),
    SEAL_TEST(a_damaged_one_is_left_as_it_is_and_hinders_no_other),
};
TEST_GROUP(folder_seal, tests)
