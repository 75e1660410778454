/* What leaves on a line of 1 kbit/s, where each datagram takes a second, and what does not. */
#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

#define SECOND UINT64_C(1000000)

static size_t sizes[4096];
static size_t size_count;
static uint64_t times_us[4096];
static uint64_t begun_us;

static void note_size(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    if (end != CLIENT || size_count == sizeof sizes / sizeof sizes[0])
        return;
    times_us[size_count] = pair->now_us;
    sizes[size_count++] = transmit->size;
}

static bool is_thin_envelope(size_t size)
{
    return size >= ALCOVE_ENVELOPE_THIN_BYTES_MIN && size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX;
}

/* A check took 2.5 s there and back; then the two are linked. */
static struct pair *open_thin(uint64_t seed)
{
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, seed);
    pair_set_lines(pair, 100000, 0);
    for (int i = 0; i < 2; i++)
        pair->ends[i].line.bits_per_second = 1000;
    pair->ends[CLIENT].on_datagram = note_size;
    size_count = 0;
    begun_us = pair->now_us;
    alcove_link_move(pair_link(pair, CLIENT), pair->now_us, &pair->ends[THERAPIST].address,
                     2500000);
    pair_establish(pair);
    return pair;
}

static size_t count_sizes(size_t least, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < size_count; i++)
        count += sizes[i] >= least && sizes[i] <= most;
    return count;
}

static void two_who_know_the_line_meet_in_seven_seconds(void **state)
{
    (void)state;
    struct pair *pair = open_thin(81);
    assert_true(pair->now_us - begun_us < 7 * SECOND);
    assert_true(is_thin_envelope(sizes[0]));
    assert_int_equal(count_sizes(ALCOVE_ENVELOPE_BYTES_MIN, ALCOVE_DATAGRAM_BYTES_MAX), 0);
    assert_true(pair->ends[CLIENT].exports.psk_next.kem);
    assert_memory_equal(pair->ends[CLIENT].exports.psk_next.key,
                        pair->ends[THERAPIST].exports.psk_next.key, 32);
    pair_close(pair);
}

static void words_take_one_cell_and_their_answer_a_small_one(void **state)
{
    (void)state;
    struct pair *pair = open_thin(82);
    pair_run(pair, 20 * SECOND);
    size_count = 0;
    for (int i = 0; i < 10; i++) {
        pair_send_record(pair, CLIENT,
                         "sixty bytes of what somebody writes to somebody on a line..");
        pair_drain(pair, CLIENT);
        pair_run(pair, 10 * SECOND);
    }
    assert_int_equal(pair->ends[THERAPIST].records, 10);
    assert_int_equal(pair->ends[CLIENT].arrived, 10);
    assert_int_equal(count_sizes(128, 128), 10);
    assert_int_equal(count_sizes(64, 64), 10); /* that STORED came */
    assert_int_equal(size_count, 20);
    pair_close(pair);
}

static void cells_keep_apart_and_carry_what_waits(void **state)
{
    (void)state;
    struct pair *pair = open_thin(83);
    pair_run(pair, 20 * SECOND);
    size_count = 0;
    for (int i = 0; i < 12; i++) {
        pair_send_record(pair, CLIENT, "yes");
        pair_drain(pair, CLIENT);
        pair_run(pair, SECOND / 20);
    }
    pair_run(pair, 20 * SECOND);
    assert_int_equal(pair->ends[THERAPIST].records, 12);
    assert_true(size_count < 12);
    for (size_t i = 1; i < size_count; i++)
        assert_true(times_us[i] - times_us[i - 1] > SECOND / 5);
    assert_int_equal(count_sizes(512, 512), 0);
    pair_close(pair);
}

static void an_idle_thin_line_stays_idle(void **state)
{
    (void)state;
    struct pair *pair = open_thin(84);
    pair_run(pair, 30 * SECOND);
    size_count = 0;
    pair_run(pair, 600 * SECOND);
    /* The initiator's keep-alive, and nothing else. */
    assert_in_range(size_count, 20, 26);
    assert_int_equal(pair->ends[CLIENT].resting, 0);
    pair_close(pair);
}

static void it_rekeys_by_thin_handshakes_while_it_is_thin(void **state)
{
    (void)state;
    struct pair *pair = open_thin(85);
    for (int i = 0; i < 120; i++) {
        pair_send_record(pair, i % 2, "a word in between");
        pair_drain(pair, i % 2);
        pair_run(pair, 30 * SECOND);
    }
    assert_true(pair->ends[CLIENT].rekeyed >= 3);
    assert_int_equal(pair->ends[CLIENT].closed, 0);
    assert_int_equal(pair->ends[CLIENT].records + pair->ends[THERAPIST].records, 120);
    assert_int_equal(count_sizes(ALCOVE_ENVELOPE_BYTES_MIN, ALCOVE_DATAGRAM_BYTES_MAX), 0);
    pair_close(pair);
}

static void the_full_handshake_follows_when_the_line_allows(void **state)
{
    (void)state;
    struct pair *pair = open_thin(86);
    pair_run(pair, 60 * SECOND);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
    struct alcove_psk before = pair->ends[CLIENT].exports.psk_next;
    for (int i = 0; i < 2; i++)
        pair->ends[i].line.bits_per_second = 1000000;
    for (int i = 0; i < 12; i++) {
        pair_send_record(pair, CLIENT, "is it better now?");
        pair_drain(pair, CLIENT);
        pair_run(pair, SECOND);
    }
    pair_run(pair, 10 * SECOND);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 1);
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 1);
    assert_int_equal(count_sizes(ALCOVE_ENVELOPE_BYTES_MIN, ALCOVE_ENVELOPE_BYTES_MAX), 2);
    assert_int_equal(pair->ends[CLIENT].exports.psk.index, before.index);
    assert_int_equal(pair->ends[CLIENT].exports.psk_next.index, before.index + 1);
    pair_run(pair, 120 * SECOND); /* full keys stay */
    assert_int_equal(pair->ends[CLIENT].rekeyed, 1);
    pair_close(pair);
}

/* Voice of 6 kbit/s on 16 kbit/s, far away: a sentence rides in its slack, again and again. */
static void beside_voice_a_sentence_is_cut_and_repeated_on_a_narrow_line(void **state)
{
    (void)state;
    static uint8_t bytes[90];
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 89);
    pair_set_lines(pair, 400000, 0);
    pair_establish(pair);
    pair_set_lines(pair, 400000, 300);
    for (uint32_t i = 0; i < 400; i++) {
        struct alcove_frame voice = {
            .kind = ALCOVE_FRAME_VOICE, .id = i, .bytes = bytes, .size = sizeof bytes};
        for (int end = 0; end < 2; end++)
            pair_send_frame(pair, end, &voice);
        if (i % 50 == 25)
            pair_send_record(pair, CLIENT, "a sentence that somebody types meanwhile, not short");
        pair_run(pair, 120000);
    }
    assert_int_equal(pair->ends[THERAPIST].records, 8);
    /* Most of their parts were said again before an answer could come. */
    assert_true(alcove_link_get_statistics(pair_link(pair, CLIENT)).chunks_repeated > 20);
    pair_close(pair);
}

static void a_good_line_has_full_keys_from_the_beginning(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 87);
    pair_set_lines(pair, 300000, 0); /* over a satellite */
    pair->ends[CLIENT].on_datagram = note_size;
    size_count = 0;
    alcove_link_move(pair_link(pair, CLIENT), pair->now_us, &pair->ends[THERAPIST].address, 620000);
    pair_establish(pair);
    pair_run(pair, 100 * SECOND);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
    for (size_t i = 0; i < size_count; i++)
        assert_false(is_thin_envelope(sizes[i]));
    pair_close(pair);
}

/* Where no check went before, the first thin message shows the line. */
static struct pair *open_sounded(uint64_t seed, uint32_t bits_per_second)
{
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, seed);
    pair_set_lines(pair, 100000, 0);
    for (int i = 0; i < 2; i++)
        pair->ends[i].line.bits_per_second = bits_per_second;
    pair->ends[CLIENT].on_datagram = note_size;
    size_count = 0;
    begun_us = pair->now_us;
    const struct alcove_address *there = &pair->ends[THERAPIST].address;
    struct alcove_link *link = pair_link(pair, CLIENT);
    assert_int_equal(alcove_link_sound(link, pair->now_us, there), ALCOVE_OK);
    assert_int_equal(alcove_link_sound(link, pair->now_us, there), ALCOVE_NOT_READY);
    assert_int_equal(alcove_link_connect(link, pair->now_us), ALCOVE_NOT_READY);
    pair_drain(pair, CLIENT);
    while (pair->ends[THERAPIST].established == 0 && pair->now_us < begun_us + 30 * SECOND)
        pair_run(pair, 10000);
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_true(is_thin_envelope(sizes[0]));
    return pair;
}

static void two_who_know_nothing_of_a_thin_line_meet_as_soon(void **state)
{
    (void)state;
    struct pair *pair = open_sounded(89, 1000);
    assert_true(pair->now_us - begun_us < 5 * SECOND);
    assert_int_equal(count_sizes(ALCOVE_ENVELOPE_BYTES_MIN, ALCOVE_DATAGRAM_BYTES_MAX), 0);
    pair_close(pair);
}

static void what_sounds_a_good_line_leaves_no_thin_keys_there(void **state)
{
    (void)state;
    struct pair *pair = open_sounded(90, 0);
    assert_true(pair->now_us - begun_us < SECOND);
    assert_true(is_thin_envelope(sizes[0]));
    assert_true(sizes[1] >= ALCOVE_ENVELOPE_BYTES_MIN && sizes[2] >= ALCOVE_ENVELOPE_BYTES_MIN);
    size_count = 0;
    pair_run(pair, 100 * SECOND);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0); /* as it would be, to leave thin keys */
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 0);
    pair_close(pair);
}

static void without_such_a_psk_nothing_sounds_the_line(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_PAIRING, 91);
    assert_int_equal(
        alcove_link_sound(pair_link(pair, CLIENT), pair->now_us, &pair->ends[THERAPIST].address),
        ALCOVE_NOT_READY);
    assert_int_equal(alcove_link_get_state(pair_link(pair, CLIENT)), ALCOVE_LINK_IDLE);
    pair_establish(pair);
    pair_close(pair);
}

/* A wall that lets nothing large through: the link begins thin, lives, and asks now and then. */
static void who_drops_full_handshakes_gets_thin_ones(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 88);
    pair_set_lines(pair, 20000, 0);
    pair_connect(pair);
    for (int i = 0; i < 30000; i++) {
        for (int end = 0; end < 2; end++) {
            struct pair_line *line = &pair->ends[end].line;
            for (size_t k = 0; k < line->count; k++) {
                if (line->datagrams[k]->size >= ALCOVE_ENVELOPE_BYTES_MIN)
                    line->datagrams[k]->to.port = 9;
            }
        }
        pair_run(pair, 5000);
        if (pair->now_us > 6 * SECOND && i % 1000 == 0) {
            pair_send_record(pair, CLIENT, "still here");
            pair_drain(pair, CLIENT);
        }
    }
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
    assert_int_equal(pair->ends[CLIENT].closed, 0);
    assert_true(pair->ends[THERAPIST].records >= 25);
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_who_know_the_line_meet_in_seven_seconds),
    cmocka_unit_test(words_take_one_cell_and_their_answer_a_small_one),
    cmocka_unit_test(cells_keep_apart_and_carry_what_waits),
    cmocka_unit_test(an_idle_thin_line_stays_idle),
    cmocka_unit_test(it_rekeys_by_thin_handshakes_while_it_is_thin),
    cmocka_unit_test(the_full_handshake_follows_when_the_line_allows),
    cmocka_unit_test(beside_voice_a_sentence_is_cut_and_repeated_on_a_narrow_line),
    cmocka_unit_test(a_good_line_has_full_keys_from_the_beginning),
    cmocka_unit_test(two_who_know_nothing_of_a_thin_line_meet_as_soon),
    cmocka_unit_test(what_sounds_a_good_line_leaves_no_thin_keys_there),
    cmocka_unit_test(without_such_a_psk_nothing_sounds_the_line),
    cmocka_unit_test(who_drops_full_handshakes_gets_thin_ones),
};
TEST_GROUP(packet_thin, tests)
