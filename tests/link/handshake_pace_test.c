#include "link/handshake_pace.h"

#include "harness.h"
#include "link/limits.h"
#include "scripted_random.h"

static void assert_pauses(bool thin, const uint64_t *pauses_ms, size_t count)
{
    struct seeded_random seeded;
    struct alcove_random random = seeded_random_source(&seeded, 5);
    for (uint32_t repetition = 0; repetition < 40; repetition++) {
        uint64_t pause_ms = pauses_ms[repetition < count ? repetition : count - 1];
        uint64_t least_us = UINT64_MAX, most_us = 0;
        for (int i = 0; i < 200; i++) {
            uint64_t pause_us = handshake_pace(thin, repetition, &random);
            assert_in_range(pause_us, pause_ms * 800, pause_ms * 1200);
            least_us = pause_us < least_us ? pause_us : least_us;
            most_us = pause_us > most_us ? pause_us : most_us;
        }
        assert_true(most_us - least_us > pause_ms * 300);
    }
}

static void full_messages_are_repeated_ever_more_slowly(void **state)
{
    (void)state;
    const uint64_t pauses_ms[] = {500, 1000, 2000, 4000, 8000, 16000};
    assert_pauses(false, pauses_ms, 6);
}

static void thin_ones_keep_their_pace_for_some_time(void **state)
{
    (void)state;
    const uint64_t pauses_ms[] = {1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200, 1200,
                                  1200, 1200, 1200, 1200, 1200, 1200, 2400, 4800, 9600, 16000};
    assert_pauses(true, pauses_ms, 20);
}

static void an_answer_took_as_long_as_its_own_try_is_ago(void **state)
{
    (void)state;
    struct handshake_tries tries = {0};
    for (uint64_t i = 0; i < 300; i++) {
        uint8_t number = handshake_tries_add(&tries, i * 1000);
        assert_int_equal(number, i % 256);
        assert_int_equal(handshake_tries_took(&tries, number, i * 1000 + 7), 7);
        uint64_t oldest = i < 15 ? 0 : i - 15;
        assert_int_equal(handshake_tries_took(&tries, (uint8_t)oldest, i * 1000),
                         (i - oldest) * 1000);
    }
}

static void of_a_forgotten_try_the_oldest_known_counts(void **state)
{
    (void)state;
    struct handshake_tries tries = {0};
    handshake_tries_add(&tries, 5000);
    assert_int_equal(handshake_tries_took(&tries, 200, 9000), 4000); /* that never left */
    for (uint64_t i = 1; i < 40; i++)
        handshake_tries_add(&tries, 5000 + i * 1000);
    assert_int_equal(handshake_tries_took(&tries, 0, 44000), 15000);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(full_messages_are_repeated_ever_more_slowly),
    cmocka_unit_test(thin_ones_keep_their_pace_for_some_time),
    cmocka_unit_test(an_answer_took_as_long_as_its_own_try_is_ago),
    cmocka_unit_test(of_a_forgotten_try_the_oldest_known_counts),
};

TEST_GROUP(handshake_pace, tests)
