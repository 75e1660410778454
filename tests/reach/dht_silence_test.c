#include "reach/dht_silence.h"

#include "harness.h"
#include "reach/address_text.h"

#define SECOND UINT64_C(1000000)

static struct alcove_address host(unsigned number)
{
    const uint8_t ip[4] = {45, 9, (uint8_t)(number >> 8), (uint8_t)number};
    return address_from_ipv4(ip, 6881);
}

static void who_kept_silent_is_known_for_five_minutes(void **state)
{
    (void)state;
    static struct dht_silence silence;
    struct alcove_address who = host(1);
    struct alcove_address other = host(2);
    silence = (struct dht_silence){0};
    assert_false(dht_silence_holds(&silence, SECOND, &who));
    dht_silence_note(&silence, SECOND, &who);
    assert_true(dht_silence_holds(&silence, SECOND, &who));
    assert_false(dht_silence_holds(&silence, SECOND, &other));
    assert_true(dht_silence_holds(&silence, DHT_SILENCE_US, &who));
    assert_false(dht_silence_holds(&silence, DHT_SILENCE_US + SECOND, &who));
}

static void an_answer_breaks_it(void **state)
{
    (void)state;
    static struct dht_silence silence;
    struct alcove_address who = host(1);
    silence = (struct dht_silence){0};
    dht_silence_note(&silence, SECOND, &who);
    dht_silence_break(&silence, &who);
    assert_false(dht_silence_holds(&silence, SECOND, &who));
    dht_silence_break(&silence, &who);
    dht_silence_note(&silence, 2 * SECOND, &who);
    assert_true(dht_silence_holds(&silence, 2 * SECOND, &who));
}

static void the_latest_are_known_and_each_once(void **state)
{
    (void)state;
    static struct dht_silence silence;
    silence = (struct dht_silence){0};
    for (unsigned i = 0; i < DHT_SILENCE_HOSTS + 10; i++) {
        struct alcove_address who = host(i);
        dht_silence_note(&silence, SECOND, &who);
        dht_silence_note(&silence, SECOND, &who);
    }
    for (unsigned i = 0; i < DHT_SILENCE_HOSTS + 10; i++) {
        struct alcove_address who = host(i);
        assert_int_equal(dht_silence_holds(&silence, SECOND, &who), i >= 10);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(who_kept_silent_is_known_for_five_minutes),
    cmocka_unit_test(an_answer_breaks_it),
    cmocka_unit_test(the_latest_are_known_and_each_once),
};
TEST_GROUP(dht_silence, tests)
