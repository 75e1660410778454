#include "check/functions.h"

#include <stdio.h>

#include "check_fixture.h"
#include "harness.h"

#define MEASURED(mccabe, lines, name) "9\t" mccabe "\t4\t1\t" lines "\tsrc/a.c(1): " name "\n"

static int findings_of(void (*rule)(const char *, struct findings *), const char *measured)
{
    struct findings out = {0};
    rule(measured, &out);
    int count = out.count;
    findings_free(&out);
    return count;
}

static void nothing_measured_or_not_understood_is_refused(void **state)
{
    (void)state;
    const char *at_end = "\"tests/a_test.c\", line 9: expected pretty much anything, but got EOF\n";
    char both[512];
    assert_int_equal(findings_of(functions_check_measured, ""), 1);
    assert_int_equal(findings_of(functions_check_measured, MEASURED("1", "5", "f")), 0);
    snprintf(both, sizeof both, "%s%s", at_end, MEASURED("1", "5", "f"));
    assert_int_equal(findings_of(functions_check_measured, both), 0);
    snprintf(both, sizeof both, "%s%s", "\"src/a.c\", line 9: not enough }'s\n",
             MEASURED("1", "5", "f"));
    assert_int_equal(findings_of(functions_check_measured, both), 1);
}

static void a_function_over_70_lines_is_refused(void **state)
{
    (void)state;
    assert_int_equal(findings_of(functions_check_length, MEASURED("1", "50", "f")), 0);
    /* Too long, and the longest of twenty besides. */
    assert_int_equal(findings_of(functions_check_length, MEASURED("1", "71", "f")), 2);
}

static void more_than_one_in_twenty_over_50_lines_is_refused(void **state)
{
    (void)state;
    char text[4096];
    for (int longer = 1; longer <= 2; longer++) {
        int at = 0;
        for (int i = 0; i < 38; i++)
            at += snprintf(text + at, sizeof text - (size_t)at, MEASURED("1", "%d", "f"),
                           i < longer ? 60 : 10);
        assert_int_equal(findings_of(functions_check_length, text), longer == 1 ? 0 : 1);
    }
}

static int mccabe_findings(const char *measured, const char *decoders)
{
    struct findings out = {0};
    functions_check_mccabe(measured, decoders, &out);
    int count = out.count;
    findings_free(&out);
    return count;
}

static void too_many_paths_are_refused_but_for_listed_decoders(void **state)
{
    (void)state;
    assert_int_equal(mccabe_findings(MEASURED("15", "5", "f"), ""), 0);
    assert_int_equal(mccabe_findings(MEASURED("16", "5", "f"), ""), 1);
    assert_int_equal(mccabe_findings(MEASURED("16", "5", "f"), "src/a.c f\n"), 0);
    assert_int_equal(mccabe_findings(MEASURED("25", "5", "f"), "# why\nsrc/a.c f\n"), 0);
    assert_int_equal(mccabe_findings(MEASURED("26", "5", "f"), "src/a.c f\n"), 1);
    assert_int_equal(mccabe_findings(MEASURED("15", "5", "f"), "src/a.c f\n"), 1); /* no need */
    assert_int_equal(mccabe_findings(MEASURED("15", "5", "f"), "src/a.c gone\n"), 1);
}

static void six_parameters_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int findings;
    } rows[] = {
        {"int f(int a, int b, int c, int d, int e)\n{\n}\n", 0},
        {"int f(int a, int b, int c, int d, int e, int g)\n{\n}\n", 1},
        {"int f(int a, void (*b)(int, int, int), int c,\n      int d, int e)\n{\n}\n", 0},
        {"int f(void)\n{\n    g(1, 2, 3, 4, 5, 6);\n}\n", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tree tree = {0};
        struct findings out = {0};
        tree_add(&tree, "src/a.c", rows[i].text);
        functions_check_parameters(MEASURED("1", "3", "f"), &tree, &out);
        assert_int_equal(out.count, rows[i].findings);
        findings_free(&out);
        tree_free(&tree);
    }
}

static void a_protocol_room_with_fewer_assertions_than_functions_is_refused(void **state)
{
    (void)state;
    const char *measured = "1\t1\t2\t1\t3\tprotocol/ground/a.c(1): f\n"
                           "1\t1\t2\t5\t3\tprotocol/ground/a.c(5): g\n"
                           "1\t1\t1\t9\t3\tprotocol/ground/a.c(9): forwards\n"
                           "1\t1\t2\t1\t3\tsrc/wall/b.c(1): h\n";
    const char *texts[] = {"ALCOVE_ASSERT(a);\n/* ALCOVE_ASSERT(b); */\n",
                           "ALCOVE_ASSERT(a);\nALCOVE_ASSERT(b);\n"};
    struct rooms rooms = three_rooms();
    for (int i = 0; i < 2; i++) {
        struct tree tree = {0};
        struct findings out = {0};
        tree_add(&tree, "protocol/ground/a.c", texts[i]);
        functions_check_assertions(measured, &rooms, &tree, &out);
        assert_int_equal(out.count, 1 - i);
        findings_free(&out);
        tree_free(&tree);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_measured_or_not_understood_is_refused),
    cmocka_unit_test(a_function_over_70_lines_is_refused),
    cmocka_unit_test(more_than_one_in_twenty_over_50_lines_is_refused),
    cmocka_unit_test(too_many_paths_are_refused_but_for_listed_decoders),
    cmocka_unit_test(six_parameters_are_refused),
    cmocka_unit_test(a_protocol_room_with_fewer_assertions_than_functions_is_refused),
};
TEST_GROUP(functions, tests)
