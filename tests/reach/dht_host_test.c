#include "reach/dht_host.h"

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address address(const char *text)
{
    struct alcove_address parsed;
    if (!address_text_parse(text, &parsed))
        fail_msg("%s is no address", text);
    return parsed;
}

static bool usable(enum dht_family family, bool local, const char *text)
{
    const struct dht_scope scope = {.family = family, .local = local};
    struct alcove_address parsed = address(text);
    return dht_host_usable(&scope, &parsed);
}

static void public_addresses_on_high_ports_are_usable(void **state)
{
    (void)state;
    const char *good[] = {"45.1.2.3:6881",       "8.8.8.8:1024",        "172.15.255.255:6881",
                          "172.32.0.1:6881",     "100.63.255.255:6881", "100.128.0.1:6881",
                          "223.255.255.1:65535", "192.0.3.1:6881",      "198.17.0.1:6881"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!usable(DHT_IPV4, false, good[i]))
            fail_msg("%s was refused", good[i]);
    }
}

static void private_special_and_low_ported_addresses_are_not(void **state)
{
    (void)state;
    const char *refused[] = {
        "0.1.2.3:6881",         "10.0.0.1:6881",     "100.64.0.1:6881",      "100.127.255.255:6881",
        "127.0.0.1:6881",       "169.254.1.1:6881",  "172.16.0.1:6881",      "172.31.255.255:6881",
        "192.0.0.8:6881",       "192.0.2.1:6881",    "192.168.1.1:6881",     "198.18.0.1:6881",
        "198.19.255.1:6881",    "198.51.100.1:6881", "203.0.113.1:6881",     "224.0.0.1:6881",
        "239.255.255.250:6881", "240.0.0.1:6881",    "255.255.255.255:6881", "45.1.2.3:0",
        "45.1.2.3:53",          "45.1.2.3:443",      "45.1.2.3:1023"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (usable(DHT_IPV4, false, refused[i]))
            fail_msg("%s was accepted", refused[i]);
    }
}

static void of_ipv6_only_global_unicast_is_usable(void **state)
{
    (void)state;
    assert_true(usable(DHT_IPV6, false, "[2001:470::1]:6881"));
    assert_true(usable(DHT_IPV6, false, "[2a00::1]:6881"));
    const char *refused[] = {"[::]:6881",          "[::1]:6881",     "[fe80::1]:6881",
                             "[fc00::1]:6881",     "[fd12::1]:6881", "[ff02::1]:6881",
                             "[2001:db8::1]:6881", "[4000::1]:6881", "[2a00::1]:80"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (usable(DHT_IPV6, false, refused[i]))
            fail_msg("%s was accepted", refused[i]);
    }
}

static void the_two_families_do_not_mix(void **state)
{
    (void)state;
    assert_false(usable(DHT_IPV6, false, "45.1.2.3:6881"));
    assert_false(usable(DHT_IPV4, false, "[2a00::1]:6881"));
    assert_false(usable(DHT_IPV4, true, "[::1]:6881"));
}

static void a_test_on_one_machine_may_use_private_addresses(void **state)
{
    (void)state;
    assert_true(usable(DHT_IPV4, true, "127.0.0.1:6881"));
    assert_true(usable(DHT_IPV4, true, "10.0.0.1:6881"));
    assert_true(usable(DHT_IPV6, true, "[fe80::1]:6881"));
    assert_false(usable(DHT_IPV4, true, "0.0.0.0:6881"));
    assert_false(usable(DHT_IPV4, true, "224.0.0.1:6881"));
    assert_false(usable(DHT_IPV6, true, "[::]:6881"));
    assert_false(usable(DHT_IPV6, true, "[ff02::1]:6881"));
    assert_false(usable(DHT_IPV4, true, "127.0.0.1:80"));
}

static void machines_and_networks_are_told_apart(void **state)
{
    (void)state;
    const struct {
        const char *a;
        const char *b;
        bool same;
        bool same_network;
    } rows[] = {
        {"45.1.2.3:1", "45.1.2.3:2", true, true},
        {"45.1.2.3:1", "45.1.2.4:1", false, true},
        {"45.1.2.3:1", "45.1.3.3:1", false, false},
        {"[2a00:1:2:3::1]:1", "[2a00:1:2:3::2]:1", true, true},
        {"[2a00:1:2:3::1]:1", "[2a00:1:2:4::1]:1", false, true},
        {"[2a00:1:2:3::1]:1", "[2a00:1:3:3::1]:1", false, false},
        {"45.1.2.3:1", "[2a00:1:2:3::1]:1", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct alcove_address a = address(rows[i].a);
        struct alcove_address b = address(rows[i].b);
        assert_int_equal(dht_host_same(&a, &b), rows[i].same);
        assert_int_equal(dht_host_same(&b, &a), rows[i].same);
        assert_int_equal(dht_host_same_network(&a, &b), rows[i].same_network);
    }
}

static void compact_addresses_have_6_or_18_bytes(void **state)
{
    (void)state;
    const uint8_t bytes[18] = {45, 1, 2, 3, 0x1a, 0xe1};
    struct alcove_address expected = address("45.1.2.3:6881");
    struct alcove_address read;
    assert_true(dht_host_read(bytes, 6, &read));
    assert_true(alcove_address_equal(&read, &expected));
    assert_true(dht_host_read(bytes, 18, &read));
    assert_memory_equal(read.ip, bytes, 16);
    assert_int_equal(read.port, 0);
    for (size_t size = 0; size < sizeof bytes; size++) {
        if (size != 6)
            assert_false(dht_host_read(bytes, size, &read));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(public_addresses_on_high_ports_are_usable),
    cmocka_unit_test(private_special_and_low_ported_addresses_are_not),
    cmocka_unit_test(of_ipv6_only_global_unicast_is_usable),
    cmocka_unit_test(the_two_families_do_not_mix),
    cmocka_unit_test(a_test_on_one_machine_may_use_private_addresses),
    cmocka_unit_test(machines_and_networks_are_told_apart),
    cmocka_unit_test(compact_addresses_have_6_or_18_bytes),
};
TEST_GROUP(dht_host, tests)
