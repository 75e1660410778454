#include "base/bytes.h"

#include <string.h>

#include "harness.h"

static void reader_past_its_end_fails_and_stays_failed(void **state)
{
    (void)state;
    const uint8_t bytes[] = {1, 2, 3};
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    assert_int_equal(byte_read_u16(&r), 0x0102);
    assert_int_equal(byte_read_u16(&r), 0);
    assert_true(r.failed);
    assert_int_equal(byte_read_u8(&r), 0);
    assert_int_equal(byte_reader_left(&r), 0);
    assert_null(byte_read_span(&r, 1));
}

static void writer_past_its_end_fails_and_writes_nothing_more(void **state)
{
    (void)state;
    uint8_t bytes[4] = {9, 9, 9, 9};
    struct byte_writer w = byte_writer_over(bytes, 3);
    byte_write_u16(&w, 0xabcd);
    byte_write_u16(&w, 0x1234);
    byte_write_u8(&w, 0x77);
    assert_true(w.failed);
    assert_int_equal(w.size, 2);
    assert_memory_equal(bytes, ((const uint8_t[]){0xab, 0xcd, 9, 9}), 4);
}

static void integers_come_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[15];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    byte_write_u8(&w, 0xfe);
    byte_write_u16(&w, 0xfedc);
    byte_write_u32(&w, 0xfedcba98);
    byte_write_u64(&w, 0xfedcba9876543210);
    assert_false(w.failed);
    struct byte_reader r = byte_reader_over(bytes, w.size);
    assert_int_equal(byte_read_u8(&r), 0xfe);
    assert_int_equal(byte_read_u16(&r), 0xfedc);
    assert_int_equal(byte_read_u32(&r), 0xfedcba98);
    assert_true(byte_read_u64(&r) == UINT64_C(0xfedcba9876543210));
    assert_false(r.failed);
}

/* RFC 9000 Appendix A.1 */
static void varints_match_the_examples_of_rfc_9000(void **state)
{
    (void)state;
    const struct {
        const char *hex;
        uint64_t value;
    } rows[] = {
        {"c2197c5eff14e88c", 151288809941952652},
        {"9d7f3e7d", 494878333},
        {"7bbd", 15293},
        {"25", 37},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[8];
        uint8_t again[8];
        size_t size = from_hex(rows[i].hex, bytes, sizeof bytes);
        struct byte_reader r = byte_reader_over(bytes, size);
        assert_true(byte_read_varint(&r) == rows[i].value);
        struct byte_writer w = byte_writer_over(again, sizeof again);
        byte_write_varint(&w, rows[i].value);
        assert_int_equal(w.size, size);
        assert_memory_equal(again, bytes, size);
    }
}

static void a_truncated_varint_is_refused(void **state)
{
    (void)state;
    const uint8_t bytes[] = {0xc2, 0x19, 0x7c};
    for (size_t size = 0; size <= sizeof bytes; size++) {
        struct byte_reader r = byte_reader_over(bytes, size);
        assert_true(byte_read_varint(&r) == 0);
        assert_true(r.failed);
    }
}

/* RFC 9000 §16: two bits say the size, and the largest value of each size fits. */
static void a_varint_grows_exactly_at_its_borders(void **state)
{
    (void)state;
    const struct {
        uint64_t value;
        size_t size;
    } rows[] = {
        {0, 1},     {63, 1},         {64, 2},         {16383, 2},
        {16384, 4}, {1073741823, 4}, {1073741824, 8}, {UINT64_C(4611686018427387903), 8},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[8];
        struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
        byte_write_varint(&w, rows[i].value);
        assert_false(w.failed);
        assert_int_equal(w.size, rows[i].size);
        assert_int_equal(byte_varint_size(rows[i].value), rows[i].size);
        struct byte_reader r = byte_reader_over(bytes, w.size);
        assert_true(byte_read_varint(&r) == rows[i].value);
        assert_int_equal(byte_reader_left(&r), 0);
    }
}

static void spans_point_into_the_reader_and_copies_do_not(void **state)
{
    (void)state;
    const uint8_t bytes[] = {1, 2, 3, 4, 5};
    uint8_t copy[2] = {0};
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    assert_ptr_equal(byte_read_span(&r, 2), bytes);
    byte_read_copy(&r, copy, sizeof copy);
    assert_memory_equal(copy, bytes + 2, 2);
    assert_int_equal(byte_reader_left(&r), 1);
    assert_non_null(byte_read_span(&r, 0));
    assert_false(r.failed);
}

static void a_copy_past_the_end_is_all_zero_and_not_half_of_it(void **state)
{
    (void)state;
    const uint8_t bytes[] = {1, 2, 3};
    uint8_t copy[4] = {9, 9, 9, 9};
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    byte_read_copy(&r, copy, sizeof copy);
    assert_true(r.failed);
    assert_memory_equal(copy, ((const uint8_t[4]){0}), sizeof copy);
}

static void nothing_at_all_may_be_read_and_written(void **state)
{
    (void)state;
    struct byte_reader r = byte_reader_over(NULL, 0);
    byte_read_copy(&r, NULL, 0);
    assert_false(r.failed);
    assert_true(byte_read_varint(&r) == 0);
    assert_true(r.failed);
    struct byte_writer w = byte_writer_over(NULL, 0);
    byte_write_bytes(&w, NULL, 0);
    assert_false(w.failed);
    byte_write_u8(&w, 1);
    assert_true(w.failed);
    assert_int_equal(byte_writer_left(&w), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(reader_past_its_end_fails_and_stays_failed),
    cmocka_unit_test(writer_past_its_end_fails_and_writes_nothing_more),
    cmocka_unit_test(integers_come_back_as_written),
    cmocka_unit_test(varints_match_the_examples_of_rfc_9000),
    cmocka_unit_test(a_truncated_varint_is_refused),
    cmocka_unit_test(a_varint_grows_exactly_at_its_borders),
    cmocka_unit_test(spans_point_into_the_reader_and_copies_do_not),
    cmocka_unit_test(a_copy_past_the_end_is_all_zero_and_not_half_of_it),
    cmocka_unit_test(nothing_at_all_may_be_read_and_written),
};
TEST_GROUP(bytes, tests)
