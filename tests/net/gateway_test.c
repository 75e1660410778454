#include "net/gateway.h"

#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

#define HEADING                                                                                    \
    "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"

static void the_default_route_of_the_lowest_metric_is_the_one(void **state)
{
    (void)state;
    static const uint8_t expected[4] = {192, 168, 77, 1};
    uint8_t ip[4] = {0};
    assert_true(gateway_parse_routes(
        HEADING "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
                "eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                "tun0\t00000000\t0102A8C0\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"
                "eth0\t004DA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
        ip));
    assert_memory_equal(ip, expected, sizeof expected);
}

static void routes_that_are_down_or_lead_to_one_network_only_are_not_it(void **state)
{
    (void)state;
    uint8_t ip[4] = {0};
    assert_false(
        gateway_parse_routes(HEADING "eth0\t00000000\t014DA8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n"
                                     "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"
                                     "eth0\t00000000\t014DA8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
                                     "eth0\t004DA8C0\t014DA8C0\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
                             ip));
}

static void other_texts_are_passed_over(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "\n",
                                        HEADING,
                                        "eth0",
                                        "eth0\t00000000\t014DA8C0\t0003\t0\t0\t0",
                                        "eth0\tx\ty\tz\t0\t0\t0\t0\n\n\n",
                                        "eth0 00000000 014DA8C0 3 0 0 1z 00000000"};
    uint8_t ip[4] = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(gateway_parse_routes(texts[i], ip));
}

static void what_this_machine_has_is_whole_or_nothing(void **state)
{
    (void)state;
    struct gateway found;
    struct gateway again;
    const struct gateway nothing = {0};
    bool is_known = gateway_find(&found);
    assert_int_equal(is_known, found.is_known);
    if (is_known)
        assert_true(address_is_ipv4(&found.router) && address_is_ipv4(&found.client));
    assert_int_equal(gateway_equal(&found, &nothing), !is_known);
    assert_int_equal(gateway_find(&again), is_known);
    assert_true(gateway_equal(&found, &again));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_default_route_of_the_lowest_metric_is_the_one),
    cmocka_unit_test(routes_that_are_down_or_lead_to_one_network_only_are_not_it),
    cmocka_unit_test(other_texts_are_passed_over),
    cmocka_unit_test(what_this_machine_has_is_whole_or_nothing),
};
TEST_GROUP(gateway, tests)
