/* Deflate both ways, its bounds, and every request for memory refused in turn. */
#include "text/squeeze.h"

#include <string.h>

#include "harness.h"
#include "memory.h"
#include "watched.h"

static const char words[] = "Walk to the lake each evening. Walk to the lake each morning. Walk to "
                            "the lake whenever the day was long, and say what you saw there.";

static void test_what_was_deflated_comes_back(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t squeezed[sizeof words], back[sizeof words];
    size_t size = squeeze_deflate(&counted.memory, (const uint8_t *)words, sizeof words, squeezed,
                                  sizeof squeezed);
    assert_in_range(size, 1, sizeof words - 30);
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size, back, sizeof back),
                     SQUEEZE_INFLATED);
    assert_memory_equal(back, words, sizeof words);
    counted_memory_end(&counted);
}

static void test_another_size_or_a_byte_more_is_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t squeezed[sizeof words + 1], back[sizeof words + 1];
    size_t size = squeeze_deflate(&counted.memory, (const uint8_t *)words, sizeof words, squeezed,
                                  sizeof words);
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size, back, sizeof words - 1),
                     SQUEEZE_MALFORMED);
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size, back, sizeof words + 1),
                     SQUEEZE_MALFORMED);
    squeezed[size] = 0;
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size + 1, back, sizeof words),
                     SQUEEZE_MALFORMED);
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size - 1, back, sizeof words),
                     SQUEEZE_MALFORMED);
    counted_memory_end(&counted);
}

static void test_a_bomb_is_refused_before_it_is_opened(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    static uint8_t zeros[16384], back[16384];
    uint8_t squeezed[256];
    size_t size = squeeze_deflate(&counted.memory, zeros, sizeof zeros, squeezed, sizeof squeezed);
    assert_in_range(size, 1, sizeof zeros / SQUEEZE_RATIO_MAX - 1);
    size_t requests = counted.requests;
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size, back, sizeof back),
                     SQUEEZE_MALFORMED);
    assert_int_equal(counted.requests, requests);
    counted_memory_end(&counted);
}

static void test_without_memory_or_room_nothing_is_squeezed(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t squeezed[sizeof words], back[sizeof words];
    const uint8_t *bytes = (const uint8_t *)words;
    assert_int_equal(squeeze_deflate(&counted.memory, bytes, sizeof words, squeezed, 20), 0);
    size_t size = squeeze_deflate(&counted.memory, bytes, sizeof words, squeezed, sizeof squeezed);
    for (size_t n = 1; n <= 2; n++) {
        counted.fail_at = counted.requests + n;
        assert_int_equal(
            squeeze_deflate(&counted.memory, bytes, sizeof words, squeezed, sizeof squeezed), 0);
    }
    size = squeeze_deflate(&counted.memory, bytes, sizeof words, squeezed, sizeof squeezed);
    counted.fail_at = counted.requests + 1;
    assert_int_equal(squeeze_inflate(&counted.memory, squeezed, size, back, sizeof back),
                     SQUEEZE_NO_MEMORY);
    counted_memory_end(&counted);
}

static void test_no_words_are_left_in_memory_given_back(void **state)
{
    (void)state;
    struct watched watched;
    uint8_t squeezed[4096], back[4096];
    uint8_t text[4096];
    watched_begin(&watched);
    watched.secret = "Walk to the lake";
    /* Long enough, and of so little order, that inflating it needs a window. */
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)(i * i * 31 >> 3);
    memcpy(text + 100, words, sizeof words);
    size_t size = squeeze_deflate(&watched.memory, text, sizeof text, squeezed, sizeof squeezed);
    assert_in_range(size, 1, sizeof squeezed);
    assert_int_equal(squeeze_inflate(&watched.memory, squeezed, size, back, sizeof back),
                     SQUEEZE_INFLATED);
    watched_end(&watched);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_was_deflated_comes_back),
    cmocka_unit_test(test_another_size_or_a_byte_more_is_refused),
    cmocka_unit_test(test_a_bomb_is_refused_before_it_is_opened),
    cmocka_unit_test(test_without_memory_or_room_nothing_is_squeezed),
    cmocka_unit_test(test_no_words_are_left_in_memory_given_back),
};

TEST_GROUP(squeeze, tests)
