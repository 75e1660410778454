#include "reach/dht_item.h"

#include <string.h>

#include "harness.h"
#include "json.h"

static const struct json *vector_named(const struct json_document *document, const char *name)
{
    JSON_EACH(vector, json_get(json_root(document), "vectors"))
    {
        if (strcmp(json_text(vector, "name"), name) == 0)
            return vector;
    }
    fail_msg("no vector %s", name);
    return NULL;
}

static struct dht_item published_item(void)
{
    struct json_document *document = json_open("tests/vectors/bep44.json");
    const struct json *vector = vector_named(document, "test 1 (mutable)");
    struct dht_item item = {.seq = 1, .value = "Hello World!", .value_size = 12};
    json_hex(vector, "public_key", item.public_key, sizeof item.public_key);
    json_hex(vector, "signature", item.signature, sizeof item.signature);
    json_close(document);
    return item;
}

static void the_published_item_is_signed_rightly(void **state)
{
    (void)state;
    struct dht_item item = published_item();
    assert_true(dht_item_verify(&item));
}

static void the_published_key_has_the_published_target(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/bep44.json");
    const struct json *vector = vector_named(document, "test 1 (mutable)");
    struct dht_item item = published_item();
    struct dht_id target = dht_item_target(item.public_key);
    uint8_t expected[DHT_ID_BYTES];
    json_hex(vector, "target", expected, sizeof expected);
    assert_memory_equal(target.bytes, expected, sizeof expected);
    json_close(document);
}

static void a_change_anywhere_breaks_the_signature(void **state)
{
    (void)state;
    struct dht_item item = published_item();
    item.seq = 2;
    assert_false(dht_item_verify(&item));
    item.seq = 1;
    item.value[0] ^= 1;
    assert_false(dht_item_verify(&item));
    item.value[0] ^= 1;
    item.value_size--;
    assert_false(dht_item_verify(&item));
    item.value_size++;
    for (size_t i = 0; i < sizeof item.signature; i++) {
        item.signature[i] ^= 0x20;
        assert_false(dht_item_verify(&item));
        item.signature[i] ^= 0x20;
    }
    item.public_key[5] ^= 1;
    assert_false(dht_item_verify(&item));
    item.public_key[5] ^= 1;
    assert_true(dht_item_verify(&item));
}

/* The number could be moved into the value if the lengths were not signed too. */
static void number_and_value_cannot_be_exchanged(void **state)
{
    (void)state;
    uint8_t seed[DHT_ITEM_SEED_BYTES] = {1};
    struct dht_item item = {.seq = 12, .value = "34", .value_size = 2};
    dht_item_sign(&item, seed);
    assert_true(dht_item_verify(&item));
    struct dht_item other = item;
    other.seq = 1;
    memcpy(other.value, "234", 3);
    other.value_size = 3;
    assert_false(dht_item_verify(&other));
}

static void what_a_seed_signs_its_public_key_verifies(void **state)
{
    (void)state;
    uint8_t seed[DHT_ITEM_SEED_BYTES] = {7, 7, 7};
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    static struct dht_item item = {.seq = DHT_ITEM_SEQ_MAX, .value_size = DHT_ITEM_VALUE_BYTES_MAX};
    dht_item_public_key(seed, public_key);
    dht_item_sign(&item, seed);
    assert_memory_equal(item.public_key, public_key, sizeof public_key);
    assert_true(dht_item_verify(&item));
    item.value_size = 0;
    assert_false(dht_item_verify(&item));
    dht_item_sign(&item, seed);
    assert_true(dht_item_verify(&item));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_published_item_is_signed_rightly),
    cmocka_unit_test(the_published_key_has_the_published_target),
    cmocka_unit_test(a_change_anywhere_breaks_the_signature),
    cmocka_unit_test(number_and_value_cannot_be_exchanged),
    cmocka_unit_test(what_a_seed_signs_its_public_key_verifies),
};
TEST_GROUP(dht_item, tests)
