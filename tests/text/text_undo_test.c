/* Taking back what was published last. */
#include "text/text_undo.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "note.h"
#include "text/text.h"

static void undo(struct text *note)
{
    assert_int_equal(text_undo(note), TEXT_APPLIED);
}

static void test_an_undo_is_a_draft_of_the_opposite(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_delete(note, 5, 5);
    note_type(note, 0, "I ");
    note_publish(note, 0);
    note_is(note, "I walk day");
    undo(note);
    note_is(note, "I walk day");
    note_shows(note, "walk each day");
    note_publish(note, 0);
    note_is(note, "walk each day");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_an_undo_can_be_undone(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk é漢😀 day");
    note_delete(note, 5, 3);
    note_publish(note, 0);
    for (int i = 0; i < 3; i++) {
        note_is(note, "walk  day");
        undo(note);
        note_publish(note, 0);
        note_is(note, "walk é漢😀 day");
        undo(note);
        note_publish(note, 0);
    }
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_discarded_undo_can_be_asked_for_again(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    undo(note);
    note_shows(note, "");
    text_discard(note);
    note_shows(note, "walk");
    undo(note);
    note_publish(note, 0);
    note_is(note, "");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_there_may_be_nothing_to_undo(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    note_hear_insert(note, 1, text_version(note), 0, "theirs");
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    note_type(note, 0, "mine ");
    note_publish(note, 0);
    text_forget_undo(note);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    text_forget_undo(note);
    note_is(note, "mine theirs");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_draft_is_not_lost_to_an_undo(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    note_type(note, 4, "!");
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    note_shows(note, "walk!");
    note_delete(note, 4, 1);
    /* Typed and taken back is no draft. */
    undo(note);
    note_shows(note, "");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_others_wrote_into_it_stays(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "[]");
    note_type(note, 1, "walking");
    note_publish(note, 0);
    note_hear_insert(note, 1, text_version(note), 5, "THEIRS");
    note_hear_insert(note, 1, text_version(note), 0, "before ");
    note_is(note, "before [walkTHEIRSing]");
    undo(note);
    note_shows(note, "before [THEIRS]");
    note_publish(note, 0);
    note_is_by(note, false, "1:7 0:1 1:6 0:1");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_others_deleted_of_it_stays_deleted(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "[]");
    note_type(note, 1, "walking");
    note_publish(note, 0);
    note_hear_delete(note, 1, text_version(note), 0, 4);
    note_is(note, "king]");
    undo(note);
    note_shows(note, "]");
    note_publish(note, 0);
    undo(note);
    note_publish(note, 0);
    note_is(note, "king]");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_deleted_text_comes_back_where_it_was(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "one two three");
    note_delete(note, 8, 5);
    note_delete(note, 0, 4);
    note_publish(note, 2);
    note_is(note, "two ");
    note_hear_insert(note, 1, text_version(note), 0, "zero ");
    note_hear_insert(note, 1, text_version(note), 8, "!");
    note_is(note, "zero two! ");
    undo(note);
    note_publish(note, 2);
    note_is(note, "one zero two! three");
    note_is_by(note, false, "2:4 1:5 0:3 1:1 0:1 2:5");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_only_the_last_group_is_undone(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "one");
    note_type(note, 3, " two");
    note_publish(note, 0);
    undo(note);
    note_publish(note, 0);
    note_is(note, "one");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_an_undo_beyond_the_bounds_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    const struct text_bounds bounds = {.agents = NOTE_AGENTS, .bytes = 8, .spans = 9, .runs = 9};
    struct text *note = text_open(&counted.memory, &bounds);
    note_type(note, 0, "12345678");
    note_publish(note, 0);
    note_delete(note, 0, 8);
    note_publish(note, 0);
    note_hear_insert(note, 1, text_version(note), 0, "x");
    assert_int_equal(text_undo(note), TEXT_TOO_MUCH);
    assert_false(text_has_draft(note));
    note_shows(note, "x");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_without_memory_there_is_no_undo(void **state)
{
    (void)state;
    enum text_result result = TEXT_NO_MEMORY;
    for (size_t n = 1; result == TEXT_NO_MEMORY; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *note = note_with(&counted, "walk each day");
        note_delete(note, 4, 5);
        note_type(note, 0, "I ");
        note_publish(note, 0);
        counted.fail_at = counted.requests + n;
        counted.keep_failing = true;
        result = text_undo(note);
        counted.fail_at = 0;
        note_is(note, "I walk day");
        note_shows(note, result == TEXT_APPLIED ? "walk each day" : "I walk day");
        text_close(note);
        counted_memory_end(&counted);
        assert_in_range(n, 1, 20);
    }
    assert_int_equal(result, TEXT_APPLIED);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_undo_is_a_draft_of_the_opposite),
    cmocka_unit_test(test_an_undo_can_be_undone),
    cmocka_unit_test(test_a_discarded_undo_can_be_asked_for_again),
    cmocka_unit_test(test_there_may_be_nothing_to_undo),
    cmocka_unit_test(test_a_draft_is_not_lost_to_an_undo),
    cmocka_unit_test(test_what_others_wrote_into_it_stays),
    cmocka_unit_test(test_what_others_deleted_of_it_stays_deleted),
    cmocka_unit_test(test_deleted_text_comes_back_where_it_was),
    cmocka_unit_test(test_only_the_last_group_is_undone),
    cmocka_unit_test(test_an_undo_beyond_the_bounds_is_refused),
    cmocka_unit_test(test_without_memory_there_is_no_undo),
};

TEST_GROUP(text_undo, tests)
