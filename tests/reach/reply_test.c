#include "reach/reply.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static const uint8_t secret[INVITE_SECRET_BYTES] = {1, 2, 3};
static const uint8_t other_secret[INVITE_SECRET_BYTES] = {1, 2, 4};

static void fill_counted(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = context;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}

static struct alcove_address numbered(const char *before, unsigned number, const char *after)
{
    char text[ADDRESS_TEXT_BYTES_MAX];
    struct alcove_address address;
    assert_in_range(snprintf(text, sizeof text, "%s%u%s", before, number, after), 1,
                    sizeof text - 1);
    assert_true(address_text_parse(text, &address));
    return address;
}

static size_t write_reply(const struct reply *reply, char text[REPLY_TEXT_BYTES_MAX])
{
    uint8_t next = 7;
    const struct alcove_random random = {fill_counted, &next};
    size_t length = reply_encode(reply, secret, &random, text);
    assert_int_equal(strlen(text), length);
    assert_in_range(length, 1, 240);
    return length;
}

static struct reply_sealed read_sealed(const char *text)
{
    struct reply_sealed sealed;
    assert_int_equal(reply_decode(text, strlen(text), &sealed), REPLY_OK);
    return sealed;
}

static struct reply whole_reply(void)
{
    struct reply reply = {.candidate_count = 6};
    for (unsigned i = 0; i < 4; i++)
        reply.candidates[i] = numbered("[2001:db8::", i + 1, "]:40000");
    reply.candidates[4] = numbered("192.168.1.", 5, ":40000");
    reply.candidates[5] = numbered("203.0.113.", 6, ":4242");
    return reply;
}

static void assert_same_reply(const struct reply *a, const struct reply *b)
{
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < a->candidate_count; i++)
        assert_true(alcove_address_equal(&a->candidates[i], &b->candidates[i]));
}

static void comes_back_to_who_made_the_invite(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    struct reply again;
    char text[REPLY_TEXT_BYTES_MAX];
    write_reply(&reply, text);
    const struct reply_sealed sealed = read_sealed(text);
    assert_true(reply_belongs(&sealed, secret));
    assert_true(reply_open(&sealed, secret, &again));
    assert_same_reply(&again, &reply);
}

static void what_does_not_fit_is_left_out(void **state)
{
    (void)state;
    struct reply reply = {.candidate_count = REPLY_CANDIDATES_MAX};
    struct reply again;
    char text[REPLY_TEXT_BYTES_MAX];
    for (unsigned i = 0; i < REPLY_CANDIDATES_MAX; i++)
        reply.candidates[i] = numbered("[2001:db8::", i + 1, "]:40000");
    write_reply(&reply, text);
    struct reply_sealed sealed = read_sealed(text);
    assert_true(reply_open(&sealed, secret, &again));
    reply.candidate_count = 4;
    assert_same_reply(&again, &reply);
    reply.candidate_count = REPLY_CANDIDATES_MAX;
    for (unsigned i = 0; i < REPLY_CANDIDATES_MAX; i++)
        reply.candidates[i] = numbered("203.0.113.", i + 1, ":40000");
    write_reply(&reply, text);
    sealed = read_sealed(text);
    assert_true(reply_open(&sealed, secret, &again));
    assert_same_reply(&again, &reply);
}

static void another_invite_neither_finds_nor_opens_it(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    const struct reply none = {0};
    struct reply again;
    char text[REPLY_TEXT_BYTES_MAX];
    write_reply(&reply, text);
    struct reply_sealed sealed = read_sealed(text);
    assert_false(reply_belongs(&sealed, other_secret));
    assert_false(reply_open(&sealed, other_secret, &again));
    assert_memory_equal(&again, &none, sizeof none);
}

static void a_change_anywhere_opens_nothing(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    char text[REPLY_TEXT_BYTES_MAX];
    write_reply(&reply, text);
    const struct reply_sealed whole = read_sealed(text);
    for (size_t i = 0; i < whole.size; i++) {
        struct reply again;
        struct reply_sealed changed = whole;
        changed.bytes[i] ^= 1;
        assert_false(reply_open(&changed, secret, &again));
        changed = whole;
        changed.nonce[i % sizeof changed.nonce] ^= 0x80;
        assert_false(reply_open(&changed, secret, &again));
        changed = whole;
        changed.tag[i % sizeof changed.tag] ^= 4;
        assert_false(reply_open(&changed, secret, &again));
        changed = whole;
        changed.size = i;
        assert_false(reply_open(&changed, secret, &again));
    }
}

static void the_text_tells_nobody_else_where_they_are(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    char text[REPLY_TEXT_BYTES_MAX];
    write_reply(&reply, text);
    const struct reply_sealed sealed = read_sealed(text);
    const uint8_t *ip = reply.candidates[0].ip;
    for (size_t i = 0; i + 4 <= sealed.size; i++)
        assert_memory_not_equal(sealed.bytes + i, ip, 4);
}

static void an_invite_and_a_reply_are_told_apart(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    struct invite invite = {.expires_at_s = 2000000000};
    struct reply_sealed sealed;
    const struct reply_sealed none = {0};
    char text[REPLY_TEXT_BYTES_MAX];
    size_t length = write_reply(&reply, text);
    assert_int_equal(invite_decode(text, length, 0, &invite), INVITE_IS_REPLY);
    assert_int_equal(invite.expires_at_s, 0);
    invite.expires_at_s = 2000000000;
    length = invite_encode(&invite, text);
    assert_int_equal(reply_decode(text, length, &sealed), REPLY_IS_INVITE);
    assert_memory_equal(&sealed, &none, sizeof none);
}

static void mistakes_are_told_apart_as_those_of_an_invite(void **state)
{
    (void)state;
    const struct reply reply = whole_reply();
    struct reply_sealed sealed;
    char text[REPLY_TEXT_BYTES_MAX];
    size_t length = write_reply(&reply, text);
    for (size_t cut = 7; cut < length; cut++)
        assert_int_equal(reply_decode(text, cut, &sealed), REPLY_TRUNCATED);
    assert_int_equal(reply_decode(text + 1, length - 1, &sealed), REPLY_NOT_A_REPLY);
    text[20] = text[20] == 'A' ? 'B' : 'A';
    assert_int_equal(reply_decode(text, length, &sealed), REPLY_MISTYPED);
    const char newer[] = "alcove:AMKWC3TZORUGS3THEBQXIIDBNRWGWLWIVM";
    assert_int_equal(reply_decode(newer, strlen(newer), &sealed), REPLY_NEWER_VERSION);
}

/* By Python, hashlib and libsodium's cipher from the format in the header: the secret 32 times
 * 0xa5, the nonce 0 to 23, one candidate 192.0.2.7:4242. */
static void the_text_never_changes_for_this_version(void **state)
{
    (void)state;
    uint8_t next = 0;
    uint8_t made_of[INVITE_SECRET_BYTES];
    const struct alcove_random random = {fill_counted, &next};
    struct reply reply = {.candidate_count = 1};
    char text[REPLY_TEXT_BYTES_MAX];
    memset(made_of, 0xa5, sizeof made_of);
    reply.candidates[0] = numbered("192.0.2.", 7, ":4242");
    reply_encode(&reply, made_of, &random, text);
    assert_string_equal(text, "alcove:AJAAF7CBCGLKP2BRJ4AACAQDAQCQMBYIBEFAWDANBYHRAEISCMKBKFQXJ"
                              "BZDULSW6FMVL5FHSYWXG3BXSSAZSQRWVJ6KB22ITNZWLDQ");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_to_who_made_the_invite),
    cmocka_unit_test(what_does_not_fit_is_left_out),
    cmocka_unit_test(another_invite_neither_finds_nor_opens_it),
    cmocka_unit_test(a_change_anywhere_opens_nothing),
    cmocka_unit_test(the_text_tells_nobody_else_where_they_are),
    cmocka_unit_test(an_invite_and_a_reply_are_told_apart),
    cmocka_unit_test(mistakes_are_told_apart_as_those_of_an_invite),
    cmocka_unit_test(the_text_never_changes_for_this_version),
};
TEST_GROUP(reply, tests)
