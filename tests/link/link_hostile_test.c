#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

/* One packet of each kind that a call sends, captured on its way to the therapist. */
#define CAPTURED_MAX 64

static struct pair_datagram captured[CAPTURED_MAX];
static size_t captured_count;

static bool has_size(size_t size)
{
    for (size_t i = 0; i < captured_count; i++) {
        if (captured[i].size == size)
            return true;
    }
    return false;
}

static void capture(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    if (end != CLIENT || captured_count == CAPTURED_MAX || has_size(transmit->size))
        return;
    struct pair_datagram *kept = &captured[captured_count++];
    kept->from = pair->ends[CLIENT].address;
    kept->size = transmit->size;
    memcpy(kept->bytes, transmit->bytes, transmit->size);
    /* It never arrives, so that the therapist has not seen it. */
    pair->ends[CLIENT].line.cut = true;
}

static void send_all_kinds(struct pair *pair, uint32_t round)
{
    static uint8_t bytes[3000];
    struct alcove_link *link = pair_link(pair, CLIENT);
    struct alcove_frame voice = {.kind = ALCOVE_FRAME_VOICE, .id = round, .bytes = bytes};
    voice.size = 60;
    struct alcove_frame video = {.kind = ALCOVE_FRAME_VIDEO, .id = round, .bytes = bytes};
    video.size = 200 + 400 * (round % 4);
    alcove_link_send_frame(link, pair->now_us, &voice);
    if (round % 2 == 0)
        alcove_link_send_frame(link, pair->now_us, &video);
    alcove_link_send_signal(link, pair->now_us, (const uint8_t *)"nod", 3);
    uint64_t id;
    alcove_link_send_record(link, pair->now_us, bytes, 90 + 300 * (round % 3), &id);
    pair_drain(pair, CLIENT);
    pair->ends[CLIENT].line.cut = false;
    pair_run(pair, 20000);
}

static struct pair *open_with_captured(uint64_t seed)
{
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, seed);
    pair_set_lines(pair, 5000, 0);
    pair_establish(pair);
    pair_run(pair, 500000);
    captured_count = 0;
    pair->ends[CLIENT].on_datagram = capture;
    for (uint32_t round = 0; round < 40; round++)
        send_all_kinds(pair, round);
    pair->ends[CLIENT].on_datagram = NULL;
    pair_run(pair, 3000000);
    assert_in_range(captured_count, 4, CAPTURED_MAX);
    return pair;
}

/* All of a link but the counters of what it refused, so that any other change shows. */
struct snapshot {
    enum alcove_link_state state;
    struct alcove_link_statistics statistics;
    struct alcove_address path;
    uint64_t timeout_us;
    uint64_t records, signals, voice, video;
};

static struct snapshot look(struct pair *pair, int which)
{
    struct pair_end *end = &pair->ends[which];
    struct snapshot shot;
    memset(&shot, 0, sizeof shot);
    shot.state = alcove_link_get_state(end->link);
    shot.statistics = alcove_link_get_statistics(end->link);
    shot.statistics.refused_forged = 0;
    shot.statistics.refused_malformed = 0;
    shot.statistics.refused_replayed = 0;
    shot.statistics.datagrams_received = 0;
    shot.statistics.bytes_received = 0;
    shot.path = alcove_link_path(end->link);
    shot.timeout_us = alcove_link_next_timeout(end->link);
    shot.records = end->records;
    shot.signals = end->signals;
    shot.voice = end->frames[ALCOVE_FRAME_VOICE];
    shot.video = end->frames[ALCOVE_FRAME_VIDEO];
    return shot;
}

static void assert_unmoved(struct pair *pair, const struct snapshot *before)
{
    struct snapshot after = look(pair, THERAPIST);
    assert_memory_equal(before, &after, sizeof after);
}

static void a_packet_changed_in_any_byte_does_nothing(void **state)
{
    (void)state;
    struct pair *pair = open_with_captured(41);
    struct snapshot before = look(pair, THERAPIST);
    for (size_t i = 0; i < captured_count; i++) {
        for (size_t at = 0; at < captured[i].size; at++) {
            uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
            memcpy(bytes, captured[i].bytes, captured[i].size);
            bytes[at] ^= (uint8_t)(1U << (at % 8));
            pair_inject(pair, THERAPIST, &captured[i].from, bytes, captured[i].size);
            assert_unmoved(pair, &before);
        }
    }
    assert_true(alcove_link_get_statistics(pair_link(pair, THERAPIST)).refused_forged > 1000);
    pair_close(pair);
}

static void a_packet_cut_short_or_made_longer_does_nothing(void **state)
{
    (void)state;
    struct pair *pair = open_with_captured(42);
    struct snapshot before = look(pair, THERAPIST);
    for (size_t i = 0; i < captured_count; i++) {
        uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX + 8] = {0};
        memcpy(bytes, captured[i].bytes, captured[i].size);
        for (size_t size = 0; size < captured[i].size + 8; size++) {
            if (size == captured[i].size)
                continue;
            pair_inject(pair, THERAPIST, &captured[i].from, bytes, size);
            assert_unmoved(pair, &before);
        }
    }
    pair_close(pair);
}

static void a_replayed_packet_does_nothing(void **state)
{
    (void)state;
    struct pair *pair = open_with_captured(43);
    for (size_t i = 0; i < captured_count; i++)
        pair_inject(pair, THERAPIST, &captured[i].from, captured[i].bytes, captured[i].size);
    pair_run(pair, 3000000);
    struct snapshot before = look(pair, THERAPIST);
    struct alcove_address elsewhere = {.ip = {9}, .port = 9};
    for (int again = 0; again < 5; again++) {
        for (size_t i = 0; i < captured_count; i++) {
            pair_inject(pair, THERAPIST, again % 2 == 0 ? &captured[i].from : &elsewhere,
                        captured[i].bytes, captured[i].size);
            assert_unmoved(pair, &before);
        }
    }
    assert_int_equal(alcove_link_get_statistics(pair_link(pair, THERAPIST)).refused_replayed,
                     5 * captured_count);
    pair_close(pair);
}

static size_t answers;

static void count_answers(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    (void)pair;
    (void)end;
    (void)transmit;
    answers++;
}

static void random_datagrams_are_never_answered_in_any_state(void **state)
{
    (void)state;
    for (int established = 0; established < 2; established++) {
        struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 44);
        pair_set_lines(pair, 5000, 0);
        if (established == 1) {
            pair_establish(pair);
            pair_run(pair, 1000000);
        }
        answers = 0;
        pair->ends[THERAPIST].on_datagram = count_answers;
        struct snapshot before = look(pair, THERAPIST);
        uint64_t seed = 5;
        for (int i = 0; i < 5000; i++) {
            uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
            size_t size = pair_random(&seed) % (sizeof bytes + 1);
            for (size_t k = 0; k < size; k++)
                bytes[k] = (uint8_t)pair_random(&seed);
            struct alcove_address from = {.ip = {(uint8_t)i}, .port = 1234};
            assert_int_equal(pair_inject(pair, THERAPIST, &from, bytes, size),
                             ALCOVE_RECEIVE_NOT_MINE);
            assert_unmoved(pair, &before);
        }
        assert_int_equal(answers, 0);
        pair_close(pair);
    }
}

static void a_handshake_changed_in_any_byte_is_never_answered(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 45);
    pair_set_lines(pair, 5000, 0);
    pair_connect(pair);
    assert_int_equal(pair->ends[CLIENT].line.count, 2);
    answers = 0;
    pair->ends[THERAPIST].on_datagram = count_answers;
    for (size_t i = 0; i < 2; i++) {
        struct pair_datagram datagram = *pair->ends[CLIENT].line.datagrams[i];
        for (size_t at = 0; at < datagram.size; at++) {
            datagram.bytes[at] ^= 0x10;
            assert_int_equal(
                pair_inject(pair, THERAPIST, &datagram.from, datagram.bytes, datagram.size),
                ALCOVE_RECEIVE_NOT_MINE);
            datagram.bytes[at] ^= 0x10;
        }
    }
    assert_int_equal(answers, 0);
    pair_close(pair);
}

static void a_closed_link_takes_nothing(void **state)
{
    (void)state;
    struct pair *pair = open_with_captured(46);
    alcove_link_close(pair_link(pair, THERAPIST), pair->now_us, ALCOVE_CLOSE_LEFT);
    pair_drain(pair, THERAPIST);
    for (size_t i = 0; i < captured_count; i++)
        assert_int_equal(
            pair_inject(pair, THERAPIST, &captured[i].from, captured[i].bytes, captured[i].size),
            ALCOVE_RECEIVE_NOT_MINE);
    pair_close(pair);
}

static void mutations_in_the_wrong_state_take_nothing(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 47);
    struct alcove_link *link = pair_link(pair, CLIENT);
    uint8_t bytes[ALCOVE_SIGNAL_BYTES_MAX + 1] = {0};
    uint64_t id = 99;
    struct alcove_frame frame = {.kind = ALCOVE_FRAME_VOICE, .bytes = bytes, .size = 20};
    assert_int_equal(alcove_link_connect(link, pair->now_us), ALCOVE_NOT_READY);
    assert_int_equal(alcove_link_send_frame(link, pair->now_us, &frame), ALCOVE_NOT_READY);
    assert_int_equal(alcove_link_send_record(link, pair->now_us, bytes, 1, &id), ALCOVE_NOT_READY);
    assert_int_equal(alcove_link_send_signal(link, pair->now_us, bytes, 1), ALCOVE_NOT_READY);
    assert_int_equal(id, 99);
    pair_establish(pair);
    frame.size = ALCOVE_VOICE_BYTES_MAX + 1;
    assert_int_equal(alcove_link_send_frame(link, pair->now_us, &frame), ALCOVE_TOO_LARGE);
    frame.size = 0;
    assert_int_equal(alcove_link_send_frame(link, pair->now_us, &frame), ALCOVE_TOO_LARGE);
    assert_int_equal(alcove_link_send_record(link, pair->now_us, bytes, 0, &id), ALCOVE_TOO_LARGE);
    assert_int_equal(
        alcove_link_send_record(link, pair->now_us, bytes, ALCOVE_RECORD_BYTES_MAX + 1, &id),
        ALCOVE_TOO_LARGE);
    assert_int_equal(alcove_link_send_signal(link, pair->now_us, bytes, sizeof bytes),
                     ALCOVE_TOO_LARGE);
    assert_int_equal(alcove_link_connect(link, pair->now_us), ALCOVE_NOT_READY);
    pair_close(pair);
}

static void a_wiped_link_holds_nothing(void **state)
{
    (void)state;
    struct pair *pair = open_with_captured(48);
    alcove_link_wipe(pair_link(pair, CLIENT));
    const uint8_t *storage = pair->ends[CLIENT].storage;
    size_t left = 0;
    for (size_t i = 0; i < alcove_link_storage_bytes(); i++)
        left += storage[i] != 0;
    assert_int_equal(left, 0);
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_packet_changed_in_any_byte_does_nothing),
    cmocka_unit_test(a_packet_cut_short_or_made_longer_does_nothing),
    cmocka_unit_test(a_replayed_packet_does_nothing),
    cmocka_unit_test(random_datagrams_are_never_answered_in_any_state),
    cmocka_unit_test(a_handshake_changed_in_any_byte_is_never_answered),
    cmocka_unit_test(a_closed_link_takes_nothing),
    cmocka_unit_test(mutations_in_the_wrong_state_take_nothing),
    cmocka_unit_test(a_wiped_link_holds_nothing),
};
TEST_GROUP(link_hostile, tests)
