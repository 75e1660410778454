/* The cut: what becomes plain text, and what that forbids. */
#include "text/text_stable.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "note.h"
#include "text/text.h"

static void test_a_full_cut_leaves_text_and_authors(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_delete(note, 4, 5);
    note_publish(note, 1);
    assert_int_equal(text_tail_runs(note), 2);
    text_cut(note, text_version(note));
    assert_int_equal(text_tail_runs(note), 0);
    assert_int_equal(note_cut(note)[0], 13);
    assert_int_equal(note_cut(note)[1], 5);
    note_is(note, "walk day");
    note_is_by(note, false, "0:8");
    note_type(note, 8, "s");
    note_publish(note, 1);
    note_is(note, "walk days");
    assert_int_equal(text_version(note)[1], 6);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_cut_gives_memory_back(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    for (int i = 0; i < 500; i++) {
        note_type(note, 0, "ab");
        note_publish(note, 0);
    }
    size_t before = counted.bytes;
    text_cut(note, text_version(note));
    assert_in_range(counted.bytes, 1, before - 500 * sizeof(struct text_graph_run));
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_cut_at_the_same_place_again_does_nothing(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    uint32_t nothing[NOTE_AGENTS] = {0};
    text_cut(note, nothing);
    assert_int_equal(text_tail_runs(note), 1);
    text_cut(note, text_version(note));
    text_cut(note, text_version(note));
    text_cut(note, nothing);
    assert_int_equal(note_cut(note)[0], 4);
    note_is(note, "walk");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_more_than_is_known_counts_as_what_is_known(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    const uint32_t much[NOTE_AGENTS] = {99, 99, 99, 99};
    text_cut(note, much);
    assert_int_equal(note_cut(note)[0], 4);
    assert_int_equal(note_cut(note)[1], 0);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_cut_in_the_middle_of_a_run_keeps_the_rest(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "abcdef");
    const uint32_t half[NOTE_AGENTS] = {3};
    text_cut(note, half);
    assert_int_equal(note_cut(note)[0], 3);
    assert_int_equal(text_tail_runs(note), 1);
    note_is(note, "abcdef");
    /* Whoever knows the cut, and nothing of the rest. */
    note_hear_insert(note, 1, half, 3, "X");
    note_is(note, "abcdefX");
    note_hear_insert(note, 2, half, 1, "Y");
    note_is(note, "aYbcdefX");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_cut_in_the_middle_of_a_delete_keeps_the_rest(void **state)
{
    (void)state;
    for (int backwards = 0; backwards < 2; backwards++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *note = note_with(&counted, "abcdef");
        for (uint32_t i = 0; i < 4; i++) {
            note_hear_delete(note, 1, text_version(note), backwards == 1 ? 4 - i : 1, 1);
        }
        assert_int_equal(text_tail_runs(note), 2);
        note_is(note, "af");
        const uint32_t half[NOTE_AGENTS] = {6, 2};
        text_cut(note, half);
        assert_int_equal(text_tail_runs(note), 1);
        assert_int_equal(note_cut(note)[1], 2);
        /* Two of the letters are there for whoever knows the cut alone. */
        note_hear_insert(note, 2, half, 2, "X");
        note_is(note, "aXf");
        text_close(note);
        counted_memory_end(&counted);
    }
}

static void test_what_does_not_know_the_cut_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    const uint32_t early[NOTE_AGENTS] = {3};
    struct note_batch batch;
    text_cut(note, text_version(note));
    note_insert_batch(&batch, 1, early, 0, "X");
    assert_int_equal(text_merge(note, &batch.batch, 1), TEXT_MALFORMED);
    note_hear_insert(note, 1, text_version(note), 0, "X");
    note_is(note, "Xwalk");
    text_close(note);
    counted_memory_end(&counted);
}

/* "walk", then X by 1 and Y by 2 who do not know each other, then Z by 3 who knows both. */
static struct text *note_with_branches(struct counted_memory *counted)
{
    struct text *note = note_with(counted, "walk");
    uint32_t before[NOTE_AGENTS];
    memcpy(before, text_version(note), sizeof before);
    note_hear_insert(note, 1, before, 0, "XX");
    note_hear_insert(note, 2, before, 4, "YY");
    note_hear_insert(note, 3, text_version(note), 4, "ZZ");
    note_is(note, "XXwaZZlkYY");
    return note;
}

static void test_branches_are_cut_only_as_a_whole(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with_branches(&counted);
    const uint32_t one_branch[NOTE_AGENTS] = {4, 2};
    const uint32_t both[NOTE_AGENTS] = {4, 2, 2};
    text_cut(note, one_branch);
    assert_int_equal(note_cut(note)[0], 4);
    assert_int_equal(note_cut(note)[1], 0);
    assert_int_equal(text_tail_runs(note), 3);
    text_cut(note, both);
    assert_int_equal(note_cut(note)[1], 2);
    assert_int_equal(note_cut(note)[2], 2);
    assert_int_equal(text_tail_runs(note), 1);
    note_is(note, "XXwaZZlkYY");
    note_hear_insert(note, 0, both, 8, "!");
    note_is(note, "XXwaZZlkYY!");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_whoever_cut_and_whoever_did_not_merge_the_same(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *cut = note_with_branches(&counted), *whole = note_with_branches(&counted);
    const uint32_t both[NOTE_AGENTS] = {4, 2, 2};
    text_cut(cut, both);
    for (uint32_t at = 0; at <= 8; at++) {
        struct note_batch batch;
        uint32_t parents[NOTE_AGENTS] = {4, 2, 2};
        parents[0] = text_version(cut)[0];
        note_insert_batch(&batch, 0, parents, at + (parents[0] - 4), "i");
        assert_int_equal(text_merge(cut, &batch.batch, 1), TEXT_APPLIED);
        assert_int_equal(text_merge(whole, &batch.batch, 1), TEXT_APPLIED);
        uint8_t out[2][64];
        assert_int_equal(text_size(cut, false), text_size(whole, false));
        text_read(cut, false, out[0]);
        text_read(whole, false, out[1]);
        assert_memory_equal(out[0], out[1], text_size(cut, false));
    }
    text_close(cut);
    text_close(whole);
    counted_memory_end(&counted);
}

static void test_a_draft_and_an_undo_live_through_a_cut(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk each day");
    note_delete(note, 4, 5);
    note_publish(note, 0);
    text_cut(note, text_version(note));
    assert_int_equal(text_undo(note), TEXT_APPLIED);
    note_type(note, 0, "I ");
    text_cut(note, text_version(note));
    note_shows(note, "I walk each day");
    note_publish(note, 0);
    note_is(note, "I walk each day");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_the_point_is_the_last_that_everything_after_it_knows(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_graph graph;
    assert_true(text_graph_begin(&graph, &counted.memory, NOTE_AGENTS));
    /* 0 writes ten, 1 knows four of them, 2 knows all. */
    static const uint32_t versions[3][NOTE_AGENTS] = {{0}, {4}, {10, 3}};
    static const uint32_t counts[3] = {10, 3, 2};
    for (uint32_t who = 0; who < 3; who++) {
        struct text_run run = {TEXT_DELETE, 0, counts[who], NULL, 0};
        struct text_batch batch = {who, 0, versions[who], &run, 1};
        assert_true(text_graph_reserve(&graph, 1, 1));
        assert_int_equal(text_graph_check(&graph, &batch, run.count), TEXT_APPLIED);
        text_graph_push(&graph, &batch);
    }
    static const struct {
        uint32_t entries, lv, entry, point;
    } rows[] = {
        {1, 10, 1, 10}, {1, 7, 0, 7},   {2, 12, 0, 4}, {2, 3, 0, 3}, {3, 15, 3, 15},
        {3, 14, 2, 14}, {3, 13, 2, 13}, {3, 12, 0, 4}, {3, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text_point point = text_stable_point(&graph, rows[i].entries, rows[i].lv);
        assert_int_equal(point.entry, rows[i].entry);
        assert_int_equal(point.lv, rows[i].point);
    }
    text_graph_finish(&graph);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_full_cut_leaves_text_and_authors),
    cmocka_unit_test(test_a_cut_gives_memory_back),
    cmocka_unit_test(test_a_cut_at_the_same_place_again_does_nothing),
    cmocka_unit_test(test_more_than_is_known_counts_as_what_is_known),
    cmocka_unit_test(test_a_cut_in_the_middle_of_a_run_keeps_the_rest),
    cmocka_unit_test(test_a_cut_in_the_middle_of_a_delete_keeps_the_rest),
    cmocka_unit_test(test_what_does_not_know_the_cut_is_refused),
    cmocka_unit_test(test_branches_are_cut_only_as_a_whole),
    cmocka_unit_test(test_whoever_cut_and_whoever_did_not_merge_the_same),
    cmocka_unit_test(test_a_draft_and_an_undo_live_through_a_cut),
    cmocka_unit_test(test_the_point_is_the_last_that_everything_after_it_knows),
};

TEST_GROUP(text_stable, tests)
