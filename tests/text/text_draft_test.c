/* A draft beside plain strings: what is seen, what others change below it, and what it comes to. */
#include "text/text_draft.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "text/text_utf8.h"

#define ROOM 4096

/* Strings of single bytes; what is typed is in capitals, what is published is not. */
struct game {
    struct counted_memory counted;
    struct text_buffer published;
    struct text_draft draft;
    uint64_t random;
};

static uint32_t draw(struct game *g, uint32_t bound)
{
    g->random = g->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(g->random >> 33) % bound;
}

static void begin(struct game *g, uint64_t seed, const char *text)
{
    counted_memory_begin(&g->counted);
    g->published = text_buffer_begin(&g->counted.memory);
    g->draft = text_draft_none(&g->counted.memory);
    g->random = seed;
    assert_true(text_buffer_reserve(&g->published, strlen(text) + 1));
    if (*text != '\0')
        text_buffer_insert(&g->published, 0, (const uint8_t *)text, strlen(text),
                           (uint32_t)strlen(text));
    assert_true(text_draft_begin(&g->draft, &g->published));
}

static void end(struct game *g)
{
    text_buffer_finish(&g->published);
    text_draft_finish(&g->draft);
    counted_memory_end(&g->counted);
}

static void read_all(const struct text_buffer *b, char out[ROOM])
{
    assert_true(b->size < ROOM);
    out[text_buffer_read(b, 0, b->length, (uint8_t *)out)] = '\0';
}

static void require_seen(const struct game *g, const char *expected)
{
    char out[ROOM];
    read_all(&g->draft.seen, out);
    assert_string_equal(out, expected);
}

static void others_insert(struct game *g, uint32_t at, const char *text)
{
    uint32_t length = (uint32_t)strlen(text);
    struct text_op op = {1, TEXT_INSERT, at, length, (const uint8_t *)text, length};
    assert_true(text_buffer_reserve(&g->published, length));
    assert_true(text_draft_reserve(&g->draft, 1, length));
    text_buffer_insert(&g->published, at, op.text, op.size, op.count);
    text_draft_follow(&g->draft, &op);
}

static void others_delete(struct game *g, uint32_t at, uint32_t count)
{
    struct text_op op = {1, TEXT_DELETE, at, count, NULL, 0};
    assert_true(text_draft_reserve(&g->draft, 1, 0));
    text_buffer_delete(&g->published, at, count);
    text_draft_follow(&g->draft, &op);
}

static void type(struct game *g, uint32_t at, const char *text)
{
    size_t size = strlen(text);
    assert_true(text_draft_insert(&g->draft, at, (const uint8_t *)text, size, (uint32_t)size));
}

/* The runs of the draft, upon the published text, make what is seen. */
static void require_runs(struct game *g)
{
    struct text_run runs[512];
    uint8_t typed[ROOM];
    struct text_buffer copy;
    char expected[ROOM], out[ROOM];
    size_t count = text_draft_runs(&g->draft, runs, 512, typed);
    assert_int_equal(text_draft_runs(&g->draft, NULL, 0, NULL), count);
    assert_in_range(count, 0, 512);
    assert_int_equal(text_draft_is_some(&g->draft), count > 0);
    assert_true(text_buffer_copy(&g->published, &copy));
    assert_true(text_buffer_reserve(&copy, ROOM));
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += runs[i].size;
        if (runs[i].kind == TEXT_DELETE)
            text_buffer_delete(&copy, runs[i].at, runs[i].count);
        else
            text_buffer_insert(&copy, runs[i].at, runs[i].text, runs[i].size, runs[i].count);
    }
    assert_int_equal(size, text_draft_typed_size(&g->draft));
    read_all(&copy, out);
    read_all(&g->draft.seen, expected);
    assert_string_equal(out, expected);
    text_buffer_finish(&copy);
}

static void test_a_draft_begins_as_what_is_published(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "walk");
    require_seen(&g, "walk");
    assert_false(text_draft_is_some(&g.draft));
    assert_int_equal(text_draft_runs(&g.draft, NULL, 0, NULL), 0);
    end(&g);
}

static void test_runs_stand_in_the_order_of_the_text(void **state)
{
    (void)state;
    struct game g;
    struct text_run runs[4];
    uint8_t typed[16];
    begin(&g, 1, "walk each day");
    type(&g, 13, "S");
    assert_true(text_draft_delete(&g.draft, 4, 5));
    type(&g, 0, "I");
    require_seen(&g, "Iwalk dayS");
    assert_int_equal(text_draft_runs(&g.draft, runs, 4, typed), 3);
    assert_int_equal(runs[0].kind, TEXT_INSERT);
    assert_int_equal(runs[1].kind, TEXT_DELETE);
    assert_int_equal(runs[1].at, 5);
    assert_int_equal(runs[2].at, 9);
    assert_memory_equal(typed, "IS", 2);
    require_runs(&g);
    end(&g);
}

static void test_deletes_that_meet_are_one(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "abcdefgh");
    assert_true(text_draft_delete(&g.draft, 1, 1));
    assert_true(text_draft_delete(&g.draft, 4, 1));
    assert_int_equal(text_draft_runs(&g.draft, NULL, 0, NULL), 2);
    assert_true(text_draft_delete(&g.draft, 1, 3));
    require_seen(&g, "agh");
    assert_int_equal(text_draft_runs(&g.draft, NULL, 0, NULL), 1);
    end(&g);
}

static void test_the_quick_way_of_typing_is_the_same(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "walk");
    assert_false(text_draft_type(&g.draft, 4, 'A'));
    type(&g, 4, "B");
    assert_true(text_draft_type(&g.draft, 5, 'C'));
    assert_true(text_draft_type(&g.draft, 6, 'D'));
    assert_false(text_draft_type(&g.draft, 2, 'E'));
    require_seen(&g, "walkBCD");
    assert_int_equal(text_draft_runs(&g.draft, NULL, 0, NULL), 1);
    require_runs(&g);
    end(&g);
}

static void test_what_others_insert_is_seen_around_the_draft(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "walk");
    type(&g, 2, "XX");
    others_insert(&g, 2, "yy");
    require_seen(&g, "waXXyylk");
    others_insert(&g, 0, "z");
    others_insert(&g, 7, "z");
    require_seen(&g, "zwaXXyylkz");
    require_runs(&g);
    end(&g);
}

static void test_what_others_delete_goes_around_the_draft(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "abcdef");
    type(&g, 3, "XX");
    assert_true(text_draft_delete(&g.draft, 1, 1));
    others_delete(&g, 0, 5);
    require_seen(&g, "XXf");
    require_runs(&g);
    end(&g);
}

static void one_step(struct game *g)
{
    static const char *const capitals[] = {"A", "BC", "DEF"};
    static const char *const smalls[] = {"a", "bc", "def"};
    uint32_t seen = g->draft.seen.length, length = g->published.length;
    uint32_t what = draw(g, 10);
    if (what < 4 && seen + 4 < 400) {
        type(g, draw(g, seen + 1), capitals[draw(g, 3)]);
    } else if (what < 6 && seen > 0) {
        uint32_t at = draw(g, seen);
        uint32_t most = seen - at < 6 ? seen - at : 6;
        assert_true(text_draft_delete(&g->draft, at, 1 + draw(g, most)));
    } else if (what < 8 && length + 4 < 400) {
        others_insert(g, draw(g, length + 1), smalls[draw(g, 3)]);
    } else if (length > 0) {
        uint32_t at = draw(g, length);
        uint32_t most = length - at < 6 ? length - at : 6;
        others_delete(g, at, 1 + draw(g, most));
    }
}

static void count_letters(const char *text, char from, char to, uint32_t *out)
{
    *out = 0;
    for (; *text != '\0'; text++)
        *out += *text >= from && *text <= to;
}

static void test_a_draft_and_what_others_do_never_lose_each_other(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct game g;
        begin(&g, seed, seed % 2 == 0 ? "some published words" : "");
        for (int i = 0; i < 120; i++) {
            char before[ROOM], after[ROOM];
            uint32_t typed_before, typed_after;
            bool mine = false;
            read_all(&g.draft.seen, before);
            uint32_t published = g.published.length;
            size_t size = g.published.size;
            one_step(&g);
            mine = g.published.length == published && g.published.size == size;
            read_all(&g.draft.seen, after);
            count_letters(before, 'A', 'Z', &typed_before);
            count_letters(after, 'A', 'Z', &typed_after);
            /* What others do takes nothing away of what was typed. */
            assert_true(mine || typed_before == typed_after);
            require_runs(&g);
        }
        end(&g);
    }
}

static void test_without_memory_a_draft_is_as_before(void **state)
{
    (void)state;
    struct game g;
    begin(&g, 1, "walk");
    g.counted.fail_at = g.counted.requests + 1;
    static uint8_t much[8192];
    memset(much, 'M', sizeof much);
    assert_false(text_draft_insert(&g.draft, 2, much, sizeof much, sizeof much));
    require_seen(&g, "walk");
    g.counted.fail_at = g.counted.requests + 1;
    assert_false(text_draft_reserve(&g.draft, 5000, 0));
    require_seen(&g, "walk");
    g.counted.fail_at = 0;
    text_draft_finish(&g.draft);
    for (size_t n = 1; n <= 3; n++) {
        g.counted.fail_at = g.counted.requests + n;
        assert_false(text_draft_begin(&g.draft, &g.published));
        assert_false(g.draft.begun);
        text_draft_finish(&g.draft);
    }
    end(&g);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_draft_begins_as_what_is_published),
    cmocka_unit_test(test_runs_stand_in_the_order_of_the_text),
    cmocka_unit_test(test_deletes_that_meet_are_one),
    cmocka_unit_test(test_the_quick_way_of_typing_is_the_same),
    cmocka_unit_test(test_what_others_insert_is_seen_around_the_draft),
    cmocka_unit_test(test_what_others_delete_goes_around_the_draft),
    cmocka_unit_test(test_a_draft_and_what_others_do_never_lose_each_other),
    cmocka_unit_test(test_without_memory_a_draft_is_as_before),
};

TEST_GROUP(text_draft, tests)
