#include "store/packs.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "scratch.h"

static const struct folder_file file = {"measures", {'M', 'E', 'A', 'S'}, 1};

struct scene {
    char *path;
    struct folder folder;
    struct packs packs;
};

static int begin(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct store_error error;
    assert_non_null(scene);
    scene->path = scratch_open(&scene->folder);
    assert_true(packs_open(&scene->packs, &scene->folder, &error));
    *state = scene;
    return 0;
}

static int end(void **state)
{
    struct scene *scene = *state;
    packs_close(&scene->packs);
    int closed = scratch_close(scene->path, &scene->folder);
    free(scene);
    return closed;
}

static void put(struct scene *scene, size_t at, const char *text)
{
    struct store_error error;
    assert_true(packs_put(&scene->packs, at, (const uint8_t *)text, strlen(text), &error));
}

static void assert_pack(const struct scene *scene, size_t at, const char *text)
{
    assert_int_equal(scene->packs.list[at].size, strlen(text));
    assert_memory_equal(scene->packs.list[at].bytes, text, strlen(text));
}

static void what_is_put_is_there_at_the_next_opening(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    put(scene, 0, "one");
    put(scene, 1, "two");
    put(scene, 0, "another one");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(scene->packs.count, 2);
        assert_pack(scene, 0, "another one");
        assert_pack(scene, 1, "two");
        packs_close(&scene->packs);
        assert_true(packs_open(&scene->packs, &scene->folder, &error));
    }
}

static void there_are_bounds(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    static uint8_t large[PACK_BYTES_MAX];
    for (size_t i = 0; i < PACKS_MAX; i++)
        assert_true(packs_put(&scene->packs, i, large, sizeof large, &error));
    assert_false(packs_put(&scene->packs, PACKS_MAX, large, 1, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    packs_close(&scene->packs);
    assert_true(packs_open(&scene->packs, &scene->folder, &error));
    assert_int_equal(scene->packs.count, PACKS_MAX);
}

static void wrong_insides_are_refused(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {{"", 0},           {"\x11", 1},         {"\1", 1},          {"\1\0\0\0\2a", 6},
                {"\1\0\0\0\0", 5}, {"\1\0\0\0\1ab", 7}, {"\1\0\2\0\0a", 6}, {"\2\0\0\0\1a", 6}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(folder_write(&scene->folder, &file, (const uint8_t *)rows[i].bytes,
                                 rows[i].size, &error));
        packs_close(&scene->packs);
        assert_false(packs_open(&scene->packs, &scene->folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
        assert_int_equal(scene->packs.count, 0);
    }
}

#define PACKS_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    PACKS_TEST(what_is_put_is_there_at_the_next_opening),
    PACKS_TEST(there_are_bounds),
    PACKS_TEST(wrong_insides_are_refused),
};
TEST_GROUP(packs, tests)
