#include "link/keying.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/deadline.h"

/* One side's keys and traffic, fed with results of handshakes that nobody held. */
struct side {
    struct keying keying;
    struct traffic traffic;
};

static void sevens(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 7, size);
}

static const struct alcove_random random_source = {sevens, NULL};

static int open_side(void **state)
{
    struct side *side = calloc(1, sizeof *side);
    assert_non_null(side);
    struct alcove_link_config config = {.purpose = ALCOVE_LINK_CONTACT, .random = random_source};
    config.psk.present = true;
    config.psk.kem = true;
    config.psk.index = 3;
    keying_init(&side->keying, &config);
    traffic_init(&side->traffic, 0);
    *state = side;
    return 0;
}

static int close_side(void **state)
{
    free(*state);
    return 0;
}

#define THIN_TOOK_US 4000000

static enum keying_step complete_kind(struct side *side, uint64_t now_us, bool initiator,
                                      uint8_t tag, bool thin)
{
    struct handshake_result result;
    memset(&result, tag, sizeof result);
    result.initiator = initiator;
    result.thin = thin;
    result.psk.present = true;
    result.psk.kem = true;
    result.psk.index = 3;
    result.started_at_us = thin ? now_us - THIN_TOOK_US : now_us;
    enum keying_step step = keying_on_complete(&side->keying, &side->traffic, now_us, &result);
    for (size_t i = 0; i < sizeof result; i++)
        assert_int_equal(((const uint8_t *)&result)[i], 0);
    return step;
}

static enum keying_step complete(struct side *side, uint64_t now_us, bool initiator, uint8_t tag)
{
    return complete_kind(side, now_us, initiator, tag, false);
}

static void complete_thin(struct side *side, uint64_t now_us, bool initiator, uint8_t tag)
{
    complete_kind(side, now_us, initiator, tag, true);
}

/* A packet opened under the newest keys; `former` is what it says they continue, 0 for nothing. */
static enum keying_step opened(struct side *side, uint64_t now_us, uint8_t former)
{
    struct intake intake = {.continues = former != 0};
    memset(intake.former, former, sizeof intake.former);
    size_t index = side->traffic.current;
    if (side->keying.state != KEYING_NONE && side->keying.candidate.waiting)
        index = 1 - index;
    return keying_on_opened(&side->keying, &side->traffic, now_us, index, &intake);
}

static void the_initiator_may_send_at_once_and_adopts_when_it_hears(void **state)
{
    struct side *side = *state;
    assert_int_equal(complete(side, 1000, true, 1), KEYING_STEP_ESTABLISHED);
    assert_int_equal(traffic_generation(&side->traffic)->state, GENERATION_CURRENT);
    assert_true(side->traffic.control.ping);
    assert_int_equal(side->keying.state, KEYING_UNHEARD);
    assert_int_equal(opened(side, 2000, 0), KEYING_STEP_NONE);
    assert_int_equal(side->keying.state, KEYING_CONFIRMED);
    assert_int_equal(side->keying.handshake.config.psk.index, 4);
    assert_int_equal(side->keying.handshake.config.psk_older.index, 3);
    assert_true(side->keying.reject_at_us == 2000 + (uint64_t)ALCOVE_REKEY_REJECT_US);
}

static void the_responder_sends_nothing_before_it_hears(void **state)
{
    struct side *side = *state;
    assert_int_equal(complete(side, 1000, false, 1), KEYING_STEP_NONE);
    assert_int_equal(traffic_generation(&side->traffic)->state, GENERATION_UNPROVEN);
    assert_int_equal(opened(side, 2000, 0), KEYING_STEP_ESTABLISHED);
    assert_int_equal(traffic_generation(&side->traffic)->state, GENERATION_CURRENT);
    assert_true(side->traffic.control.done.due);
    assert_false(side->keying.first_initiator);
    assert_int_equal(opened(side, 3000, 0), KEYING_STEP_NONE);
}

static void a_second_attempt_before_the_first_is_proven_takes_its_place(void **state)
{
    struct side *side = *state;
    complete(side, 1000, false, 1);
    complete(side, 2000, false, 2);
    assert_int_equal(side->keying.number, 0);
    assert_int_equal(side->traffic.generations[1].state, GENERATION_NONE);
    assert_int_equal(opened(side, 3000, 0), KEYING_STEP_ESTABLISHED);
    assert_int_equal(side->keying.exports.channel_binding[0], 2);
}

static void a_rekey_must_name_the_keys_it_continues(void **state)
{
    struct side *side = *state;
    complete(side, 1000, false, 1);
    opened(side, 2000, 0);
    assert_int_equal(complete(side, 10000, false, 2), KEYING_STEP_NONE);
    assert_int_equal(side->traffic.current, 0);
    assert_int_equal(side->traffic.generations[1].state, GENERATION_UNPROVEN);
    assert_int_equal(side->traffic.generations[1].number, 1);
    assert_int_equal(opened(side, 11000, 0), KEYING_STEP_REPLACED);
    assert_int_equal(opened(side, 11000, 9), KEYING_STEP_REPLACED);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_CURRENT);
    assert_int_equal(opened(side, 11000, 1), KEYING_STEP_REKEYED);
    assert_int_equal(side->traffic.current, 1);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_RETIRING);
    traffic_on_timeout(&side->traffic, 11000 + ALCOVE_EPOCH_PREVIOUS_US);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_NONE);
}

static void packets_of_the_older_keys_prove_nothing(void **state)
{
    struct side *side = *state;
    struct intake intake = {0};
    complete(side, 1000, false, 1);
    opened(side, 2000, 0);
    complete(side, 10000, false, 2);
    assert_int_equal(keying_on_opened(&side->keying, &side->traffic, 11000, 0, &intake),
                     KEYING_STEP_NONE);
    assert_true(side->keying.candidate.waiting);
    assert_int_equal(side->traffic.current, 0);
}

static void what_was_answered_and_never_proven_changes_nothing(void **state)
{
    struct side *side = *state;
    complete(side, 1000, true, 1);
    opened(side, 2000, 0);
    struct keying before = side->keying;
    struct control control = side->traffic.control;
    assert_int_equal(complete(side, 10000, false, 2), KEYING_STEP_NONE);
    assert_true(keying_is_newest(&side->keying, &side->traffic, 0));
    uint64_t until_us = keying_next_deadline(&side->keying);
    assert_true(until_us == 10000 + (uint64_t)ALCOVE_HANDSHAKE_GIVE_UP_US);
    assert_true(keying_on_timeout(&side->keying, &side->traffic, until_us));
    assert_memory_equal(&before, &side->keying, sizeof before);
    assert_memory_equal(&control, &side->traffic.control, sizeof control);
    assert_int_equal(side->traffic.generations[1].state, GENERATION_NONE);
    assert_int_equal(traffic_generation(&side->traffic)->state, GENERATION_CURRENT);
}

static void the_first_keys_in_use_outlive_an_answer_to_a_replay(void **state)
{
    struct side *side = *state;
    struct intake intake = {0};
    complete(side, 1000, true, 1);
    complete(side, 1500, false, 2);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_CURRENT);
    assert_int_equal(keying_on_opened(&side->keying, &side->traffic, 2000, 0, &intake),
                     KEYING_STEP_NONE);
    assert_int_equal(side->keying.state, KEYING_CONFIRMED);
    assert_int_equal(side->keying.exports.channel_binding[0], 1);
}

static void an_initiator_that_is_not_heard_starts_again(void **state)
{
    struct side *side = *state;
    complete(side, 1000, true, 1);
    uint64_t heard_by_us = keying_next_deadline(&side->keying);
    assert_true(heard_by_us == 1000 + 2 * (uint64_t)ALCOVE_HANDSHAKE_CONFIRM_US);
    assert_true(keying_on_timeout(&side->keying, &side->traffic, heard_by_us));
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_SENT_INITIATION);
    complete(side, heard_by_us + 1000, true, 2);
    assert_int_equal(side->traffic.current, 0);
    assert_int_equal(side->keying.number, 0);
    assert_false(side->traffic.control.same.unsettled);
}

static void a_rekey_that_is_not_heard_keeps_the_former_keys_open(void **state)
{
    struct side *side = *state;
    complete(side, 1000, true, 1);
    opened(side, 2000, 0);
    complete(side, 10000, true, 2);
    traffic_on_timeout(&side->traffic, 60000000);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_RETIRING);
    assert_true(keying_is_newest(&side->keying, &side->traffic, 0));
    complete(side, 60000000, true, 3);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_RETIRING);
    assert_int_equal(side->keying.number, 1);
    assert_int_equal(side->traffic.control.same_token[0], 1);
    opened(side, 60001000, 0);
    assert_false(keying_is_newest(&side->keying, &side->traffic, 0));
    traffic_on_timeout(&side->traffic, 60001000 + ALCOVE_EPOCH_PREVIOUS_US);
    assert_int_equal(side->traffic.generations[0].state, GENERATION_NONE);
}

static void keys_that_continue_an_unknown_link_open_none(void **state)
{
    struct side *side = *state;
    complete(side, 1000, false, 1);
    assert_int_equal(opened(side, 2000, 5), KEYING_STEP_FOREIGN);
    assert_int_equal(side->keying.state, KEYING_NONE);
    assert_int_equal(traffic_generation(&side->traffic)->state, GENERATION_UNPROVEN);
}

static void the_initiator_of_a_rekey_says_what_it_continues(void **state)
{
    struct side *side = *state;
    complete(side, 1000, true, 1);
    opened(side, 2000, 0);
    assert_false(side->traffic.control.same.unsettled);
    assert_int_equal(complete(side, 10000, true, 2), KEYING_STEP_REKEYED);
    assert_true(side->traffic.control.same.unsettled);
    assert_int_equal(side->traffic.control.same_token[0], 1);
    assert_int_equal(side->traffic.current, 1);
}

static enum handshake_manner manner(const struct side *side)
{
    return side->keying.handshake.manner;
}

static void a_slow_check_makes_the_handshake_thin_and_a_quick_one_full(void **state)
{
    struct side *side = *state;
    assert_int_equal(manner(side), HANDSHAKE_FULL_FIRST);
    keying_expect(&side->keying, ALCOVE_THIN_ROUND_TRIP_US);
    assert_int_equal(manner(side), HANDSHAKE_THIN);
    keying_expect(&side->keying, ALCOVE_THIN_ROUND_TRIP_US - 1);
    assert_int_equal(manner(side), HANDSHAKE_FULL_FIRST);
}

static void a_rekey_is_thin_only_on_a_thin_line(void **state)
{
    struct side *side = *state;
    complete(side, 1000, true, 1);
    opened(side, 2000, 0);
    assert_true(side->keying.look_at_us == DEADLINE_NEVER);
    side->traffic.narrow = true;
    rtt_on_sample(&side->traffic.rtt, 8 * ALCOVE_THIN_ROUND_TRIP_US, 0);
    keying_on_timeout(&side->keying, &side->traffic, keying_next_deadline(&side->keying));
    assert_int_equal(manner(side), HANDSHAKE_THIN);
    side->traffic.narrow = false;
    handshake_abandon(&side->keying.handshake);
    keying_on_timeout(&side->keying, &side->traffic, keying_next_deadline(&side->keying));
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_SENT_INITIATION);
    assert_int_equal(manner(side), HANDSHAKE_FULL_FIRST);
}

static void thin_keys_are_followed_by_full_ones_when_the_line_allows(void **state)
{
    struct side *side = *state;
    complete_thin(side, 5000000, true, 1);
    assert_true(side->traffic.narrow);
    assert_true(keying_next_deadline(&side->keying) == 5000000 + 30000000);
    opened(side, 6000000, 0);
    uint64_t now_us = keying_next_deadline(&side->keying);
    assert_true(now_us == 7000000);
    for (int look = 0; look < 5; look++) { /* nothing measured, then a thin line */
        if (look == 2)
            rtt_on_sample(&side->traffic.rtt, 3000000, 0);
        assert_true(keying_on_timeout(&side->keying, &side->traffic, now_us));
        assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_IDLE);
        assert_true(keying_next_deadline(&side->keying) == now_us + ALCOVE_THIN_LOOK_US);
        now_us = keying_next_deadline(&side->keying);
    }
    side->traffic.narrow = false;
    keying_on_timeout(&side->keying, &side->traffic, now_us);
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_SENT_INITIATION);
    assert_int_equal(manner(side), HANDSHAKE_FULL_ONLY);
    complete(side, now_us + 1000, true, 2);
    opened(side, now_us + 2000, 0);
    assert_true(side->keying.look_at_us == DEADLINE_NEVER);
}

static void a_responder_under_thin_keys_leaves_the_full_ones_to_the_other(void **state)
{
    struct side *side = *state;
    complete_thin(side, 5000000, false, 1);
    assert_false(side->traffic.narrow); /* what was answered may be a replay */
    opened(side, 6000000, 0);
    assert_true(side->traffic.narrow && side->keying.thin);
    assert_true(side->keying.look_at_us == DEADLINE_NEVER);
}

static void only_the_first_initiator_rekeys_and_within_its_time(void **state)
{
    struct side *side = *state;
    assert_true(keying_next_deadline(&side->keying) == DEADLINE_NEVER);
    complete(side, 1000, true, 1);
    opened(side, 2000, 0);
    uint64_t due_us = keying_next_deadline(&side->keying);
    assert_true(due_us >= 1000 + (uint64_t)ALCOVE_REKEY_US - ALCOVE_REKEY_SPREAD_US);
    assert_true(due_us <= 1000 + (uint64_t)ALCOVE_REKEY_US + ALCOVE_REKEY_SPREAD_US);
    assert_true(keying_on_timeout(&side->keying, &side->traffic, due_us - 1));
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_IDLE);
    assert_true(keying_on_timeout(&side->keying, &side->traffic, due_us));
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_SENT_INITIATION);
    assert_false(keying_on_timeout(&side->keying, &side->traffic, side->keying.reject_at_us));
}

static void the_responder_leaves_rekeying_to_the_other(void **state)
{
    struct side *side = *state;
    complete(side, 1000, false, 1);
    opened(side, 2000, 0);
    assert_true(
        keying_on_timeout(&side->keying, &side->traffic, keying_next_deadline(&side->keying)));
    assert_int_equal(handshake_get_state(&side->keying.handshake), HANDSHAKE_IDLE);
    assert_true(keying_next_deadline(&side->keying) == side->keying.reject_at_us);
}

#define SIDE_TEST(test) cmocka_unit_test_setup_teardown(test, open_side, close_side)
static const struct CMUnitTest tests[] = {
    SIDE_TEST(the_initiator_may_send_at_once_and_adopts_when_it_hears),
    SIDE_TEST(the_responder_sends_nothing_before_it_hears),
    SIDE_TEST(a_second_attempt_before_the_first_is_proven_takes_its_place),
    SIDE_TEST(a_rekey_must_name_the_keys_it_continues),
    SIDE_TEST(packets_of_the_older_keys_prove_nothing),
    SIDE_TEST(what_was_answered_and_never_proven_changes_nothing),
    SIDE_TEST(the_first_keys_in_use_outlive_an_answer_to_a_replay),
    SIDE_TEST(an_initiator_that_is_not_heard_starts_again),
    SIDE_TEST(a_rekey_that_is_not_heard_keeps_the_former_keys_open),
    SIDE_TEST(keys_that_continue_an_unknown_link_open_none),
    SIDE_TEST(the_initiator_of_a_rekey_says_what_it_continues),
    SIDE_TEST(a_slow_check_makes_the_handshake_thin_and_a_quick_one_full),
    SIDE_TEST(a_rekey_is_thin_only_on_a_thin_line),
    SIDE_TEST(thin_keys_are_followed_by_full_ones_when_the_line_allows),
    SIDE_TEST(a_responder_under_thin_keys_leaves_the_full_ones_to_the_other),
    SIDE_TEST(only_the_first_initiator_rekeys_and_within_its_time),
    SIDE_TEST(the_responder_leaves_rekeying_to_the_other),
};
TEST_GROUP(keying, tests)
