#include "link/handshake.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "handshake_pair.h"
#include "harness.h"

#define SECOND UINT64_C(1000000)

/* ---- it completes ---- */

static void contacts_agree_after_two_short_datagrams(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    for (size_t starter = 0; starter < 2; starter++) {
        struct side *a = &sides[starter], *b = &sides[1 - starter];
        side_restart(a);
        side_restart(b);
        handshake_prefer(&a->handshake, HANDSHAKE_THIN);
        assert_true(handshake_start(&a->handshake, SECOND));
        struct flight there = side_send(a, SECOND);
        assert_int_equal(there.count, 1);
        assert_in_range(there.datagrams[0].size, 106, 119);
        assert_int_equal(a->handshake.own.size, 56);
        assert_int_equal(side_take(b, SECOND, &there), HANDSHAKE_COMPLETE);
        struct flight back = side_send(b, SECOND);
        assert_int_equal(back.count, 1);
        assert_true(back.datagrams[0].answer);
        assert_in_range(back.datagrams[0].size, 106, 119);
        assert_int_equal(b->handshake.answer.size, 56);
        assert_int_equal(side_take(a, 2 * SECOND, &back), HANDSHAKE_COMPLETE);
        assert_agreed(sides);
        assert_true(a->result.thin && b->result.thin);
        assert_int_equal(handshake_get_state(&a->handshake), HANDSHAKE_IDLE);
    }
    free(sides);
}

static void ratchet(struct side *sides, enum handshake_manner manner, struct alcove_psk *next)
{
    for (size_t i = 0; i < 2; i++)
        handshake_prefer(&sides[i].handshake, manner);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    *next = sides_adopt(sides).psk_next;
    assert_int_equal(sides[0].result.thin, manner == HANDSHAKE_THIN);
}

static void the_psk_ratchets_through_thin_and_full_in_any_order(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    const enum handshake_manner manners[] = {HANDSHAKE_THIN, HANDSHAKE_FULL_FIRST, HANDSHAKE_THIN,
                                             HANDSHAKE_THIN, HANDSHAKE_FULL_ONLY};
    struct alcove_psk psks[5];
    for (size_t i = 0; i < 5; i++) {
        ratchet(sides, manners[i], &psks[i]);
        assert_int_equal(psks[i].index, 8 + i);
        assert_true(psks[i].present && psks[i].kem);
        for (size_t k = 0; k < i; k++)
            assert_memory_not_equal(psks[i].key, psks[k].key, 32);
        assert_memory_equal(sides[1].handshake.config.psk.key, psks[i].key, 32);
    }
    free(sides);
}

static void a_pairings_first_psk_may_carry_a_thin_handshake(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    struct alcove_psk psk;
    handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN); /* no choice: it has none so far */
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    sides_adopt(sides);
    assert_false(sides[0].result.thin);
    ratchet(sides, HANDSHAKE_THIN, &psk);
    assert_int_equal(psk.index, 2);
    free(sides);
}

/* ---- when it is begun ---- */

static void what_nobody_answers_is_thin_from_the_third_repetition_on(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    uint64_t now_us = 0;
    handshake_start(&sides[0].handshake, now_us);
    for (int repetition = 0; repetition < 3; repetition++) {
        assert_int_equal(side_send(&sides[0], now_us).count, 2);
        now_us = side_run_deadline(&sides[0]);
    }
    assert_in_range(now_us, 2800000, 4200000);
    uint8_t attempt[ENVELOPE_ATTEMPT_BYTES];
    memcpy(attempt, sides[0].handshake.own.attempt, sizeof attempt);
    for (int repetition = 0; repetition < 4; repetition++) {
        uint64_t last_us = now_us;
        assert_int_equal(side_send(&sides[0], now_us).count, 1);
        now_us = side_run_deadline(&sides[0]);
        assert_in_range(now_us - last_us, 960000, 1440000);
        assert_memory_equal(attempt, sides[0].handshake.own.attempt, sizeof attempt);
    }
    sides_settle(sides, now_us);
    assert_agreed(sides);
    assert_true(sides[0].result.thin);
    assert_int_equal(sides[0].result.started_at_us, 0);
    free(sides);
}

static void a_thin_attempt_is_given_up_after_90_seconds_too(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    uint64_t now_us = 0;
    handshake_start(&sides[0].handshake, now_us);
    do {
        assert_int_equal(side_send(&sides[0], now_us).count, 1);
        now_us = handshake_next_deadline(&sides[0].handshake);
    } while (handshake_on_timeout(&sides[0].handshake, now_us));
    assert_true(now_us == ALCOVE_HANDSHAKE_GIVE_UP_US);
    assert_int_equal(handshake_get_state(&sides[0].handshake), HANDSHAKE_IDLE);
    free(sides);
}

static void a_good_line_is_never_thin(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_start(&sides[0].handshake, 0);
    struct flight lost = side_send(&sides[0], 0);
    assert_int_equal(lost.count, 2);
    sides_settle(sides, side_run_deadline(&sides[0]));
    assert_agreed(sides);
    assert_false(sides[0].result.thin);
    free(sides);
}

/* ---- it sounds the line ---- */

/* The first thin message arrives `lost` tries late; its answer comes `took_us` after it left. The
 * moment at which the answer was taken is returned. */
static uint64_t sound(struct side *sides, int lost, uint64_t took_us)
{
    uint64_t now_us = SECOND;
    handshake_prefer(&sides[0].handshake, HANDSHAKE_SOUND);
    assert_true(handshake_start(&sides[0].handshake, now_us));
    struct flight there = side_send(&sides[0], now_us);
    for (int i = 0; i < lost; i++) {
        now_us = side_run_deadline(&sides[0]);
        there = side_send(&sides[0], now_us);
    }
    assert_int_equal(there.count, 1);
    assert_true(sides[0].handshake.own.thin);
    assert_int_equal(side_take(&sides[1], now_us, &there), HANDSHAKE_COMPLETE);
    struct flight back = side_send(&sides[1], now_us);
    now_us += took_us;
    /* One that leaves meanwhile does not make the answer look quicker. */
    if (handshake_next_deadline(&sides[0].handshake) <= now_us) {
        assert_true(handshake_on_timeout(&sides[0].handshake, now_us));
        side_send(&sides[0], now_us);
    }
    side_take(&sides[0], now_us, &back);
    return now_us;
}

static void a_slow_answer_to_what_sounds_the_line_is_the_handshake(void **state)
{
    (void)state;
    for (int lost = 0; lost < 20; lost += 3) {
        struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
        sound(sides, lost, ALCOVE_SOUND_ROUND_TRIP_US + (uint64_t)lost * 300000);
        assert_int_equal(sides[0].completed, 1);
        assert_true(sides[0].result.thin);
        assert_agreed(sides);
        free(sides);
    }
}

static void a_quick_answer_to_it_begins_a_full_one_and_none_is_used_of_the_thin(void **state)
{
    (void)state;
    for (int lost = 0; lost < 20; lost += 3) {
        struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
        uint64_t now_us = sound(sides, lost, ALCOVE_SOUND_ROUND_TRIP_US - 1);
        assert_int_equal(sides[0].completed, 0);
        assert_int_equal(handshake_get_state(&sides[0].handshake), HANDSHAKE_SENT_INITIATION);
        assert_false(sides[0].handshake.own.thin);
        assert_in_range(handshake_next_deadline(&sides[0].handshake), now_us + 400000,
                        now_us + 600000);
        sides[1].completed = 0;
        sides_settle(sides, now_us);
        assert_false(sides[0].result.thin || sides[1].result.thin);
        assert_agreed(sides);
        free(sides);
    }
}

static void a_forged_quick_answer_changes_nothing(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    handshake_prefer(&sides[0].handshake, HANDSHAKE_SOUND);
    handshake_start(&sides[0].handshake, 0);
    side_send(&sides[0], 0);
    struct envelope_fragment fragment = {
        .type = ENVELOPE_RESPONSE, .thin = true, .size = 56, .chunk = {1}};
    struct flight forged = {.count = 1};
    memcpy(fragment.attempt, sides[0].handshake.own.attempt, sizeof fragment.attempt);
    forged.datagrams[0].size = envelope_seal(sides[1].handshake.key_send, &fragment,
                                             &sides[1].config.random, forged.datagrams[0].bytes);
    assert_ignored(&sides[0], 0, &forged);
    assert_true(sides[0].handshake.own.thin);
    free(sides);
}

/* ---- only with a psk that descends from an ML-KEM exchange ---- */

static void without_such_a_psk_none_is_begun(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
    uint64_t now_us = 0;
    sides[0].config.psk.kem = false;
    side_restart(&sides[0]);
    handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN);
    handshake_start(&sides[0].handshake, 0);
    for (int repetition = 0; repetition < 6; repetition++) {
        assert_int_equal(side_send(&sides[0], now_us).count, 2);
        now_us = side_run_deadline(&sides[0]);
    }
    free(sides);
}

static void without_such_a_psk_none_is_answered(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    sides[1].config.psk.kem = false;
    side_restart(&sides[1]);
    handshake_start(&sides[0].handshake, 0);
    struct flight flight = side_send(&sides[0], 0);
    assert_int_equal(side_take(&sides[1], 0, &flight), HANDSHAKE_NOT_MINE);
    assert_int_equal(side_send(&sides[1], 0).count, 0);
    assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    handshake_abandon(&sides[0].handshake);
    handshake_prefer(&sides[0].handshake, HANDSHAKE_FULL_FIRST);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_true(sides[1].result.psk.present);
    free(sides);
}

static void the_psk_before_the_newest_carries_one_on_either_side(void **state)
{
    (void)state;
    for (size_t newer = 0; newer < 2; newer++) {
        struct side *sides = sides_new_thin();
        side_give_newer_psk(&sides[newer], true);
        handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN);
        handshake_start(&sides[0].handshake, 0);
        sides_settle(sides, 0);
        assert_agreed(sides);
        assert_true(sides[0].result.thin);
        assert_int_equal(sides[0].result.psk.index, 7);
        free(sides);
    }
}

static void the_responder_passes_over_a_newest_psk_without_mlkem(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    side_give_newer_psk(&sides[0], true);
    side_give_newer_psk(&sides[1], false);
    handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN);
    handshake_start(&sides[0].handshake, 0);
    sides_settle(sides, 0);
    assert_agreed(sides);
    assert_int_equal(sides[0].result.psk.index, 7);
    free(sides);
}

static void an_unknown_psk_gets_no_answer(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    for (int wrong = 0; wrong < 2; wrong++) {
        sides[0].config.psk.index = wrong == 0 ? 6 : 7;
        sides[0].config.psk.key[0] ^= (uint8_t)wrong;
        side_restart(&sides[0]);
        handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN);
        handshake_start(&sides[0].handshake, 0);
        sides_settle(sides, 0);
        assert_int_equal(sides[1].completed, 0);
        assert_int_equal(handshake_get_state(&sides[1].handshake), HANDSHAKE_IDLE);
    }
    free(sides);
}

/* ---- replays, and both at once ---- */

static void a_replayed_initiation_does_no_more_than_a_full_one(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    struct flight recorded[2];
    for (size_t i = 0; i < 2; i++) {
        side_restart(&sides[0]);
        handshake_prefer(&sides[0].handshake, i == 0 ? HANDSHAKE_THIN : HANDSHAKE_FULL_FIRST);
        handshake_start(&sides[0].handshake, i);
        recorded[i] = side_send(&sides[0], i);
        assert_int_equal(side_take(&sides[1], i, &recorded[i]), HANDSHAKE_COMPLETE);
        side_send(&sides[1], i);
    }
    assert_ignored(&sides[1], 3, &recorded[0]);
    side_restart(&sides[0]);
    handshake_prefer(&sides[0].handshake, HANDSHAKE_THIN);
    handshake_start(&sides[0].handshake, 3);
    struct flight newest = side_send(&sides[0], 3);
    side_take(&sides[1], 3, &newest);
    struct flight answer = side_send(&sides[1], 3);
    assert_int_equal(side_take(&sides[1], 3, &newest), HANDSHAKE_TAKEN);
    struct flight again = side_send(&sides[1], 3);
    assert_int_equal(again.count, 1);
    assert_memory_not_equal(answer.datagrams[0].bytes, again.datagrams[0].bytes, 106);
    handshake_confirmed(&sides[1].handshake);
    assert_ignored(&sides[1], 4, &newest);
    free(sides);
}

static void both_at_once_agree_whoever_is_thin(void **state)
{
    (void)state;
    for (int thin = 0; thin < 4; thin++) {
        struct side *sides = sides_new(ALCOVE_LINK_CONTACT);
        for (int i = 0; i < 2; i++) {
            bool one = (thin >> i & 1) != 0;
            handshake_prefer(&sides[i].handshake, one ? HANDSHAKE_THIN : HANDSHAKE_FULL_FIRST);
            handshake_start(&sides[i].handshake, 0);
        }
        sides_settle(sides, 0);
        assert_agreed(sides);
        assert_true(sides[0].result.initiator);
        assert_int_equal(sides[0].result.thin, (thin & 1) != 0);
        free(sides);
    }
}

static void at_once_a_thin_line_is_spared(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    handshake_start(&sides[0].handshake, 0);
    handshake_start(&sides[1].handshake, 0);
    struct flight ours = side_send(&sides[0], 0), theirs = side_send(&sides[1], 0);
    assert_int_equal(side_take(&sides[0], SECOND, &theirs), HANDSHAKE_TAKEN);
    assert_int_equal(side_send(&sides[0], SECOND).count, 0); /* its repetition comes soon */
    assert_int_equal(side_take(&sides[1], SECOND, &ours), HANDSHAKE_COMPLETE);
    assert_true(handshake_next_deadline(&sides[1].handshake) ==
                SECOND + ALCOVE_HANDSHAKE_THIN_CONFIRM_US);
    uint64_t now_us = side_run_deadline(&sides[0]);
    struct flight again = side_send(&sides[0], now_us);
    assert_int_equal(again.count, 1);
    assert_true(again.datagrams[0].answer); /* to where theirs came from */
    free(sides);
}

static void who_has_just_answered_thin_waits_longer_before_it_starts(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    handshake_start(&sides[0].handshake, SECOND);
    struct flight there = side_send(&sides[0], SECOND);
    side_take(&sides[1], SECOND, &there);
    side_send(&sides[1], SECOND);
    assert_true(handshake_start(&sides[1].handshake, 2 * SECOND));
    assert_int_equal(side_send(&sides[1], 2 * SECOND).count, 0);
    assert_true(side_run_deadline(&sides[1]) == SECOND + ALCOVE_HANDSHAKE_THIN_CONFIRM_US);
    free(sides);
}

/* An answer belongs to one message of one kind, even for who holds the envelope key. */
static void an_answer_of_the_other_kind_fits_nothing(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    handshake_start(&sides[0].handshake, 0);
    side_send(&sides[0], 0);
    struct flight forged = {.count = 2};
    for (uint8_t i = 0; i < 2; i++) {
        struct envelope_fragment fragment = {
            .type = ENVELOPE_RESPONSE, .index = i, .size = 40, .chunk = {1}};
        memcpy(fragment.attempt, sides[0].handshake.own.attempt, sizeof fragment.attempt);
        forged.datagrams[i].size =
            envelope_seal(sides[1].handshake.key_send, &fragment, &sides[1].config.random,
                          forged.datagrams[i].bytes);
    }
    assert_ignored(&sides[0], 0, &forged);
    free(sides);
}

static void a_pairing_knows_no_thin_messages(void **state)
{
    (void)state;
    struct side *sides = sides_new(ALCOVE_LINK_PAIRING);
    struct envelope_fragment fragment = {
        .type = ENVELOPE_INITIATION, .thin = true, .size = 56, .chunk = {9}};
    struct flight forged = {.count = 1};
    handshake_start(&sides[0].handshake, 0);
    forged.datagrams[0].size = envelope_seal(sides[0].handshake.key_send, &fragment,
                                             &sides[0].config.random, forged.datagrams[0].bytes);
    assert_ignored(&sides[1], 0, &forged);
    free(sides);
}

static void a_finished_one_holds_no_secret_of_it(void **state)
{
    (void)state;
    struct side *sides = sides_new_thin();
    handshake_start(&sides[0].handshake, 0);
    struct noise began = sides[0].handshake.own_noise;
    assert_true(side_holds(&sides[0], began.ephemeral_secret));
    sides_settle(sides, 0);
    assert_agreed(sides);
    for (size_t i = 0; i < 2; i++) {
        const struct handshake_result *result = &sides[i].result;
        const uint8_t *secrets[] = {began.chaining, began.ephemeral_secret, result->key_send,
                                    result->key_receive, result->export_secret};
        for (size_t k = 0; k < 5; k++)
            assert_false(side_holds(&sides[i], secrets[k]));
    }
    free(sides);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(contacts_agree_after_two_short_datagrams),
    cmocka_unit_test(the_psk_ratchets_through_thin_and_full_in_any_order),
    cmocka_unit_test(a_pairings_first_psk_may_carry_a_thin_handshake),
    cmocka_unit_test(what_nobody_answers_is_thin_from_the_third_repetition_on),
    cmocka_unit_test(a_thin_attempt_is_given_up_after_90_seconds_too),
    cmocka_unit_test(a_good_line_is_never_thin),
    cmocka_unit_test(a_slow_answer_to_what_sounds_the_line_is_the_handshake),
    cmocka_unit_test(a_quick_answer_to_it_begins_a_full_one_and_none_is_used_of_the_thin),
    cmocka_unit_test(a_forged_quick_answer_changes_nothing),
    cmocka_unit_test(without_such_a_psk_none_is_begun),
    cmocka_unit_test(without_such_a_psk_none_is_answered),
    cmocka_unit_test(the_psk_before_the_newest_carries_one_on_either_side),
    cmocka_unit_test(the_responder_passes_over_a_newest_psk_without_mlkem),
    cmocka_unit_test(an_unknown_psk_gets_no_answer),
    cmocka_unit_test(a_replayed_initiation_does_no_more_than_a_full_one),
    cmocka_unit_test(both_at_once_agree_whoever_is_thin),
    cmocka_unit_test(at_once_a_thin_line_is_spared),
    cmocka_unit_test(who_has_just_answered_thin_waits_longer_before_it_starts),
    cmocka_unit_test(an_answer_of_the_other_kind_fits_nothing),
    cmocka_unit_test(a_pairing_knows_no_thin_messages),
    cmocka_unit_test(a_finished_one_holds_no_secret_of_it),
};

TEST_GROUP(handshake_thin, tests)
