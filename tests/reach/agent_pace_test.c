#include "reach/agent.h"

#include <stdlib.h>

#include "agent_wires.h"
#include "harness.h"

#define SECOND_US 1000000u

static struct wire *add_direct(struct wires *wires, uint64_t delay_us)
{
    return wires_add(wires, wire_address("45.16.0.1:4000"), wire_address("45.17.0.1:4000"),
                     delay_us);
}

/* Side 0 calls and side 1 is called, both for words alone. */
static struct wires *open_spare(uint64_t seed)
{
    struct wires *wires = wires_open(seed);
    wires->sides[0].agent.config.spare = true;
    wires->sides[1].agent.config.spare = true;
    wires->sides[1].agent.config.follows = true;
    return wires;
}

static void one_who_spares_the_line_sends_three_checks_in_three_seconds(void **state)
{
    (void)state;
    struct wires *wires = open_spare(1);
    add_direct(wires, 1500000);
    wires_begin(wires, 0);
    wires_run(wires, 2900000);
    assert_int_equal(wires->sides[0].sent,
                     2); /* at once and after a second; the next after three */
    wires_run(wires, 10 * (uint64_t)SECOND_US);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_DIRECT);
    /* Its own checks, and an answer to the one that came when there had been time for a link. */
    assert_in_range(wires->sides[0].sent, 3, 4);
    assert_in_range(wires->sides[1].sent, 3, 4);
    free(wires);
}

static void a_late_answer_is_known_for_the_check_that_it_answers(void **state)
{
    (void)state;
    const uint64_t delays_us[] = {10000, 600000, 1500000, 2500000};
    for (size_t i = 0; i < 4; i++) {
        struct wires *wires = wires_open(2 + i);
        add_direct(wires, delays_us[i]);
        wires_begin(wires, 0);
        wires_run(wires, 8 * (uint64_t)SECOND_US);
        assert_int_equal(wires->sides[0].path_count, 1);
        assert_in_range(wires->sides[0].paths[0].rtt_us, 2 * delays_us[i], 2 * delays_us[i] + 2);
        free(wires);
    }
}

/* The other begins, and says so in its first answer, while the first checks are still on their
 * way: they count. */
static void news_of_the_other_leave_what_was_asked_open(void **state)
{
    (void)state;
    struct wires *wires = wires_open(8);
    add_direct(wires, 500000);
    wires_begin(wires, 0);
    wires_run(wires, 900000);
    struct endpoint_record record = {.seeking_since_s = 7, .punch_nonce = 7};
    agent_set_other(&wires->sides[0].agent, &record, UINT32_MAX);
    wires_drain(wires, 0);
    wires_run(wires, 110000);
    assert_int_equal(wires_path(wires, 0), AGENT_PATH_DIRECT);
    assert_in_range(wires->sides[0].paths[0].rtt_us, 1000000, 1000002);
    free(wires);
}

static void the_one_who_follows_asks_back_once_and_then_slowly(void **state)
{
    (void)state;
    struct wires *wires = wires_open(9);
    struct wire_side *follower = &wires->sides[1];
    follower->agent.config.follows = true;
    add_direct(wires, 1500000);
    wires_begin(wires, 0);
    wires_run(wires, 2900000);
    /* An answer to each that came, one check at once, and one after a second. */
    size_t answers = 0;
    for (size_t i = 0; i < wires->sides[0].agent.pair_count; i++)
        answers += wires->sides[0].agent.pairs[i].number;
    assert_true(follower->sent >= 4 && follower->sent < answers);
    assert_int_equal(follower->agent.pair_count, 1);
    assert_int_equal(follower->agent.pairs[0].number, 2);
    free(wires);
}

/* All pairs together take half of a line that one check fills for its round trip. */
static void on_a_line_that_is_known_to_be_slow_pairs_share_what_there_is(void **state)
{
    (void)state;
    struct wires *wires = wires_open(10);
    const char *const places[] = {"45.17.0.1:1", "45.17.0.1:2", "45.17.0.1:3"};
    for (size_t i = 0; i < 3; i++) {
        struct alcove_address address = wire_address(places[i]);
        agent_add_address(&wires->sides[0].agent, &address);
    }
    agent_begin(&wires->sides[0].agent);
    agent_expect(&wires->sides[0].agent, 2 * SECOND_US);
    wires_drain(wires, 0);
    wires_run(wires, 11 * (uint64_t)SECOND_US);
    assert_int_equal(wires->sides[0].sent, 3); /* the first of each */
    wires_run(wires, 12 * (uint64_t)SECOND_US);
    assert_int_equal(wires->sides[0].sent, 6);
    free(wires);
}

static void what_is_expected_of_a_line_gives_way_to_an_answer(void **state)
{
    (void)state;
    struct wires *wires = wires_open(11);
    add_direct(wires, 30000);
    agent_begin(&wires->sides[0].agent);
    agent_expect(&wires->sides[0].agent, 5 * SECOND_US);
    wires_drain(wires, 0);
    wires_run(wires, SECOND_US);
    assert_in_range(wires->sides[0].agent.rtt_us, 60000, 60002);
    agent_expect(&wires->sides[0].agent, 5 * SECOND_US);
    assert_in_range(wires->sides[0].agent.rtt_us, 60000, 60002);
    free(wires);
}

static void an_attempt_that_lasts_asks_ever_more_seldom(void **state)
{
    (void)state;
    struct wires *wires = wires_open(12);
    add_direct(wires, 30000)->cut = true;
    wires_begin(wires, 0);
    wires_run(wires, 3 * (uint64_t)SECOND_US);
    size_t fast = wires->sides[0].sent;
    assert_in_range(fast, 9, 10); /* 50, 100 and 200 ms, then every 400 */
    wires_run(wires, 26 * (uint64_t)SECOND_US);
    assert_in_range(wires->sides[0].sent, fast + 15, fast + 22);
    free(wires);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_who_spares_the_line_sends_three_checks_in_three_seconds),
    cmocka_unit_test(a_late_answer_is_known_for_the_check_that_it_answers),
    cmocka_unit_test(news_of_the_other_leave_what_was_asked_open),
    cmocka_unit_test(the_one_who_follows_asks_back_once_and_then_slowly),
    cmocka_unit_test(on_a_line_that_is_known_to_be_slow_pairs_share_what_there_is),
    cmocka_unit_test(what_is_expected_of_a_line_gives_way_to_an_answer),
    cmocka_unit_test(an_attempt_that_lasts_asks_ever_more_seldom),
};
TEST_GROUP(agent_pace, tests)
