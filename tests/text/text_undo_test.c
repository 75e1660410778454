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

static void test_steps_are_taken_back_one_by_one(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk é漢😀 day");
    note_delete(note, 5, 3);
    note_publish(note, 0);
    note_delete(note, 0, 4);
    note_type(note, 0, "run");
    note_publish(note, 0);
    note_is(note, "run  day");
    undo(note);
    note_publish(note, 0);
    note_is(note, "walk  day");
    undo(note);
    note_publish(note, 0);
    note_is(note, "walk é漢😀 day");
    undo(note);
    note_publish(note, 0);
    note_is(note, "");
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_what_a_step_brings_back_is_the_older_ones_again(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    note_hear_insert(note, 1, text_version(note), 0, "[]");
    note_type(note, 1, "walking");
    note_publish(note, 0);
    note_delete(note, 1, 4);
    note_publish(note, 0);
    note_hear_insert(note, 1, text_version(note), 2, "THEIRS");
    note_is(note, "[iTHEIRSng]");
    undo(note);
    note_publish(note, 0);
    note_is(note, "[walkiTHEIRSng]");
    /* What was written between ours before it came back, and after. */
    note_hear_insert(note, 1, text_version(note), 3, "TOO");
    undo(note);
    note_publish(note, 0);
    note_is(note, "[TOOTHEIRS]");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_an_undo_that_was_touched_is_a_step_like_any_other(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "walk");
    uint32_t seq;
    undo(note);
    note_type(note, 0, "run");
    note_publish(note, 0);
    note_is(note, "run");
    assert_true(text_undo_newest(note, &seq));
    assert_int_equal(seq, 4);
    undo(note);
    note_hear_insert(note, 1, text_version(note), 3, "!");
    note_publish(note, 0);
    note_is(note, "walk!");
    /* It is known what it did: the step that was to be taken back is still below it. */
    undo(note);
    note_publish(note, 0);
    note_is(note, "run!");
    text_close(note);
    counted_memory_end(&counted);
}

static void test_the_oldest_of_many_steps_go(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_open(&counted);
    for (uint32_t i = 0; i < TEXT_UNDO_MAX + 3; i++) {
        note_type(note, i, "x");
        note_publish(note, 0);
    }
    for (uint32_t i = 0; i < TEXT_UNDO_MAX; i++) {
        undo(note);
        note_publish(note, 0);
    }
    note_is(note, "xxx");
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    text_close(note);
    counted_memory_end(&counted);
}

static void test_steps_up_to_one_are_forgotten(void **state)
{
    (void)state;
    struct counted_memory counted;
    uint32_t seq;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "one");
    note_type(note, 3, " two");
    note_publish(note, 0);
    text_forget_undo(note, 0);
    assert_true(text_undo_newest(note, &seq));
    assert_int_equal(seq, 3);
    undo(note);
    note_publish(note, 0);
    note_is(note, "one");
    assert_false(text_undo_newest(note, &seq));
    text_close(note);
    counted_memory_end(&counted);
}

static void test_a_step_of_which_nothing_stands_is_passed_over(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *note = note_with(&counted, "one");
    note_type(note, 3, " two");
    note_publish(note, 0);
    note_hear_delete(note, 1, text_version(note), 3, 4);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    undo(note);
    note_publish(note, 0);
    note_is(note, "");
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
    text_forget_undo(note, UINT32_MAX);
    assert_int_equal(text_undo(note), TEXT_DUPLICATE);
    text_forget_undo(note, UINT32_MAX);
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
    note_is(note, "");
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

static void test_without_memory_to_follow_the_oldest_go(void **state)
{
    (void)state;
    size_t left = 0;
    for (size_t n = 1; left < 6; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *note = note_open(&counted);
        for (uint32_t i = 0; i < 6; i++) {
            note_type(note, i, "x");
            note_publish(note, 0);
        }
        struct note_batch theirs;
        note_insert_batch(&theirs, 1, text_version(note), 3, "THEIRS");
        counted.fail_at = counted.requests + n;
        enum text_result result = text_merge(note, &theirs.batch, 1);
        counted.fail_at = 0;
        note_is(note, result == TEXT_APPLIED ? "xxxTHEIRSxxx" : "xxxxxx");
        for (left = 0; text_undo(note) == TEXT_APPLIED; left++)
            note_publish(note, 0);
        if (left == 6)
            note_is(note, result == TEXT_APPLIED ? "THEIRS" : "");
        left = result == TEXT_APPLIED ? left : 0;
        text_close(note);
        counted_memory_end(&counted);
        assert_in_range(n, 1, 40);
    }
}

/* ---- Whatever happens ---- */

/* Each writes letters of a kind of their own. */
struct hand {
    struct text *note;
    struct counted_memory counted;
    char letter;
};

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

static void edit(struct hand *hand, uint64_t *seed)
{
    for (uint32_t n = 1 + draw(seed, 3); n > 0; n--) {
        char text[8] = {0};
        char seen[4000] = {0};
        uint32_t length = text_length(hand->note, true);
        text_read(hand->note, true, (uint8_t *)seen);
        uint32_t at = draw(seed, length + 1);
        bool is_mine = at < length && (seen[at] >= 'a') == (hand->letter >= 'a');
        if (is_mine && draw(seed, 2) == 0) {
            note_delete(hand->note, at, 1);
            continue;
        }
        memset(text, hand->letter + (char)draw(seed, 26), 1 + draw(seed, 5));
        note_type(hand->note, at, text);
    }
}

/* All that is theirs, in its order. */
static void read_theirs(const struct text *note, char out[4000])
{
    char text[4000] = {0};
    size_t count = 0;
    text_read(note, true, (uint8_t *)text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] < 'a')
            out[count++] = text[i];
    }
    out[count] = '\0';
}

static void take_back_one(struct hand *hand)
{
    static char before[4000], after[4000];
    read_theirs(hand->note, before);
    (void)text_undo(hand->note);
    read_theirs(hand->note, after);
    assert_string_equal(after, before);
}

/* Publishes what both have, each before it heard of the other. */
static void exchange(struct hand hands[2])
{
    struct text_batch batches[2];
    bool has[2];
    for (uint32_t i = 0; i < 2; i++)
        has[i] = text_publish(hands[i].note, i, &batches[i]) == TEXT_APPLIED;
    for (uint32_t i = 0; i < 2; i++) {
        struct text *copy = text_copy(hands[i].note);
        assert_non_null(copy);
        if (has[1 - i])
            assert_int_equal(text_merge(copy, &batches[1 - i], 1), TEXT_APPLIED);
        if (i == 0) {
            hands[0].note = copy; /* the first is still lent */
            continue;
        }
        text_close(hands[1].note);
        hands[1].note = copy;
    }
}

static void test_whatever_happens_theirs_stays_and_ours_goes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        uint64_t dice = seed;
        struct hand hands[2] = {{.letter = 'a'}, {.letter = 'A'}};
        for (size_t i = 0; i < 2; i++) {
            counted_memory_begin(&hands[i].counted);
            hands[i].note = note_open(&hands[i].counted);
        }
        for (size_t i = 0; i < TEXT_UNDO_MAX; i++) {
            struct text *lent = hands[0].note;
            uint32_t steps = draw(&dice, 3);
            if (steps == 0)
                take_back_one(&hands[0]);
            else
                edit(&hands[0], &dice);
            if (draw(&dice, 2) == 0)
                edit(&hands[1], &dice);
            exchange(hands);
            text_close(lent);
        }
        for (size_t i = 0; i < TEXT_UNDO_MAX; i++) {
            take_back_one(&hands[0]);
            (void)text_publish(hands[0].note, 0, NULL);
        }
        /* As if we had never been there. */
        static char left[4000], theirs[4000];
        memset(left, 0, sizeof left);
        text_read(hands[0].note, false, (uint8_t *)left);
        read_theirs(hands[0].note, theirs);
        assert_string_equal(left, theirs);
        for (size_t i = 0; i < 2; i++) {
            text_close(hands[i].note);
            counted_memory_end(&hands[i].counted);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_an_undo_is_a_draft_of_the_opposite),
    cmocka_unit_test(test_steps_are_taken_back_one_by_one),
    cmocka_unit_test(test_what_a_step_brings_back_is_the_older_ones_again),
    cmocka_unit_test(test_an_undo_that_was_touched_is_a_step_like_any_other),
    cmocka_unit_test(test_the_oldest_of_many_steps_go),
    cmocka_unit_test(test_steps_up_to_one_are_forgotten),
    cmocka_unit_test(test_a_step_of_which_nothing_stands_is_passed_over),
    cmocka_unit_test(test_a_discarded_undo_can_be_asked_for_again),
    cmocka_unit_test(test_there_may_be_nothing_to_undo),
    cmocka_unit_test(test_a_draft_is_not_lost_to_an_undo),
    cmocka_unit_test(test_what_others_wrote_into_it_stays),
    cmocka_unit_test(test_what_others_deleted_of_it_stays_deleted),
    cmocka_unit_test(test_deleted_text_comes_back_where_it_was),
    cmocka_unit_test(test_an_undo_beyond_the_bounds_is_refused),
    cmocka_unit_test(test_without_memory_there_is_no_undo),
    cmocka_unit_test(test_without_memory_to_follow_the_oldest_go),
    cmocka_unit_test(test_whatever_happens_theirs_stays_and_ours_goes),
};

TEST_GROUP(text_undo, tests)
