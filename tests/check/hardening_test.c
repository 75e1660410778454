#include "check/hardening.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"

/* The lines of readelf and nm that count, each of which may be spoilt. */
static const char *const good_lines[] = {
    "  Type:                              DYN (Position-Independent Executable file)",
    "  GNU_RELRO      0x1000 0x2000 0x2000 0x100 0x100 R   0x1",
    "  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x1000000 RW  0x0",
    " 0x000000006ffffffb (FLAGS_1)            Flags: NOW PIE",
    "                 U __stack_chk_fail@GLIBC_2.4",
};

/* The findings when line `spoilt` reads `instead`. */
static int findings_with(size_t spoilt, const char *instead)
{
    char text[1024];
    int at = 0;
    struct findings out = {0};
    for (size_t i = 0; i < sizeof good_lines / sizeof good_lines[0]; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s\n",
                       i == spoilt ? instead : good_lines[i]);
    hardening_check(text, text, &out);
    int count = out.count;
    findings_free(&out);
    return count;
}

static void a_hardened_program_is_accepted(void **state)
{
    (void)state;
    assert_int_equal(findings_with(SIZE_MAX, ""), 0);
}

static void each_missing_defence_is_refused(void **state)
{
    (void)state;
    const char *const instead[] = {
        "  Type:                              EXEC (Executable file)",
        "",
        "  GNU_STACK      0x000000 0x0000000000000000 0x0000000000000000 0x000000 0x1000 RWE 0x10",
        " 0x000000006ffffffb (FLAGS_1)            Flags: PIE",
        "                 U free@GLIBC_2.2.5",
    };
    for (size_t i = 0; i < sizeof instead / sizeof instead[0]; i++)
        assert_int_equal(findings_with(i, instead[i]), 1);
}

static void a_search_path_for_libraries_is_refused(void **state)
{
    (void)state;
    struct findings out = {0};
    char text[1024];
    snprintf(text, sizeof text, "%s\n%s\n%s\n%s\n%s\n (RUNPATH)  Library runpath: [/x]\n",
             good_lines[0], good_lines[1], good_lines[2], good_lines[3], good_lines[4]);
    hardening_check(text, text, &out);
    assert_int_equal(out.count, 1);
    assert_non_null(strstr(out.text, "looks for libraries"));
    findings_free(&out);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_hardened_program_is_accepted),
    cmocka_unit_test(each_missing_defence_is_refused),
    cmocka_unit_test(a_search_path_for_libraries_is_refused),
};
TEST_GROUP(hardening, tests)
