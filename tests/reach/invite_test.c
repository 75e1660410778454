#include "reach/invite.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

#define NOW_S UINT64_C(1800000000)

static struct invite whole_invite(void)
{
    struct invite invite = {.expires_at_s = NOW_S + INVITE_LIFETIME_S_MAX, .candidate_count = 4};
    for (size_t i = 0; i < sizeof invite.secret; i++)
        invite.secret[i] = (uint8_t)(7 * i + 1);
    assert_true(address_text_parse("192.168.1.20:40000", &invite.candidates[0]));
    assert_true(address_text_parse("[2001:db8::17]:40000", &invite.candidates[1]));
    assert_true(address_text_parse("[fd00::17]:40000", &invite.candidates[2]));
    assert_true(address_text_parse("[::1]:65535", &invite.candidates[3]));
    return invite;
}

static void assert_same_invite(const struct invite *a, const struct invite *b)
{
    assert_memory_equal(a->secret, b->secret, sizeof a->secret);
    assert_true(a->expires_at_s == b->expires_at_s);
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < a->candidate_count; i++)
        assert_true(alcove_address_equal(&a->candidates[i], &b->candidates[i]));
}

static void assert_empty(const struct invite *invite)
{
    const struct invite zero = {0};
    assert_memory_equal(invite->secret, zero.secret, sizeof zero.secret);
    assert_true(invite->expires_at_s == 0);
    assert_int_equal(invite->candidate_count, 0);
}

static void comes_back_as_it_was_made_with_0_to_4_candidates(void **state)
{
    (void)state;
    for (size_t count = 0; count <= INVITE_CANDIDATES_MAX; count++) {
        struct invite invite = whole_invite();
        struct invite again;
        char text[INVITE_TEXT_BYTES_MAX];
        invite.candidate_count = count;
        size_t length = invite_encode(&invite, text);
        assert_int_equal(strlen(text), length);
        assert_int_equal(invite_decode(text, length, NOW_S, &again), INVITE_OK);
        assert_same_invite(&again, &invite);
    }
}

static void the_longest_invite_has_at_most_240_characters(void **state)
{
    (void)state;
    struct invite invite = whole_invite();
    char text[INVITE_TEXT_BYTES_MAX];
    for (size_t i = 0; i < INVITE_CANDIDATES_MAX; i++)
        invite.candidates[i] = invite.candidates[1];
    invite.expires_at_s = (UINT64_C(1) << 40) - 1;
    assert_in_range(invite_encode(&invite, text), 1, 240);
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
        text, "alcove:AEZQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBATAAAAQHC"
              "CJFCYCPEU");
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
        "alcove:ALJHG33NMV2GQ2LOM4QGK3TUNFZGK3DZEBSGSZTGMVZGK3TUEBQW4ZBANRXW4Z3FOIQHI2DBN"
        "YQGEZLGN5ZGK43PNVSXI2DJNZTSAZLOORUXEZLMPEQGI2LGMZSXEZLOOQQGC3TEEBWG63THMVZCA5DIM"
        "FXCAYTFMZXXEZLTN5WWK5DINFXGOIDFNZ2GS4TFNR4SAZDJMZTGK4TFNZ2CAYLOMQQGY33OM5SXEIDUN"
        "BQW4IDCMVTG64TFONXW2ZLUNBUW4ZZAMVXHI2LSMVWHSIDENFTGMZLSMVXHIIDBNZSCA3DPNZTWK4RAO"
        "RUGC3RAMJSWM33SMUQRHKUZ";
    assert_int_equal(invite_decode(newer, strlen(newer), NOW_S, &again), INVITE_NEWER_VERSION);
    assert_empty(&again);
}

/* Each has a right checksum, so that only the rule it breaks can refuse it. */
static void whole_texts_with_wrong_insides_are_refused(void **state)
{
    (void)state;
    const char *texts[] = {
        /* version 0 */
        "alcove:AAZQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBATAAAAQHC"
        "CJEMMSXEQ",
        /* port 0 */
        "alcove:AEZQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBATAAAAQHA"
        "AAO2L4SFU",
        /* unknown sort of candidate */
        "alcove:AEZQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBAXAAAAQHC"
        "CJNUX75IU",
        /* five candidates */
        "alcove:AFHQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIFATAAAAQHC"
        "CJAJQAAAIDRBEQEYAAAEBYQSICMAAACA4IJEBGAAABAOEESUUTIA3Q",
        /* a candidate too few */
        "alcove:AEZQA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJICATAAAAQHC"
        "CJBMDWQM4",
        /* a byte after the last candidate */
        "alcove:AE2AA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBATAAAAQHC"
        "CJAAWE2NMXA",
        /* an IPv4 address in the long form */
        "alcove:AE7QA22J2IAKLJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJNFUWS2LJIBAYAAAAAAA"
        "AAAAAAAAD777QAAAIDRBEWZGAHAA",
        /* no secret */
        "alcove:AEFQA22J2IALDB3B2I",
        /* nothing */
        "alcove:AEDGFBSYU4",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct invite again;
        assert_int_equal(invite_decode(texts[i], strlen(texts[i]), NOW_S, &again), INVITE_MISTYPED);
        assert_empty(&again);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_as_it_was_made_with_0_to_4_candidates),
    cmocka_unit_test(the_longest_invite_has_at_most_240_characters),
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
