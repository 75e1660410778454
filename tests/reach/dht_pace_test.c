#include "reach/dht_pace.h"

#include "harness.h"
#include "reach/address_text.h"

#define SECOND UINT64_C(1000000)

static struct alcove_address host(unsigned number, uint16_t port)
{
    const uint8_t ip[4] = {45, (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};
    return address_from_ipv4(ip, port);
}

static void the_first_four_go_at_once_the_fifth_a_second_after_the_first(void **state)
{
    (void)state;
    static struct dht_pace pace;
    struct alcove_address to = host(1, 6881);
    pace = (struct dht_pace){0};
    for (uint64_t i = 0; i < DHT_PACE_HOST_PER_S; i++) {
        uint64_t now_us = 5 * SECOND + i * 1000;
        assert_true(dht_pace_host_us(&pace, now_us, &to) <= now_us);
        dht_pace_sent(&pace, now_us, &to);
    }
    assert_true(dht_pace_host_us(&pace, 5 * SECOND + 4000, &to) == 6 * SECOND);
    dht_pace_sent(&pace, 6 * SECOND, &to);
    assert_true(dht_pace_host_us(&pace, 6 * SECOND, &to) == 6 * SECOND + 1000);
}

static void another_port_of_a_machine_is_the_same_machine(void **state)
{
    (void)state;
    static struct dht_pace pace;
    pace = (struct dht_pace){0};
    for (uint16_t i = 0; i < DHT_PACE_HOST_PER_S; i++) {
        struct alcove_address to = host(1, (uint16_t)(6881 + i));
        dht_pace_sent(&pace, SECOND, &to);
    }
    struct alcove_address same = host(1, 9999);
    struct alcove_address other = host(2, 6881);
    assert_true(dht_pace_host_us(&pace, SECOND, &same) == 2 * SECOND);
    assert_true(dht_pace_host_us(&pace, SECOND, &other) <= SECOND);
}

static void of_ipv6_a_whole_64_is_one_machine(void **state)
{
    (void)state;
    static struct dht_pace pace;
    struct alcove_address to;
    pace = (struct dht_pace){0};
    assert_true(address_text_parse("[2a00:1:2:3::1]:6881", &to));
    for (int i = 0; i < DHT_PACE_HOST_PER_S; i++)
        dht_pace_sent(&pace, SECOND, &to);
    assert_true(address_text_parse("[2a00:1:2:3:9::7]:6881", &to));
    assert_true(dht_pace_host_us(&pace, SECOND, &to) == 2 * SECOND);
    assert_true(address_text_parse("[2a00:1:2:4::1]:6881", &to));
    assert_true(dht_pace_host_us(&pace, SECOND, &to) <= SECOND);
}

/* Two machines that fall on one place of the table may wait for each other, never go faster. */
static void in_no_second_does_any_machine_get_a_fifth(void **state)
{
    (void)state;
    static struct dht_pace pace;
    static uint64_t sent_us[600][DHT_PACE_HOST_PER_S];
    static size_t sent[600];
    size_t all = 0;
    pace = (struct dht_pace){0};
    for (uint64_t now_us = SECOND; now_us < 4 * SECOND; now_us += 7919) {
        unsigned number = (unsigned)(now_us / 7919 * 31 % 600);
        struct alcove_address to = host(number, 6881);
        if (dht_pace_host_us(&pace, now_us, &to) > now_us)
            continue;
        uint64_t *oldest = &sent_us[number][sent[number]++ % DHT_PACE_HOST_PER_S];
        assert_true(*oldest == 0 || *oldest + SECOND <= now_us);
        *oldest = now_us;
        dht_pace_sent(&pace, now_us, &to);
        all++;
    }
    assert_true(all > 300);
}

static void all_together_get_a_burst_and_then_a_steady_rate(void **state)
{
    (void)state;
    static struct dht_pace pace;
    uint64_t now_us = SECOND;
    unsigned number = 0;
    size_t at_once = 0;
    pace = (struct dht_pace){0};
    for (; dht_pace_all_us(&pace, now_us) <= now_us; at_once++) {
        struct alcove_address to = host(number++, 6881);
        dht_pace_sent(&pace, now_us, &to);
    }
    assert_int_equal(at_once, DHT_PACE_ALL_BURST);
    size_t sent = 0;
    while (now_us < 2 * SECOND) {
        uint64_t next_us = dht_pace_all_us(&pace, now_us);
        now_us = next_us > now_us ? next_us : now_us;
        struct alcove_address to = host(number++, 6881);
        dht_pace_sent(&pace, now_us, &to);
        sent++;
    }
    assert_in_range(sent, DHT_PACE_ALL_PER_S - 2, DHT_PACE_ALL_PER_S + 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_first_four_go_at_once_the_fifth_a_second_after_the_first),
    cmocka_unit_test(another_port_of_a_machine_is_the_same_machine),
    cmocka_unit_test(of_ipv6_a_whole_64_is_one_machine),
    cmocka_unit_test(in_no_second_does_any_machine_get_a_fifth),
    cmocka_unit_test(all_together_get_a_burst_and_then_a_steady_rate),
};
TEST_GROUP(dht_pace, tests)
