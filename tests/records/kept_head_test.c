/* The head of what is kept: who is in the space, what is held and by whom, what is erased. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;

static struct kept_block head_of(uint8_t device)
{
    struct kept_block out;
    assert_true(kept_head_write(scene.circle.spaces[device], &out));
    return out;
}

static enum space_load read_once(const uint8_t *bytes, size_t size)
{
    struct counted_memory counted;
    struct kept_head head;
    counted_memory_begin(&counted);
    enum space_load load = kept_head_read(&counted.memory, bytes, size, &head);
    if (load == SPACE_LOADED)
        kept_head_free(&head);
    counted_memory_end(&counted);
    return load;
}

static void drop(struct kept_block *block)
{
    kept_block_free(&scene.circle.memory[0].memory, block);
}

static void test_what_it_says_of_a_space(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_head head;
    scene_begin(&scene, 2, 1);
    struct object_id words = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "Until Thursday.");
    circle_publish_all(&scene.circle, 0);
    assert_int_equal(space_erase(scene.circle.spaces[0], words), SPACE_WRITTEN);
    scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 0);
    struct kept_block raw = head_of(0);
    counted_memory_begin(&counted);
    assert_int_equal(kept_head_read(&counted.memory, raw.bytes, raw.size, &head), SPACE_LOADED);
    /* All but the keys, which nobody uses here. */
    assert_memory_equal(&head.space->config, &scene.circle.spaces[0]->config,
                        offsetof(struct space_config, sign_public));
    assert_int_equal(head.space->devices[0].held, 2);
    assert_int_equal(head.held_count[0], 2);
    assert_int_equal(head.held[0][1].lamport, 2);
    assert_int_equal(head.held[0][1].known[0], 1);
    assert_int_equal(head.objects.count[0], 2);
    const struct space_object *erased = head.objects.of[0][0];
    assert_non_null(erased);
    assert_null(erased->slots);
    assert_int_equal(erased->kind, KIND_WORDS);
    assert_int_equal(erased->erasure.sequence, 2);
    assert_null(head.objects.of[0][1]); /* in a bucket */
    kept_head_free(&head);
    counted_memory_end(&counted);
    drop(&raw);
    scene_end(&scene);
}

static void test_a_restore_is_remembered_until_it_is_caught_up(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_head head;
    scene_begin(&scene, 2, 1);
    for (int restored = 0; restored < 2; restored++) {
        if (restored == 1)
            space_restore(scene.circle.spaces[0]);
        struct kept_block raw = head_of(0);
        counted_memory_begin(&counted);
        assert_int_equal(kept_head_read(&counted.memory, raw.bytes, raw.size, &head), SPACE_LOADED);
        assert_int_equal(space_is_restored(head.space), restored);
        assert_false(head.space->config.is_signed);
        kept_head_free(&head);
        counted_memory_end(&counted);
        drop(&raw);
    }
    scene_end(&scene);
}

static void test_it_is_short_when_all_is_settled(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 1);
    for (size_t i = 0; i < 50; i++) {
        scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
        circle_publish_all(&scene.circle, 0);
    }
    circle_meet(&scene.circle);
    struct kept_block raw = head_of(0);
    assert_in_range(raw.size, 50 * 3, 50 * 4 + 200);
    drop(&raw);
    circle_hear(&scene.circle);
    assert_true(space_settle(scene.circle.spaces[0]));
    raw = head_of(0);
    assert_in_range(raw.size, 50, 200);
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOADED);
    drop(&raw);
    scene_end(&scene);
}

/* Where things are in the head of a space of two, which signs nothing. */
enum {
    AT_MEMBERS = 16,
    AT_DEVICES = 17,
    AT_OWN = 18,
    AT_SIGNED = 19,
    AT_MEMBER_OF = 20,
    AT_SETTLED = 22,
    AT_HELD = 23,
    AT_MADE = 24,
    AT_DOUBT = 25,
    AT_LAMPORT = 26,
};

static void test_what_is_out_of_place_is_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        uint8_t byte;
    } changes[] = {
        {AT_MEMBERS, 0}, {AT_MEMBERS, 7}, {AT_MEMBERS, 3}, {AT_DEVICES, 0},   {AT_DEVICES, 19},
        {AT_OWN, 2},     {AT_SIGNED, 4},  {AT_SIGNED, 1},  {AT_MEMBER_OF, 2}, {AT_SETTLED, 3},
        {AT_SETTLED, 1}, {AT_HELD, 0},    {AT_HELD, 1},    {AT_HELD, 3},      {AT_DOUBT, 3},
        {AT_LAMPORT, 1}, {AT_HELD, 63},
    };
    scene_begin(&scene, 2, 1);
    struct object_id words = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "Until Thursday.");
    circle_publish_all(&scene.circle, 0);
    assert_int_equal(space_erase(scene.circle.spaces[0], words), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    struct kept_block raw = head_of(0);
    assert_int_equal(raw.bytes[AT_HELD], 2);
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOADED);
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        uint8_t before = raw.bytes[changes[i].at];
        raw.bytes[changes[i].at] = changes[i].byte;
        assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOAD_DAMAGED);
        raw.bytes[changes[i].at] = before;
    }
    for (size_t size = 0; size < raw.size; size++)
        assert_int_equal(read_once(raw.bytes, size), SPACE_LOAD_DAMAGED);
    drop(&raw);
    scene_end(&scene);
}

static void test_what_is_erased_is_told_once_each(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 1);
    for (size_t i = 0; i < 3; i++)
        scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "Until Thursday.");
    circle_publish_all(&scene.circle, 0);
    for (uint32_t i = 1; i <= 3; i++)
        assert_int_equal(space_erase(scene.circle.spaces[0], (struct object_id){i, 0}),
                         SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    struct kept_block raw = head_of(0);
    /* The last: the second device's list, which is empty, and before it three of seven and more. */
    assert_int_equal(raw.bytes[raw.size - 1], 0);
    size_t each = 0;
    while (raw.bytes[raw.size - 2 - each] != KIND_WORDS)
        each++;
    size_t kind_at = raw.size - 2 - each;
    size_t counter_at = kind_at - 1;
    assert_int_equal(raw.bytes[counter_at], 1);
    static const uint8_t counters[] = {0, 2, 63};
    for (size_t i = 0; i < sizeof counters; i++) {
        raw.bytes[counter_at] = counters[i];
        assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOAD_DAMAGED);
    }
    raw.bytes[counter_at] = 1;
    raw.bytes[kind_at] = KIND_SPACE;
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOAD_DAMAGED);
    raw.bytes[kind_at] = KIND_COUNT;
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOAD_DAMAGED);
    raw.bytes[kind_at] = KIND_GOAL;
    assert_int_equal(read_once(raw.bytes, raw.size), SPACE_LOADED);
    drop(&raw);
    scene_end(&scene);
}

static void test_keys_of_those_who_sign_are_in_it(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_head head;
    scene_begin(&scene, 4, 1);
    struct kept_block raw = head_of(0);
    assert_in_range(raw.size, 4 * SPACE_SIGN_KEY_BYTES, 4 * SPACE_SIGN_KEY_BYTES + 400);
    counted_memory_begin(&counted);
    assert_int_equal(kept_head_read(&counted.memory, raw.bytes, raw.size, &head), SPACE_LOADED);
    assert_memory_equal(head.space->config.sign_public, scene.circle.config.sign_public,
                        sizeof head.space->config.sign_public);
    kept_head_free(&head);
    counted_memory_end(&counted);
    drop(&raw);
    scene_end(&scene);
}

static void test_without_memory_nothing_is_held(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct kept_head head;
    enum space_load load = SPACE_LOAD_NO_MEMORY;
    scene_begin_rich(&scene);
    struct kept_block raw = head_of(0);
    counted_memory_begin(&counted);
    for (size_t n = 1; load != SPACE_LOADED; n++) {
        counted.fail_at = counted.requests + n;
        load = kept_head_read(&counted.memory, raw.bytes, raw.size, &head);
        assert_true(load == SPACE_LOADED || load == SPACE_LOAD_NO_MEMORY);
        assert_true(load == SPACE_LOADED || counted.bytes == 0);
    }
    kept_head_free(&head);
    counted_memory_end(&counted);
    scene.circle.memory[0].fail_at = scene.circle.memory[0].requests + 1;
    struct kept_block none;
    assert_false(kept_head_write(scene.circle.spaces[0], &none));
    drop(&raw);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_it_says_of_a_space),
    cmocka_unit_test(test_a_restore_is_remembered_until_it_is_caught_up),
    cmocka_unit_test(test_it_is_short_when_all_is_settled),
    cmocka_unit_test(test_what_is_out_of_place_is_refused),
    cmocka_unit_test(test_what_is_erased_is_told_once_each),
    cmocka_unit_test(test_keys_of_those_who_sign_are_in_it),
    cmocka_unit_test(test_without_memory_nothing_is_held),
};

TEST_GROUP(kept_head, tests)
