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
    struct gateway_route route = {0};
    assert_true(gateway_parse_routes(
        HEADING "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
                "eth0\t00000000\t014DA8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                "tun0\t00000000\t0102A8C0\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"
                "eth0\t004DA8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
        &route));
    assert_memory_equal(route.ip, expected, sizeof expected);
    assert_string_equal(route.interface, "eth0");
}

static void routes_that_are_down_or_lead_to_one_network_only_are_not_it(void **state)
{
    (void)state;
    struct gateway_route route = {0};
    assert_false(
        gateway_parse_routes(HEADING "eth0\t00000000\t014DA8C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n"
                                     "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"
                                     "eth0\t00000000\t014DA8C0\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
                                     "eth0\t004DA8C0\t014DA8C0\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
                             &route));
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
    struct gateway_route route = {0};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(gateway_parse_routes(texts[i], &route));
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

/* Most home networks give the same few addresses. */
static void the_same_addresses_on_another_line_are_another_router(void **state)
{
    (void)state;
    static const uint8_t router[4] = {192, 168, 1, 1};
    static const uint8_t client[4] = {192, 168, 1, 10};
    const struct gateway one = {.is_known = true,
                                .router = address_from_ipv4(router, 0),
                                .client = address_from_ipv4(client, 0),
                                .interface = 2,
                                .line_changes = 3};
    struct gateway two = one;
    assert_true(gateway_equal(&one, &two));
    two.interface = 3;
    assert_false(gateway_equal(&one, &two));
    two = one;
    two.line_changes += 2; /* gone and back between two looks */
    assert_false(gateway_equal(&one, &two));
}

static void a_long_name_of_an_interface_is_cut(void **state)
{
    (void)state;
    struct gateway_route route = {0};
    assert_true(gateway_parse_routes(
        "an_interface_of_no_system\t00000000\t014DA8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n",
        &route));
    assert_int_equal(strlen(route.interface), IF_NAMESIZE - 1);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_default_route_of_the_lowest_metric_is_the_one),
    cmocka_unit_test(routes_that_are_down_or_lead_to_one_network_only_are_not_it),
    cmocka_unit_test(other_texts_are_passed_over),
    cmocka_unit_test(what_this_machine_has_is_whole_or_nothing),
    cmocka_unit_test(the_same_addresses_on_another_line_are_another_router),
    cmocka_unit_test(a_long_name_of_an_interface_is_cut),
};
TEST_GROUP(gateway, tests)
