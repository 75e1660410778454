#include "reach/rendezvous.h"

#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "reach/endpoint_record.h"

#define NOW_S UINT64_C(1800000000)
#define EPOCH UINT64_C(20833) /* NOW_S / 86400 */
#define DAY_S UINT64_C(86400)

static void fill_with(void *context, uint8_t *out, size_t size)
{
    memset(out, *(const uint8_t *)context, size);
}

static uint8_t seven = 7;
static const struct alcove_random random_sevens = {fill_with, &seven};

struct person {
    uint8_t secret[32];
    uint8_t public[32];
};

/* Secret bytes first, first + 1, ... */
static struct person person_from(uint8_t first)
{
    struct person person;
    for (size_t i = 0; i < 32; i++)
        person.secret[i] = (uint8_t)(first + i);
    assert_int_equal(crypto_scalarmult_base(person.public, person.secret), 0);
    return person;
}

static bool root_between(const struct person *own, const uint8_t *other,
                         struct rendezvous_root *root)
{
    const struct rendezvous_statics statics = {own->secret, own->public, other};
    return rendezvous_root_of_people(&statics, root);
}

static struct rendezvous_root a_root(void)
{
    struct person a = person_from(1);
    struct person b = person_from(101);
    struct rendezvous_root root;
    assert_true(root_between(&a, b.public, &root));
    return root;
}

static void assert_hex(const uint8_t *bytes, const char *hex)
{
    uint8_t expected[64];
    size_t size = from_hex(hex, expected, sizeof expected);
    assert_memory_equal(bytes, expected, size);
}

/* The constants of this file were made by a second implementation from the header's text: Python
 * 3, hashlib.blake2b (keyed), `cryptography` (X25519, Ed25519, ChaCha20-Poly1305) and an HChaCha20
 * of fifteen lines, for the two secrets 01 02 .. 20 and 65 66 .. 84 and NOW_S. */
static void keys_are_those_of_a_second_implementation(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys;
    assert_hex(root.key, "6ff1eb7fabfd1628d447ff2e8d2487932a85a8bfdc96c9a4ce1e9f6ab9273331");
    assert_int_equal(root.own, RENDEZVOUS_FROM_SMALLER);
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, EPOCH, &keys);
    assert_hex(keys.sign_public,
               "5fdf18b82798f6aa2bc11c06c6a049bd3a5ca2f65f25918b58506cd4b7a8a11e");
    assert_hex(keys.box, "c79d55df9f1e6d657632f6e1d8a78534709c28197ccbc074655d65e9af9e788a");
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_LARGER, EPOCH, &keys);
    assert_hex(keys.sign_public,
               "a97bdac150ac1c231e92efddcb6834c4d6b29c649067670dc1180d6b1d283fcb");
    assert_hex(keys.box, "f9e0ad2fd0199165397181209f064a4193fd74927ffccb1e71c2587c9b2b2cb3");
}

static void keys_of_an_invite_are_those_of_a_second_implementation(void **state)
{
    (void)state;
    uint8_t secret[32];
    struct rendezvous_root root;
    struct rendezvous_keys keys;
    memset(secret, 0xa5, sizeof secret);
    rendezvous_root_of_invite(secret, true, &root);
    assert_hex(root.key, "bb60411fd005058703c60afd3f7db369d3fe641d3b912ddfde911c7aa3f79bb8");
    assert_int_equal(root.own, RENDEZVOUS_FROM_INVITER);
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_JOINER, EPOCH, &keys);
    assert_hex(keys.sign_public,
               "1cab5a6462b17779d29c15062887352fc187a2379f0d8e2c55b9c9720df22678");
    assert_hex(keys.box, "6b794b925ec4076ad31d4da4579ea0e0e7d0367e04396ee3b4abde6d7bdbfc7f");
    rendezvous_root_of_invite(secret, false, &root);
    assert_int_equal(root.own, RENDEZVOUS_FROM_JOINER);
}

static void a_value_is_that_of_a_second_implementation(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys;
    uint8_t value[RENDEZVOUS_VALUE_BYTES];
    uint8_t hash[32];
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, EPOCH, &keys);
    rendezvous_seal(&keys, &random_sevens, (const uint8_t *)"Where I am", 10, value);
    crypto_generichash(hash, sizeof hash, value, sizeof value, NULL, 0);
    assert_hex(value + 24, "373e395e49dcc6b382df8c870a6d9d51");
    assert_hex(hash, "380d86834d7cb2d8a4e7c62454043dd71bac132e55f37ef1a2da554c42914de2");
}

static void other_keys_are_those_of_a_second_implementation(void **state)
{
    (void)state;
    uint8_t root[32];
    uint8_t key[32];
    memset(root, 0x3c, sizeof root);
    rendezvous_check_key(root, RENDEZVOUS_FROM_SMALLER, key);
    assert_hex(key, "72279041f6da0f06d20e394605cc678c742446c54e085c1f445e82fb9d0d0f65");
    rendezvous_check_key(root, RENDEZVOUS_FROM_LARGER, key);
    assert_hex(key, "52a86c4f5fe5e14e703326b0d6de384b80f4d6c7f84f41ab859e6338caefe96f");
    rendezvous_lan_key(root, key);
    assert_hex(key, "89fa9e29bf03623690fbdd351ee126529fce59f0647e972fb57cc26cd0ed7a20");
}

static void both_find_the_same_root_and_opposite_directions(void **state)
{
    (void)state;
    struct person a = person_from(1);
    for (uint8_t first = 40; first < 60; first++) {
        struct person b = person_from(first);
        struct rendezvous_root of_a;
        struct rendezvous_root of_b;
        assert_true(root_between(&a, b.public, &of_a));
        assert_true(root_between(&b, a.public, &of_b));
        assert_memory_equal(of_a.key, of_b.key, sizeof of_a.key);
        assert_int_equal(of_a.own + of_b.own, 1);
    }
}

static void other_people_find_another_root(void **state)
{
    (void)state;
    struct person a = person_from(1);
    struct person b = person_from(101);
    struct person c = person_from(33);
    struct rendezvous_root with_b;
    struct rendezvous_root with_c;
    assert_true(root_between(&a, b.public, &with_b));
    assert_true(root_between(&a, c.public, &with_c));
    assert_memory_not_equal(with_b.key, with_c.key, sizeof with_b.key);
}

static void keys_of_low_order_and_our_own_give_no_root(void **state)
{
    (void)state;
    const struct rendezvous_root zero = {0};
    struct person a = person_from(1);
    struct rendezvous_root root;
    /* 0, 1 and a point of order 8 (RFC 7748 section 7; the list of libsodium). */
    const char *low[] = {"0000000000000000000000000000000000000000000000000000000000000000",
                         "0100000000000000000000000000000000000000000000000000000000000000",
                         "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"};
    for (size_t i = 0; i < sizeof low / sizeof low[0]; i++) {
        uint8_t other[32];
        from_hex(low[i], other, sizeof other);
        assert_false(root_between(&a, other, &root));
        assert_memory_equal(root.key, zero.key, sizeof zero.key);
    }
    assert_false(root_between(&a, a.public, &root));
}

static void every_direction_and_day_has_its_own_keys(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys[8];
    for (size_t i = 0; i < 8; i++)
        rendezvous_keys_derive(&root, (enum rendezvous_direction)(i % 2), EPOCH + i / 2, &keys[i]);
    for (size_t i = 0; i < 8; i++)
        for (size_t k = 0; k < i; k++) {
            assert_memory_not_equal(keys[i].sign_public, keys[k].sign_public, 32);
            assert_memory_not_equal(keys[i].box, keys[k].box, 32);
        }
}

static void the_reader_derives_the_key_that_signs_too(void **state)
{
    (void)state;
    struct person a = person_from(1);
    struct person b = person_from(101);
    struct rendezvous_root of_b;
    struct rendezvous_keys keys;
    uint8_t signature[crypto_sign_BYTES];
    assert_true(root_between(&b, a.public, &of_b));
    rendezvous_keys_derive(&of_b, RENDEZVOUS_FROM_SMALLER, EPOCH, &keys);
    crypto_sign_detached(signature, NULL, (const uint8_t *)"3:seqi1e1:v0:", 13, keys.sign_secret);
    assert_int_equal(crypto_sign_verify_detached(signature, (const uint8_t *)"3:seqi1e1:v0:", 13,
                                                 keys.sign_public),
                     0);
}

static void what_was_sealed_opens_at_any_size(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys;
    uint8_t plaintext[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_LARGER, EPOCH, &keys);
    for (size_t i = 0; i < sizeof plaintext; i++)
        plaintext[i] = (uint8_t)(i + 1);
    for (size_t size = 0; size <= sizeof plaintext; size++) {
        uint8_t value[RENDEZVOUS_VALUE_BYTES];
        uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
        size_t opened_size = 1;
        rendezvous_seal(&keys, &random_sevens, plaintext, size, value);
        assert_true(rendezvous_open(&keys, value, sizeof value, opened, &opened_size));
        assert_int_equal(opened_size, size);
        assert_memory_equal(opened, plaintext, size);
    }
}

static void a_record_goes_through(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys;
    struct endpoint_record record = {.punch_nonce = 77, .link_version = 1};
    struct endpoint_record again;
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    uint8_t value[RENDEZVOUS_VALUE_BYTES];
    uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    size_t size;
    rendezvous_keys_derive(&root, root.own, rendezvous_epoch(NOW_S), &keys);
    size = endpoint_record_encode(&record, bytes);
    rendezvous_seal(&keys, &random_sevens, bytes, size, value);
    assert_true(rendezvous_open(&keys, value, sizeof value, opened, &size));
    assert_true(endpoint_record_decode(opened, size, &again));
    assert_true(again.punch_nonce == 77);
}

static void a_changed_bit_anywhere_is_refused(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_keys keys;
    uint8_t value[RENDEZVOUS_VALUE_BYTES];
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, EPOCH, &keys);
    rendezvous_seal(&keys, &random_sevens, (const uint8_t *)"x", 1, value);
    for (size_t i = 0; i < sizeof value; i++) {
        const uint8_t zero[RENDEZVOUS_PLAINTEXT_BYTES_MAX] = {0};
        uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
        size_t size = 1;
        value[i] ^= (uint8_t)(1 << (i % 8));
        assert_false(rendezvous_open(&keys, value, sizeof value, opened, &size));
        assert_int_equal(size, 0);
        assert_memory_equal(opened, zero, sizeof zero);
        value[i] ^= (uint8_t)(1 << (i % 8));
    }
}

static void another_day_direction_pair_or_size_is_refused(void **state)
{
    (void)state;
    struct rendezvous_root root = a_root();
    struct rendezvous_root other = root;
    struct rendezvous_keys keys;
    struct rendezvous_keys wrong[4];
    uint8_t value[RENDEZVOUS_VALUE_BYTES + 1] = {0};
    uint8_t opened[RENDEZVOUS_PLAINTEXT_BYTES_MAX];
    size_t size;
    other.key[31] ^= 1;
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, EPOCH, &keys);
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_SMALLER, EPOCH + 1, &wrong[0]);
    rendezvous_keys_derive(&root, RENDEZVOUS_FROM_LARGER, EPOCH, &wrong[1]);
    rendezvous_keys_derive(&other, RENDEZVOUS_FROM_SMALLER, EPOCH, &wrong[2]);
    /* The right box key, but the place of another day. */
    wrong[3] = keys;
    wrong[3].epoch++;
    rendezvous_seal(&keys, &random_sevens, (const uint8_t *)"x", 1, value);
    for (size_t i = 0; i < 4; i++)
        assert_false(rendezvous_open(&wrong[i], value, RENDEZVOUS_VALUE_BYTES, opened, &size));
    wrong[3] = keys;
    wrong[3].sign_public[0] ^= 1;
    assert_false(rendezvous_open(&wrong[3], value, RENDEZVOUS_VALUE_BYTES, opened, &size));
    assert_false(rendezvous_open(&keys, value, RENDEZVOUS_VALUE_BYTES - 1, opened, &size));
    assert_false(rendezvous_open(&keys, value, RENDEZVOUS_VALUE_BYTES + 1, opened, &size));
    assert_false(rendezvous_open(&keys, NULL, 0, opened, &size));
    assert_true(rendezvous_open(&keys, value, RENDEZVOUS_VALUE_BYTES, opened, &size));
}

static bool is_read(uint64_t epoch, uint64_t now_s, bool wide)
{
    uint64_t epochs[RENDEZVOUS_EPOCHS_MAX];
    size_t count = rendezvous_epochs(now_s, wide, epochs);
    for (size_t i = 0; i < count; i++)
        if (epochs[i] == epoch)
            return true;
    return false;
}

static void one_epoch_is_read_by_day_and_two_around_midnight(void **state)
{
    (void)state;
    uint64_t epochs[RENDEZVOUS_EPOCHS_MAX];
    uint64_t midnight_s = EPOCH * DAY_S;
    const struct {
        uint64_t into_s;
        size_t count;
        uint64_t second;
    } rows[] = {
        {0, 2, EPOCH - 1},    {7199, 2, EPOCH - 1},         {7200, 1, 0},          {43200, 1, 0},
        {86400 - 7201, 1, 0}, {86400 - 7200, 2, EPOCH + 1}, {86399, 2, EPOCH + 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(rendezvous_epochs(midnight_s + rows[i].into_s, false, epochs),
                         rows[i].count);
        assert_true(epochs[0] == EPOCH);
        if (rows[i].count == 2)
            assert_true(epochs[1] == rows[i].second);
    }
}

static void clocks_that_differ_by_less_than_two_hours_always_meet(void **state)
{
    (void)state;
    for (uint64_t now_s = EPOCH * DAY_S; now_s < (EPOCH + 2) * DAY_S; now_s += 300) {
        for (uint64_t off_s = 0; off_s < RENDEZVOUS_EDGE_S; off_s += 899) {
            assert_true(is_read(rendezvous_epoch(now_s + off_s), now_s, false));
            assert_true(is_read(rendezvous_epoch(now_s - off_s), now_s, false));
        }
    }
}

static void a_clock_wrong_by_a_day_is_met_by_the_wide_search_only(void **state)
{
    (void)state;
    uint64_t noon_s = EPOCH * DAY_S + DAY_S / 2;
    for (uint64_t now_s = noon_s - DAY_S / 2; now_s < noon_s + DAY_S / 2; now_s += 600) {
        assert_true(is_read(EPOCH + 1, now_s, true));
        assert_true(is_read(EPOCH, now_s, true));
        assert_true(is_read(EPOCH - 1, now_s, true));
    }
    assert_false(is_read(EPOCH + 1, noon_s, false));
    assert_false(is_read(EPOCH - 1, noon_s, false));
    assert_false(is_read(EPOCH + 2, noon_s, true));
}

static void there_is_no_day_before_the_first(void **state)
{
    (void)state;
    uint64_t epochs[RENDEZVOUS_EPOCHS_MAX];
    assert_int_equal(rendezvous_epochs(0, false, epochs), 1);
    assert_int_equal(rendezvous_epochs(0, true, epochs), 2);
    assert_true(epochs[0] == 0 && epochs[1] == 1);
    assert_int_equal(rendezvous_epochs(DAY_S - 1, true, epochs), 2);
    assert_true(epochs[0] == 0 && epochs[1] == 1);
}

static void seq_is_the_time_in_tens_and_never_stands_still(void **state)
{
    (void)state;
    assert_true(rendezvous_seq(NOW_S, 0) == NOW_S);
    assert_true(rendezvous_seq(NOW_S, NOW_S) == NOW_S + 1);
    assert_true(rendezvous_seq(NOW_S + 20, NOW_S + 1) == NOW_S + 20);
    assert_true(rendezvous_seq(NOW_S - 1000, NOW_S) == NOW_S + 1);
    /* What somebody with the key put there out of malice. */
    assert_true(rendezvous_seq(NOW_S, INT64_MAX) == INT64_MAX);
    assert_true(rendezvous_seq(NOW_S, UINT64_MAX) == INT64_MAX);
}

static void keys_for_checks_and_the_local_network_differ_from_each_other(void **state)
{
    (void)state;
    uint8_t keys[3][32];
    uint8_t root[32];
    memset(root, 0x3c, sizeof root);
    rendezvous_check_key(root, RENDEZVOUS_FROM_SMALLER, keys[0]);
    rendezvous_check_key(root, RENDEZVOUS_FROM_LARGER, keys[1]);
    rendezvous_lan_key(root, keys[2]);
    assert_memory_not_equal(keys[0], keys[1], 32);
    assert_memory_not_equal(keys[0], keys[2], 32);
    assert_memory_not_equal(keys[1], keys[2], 32);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(keys_are_those_of_a_second_implementation),
    cmocka_unit_test(keys_of_an_invite_are_those_of_a_second_implementation),
    cmocka_unit_test(a_value_is_that_of_a_second_implementation),
    cmocka_unit_test(other_keys_are_those_of_a_second_implementation),
    cmocka_unit_test(both_find_the_same_root_and_opposite_directions),
    cmocka_unit_test(other_people_find_another_root),
    cmocka_unit_test(keys_of_low_order_and_our_own_give_no_root),
    cmocka_unit_test(every_direction_and_day_has_its_own_keys),
    cmocka_unit_test(the_reader_derives_the_key_that_signs_too),
    cmocka_unit_test(what_was_sealed_opens_at_any_size),
    cmocka_unit_test(a_record_goes_through),
    cmocka_unit_test(a_changed_bit_anywhere_is_refused),
    cmocka_unit_test(another_day_direction_pair_or_size_is_refused),
    cmocka_unit_test(one_epoch_is_read_by_day_and_two_around_midnight),
    cmocka_unit_test(clocks_that_differ_by_less_than_two_hours_always_meet),
    cmocka_unit_test(a_clock_wrong_by_a_day_is_met_by_the_wide_search_only),
    cmocka_unit_test(there_is_no_day_before_the_first),
    cmocka_unit_test(seq_is_the_time_in_tens_and_never_stands_still),
    cmocka_unit_test(keys_for_checks_and_the_local_network_differ_from_each_other),
};
TEST_GROUP(rendezvous, tests)
