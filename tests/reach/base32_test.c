#include "reach/base32.h"

#include <string.h>

#include "harness.h"

/* RFC 4648 section 10, without the padding. */
static const struct {
    const char *bytes;
    const char *text;
} rows[] = {
    {"", ""},
    {"f", "MY"},
    {"fo", "MZXQ"},
    {"foo", "MZXW6"},
    {"foob", "MZXW6YQ"},
    {"fooba", "MZXW6YTB"},
    {"foobar", "MZXW6YTBOI"},
};

static void encodes_the_examples_of_rfc_4648(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[16];
        size_t size = strlen(rows[i].bytes);
        assert_int_equal(BASE32_CHARACTERS(size), strlen(rows[i].text));
        size_t length = base32_encode((const uint8_t *)rows[i].bytes, size, text);
        assert_int_equal(length, strlen(rows[i].text));
        assert_memory_equal(text, rows[i].text, length);
    }
}

static void decodes_the_examples_of_rfc_4648_in_either_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char lower[16];
        size_t length = strlen(rows[i].text);
        for (size_t k = 0; k < length; k++) {
            char c = rows[i].text[k];
            lower[k] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
        const char *texts[] = {rows[i].text, lower};
        for (size_t k = 0; k < 2; k++) {
            uint8_t bytes[8];
            size_t size = 99;
            assert_true(base32_decode(texts[k], length, bytes, sizeof bytes, &size));
            assert_int_equal(size, strlen(rows[i].bytes));
            assert_memory_equal(bytes, rows[i].bytes, size);
        }
    }
}

static void refuses_what_no_encoder_writes(void **state)
{
    (void)state;
    const char *texts[] = {
        "M",       /* one character is five bits: no byte */
        "MZX",     /* three characters: one byte and a whole character too many */
        "MZXW6Y",  /* six */
        "MZ",      /* unused bits are not zero */
        "MZXW6YR", /* the same, at the end of four bytes */
        "M1",      "M0", "M8", "M9", "M=", "M ", "M-", "M\xc3",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint8_t bytes[8];
        size_t size = 0;
        assert_false(base32_decode(texts[i], strlen(texts[i]), bytes, sizeof bytes, &size));
    }
}

static void never_writes_past_the_capacity(void **state)
{
    (void)state;
    uint8_t bytes[4] = {9, 9, 9, 9};
    size_t size = 0;
    assert_false(base32_decode("MZXW6YQ", 7, bytes, 3, &size));
    assert_int_equal(bytes[3], 9);
    assert_true(base32_decode("MZXW6", 5, bytes, 3, &size));
    assert_int_equal(bytes[3], 9);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(encodes_the_examples_of_rfc_4648),
    cmocka_unit_test(decodes_the_examples_of_rfc_4648_in_either_case),
    cmocka_unit_test(refuses_what_no_encoder_writes),
    cmocka_unit_test(never_writes_past_the_capacity),
};
TEST_GROUP(base32, tests)
