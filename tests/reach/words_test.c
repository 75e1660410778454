#include "reach/words.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

static struct words_pairing a_pairing(void)
{
    struct words_pairing pairing;
    memset(pairing.channel_binding, 1, sizeof pairing.channel_binding);
    memset(pairing.statics[0], 2, 32);
    memset(pairing.statics[1], 3, 32);
    memset(pairing.inviter_number, 4, sizeof pairing.inviter_number);
    memset(pairing.joiner_number, 5, sizeof pairing.joiner_number);
    return pairing;
}

static const char *word(int list, int byte)
{
    return words_word((unsigned)list, (uint8_t)byte);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORDS_WORD_BYTES_MAX + 1];
    size_t length = strlen(b);
    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t before = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t changed = before + (a[i - 1] != b[j - 1]);
            before = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[length];
}

static void each_list_has_256_short_plain_words(void **state)
{
    (void)state;
    for (int list = 0; list < 2; list++) {
        for (int i = 0; i < WORDS_LIST_COUNT; i++) {
            const char *w = word(list, i);
            assert_non_null(w);
            assert_in_range(strlen(w), 4, WORDS_WORD_BYTES_MAX - 1);
            assert_int_equal(strspn(w, "abcdefghijklmnopqrstuvwxyz"), strlen(w));
        }
    }
}

/* So one is not heard as another, and three letters are enough to know it. */
static void words_of_a_list_differ_in_their_first_three_letters_and_two_more_ways(void **state)
{
    (void)state;
    for (int list = 0; list < 2; list++) {
        for (int i = 0; i < WORDS_LIST_COUNT; i++) {
            for (int k = 0; k < i; k++) {
                assert_int_not_equal(strncmp(word(list, i), word(list, k), 3), 0);
                assert_true(distance(word(list, i), word(list, k)) >= 2);
            }
        }
    }
}

static void no_word_is_near_one_of_the_other_list(void **state)
{
    (void)state;
    for (int i = 0; i < WORDS_LIST_COUNT; i++) {
        for (int k = 0; k < WORDS_LIST_COUNT; k++)
            assert_true(distance(word(0, i), word(1, k)) >= 2);
    }
}

static void places_take_turns_between_the_lists(void **state)
{
    (void)state;
    const uint8_t code[WORDS_COUNT] = {0, 0, 255, 255};
    char phrase[WORDS_PHRASE_BYTES_MAX];
    assert_string_equal(words_phrase(code, phrase), "abbey agenda zebra zucchini");
    assert_string_equal(words_word(2, 9), words_word(0, 9));
    assert_string_equal(words_word(3, 9), words_word(1, 9));
    assert_string_not_equal(words_word(0, 9), words_word(1, 9));
}

static void both_sides_get_the_same_words_whoever_counts_first(void **state)
{
    (void)state;
    const struct words_pairing mine = a_pairing();
    struct words_pairing theirs = mine;
    uint8_t one[WORDS_COUNT];
    uint8_t other[WORDS_COUNT];
    memcpy(theirs.statics[0], mine.statics[1], 32);
    memcpy(theirs.statics[1], mine.statics[0], 32);
    words_derive(&mine, one);
    words_derive(&theirs, other);
    assert_memory_equal(one, other, sizeof one);
}

/* By Python's hashlib.blake2b from the derivation in the specification. */
static void the_derivation_never_changes(void **state)
{
    (void)state;
    const struct words_pairing pairing = a_pairing();
    uint8_t code[WORDS_COUNT];
    uint8_t expected[WORDS_NUMBER_BYTES];
    uint8_t commitment[WORDS_NUMBER_BYTES];
    words_derive(&pairing, code);
    assert_int_equal(from_hex("ed587a7c", expected, sizeof expected), 4);
    assert_memory_equal(code, expected, 4);
    words_commit(pairing.channel_binding, pairing.inviter_number, commitment);
    assert_int_equal(from_hex("265f3e23350a7c9129ab949a28b8bc9844e8942ed5ab756d231074eac2401f4a",
                              expected, sizeof expected),
                     32);
    assert_memory_equal(commitment, expected, 32);
}

static void any_other_input_gives_other_words(void **state)
{
    (void)state;
    const struct words_pairing pairing = a_pairing();
    uint8_t code[WORDS_COUNT];
    words_derive(&pairing, code);
    for (size_t i = 0; i < sizeof pairing; i++) {
        struct words_pairing changed = pairing;
        uint8_t other[WORDS_COUNT];
        ((uint8_t *)&changed)[i] ^= 1;
        words_derive(&changed, other);
        assert_memory_not_equal(other, code, sizeof code);
    }
}

static void a_commitment_holds_for_its_number_and_handshake_alone(void **state)
{
    (void)state;
    const struct words_pairing pairing = a_pairing();
    uint8_t commitment[WORDS_NUMBER_BYTES];
    uint8_t number[WORDS_NUMBER_BYTES];
    uint8_t binding[WORDS_BINDING_BYTES];
    memcpy(number, pairing.inviter_number, sizeof number);
    memcpy(binding, pairing.channel_binding, sizeof binding);
    words_commit(binding, number, commitment);
    assert_true(words_commitment_holds(commitment, binding, number));
    number[31] ^= 1;
    assert_false(words_commitment_holds(commitment, binding, number));
    number[31] ^= 1;
    binding[63] ^= 1;
    assert_false(words_commitment_holds(commitment, binding, number));
    binding[63] ^= 1;
    commitment[0] ^= 1;
    assert_false(words_commitment_holds(commitment, binding, number));
}

/* Who stands in the middle has two handshakes, and both numbers of its own were fixed before the
 * other's are known: the words of the two sides are equal by chance only. */
static void the_middle_of_two_pairings_sees_different_words(void **state)
{
    (void)state;
    unsigned equal_bytes = 0;
    for (unsigned round = 0; round < 256; round++) {
        struct words_pairing near = a_pairing();
        struct words_pairing far = a_pairing();
        uint8_t near_code[WORDS_COUNT];
        uint8_t far_code[WORDS_COUNT];
        near.channel_binding[0] = (uint8_t)round;
        far.channel_binding[1] = (uint8_t)round;
        near.inviter_number[2] = (uint8_t)(round * 7);
        words_derive(&near, near_code);
        words_derive(&far, far_code);
        assert_memory_not_equal(near_code, far_code, WORDS_COUNT);
        for (size_t i = 0; i < WORDS_COUNT; i++)
            equal_bytes += near_code[i] == far_code[i];
    }
    assert_in_range(equal_bytes, 0, 20); /* four are expected of 1,024 */
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_list_has_256_short_plain_words),
    cmocka_unit_test(words_of_a_list_differ_in_their_first_three_letters_and_two_more_ways),
    cmocka_unit_test(no_word_is_near_one_of_the_other_list),
    cmocka_unit_test(places_take_turns_between_the_lists),
    cmocka_unit_test(both_sides_get_the_same_words_whoever_counts_first),
    cmocka_unit_test(the_derivation_never_changes),
    cmocka_unit_test(any_other_input_gives_other_words),
    cmocka_unit_test(a_commitment_holds_for_its_number_and_handshake_alone),
    cmocka_unit_test(the_middle_of_two_pairings_sees_different_words),
};
TEST_GROUP(words, tests)
