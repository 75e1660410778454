#include "store/letters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness.h"
#include "scratch.h"

#define NOW_S UINT64_C(1800000000)

static const struct folder_file letters_file = {"letters-7", {'L', 'E', 'T', 'T'}, 2};

struct scene {
    char *path;
    struct folder folder;
    struct person person;
    struct letters letters;
};

static void draw(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0, size);
}

static const struct alcove_random nothing_drawn = {.fill = draw};

static int begin(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct store_error error;
    assert_non_null(scene);
    scene->path = scratch_open(&scene->folder);
    scene->person.id = 7;
    assert_true(letters_open(&scene->letters, &scene->folder, &scene->person, &error));
    *state = scene;
    return 0;
}

static int end(void **state)
{
    struct scene *scene = *state;
    letters_close(&scene->letters);
    int closed = scratch_close(scene->path, &scene->folder);
    free(scene);
    return closed;
}

static void reopen(struct scene *scene)
{
    struct store_error error;
    letters_close(&scene->letters);
    assert_true(letters_open(&scene->letters, &scene->folder, &scene->person, &error));
}

static size_t count_unread(const struct letters *letters)
{
    size_t unread = 0;
    for (size_t i = 0; i < letters->received.count; i++)
        unread += !letters->received.list[i].done;
    return unread;
}

static struct letter_text text_of(const char *text)
{
    return (struct letter_text){text, strlen(text), 0};
}

static uint64_t write_one(struct scene *scene, const char *text)
{
    struct store_error error;
    uint64_t counter;
    assert_true(letters_write(&scene->letters, text_of(text), NOW_S, &counter, &error));
    return counter;
}

/* As the finder does it: so many nodes took it. */
static void put(struct scene *scene, size_t copies)
{
    assert_true(mailbox_outbox_poll(&scene->letters.outbox, NOW_S) != 0);
    mailbox_outbox_on_put(&scene->letters.outbox, NOW_S, copies, &nothing_drawn);
    letters_settle(&scene->letters);
}

static enum letter_state state_of(const struct scene *scene, uint64_t counter)
{
    const struct letter *letter = letters_find_sent(&scene->letters, counter);
    assert_non_null(letter);
    return letters_state(&scene->letters, letter);
}

static void save(struct scene *scene)
{
    struct store_error error;
    assert_true(letters_save(&scene->letters, &error));
}

static void a_letter_is_on_the_disk_before_it_is_sent(void **state)
{
    struct scene *scene = *state;
    struct stat status;
    char path[256];
    uint64_t counter = write_one(scene, "Until Thursday.");
    assert_true(counter == 1);
    reopen(scene);
    const struct letter *letter = letters_find_sent(&scene->letters, counter);
    assert_non_null(letter);
    assert_memory_equal(letter->text, "Until Thursday.", letter->size);
    assert_true(letter->written_at_s == NOW_S);
    assert_int_equal(state_of(scene, counter), LETTER_WRITTEN);
    assert_true(mailbox_outbox_poll(&scene->letters.outbox, NOW_S) == counter);
    snprintf(path, sizeof path, "%s/letters-7", scene->path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
}

static void its_state_outlives_the_program(void **state)
{
    struct scene *scene = *state;
    uint64_t first = write_one(scene, "one");
    uint64_t second = write_one(scene, "two");
    put(scene, 20);
    save(scene);
    reopen(scene);
    assert_int_equal(state_of(scene, first), LETTER_LEFT);
    assert_int_equal(state_of(scene, second), LETTER_WRITTEN);
    assert_int_equal(mailbox_outbox_on_read(&scene->letters.outbox, first), 1);
    assert_int_equal(letters_settle(&scene->letters), 1);
    assert_int_equal(letters_settle(&scene->letters), 0);
    save(scene);
    reopen(scene);
    assert_int_equal(state_of(scene, first), LETTER_ARRIVED);
    assert_string_equal(letter_state_text(state_of(scene, first)), "arrived");
    /* A counter is never used twice. */
    assert_true(write_one(scene, "three") == 3);
}

static void one_that_nobody_fetched_is_given_up_and_says_so(void **state)
{
    struct scene *scene = *state;
    uint64_t counter = write_one(scene, "one");
    put(scene, 20);
    assert_true(mailbox_outbox_poll(&scene->letters.outbox, NOW_S + MAILBOX_KEPT_S) == 0);
    assert_int_equal(state_of(scene, counter), LETTER_GIVEN_UP);
    save(scene);
    reopen(scene);
    assert_int_equal(state_of(scene, counter), LETTER_GIVEN_UP);
}

static void what_came_counts_as_read_from_the_mailbox_once_it_is_saved(void **state)
{
    struct scene *scene = *state;
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("Dear Ben,\nthank you.")));
    assert_int_equal(count_unread(&scene->letters), 1);
    assert_true(scene->letters.inbox.words_read == 0);
    reopen(scene); /* the program ended before it was saved: it is looked for again */
    assert_int_equal(scene->letters.received.count, 0);
    assert_true(scene->letters.inbox.words_read == 0);
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("Dear Ben,\nthank you.")));
    save(scene);
    reopen(scene);
    assert_true(scene->letters.inbox.words_read == 1);
    assert_int_equal(count_unread(&scene->letters), 1);
    /* The same once more is the same. */
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("x")));
    assert_int_equal(scene->letters.received.count, 1);
    scene->letters.received.list[0].done = true;
    save(scene);
    reopen(scene);
    assert_int_equal(count_unread(&scene->letters), 0);
}

static void what_could_not_be_saved_is_dropped_and_fetched_again(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    failing_disk_reset();
    failing_disk_state.fails_at = 0;
    failing_disk_state.number = ENOSPC;
    scene->folder.disk = &failing_disk;
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("one")));
    assert_false(letters_save(&scene->letters, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    letters_drop(&scene->letters, 1);
    assert_int_equal(scene->letters.received.count, 0);
    failing_disk_reset();
    failing_disk_state.fails_at = 0;
    failing_disk_state.number = ENOSPC;
    uint64_t counter = 9;
    assert_false(letters_write(&scene->letters, text_of("x"), NOW_S, &counter, &error));
    assert_true(counter == 0);
    assert_int_equal(scene->letters.sent.count, 0);
    assert_int_equal(scene->letters.outbox.count, 0);
    scene->folder.disk = &folder_system_disk;
}

static void what_is_no_text_is_kept_as_something_that_cannot_be_shown(void **state)
{
    struct scene *scene = *state;
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("\x1b[2J")));
    save(scene);
    reopen(scene);
    assert_int_equal(scene->letters.received.count, 1);
    assert_int_equal(scene->letters.received.list[0].size, 0);
}

static void unread_ones_are_never_pushed_out(void **state)
{
    struct scene *scene = *state;
    for (uint64_t i = 1; i <= LETTERS_KEPT_MAX; i++)
        assert_true(letters_take(&scene->letters, i, NOW_S, text_of("x")));
    assert_false(letters_take(&scene->letters, LETTERS_KEPT_MAX + 1, NOW_S, text_of("x")));
    scene->letters.received.list[3].done = true;
    assert_true(letters_take(&scene->letters, LETTERS_KEPT_MAX + 1, NOW_S, text_of("y")));
    assert_int_equal(count_unread(&scene->letters), LETTERS_KEPT_MAX);
    save(scene);
    reopen(scene);
    assert_int_equal(count_unread(&scene->letters), LETTERS_KEPT_MAX);
}

static void so_many_wait_and_no_more(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint64_t counter;
    for (size_t i = 0; i < MAILBOX_WAITING_MAX; i++)
        write_one(scene, "x");
    assert_false(letters_write(&scene->letters, text_of("y"), NOW_S, &counter, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    /* Those that have arrived make room, for as many as there may ever be. */
    for (size_t i = 0; i < 60; i++) {
        mailbox_outbox_on_read(&scene->letters.outbox, i + 1);
        write_one(scene, "z");
    }
    reopen(scene);
    assert_int_equal(scene->letters.sent.count, LETTERS_KEPT_MAX);
    assert_int_equal(scene->letters.outbox.count, MAILBOX_WAITING_MAX);
}

static void a_letter_is_some_text_but_not_too_much(void **state)
{
    struct scene *scene = *state;
    char long_text[LETTERS_TEXT_BYTES_MAX + 1];
    struct store_error error;
    uint64_t counter;
    memset(long_text, 'a', sizeof long_text);
    const struct letter_text bad[] = {
        {"", 0, 0}, {long_text, sizeof long_text, 0}, {"\xc3(", 2, 0}, {"\x1b[2J", 4, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(letters_write(&scene->letters, bad[i], NOW_S, &counter, &error));
        assert_int_equal(error.kind, STORE_ERROR_INVALID);
    }
    const struct letter_text longest = {long_text, LETTERS_TEXT_BYTES_MAX, 0};
    assert_true(letters_write(&scene->letters, longest, NOW_S, &counter, &error));
}

/* Whoever has the new keys may be somebody else: what was for the old ones is not for them. */
static void after_pairing_anew_the_mailbox_is_a_new_one(void **state)
{
    struct scene *scene = *state;
    write_one(scene, "for the old keys");
    assert_true(letters_take(&scene->letters, 5, NOW_S, text_of("from the old keys")));
    save(scene);
    scene->person.envelope_root[0] = 1;
    reopen(scene);
    assert_int_equal(scene->letters.outbox.count, 0);
    assert_true(scene->letters.inbox.words_read == 0);
    assert_int_equal(scene->letters.sent.count, 1);
    assert_int_equal(letters_state(&scene->letters, &scene->letters.sent.list[0]), LETTER_GIVEN_UP);
    assert_int_equal(count_unread(&scene->letters), 1);
    assert_true(write_one(scene, "for the new ones") == 1);
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("from the new ones")));
    save(scene);
    reopen(scene);
    assert_int_equal(scene->letters.sent.count, 2);
    assert_int_equal(scene->letters.received.count, 2);
    assert_true(scene->letters.inbox.words_read == 1);
}

static void the_letters_of_somebody_forgotten_are_gone(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    write_one(scene, "one");
    assert_true(letters_forget(&scene->folder, 7, &error));
    assert_int_equal(entries_count(scene->path), 0);
    assert_true(letters_forget(&scene->folder, 7, &error));
    reopen(scene);
    assert_int_equal(scene->letters.sent.count, 0);
}

static void assert_refused(struct scene *scene, const uint8_t *bytes, size_t size)
{
    struct store_error error;
    struct letters *letters = calloc(1, sizeof *letters);
    assert_non_null(letters);
    assert_true(folder_write(&scene->folder, &letters_file, bytes, size, &error));
    assert_false(letters_open(letters, &scene->folder, &scene->person, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    assert_int_equal(letters->sent.count + letters->received.count, 0);
    free(letters);
}

static void a_damaged_file_is_refused_and_left_alone(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint8_t *bytes;
    size_t size;
    write_one(scene, "one");
    assert_true(letters_take(&scene->letters, 1, NOW_S, text_of("two")));
    save(scene);
    assert_true(folder_read(&scene->folder, &letters_file, &bytes, &size, &error));
    for (size_t cut = 0; cut < size; cut++)
        assert_refused(scene, bytes, cut);
    /* 16 of the tag, 8 the last counter, then how many wait, then the counter of the first. */
    const struct {
        size_t at;
        uint8_t value;
    } harms[] = {{23, 0},         {24, MAILBOX_WAITING_MAX + 1}, {24, 0}, {32, 0}, {32, 9}, {16, 1},
                 {size - 1, 0xff}};
    for (size_t i = 0; i < sizeof harms / sizeof harms[0]; i++) {
        uint8_t before = bytes[harms[i].at];
        bytes[harms[i].at] = harms[i].value;
        assert_refused(scene, bytes, size);
        bytes[harms[i].at] = before;
    }
    assert_true(folder_write(&scene->folder, &letters_file, bytes, size, &error));
    folder_free(bytes, size);
    reopen(scene);
    assert_int_equal(scene->letters.sent.count, 1);
}

static void a_letter_remembers_the_words_that_it_is_a_copy_of(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint64_t counter;
    const struct letter_text copy = {"one", 3, 5 * 32 + 1};
    assert_true(letters_write(&scene->letters, copy, NOW_S, &counter, &error));
    assert_true(letters_take(&scene->letters, 1, NOW_S, copy));
    save(scene);
    reopen(scene);
    assert_non_null(letter_list_find_object(&scene->letters.sent, 5 * 32 + 1));
    assert_non_null(letter_list_find_object(&scene->letters.received, 5 * 32 + 1));
    assert_null(letter_list_find_object(&scene->letters.received, 5 * 32));
    write_one(scene, "of none");
    assert_null(letter_list_find_object(&scene->letters.sent, 0));
}

static void words_are_read_once_whichever_way_they_come(void **state)
{
    struct scene *scene = *state;
    struct letters *letters = &scene->letters;
    assert_false(letters_has_read(letters, 1));
    letters_mark_read(letters, 7);
    letters_mark_read(letters, 4);
    letters_mark_read(letters, 4);
    save(scene);
    reopen(scene);
    assert_true(letters_has_read(letters, 4) && letters_has_read(letters, 7));
    assert_false(letters_has_read(letters, 3) || letters_has_read(letters, 5));
    letters_mark_read_up_to(letters, 5);
    assert_int_equal(letters->read.ahead_count, 1);
    letters_mark_read_up_to(letters, 2);
    save(scene);
    reopen(scene);
    assert_true(letters_has_read(letters, 1) && letters_has_read(letters, 5));
    assert_true(letters_has_read(letters, 7));
    assert_false(letters_has_read(letters, 6));
}

static void of_too_many_that_were_read_ahead_the_oldest_is_shown_again(void **state)
{
    struct scene *scene = *state;
    struct letters *letters = &scene->letters;
    for (uint32_t i = 0; i <= LETTERS_AHEAD_MAX; i++)
        letters_mark_read(letters, 10 + i);
    assert_false(letters_has_read(letters, 10));
    assert_true(letters_has_read(letters, 11));
    assert_true(letters_has_read(letters, 10 + LETTERS_AHEAD_MAX));
    save(scene);
    reopen(scene);
    assert_true(letters_has_read(letters, 11));
}

static void a_file_of_the_version_before_is_read(void **state)
{
    static const uint8_t received[] = {0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 2};
    struct scene *scene = *state;
    struct folder_file before = letters_file;
    struct store_error error;
    uint8_t bytes[LETTERS_ROOT_TAG_BYTES + 8 + 1 + 8 + 1 + 1 + sizeof received + 2] = {0};
    size_t at = LETTERS_ROOT_TAG_BYTES;
    before.version = 1;
    memcpy(bytes, scene->letters.root_tag, LETTERS_ROOT_TAG_BYTES);
    bytes[at + 8 + 1 + 7] = 1;     /* read up to */
    bytes[at + 8 + 1 + 8 + 1] = 1; /* how many came */
    memcpy(&bytes[at + 8 + 1 + 8 + 2], received, sizeof received);
    memcpy(&bytes[sizeof bytes - 2], "hi", 2);
    assert_true(folder_write(&scene->folder, &before, bytes, sizeof bytes, &error));
    reopen(scene);
    assert_int_equal(scene->letters.received.count, 1);
    assert_memory_equal(scene->letters.received.list[0].text, "hi", 2);
    assert_true(scene->letters.received.list[0].object == 0);
}

#define LETTERS_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    LETTERS_TEST(a_letter_is_on_the_disk_before_it_is_sent),
    LETTERS_TEST(its_state_outlives_the_program),
    LETTERS_TEST(one_that_nobody_fetched_is_given_up_and_says_so),
    LETTERS_TEST(what_came_counts_as_read_from_the_mailbox_once_it_is_saved),
    LETTERS_TEST(what_could_not_be_saved_is_dropped_and_fetched_again),
    LETTERS_TEST(what_is_no_text_is_kept_as_something_that_cannot_be_shown),
    LETTERS_TEST(unread_ones_are_never_pushed_out),
    LETTERS_TEST(so_many_wait_and_no_more),
    LETTERS_TEST(a_letter_is_some_text_but_not_too_much),
    LETTERS_TEST(after_pairing_anew_the_mailbox_is_a_new_one),
    LETTERS_TEST(the_letters_of_somebody_forgotten_are_gone),
    LETTERS_TEST(a_letter_remembers_the_words_that_it_is_a_copy_of),
    LETTERS_TEST(words_are_read_once_whichever_way_they_come),
    LETTERS_TEST(of_too_many_that_were_read_ahead_the_oldest_is_shown_again),
    LETTERS_TEST(a_file_of_the_version_before_is_read),
    LETTERS_TEST(a_damaged_file_is_refused_and_left_alone),
};
TEST_GROUP(letters, tests)
