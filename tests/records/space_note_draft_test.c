/* Writing a note: places and counts are characters of what is seen with the draft. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "records/space_parts.h"
#include "space_circle.h"

static struct circle circle;
static struct object_id goal;

static void assert_note(uint8_t device, const char *expected)
{
    char bytes[512] = {0};
    const struct text *text = space_note(circle.spaces[device], goal, GOAL_NOTES);
    assert_non_null(text);
    assert_in_range(text_size(text, true), 0, sizeof bytes - 1);
    text_read(text, true, (uint8_t *)bytes);
    assert_string_equal(bytes, expected);
}

static enum space_write insert(uint8_t device, size_t at, const char *text)
{
    return space_note_insert(circle.spaces[device], goal, GOAL_NOTES, at, value_text(text));
}

static enum space_write delete (uint8_t device, size_t at, size_t count) {
    return space_note_delete(circle.spaces[device], goal, GOAL_NOTES, at, count);
}

static enum space_write replace(uint8_t device, const char *text)
{
    return space_note_replace(circle.spaces[device], goal, GOAL_NOTES, value_text(text));
}

static void test_typing_and_taking_back_is_seen_at_once(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_null(space_note(circle.spaces[0], goal, GOAL_NOTES));
    assert_int_equal(insert(0, 0, "Übel"), SPACE_WRITTEN);
    assert_int_equal(insert(0, 4, " is old"), SPACE_WRITTEN);
    assert_int_equal(delete (0, 1, 3), SPACE_WRITTEN);
    assert_note(0, "Ü is old");
    assert_true(space_has_draft(circle.spaces[0]));
    circle_end(&circle);
}

static void test_what_was_typed_and_taken_back_is_in_no_batch(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(insert(0, 0, "Walk to the secret place"), SPACE_WRITTEN);
    assert_int_equal(delete (0, 12, 12), SPACE_WRITTEN);
    assert_int_equal(insert(0, 12, "lake"), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    assert_null(memmem(circle.published[0][1].bytes, circle.published[0][1].size, "secret", 6));
    circle_meet(&circle);
    assert_note(1, "Walk to the lake");
    circle_end(&circle);
}

static void test_typed_and_all_taken_back_is_no_draft(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(insert(0, 0, "Hm"), SPACE_WRITTEN);
    assert_int_equal(delete (0, 0, 2), SPACE_WRITTEN);
    assert_false(space_has_draft(circle.spaces[0]));
    assert_null(space_note(circle.spaces[0], goal, GOAL_NOTES));
    assert_int_equal(circle_publish(&circle, 0), SPACE_WRITTEN);
    assert_int_equal(circle.published_count[0], 1);
    circle_end(&circle);
}

static void test_places_beyond_the_end_are_refused(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(insert(0, 1, "x"), SPACE_NOT_SO);
    assert_int_equal(delete (0, 0, 1), SPACE_NOT_SO);
    assert_int_equal(delete (0, 0, 0), SPACE_WRITTEN);
    assert_int_equal(insert(0, 0, ""), SPACE_WRITTEN);
    assert_int_equal(insert(0, 0, "Ünd"), SPACE_WRITTEN);
    assert_int_equal(insert(0, 4, "x"), SPACE_NOT_SO);
    assert_int_equal(delete (0, 3, 1), SPACE_NOT_SO);
    assert_int_equal(delete (0, 2, SIZE_MAX), SPACE_NOT_SO);
    assert_int_equal(insert(0, (size_t)UINT32_MAX + 1, "x"), SPACE_NOT_SO);
    assert_note(0, "Ünd");
    circle_end(&circle);
}

static void test_what_is_no_text_or_no_note_is_refused(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(insert(0, 0, "a\x01"), SPACE_NOT_SO);
    assert_int_equal(insert(0, 0, "\xff"), SPACE_NOT_SO);
    assert_int_equal(replace(0, "\xff"), SPACE_NOT_SO);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, GOAL_TITLE, 0, value_text("x")),
                     SPACE_NOT_SO);
    assert_int_equal(space_note_insert(circle.spaces[0], goal, 99, 0, value_text("x")),
                     SPACE_NOT_SO);
    assert_int_equal(space_note_insert(circle.spaces[0], (struct object_id){9, 0}, GOAL_NOTES, 0,
                                       value_text("x")),
                     SPACE_NOT_THERE);
    assert_false(space_has_draft(circle.spaces[0]));
    assert_null(space_note(circle.spaces[0], goal, GOAL_NOTES));
    circle_end(&circle);
}

static void test_replacing_leaves_what_is_the_same(void **state)
{
    (void)state;
    const char *texts[] = {"Walk each day",
                           "Walk each long day",
                           "Walk day",
                           "",
                           "Öl",
                           "Äl",
                           "Äpfel",
                           "aaaa",
                           "aa",
                           "aaa",
                           "€",
                           "₭",
                           "é",
                           "ũ",
                           "Walk"};
    goal = circle_begin_with_goal(&circle, 2);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_int_equal(replace(0, texts[i]), SPACE_WRITTEN);
        assert_note(0, texts[i]);
        if (i % 2 == 0)
            circle_publish_all(&circle, 0);
    }
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_note(1, "Walk");
    circle_end(&circle);
}

static void test_replacing_by_two_keeps_both(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(replace(0, "Walk each day"), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(replace(0, "Walk slowly each day"), SPACE_WRITTEN);
    assert_int_equal(replace(1, "Walk each day at noon"), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_note(0, "Walk slowly each day at noon");
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_a_draft_stays_where_it_is_while_others_write(void **state)
{
    (void)state;
    goal = circle_begin_with_goal(&circle, 2);
    assert_int_equal(insert(0, 0, "Walk each day"), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    assert_int_equal(insert(0, 4, " slowly"), SPACE_WRITTEN);
    assert_int_equal(insert(1, 0, "Now: "), SPACE_WRITTEN);
    circle_publish_all(&circle, 1);
    circle_meet(&circle);
    assert_note(0, "Now: Walk slowly each day");
    assert_note(1, "Now: Walk each day");
    space_discard(circle.spaces[0]);
    assert_note(0, "Now: Walk each day");
    circle_end(&circle);
}

static void test_a_note_is_full_for_the_one_who_writes_but_not_for_two(void **state)
{
    (void)state;
    static uint8_t long_text[SCHEMA_NOTE_BYTES_MAX];
    struct object_id notes = {0};
    memset(long_text, 'a', sizeof long_text);
    goal = circle_begin_with_goal(&circle, 2);
    notes = goal;
    struct value half = value_string(long_text, sizeof long_text - 100);
    for (uint8_t i = 0; i < 2; i++) {
        assert_int_equal(space_note_insert(circle.spaces[i], notes, GOAL_NOTES, 0, half),
                         SPACE_WRITTEN);
        assert_int_equal(
            space_note_insert(circle.spaces[i], notes, GOAL_NOTES, 0, value_string(long_text, 101)),
            SPACE_FULL);
        circle_publish_all(&circle, i);
    }
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    assert_int_equal(text_size(space_note(circle.spaces[0], notes, GOAL_NOTES), true),
                     2 * half.size);
    /* At its far end one can still delete, and publish that. */
    assert_int_equal(insert(0, 0, "x"), SPACE_FULL);
    assert_int_equal(delete (0, 2 * half.size - 1, 1), SPACE_WRITTEN);
    assert_int_equal(delete (0, 0, half.size + 7000), SPACE_WRITTEN);
    assert_int_equal(insert(0, 0, "x"), SPACE_WRITTEN);
    circle_publish_all(&circle, 0);
    circle_meet(&circle);
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_typing_and_taking_back_is_seen_at_once),
    cmocka_unit_test(test_what_was_typed_and_taken_back_is_in_no_batch),
    cmocka_unit_test(test_typed_and_all_taken_back_is_no_draft),
    cmocka_unit_test(test_places_beyond_the_end_are_refused),
    cmocka_unit_test(test_what_is_no_text_or_no_note_is_refused),
    cmocka_unit_test(test_replacing_leaves_what_is_the_same),
    cmocka_unit_test(test_replacing_by_two_keeps_both),
    cmocka_unit_test(test_a_draft_stays_where_it_is_while_others_write),
    cmocka_unit_test(test_a_note_is_full_for_the_one_who_writes_but_not_for_two),
};
TEST_GROUP(space_note_draft, tests)
