/* Text that is edited anywhere, beside a flat copy of it. */
#include "text/text_buffer.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "watched.h"

#define ROOM 40000

/* The flat copy: a character is at most four bytes, kept apart. */
struct flat {
    char characters[ROOM][5];
    uint32_t length;
    uint64_t random;
};

static uint32_t draw(struct flat *f, uint32_t bound)
{
    f->random = f->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(f->random >> 33) % bound;
}

static void flat_insert(struct flat *f, uint32_t at, const char *character)
{
    assert_true(f->length < ROOM);
    memmove(f->characters[at + 1], f->characters[at], (f->length - at) * sizeof f->characters[0]);
    memset(f->characters[at], 0, sizeof f->characters[0]);
    memcpy(f->characters[at], character, strlen(character));
    f->length++;
}

static void flat_delete(struct flat *f, uint32_t at, uint32_t count)
{
    memmove(f->characters[at], f->characters[at + count],
            (f->length - at - count) * sizeof f->characters[0]);
    f->length -= count;
}

static void require_range(const struct flat *f, const struct text_buffer *b, uint32_t at,
                          uint32_t count)
{
    uint8_t *out = malloc(4 * (size_t)count + 1);
    assert_non_null(out);
    size_t size = text_buffer_read(b, at, count, out);
    assert_int_equal(text_buffer_read(b, at, count, NULL), size);
    size_t done = 0;
    for (uint32_t i = at; i < at + count; i++) {
        size_t part = strlen(f->characters[i]);
        assert_true(done + part <= size);
        assert_memory_equal(out + done, f->characters[i], part);
        done += part;
    }
    assert_int_equal(done, size);
    free(out);
}

static void require_same(const struct flat *f, const struct text_buffer *b)
{
    assert_int_equal(b->length, f->length);
    require_range(f, b, 0, f->length);
    assert_int_equal(text_buffer_read(b, 0, b->length, NULL), b->size);
}

/* Inserts so many characters, at most `kinds` of them wide. */
static void insert(struct flat *f, struct text_buffer *b, uint32_t at, uint32_t count,
                   uint32_t kinds)
{
    static const char *const characters[] = {"a", "b", "\n", "é", "漢", "😀"};
    uint8_t *bytes = malloc(4 * (size_t)count);
    assert_non_null(bytes);
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *character = characters[draw(f, kinds)];
        flat_insert(f, at + i, character);
        memcpy(bytes + size, character, strlen(character));
        size += strlen(character);
    }
    assert_true(text_buffer_reserve(b, size));
    text_buffer_insert(b, at, bytes, size, count);
    free(bytes);
}

static void edit(struct flat *f, struct text_buffer *b, uint32_t kinds)
{
    uint32_t at = draw(f, f->length + 1);
    if (draw(f, 8) == 0 && f->length + 4000 < ROOM)
        insert(f, b, at, 1 + draw(f, 3000), kinds);
    else if (draw(f, 2) == 0 && f->length + 10 < ROOM)
        insert(f, b, at, 1 + draw(f, 9), kinds);
    else if (at < f->length) {
        uint32_t most = f->length - at;
        uint32_t count = 1 + draw(f, draw(f, 4) == 0 || most < 10 ? most : 10);
        text_buffer_delete(b, at, count);
        flat_delete(f, at, count);
    }
}

static void edit_much(uint32_t kinds, uint64_t seed)
{
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct flat *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->random = seed;
    struct text_buffer b = text_buffer_begin(&counted.memory);
    for (int i = 0; i < 600; i++) {
        edit(f, &b, kinds);
        assert_int_equal(b.length, f->length);
        if (f->length > 0) {
            uint32_t at = draw(f, f->length);
            uint32_t most = f->length - at < 50 ? f->length - at : 50;
            require_range(f, &b, at, 1 + draw(f, most));
        }
        if (i % 50 == 0)
            require_same(f, &b);
    }
    require_same(f, &b);
    text_buffer_finish(&b);
    free(f);
    counted_memory_end(&counted);
}

static void test_plain_text_is_as_in_a_flat_copy(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++)
        edit_much(2, seed);
}

static void test_wide_text_is_as_in_a_flat_copy(void **state)
{
    (void)state;
    for (uint64_t seed = 11; seed <= 16; seed++)
        edit_much(6, seed);
}

static void test_typing_and_taking_back_is_as_in_a_flat_copy(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct flat *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->random = 5;
    struct text_buffer b = text_buffer_begin(&counted.memory);
    uint32_t at = 0;
    for (int i = 0; i < 30000; i++) {
        if (draw(f, 200) == 0)
            at = draw(f, f->length + 1);
        if (at > 0 && draw(f, 5) < 2) {
            text_buffer_delete(&b, --at, 1);
            flat_delete(f, at, 1);
            continue;
        }
        if (at + 3 < f->length && draw(f, 9) == 0) {
            text_buffer_delete(&b, at, 3);
            flat_delete(f, at, 3);
            continue;
        }
        if (!text_buffer_type(&b, at, 'q')) {
            assert_true(text_buffer_reserve(&b, 1));
            text_buffer_insert(&b, at, (const uint8_t *)"q", 1, 1);
        }
        flat_insert(f, at++, "q");
    }
    require_same(f, &b);
    text_buffer_finish(&b);
    free(f);
    counted_memory_end(&counted);
}

static void test_what_was_reserved_is_enough(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct flat *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->random = 77;
    struct text_buffer b = text_buffer_begin(&counted.memory);
    assert_true(text_buffer_reserve(&b, 20000));
    size_t requests = counted.requests;
    size_t inserted = 0;
    while (inserted < 19900) {
        uint32_t count = 1 + draw(f, 90);
        insert(f, &b, draw(f, f->length + 1), count, 2);
        inserted += count;
        if (draw(f, 3) == 0) {
            uint32_t at = draw(f, f->length);
            uint32_t gone = 1 + draw(f, f->length - at < 20 ? f->length - at : 20);
            text_buffer_delete(&b, at, gone);
            flat_delete(f, at, gone);
        }
    }
    assert_int_equal(counted.requests, requests);
    require_same(f, &b);
    text_buffer_finish(&b);
    free(f);
    counted_memory_end(&counted);
}

/* Neighbours that would fit into half a chunk together are at the cursor only. */
static void require_joined(const struct text_buffer *b)
{
    for (uint32_t i = 0; i + 1 < b->count; i++) {
        const struct text_chunk *c = &b->chunks[b->order[i].chunk];
        const struct text_chunk *next = &b->chunks[b->order[i + 1].chunk];
        assert_true(i == b->cursor || i + 1 == b->cursor ||
                    c->left + c->right + next->left + next->right > TEXT_CHUNK_BYTES / 2);
    }
}

static void test_what_shrank_is_joined_when_it_is_left(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct flat *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->random = 9;
    struct text_buffer b = text_buffer_begin(&counted.memory);
    insert(f, &b, 0, 39000, 1);
    while (f->length > 1000) {
        /* Back from the end of a chunk, and from there on over the next one. */
        text_buffer_delete(&b, f->length / 2 + draw(f, f->length / 4), 1);
        uint32_t end = b.before + b.here->left_length + b.here->right_length;
        flat_delete(f, 0, 1);
        uint32_t at = end;
        for (uint32_t left = 1 + draw(f, 2000); left > 0 && at > b.before + 1; left--)
            text_buffer_delete(&b, --at, 1);
        flat_delete(f, 0, end - at);
        require_joined(&b);
        if (at + 100 < f->length) {
            text_buffer_delete(&b, at, 100);
            flat_delete(f, 0, 100);
        }
        require_joined(&b);
        assert_int_equal(b.length, f->length);
    }
    require_same(f, &b);
    text_buffer_finish(&b);
    free(f);
    counted_memory_end(&counted);
}

static void test_a_copy_is_by_itself(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_buffer b = text_buffer_begin(&counted.memory), copy;
    assert_true(text_buffer_copy(&b, &copy));
    assert_int_equal(copy.length, 0);
    assert_true(text_buffer_reserve(&b, 5));
    text_buffer_insert(&b, 0, (const uint8_t *)"abcde", 5, 5);
    assert_true(text_buffer_copy(&b, &copy));
    text_buffer_delete(&b, 1, 3);
    uint8_t out[5];
    assert_int_equal(text_buffer_read(&copy, 0, 5, out), 5);
    assert_memory_equal(out, "abcde", 5);
    assert_int_equal(text_buffer_read(&b, 0, 2, out), 2);
    assert_memory_equal(out, "ae", 2);
    for (size_t n = 1; n <= 2; n++) {
        struct text_buffer failed;
        counted.fail_at = counted.requests + n;
        assert_false(text_buffer_copy(&b, &failed));
        assert_int_equal(failed.length, 0);
        text_buffer_finish(&failed);
        counted.fail_at = counted.requests + n;
        assert_false(text_buffer_reserve(&b, 100000));
    }
    counted.fail_at = 0;
    assert_int_equal(b.length, 2);
    text_buffer_finish(&copy);
    text_buffer_finish(&b);
    counted_memory_end(&counted);
}

static void test_deleted_and_moved_text_is_wiped(void **state)
{
    (void)state;
    struct watched watched;
    watched_begin(&watched);
    struct text_buffer b = text_buffer_begin(&watched.memory);
    watched.secret = "nobody's";
    assert_true(text_buffer_reserve(&b, 5000));
    for (int i = 0; i < 200; i++)
        text_buffer_insert(&b, 0, (const uint8_t *)"some words ", 11, 11);
    for (uint32_t at = 0; at < 2200; at += 97) {
        text_buffer_insert(&b, at, (const uint8_t *)"nobody's", 8, 8);
        /* The gap goes elsewhere, and the words with it, before they are deleted. */
        text_buffer_insert(&b, at + 20, (const uint8_t *)"x", 1, 1);
        text_buffer_insert(&b, at, (const uint8_t *)"y", 1, 1);
        text_buffer_insert(&b, at + 4, (const uint8_t *)"z", 1, 1);
        text_buffer_delete(&b, at + 4, 1);
        text_buffer_delete(&b, at + 1, 8);
        assert_false(watched_holds(&watched, "nobody's"));
        assert_false(watched_holds(&watched, "body's"));
    }
    text_buffer_finish(&b);
    watched_end(&watched);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_plain_text_is_as_in_a_flat_copy),
    cmocka_unit_test(test_wide_text_is_as_in_a_flat_copy),
    cmocka_unit_test(test_typing_and_taking_back_is_as_in_a_flat_copy),
    cmocka_unit_test(test_what_was_reserved_is_enough),
    cmocka_unit_test(test_what_shrank_is_joined_when_it_is_left),
    cmocka_unit_test(test_a_copy_is_by_itself),
    cmocka_unit_test(test_deleted_and_moved_text_is_wiped),
};

TEST_GROUP(text_buffer, tests)
