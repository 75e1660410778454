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

/* One device, four months of words for oneself. */
static struct object_id reflections[4];

static void begin_alone(void)
{
    scene_begin(&scene, 1, 3);
    for (size_t i = 0; i < 4; i++) {
        reflections[i] = scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was heavy.");
        scene_set_number(&scene, 0, reflections[i], REFLECTION_DAY, 20000 + 40 * i);
        circle_publish_all(&scene.circle, 0);
    }
    scene_keep(&scene);
    assert_true(space_settle(scene.circle.spaces[0]));
    scene_keep(&scene);
}

/* Without the blob at `lost`. */
static enum space_load load_without(size_t lost, struct counted_memory *counted,
                                    struct space **space)
{
    struct space_loading *loading = NULL;
    struct space_file *file = NULL;
    const struct shelf *shelf = &scene.shelf;
    enum space_load load = SPACE_LOADED;
    *space = NULL;
    for (size_t i = 0; i < shelf->count; i++) {
        if (shelf->blobs[i].bucket.kind == SPACE_BUCKET_HEAD)
            load = space_loading_begin(&counted->memory, shelf->blobs[i].bytes,
                                       shelf->blobs[i].size, &loading);
    }
    for (size_t i = 0; i < shelf->count && load == SPACE_LOADED; i++) {
        const struct shelf_blob *blob = &shelf->blobs[i];
        if (blob->bucket.kind != SPACE_BUCKET_HEAD && i != lost)
            load = space_loading_put(loading, blob->bucket, blob->bytes, blob->size);
    }
    if (load != SPACE_LOADED) {
        space_loading_free(loading);
        return load;
    }
    space_loading_go_without(loading);
    load = space_loading_end(loading, space, &file);
    space_file_free(file);
    return load;
}

static void test_a_space_of_one_goes_without_what_is_lost(void **state)
{
    (void)state;
    begin_alone();
    size_t buckets = 0;
    for (size_t i = 0; i < scene.shelf.count; i++) {
        struct counted_memory counted;
        struct space *space;
        size_t left = 0;
        if (scene.shelf.blobs[i].bucket.kind == SPACE_BUCKET_HEAD)
            continue;
        counted_memory_begin(&counted);
        assert_int_equal(load_without(i, &counted, &space), SPACE_LOADED);
        for (size_t n = 0; n < 4; n++) {
            bool there = space_find(space, reflections[n], NULL);
            assert_true(there != space_is_erased(space, reflections[n]));
            left += there;
        }
        assert_in_range(left, 3, 4); /* the space itself has a bucket, too */
        buckets += left == 3;
        /* It can be written, and goes on. */
        struct object_id id;
        assert_int_equal(space_make(space, KIND_REFLECTION, &id), SPACE_WRITTEN);
        size_t size;
        uint8_t *whole = space_encode_whole(space, &size);
        assert_non_null(whole);
        space_release(space, whole, size);
        space_free(space);
        counted_memory_end(&counted);
    }
    assert_int_equal(buckets, 4);
    scene_end(&scene);
}

static void test_a_space_of_two_never_goes_without(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *space;
    scene_begin_rich(&scene);
    for (size_t i = 0; i < scene.shelf.count; i++) {
        uint8_t kind = scene.shelf.blobs[i].bucket.kind;
        if (kind == SPACE_BUCKET_HEAD || kind == SPACE_BUCKET_DRAFT)
            continue;
        counted_memory_begin(&counted);
        assert_int_equal(load_without(i, &counted, &space), SPACE_LOAD_DAMAGED);
        counted_memory_end(&counted);
    }
    scene_end(&scene);
}

static void test_without_memory_nothing_goes_without(void **state)
{
    (void)state;
    enum space_load load = SPACE_LOAD_NO_MEMORY;
    begin_alone();
    for (size_t n = 1; load != SPACE_LOADED; n++) {
        struct counted_memory counted;
        struct space *space;
        counted_memory_begin(&counted);
        counted.fail_at = n;
        load = load_without(0, &counted, &space);
        space_free(space);
        counted_memory_end(&counted);
        assert_in_range(n, 1, 500);
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
    cmocka_unit_test(test_a_space_of_one_goes_without_what_is_lost),
    cmocka_unit_test(test_a_space_of_two_never_goes_without),
    cmocka_unit_test(test_without_memory_nothing_goes_without),
    cmocka_unit_test(test_what_a_newer_app_kept_is_told_apart),
    cmocka_unit_test(test_without_memory_nothing_is_kept_and_all_is_given_again),
    cmocka_unit_test(test_without_memory_nothing_is_loaded),
};

TEST_GROUP(space_loading, tests)
