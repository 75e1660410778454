/* A copy is the same note, and from then on another one. */
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "text/text.h"

static const struct text_bounds bounds = {.agents = 3, .bytes = 65536, .spans = 2048, .runs = 1000};

static void assert_text(const struct text *text, bool with_draft, const char *expected)
{
    uint8_t bytes[256];
    size_t size = text_size(text, with_draft);
    assert_int_equal(size, strlen(expected));
    assert_in_range(size, 0, sizeof bytes);
    text_read(text, with_draft, bytes);
    assert_memory_equal(bytes, expected, size);
}

static void insert(struct text *text, uint32_t at, const char *bytes)
{
    assert_int_equal(text_insert(text, at, (const uint8_t *)bytes, strlen(bytes)), TEXT_APPLIED);
}

/* What agent 1 writes at the beginning while it knows nothing. */
static enum text_result merge_another(struct text *text, const char *bytes)
{
    const uint32_t parents[3] = {0};
    const struct text_run run = {.kind = TEXT_INSERT,
                                 .count = (uint32_t)strlen(bytes),
                                 .text = (const uint8_t *)bytes,
                                 .size = strlen(bytes)};
    const struct text_batch batch = {.agent = 1, .parents = parents, .runs = &run, .run_count = 1};
    return text_merge(text, &batch, 1);
}

/* With something published, something of another, something to undo, and a draft. */
static struct text *make_note(struct counted_memory *counted)
{
    struct text *text = text_open(&counted->memory, &bounds);
    assert_non_null(text);
    insert(text, 0, "Walk each day");
    assert_int_equal(text_publish(text, 0, NULL), TEXT_APPLIED);
    assert_int_equal(merge_another(text, "Now: "), TEXT_APPLIED);
    assert_int_equal(text_delete(text, 0, 4), TEXT_APPLIED);
    assert_int_equal(text_publish(text, 0, NULL), TEXT_APPLIED);
    insert(text, 0, "Slowly ");
    return text;
}

static void test_a_copy_reads_the_same_and_goes_its_own_way(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *text = make_note(&counted);
    struct text *copy = text_copy(text);
    assert_non_null(copy);
    char published[64] = {0};
    char seen[64] = {0};
    text_read(text, false, (uint8_t *)published);
    text_read(text, true, (uint8_t *)seen);
    assert_text(copy, false, published);
    assert_text(copy, true, seen);
    assert_memory_equal(text_version(copy), text_version(text), 3 * sizeof(uint32_t));
    assert_int_equal(text_tail_runs(copy), text_tail_runs(text));
    insert(copy, 0, "x");
    text_discard(copy);
    assert_text(text, true, seen);
    assert_text(copy, true, published);
    text_close(text);
    assert_text(copy, false, published);
    text_close(copy);
    counted_memory_end(&counted);
}

static void test_a_copy_publishes_merges_and_takes_back_as_the_first_would(void **state)
{
    (void)state;
    struct counted_memory counted;
    char expected[64] = {0};
    counted_memory_begin(&counted);
    struct text *text = make_note(&counted);
    struct text *copy = text_copy(text);
    assert_non_null(copy);
    text_discard(text);
    text_discard(copy);
    assert_int_equal(text_undo(text), TEXT_APPLIED);
    text_read(text, true, (uint8_t *)expected);
    assert_int_equal(text_undo(copy), TEXT_APPLIED);
    assert_text(copy, true, expected);
    assert_int_equal(text_publish(text, 0, NULL), TEXT_APPLIED);
    assert_int_equal(text_publish(copy, 0, NULL), TEXT_APPLIED);
    assert_int_equal(merge_another(text, "Now: "), TEXT_DUPLICATE);
    assert_int_equal(merge_another(copy, "Now: "), TEXT_DUPLICATE);
    text_cut(text, text_version(text));
    text_cut(copy, text_version(copy));
    assert_int_equal(text_tail_runs(copy), 0);
    assert_text(copy, false, expected);
    text_close(text);
    text_close(copy);
    counted_memory_end(&counted);
}

static void test_without_memory_there_is_no_copy(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text *text = make_note(&counted);
    size_t bytes = counted.bytes;
    counted.requests = 0;
    struct text *copy = text_copy(text);
    assert_non_null(copy);
    text_close(copy);
    size_t requests = counted.requests;
    assert_in_range(requests, 5, 50);
    for (size_t n = 1; n <= requests; n++) {
        counted.requests = 0;
        counted.fail_at = n;
        assert_null(text_copy(text));
        assert_int_equal(counted.bytes, bytes);
    }
    counted.fail_at = 0;
    text_close(text);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_copy_reads_the_same_and_goes_its_own_way),
    cmocka_unit_test(test_a_copy_publishes_merges_and_takes_back_as_the_first_would),
    cmocka_unit_test(test_without_memory_there_is_no_copy),
};
TEST_GROUP(text_copy, tests)
