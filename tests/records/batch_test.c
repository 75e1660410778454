/* Batches there and back, in both forms; what is altered; and every request for memory refused. */
#include "records/batch.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "memory.h"
#include "records/batch_columns.h"
#include "records/batch_samples.h"

struct written {
    uint8_t bytes[BATCH_BYTES_MAX + BATCH_SIGNATURE_BYTES];
    size_t size;
};

static struct batch sample_batch(struct operation operations[16])
{
    struct batch batch = {.head = sample_head(), .operations = operations};
    batch.operation_count = sample_operations(operations);
    return batch;
}

static void write(const struct batch *batch, struct written *out)
{
    struct counted_memory counted;
    counted_memory_begin(&counted);
    out->size = batch_encode(batch, sample_before, &counted.memory, out->bytes, sizeof out->bytes);
    assert_in_range(out->size, 1, BATCH_BYTES_MAX);
    counted_memory_end(&counted);
}

static struct written *write_sample(void)
{
    static struct written written;
    struct operation operations[16];
    struct batch batch = sample_batch(operations);
    write(&batch, &written);
    return &written;
}

static enum batch_outcome decode(const uint8_t *bytes, size_t size, bool is_signed,
                                 const struct counted_memory *counted, struct batch_read *read)
{
    const struct batch_source source = {bytes, size, is_signed};
    return batch_decode(&source, sample_before, &counted->memory, read);
}

/* Whether it is read back as it was. */
static void assert_comes_back(const struct batch *batch)
{
    static struct written written;
    struct counted_memory counted;
    struct batch_read read;
    write(batch, &written);
    counted_memory_begin(&counted);
    assert_int_equal(decode(written.bytes, written.size, false, &counted, &read), BATCH_OK);
    assert_true(same_batch(&read.batch, batch));
    assert_null(read.batch.signature);
    batch_free(&read, &counted.memory);
    counted_memory_end(&counted);
}

/* A text that deflate makes shorter, but not too short to be believed. */
static struct value long_text(size_t from, size_t size)
{
    static char text[32768];
    uint32_t state = 7;
    assert_true(from + size <= sizeof text && size <= SCHEMA_STRING_BYTES_MAX);
    for (size_t i = 0; i < sizeof text; i++) {
        state = state * 1664525 + 1013904223;
        text[i] = (char)('a' + (state >> 24) % 11);
    }
    return value_string((const uint8_t *)text + from, size);
}

static struct batch long_batch(struct operation operations[64])
{
    struct batch batch = {.head = sample_head(), .operations = operations, .operation_count = 64};
    for (uint32_t i = 0; i < 64; i += 2) {
        operations[i] = make(100 + i / 2, 1, KIND_WORDS);
        operations[i + 1] =
            set(operations[i].object, KIND_WORDS, WORDS_TEXT, long_text(500 * i, 600 + i));
    }
    return batch;
}

static void test_what_was_written_is_read_back(void **state)
{
    (void)state;
    struct operation operations[16];
    struct batch batch = sample_batch(operations);
    assert_comes_back(&batch);
    batch.operation_count = 1;
    assert_comes_back(&batch);
    batch.head = (struct batch_head){.device = 17, .sequence = 1, .lamport = 1};
    memcpy(batch.head.known, sample_before, sizeof sample_before);
    assert_comes_back(&batch);
    batch.head.sequence = UINT32_MAX;
    batch.head.known[17] = UINT32_MAX - 1;
    batch.head.lamport = UINT64_MAX;
    batch.head.minute = BATCH_MINUTE_MAX;
    batch.head.known[0] = UINT32_MAX;
    assert_comes_back(&batch);
}

static void test_operations_come_in_any_order_and_are_written_in_one(void **state)
{
    (void)state;
    struct operation operations[16], mixed[16];
    struct batch batch = sample_batch(operations);
    static struct written straight, other;
    write(&batch, &straight);
    size_t count = batch.operation_count;
    for (size_t shift = 1; shift < count; shift++) {
        for (size_t i = 0; i < count; i++)
            mixed[i] = operations[(i * 7 + shift) % count];
        batch.operations = mixed;
        write(&batch, &other);
        assert_int_equal(other.size, straight.size);
        assert_memory_equal(other.bytes, straight.bytes, straight.size);
    }
}

static void test_a_check_in_is_a_few_bytes(void **state)
{
    (void)state;
    const struct object_id check_in = {1713, 1};
    const struct operation operations[] = {
        make(1713, 1, KIND_CHECK_IN),
        set(check_in, KIND_CHECK_IN, CHECK_IN_PRACTICE, value_object((struct object_id){92, 0})),
        set(check_in, KIND_CHECK_IN, CHECK_IN_DAY, value_number(20520)),
        set(check_in, KIND_CHECK_IN, CHECK_IN_DONE, value_number(1)),
        set(check_in, KIND_CHECK_IN, CHECK_IN_HOW_WELL, value_number(8)),
    };
    struct batch batch = {.head = sample_head(), .operations = operations, .operation_count = 5};
    static struct written written;
    uint8_t bytes[512];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    columns_write(&batch, &w);
    assert_int_equal(w.size, 14);
    write(&batch, &written);
    assert_in_range(written.size, w.size, 45);
    assert_comes_back(&batch);
}

static void test_long_texts_are_deflated(void **state)
{
    (void)state;
    struct operation operations[64];
    struct batch batch = long_batch(operations);
    static struct written written;
    struct counted_memory counted;
    struct batch_read read;
    size_t text = 0;
    for (size_t i = 0; i < 64; i++)
        text += operations[i].value.size;
    write(&batch, &written);
    assert_true(written.size < text * 3 / 4);
    assert_comes_back(&batch);
    counted_memory_begin(&counted);
    assert_int_equal(decode(written.bytes, written.size, false, &counted, &read), BATCH_OK);
    assert_in_range(read.room_size, text, written.size * BATCH_ROOM_RATIO_MAX);
    batch_free(&read, &counted.memory);
    counted_memory_end(&counted);
}

static void test_what_would_look_like_a_bomb_is_written_as_it_is(void **state)
{
    (void)state;
    static struct operation operations[BATCH_OPERATIONS_MAX];
    static uint8_t same[SCHEMA_STRING_BYTES_MAX];
    struct batch batch = {.head = sample_head(), .operations = operations};
    memset(same, 'a', sizeof same);
    operations[0] = make(100, 1, KIND_WORDS);
    operations[1] =
        set(operations[0].object, KIND_WORDS, WORDS_TEXT, value_string(same, sizeof same));
    batch.operation_count = 2;
    static struct written written;
    write(&batch, &written);
    assert_true(written.size > sizeof same);
    assert_comes_back(&batch);
    for (uint32_t i = 0; i < BATCH_OPERATIONS_MAX; i++)
        operations[i] = make(100 + i, 1, KIND_WORDS);
    batch.operation_count = BATCH_OPERATIONS_MAX;
    write(&batch, &written);
    assert_true(written.size > BATCH_OPERATIONS_MAX);
    assert_comes_back(&batch);
}

static void test_what_is_too_large_is_not_written(void **state)
{
    (void)state;
    static struct operation operations[2];
    static uint8_t room[BATCH_BYTES_MAX];
    struct batch batch = {.head = sample_head(), .operations = operations};
    struct counted_memory counted;
    counted_memory_begin(&counted);
    operations[0] = make(100, 1, KIND_WORDS);
    operations[1] = set(operations[0].object, KIND_WORDS, WORDS_TEXT, long_text(0, 280));
    batch.operation_count = 2;
    size_t size = batch_encode(&batch, sample_before, &counted.memory, room, sizeof room);
    assert_in_range(size, 100, 300);
    assert_int_equal(batch_encode(&batch, sample_before, &counted.memory, room, size), size);
    assert_int_equal(batch_encode(&batch, sample_before, &counted.memory, room, size - 1), 0);
    counted_memory_end(&counted);
}

static enum batch_outcome outcome_of(const uint8_t *bytes, size_t size)
{
    struct counted_memory counted;
    struct batch_read read;
    counted_memory_begin(&counted);
    /* Of the exact size, so that a read past the end is seen. */
    uint8_t *exact = malloc(size + (size == 0));
    assert_non_null(exact);
    if (size > 0)
        memcpy(exact, bytes, size);
    enum batch_outcome outcome = decode(exact, size, false, &counted, &read);
    if (outcome == BATCH_OK) {
        uint8_t again[1024];
        assert_int_equal(
            batch_encode(&read.batch, sample_before, &counted.memory, again, sizeof again), size);
        assert_memory_equal(again, bytes, size);
        batch_free(&read, &counted.memory);
    }
    assert_null(read.room);
    free(exact);
    counted_memory_end(&counted);
    return outcome;
}

static void test_what_is_cut_or_longer_is_refused(void **state)
{
    (void)state;
    struct written *written = write_sample();
    for (size_t size = 0; size < written->size; size++)
        assert_int_equal(outcome_of(written->bytes, size), BATCH_MALFORMED);
    written->bytes[written->size] = 0;
    assert_int_equal(outcome_of(written->bytes, written->size + 1), BATCH_MALFORMED);
    assert_int_equal(outcome_of(written->bytes, BATCH_BYTES_MAX + 1), BATCH_MALFORMED);
}

/* outcome_of sees to it that what is accepted has one form. */
static void test_any_other_byte_is_another_batch_or_none(void **state)
{
    (void)state;
    struct written *written = write_sample();
    size_t outcomes[4] = {0};
    for (size_t at = 0; at < written->size; at++) {
        uint8_t byte = written->bytes[at];
        for (unsigned value = 0; value < 256; value++) {
            written->bytes[at] = (uint8_t)value;
            outcomes[outcome_of(written->bytes, written->size)]++;
        }
        written->bytes[at] = byte;
    }
    assert_true(outcomes[BATCH_MALFORMED] > written->size * 128);
    assert_true(outcomes[BATCH_OK] > written->size);
    assert_true(outcomes[BATCH_NEWER] > 0);
    assert_int_equal(outcomes[BATCH_NO_MEMORY], 0);
}

static void test_a_signature_is_behind_it(void **state)
{
    (void)state;
    struct operation operations[16];
    struct batch batch = sample_batch(operations);
    static struct written written;
    struct counted_memory counted;
    struct batch_read read;
    write(&batch, &written);
    memset(written.bytes + written.size, 0x5a, BATCH_SIGNATURE_BYTES);
    counted_memory_begin(&counted);
    size_t size = written.size + BATCH_SIGNATURE_BYTES;
    assert_int_equal(decode(written.bytes, size, true, &counted, &read), BATCH_OK);
    assert_ptr_equal(read.batch.signature, written.bytes + written.size);
    assert_true(same_batch(&read.batch, &batch));
    batch_free(&read, &counted.memory);
    assert_int_equal(decode(written.bytes, size, false, &counted, &read), BATCH_MALFORMED);
    assert_int_equal(decode(written.bytes, written.size, true, &counted, &read), BATCH_MALFORMED);
    assert_int_equal(decode(written.bytes, 63, true, &counted, &read), BATCH_MALFORMED);
    counted_memory_end(&counted);
}

static void test_whose_it_is_is_seen_at_its_beginning(void **state)
{
    (void)state;
    const struct written *written = write_sample();
    uint8_t device;
    uint32_t sequence;
    assert_true(batch_peek(written->bytes, written->size, &device, &sequence));
    assert_int_equal(device, 1);
    assert_int_equal(sequence, 5);
    assert_true(batch_peek(written->bytes, 9, &device, &sequence));
    assert_false(batch_peek(written->bytes, 3, &device, &sequence));
    assert_false(batch_peek((const uint8_t *)"\x97\x01\x12\x05", 4, &device, &sequence));
    assert_false(batch_peek((const uint8_t *)"\x97\x01\x01\x00", 4, &device, &sequence));
    assert_false(batch_peek((const uint8_t *)"\x97\x00\x01\x01", 4, &device, &sequence));
    assert_false(batch_peek((const uint8_t *)"\x80\x01\x01\x01", 4, &device, &sequence));
}

static void test_without_memory_nobody_is_blamed(void **state)
{
    (void)state;
    struct operation operations[64];
    struct batch batch = long_batch(operations);
    static struct written written;
    struct counted_memory counted;
    struct batch_read read;
    write(&batch, &written);
    counted_memory_begin(&counted);
    enum batch_outcome outcome = BATCH_NO_MEMORY;
    for (size_t n = 1; outcome != BATCH_OK; n++) {
        assert_true(n < 100);
        counted.fail_at = counted.requests + n;
        outcome = decode(written.bytes, written.size, false, &counted, &read);
        assert_true(outcome == BATCH_OK || outcome == BATCH_NO_MEMORY);
        assert_true((n > 3) || outcome == BATCH_NO_MEMORY);
    }
    batch_free(&read, &counted.memory);
    for (size_t n = 1; n < 20; n++) {
        counted.fail_at = counted.requests + n;
        size_t size =
            batch_encode(&batch, sample_before, &counted.memory, written.bytes, BATCH_BYTES_MAX);
        /* Without room for deflate it is written as it is. */
        assert_true((size == 0) == (n == 1));
        assert_int_equal(counted.bytes, 0);
    }
    counted_memory_end(&counted);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_what_was_written_is_read_back),
    cmocka_unit_test(test_operations_come_in_any_order_and_are_written_in_one),
    cmocka_unit_test(test_a_check_in_is_a_few_bytes),
    cmocka_unit_test(test_long_texts_are_deflated),
    cmocka_unit_test(test_what_would_look_like_a_bomb_is_written_as_it_is),
    cmocka_unit_test(test_what_is_too_large_is_not_written),
    cmocka_unit_test(test_what_is_cut_or_longer_is_refused),
    cmocka_unit_test(test_any_other_byte_is_another_batch_or_none),
    cmocka_unit_test(test_a_signature_is_behind_it),
    cmocka_unit_test(test_whose_it_is_is_seen_at_its_beginning),
    cmocka_unit_test(test_without_memory_nobody_is_blamed),
};

TEST_GROUP(batch, tests)
