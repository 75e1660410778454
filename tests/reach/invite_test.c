#include "reach/invite.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

#define NOW_S UINT64_C(1800000000)

static struct invite whole_invite(void)
{
    struct invite invite = {.expires_at_s = NOW_S + INVITE_LIFETIME_S_MAX,
                            .candidate_count = 4,
                            .node_count = 2,
                            .reply_wanted = true};
    for (size_t i = 0; i < sizeof invite.secret; i++)
        invite.secret[i] = (uint8_t)(7 * i + 1);
    assert_true(address_text_parse("192.168.1.20:40000", &invite.candidates[0]));
    assert_true(address_text_parse("[2001:db8::17]:40000", &invite.candidates[1]));
    assert_true(address_text_parse("[fd00::17]:40000", &invite.candidates[2]));
    assert_true(address_text_parse("203.0.113.9:65535", &invite.candidates[3]));
    assert_true(address_text_parse("198.51.100.9:6881", &invite.nodes[0]));
    assert_true(address_text_parse("[2001:db8:5::9]:6881", &invite.nodes[1]));
    return invite;
}

static void assert_same_invite(const struct invite *a, const struct invite *b)
{
    assert_memory_equal(a->secret, b->secret, sizeof a->secret);
    assert_true(a->expires_at_s == b->expires_at_s);
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < a->candidate_count; i++)
        assert_true(alcove_address_equal(&a->candidates[i], &b->candidates[i]));
    assert_int_equal(a->node_count, b->node_count);
    for (size_t i = 0; i < a->node_count; i++)
        assert_true(alcove_address_equal(&a->nodes[i], &b->nodes[i]));
    assert_int_equal(a->reply_wanted, b->reply_wanted);
}

static void assert_empty(const struct invite *invite)
{
    const struct invite zero = {0};
    assert_memory_equal(invite->secret, zero.secret, sizeof zero.secret);
    assert_true(invite->expires_at_s == 0);
    assert_int_equal(invite->candidate_count, 0);
    assert_int_equal(invite->node_count, 0);
    assert_false(invite->reply_wanted);
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

static void read_back(const struct invite *invite, struct invite *again)
{
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(invite, text);
    assert_in_range(length, 1, 240);
    assert_int_equal(strlen(text), length);
    assert_int_equal(invite_decode(text, length, NOW_S, again), INVITE_OK);
}

static void comes_back_as_it_was_made_with_up_to_8_of_each(void **state)
{
    (void)state;
    for (unsigned candidates = 0; candidates <= INVITE_CANDIDATES_MAX; candidates++) {
        for (unsigned nodes = 0; nodes <= INVITE_NODES_MAX; nodes++) {
            struct invite invite = {.expires_at_s = NOW_S + 1, .reply_wanted = nodes % 2 == 1};
            struct invite again;
            invite.candidate_count = candidates;
            invite.node_count = nodes;
            for (unsigned i = 0; i < candidates; i++)
                invite.candidates[i] = numbered("203.0.113.", i, ":40000");
            for (unsigned i = 0; i < nodes; i++)
                invite.nodes[i] = numbered("198.51.100.", i, ":6881");
            read_back(&invite, &again);
            assert_same_invite(&again, &invite);
        }
    }
    struct invite mixed = whole_invite();
    struct invite again;
    read_back(&mixed, &again);
    assert_same_invite(&again, &mixed);
}

/* Two IPv4 and two IPv6 candidates, as a home has them, leave room for all eight nodes. */
static void an_ordinary_invite_has_room_for_eight_nodes(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    struct invite again;
    invite.node_count = INVITE_NODES_MAX;
    for (unsigned i = 0; i < INVITE_NODES_MAX; i++)
        invite.nodes[i] = numbered("198.51.100.", i, ":6881");
    read_back(&invite, &again);
    assert_same_invite(&again, &invite);
}

static void what_does_not_fit_is_left_out_the_least_useful_first(void **state)
{
    (void)state;
    struct invite invite = {.expires_at_s = NOW_S + 1, .candidate_count = 8, .node_count = 8};
    struct invite again;
    for (unsigned i = 0; i < 8; i++) {
        invite.candidates[i] = numbered(i % 2 == 0 ? "[fd00::" : "[2001:db8::", i, "]:4000");
        invite.nodes[i] = numbered("198.51.100.", i, ":6881");
    }
    /* 97 bytes: four public candidates of 18, one near one, and one node. */
    read_back(&invite, &again);
    assert_int_equal(again.candidate_count, 5);
    assert_true(alcove_address_equal(&again.candidates[0], &invite.candidates[0]));
    for (size_t i = 1; i < 5; i++)
        assert_true(alcove_address_equal(&again.candidates[i], &invite.candidates[2 * i - 1]));
    assert_int_equal(again.node_count, 1);
    assert_true(alcove_address_equal(&again.nodes[0], &invite.nodes[0]));
    /* With two public ones, two near ones and four nodes, before a third near one. */
    invite.candidates[5] = numbered("[fe80::", 5, "]:4000");
    invite.candidates[7] = numbered("[fe80::", 7, "]:4000");
    read_back(&invite, &again);
    assert_int_equal(again.candidate_count, 4);
    assert_true(alcove_address_equal(&again.candidates[2], &invite.candidates[2]));
    assert_int_equal(again.node_count, 4);
}

static void near_ipv4_addresses_give_way_too(void **state)
{
    (void)state;
    static const char *const near[] = {"10.0.0.",   "172.16.0.",  "172.31.0.", "192.168.0.",
                                       "100.64.0.", "169.254.0.", "127.0.0.",  "224.0.0."};
    for (unsigned i = 0; i < sizeof near / sizeof near[0]; i++) {
        struct invite invite = {.expires_at_s = NOW_S + 1, .candidate_count = 8};
        struct invite again;
        /* Five of 18 bytes leave 7: for the public one, not for the near one before it. */
        invite.candidates[0] = numbered(near[i], 1, ":4000");
        for (unsigned k = 1; k < 6; k++)
            invite.candidates[k] = numbered("[2001:db8::", k, "]:4000");
        invite.candidates[6] = numbered("172.32.0.", 1, ":4000");
        invite.candidates[7] = numbered(near[i], 2, ":4000");
        read_back(&invite, &again);
        assert_int_equal(again.candidate_count, 6);
        assert_true(alcove_address_equal(&again.candidates[5], &invite.candidates[6]));
    }
}

static void the_same_invite_is_always_the_same_text(void **state)
{
    (void)state;
    const struct invite invite = whole_invite();
    char one[INVITE_TEXT_BYTES_MAX];
    char other[INVITE_TEXT_BYTES_MAX];
    invite_encode(&invite, one);
    invite_encode(&invite, other);
    assert_string_equal(one, other);
}

/* Made by hand from the format in the header, the checksum by Python's hashlib.blake2b. */
static void the_text_never_changes_for_this_version(void **state)
{
    (void)state;
    struct invite invite = {.expires_at_s = NOW_S, .candidate_count = 1};
    char text[INVITE_TEXT_BYTES_MAX];
    memset(invite.secret, 0xa5, sizeof invite.secret);
    assert_true(address_text_parse("192.0.2.7:4242", &invite.candidates[0]));
    invite_encode(&invite, text);
    assert_string_equal(
        text, "alcove:AI3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
              "ABAOEESMTZQ4AI");
    invite.reply_wanted = true;
    invite.node_count = 1;
    assert_true(address_text_parse("198.51.100.9:6881", &invite.nodes[0]));
    invite_encode(&invite, text);
    assert_string_equal(
        text, "alcove:AI6ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAEIQAAGAA"
              "ABAOEESYYZWICI24HWBRMUA");
}

static void the_text_is_upper_case_base32_after_the_scheme(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    invite_encode(&invite, text);
    assert_memory_equal(text, "alcove:", 7);
    assert_int_equal(strspn(text + 7, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), strlen(text + 7));
}

static void lower_case_spaces_line_breaks_and_hyphens_do_no_harm(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    struct invite again;
    char text[INVITE_TEXT_BYTES_MAX];
    char mailed[INVITE_INPUT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    size_t size = (size_t)snprintf(mailed, sizeof mailed, " \r\n\t");
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        mailed[size++] = c >= 'A' && c <= 'Z' && i % 2 == 0 ? (char)(c - 'A' + 'a') : c;
        if (i % 30 == 11) {
            memcpy(mailed + size, "-\r\n  ", 5);
            size += 5;
        }
    }
    memcpy(mailed + size, " \n", 2);
    size += 2;
    assert_int_equal(invite_decode(mailed, size, NOW_S, &again), INVITE_OK);
    assert_same_invite(&again, &invite);
    memcpy(text, "ALCOVE:", 7);
    assert_int_equal(invite_decode(text, length, NOW_S, &again), INVITE_OK);
}

static void expires_in_the_second_it_names_and_still_says_what_it_was(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    struct invite again;
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    assert_int_equal(invite_decode(text, length, invite.expires_at_s - 1, &again), INVITE_OK);
    assert_int_equal(invite_decode(text, length, invite.expires_at_s, &again), INVITE_EXPIRED);
    assert_same_invite(&again, &invite);
}

static void cut_at_every_character_it_is_truncated_or_no_invite_at_all(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    for (size_t cut = 0; cut < length; cut++) {
        struct invite again;
        enum invite_outcome outcome = invite_decode(text, cut, NOW_S, &again);
        if (cut < 7)
            assert_int_equal(outcome, INVITE_NOT_AN_INVITE);
        else if (outcome != INVITE_TRUNCATED)
            fail_msg("cut after %zu of %zu: outcome %d", cut, length, (int)outcome);
        assert_empty(&again);
    }
}

static void one_wrong_character_anywhere_is_noticed(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    size_t mistyped = 0;
    size_t tried = 0;
    for (size_t i = 7; i < length; i++) {
        for (const char *c = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; *c != '\0'; c++) {
            struct invite again;
            char right = text[i];
            if (*c == right)
                continue;
            text[i] = *c;
            enum invite_outcome outcome = invite_decode(text, length, NOW_S, &again);
            text[i] = right;
            assert_true(outcome == INVITE_MISTYPED || outcome == INVITE_TRUNCATED);
            assert_empty(&again);
            tried++;
            mistyped += outcome == INVITE_MISTYPED;
        }
    }
    /* Only a mistake in the size byte itself looks like a lost end. */
    assert_true(tried - mistyped <= 2 * 31);
}

static void two_swapped_characters_are_noticed(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    for (size_t i = 7; i + 1 < length; i++) {
        struct invite again;
        char first = text[i];
        if (first == text[i + 1])
            continue;
        text[i] = text[i + 1];
        text[i + 1] = first;
        assert_int_not_equal(invite_decode(text, length, NOW_S, &again), INVITE_OK);
        text[i + 1] = text[i];
        text[i] = first;
    }
}

static void characters_outside_the_alphabet_are_a_mistake(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    size_t length = invite_encode(&invite, text);
    for (const char *c = "01890=_+/.,;:!?%\x80\xff"; *c != '\0'; c++) {
        struct invite again;
        char right = text[60];
        text[60] = *c;
        assert_int_equal(invite_decode(text, length, NOW_S, &again), INVITE_MISTYPED);
        text[60] = right;
    }
}

static void something_else_is_not_an_invite(void **state)
{
    (void)state;
    const char *texts[] = {"",     "alcove",     "https://example.org/",
                           "AEQA", "alcov:AEQA", "lcove:AEQA"};
    struct invite again;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(invite_decode(texts[i], strlen(texts[i]), NOW_S, &again),
                         INVITE_NOT_AN_INVITE);
    assert_int_equal(invite_decode(NULL, 0, NOW_S, &again), INVITE_NOT_AN_INVITE);
    char long_text[INVITE_INPUT_BYTES_MAX + 1];
    memset(long_text, 'A', sizeof long_text);
    memcpy(long_text, "alcove:", 7);
    assert_int_equal(invite_decode(long_text, sizeof long_text, NOW_S, &again),
                     INVITE_NOT_AN_INVITE);
    assert_int_equal(invite_decode(long_text, sizeof long_text - 1, NOW_S, &again),
                     INVITE_MISTYPED);
}

static void a_whole_invite_of_a_newer_app_says_so(void **state)
{
    (void)state;
    struct invite again;
    const char newer[] =
        "alcove:BH7QAAICAMCAKBQHBAEQUCYMBUHA6EARCIJRIFIWC4MBSGQ3DQOR4HZAEERCGJBFEYTSQKJKF"
        "MWC2LRPGAYTEMZUGU3DOOBZHI5TYPJ6H5AECQSDIRCUMR2IJFFEWTCNJZHVAUKSKNKFKVSXLBMVUW24L"
        "VPF6YDBMJRWIZLGM5UGS2TLNRWW433QOFZHG5DVOZ3XQ6L2PN6H27T7QCAYFA4EQWDIPCEJRKFYZDMOR"
        "6IJDEUTSSKZNF4YTGNJXHE5T2P2BINCUOSKLJVHVCU2VK5MVWXK7MFRWKZ3JNNWW64LTOV3XS635P6AY"
        "HBMHRGFY3D4RSOKZPGM3TWP2DI5FU6U2XLNPWGZ3LN5ZXO637QODYXD4TS6NZ7I5HVOX3HN53X7B4PS6"
        "P2PL5XX7BG7F4UR";
    const char shorter[] = "alcove:AMKWC3TZORUGS3THEBQXIIDBNRWGWLWIVM";
    assert_int_equal(invite_decode(newer, strlen(newer), NOW_S, &again), INVITE_NEWER_VERSION);
    assert_int_equal(invite_decode(shorter, strlen(shorter), NOW_S, &again), INVITE_NEWER_VERSION);
    assert_empty(&again);
}

/* Each has a right checksum, so that only the rule it breaks can refuse it. */
static void whole_texts_with_wrong_insides_are_refused(void **state)
{
    (void)state;
    const char *texts[] = {
        /* version 0 */
        "alcove:AA3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOEES4SYKFZQ",
        /* version 1, which no app that was released has made */
        "alcove:AE3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOEESH2AIVHY",
        /* port 0 */
        "alcove:AI3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOAAAKFT5WJA",
        /* an unknown flag */
        "alcove:AI3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAIIAAAGAA"
        "ABAOEESKUD6GUI",
        /* kind 0 */
        "alcove:AI3AAADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOEESC3GCCJY",
        /* kind 3 */
        "alcove:AI3AGADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOEESCYF66MI",
        /* nine candidates */
        "alcove:AJTACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFACIAAAGAA"
        "ABAOEESYAAAEBYQSLAAAAQHCCJMAAACA4IJFQAAAIDRBEWAAABAOEESYAAAEBYQSLAAAAQHCCJMAAACA"
        "4IJFIXYZVEA",
        /* nine nodes */
        "alcove:AJTACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAEQAAGAA"
        "ABAOEESYAAAEBYQSLAAAAQHCCJMAAACA4IJFQAAAIDRBEWAAABAOEESYAAAEBYQSLAAAAQHCCJMAAACA"
        "4IJFU73QYYQ",
        /* a candidate too few */
        "alcove:AI3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAQAAAGAA"
        "ABAOEES7FRMCTY",
        /* a byte after the last candidate */
        "alcove:AI3QCADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIAAAGAA"
        "ABAOEESACXENQQA",
        /* an IPv4 address in the long form */
        "alcove:AJBACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIIAAAAA"
        "AAAAAAAAAAAAAH777AAAAQHCCJFYBBJ64",
        /* the family of an address that is not there */
        "alcove:AI3ACADLJHJABJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFAAIEAAGAA"
        "ABAOEESNGXEFNI",
        /* no secret */
        "alcove:AIGACADLJHJABPUONJ5Q",
        /* nothing */
        "alcove:AIDBY6TX4Y",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct invite again;
        assert_int_equal(invite_decode(texts[i], strlen(texts[i]), NOW_S, &again), INVITE_MISTYPED);
        assert_empty(&again);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_as_it_was_made_with_up_to_8_of_each),
    cmocka_unit_test(an_ordinary_invite_has_room_for_eight_nodes),
    cmocka_unit_test(what_does_not_fit_is_left_out_the_least_useful_first),
    cmocka_unit_test(near_ipv4_addresses_give_way_too),
    cmocka_unit_test(the_same_invite_is_always_the_same_text),
    cmocka_unit_test(the_text_never_changes_for_this_version),
    cmocka_unit_test(the_text_is_upper_case_base32_after_the_scheme),
    cmocka_unit_test(lower_case_spaces_line_breaks_and_hyphens_do_no_harm),
    cmocka_unit_test(expires_in_the_second_it_names_and_still_says_what_it_was),
    cmocka_unit_test(cut_at_every_character_it_is_truncated_or_no_invite_at_all),
    cmocka_unit_test(one_wrong_character_anywhere_is_noticed),
    cmocka_unit_test(two_swapped_characters_are_noticed),
    cmocka_unit_test(characters_outside_the_alphabet_are_a_mistake),
    cmocka_unit_test(something_else_is_not_an_invite),
    cmocka_unit_test(a_whole_invite_of_a_newer_app_says_so),
    cmocka_unit_test(whole_texts_with_wrong_insides_are_refused),
};
TEST_GROUP(invite, tests)
