#include "app/json_line.h"

#include <stdio.h>
#include <string.h>

#include "app/front_print.h"
#include "harness.h"

static void numbers_and_strings_are_found_by_their_key(void **state)
{
    (void)state;
    const char *line = "{\"event\":\"report\",\"a\":1.5,\"b\":-2e3,\"name\":\"Ben\"}";
    double number = 0;
    char text[8];
    assert_true(json_line_number(line, "a", &number));
    assert_true(number == 1.5);
    assert_true(json_line_number(line, "b", &number));
    assert_true(number == -2000.0);
    assert_false(json_line_number(line, "name", &number));
    assert_false(json_line_number(line, "c", &number));
    assert_true(json_line_is(line, "event", "report"));
    assert_false(json_line_is(line, "event", "repor"));
    assert_true(json_line_string(line, "name", text, 3));
    assert_string_equal(text, "Be");
}

static void what_is_printed_as_a_string_is_read_back_the_same(void **state)
{
    (void)state;
    const char *texts[] = {"", "plain", "\"quoted\" \\ back", "tab\tnew\nline\x01",
                           "\u00fc \u4f60"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char line[256] = "";
        char back[256];
        FILE *file = fmemopen(line, sizeof line, "w");
        assert_non_null(file);
        fputs("{\"text\":", file);
        print_json_string(file, texts[i]);
        fputs("}", file);
        fclose(file);
        assert_true(json_line_string(line, "text", back, sizeof back));
        assert_string_equal(back, texts[i]);
    }
}

static void a_string_without_an_end_is_none(void **state)
{
    (void)state;
    char text[16];
    assert_false(json_line_string("{\"text\":\"cut", "text", text, sizeof text));
    assert_false(json_line_string("{\"text\":\"cut\\", "text", text, sizeof text));
    assert_false(json_line_string("{\"text\":\"cut\\u00", "text", text, sizeof text));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(numbers_and_strings_are_found_by_their_key),
    cmocka_unit_test(what_is_printed_as_a_string_is_read_back_the_same),
    cmocka_unit_test(a_string_without_an_end_is_none),
};
TEST_GROUP(json_line, tests)
