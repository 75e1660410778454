#include "reach/sealed_value.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"

static void count_up(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = context;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}

static const uint8_t box[32] = {1, 2, 3};
static const uint8_t place[32] = {4, 5, 6};
static const struct sealed_value_keys keys = {box, place, 9};

static void every_size_of_value_carries_its_text(void **state)
{
    (void)state;
    uint8_t next = 0;
    const struct alcove_random random = {count_up, &next};
    for (size_t size = SEALED_VALUE_OVERHEAD_BYTES; size <= SEALED_VALUE_BYTES_MAX; size += 53) {
        uint8_t text[SEALED_VALUE_BYTES_MAX];
        uint8_t value[SEALED_VALUE_BYTES_MAX];
        uint8_t opened[SEALED_VALUE_BYTES_MAX];
        struct sealed_value_room room = {.bytes = opened};
        size_t text_size = size - SEALED_VALUE_OVERHEAD_BYTES;
        memset(text, 't', sizeof text);
        sealed_value_seal(&keys, &random, (struct sealed_value_text){text, text_size}, value, size);
        assert_true(sealed_value_open(&keys, value, size, &room));
        assert_int_equal(room.size, text_size);
        assert_memory_equal(opened, text, text_size);
        value[size - 1] ^= 1;
        assert_false(sealed_value_open(&keys, value, size, &room));
        assert_int_equal(room.size, 0);
    }
}

static void each_sealing_takes_a_fresh_nonce(void **state)
{
    (void)state;
    uint8_t next = 0;
    const struct alcove_random random = {count_up, &next};
    uint8_t values[2][100];
    const struct sealed_value_text text = {(const uint8_t *)"same", 4};
    sealed_value_seal(&keys, &random, text, values[0], sizeof values[0]);
    sealed_value_seal(&keys, &random, text, values[1], sizeof values[1]);
    assert_memory_not_equal(values[0], values[1], 24);
    assert_memory_not_equal(values[0] + 24, values[1] + 24, 76);
}

/* One who has the key, but not our program. */
static void a_length_that_lies_is_refused(void **state)
{
    (void)state;
    uint8_t plaintext[60] = {0};
    uint8_t value[100] = {0};
    uint8_t associated[40] = {0};
    uint8_t opened[100];
    struct sealed_value_room room = {.bytes = opened};
    memcpy(associated, place, sizeof place);
    associated[39] = 9;
    for (unsigned length = 57; length <= 65535; length += 58) {
        plaintext[0] = (uint8_t)(length >> 8);
        plaintext[1] = (uint8_t)(length & 255);
        crypto_aead_xchacha20poly1305_ietf_encrypt(value + 24, NULL, plaintext, sizeof plaintext,
                                                   associated, sizeof associated, NULL, value, box);
        assert_int_equal(sealed_value_open(&keys, value, sizeof value, &room), length <= 58);
        assert_int_equal(room.size, length <= 58 ? length : 0);
    }
}

static void labels_directions_and_numbers_separate_keys(void **state)
{
    (void)state;
    const struct sealed_value_label labels[] = {{"a", 0, 0},          {"a", 1, 0},  {"a", 0, 1},
                                                {"a", 0, UINT64_MAX}, {"ab", 0, 0}, {"b", 0, 0}};
    uint8_t derived[6][32];
    for (size_t i = 0; i < 6; i++) {
        sealed_value_derive(box, &labels[i], derived[i]);
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(derived[i], derived[k], 32);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_size_of_value_carries_its_text),
    cmocka_unit_test(each_sealing_takes_a_fresh_nonce),
    cmocka_unit_test(a_length_that_lies_is_refused),
    cmocka_unit_test(labels_directions_and_numbers_separate_keys),
};
TEST_GROUP(sealed_value, tests)
