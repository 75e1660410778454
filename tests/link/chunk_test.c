#include "link/chunk.h"

#include <string.h>

#include "harness.h"
#include "link/limits.h"

/* Writes one chunk, reads it back, and leaves it in `chunk`. */
static struct chunk again(const struct byte_writer *w)
{
    struct chunk chunk;
    struct byte_reader r = byte_reader_over(w->bytes, w->size);
    assert_true(chunk_read(&r, &chunk));
    assert_int_equal(byte_reader_left(&r), 0);
    return chunk;
}

static void parts_come_back_as_written(void **state)
{
    (void)state;
    const enum chunk_kind kinds[] = {CHUNK_VOICE, CHUNK_VIDEO, CHUNK_RECORD};
    for (size_t i = 0; i < 3; i++) {
        uint8_t bytes[64];
        struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
        struct chunk_part part = {.id = 70000, .offset = 10, .total = 5000, .captured_us = 77};
        part.key = true;
        part.bytes = (const uint8_t *)"hello";
        part.size = 5;
        assert_true(chunk_write_part(&w, kinds[i], &part));
        struct chunk chunk = again(&w);
        assert_int_equal(chunk.kind, kinds[i]);
        assert_int_equal(chunk.part.id, 70000);
        assert_int_equal(chunk.part.offset, kinds[i] == CHUNK_VOICE ? 0 : 10);
        assert_int_equal(chunk.part.total, kinds[i] == CHUNK_VOICE ? 5 : 5000);
        assert_int_equal(chunk.part.captured_us, kinds[i] == CHUNK_RECORD ? 0 : 77);
        assert_int_equal(chunk.part.key, kinds[i] == CHUNK_VIDEO);
        assert_false(chunk.part.golden);
        assert_memory_equal(chunk.part.bytes, "hello", 5);
    }
}

static void small_chunks_come_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[64];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    assert_true(chunk_write_bare(&w, CHUNK_PING));
    assert_int_equal(again(&w).kind, CHUNK_PING);
    w.size = 0;
    assert_true(chunk_write_number(&w, CHUNK_STORED, 12));
    assert_int_equal(again(&w).number, 12);
    w.size = 0;
    assert_true(chunk_write_token(&w, CHUNK_CHALLENGE, (const uint8_t *)"12345678"));
    assert_memory_equal(again(&w).token, "12345678", 8);
    w.size = 0;
    assert_true(chunk_write_close(&w, 2));
    assert_int_equal(again(&w).reason, 2);
    w.size = 0;
    assert_true(chunk_write_signal(&w, 9, (const uint8_t *)"nod", 3));
    struct chunk signal = again(&w);
    assert_int_equal(signal.signal.id, 9);
    assert_int_equal(signal.signal.size, 3);
    assert_memory_equal(signal.signal.bytes, "nod", 3);
}

static struct chunk_ack sample_ack(void)
{
    struct chunk_ack ack = {.class = 1, .generation = 5, .held_us = 6400, .arrived_us = 123456};
    ranges_add(&ack.arrived, 100, 200);
    ranges_add(&ack.arrived, 210, 250);
    ranges_add(&ack.arrived, 255, 300);
    return ack;
}

static void an_acknowledgement_comes_back_as_written(void **state)
{
    (void)state;
    uint8_t bytes[64];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    struct chunk_ack ack = sample_ack();
    assert_true(chunk_write_ack(&w, &ack));
    struct chunk chunk = again(&w);
    assert_int_equal(chunk.ack.class, 1);
    assert_int_equal(chunk.ack.generation, 5);
    assert_int_equal(chunk.ack.held_us, 6400);
    assert_int_equal(chunk.ack.arrived_us, 123456);
    assert_int_equal(chunk.ack.arrived.count, 3);
    assert_memory_equal(chunk.ack.arrived.range, ack.arrived.range, 3 * sizeof(struct range));
}

static void an_acknowledgement_without_room_keeps_the_newest(void **state)
{
    (void)state;
    uint8_t bytes[64];
    for (size_t room = 0; room < 40; room++) {
        struct byte_writer w = byte_writer_over(bytes, room);
        struct chunk_ack ack = sample_ack();
        if (!chunk_write_ack(&w, &ack)) {
            assert_int_equal(w.size, 0);
            assert_false(w.failed);
            assert_true(room < CHUNK_ACK_BYTES_TYPICAL);
            continue;
        }
        struct chunk chunk = again(&w);
        const struct ranges *got = &chunk.ack.arrived;
        assert_int_equal(got->range[got->count - 1].start, 255);
        assert_int_equal(got->range[got->count - 1].end, 300);
        assert_true(w.size <= room);
    }
}

static void a_typical_acknowledgement_fits_beside_voice(void **state)
{
    (void)state;
    uint8_t bytes[64];
    struct byte_writer w = byte_writer_over(bytes, sizeof bytes);
    struct chunk_ack ack = {.class = 0, .held_us = 25000, .arrived_us = UINT32_MAX};
    ranges_add(&ack.arrived, 100000, 110000);
    ranges_add(&ack.arrived, 110002, 110050);
    assert_true(chunk_write_ack(&w, &ack));
    assert_true(w.size <= 20);
    assert_true(w.size < ALCOVE_VOICE_SLACK_BYTES);
}

static void what_does_not_fit_is_not_written_at_all(void **state)
{
    (void)state;
    uint8_t bytes[16];
    struct chunk_part part = {.id = 1, .total = 10, .bytes = (const uint8_t *)"0123456789"};
    part.size = 10;
    for (size_t room = 0; room < 12; room++) {
        struct byte_writer w = byte_writer_over(bytes, room);
        assert_false(chunk_write_part(&w, CHUNK_RECORD, &part));
        assert_int_equal(w.size, 0);
        assert_false(w.failed);
    }
}

/* Each row is a packet that must be refused as a whole. */
static void malformed_packets_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *why;
        const char *hex;
    } rows[] = {
        {"an unknown kind", "0c"},
        {"an unknown kind after a good one", "010f"},
        {"video flags on voice", "120101000000000141"},
        {"an acknowledgement that ends", "020005"},
        {"first above largest", "0200050100000000"
                                "0006"},
        {"a gap of nothing", "02000a01000000000102"
                             "0001"},
        {"a length of nothing", "02000a01000000000102"
                                "0100"},
        {"a range below zero", "02000a01000000000102"
                               "0209"},
        {"more ranges than there are", "02000a01000000000202"
                                       "0101"},
        {"more ranges than anyone keeps", "02000a0100000000"
                                          "3f02"},
        {"a challenge of seven bytes", "0301020304050607"},
        {"a close without a reason", "05"},
        {"an empty signal", "060100"},
        {"a signal of 33 bytes",
         "060121"
         "000000000000000000000000000000000000000000000000000000000000000000"},
        {"a signal that ends", "06010341"},
        {"a record part beyond its total", "080105030441424344"},
        {"a record part of nothing", "0801000300"},
        {"a record above the limit", "0801008000ffff0141"},
        {"a record that ends", "080100030341"},
        {"a voice frame that ends", "10010000000004"
                                    "41"},
        {"a voice frame of nothing", "100100000000"
                                     "00"},
        {"an id of 2^30", "09c000000040000000"},
        {"nothing", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[64];
        bool eliciting;
        size_t size = from_hex(rows[i].hex, bytes, sizeof bytes);
        if (chunk_check_all(bytes, size, &eliciting))
            fail_msg("taken: %s", rows[i].why);
    }
}

static void what_wants_an_acknowledgement(void **state)
{
    (void)state;
    const struct {
        const char *hex;
        bool eliciting;
    } rows[] = {
        {"00", false},
        {"0000ff17", false},
        {"01", true},
        {"0100", true},
        {"0501", false},
        {"0a", true},
        {"0200050100000000"
         "0005",
         false},
        {"0901", true},
        {"0703", true},
        {"0301020304050607"
         "08",
         true},
        {"05010a", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t bytes[64];
        bool eliciting = !rows[i].eliciting;
        size_t size = from_hex(rows[i].hex, bytes, sizeof bytes);
        assert_true(chunk_check_all(bytes, size, &eliciting));
        assert_int_equal(eliciting, rows[i].eliciting);
    }
}

static void random_bytes_never_read_beyond_their_end(void **state)
{
    (void)state;
    uint32_t seed = 99;
    for (int i = 0; i < 20000; i++) {
        uint8_t bytes[48];
        size_t size = 1 + seed % sizeof bytes;
        for (size_t k = 0; k < size; k++) {
            seed = seed * 1664525 + 1013904223;
            bytes[k] = (uint8_t)(seed >> 24);
        }
        bytes[0] &= 0x17;
        struct byte_reader r = byte_reader_over(bytes, size);
        struct chunk chunk;
        while (byte_reader_left(&r) > 0 && chunk_read(&r, &chunk)) {
            if (chunk.kind < CHUNK_VOICE && chunk.kind != CHUNK_RECORD)
                continue;
            assert_true(chunk.part.bytes >= bytes);
            assert_true(chunk.part.bytes + chunk.part.size <= bytes + size);
            assert_true(chunk.part.offset + chunk.part.size <= chunk.part.total);
        }
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(parts_come_back_as_written),
    cmocka_unit_test(small_chunks_come_back_as_written),
    cmocka_unit_test(an_acknowledgement_comes_back_as_written),
    cmocka_unit_test(an_acknowledgement_without_room_keeps_the_newest),
    cmocka_unit_test(a_typical_acknowledgement_fits_beside_voice),
    cmocka_unit_test(what_does_not_fit_is_not_written_at_all),
    cmocka_unit_test(malformed_packets_are_refused),
    cmocka_unit_test(what_wants_an_acknowledgement),
    cmocka_unit_test(random_bytes_never_read_beyond_their_end),
};
TEST_GROUP(chunk, tests)
