/* One note on one device: typing, publishing, taking back, reading, and what is left in memory. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "note.h"
#include "watched.h"

static void test_a_new_note_is_empty(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    note_is(note, "");
    note_shows(note, "");
    note_is_by(note, true, "");
    assert_false(text_has_draft(note));
    assert_int_equal(text_tail_runs(note), 0);
    for (uint32_t i = 0; i < NOTE_AGENTS; i++) {
        assert_int_equal(text_version(note)[i], 0);
        assert_int_equal(note_cut(note)[i], 0);
    }
    text_close(note);
    text_close(NULL);
    counted_memory_end(&counted);
}

static void test_what_is_typed_is_seen_but_not_published(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    note_type(note, 0, "walk");
    note_type(note, 4, " to the lake");
    note_type(note, 0, "I ");
    note_shows(note, "I walk to the lake");
    note_is(note, "");
    assert_true(text_has_draft(note));
    assert_int_equal(text_version(note)[0], 0);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_positions_are_characters_whatever_they_take(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    note_type(note, 0, "é漢😀z");
    assert_int_equal(text_length(note, true), 4);
    assert_int_equal(text_size(note, true), 2 + 3 + 4 + 1);
    note_type(note, 3, "|");
    note_shows(note, "é漢😀|z");
    note_delete(note, 1, 2);
    note_shows(note, "é|z");
    note_publish(note, 1);
    note_is(note, "é|z");
    assert_int_equal(text_version(note)[1], 3);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_only_text_that_may_be_shown_is_taken(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } refused[] = {
        {"", 0},
        {"\0", 1},
        {"a\0b", 3},
        {"\x1b[2J", 4},
        {"\r", 1},
        {"\x80", 1},
        {"\xc3", 1},
        {"\xc0\xaf", 2},
        {"\xe0\x80\x80", 3},
        {"\xed\xa0\x80", 3},
        {"\xf4\x90\x80\x80", 4},
        {"abcdefgh\x07", 9},
        {"\xff", 1},
        {"\x7f", 1},
        {"\xc2\x9b", 2},
    };
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        const uint8_t *bytes = (const uint8_t *)refused[i].bytes;
        assert_int_equal(text_insert(note, 0, bytes, refused[i].size), TEXT_MALFORMED);
    }
    assert_false(text_has_draft(note));
    note_type(note, 0, "line\n\tindented");
    assert_int_equal(text_insert(note, 14, (const uint8_t *)"\x7f", 1), TEXT_MALFORMED);
    note_shows(note, "line\n\tindented");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_places_beyond_the_end_are_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    assert_int_equal(text_insert(note, 4, (const uint8_t *)"x", 1), TEXT_MALFORMED);
    assert_int_equal(text_insert(note, UINT32_MAX, (const uint8_t *)"x", 1), TEXT_MALFORMED);
    assert_int_equal(text_delete(note, 0, 0), TEXT_MALFORMED);
    assert_int_equal(text_delete(note, 0, 4), TEXT_MALFORMED);
    assert_int_equal(text_delete(note, 3, 1), TEXT_MALFORMED);
    assert_int_equal(text_delete(note, UINT32_MAX, 2), TEXT_MALFORMED);
    assert_int_equal(text_delete(note, 2, UINT32_MAX), TEXT_MALFORMED);
    assert_false(text_has_draft(note));
    note_shows(note, "abc");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_draft_may_be_as_large_as_the_bounds_say(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    const struct text_bounds bounds = {.agents = 1, .bytes = 5, .spans = 4, .runs = 4};
    struct text *note = text_open(&counted.memory, &bounds);
    note_type(note, 0, "abcd");
    assert_int_equal(text_insert(note, 0, (const uint8_t *)"xy", 2), TEXT_TOO_MUCH);
    note_type(note, 4, "e");
    assert_int_equal(text_insert(note, 5, (const uint8_t *)"f", 1), TEXT_TOO_MUCH);
    assert_int_equal(text_insert(note, 0, (const uint8_t *)"abcdefg", 7), TEXT_TOO_MUCH);
    note_shows(note, "abcde");
    note_delete(note, 0, 1);
    note_type(note, 4, "f");
    note_shows(note, "bcdef");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_discarded_draft_leaves_the_published_text(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_delete(note, 0, 5);
    note_type(note, 0, "swim ");
    note_shows(note, "swim each day");
    text_discard(note);
    note_shows(note, "walk each day");
    assert_false(text_has_draft(note));
    text_discard(note);
    note_is(note, "walk each day");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_publishing_says_what_others_must_merge(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    struct text_batch batch;
    note_type(note, 13, "!");
    note_delete(note, 5, 5);
    note_type(note, 0, "I ");
    assert_int_equal(text_publish(note, 2, &batch), TEXT_APPLIED);
    assert_int_equal(batch.agent, 2);
    assert_int_equal(batch.seq, 0);
    assert_int_equal(batch.parents[0], 13);
    assert_int_equal(batch.parents[2], 0);
    assert_int_equal(batch.run_count, 3);
    assert_int_equal(batch.runs[0].kind, TEXT_INSERT);
    assert_int_equal(batch.runs[0].at, 0);
    assert_int_equal(batch.runs[0].count, 2);
    assert_memory_equal(batch.runs[0].text, "I ", 2);
    assert_int_equal(batch.runs[1].kind, TEXT_DELETE);
    assert_int_equal(batch.runs[1].at, 7);
    assert_int_equal(batch.runs[1].count, 5);
    assert_int_equal(batch.runs[2].kind, TEXT_INSERT);
    assert_int_equal(batch.runs[2].at, 10);
    assert_memory_equal(batch.runs[2].text, "!", 1);
    note_is(note, "I walk day!");
    assert_int_equal(text_version(note)[2], 8);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_was_typed_and_taken_back_is_not_published(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "I feel fine");
    struct text_batch batch;
    note_type(note, 7, "not ");
    note_delete(note, 7, 4);
    assert_false(text_has_draft(note));
    assert_int_equal(text_publish(note, 0, &batch), TEXT_DUPLICATE);
    note_type(note, 7, "awfully bad");
    note_delete(note, 7, 8);
    note_delete(note, 7, 3);
    note_type(note, 7, "very ");
    assert_int_equal(text_publish(note, 0, &batch), TEXT_APPLIED);
    assert_int_equal(batch.run_count, 1);
    assert_int_equal(batch.runs[0].count, 5);
    assert_memory_equal(batch.runs[0].text, "very ", 5);
    note_is(note, "I feel very fine");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_replacing_a_word_is_an_insert_and_a_delete(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "see a doctor soon");
    struct text_batch batch;
    for (uint32_t i = 0; i < 6; i++)
        note_delete(note, 11 - i, 1);
    note_type(note, 6, "fr");
    note_type(note, 8, "iend");
    assert_int_equal(text_publish(note, 0, &batch), TEXT_APPLIED);
    assert_int_equal(batch.run_count, 2);
    assert_int_equal(batch.runs[0].kind, TEXT_INSERT);
    assert_int_equal(batch.runs[0].at, 6);
    assert_int_equal(batch.runs[1].kind, TEXT_DELETE);
    assert_int_equal(batch.runs[1].at, 12);
    assert_int_equal(batch.runs[1].count, 6);
    note_is(note, "see a friend soon");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_spans_say_who_wrote_what(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_type(note, 4, " slowly");
    note_publish(note, 1);
    note_is_by(note, false, "0:4 1:7 0:9");
    note_type(note, 6, "very ");
    note_is_by(note, true, "0:4 1:2 -:5 1:5 0:9");
    note_is_by(note, false, "0:4 1:7 0:9");
    note_delete(note, 0, 13);
    note_is_by(note, true, "1:3 0:9");
    note_publish(note, 2);
    note_is(note, "wly each day");
    note_delete(note, 0, 3);
    note_publish(note, 2);
    note_is_by(note, true, "0:9");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_as_many_spans_are_written_as_there_is_room_for(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "ab");
    note_type(note, 1, "X");
    note_publish(note, 3);
    struct text_span spans[3] = {{9, 9}, {9, 9}, {9, 9}};
    assert_int_equal(text_spans(note, false, NULL, 0), 3);
    assert_int_equal(text_spans(note, false, spans, 2), 3);
    assert_int_equal(spans[1].agent, 3);
    assert_int_equal(spans[1].count, 1);
    assert_int_equal(spans[2].agent, 9);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_publishing_beyond_the_bounds_leaves_the_draft(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    const struct text_bounds bounds = {.agents = 2, .bytes = 100, .spans = 3, .runs = 3};
    struct text *note = text_open(&counted.memory, &bounds);
    note_type(note, 0, "abcd");
    note_publish(note, 0);
    note_type(note, 1, "X");
    note_type(note, 3, "Y");
    assert_int_equal(text_publish(note, 1, NULL), TEXT_TOO_MUCH);
    note_shows(note, "aXbYcd");
    note_is(note, "abcd");
    assert_int_equal(text_version(note)[1], 0);
    note_delete(note, 3, 1);
    note_publish(note, 1);
    note_is_by(note, false, "0:1 1:1 0:3");
    assert_int_equal(text_tail_runs(note), 2);
    note_delete(note, 4, 1);
    note_delete(note, 2, 1);
    assert_int_equal(text_publish(note, 1, NULL), TEXT_TOO_MUCH);
    text_cut(note, text_version(note));
    note_publish(note, 1);
    note_is(note, "aXc");
    text_close(note);
    counted_memory_end(&counted);
}

/* --- What is left in memory. --- */

#define SECRET "my brother's name"

static void test_a_discarded_draft_is_nowhere(void **state)
{
    (void)state;
    struct watched watched;
    watched_begin(&watched);
    struct text *note = text_open(&watched.memory, &note_bounds);
    watched.secret = SECRET;
    note_type(note, 0, SECRET);
    assert_true(watched_holds(&watched, SECRET));
    text_discard(note);
    assert_false(watched_holds(&watched, SECRET));
    note_type(note, 0, SECRET " is not to be said");
    note_delete(note, 0, (uint32_t)strlen(SECRET));
    assert_false(watched_holds(&watched, SECRET));
    text_close(note);
    watched_end(&watched);
}

static void test_deleted_text_is_nowhere_when_nobody_needs_it(void **state)
{
    (void)state;
    struct watched watched;
    watched_begin(&watched);
    struct text *note = text_open(&watched.memory, &note_bounds);
    note_type(note, 0, "I told her " SECRET " yesterday");
    note_publish(note, 0);
    watched.secret = SECRET;
    note_delete(note, 11, (uint32_t)strlen(SECRET));
    /* A draft can be discarded, and an undo asked for. */
    assert_true(watched_holds(&watched, SECRET));
    note_publish(note, 0);
    assert_true(watched_holds(&watched, SECRET));
    text_forget_undo(note, UINT32_MAX);
    assert_false(watched_holds(&watched, SECRET));
    text_close(note);
    watched_end(&watched);
}

static void test_what_steps_of_a_file_brought_back_is_nowhere_either(void **state)
{
    (void)state;
    struct watched watched;
    uint8_t step[200];
    struct byte_writer out = byte_writer_over(step, sizeof step);
    watched_begin(&watched);
    struct text *note = text_open(&watched.memory, &note_bounds);
    note_type(note, 0, "I told her " SECRET " yesterday");
    note_publish(note, 0);
    uint32_t seq = text_version(note)[0];
    note_delete(note, 11, (uint32_t)strlen(SECRET));
    note_publish(note, 0);
    text_undo_write(note, seq, &out);
    watched.secret = SECRET;
    text_forget_undo(note, UINT32_MAX);
    assert_int_equal(text_undo_read(note, seq, step, out.size), TEXT_APPLIED);
    assert_true(watched_holds(&watched, SECRET));
    struct text *copy = text_copy(note);
    text_close(note);
    assert_true(watched_holds(&watched, SECRET));
    /* Of an object that is erased the text is closed. */
    text_close(copy);
    assert_false(watched_holds(&watched, SECRET));
    watched_end(&watched);
}

static void test_what_others_delete_is_nowhere_at_once(void **state)
{
    (void)state;
    struct watched watched;
    watched_begin(&watched);
    struct text *note = text_open(&watched.memory, &note_bounds);
    note_type(note, 0, "before " SECRET " after");
    note_publish(note, 0);
    /* An edit far off, so that the text moves about in its chunk. */
    note_type(note, 3, "x");
    note_publish(note, 0);
    watched.secret = SECRET;
    note_hear_delete(note, 1, text_version(note), 8, (uint32_t)strlen(SECRET));
    assert_false(watched_holds(&watched, SECRET));
    note_is(note, "befxore  after");
    text_close(note);
    watched_end(&watched);
}

static void test_without_memory_a_local_edit_changes_nothing(void **state)
{
    (void)state;
    for (size_t n = 1; n < 40; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *note = note_with(&counted, "walk each day");
        counted.fail_at = counted.requests + n;
        counted.keep_failing = true;
        enum text_result result = text_insert(note, 4, (const uint8_t *)" on", 3);
        bool typed = result == TEXT_APPLIED;
        note_shows(note, typed ? "walk on each day" : "walk each day");
        if (typed)
            result = text_delete(note, 0, 5);
        bool deleted = typed && result == TEXT_APPLIED;
        note_shows(note, deleted ? "on each day" : typed ? "walk on each day" : "walk each day");
        if (deleted)
            result = text_publish(note, 1, NULL);
        assert_true(result == TEXT_APPLIED || result == TEXT_NO_MEMORY);
        note_is(note, deleted && result == TEXT_APPLIED ? "on each day" : "walk each day");
        bool done = result == TEXT_APPLIED;
        counted.fail_at = 0;
        text_close(note);
        counted_memory_end(&counted);
        if (done)
            return;
    }
    fail_msg("still no memory");
}

static void test_without_memory_no_note_is_opened(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 2; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        counted.fail_at = n;
        assert_null(text_open(&counted.memory, &note_bounds));
        counted_memory_end(&counted);
    }
}

static void test_a_small_note_takes_little_memory(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "A goal has a note of some lines, not more.");
    assert_in_range(counted.bytes, 1, 16384);
    text_close(note);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_new_note_is_empty),
    cmocka_unit_test(test_what_is_typed_is_seen_but_not_published),
    cmocka_unit_test(test_positions_are_characters_whatever_they_take),
    cmocka_unit_test(test_only_text_that_may_be_shown_is_taken),
    cmocka_unit_test(test_places_beyond_the_end_are_refused),
    cmocka_unit_test(test_a_draft_may_be_as_large_as_the_bounds_say),
    cmocka_unit_test(test_a_discarded_draft_leaves_the_published_text),
    cmocka_unit_test(test_publishing_says_what_others_must_merge),
    cmocka_unit_test(test_what_was_typed_and_taken_back_is_not_published),
    cmocka_unit_test(test_replacing_a_word_is_an_insert_and_a_delete),
    cmocka_unit_test(test_spans_say_who_wrote_what),
    cmocka_unit_test(test_as_many_spans_are_written_as_there_is_room_for),
    cmocka_unit_test(test_publishing_beyond_the_bounds_leaves_the_draft),
    cmocka_unit_test(test_a_discarded_draft_is_nowhere),
    cmocka_unit_test(test_deleted_text_is_nowhere_when_nobody_needs_it),
    cmocka_unit_test(test_what_steps_of_a_file_brought_back_is_nowhere_either),
    cmocka_unit_test(test_what_others_delete_is_nowhere_at_once),
    cmocka_unit_test(test_without_memory_a_local_edit_changes_nothing),
    cmocka_unit_test(test_without_memory_no_note_is_opened),
    cmocka_unit_test(test_a_small_note_takes_little_memory),
};

TEST_GROUP(text, tests)
