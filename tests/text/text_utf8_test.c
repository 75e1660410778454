/* Strict UTF-8, and counting in it. */
#include "text/text_utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "text/text.h"

static bool count(const char *bytes, size_t size, uint32_t *out)
{
    /* A copy of the exact size, so that a read past its end is seen. */
    uint8_t *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    bool good = text_count(copy, size, out);
    free(copy);
    return good;
}

static void test_characters_are_counted(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t count;
    } rows[] = {
        {"", 0},
        {"a", 1},
        {"a line\n\twith two", 16},
        {"\xc2\xa0\xdf\xbf", 2},
        {"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", 4},
        {"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 2},
        {"eight by\xc3\xa9te", 11},
        {"~ }", 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t counted = 99;
        size_t size = strlen(rows[i].text);
        assert_true(count(rows[i].text, size, &counted));
        assert_int_equal(counted, rows[i].count);
        const uint8_t *bytes = (const uint8_t *)rows[i].text;
        assert_int_equal(text_utf8_length(bytes, size), rows[i].count);
        assert_int_equal(text_utf8_size(bytes, rows[i].count), size);
    }
}

static void test_what_is_no_character_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",
        "\xbf",
        "\xc0\x80",
        "\xc1\xbf",
        "\xc2",
        "\xc2\x41",
        "\xe0\x9f\xbf",
        "\xe1\x80",
        "\xe1\x41\x80",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xf1\x80\x80",
        "\xf1\x80\x80\x41",
        "\xfe",
        "\xff",
        "\x01",
        "\x08",
        "\x0b",
        "\r",
        "\x1f",
        "\x7f",
        "\xc2\x80",
        "\xc2\x9f",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        for (size_t at = 0; at < 20; at++) {
            char text[32];
            uint32_t counted = 0;
            size_t size = strlen(bad[i]);
            memset(text, 'a', sizeof text);
            memcpy(text + at, bad[i], size);
            assert_false(count(text, 26, &counted));
            assert_false(count(text, at + size, &counted));
        }
    }
}

static void test_every_single_byte_is_judged_alone_and_in_a_word(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        bool good = byte < 0x7f && (byte >= 0x20 || byte == '\n' || byte == '\t');
        for (size_t at = 0; at < 16; at++) {
            char text[16];
            uint32_t counted;
            memset(text, at % 2 == 0 ? '\n' : 'z', sizeof text);
            text[at] = (char)byte;
            assert_int_equal(count(text, sizeof text, &counted), good);
        }
        char one = (char)byte;
        uint32_t counted;
        assert_int_equal(count(&one, 1, &counted), good);
    }
}

static void test_plain_text_has_no_other_byte_anywhere(void **state)
{
    (void)state;
    static const uint8_t bad[] = {0x00, 0x08, 0x0b, 0x1f, 0x7f, 0x80, 0xc3, 0xff};
    for (size_t size = 1; size <= 75; size++) {
        uint8_t *text = malloc(size);
        assert_non_null(text);
        memset(text, '\t', size);
        assert_true(text_utf8_is_plain(text, size));
        for (size_t at = 0; at < size; at++) {
            memset(text, ' ', size);
            text[at] = '\n';
            assert_true(text_utf8_is_plain(text, size));
            text[at] = bad[(size + at) % sizeof bad];
            assert_false(text_utf8_is_plain(text, size));
        }
        free(text);
    }
    assert_true(text_utf8_is_plain(NULL, 0));
}

static void test_a_prefix_cuts_no_character(void **state)
{
    (void)state;
    const uint8_t *text = (const uint8_t *)"a\xc3\xa9\xe6\xbc\xa2\xf0\x9f\x98\x80z";
    static const size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (size_t max = 0; max <= 12; max++)
        assert_int_equal(text_utf8_prefix(text, 11, max), expected[max]);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_characters_are_counted),
    cmocka_unit_test(test_what_is_no_character_is_refused_wherever_it_stands),
    cmocka_unit_test(test_every_single_byte_is_judged_alone_and_in_a_word),
    cmocka_unit_test(test_plain_text_has_no_other_byte_anywhere),
    cmocka_unit_test(test_a_prefix_cuts_no_character),
};

TEST_GROUP(text_utf8, tests)
