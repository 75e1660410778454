#include "net/lan_limit.h"

#include <stdlib.h>

#include "harness.h"
#include "reach/address_text.h"

#define SECOND UINT64_C(1000000)

static struct alcove_address host(uint32_t number, uint16_t port)
{
    const uint8_t ip[4] = {10, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    return address_from_ipv4(ip, port);
}

static struct lan_limit *limit_new(void)
{
    struct lan_limit *limit = calloc(1, sizeof *limit);
    assert_non_null(limit);
    return limit;
}

static void one_loud_source_is_dropped_and_the_others_are_heard(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    struct alcove_address loud = host(1, 9);
    size_t looked = 0;
    for (size_t i = 0; i < 500; i++)
        looked += lan_limit_take(limit, 7 * SECOND, &loud) == LAN_LOOK;
    assert_int_equal(looked, LAN_BEACONS_PER_SOURCE_SECOND);
    size_t heard = 0;
    for (uint32_t i = 2; i < 12; i++) {
        struct alcove_address other = host(i, 9);
        heard += lan_limit_take(limit, 7 * SECOND, &other) == LAN_LOOK;
    }
    assert_in_range(heard, 8, 10); /* one may share the loud one's place */
    assert_int_equal(lan_limit_take(limit, 8 * SECOND, &loud), LAN_LOOK);
    free(limit);
}

static void a_flood_from_many_sources_ends_the_second(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    for (uint32_t i = 0; i < LAN_BEACONS_PER_SECOND; i++) {
        struct alcove_address source = host(i, 9);
        assert_int_not_equal(lan_limit_take(limit, SECOND, &source), LAN_TOO_MUCH);
    }
    struct alcove_address one_more = host(70000, 9);
    assert_int_equal(lan_limit_take(limit, SECOND, &one_more), LAN_TOO_MUCH);
    assert_int_equal(lan_limit_take(limit, 2 * SECOND, &one_more), LAN_LOOK);
    free(limit);
}

static void a_sighting_is_told_once_in_ten_seconds(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    struct alcove_address address = host(1, 40000);
    assert_true(lan_limit_tell(limit, SECOND, 5, &address));
    assert_false(lan_limit_tell(limit, SECOND, 5, &address));
    assert_true(lan_limit_tell(limit, SECOND, 6, &address));
    assert_false(lan_limit_tell(limit, 11 * SECOND - 1, 5, &address));
    assert_true(lan_limit_tell(limit, 11 * SECOND, 5, &address));
    lan_limit_forget(limit);
    assert_true(lan_limit_tell(limit, 11 * SECOND, 5, &address));
    free(limit);
}

static void who_comes_is_answered_at_once_and_nobody_in_a_burst(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    assert_int_equal(lan_limit_answer_us(limit, 3 * SECOND), 0);
    lan_limit_sent(limit, 10 * SECOND);
    assert_int_equal(lan_limit_answer_us(limit, 10 * SECOND), LAN_ANSWER_AFTER_US);
    assert_int_equal(lan_limit_answer_us(limit, 10 * SECOND + LAN_ANSWER_AFTER_US - 1), 1);
    assert_int_equal(lan_limit_answer_us(limit, 10 * SECOND + LAN_ANSWER_AFTER_US), 0);
    assert_int_equal(lan_limit_answer_us(limit, 47 * SECOND), 0);
    free(limit);
}

static void who_has_come_just_now_is_new_once(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    struct alcove_address one = {.ip = {[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 1}, .port = 9};
    struct alcove_address other = one;
    other.ip[15] = 2;
    assert_true(lan_limit_is_new(limit, SECOND, &one));
    assert_true(lan_limit_is_new(limit, SECOND, &other));
    one.port = 10; /* the same device */
    assert_false(lan_limit_is_new(limit, 60 * SECOND, &one));
    assert_false(lan_limit_is_new(limit, 60 * SECOND + LAN_NEW_AFTER_US - 1, &one));
    assert_true(lan_limit_is_new(limit, 60 * SECOND + 2 * LAN_NEW_AFTER_US, &one));
    lan_limit_forget_heard(limit);
    assert_true(lan_limit_is_new(limit, 61 * SECOND + 2 * LAN_NEW_AFTER_US, &one));
    free(limit);
}

static void a_person_seems_to_be_at_four_addresses_at_most(void **state)
{
    (void)state;
    struct lan_limit *limit = limit_new();
    size_t told = 0;
    for (uint16_t port = 1; port < 1000; port++) {
        struct alcove_address address = host(port, port);
        told += lan_limit_tell(limit, 3 * SECOND, LAN_PEOPLE_MAX - 1, &address);
    }
    assert_int_equal(told, LAN_TOLD_MAX);
    struct alcove_address true_one = host(5000, 40000);
    assert_true(lan_limit_tell(limit, 13 * SECOND, LAN_PEOPLE_MAX - 1, &true_one));
    free(limit);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(one_loud_source_is_dropped_and_the_others_are_heard),
    cmocka_unit_test(a_flood_from_many_sources_ends_the_second),
    cmocka_unit_test(a_sighting_is_told_once_in_ten_seconds),
    cmocka_unit_test(who_comes_is_answered_at_once_and_nobody_in_a_burst),
    cmocka_unit_test(who_has_come_just_now_is_new_once),
    cmocka_unit_test(a_person_seems_to_be_at_four_addresses_at_most),
};
TEST_GROUP(lan_limit, tests)
