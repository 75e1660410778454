/* What is kept of a space comes back as it was, whatever happened between, and only what changed is
 * kept anew. */
#include "records/space_file.h"

#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "records/kept_parts.h"

static struct scene scene;

/* ---- Coming back ---- */

static void test_an_empty_space_comes_back(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 1);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 2);
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

static void random_step(void)
{
    uint8_t device = (uint8_t)circle_draw(&scene.circle, (uint32_t)scene.circle.count);
    uint8_t other = (uint8_t)circle_draw(&scene.circle, (uint32_t)scene.circle.count);
    switch (circle_draw(&scene.circle, 12)) {
    case 0:
    case 1:
        circle_publish_all(&scene.circle, device);
        break;
    case 2:
        if (device != other)
            circle_exchange(&scene.circle, device, other);
        break;
    case 3:
        shelf_follow(&scene.shelf, &scene.circle, 0);
        circle_hear(&scene.circle);
        space_settle(scene.circle.spaces[device]);
        break;
    case 4:
        scene_keep(&scene);
        shelf_drop_settled(&scene.shelf, scene.circle.spaces[0]);
        break;
    default:
        circle_edit(&scene.circle, device);
    }
    shelf_follow(&scene.shelf, &scene.circle, 0);
}

static void live_through(size_t devices, uint64_t seed)
{
    scene_begin(&scene, devices, seed);
    scene_keep(&scene);
    for (size_t i = 0; i < 250; i++) {
        random_step();
        if (circle_draw(&scene.circle, 20) != 0)
            continue;
        scene_keep(&scene);
        scene_assert_comes_back(&scene);
        if (circle_draw(&scene.circle, 2) == 0) {
            scene_restart(&scene);
            /* Nothing is left to be kept: what was loaded is written as it was read. */
            scene_keep(&scene);
            assert_int_equal(scene.shelf.puts + scene.shelf.drops, 0);
        }
    }
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    shelf_follow(&scene.shelf, &scene.circle, 0);
    for (uint8_t i = 1; i < devices; i++) {
        circle_publish_all(&scene.circle, i);
        space_discard(scene.circle.spaces[i]);
    }
    circle_meet(&scene.circle);
    for (uint8_t i = 1; i < devices; i++)
        circle_assert_same(scene.circle.spaces[0], scene.circle.spaces[i]);
    scene_end(&scene);
}

static void test_two_devices_that_start_anew_at_any_time_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++)
        live_through(2, seed);
}

static void test_more_devices_that_sign_agree_too(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++)
        live_through(4, 100 + seed);
}

static void test_batches_after_the_head_are_applied_again(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 3);
    scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 0);
    scene_keep(&scene);
    scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Sleep");
    circle_publish_all(&scene.circle, 0);
    scene_make(&scene, 1, KIND_WORDS, WORDS_TEXT, "Until Thursday.");
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    shelf_follow(&scene.shelf, &scene.circle, 0);
    assert_int_equal(scene.shelf.tail_count, 3);
    scene_assert_comes_back(&scene);
    /* What the head counts must be in the tail, as it was. */
    struct space *space;
    struct space_file *file;
    scene.shelf.tail[0].bytes[scene.shelf.tail[0].size - 1] ^= 1;
    assert_int_equal(shelf_load(&scene.shelf, &scene.circle.memory[0].memory, &space, &file),
                     SPACE_LOAD_DAMAGED);
    scene.shelf.tail[0].bytes[scene.shelf.tail[0].size - 1] ^= 1;
    scene.shelf.tail_count = 0;
    assert_int_equal(shelf_load(&scene.shelf, &scene.circle.memory[0].memory, &space, &file),
                     SPACE_LOAD_DAMAGED);
    scene.shelf.tail_count = 3;
    scene_end(&scene);
}

static void test_a_device_that_is_not_listened_to_stays_so(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 3);
    scene_make(&scene, 1, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    scene_keep(&scene);
    assert_int_equal(space_apply(scene.circle.spaces[0], 1, (const uint8_t *)"x", 1),
                     SPACE_MALFORMED);
    scene_keep(&scene);
    scene_restart(&scene);
    assert_int_equal(space_doubt(scene.circle.spaces[0], 1), SPACE_SENT_MALFORMED);
    scene_end(&scene);
}

/* ---- The draft ---- */

static void test_what_is_not_published_comes_back_in_its_place(void **state)
{
    (void)state;
    uint8_t text[64] = {0};
    scene_begin(&scene, 2, 4);
    struct object_id goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    space_note_insert(scene.circle.spaces[0], goal, GOAL_NOTES, 0, value_text("Walk to the lake."));
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    space_note_insert(scene.circle.spaces[0], goal, GOAL_NOTES, 16, value_text(" and back"));
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "taken back");
    struct object_id last = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "stays");
    assert_int_equal(space_erase(scene.circle.spaces[0], (struct object_id){last.counter - 1, 0}),
                     SPACE_WRITTEN);
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    scene_keep(&scene);
    scene_assert_comes_back(&scene);
    /* Others' batches come after it, and are kept, and the program ends. */
    space_note_insert(scene.circle.spaces[1], goal, GOAL_NOTES, 0, value_text("Daily. "));
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    shelf_follow(&scene.shelf, &scene.circle, 0);
    scene_restart(&scene);
    const struct text *note = space_note(scene.circle.spaces[0], goal, GOAL_NOTES);
    assert_int_equal(text_size(note, true), 33);
    text_read(note, true, text);
    assert_string_equal((char *)text, "Daily. Walk to the lake and back.");
    assert_int_equal(text_size(note, false), 24);
    assert_true(space_find(scene.circle.spaces[0], last, NULL));
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    circle_assert_same(scene.circle.spaces[0], scene.circle.spaces[1]);
    scene_end(&scene);
}

static void test_a_draft_that_was_published_is_not_there_twice(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 4);
    scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "once");
    scene_keep(&scene);
    circle_publish_all(&scene.circle, 0);
    shelf_follow(&scene.shelf, &scene.circle,
                 0); /* and the program ends before the draft is taken away */
    scene_restart(&scene);
    assert_int_equal(space_count(scene.circle.spaces[0], KIND_WORDS), 1);
    assert_false(space_has_draft(scene.circle.spaces[0]));
    scene_keep(&scene);
    assert_int_equal(scene.shelf.drops, 1);
    scene_end(&scene);
}

/* ---- Only what changed ---- */

static void test_only_the_bucket_that_changed_is_put(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 5);
    struct object_id one = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    struct object_id other = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Sleep");
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, one);
    circle_publish_all(&scene.circle, 0);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 4);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 0);
    struct space_bucket first = scene_bucket_of(&scene, one);
    assert_int_equal(kept_bucket_compare(first, scene_bucket_of(&scene, practice)), 0);
    assert_int_not_equal(kept_bucket_compare(first, scene_bucket_of(&scene, other)), 0);
    /* It moves to the other goal: both are written, and the head. */
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, other);
    circle_publish_all(&scene.circle, 0);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 3);
    /* The goal goes: its practice is kept with the space. */
    assert_int_equal(space_erase(scene.circle.spaces[0], other), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 2);
    assert_int_equal(scene.shelf.drops, 1);
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

static void test_what_was_not_committed_is_given_again(void **state)
{
    (void)state;
    struct space_kept kept;
    scene_begin(&scene, 2, 5);
    scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    circle_publish_all(&scene.circle, 0);
    struct space_keeping *keeping = space_keeping_begin(scene.file, scene.circle.spaces[0]);
    assert_non_null(keeping);
    assert_int_equal(space_keeping_next(keeping, &kept), SPACE_KEEP_PUT);
    space_keeping_end(keeping, false);
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 3);
    scene_end(&scene);
}

static void test_days_lie_together(void **state)
{
    (void)state;
    struct space_bucket buckets[3];
    static const uint64_t days[] = {20400, 20401, 20450};
    scene_begin(&scene, 2, 5);
    for (size_t i = 0; i < 3; i++) {
        struct object_id id;
        assert_int_equal(space_make(scene.circle.spaces[0], KIND_CHECK_IN, &id), SPACE_WRITTEN);
        scene_set_number(&scene, 0, id, CHECK_IN_DAY, days[i]);
    }
    circle_publish_all(&scene.circle, 0);
    for (uint32_t i = 0; i < 3; i++)
        buckets[i] = scene_bucket_of(&scene, (struct object_id){i + 1, 0});
    assert_int_equal(kept_bucket_compare(buckets[0], buckets[1]), 0);
    assert_int_equal(kept_bucket_compare(buckets[1], buckets[2]), -1);
    scene_end(&scene);
}

static void test_comments_lie_with_what_they_are_about(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 5);
    struct object_id session = scene_make(&scene, 0, KIND_SESSION, SESSION_TITLE, "First");
    struct object_id about = session;
    for (size_t i = 0; i < 6; i++) {
        struct object_id comment = scene_make(&scene, 0, KIND_COMMENT, COMMENT_TEXT, "Yes.");
        scene_set_object(&scene, 0, comment, COMMENT_TARGET, about);
        about = comment;
    }
    circle_publish_all(&scene.circle, 0);
    struct space_bucket of_session = scene_bucket_of(&scene, session);
    for (uint32_t i = 1; i <= 6; i++) {
        struct object_id comment = {session.counter + i, 0};
        struct space_bucket of_comment = scene_bucket_of(&scene, comment);
        /* Beyond some depth a comment on comments is kept with the space. */
        assert_int_equal(kept_bucket_compare(of_comment, of_session) == 0, i <= 4);
    }
    scene_keep(&scene);
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

static void test_a_bucket_that_grows_too_large_is_cut(void **state)
{
    (void)state;
    static char text[SCHEMA_STRING_BYTES_MAX + 1];
    scene_begin(&scene, 2, 5);
    struct object_id goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    for (size_t i = 0; i < 600; i++) {
        for (size_t n = 0; n < sizeof text - 1; n++)
            text[n] = (char)('!' + circle_draw(&scene.circle, 90));
        struct object_id comment = scene_make(&scene, 0, KIND_COMMENT, COMMENT_TEXT, text);
        scene_set_object(&scene, 0, comment, COMMENT_TARGET, goal);
        if (i % 10 == 9)
            circle_publish_all(&scene.circle, 0);
    }
    scene_keep(&scene);
    assert_int_equal(scene.shelf.puts, 5); /* space, three parts, head */
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

/* ---- Erasing ---- */

static void test_what_is_erased_is_in_no_blob(void **state)
{
    (void)state;
    scene_begin(&scene, 2, 6);
    struct object_id first =
        scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was heavy.");
    scene_make(&scene, 0, KIND_REFLECTION, REFLECTION_TEXT, "It was light.");
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    scene_keep(&scene);
    assert_true(shelf_has(&scene.shelf, "heavy"));
    assert_int_equal(space_erase(scene.circle.spaces[0], first), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    scene_keep(&scene);
    assert_false(shelf_has(&scene.shelf, "heavy"));
    assert_true(shelf_has(&scene.shelf, "light"));
    scene_assert_comes_back(&scene);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_empty_space_comes_back),
    cmocka_unit_test(test_two_devices_that_start_anew_at_any_time_agree),
    cmocka_unit_test(test_more_devices_that_sign_agree_too),
    cmocka_unit_test(test_batches_after_the_head_are_applied_again),
    cmocka_unit_test(test_a_device_that_is_not_listened_to_stays_so),
    cmocka_unit_test(test_what_is_not_published_comes_back_in_its_place),
    cmocka_unit_test(test_a_draft_that_was_published_is_not_there_twice),
    cmocka_unit_test(test_only_the_bucket_that_changed_is_put),
    cmocka_unit_test(test_what_was_not_committed_is_given_again),
    cmocka_unit_test(test_days_lie_together),
    cmocka_unit_test(test_comments_lie_with_what_they_are_about),
    cmocka_unit_test(test_a_bucket_that_grows_too_large_is_cut),
    cmocka_unit_test(test_what_is_erased_is_in_no_blob),
};

TEST_GROUP(space_file, tests)
