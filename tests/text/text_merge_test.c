/* Merging what others wrote. */
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "histories.h"
#include "memory.h"

static const struct text_bounds bounds = {
    .agents = HISTORY_TXNS, .bytes = 65536, .spans = 2048, .runs = 20000};

static void require_text(const struct text *t, const char *expected, size_t size)
{
    uint8_t out[4096];
    assert_true(text_size(t, false) <= sizeof out);
    text_read(t, false, out);
    assert_int_equal(text_size(t, false), size);
    assert_memory_equal(out, expected, size);
}

static void test_the_histories_of_the_reference_end_in_its_texts(void **state)
{
    (void)state;
    struct histories *histories = histories_open();
    struct history *h = calloc(1, sizeof *h);
    size_t count = 0;
    while (histories_next(histories, h)) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text *t = text_open(&counted.memory, &bounds);
        for (size_t i = 0; i < h->txns; i++)
            assert_int_equal(text_merge(t, &h->batches[i], 1), TEXT_APPLIED);
        require_text(t, h->end, h->end_size);
        text_close(t);
        counted_memory_end(&counted);
        count++;
    }
    assert_int_equal(count, 1000);
    free(h);
    histories_close(histories);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_the_histories_of_the_reference_end_in_its_texts),
};

TEST_GROUP(text_merge, tests)
