/* What is not published yet, as it is kept: all of it comes back, through the ordinary verbs. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "kept_scene.h"
#include "memory.h"
#include "records/kept_parts.h"

static struct scene scene;
static struct object_id goal;

static void begin(void)
{
    scene_begin(&scene, 2, 1);
    goal = scene_make(&scene, 0, KIND_GOAL, GOAL_TITLE, "Be outside more");
    assert_int_equal(space_note_insert(scene.circle.spaces[0], goal, GOAL_NOTES, 0,
                                       value_text("Walk to the lake. Swim there. Come back.")),
                     SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
}

static struct kept_block draft_of(const struct space *space)
{
    struct kept_block out;
    assert_true(kept_draft_write(space, &out));
    return out;
}

static void drop(struct kept_block *block)
{
    kept_block_free(&scene.circle.memory[0].memory, block);
}

/* Discards the draft, and writes it anew from what was kept. */
static enum space_load again(const struct kept_block *draft)
{
    struct space *space = scene.circle.spaces[0];
    space_discard(space);
    return kept_draft_read(space, draft->bytes, draft->size);
}

static void assert_again(void)
{
    struct space *space = scene.circle.spaces[0];
    char *before = circle_dump(space);
    struct kept_block draft = draft_of(space);
    assert_true(kept_draft_is_due(space, draft.bytes, draft.size));
    assert_int_equal(again(&draft), SPACE_LOADED);
    char *after = circle_dump(space);
    assert_string_equal(before, after);
    free(before);
    free(after);
    drop(&draft);
}

static void test_no_draft_is_nothing(void **state)
{
    (void)state;
    begin();
    struct kept_block draft = draft_of(scene.circle.spaces[0]);
    assert_null(draft.bytes);
    scene_end(&scene);
}

static void test_every_kind_of_value_comes_back(void **state)
{
    (void)state;
    struct value none = value_none();
    struct value key = value_bytes((const uint8_t *)"\x80\x40", 2);
    struct value answers = value_bytes((const uint8_t *)"\0\1\2\377", 4);
    begin();
    struct space *space = scene.circle.spaces[0];
    assert_int_equal(space_set(space, goal, GOAL_TITLE, &none), SPACE_WRITTEN);
    assert_int_equal(space_set(space, goal, GOAL_ORDER, &key), SPACE_WRITTEN);
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    struct object_id check_in;
    assert_int_equal(space_make(space, KIND_CHECK_IN, &check_in), SPACE_WRITTEN);
    scene_set_object(&scene, 0, check_in, CHECK_IN_PRACTICE, practice);
    struct object_id measure = scene_make(&scene, 0, KIND_MEASURE, MEASURE_PACK, "phq-9");
    assert_int_equal(space_set(space, measure, MEASURE_ANSWERS, &answers), SPACE_WRITTEN);
    struct object_id words = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "One.\n\tTwo.");
    struct object_id comment = scene_make(&scene, 0, KIND_COMMENT, COMMENT_TEXT, "Yes.");
    scene_set_object(&scene, 0, comment, COMMENT_TARGET, words);
    scene_set_number(&scene, 0, OBJECT_SPACE, SPACE_ROLES_BY_0, 1);
    assert_again();
    scene_end(&scene);
}

static void test_what_another_set_likewise_meanwhile_stays_in_the_draft(void **state)
{
    (void)state;
    begin();
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    scene_set_number(&scene, 1, goal, GOAL_TARGET_DAY, 20500);
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    assert_true(space_has_draft(scene.circle.spaces[0]));
    assert_again();
    assert_true(space_has_draft(scene.circle.spaces[0]));
    scene_end(&scene);
}

static void test_what_is_taken_back_in_the_middle_stays_a_gap(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    struct object_id ids[4];
    for (size_t i = 0; i < 4; i++)
        ids[i] = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "Words.");
    assert_int_equal(space_erase(space, ids[0]), SPACE_WRITTEN);
    assert_int_equal(space_erase(space, ids[2]), SPACE_WRITTEN);
    assert_again();
    assert_true(space_find(space, ids[3], NULL));
    assert_false(space_find(space, ids[2], NULL));
    /* What is at the end goes without a trace. */
    assert_int_equal(space_erase(space, ids[3]), SPACE_WRITTEN);
    assert_again();
    circle_publish_all(&scene.circle, 0);
    circle_meet(&scene.circle);
    circle_assert_same(space, scene.circle.spaces[1]);
    scene_end(&scene);
}

static void test_what_is_erased_is_erased_after_all_that_names_it(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    assert_int_equal(space_erase(space, goal), SPACE_WRITTEN);
    assert_again();
    assert_false(space_find(space, goal, NULL));
    scene_end(&scene);
}

static void test_a_note_is_changed_only_where_it_was_changed(void **state)
{
    (void)state;
    struct text_span spans[8];
    begin();
    struct space *space = scene.circle.spaces[0];
    assert_int_equal(space_note_insert(space, goal, GOAL_NOTES, 0, value_text("Daily: ")),
                     SPACE_WRITTEN);
    assert_int_equal(space_note_delete(space, goal, GOAL_NOTES, 24, 12), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(space, goal, GOAL_NOTES, 34, value_text(" at once")),
                     SPACE_WRITTEN);
    struct kept_block draft = draft_of(space);
    assert_int_equal(again(&draft), SPACE_LOADED);
    drop(&draft);
    const struct text *note = space_note(space, goal, GOAL_NOTES);
    uint8_t text[100] = {0};
    text_read(note, true, text);
    assert_string_equal((char *)text, "Daily: Walk to the lake. Come back at once.");
    /* What lies between stays whose it is. */
    assert_int_equal(text_spans(note, true, spans, 8), 4);
    assert_int_equal(spans[0].agent, TEXT_DRAFT);
    assert_int_equal(spans[1].agent, 0);
    assert_int_equal(spans[1].count, 27);
    assert_int_equal(spans[2].agent, TEXT_DRAFT);
    scene_end(&scene);
}

static void test_a_note_that_is_new_or_emptied_comes_back(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    assert_int_equal(space_note_delete(space, goal, GOAL_NOTES, 0, 40), SPACE_WRITTEN);
    struct object_id session = scene_make(&scene, 0, KIND_SESSION, SESSION_TITLE, "First");
    assert_int_equal(
        space_note_insert(space, session, SESSION_RECAP, 0, value_text("Caf\xc3\xa9 \xe2\x82\xac")),
        SPACE_WRITTEN);
    assert_again();
    assert_int_equal(text_size(space_note(space, goal, GOAL_NOTES), true), 0);
    scene_end(&scene);
}

/* The other one erases what the draft is about, and both are kept. */
static void test_what_names_something_that_is_gone_is_left_out(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    assert_int_equal(space_erase(scene.circle.spaces[1], goal), SPACE_WRITTEN);
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    scene_keep(&scene);
    struct kept_block draft = draft_of(space);
    assert_int_equal(again(&draft), SPACE_LOADED);
    assert_int_equal(space_value(space, practice, PRACTICE_TEXT).size, 4);
    assert_int_equal(space_value(space, practice, PRACTICE_GOAL).type, VALUE_NONE);
    drop(&draft);
    /* And so it is after a restart. */
    struct counted_memory counted;
    struct space_file *file;
    counted_memory_begin(&counted);
    assert_int_equal(shelf_load(&scene.shelf, &counted.memory, &space, &file), SPACE_LOADED);
    assert_int_equal(space_value(space, practice, PRACTICE_TEXT).size, 4);
    space_file_free(file);
    space_free(space);
    counted_memory_end(&counted);
    scene_end(&scene);
}

static void test_what_there_is_no_room_for_any_more_is_left_out(void **state)
{
    (void)state;
    static const char words[] = "Words.";
    begin();
    struct space *space = scene.circle.spaces[0];
    struct object_id first = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, words);
    scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, words);
    struct kept_block draft = draft_of(space);
    space_discard(space);
    size_t live = space->live_bytes;
    /* Room for the first of them, and not for its text. */
    space->live_bytes = SPACE_LIVE_BYTES_MAX - SPACE_OBJECT_WEIGHT - sizeof words;
    assert_int_equal(again(&draft), SPACE_LOADED);
    assert_true(space_find(space, first, NULL));
    assert_int_equal(space_count(space, KIND_WORDS), 1);
    space->live_bytes = live;
    drop(&draft);
    scene_end(&scene);
}

static void test_it_is_due_only_where_it_was_written(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    struct kept_block draft = draft_of(space);
    assert_true(kept_draft_is_due(space, draft.bytes, draft.size));
    scene_make(&scene, 1, KIND_WORDS, WORDS_TEXT, "Words.");
    circle_publish_all(&scene.circle, 1);
    circle_meet(&scene.circle);
    assert_false(kept_draft_is_due(space, draft.bytes, draft.size));
    drop(&draft);
    scene_end(&scene);
}

static void make_a_lot(void)
{
    struct space *space = scene.circle.spaces[0];
    struct object_id practice = scene_make(&scene, 0, KIND_PRACTICE, PRACTICE_TEXT, "Walk");
    scene_set_object(&scene, 0, practice, PRACTICE_GOAL, goal);
    scene_set_number(&scene, 0, goal, GOAL_TARGET_DAY, 20500);
    struct object_id gone = scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "taken back");
    scene_make(&scene, 0, KIND_WORDS, WORDS_TEXT, "stays");
    assert_int_equal(space_erase(space, gone), SPACE_WRITTEN);
    assert_int_equal(space_note_insert(space, goal, GOAL_NOTES, 5, value_text("slowly ")),
                     SPACE_WRITTEN);
}

static void test_hostile_bytes_leave_no_draft(void **state)
{
    (void)state;
    begin();
    struct space *space = scene.circle.spaces[0];
    make_a_lot();
    struct kept_block draft = draft_of(space);
    size_t size = draft.size;
    for (draft.size = 0; draft.size < size; draft.size++) {
        assert_int_equal(again(&draft), SPACE_LOAD_DAMAGED);
        assert_false(space_has_draft(space));
    }
    for (size_t at = 0; at < size; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            draft.bytes[at] ^= (uint8_t)(1u << bit);
            if (again(&draft) != SPACE_LOADED)
                assert_false(space_has_draft(space));
            draft.bytes[at] ^= (uint8_t)(1u << bit);
        }
    }
    assert_int_equal(again(&draft), SPACE_LOADED);
    drop(&draft);
    scene_end(&scene);
}

static void test_without_memory_there_is_none(void **state)
{
    (void)state;
    struct counted_memory *counted = &scene.circle.memory[0];
    enum space_load load = SPACE_LOAD_NO_MEMORY;
    bool written = false;
    struct kept_block draft;
    begin();
    make_a_lot();
    for (size_t n = 1; !written; n++) {
        size_t bytes = counted->bytes;
        counted->fail_at = counted->requests + n;
        written = kept_draft_write(scene.circle.spaces[0], &draft);
        counted->fail_at = 0;
        assert_true(written || counted->bytes == bytes);
    }
    for (size_t n = 1; load != SPACE_LOADED; n++) {
        space_discard(scene.circle.spaces[0]);
        counted->fail_at = counted->requests + n;
        load = kept_draft_read(scene.circle.spaces[0], draft.bytes, draft.size);
        counted->fail_at = 0;
        assert_int_equal(load == SPACE_LOADED, space_has_draft(scene.circle.spaces[0]));
        assert_int_not_equal(load, SPACE_LOAD_DAMAGED);
    }
    drop(&draft);
    scene_end(&scene);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_no_draft_is_nothing),
    cmocka_unit_test(test_every_kind_of_value_comes_back),
    cmocka_unit_test(test_what_another_set_likewise_meanwhile_stays_in_the_draft),
    cmocka_unit_test(test_what_is_taken_back_in_the_middle_stays_a_gap),
    cmocka_unit_test(test_what_is_erased_is_erased_after_all_that_names_it),
    cmocka_unit_test(test_a_note_is_changed_only_where_it_was_changed),
    cmocka_unit_test(test_a_note_that_is_new_or_emptied_comes_back),
    cmocka_unit_test(test_what_names_something_that_is_gone_is_left_out),
    cmocka_unit_test(test_what_there_is_no_room_for_any_more_is_left_out),
    cmocka_unit_test(test_it_is_due_only_where_it_was_written),
    cmocka_unit_test(test_hostile_bytes_leave_no_draft),
    cmocka_unit_test(test_without_memory_there_is_none),
};

TEST_GROUP(kept_draft, tests)
