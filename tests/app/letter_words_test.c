#include "app/letter_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "records/body.h"

static char *path;
static struct folder folder;
static struct letters *ours, *theirs;

static int set_up(void **state)
{
    (void)state;
    const struct person ben = {.id = 1};
    const struct person anna = {.id = 2};
    struct store_error error;
    path = fresh_folder();
    ours = malloc(sizeof *ours);
    theirs = malloc(sizeof *theirs);
    bool opened =
        sodium_init() >= 0 && ours != NULL && theirs != NULL && folder_open(&folder, path, &error);
    return opened && letters_open(ours, &folder, &ben, &error) &&
                   letters_open(theirs, &folder, &anna, &error)
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    (void)state;
    letters_close(ours);
    letters_close(theirs);
    folder_close(&folder);
    free(ours);
    free(theirs);
    remove_folder(path);
    return 0;
}

static uint64_t write_one(const char *text, size_t size)
{
    struct store_error error;
    uint64_t counter;
    assert_true(
        letters_write(ours, (struct letter_text){text, size, 0}, 1800000000, &counter, &error));
    return counter;
}

static void the_longest_letter_comes_as_it_was_written(void **state)
{
    (void)state;
    struct mailbox_words words;
    char text[LETTERS_TEXT_BYTES_MAX];
    memset(text, 'a', sizeof text);
    uint64_t counter = write_one(text, sizeof text);
    assert_true(letter_words_find(ours, counter, &words));
    assert_true(words.written_at_s == 1800000000);
    assert_true(letter_words_take(theirs, counter, &words));
    const struct letter *letter = &theirs->received.list[0];
    assert_int_equal(letter->size, sizeof text);
    assert_memory_equal(letter->text, text, sizeof text);
    assert_true(letter->written_at_s == 1800000000);
}

static void words_that_are_not_kept_cannot_be_sent(void **state)
{
    (void)state;
    struct mailbox_words words;
    write_one("a", 1);
    assert_false(letter_words_find(ours, 2, &words));
    assert_int_equal(words.size, 0);
}

static void what_is_no_text_is_read_past(void **state)
{
    (void)state;
    uint8_t bytes[BODY_BYTES_MAX];
    struct mailbox_words words = {.size = 3, .bytes = {1, 2, 3}};
    assert_true(letter_words_take(theirs, 1, &words));
    const struct body body = {.kind = BODY_FAREWELL};
    words.size = body_encode(&body, bytes);
    assert_in_range(words.size, 1, sizeof words.bytes);
    memcpy(words.bytes, bytes, words.size);
    assert_true(letter_words_take(theirs, 2, &words));
    words.size = 0;
    assert_true(letter_words_take(theirs, 3, &words));
    assert_int_equal(theirs->received.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(theirs->received.list[i].size, 0);
}

#define WORDS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    WORDS_TEST(the_longest_letter_comes_as_it_was_written),
    WORDS_TEST(words_that_are_not_kept_cannot_be_sent),
    WORDS_TEST(what_is_no_text_is_read_past),
};
TEST_GROUP(letter_words, tests)
