#include "reach/pcp.h"

#include <string.h>

#include "base/bytes.h"
#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static struct pcp_map asked_map(void)
{
    struct pcp_map map = {
        .protocol = PCP_UDP,
        .internal_port = 41000,
        .lifetime_s = 7200,
        .external = at("0.0.0.0:0"),
    };
    for (size_t i = 0; i < sizeof map.nonce; i++)
        map.nonce[i] = (uint8_t)(0xa0 + i);
    return map;
}

/* By hand from RFC 6887 sections 7.2 and 11.1. */
static const char granted[] = "0281000000001c2000000064000000000000000000000000"
                              "a0a1a2a3a4a5a6a7a8a9aaab11000000a028a411"
                              "00000000000000000000ffff2d000105";

static void a_request_is_what_the_rfc_draws(void **state)
{
    (void)state;
    uint8_t expected[PCP_MAP_BYTES];
    uint8_t request[PCP_MAP_BYTES];
    struct pcp_map map = asked_map();
    struct alcove_address client = at("192.168.1.2:9999");
    size_t size = from_hex("0201000000001c2000000000000000000000ffffc0a80102"
                           "a0a1a2a3a4a5a6a7a8a9aaab11000000a0280000"
                           "00000000000000000000ffff00000000",
                           expected, sizeof expected);
    assert_int_equal(size, PCP_MAP_BYTES);
    pcp_encode_map(&map, &client, request);
    assert_memory_equal(request, expected, sizeof expected);
}

static void a_granted_mapping_is_read(void **state)
{
    (void)state;
    uint8_t bytes[PCP_MAP_BYTES];
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    struct alcove_address external = at("45.0.1.5:42001");
    size_t size = from_hex(granted, bytes, sizeof bytes);
    assert_int_equal(pcp_decode_map(bytes, size, &map, &answer), PCP_ANSWER);
    assert_int_equal(answer.result, PCP_SUCCESS);
    assert_int_equal(answer.lifetime_s, 7200);
    assert_int_equal(answer.epoch_s, 100);
    assert_true(alcove_address_equal(&answer.external, &external));
}

static void an_answer_may_have_options_behind_it(void **state)
{
    (void)state;
    uint8_t bytes[PCP_MAP_BYTES + 8] = {0};
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    (void)from_hex(granted, bytes, sizeof bytes);
    assert_int_equal(pcp_decode_map(bytes, sizeof bytes, &map, &answer), PCP_ANSWER);
}

static void a_refusal_gives_its_reason_and_no_address(void **state)
{
    (void)state;
    uint8_t bytes[PCP_MAP_BYTES];
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    size_t size = from_hex(granted, bytes, sizeof bytes);
    bytes[3] = PCP_NO_RESOURCES;
    assert_int_equal(pcp_decode_map(bytes, size, &map, &answer), PCP_ANSWER);
    assert_int_equal(answer.result, PCP_NO_RESOURCES);
    assert_int_equal(answer.external.port, 0);
    assert_int_equal(answer.lifetime_s, 7200);
}

static void what_answers_something_else_is_dropped(void **state)
{
    (void)state;
    /* version, the answer bit, the opcode; nonce; protocol; inner port */
    static const size_t places[] = {0, 1, 24, 35, 36, 40, 41};
    uint8_t bytes[PCP_MAP_BYTES];
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        size_t size = from_hex(granted, bytes, sizeof bytes);
        bytes[places[i]] ^= 0x81;
        assert_int_equal(pcp_decode_map(bytes, size, &map, &answer), PCP_NOT_THE_ANSWER);
        assert_int_equal(answer.lifetime_s, 0);
    }
}

static void a_cut_answer_is_dropped_at_every_length(void **state)
{
    (void)state;
    uint8_t bytes[PCP_MAP_BYTES];
    uint8_t long_one[PCP_DATAGRAM_BYTES_MAX + 4] = {0};
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    size_t size = from_hex(granted, bytes, sizeof bytes);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(pcp_decode_map(bytes, cut, &map, &answer), PCP_NOT_THE_ANSWER);
    memcpy(long_one, bytes, size);
    assert_int_equal(pcp_decode_map(long_one, PCP_DATAGRAM_BYTES_MAX, &map, &answer), PCP_ANSWER);
    assert_int_equal(pcp_decode_map(long_one, sizeof long_one, &map, &answer), PCP_NOT_THE_ANSWER);
}

static void a_router_of_another_version_says_so(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0080000100000064",                                 /* NAT-PMP: RFC 6886 section 3.5 */
        "0081000100000064",                                 /* the same, with our opcode */
        "038100010000000000000064000000000000000000000000", /* a PCP after ours */
    };
    struct pcp_map map = asked_map();
    struct pcp_answer answer;
    uint8_t bytes[PCP_MAP_BYTES];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        size_t size = from_hex(texts[i], bytes, sizeof bytes);
        assert_int_equal(pcp_decode_map(bytes, size, &map, &answer), PCP_OTHER_VERSION);
    }
    size_t size = from_hex("0080000000000064", bytes, sizeof bytes);
    assert_int_equal(pcp_decode_map(bytes, size, &map, &answer), PCP_NOT_THE_ANSWER);
}

static void pauses_double_from_three_seconds_to_a_quarter_of_an_hour(void **state)
{
    (void)state;
    assert_true(pcp_retry_after(0, 0) == PCP_RETRY_FIRST_US * 9 / 10);
    assert_true(pcp_retry_after(0, 255) == PCP_RETRY_FIRST_US * 11 / 10);
    uint64_t pause_us = 0;
    for (int i = 0; i < 20; i++) {
        uint64_t next_us = pcp_retry_after(pause_us, 127);
        assert_true(next_us <= PCP_RETRY_MAX_US * 11 / 10);
        assert_true(next_us > pause_us || pause_us > PCP_RETRY_MAX_US * 9 / 10);
        pause_us = next_us;
    }
    assert_true(pause_us > PCP_RETRY_MAX_US * 9 / 10);
}

static void a_router_whose_clock_runs_on_has_kept_its_state(void **state)
{
    (void)state;
    struct pcp_epoch epoch = {0};
    assert_true(pcp_epoch_check(&epoch, 1000, 50));
    assert_true(pcp_epoch_check(&epoch, 1100, 150));
    assert_true(pcp_epoch_check(&epoch, 1100, 149)); /* two answers in the wrong order */
    assert_true(pcp_epoch_check(&epoch, 4700, 3749));
    assert_true(pcp_epoch_check(&epoch, 8300, 7300)); /* it lost a minute in an hour */
}

static void a_router_that_began_anew_or_stood_still_has_lost_it(void **state)
{
    (void)state;
    struct pcp_epoch epoch = {0};
    assert_true(pcp_epoch_check(&epoch, 1000, 5000));
    assert_false(pcp_epoch_check(&epoch, 1100, 3));
    assert_true(pcp_epoch_check(&epoch, 1200, 103));
    assert_false(pcp_epoch_check(&epoch, 4800, 110));
    assert_false(pcp_epoch_check(&epoch, 4810, 4000));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_request_is_what_the_rfc_draws),
    cmocka_unit_test(a_granted_mapping_is_read),
    cmocka_unit_test(an_answer_may_have_options_behind_it),
    cmocka_unit_test(a_refusal_gives_its_reason_and_no_address),
    cmocka_unit_test(what_answers_something_else_is_dropped),
    cmocka_unit_test(a_cut_answer_is_dropped_at_every_length),
    cmocka_unit_test(a_router_of_another_version_says_so),
    cmocka_unit_test(pauses_double_from_three_seconds_to_a_quarter_of_an_hour),
    cmocka_unit_test(a_router_whose_clock_runs_on_has_kept_its_state),
    cmocka_unit_test(a_router_that_began_anew_or_stood_still_has_lost_it),
};
TEST_GROUP(pcp, tests)
