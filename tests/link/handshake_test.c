#include "link/handshake.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "handshake_pair.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)

/* ---- it completes ---- */

static void contacts_agree_after_two_messages(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    for (size_t starter = 0; starter < 2; starter++) {
        side_restart(&sides[0]);
        side_restart(&sides[1]);
        struct side *a = &sides[starter], *b = &sides[1 - starter];
        assert_true(handshake_start(&a->handshake, SECOND));
        assert_false(handshake_start(&a->handshake, SECOND));
        assert_int_equal(handshake_get_state(&a->handshake), HANDSHAKE_SENT_INITIATION);
        struct flight there = side_send(a, SECOND);
        assert_int_equal(there.count, 2);
        assert_false(there.datagrams[0].answer);
        assert_int_equal(side_take(b, SECOND, &there), HANDSHAKE_COMPLETE);
        assert_int_equal(handshake_get_state(&b->handshake), HANDSHAKE_SENT_RESPONSE);
        struct flight back = side_send(b, SECOND);
        assert_int_equal(back.count, 2);
        assert_true(back.datagrams[0].answer);
        assert_int_equal(side_take(a, 2 * SECOND, &back), HANDSHAKE_COMPLETE);
        assert_int_equal(handshake_get_state(&a->handshake), HANDSHAKE_IDLE);
        assert_agreed(sides);
        assert_true(a->result.initiator);
        assert_int_equal(a->result.psk.index, 7);
        assert_true(a->result.started_at_us == SECOND);
        assert_int_equal(side_send(a, SECOND).count, 0);
        assert_true(handshake_next_deadline(&a->handshake) == UINT64_MAX);
    }
    free(sides);
}

static void strangers_pair_after_three_messages(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    struct side *joins = &sides[0], *invites = &sides[1];
    assert_true(handshake_start(&joins->handshake, 0));
    struct flight first = side_send(joins, 0);
    assert_int_equal(side_take(invites, 0, &first), HANDSHAKE_TAKEN);
    struct flight second = side_send(invites, 0);
    assert_int_equal(side_take(joins, 0, &second), HANDSHAKE_COMPLETE);
    assert_int_equal(handshake_get_state(&joins->handshake), HANDSHAKE_SENT_CONFIRMATION);
    struct flight third = side_send(joins, 0);
    assert_int_equal(third.count, 2);
    assert_true(third.datagrams[0].answer && third.datagrams[1].answer);
    assert_int_equal(side_take(invites, 0, &third), HANDSHAKE_COMPLETE);
    assert_agreed(sides);
    assert_false(joins->result.psk.present);
    free(sides);
}

static void the_pairing_leads_to_a_contact(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    struct alcove_exports exports = sides_adopt(sides);
    assert_true(exports.psk_next.present);
    assert_int_equal(exports.psk_next.index, 1);
    assert_false(sodium_is_zero(exports.envelope_root, 32));
    assert_memory_not_equal(exports.envelope_root, exports.psk_next.key, 32);
    for (size_t i = 0; i < 2; i++)
        assert_true(sodium_is_zero(sides[i].handshake.config.invite_secret, 32));
    handshake_start(&sides[1].handshake, 1);
    sides_settle(sides, 1);
    assert_agreed(sides);
    assert_int_equal(sides[0].result.psk.index, 1);
    free(sides);
}

static void the_psk_ratchets_with_every_handshake(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    uint8_t last[32] = {0};
    for (uint64_t i = 0; i < 5; i++) {
        handshake_start(&sides[i % 2].handshake, i);
        sides_settle(sides, i);
        struct alcove_exports exports = sides_adopt(sides);
        assert_int_equal(sides[0].result.psk.index, 7 + i);
        assert_int_equal(exports.psk_next.index, 8 + i);
        assert_memory_not_equal(exports.psk_next.key, last, 32);
        memcpy(last, exports.psk_next.key, 32);
    }
    free(sides);
}

/* ---- what is lost is sent again ---- */

static void a_lost_fragment_is_made_good_by_the_next_repetition(void **state)
{
    (void)state;
    for (int lost = 0; lost < 4; lost++) {
        struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
        handshake_start(&sides[0].handshake, 0);
        struct flight there = side_send(&sides[0], 0);
        if (lost < 2)
            there.datagrams[lost].size = 0;
        side_take(&sides[1], 0, &there);
        struct flight back = side_send(&sides[1], 0);
        assert_int_equal(back.count, lost < 2 ? 0 : 2);
        if (lost >= 2)
            back.datagrams[lost - 2].size = 0;
        side_take(&sides[0], 0, &back);
        assert_int_equal(sides[0].completed, 0);
        sides_settle(sides, side_run_deadline(&sides[0]));
        assert_agreed(sides);
        free(sides);
    }
}

static void the_same_initiation_gets_the_same_answer_and_completes_once(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    struct flight lost;
    struct handshake_message answer;
    handshake_start(&sides[0].handshake, 0);
    for (int i = 0; i < 2; i++) {
        struct flight there = side_send(&sides[0], handshake_next_deadline(&sides[0].handshake));
        side_take(&sides[1], 0, &there);
        lost = side_send(&sides[1], 0);
        assert_int_equal(lost.count, 2);
        if (i == 0)
            answer = sides[1].handshake.answer;
        assert_memory_equal(&answer, &sides[1].handshake.answer, sizeof answer);
        side_run_deadline(&sides[0]);
    }
    assert_int_equal(sides[1].completed, 1);
    assert_int_equal(side_take(&sides[0], 0, &lost), HANDSHAKE_COMPLETE);
    assert_agreed(sides);
    free(sides);
}

static void what_is_repeated_looks_new_on_the_wire(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    struct flight first = side_send(&sides[0], 0);
    struct flight again = side_send(&sides[0], side_run_deadline(&sides[0]));
    assert_int_equal(again.count, 2);
    size_t same = 0;
    for (size_t at = 0; at < ALCOVE_ENVELOPE_BYTES_MIN; at++)
        same += first.datagrams[0].bytes[at] == again.datagrams[0].bytes[at];
    assert_true(same < 20);
    free(sides);
}

static void the_third_message_of_a_pairing_is_repeated_until_confirmed(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    handshake_start(&sides[0].handshake, 0);
    struct flight flight = side_send(&sides[0], 0);
    side_take(&sides[1], 0, &flight);
    flight = side_send(&sides[1], 0);
    side_take(&sides[0], 0, &flight);
    side_send(&sides[0], 0);
    uint64_t now_us = side_run_deadline(&sides[0]);
    assert_in_range(now_us, 400000, 600000);
    flight = side_send(&sides[0], now_us);
    assert_int_equal(side_take(&sides[1], now_us, &flight), HANDSHAKE_COMPLETE);
    assert_agreed(sides);
    now_us = side_run_deadline(&sides[0]);
    flight = side_send(&sides[0], now_us);
    assert_int_equal(flight.count, 2);
    assert_ignored(&sides[1], now_us, &flight);
    handshake_confirmed(&sides[0].handshake);
    assert_int_equal(handshake_get_state(&sides[0].handshake), HANDSHAKE_IDLE);
    assert_true(handshake_next_deadline(&sides[0].handshake) == UINT64_MAX);
    free(sides);
}

static void repetitions_follow_the_schedule_and_end_after_90_seconds(void **state)
{
    (void)state;
    const uint64_t intervals_ms[] = {500, 1000, 2000, 4000, 8000, 16000};
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    uint64_t now_us = 5 * SECOND, last_us = now_us;
    handshake_prefer(&sides[0].handshake, HANDSHAKE_FULL_ONLY);
    handshake_start(&sides[0].handshake, now_us);
    assert_int_equal(side_send(&sides[0], now_us).count, 2);
    for (size_t i = 0;; i++) {
        now_us = handshake_next_deadline(&sides[0].handshake);
        assert_true(handshake_on_timeout(&sides[0].handshake, now_us - 1));
        assert_int_equal(side_send(&sides[0], now_us - 1).count, 0);
        if (!handshake_on_timeout(&sides[0].handshake, now_us))
            break;
        uint64_t interval_ms = intervals_ms[i < 6 ? i : 5];
        assert_in_range(now_us - last_us, interval_ms * 800, interval_ms * 1200);
        assert_int_equal(side_send(&sides[0], now_us).count, 2);
        last_us = now_us;
    }
    assert_true(now_us == 95 * SECOND);
    assert_int_equal(handshake_get_state(&sides[0].handshake), HANDSHAKE_IDLE);
    assert_true(handshake_start(&sides[0].handshake, now_us));
    free(sides);
}

static void an_inviter_forgets_half_a_pairing_after_90_seconds(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    handshake_start(&sides[0].handshake, 0);
    struct flight flight = side_send(&sides[0], 0);
    side_take(&sides[1], 0, &flight);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_SENT_RESPONSE);
    assert_true(handshake_next_deadline(&sides[1].handshake) == ALCOVE_HANDSHAKE_GIVE_UP_US);
    side_run_deadline(&sides[1]);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    assert_true(sodium_is_zero((const uint8_t *)&sides[1].handshake.answer_noise,
                               sizeof sides[1].handshake.answer_noise));
    free(sides);
}

/* ---- both at once ---- */

static void of_two_attempts_at_once_the_smaller_keys_counts(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    handshake_start(&sides[1].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_true(sides[0].result.initiator);
    handshake_confirmed(&sides[1].handshake);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    assert_int_equal(side_send(&sides[1], 0).count, 0);
    free(sides);
}

static void the_attempt_that_counts_follows_the_others_to_its_address(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    handshake_start(&sides[1].handshake, 0);
    side_send(&sides[0], 0); /* to where nobody is */
    struct flight theirs = side_send(&sides[1], 0);
    assert_int_equal(side_take(&sides[0], 0, &theirs), HANDSHAKE_TAKEN);
    struct flight ours = side_send(&sides[0], 0);
    assert_int_equal(ours.count, 2);
    assert_true(ours.datagrams[0].answer && ours.datagrams[1].answer);
    side_take(&sides[1], 0, &ours);
    sides_settle(sides, 0);
    assert_agreed(sides);
    uint64_t now_us = 10 * SECOND;
    handshake_start(&sides[0].handshake, now_us);
    assert_false(side_send(&sides[0], now_us).datagrams[0].answer);
    free(sides);
}

static void a_replayed_initiation_does_not_end_an_attempt_that_gives_way(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    struct flight recorded = side_send(&sides[0], 0);
    side_restart(&sides[0]);
    handshake_start(&sides[1].handshake, SECOND);
    struct flight genuine = side_send(&sides[1], SECOND);
    assert_int_equal(side_take(&sides[1], SECOND, &recorded), HANDSHAKE_COMPLETE);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_SENT_INITIATION);
    side_take(&sides[0], SECOND, &genuine);
    struct flight answer = side_send(&sides[0], SECOND);
    sides[1].completed = 0;
    assert_int_equal(side_take(&sides[1], SECOND, &answer), HANDSHAKE_COMPLETE);
    assert_agreed(sides);
    assert_true(sides[1].result.initiator);
    free(sides);
}

static void who_has_just_answered_waits_before_it_starts(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, SECOND);
    struct flight there = side_send(&sides[0], SECOND);
    side_take(&sides[1], SECOND, &there);
    side_send(&sides[1], SECOND);
    assert_true(handshake_start(&sides[1].handshake, 2 * SECOND));
    assert_int_equal(side_send(&sides[1], 2 * SECOND).count, 0);
    uint64_t now_us = side_run_deadline(&sides[1]);
    assert_true(now_us == SECOND + ALCOVE_HANDSHAKE_CONFIRM_US);
    assert_int_equal(side_send(&sides[1], now_us).count, 2);
    free(sides);
}

/* ---- pre-shared keys ---- */

static void an_unknown_psk_index_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    const uint64_t indices[] = {0, 6, 8, UINT64_MAX};
    for (size_t i = 0; i < 4; i++) {
        sides[0].config.psk.index = indices[i];
        side_restart(&sides[0]);
        handshake_start(&sides[0].handshake, 0);
        sides_settle(sides, 0);
        assert_int_equal(sides[1].completed, 0);
        assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    }
    free(sides);
}

static void another_psk_of_the_same_index_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    sides[0].config.psk.key[31] ^= 1;
    side_restart(&sides[0]);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_int_equal(sides[1].completed, 0);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    free(sides);
}

static void the_responder_still_takes_the_psk_before_its_newest(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    side_give_newer_psk(&sides[1], true);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_int_equal(sides[0].result.psk.index, 7);
    free(sides);
}

static void the_initiator_names_the_psk_before_its_newest_as_well(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    side_give_newer_psk(&sides[0], true);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_int_equal(sides[0].result.psk.index, 7);
    free(sides);
}

static void of_two_common_psks_the_newer_is_taken(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    side_give_newer_psk(&sides[0], true);
    side_give_newer_psk(&sides[1], true);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_int_equal(sides[0].result.psk.index, 8);
    assert_true(sides[0].result.psk.kem);
    free(sides);
}

/* ---- nothing secret stays ---- */

static void a_finished_handshake_holds_no_secret_of_it(void **state)
{
    (void)state;
    for (int purpose = 0; purpose < 2; purpose++) {
        struct side *sides = sides_new(purpose == 0 ? ALCOVE_LINK_PAIRING : ALCOVE_LINK_CONTACT);
        handshake_start(&sides[0].handshake, 0);
        struct noise began = sides[0].handshake.own_noise;
        assert_true(side_holds(&sides[0], began.kem_seed));
        sides_settle(sides, 0);
        assert_agreed(sides);
        for (size_t i = 0; i < 2; i++) {
            const struct handshake_result *result = &sides[i].result;
            const uint8_t *secrets[] = {
                began.kem_seed,   began.kem_seed + 32, began.chaining,       began.ephemeral_secret,
                result->key_send, result->key_receive, result->export_secret};
            for (size_t k = 0; k < 7; k++)
                assert_false(side_holds(&sides[i], secrets[k]));
        }
        free(sides);
    }
}

static void an_abandoned_attempt_is_forgotten(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    struct handshake fresh = sides[0].handshake;
    handshake_start(&sides[0].handshake, 0);
    side_send(&sides[0], 0);
    handshake_abandon(&sides[0].handshake);
    assert_int_equal(handshake_get_state(&sides[0].handshake), HANDSHAKE_IDLE);
    assert_memory_equal(&fresh.own, &sides[0].handshake.own, sizeof fresh.own);
    assert_memory_equal(&fresh.own_noise, &sides[0].handshake.own_noise, sizeof fresh.own_noise);
    assert_memory_equal(fresh.key_send, sides[0].handshake.key_send, sizeof fresh.key_send);
    free(sides);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(contacts_agree_after_two_messages),
    cmocka_unit_test(strangers_pair_after_three_messages),
    cmocka_unit_test(the_pairing_leads_to_a_contact),
    cmocka_unit_test(the_psk_ratchets_with_every_handshake),
    cmocka_unit_test(a_lost_fragment_is_made_good_by_the_next_repetition),
    cmocka_unit_test(the_same_initiation_gets_the_same_answer_and_completes_once),
    cmocka_unit_test(what_is_repeated_looks_new_on_the_wire),
    cmocka_unit_test(the_third_message_of_a_pairing_is_repeated_until_confirmed),
    cmocka_unit_test(repetitions_follow_the_schedule_and_end_after_90_seconds),
    cmocka_unit_test(an_inviter_forgets_half_a_pairing_after_90_seconds),
    cmocka_unit_test(of_two_attempts_at_once_the_smaller_keys_counts),
    cmocka_unit_test(the_attempt_that_counts_follows_the_others_to_its_address),
    cmocka_unit_test(a_replayed_initiation_does_not_end_an_attempt_that_gives_way),
    cmocka_unit_test(who_has_just_answered_waits_before_it_starts),
    cmocka_unit_test(an_unknown_psk_index_gets_no_answer),
    cmocka_unit_test(another_psk_of_the_same_index_gets_no_answer),
    cmocka_unit_test(the_responder_still_takes_the_psk_before_its_newest),
    cmocka_unit_test(the_initiator_names_the_psk_before_its_newest_as_well),
    cmocka_unit_test(of_two_common_psks_the_newer_is_taken),
    cmocka_unit_test(a_finished_handshake_holds_no_secret_of_it),
    cmocka_unit_test(an_abandoned_attempt_is_forgotten),
};

TEST_GROUP(handshake, tests)
