#include "widgets/text_field.h"

#include <string.h>

#include "harness.h"

static struct text_field field_with(const char *words)
{
    struct text_field field;
    text_field_clear(&field);
    assert_true(text_field_insert(&field, words, strlen(words)));
    return field;
}

static void words_go_in_at_the_caret(void **state)
{
    (void)state;
    struct text_field f = field_with("ac");
    text_field_left(&f);
    text_field_insert(&f, "b", 1);
    assert_string_equal(f.bytes, "abc");
    assert_int_equal(f.caret, 2);
}

static void a_character_is_deleted_whole(void **state)
{
    (void)state;
    static const char *const characters[] = {
        "a", "é", "e\u0301", "你", "🙂", "👍🏽", "👩\u200d👧\u200d👦", "❤\ufe0f",
    };
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        struct text_field f = field_with("x");
        text_field_insert(&f, characters[i], strlen(characters[i]));
        assert_true(text_field_delete_before(&f));
        assert_string_equal(f.bytes, "x");
        text_field_clear(&f);
        text_field_insert(&f, characters[i], strlen(characters[i]));
        text_field_insert(&f, "y", 1);
        text_field_home(&f);
        assert_true(text_field_delete_after(&f));
        assert_string_equal(f.bytes, "y");
    }
}

static void at_the_ends_there_is_nothing_to_delete(void **state)
{
    (void)state;
    struct text_field f = field_with("");
    assert_false(text_field_delete_before(&f));
    assert_false(text_field_delete_after(&f));
    text_field_left(&f);
    text_field_right(&f);
    assert_int_equal(f.caret, 0);
}

static void the_caret_steps_over_characters_and_words(void **state)
{
    (void)state;
    struct text_field f = field_with("one né  two");
    text_field_word_left(&f);
    assert_int_equal(f.caret, 9);
    text_field_word_left(&f);
    assert_int_equal(f.caret, 4);
    text_field_right(&f);
    text_field_right(&f);
    assert_int_equal(f.caret, 7);
    text_field_home(&f);
    text_field_word_right(&f);
    assert_int_equal(f.caret, 3);
    text_field_end(&f);
    assert_int_equal(f.caret, f.size);
}

static void line_ends_and_controls_become_spaces(void **state)
{
    (void)state;
    struct text_field f = field_with("a\r\nb\tc\x7f"
                                     "d\xc2\x85"
                                     "e");
    assert_string_equal(f.bytes, "a b c d e");
}

static void broken_bytes_become_replacements(void **state)
{
    (void)state;
    struct text_field f = field_with("a\xff\xc3"
                                     "b");
    assert_string_equal(f.bytes, "a\ufffd\ufffd"
                                 "b");
}

static void a_full_field_takes_whole_characters_or_none(void **state)
{
    (void)state;
    struct text_field f;
    text_field_clear(&f);
    for (int i = 0; i < TEXT_FIELD_BYTES_MAX - 1; i++)
        assert_true(text_field_insert(&f, "a", 1));
    assert_false(text_field_insert(&f, "é", 2));
    assert_int_equal(f.size, TEXT_FIELD_BYTES_MAX - 1);
    assert_true(text_field_insert(&f, "b", 1));
    assert_false(text_field_insert(&f, "c", 1));
    assert_int_equal(strlen(f.bytes), TEXT_FIELD_BYTES_MAX);
}

static void a_caret_is_placed_between_characters(void **state)
{
    (void)state;
    struct text_field f = field_with("aé你");
    text_field_place(&f, 2);
    assert_int_equal(f.caret, 1);
    text_field_place(&f, 3);
    assert_int_equal(f.caret, 3);
    text_field_place(&f, 99);
    assert_int_equal(f.caret, f.size);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_go_in_at_the_caret),
    cmocka_unit_test(a_character_is_deleted_whole),
    cmocka_unit_test(at_the_ends_there_is_nothing_to_delete),
    cmocka_unit_test(the_caret_steps_over_characters_and_words),
    cmocka_unit_test(line_ends_and_controls_become_spaces),
    cmocka_unit_test(broken_bytes_become_replacements),
    cmocka_unit_test(a_full_field_takes_whole_characters_or_none),
    cmocka_unit_test(a_caret_is_placed_between_characters),
};
TEST_GROUP(text_field, tests)
