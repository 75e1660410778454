#include "reach/lan_token.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

#define NOW_S UINT64_C(1800000030)

/* xorshift: repeatable, and good enough to shuffle. */
static void fill(void *context, uint8_t *out, size_t size)
{
    uint64_t *x = context;
    for (size_t i = 0; i < size; i++) {
        *x ^= *x << 13;
        *x ^= *x >> 7;
        *x ^= *x << 17;
        out[i] = (uint8_t)(*x >> 32);
    }
}

static uint64_t seed = 88172645463325252;
static const struct alcove_random random_source = {fill, &seed};

static struct lan_person person(size_t pair, bool is_first)
{
    struct lan_person p = {.is_first = is_first};
    memset(p.key, 0x11, sizeof p.key);
    p.key[0] = (uint8_t)pair;
    p.key[1] = (uint8_t)(pair >> 8);
    return p;
}

/* Somebody with pairs `from` to `from + count - 1`; the caller frees it. */
static struct lan_tokens *somebody(size_t from, size_t count, bool is_first, uint64_t unix_s)
{
    struct lan_tokens *t = calloc(1, sizeof *t);
    struct lan_person *people = calloc(LAN_PEOPLE_MAX, sizeof *people);
    assert_non_null(t);
    assert_non_null(people);
    for (size_t i = 0; i < count; i++)
        people[i] = person(from + i, is_first);
    lan_tokens_set_people(t, people, count);
    lan_tokens_advance(t, unix_s);
    free(people);
    return t;
}

static void finish(struct lan_tokens *a, struct lan_tokens *b)
{
    lan_tokens_wipe(a);
    lan_tokens_wipe(b);
    free(a);
    free(b);
}

/* How many of one round of `from` are recognised by `to`; the last one in `out`. */
static size_t recognised(struct lan_tokens *from, const struct lan_tokens *to,
                         struct lan_sighting *out)
{
    size_t beacons = lan_tokens_begin_round(from, &random_source);
    size_t all = 0;
    for (size_t i = 0; i < beacons; i++) {
        uint8_t beacon[LAN_BEACON_BYTES];
        struct lan_sighting found[LAN_SLOTS];
        lan_tokens_encode(from, i, 40123, &random_source, beacon);
        size_t count = lan_tokens_recognise(to, beacon, sizeof beacon, found);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(found[k].port, 40123);
            *out = found[k];
        }
        all += count;
    }
    return all;
}

/* Computed by Python's hashlib.blake2b(digest_size=18, key=...). */
static void a_token_never_changes_for_this_version(void **state)
{
    (void)state;
    struct lan_tokens *t = somebody(1, 1, true, NOW_S);
    uint8_t expected[LAN_SLOT_BYTES];
    from_hex("ce65f0a36ba5b2bfb0952e945d21de999d7a", expected, sizeof expected);
    assert_memory_equal(t->sent[0].token, expected, LAN_TOKEN_BYTES);
    assert_int_equal(t->sent[0].port_mask, expected[16] << 8 | expected[17]);
    finish(t, somebody(1, 0, true, NOW_S));
}

static void two_of_a_pair_recognise_each_other_and_the_port(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 3, true, NOW_S);
    struct lan_tokens *ben = somebody(3, 1, false, NOW_S);
    struct lan_sighting found;
    assert_int_equal(recognised(anna, ben, &found), 1);
    assert_int_equal(found.person, 0);
    assert_int_equal(recognised(ben, anna, &found), 1);
    assert_int_equal(found.person, 2);
    finish(anna, ben);
}

static void strangers_and_ones_own_echo_are_not_recognised(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 8, true, NOW_S);
    struct lan_tokens *stranger = somebody(100, 8, false, NOW_S);
    struct lan_sighting found;
    assert_int_equal(recognised(anna, stranger, &found), 0);
    assert_int_equal(recognised(anna, anna, &found), 0);
    finish(anna, stranger);
}

static void all_of_320_people_are_named_in_each_round(void **state)
{
    (void)state;
    struct lan_tokens *clinic = somebody(0, LAN_PEOPLE_MAX, true, NOW_S);
    struct lan_tokens *mirror = somebody(0, LAN_PEOPLE_MAX, false, NOW_S);
    struct lan_sighting found;
    assert_int_equal(lan_tokens_begin_round(clinic, &random_source), LAN_PEOPLE_MAX / LAN_SLOTS);
    assert_int_equal(recognised(clinic, mirror, &found), LAN_PEOPLE_MAX);
    assert_int_equal(recognised(mirror, clinic, &found), LAN_PEOPLE_MAX);
    finish(clinic, mirror);
}

static void clocks_may_differ_by_two_minutes_and_not_by_more(void **state)
{
    (void)state;
    for (int minutes = -4; minutes <= 4; minutes++) {
        struct lan_tokens *anna = somebody(1, 1, true, NOW_S);
        struct lan_tokens *ben =
            somebody(1, 1, false, (uint64_t)((int64_t)NOW_S + 60 * (int64_t)minutes));
        struct lan_sighting found;
        assert_int_equal(recognised(anna, ben, &found), abs(minutes) <= LAN_MINUTES_EACH_WAY);
        finish(anna, ben);
    }
}

static void a_token_is_another_one_in_each_minute(void **state)
{
    (void)state;
    struct lan_tokens *t = somebody(1, 1, true, NOW_S);
    uint8_t before[LAN_TOKEN_BYTES];
    memcpy(before, t->sent[0].token, sizeof before);
    lan_tokens_advance(t, NOW_S + 29);
    assert_memory_equal(t->sent[0].token, before, sizeof before);
    lan_tokens_advance(t, NOW_S + 30);
    assert_memory_not_equal(t->sent[0].token, before, sizeof before);
    lan_tokens_advance(t, 0); /* a clock that was set back */
    assert_memory_not_equal(t->sent[0].token, before, sizeof before);
    lan_tokens_advance(t, NOW_S);
    assert_memory_equal(t->sent[0].token, before, sizeof before);
    finish(t, somebody(1, 0, true, NOW_S));
}

/* A stranger who compares beacons finds the same token within a minute, and never at a place that
 * tells how many there are. */
static void the_places_of_a_beacon_tell_nothing(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 1, true, NOW_S);
    size_t seen_at[LAN_SLOTS] = {0};
    for (int round = 0; round < 800; round++) {
        uint8_t beacon[LAN_BEACON_BYTES];
        assert_int_equal(lan_tokens_begin_round(anna, &random_source), 1);
        lan_tokens_encode(anna, 0, 40123, &random_source, beacon);
        for (size_t i = 0; i < LAN_SLOTS; i++)
            seen_at[i] +=
                memcmp(beacon + i * LAN_SLOT_BYTES, anna->sent[0].token, LAN_TOKEN_BYTES) == 0;
    }
    size_t all = 0;
    for (size_t i = 0; i < LAN_SLOTS; i++) {
        assert_in_range(seen_at[i], 60, 140);
        all += seen_at[i];
    }
    assert_int_equal(all, 800);
    finish(anna, somebody(1, 0, true, NOW_S));
}

static void the_people_stand_in_another_order_in_each_round(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 40, true, NOW_S);
    uint16_t before[40];
    (void)lan_tokens_begin_round(anna, &random_source);
    memcpy(before, anna->order, sizeof before);
    (void)lan_tokens_begin_round(anna, &random_source);
    assert_memory_not_equal(anna->order, before, sizeof before);
    finish(anna, somebody(1, 0, true, NOW_S));
}

/* Each value of a byte about equally often, over all bytes of many beacons. */
static void a_beacon_looks_like_random_bytes(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 3, true, NOW_S);
    size_t counts[256] = {0};
    for (uint64_t minute = 0; minute < 400; minute++) {
        uint8_t beacon[LAN_BEACON_BYTES];
        lan_tokens_advance(anna, NOW_S + 60 * minute);
        (void)lan_tokens_begin_round(anna, &random_source);
        lan_tokens_encode(anna, 0, 40123, &random_source, beacon);
        for (size_t i = 0; i < sizeof beacon; i++)
            counts[beacon[i]]++;
    }
    for (size_t i = 0; i < 256; i++)
        assert_in_range(counts[i], 140, 320); /* 225 expected, 15 its deviation */
    finish(anna, somebody(1, 0, true, NOW_S));
}

static void other_sizes_and_a_port_of_zero_are_nothing(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 1, true, NOW_S);
    struct lan_tokens *ben = somebody(1, 1, false, NOW_S);
    uint8_t beacon[LAN_BEACON_BYTES + 1] = {0};
    struct lan_sighting found[LAN_SLOTS];
    (void)lan_tokens_begin_round(anna, &random_source);
    lan_tokens_encode(anna, 0, 40123, &random_source, beacon);
    for (size_t size = 0; size <= sizeof beacon; size++)
        assert_int_equal(lan_tokens_recognise(ben, beacon, size, found), size == LAN_BEACON_BYTES);
    for (size_t i = 0; i < LAN_SLOTS; i++) {
        uint8_t *slot = beacon + i * LAN_SLOT_BYTES;
        slot[16] ^= 40123 >> 8;
        slot[17] ^= 40123 & 0xff;
    }
    assert_int_equal(lan_tokens_recognise(ben, beacon, LAN_BEACON_BYTES, found), 0);
    finish(anna, ben);
}

static void nobody_says_nothing_and_recognises_nothing(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 1, true, NOW_S);
    struct lan_tokens *nobody = somebody(1, 0, true, NOW_S);
    struct lan_sighting found;
    assert_int_equal(lan_tokens_begin_round(nobody, &random_source), 0);
    assert_int_equal(recognised(anna, nobody, &found), 0);
    finish(anna, nobody);
}

static void nothing_is_left_of_the_keys_after_the_wiping(void **state)
{
    (void)state;
    struct lan_tokens *anna = somebody(1, 100, true, NOW_S);
    lan_tokens_wipe(anna);
    const uint8_t *bytes = (const uint8_t *)anna;
    for (size_t i = 0; i < sizeof *anna; i++)
        assert_int_equal(bytes[i], 0);
    free(anna);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_token_never_changes_for_this_version),
    cmocka_unit_test(two_of_a_pair_recognise_each_other_and_the_port),
    cmocka_unit_test(strangers_and_ones_own_echo_are_not_recognised),
    cmocka_unit_test(all_of_320_people_are_named_in_each_round),
    cmocka_unit_test(clocks_may_differ_by_two_minutes_and_not_by_more),
    cmocka_unit_test(a_token_is_another_one_in_each_minute),
    cmocka_unit_test(the_places_of_a_beacon_tell_nothing),
    cmocka_unit_test(the_people_stand_in_another_order_in_each_round),
    cmocka_unit_test(a_beacon_looks_like_random_bytes),
    cmocka_unit_test(other_sizes_and_a_port_of_zero_are_nothing),
    cmocka_unit_test(nobody_says_nothing_and_recognises_nothing),
    cmocka_unit_test(nothing_is_left_of_the_keys_after_the_wiping),
};
TEST_GROUP(lan_token, tests)
