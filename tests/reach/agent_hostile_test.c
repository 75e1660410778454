#include "reach/agent.h"

#include <stdlib.h>
#include <string.h>

#include "agent_wires.h"
#include "harness.h"
#include "reach/address_text.h"

#define SECOND_US 1000000u
#define EASY_IP4  0x2d110001 /* 45.17.0.1 */

static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *seed = context;
    for (size_t i = 0; i < size; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        out[i] = (uint8_t)(*seed >> 56);
    }
}

static uint64_t seed = 77;
static const struct alcove_random scripted = {fill, &seed};

static struct wire *add_direct(struct wires *wires)
{
    return wires_add(wires, wire_address("45.16.0.1:4000"), wire_address("45.17.0.1:4000"), 30000);
}

/* As side 1 would seal it for side 0: it holds the key, and says what it likes. */
static size_t seal(const struct wires *wires, const struct check *check, uint8_t *out)
{
    return check_seal(wires->sides[0].agent.config.key_receive, check, &scripted, CHECK_BYTES_MAX,
                      out);
}

static bool hear(struct wires *wires, const struct check *check, const char *from)
{
    uint8_t bytes[CHECK_BYTES_MAX];
    struct alcove_address address = wire_address(from);
    size_t size = seal(wires, check, bytes);
    return agent_receive(&wires->sides[0].agent, &address, 0, bytes, size);
}

static void noise_of_any_size_is_nobodys(void **state)
{
    (void)state;
    struct wires *wires = wires_open(1);
    uint8_t bytes[700];
    const struct alcove_address from = wire_address("45.17.0.1:4000");
    struct agent before;
    wires_begin(wires, 0);
    before = wires->sides[0].agent;
    for (size_t size = 0; size <= sizeof bytes; size++) {
        scripted.fill(scripted.context, bytes, size);
        assert_false(agent_receive(&wires->sides[0].agent, &from, 0, bytes, size));
    }
    assert_memory_equal(&wires->sides[0].agent, &before, sizeof before);
    free(wires);
}

static void a_request_whose_record_is_broken_is_answered_and_teaches_nothing(void **state)
{
    (void)state;
    struct wires *wires = wires_open(2);
    struct check check = {.kind = CHECK_REQUEST, .punch_nonce = 5, .record_size = 60};
    memset(check.record, 0xff, sizeof check.record);
    assert_true(hear(wires, &check, "45.17.0.1:4000"));
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].sent, 1);
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_OTHER], 0);
    assert_int_equal(agent_other(&wires->sides[0].agent)->candidate_count, 0);
    /* It did not say that it seeks: nobody is called. */
    assert_false(agent_is_begun(&wires->sides[0].agent));
    free(wires);
}

static void the_time_of_a_request_never_goes_back_and_is_no_proof_of_now(void **state)
{
    (void)state;
    struct wires *wires = wires_open(9);
    const struct agent *agent = &wires->sides[0].agent;
    struct check check = {.kind = CHECK_REQUEST, .punch_nonce = 5};
    assert_int_equal(agent_other_time(agent).their_s, 0);
    const uint64_t said_s[] = {1000, 900, 1001};
    for (size_t i = 0; i < 3; i++) {
        check.sent_at_s = said_s[i];
        assert_true(hear(wires, &check, "45.17.0.1:4000"));
        assert_int_equal(agent_other_time(agent).their_s, i < 2 ? 1000 : 1001);
        assert_false(agent_other_time(agent).answer);
    }
    free(wires);
}

static void so_many_answers_a_second_and_no_more(void **state)
{
    (void)state;
    struct wires *wires = wires_open(3);
    const struct check check = {.kind = CHECK_REQUEST, .punch_nonce = 5};
    for (size_t second = 1; second <= 3; second++) {
        for (size_t i = 0; i < 3 * AGENT_ANSWERS_PER_SECOND; i++) {
            assert_true(hear(wires, &check, "45.17.0.1:4000"));
            wires_drain(wires, 0);
        }
        assert_int_equal(wires->sides[0].sent, second * AGENT_ANSWERS_PER_SECOND);
        wires_run(wires, SECOND_US);
    }
    free(wires);
}

static void whoever_is_not_drained_keeps_a_few_answers(void **state)
{
    (void)state;
    struct wires *wires = wires_open(4);
    const struct check check = {.kind = CHECK_REQUEST, .punch_nonce = 5};
    for (size_t i = 0; i < 100; i++)
        assert_true(hear(wires, &check, "45.17.0.1:4000"));
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].sent, AGENT_ANSWERS_MAX);
    free(wires);
}

static void of_too_many_events_the_newest_stay(void **state)
{
    (void)state;
    struct wires *wires = wires_open(5);
    struct agent *agent = &wires->sides[0].agent;
    struct agent_event event;
    size_t events = 0;
    for (uint64_t i = 1; i <= 100; i++) {
        struct endpoint_record record = {.seeking_since_s = i, .punch_nonce = i};
        agent_set_other(agent, &record, i);
    }
    agent_begin(agent);
    agent_rest(agent);
    while (agent_poll_event(agent, &event))
        events++;
    assert_int_equal(events, AGENT_EVENTS_MAX);
    assert_int_equal(event.kind, AGENT_EVENT_SOCKETS);
    assert_true(agent_other(agent)->punch_nonce == 100);
    free(wires);
}

static void an_answer_of_an_earlier_attempt_is_none(void **state)
{
    (void)state;
    struct wires *wires = wires_open(6);
    struct wire *direct = add_direct(wires);
    struct check check;
    direct->cut = true;
    wires_begin(wires, 0);
    const struct wire_side *side = &wires->sides[0];
    assert_true(
        check_open(side->agent.config.key_send, side->first_bytes, side->first_check.size, &check));
    wires_begin(wires, 0);
    check.kind = CHECK_RESPONSE;
    check.record_size = 0;
    assert_true(hear(wires, &check, "45.17.0.1:4000"));
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].path_count, 0);
    free(wires);
}

static void an_answer_that_names_no_real_address_tells_none(void **state)
{
    (void)state;
    struct wires *wires = wires_open(7);
    const char *const lies[] = {"0.0.0.0:0", "224.0.0.1:4000", "[::]:0", "[100::1]:9"};
    struct wire *direct = add_direct(wires);
    direct->cut = true;
    for (size_t i = 0; i < 3; i++) {
        struct check check;
        wires_run(wires, AGENT_PACE_US);
        wires_begin(wires, 0);
        const struct wire_side *side = &wires->sides[0];
        assert_true(check_open(side->agent.config.key_send, side->first_bytes,
                               side->first_check.size, &check));
        check.kind = CHECK_RESPONSE;
        check.record_size = 0;
        check.seen = wire_address(lies[i]);
        assert_true(hear(wires, &check, "45.17.0.1:4000"));
        wires_drain(wires, 0);
        assert_int_equal(wires->sides[0].path_count, i + 1);
    }
    assert_int_equal(wires->sides[0].counts[AGENT_EVENT_SEEN], 0);
    free(wires);
}

/* ---- searches ---- */

/* Side 0 searches the ports of side 1, or opens sockets for its search. */
static struct check begin_search(struct wires *wires, bool own_is_hard)
{
    struct endpoint_record easy = {.mapping = NAT_INDEPENDENT, .seeking_since_s = 5};
    struct endpoint_record hard = {
        .mapping = NAT_DEPENDENT, .ports_ip4 = EASY_IP4, .seeking_since_s = 5, .punch_nonce = 9};
    const struct candidate there = {wire_address("45.17.0.1:4000"), CANDIDATE_REFLEXIVE};
    struct check check = {0};
    assert_true(endpoint_record_add(&easy, &there));
    easy.punch_nonce = 9;
    agent_set_own(&wires->sides[0].agent, own_is_hard ? &hard : &easy);
    agent_set_other(&wires->sides[0].agent, own_is_hard ? &easy : &hard, 1);
    wires_begin(wires, 0);
    wires_run(wires, SECOND_US / 2);
    assert_true(wires->sides[0].sent > 20);
    check.kind = CHECK_RESPONSE;
    memcpy(check.transaction, wires->sides[0].agent.punch_transaction, sizeof check.transaction);
    return check;
}

static void an_answer_to_a_search_counts_only_from_where_it_was_searched(void **state)
{
    (void)state;
    for (int hard = 0; hard < 2; hard++) {
        struct wires *wires = wires_open(8);
        struct check check = begin_search(wires, hard != 0);
        size_t pairs = wires->sides[0].agent.pair_count;
        assert_true(hear(wires, &check, "45.66.6.6:4000"));
        assert_true(hear(wires, &check, "[2a00:1::1]:4000"));
        wires_drain(wires, 0);
        assert_int_equal(wires->sides[0].path_count, 0);
        assert_int_equal(wires->sides[0].agent.pair_count, pairs);
        assert_true(hear(wires, &check, "45.17.0.1:4000"));
        wires_drain(wires, 0);
        assert_int_equal(wires->sides[0].path_count, 1);
        assert_int_equal(wires->sides[0].paths[0].path, AGENT_PATH_DIRECT);
        free(wires);
    }
}

static void without_a_search_there_is_no_answer_to_one(void **state)
{
    (void)state;
    struct wires *wires = wires_open(9);
    const struct check zeros = {.kind = CHECK_RESPONSE};
    wires_begin(wires, 0);
    assert_true(hear(wires, &zeros, "45.17.0.1:4000"));
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].path_count, 0);
    assert_int_equal(wires->sides[0].agent.pair_count, 0);
    free(wires);
    /* And none once it is over. */
    wires = wires_open(10);
    struct check late = begin_search(wires, false);
    agent_rest(&wires->sides[0].agent);
    assert_true(hear(wires, &late, "45.17.0.1:4000"));
    wires_drain(wires, 0);
    assert_int_equal(wires->sides[0].path_count, 0);
    free(wires);
}

/* Somebody kept a check of an hour ago and plays it again and again, from another address. */
static void a_replay_wakes_an_agent_for_a_bounded_time_and_brings_nothing_back(void **state)
{
    (void)state;
    struct wires *wires = wires_open(11);
    struct wire *direct = add_direct(wires);
    uint8_t kept[CHECK_BYTES_MAX];
    wires_begin(wires, 0);
    size_t size = wires->sides[0].first_check.size;
    memcpy(kept, wires->sides[0].first_bytes, size);
    wires_run(wires, 8 * SECOND_US);
    wires_begin(wires, 0); /* a later attempt: what was kept is old now */
    wires_run(wires, 8 * SECOND_US);
    struct agent *callee = &wires->sides[1].agent;
    uint64_t nonce = agent_other(callee)->punch_nonce;
    assert_false(agent_is_begun(callee));
    size_t sent = wires->sides[1].sent;
    const struct alcove_address elsewhere = wire_address("45.66.6.6:4000");
    direct->cut = true;
    for (size_t i = 0; i < 1000; i++) {
        assert_true(agent_receive(callee, &elsewhere, 0, kept, size));
        wires_drain(wires, 1);
        wires_run(wires, 10000);
    }
    /* Ten seconds: an answer for each, and back to the two places 20 checks a second at most. */
    assert_in_range(wires->sides[1].sent - sent, 1000, 1300);
    assert_true(agent_other(callee)->punch_nonce == nonce);
    assert_true(callee->pair_count <= 3);
    free(wires);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(noise_of_any_size_is_nobodys),
    cmocka_unit_test(a_request_whose_record_is_broken_is_answered_and_teaches_nothing),
    cmocka_unit_test(the_time_of_a_request_never_goes_back_and_is_no_proof_of_now),
    cmocka_unit_test(so_many_answers_a_second_and_no_more),
    cmocka_unit_test(whoever_is_not_drained_keeps_a_few_answers),
    cmocka_unit_test(of_too_many_events_the_newest_stay),
    cmocka_unit_test(an_answer_of_an_earlier_attempt_is_none),
    cmocka_unit_test(an_answer_that_names_no_real_address_tells_none),
    cmocka_unit_test(an_answer_to_a_search_counts_only_from_where_it_was_searched),
    cmocka_unit_test(without_a_search_there_is_no_answer_to_one),
    cmocka_unit_test(a_replay_wakes_an_agent_for_a_bounded_time_and_brings_nothing_back),
};
TEST_GROUP(agent_hostile, tests)
