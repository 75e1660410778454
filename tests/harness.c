#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int run_groups(const struct test_group *groups, size_t count, int argc, char **argv)
{
    const char *filter = argc > 1 ? argv[1] : "";
    int failures = 0;
    /* A test that crashes must not take the lines of those before it along. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    for (size_t i = 0; i < count; i++) {
        if (strstr(groups[i].name, filter) != NULL)
            failures += groups[i].run();
    }
    return failures == 0 ? 0 : 1;
}

char *read_test_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s; tests run from the root of the source tree", path);
    fseek(file, 0, SEEK_END);
    long length = ftell(file);
    assert_true(length >= 0);
    rewind(file);
    char *bytes = malloc((size_t)length + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, file), (size_t)length);
    bytes[length] = '\0';
    fclose(file);
    if (size != NULL)
        *size = (size_t)length;
    return bytes;
}

void printed_begin(struct printed *printed)
{
    fflush(stdout);
    printed->stdout_fd = dup(STDOUT_FILENO);
    printed->file = tmpfile();
    assert_non_null(printed->file);
    dup2(fileno(printed->file), STDOUT_FILENO);
}

void printed_end(struct printed *printed, char *out, size_t size)
{
    fflush(stdout);
    dup2(printed->stdout_fd, STDOUT_FILENO);
    close(printed->stdout_fd);
    rewind(printed->file);
    out[fread(out, 1, size - 1, printed->file)] = '\0';
    fclose(printed->file);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

size_t from_hex(const char *hex, uint8_t *out, size_t capacity)
{
    size_t length = strlen(hex);
    assert_int_equal(length % 2, 0);
    assert_true(length / 2 <= capacity);
    for (size_t i = 0; i < length / 2; i++) {
        int high = hex_digit(hex[2 * i]);
        int low = hex_digit(hex[2 * i + 1]);
        assert_true(high >= 0 && low >= 0);
        out[i] = (uint8_t)(high * 16 + low);
    }
    return length / 2;
}
