#include "widgets/grapheme.h"

#include <string.h>

#include "harness.h"

static const char *const characters[] = {
    "a",
    "é",
    "e\u0301",
    "你",
    "\n",
    "🙂",
    "👍🏽",
    "👩\u200d👧\u200d👦",
    "❤\ufe0f",
    "🏳\ufe0f\u200d🌈",
    "🇩🇪",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "1\ufe0f\u20e3",
    "नि",
    "क्षि",
    "க்",
    "한",
    "\u1112\u1161\u11ab",
    "שָ",
    "سّ",
    "กำ",
};

static void a_character_is_one_however_many_points_it_has(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        char bytes[80];
        size_t size = strlen(characters[i]);
        snprintf(bytes, sizeof bytes, "x%sy", characters[i]);
        if (grapheme_after(bytes, size + 2, 1) != size + 1)
            fail_msg("%s is not one character forwards", characters[i]);
        if (grapheme_before(bytes, size + 2, size + 1) != 1)
            fail_msg("%s is not one character backwards", characters[i]);
        for (size_t at = 1; at <= size; at++)
            assert_int_equal(grapheme_start(bytes, size + 2, at), 1);
    }
}

static void characters_do_not_run_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        char bytes[80];
        size_t size = strlen(characters[i]);
        snprintf(bytes, sizeof bytes, "%s%s", characters[i], characters[i]);
        if (grapheme_after(bytes, 2 * size, 0) != size)
            fail_msg("two %s are one", characters[i]);
        assert_int_equal(grapheme_before(bytes, 2 * size, 2 * size), size);
    }
}

static void flags_go_two_by_two_from_both_ends(void **state)
{
    (void)state;
    static const char flags[] = "🇩🇪🇫🇷🇪";
    assert_int_equal(grapheme_after(flags, 20, 0), 8);
    assert_int_equal(grapheme_after(flags, 20, 8), 16);
    assert_int_equal(grapheme_after(flags, 20, 16), 20);
    assert_int_equal(grapheme_before(flags, 20, 20), 16);
    assert_int_equal(grapheme_before(flags, 20, 16), 8);
    assert_int_equal(grapheme_start(flags, 20, 13), 8);
}

static void broken_bytes_are_characters_of_their_own(void **state)
{
    (void)state;
    static const char bytes[] = "\xff\xc3\x80x\xf0\x9f";
    size_t at = 0;
    while (at < sizeof bytes - 1) {
        size_t next = grapheme_after(bytes, sizeof bytes - 1, at);
        assert_true(next > at);
        at = next;
    }
    assert_int_equal(at, sizeof bytes - 1);
    while (at > 0)
        at = grapheme_before(bytes, sizeof bytes - 1, at);
}

static void words_are_letters_with_their_apostrophes(void **state)
{
    (void)state;
    static const char text[] = "I don't, né  \u05e9\u05dc";
    static const size_t ends[] = {1, 7, 8, 12, 18};
    static const size_t starts[] = {14, 9, 7, 2, 0};
    size_t at = 0;
    for (size_t i = 0; i < 5; i++) {
        at = word_after(text, 18, at);
        assert_int_equal(at, ends[i]);
    }
    assert_int_equal(word_after(text, 18, 18), 18);
    for (size_t i = 0; i < 5; i++) {
        at = word_before(text, 18, at);
        assert_int_equal(at, starts[i]);
    }
}

static void a_double_click_finds_the_word_around_it(void **state)
{
    (void)state;
    static const char text[] = "so  well\n\nend";
    static const size_t rows[][3] = {
        {0, 0, 2}, {1, 0, 2}, {2, 2, 4},    {5, 4, 8},
        {8, 4, 8}, {9, 9, 9}, {10, 10, 13}, {13, 10, 13},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t from;
        size_t to;
        word_around(text, 13, rows[i][0], &from, &to);
        assert_int_equal(from, rows[i][1]);
        assert_int_equal(to, rows[i][2]);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_character_is_one_however_many_points_it_has),
    cmocka_unit_test(characters_do_not_run_together),
    cmocka_unit_test(flags_go_two_by_two_from_both_ends),
    cmocka_unit_test(broken_bytes_are_characters_of_their_own),
    cmocka_unit_test(words_are_letters_with_their_apostrophes),
    cmocka_unit_test(a_double_click_finds_the_word_around_it),
};
TEST_GROUP(grapheme, tests)
