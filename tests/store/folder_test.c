#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "scratch.h"

static const struct folder_file note = {"note", {'N', 'O', 'T', 'E'}, 3};

static struct folder open_scratch(const char *path)
{
    struct folder folder;
    struct store_error error;
    assert_true(folder_open(&folder, path, &error));
    assert_int_equal(error.kind, STORE_ERROR_NONE);
    return folder;
}

static void write_note(const struct folder *folder, const char *text)
{
    struct store_error error;
    assert_true(folder_write(folder, &note, (const uint8_t *)text, strlen(text), &error));
}

static void assert_note(const struct folder *folder, const char *text)
{
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    assert_true(folder_read(folder, &note, &bytes, &size, &error));
    assert_int_equal(size, strlen(text));
    assert_memory_equal(bytes, text, size);
    folder_free(bytes, size);
}

static void assert_unreadable(const struct folder *folder, enum store_error_kind kind)
{
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    assert_false(folder_read(folder, &note, &bytes, &size, &error));
    assert_int_equal(error.kind, kind);
    assert_null(bytes);
    assert_true(strlen(error.text) > 10 && strchr(error.text, '\n') == NULL);
}

static void a_file_comes_back_as_written_and_is_for_us_alone(void **state)
{
    struct folder folder = open_scratch(*state);
    struct stat status;
    write_note(&folder, "first");
    assert_note(&folder, "first");
    write_note(&folder, "");
    assert_note(&folder, "");
    assert_int_equal(fstatat(folder.fd, "note", &status, 0), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(fstat(folder.fd, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
    assert_int_equal(entries_count(*state), 1);
    folder_close(&folder);
}

static void a_file_that_is_not_there_is_missing_not_damaged(void **state)
{
    struct folder folder = open_scratch(*state);
    assert_unreadable(&folder, STORE_ERROR_MISSING);
    folder_close(&folder);
}

static void parents_are_made_for_us_alone(void **state)
{
    char path[700];
    struct stat status;
    (void)snprintf(path, sizeof path, "%s/a/b/c", (const char *)*state);
    struct folder folder = open_scratch(path);
    folder_close(&folder);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(stat(path, &status), 0);
        assert_int_equal(status.st_mode & 07777, 0700);
        *strrchr(path, '/') = '\0';
    }
}

static void a_folder_that_holds_other_things_is_left_alone(void **state)
{
    struct folder folder;
    struct store_error error;
    struct stat status;
    file_write(*state, "letter.txt", (const uint8_t *)"x", 1);
    assert_int_equal(chmod(*state, 0755), 0);
    assert_false(folder_open(&folder, *state, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    assert_non_null(strstr(error.text, "--profile"));
    assert_int_equal(stat(*state, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0755);
}

static void an_empty_folder_open_to_others_is_closed_to_them(void **state)
{
    struct stat status;
    assert_int_equal(chmod(*state, 0755), 0);
    struct folder folder = open_scratch(*state);
    folder_close(&folder);
    assert_int_equal(stat(*state, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
}

static void what_is_no_folder_is_refused_in_one_line(void **state)
{
    struct folder folder;
    struct store_error error;
    char path[2000];
    file_write(*state, "file", (const uint8_t *)"x", 1);
    (void)snprintf(path, 700, "%s/file", (const char *)*state);
    assert_false(folder_open(&folder, path, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    (void)snprintf(path, 700, "%s/file/below", (const char *)*state);
    assert_false(folder_open(&folder, path, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    memset(path, 'a', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    path[3] = '\n';
    assert_false(folder_open(&folder, path, &error));
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    assert_null(strchr(error.text, '\n'));
    assert_false(folder_open(&folder, "", &error));
}

/* As another account than root: root may do everything. */
static void a_read_only_folder_is_refused_in_one_line(void **state)
{
    uid_t before = geteuid();
    if (before == 0) {
        assert_int_equal(chown(*state, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    struct folder folder = open_scratch(*state);
    write_note(&folder, "old");
    assert_int_equal(chmod(*state, 0500), 0);
    struct store_error error;
    bool written = folder_write(&folder, &note, (const uint8_t *)"new", 3, &error);
    assert_note(&folder, "old");
    assert_int_equal(chmod(*state, 0700), 0);
    assert_int_equal(seteuid(before), 0);
    assert_false(written);
    assert_int_equal(error.kind, STORE_ERROR_REFUSED);
    assert_string_equal(error.text,
                        "note: no permission; change it, or choose another folder with --profile");
    folder_close(&folder);
}

/* The system itself refuses to write more than ten bytes. */
static void a_full_disk_leaves_the_old_file_and_no_rest(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    struct rlimit before;
    write_note(&folder, "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    const struct rlimit tight = {10, before.rlim_max};
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    bool written = folder_write(&folder, &note, (const uint8_t *)"new", 3, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, handler);
    assert_false(written);
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    assert_string_equal(error.text, "note: the disk is full; make room and try again");
    assert_note(&folder, "old");
    assert_int_equal(entries_count(*state), 1);
    folder_close(&folder);
}

/* Each call to the disk fails once, alone (an error) and with all after it (a crash). */
static void whichever_call_fails_the_old_file_or_the_new_one_is_there_whole(void **state)
{
    const int numbers[] = {ENOSPC, EIO};
    const enum store_error_kind kinds[] = {STORE_ERROR_FULL, STORE_ERROR_DISK};
    for (size_t round = 0; round < 4; round++) {
        struct folder folder = open_scratch(*state);
        struct store_error error;
        bool written = false;
        size_t point = 0;
        for (; !written; point++) {
            folder.disk = &folder_system_disk;
            write_note(&folder, "old");
            folder.disk = &failing_disk;
            failing_disk_state = (struct failing_disk){.fails_at = point,
                                                       .number = numbers[round % 2],
                                                       .stays = round >= 2,
                                                       .write_at_once = 20};
            written = folder_write(&folder, &note, (const uint8_t *)"new", 3, &error);
            if (written)
                break;
            assert_int_equal(error.kind, kinds[round % 2]);
            /* Only after the renaming, the last but one, is it the new one. */
            bool renamed = failing_disk_state.calls == 8 && point == 7;
            assert_note(&folder, renamed ? "new" : "old");
        }
        assert_note(&folder, "new");
        /* create, three writes of up to 20 bytes, sync, close, rename, sync of the folder */
        assert_int_equal(point, 8);
        folder_close(&folder);
        char path[700];
        (void)snprintf(path, sizeof path, "%s/note", (const char *)*state);
        assert_int_equal(unlink(path), 0);
    }
}

static void an_interrupted_write_is_continued(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    folder.disk = &failing_disk;
    failing_disk_state = (struct failing_disk){.fails_at = 2, .number = EINTR, .write_at_once = 1};
    assert_true(folder_write(&folder, &note, (const uint8_t *)"new", 3, &error));
    assert_note(&folder, "new");
    folder_close(&folder);
}

static void a_rest_of_a_crash_does_not_hinder(void **state)
{
    struct folder folder = open_scratch(*state);
    file_write(*state, ".note.new", (const uint8_t *)"half of someth", 14);
    write_note(&folder, "new");
    assert_note(&folder, "new");
    assert_int_equal(entries_count(*state), 1);
    folder_close(&folder);
}

static void cut_at_every_byte_it_is_damaged_and_left_as_it_is(void **state)
{
    struct folder folder = open_scratch(*state);
    size_t size;
    folder.disk = &failing_disk;
    size_t after_size;
    write_note(&folder, "something of worth");
    uint8_t *whole = file_read(*state, "note", &size);
    for (size_t cut = 0; cut < size; cut++) {
        file_write(*state, "note", whole, cut);
        assert_unreadable(&folder, STORE_ERROR_DAMAGED);
        uint8_t *after = file_read(*state, "note", &after_size);
        assert_int_equal(after_size, cut);
        assert_memory_equal(after, whole, cut);
        free(after);
    }
    file_write(*state, "note", whole, size);
    assert_note(&folder, "something of worth");
    free(whole);
    folder_close(&folder);
}

static void every_flipped_bit_and_every_byte_too_many_is_noticed(void **state)
{
    struct folder folder = open_scratch(*state);
    size_t size;
    folder.disk = &failing_disk;
    write_note(&folder, "something");
    uint8_t *whole = file_read(*state, "note", &size);
    for (size_t bit = 0; bit < size * 8; bit++) {
        whole[bit / 8] ^= (uint8_t)(1u << bit % 8);
        file_write(*state, "note", whole, size);
        assert_unreadable(&folder, STORE_ERROR_DAMAGED);
        whole[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    whole[size] = 0;
    file_write(*state, "note", whole, size + 1);
    assert_unreadable(&folder, STORE_ERROR_DAMAGED);
    free(whole);
    folder_close(&folder);
}

static void a_file_of_a_newer_version_is_refused_and_kept(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    const struct folder_file newer = {"note", {'N', 'O', 'T', 'E'}, 4};
    const struct folder_file older = {"note", {'N', 'O', 'T', 'E'}, 2};
    assert_true(folder_write(&folder, &newer, (const uint8_t *)"later", 5, &error));
    assert_unreadable(&folder, STORE_ERROR_NEWER);
    assert_unreadable(&folder, STORE_ERROR_NEWER);
    assert_true(folder_write(&folder, &older, (const uint8_t *)"before", 6, &error));
    assert_note(&folder, "before");
    folder_close(&folder);
}

static void one_kind_of_file_is_not_taken_for_another(void **state)
{
    struct folder folder = open_scratch(*state);
    struct store_error error;
    const struct folder_file other = {"note", {'E', 'L', 'S', 'E'}, 3};
    assert_true(folder_write(&folder, &other, (const uint8_t *)"x", 1, &error));
    assert_unreadable(&folder, STORE_ERROR_DAMAGED);
    folder_close(&folder);
}

static void a_folder_or_a_link_in_the_place_of_a_file_is_refused(void **state)
{
    struct folder folder = open_scratch(*state);
    assert_int_equal(mkdirat(folder.fd, "note", 0700), 0);
    assert_unreadable(&folder, STORE_ERROR_DAMAGED);
    assert_int_equal(unlinkat(folder.fd, "note", AT_REMOVEDIR), 0);
    assert_int_equal(symlinkat("/etc/hostname", folder.fd, "note"), 0);
    assert_unreadable(&folder, STORE_ERROR_DAMAGED);
    folder_close(&folder);
}

static void the_time_of_the_newest_file_is_known(void **state)
{
    static const struct folder_file people = {"people", {'P', 'E', 'O', 'P'}, 1};
    static const struct folder_file nodes = {"nodes", {'N', 'O', 'D', 'E'}, 1};
    const struct timespec times[2][2] = {{{1000, 0}, {1000, 0}}, {{2000, 0}, {2000, 0}}};
    struct folder folder = open_scratch(*state);
    struct store_error error;
    assert_int_equal(folder_written_s(&folder), 0);
    assert_true(folder_write(&folder, &people, (const uint8_t *)"a", 1, &error));
    assert_true(folder_write(&folder, &nodes, (const uint8_t *)"b", 1, &error));
    assert_int_equal(utimensat(folder.fd, "people", times[1], 0), 0);
    assert_int_equal(utimensat(folder.fd, "nodes", times[0], 0), 0);
    assert_int_equal(folder_written_s(&folder), 2000);
    folder_close(&folder);
}

#define FOLDER_TEST(name) cmocka_unit_test_setup_teardown(name, scratch_begin, scratch_end)

static const struct CMUnitTest tests[] = {
    FOLDER_TEST(a_file_comes_back_as_written_and_is_for_us_alone),
    FOLDER_TEST(a_file_that_is_not_there_is_missing_not_damaged),
    FOLDER_TEST(parents_are_made_for_us_alone),
    FOLDER_TEST(a_folder_that_holds_other_things_is_left_alone),
    FOLDER_TEST(an_empty_folder_open_to_others_is_closed_to_them),
    FOLDER_TEST(what_is_no_folder_is_refused_in_one_line),
    FOLDER_TEST(a_read_only_folder_is_refused_in_one_line),
    FOLDER_TEST(a_full_disk_leaves_the_old_file_and_no_rest),
    FOLDER_TEST(whichever_call_fails_the_old_file_or_the_new_one_is_there_whole),
    FOLDER_TEST(an_interrupted_write_is_continued),
    FOLDER_TEST(a_rest_of_a_crash_does_not_hinder),
    FOLDER_TEST(cut_at_every_byte_it_is_damaged_and_left_as_it_is),
    FOLDER_TEST(every_flipped_bit_and_every_byte_too_many_is_noticed),
    FOLDER_TEST(a_file_of_a_newer_version_is_refused_and_kept),
    FOLDER_TEST(one_kind_of_file_is_not_taken_for_another),
    FOLDER_TEST(the_time_of_the_newest_file_is_known),
    FOLDER_TEST(a_folder_or_a_link_in_the_place_of_a_file_is_refused),
};
TEST_GROUP(folder, tests)
