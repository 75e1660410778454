/* Runs with tags, beside an array with the tag of each character. */
#include "text/text_spans.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define ROOM 20000

struct flat {
    uint32_t tags[ROOM];
    uint32_t count;
    uint64_t random;
};

static uint32_t draw(struct flat *f, uint32_t bound)
{
    f->random = f->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(f->random >> 33) % bound;
}

static void require_same(const struct flat *f, const struct text_spans *s, bool normal)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < text_spans_count(s); i++) {
        struct text_span span = text_spans_at(s, i);
        assert_true(span.count > 0);
        assert_true(!normal || i == 0 || text_spans_at(s, i - 1).agent != span.agent);
        for (uint32_t k = 0; k < span.count; k++)
            assert_int_equal(f->tags[at++], span.agent);
    }
    assert_int_equal(at, f->count);
}

static void flat_insert(struct flat *f, uint32_t at, uint32_t tag, uint32_t count)
{
    assert_true(f->count + count <= ROOM);
    memmove(&f->tags[at + count], &f->tags[at], (f->count - at) * sizeof f->tags[0]);
    for (uint32_t i = 0; i < count; i++)
        f->tags[at + i] = tag;
    f->count += count;
}

static void flat_delete(struct flat *f, uint32_t at, uint32_t count)
{
    memmove(&f->tags[at], &f->tags[at + count], (f->count - at - count) * sizeof f->tags[0]);
    f->count -= count;
}

static void test_authors_are_as_in_a_flat_array(void **state)
{
    (void)state;
    static struct flat f;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        f = (struct flat){.random = seed};
        struct text_spans s = text_spans_begin(&counted.memory);
        for (int i = 0; i < 1500; i++) {
            uint32_t at = draw(&f, f.count + 1);
            assert_true(text_spans_reserve(&s, 2));
            if (at < f.count && draw(&f, 5) < 2) {
                uint32_t most = f.count - at;
                uint32_t count = 1 + draw(&f, draw(&f, 20) == 0 || most < 7 ? most : 7);
                text_spans_delete(&s, at, count);
                flat_delete(&f, at, count);
            } else {
                struct text_span span = {draw(&f, 4), 1 + draw(&f, 12)};
                text_spans_insert(&s, TEXT_SEEN, at, span);
                flat_insert(&f, at, span.agent, span.count);
            }
            if (i % 25 == 0)
                require_same(&f, &s, true);
        }
        require_same(&f, &s, true);
        text_spans_finish(&s);
        counted_memory_end(&counted);
    }
}

static void test_a_cursor_goes_far_both_ways(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory);
    assert_true(text_spans_reserve(&s, 1002));
    for (uint32_t i = 0; i < 1000; i++)
        text_spans_put(&s, (struct text_span){i % 3, 1 + i % 5});
    assert_int_equal(s.before[TEXT_SEEN], 3000);
    static const uint32_t places[] = {0, 3000, 1, 2999, 1500, 1503, 1499, 3000, 2, 77, 76, 0};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        text_spans_seek(&s, TEXT_SEEN, places[i]);
        assert_int_equal(s.before[TEXT_SEEN], places[i]);
        assert_int_equal(s.before[TEXT_PUBLISHED], places[i]);
        uint32_t total = 0;
        for (uint32_t k = 0; k < text_spans_count(&s); k++)
            total += text_spans_at(&s, k).count;
        assert_int_equal(total, 3000);
    }
    text_spans_finish(&s);
    counted_memory_end(&counted);
}

static void require_list(const struct text_spans *s, const struct text_span *expected, size_t count)
{
    assert_int_equal(text_spans_count(s), count);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(text_spans_at(s, i).agent, expected[i].agent);
        assert_int_equal(text_spans_at(s, i).count, expected[i].count);
    }
}

static void test_what_is_typed_and_what_is_a_hole_count_in_one_measure(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory);
    assert_true(text_spans_reserve(&s, 16));
    text_spans_put(&s, (struct text_span){TEXT_SPAN_KEPT, 5});
    text_spans_put(&s, (struct text_span){TEXT_SPAN_TYPED, 3});
    text_spans_put(&s, (struct text_span){TEXT_SPAN_HOLE, 2});
    text_spans_put(&s, (struct text_span){TEXT_SPAN_KEPT, 4});
    assert_int_equal(s.before[TEXT_SEEN], 12);
    assert_int_equal(s.before[TEXT_PUBLISHED], 11);
    text_spans_seek(&s, TEXT_PUBLISHED, 6);
    assert_true(text_spans_next_is(&s, TEXT_SPAN_HOLE));
    assert_int_equal(s.before[TEXT_SEEN], 8);
    text_spans_seek(&s, TEXT_SEEN, 7);
    assert_int_equal(s.before[TEXT_PUBLISHED], 5);
    assert_true(text_spans_next_is(&s, TEXT_SPAN_TYPED));
    text_spans_finish(&s);
    counted_memory_end(&counted);
}

static void test_typing_goes_before_a_hole(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory);
    assert_true(text_spans_reserve(&s, 16));
    text_spans_put(&s, (struct text_span){TEXT_SPAN_KEPT, 5});
    text_spans_put(&s, (struct text_span){TEXT_SPAN_HOLE, 2});
    assert_false(text_spans_type(&s, 5));
    text_spans_insert(&s, TEXT_SEEN, 5, (struct text_span){TEXT_SPAN_TYPED, 1});
    assert_true(text_spans_type(&s, 6));
    assert_true(text_spans_type(&s, 5));
    assert_false(text_spans_type(&s, 4));
    assert_false(text_spans_type(&s, 9));
    static const struct text_span expected[] = {
        {TEXT_SPAN_KEPT, 5}, {TEXT_SPAN_TYPED, 3}, {TEXT_SPAN_HOLE, 2}};
    require_list(&s, expected, 3);
    text_spans_finish(&s);
    counted_memory_end(&counted);
}

static void test_the_quick_delete_takes_only_part_of_the_last_run(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory);
    assert_false(text_spans_shrink(&s, 1, 0, 1));
    assert_true(text_spans_reserve(&s, 16));
    text_spans_put(&s, (struct text_span){7, 5});
    text_spans_put(&s, (struct text_span){1, 5});
    assert_false(text_spans_shrink(&s, 7, 5, 1));
    assert_false(text_spans_shrink(&s, 1, 4, 1));
    assert_false(text_spans_shrink(&s, 1, 5, 5));
    assert_false(text_spans_shrink(&s, 1, 9, 2));
    assert_true(text_spans_shrink(&s, 1, 9, 1));
    assert_true(text_spans_shrink(&s, 1, 5, 2));
    static const struct text_span expected[] = {{7, 5}, {1, 2}};
    require_list(&s, expected, 2);
    assert_int_equal(s.before[TEXT_SEEN], 7);
    text_spans_finish(&s);
    counted_memory_end(&counted);
}

static void test_holes_stay_when_what_is_around_them_goes(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory);
    assert_true(text_spans_reserve(&s, 16));
    text_spans_put(&s, (struct text_span){0, 3});
    text_spans_put(&s, (struct text_span){TEXT_SPAN_HOLE, 2});
    text_spans_put(&s, (struct text_span){1, 3});
    text_spans_delete(&s, 1, 4);
    static const struct text_span expected[] = {{0, 1}, {TEXT_SPAN_HOLE, 2}, {1, 1}};
    require_list(&s, expected, 3);
    text_spans_finish(&s);
    counted_memory_end(&counted);
}

static void test_runs_are_taken_whole_or_in_part(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_spans s = text_spans_begin(&counted.memory), copy;
    assert_true(text_spans_copy(&s, &copy));
    assert_true(text_spans_reserve(&s, 4));
    text_spans_put(&s, (struct text_span){3, 9});
    text_spans_seek(&s, TEXT_SEEN, 0);
    assert_int_equal(text_spans_take(&s, 4).count, 4);
    assert_true(text_spans_copy(&s, &copy));
    assert_int_equal(text_spans_take(&s, 99).count, 5);
    assert_int_equal(text_spans_count(&s), 0);
    assert_false(text_spans_next_is(&s, 3));
    assert_int_equal(text_spans_at(&copy, 0).count, 5);
    text_spans_clear(&copy);
    assert_int_equal(text_spans_count(&copy), 0);
    counted.fail_at = counted.requests + 1;
    assert_false(text_spans_reserve(&copy, 1000));
    counted.fail_at = counted.requests + 1;
    text_spans_finish(&s);
    assert_false(text_spans_copy(&copy, &s));
    text_spans_finish(&s);
    text_spans_finish(&copy);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_authors_are_as_in_a_flat_array),
    cmocka_unit_test(test_a_cursor_goes_far_both_ways),
    cmocka_unit_test(test_what_is_typed_and_what_is_a_hole_count_in_one_measure),
    cmocka_unit_test(test_typing_goes_before_a_hole),
    cmocka_unit_test(test_the_quick_delete_takes_only_part_of_the_last_run),
    cmocka_unit_test(test_holes_stay_when_what_is_around_them_goes),
    cmocka_unit_test(test_runs_are_taken_whole_or_in_part),
};

TEST_GROUP(text_spans, tests)
