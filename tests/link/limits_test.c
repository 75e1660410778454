#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define NAME_BYTES 64
#define LIMITS_MAX 96

struct limit {
    char name[NAME_BYTES];
    char value[NAME_BYTES];
};

struct limits {
    struct limit list[LIMITS_MAX];
    size_t count;
};

/* The name and value that a line of some file gives; false when it gives none. */
typedef bool (*line_reader)(const char *line, struct limit *out);

static bool take_exactly(const char **at, const char *expected)
{
    size_t size = strlen(expected);
    if (strncmp(*at, expected, size) != 0)
        return false;
    *at += size;
    return true;
}

/* What stands before the first of `ends`, without the spaces at its end; false for nothing. */
static bool take_until(const char **at, const char *ends, char out[NAME_BYTES])
{
    size_t size = strcspn(*at, ends);
    const char *start = *at;
    *at += size;
    while (size > 0 && start[size - 1] == ' ')
        size--;
    if (size == 0 || size >= NAME_BYTES)
        return false;
    memcpy(out, start, size);
    out[size] = '\0';
    return true;
}

static bool read_define(const char *line, struct limit *out)
{
    if (!take_exactly(&line, "#define ") || !take_until(&line, " ", out->name))
        return false;
    line += strspn(line, " ");
    return take_until(&line, "/", out->value);
}

static bool read_row(const char *line, struct limit *out)
{
    return take_exactly(&line, "| `") && take_until(&line, "`", out->name) &&
           take_exactly(&line, "` | ") && take_until(&line, "|", out->value);
}

static void collect(const char *path, const char *prefix, line_reader read, struct limits *out)
{
    char *text = read_test_file(path, NULL);
    char *rest = text;
    out->count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        struct limit *limit = &out->list[out->count];
        if (!read(line, limit) || strncmp(limit->name, prefix, strlen(prefix)) != 0)
            continue;
        assert_true(++out->count < LIMITS_MAX);
    }
    free(text);
}

static const struct limit *find(const struct limits *limits, const char *name)
{
    for (size_t i = 0; i < limits->count; i++) {
        if (strcmp(limits->list[i].name, name) == 0)
            return &limits->list[i];
    }
    return NULL;
}

/* How many names are missing or have another value; says them unless `where` is NULL. */
static int differences(const struct limits *has, const struct limits *must_have, const char *where)
{
    int found = 0;
    for (size_t i = 0; i < must_have->count; i++) {
        const struct limit *wanted = &must_have->list[i];
        const struct limit *given = find(has, wanted->name);
        if (given != NULL && strcmp(given->value, wanted->value) == 0)
            continue;
        found++;
        if (where != NULL)
            print_error("%s: %s is %s, not %s\n", where, wanted->name,
                        given != NULL ? given->value : "missing", wanted->value);
    }
    return found;
}

static void assert_the_same(const char *header, const char *prefix, size_t at_least)
{
    static struct limits defined;
    static struct limits written;
    collect(header, prefix, read_define, &defined);
    collect("SPEC.md", prefix, read_row, &written);
    assert_true(defined.count >= at_least);
    assert_int_equal(differences(&written, &defined, "SPEC.md"), 0);
    assert_int_equal(differences(&defined, &written, header), 0);
    assert_int_equal(written.count, defined.count);
}

static void the_limits_of_the_link_are_those_of_the_specification(void **state)
{
    (void)state;
    assert_the_same("protocol/link/limits.h", "ALCOVE_", 50);
}

static void the_limits_of_bodies_are_those_of_the_specification(void **state)
{
    (void)state;
    assert_the_same("protocol/records/body.h", "BODY_", 9);
}

static void the_limits_of_invites_are_those_of_the_specification(void **state)
{
    (void)state;
    assert_the_same("protocol/reach/invite.h", "INVITE_", 5);
}

static void a_row_and_a_definition_are_read_alike(void **state)
{
    (void)state;
    struct limit limit;
    assert_true(read_define("#define ALCOVE_X   12 /* why */", &limit));
    assert_string_equal(limit.name, "ALCOVE_X");
    assert_string_equal(limit.value, "12");
    assert_true(read_row("| `ALCOVE_X` | 12 | bytes | why |", &limit));
    assert_string_equal(limit.name, "ALCOVE_X");
    assert_string_equal(limit.value, "12");
    assert_false(read_define("#define ALCOVE_LINK_LIMITS_H", &limit));
    assert_false(read_row("| Name | Value | Unit |", &limit));
}

static void what_differs_is_found_both_ways(void **state)
{
    (void)state;
    const struct limits one = {.list = {{"A", "1"}, {"B", "2"}}, .count = 2};
    const struct limits other = {.list = {{"A", "1"}, {"B", "3"}, {"C", "4"}}, .count = 3};
    assert_int_equal(differences(&one, &one, NULL), 0);
    assert_int_equal(differences(&one, &other, NULL), 2);
    assert_int_equal(differences(&other, &one, NULL), 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_limits_of_the_link_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_bodies_are_those_of_the_specification),
    cmocka_unit_test(the_limits_of_invites_are_those_of_the_specification),
    cmocka_unit_test(a_row_and_a_definition_are_read_alike),
    cmocka_unit_test(what_differs_is_found_both_ways),
};
TEST_GROUP(limits, tests)
