#include "reach/check_wire.h"

#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *seed = context;
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*seed >> 56);
    }
}

static uint64_t seed = 5;
static const struct alcove_random scripted = {fill, &seed};
static const uint8_t key[CHECK_KEY_BYTES] = {1, 2, 3};

static struct check whole_check(void)
{
    struct check check = {
        .kind = CHECK_RESPONSE,
        .seeking = true,
        .sent_at_s = 1800000000,
        .punch_nonce = UINT64_C(0x1122334455667788),
        .heard_nonce = 9,
        .record_size = ENDPOINT_RECORD_BYTES_MAX,
    };
    assert_true(address_text_parse("45.16.0.1:4242", &check.seen));
    memset(check.transaction, 0xab, sizeof check.transaction);
    memset(check.record, 0xcd, sizeof check.record);
    return check;
}

static void assert_same(const struct check *a, const struct check *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->seeking, b->seeking);
    assert_memory_equal(a->transaction, b->transaction, sizeof a->transaction);
    assert_true(a->sent_at_s == b->sent_at_s);
    assert_true(a->punch_nonce == b->punch_nonce);
    assert_true(a->heard_nonce == b->heard_nonce);
    assert_true(alcove_address_equal(&a->seen, &b->seen));
    assert_int_equal(a->record_size, b->record_size);
    assert_memory_equal(a->record, b->record, a->record_size);
}

static void comes_back_as_it_was_with_and_without_a_record(void **state)
{
    (void)state;
    struct check check = whole_check();
    struct check again;
    uint8_t bytes[CHECK_BYTES_MAX];
    size_t size = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, bytes);
    assert_true(check_open(key, bytes, size, &again));
    assert_same(&check, &again);
    check.record_size = 0;
    size = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, bytes);
    assert_in_range(size, CHECK_BYTES_MIN, CHECK_BYTES_MIN + CHECK_PADDING_SPAN);
    assert_true(check_open(key, bytes, size, &again));
    assert_same(&check, &again);
}

static void an_answer_is_no_larger_than_allowed_and_then_has_no_record(void **state)
{
    (void)state;
    struct check check = whole_check();
    struct check again;
    uint8_t bytes[CHECK_BYTES_MAX];
    for (size_t size_max = CHECK_BYTES_MIN; size_max < 480; size_max += 13) {
        size_t size = check_seal(key, &check, &scripted, size_max, bytes);
        assert_in_range(size, CHECK_BYTES_MIN, size_max);
        assert_true(check_open(key, bytes, size, &again));
        assert_int_equal(again.record_size, 0);
    }
}

static void another_key_and_any_changed_bit_open_nothing(void **state)
{
    (void)state;
    struct check check = whole_check();
    struct check again;
    uint8_t bytes[CHECK_BYTES_MAX];
    uint8_t other[CHECK_KEY_BYTES] = {1, 2, 4};
    size_t size = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, bytes);
    assert_false(check_open(other, bytes, size, &again));
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x10;
        assert_false(check_open(key, bytes, size, &again));
        bytes[i] ^= 0x10;
    }
    assert_false(check_open(key, bytes, size - 1, &again));
    assert_false(check_open(key, bytes, CHECK_BYTES_MIN - 1, &again));
    assert_false(check_open(key, bytes, 0, &again));
}

static void no_two_look_alike_and_none_shows_what_it_is(void **state)
{
    (void)state;
    struct check check = whole_check();
    uint8_t one[CHECK_BYTES_MAX] = {0};
    uint8_t two[CHECK_BYTES_MAX] = {0};
    check.record_size = 0;
    size_t sizes = 0;
    for (size_t i = 0; i < 50; i++) {
        size_t a = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, one);
        size_t b = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, two);
        sizes += a != b;
        size_t same = 0;
        for (size_t j = 0; j < CHECK_BYTES_MIN; j++)
            same += one[j] == two[j];
        assert_true(same < 12);
    }
    assert_true(sizes > 30);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_as_it_was_with_and_without_a_record),
    cmocka_unit_test(an_answer_is_no_larger_than_allowed_and_then_has_no_record),
    cmocka_unit_test(another_key_and_any_changed_bit_open_nothing),
    cmocka_unit_test(no_two_look_alike_and_none_shows_what_it_is),
};
TEST_GROUP(check_wire, tests)
