/* What every test file includes: cmocka, and one runner per room.
 *
 * A file tests/ROOM/STEM_test.c defines `int STEM_test(void)`, which runs its group and returns
 * the number of failures. Output is TAP on stdout; a failure explains itself on stderr. */
#ifndef TESTS_HARNESS_H
#define TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "folder.h"

struct test_group {
    const char *name;
    int (*run)(void);
};

/* Runs the groups whose name contains argv[1] (all without it). Returns the exit code. */
int run_groups(const struct test_group *groups, size_t count, int argc, char **argv);

/* Defines `int STEM_test(void)` over an array of struct CMUnitTest. */
#define TEST_GROUP(stem, tests)                                                                    \
    int stem##_test(void);                                                                         \
    int stem##_test(void)                                                                          \
    {                                                                                              \
        return cmocka_run_group_tests_name(#stem, tests, NULL, NULL);                              \
    }

/* Reads a whole file below the source tree (the working directory of every test).
 * The caller frees the result, which is NUL-terminated; fails the test if it cannot be read. */
char *read_test_file(const char *path, size_t *size);

/* What is printed to stdout between the two goes to `out`, NUL-terminated, cut after size - 1
 * bytes. */
struct printed {
    int stdout_fd;
    FILE *file;
};
void printed_begin(struct printed *printed);
void printed_end(struct printed *printed, char *out, size_t size);

/* Decodes lower- or upper-case hex into `out`, at most `capacity` bytes; fails the test on bad
 * hex. Returns the number of bytes. */
size_t from_hex(const char *hex, uint8_t *out, size_t capacity);

#endif
