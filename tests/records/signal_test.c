#include "records/signal.h"

#include "harness.h"

/* The bytes of this version: a change here is a change of the wire. */
static void every_signal_has_its_bytes(void **state)
{
    (void)state;
    const struct {
        struct signal_note note;
        const char *hex;
    } rows[] = {
        {{.kind = SIGNAL_KNOCK}, "01"},
        {{.kind = SIGNAL_ADMITTED}, "02"},
        {{.kind = SIGNAL_NOD}, "03"},
        {{.kind = SIGNAL_MICROPHONE, .on = true}, "040100"},
        {{.kind = SIGNAL_MICROPHONE, .order = 1}, "040001"},
        {{.kind = SIGNAL_CAMERA, .on = true, .order = 255}, "0501ff"},
        {{.kind = SIGNAL_HIDDEN, .on = true, .order = 7}, "060107"},
        {{.kind = SIGNAL_WORDS, .on = true, .order = 2}, "070102"},
        {{.kind = SIGNAL_EXPRESSION, .value = SIGNAL_WITH_YOU}, "0801"},
        {{.kind = SIGNAL_EXPRESSION, .value = SIGNAL_THANK_YOU}, "0805"},
        {{.kind = SIGNAL_AWAY, .value = SIGNAL_HERE, .order = 4}, "090004"},
        {{.kind = SIGNAL_AWAY, .value = SIGNAL_BACK_SOON, .order = 5}, "090205"},
        {{.kind = SIGNAL_FEELING, .value = 0, .order = 1}, "0a0001"},
        {{.kind = SIGNAL_FEELING, .value = SIGNAL_FEELING_MAX, .order = 2}, "0a0a02"},
        {{.kind = SIGNAL_FEELING, .value = SIGNAL_FEELING_NONE, .order = 3}, "0aff03"},
        {{.kind = SIGNAL_CLOCK_ASK, .t1 = 0x01020304}, "0b01020304"},
        {{.kind = SIGNAL_CLOCK_TELL, .t1 = UINT32_MAX, .t2 = 9}, "0cffffffff0000000000000009"},
        {{.kind = SIGNAL_CLOCK_TELL, .t2 = SIGNAL_CLOCK_MAX}, "0c000000000000ffffffffffff"},
        {{.kind = SIGNAL_WAIT, .value = 1}, "0d01"},
        {{.kind = SIGNAL_WAIT, .value = SIGNAL_WAIT_MAX}, "0d3c"},
        {{.kind = SIGNAL_READING, .on = true, .order = 9}, "0e0109"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[SIGNAL_BYTES_MAX];
        uint8_t expected[SIGNAL_BYTES_MAX];
        struct signal_note again;
        size_t size = from_hex(rows[i].hex, expected, sizeof expected);
        assert_int_equal(signal_encode(&rows[i].note, bytes), size);
        assert_memory_equal(bytes, expected, size);
        assert_int_equal(signal_decode(bytes, size, &again), SIGNAL_OK);
        assert_int_equal(again.kind, rows[i].note.kind);
        assert_int_equal(again.on, rows[i].note.on);
        assert_int_equal(again.order, rows[i].note.order);
        assert_int_equal(again.value, rows[i].note.value);
        assert_int_equal(again.t1, rows[i].note.t1);
        assert_true(again.t2 == rows[i].note.t2);
    }
}

/* Every input of up to two bytes, and three-byte ones: only canonical ones pass. */
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
            assert_int_equal(outcome == SIGNAL_NEWER, bytes[0] > SIGNAL_READING);
            if (outcome != SIGNAL_OK) {
                assert_int_equal(note.kind, 0);
                continue;
            }
            good++;
            assert_int_equal(signal_encode(&note, again), size);
            assert_memory_equal(again, bytes, size);
        }
    }
    /* Three moments of one byte, seen once for each second byte; expressions and minutes; five
     * states that are on or off, three of being away, twelve feelings. */
    assert_int_equal(good, 3 * 256 + 5 + 60 + 5 * 2 + 3 + 12);
}

static void a_signal_of_another_length_or_value_is_malformed(void **state)
{
    (void)state;
    static const char *const inputs[] = {
        "",
        "00",
        "0300",
        "0400",
        "040200",
        "05010000",
        "060200",
        "07",
        "08",
        "0800",
        "0806",
        "080100",
        "0902",
        "090300",
        "0a0b00",
        "0afe00",
        "0a00",
        "0b",
        "0b010203",
        "0b0102030405",
        "0c010203",
        "0c01020304",
        "0d00",
        "0d3d",
        "0d0100",
        "0e0200",
        "0e01",
        "0c000000000001000000000000",
        "0c0000000000000000000000",
        "0c00000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct signal_note note;
        uint8_t bytes[SIGNAL_BYTES_MAX + 1];
        size_t size = from_hex(inputs[i], bytes, sizeof bytes);
        if (signal_decode(bytes, size, &note) != SIGNAL_MALFORMED)
            fail_msg("accepted: %s", inputs[i]);
        assert_int_equal(note.kind, 0);
    }
    struct signal_note note;
    assert_int_equal(signal_decode(NULL, 0, &note), SIGNAL_MALFORMED);
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
    cmocka_unit_test(every_signal_has_its_bytes),
    cmocka_unit_test(all_short_inputs_are_one_canonical_signal_or_refused),
    cmocka_unit_test(a_signal_of_another_length_or_value_is_malformed),
    cmocka_unit_test(the_state_set_last_wins_whichever_arrives_last),
};
TEST_GROUP(signal, tests)
