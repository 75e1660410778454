#include "check/upkeep.h"

#include "check_fixture.h"
#include "harness.h"

static void a_file_that_nothing_builds_or_includes_is_refused(void **state)
{
    (void)state;
    struct tree alive = {0};
    tree_add(&alive, "src/wall/a.c", "#include \"wall/a.h\"\n");
    tree_add(&alive, "src/wall/a.h", "/* A. */\n");
    tree_add(&alive, "src/main.c", "");
    tree_add(&alive, "tests/wall/a_test.c", "");
    tree_add(&alive, "tests/fuzz/a_fuzz.c", "");
    assert_int_equal(findings_against(upkeep_check_dead_files, &alive), 0);
    struct tree dead = {0};
    tree_add(&dead, "src/attic/b.c", "");
    tree_add(&dead, "src/wall/b.h", "/* B. */\n");
    tree_add(&dead, "src/wall/bb.c", "#include \"wall/bb.h\"\n/* #include \"wall/b.h\" */\n");
    tree_add(&dead, "src/wall/bb.h", "/* BB. */\n");
    assert_int_equal(findings_against(upkeep_check_dead_files, &dead), 2);
}

static void a_test_named_after_no_module_is_refused(void **state)
{
    (void)state;
    const struct {
        const char *path;
        int findings;
    } rows[] = {
        {"tests/ground/stone_test.c", 0},  {"tests/ground/stone_hostile_test.c", 0},
        {"tests/ground/stones_test.c", 1}, {"tests/ground/misc_test.c", 1},
        {"tests/wall/misc_test.c", 0}, /* a rule of the protocol's rooms */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tree tree = {0};
        tree_add(&tree, "protocol/ground/stone.h", "/* A stone. */\n");
        tree_add(&tree, rows[i].path, "");
        assert_int_equal(findings_against(upkeep_check_test_names, &tree), rows[i].findings);
    }
}

static void less_test_than_source_is_refused(void **state)
{
    (void)state;
    struct tree enough = {0};
    tree_add(&enough, "protocol/ground/stone.c", "1\n2\n3\n");
    tree_add(&enough, "tests/ground/stone_test.c", "1\n2\n3\n");
    assert_int_equal(findings_against(upkeep_check_test_lines, &enough), 0);
    struct tree few = {0};
    tree_add(&few, "protocol/ground/stone.c", "1\n2\n3\n");
    tree_add(&few, "tests/ground/stone_test.c", "1\n2\n");
    assert_int_equal(findings_against(upkeep_check_test_lines, &few), 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_file_that_nothing_builds_or_includes_is_refused),
    cmocka_unit_test(a_test_named_after_no_module_is_refused),
    cmocka_unit_test(less_test_than_source_is_refused),
};
TEST_GROUP(upkeep, tests)
