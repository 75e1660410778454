#include "net/interfaces.h"

#include <string.h>

#include <uv.h>

#include "harness.h"
#include "net/clock.h"
#include "reach/address_text.h"

#define LIST_MAX 64

static bool is_loopback(const struct alcove_address *address)
{
    struct alcove_address one;
    assert_true(address_text_parse("[::1]:1", &one));
    one.port = address->port;
    return (address_is_ipv4(address) && address->ip[12] == 127) ||
           alcove_address_equal(address, &one);
}

static void every_candidate_has_the_port_and_can_be_reached_without_a_zone(void **state)
{
    (void)state;
    struct alcove_address list[LIST_MAX];
    const struct interfaces_wish wish = {.port = 4242, .with_loopback = true};
    size_t count = interfaces_list(&wish, list, LIST_MAX);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list[i].port, 4242);
        assert_false(list[i].ip[0] == 0xfe && (list[i].ip[1] & 0xc0) == 0x80);
        assert_false(address_is_ipv4(&list[i]) && list[i].ip[12] == 169 && list[i].ip[13] == 254);
        for (size_t k = 0; k < i; k++)
            assert_false(alcove_address_equal(&list[i], &list[k]));
    }
}

static void loopback_comes_only_when_asked_for_and_then_last(void **state)
{
    (void)state;
    struct alcove_address without[LIST_MAX];
    struct alcove_address with[LIST_MAX];
    struct interfaces_wish wish = {.port = 1};
    size_t others = interfaces_list(&wish, without, LIST_MAX);
    for (size_t i = 0; i < others; i++)
        assert_false(is_loopback(&without[i]));
    wish.with_loopback = true;
    size_t all = interfaces_list(&wish, with, LIST_MAX);
    assert_true(all > others);
    for (size_t i = 0; i < all; i++)
        assert_int_equal(is_loopback(&with[i]), i >= others);
}

static void no_more_than_asked_for_and_the_same_ones_first(void **state)
{
    (void)state;
    struct alcove_address all[LIST_MAX];
    struct alcove_address few[LIST_MAX];
    const struct interfaces_wish wish = {.port = 1, .with_loopback = true};
    size_t count = interfaces_list(&wish, all, LIST_MAX);
    for (size_t max = 0; max <= count; max++) {
        assert_int_equal(interfaces_list(&wish, few, max), max);
        for (size_t i = 0; i < max; i++)
            assert_true(alcove_address_equal(&few[i], &all[i]));
    }
}

static void a_machine_without_ipv6_lists_ipv4_only(void **state)
{
    (void)state;
    struct alcove_address list[LIST_MAX];
    const struct interfaces_wish wish = {.port = 1, .ipv4_only = true, .with_loopback = true};
    size_t count = interfaces_list(&wish, list, LIST_MAX);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        assert_true(address_is_ipv4(&list[i]));
}

static void the_clock_is_the_monotonic_one_in_microseconds(void **state)
{
    (void)state;
    uint64_t last = 0;
    for (size_t i = 0; i < 1000; i++) {
        uint64_t before = uv_hrtime() / 1000;
        uint64_t now = net_now_us();
        uint64_t after = uv_hrtime() / 1000;
        assert_true(before <= now && now <= after && last <= now);
        last = now;
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_candidate_has_the_port_and_can_be_reached_without_a_zone),
    cmocka_unit_test(loopback_comes_only_when_asked_for_and_then_last),
    cmocka_unit_test(no_more_than_asked_for_and_the_same_ones_first),
    cmocka_unit_test(a_machine_without_ipv6_lists_ipv4_only),
    cmocka_unit_test(the_clock_is_the_monotonic_one_in_microseconds),
};
TEST_GROUP(interfaces, tests)
