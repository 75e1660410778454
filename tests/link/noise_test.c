#include "link/noise.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "json.h"
#include "noise_patterns.h"
#include "scripted_random.h"

#define MESSAGE_MAX  4096
#define SIDE_KEY_MAX 32

/* One end of a handshake that follows a published vector. */
struct end {
    struct noise_config config;
    struct scripted_random random;
    uint8_t prologue[256];
    uint8_t psk[NOISE_PSKS_MAX][32];
    uint8_t static_secret[32];
    uint8_t static_public[32];
    uint8_t remote_static[32];
    struct noise noise;
    struct noise_secrets secrets;
    uint64_t sent;
};

static void add_random(struct end *end, const struct json *vector, const char *key)
{
    uint8_t bytes[MLKEM_SEED_BYTES];
    scripted_random_add(&end->random, bytes, json_hex(vector, key, bytes, sizeof bytes));
}

static void read_psks(struct end *end, const struct json *vector, const char *key)
{
    const struct json *list = json_find(vector, key);
    size_t i = 0;
    if (list == NULL)
        return;
    JSON_EACH(item, list)
    {
        assert_true(i < NOISE_PSKS_MAX);
        assert_int_equal(from_hex(item->text, end->psk[i], 32), 32);
        end->config.psk[i] = (struct noise_span){end->psk[i], 32};
        i++;
    }
}

static const char *side_key(char *out, bool initiator, const char *name)
{
    int length = snprintf(out, SIDE_KEY_MAX, "%s_%s", initiator ? "init" : "resp", name);
    assert_in_range(length, 1, SIDE_KEY_MAX - 1);
    return out;
}

static void end_init(struct end *end, const struct json *vector,
                     const struct noise_protocol *protocol, bool initiator)
{
    char key[SIDE_KEY_MAX];
    memset(end, 0, sizeof *end);
    end->config.protocol = protocol;
    end->config.initiator = initiator;
    end->config.prologue.bytes = end->prologue;
    end->config.prologue.size =
        json_hex(vector, side_key(key, initiator, "prologue"), end->prologue, sizeof end->prologue);
    if (json_hex(vector, side_key(key, initiator, "static"), end->static_secret, 32) > 0) {
        crypto_scalarmult_base(end->static_public, end->static_secret);
        end->config.static_secret = end->static_secret;
        end->config.static_public = end->static_public;
    }
    if (json_hex(vector, side_key(key, initiator, "remote_static"), end->remote_static, 32) > 0)
        end->config.remote_static = end->remote_static;
    read_psks(end, vector, side_key(key, initiator, "psks"));
    add_random(end, vector, side_key(key, initiator, "ephemeral"));
    add_random(end, vector, initiator ? "init_kem_seed_d_z" : "resp_encaps_m");
    end->config.random = scripted_random_source(&end->random);
    noise_init(&end->noise, &end->config);
}

/* A transport message: Noise section 5.1, nonce 4 zero bytes and a little-endian counter. */
static size_t seal_transport(struct end *end, bool initiator, struct noise_span payload,
                             uint8_t *out)
{
    uint8_t nonce[12] = {0};
    unsigned long long size;
    for (size_t i = 0; i < 8; i++)
        nonce[4 + i] = (uint8_t)(end->sent >> 8 * i);
    end->sent++;
    crypto_aead_chacha20poly1305_ietf_encrypt(
        out, &size, payload.bytes, payload.size, NULL, 0, NULL, nonce,
        initiator ? end->secrets.initiator_key : end->secrets.responder_key);
    return (size_t)size;
}

static void assert_published(const struct json *message, const uint8_t *bytes, size_t size)
{
    uint8_t expected[MESSAGE_MAX];
    if (json_find(message, "ciphertext") != NULL) {
        assert_int_equal(json_hex(message, "ciphertext", expected, sizeof expected), size);
        assert_memory_equal(bytes, expected, size);
        return;
    }
    uint8_t digest[32];
    assert_int_equal(json_hex(message, "ciphertext_sha256", expected, sizeof expected), 32);
    crypto_hash_sha256(digest, bytes, size);
    assert_memory_equal(digest, expected, 32);
}

static void assert_split(struct end ends[2], const struct json *vector)
{
    uint8_t expected[64];
    assert_true(noise_finished(&ends[0].noise) && noise_finished(&ends[1].noise));
    noise_split(&ends[0].noise, &ends[0].secrets);
    noise_split(&ends[1].noise, &ends[1].secrets);
    assert_memory_equal(&ends[0].secrets, &ends[1].secrets, sizeof ends[0].secrets);
    assert_true(sodium_is_zero((const uint8_t *)&ends[0].noise, sizeof ends[0].noise));
    size_t size = json_hex(vector, "handshake_hash", expected, sizeof expected);
    assert_memory_equal(ends[0].secrets.hash, expected, size);
    if (json_hex(vector, "cs1_k", expected, sizeof expected) > 0) {
        assert_memory_equal(ends[0].secrets.initiator_key, expected, 32);
        json_hex(vector, "cs2_k", expected, sizeof expected);
        assert_memory_equal(ends[0].secrets.responder_key, expected, 32);
    }
}

/* Handshake messages go from one end to the other; what follows the last is transport. */
static void run_message(struct end ends[2], size_t index, const struct json *vector,
                        const struct json *message)
{
    uint8_t payload[MESSAGE_MAX], bytes[MESSAGE_MAX], read[MESSAGE_MAX];
    size_t payload_size = json_hex(message, "payload", payload, sizeof payload);
    size_t read_size = 0, size;
    struct end *sender = &ends[index % 2], *receiver = &ends[1 - index % 2];
    struct noise_span span = {payload, payload_size};
    size_t handshake = ends[0].config.protocol->messages;
    if (index >= handshake) {
        size = seal_transport(sender, index % 2 == 0, span, bytes);
        assert_published(message, bytes, size);
        return;
    }
    size = noise_write(&sender->noise, span, bytes, sizeof bytes);
    assert_published(message, bytes, size);
    assert_true(noise_read(&receiver->noise, (struct noise_span){bytes, size}, read, sizeof read,
                           &read_size));
    assert_int_equal(read_size, payload_size);
    assert_memory_equal(read, payload, payload_size);
    if (index + 1 == handshake)
        assert_split(ends, vector);
}

struct tally {
    size_t run;
    size_t without_hash; /* BLAKE2s */
};

static struct tally run_vectors(const char *path)
{
    struct tally tally = {0};
    struct json_document *document = json_open(path);
    struct end *ends = calloc(2, sizeof *ends);
    assert_non_null(ends);
    JSON_EACH(vector, json_get(json_root(document), "vectors"))
    {
        struct noise_protocol protocol;
        if (!noise_protocol_by_name(json_text(vector, "protocol_name"), &protocol)) {
            tally.without_hash++;
            continue;
        }
        end_init(&ends[0], vector, &protocol, true);
        end_init(&ends[1], vector, &protocol, false);
        size_t index = 0;
        JSON_EACH(message, json_get(vector, "messages"))
        run_message(ends, index++, vector, message);
        assert_true(index >= protocol.messages);
        tally.run++;
    }
    free(ends);
    json_close(document);
    return tally;
}

/* A third of the vectors is for BLAKE2s, which libsodium has not; the product has no use for it. */
static void cacophonys_vectors_match(void **state)
{
    (void)state;
    struct tally tally = run_vectors("tests/vectors/noise_cacophony.json");
    assert_int_equal(tally.run, 36);
    assert_int_equal(tally.without_hash, 18);
}

static void snows_vectors_match(void **state)
{
    (void)state;
    struct tally tally = run_vectors("tests/vectors/noise_snow.json");
    assert_int_equal(tally.run, 20);
    assert_int_equal(tally.without_hash, 10);
}

static void the_hybrid_vectors_of_libp2p_match(void **state)
{
    (void)state;
    struct tally tally = run_vectors("tests/vectors/noise_xxhfs_mlkem768.json");
    assert_int_equal(tally.run, 5);
    assert_int_equal(tally.without_hash, 0);
}

/* ---- the hybrid patterns with BLAKE2b, for which nobody published vectors ---- */

static void fill_sequence(uint8_t *out, uint8_t from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(from + i);
}

static void add_sequence(struct end *end, uint8_t from, size_t size)
{
    uint8_t bytes[64];
    fill_sequence(bytes, from, size);
    scripted_random_add(&end->random, bytes, size);
}

/* Keys in plain sequence: static 10.. and 40.., ephemeral 70.. and a0.., psk d0.., KEM seed 00..,
 * its random 33.. */
static void sequence_ends(struct end ends[2], const struct noise_protocol *protocol)
{
    memset(ends, 0, 2 * sizeof *ends);
    for (size_t i = 0; i < 2; i++) {
        fill_sequence(ends[i].static_secret, i == 0 ? 0x10 : 0x40, 32);
        crypto_scalarmult_base(ends[i].static_public, ends[i].static_secret);
        add_sequence(&ends[i], i == 0 ? 0x70 : 0xa0, 32);
        add_sequence(&ends[i], i == 0 ? 0 : 0x33, i == 0 ? 64 : 32);
        fill_sequence(ends[i].psk[0], 0xd0, 32);
        ends[i].config = (struct noise_config){
            .protocol = protocol,
            .initiator = i == 0,
            .prologue = {(const uint8_t *)"proto", 5},
            .psk = {{ends[i].psk[0], 32}},
            .static_secret = ends[i].static_secret,
            .static_public = ends[i].static_public,
            .random = scripted_random_source(&ends[i].random),
        };
    }
    if (protocol->responder_static_known)
        ends[0].config.remote_static = ends[1].static_public;
    if (protocol->initiator_static_known)
        ends[1].config.remote_static = ends[0].static_public;
    noise_init(&ends[0].noise, &ends[0].config);
    noise_init(&ends[1].noise, &ends[1].config);
}

struct digests {
    const char *name;
    size_t sizes[3];
    const char *messages[3]; /* SHA-256, first 8 bytes */
    const char *hash;        /* first 16 bytes */
    const char *key;         /* of the initiator, first 8 bytes */
};

static void assert_starts_with(const uint8_t *bytes, const char *hex)
{
    uint8_t expected[32];
    size_t size = from_hex(hex, expected, sizeof expected);
    assert_memory_equal(bytes, expected, size);
}

static void run_digests(const struct digests *row)
{
    struct noise_protocol protocol;
    struct end *ends = calloc(2, sizeof *ends);
    uint8_t bytes[MESSAGE_MAX], read[64], digest[32];
    size_t read_size;
    assert_non_null(ends);
    assert_true(noise_protocol_by_name(row->name, &protocol));
    sequence_ends(ends, &protocol);
    for (size_t i = 0; i < protocol.messages; i++) {
        size_t size =
            noise_write(&ends[i % 2].noise, (struct noise_span){(const uint8_t *)"hello", 5}, bytes,
                        sizeof bytes);
        assert_int_equal(size, row->sizes[i]);
        crypto_hash_sha256(digest, bytes, size);
        assert_starts_with(digest, row->messages[i]);
        assert_true(noise_read(&ends[1 - i % 2].noise, (struct noise_span){bytes, size}, read,
                               sizeof read, &read_size));
        assert_int_equal(read_size, 5);
        assert_memory_equal(read, "hello", 5);
    }
    noise_split(&ends[0].noise, &ends[0].secrets);
    noise_split(&ends[1].noise, &ends[1].secrets);
    assert_memory_equal(&ends[0].secrets, &ends[1].secrets, sizeof ends[0].secrets);
    assert_starts_with(ends[0].secrets.hash, row->hash);
    assert_starts_with(ends[0].secrets.initiator_key, row->key);
    free(ends);
}

/* Values on which two independent implementations in two languages agreed. */
static const struct digests cross_checked[] = {
    {"Noise_IKhfs_25519+MLKEM768_ChaChaPoly_BLAKE2b",
     {1301, 1157},
     {"d38cf031bafb688c", "eb57fdebd9c73a7d"},
     "9e0db69c7d64bacdf72111161bf5c50a",
     "5bab89c67860cae1"},
    {"Noise_IKhfs+psk2_25519+MLKEM768_ChaChaPoly_BLAKE2b",
     {1301, 1157},
     {"6e1fc5d878ae699b", "f173a7211a03abec"},
     "614abfabe55efdabe4601938fe380d31",
     "aabf3d763e2c0a2b"},
    {"Noise_XXhfs+psk0_25519+MLKEM768_ChaChaPoly_BLAKE2b",
     {1253, 1205, 69},
     {"9f82614307bd22cb", "5c31efe8232c9be8", "8d37eb2d7096ec05"},
     "7094684bfb11fc0d82abc63f41c765ee",
     "6ad23d36e5a1048a"},
    {"Noise_XKhfs_25519+MLKEM768_ChaChaPoly_BLAKE2b",
     {1253, 1157, 69},
     {"8d9234ed47aacc33", "02f398d4467102f3", "eb7d1bdb71ba1ee1"},
     "08faf209a6c01445dedfddd42ef4832a",
     "3ca7337cd65bb575"},
};

static void the_hybrid_patterns_agree_with_a_second_implementation(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cross_checked / sizeof cross_checked[0]; i++)
        run_digests(&cross_checked[i]);
}

static void the_products_patterns_are_those_of_their_names(void **state)
{
    (void)state;
    const struct noise_protocol *products[] = {&noise_contact, &noise_thin, &noise_pairing};
    for (size_t i = 0; i < 3; i++) {
        struct noise_protocol expected;
        assert_true(noise_protocol_by_name(products[i]->name, &expected));
        assert_memory_equal(expected.tokens, products[i]->tokens, sizeof expected.tokens);
        assert_int_equal(expected.messages, products[i]->messages);
        assert_int_equal(expected.responder_static_known, products[i]->responder_static_known);
        assert_int_equal(expected.initiator_static_known, products[i]->initiator_static_known);
        assert_ptr_equal(expected.hash, products[i]->hash);
    }
}

/* ---- what must fail ---- */

static void assert_unreadable(struct noise *noise, const uint8_t *bytes, size_t size)
{
    uint8_t payload[MESSAGE_MAX];
    size_t payload_size = 77;
    struct noise before = *noise;
    assert_false(noise_read(noise, (struct noise_span){bytes, size}, payload, sizeof payload,
                            &payload_size));
    assert_int_equal(payload_size, 77);
    assert_memory_equal(&before, noise, sizeof before);
}

/* One bit of every byte, a different one each time, and every length. */
static void spoil_every_byte(struct noise *reader, uint8_t *bytes, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        uint8_t bit = (uint8_t)(1 << at % 8);
        /* X25519 ignores the highest bit of a public key, Noise's hash does not. */
        bytes[at] ^= bit;
        assert_unreadable(reader, bytes, size);
        bytes[at] ^= bit;
    }
    for (size_t shorter = 0; shorter < size; shorter += shorter < 100 ? 1 : 37)
        assert_unreadable(reader, bytes, shorter);
    bytes[size] = 0;
    assert_unreadable(reader, bytes, size + 1);
}

static void run_spoilt(const struct noise_protocol *protocol)
{
    uint8_t bytes[MESSAGE_MAX], read[64];
    size_t read_size;
    struct end *ends = calloc(2, sizeof *ends);
    assert_non_null(ends);
    sequence_ends(ends, protocol);
    for (size_t i = 0; i < protocol->messages; i++) {
        struct noise *writer = &ends[i % 2].noise, *reader = &ends[1 - i % 2].noise;
        size_t size = noise_write(writer, (struct noise_span){(const uint8_t *)"hello", 5}, bytes,
                                  sizeof bytes - 1);
        assert_true(size > 0);
        spoil_every_byte(reader, bytes, size);
        assert_true(
            noise_read(reader, (struct noise_span){bytes, size}, read, sizeof read, &read_size));
    }
    free(ends);
}

static void a_contacts_message_spoilt_anywhere_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_spoilt(&noise_contact);
}

static void a_thin_message_spoilt_anywhere_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_spoilt(&noise_thin);
}

static void a_pairings_message_spoilt_anywhere_fails_and_changes_nothing(void **state)
{
    (void)state;
    run_spoilt(&noise_pairing);
}

/* What a thin handshake costs, and that none is taken for a full one. */
static void a_thin_message_is_short_and_no_contacts(void **state)
{
    (void)state;
    uint8_t bytes[MESSAGE_MAX], read[64];
    size_t read_size;
    struct noise_span payload = {(const uint8_t *)"hello", 5};
    struct end *ends = calloc(2, sizeof *ends);
    struct end *full = calloc(2, sizeof *full);
    assert_true(ends != NULL && full != NULL);
    sequence_ends(ends, &noise_thin);
    sequence_ends(full, &noise_contact);
    const size_t sizes[] = {53, 53};
    for (size_t i = 0; i < 2; i++) {
        size_t size = noise_write(&ends[i].noise, payload, bytes, sizeof bytes);
        assert_int_equal(size, sizes[i]);
        if (i == 0)
            assert_unreadable(&full[1].noise, bytes, size);
        assert_true(noise_read(&ends[1 - i].noise, (struct noise_span){bytes, size}, read,
                               sizeof read, &read_size));
    }
    free(ends);
    free(full);
}

static void a_wrong_psk_prologue_or_static_key_fails(void **state)
{
    (void)state;
    uint8_t bytes[MESSAGE_MAX];
    struct end *ends = calloc(2, sizeof *ends);
    assert_non_null(ends);
    for (int wrong = 0; wrong < 3; wrong++) {
        sequence_ends(ends, &noise_pairing);
        if (wrong == 0)
            ends[1].psk[0][31] ^= 1;
        if (wrong == 1)
            ends[1].config.prologue.size--;
        if (wrong == 2) {
            sequence_ends(ends, &noise_contact);
            ends[1].static_secret[9] ^= 1;
            crypto_scalarmult_base(ends[1].static_public, ends[1].static_secret);
        }
        noise_init(&ends[1].noise, &ends[1].config);
        size_t size =
            noise_write(&ends[0].noise, (struct noise_span){NULL, 0}, bytes, sizeof bytes);
        assert_true(size > 0);
        assert_unreadable(&ends[1].noise, bytes, size);
    }
    free(ends);
}

static void a_key_of_small_order_fails_the_handshake(void **state)
{
    (void)state;
    static const uint8_t zero[32];
    uint8_t bytes[MESSAGE_MAX];
    struct end *ends = calloc(2, sizeof *ends);
    assert_non_null(ends);
    sequence_ends(ends, &noise_contact);
    ends[0].config.remote_static = zero;
    noise_init(&ends[0].noise, &ends[0].config);
    struct noise before = ends[0].noise;
    assert_int_equal(noise_write(&ends[0].noise, (struct noise_span){NULL, 0}, bytes, sizeof bytes),
                     0);
    assert_memory_equal(&before, &ends[0].noise, sizeof before);
    free(ends);
}

static void a_message_that_does_not_fit_is_not_made(void **state)
{
    (void)state;
    uint8_t bytes[MESSAGE_MAX];
    struct noise_span payload = {(const uint8_t *)"hello", 5};
    struct end *ends = calloc(2, sizeof *ends);
    assert_non_null(ends);
    for (size_t capacity = 0; capacity < 1301; capacity += 100) {
        sequence_ends(ends, &noise_contact);
        struct noise before = ends[0].noise;
        assert_int_equal(noise_write(&ends[0].noise, payload, bytes, capacity), 0);
        assert_memory_equal(&before, &ends[0].noise, sizeof before);
    }
    sequence_ends(ends, &noise_contact);
    assert_int_equal(noise_write(&ends[0].noise, payload, bytes, 1301), 1301);
    uint8_t read[4];
    size_t read_size;
    assert_false(noise_read(&ends[1].noise, (struct noise_span){bytes, 1301}, read, sizeof read,
                            &read_size));
    free(ends);
}

/* ---- the primitives, through the calls that the link makes ---- */

static void check_x25519(const struct json *test)
{
    uint8_t secret[32], public_key[32], expected[32], shared[32];
    json_hex(test, "private", secret, sizeof secret);
    json_hex(test, "public", public_key, sizeof public_key);
    json_hex(test, "shared", expected, sizeof expected);
    int failed = crypto_scalarmult(shared, secret, public_key);
    if (sodium_is_zero(expected, sizeof expected)) {
        assert_int_equal(failed, -1);
        return;
    }
    assert_int_equal(failed, 0);
    assert_memory_equal(shared, expected, sizeof shared);
}

static void check_chacha20poly1305(const struct json *test)
{
    uint8_t key[32], nonce[12], data[1024], plain[1024], sealed[1040], made[1040];
    size_t data_size = json_hex(test, "aad", data, sizeof data);
    size_t plain_size = json_hex(test, "msg", plain, sizeof plain);
    size_t size = json_hex(test, "ct", sealed, sizeof sealed - 16);
    bool valid = strcmp(json_text(test, "result"), "valid") == 0;
    assert_int_equal(size, plain_size);
    assert_int_equal(json_hex(test, "key", key, sizeof key), sizeof key);
    assert_int_equal(json_hex(test, "iv", nonce, sizeof nonce), sizeof nonce);
    assert_int_equal(json_hex(test, "tag", sealed + size, 16), 16);
    crypto_aead_chacha20poly1305_ietf_encrypt(made, NULL, plain, plain_size, data, data_size, NULL,
                                              nonce, key);
    assert_int_equal(memcmp(made, sealed, size + 16) == 0, valid);
    int failed = crypto_aead_chacha20poly1305_ietf_decrypt(made, NULL, NULL, sealed, size + 16,
                                                           data, data_size, nonce, key);
    assert_int_equal(failed == 0, valid);
    if (valid)
        assert_memory_equal(made, plain, plain_size);
}

static size_t run_wycheproof(const char *path, void (*check)(const struct json *test))
{
    struct json_document *document = json_open(path);
    size_t count = 0;
    JSON_EACH(group, json_get(json_root(document), "testGroups"))
    {
        JSON_EACH(test, json_get(group, "tests"))
        {
            check(test);
            count++;
        }
    }
    json_close(document);
    return count;
}

static void x25519_matches_wycheproof_and_refuses_a_zero_secret(void **state)
{
    (void)state;
    assert_int_equal(run_wycheproof("tests/vectors/x25519.json", check_x25519), 131);
}

static void chacha20poly1305_matches_wycheproof(void **state)
{
    (void)state;
    assert_int_equal(run_wycheproof("tests/vectors/chacha20poly1305.json", check_chacha20poly1305),
                     142);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(cacophonys_vectors_match),
    cmocka_unit_test(snows_vectors_match),
    cmocka_unit_test(the_hybrid_vectors_of_libp2p_match),
    cmocka_unit_test(the_hybrid_patterns_agree_with_a_second_implementation),
    cmocka_unit_test(the_products_patterns_are_those_of_their_names),
    cmocka_unit_test(a_contacts_message_spoilt_anywhere_fails_and_changes_nothing),
    cmocka_unit_test(a_thin_message_spoilt_anywhere_fails_and_changes_nothing),
    cmocka_unit_test(a_pairings_message_spoilt_anywhere_fails_and_changes_nothing),
    cmocka_unit_test(a_thin_message_is_short_and_no_contacts),
    cmocka_unit_test(a_wrong_psk_prologue_or_static_key_fails),
    cmocka_unit_test(a_key_of_small_order_fails_the_handshake),
    cmocka_unit_test(a_message_that_does_not_fit_is_not_made),
    cmocka_unit_test(x25519_matches_wycheproof_and_refuses_a_zero_secret),
    cmocka_unit_test(chacha20poly1305_matches_wycheproof),
};

TEST_GROUP(noise, tests)
