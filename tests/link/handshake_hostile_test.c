#include "link/handshake.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "handshake_pair.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)

static void every_flipped_bit_of_a_datagram_goes_unnoticed(struct side *side,
                                                           const struct flight *flight)
{
    for (size_t i = 0; i < flight->count; i++) {
        struct flight spoilt = {.count = 1};
        spoilt.datagrams[0] = flight->datagrams[i];
        for (size_t at = 0; at < flight->datagrams[i].size; at++) {
            spoilt.datagrams[0].bytes[at] ^= (uint8_t)(1 << at % 8);
            assert_ignored(side, 0, &spoilt);
            spoilt.datagrams[0].bytes[at] ^= (uint8_t)(1 << at % 8);
        }
        for (size_t size = 0; size < flight->datagrams[i].size; size += 11) {
            spoilt.datagrams[0].size = size;
            assert_ignored(side, 0, &spoilt);
        }
        spoilt.datagrams[0].size = flight->datagrams[i].size + 1;
        assert_ignored(side, 0, &spoilt);
    }
}

static void run_spoilt_datagrams(struct side *sides, size_t messages, size_t fragments)
{
    handshake_start(&sides[0].handshake, 0);
    for (size_t i = 0; i < messages; i++) {
        struct flight flight = side_send(&sides[i % 2], 0);
        assert_int_equal(flight.count, fragments);
        every_flipped_bit_of_a_datagram_goes_unnoticed(&sides[1 - i % 2], &flight);
        side_take(&sides[1 - i % 2], 0, &flight);
    }
    assert_agreed(sides);
    free(sides);
}

static void spoilt_and_truncated_datagrams_go_unnoticed(void **state)
{
    (void)state;
    run_spoilt_datagrams(sides_new(ALCOVE_LINK_CONTACT), 2, 2);
    run_spoilt_datagrams(sides_new_thin(), 2, 1);
    run_spoilt_datagrams(sides_new(ALCOVE_LINK_PAIRING), 3, 2);
}

/* The message of `from` with one bit turned, well sealed: as one could who has the envelope key. */
static struct flight forge(struct side *from, const struct handshake_message *message, size_t at)
{
    struct handshake_message forged = *message;
    struct flight flight = {.count = forged.thin ? 1 : 2};
    forged.bytes[at] ^= (uint8_t)(1 << at % 8);
    for (uint8_t i = 0; i < flight.count; i++) {
        struct envelope_fragment fragment = {.type = forged.type, .thin = forged.thin, .index = i};
        memcpy(fragment.attempt, forged.attempt, sizeof fragment.attempt);
        envelope_cut(forged.bytes, forged.size, &fragment);
        flight.datagrams[i].size = envelope_seal(from->handshake.key_send, &fragment,
                                                 &from->config.random, flight.datagrams[i].bytes);
    }
    return flight;
}

/* All but the places for half-received messages and the count of initiations. */
static void assert_same_but_for_halves(struct handshake before, struct handshake after)
{
    memset(&before.assembly, 0, sizeof before.assembly);
    memset(&after.assembly, 0, sizeof after.assembly);
    before.rate_count = after.rate_count = 0;
    before.rate_since_us = after.rate_since_us = 0;
    assert_memory_equal(&before, &after, sizeof before);
}

static void run_forged_messages(struct side *sides, size_t messages)
{
    uint64_t now_us = SECOND;
    handshake_start(&sides[0].handshake, now_us);
    for (size_t i = 0; i < messages; i++) {
        struct side *from = &sides[i % 2], *to = &sides[1 - i % 2];
        struct flight genuine = side_send(from, now_us);
        struct handshake_message message = i == 1 ? from->handshake.answer : from->handshake.own;
        for (size_t at = 0; at < message.size; at++) {
            struct handshake before = to->handshake;
            struct flight flight = forge(from, &message, at);
            now_us += SECOND / 10;
            assert_int_equal(side_take(to, now_us, &flight), HANDSHAKE_NOT_MINE);
            assert_same_but_for_halves(before, to->handshake);
            assert_int_equal(side_send(to, now_us).count, 0);
        }
        side_take(to, now_us, &genuine);
    }
    assert_agreed(sides);
    free(sides);
}

static void a_contacts_message_forged_at_any_byte_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_forged_messages(sides_new(ALCOVE_LINK_CONTACT), 2);
}

static void a_thin_message_forged_at_any_byte_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_forged_messages(sides_new_thin(), 2);
}

static void a_pairings_message_forged_at_any_byte_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_forged_messages(sides_new(ALCOVE_LINK_PAIRING), 3);
}

static void random_datagrams_get_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    struct alcove_random random = sides[0].config.random;
    handshake_start(&sides[0].handshake, 0);
    side_send(&sides[0], 0);
    for (size_t i = 0; i < 2000; i++) {
        struct flight noise = {.count = 1};
        random.fill(random.context, noise.datagrams[0].bytes, ALCOVE_ENVELOPE_BYTES_MAX);
        noise.datagrams[0].size = i % (ALCOVE_ENVELOPE_BYTES_MAX + 1);
        assert_ignored(&sides[i % 2], 0, &noise);
    }
    free(sides);
}

static void a_wrong_invite_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    sides[0].config.invite_secret[0] ^= 1;
    side_restart(&sides[0]);
    handshake_start(&sides[0].handshake, 0);
    struct flight flight = side_send(&sides[0], 0);
    assert_ignored(&sides[1], 0, &flight);
    free(sides);
}

/* A thief of the envelope root and the psk, but not of the static key. */
static void another_static_key_than_the_contacts_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    struct side *thief = &sides[0];
    uint8_t key_send[ENVELOPE_KEY_BYTES], key_receive[ENVELOPE_KEY_BYTES];
    memcpy(key_send, thief->handshake.key_send, sizeof key_send);
    memcpy(key_receive, thief->handshake.key_receive, sizeof key_receive);
    thief->config.static_secret[5] ^= 0x10;
    crypto_scalarmult_base(thief->config.static_public, thief->config.static_secret);
    side_restart(thief);
    memcpy(thief->handshake.key_send, key_send, sizeof key_send);
    memcpy(thief->handshake.key_receive, key_receive, sizeof key_receive);
    struct handshake_message *own = &thief->handshake.own;
    handshake_start(&thief->handshake, 0);
    memcpy(thief->handshake.key_send, key_send, sizeof key_send);
    assert_true(own->size > 0);
    struct flight flight = side_send(thief, 0);
    assert_int_equal(side_take(&sides[1], 0, &flight), HANDSHAKE_NOT_MINE);
    assert_int_equal(sides[1].completed, 0);
    assert_int_equal(side_send(&sides[1], 0).count, 0);
    free(sides);
}

static void what_one_sent_itself_gets_no_answer(void **state)
{
    (void)state;
    for (int purpose = 0; purpose < 2; purpose++) {
        struct side *sides = sides_new(purpose == 0 ? ALCOVE_LINK_PAIRING : ALCOVE_LINK_CONTACT);
        handshake_start(&sides[0].handshake, 0);
        struct flight flight = side_send(&sides[0], 0);
        assert_ignored(&sides[0], 0, &flight);
        free(sides);
    }
}

static void ones_own_invite_cannot_be_joined(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    memcpy(sides[1].config.static_secret, sides[0].config.static_secret, 32);
    memcpy(sides[1].config.static_public, sides[0].config.static_public, 32);
    side_restart(&sides[1]);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_int_equal(sides[0].completed + sides[1].completed, 0);
    free(sides);
}

static void an_initiation_that_was_answered_before_a_newer_one_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    struct flight recorded[3];
    for (size_t i = 0; i < 3; i++) {
        side_restart(&sides[0]);
        handshake_start(&sides[0].handshake, i);
        recorded[i] = side_send(&sides[0], i);
        assert_int_equal(side_take(&sides[1], i, &recorded[i]), HANDSHAKE_COMPLETE);
        assert_int_equal(side_send(&sides[1], i).count, 2);
    }
    assert_ignored(&sides[1], 3, &recorded[0]);
    assert_ignored(&sides[1], 3, &recorded[1]);
    handshake_confirmed(&sides[1].handshake);
    assert_ignored(&sides[1], 3, &recorded[2]);
    free(sides);
}

static void a_replayed_answer_fits_nothing(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    struct flight there = side_send(&sides[0], 0);
    side_take(&sides[1], 0, &there);
    struct flight back = side_send(&sides[1], 0);
    side_take(&sides[0], 0, &back);
    assert_agreed(sides);
    assert_ignored(&sides[0], 0, &back);
    handshake_start(&sides[0].handshake, 10 * SECOND);
    side_send(&sides[0], 10 * SECOND);
    assert_ignored(&sides[0], 10 * SECOND, &back);
    free(sides);
}

static void more_than_twenty_initiations_a_second_are_dropped(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    for (uint64_t i = 0; i < 25; i++) {
        side_restart(&sides[0]);
        handshake_start(&sides[0].handshake, SECOND + i);
        struct flight flight = side_send(&sides[0], SECOND + i);
        enum handshake_outcome outcome = side_take(&sides[1], SECOND + i, &flight);
        assert_int_equal(outcome == HANDSHAKE_COMPLETE, i < ALCOVE_INITIATIONS_PER_SECOND);
    }
    side_restart(&sides[0]);
    handshake_start(&sides[0].handshake, 2 * SECOND);
    struct flight flight = side_send(&sides[0], 2 * SECOND);
    assert_int_equal(side_take(&sides[1], 2 * SECOND, &flight), HANDSHAKE_COMPLETE);
    free(sides);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(spoilt_and_truncated_datagrams_go_unnoticed),
    cmocka_unit_test(a_contacts_message_forged_at_any_byte_fails_and_changes_nothing),
    cmocka_unit_test(a_thin_message_forged_at_any_byte_fails_and_changes_nothing),
    cmocka_unit_test(a_pairings_message_forged_at_any_byte_fails_and_changes_nothing),
    cmocka_unit_test(random_datagrams_get_no_answer),
    cmocka_unit_test(a_wrong_invite_gets_no_answer),
    cmocka_unit_test(another_static_key_than_the_contacts_gets_no_answer),
    cmocka_unit_test(what_one_sent_itself_gets_no_answer),
    cmocka_unit_test(ones_own_invite_cannot_be_joined),
    cmocka_unit_test(an_initiation_that_was_answered_before_a_newer_one_gets_no_answer),
    cmocka_unit_test(a_replayed_answer_fits_nothing),
    cmocka_unit_test(more_than_twenty_initiations_a_second_are_dropped),
};

TEST_GROUP(handshake_hostile, tests)
