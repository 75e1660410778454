#include "ui/words.h"

#include <string.h>

#include "harness.h"
#include "session/deck_shipped.h"
#include "session/heap.h"

static struct deck deck;

static void open_language(const char *language)
{
    size_t index = 0;
    while (strcmp(deck_shipped_language(index), language) != 0)
        index++;
    assert_int_equal(deck_open_shipped(index, &heap_memory, &deck), DECK_OK);
    words_use(&deck);
}

static void close_language(void)
{
    words_use(NULL);
    deck_close(&deck);
}

static void all_that_is_said_around_the_hour_can_be_filled_in_every_language(void **state)
{
    (void)state;
    const struct word_facts facts = {
        .name = "Ben", .words = "a walk", .day = "Thursday", .count = 2, .total = 3, .value = 7};
    char said[WORDS_SENTENCE_MAX];
    for (size_t i = 0; i < deck_shipped_count(); i++) {
        open_language(deck_shipped_language(i));
        for (enum deck_key key = DECK_HOME_TITLE; key < DECK_KEYS; key++) {
            words_fill(said, key, &facts);
            assert_true(said[0] != '\0');
            assert_null(strpbrk(said, "{}"));
        }
        close_language();
    }
}

static void a_fact_stands_where_its_braces_were(void **state)
{
    (void)state;
    char said[WORDS_SENTENCE_MAX];
    open_language("en");
    const struct word_facts facts = {
        .name = "Ben", .day = "Thu", .minute_of_day = 15 * 60, .count = 4, .total = 5, .value = 7};
    assert_string_equal(words_fill(said, DECK_HOME_NEXT, &facts), "Next: Thu at 15:00 with Ben");
    assert_string_equal(words_fill(said, DECK_PRACTICE_WEEK, &facts), "4 of 5 this week");
    assert_string_equal(words_fill(said, DECK_GOALS_RATINGS, &facts),
                        "Ben: 4 of the last 5 days. Newest: 7 of 10.");
    close_language();
}

static void who_has_no_name_is_a_guest(void **state)
{
    (void)state;
    char said[WORDS_SENTENCE_MAX];
    open_language("en");
    assert_string_equal(words_name(NULL), "your guest");
    assert_string_equal(words_name(""), "your guest");
    assert_string_equal(words_name("Ben"), "Ben");
    assert_string_equal(
        words_fill(said, DECK_SAYS, &(struct word_facts){.name = "", .words = NULL}),
        "your guest: ");
    close_language();
}

static void long_words_are_cut_at_a_letter(void **state)
{
    (void)state;
    char said[WORDS_SENTENCE_MAX];
    char words[WORDS_SENTENCE_MAX + 9] = "a";
    for (size_t i = 1; i + 2 < sizeof words; i += 2)
        memcpy(words + i, "é", 3);
    assert_int_equal(strlen(words_copy(said, words)), WORDS_SENTENCE_MAX - 1);
    words[0] = '\xc3';
    memmove(words + 2, words + 1, sizeof words - 3);
    words[1] = '\xa9';
    assert_int_equal(strlen(words_copy(said, words)), WORDS_SENTENCE_MAX - 2);
    assert_string_equal(words_copy(said, NULL), "");
}

static void the_parts_of_a_number_stay_in_their_order(void **state)
{
    (void)state;
    char out[WORDS_SENTENCE_MAX];
    assert_string_equal(words_number(out, "112"), "112");
    assert_string_equal(words_number(out, " +49  30 123-4 "), "+49\u00a030\u00a0123-4");
    assert_string_equal(words_number(out, ""), "");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_that_is_said_around_the_hour_can_be_filled_in_every_language),
    cmocka_unit_test(a_fact_stands_where_its_braces_were),
    cmocka_unit_test(who_has_no_name_is_a_guest),
    cmocka_unit_test(the_parts_of_a_number_stay_in_their_order),
    cmocka_unit_test(long_words_are_cut_at_a_letter),
};
TEST_GROUP(words, tests)
