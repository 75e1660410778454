/* The chain over a device's batches. */
#include "records/chain.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"

static const uint8_t space_id[CHAIN_ID_BYTES] = {1, 2, 3};

static void test_it_is_a_hash_of_what_is_before_and_the_batch(void **state)
{
    (void)state;
    uint8_t chain[CHAIN_BYTES];
    uint8_t expected[CHAIN_BYTES];
    uint8_t input[64] = "alcove space chain";
    memcpy(input + 18, space_id, sizeof space_id);
    input[34] = 5;
    crypto_generichash(expected, sizeof expected, input, 35, NULL, 0);
    chain_begin(space_id, 5, chain);
    assert_memory_equal(chain, expected, sizeof chain);
    memcpy(input, expected, sizeof expected);
    memcpy(input + 16, "batch", 5);
    crypto_generichash(expected, sizeof expected, input, 21, NULL, 0);
    chain_next(chain, (const uint8_t *)"batch", 5, chain);
    assert_memory_equal(chain, expected, sizeof chain);
}

static void test_another_device_or_space_has_another_chain(void **state)
{
    (void)state;
    uint8_t a[CHAIN_BYTES];
    uint8_t b[CHAIN_BYTES];
    const uint8_t other_id[CHAIN_ID_BYTES] = {1, 2, 4};
    chain_begin(space_id, 0, a);
    chain_begin(space_id, 1, b);
    assert_memory_not_equal(a, b, sizeof a);
    chain_begin(other_id, 0, b);
    assert_memory_not_equal(a, b, sizeof a);
}

static void test_one_changed_batch_changes_all_after_it(void **state)
{
    (void)state;
    uint8_t a[CHAIN_BYTES];
    uint8_t b[CHAIN_BYTES];
    chain_begin(space_id, 0, a);
    chain_begin(space_id, 0, b);
    chain_next(a, (const uint8_t *)"one", 3, a);
    chain_next(b, (const uint8_t *)"onf", 3, b);
    for (size_t i = 0; i < 4; i++) {
        assert_memory_not_equal(a, b, sizeof a);
        chain_next(a, (const uint8_t *)"two", 3, a);
        chain_next(b, (const uint8_t *)"two", 3, b);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_it_is_a_hash_of_what_is_before_and_the_batch),
    cmocka_unit_test(test_another_device_or_space_has_another_chain),
    cmocka_unit_test(test_one_changed_batch_changes_all_after_it),
};
TEST_GROUP(chain, tests)
