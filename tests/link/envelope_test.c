#include "link/envelope.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "scripted_random.h"

static const uint8_t key[ENVELOPE_KEY_BYTES] = {1, 2, 3};

static struct envelope_fragment make_fragment(uint8_t index, size_t size)
{
    struct envelope_fragment fragment = {.type = ENVELOPE_RESPONSE,
                                         .attempt = {9, 8, 7, 6, 5, 4, 3, 2},
                                         .index = index,
                                         .size = size};
    for (size_t i = 0; i < size; i++)
        fragment.chunk[i] = (uint8_t)(i + index);
    return fragment;
}

static void a_fragment_comes_out_as_it_went_in(void **state)
{
    (void)state;
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 1);
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    const size_t sizes[] = {1, 32, 651, ALCOVE_ENVELOPE_FRAGMENT_MAX};
    for (size_t i = 0; i < 4; i++) {
        struct envelope_fragment in = make_fragment((uint8_t)(i % 2), sizes[i]), out;
        size_t size = envelope_seal(key, &in, &random, datagram);
        assert_in_range(size, ALCOVE_ENVELOPE_BYTES_MIN, ALCOVE_ENVELOPE_BYTES_MAX);
        assert_true(envelope_open(key, datagram, size, &out));
        assert_int_equal(out.type, in.type);
        assert_int_equal(out.index, in.index);
        assert_int_equal(out.size, in.size);
        assert_memory_equal(out.attempt, in.attempt, sizeof in.attempt);
        assert_memory_equal(out.chunk, in.chunk, in.size);
    }
}

static void a_thin_one_comes_out_whole(void **state)
{
    (void)state;
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 6);
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX], joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    uint8_t message[ALCOVE_HANDSHAKE_THIN_MESSAGE_BYTES];
    unsigned seen[ALCOVE_ENVELOPE_THIN_BYTES_MAX + 1] = {0};
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)(i * 5);
    for (int i = 0; i < 2000; i++) {
        struct envelope_assembly assembly = {0};
        struct envelope_fragment in = {.type = ENVELOPE_INITIATION, .thin = true}, out;
        in.number = (uint8_t)i;
        envelope_cut(message, sizeof message, &in);
        assert_int_equal(in.size, sizeof message);
        size_t size = envelope_seal(key, &in, &random, datagram);
        assert_in_range(size, ALCOVE_ENVELOPE_THIN_BYTES_MIN, ALCOVE_ENVELOPE_THIN_BYTES_MAX);
        seen[size]++;
        assert_true(envelope_open(key, datagram, size, &out));
        assert_true(out.thin);
        assert_int_equal(out.number, in.number);
        assert_int_equal(envelope_assemble(&assembly, 0, &out, joined), sizeof message);
        assert_memory_equal(joined, message, sizeof message);
        assert_false(assembly.halves[0].used);
    }
    for (size_t size = ALCOVE_ENVELOPE_THIN_BYTES_MIN; size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX;
         size++)
        assert_in_range(seen[size], 90, 200);
}

static void sizes_are_drawn_whatever_is_inside(void **state)
{
    (void)state;
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 2);
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    unsigned seen[2][ALCOVE_ENVELOPE_BYTES_MAX + 1] = {0};
    for (int i = 0; i < 4000; i++) {
        struct envelope_fragment fragment = make_fragment(0, i % 2 == 0 ? 48 : 652);
        seen[i % 2][envelope_seal(key, &fragment, &random, datagram)]++;
    }
    for (size_t size = ALCOVE_ENVELOPE_BYTES_MIN; size <= ALCOVE_ENVELOPE_BYTES_MAX; size++) {
        assert_in_range(seen[0][size], 1, 60);
        assert_in_range(seen[1][size], 1, 60);
    }
}

/* Chi-square of each byte position over many datagrams: 255 degrees of freedom, so that more than
 * 400 at any of 736 positions would come once in ten thousand runs of an honest cipher; the seed is
 * fixed. */
static void every_byte_position_looks_uniform(void **state)
{
    (void)state;
    enum { ROUNDS = 5120 };
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 3);
    struct envelope_fragment fragment = make_fragment(0, 600);
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX];
    uint32_t(*counts)[256] = calloc(ALCOVE_ENVELOPE_BYTES_MIN, sizeof *counts);
    assert_non_null(counts);
    for (int i = 0; i < ROUNDS; i++) {
        envelope_seal(key, &fragment, &random, datagram);
        for (size_t at = 0; at < ALCOVE_ENVELOPE_BYTES_MIN; at++)
            counts[at][datagram[at]]++;
    }
    for (size_t at = 0; at < ALCOVE_ENVELOPE_BYTES_MIN; at++) {
        double expected = (double)ROUNDS / 256, sum = 0;
        for (size_t value = 0; value < 256; value++) {
            double difference = counts[at][value] - expected;
            sum += difference * difference / expected;
        }
        assert_true(sum < 400);
    }
    free(counts);
}

static void assert_closed(const uint8_t *datagram, size_t size)
{
    struct envelope_fragment out, before;
    memset(&out, 0x77, sizeof out);
    before = out;
    assert_false(envelope_open(key, datagram, size, &out));
    assert_memory_equal(&out, &before, sizeof out);
}

static void a_spoilt_or_foreign_envelope_does_not_open(void **state)
{
    (void)state;
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 4);
    struct envelope_fragment fragment = make_fragment(0, 600);
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MAX + 1] = {0};
    size_t size = envelope_seal(key, &fragment, &random, datagram);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        datagram[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_closed(datagram, size);
        datagram[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t shorter = 0; shorter < size; shorter++)
        assert_closed(datagram, shorter);
    assert_closed(datagram, size + 1);
    assert_true(envelope_open(key, datagram, size, &fragment));
    uint8_t other[ENVELOPE_KEY_BYTES] = {3, 2, 1};
    envelope_seal(other, &fragment, &random, datagram);
    assert_closed(datagram, size);
}

/* Only who holds the key can send these; they are refused all the same. */
static void a_well_sealed_fragment_out_of_range_is_refused(void **state)
{
    (void)state;
    const struct {
        size_t at;
        uint8_t value;
    } wrong[] = {
        {0, 0}, {0, 4}, {9, 0x01}, {9, 0x03}, {9, 0x22}, {9, 0xf2}, {26, 0x03}, {26, 0xff},
    };
    uint8_t plaintext[ALCOVE_ENVELOPE_BYTES_MIN - 40];
    uint8_t datagram[ALCOVE_ENVELOPE_BYTES_MIN] = {0};
    struct envelope_fragment out;
    for (size_t i = 0; i <= sizeof wrong / sizeof wrong[0]; i++) {
        memset(plaintext, 0, sizeof plaintext);
        plaintext[0] = ENVELOPE_INITIATION;
        plaintext[9] = 0x12;
        plaintext[27] = 100;
        if (i > 0)
            plaintext[wrong[i - 1].at] = wrong[i - 1].value;
        crypto_aead_xchacha20poly1305_ietf_encrypt(datagram + 24, NULL, plaintext, sizeof plaintext,
                                                   NULL, 0, NULL, datagram, key);
        assert_int_equal(envelope_open(key, datagram, sizeof datagram, &out), i == 0);
    }
    plaintext[27] = 0;
    plaintext[26] = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(datagram + 24, NULL, plaintext, sizeof plaintext,
                                               NULL, 0, NULL, datagram, key);
    assert_false(envelope_open(key, datagram, sizeof datagram, &out));
}

static void a_well_sealed_thin_one_out_of_range_is_refused(void **state)
{
    (void)state;
    uint8_t plaintext[ALCOVE_ENVELOPE_THIN_BYTES_MAX - 40];
    uint8_t datagram[ALCOVE_ENVELOPE_THIN_BYTES_MAX];
    struct envelope_fragment out;
    for (uint8_t type = 0; type < 6; type++) {
        memset(plaintext, 0, sizeof plaintext);
        memset(datagram, 0, 24);
        plaintext[0] = type;
        plaintext[9] = 0xff; /* any try is one */
        crypto_aead_xchacha20poly1305_ietf_encrypt(datagram + 24, NULL, plaintext, sizeof plaintext,
                                                   NULL, 0, NULL, datagram, key);
        bool known = type >= ENVELOPE_INITIATION && type <= ENVELOPE_CONFIRMATION;
        assert_int_equal(envelope_open(key, datagram, sizeof datagram, &out), known);
    }
    /* A thin one in the size of the others. */
    uint8_t large[ALCOVE_ENVELOPE_BYTES_MIN - 40] = {ENVELOPE_RESPONSE, [9] = 0x01, [27] = 100};
    uint8_t sealed[ALCOVE_ENVELOPE_BYTES_MIN] = {0};
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 24, NULL, large, sizeof large, NULL, 0,
                                               NULL, sealed, key);
    assert_false(envelope_open(key, sealed, sizeof sealed, &out));
}

static void keys_differ_by_direction(void **state)
{
    (void)state;
    uint8_t there[ENVELOPE_KEY_BYTES], back[ENVELOPE_KEY_BYTES];
    envelope_key(key, ENVELOPE_FROM_SMALLER, there);
    envelope_key(key, ENVELOPE_FROM_LARGER, back);
    assert_memory_not_equal(there, back, sizeof there);
}

static void both_halves_in_any_order_make_the_message(void **state)
{
    (void)state;
    uint8_t message[ALCOVE_HANDSHAKE_MESSAGE_MAX], joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    for (size_t i = 0; i < sizeof message; i++)
        message[i] = (uint8_t)(i * 7);
    for (size_t size = 2; size <= sizeof message; size += 51) {
        struct envelope_assembly assembly = {0};
        struct envelope_fragment first = make_fragment(0, 1), second = make_fragment(1, 1);
        envelope_cut(message, size, &first);
        envelope_cut(message, size, &second);
        assert_int_equal(first.size + second.size, size);
        assert_int_equal(envelope_assemble(&assembly, 5, &first, joined), 0);
        assert_int_equal(envelope_assemble(&assembly, 5, &first, joined), 0);
        assert_int_equal(envelope_assemble(&assembly, 5, &second, joined), size);
        assert_memory_equal(joined, message, size);
        assert_int_equal(envelope_assemble(&assembly, 6, &second, joined), 0);
        assert_int_equal(envelope_assemble(&assembly, 6, &first, joined), size);
        assert_memory_equal(joined, message, size);
    }
}

static void halves_of_different_messages_do_not_join(void **state)
{
    (void)state;
    uint8_t joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    struct envelope_assembly assembly = {0};
    struct envelope_fragment first = make_fragment(0, 100), second = make_fragment(1, 100);
    second.attempt[7] ^= 1;
    assert_int_equal(envelope_assemble(&assembly, 0, &first, joined), 0);
    assert_int_equal(envelope_assemble(&assembly, 0, &second, joined), 0);
    second = make_fragment(1, 100);
    second.type = ENVELOPE_INITIATION;
    assert_int_equal(envelope_assemble(&assembly, 0, &second, joined), 0);
}

static void a_half_is_forgotten_after_its_time(void **state)
{
    (void)state;
    uint8_t joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    struct envelope_assembly assembly = {0};
    struct envelope_fragment first = make_fragment(0, 100), second = make_fragment(1, 100);
    assert_int_equal(envelope_assemble(&assembly, 0, &first, joined), 0);
    assert_int_equal(envelope_assemble(&assembly, ALCOVE_FRAGMENT_WAIT_US, &second, joined), 0);
    assert_int_equal(envelope_assemble(&assembly, 2 * ALCOVE_FRAGMENT_WAIT_US - 1, &first, joined),
                     200);
}

static void halves_of_two_repetitions_join_across_the_longest_pause(void **state)
{
    (void)state;
    uint8_t joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    struct envelope_assembly assembly = {0};
    struct envelope_fragment first = make_fragment(0, 100), second = make_fragment(1, 100);
    uint64_t pause_us = ALCOVE_HANDSHAKE_RETRY_MAX_US / 5 * 6;
    assert_int_equal(envelope_assemble(&assembly, 7, &first, joined), 0);
    assert_int_equal(envelope_assemble(&assembly, 7 + pause_us, &second, joined), 200);
}

static void of_more_than_eight_halves_the_oldest_goes(void **state)
{
    (void)state;
    uint8_t joined[ALCOVE_HANDSHAKE_MESSAGE_MAX];
    struct envelope_assembly assembly = {0};
    struct envelope_fragment fragment = make_fragment(0, 100);
    for (uint8_t i = 0; i <= ENVELOPE_HALVES_MAX; i++) {
        fragment.attempt[0] = i;
        assert_int_equal(envelope_assemble(&assembly, i, &fragment, joined), 0);
    }
    fragment = make_fragment(1, 100);
    for (uint8_t i = ENVELOPE_HALVES_MAX; i > 0; i--) {
        fragment.attempt[0] = i;
        assert_int_equal(envelope_assemble(&assembly, 20, &fragment, joined), 200);
    }
    fragment.attempt[0] = 0;
    assert_int_equal(envelope_assemble(&assembly, 20, &fragment, joined), 0);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_fragment_comes_out_as_it_went_in),
    cmocka_unit_test(a_thin_one_comes_out_whole),
    cmocka_unit_test(sizes_are_drawn_whatever_is_inside),
    cmocka_unit_test(every_byte_position_looks_uniform),
    cmocka_unit_test(a_spoilt_or_foreign_envelope_does_not_open),
    cmocka_unit_test(a_well_sealed_fragment_out_of_range_is_refused),
    cmocka_unit_test(a_well_sealed_thin_one_out_of_range_is_refused),
    cmocka_unit_test(keys_differ_by_direction),
    cmocka_unit_test(both_halves_in_any_order_make_the_message),
    cmocka_unit_test(halves_of_different_messages_do_not_join),
    cmocka_unit_test(a_half_is_forgotten_after_its_time),
    cmocka_unit_test(halves_of_two_repetitions_join_across_the_longest_pause),
    cmocka_unit_test(of_more_than_eight_halves_the_oldest_goes),
};

TEST_GROUP(envelope, tests)
