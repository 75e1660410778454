/* A draft becomes a batch, or several if it is too much for one. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;

static struct object_id make(enum object_kind kind)
{
    struct object_id object;
    assert_int_equal(space_make(circle.spaces[0], kind, &object), SPACE_WRITTEN);
    return object;
}

static struct value random_text(size_t size)
{
    static uint8_t bytes[SCHEMA_NOTE_BYTES_MAX];
    assert_in_range(size, 0, sizeof bytes);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(' ' + circle_draw(&circle, 95));
    return value_string(bytes, size);
}

static void assert_published_in(uint32_t least, uint32_t most)
{
    circle_publish_all(&circle, 0);
    assert_in_range(circle.published_count[0], least, most);
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
}

static void test_a_batch_is_what_its_author_kept(void **state)
{
    (void)state;
    const size_t devices[] = {2, 3};
    for (size_t i = 0; i < 2; i++) {
        size_t size = 0;
        size_t kept_size = 0;
        const uint8_t *bytes = NULL;
        circle_begin(&circle, devices[i], 1);
        const struct space_publication publication = {
            .minute = 29000000, .sign_secret = devices[i] > 2 ? circle.secrets[0] : NULL};
        struct object_id goal = make(KIND_GOAL);
        assert_int_equal(space_made_at(circle.spaces[0], goal), 0);
        assert_int_equal(space_publish(circle.spaces[0], &publication, &bytes, &size),
                         SPACE_WRITTEN);
        assert_ptr_equal(space_next_to_keep(circle.spaces[0], &kept_size), bytes);
        assert_int_equal(kept_size, size);
        assert_ptr_equal(space_batch(circle.spaces[0], 0, 1, &kept_size), bytes);
        assert_int_equal(space_apply(circle.spaces[1], 0, bytes, size), SPACE_APPLIED);
        assert_int_equal(space_made_at(circle.spaces[1], goal), 29000000);
        assert_int_equal(space_author(circle.spaces[1], goal), 0);
        circle_end(&circle);
    }
}

static void test_nothing_written_is_nothing_published(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    assert_int_equal(circle_publish(&circle, 0), SPACE_WRITTEN);
    assert_int_equal(circle.published_count[0], 0);
    circle_end(&circle);
}

static void test_many_objects_are_several_batches(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    for (uint64_t i = 0; i < 3000; i++) {
        struct object_id check_in = make(KIND_CHECK_IN);
        struct value value = value_number(i % 11);
        assert_int_equal(space_set(circle.spaces[0], check_in, CHECK_IN_MOOD, &value),
                         SPACE_WRITTEN);
    }
    assert_published_in(4, 7);
    assert_int_equal(space_count(circle.spaces[1], KIND_CHECK_IN), 3000);
    circle_end(&circle);
}

static void
test_long_values_are_several_batches_with_what_is_set_once_beside_its_object(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    for (size_t i = 0; i < 60; i++) {
        struct object_id words = make(KIND_WORDS);
        struct value value = random_text(SCHEMA_STRING_BYTES_MAX);
        assert_int_equal(space_set(circle.spaces[0], words, WORDS_TEXT, &value), SPACE_WRITTEN);
    }
    assert_published_in(4, 8);
    struct object_id words = OBJECT_SPACE;
    while (space_next(circle.spaces[1], KIND_WORDS, &words))
        assert_int_equal(space_value(circle.spaces[1], words, WORDS_TEXT).size,
                         SCHEMA_STRING_BYTES_MAX);
    circle_end(&circle);
}

static void test_what_names_a_later_object_waits_for_its_batch(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id practice = make(KIND_PRACTICE);
    for (size_t i = 0; i < 40; i++) {
        struct object_id words = make(KIND_WORDS);
        struct value value = random_text(SCHEMA_STRING_BYTES_MAX);
        assert_int_equal(space_set(circle.spaces[0], words, WORDS_TEXT, &value), SPACE_WRITTEN);
    }
    struct object_id goal = make(KIND_GOAL);
    struct value value = value_object(goal);
    assert_int_equal(space_set(circle.spaces[0], practice, PRACTICE_GOAL, &value), SPACE_WRITTEN);
    assert_published_in(3, 6);
    assert_true(
        object_id_is_equal(space_value(circle.spaces[1], practice, PRACTICE_GOAL).object, goal));
    circle_end(&circle);
}

static void test_a_note_that_is_too_much_for_one_batch_is_published_in_parts(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    struct value long_text = random_text(SCHEMA_NOTE_BYTES_MAX);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, long_text),
                     SPACE_WRITTEN);
    circle_publish(&circle, 0);
    assert_true(space_has_draft(circle.spaces[0]));
    assert_published_in(2, 4);
    static uint8_t read[SCHEMA_NOTE_BYTES_MAX];
    text_read(space_note(circle.spaces[1], goal, GOAL_NOTES), false, read);
    assert_memory_equal(read, long_text.bytes, sizeof read);
    circle_end(&circle);
}

static void test_want_of_memory_in_between_leaves_the_draft_as_it_was(void **state)
{
    (void)state;
    struct counted_memory *memory = &circle.memory[0];
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0,
                                       random_text(SCHEMA_NOTE_BYTES_MAX)),
                     SPACE_WRITTEN);
    circle_publish(&circle, 0);
    char *before = circle_dump(circle.spaces[0]);
    enum space_write written = SPACE_NO_MEMORY;
    size_t n = 0;
    while (written == SPACE_NO_MEMORY) {
        memory->requests = 0;
        memory->fail_at = ++n;
        written = circle_publish(&circle, 0);
        char *after = circle_dump(circle.spaces[0]);
        assert_true(written == SPACE_WRITTEN || strcmp(before, after) == 0);
        free(after);
    }
    assert_int_equal(written, SPACE_WRITTEN);
    assert_in_range(n, 10, 1000);
    memory->fail_at = 0;
    free(before);
    assert_published_in(2, 5);
    circle_end(&circle);
}

static void test_a_note_changed_in_many_places_is_published_in_parts(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    struct value long_text = random_text(30000);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, long_text),
                     SPACE_WRITTEN);
    assert_published_in(1, 2);
    for (size_t at = 0; at < 24000; at += 6) {
        assert_int_equal(space_note_delete(circle.spaces[0], goal, GOAL_NOTES, at, 2),
                         SPACE_WRITTEN);
        assert_int_equal(
            space_note_insert(circle.spaces[0], goal, GOAL_NOTES, at + 1, value_text("ö")),
            SPACE_WRITTEN);
    }
    assert_published_in(3, 6);
    circle_end(&circle);
}

static void test_a_text_of_one_letter_is_published(void **state)
{
    (void)state;
    static uint8_t letters[60000];
    memset(letters, 'a', sizeof letters);
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0,
                                       value_string(letters, sizeof letters)),
                     SPACE_WRITTEN);
    assert_published_in(1, 2);
    circle_end(&circle);
}

static void test_of_a_note_with_too_many_unsettled_runs_publishing_waits(void **state)
{
    (void)state;
    circle_begin(&circle, 2, 1);
    struct object_id goal = make(KIND_GOAL);
    struct value text = random_text(10000);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_NOTES, 0, text), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    enum space_write written = SPACE_WRITTEN;
    for (size_t round = 0; round < 30 && written == SPACE_WRITTEN; round++) {
        for (size_t at = 0; at < 9000; at += 6) {
            space_note_delete(circle.spaces[0], goal, GOAL_NOTES, at, 1);
            space_note_insert(circle.spaces[0], goal, GOAL_NOTES, at + 2, value_text("x"));
        }
        while (space_has_draft(circle.spaces[0]) && written == SPACE_WRITTEN)
            written = circle_publish(&circle, 0);
    }
    assert_int_equal(written, SPACE_FULL);
    assert_true(space_has_draft(circle.spaces[0]));
    /* What else is in the draft goes on. */
    struct object_id session = make(KIND_SESSION);
    assert_int_equal(circle_publish(&circle, 0), SPACE_WRITTEN);
    circle_meet(&circle);
    assert_true(space_find(circle.spaces[1], session, NULL));
    circle_hear(&circle);
    assert_true(space_settle(circle.spaces[0]));
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_batch_is_what_its_author_kept),
    cmocka_unit_test(test_nothing_written_is_nothing_published),
    cmocka_unit_test(test_many_objects_are_several_batches),
    cmocka_unit_test(test_long_values_are_several_batches_with_what_is_set_once_beside_its_object),
    cmocka_unit_test(test_what_names_a_later_object_waits_for_its_batch),
    cmocka_unit_test(test_a_note_that_is_too_much_for_one_batch_is_published_in_parts),
    cmocka_unit_test(test_want_of_memory_in_between_leaves_the_draft_as_it_was),
    cmocka_unit_test(test_a_note_changed_in_many_places_is_published_in_parts),
    cmocka_unit_test(test_a_text_of_one_letter_is_published),
    cmocka_unit_test(test_of_a_note_with_too_many_unsettled_runs_publishing_waits),
};
TEST_GROUP(space_publish, tests)
