#include "desktop/accessible_spans.h"

#include <string.h>

#include "harness.h"

static const char text[] = "Gr\xc3\xbc\xc3\x9f dich. Bis bald!\nUnd nun";

static void expect(size_t byte, enum accessible_span_kind kind, const char *part)
{
    struct accessible_span span = accessible_span_at(text, byte, kind);
    assert_int_equal(span.to - span.from, strlen(part));
    assert_memory_equal(text + span.from, part, strlen(part));
}

static void test_offsets_of_any_size_stay_within_the_text(void **state)
{
    (void)state;
    assert_int_equal(accessible_byte(text, INT64_MIN), 0);
    assert_int_equal(accessible_byte(text, INT64_MAX), strlen(text));
    assert_int_equal(accessible_byte(text, 3), 4);
    assert_int_equal(accessible_characters(text, 6), 4);
    assert_int_equal(accessible_byte("", 1), 0);
}

static void test_a_reader_goes_by_letters_words_sentences_and_lines(void **state)
{
    (void)state;
    expect(2, ACCESSIBLE_CHARACTER, "\xc3\xbc");
    expect(2, ACCESSIBLE_WORD, "Gr\xc3\xbc\xc3\x9f ");
    expect(8, ACCESSIBLE_SENTENCE, "Gr\xc3\xbc\xc3\x9f dich. ");
    expect(14, ACCESSIBLE_SENTENCE, "Bis bald!\n");
    expect(14, ACCESSIBLE_LINE, "Gr\xc3\xbc\xc3\x9f dich. Bis bald!\n");
    expect(SIZE_MAX, ACCESSIBLE_LINE, "Und nun");
    expect(SIZE_MAX, ACCESSIBLE_CHARACTER, "");
}

static void test_after_the_end_of_a_line_another_is_empty(void **state)
{
    (void)state;
    struct accessible_span span = accessible_span_at("one\n", 4, ACCESSIBLE_LINE);
    assert_int_equal(span.from, 4);
    assert_int_equal(span.to, 4);
    span = accessible_span_at("", 0, ACCESSIBLE_WORD);
    assert_int_equal(span.to, 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_offsets_of_any_size_stay_within_the_text),
    cmocka_unit_test(test_a_reader_goes_by_letters_words_sentences_and_lines),
    cmocka_unit_test(test_after_the_end_of_a_line_another_is_empty),
};

TEST_GROUP(accessible_spans, tests)
