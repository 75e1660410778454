#include "reach/address_votes.h"

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address voter(unsigned network)
{
    const uint8_t ip[4] = {45, (uint8_t)(network >> 8), (uint8_t)network, 9};
    return address_from_ipv4(ip, 6881);
}

static struct alcove_address seen(uint8_t last, uint16_t port)
{
    const uint8_t ip[4] = {81, 2, 3, last};
    return address_from_ipv4(ip, port);
}

static void vote(struct address_votes *votes, unsigned network, uint8_t last, uint16_t port)
{
    struct alcove_address from = voter(network);
    struct alcove_address at = seen(last, port);
    assert_true(address_votes_add(votes, &from, &at));
}

static void nothing_is_believed_before_the_eighth_vote(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    struct alcove_address expected = seen(4, 4242);
    assert_int_equal(address_votes_tally(&votes).votes, 0);
    assert_false(address_votes_tally(&votes).believed);
    for (unsigned i = 0; i < ADDRESS_VOTES_MIN; i++) {
        assert_false(address_votes_tally(&votes).believed);
        vote(&votes, i, 4, 4242);
    }
    struct address_tally tally = address_votes_tally(&votes);
    assert_true(tally.believed);
    assert_true(alcove_address_equal(&tally.address, &expected));
    assert_int_equal(tally.votes, 8);
    assert_int_equal(tally.same_address, 8);
    assert_int_equal(tally.ports, 1);
}

static void one_network_has_one_vote_its_newest(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    for (int i = 0; i < 20; i++)
        vote(&votes, 7, 66, 666);
    assert_int_equal(address_votes_tally(&votes).votes, 1);
    vote(&votes, 7, 4, 4242);
    struct address_tally tally = address_votes_tally(&votes);
    struct alcove_address expected = seen(4, 4242);
    assert_int_equal(tally.votes, 1);
    assert_true(alcove_address_equal(&tally.address, &expected));
}

static void a_lying_minority_wins_nothing(void **state)
{
    (void)state;
    struct alcove_address expected = seen(4, 4242);
    for (unsigned liars = 0; liars < 8; liars++) {
        struct address_votes votes = {0};
        for (unsigned i = 0; i < 15; i++)
            vote(&votes, i, i < liars ? 66 : 4, i < liars ? 666 : 4242);
        struct address_tally tally = address_votes_tally(&votes);
        assert_true(tally.believed);
        assert_true(alcove_address_equal(&tally.address, &expected));
        assert_int_equal(tally.same_ip, 15 - liars);
    }
}

static void without_a_majority_nothing_is_believed(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    for (unsigned i = 0; i < 10; i++)
        vote(&votes, i, i < 5 ? 66 : 4, 4242);
    assert_false(address_votes_tally(&votes).believed);
    struct address_votes split = {0};
    for (unsigned i = 0; i < 12; i++)
        vote(&split, i, (uint8_t)(i / 4), 4242);
    assert_false(address_votes_tally(&split).believed);
}

/* A NAT that maps anew for every destination (RFC 4787: address-dependent mapping). */
static void many_ports_at_one_address_are_counted_and_the_address_believed(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    struct alcove_address expected = seen(4, 1);
    for (unsigned i = 0; i < 14; i++)
        vote(&votes, i, 4, (uint16_t)(30000 + i * 17));
    struct address_tally tally = address_votes_tally(&votes);
    assert_true(tally.believed);
    assert_memory_equal(tally.address.ip, expected.ip, 16);
    assert_int_equal(tally.same_ip, 14);
    assert_int_equal(tally.same_address, 1);
    assert_int_equal(tally.ports, 14);
    assert_int_equal(votes.count, 14); /* the classifier reads them all */
    assert_int_equal(votes.list[13].seen.port, 30000 + 13 * 17);
}

static void the_port_most_named_goes_with_the_address(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    for (unsigned i = 0; i < 9; i++)
        vote(&votes, i, 4, i % 3 == 0 ? 5000 : 4242);
    struct address_tally tally = address_votes_tally(&votes);
    assert_int_equal(tally.address.port, 4242);
    assert_int_equal(tally.same_address, 6);
    assert_int_equal(tally.ports, 2);
}

static void old_votes_give_way_to_new_ones(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    struct alcove_address expected = seen(5, 4343);
    for (unsigned i = 0; i < ADDRESS_VOTES_MAX; i++)
        vote(&votes, i, 4, 4242);
    for (unsigned i = 0; i < ADDRESS_VOTES_MAX; i++) {
        struct alcove_address from = voter(1000 + i);
        struct alcove_address at = seen(5, 4343);
        assert_true(address_votes_add(&votes, &from, &at));
        assert_int_equal(votes.count, ADDRESS_VOTES_MAX);
    }
    struct address_tally tally = address_votes_tally(&votes);
    assert_int_equal(tally.same_address, ADDRESS_VOTES_MAX);
    assert_true(alcove_address_equal(&tally.address, &expected));
}

static void a_vote_without_a_port_is_none(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    struct alcove_address nobody = {.port = 0};
    struct alcove_address from = voter(1);
    struct alcove_address at = seen(4, 4242);
    assert_false(address_votes_add(&votes, &nobody, &at));
    assert_false(address_votes_add(&votes, &from, &nobody));
    assert_int_equal(votes.count, 0);
}

static void on_another_network_all_votes_are_void(void **state)
{
    (void)state;
    struct address_votes votes = {0};
    for (unsigned i = 0; i < 10; i++)
        vote(&votes, i, 4, 4242);
    address_votes_clear(&votes);
    assert_int_equal(address_votes_tally(&votes).votes, 0);
    assert_false(address_votes_tally(&votes).believed);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(nothing_is_believed_before_the_eighth_vote),
    cmocka_unit_test(one_network_has_one_vote_its_newest),
    cmocka_unit_test(a_lying_minority_wins_nothing),
    cmocka_unit_test(without_a_majority_nothing_is_believed),
    cmocka_unit_test(many_ports_at_one_address_are_counted_and_the_address_believed),
    cmocka_unit_test(the_port_most_named_goes_with_the_address),
    cmocka_unit_test(old_votes_give_way_to_new_ones),
    cmocka_unit_test(a_vote_without_a_port_is_none),
    cmocka_unit_test(on_another_network_all_votes_are_void),
};
TEST_GROUP(address_votes, tests)
