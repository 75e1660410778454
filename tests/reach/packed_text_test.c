#include "reach/packed_text.h"

#include <string.h>

#include "harness.h"
#include "reach/base32.h"

static const struct packed_kind first = {
    .prefix = "alcove-first:", .checksum_key = {'f'}, .version = 3};
static const struct packed_kind second = {
    .prefix = "alcove-first:", .checksum_key = {'s'}, .version = 3};

#define TEXT_BYTES 500

/* A text of `size` bytes that count up. */
static size_t make(const struct packed_kind *kind, size_t size, char text[TEXT_BYTES])
{
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_writer w = packed_text_begin(packed);
    for (size_t i = 0; i < size; i++)
        byte_write_u8(&w, (uint8_t)i);
    return packed_text_finish(kind, &w, text, TEXT_BYTES);
}

static void every_length_comes_back(void **state)
{
    (void)state;
    for (size_t size = 0; size <= PACKED_BYTES_MAX - 2 - PACKED_CHECKSUM_BYTES; size++) {
        char text[TEXT_BYTES];
        uint8_t packed[PACKED_BYTES_MAX];
        struct byte_reader inside;
        size_t length = make(&first, size, text);
        assert_int_equal(length, strlen(text));
        assert_int_equal(length, 13 + BASE32_CHARACTERS(size + 2 + PACKED_CHECKSUM_BYTES));
        assert_int_equal(packed_text_read(&first, text, length, packed, &inside), PACKED_OK);
        assert_int_equal(byte_reader_left(&inside), size);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(byte_read_u8(&inside), i & 255);
    }
}

static void another_kinds_text_is_mistyped(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader inside;
    size_t length = make(&first, 20, text);
    assert_int_equal(packed_text_read(&second, text, length, packed, &inside), PACKED_MISTYPED);
    assert_int_equal(byte_reader_left(&inside), 0);
}

static void versions_are_told_apart(void **state)
{
    (void)state;
    const struct {
        uint8_t version;
        enum packed_outcome outcome;
    } rows[] = {{0, PACKED_MISTYPED},
                {2, PACKED_MISTYPED},
                {3, PACKED_OK},
                {4, PACKED_NEWER_VERSION},
                {255, PACKED_NEWER_VERSION}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct packed_kind kind = first;
        char text[TEXT_BYTES];
        uint8_t packed[PACKED_BYTES_MAX];
        struct byte_reader inside;
        kind.version = rows[i].version;
        size_t length = make(&kind, 9, text);
        assert_int_equal(packed_text_read(&first, text, length, packed, &inside), rows[i].outcome);
    }
}

static void every_cut_is_a_missing_end(void **state)
{
    (void)state;
    char text[TEXT_BYTES];
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader inside;
    size_t length = make(&first, 100, text);
    for (size_t cut = 13; cut < length; cut++)
        assert_int_equal(packed_text_read(&first, text, cut, packed, &inside), PACKED_TRUNCATED);
    for (size_t cut = 0; cut < 13; cut++)
        assert_int_equal(packed_text_read(&first, text, cut, packed, &inside), PACKED_NOT_ONE);
}

static void what_is_longer_than_any_link_is_mistyped(void **state)
{
    (void)state;
    char text[1000];
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader inside;
    memset(text, 'A', sizeof text);
    assert_int_equal(packed_text_read(&first, text, sizeof text, packed, &inside), PACKED_NOT_ONE);
    memcpy(text, "ALCOVE-FIRST:", 13);
    assert_int_equal(packed_text_read(&first, text, sizeof text, packed, &inside), PACKED_MISTYPED);
    memset(text + 13, ' ', sizeof text - 13);
    assert_int_equal(packed_text_read(&first, text, sizeof text, packed, &inside),
                     PACKED_TRUNCATED);
}

static void characters_outside_the_alphabet_are_mistyped(void **state)
{
    (void)state;
    const char strange[] = {'0', '1', '8', '9', '=', '\0', '\x80', '_'};
    char text[TEXT_BYTES];
    uint8_t packed[PACKED_BYTES_MAX];
    struct byte_reader inside;
    size_t length = make(&first, 30, text);
    for (size_t i = 0; i < sizeof strange; i++) {
        char right = text[20];
        text[20] = strange[i];
        assert_int_equal(packed_text_read(&first, text, length, packed, &inside), PACKED_MISTYPED);
        text[20] = right;
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_length_comes_back),
    cmocka_unit_test(another_kinds_text_is_mistyped),
    cmocka_unit_test(versions_are_told_apart),
    cmocka_unit_test(every_cut_is_a_missing_end),
    cmocka_unit_test(what_is_longer_than_any_link_is_mistyped),
    cmocka_unit_test(characters_outside_the_alphabet_are_mistyped),
};

TEST_GROUP(packed_text, tests)
