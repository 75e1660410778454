/* Runs in columns: what is written comes back, and hostile ones do not. */
#include "text/text_columns.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"

static const struct text_graph_run runs[] = {
    {0, 0, 5, TEXT_RUN_INSERT},           {0, 5, 1, TEXT_RUN_INSERT},
    {0, 2, 4, TEXT_RUN_BACKSPACE},        {0, 2, 300, TEXT_RUN_INSERT},
    {0, 0, 302, TEXT_RUN_DELETE},         {0, 0, 1, TEXT_RUN_INSERT},
    {0, 1000000, 70000, TEXT_RUN_INSERT}, {0, 3, 1, TEXT_RUN_DELETE},
};
#define RUNS (sizeof runs / sizeof runs[0])

static size_t write(struct counted_memory *counted, uint8_t *out, size_t room)
{
    struct text_columns_writer w;
    assert_true(text_columns_begin(&w, &counted->memory, RUNS));
    for (size_t i = 0; i < RUNS; i++)
        text_columns_write(&w, &runs[i]);
    struct byte_writer to = byte_writer_over(out, room);
    text_columns_write_out(&w, &to);
    assert_int_equal(to.size, text_columns_size(&w));
    text_columns_finish(&w);
    return to.size;
}

static void test_runs_come_back_from_their_columns(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t out[256];
    struct byte_reader in = byte_reader_over(out, write(&counted, out, sizeof out));
    struct text_columns_reader r = text_columns_open(&in, RUNS);
    assert_false(in.failed);
    assert_int_equal(byte_reader_left(&in), 0);
    for (size_t i = 0; i < RUNS; i++) {
        struct text_graph_run run;
        assert_false(text_columns_done(&r));
        assert_true(text_columns_read(&r, &run));
        assert_int_equal(run.kind, runs[i].kind);
        assert_int_equal(run.at, runs[i].at);
        assert_int_equal(run.count, runs[i].count);
    }
    assert_true(text_columns_done(&r));
    struct text_graph_run run;
    assert_false(text_columns_read(&r, &run));
    counted_memory_end(&counted);
}

static void test_typing_takes_three_bytes_a_run(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_columns_writer w;
    assert_true(text_columns_begin(&w, &counted.memory, 100));
    for (uint32_t i = 0; i < 100; i++) {
        struct text_graph_run run = {0, i % 2 == 0 ? 500 : 498, i % 2 == 0 ? 7 : 9, i % 2};
        text_columns_write(&w, &run);
    }
    assert_in_range(text_columns_size(&w), 300, 310);
    text_columns_finish(&w);
    counted_memory_end(&counted);
}

static void test_no_runs_have_columns_too(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_columns_writer w;
    uint8_t out[16];
    assert_true(text_columns_begin(&w, &counted.memory, 0));
    struct byte_writer to = byte_writer_over(out, sizeof out);
    text_columns_write_out(&w, &to);
    text_columns_finish(&w);
    struct byte_reader in = byte_reader_over(out, to.size);
    struct text_columns_reader r = text_columns_open(&in, 0);
    assert_true(!in.failed && text_columns_done(&r));
    counted_memory_end(&counted);
}

static void test_columns_that_are_not_there_are_refused(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t out[256];
    size_t size = write(&counted, out, sizeof out);
    for (size_t cut = 0; cut < size; cut++) {
        struct byte_reader in = byte_reader_over(out, cut);
        text_columns_open(&in, RUNS);
        assert_true(in.failed);
    }
    struct byte_reader in = byte_reader_over(out, size);
    text_columns_open(&in, RUNS + 1);
    assert_true(in.failed);
    counted_memory_end(&counted);
}

static void test_whatever_is_read_is_within_its_bounds(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    uint8_t out[256];
    size_t size = write(&counted, out, sizeof out);
    for (size_t i = 0; i < size; i++) {
        for (unsigned value = 0; value < 256; value++) {
            uint8_t changed[256];
            memcpy(changed, out, size);
            changed[i] = (uint8_t)value;
            struct byte_reader in = byte_reader_over(changed, size);
            struct text_columns_reader r = text_columns_open(&in, RUNS);
            struct text_graph_run run;
            while (!in.failed && text_columns_read(&r, &run)) {
                assert_true(run.count > 0 && run.kind <= TEXT_RUN_BACKSPACE);
                assert_true(run.at + run.count < TEXT_EVENTS_MAX);
            }
        }
    }
    counted_memory_end(&counted);
}

static void test_without_memory_there_are_no_columns(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_columns_writer w;
    counted.fail_at = 1;
    assert_false(text_columns_begin(&w, &counted.memory, 5));
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_runs_come_back_from_their_columns),
    cmocka_unit_test(test_typing_takes_three_bytes_a_run),
    cmocka_unit_test(test_no_runs_have_columns_too),
    cmocka_unit_test(test_columns_that_are_not_there_are_refused),
    cmocka_unit_test(test_whatever_is_read_is_within_its_bounds),
    cmocka_unit_test(test_without_memory_there_are_no_columns),
};

TEST_GROUP(text_columns, tests)
