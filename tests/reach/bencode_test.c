#include "reach/bencode.h"

#include <string.h>

#include "harness.h"

static bool parses(const char *text)
{
    struct bencode value;
    return bencode_parse((const uint8_t *)text, strlen(text), &value);
}

static struct bencode parsed(const char *text)
{
    struct bencode value;
    assert_true(bencode_parse((const uint8_t *)text, strlen(text), &value));
    return value;
}

static void numbers_are_read_in_their_shortest_form_only(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int64_t value;
    } rows[] = {
        {"i0e", 0},       {"i7e", 7},
        {"i-1e", -1},     {"i42e", 42},
        {"i-305e", -305}, {"i9223372036854775807e", INT64_MAX},
        {"i1000e", 1000}, {"i-9223372036854775807e", -INT64_MAX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bencode value = parsed(rows[i].text);
        assert_int_equal(value.kind, BENCODE_INTEGER);
        assert_true(value.integer == rows[i].value);
    }
    const char *refused[] = {"ie",
                             "i-e",
                             "i00e",
                             "i01e",
                             "i-0e",
                             "i-01e",
                             "i+1e",
                             "i 1e",
                             "i1",
                             "i1x",
                             "i1.0e",
                             "ixe",
                             "i1-e",
                             "i--1e",
                             "i",
                             "i-",
                             "i9223372036854775808e",
                             "i-9223372036854775808e",
                             "i99999999999999999999999999e"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (parses(refused[i]))
            fail_msg("%s was read", refused[i]);
    }
}

static void strings_end_where_they_say_and_not_behind_the_end(void **state)
{
    (void)state;
    struct bencode value = parsed("4:spam");
    assert_int_equal(value.kind, BENCODE_STRING);
    assert_int_equal(value.text_size, 4);
    assert_memory_equal(value.text, "spam", 4);
    value = parsed("0:");
    assert_int_equal(value.text_size, 0);
    assert_non_null(value.text);
    value = parsed("11:0123456789:");
    assert_memory_equal(value.text, "0123456789:", 11);
    const char *refused[] = {"",
                             ":",
                             "4",
                             "4:",
                             "4:spa",
                             "4:spam!",
                             "04:spam",
                             "00:",
                             "-1:a",
                             "1",
                             "9999999999:a",
                             "65536:a",
                             "18446744073709551617:a",
                             "4 :spam",
                             "4;spam"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (parses(refused[i]))
            fail_msg("%s was read", refused[i]);
    }
}

static void the_longest_string_that_a_datagram_can_hold_is_read(void **state)
{
    (void)state;
    static uint8_t bytes[6 + 65535];
    struct bencode value;
    memcpy(bytes, "65535:", 6);
    assert_true(bencode_parse(bytes, sizeof bytes, &value));
    assert_int_equal(value.text_size, 65535);
    assert_false(bencode_parse(bytes, sizeof bytes - 1, &value));
    assert_null(value.bytes);
}

static void lists_give_their_items_in_order(void **state)
{
    (void)state;
    struct bencode list = parsed("l4:spami7eld1:ai1eeee");
    struct byte_reader items = bencode_items(&list);
    struct bencode item;
    assert_true(bencode_next(&items, &item));
    assert_int_equal(item.kind, BENCODE_STRING);
    assert_true(bencode_next(&items, &item));
    assert_int_equal(item.kind, BENCODE_INTEGER);
    assert_true(item.integer == 7);
    assert_true(bencode_next(&items, &item));
    assert_int_equal(item.kind, BENCODE_LIST);
    assert_int_equal(item.size, strlen("ld1:ai1eee"));
    assert_false(bencode_next(&items, &item));
    list = parsed("le");
    items = bencode_items(&list);
    assert_false(bencode_next(&items, &item));
}

static void dictionaries_find_what_is_in_them(void **state)
{
    (void)state;
    struct bencode dict = parsed("d0:i0e1:a1:x2:aai2e1:bli1ei2ee1:cd1:ai9eee");
    struct bencode value;
    assert_int_equal(dict.kind, BENCODE_DICT);
    assert_true(bencode_find(&dict, "a", &value));
    assert_memory_equal(value.text, "x", 1);
    assert_true(bencode_find(&dict, "aa", &value));
    assert_true(value.integer == 2);
    assert_true(bencode_find(&dict, "b", &value));
    assert_int_equal(value.kind, BENCODE_LIST);
    assert_memory_equal(value.bytes, "li1ei2ee", 8);
    assert_int_equal(value.size, 8);
    assert_true(bencode_find(&dict, "c", &value));
    struct bencode inner = value;
    assert_true(bencode_find(&inner, "a", &value));
    assert_true(value.integer == 9);
    assert_false(bencode_find(&dict, "d", &value));
    assert_null(value.bytes);
    assert_false(bencode_find(&dict, "ab", &value));
    struct bencode list = parsed("le");
    assert_false(bencode_find(&list, "a", &value));
    struct bencode nothing = {0};
    assert_false(bencode_find(&nothing, "a", &value));
}

static void keys_are_sorted_strings_and_stand_there_once(void **state)
{
    (void)state;
    const char *good[] = {"de", "d1:ai1e1:bi2ee", "d1:ai1e2:aai2e1:bi3ee", "d1:Zi1e1:ai2ee"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(parses(good[i]));
    const char *refused[] = {"d1:bi1e1:ai2ee",              /* unsorted */
                             "d1:ai1e1:ai2ee",              /* twice */
                             "d2:aai1e1:ai2ee",             /* the shorter comes first */
                             "d0:i1e0:i2ee",    "di1ei2ee", /* no string */
                             "d1:ae",                       /* no value */
                             "d1:ai1e",         "d",        "d1:ai1ee1", "dee"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (parses(refused[i]))
            fail_msg("%s was read", refused[i]);
    }
}

static void bytes_behind_the_value_are_refused(void **state)
{
    (void)state;
    const char *refused[] = {"i1ei2e", "1:ab", "lel", "dex", "i1e\n", "e", "x"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_false(parses(refused[i]));
}

static void nesting_ends_at_its_limit(void **state)
{
    (void)state;
    char text[2 * (BENCODE_DEPTH_MAX + 1) + 1];
    for (size_t depth = 1; depth <= BENCODE_DEPTH_MAX + 1; depth++) {
        memset(text, 'l', depth);
        memset(text + depth, 'e', depth);
        text[2 * depth] = '\0';
        assert_int_equal(parses(text), depth <= BENCODE_DEPTH_MAX);
    }
    static uint8_t deep[100000];
    struct bencode value;
    memset(deep, 'l', sizeof deep);
    assert_false(bencode_parse(deep, sizeof deep, &value));
    memset(deep, 'd', sizeof deep);
    assert_false(bencode_parse(deep, sizeof deep, &value));
}

static void cut_anywhere_a_message_is_refused(void **state)
{
    (void)state;
    const char *whole = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe";
    struct bencode value;
    assert_true(parses(whole));
    for (size_t size = 0; size < strlen(whole); size++)
        assert_false(bencode_parse((const uint8_t *)whole, size, &value));
}

static void what_is_written_is_read_again(void **state)
{
    (void)state;
    uint8_t bytes[128];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    struct bencode dict;
    struct bencode value;
    bencode_write_dict(&w);
    bencode_write_key(&w, "a");
    bencode_write_list(&w);
    bencode_write_integer(&w, 0);
    bencode_write_integer(&w, -12);
    bencode_write_integer(&w, INT64_MAX);
    bencode_write_end(&w);
    bencode_write_key(&w, "b");
    bencode_write_string(&w, (const uint8_t *)"\0\1\2", 3);
    bencode_write_key(&w, "c");
    bencode_write_string(&w, NULL, 0);
    bencode_write_end(&w);
    assert_false(w.failed);
    const char expected[] = "d1:ali0ei-12ei9223372036854775807ee1:b3:\0\1\2"
                            "1:c0:e";
    assert_int_equal(w.size, sizeof expected - 1);
    assert_memory_equal(bytes, expected, w.size);
    assert_true(bencode_parse(bytes, w.size, &dict));
    assert_true(bencode_find(&dict, "b", &value));
    assert_int_equal(value.text_size, 3);
}

static void a_writer_without_room_fails_and_writes_nothing_beyond(void **state)
{
    (void)state;
    uint8_t bytes[4] = {0, 0, 0, 0x55};
    struct byte_writer w = byte_writer_over(bytes, 3);
    bencode_write_integer(&w, 123456);
    assert_true(w.failed);
    assert_int_equal(bytes[3], 0x55);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_are_read_in_their_shortest_form_only),
    cmocka_unit_test(strings_end_where_they_say_and_not_behind_the_end),
    cmocka_unit_test(the_longest_string_that_a_datagram_can_hold_is_read),
    cmocka_unit_test(lists_give_their_items_in_order),
    cmocka_unit_test(dictionaries_find_what_is_in_them),
    cmocka_unit_test(keys_are_sorted_strings_and_stand_there_once),
    cmocka_unit_test(bytes_behind_the_value_are_refused),
    cmocka_unit_test(nesting_ends_at_its_limit),
    cmocka_unit_test(cut_anywhere_a_message_is_refused),
    cmocka_unit_test(what_is_written_is_read_again),
    cmocka_unit_test(a_writer_without_room_fails_and_writes_nothing_beyond),
};
TEST_GROUP(bencode, tests)
