#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "pair.h"

static void words_both_ways(struct pair *pair, uint64_t duration_us)
{
    uint64_t end_us = pair->now_us + duration_us;
    while (pair->now_us < end_us) {
        pair_send_record(pair, CLIENT, "I tried the walk you suggested.");
        pair_send_record(pair, THERAPIST, "How was it?");
        pair_run(pair, 1000000);
    }
}

static void assert_nothing_is_owed(struct pair *pair)
{
    pair_run(pair, 3000000);
    for (int i = 0; i < 2; i++) {
        uint64_t stored = pair->ends[1 - i].records;
        assert_true(pair->ends[i].arrived == stored);
    }
}

static void keys_are_renewed_in_the_background_and_nothing_is_lost(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 21);
    pair_set_lines(pair, 30000, 100);
    pair_establish(pair);
    struct alcove_exports first = pair->ends[CLIENT].exports;
    words_both_ways(pair, ALCOVE_REKEY_US + ALCOVE_REKEY_SPREAD_US + 5000000);
    assert_nothing_is_owed(pair);
    for (int i = 0; i < 2; i++) {
        struct pair_end *end = &pair->ends[i];
        assert_in_range(end->rekeyed, 1, 2);
        assert_int_equal(end->established, 1);
        assert_int_equal(end->closed, 0);
        assert_true(end->arrived > 1000);
        assert_memory_not_equal(end->exports.psk_next.key, first.psk_next.key, 32);
        assert_true(end->exports.psk_next.index > first.psk_next.index);
        assert_int_equal(alcove_link_get_statistics(end->link).rekeys, (uint64_t)end->rekeyed);
    }
    assert_memory_equal(&pair->ends[CLIENT].exports.psk_next,
                        &pair->ends[THERAPIST].exports.psk_next, sizeof(struct alcove_psk));
    pair_close(pair);
}

static void a_pairing_is_rekeyed_as_the_contact_it_became(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_PAIRING, 22);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    words_both_ways(pair, ALCOVE_REKEY_US + ALCOVE_REKEY_SPREAD_US + 5000000);
    assert_nothing_is_owed(pair);
    for (int i = 0; i < 2; i++) {
        assert_in_range(pair->ends[i].rekeyed, 1, 2);
        assert_true(pair->ends[i].exports.psk.present);
    }
    pair_close(pair);
}

static void an_hour_has_several_generations_and_no_gap(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 23);
    pair_set_lines(pair, 30000, 50);
    pair_establish(pair);
    for (int minute = 0; minute < 60; minute++)
        words_both_ways(pair, 60000000);
    assert_nothing_is_owed(pair);
    assert_in_range(pair->ends[CLIENT].rekeyed, 3, 5);
    assert_int_equal(pair->ends[CLIENT].rekeyed, pair->ends[THERAPIST].rekeyed);
    assert_int_equal(pair->ends[CLIENT].resting, 0);
    pair_close(pair);
}

static bool is_handshake(size_t size)
{
    return size >= ALCOVE_ENVELOPE_BYTES_MIN ||
           (size >= ALCOVE_ENVELOPE_THIN_BYTES_MIN && size <= ALCOVE_ENVELOPE_THIN_BYTES_MAX);
}

static void without_a_rekey_for_twenty_five_minutes_the_link_is_over(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 24);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    /* Cells have 64, 128 or 512 bytes: what else there is are handshakes. */
    uint64_t until_us = pair->now_us + ALCOVE_REKEY_REJECT_US + 60000000;
    while (pair->now_us < until_us && pair->ends[CLIENT].closed == 0) {
        for (int i = 0; i < 2; i++) {
            struct pair_line *line = &pair->ends[i].line;
            for (size_t k = 0; k < line->count; k++) {
                if (is_handshake(line->datagrams[k]->size))
                    line->datagrams[k]->to.port = 9;
            }
        }
        pair_run(pair, 10000);
    }
    assert_int_equal(pair->ends[CLIENT].closed, 1);
    assert_int_equal(pair->ends[CLIENT].reason, ALCOVE_CLOSE_TIMED_OUT);
    assert_int_equal(pair->ends[CLIENT].rekeyed, 0);
    pair_close(pair);
}

static void the_client_changes_networks_in_the_middle_of_a_sentence(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 25);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    words_both_ways(pair, 2000000);
    struct alcove_address moved = pair->ends[CLIENT].address;
    moved.ip[14] = 77;
    moved.port = 50505;
    pair->ends[CLIENT].address = moved;
    pair_send_record(pair, CLIENT, "on the train now");
    pair_run(pair, 250000);
    struct alcove_address now = alcove_link_path(pair_link(pair, THERAPIST));
    assert_true(alcove_address_equal(&now, &moved));
    assert_int_equal(pair->ends[THERAPIST].paths, 1);
    words_both_ways(pair, 3000000);
    assert_nothing_is_owed(pair);
    assert_int_equal(alcove_link_get_statistics(pair_link(pair, THERAPIST)).path_changes, 1);
    pair_close(pair);
}

/* A check found the other side at another address, from which no packet came yet. */
static void a_link_moves_to_where_a_check_was_answered(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 31);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    words_both_ways(pair, 2000000);
    struct alcove_address moved = pair->ends[THERAPIST].address;
    moved.ip[14] = 78;
    pair->ends[THERAPIST].address = moved;
    alcove_link_ask(pair_link(pair, CLIENT), pair->now_us);
    pair_drain(pair, CLIENT);
    pair_run(pair, 1000000); /* lost: nobody is at the old address any more */
    assert_in_range(alcove_link_silence(pair_link(pair, CLIENT), pair->now_us), 900000, 1100000);
    alcove_link_move(pair_link(pair, CLIENT), pair->now_us, &moved, 40000);
    pair_drain(pair, CLIENT);
    pair_run(pair, 100000);
    struct alcove_address now = alcove_link_path(pair_link(pair, CLIENT));
    assert_true(alcove_address_equal(&now, &moved));
    assert_int_equal(alcove_link_silence(pair_link(pair, CLIENT), pair->now_us), 0);
    words_both_ways(pair, 2000000);
    assert_nothing_is_owed(pair);
    pair_close(pair);
}

/* The caller knew no candidate that works until a check found one. */
static void a_handshake_goes_on_where_a_check_was_answered(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 32);
    pair_set_lines(pair, 30000, 0);
    const struct alcove_address nowhere = {.ip = {99}, .port = 9};
    struct alcove_link *caller = pair_link(pair, CLIENT);
    alcove_link_move(caller, pair->now_us, &nowhere, 40000);
    assert_int_equal(alcove_link_connect(caller, pair->now_us), ALCOVE_OK);
    pair_drain(pair, CLIENT);
    pair_run(pair, 100000);
    assert_int_equal(pair->ends[CLIENT].established, 0);
    alcove_link_move(caller, pair->now_us, &pair->ends[THERAPIST].address, 40000);
    pair_drain(pair, CLIENT);
    pair_run(pair, 200000);
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_int_equal(pair->ends[THERAPIST].established, 1);
    pair_close(pair);
}

static size_t sent_to_stranger;
static size_t challenge_packets;

static void count_what_goes_to_the_stranger(struct pair *pair, int end,
                                            const struct alcove_transmit *transmit)
{
    (void)pair;
    (void)end;
    if (transmit->to.port != 6666)
        return;
    sent_to_stranger += transmit->size;
    challenge_packets++;
}

/* Somebody on the way sends a captured packet on from elsewhere before the original arrives. */
static void a_diverted_packet_does_not_move_the_path(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 26);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    pair_run(pair, 2000000);
    sent_to_stranger = challenge_packets = 0;
    pair->ends[THERAPIST].on_datagram = count_what_goes_to_the_stranger;
    pair_send_record(pair, CLIENT, "a captured packet");
    struct pair_line *line = &pair->ends[CLIENT].line;
    assert_int_equal(line->count, 1);
    struct alcove_address stranger = {.ip = {66}, .port = 6666};
    struct pair_datagram captured = *line->datagrams[0];
    assert_int_equal(pair_inject(pair, THERAPIST, &stranger, captured.bytes, captured.size),
                     ALCOVE_RECEIVE_TAKEN);
    pair_run(pair, 5000000);
    assert_int_equal(pair->ends[THERAPIST].paths, 0);
    struct alcove_address now = alcove_link_path(pair_link(pair, THERAPIST));
    assert_true(alcove_address_equal(&now, &pair->ends[CLIENT].address));
    assert_true(challenge_packets > 0);
    assert_true(sent_to_stranger <= ALCOVE_AMPLIFICATION_FACTOR * captured.size);
    words_both_ways(pair, 2000000);
    assert_nothing_is_owed(pair);
    pair_close(pair);
}

static void the_other_side_starting_over_ends_this_link_as_replaced(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 27);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    words_both_ways(pair, 2000000);
    /* The client's program is killed and starts again with what it had stored. */
    struct pair_end *client = &pair->ends[CLIENT];
    client->config.psk = client->exports.psk_next;
    client->config.psk_older = client->exports.psk;
    alcove_link_wipe(client->link);
    client->link = alcove_link_init(client->storage, alcove_link_storage_bytes(), &client->config,
                                    pair->now_us);
    client->records = client->arrived = 0;
    pair_connect(pair);
    pair_run(pair, 1000000);
    assert_int_equal(pair->ends[THERAPIST].closed, 1);
    assert_int_equal(pair->ends[THERAPIST].reason, ALCOVE_CLOSE_REPLACED);
    assert_int_equal(pair->ends[THERAPIST].rekeyed, 0);
    pair_close(pair);
}

static void a_link_that_rests_for_ten_minutes_is_over(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 28);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    pair->ends[CLIENT].line.cut = pair->ends[THERAPIST].line.cut = true;
    pair_run(pair, ALCOVE_CONSENT_US + ALCOVE_REST_CLOSE_US + 2000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pair->ends[i].resting, 1);
        assert_int_equal(pair->ends[i].closed, 1);
        assert_int_equal(pair->ends[i].reason, ALCOVE_CLOSE_TIMED_OUT);
    }
    pair_close(pair);
}

static void nobody_answers_and_connecting_is_given_up(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 29);
    pair->ends[CLIENT].line.cut = true;
    pair_connect(pair);
    pair_run(pair, ALCOVE_HANDSHAKE_GIVE_UP_US + 20000000);
    assert_int_equal(pair->ends[CLIENT].closed, 1);
    assert_int_equal(pair->ends[CLIENT].reason, ALCOVE_CLOSE_TIMED_OUT);
    assert_int_equal(pair->ends[THERAPIST].closed, 0);
    pair_close(pair);
}

static void an_idle_link_sends_one_small_packet_each_twenty_five_seconds(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 30);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    pair_run(pair, 1000000);
    uint64_t before[2];
    for (int i = 0; i < 2; i++)
        before[i] = alcove_link_get_statistics(pair_link(pair, i)).bytes_sent;
    pair_run(pair, 250000000);
    for (int i = 0; i < 2; i++) {
        uint64_t bytes = alcove_link_get_statistics(pair_link(pair, i)).bytes_sent - before[i];
        assert_in_range(bytes, 9 * 128, 11 * 128);
        assert_int_equal(pair->ends[i].resting, 0);
    }
    pair_close(pair);
}

static void records_larger_than_a_packet_come_whole_through_loss(void **state)
{
    (void)state;
    static uint8_t bytes[ALCOVE_RECORD_BYTES_MAX];
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 31);
    pair_set_lines(pair, 30000, 200);
    pair_establish(pair);
    uint64_t id;
    for (int i = 0; i < 20; i++) {
        memset(bytes, i, sizeof bytes);
        assert_int_equal(alcove_link_send_record(pair_link(pair, CLIENT), pair->now_us, bytes,
                                                 sizeof bytes - (size_t)i, &id),
                         ALCOVE_OK);
    }
    pair_drain(pair, CLIENT);
    pair_run(pair, 60000000);
    assert_int_equal(pair->ends[THERAPIST].records, 20);
    assert_int_equal(pair->ends[CLIENT].arrived, 20);
    pair_close(pair);
}

static void a_record_that_was_not_stored_is_not_reported_as_stored(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 32);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    pair->ends[THERAPIST].acknowledges = false;
    for (int i = 0; i < 80; i++)
        pair_send_record(pair, CLIENT, "a full disk over there");
    pair_run(pair, 10000000);
    assert_int_equal(pair->ends[THERAPIST].records, 64);
    assert_int_equal(pair->ends[CLIENT].arrived, 0);
    pair->ends[THERAPIST].acknowledges = true;
    for (uint64_t id = 0; id < 64; id++)
        alcove_link_acknowledge_record(pair_link(pair, THERAPIST), pair->now_us, id);
    pair_drain(pair, THERAPIST);
    pair_run(pair, 10000000);
    assert_int_equal(pair->ends[THERAPIST].records, 80);
    assert_int_equal(pair->ends[CLIENT].arrived, 80);
    pair_close(pair);
}

static void a_repair_wish_arrives_through_loss(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 33);
    pair_set_lines(pair, 30000, 0);
    pair_establish(pair);
    pair->ends[CLIENT].line.cut = true;
    alcove_link_request_repair(pair_link(pair, CLIENT), pair->now_us, 4711);
    pair_drain(pair, CLIENT);
    pair_run(pair, 100000);
    pair->ends[CLIENT].line.cut = false;
    pair_run(pair, 2000000);
    assert_int_equal(pair->ends[THERAPIST].repairs, 1);
    assert_int_equal(pair->ends[THERAPIST].repair_id, 4711);
    alcove_link_request_repair(pair_link(pair, CLIENT), pair->now_us, ALCOVE_FRAME_NONE);
    pair_run(pair, 3000000);
    assert_int_equal(pair->ends[THERAPIST].repairs, 2);
    assert_int_equal(pair->ends[THERAPIST].repair_id, ALCOVE_FRAME_NONE);
    pair_close(pair);
}

static void both_connect_at_once_and_one_link_comes_of_it(void **state)
{
    (void)state;
    struct pair *pair = pair_open(ALCOVE_LINK_CONTACT, 34);
    pair_set_lines(pair, 30000, 0);
    alcove_link_add_candidate(pair_link(pair, THERAPIST), &pair->ends[CLIENT].address);
    assert_int_equal(alcove_link_connect(pair_link(pair, THERAPIST), pair->now_us), ALCOVE_OK);
    pair_drain(pair, THERAPIST);
    pair_establish(pair);
    words_both_ways(pair, 5000000);
    assert_nothing_is_owed(pair);
    assert_int_equal(pair->ends[CLIENT].established, 1);
    assert_int_equal(pair->ends[THERAPIST].established, 1);
    pair_close(pair);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_are_renewed_in_the_background_and_nothing_is_lost),
    cmocka_unit_test(a_pairing_is_rekeyed_as_the_contact_it_became),
    cmocka_unit_test(an_hour_has_several_generations_and_no_gap),
    cmocka_unit_test(without_a_rekey_for_twenty_five_minutes_the_link_is_over),
    cmocka_unit_test(a_link_moves_to_where_a_check_was_answered),
    cmocka_unit_test(a_handshake_goes_on_where_a_check_was_answered),
    cmocka_unit_test(the_client_changes_networks_in_the_middle_of_a_sentence),
    cmocka_unit_test(a_diverted_packet_does_not_move_the_path),
    cmocka_unit_test(the_other_side_starting_over_ends_this_link_as_replaced),
    cmocka_unit_test(a_link_that_rests_for_ten_minutes_is_over),
    cmocka_unit_test(nobody_answers_and_connecting_is_given_up),
    cmocka_unit_test(an_idle_link_sends_one_small_packet_each_twenty_five_seconds),
    cmocka_unit_test(records_larger_than_a_packet_come_whole_through_loss),
    cmocka_unit_test(a_record_that_was_not_stored_is_not_reported_as_stored),
    cmocka_unit_test(a_repair_wish_arrives_through_loss),
    cmocka_unit_test(both_connect_at_once_and_one_link_comes_of_it),
};
TEST_GROUP(link_story, tests)
