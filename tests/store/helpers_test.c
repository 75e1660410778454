#include "store/helpers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "reach/address_text.h"
#include "scratch.h"
#include "store/helper_secret.h"

struct scene {
    char *path;
    struct folder folder;
    struct helpers helpers;
};

static int begin(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct store_error error;
    assert_non_null(scene);
    scene->path = scratch_open(&scene->folder);
    assert_true(helpers_open(&scene->helpers, &scene->folder, &error));
    *state = scene;
    return 0;
}

static int end(void **state)
{
    struct scene *scene = *state;
    helpers_close(&scene->helpers);
    int closed = scratch_close(scene->path, &scene->folder);
    free(scene);
    return closed;
}

static void reopen(struct scene *scene)
{
    struct store_error error;
    helpers_close(&scene->helpers);
    assert_true(helpers_open(&scene->helpers, &scene->folder, &error));
}

static struct helper_link link_of(uint8_t number)
{
    struct helper_link link = {.tcp_port = 443, .address_count = 1};
    memset(link.secret, number, sizeof link.secret);
    assert_true(address_text_parse("[2001:db8::7]:4242", &link.addresses[0]));
    return link;
}

static uint32_t add(struct scene *scene, const struct helper_link *link)
{
    struct store_error error;
    uint32_t id;
    assert_true(helpers_add(&scene->helpers, link, &id, &error));
    return id;
}

static void what_is_added_is_there_after_opening_again(void **state)
{
    struct scene *scene = *state;
    struct helper_link first = link_of(1);
    struct helper_link second = link_of(2);
    assert_int_equal(add(scene, &first), 1);
    assert_int_equal(add(scene, &second), 2);
    reopen(scene);
    assert_int_equal(scene->helpers.count, 2);
    assert_int_equal(scene->helpers.list[1].id, 2);
    assert_memory_equal(scene->helpers.list[1].link.secret, second.secret, 32);
    assert_true(
        alcove_address_equal(&scene->helpers.list[1].link.addresses[0], &second.addresses[0]));
    assert_int_equal(scene->helpers.list[1].link.tcp_port, 443);
}

static void the_same_helper_only_gets_its_new_address(void **state)
{
    struct scene *scene = *state;
    struct helper_link link = link_of(1);
    assert_int_equal(add(scene, &link), 1);
    link.addresses[0].port = 4243;
    assert_int_equal(add(scene, &link), 1);
    reopen(scene);
    assert_int_equal(scene->helpers.count, 1);
    assert_int_equal(scene->helpers.list[0].link.addresses[0].port, 4243);
}

static void a_removed_one_is_gone_and_its_number_too(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    struct helper_link first = link_of(1);
    struct helper_link second = link_of(2);
    (void)add(scene, &first);
    (void)add(scene, &second);
    assert_true(helpers_remove(&scene->helpers, 1, &error));
    assert_false(helpers_remove(&scene->helpers, 1, &error));
    assert_int_equal(error.kind, STORE_ERROR_INVALID);
    reopen(scene);
    assert_int_equal(scene->helpers.count, 1);
    assert_int_equal(scene->helpers.list[0].id, 2);
    assert_int_equal(add(scene, &first), 3);
}

static void one_too_many_is_refused(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint32_t id;
    for (uint8_t i = 1; i <= HELPERS_MAX; i++) {
        struct helper_link link = link_of(i);
        (void)add(scene, &link);
    }
    struct helper_link late = link_of(99);
    assert_false(helpers_add(&scene->helpers, &late, &id, &error));
    assert_int_equal(error.kind, STORE_ERROR_FULL);
    struct helper_link known = link_of(HELPERS_MAX);
    assert_int_equal(add(scene, &known), HELPERS_MAX);
}

static void a_full_disk_leaves_all_as_it_was(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint32_t id;
    struct helper_link first = link_of(1);
    struct helper_link second = link_of(2);
    (void)add(scene, &first);
    failing_disk_reset();
    failing_disk_state.fails_at = 1;
    failing_disk_state.number = ENOSPC;
    scene->folder.disk = &failing_disk;
    assert_false(helpers_add(&scene->helpers, &second, &id, &error));
    scene->folder.disk = &folder_system_disk;
    assert_int_equal(scene->helpers.count, 1);
    reopen(scene);
    assert_int_equal(scene->helpers.count, 1);
}

static void a_damaged_file_is_told_of_and_left(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    const struct folder_file file = {"helpers", {'H', 'L', 'P', 'S'}, 1};
    const uint8_t bad[][8] = {{0, 0, 0, 0, 0, 0},
                              {0, 0, 0, 1, 0, HELPERS_MAX + 1},
                              {0, 0, 0, 1, 0, 1},
                              {0, 0, 0, 2, 0, 0, 7}};
    const size_t sizes[] = {6, 6, 6, 7};
    for (size_t i = 0; i < 4; i++) {
        struct helpers helpers;
        assert_true(folder_write(&scene->folder, &file, bad[i], sizes[i], &error));
        assert_false(helpers_open(&helpers, &scene->folder, &error));
        assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
    }
}

static void a_helpers_secret_is_made_once(void **state)
{
    struct scene *scene = *state;
    struct store_error error;
    uint8_t first[RELAY_SECRET_BYTES] = {0};
    uint8_t second[RELAY_SECRET_BYTES] = {0};
    assert_true(helper_secret_load(&scene->folder, first, &error));
    assert_false(sodium_is_zero(first, sizeof first));
    assert_true(helper_secret_load(&scene->folder, second, &error));
    assert_memory_equal(first, second, sizeof first);
    const struct folder_file file = {"helper", {'H', 'E', 'L', 'P'}, 1};
    assert_true(folder_write(&scene->folder, &file, first, 31, &error));
    assert_false(helper_secret_load(&scene->folder, second, &error));
    assert_int_equal(error.kind, STORE_ERROR_DAMAGED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(what_is_added_is_there_after_opening_again),
    TEST(the_same_helper_only_gets_its_new_address),
    TEST(a_removed_one_is_gone_and_its_number_too),
    TEST(one_too_many_is_refused),
    TEST(a_full_disk_leaves_all_as_it_was),
    TEST(a_damaged_file_is_told_of_and_left),
    TEST(a_helpers_secret_is_made_once),
};

TEST_GROUP(helpers, tests)
