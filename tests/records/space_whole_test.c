/* A space in one blob: for a backup, and for a new device. */
#include "records/space_file.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;

static void test_the_whole_has_no_draft_in_it(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *copy;
    size_t size;
    scene_begin(&scene, 2, 7);
    for (size_t i = 0; i < 60; i++) {
        circle_edit(&scene.circle, 1);
        circle_edit(&scene.circle, 0);
        if (i % 10 == 0) {
            circle_publish_all(&scene.circle, 0);
            circle_publish_all(&scene.circle, 1);
            circle_meet(&scene.circle);
        }
    }
    scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "not yet");
    uint8_t *whole = space_encode_whole(scene.circle.spaces[0], &size);
    counted_memory_begin(&counted);
    assert_int_equal(space_decode_whole(&counted.memory, whole, size, NULL, &copy), SPACE_LOADED);
    assert_false(space_has_draft(copy));
    space_discard(scene.circle.spaces[0]);
    circle_assert_same(copy, scene.circle.spaces[0]);
    scene_assert_same_whole(copy, scene.circle.spaces[0]);
    space_free(copy);
    counted_memory_end(&counted);
    space_release(scene.circle.spaces[0], whole, size);
    scene_end(&scene);
}

static void test_an_older_copy_does_not_bring_back_what_was_erased_since(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *copy;
    size_t size;
    scene_begin(&scene, 2, 6);
    struct object_id first =
        scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was heavy.");
    struct object_id other =
        scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was light.");
    circle_publish_all(&scene.circle, 0);
    uint8_t *whole = space_encode_whole(scene.circle.spaces[0], &size);
    assert_non_null(whole);
    assert_int_equal(space_erase(scene.circle.spaces[0], first), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    counted_memory_begin(&counted);
    assert_int_equal(
        space_decode_whole(&counted.memory, whole, size, scene.circle.spaces[0], &copy),
        SPACE_LOADED);
    assert_false(space_find(copy, first, NULL));
    assert_true(space_is_erased(copy, first));
    assert_true(space_find(copy, other, NULL));
    /* The batch that erased it comes again, and is nothing new. */
    assert_int_equal(
        space_apply(copy, 0, scene.circle.published[0][1].bytes, scene.circle.published[0][1].size),
        SPACE_APPLIED);
    circle_assert_same(copy, scene.circle.spaces[0]);
    space_free(copy);
    counted_memory_end(&counted);
    space_release(scene.circle.spaces[0], whole, size);
    scene_end(&scene);
}

/* The first lost everything, and what the two had settled: the second gives it a copy. */
static void test_a_copy_of_the_other_device_becomes_ours(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *copy;
    size_t size;
    scene_begin(&scene, 2, 8);
    struct object_id goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    circle_hear(&scene.circle);
    assert_true(space_settle(scene.circle.spaces[1]));
    uint8_t *whole = space_encode_whole(scene.circle.spaces[1], &size);
    assert_non_null(whole);
    counted_memory_begin(&counted);
    assert_int_equal(space_decode_whole(&counted.memory, whole, size, NULL, &copy), SPACE_LOADED);
    space_distrust(copy, 0);
    space_move_to(copy, 0);
    assert_int_equal(space_config(copy)->own_device, 0);
    assert_int_equal(space_doubt(copy, 0), SPACE_TRUSTED);
    assert_int_equal(space_held_by(copy, 1, 0), 1);
    circle_assert_same(copy, scene.circle.spaces[0]);
    /* It goes on as the first, and the second takes it. */
    const struct value title = value_text("Be outside daily");
    const struct space_publication publication = {.minute = 1000};
    const uint8_t *bytes;
    size_t length;
    assert_int_equal(space_set(copy, goal, GOAL_TITLE, &title), SPACE_WRITTEN);
    assert_int_equal(space_publish(copy, &publication, &bytes, &length), SPACE_WRITTEN);
    assert_int_equal(space_apply(scene.circle.spaces[1], 0, bytes, length), SPACE_APPLIED);
    circle_assert_same(copy, scene.circle.spaces[1]);
    space_free(copy);
    counted_memory_end(&counted);
    space_release(scene.circle.spaces[1], whole, size);
    scene_end(&scene);
}

static void test_a_whole_without_a_head_is_none(void **state)
{
    (void)state;
    static const char *const cases[] = {"0100", "010000", "0100ff00", "01000100", "0100ff0001aa"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct counted_memory counted;
        struct space *copy;
        uint8_t bytes[16];
        size_t size = from_hex(cases[i], bytes, sizeof bytes);
        counted_memory_begin(&counted);
        assert_int_equal(space_decode_whole(&counted.memory, bytes, size, NULL, &copy),
                         SPACE_LOAD_DAMAGED);
        assert_null(copy);
        counted_memory_end(&counted);
    }
}

static void test_a_whole_with_any_byte_changed_does_no_harm(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct space *copy;
    struct shelf_blob whole = {{0}, NULL, 0};
    size_t size;
    scene_begin_rich(&scene);
    uint8_t *bytes = space_encode_whole(scene.circle.spaces[0], &size);
    whole.bytes = malloc(size);
    memcpy(whole.bytes, bytes, size);
    whole.size = size;
    shelf_unpack(&whole);
    space_release(scene.circle.spaces[0], bytes, size);
    for (size_t at = 0; at < whole.size; at++) {
        counted_memory_begin(&counted);
        assert_int_not_equal(space_decode_whole(&counted.memory, whole.bytes, at, NULL, &copy),
                             SPACE_LOADED);
        whole.bytes[at] ^= 0x41;
        enum space_load load =
            space_decode_whole(&counted.memory, whole.bytes, whole.size, NULL, &copy);
        assert_true((load == SPACE_LOADED) == (copy != NULL));
        space_free(copy);
        whole.bytes[at] ^= 0x41;
        counted_memory_end(&counted);
    }
    free(whole.bytes);
    scene_end(&scene);
}

static void test_without_memory_there_is_no_whole(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct counted_memory *of_space = &scene.circle.memory[0];
    struct space *copy = NULL;
    uint8_t *whole = NULL;
    size_t size;
    scene_begin_rich(&scene);
    for (size_t n = 1; whole == NULL; n++) {
        size_t bytes = of_space->bytes;
        of_space->fail_at = of_space->requests + n;
        whole = space_encode_whole(scene.circle.spaces[0], &size);
        of_space->fail_at = 0;
        assert_true(whole != NULL || of_space->bytes == bytes);
    }
    counted_memory_begin(&counted);
    for (size_t n = 1; copy == NULL; n++) {
        counted.fail_at = counted.requests + n;
        space_decode_whole(&counted.memory, whole, size, NULL, &copy);
        assert_true(copy != NULL || counted.bytes == 0);
    }
    space_free(copy);
    counted_memory_end(&counted);
    space_release(scene.circle.spaces[0], whole, size);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_whole_has_no_draft_in_it),
    cmocka_unit_test(test_an_older_copy_does_not_bring_back_what_was_erased_since),
    cmocka_unit_test(test_a_copy_of_the_other_device_becomes_ours),
    cmocka_unit_test(test_a_whole_without_a_head_is_none),
    cmocka_unit_test(test_a_whole_with_any_byte_changed_does_no_harm),
    cmocka_unit_test(test_without_memory_there_is_no_whole),
};

TEST_GROUP(space_whole, tests)
