#include "records/utf8.h"

#include <string.h>

#include "harness.h"

static void accepts_the_first_and_last_character_of_each_length(void **state)
{
    (void)state;
    const char *texts[] = {
        "",
        "a",
        "\x7f",
        "\xc2\x80",
        "\xdf\xbf",
        "\xe0\xa0\x80",
        "\xed\x9f\xbf",
        "\xee\x80\x80",
        "\xef\xbf\xbf",
        "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf",
        "na\xc3\xafve \xf0\x9f\x99\x82",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(utf8_is_valid(texts[i], strlen(texts[i])));
    assert_true(utf8_is_valid(NULL, 0));
    assert_true(utf8_is_valid("a\0b", 3));
}

/* RFC 3629 sections 3 and 10 */
static void refuses_overlong_surrogate_out_of_range_and_cut_characters(void **state)
{
    (void)state;
    const char *texts[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xe0\x9f\xbf",
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",
        "\xed\xbf\xbf", /* surrogates */
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xf8\x88\x80\x80\x80",
        "\xff",
        "\xfe",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x99", /* cut */
        "\xc3(",
        "\xe2\x82(",
        "\xf0\x9f\x99(",
        "a\xc3",
        "\xe2(\xa1",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(utf8_is_valid(texts[i], strlen(texts[i])));
        assert_false(utf8_is_text(texts[i], strlen(texts[i])));
        assert_false(utf8_is_line(texts[i], strlen(texts[i])));
    }
}

static void text_may_hold_newline_and_tab_and_no_other_control(void **state)
{
    (void)state;
    assert_true(utf8_is_text("two\n\tlines", 10));
    assert_false(utf8_is_line("two\nlines", 9));
    assert_false(utf8_is_line("a\tb", 3));
    assert_true(utf8_is_line("caf\xc3\xa9", 5));
    for (char c = 0; c < ' '; c++) {
        const char text[] = {'a', c, 'b'};
        assert_int_equal(utf8_is_text(text, 3), c == '\n' || c == '\t');
        assert_false(utf8_is_line(text, 3));
    }
    assert_false(utf8_is_text("\x7f", 1));
    assert_false(utf8_is_text("\xc2\x80", 2));
    assert_false(utf8_is_text("\xc2\x9f", 2));
    assert_true(utf8_is_text("\xc2\xa0", 2));
    /* A terminal's escape sequence does not reach a terminal. */
    assert_false(utf8_is_text("\x1b[2J", 4));
}

static void a_prefix_never_cuts_a_character(void **state)
{
    (void)state;
    const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x99\x82"; /* 1, 2, 3 and 4 bytes */
    const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t max = 0; max < sizeof expected / sizeof expected[0]; max++) {
        assert_int_equal(utf8_prefix(text, 10, max), expected[max]);
        assert_true(utf8_is_valid(text, expected[max]));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(accepts_the_first_and_last_character_of_each_length),
    cmocka_unit_test(refuses_overlong_surrogate_out_of_range_and_cut_characters),
    cmocka_unit_test(text_may_hold_newline_and_tab_and_no_other_control),
    cmocka_unit_test(a_prefix_never_cuts_a_character),
};
TEST_GROUP(utf8, tests)
