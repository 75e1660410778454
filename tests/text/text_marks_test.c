/* A sparse table beside a full one. */
#include "text/text_marks.h"

#include <string.h>

#include "harness.h"
#include "memory.h"

#define SIZE 9000

struct full {
    bool marked[SIZE];
    uint32_t values[SIZE];
};

static uint32_t before(const struct full *f, uint32_t id)
{
    while (!f->marked[id])
        id--;
    return id;
}

static uint32_t after(const struct full *f, uint32_t id, uint32_t end)
{
    do
        id++;
    while (id < end && !f->marked[id]);
    return id;
}

static void test_marks_are_found_before_and_after(void **state)
{
    (void)state;
    static struct full f;
    for (uint32_t seed = 1; seed <= 4; seed++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text_marks m = text_marks_begin();
        memset(&f, 0, sizeof f);
        assert_true(text_marks_start(&counted.memory, &m, SIZE));
        text_marks_set(&m, 0, 7);
        f.marked[0] = true;
        f.values[0] = 7;
        /* Ever more of them, so that long gaps are tried as well. */
        for (uint32_t i = 0, random = seed; i < 300; i++) {
            random = random * 1103515245 + 12345;
            uint32_t id = (random >> 8) % SIZE;
            text_marks_set(&m, id, i);
            f.marked[id] = true;
            f.values[id] = i;
            for (uint32_t k = 0; k < SIZE; k += 61) {
                uint32_t mark = before(&f, k);
                assert_int_equal(text_marks_before(&m, k), mark);
                assert_int_equal(text_marks_value(&m, mark), f.values[mark]);
                uint32_t end = k + 1 + (random + k) % (SIZE - k);
                assert_int_equal(text_marks_after(&m, k, end), after(&f, k, end));
            }
        }
        text_marks_finish(&counted.memory, &m);
        counted_memory_end(&counted);
    }
}

static void test_a_new_start_forgets_all_marks(void **state)
{
    (void)state;
    struct counted_memory counted;
    counted_memory_begin(&counted);
    struct text_marks m = text_marks_begin();
    assert_true(text_marks_start(&counted.memory, &m, 200));
    for (uint32_t id = 0; id < 200; id++)
        text_marks_set(&m, id, id);
    assert_true(text_marks_start(&counted.memory, &m, 100));
    text_marks_set(&m, 3, 1);
    assert_int_equal(text_marks_before(&m, 99), 3);
    assert_int_equal(text_marks_after(&m, 3, 100), 100);
    assert_true(text_marks_start(&counted.memory, &m, 5000));
    text_marks_set(&m, 64, 2);
    assert_int_equal(text_marks_before(&m, 4999), 64);
    text_marks_finish(&counted.memory, &m);
    counted_memory_end(&counted);
}

static void test_without_memory_there_are_no_marks(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 2; n++) {
        struct counted_memory counted;
        counted_memory_begin(&counted);
        struct text_marks m = text_marks_begin();
        counted.fail_at = n;
        assert_false(text_marks_start(&counted.memory, &m, 100));
        assert_true(text_marks_start(&counted.memory, &m, 100));
        text_marks_finish(&counted.memory, &m);
        counted_memory_end(&counted);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_marks_are_found_before_and_after),
    cmocka_unit_test(test_a_new_start_forgets_all_marks),
    cmocka_unit_test(test_without_memory_there_are_no_marks),
};

TEST_GROUP(text_marks, tests)
