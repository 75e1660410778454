/* Blocks of a file: squeezed where it pays, bounded where they are read. */
#include "text/text_block.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

static const char words[] = "Walk to the lake each evening. Walk to the lake each morning. Walk to "
                            "the lake whenever the day was long, and say what you saw there.";

static size_t write(struct counted_memory *counted, const void *bytes, size_t size, bool squeezed,
                    uint8_t *out)
{
    struct byte_writer w = byte_writer_over(out, text_block_room(size));
    text_block_write(&counted->memory, &w, bytes, size, squeezed);
    assert_false(w.failed);
    return w.size;
}

static void test_a_block_comes_back(void **state)
{
    (void)state;
    for (int squeezed = 0; squeezed < 2; squeezed++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        uint8_t out[512];
        size_t size = write(&counted, words, sizeof words, squeezed == 1, out);
        assert_true(squeezed == 1 ? size < sizeof words : size > sizeof words);
        struct byte_reader in = byte_reader_over(out, size);
        struct text_block block;
        assert_int_equal(text_block_read(&counted.memory, &in, sizeof words, &block),
                         TEXT_BLOCK_READ);
        assert_int_equal(block.size, sizeof words);
        assert_memory_equal(block.bytes, words, sizeof words);
        assert_int_equal(byte_reader_left(&in), 0);
        text_block_finish(&counted.memory, &block);
        counted_memory_end(&counted);
    }
}

static void test_what_would_not_shrink_or_not_be_let_in_stays_as_it_is(void **state)
{
    (void)state;
    static const uint8_t zeros[20000];
    static const struct {
        const void *bytes;
        size_t size;
    } rows[] = {{"", 0}, {"x", 1}, {"qzx", 3}, {zeros, sizeof zeros}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static uint8_t out[20100];
        struct counted_memory counted;
        counted_memory_begin(&counted);
        size_t size = write(&counted, rows[i].bytes, rows[i].size, true, out);
        assert_in_range(size, rows[i].size + 2, rows[i].size + 6);
        struct byte_reader in = byte_reader_over(out, size);
        struct text_block block;
        assert_int_equal(text_block_read(&counted.memory, &in, sizeof zeros, &block),
                         TEXT_BLOCK_READ);
        assert_int_equal(block.size, rows[i].size);
        assert_null(block.inflated);
        text_block_finish(&counted.memory, &block);
        counted_memory_end(&counted);
    }
}

static void test_a_block_over_the_bound_is_refused_before_it_takes_memory(void **state)
{
    (void)state;
    for (int squeezed = 0; squeezed < 2; squeezed++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        uint8_t out[512];
        size_t size = write(&counted, words, sizeof words, squeezed == 1, out);
        struct byte_reader in = byte_reader_over(out, size);
        struct text_block block;
        size_t requests = counted.requests;
        assert_int_equal(text_block_read(&counted.memory, &in, sizeof words - 1, &block),
                         TEXT_BLOCK_MALFORMED);
        assert_int_equal(counted.requests, requests);
        counted_memory_end(&counted);
    }
}

static void test_hostile_blocks_are_refused(void **state)
{
    (void)state;
    static const struct {
        uint8_t bytes[8];
        size_t size;
    } rows[] = {
        {{0}, 0},
        {{5}, 1},                /* no second size */
        {{5, 0, 'a', 'b'}, 4},   /* not as many bytes */
        {{5, 9, 'a', 'b'}, 4},   /* nor of deflated ones */
        {{0, 1, 0}, 3},          /* nothing, deflated */
        {{33, 2, 'a', 'b'}, 4},  /* more than may be inflated from two */
        {{5, 2, 0xff, 0xff}, 4}, /* no deflate */
        {{0xc0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct byte_reader in = byte_reader_over(rows[i].bytes, rows[i].size);
        struct text_block block;
        assert_int_equal(text_block_read(&counted.memory, &in, 1000, &block), TEXT_BLOCK_MALFORMED);
        assert_null(block.bytes);
        counted_memory_end(&counted);
    }
}

static void test_without_memory_nothing_is_inflated(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t out[512];
    size_t size = write(&counted, words, sizeof words, true, out);
    struct byte_reader in = byte_reader_over(out, size);
    struct text_block block;
    counted.fail_at = counted.requests + 1;
    assert_int_equal(text_block_read(&counted.memory, &in, sizeof words, &block),
                     TEXT_BLOCK_NO_MEMORY);
    counted.fail_at = counted.requests + 1;
    /* Without memory to squeeze it stays as it is. */
    assert_true(write(&counted, words, sizeof words, true, out) > sizeof words);
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_a_block_comes_back),
    cmocka_unit_test(test_what_would_not_shrink_or_not_be_let_in_stays_as_it_is),
    cmocka_unit_test(test_a_block_over_the_bound_is_refused_before_it_takes_memory),
    cmocka_unit_test(test_hostile_blocks_are_refused),
    cmocka_unit_test(test_without_memory_nothing_is_inflated),
};

TEST_GROUP(text_block, tests)
