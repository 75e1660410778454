#include "app/word_list.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "app/ledger.h"
#include "app/letter_words.h"
#include "harness.h"
#include "session/heap.h"

#define NOW_S UINT64_C(1800000000)

/* Ben's side of what he shares with Anna, who has the other one. */
static struct space *ours, *theirs;
static struct letters *letters;

static struct space *create(uint8_t own, uint8_t other)
{
    struct space_config config;
    uint8_t own_key[32], other_key[32];
    memset(own_key, own, sizeof own_key);
    memset(other_key, other, sizeof other_key);
    ledger_configure(own_key, other_key, &config);
    return space_create(&config, &heap_memory);
}

static int set_up(void **state)
{
    (void)state;
    ours = create(1, 2);
    theirs = create(2, 1);
    letters = calloc(1, sizeof *letters);
    return sodium_init() >= 0 && ours != NULL && theirs != NULL && letters != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    space_free(ours);
    space_free(theirs);
    free(letters);
    return 0;
}

static struct object_id write_in(struct space *space, const char *text)
{
    const struct space_publication publication = {.minute = 1000};
    const struct value value = value_text(text);
    struct object_id words;
    const uint8_t *bytes;
    size_t size;
    assert_int_equal(space_make(space, KIND_WORDS, &words), SPACE_WRITTEN);
    assert_int_equal(space_set(space, words, WORDS_TEXT, &value), SPACE_WRITTEN);
    assert_int_equal(space_publish(space, &publication, &bytes, &size), SPACE_WRITTEN);
    return words;
}

/* The sync brings what they wrote. */
static void bring(void)
{
    uint32_t vector[SPACE_DEVICES_MAX];
    const uint8_t *bytes;
    size_t size;
    space_vector(ours, vector);
    for (uint32_t next = vector[1] + 1; (bytes = space_batch(theirs, 1, next, &size)) != NULL;
         next++)
        assert_int_equal(space_apply(ours, 1, bytes, size), SPACE_APPLIED);
}

/* The mailbox brings a copy of it. */
static void bring_letter(uint64_t counter, struct object_id words, const char *text)
{
    const struct letter_text copy = {text, strlen(text), letter_words_object(words)};
    assert_true(letters_take(letters, counter, NOW_S, copy));
}

static size_t count_unread(void)
{
    struct word_list list;
    size_t unread = 0;
    assert_true(word_list_make(ours, letters, false, &list));
    for (size_t i = 0; i < list.count; i++)
        unread += !list.entries[i].read;
    word_list_free(&list);
    return unread;
}

static size_t count_all(void)
{
    struct word_list list;
    assert_true(word_list_make(ours, letters, false, &list));
    size_t count = list.count;
    word_list_free(&list);
    return count;
}

static void words_that_came_both_ways_are_there_once(void **state)
{
    (void)state;
    struct object_id words = write_in(theirs, "Until Thursday.");
    bring_letter(1, words, "Until Thursday.");
    assert_int_equal(count_all(), 1);
    bring();
    assert_int_equal(count_all(), 1);
    assert_int_equal(count_unread(), 1);
    assert_true(word_list_mark_read(ours, letters));
    assert_false(word_list_mark_read(ours, letters));
    assert_int_equal(count_unread(), 0);
}

static void what_was_read_as_a_letter_is_not_new_when_the_space_brings_it(void **state)
{
    (void)state;
    write_in(theirs, "too long for a letter");
    struct object_id second = write_in(theirs, "short");
    bring_letter(1, second, "short");
    assert_true(word_list_mark_read(ours, letters));
    bring();
    assert_int_equal(count_all(), 2);
    assert_int_equal(count_unread(), 1);
    assert_true(word_list_mark_read(ours, letters));
    assert_int_equal(count_unread(), 0);
}

static void a_letter_that_comes_after_the_words_is_not_new(void **state)
{
    (void)state;
    struct object_id words = write_in(theirs, "Until Thursday.");
    bring();
    (void)word_list_mark_read(ours, letters);
    bring_letter(1, words, "Until Thursday.");
    assert_int_equal(count_all(), 1);
    assert_int_equal(count_unread(), 0);
}

static void they_stand_in_the_order_of_writing(void **state)
{
    (void)state;
    struct word_list list;
    struct object_id first = write_in(theirs, "one");
    struct object_id second = write_in(theirs, "two");
    bring();
    struct object_id third = write_in(theirs, "three");
    bring_letter(1, first, "one");
    bring_letter(2, second, "two");
    bring_letter(3, third, "three");
    const char *const wanted[] = {"one", "two", "three"};
    assert_true(word_list_make(ours, letters, false, &list));
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(list.entries[i].text, wanted[i], strlen(wanted[i]));
    word_list_free(&list);
}

static void ours_have_arrived_when_their_device_says_that_it_holds_them(void **state)
{
    (void)state;
    struct object_id words = write_in(ours, "hello");
    uint32_t held[SPACE_DEVICES_MAX] = {1, 0};
    assert_int_equal(word_list_state(ours, letters, words), LETTER_WRITTEN);
    space_hear(ours, 1, held);
    assert_int_equal(word_list_state(ours, letters, words), LETTER_ARRIVED);
}

static void without_a_space_letters_are_shown_all_the_same(void **state)
{
    (void)state;
    struct word_list list;
    bring_letter(1, (struct object_id){7, 1}, "hello");
    assert_true(word_list_make(NULL, letters, false, &list));
    assert_int_equal(list.count, 1);
    word_list_free(&list);
    assert_true(word_list_mark_read(NULL, letters));
}

/* What a letter says that it is a copy of comes from outside. */
static void a_letter_of_words_that_cannot_be_is_a_letter_alone(void **state)
{
    (void)state;
    struct word_list list;
    bring_letter(1, (struct object_id){7, 31}, "hello");
    assert_true(word_list_make(ours, letters, false, &list));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.entries[0].object.counter, 0);
    word_list_free(&list);
}

#define WORDS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static const struct CMUnitTest tests[] = {
    WORDS_TEST(words_that_came_both_ways_are_there_once),
    WORDS_TEST(what_was_read_as_a_letter_is_not_new_when_the_space_brings_it),
    WORDS_TEST(a_letter_that_comes_after_the_words_is_not_new),
    WORDS_TEST(they_stand_in_the_order_of_writing),
    WORDS_TEST(ours_have_arrived_when_their_device_says_that_it_holds_them),
    WORDS_TEST(without_a_space_letters_are_shown_all_the_same),
    WORDS_TEST(a_letter_of_words_that_cannot_be_is_a_letter_alone),
};
TEST_GROUP(word_list, tests)
