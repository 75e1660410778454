#include "papers/json_read.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"

static bool take(const char *text, struct json_cursor *cursor, struct json_piece *piece)
{
    *cursor = json_cursor_over(text, strlen(text), &test_memory.memory);
    return json_take_value(cursor, piece);
}

static bool is_read(const char *text)
{
    struct json_cursor cursor;
    struct json_piece piece;
    bool taken = take(text, &cursor, &piece);
    bool finished = json_cursor_finished(&cursor);
    assert_true(taken == !cursor.failed && taken == (piece.value != NULL));
    json_piece_free(&piece, &test_memory.memory);
    return finished;
}

/* The text of a string that is all there is. */
static void expect_text(const char *json, const char *bytes, size_t size)
{
    struct json_cursor cursor;
    struct json_piece piece;
    assert_true(take(json, &cursor, &piece));
    assert_true(json_is(piece.value, JSON_IS_STRING));
    assert_int_equal(piece.value->size, size);
    assert_memory_equal(piece.value->text, bytes, size + 1);
    json_piece_free(&piece, &test_memory.memory);
}

static void a_large_file_is_read_piece_by_piece(void **state)
{
    (void)state;
    static const char text[] = " {\"head\" : {\"a\": [1, \"]\\\"}\"]},\n\"rest\":[{},\n {}] } \n";
    struct json_cursor cursor = json_cursor_over(text, strlen(text), &test_memory.memory);
    struct json_piece piece;
    json_take(&cursor, '{');
    json_take_key(&cursor, "head");
    assert_true(json_take_value(&cursor, &piece));
    const struct json_value *list = json_member(piece.value, "a");
    assert_true(json_is(list, JSON_IS_ARRAY) && list->size == 2);
    assert_string_equal(list->child->next->text, "]\"}");
    json_piece_free(&piece, &test_memory.memory);
    json_take(&cursor, ',');
    json_take_key(&cursor, "rest");
    json_take(&cursor, '[');
    assert_true(json_take_value(&cursor, &piece));
    json_piece_free(&piece, &test_memory.memory);
    assert_true(json_take_if(&cursor, ','));
    assert_true(json_take_value(&cursor, &piece));
    json_piece_free(&piece, &test_memory.memory);
    assert_int_equal(json_cursor_line(&cursor), 3);
    assert_false(json_take_if(&cursor, ','));
    json_take(&cursor, ']');
    json_take(&cursor, '}');
    assert_true(json_cursor_finished(&cursor));
}

static const char *const good[] = {"{}",
                                   "[1, 2]",
                                   "\"x\"",
                                   "-12",
                                   "true",
                                   " null ",
                                   "{\"a\":{\"b\":[]}}",
                                   "[\"\", {}]",
                                   "-0",
                                   "1.5e+7",
                                   "0E1",
                                   "[[],[]]",
                                   "\"\\u00e4\\ud83d\\ude00\"",
                                   "false",
                                   "\"\x7f\""};

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
                                  "[,1]",
                                  "\"\\u0000\"",
                                  "\"\\ud800\"",
                                  "01",
                                  "1.",
                                  "NaN",
                                  "truex",
                                  "[1]]",
                                  "\"\\ud800\\n\"",
                                  "\"\\udc00\"",
                                  ".5",
                                  "+1",
                                  "1e",
                                  "-",
                                  "\"\x01\"",
                                  "\"\xc0\x80\"",
                                  "\"\\ud800\\ud800\"",
                                  "[1",
                                  ":",
                                  ",",
                                  "{\"a\"}",
                                  "tru",
                                  "\xef\xbb\xbf{}",
                                  "{\"a\":1 \"b\":2}",
                                  "\"\\x\"",
                                  "\"\\u12g4\"",
                                  "\"\\u12",
                                  "// x\n1",
                                  "[1}",
                                  "{\"a\":1]",
                                  "{\"a\":1,\"a\":2}",
                                  "\"\\u\x11\x11\x11\x11\"",
                                  "{\"a\\u0062\":1,\"ab\":2}",
                                  "\"\ttab\"",
                                  "{1:2}",
                                  "{\"a\",1}"};

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!is_read(good[i]))
            fail_msg("%s was refused", good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (is_read(bad[i]))
            fail_msg("%s was read", bad[i]);
    }
}

static void strings_are_what_they_stand_for(void **state)
{
    (void)state;
    expect_text("\"\"", "", 0);
    expect_text("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", "a\"\\/\b\f\n\r\tz", 10);
    expect_text("\"\\u0041\\u00e4\\u20AC\\ud83D\\uDE00\"", "Aä€😀", 10);
    expect_text("\"Grüße, 本\"", "Grüße, 本", 12);
}

static void numbers_are_whole_or_of_no_use(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum json_type type;
        uint64_t number;
    } rows[] = {
        {"0", JSON_IS_NUMBER, 0},
        {"18446744073709551615", JSON_IS_NUMBER, UINT64_MAX},
        {"18446744073709551616", JSON_IS_REAL, 0},
        {"99999999999999999999999999", JSON_IS_REAL, 0},
        {"-1", JSON_IS_REAL, 0},
        {"1.0", JSON_IS_REAL, 0},
        {"1e2", JSON_IS_REAL, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json_cursor cursor;
        struct json_piece piece;
        assert_true(take(rows[i].text, &cursor, &piece));
        assert_int_equal(piece.value->type, rows[i].type);
        if (rows[i].type == JSON_IS_NUMBER)
            assert_true(piece.value->number == rows[i].number);
        json_piece_free(&piece, &test_memory.memory);
    }
}

static void depth_length_and_members_are_bounded(void **state)
{
    (void)state;
    char text[2 * (JSON_DEPTH_MAX + 1) + 1] = {0};
    for (size_t depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        assert_true(is_read(text) == (depth == JSON_DEPTH_MAX));
    }
    for (size_t size = JSON_PIECE_BYTES_MAX; size <= JSON_PIECE_BYTES_MAX + 1; size++) {
        char *large = malloc(size + 1);
        assert_non_null(large);
        memset(large, 'x', size);
        large[0] = large[size - 1] = '"';
        large[size] = '\0';
        assert_true(is_read(large) == (size == JSON_PIECE_BYTES_MAX));
        free(large);
    }
    for (size_t count = JSON_MEMBERS_MAX; count <= JSON_MEMBERS_MAX + 1; count++) {
        char object[(JSON_MEMBERS_MAX + 2) * 8] = "{";
        for (size_t i = 0; i < count; i++)
            snprintf(object + strlen(object), 8, "%s\"%zu\":0", i == 0 ? "" : ",", i);
        object[strlen(object)] = '}';
        assert_true(is_read(object) == (count == JSON_MEMBERS_MAX));
    }
}

/* One block, known before it is asked for. */
static void memory_is_in_proportion(void **state)
{
    (void)state;
    static char dense[1 << 16];
    for (size_t i = 0; i < sizeof dense - 1; i++)
        dense[i] = i == 0 ? '[' : i + 2 == sizeof dense ? ']' : i % 2 == 1 ? '1' : ',';
    assert_true(is_read(dense));
    assert_int_equal(test_memory.requests, 1);
    assert_true(test_memory.bytes_peak <= sizeof dense * (sizeof(struct json_value) / 2 + 1) + 256);
    test_memory.fail_at = 2;
    struct json_cursor cursor;
    struct json_piece piece;
    assert_false(take("[1]", &cursor, &piece));
    assert_true(cursor.failed && cursor.out_of_memory && piece.value == NULL);
}

static void a_text_cut_anywhere_is_refused(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\\u00e4\": [1, {\"b\": \"\\ud83d\\ude00\"}, null], \"c\": 1.5e2}";
    for (size_t size = 0; size <= strlen(text); size++) {
        char *exact = malloc(size + 1);
        struct json_piece piece;
        assert_non_null(exact);
        memcpy(exact, text, size);
        struct json_cursor cursor = json_cursor_over(exact, size, &test_memory.memory);
        assert_true(json_take_value(&cursor, &piece) == (size == strlen(text)));
        json_piece_free(&piece, &test_memory.memory);
        free(exact);
    }
}

static void once_failed_it_stays_so(void **state)
{
    (void)state;
    struct json_cursor cursor = json_cursor_over("{\"a\":1}", 7, &test_memory.memory);
    struct json_piece piece;
    json_take(&cursor, '[');
    assert_true(cursor.failed);
    assert_false(json_take_if(&cursor, '{'));
    json_take_key(&cursor, "a");
    assert_false(json_take_value(&cursor, &piece));
    assert_false(json_cursor_finished(&cursor));
}

static void members_are_of_their_type_and_bounds(void **state)
{
    (void)state;
    static const char *const keys[] = {"n", "minus", "real", "line", "two", "empty", NULL};
    struct json_cursor cursor;
    struct json_piece piece;
    uint64_t number = 0;
    const char *line = NULL;
    assert_true(take("{\"n\": 7, \"minus\": -1, \"real\": 1.5, \"line\": \"words\","
                     " \"two\": \"a\\nb\", \"empty\": \"\"}",
                     &cursor, &piece));
    const struct json_value *value = piece.value;
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
    assert_null(json_member(value->child, "n"));
    json_piece_free(&piece, &test_memory.memory);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(a_large_file_is_read_piece_by_piece, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(what_is_no_json_is_refused, test_memory_begin, test_memory_end),
    cmocka_unit_test_setup_teardown(strings_are_what_they_stand_for, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(numbers_are_whole_or_of_no_use, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(depth_length_and_members_are_bounded, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(memory_is_in_proportion, test_memory_begin, test_memory_end),
    cmocka_unit_test_setup_teardown(a_text_cut_anywhere_is_refused, test_memory_begin,
                                    test_memory_end),
    cmocka_unit_test_setup_teardown(once_failed_it_stays_so, test_memory_begin, test_memory_end),
    cmocka_unit_test_setup_teardown(members_are_of_their_type_and_bounds, test_memory_begin,
                                    test_memory_end),
};

TEST_GROUP(json_read, tests)
