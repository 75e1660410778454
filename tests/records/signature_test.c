/* A signature holds for the member, the object and the words that it was given for, and for nothing
 * else. */
#include "records/signature.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "json.h"
#include "memory.h"
#include "space_circle.h"

static struct circle circle;
static struct object_id consent, session;
static uint8_t secrets[2][SPACE_SIGN_SECRET_BYTES];
static uint8_t publics[2][SPACE_SIGN_KEY_BYTES];

static void set(uint8_t device, struct object_id object, uint8_t field, struct value value)
{
    assert_int_equal(space_set(circle.spaces[device], object, field, &value), SPACE_WRITTEN);
}

static void share(uint8_t device)
{
    circle_publish_all(&circle, device);
    circle_meet(&circle);
}

static struct signature_pen pen_of(uint8_t device)
{
    return (struct signature_pen){
        .secret = secrets[device],
        .public = publics[device],
        .minute = circle.minute,
        .memory = &test_memory.memory,
    };
}

static void write_recap(uint8_t device, const char *text)
{
    assert_int_equal(
        space_note_replace(circle.spaces[device], session, SESSION_RECAP, value_text(text)),
        SPACE_WRITTEN);
}

static void begin(void)
{
    circle_begin(&circle, 2, 1);
    for (uint8_t device = 0; device < 2; device++) {
        const uint8_t static_secret[32] = {device, 3};
        signature_keys(static_secret, publics[device], secrets[device]);
    }
    assert_int_equal(space_make(circle.spaces[0], KIND_CONSENT, &consent), SPACE_WRITTEN);
    set(0, consent, CONSENT_TEXT, value_text("We meet online."));
    set(0, consent, CONSENT_VERSION, value_number(1));
    assert_int_equal(space_make(circle.spaces[0], KIND_SESSION, &session), SPACE_WRITTEN);
    set(0, session, SESSION_BEGAN, value_number(29629000));
    write_recap(0, "We looked at the week.");
    share(0);
}

static struct object_id sign(uint8_t device, struct object_id target)
{
    struct object_id signature;
    const struct signature_pen pen = pen_of(device);
    assert_int_equal(signature_make(circle.spaces[device], target, &pen, &signature),
                     SPACE_WRITTEN);
    share(device);
    return signature;
}

static enum signature_state state_at(uint8_t device, struct object_id signature)
{
    enum signature_state state;
    assert_true(signature_judge(circle.spaces[device], signature, &test_memory.memory, &state));
    return state;
}

/* Both see the same. */
static void assert_state(struct object_id signature, enum signature_state state)
{
    assert_int_equal(state_at(0, signature), state);
    assert_int_equal(state_at(1, signature), state);
}

/* Another object with the same fields, but what `changed` holds in `field`. */
static struct object_id forge(uint8_t device, struct object_id signature, uint8_t field,
                              struct value changed)
{
    struct space *space = circle.spaces[device];
    uint8_t bytes[SIGNATURE_MINUTE + 1][64];
    struct object_id forged;
    assert_int_equal(space_make(space, KIND_SIGNATURE, &forged), SPACE_WRITTEN);
    for (uint8_t i = SIGNATURE_TARGET; i <= SIGNATURE_MINUTE; i++) {
        struct value value = i == field ? changed : space_value(space, signature, i);
        if (value.size > 0) {
            memcpy(bytes[i], value.bytes, value.size);
            value.bytes = bytes[i];
        }
        assert_int_equal(space_set(space, forged, i, &value), SPACE_WRITTEN);
    }
    share(device);
    return forged;
}

static void test_both_hold_the_same_recap_signed_by_both(void **state)
{
    (void)state;
    begin();
    struct object_id first = sign(0, session);
    assert_state(first, SIGNATURE_HOLDS);
    struct object_id second = sign(1, session);
    assert_state(first, SIGNATURE_HOLDS);
    assert_state(second, SIGNATURE_HOLDS);
    assert_state(sign(0, consent), SIGNATURE_HOLDS);
    for (uint8_t device = 0; device < 2; device++) {
        struct value key = space_value(circle.spaces[1 - device], OBJECT_SPACE,
                                       (uint8_t)(SPACE_SIGN_KEY_BY_0 + device));
        assert_int_equal(key.size, SPACE_SIGN_KEY_BYTES);
        assert_memory_equal(key.bytes, publics[device], key.size);
    }
    circle_assert_same(circle.spaces[0], circle.spaces[1]);
    circle_end(&circle);
}

static void test_other_words_were_signed_in_an_earlier_version(void **state)
{
    (void)state;
    begin();
    struct object_id signature = sign(0, session);
    write_recap(1, "We looked at the year.");
    share(1);
    assert_state(signature, SIGNATURE_EARLIER);
    write_recap(0, "We looked at the week.");
    share(0);
    assert_state(signature, SIGNATURE_HOLDS);
    set(1, session, SESSION_BEGAN, value_number(29629001));
    share(1);
    assert_state(signature, SIGNATURE_EARLIER);
    /* What is not the recap may change. */
    set(1, session, SESSION_BEGAN, value_number(29629000));
    set(1, session, SESSION_NEXT, value_number(29649000));
    share(1);
    assert_state(signature, SIGNATURE_HOLDS);
    circle_end(&circle);
}

static void test_nothing_of_it_can_be_exchanged(void **state)
{
    (void)state;
    static const uint8_t noughts[64] = {0};
    begin();
    struct object_id mine = sign(0, consent);
    sign(1, session); /* its key is known, too */
    assert_state(forge(0, mine, SIGNATURE_REVOKED, value_none()), SIGNATURE_HOLDS);
    /* In another's name, under another object, of another minute or content, with other bytes. */
    assert_state(forge(1, mine, SIGNATURE_REVOKED, value_none()), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_TARGET, value_object(session)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_TARGET, value_object(mine)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_TARGET, value_none()), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_MINUTE, value_number(5)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_MINUTE, value_none()), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_HASH, value_bytes(noughts, 32)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_HASH, value_bytes(noughts, 31)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_BYTES, value_bytes(noughts, 64)), SIGNATURE_FALSE);
    assert_state(forge(0, mine, SIGNATURE_BYTES, value_bytes(noughts, 63)), SIGNATURE_FALSE);
    circle_end(&circle);
}

static void test_another_key_does_not_fit(void **state)
{
    (void)state;
    begin();
    struct object_id signature = sign(0, consent);
    set(0, OBJECT_SPACE, SPACE_SIGN_KEY_BY_0, value_none());
    share(0);
    assert_state(signature, SIGNATURE_KEYLESS);
    set(0, OBJECT_SPACE, SPACE_SIGN_KEY_BY_0, value_bytes(publics[1], SPACE_SIGN_KEY_BYTES));
    share(0);
    assert_state(signature, SIGNATURE_FALSE);
    /* Nobody tells the key of another one. */
    const struct value mine = value_bytes(publics[1], SPACE_SIGN_KEY_BYTES);
    assert_int_equal(space_set(circle.spaces[1], OBJECT_SPACE, SPACE_SIGN_KEY_BY_0, &mine),
                     SPACE_NOT_YOURS);
    /* Who signs again tells the right one again. */
    sign(0, session);
    assert_state(signature, SIGNATURE_HOLDS);
    circle_end(&circle);
}

static void test_it_is_of_one_space(void **state)
{
    (void)state;
    begin();
    struct object_id signature = sign(0, consent);
    struct space_config config = circle.config;
    struct object_id ids[2];
    config.id[0] ^= 1;
    struct space *other = space_create(&config, &test_memory.memory);
    assert_non_null(other);
    assert_int_equal(space_make(other, KIND_CONSENT, &ids[0]), SPACE_WRITTEN);
    assert_true(object_id_is_equal(ids[0], consent));
    assert_int_equal(space_make(other, KIND_SIGNATURE, &ids[1]), SPACE_WRITTEN);
    const struct object_id from[2] = {consent, signature};
    for (size_t i = 0; i < 2; i++) {
        for (uint8_t field = 0; field <= SIGNATURE_MINUTE - 2 * (i == 0); field++) {
            struct value value = space_value(circle.spaces[0], from[i], field);
            if (value.type != VALUE_NONE)
                assert_int_equal(space_set(other, ids[i], field, &value), SPACE_WRITTEN);
        }
    }
    struct value key = value_bytes(publics[0], SPACE_SIGN_KEY_BYTES);
    assert_int_equal(space_set(other, OBJECT_SPACE, SPACE_SIGN_KEY_BY_0, &key), SPACE_WRITTEN);
    enum signature_state there;
    assert_true(signature_judge(other, ids[1], &test_memory.memory, &there));
    assert_int_equal(there, SIGNATURE_FALSE);
    space_free(other);
    circle_end(&circle);
}

static void test_who_signed_takes_it_back(void **state)
{
    (void)state;
    struct signature_found found;
    const struct value now = value_number(29629300);
    begin();
    struct object_id signature = sign(1, consent);
    assert_int_equal(space_set(circle.spaces[0], signature, SIGNATURE_REVOKED, &now),
                     SPACE_NOT_YOURS);
    assert_int_equal(space_set(circle.spaces[1], signature, SIGNATURE_MINUTE, &now),
                     SPACE_NOT_YOURS);
    set(1, signature, SIGNATURE_REVOKED, now);
    share(1);
    assert_state(signature, SIGNATURE_TAKEN_BACK);
    struct object_id again = sign(1, consent);
    const struct signature_place bens = {consent, 1};
    const struct signature_place annas = {consent, 0};
    assert_true(signature_find(circle.spaces[0], &bens, &test_memory.memory, &found));
    assert_int_equal(found.state, SIGNATURE_HOLDS);
    assert_true(object_id_is_equal(found.object, again));
    assert_true(signature_find(circle.spaces[0], &annas, &test_memory.memory, &found));
    assert_int_equal(found.state, SIGNATURE_NONE);
    assert_true(object_id_is_equal(found.object, OBJECT_SPACE));
    circle_end(&circle);
}

static void test_what_is_no_agreement_is_not_signed(void **state)
{
    (void)state;
    struct object_id words;
    struct object_id out;
    begin();
    const struct signature_pen pen = pen_of(0);
    struct space *space = circle.spaces[0];
    assert_int_equal(space_make(space, KIND_WORDS, &words), SPACE_WRITTEN);
    assert_int_equal(signature_make(space, words, &pen, &out), SPACE_NOT_SO);
    assert_int_equal(signature_make(space, OBJECT_SPACE, &pen, &out), SPACE_NOT_SO);
    assert_int_equal(signature_make(space, (struct object_id){99, 1}, &pen, &out), SPACE_NOT_THERE);
    space_discard(space);
    struct object_id signature = sign(1, session);
    assert_int_equal(space_erase(space, session), SPACE_WRITTEN);
    share(0);
    assert_state(signature, SIGNATURE_FALSE);
    circle_end(&circle);
}

/* Whatever request fails, the space is as before, and no signature is taken for another. */
static void test_without_memory_nothing_is_said(void **state)
{
    (void)state;
    begin();
    struct object_id signature = sign(1, session);
    struct signature_pen pen = pen_of(0);
    struct counted_memory own;
    enum space_write written = SPACE_NO_MEMORY;
    for (size_t n = 1; written == SPACE_NO_MEMORY; n++) {
        struct object_id out;
        circle.memory[0].requests = 0;
        circle.memory[0].fail_at = n;
        written = signature_make(circle.spaces[0], session, &pen, &out);
        circle.memory[0].fail_at = 0;
        assert_true(written == SPACE_WRITTEN || written == SPACE_NO_MEMORY);
        space_discard(circle.spaces[0]);
        assert_true(n < 64);
    }
    counted_memory_begin(&own);
    own.fail_at = 1;
    own.keep_failing = true;
    pen.memory = &own.memory;
    struct object_id out;
    struct signature_found found;
    const struct signature_place place = {session, 1};
    assert_int_equal(signature_make(circle.spaces[0], session, &pen, &out), SPACE_NO_MEMORY);
    assert_false(signature_judge(circle.spaces[0], signature, &own.memory, &found.state));
    assert_false(signature_find(circle.spaces[0], &place, &own.memory, &found));
    /* A consent is no note: it needs none. */
    assert_int_equal(signature_make(circle.spaces[0], consent, &pen, &out), SPACE_WRITTEN);
    counted_memory_end(&own);
    circle_end(&circle);
}

static void test_keys_are_not_those_that_meet(void **state)
{
    (void)state;
    const uint8_t one[32] = {1};
    const uint8_t other[32] = {2};
    uint8_t public[3][SPACE_SIGN_KEY_BYTES];
    uint8_t secret[SPACE_SIGN_SECRET_BYTES];
    signature_keys(one, public[0], secret);
    assert_memory_not_equal(secret, one, sizeof one);
    signature_keys(one, public[1], secret);
    signature_keys(other, public[2], secret);
    assert_memory_equal(public[0], public[1], sizeof public[0]);
    assert_memory_not_equal(public[0], public[2], sizeof public[0]);
}

/* ---- the second implementation ---- */

static struct value read_value(const struct json *field, uint8_t *bytes, size_t room)
{
    if (json_find(field, "number") != NULL)
        return value_number(strtoull(json_text(field, "number"), NULL, 10));
    return value_string(bytes, json_hex(field, "text", bytes, room));
}

/* The case and its signature are two objects: cases have odd counters. */
static void check_case(const struct json *wanted, struct space *space)
{
    uint8_t bytes[256], public[SPACE_SIGN_KEY_BYTES], secret[SPACE_SIGN_SECRET_BYTES];
    enum object_kind kind = (enum object_kind)strtoul(json_text(wanted, "kind"), NULL, 10);
    struct object_id object;
    struct object_id signature;
    assert_int_equal(space_make(space, kind, &object), SPACE_WRITTEN);
    JSON_EACH(field, json_get(wanted, "fields"))
    {
        uint8_t number = (uint8_t)strtoul(json_text(field, "field"), NULL, 10);
        struct value value = read_value(field, bytes, sizeof bytes);
        bool is_note = schema_field(kind, number)->type == FIELD_NOTE;
        enum space_write written = is_note ? space_note_replace(space, object, number, value)
                                           : space_set(space, object, number, &value);
        assert_int_equal(written, SPACE_WRITTEN);
    }
    json_hex(wanted, "secret", bytes, sizeof bytes);
    signature_keys(bytes, public, secret);
    assert_int_equal(json_hex(wanted, "public", bytes, sizeof bytes), sizeof public);
    assert_memory_equal(public, bytes, sizeof public);
    const struct signature_pen pen = {secret, public,
                                      (uint32_t)strtoul(json_text(wanted, "minute"), NULL, 10),
                                      &test_memory.memory};
    assert_int_equal(signature_make(space, object, &pen, &signature), SPACE_WRITTEN);
    struct value hash = space_value(space, signature, SIGNATURE_HASH);
    assert_int_equal(json_hex(wanted, "hash", bytes, sizeof bytes), hash.size);
    assert_memory_equal(hash.bytes, bytes, hash.size);
    struct value signed_bytes = space_value(space, signature, SIGNATURE_BYTES);
    assert_int_equal(json_hex(wanted, "signature", bytes, sizeof bytes), signed_bytes.size);
    assert_memory_equal(signed_bytes.bytes, bytes, signed_bytes.size);
}

static void test_another_implementation_signs_alike(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/signatures.json");
    const struct json *cases = json_get(json_root(document), "cases");
    assert_int_equal(json_count(cases), 4);
    circle_begin(&circle, 2, 1);
    JSON_EACH(wanted, cases)
    {
        check_case(wanted, circle.spaces[0]);
    }
    circle_end(&circle);
    json_close(document);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, test_memory_begin, test_memory_end)

static const struct CMUnitTest tests[] = {
    TEST(test_both_hold_the_same_recap_signed_by_both),
    TEST(test_other_words_were_signed_in_an_earlier_version),
    TEST(test_nothing_of_it_can_be_exchanged),
    TEST(test_another_key_does_not_fit),
    TEST(test_it_is_of_one_space),
    TEST(test_who_signed_takes_it_back),
    TEST(test_what_is_no_agreement_is_not_signed),
    TEST(test_without_memory_nothing_is_said),
    TEST(test_keys_are_not_those_that_meet),
    TEST(test_another_implementation_signs_alike),
};

TEST_GROUP(signature, tests)
