#include "net/finder.h"

#include <string.h>
#include <time.h>

#include "finder_stage.h"
#include "harness.h"
#include "net/helper_node.h"
#include "reach/virtual_address.h"

static struct helper_node *helper;

static int begin(void **state)
{
    helper = NULL;
    return stage_begin(state);
}

static int end(void **state)
{
    if (helper != NULL)
        helper_node_close(helper, NULL, NULL);
    return stage_end(state);
}

/* ---- by TCP ---- */

/* The listener has the pump's port, at the address that the side names. */
static struct finder_person_options options_with_listener(void)
{
    struct finder_person_options options = options_of(caller);
    const struct alcove_address refuses = on_loopback(2, 1);
    const struct alcove_address listens = on_loopback(2, net_pump_local_port(callee->pump));
    options.record.candidates[0] = (struct candidate){refuses, CANDIDATE_TCP};
    options.record.candidates[1] = (struct candidate){listens, CANDIDATE_TCP};
    options.record.candidate_count = 2;
    return options;
}

static void where_udp_leads_nowhere_a_tcp_listener_is_found(void **state)
{
    (void)state;
    side_mislead(caller, 3);
    side_mislead(callee, 2);
    struct finder_person_options of_caller = options_with_listener();
    struct finder_person_options of_callee = options_of(callee);
    add(caller, &of_caller);
    add(callee, &of_callee);
    finder_expect(callee->person, false);
    finder_seek(caller->person);
    both_established();
    assert_int_equal(caller->paths[AGENT_PATH_TCP], 1);
    assert_int_equal(caller->paths[AGENT_PATH_LOCAL], 0);
    struct alcove_address path = alcove_link_path(callee->link);
    assert_true(address_is_virtual(&path));
    exchange_a_record();
}

static void a_tcp_listener_that_knows_nobody_here_says_nothing(void **state)
{
    (void)state;
    side_mislead(caller, 3);
    side_mislead(callee, 2);
    struct finder_person_options of_caller = options_with_listener();
    add(caller, &of_caller);
    finder_seek(caller->person);
    run_for(1500);
    assert_int_equal(caller->news, 0);
    assert_int_equal(finder_get_statistics(caller->finder).checks_in, 0);
    assert_int_equal(finder_get_statistics(callee->finder).checks_out, 0);
}

/* ---- through a helper ---- */

static struct relay_ticket open_helper(void)
{
    struct net_error error;
    struct helper_node_options options = {
        .listen = on_loopback(1, 0), .tcp_port_count = 1, .relay = {.random = drawn}};
    struct relay_pass pass;
    memset(options.relay.secret, 7, sizeof options.relay.secret);
    helper = helper_node_open(&stage_loop, &options, &error);
    assert_non_null(helper);
    relay_ticket_mint(options.relay.secret, (uint64_t)time(NULL) + 3600, &drawn, &pass);
    struct relay_ticket ticket = {.address = on_loopback(1, helper_node_udp_port(helper)),
                                  .tcp_port = helper_node_tcp_port(helper)};
    memcpy(ticket.id, pass.id, sizeof ticket.id);
    memcpy(ticket.key, pass.key, sizeof ticket.key);
    return ticket;
}

/* The callee has a helper; all that the caller knows of the callee is a place there. */
static void seek_through(const struct relay_ticket *ticket)
{
    struct finder_person_options of_caller = options_of(caller);
    struct finder_person_options of_callee = options_of(callee);
    of_caller.record.relay = *ticket;
    of_callee.own_relay = *ticket;
    add(callee, &of_callee);
    finder_expect(callee->person, false);
    add(caller, &of_caller);
    finder_seek(caller->person);
    both_established();
}

static void a_helper_brings_two_together_who_then_find_the_nearer_way(void **state)
{
    (void)state;
    struct relay_ticket ticket = open_helper();
    seek_through(&ticket);
    assert_int_equal(caller->paths[AGENT_PATH_RELAYED], 1);
    run_until(&caller->paths[AGENT_PATH_LOCAL], 1);
    assert_true(helper_node_get_statistics(helper).relay.relayed_datagrams > 0);
    exchange_a_record();
    struct alcove_address near = address_of(callee);
    struct alcove_address path = alcove_link_path(caller->link);
    while (!alcove_address_equal(&path, &near)) {
        run_once();
        path = alcove_link_path(caller->link);
    }
    uint64_t relayed = helper_node_get_statistics(helper).relay.relayed_datagrams;
    exchange_a_record();
    /* The call itself no longer goes through the helper. */
    assert_in_range(helper_node_get_statistics(helper).relay.relayed_datagrams, relayed,
                    relayed + 4);
}

static void where_no_other_way_is_the_helper_carries_all(void **state)
{
    (void)state;
    struct relay_ticket ticket = open_helper();
    side_mislead(caller, 3);
    side_mislead(callee, 2);
    seek_through(&ticket);
    exchange_a_record();
    assert_int_equal(caller->paths[AGENT_PATH_RELAYED], 1);
    assert_int_equal(caller->paths[AGENT_PATH_LOCAL], 0);
    struct alcove_address path = alcove_link_path(caller->link);
    assert_true(address_is_virtual(&path));
}

static void a_helper_without_udp_is_reached_by_tcp(void **state)
{
    (void)state;
    struct relay_ticket ticket = open_helper();
    ticket.address.port = 1; /* nobody answers there */
    side_mislead(caller, 3);
    side_mislead(callee, 2);
    seek_through(&ticket);
    exchange_a_record();
    assert_int_equal(helper_node_get_statistics(helper).streams, 2);
    struct diagnosis_facts facts;
    finder_facts(caller->person, &facts);
    assert_true(facts.connected && facts.relay_possible && facts.relay_bound);
    assert_int_equal(facts.tcp, DIAGNOSIS_TCP_WORKS);
    /* What goes by TCP is no UDP: asked, and unanswered. */
    assert_in_range(facts.udp_sent, 1, 16);
    assert_int_equal(facts.udp_received, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(where_udp_leads_nowhere_a_tcp_listener_is_found),
    TEST(a_tcp_listener_that_knows_nobody_here_says_nothing),
    TEST(a_helper_brings_two_together_who_then_find_the_nearer_way),
    TEST(where_no_other_way_is_the_helper_carries_all),
    TEST(a_helper_without_udp_is_reached_by_tcp),
};
TEST_GROUP(finder_relay, tests)
