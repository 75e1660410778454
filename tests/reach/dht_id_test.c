#include "reach/dht_id.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json.h"
#include "reach/address_text.h"
#include "seeded_random.h"

static struct dht_id id_of(const char *hex)
{
    struct dht_id id = {{0}};
    from_hex(hex, id.bytes, sizeof id.bytes);
    return id;
}

static struct alcove_address address(const char *ip)
{
    char text[64];
    struct alcove_address parsed;
    snprintf(text, sizeof text, "%s:6881", ip);
    assert_true(address_text_parse(text, &parsed));
    return parsed;
}

/* The last byte of an id is BEP 42's random number: one that always gives the same. */
static void fill_constant(void *context, uint8_t *out, size_t size)
{
    const uint8_t *byte = context;
    memset(out, *byte, size);
}

static void published_ids_belong_to_their_addresses(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/bep42_node_id.json");
    size_t count = 0;
    JSON_EACH(vector, json_get(json_root(document), "vectors"))
    {
        struct alcove_address ip = address(json_text(vector, "ip"));
        struct dht_id id;
        uint8_t spice = (uint8_t)strtoul(json_text(vector, "rand"), NULL, 10);
        json_hex(vector, "example_node_id", id.bytes, sizeof id.bytes);
        assert_true(dht_id_is_valid(&id, &ip));
        const struct alcove_random constant = {fill_constant, &spice};
        struct dht_id made = dht_id_for_address(&ip, &constant);
        assert_memory_equal(made.bytes, id.bytes, 2);
        assert_int_equal(made.bytes[2] >> 3, id.bytes[2] >> 3);
        assert_int_equal(made.bytes[19], id.bytes[19]);
        count++;
    }
    assert_int_equal(count, 5);
    json_close(document);
}

static void an_id_of_another_address_is_not_valid(void **state)
{
    (void)state;
    struct dht_id id = id_of("5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401");
    struct alcove_address right = address("124.31.75.21");
    struct alcove_address wrong = address("124.31.75.22");
    assert_true(dht_id_is_valid(&id, &right));
    assert_false(dht_id_is_valid(&id, &wrong));
    for (int bit = 0; bit < 21; bit++) {
        struct dht_id other = id;
        other.bytes[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
        assert_false(dht_id_is_valid(&other, &right));
    }
    id.bytes[2] ^= 7; /* free bits */
    id.bytes[10] ^= 0xff;
    assert_true(dht_id_is_valid(&id, &right));
    id.bytes[19] ^= 1;
    assert_false(dht_id_is_valid(&id, &right));
}

static void every_address_has_ids_and_private_ones_any(void **state)
{
    (void)state;
    uint64_t seed = 1;
    const struct alcove_random random = seeded_random(&seed);
    const char *ips[] = {"45.1.2.3", "1.1.1.1", "[2a00:1:2:3::4]", "[2001:470:1::9]"};
    for (size_t i = 0; i < sizeof ips / sizeof ips[0]; i++) {
        struct alcove_address ip = address(ips[i]);
        struct dht_id id = dht_id_for_address(&ip, &random);
        struct dht_id random_id = dht_id_random(&random);
        assert_true(dht_id_is_valid(&id, &ip));
        assert_false(dht_id_is_valid(&random_id, &ip));
    }
    struct alcove_address home = address("192.168.1.1");
    struct dht_id any = dht_id_random(&random);
    assert_true(dht_id_is_valid(&any, &home));
}

static void the_nearer_one_by_xor_comes_first(void **state)
{
    (void)state;
    struct dht_id target = id_of("8000000000000000000000000000000000000000");
    struct dht_id near = id_of("8000000000000000000000000000000000000003");
    struct dht_id far = id_of("7fffffffffffffffffffffffffffffffffffffff");
    assert_true(dht_id_compare(&target, &near, &far) < 0);
    assert_true(dht_id_compare(&target, &far, &near) > 0);
    assert_int_equal(dht_id_compare(&target, &far, &far), 0);
    assert_true(dht_id_compare(&target, &target, &near) < 0);
    assert_true(dht_id_equal(&far, &far));
    assert_false(dht_id_equal(&far, &near));
}

static void shared_bits_are_counted_from_the_front(void **state)
{
    (void)state;
    struct dht_id zero = {{0}};
    for (unsigned bit = 0; bit < DHT_ID_BITS; bit++) {
        struct dht_id other = {{0}};
        other.bytes[bit / 8] = (uint8_t)(0x80 >> bit % 8);
        assert_int_equal(dht_id_shared_bits(&zero, &other), bit);
    }
    assert_int_equal(dht_id_shared_bits(&zero, &zero), DHT_ID_BITS);
}

static void a_blurred_id_keeps_its_first_bits_and_no_others(void **state)
{
    (void)state;
    uint64_t seed = 2;
    const struct alcove_random random = seeded_random(&seed);
    struct dht_id id = dht_id_random(&random);
    for (unsigned bits = 0; bits <= DHT_ID_BITS; bits++) {
        unsigned longest = 0;
        for (int times = 0; times < 8; times++) {
            struct dht_id blurred = dht_id_blur(&id, bits, &random);
            unsigned shared = dht_id_shared_bits(&id, &blurred);
            assert_true(shared >= bits);
            longest = shared > longest ? shared : longest;
        }
        assert_true(longest < bits + 12 || bits > DHT_ID_BITS - 12);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(published_ids_belong_to_their_addresses),
    cmocka_unit_test(an_id_of_another_address_is_not_valid),
    cmocka_unit_test(every_address_has_ids_and_private_ones_any),
    cmocka_unit_test(the_nearer_one_by_xor_comes_first),
    cmocka_unit_test(shared_bits_are_counted_from_the_front),
    cmocka_unit_test(a_blurred_id_keeps_its_first_bits_and_no_others),
};
TEST_GROUP(dht_id, tests)
