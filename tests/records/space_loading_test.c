/* From hostile bytes nothing comes back, and without memory neither. */
#include "records/space_file.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;

static void test_blobs_cut_short_are_refused(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    assert_int_equal(scene_try_load(&scene), SPACE_LOADED);
    for (size_t i = 0; i < scene.shelf.count; i++) {
        size_t size = scene.shelf.blobs[i].size;
        for (size_t plain = 0; plain < 2; plain++) {
            for (scene.shelf.blobs[i].size = 0; scene.shelf.blobs[i].size < size;
                 scene.shelf.blobs[i].size++)
                assert_int_equal(scene_try_load(&scene), SPACE_LOAD_DAMAGED);
            shelf_unpack(&scene.shelf.blobs[i]);
            size = scene.shelf.blobs[i].size;
        }
    }
    assert_int_equal(scene_try_load(&scene), SPACE_LOADED);
    scene_end(&scene);
}

static void test_blobs_with_any_byte_changed_do_no_harm(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    for (size_t i = 0; i < scene.shelf.count; i++) {
        struct shelf_blob *blob = &scene.shelf.blobs[i];
        shelf_unpack(blob);
        for (size_t at = 0; at < blob->size; at++) {
            static const uint8_t flips[] = {0x01, 0x80, 0xff};
            for (size_t n = 0; n < sizeof flips; n++) {
                blob->bytes[at] ^= flips[n];
                assert_int_not_equal(scene_try_load(&scene), SPACE_LOAD_NO_MEMORY);
                blob->bytes[at] ^= flips[n];
            }
        }
    }
    scene_end(&scene);
}

static void test_a_bucket_that_is_missing_or_there_twice_is_damage(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    for (size_t i = 0; i < scene.shelf.count; i++) {
        struct shelf_blob whole = scene.shelf.blobs[i];
        if (whole.bucket.kind == SPACE_BUCKET_HEAD || whole.bucket.kind == SPACE_BUCKET_DRAFT)
            continue;
        scene.shelf.blobs[i] = scene.shelf.blobs[--scene.shelf.count];
        assert_int_equal(scene_try_load(&scene), SPACE_LOAD_DAMAGED);
        scene.shelf.blobs[scene.shelf.count++] = scene.shelf.blobs[i];
        scene.shelf.blobs[i] = whole;
        scene.shelf.blobs[scene.shelf.count] = whole;
        scene.shelf.blobs[scene.shelf.count++].bucket.id += 100;
        assert_int_equal(scene_try_load(&scene), SPACE_LOAD_DAMAGED);
        scene.shelf.count--;
    }
    scene_end(&scene);
}

static void test_what_a_newer_app_kept_is_told_apart(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    for (size_t i = 0; i < scene.shelf.count; i++) {
        scene.shelf.blobs[i].bytes[0]++;
        assert_int_equal(scene_try_load(&scene), SPACE_LOAD_NEWER);
        scene.shelf.blobs[i].bytes[0]--;
    }
    scene_end(&scene);
}

/* ---- Without memory ---- */

static void test_without_memory_nothing_is_kept_and_all_is_given_again(void **state)
{
    (void)state;
    scene_begin_rich(&scene);
    struct shelf *empty = calloc(1, sizeof *empty);
    struct counted_memory *counted = &scene.circle.memory[0];
    bool kept = false;
    assert_non_null(empty);
    space_file_free(scene.file);
    scene.file = space_file_create(&counted->memory);
    for (size_t n = 1; !kept; n++) {
        size_t bytes = counted->bytes;
        counted->fail_at = counted->requests + n;
        kept = shelf_keep(empty, scene.file, scene.circle.spaces[0]);
        counted->fail_at = 0;
        if (!kept)
            assert_int_equal(counted->bytes, bytes);
    }
    assert_int_equal(empty->count, scene.shelf.count);
    /* Where there was no memory to deflate it, it is kept as it is. */
    assert_in_range(shelf_size(empty), shelf_size(&scene.shelf), 2 * shelf_size(&scene.shelf));
    shelf_end(empty);
    free(empty);
    scene_end(&scene);
}

static void test_without_memory_nothing_is_loaded(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *space = NULL;
    struct space_file *file;
    scene_begin_rich(&scene);
    counted_memory_begin(&counted);
    for (size_t n = 1; space == NULL; n++) {
        counted.fail_at = counted.requests + n;
        enum space_load load = shelf_load(&scene.shelf, &counted.memory, &space, &file);
        /* Without memory a blob may look damaged, but never whole. */
        assert_true((load == SPACE_LOADED) == (space != NULL));
        assert_true(space != NULL || counted.bytes == 0);
        counted.fail_at = 0;
    }
    space_file_free(file);
    space_free(space);
    counted_memory_end(&counted);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_blobs_cut_short_are_refused),
    cmocka_unit_test(test_blobs_with_any_byte_changed_do_no_harm),
    cmocka_unit_test(test_a_bucket_that_is_missing_or_there_twice_is_damage),
    cmocka_unit_test(test_what_a_newer_app_kept_is_told_apart),
    cmocka_unit_test(test_without_memory_nothing_is_kept_and_all_is_given_again),
    cmocka_unit_test(test_without_memory_nothing_is_loaded),
};

TEST_GROUP(space_loading, tests)
