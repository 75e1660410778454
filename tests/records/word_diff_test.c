/* The diff of words against the slow textbook one, and as a person reads it. */
#include "records/word_diff.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/schema.h"

static struct value words_of(const char *text)
{
    return (struct value){
        .type = VALUE_STRING, .bytes = (const uint8_t *)text, .size = (uint32_t)strlen(text)};
}

/* As a person sees it: [taken] and {added}. */
static void show(const struct word_diff *diff, const char *before, const char *after, char *out)
{
    static const char *const marks[] = {
        [WORDS_KEPT] = "  ", [WORDS_TAKEN] = "[]", [WORDS_ADDED] = "{}"};
    size_t size = 0;
    for (size_t i = 0; i < diff->count; i++) {
        const struct word_diff_span *span = &diff->spans[i];
        const char *from = (span->kind == WORDS_TAKEN ? before : after) + span->start;
        if (span->kind != WORDS_KEPT)
            out[size++] = marks[span->kind][0];
        memcpy(out + size, from, span->size);
        size += span->size;
        if (span->kind != WORDS_KEPT)
            out[size++] = marks[span->kind][1];
    }
    out[size] = '\0';
}

static void assert_shown(const char *before, const char *after, const char *expected)
{
    struct counted_memory counted;
    struct word_diff diff;
    char shown[400];
    counted_memory_begin(&counted);
    assert_true(word_diff_make(words_of(before), words_of(after), &counted.memory, &diff));
    show(&diff, before, after, shown);
    assert_string_equal(shown, expected);
    word_diff_free(&diff, &counted.memory);
    counted_memory_end(&counted);
}

static void test_as_a_person_reads_it(void **state)
{
    (void)state;
    assert_shown("", "", "");
    assert_shown("", "Walk.", "{Walk.}");
    assert_shown("Walk.", "", "[Walk.]");
    assert_shown("Walk to the lake.", "Walk to the lake.", "Walk to the lake.");
    assert_shown("Walk to the lake.", "Walk to the sea.", "Walk to the [lake]{sea}.");
    assert_shown("Walk to the lake.", "Walk daily to the lake.", "Walk {daily }to the lake.");
    assert_shown("Walk to the lake.", "Walk to the lake. Swim.", "Walk to the lake.{ Swim.}");
    assert_shown("Walk to the lake. Swim.", "Swim.", "[Walk to the lake. ]Swim.");
}

static void test_a_sentence_that_was_replaced_is_one_change(void **state)
{
    (void)state;
    assert_shown("I was afraid of it.", "Nobody else came that day.",
                 "[I was afraid of it]{Nobody else came that day}.");
    /* What ends a line stays where it is. */
    assert_shown("one\ntwo", "three\nfour", "[one]{three}\n[two]{four}");
}

/* ---- against the textbook ---- */

struct random_text {
    char bytes[400];
    size_t words;
};

static uint32_t next(uint64_t *draws)
{
    *draws = *draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*draws >> 33);
}

/* Words of one letter, with a line's end between them, which no rule about blanks touches. */
static void make_text(struct random_text *text, uint64_t *draws, uint32_t alphabet)
{
    size_t size = 0;
    text->words = next(draws) % 60;
    for (size_t i = 0; i < text->words; i++) {
        text->bytes[size++] = (char)('a' + next(draws) % alphabet);
        text->bytes[size++] = '.';
    }
    text->bytes[size] = '\0';
}

/* Pieces in common, by the table of all pairs. */
static size_t common_pieces(const char *a, const char *b)
{
    static size_t table[130][130];
    size_t a_size = strlen(a);
    size_t b_size = strlen(b);
    memset(table, 0, sizeof table);
    for (size_t i = 1; i <= a_size; i++) {
        for (size_t k = 1; k <= b_size; k++) {
            size_t best = table[i - 1][k] > table[i][k - 1] ? table[i - 1][k] : table[i][k - 1];
            table[i][k] = a[i - 1] == b[k - 1] ? table[i - 1][k - 1] + 1 : best;
        }
    }
    return table[a_size][b_size];
}

/* Kept and taken give `before`, kept and added give `after`; returns the bytes that are kept. */
static size_t assert_whole(const struct word_diff *diff, struct value before, struct value after)
{
    size_t before_at = 0;
    size_t after_at = 0;
    size_t kept = 0;
    for (size_t i = 0; i < diff->count; i++) {
        const struct word_diff_span *span = &diff->spans[i];
        assert_true(span->size > 0);
        if (i > 0)
            assert_true(diff->spans[i - 1].kind != span->kind);
        if (span->kind == WORDS_TAKEN) {
            assert_int_equal(span->start, before_at);
            before_at += span->size;
            continue;
        }
        assert_int_equal(span->start, after_at);
        if (span->kind == WORDS_KEPT) {
            assert_memory_equal(before.bytes + before_at, after.bytes + after_at, span->size);
            before_at += span->size;
            kept += span->size;
        }
        after_at += span->size;
    }
    assert_int_equal(before_at, before.size);
    assert_int_equal(after_at, after.size);
    return kept;
}

static void test_it_is_whole_and_the_shortest(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct random_text a;
        struct random_text b;
        struct word_diff diff;
        uint64_t draws = seed;
        uint32_t alphabet = 1 + next(&draws) % 6;
        make_text(&a, &draws, alphabet);
        make_text(&b, &draws, alphabet);
        struct value before = words_of(a.bytes);
        struct value after = words_of(b.bytes);
        assert_true(word_diff_make(before, after, &counted.memory, &diff));
        /* All pieces here are of one byte. */
        assert_int_equal(assert_whole(&diff, before, after), common_pieces(a.bytes, b.bytes));
        word_diff_free(&diff, &counted.memory);
    }
    counted_memory_end(&counted);
}

static void fill_with_pieces(char *bytes, size_t size, uint64_t draws)
{
    for (size_t i = 0; i + 1 < size; i++)
        bytes[i] = next(&draws) % 3 == 0 ? ' ' : (char)('a' + next(&draws) % 20);
    bytes[size - 1] = '\0';
}

static void test_two_long_texts_with_nothing_in_common_end_soon(void **state)
{
    (void)state;
    static char a[SCHEMA_NOTE_BYTES_MAX + 1];
    static char b[SCHEMA_NOTE_BYTES_MAX + 1];
    struct counted_memory counted;
    struct word_diff diff;
    counted_memory_begin(&counted);
    fill_with_pieces(a, sizeof a, 1);
    fill_with_pieces(b, sizeof b, 2);
    assert_true(word_diff_make(words_of(a), words_of(b), &counted.memory, &diff));
    assert_whole(&diff, words_of(a), words_of(b));
    word_diff_free(&diff, &counted.memory);
    /* Nor does it take long where the one is words and the other signs. */
    memset(b, '.', sizeof b - 1);
    assert_true(word_diff_make(words_of(a), words_of(b), &counted.memory, &diff));
    assert_int_equal(assert_whole(&diff, words_of(a), words_of(b)), 0);
    word_diff_free(&diff, &counted.memory);
    counted_memory_end(&counted);
}

static void test_one_edit_of_a_long_text_is_one_change(void **state)
{
    (void)state;
    static char a[SCHEMA_NOTE_BYTES_MAX + 1];
    static char b[SCHEMA_NOTE_BYTES_MAX + 1];
    struct counted_memory counted;
    struct word_diff diff;
    counted_memory_begin(&counted);
    fill_with_pieces(a, sizeof a, 3);
    memcpy(b, a, sizeof b);
    memcpy(b + 40000, "lake", 4);
    assert_true(word_diff_make(words_of(a), words_of(b), &counted.memory, &diff));
    assert_in_range(assert_whole(&diff, words_of(a), words_of(b)), sizeof a - 80, sizeof a);
    assert_in_range(diff.count, 3, 6);
    word_diff_free(&diff, &counted.memory);
    counted_memory_end(&counted);
}

static void test_without_memory_nothing_is_held(void **state)
{
    (void)state;
    struct counted_memory counted;
    struct word_diff diff;
    counted_memory_begin(&counted);
    for (size_t n = 1; n <= 2; n++) {
        counted.fail_at = counted.requests + n;
        assert_false(
            word_diff_make(words_of("one two"), words_of("two three"), &counted.memory, &diff));
        assert_null(diff.spans);
        assert_int_equal(counted.bytes, 0);
    }
    assert_true(word_diff_make(words_of("one two"), words_of("two three"), &counted.memory, &diff));
    word_diff_free(&diff, &counted.memory);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_as_a_person_reads_it),
    cmocka_unit_test(test_a_sentence_that_was_replaced_is_one_change),
    cmocka_unit_test(test_it_is_whole_and_the_shortest),
    cmocka_unit_test(test_two_long_texts_with_nothing_in_common_end_soon),
    cmocka_unit_test(test_one_edit_of_a_long_text_is_one_change),
    cmocka_unit_test(test_without_memory_nothing_is_held),
};

TEST_GROUP(word_diff, tests)
