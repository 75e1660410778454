#include "reach/check_wire.h"

#include <string.h>

#include <sodium.h>

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

/* What one who holds the key may seal, and check_seal never does. */
static size_t seal_plaintext(const uint8_t *plain, size_t size, uint8_t *out)
{
    const size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    scripted.fill(scripted.context, out, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_bytes, NULL, plain, size, NULL, 0, NULL,
                                               out, key);
    return size + nonce_bytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
}

#define RECORD_SIZE_AT 52

static void what_breaks_the_form_is_refused_though_it_was_sealed(void **state)
{
    (void)state;
    struct check check;
    uint8_t out[CHECK_BYTES_MAX];
    uint8_t plain[200] = {CHECK_REQUEST, 1};
    plain[RECORD_SIZE_AT + 1] = 146;
    assert_true(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    assert_int_equal(check.record_size, 146);
    assert_true(check.seeking);
    /* A record that goes on behind the end, and one larger than any. */
    plain[RECORD_SIZE_AT + 1] = 147;
    assert_false(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    plain[RECORD_SIZE_AT] = 0xff;
    assert_false(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    plain[RECORD_SIZE_AT] = plain[RECORD_SIZE_AT + 1] = 0;
    const uint8_t kinds[] = {0, 3, 4, 255};
    for (size_t i = 0; i < sizeof kinds; i++) {
        plain[0] = kinds[i];
        assert_false(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    }
}

static void flags_of_a_later_version_are_no_reason_to_refuse(void **state)
{
    (void)state;
    struct check check;
    uint8_t out[CHECK_BYTES_MAX];
    uint8_t plain[60] = {CHECK_RESPONSE, 0xfe};
    assert_true(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    assert_false(check.seeking);
    plain[1] = 0xff;
    assert_true(check_open(key, out, seal_plaintext(plain, sizeof plain, out), &check));
    assert_true(check.seeking);
}

static void a_size_tells_no_more_than_whether_there_is_a_record(void **state)
{
    (void)state;
    struct check check = whole_check();
    uint8_t bytes[CHECK_BYTES_MAX];
    for (size_t record = 0; record <= ENDPOINT_RECORD_BYTES_MAX; record += 40) {
        size_t smallest = SIZE_MAX;
        size_t largest = 0;
        check.record_size = record;
        for (size_t i = 0; i < 300; i++) {
            size_t size = check_seal(key, &check, &scripted, CHECK_BYTES_MAX, bytes);
            smallest = size < smallest ? size : smallest;
            largest = size > largest ? size : largest;
        }
        assert_in_range(largest, CHECK_BYTES_MIN, CHECK_BYTES_MAX);
        assert_true(largest == CHECK_BYTES_MAX || largest - smallest > CHECK_PADDING_SPAN / 2);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_as_it_was_with_and_without_a_record),
    cmocka_unit_test(an_answer_is_no_larger_than_allowed_and_then_has_no_record),
    cmocka_unit_test(another_key_and_any_changed_bit_open_nothing),
    cmocka_unit_test(no_two_look_alike_and_none_shows_what_it_is),
    cmocka_unit_test(what_breaks_the_form_is_refused_though_it_was_sealed),
    cmocka_unit_test(flags_of_a_later_version_are_no_reason_to_refuse),
    cmocka_unit_test(a_size_tells_no_more_than_whether_there_is_a_record),
};
TEST_GROUP(check_wire, tests)
