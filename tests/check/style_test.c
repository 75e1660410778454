#include "check/style.h"

#include <stdio.h>
#include <string.h>

#include "check_fixture.h"
#include "harness.h"

static void a_line_over_100_columns_is_refused_counted_in_letters(void **state)
{
    (void)state;
    char line[512];
    snprintf(line, sizeof line, "%*s\n", 100, "x");
    assert_int_equal(findings_in(style_check_columns, "src/a.c", line), 0);
    snprintf(line, sizeof line, "%*s\n", 101, "x");
    assert_int_equal(findings_in(style_check_columns, "src/a.c", line), 1);
    assert_int_equal(findings_in(style_check_columns, "build.zig", line), 1);
    assert_int_equal(findings_in(style_check_columns, "README.md", line), 0);
    snprintf(line, sizeof line, "/* %*s → */\n", 91, "x");
    assert_int_equal(findings_in(style_check_columns, "src/a.c", line), 0);
}

static void a_file_over_600_lines_is_refused(void **state)
{
    (void)state;
    char text[1024];
    memset(text, '\n', sizeof text);
    text[601] = '\0';
    assert_int_equal(findings_in(style_check_file_length, "src/a.c", text), 1);
    text[600] = '\0';
    assert_int_equal(findings_in(style_check_file_length, "src/a.c", text), 0);
}

static void a_deeply_nested_room_is_refused(void **state)
{
    (void)state;
    struct tree flat = {0};
    tree_add(&flat, "src/wall/a.c", "void f(void)\n{\n    if (a) {\n        b();\n    }\n}\n");
    assert_int_equal(findings_against(style_check_nesting, &flat), 0);
    struct tree deep = {0};
    tree_add(&deep, "src/wall/a.c",
             "void f(void)\n{\nif (a) {\nif (b) {\nif (c) {\nd();\n}\n}\n}\n}\n");
    assert_int_equal(findings_against(style_check_nesting, &deep), 1);
    struct tree quoted = {0};
    tree_add(&quoted, "src/wall/a.c", "void f(void)\n{\n    say(\"{{{{\", '{'); /* {{{{ */\n}\n");
    assert_int_equal(findings_against(style_check_nesting, &quoted), 0);
}

static void leftovers_are_refused(void **state)
{
    (void)state;
    const char *refused[] = {"/* TODO: later */\n", "// FIXME\n", "#if 0\nint a;\n#endif\n",
                             "/* a HACK */\n"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_int_equal(findings_in(style_check_leftovers, "src/a.c", refused[i]), 1);
    assert_int_equal(findings_in(style_check_leftovers, "src/a.c", "/* what to do */\n"), 0);
}

static void a_path_of_one_machine_is_refused(void **state)
{
    (void)state;
    char quoted[] = "open(\"_somebody/x\");\n";
    char plain[] = "cd _somebody/x\n";
    *strchr(quoted, '_') = '/';
    *strchr(plain, '_') = '/';
    assert_int_equal(findings_in(style_check_machine_paths, "src/a.c", quoted), 1);
    assert_int_equal(findings_in(style_check_machine_paths, "a.sh", plain), 1);
    assert_int_equal(findings_in(style_check_machine_paths, "src/a.c", "open(\"/dev/null\");\n"),
                     0);
}

static void unsafe_calls_are_refused_and_their_names_elsewhere_are_not(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int findings;
    } rows[] = {
        {"strcpy(a, b);\n", 1},
        {"x = atoi(a) + rand();\n", 2},
        {"sprintf(a, b);\nlocaltime(&t);\n", 2},
        {"snprintf(a, n, b);\nlocaltime_r(&t, &u);\nstrtok_r(a, b, &c);\n", 0},
        {"/* strcpy(a, b) */\nsay(\"strcpy(\");\n", 0},
        {"bool random;\nstruct alcove_random random_of(int a);\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(findings_in(style_check_banned_functions, "src/a.c", rows[i].text),
                         rows[i].findings);
}

static void a_test_that_sleeps_is_refused(void **state)
{
    (void)state;
    assert_int_equal(findings_in(style_check_sleeps, "tests/a_test.c", "usleep(1);\n"), 1);
    assert_int_equal(findings_in(style_check_sleeps, "tests/a_test.c", "SDL_Delay(1);\n"), 1);
    assert_int_equal(findings_in(style_check_sleeps, "tests/a_test.c", "asleep(1);\n"), 0);
    assert_int_equal(findings_in(style_check_sleeps, "src/a.c", "usleep(1);\n"), 0);
}

static void a_header_without_its_paragraph_is_refused(void **state)
{
    (void)state;
    assert_int_equal(findings_in(style_check_headers, "src/a.h", "#ifndef A_H\n"), 1);
    assert_int_equal(findings_in(style_check_headers, "src/a.h", "/* What A is. */\n"), 0);
    assert_int_equal(findings_in(style_check_headers, "src/a.c", "#include \"a.h\"\n"), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_line_over_100_columns_is_refused_counted_in_letters),
    cmocka_unit_test(a_file_over_600_lines_is_refused),
    cmocka_unit_test(a_deeply_nested_room_is_refused),
    cmocka_unit_test(leftovers_are_refused),
    cmocka_unit_test(a_path_of_one_machine_is_refused),
    cmocka_unit_test(unsafe_calls_are_refused_and_their_names_elsewhere_are_not),
    cmocka_unit_test(a_test_that_sleeps_is_refused),
    cmocka_unit_test(a_header_without_its_paragraph_is_refused),
};
TEST_GROUP(style, tests)
