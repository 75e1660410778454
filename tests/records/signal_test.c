#include "records/signal.h"

#include "harness.h"

static void a_moment_is_one_byte_and_a_state_is_three(void **state)
{
    (void)state;
    const struct {
        struct signal_note note;
        uint8_t bytes[SIGNAL_BYTES_MAX];
        size_t size;
    } rows[] = {
        {{SIGNAL_KNOCK, false, 0}, {1}, 1},
        {{SIGNAL_ADMITTED, false, 0}, {2}, 1},
        {{SIGNAL_NOD, false, 0}, {3}, 1},
        {{SIGNAL_HIDDEN, true, 7}, {6, 1, 7}, 3},
        {{SIGNAL_MICROPHONE, true, 0}, {4, 1, 0}, 3},
        {{SIGNAL_MICROPHONE, false, 1}, {4, 0, 1}, 3},
        {{SIGNAL_CAMERA, true, 255}, {5, 1, 255}, 3},
        {{SIGNAL_WORDS, true, 2}, {7, 1, 2}, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[SIGNAL_BYTES_MAX];
        struct signal_note again;
        assert_int_equal(signal_encode(&rows[i].note, bytes), rows[i].size);
        assert_memory_equal(bytes, rows[i].bytes, rows[i].size);
        assert_int_equal(signal_decode(bytes, rows[i].size, &again), SIGNAL_OK);
        assert_int_equal(again.kind, rows[i].note.kind);
        assert_int_equal(again.on, rows[i].note.on);
        assert_int_equal(again.order, rows[i].note.order);
    }
}

/* Every input of up to two bytes and every three-byte one of a state: only canonical ones pass. */
static void all_short_inputs_are_one_canonical_signal_or_refused(void **state)
{
    (void)state;
    size_t good = 0;
    for (unsigned input = 0; input < 256 * 256; input++) {
        const uint8_t bytes[] = {(uint8_t)(input >> 8), (uint8_t)input, 3};
        for (size_t size = 1; size <= 3; size++) {
            struct signal_note note;
            uint8_t again[SIGNAL_BYTES_MAX];
            enum signal_outcome outcome = signal_decode(bytes, size, &note);
            assert_int_equal(outcome == SIGNAL_NEWER, bytes[0] > SIGNAL_WORDS);
            if (outcome != SIGNAL_OK) {
                assert_int_equal(note.kind, 0);
                continue;
            }
            good++;
            assert_int_equal(signal_encode(&note, again), size);
            assert_memory_equal(again, bytes, size);
        }
    }
    /* Three moments of one byte, seen once for each second byte; four states, on or off. */
    assert_int_equal(good, 3 * 256 + 4 * 2);
}

static void nothing_at_all_is_malformed(void **state)
{
    (void)state;
    struct signal_note note;
    assert_int_equal(signal_decode(NULL, 0, &note), SIGNAL_MALFORMED);
    assert_int_equal(signal_decode((const uint8_t[]){0}, 1, &note), SIGNAL_MALFORMED);
    assert_int_equal(signal_decode((const uint8_t[]){5, 1, 0, 0}, 4, &note), SIGNAL_MALFORMED);
    assert_int_equal(signal_decode((const uint8_t[]){4, 0}, 2, &note), SIGNAL_MALFORMED);
    assert_int_equal(signal_decode((const uint8_t[]){6, 2, 0}, 3, &note), SIGNAL_MALFORMED);
}

static void the_state_set_last_wins_whichever_arrives_last(void **state)
{
    (void)state;
    assert_true(signal_order_is_newer(1, 0));
    assert_false(signal_order_is_newer(0, 1));
    assert_false(signal_order_is_newer(9, 9));
    assert_true(signal_order_is_newer(0, 255));
    assert_true(signal_order_is_newer(100, 250));
    assert_false(signal_order_is_newer(250, 100));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_moment_is_one_byte_and_a_state_is_three),
    cmocka_unit_test(all_short_inputs_are_one_canonical_signal_or_refused),
    cmocka_unit_test(nothing_at_all_is_malformed),
    cmocka_unit_test(the_state_set_last_wins_whichever_arrives_last),
};
TEST_GROUP(signal, tests)
