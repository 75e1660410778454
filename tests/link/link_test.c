#include "link/link.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "pair.h"

static void two_contacts_connect_in_one_round_trip(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 1);
    pair_set_lines(pair, 50000, 0);
    pair_connect(pair);
    pair_run(pair, 100000);
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_int_equal(pair->ends[THERAPIST].established, 0);
    pair_run(pair, 50000);
    assert_int_equal(pair->ends[THERAPIST].established, 1);
    assert_memory_equal(pair->ends[CLIENT].exports.channel_binding,
                        pair->ends[THERAPIST].exports.channel_binding, 64);
    assert_memory_equal(pair->ends[CLIENT].remote_static,
                        pair->ends[THERAPIST].config.static_public, 32);
    assert_memory_equal(pair->ends[THERAPIST].remote_static,
                        pair->ends[CLIENT].config.static_public, 32);
    assert_memory_equal(&pair->ends[CLIENT].exports.psk_next.key,
                        &pair->ends[THERAPIST].exports.psk_next.key, 32);
    pair_close(pair);
}

static void an_invite_pairs_two_strangers(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_PAIRING, 2);
    pair_set_lines(pair, 20000, 0);
    pair_establish(pair);
    assert_memory_equal(pair->ends[CLIENT].exports.envelope_root,
                        pair->ends[THERAPIST].exports.envelope_root, 32);
    assert_memory_equal(pair->ends[CLIENT].remote_static,
                        pair->ends[THERAPIST].config.static_public, 32);
    pair_close(pair);
}

static void connecting_survives_a_third_of_the_packets_lost(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 20; seed++) {
        struct pair *pair =
            pair_open(seed % 2 == 0 ? ALCOVE_LINK_CONTACT : ALCOVE_LINK_PAIRING, seed);
        pair_set_lines(pair, 40000, 330);
        pair_establish(pair);
        pair_close(pair);
    }
}

static void records_arrive_once_and_in_order_when_a_fifth_is_lost(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 3);
    pair_set_lines(pair, 40000, 200);
    pair_establish(pair);
    for (int i = 0; i < 100; i++) {
        char words[40];
        snprintf(words, sizeof words, "check-in %d: slept well", i);
        pair_send_record(pair, i % 2, words);
    }
    pair_run(pair, 20000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].records, 50);
        assert_int_equal(pair->ends[i].arrived, 50);
    }
    pair_close(pair);
}

/* Voice each 20 ms and a picture each 33 ms from both, as in a call, for so long. */
static void talk(struct pair *pair, uint64_t duration_us, uint32_t picture_bytes)
{
    static uint8_t bytes[ALCOVE_FRAME_BYTES_MAX];
    uint64_t end_us = pair->now_us + duration_us;
    struct alcove_frame voice = {.kind = ALCOVE_FRAME_VOICE, .bytes = bytes, .size = 60};
    struct alcove_frame picture = {.kind = ALCOVE_FRAME_VIDEO, .bytes = bytes};
    picture.size = picture_bytes;
    picture.lifetime_us = 300000;
    for (int tick = 0; pair->now_us < end_us; tick++) {
        for (int i = 0; i < 2; i++) {
            voice.captured_at_us = pair->now_us;
            voice.id = (uint32_t)(pair->now_us / 20000);
            alcove_link_send_frame(pair_link(pair, i), pair->now_us, &voice);
            if (picture_bytes != 0 && tick % 2 == 0 &&
                alcove_link_get_budget(pair_link(pair, i), pair->now_us).may_send_video) {
                picture.captured_at_us = pair->now_us;
                picture.id = (uint32_t)(pair->now_us / 20000);
                alcove_link_send_frame(pair_link(pair, i), pair->now_us, &picture);
            }
            pair_drain(pair, i);
        }
        pair_run(pair, 20000);
    }
}

static void voice_and_pictures_arrive_on_a_clean_line(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 4);
    pair_set_lines(pair, 20000, 0);
    pair_establish(pair);
    talk(pair, 10000000, 1500);
    pair_run(pair, 1000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].frames[ALCOVE_FRAME_VOICE], 500);
        assert_in_range(pair->ends[i].frames[ALCOVE_FRAME_VIDEO], 240, 250);
        assert_int_equal(pair->ends[i].frames_arrived, pair->ends[1 - i].frames[1]);
        assert_int_equal(pair->ends[i].frames_lost, 0);
    }
    pair_close(pair);
}

static void a_signal_arrives_once_within_its_life_when_a_fifth_is_lost(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 5);
    pair_set_lines(pair, 40000, 200);
    pair_establish(pair);
    for (int i = 0; i < 200; i++) {
        assert_int_equal(alcove_link_send_signal(pair_link(pair, CLIENT), pair->now_us,
                                                 (const uint8_t *)"nod", 3),
                         ALCOVE_OK);
        talk(pair, 100000, 0);
    }
    pair_run(pair, 3000000);
    assert_int_equal(pair->ends[THERAPIST].signals, 200);
    pair_close(pair);
}

static void closing_tells_the_other_side_why(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 6);
    pair_set_lines(pair, 20000, 0);
    pair_establish(pair);
    alcove_link_close(pair_link(pair, CLIENT), pair->now_us, ALCOVE_CLOSE_LEFT);
    pair_drain(pair, CLIENT);
    pair_run(pair, 1000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].closed, 1);
        assert_int_equal(pair->ends[i].reason, ALCOVE_CLOSE_LEFT);
        assert_int_equal(alcove_link_get_state(pair_link(pair, i)), ALCOVE_LINK_CLOSED);
        assert_true(alcove_link_next_timeout(pair_link(pair, i)) == UINT64_MAX);
    }
    pair_close(pair);
}

static void after_an_outage_of_forty_seconds_the_same_keys_go_on(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 7);
    pair_set_lines(pair, 20000, 0);
    pair_establish(pair);
    pair_run(pair, 1000000);
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = true;
    pair_send_record(pair, CLIENT, "written while the line was down");
    pair_run(pair, 40000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].resting, 1);
        assert_int_equal(alcove_link_get_state(pair_link(pair, i)), ALCOVE_LINK_RESTING);
    }
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = false;
    pair_run(pair, 1500000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].resumed, 1);
        assert_int_equal(pair->ends[i].rekeyed, 0);
        assert_int_equal(alcove_link_get_state(pair_link(pair, i)), ALCOVE_LINK_ESTABLISHED);
    }
    assert_int_equal(pair->ends[THERAPIST].records, 1);
    assert_int_equal(pair->ends[CLIENT].arrived, 1);
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_contacts_connect_in_one_round_trip),
    cmocka_unit_test(an_invite_pairs_two_strangers),
    cmocka_unit_test(connecting_survives_a_third_of_the_packets_lost),
    cmocka_unit_test(records_arrive_once_and_in_order_when_a_fifth_is_lost),
    cmocka_unit_test(voice_and_pictures_arrive_on_a_clean_line),
    cmocka_unit_test(a_signal_arrives_once_within_its_life_when_a_fifth_is_lost),
    cmocka_unit_test(closing_tells_the_other_side_why),
    cmocka_unit_test(after_an_outage_of_forty_seconds_the_same_keys_go_on),
};
TEST_GROUP(link, tests)
