#include "link/mlkem.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "json.h"

/* Defined in shake128.zig. */
void test_shake128_reset(void);
void test_shake128_draw(uint8_t *out, size_t size);
void test_shake128_absorb(const uint8_t *bytes, size_t size);
void test_shake128_digest(uint8_t out[32]);

/* Defined in mlkem.zig: the call without the erasing behind it. */
void alcove_mlkem768_decapsulate(const uint8_t *seed, const uint8_t *ciphertext, uint8_t *secret);

static bool is_valid(const struct json *test)
{
    return strcmp(json_text(test, "result"), "valid") == 0;
}

static size_t run_file(const char *path, void (*check)(const struct json *test))
{
    struct json_document *document = json_open(path);
    size_t count = 0;
    JSON_EACH(group, json_get(json_root(document), "testGroups"))
    {
        JSON_EACH(test, json_get(group, "tests"))
        {
            check(test);
            count++;
        }
    }
    json_close(document);
    return count;
}

static void check_keygen(const struct json *test)
{
    uint8_t seed[MLKEM_SEED_BYTES], expected[MLKEM_PUBLIC_BYTES], made[MLKEM_PUBLIC_BYTES];
    assert_true(is_valid(test));
    assert_int_equal(json_hex(test, "seed", seed, sizeof seed), sizeof seed);
    assert_int_equal(json_hex(test, "ek", expected, sizeof expected), sizeof expected);
    mlkem_keygen(seed, made);
    assert_memory_equal(made, expected, sizeof made);
}

static void keys_come_from_seeds_as_wycheproof_says(void **state)
{
    (void)state;
    assert_int_equal(run_file("tests/vectors/mlkem768_keygen.json", check_keygen), 20);
}

static size_t wrong_lengths;

static void check_encapsulation(const struct json *test)
{
    uint8_t key[2 * MLKEM_PUBLIC_BYTES], random[64];
    uint8_t expected[MLKEM_CIPHERTEXT_BYTES], expected_secret[MLKEM_SECRET_BYTES];
    uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    /* The door takes no other lengths, by type. */
    if (json_hex(test, "ek", key, sizeof key) != MLKEM_PUBLIC_BYTES ||
        json_hex(test, "m", random, sizeof random) != MLKEM_RANDOM_BYTES) {
        assert_false(is_valid(test));
        wrong_lengths++;
        return;
    }
    assert_int_equal(mlkem_encapsulate(key, random, ciphertext, secret), is_valid(test));
    if (!is_valid(test)) {
        assert_true(sodium_is_zero(ciphertext, sizeof ciphertext));
        assert_true(sodium_is_zero(secret, sizeof secret));
        return;
    }
    assert_int_equal(json_hex(test, "c", expected, sizeof expected), sizeof expected);
    json_hex(test, "K", expected_secret, sizeof expected_secret);
    assert_memory_equal(ciphertext, expected, sizeof expected);
    assert_memory_equal(secret, expected_secret, sizeof secret);
}

static void encapsulation_matches_wycheproof_and_refuses_keys_not_reduced(void **state)
{
    (void)state;
    wrong_lengths = 0;
    assert_int_equal(run_file("tests/vectors/mlkem768_encaps.json", check_encapsulation), 70);
    assert_true(wrong_lengths < 10);
}

static void check_decapsulation(const struct json *test)
{
    uint8_t seed[2 * MLKEM_SEED_BYTES], ciphertext[2 * MLKEM_CIPHERTEXT_BYTES];
    uint8_t expected[MLKEM_SECRET_BYTES], secret[MLKEM_SECRET_BYTES];
    if (json_hex(test, "seed", seed, sizeof seed) != MLKEM_SEED_BYTES ||
        json_hex(test, "c", ciphertext, sizeof ciphertext) != MLKEM_CIPHERTEXT_BYTES) {
        assert_false(is_valid(test));
        wrong_lengths++;
        return;
    }
    assert_true(is_valid(test));
    assert_int_equal(json_hex(test, "K", expected, sizeof expected), sizeof expected);
    mlkem_decapsulate(seed, ciphertext, secret);
    assert_memory_equal(secret, expected, sizeof secret);
}

static void decapsulation_matches_wycheproof_and_rejects_implicitly(void **state)
{
    (void)state;
    wrong_lengths = 0;
    assert_int_equal(run_file("tests/vectors/mlkem768_decaps.json", check_decapsulation), 118);
    assert_true(wrong_lengths < 60);
}

/* One line "name = hex" of a CCTV file. */
static void read_cctv(const char *text, const char *name, uint8_t *out, size_t size)
{
    char line[16];
    size_t length = strlen(name);
    line[0] = '\n';
    memcpy(line + 1, name, length);
    memcpy(line + 1 + length, " = ", 4);
    const char *at = strstr(text, line);
    assert_non_null(at);
    char *hex = strndup(at + length + 4, 2 * size);
    assert_int_equal(from_hex(hex, out, size), size);
    free(hex);
}

static void a_key_that_needs_many_samples_encapsulates_as_cctv_says(void **state)
{
    (void)state;
    char *text = read_test_file("tests/vectors/mlkem768_cctv_unluckysample.txt", NULL);
    uint8_t key[MLKEM_PUBLIC_BYTES], random[MLKEM_RANDOM_BYTES];
    uint8_t expected[MLKEM_CIPHERTEXT_BYTES], expected_secret[MLKEM_SECRET_BYTES];
    uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    read_cctv(text, "ek", key, sizeof key);
    read_cctv(text, "m", random, sizeof random);
    read_cctv(text, "c", expected, sizeof expected);
    read_cctv(text, "K", expected_secret, sizeof expected_secret);
    assert_true(mlkem_encapsulate(key, random, ciphertext, secret));
    assert_memory_equal(ciphertext, expected, sizeof expected);
    assert_memory_equal(secret, expected_secret, sizeof secret);
    free(text);
}

static void accumulate_one(void)
{
    uint8_t seed[MLKEM_SEED_BYTES], random[MLKEM_RANDOM_BYTES], key[MLKEM_PUBLIC_BYTES];
    uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    uint8_t other[MLKEM_SECRET_BYTES];
    test_shake128_draw(seed, sizeof seed);
    mlkem_keygen(seed, key);
    test_shake128_absorb(key, sizeof key);
    test_shake128_draw(random, sizeof random);
    assert_true(mlkem_encapsulate(key, random, ciphertext, secret));
    test_shake128_absorb(ciphertext, sizeof ciphertext);
    test_shake128_absorb(secret, sizeof secret);
    mlkem_decapsulate(seed, ciphertext, other);
    assert_memory_equal(secret, other, sizeof secret);
    test_shake128_draw(ciphertext, sizeof ciphertext);
    mlkem_decapsulate(seed, ciphertext, secret);
    test_shake128_absorb(secret, sizeof secret);
}

static void assert_accumulated(int tests, const char *name)
{
    struct json_document *document = json_open("tests/vectors/mlkem768_accumulated_go.json");
    uint8_t expected[32], digest[32];
    assert_int_equal(json_hex(json_root(document), name, expected, sizeof expected), 32);
    test_shake128_reset();
    for (int i = 0; i < tests; i++)
        accumulate_one();
    test_shake128_digest(digest);
    assert_memory_equal(digest, expected, sizeof digest);
    json_close(document);
}

static void a_hundred_accumulated_tests_digest_as_published(void **state)
{
    (void)state;
    assert_accumulated(100, "tests_100");
}

static void ten_thousand_accumulated_tests_digest_as_published(void **state)
{
    (void)state;
    assert_accumulated(10000, "tests_10000");
}

/* Reads what the call left below this frame. The compiler must not know what is there. */
__attribute__((noinline, no_sanitize("address", "undefined"))) static bool
stack_below_holds(const uint8_t *secret, size_t size)
{
    uint8_t here;
    volatile const uint8_t *top = &here;
    for (size_t depth = 256; depth < 150000; depth++) {
        volatile const uint8_t *at = top - depth;
        size_t same = 0;
        while (same < size && at[same] == secret[same])
            same++;
        if (same == size)
            return true;
    }
    return false;
}

static void nothing_secret_stays_on_the_stack(void **state)
{
    (void)state;
    static uint8_t seed[MLKEM_SEED_BYTES], key[MLKEM_PUBLIC_BYTES];
    static uint8_t ciphertext[MLKEM_CIPHERTEXT_BYTES], secret[MLKEM_SECRET_BYTES];
    memset(seed, 0x5e, sizeof seed);
    seed[0] = 0xa7;
    seed[40] = 0x19;
    static const uint8_t random[MLKEM_RANDOM_BYTES] = {9, 8, 7};
    mlkem_keygen(seed, key);
    assert_true(mlkem_encapsulate(key, random, ciphertext, secret));
    alcove_mlkem768_decapsulate(seed, ciphertext, secret);
    assert_true(stack_below_holds(secret, sizeof secret));
    assert_true(stack_below_holds(seed + 32, 32));
    mlkem_decapsulate(seed, ciphertext, secret);
    assert_false(stack_below_holds(secret, sizeof secret));
    assert_false(stack_below_holds(seed + 32, 32));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_come_from_seeds_as_wycheproof_says),
    cmocka_unit_test(encapsulation_matches_wycheproof_and_refuses_keys_not_reduced),
    cmocka_unit_test(decapsulation_matches_wycheproof_and_rejects_implicitly),
    cmocka_unit_test(a_key_that_needs_many_samples_encapsulates_as_cctv_says),
    cmocka_unit_test(a_hundred_accumulated_tests_digest_as_published),
    cmocka_unit_test(ten_thousand_accumulated_tests_digest_as_published),
    cmocka_unit_test(nothing_secret_stays_on_the_stack),
};

TEST_GROUP(mlkem, tests)
