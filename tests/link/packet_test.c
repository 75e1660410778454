/* What an observer sees of packets: sizes that follow from the network and from the kind alone. */
#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

static size_t sizes[4096];
static size_t size_count;

static void note_size(struct pair *pair, int end, const struct alcove_transmit *transmit)
{
    (void)pair;
    if (end == CLIENT && size_count < sizeof sizes / sizeof sizes[0])
        sizes[size_count++] = transmit->size;
}

static struct pair *open_watched(void)
{
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 61);
    pair_set_lines(pair, 20000, 0);
    pair_establish(pair);
    pair_run(pair, 1000000);
    size_count = 0;
    pair->ends[CLIENT].on_datagram = note_size;
    return pair;
}

static void send_voice(struct pair *pair, int end, size_t size)
{
    static uint8_t bytes[ALCOVE_VOICE_BYTES_MAX];
    static uint32_t id;
    struct alcove_frame voice = {.kind = ALCOVE_FRAME_VOICE, .id = id++, .bytes = bytes};
    voice.captured_at_us = pair->now_us;
    voice.size = size;
    pair_send_frame(pair, end, &voice);
}

static void voice_packets_have_one_size_whatever_rides_with_them(void **state)
{
    (void)state;
    struct pair *pair = open_watched();
    for (int i = 0; i < 220; i++) {
        send_voice(pair, CLIENT, 60);
        send_voice(pair, THERAPIST, 60);
        if (i > 50 && i < 200 && i % 10 == 0)
            pair_send_record(pair, CLIENT, "a sentence that somebody types meanwhile");
        if (i > 50 && i < 200 && i % 7 == 0)
            alcove_link_send_signal(pair_link(pair, CLIENT), pair->now_us, (const uint8_t *)"nod",
                                    3);
        pair_drain(pair, CLIENT);
        pair_run(pair, 20000);
    }
    size_t others = 0;
    for (size_t i = 0; i < size_count; i++)
        others += sizes[i] != 60 + 11 + ALCOVE_VOICE_SLACK_BYTES + ALCOVE_PACKET_OVERHEAD_BYTES;
    /* Before the second frame nobody knows that voice flows. */
    assert_true(others <= 2);
    assert_true(size_count >= 200);
    assert_int_equal(pair->ends[THERAPIST].records, 14);
    assert_int_equal(pair->ends[THERAPIST].signals, 21);
    pair_close(pair);
}

static void without_voice_everything_small_leaves_in_cells(void **state)
{
    (void)state;
    struct pair *pair = open_watched();
    for (int i = 0; i < 50; i++) {
        pair_send_record(pair, CLIENT, i % 2 == 0 ? "yes" : "a longer sentence, with more words");
        alcove_link_send_signal(pair_link(pair, CLIENT), pair->now_us, (const uint8_t *)"nod", 3);
        pair_drain(pair, CLIENT);
        pair_run(pair, 300000);
    }
    for (size_t i = 0; i < size_count; i++)
        assert_true(sizes[i] == 128 || sizes[i] == 512);
    assert_int_equal(pair->ends[THERAPIST].records, 50);
    assert_int_equal(pair->ends[THERAPIST].signals, 50);
    pair_close(pair);
}

static void video_leaves_in_four_sizes(void **state)
{
    (void)state;
    static uint8_t bytes[8000];
    struct pair *pair = open_watched();
    for (uint32_t i = 0; i < 100; i++) {
        struct alcove_frame video = {.kind = ALCOVE_FRAME_VIDEO, .id = i, .bytes = bytes};
        video.size = 1 + i * 79;
        video.lifetime_us = 300000;
        pair_send_frame(pair, CLIENT, &video);
        pair_run(pair, 200000);
    }
    for (size_t i = 0; i < size_count; i++)
        assert_true(sizes[i] == 300 || sizes[i] == 600 || sizes[i] == 900 || sizes[i] == 1200);
    assert_int_equal(pair->ends[THERAPIST].frames[ALCOVE_FRAME_VIDEO], 100);
    assert_int_equal(pair->ends[CLIENT].frames_arrived, 100);
    pair_close(pair);
}

static void words_leave_before_a_picture_that_waits(void **state)
{
    (void)state;
    static uint8_t bytes[60000];
    struct pair *pair = open_watched();
    struct alcove_frame video = {.kind = ALCOVE_FRAME_VIDEO, .bytes = bytes, .size = sizeof bytes};
    video.lifetime_us = 5000000;
    pair_send_frame(pair, CLIENT, &video);
    pair_run(pair, 50000);
    pair_send_record(pair, CLIENT, "wait, one thing");
    pair_run(pair, 30000);
    assert_int_equal(pair->ends[THERAPIST].records, 1);
    assert_int_equal(pair->ends[THERAPIST].frames[ALCOVE_FRAME_VIDEO], 0);
    pair_run(pair, 5000000);
    assert_int_equal(pair->ends[THERAPIST].frames[ALCOVE_FRAME_VIDEO], 1);
    pair_close(pair);
}

/* Half the line's packets are lost; a sentence takes its chances in each packet of voice. */
static void a_sentence_beside_voice_is_fast_through_loss(void **state)
{
    (void)state;
    struct pair *pair = open_watched();
    pair->ends[CLIENT].on_datagram = NULL;
    pair_set_lines(pair, 40000, 300);
    uint64_t waited_us = 0;
    for (uint64_t i = 0; i < 40; i++) {
        uint64_t start_us = pair->now_us;
        pair_send_record(pair, CLIENT, "I hear you.");
        while (pair->ends[THERAPIST].records <= i) {
            send_voice(pair, CLIENT, 60);
            send_voice(pair, THERAPIST, 60);
            pair_run(pair, 20000);
            assert_true(pair->now_us - start_us < 3000000);
        }
        waited_us += pair->now_us - start_us;
    }
    assert_true(waited_us / 40 < 250000);
    pair_close(pair);
}

static void a_dead_line_gets_a_probe_now_and_then_and_nothing_else(void **state)
{
    (void)state;
    struct pair *pair = open_watched();
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = true;
    for (int i = 0; i < 100; i++) {
        send_voice(pair, CLIENT, 60);
        pair_run(pair, 20000);
    }
    size_count = 0;
    for (int i = 0; i < 250; i++) {
        send_voice(pair, CLIENT, 60);
        pair_run(pair, 20000);
    }
    assert_in_range(size_count, 4, 20);
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = false;
    uint64_t before = pair->ends[THERAPIST].frames[ALCOVE_FRAME_VOICE];
    for (int i = 0; i < 25; i++) {
        send_voice(pair, CLIENT, 60);
        pair_run(pair, 20000);
    }
    /* Within half a second voice flows again. */
    assert_true(pair->ends[THERAPIST].frames[ALCOVE_FRAME_VOICE] > before + 4);
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(voice_packets_have_one_size_whatever_rides_with_them),
    cmocka_unit_test(without_voice_everything_small_leaves_in_cells),
    cmocka_unit_test(video_leaves_in_four_sizes),
    cmocka_unit_test(words_leave_before_a_picture_that_waits),
    cmocka_unit_test(a_sentence_beside_voice_is_fast_through_loss),
    cmocka_unit_test(a_dead_line_gets_a_probe_now_and_then_and_nothing_else),
};
TEST_GROUP(packet, tests)
