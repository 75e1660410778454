/* What is refused for its size, and what is not. */
#include "text/text_bounds.h"

#include <string.h>

#include "harness.h"
#include "note.h"
#include "text/text.h"

static void refuse(struct text *note, const struct text_batch *batch, enum text_result expected)
{
    uint32_t version[NOTE_AGENTS];
    uint32_t runs = text_tail_runs(note);
    memcpy(version, text_version(note), sizeof version);
    assert_int_equal(text_merge(note, batch, 1), expected);
    assert_int_equal(text_tail_runs(note), runs);
    assert_memory_equal(version, text_version(note), sizeof version);
}

static const struct text_bounds tight = {.agents = NOTE_AGENTS, .bytes = 10, .spans = 3, .runs = 4};

static void test_what_several_publish_is_taken_beyond_the_bounds(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *notes[3];
    struct text_batch batches[3];
    for (uint32_t i = 0; i < 3; i++) {
        notes[i] = text_open(&counted.memory, &tight);
        note_type(notes[i], 0, i == 0 ? "aaaaaaaaa" : i == 1 ? "bbbbbbbbbb" : "cccccccccc");
        assert_int_equal(text_publish(notes[i], i, &batches[i]), TEXT_APPLIED);
    }
    /* Whatever comes first: none of them is refused. */
    struct text *copy = text_open(&counted.memory, &tight);
    for (uint32_t i = 3; i-- > 0;)
        assert_int_equal(text_merge(copy, &batches[i], 1), TEXT_APPLIED);
    note_is(copy, "aaaaaaaaabbbbbbbbbbcccccccccc");
    assert_int_equal(text_merge(notes[0], &batches[1], 2), TEXT_APPLIED);
    note_is(notes[0], "aaaaaaaaabbbbbbbbbbcccccccccc");
    note_is_by(notes[0], false, "0:9 1:10 2:10");
    /* Who writes here is bound, but may always delete. */
    assert_int_equal(text_insert(notes[0], 0, (const uint8_t *)"x", 1), TEXT_TOO_MUCH);
    note_delete(notes[0], 5, 10);
    note_publish(notes[0], 0);
    note_is(notes[0], "aaaaabbbbcccccccccc");
    size_t size;
    struct text *back;
    uint8_t *file = text_encode(notes[0], true, &size);
    assert_non_null(file);
    assert_int_equal(text_decode(&counted.memory, &tight, file, size, &back), TEXT_APPLIED);
    note_is(back, "aaaaabbbbcccccccccc");
    counted.memory.resize(counted.memory.context, file, size, 0);
    text_close(back);
    text_close(copy);
    for (size_t i = 0; i < 3; i++)
        text_close(notes[i]);
    counted_memory_end(&counted);
}

static void test_a_batch_of_too_many_runs_is_refused_by_itself(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = text_open(&counted.memory, &tight);
    struct text_run runs[5] = {
        {TEXT_INSERT, 0, 9, (const uint8_t *)"abcdefghi", 9},
        {TEXT_DELETE, 0, 9, NULL, 0},
        {TEXT_INSERT, 0, 3, (const uint8_t *)"\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 9},
        {TEXT_DELETE, 0, 3, NULL, 0},
        {TEXT_INSERT, 0, 1, (const uint8_t *)"z", 1},
    };
    struct text_batch many = {1, 0, text_version(note), runs, 5};
    refuse(note, &many, TEXT_TOO_MUCH);
    many.run_count = 4;
    assert_int_equal(text_merge(note, &many, 1), TEXT_APPLIED);
    note_is(note, "");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_far_more_bytes_than_the_bounds_wait_for_a_delete(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = text_open(&counted.memory, &tight);
    char text[TEXT_OTHERS_TIMES * 10 + 1];
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = 0;
    struct note_batch batch;
    note_insert_batch(&batch, 0, text_version(note), 0, text);
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    struct note_batch late;
    note_insert_batch(&late, 1, text_version(note), 0, "y");
    refuse(note, &late.batch, TEXT_TOO_MUCH);
    note_delete_batch(&batch, 0, text_version(note), 100, 1);
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_merge(note, &late.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_size(note, false), sizeof text - 1);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_far_more_runs_than_the_bounds_wait_for_a_cut(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = text_open(&counted.memory, &tight);
    struct note_batch batch;
    for (uint32_t i = 0; i < TEXT_OTHERS_TIMES * tight.runs; i++) {
        note_insert_batch(&batch, i % 2, text_version(note), 0, "x");
        assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    }
    assert_int_equal(text_tail_runs(note), TEXT_OTHERS_TIMES * tight.runs);
    note_insert_batch(&batch, 2, text_version(note), 0, "y");
    refuse(note, &batch.batch, TEXT_TOO_MUCH);
    text_cut(note, text_version(note));
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_tail_runs(note), 1);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_wide_bounds_stay_below_what_numbers_can_say(void **state)
{
    (void)state;
    struct text_bounds bounds = {
        .agents = 3, .bytes = TEXT_BYTES_MAX / 2, .spans = 1, .runs = TEXT_EVENTS_MAX};
    struct text_bounds wide = text_bounds_of_others(&bounds);
    assert_int_equal(wide.agents, 3);
    assert_int_equal(wide.bytes, TEXT_BYTES_MAX);
    assert_int_equal(wide.spans, TEXT_BYTES_MAX);
    assert_int_equal(wide.runs, TEXT_EVENTS_MAX);
    wide = text_bounds_of_others(&tight);
    assert_int_equal(wide.bytes, 10 * TEXT_OTHERS_TIMES);
    assert_int_equal(wide.runs, 4 * TEXT_OTHERS_TIMES);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_several_publish_is_taken_beyond_the_bounds),
    cmocka_unit_test(test_a_batch_of_too_many_runs_is_refused_by_itself),
    cmocka_unit_test(test_far_more_bytes_than_the_bounds_wait_for_a_delete),
    cmocka_unit_test(test_far_more_runs_than_the_bounds_wait_for_a_cut),
    cmocka_unit_test(test_wide_bounds_stay_below_what_numbers_can_say),
};

TEST_GROUP(text_bounds, tests)
