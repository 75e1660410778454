#include "check/rooms.h"

#include <stdio.h>

#include "check_fixture.h"
#include "harness.h"

static int findings_in_table(const char *table)
{
    struct rooms rooms;
    struct findings out = {0};
    rooms_parse(&rooms, table, &out);
    int count = out.count;
    findings_free(&out);
    return count;
}

static void a_room_that_needs_one_below_it_or_none_at_all_is_refused(void **state)
{
    (void)state;
    assert_int_equal(findings_in_table("a x/a iso\nb x/b system a\n"), 0);
    assert_int_equal(findings_in_table("a x/a iso b\nb x/b system a\n"), 1); /* a cycle */
    assert_int_equal(findings_in_table("a x/a iso a\n"), 1);
    assert_int_equal(findings_in_table("a x/a iso cellar\n"), 1);
    assert_int_equal(findings_in_table("a x/a\n"), 1);
}

static struct tree a_house(void)
{
    struct tree tree = {0};
    tree_add(&tree, "protocol/ground/stone.c", "#include \"ground/stone.h\"\n");
    tree_add(&tree, "protocol/ground/stone.h", "/* A stone. */\n");
    tree_add(&tree, "src/wall/brick.c", "#include \"ground/stone.h\"\n");
    tree_add(&tree, "src/wall/brick.h", "/* A brick. */\n");
    tree_add(&tree, "src/roof/tile.c", "#include \"wall/brick.h\"\n");
    return tree;
}

static void a_room_without_code_is_refused(void **state)
{
    (void)state;
    struct tree full = a_house();
    assert_int_equal(findings_against(rooms_check_not_empty, &full), 0);
    struct tree empty = {0};
    tree_add(&empty, "protocol/ground/stone.h", "/* A stone. */\n");
    tree_add(&empty, "src/wall/brick.c", "");
    assert_int_equal(findings_against(rooms_check_not_empty, &empty), 2);
}

static void an_include_across_a_border_is_refused(void **state)
{
    (void)state;
    struct tree good = a_house();
    assert_int_equal(findings_against(rooms_check_includes, &good), 0);
    const struct {
        const char *path;
        const char *text;
    } rows[] = {
        {"protocol/ground/leak.c", "#include \"wall/brick.h\"\n"}, /* downwards only */
        {"src/roof/leak.c", "#include \"ground/stone.h\"\n"},      /* its row does not name it */
        {"src/wall/leak.c", "#include \"wall/mortar.h\"\n"},       /* there is no such file */
        {"src/wall/leak.h", "#  if 1\n#include  \"roof/tile.c\"\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tree tree = a_house();
        tree_add(&tree, rows[i].path, rows[i].text);
        assert_int_equal(findings_against(rooms_check_includes, &tree), 1);
    }
    struct tree quoted = a_house();
    tree_add(&quoted, "protocol/ground/talk.c", "/* #include \"wall/brick.h\" */\n");
    assert_int_equal(findings_against(rooms_check_includes, &quoted), 0);
}

static void main_sees_what_the_last_room_of_the_product_sees(void **state)
{
    (void)state;
    const char *rows[] = {"a src/a system\nb src/b system\napp src/app system a\n",
                          "a src/a system\nb src/b system\napp src/app system b\n"};
    for (int i = 0; i < 2; i++) {
        struct rooms rooms;
        struct tree tree = {0};
        struct findings out = {0};
        rooms_parse(&rooms, rows[i], &out);
        tree_add(&tree, "src/a/a.h", "/* A. */\n");
        tree_add(&tree, "src/app/app.h", "/* The app. */\n");
        tree_add(&tree, "src/main.c", "#include \"app/app.h\"\n#include \"a/a.h\"\n");
        rooms_check_includes(&rooms, &tree, &out);
        assert_int_equal(out.count, i);
        findings_free(&out);
        tree_free(&tree);
    }
}

static void the_protocol_may_not_include_the_machine(void **state)
{
    (void)state;
    const char *refused[] = {"#include <uv.h>\n", "#include <time.h>\n", "#include <stdio.h>\n",
                             "#include <unistd.h>\n"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct tree tree = {0};
        tree_add(&tree, "protocol/ground/leak.c", refused[i]);
        assert_int_equal(findings_against(rooms_check_system_headers, &tree), 1);
    }
    struct tree fine = {0};
    tree_add(&fine, "protocol/ground/stone.c", "#include <string.h>\n#include <sodium.h>\n");
    tree_add(&fine, "src/wall/brick.c", "#include <uv.h>\n#include <time.h>\n");
    assert_int_equal(findings_against(rooms_check_system_headers, &fine), 0);
}

static void a_symbol_that_reaches_outside_is_refused(void **state)
{
    (void)state;
    const char *refused[] = {"malloc",
                             "free",
                             "time",
                             "socket",
                             "clock_gettime",
                             "printf",
                             "__snprintf_chk",
                             "getrandom",
                             "randombytes_buf",
                             "crypto_box_keypair",
                             "crypto_kx_keypair",
                             "crypto_secretbox_keygen",
                             "crypto_pwhash",
                             "sodium_malloc",
                             "msgpack_unpack_next",
                             "msgpack_sbuffer_init",
                             "nettle_yarrow256_init",
                             "SDL_GetTicks",
                             "uv_now"};
    const char *allowed[] = {"crypto_scalarmult",
                             "crypto_sign_seed_keypair",
                             "sodium_memzero",
                             "nettle_sha1_digest",
                             "memcpy",
                             "__memcpy_chk",
                             "abort",
                             "__ubsan_handle_add_overflow",
                             "__stack_chk_fail",
                             "stone_lay"};
    const char *defined = "stone.o:\n0000000000000000 T stone_lay\n";
    char line[128];
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct findings out = {0};
        snprintf(line, sizeof line, "stone.o:\n                 U %s\n", refused[i]);
        rooms_check_symbols(line, defined, &out);
        assert_int_equal(out.count, 1);
        findings_free(&out);
    }
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        struct findings out = {0};
        snprintf(line, sizeof line, "stone.o:\n                 U %s\n", allowed[i]);
        rooms_check_symbols(line, defined, &out);
        assert_int_equal(out.count, 0);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_room_that_needs_one_below_it_or_none_at_all_is_refused),
    cmocka_unit_test(a_room_without_code_is_refused),
    cmocka_unit_test(an_include_across_a_border_is_refused),
    cmocka_unit_test(main_sees_what_the_last_room_of_the_product_sees),
    cmocka_unit_test(the_protocol_may_not_include_the_machine),
    cmocka_unit_test(a_symbol_that_reaches_outside_is_refused),
};
TEST_GROUP(rooms, tests)
