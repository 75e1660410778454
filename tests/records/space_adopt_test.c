/* What may take the place of a space that came from a backup, and what may not. */
#include "records/space_file.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/space_parts.h"

static struct scene scene;

/* Device 1 at its backup: its own memory, and only the first batches of each. */
struct restored {
    struct counted_memory memory;
    struct space *space;
};

static void restored_begin(struct restored *restored, uint32_t first, uint32_t second)
{
    counted_memory_begin(&restored->memory);
    restored->space = circle_create(&scene.circle, 1, &restored->memory);
    assert_non_null(restored->space);
    for (uint32_t n = 0; n < first || n < second; n++) {
        const struct circle_batch *a = &scene.circle.published[0][n];
        const struct circle_batch *b = &scene.circle.published[1][n];
        if (n < first)
            assert_int_equal(space_apply(restored->space, 0, a->bytes, a->size), SPACE_APPLIED);
        if (n < second)
            assert_int_equal(space_apply(restored->space, 1, b->bytes, b->size), SPACE_APPLIED);
    }
    size_t size;
    while (space_next_to_keep(restored->space, &size) != NULL)
        assert_true(size > 0);
    space_restore(restored->space);
}

static void restored_end(struct restored *restored)
{
    space_free(restored->space);
    counted_memory_end(&restored->memory);
}

/* A refusal changes nothing. */
static void assert_refused(struct restored *restored, const uint8_t *whole, size_t size,
                           enum space_adopt as)
{
    size_t bytes = restored->memory.bytes;
    char *before = circle_dump(restored->space);
    assert_int_equal(space_adopt(restored->space, 0, whole, size), as);
    char *after = circle_dump(restored->space);
    assert_string_equal(before, after);
    assert_int_equal(restored->memory.bytes, bytes);
    assert_true(space_is_restored(restored->space));
    free(before);
    free(after);
}

/* Two who wrote, each knowing what the other had; all of it is settled but the last. */
static uint8_t *begin_whole(size_t *size)
{
    scene_begin(&scene, 2, 70);
    for (unsigned i = 0; i < 5; i++) {
        for (uint8_t device = 0; device < 2; device++) {
            scene_make(&scene, device, KIND_WORDS, WORDS_TEXT, "a line");
            circle_publish_all(&scene.circle, device);
            circle_meet(&scene.circle);
        }
        circle_hear(&scene.circle);
        if (i < 4)
            (void)space_settle(scene.circle.spaces[0]);
    }
    return space_encode_whole(scene.circle.spaces[0], size);
}

static void end_whole(uint8_t *whole, size_t size)
{
    space_release(scene.circle.spaces[0], whole, size);
    scene_end(&scene);
}

static void test_a_whole_takes_the_place_of_what_is_here(void **state)
{
    (void)state;
    struct restored restored;
    size_t whole_size, size, kept = 0;
    uint8_t *whole = begin_whole(&whole_size);
    restored_begin(&restored, 2, 2);
    assert_int_equal(space_adopt(restored.space, 0, whole, whole_size), SPACE_ADOPTED);
    circle_assert_same(restored.space, scene.circle.spaces[1]);
    assert_int_equal(space_config(restored.space)->own_device, 1);
    assert_true(space_is_restored(restored.space));
    /* Nothing is settled that is not on this disk. */
    const uint8_t *batch;
    uint64_t before = 0, lamport;
    while ((batch = space_next_to_keep(restored.space, &size)) != NULL) {
        assert_true(batch_lamport(batch, size, &lamport));
        assert_true(lamport > before);
        before = lamport;
        kept++;
    }
    assert_int_equal(kept, 2);
    /* It goes on behind what it had written. */
    struct object_id made;
    struct space_publication publication = {.minute = 29549999};
    assert_int_equal(space_make(restored.space, KIND_GOAL, &made), SPACE_RESTORED);
    space_catch_up(restored.space);
    assert_int_equal(space_make(restored.space, KIND_GOAL, &made), SPACE_WRITTEN);
    assert_int_equal(space_publish(restored.space, &publication, &batch, &kept), SPACE_WRITTEN);
    assert_int_equal(space_apply(scene.circle.spaces[0], 1, batch, kept), SPACE_APPLIED);
    restored_end(&restored);
    end_whole(whole, whole_size);
}

static void test_a_whole_with_less_than_is_here_is_refused(void **state)
{
    (void)state;
    struct restored restored;
    size_t size, older_size;
    uint8_t *whole = begin_whole(&size);
    restored_begin(&restored, 5, 5);
    struct restored older;
    restored_begin(&older, 5, 4);
    older.space->config.own_device = 0; /* as if it were the other's */
    space_catch_up(older.space);
    uint8_t *less = space_encode_whole(older.space, &older_size);
    assert_refused(&restored, less, older_size, SPACE_ADOPT_REFUSED);
    space_release(older.space, less, older_size);
    restored_end(&older);
    restored_end(&restored);
    end_whole(whole, size);
}

static void test_a_whole_of_another_space_or_device_is_refused(void **state)
{
    (void)state;
    struct restored restored;
    size_t size, other_size;
    uint8_t *whole = begin_whole(&size);
    struct space *space = scene.circle.spaces[0];
    restored_begin(&restored, 2, 2);
    space->config.id[3] ^= 1;
    uint8_t *other = space_encode_whole(space, &other_size);
    space->config.id[3] ^= 1;
    assert_refused(&restored, other, other_size, SPACE_ADOPT_REFUSED);
    space_release(space, other, other_size);
    /* Our own, come back to us. */
    other = space_encode_whole(scene.circle.spaces[1], &other_size);
    assert_refused(&restored, other, other_size, SPACE_ADOPT_REFUSED);
    space_release(scene.circle.spaces[1], other, other_size);
    /* Of one that came from a backup too. */
    space_restore(space);
    other = space_encode_whole(space, &other_size);
    space_catch_up(space);
    assert_refused(&restored, other, other_size, SPACE_ADOPT_REFUSED);
    space_release(space, other, other_size);
    restored_end(&restored);
    end_whole(whole, size);
}

static void test_what_is_erased_here_does_not_come_back(void **state)
{
    (void)state;
    struct restored restored;
    size_t size;
    uint8_t *whole = begin_whole(&size);
    restored_begin(&restored, 2, 2);
    struct space_object *object = restored.space->devices[0].objects[1];
    space_object_erase(restored.space, object);
    object->erasure = (struct space_erasure){.lamport = 3, .sequence = 2, .device = 1};
    assert_refused(&restored, whole, size, SPACE_ADOPT_REFUSED);
    restored_end(&restored);
    end_whole(whole, size);
}

static void test_another_history_is_doubted(void **state)
{
    (void)state;
    struct restored restored;
    size_t size;
    uint8_t *whole = begin_whole(&size);
    restored_begin(&restored, 5, 5);
    restored.space->devices[0].batches[4]->chain[2] ^= 1;
    assert_refused(&restored, whole, size, SPACE_ADOPT_FORKED);
    assert_int_equal(space_doubt(restored.space, 0), SPACE_SENT_FORK);
    assert_int_equal(space_doubt(restored.space, 1), SPACE_TRUSTED);
    restored_end(&restored);
    end_whole(whole, size);
}

static void test_a_whole_that_is_cut_is_refused(void **state)
{
    (void)state;
    struct restored restored;
    size_t size;
    uint8_t *whole = begin_whole(&size);
    restored_begin(&restored, 2, 2);
    for (size_t at = 0; at < size; at++)
        assert_refused(&restored, whole, at, SPACE_ADOPT_REFUSED);
    whole[0]++;
    assert_refused(&restored, whole, size, SPACE_ADOPT_NEWER);
    restored_end(&restored);
    end_whole(whole, size);
}

static void test_without_memory_nothing_is_replaced(void **state)
{
    (void)state;
    struct restored restored;
    size_t size;
    enum space_adopt adopt = SPACE_ADOPT_NO_MEMORY;
    uint8_t *whole = begin_whole(&size);
    restored_begin(&restored, 2, 2);
    for (size_t n = 1; adopt != SPACE_ADOPTED; n++) {
        size_t bytes = restored.memory.bytes;
        restored.memory.fail_at = restored.memory.requests + n;
        adopt = space_adopt(restored.space, 0, whole, size);
        assert_true(adopt == SPACE_ADOPTED || adopt == SPACE_ADOPT_NO_MEMORY);
        assert_true(adopt == SPACE_ADOPTED || restored.memory.bytes == bytes);
        restored.memory.fail_at = 0;
    }
    circle_assert_same(restored.space, scene.circle.spaces[1]);
    restored_end(&restored);
    end_whole(whole, size);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_whole_takes_the_place_of_what_is_here),
    cmocka_unit_test(test_a_whole_with_less_than_is_here_is_refused),
    cmocka_unit_test(test_a_whole_of_another_space_or_device_is_refused),
    cmocka_unit_test(test_what_is_erased_here_does_not_come_back),
    cmocka_unit_test(test_another_history_is_doubted),
    cmocka_unit_test(test_a_whole_that_is_cut_is_refused),
    cmocka_unit_test(test_without_memory_nothing_is_replaced),
};

TEST_GROUP(space_adopt, tests)
