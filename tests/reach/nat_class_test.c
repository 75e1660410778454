#include "reach/nat_class.h"

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static void vote(struct nat_samples *samples, uint8_t voter, const char *ip, uint16_t port)
{
    const uint8_t from[4] = {45, 64, voter, 1};
    struct alcove_address helper = address_from_ipv4(from, 6881);
    struct alcove_address seen = at(ip);
    seen.port = port;
    nat_samples_add(samples, &helper, &seen);
}

static const char here[] = "45.16.0.9:1";

static void one_port_for_everybody_is_an_independent_mapping(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    struct alcove_address host = at("192.168.1.10:40000");
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, 51000);
    struct nat_class class = nat_classify(&samples, &host, 1);
    assert_int_equal(class.mapping, NAT_INDEPENDENT);
    assert_true(class.certain);
    assert_false(class.behind_carrier);
    struct alcove_address external = at("45.16.0.9:51000");
    assert_true(alcove_address_equal(&class.external, &external));
}

static void ones_own_address_is_no_mapping(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    struct alcove_address hosts[2] = {at("192.168.1.10:40000"), at("45.16.0.9:40000")};
    for (uint8_t i = 0; i < 3; i++)
        vote(&samples, i, here, 40000);
    struct nat_class class = nat_classify(&samples, hosts, 2);
    assert_int_equal(class.mapping, NAT_NONE);
    assert_false(class.certain);
}

static void nothing_is_known_of_one_voter(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, 7, here, (uint16_t)(51000 + i));
    assert_int_equal(samples.count, 1);
    assert_int_equal(nat_classify(&samples, NULL, 0).mapping, NAT_UNKNOWN);
    samples.count = 0;
    assert_int_equal(nat_classify(&samples, NULL, 0).mapping, NAT_UNKNOWN);
}

static void a_minority_of_liars_moves_nothing(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, 51000);
    vote(&samples, 20, "45.99.9.9:1", 51000);
    vote(&samples, 21, "45.99.9.9:1", 4000);
    vote(&samples, 22, here, 9999);
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.mapping, NAT_INDEPENDENT);
    assert_int_equal(class.external.port, 51000);
    assert_int_equal(class.external_ip4, 0x2d100009);
}

static void ports_anywhere_have_no_range(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    const uint16_t ports[] = {1999, 60001, 30111, 42512, 9000, 55555, 23456, 12345, 34343};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, ports[i]);
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.mapping, NAT_DEPENDENT);
    assert_int_equal(class.ports.low, 0);
    assert_int_equal(class.external.port, 0);
    assert_false(class.behind_carrier);
}

static void a_block_of_ports_shows_a_carrier_and_its_range(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    const uint16_t ports[] = {30010, 30490, 30111, 30401, 30222, 30333, 30055, 30300, 30270};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, ports[i]);
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.mapping, NAT_DEPENDENT);
    assert_true(class.behind_carrier);
    assert_in_range(class.ports.low, 29900, 30010);
    assert_in_range(class.ports.high, 30490, 30600);
    assert_int_equal(class.ports.step, 0);
    /* One who says otherwise does not widen it. */
    vote(&samples, 30, here, 64000);
    class = nat_classify(&samples, NULL, 0);
    assert_in_range(class.ports.high, 30490, 30600);
}

static void a_counting_router_is_searched_ahead(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    const uint16_t ports[] = {20004, 20002, 20000, 20006, 20008, 20010, 20014, 20012, 20016};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, ports[i]);
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.mapping, NAT_DEPENDENT);
    assert_int_equal(class.ports.step, 2);
    assert_int_equal(class.ports.low, 20016);
    assert_in_range(class.ports.high, 20100, 20200);
    assert_false(class.behind_carrier);
}

static void a_range_ends_with_the_last_port(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    for (uint8_t i = 0; i < 9; i++)
        vote(&samples, i, here, (uint16_t)(65500 + i));
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.ports.high, 65535);
}

static void few_samples_give_no_range(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    vote(&samples, 1, here, 30010);
    vote(&samples, 2, here, 30300);
    vote(&samples, 3, here, 30480);
    struct nat_class class = nat_classify(&samples, NULL, 0);
    assert_int_equal(class.mapping, NAT_DEPENDENT);
    assert_int_equal(class.ports.low, 0);
}

static void a_carriers_own_address_space_shows_the_carrier(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    struct alcove_address host = at("100.64.3.4:40000");
    assert_true(nat_classify(&samples, &host, 1).behind_carrier);
}

static void what_no_datagram_can_come_from_is_no_sample(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    vote(&samples, 1, "0.0.0.0:1", 5);
    vote(&samples, 2, "224.0.0.1:1", 5);
    vote(&samples, 3, "45.1.1.1:1", 0);
    vote(&samples, 4, "[2001:db8::1]:1", 5);
    assert_int_equal(samples.count, 0);
}

static void the_newest_samples_are_kept(void **state)
{
    (void)state;
    struct nat_samples samples = {0};
    for (uint8_t i = 0; i < 100; i++)
        vote(&samples, i, here, (uint16_t)(1000 + i));
    assert_int_equal(samples.count, NAT_SAMPLES_MAX);
    assert_int_equal(samples.list[NAT_SAMPLES_MAX - 1].seen.port, 1099);
    nat_samples_clear(&samples);
    assert_int_equal(samples.count, 0);
}

static void after_a_silent_change_the_newest_samples_count(void **state)
{
    (void)state;
    const char *const ips[] = {"45.48.0.9:1", here};
    for (int i = 0; i < 2; i++) { /* another address; the same router, started anew */
        struct nat_samples samples = {0};
        struct alcove_address external = at(ips[i]);
        external.port = 33000;
        for (uint8_t k = 0; k < NAT_SAMPLES_MAX; k++)
            vote(&samples, k, here, 51000);
        for (uint8_t k = 0; k < 6; k++)
            vote(&samples, k, ips[i], 33000);
        struct nat_class class = nat_classify(&samples, NULL, 0);
        assert_int_equal(class.mapping, NAT_INDEPENDENT);
        assert_true(alcove_address_equal(&class.external, &external));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_port_for_everybody_is_an_independent_mapping),
    cmocka_unit_test(ones_own_address_is_no_mapping),
    cmocka_unit_test(nothing_is_known_of_one_voter),
    cmocka_unit_test(a_minority_of_liars_moves_nothing),
    cmocka_unit_test(ports_anywhere_have_no_range),
    cmocka_unit_test(a_block_of_ports_shows_a_carrier_and_its_range),
    cmocka_unit_test(a_counting_router_is_searched_ahead),
    cmocka_unit_test(a_range_ends_with_the_last_port),
    cmocka_unit_test(few_samples_give_no_range),
    cmocka_unit_test(a_carriers_own_address_space_shows_the_carrier),
    cmocka_unit_test(what_no_datagram_can_come_from_is_no_sample),
    cmocka_unit_test(the_newest_samples_are_kept),
    cmocka_unit_test(after_a_silent_change_the_newest_samples_count),
};
TEST_GROUP(nat_class, tests)
