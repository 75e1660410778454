/* Merging what others wrote. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "histories.h"
#include "memory.h"
#include "note.h"

static const struct text_bounds history_bounds = {
    .agents = HISTORY_TXNS, .bytes = 65536, .spans = 2048, .runs = 20000};

static void require_end(const struct text *t, const struct history *h)
{
    uint8_t out[4096];
    assert_int_equal(text_size(t, false), h->end_size);
    text_read(t, false, out);
    assert_memory_equal(out, h->end, h->end_size);
}

/* Merges all histories: by so many transactions at once, or all of a history for 0. */
static void merge_histories(size_t step)
{
    struct histories *histories = histories_open();
    struct history *h = calloc(1, sizeof *h);
    size_t count = 0;
    while (histories_next(histories, h)) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *t = text_open(&counted.memory, &history_bounds);
        size_t at_once = step == 0 ? h->txns : step;
        for (size_t i = 0; i < h->txns; i += at_once) {
            size_t part = h->txns - i < at_once ? h->txns - i : at_once;
            assert_int_equal(text_merge(t, &h->batches[i], part), TEXT_APPLIED);
        }
        require_end(t, h);
        text_close(t);
        counted_memory_end(&counted);
        count++;
    }
    assert_int_equal(count, 1000);
    free(h);
    histories_close(histories);
}

static void test_the_histories_of_the_reference_end_in_its_texts(void **state)
{
    (void)state;
    merge_histories(1);
}

static void test_they_do_so_when_merged_some_at_once(void **state)
{
    (void)state;
    merge_histories(7);
}

static void test_they_do_so_when_merged_at_once(void **state)
{
    (void)state;
    merge_histories(0);
}

static void test_a_batch_that_knew_everything_is_just_applied(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    struct text_run runs[] = {
        {TEXT_INSERT, 4, 5, (const uint8_t *)" away", 5},
        {TEXT_DELETE, 0, 1, NULL, 0},
        {TEXT_INSERT, 0, 1, (const uint8_t *)"W", 1},
    };
    struct text_batch batch = {1, 0, text_version(note), runs, 3};
    assert_int_equal(text_merge(note, &batch, 1), TEXT_APPLIED);
    note_is(note, "Walk away");
    note_is_by(note, false, "1:1 0:3 1:5");
    assert_int_equal(text_version(note)[1], 7);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_is_known_is_passed_over(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *one = note_with(&counted, "walk");
    struct text *other = note_open(&counted);
    struct note_batch first, second;
    note_insert_batch(&first, 0, text_version(other), 0, "walk");
    assert_int_equal(text_merge(other, &first.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_merge(other, &first.batch, 1), TEXT_DUPLICATE);
    assert_int_equal(text_merge(one, &first.batch, 1), TEXT_DUPLICATE);
    note_insert_batch(&second, 0, text_version(other), 4, "!");
    struct text_batch both[] = {first.batch, second.batch, first.batch};
    assert_int_equal(text_merge(other, both, 3), TEXT_APPLIED);
    note_is(other, "walk!");
    assert_int_equal(text_merge(other, both, 3), TEXT_DUPLICATE);
    assert_int_equal(text_merge(other, both, 0), TEXT_DUPLICATE);
    note_is(other, "walk!");
    text_close(one);
    text_close(other);
    counted_memory_end(&counted);
}

static void test_two_who_write_at_once_end_with_the_same(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *one = note_open(&counted), *other = note_open(&counted);
    note_type(one, 0, "goal: ");
    note_tell(one, 0, other);
    struct text_batch mine, theirs;
    note_type(one, 6, "walk");
    note_type(other, 6, "swim");
    assert_int_equal(text_publish(one, 0, &mine), TEXT_APPLIED);
    assert_int_equal(text_publish(other, 1, &theirs), TEXT_APPLIED);
    assert_int_equal(text_merge(one, &theirs, 1), TEXT_APPLIED);
    /* What `other` published is forgotten with its next change: a copy of what `one` did. */
    uint32_t parents[NOTE_AGENTS] = {6};
    note_hear_insert(other, 0, parents, 6, "walk");
    note_is(one, "goal: walkswim");
    note_is(other, "goal: walkswim");
    text_close(one);
    text_close(other);
    counted_memory_end(&counted);
}

static void test_what_both_delete_is_deleted_once(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abcdef");
    uint32_t before[NOTE_AGENTS];
    memcpy(before, text_version(note), sizeof before);
    struct note_batch one, other;
    note_delete_batch(&one, 1, before, 1, 3);
    note_delete_batch(&other, 2, before, 2, 3);
    assert_int_equal(text_merge(note, &one.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_merge(note, &other.batch, 1), TEXT_APPLIED);
    note_is(note, "af");
    /* And what is then left of a delete that finds nothing. */
    note_hear_delete(note, 3, before, 1, 4);
    note_is(note, "af");
    assert_int_equal(text_version(note)[3], 4);
    text_close(note);
    counted_memory_end(&counted);
}

/* --- What is refused. --- */

static void refuse(struct text *note, const struct text_batch *batch, enum text_result expected)
{
    uint32_t version[NOTE_AGENTS];
    uint32_t runs = text_tail_runs(note);
    memcpy(version, text_version(note), sizeof version);
    assert_int_equal(text_merge(note, batch, 1), expected);
    assert_int_equal(text_tail_runs(note), runs);
    assert_memory_equal(version, text_version(note), sizeof version);
}

static void test_a_gap_or_an_overlap_in_ones_own_events_is_malformed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch batch;
    note_insert_batch(&batch, 1, text_version(note), 0, "xy");
    batch.batch.seq = batch.parents[1] = 1;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_insert_batch(&batch, 0, text_version(note), 0, "xy");
    batch.batch.seq = batch.parents[0] = 2;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_insert_batch(&batch, 0, text_version(note), 0, "xy");
    batch.parents[0] = 2;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.batch.seq = UINT32_MAX;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_is(note, "abc");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_parents_that_are_not_known_are_malformed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch batch;
    note_insert_batch(&batch, 1, text_version(note), 0, "x");
    batch.parents[0] = 4;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.parents[0] = 3;
    batch.parents[2] = 1;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.parents[2] = 0;
    batch.batch.agent = NOTE_AGENTS;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_parents_that_are_no_version_are_malformed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch batch;
    /* 1 knew all three of 0; whoever knows 1 knows these. */
    note_hear_insert(note, 1, text_version(note), 3, "de");
    note_insert_batch(&batch, 2, text_version(note), 0, "x");
    batch.parents[0] = 2;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.parents[1] = 1;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.parents[0] = 3;
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_APPLIED);
    note_is(note, "xabcde");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_an_author_knows_what_he_knew_before(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch batch;
    note_hear_insert(note, 1, text_version(note), 0, "x");
    note_insert_batch(&batch, 1, text_version(note), 0, "y");
    batch.parents[0] = 1;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_places_beyond_the_end_at_the_parents_are_malformed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    uint32_t early[NOTE_AGENTS] = {1};
    struct note_batch batch;
    note_insert_batch(&batch, 1, text_version(note), 4, "x");
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_delete_batch(&batch, 1, text_version(note), 1, 3);
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_delete_batch(&batch, 1, text_version(note), UINT32_MAX, 2);
    refuse(note, &batch.batch, TEXT_MALFORMED);
    /* There were three characters, but one at those parents. */
    note_insert_batch(&batch, 1, early, 2, "x");
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_delete_batch(&batch, 1, early, 0, 2);
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_is(note, "abc");
    note_hear_insert(note, 1, early, 1, "x");
    note_is(note, "abcx");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_runs_of_a_bad_shape_are_malformed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch batch;
    note_insert_batch(&batch, 1, text_version(note), 0, "xy");
    batch.run.count = 3;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.run.count = 0;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.run.count = 2;
    batch.run.kind = (enum text_kind)2;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.run.kind = TEXT_INSERT;
    batch.run.text = (const uint8_t *)"x\x01";
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.run.text = (const uint8_t *)"\xc3\xa9";
    refuse(note, &batch.batch, TEXT_MALFORMED);
    batch.batch.run_count = 0;
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_delete_batch(&batch, 1, text_version(note), 0, 0);
    refuse(note, &batch.batch, TEXT_MALFORMED);
    note_delete_batch(&batch, 1, text_version(note), 0, UINT32_MAX);
    refuse(note, &batch.batch, TEXT_MALFORMED);
    text_close(note);
    counted_memory_end(&counted);
}

/* A batch of inserts at the start whose texts are one after another in a block. */
struct touching {
    struct text_run runs[5];
    struct text_batch batch;
    uint32_t parents[NOTE_AGENTS];
};

static void touch(struct touching *out, const uint8_t *text, const uint32_t sizes[4])
{
    memset(out, 0, sizeof *out);
    out->batch = (struct text_batch){.parents = out->parents, .runs = out->runs, .run_count = 5};
    for (size_t i = 0; i < 5; i++) {
        struct text_run *run = &out->runs[i];
        *run = (struct text_run){.kind = TEXT_DELETE, .count = 1};
        if (i == 2)
            continue;
        uint32_t size = sizes[i < 2 ? i : i - 1];
        *run = (struct text_run){.count = size, .text = text, .size = size};
        text += size;
    }
}

static void test_texts_that_touch_are_all_checked(void **state)
{
    (void)state;
    static const uint32_t sizes[4] = {3, 1, 40, 2};
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    struct touching touching;
    uint8_t text[46];
    for (size_t at = 0; at < sizeof text; at++) {
        memset(text, 'x', sizeof text);
        text[at] = at % 2 == 0 ? 0xc3 : 0x07;
        touch(&touching, text, sizes);
        refuse(note, &touching.batch, TEXT_MALFORMED);
    }
    /* A character of two bytes that two runs share is none. */
    memcpy(text, "abc\xc3\xa9", 5);
    touch(&touching, text, sizes);
    refuse(note, &touching.batch, TEXT_MALFORMED);
    /* In one run it is, and what comes after it still goes on. */
    memcpy(text, "\xc3\xa9", 2);
    memset(text + 2, 'x', 44);
    touch(&touching, text, sizes);
    refuse(note, &touching.batch, TEXT_MALFORMED);
    touching.runs[0].count = 2;
    assert_int_equal(text_merge(note, &touching.batch, 1), TEXT_APPLIED);
    assert_int_equal(text_size(note, false), 45);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_of_several_batches_all_are_merged_or_none(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abc");
    struct note_batch good, bad;
    uint32_t early[NOTE_AGENTS] = {1};
    note_insert_batch(&good, 1, text_version(note), 3, "d");
    note_insert_batch(&bad, 2, early, 2, "x");
    struct text_batch both[] = {good.batch, bad.batch};
    assert_int_equal(text_merge(note, both, 2), TEXT_MALFORMED);
    note_is(note, "abc");
    assert_int_equal(text_version(note)[1], 0);
    bad.run.at = 1;
    assert_int_equal(text_merge(note, both, 2), TEXT_APPLIED);
    note_is(note, "abcdx");
    text_close(note);
    counted_memory_end(&counted);
}

/* --- The draft. --- */

static void test_a_draft_stays_where_it_was_typed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_type(note, 9, " sunny");
    note_delete(note, 0, 4);
    note_type(note, 0, "swim");
    note_shows(note, "swim each sunny day");
    note_hear_insert(note, 1, text_version(note), 0, "I ");
    note_shows(note, "swimI  each sunny day");
    note_hear_insert(note, 1, text_version(note), 11, ",");
    note_hear_delete(note, 1, text_version(note), 12, 4);
    note_is(note, "I walk each,");
    note_shows(note, "swimI  each sunny,");
    note_publish(note, 0);
    note_is(note, "swimI  each sunny,");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_a_draft_deletes_may_be_gone_already(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abcdef");
    struct text_batch out;
    note_delete(note, 1, 3);
    note_hear_delete(note, 1, text_version(note), 2, 3);
    note_is(note, "abf");
    note_shows(note, "af");
    assert_int_equal(text_publish(note, 0, &out), TEXT_APPLIED);
    assert_int_equal(out.run_count, 1);
    assert_int_equal(out.runs[0].at, 1);
    assert_int_equal(out.runs[0].count, 1);
    note_is(note, "af");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_is_inserted_where_a_draft_deletes_stays(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abcdef");
    note_delete(note, 1, 4);
    note_hear_insert(note, 1, text_version(note), 3, "XY");
    note_shows(note, "aXYf");
    note_publish(note, 0);
    note_is(note, "aXYf");
    note_is_by(note, false, "0:1 1:2 0:1");
    text_close(note);
    counted_memory_end(&counted);
}

/* --- Memory. --- */

/* Two batches that did not know each other, with a draft and an undo to be followed. */
static enum text_result merge_with_little_memory(struct counted_memory *counted, size_t fail_at)
{
    struct text *note = note_with(counted, "walk each day");
    uint32_t before[NOTE_AGENTS];
    struct note_batch one, other;
    memcpy(before, text_version(note), sizeof before);
    note_type(note, 5, "on ");
    note_publish(note, 0);
    note_type(note, 0, "I ");
    note_insert_batch(&one, 1, before, 4, " slowly");
    note_delete_batch(&other, 2, before, 3, 6);
    struct text_batch both[] = {one.batch, other.batch};
    counted->fail_at = counted->requests + fail_at;
    counted->keep_failing = true;
    enum text_result result = text_merge(note, both, 2);
    counted->fail_at = 0;
    if (result == TEXT_APPLIED) {
        note_is(note, "wal slowlyon  day");
        note_shows(note, "I wal slowlyon  day");
    } else {
        note_is(note, "walk on each day");
        note_shows(note, "I walk on each day");
        assert_int_equal(text_version(note)[1], 0);
        assert_int_equal(text_merge(note, both, 2), TEXT_APPLIED);
        note_is(note, "wal slowlyon  day");
    }
    text_close(note);
    return result;
}

static void test_without_memory_nothing_is_merged(void **state)
{
    (void)state;
    enum text_result result = TEXT_NO_MEMORY;
    size_t n = 0;
    while (result == TEXT_NO_MEMORY) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        result = merge_with_little_memory(&counted, ++n);
        counted_memory_end(&counted);
    }
    assert_int_equal(result, TEXT_APPLIED);
    assert_in_range(n, 8, 60);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_histories_of_the_reference_end_in_its_texts),
    cmocka_unit_test(test_they_do_so_when_merged_some_at_once),
    cmocka_unit_test(test_they_do_so_when_merged_at_once),
    cmocka_unit_test(test_a_batch_that_knew_everything_is_just_applied),
    cmocka_unit_test(test_what_is_known_is_passed_over),
    cmocka_unit_test(test_two_who_write_at_once_end_with_the_same),
    cmocka_unit_test(test_what_both_delete_is_deleted_once),
    cmocka_unit_test(test_a_gap_or_an_overlap_in_ones_own_events_is_malformed),
    cmocka_unit_test(test_parents_that_are_not_known_are_malformed),
    cmocka_unit_test(test_parents_that_are_no_version_are_malformed),
    cmocka_unit_test(test_an_author_knows_what_he_knew_before),
    cmocka_unit_test(test_places_beyond_the_end_at_the_parents_are_malformed),
    cmocka_unit_test(test_runs_of_a_bad_shape_are_malformed),
    cmocka_unit_test(test_texts_that_touch_are_all_checked),
    cmocka_unit_test(test_of_several_batches_all_are_merged_or_none),
    cmocka_unit_test(test_a_draft_stays_where_it_was_typed),
    cmocka_unit_test(test_what_a_draft_deletes_may_be_gone_already),
    cmocka_unit_test(test_what_is_inserted_where_a_draft_deletes_stays),
    cmocka_unit_test(test_without_memory_nothing_is_merged),
};

TEST_GROUP(text_merge, tests)
