#include "papers/json_read.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static json_t *take(const char *text, struct json_cursor *cursor)
{
    *cursor = json_cursor_over(text, strlen(text));
    return json_take_value(cursor);
}

static bool is_read(const char *text)
{
    struct json_cursor cursor;
    json_t *value = take(text, &cursor);
    bool finished = json_cursor_finished(&cursor);
    assert_true((value == NULL) == cursor.failed);
    json_decref(value);
    return finished;
}

static void a_large_file_is_read_piece_by_piece(void **state)
{
    (void)state;
    static const char text[] = " {\"head\" : {\"a\": [1, \"]\\\"}\"]},\n\"rest\":[{},\n {}] } \n";
    struct json_cursor cursor = json_cursor_over(text, strlen(text));
    json_take(&cursor, '{');
    json_take_key(&cursor, "head");
    json_t *head = json_take_value(&cursor);
    assert_string_equal(json_string_value(json_array_get(json_object_get(head, "a"), 1)), "]\"}");
    json_decref(head);
    json_take(&cursor, ',');
    json_take_key(&cursor, "rest");
    json_take(&cursor, '[');
    json_decref(json_take_value(&cursor));
    assert_true(json_take_if(&cursor, ','));
    json_decref(json_take_value(&cursor));
    assert_int_equal(json_cursor_line(&cursor), 3);
    assert_false(json_take_if(&cursor, ','));
    json_take(&cursor, ']');
    json_take(&cursor, '}');
    assert_true(json_cursor_finished(&cursor));
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}", "[1, 2]", "\"x\"", "-12", "true", " null ", "{\"a\":{\"b\":[]}}"};
    static const char *const bad[] = {"",
                                      " ",
                                      "{",
                                      "}",
                                      "[1,]",
                                      "{\"a\":1,}",
                                      "{a:1}",
                                      "[1 2]",
                                      "'x'",
                                      "\"x",
                                      "\"x\\",
                                      "\"\\u0000\"",
                                      "\"\\ud800\"",
                                      "\"\x01\"",
                                      "\"\xc0\x80\"",
                                      "01",
                                      "1.",
                                      "NaN",
                                      "truex",
                                      "[1]]",
                                      "{\"a\":1,\"a\":2}",
                                      "9223372036854775808",
                                      "\xef\xbb\xbf{}",
                                      "// x\n1",
                                      "[1",
                                      ":",
                                      ",",
                                      "{\"a\"}",
                                      "{\"a\":1 \"b\":2}"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(is_read(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (is_read(bad[i]))
            fail_msg("%s was read", bad[i]);
    }
}

static void depth_and_length_are_bounded(void **state)
{
    (void)state;
    struct json_cursor cursor;
    char text[2 * (JSON_DEPTH_MAX + 1) + 1] = {0};
    for (size_t depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        assert_true(is_read(text) == (depth == JSON_DEPTH_MAX));
    }
    for (size_t size = JSON_PIECE_BYTES_MAX; size <= JSON_PIECE_BYTES_MAX + 1; size++) {
        char *large = malloc(size);
        assert_non_null(large);
        memset(large, 'x', size);
        large[0] = large[size - 1] = '"';
        cursor = json_cursor_over(large, size);
        json_t *value = json_take_value(&cursor);
        assert_true((value != NULL) == (size == JSON_PIECE_BYTES_MAX));
        json_decref(value);
        free(large);
    }
}

static void once_failed_it_stays_so(void **state)
{
    (void)state;
    struct json_cursor cursor = json_cursor_over("{\"a\":1}", 7);
    json_take(&cursor, '[');
    assert_true(cursor.failed);
    assert_false(json_take_if(&cursor, '{'));
    json_take_key(&cursor, "a");
    assert_null(json_take_value(&cursor));
    assert_false(json_cursor_finished(&cursor));
}

static void members_are_of_their_type_and_bounds(void **state)
{
    (void)state;
    static const char *const keys[] = {"n", "minus", "real", "line", "two", "empty", NULL};
    struct json_cursor cursor;
    uint64_t number = 0;
    const char *line = NULL;
    json_t *value = take("{\"n\": 7, \"minus\": -1, \"real\": 1.5, \"line\": \"words\","
                         " \"two\": \"a\\nb\", \"empty\": \"\"}",
                         &cursor);
    assert_true(json_number(value, "n", 7, &number) && number == 7);
    assert_false(json_number(value, "n", 6, &number));
    assert_false(json_number(value, "minus", 7, &number));
    assert_false(json_number(value, "real", 7, &number));
    assert_false(json_number(value, "line", 7, &number));
    assert_false(json_number(value, "none", 7, &number));
    assert_true(json_line(value, "line", 5, &line));
    assert_string_equal(line, "words");
    assert_false(json_line(value, "line", 4, &line));
    assert_false(json_line(value, "two", 9, &line));
    assert_false(json_line(value, "empty", 9, &line));
    assert_false(json_line(value, "n", 9, &line));
    assert_true(json_has_only(value, keys));
    assert_false(json_has_only(value, keys + 1));
    json_decref(value);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_large_file_is_read_piece_by_piece),
    cmocka_unit_test(what_is_no_json_is_refused),
    cmocka_unit_test(depth_and_length_are_bounded),
    cmocka_unit_test(once_failed_it_stays_so),
    cmocka_unit_test(members_are_of_their_type_and_bounds),
};

TEST_GROUP(json_read, tests)
