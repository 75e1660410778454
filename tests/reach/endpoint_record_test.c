#include "reach/endpoint_record.h"

#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static struct candidate at(const char *text, enum candidate_kind kind)
{
    struct candidate candidate = {.kind = kind};
    assert_true(address_text_parse(text, &candidate.address));
    return candidate;
}

static bool add(struct endpoint_record *record, const char *text, enum candidate_kind kind)
{
    struct candidate candidate = at(text, kind);
    return endpoint_record_add(record, &candidate);
}

/* As large as ours get. */
static struct endpoint_record full_record(void)
{
    struct endpoint_record record = {
        .mapping = NAT_DEPENDENT,
        .behind_carrier = true,
        .ports = {.low = 40000, .high = 40511, .step = 2},
        .ports_ip4 = UINT32_C(0xc6336409),
        .seeking_since_s = UINT64_C(1800000000),
        .punch_nonce = UINT64_C(0x0123456789abcdef),
        .heard_nonce = UINT64_C(0xfedcba9876543210),
        .relay = {.address = at("[2001:db8::99]:4500", CANDIDATE_HOST).address, .tcp_port = 443},
        .link_version = 1,
        .words_read = 12345,
    };
    const char *texts[] = {"[2001:db8::1]:1001", "[2001:db8::2]:1002", "[2001:db8::3]:1003",
                           "[2001:db8::4]:1004", "[2001:db8::5]:1005", "[2001:db8::6]:1006",
                           "[2001:db8::7]:1007", "[2001:db8::8]:1008"};
    for (size_t i = 0; i < ENDPOINT_CANDIDATES_MAX; i++)
        assert_true(add(&record, texts[i], CANDIDATE_HOST));
    memset(record.relay.id, 0x1d, sizeof record.relay.id);
    memset(record.relay.key, 0x4b, sizeof record.relay.key);
    return record;
}

static void assert_same_record(const struct endpoint_record *a, const struct endpoint_record *b)
{
    assert_int_equal(a->candidate_count, b->candidate_count);
    for (size_t i = 0; i < a->candidate_count; i++) {
        assert_true(alcove_address_equal(&a->candidates[i].address, &b->candidates[i].address));
        assert_int_equal(a->candidates[i].kind, b->candidates[i].kind);
    }
    assert_int_equal(a->mapping, b->mapping);
    assert_int_equal(a->behind_carrier, b->behind_carrier);
    assert_memory_equal(&a->ports, &b->ports, sizeof a->ports);
    assert_int_equal(a->ports_ip4, b->ports_ip4);
    assert_true(a->seeking_since_s == b->seeking_since_s);
    assert_true(a->punch_nonce == b->punch_nonce);
    assert_true(a->heard_nonce == b->heard_nonce);
    assert_true(alcove_address_equal(&a->relay.address, &b->relay.address));
    assert_int_equal(a->relay.tcp_port, b->relay.tcp_port);
    assert_memory_equal(a->relay.id, b->relay.id, sizeof a->relay.id);
    assert_memory_equal(a->relay.key, b->relay.key, sizeof a->relay.key);
    assert_int_equal(a->link_version, b->link_version);
    assert_true(a->words_read == b->words_read);
}

static void comes_back_as_it_was_full_and_empty(void **state)
{
    (void)state;
    const struct endpoint_record records[] = {full_record(), {0}};
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
        struct endpoint_record again;
        size_t size = endpoint_record_encode(&records[i], bytes);
        assert_true(endpoint_record_decode(bytes, size, &again));
        assert_same_record(&records[i], &again);
    }
}

static void the_largest_of_ours_leaves_room_for_later_fields(void **state)
{
    (void)state;
    struct endpoint_record record = full_record();
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    assert_int_equal(endpoint_record_encode(&record, bytes), 20 + 8 * 19 + 12 + 70 + 10 + 10);
}

/* Written by hand from the form in the header. */
static void the_bytes_never_change_for_this_version(void **state)
{
    (void)state;
    struct endpoint_record record = {.mapping = NAT_DEPENDENT,
                                     .behind_carrier = true,
                                     .ports = {.low = 256, .high = 767, .step = 1},
                                     .ports_ip4 = UINT32_C(0xc0000207),
                                     .seeking_since_s = UINT64_C(1800000000),
                                     .punch_nonce = 5,
                                     .link_version = 3,
                                     .words_read = 2};
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    uint8_t expected[ENDPOINT_RECORD_BYTES_MAX];
    assert_true(add(&record, "192.0.2.7:4242", CANDIDATE_REFLEXIVE));
    assert_true(add(&record, "[2001:db8::1]:4243", CANDIDATE_HOST));
    size_t size = endpoint_record_encode(&record, bytes);
    size_t wanted = from_hex("010383000000006b49d200000000000000000502"
                             "6020010db80000000000000000000000011093"
                             "42c00002071092"
                             "010a010002ff0001c0000207"
                             "03080000000000000002",
                             expected, sizeof expected);
    assert_int_equal(size, wanted);
    assert_memory_equal(bytes, expected, size);
}

static void every_cut_is_refused_or_leaves_whole_fields(void **state)
{
    (void)state;
    struct endpoint_record record = full_record();
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    size_t size = endpoint_record_encode(&record, bytes);
    size_t head = 20 + 8 * 19;
    for (size_t cut = 0; cut < size; cut++) {
        struct endpoint_record again;
        bool whole = cut == head || cut == head + 12 || cut == head + 82 || cut == head + 92;
        assert_int_equal(endpoint_record_decode(bytes, cut, &again), whole);
        if (!whole) {
            const struct endpoint_record zero = {0};
            assert_same_record(&again, &zero);
        }
    }
}

static void unknown_fields_are_skipped_anywhere(void **state)
{
    (void)state;
    struct endpoint_record record = full_record();
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    uint8_t longer[ENDPOINT_RECORD_BYTES_MAX];
    struct endpoint_record again;
    size_t size = endpoint_record_encode(&record, bytes);
    size_t head = 20 + 8 * 19;
    const uint8_t newer[] = {200, 3, 1, 2, 3};
    memcpy(longer, bytes, head);
    memcpy(longer + head, newer, sizeof newer);
    memcpy(longer + head + sizeof newer, bytes + head, size - head);
    size += sizeof newer;
    longer[size] = 201;
    longer[size + 1] = 0;
    size += 2;
    assert_true(endpoint_record_decode(longer, size, &again));
    assert_same_record(&record, &again);
    /* One that runs over the end is not skipped. */
    longer[size - 1] = 1;
    assert_false(endpoint_record_decode(longer, size, &again));
    assert_false(endpoint_record_decode(longer, size - 1, &again));
}

static void a_record_that_fills_all_its_bytes_is_read_and_one_more_is_not(void **state)
{
    (void)state;
    struct endpoint_record record = {0};
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX + 2] = {0};
    struct endpoint_record again;
    size_t size = endpoint_record_encode(&record, bytes);
    bytes[size] = 99;
    bytes[size + 1] = 200;
    size += 202;
    bytes[size] = 98;
    bytes[size + 1] = (uint8_t)(ENDPOINT_RECORD_BYTES_MAX - size - 2);
    assert_true(endpoint_record_decode(bytes, ENDPOINT_RECORD_BYTES_MAX, &again));
    bytes[size + 1]++;
    assert_false(endpoint_record_decode(bytes, ENDPOINT_RECORD_BYTES_MAX + 1, &again));
}

static void what_breaks_the_form_is_refused(void **state)
{
    (void)state;
    const char *texts[] = {
        "",
        /* version 0 and 2 */
        "0003830000000000000000000000000000000500",
        "0203830000000000000000000000000000000500",
        /* nine candidates */
        "0103830000000000000000000000000000000509"
        "42c0000207109242c0000207109242c0000207109242c00002071092"
        "42c0000207109242c0000207109242c0000207109242c0000207109242c00002071092",
        /* family 5 */
        "010383000000000000000000000000000000050152c00002071092",
        /* IPv4 in the long form */
        "0103830000000000000000000000000000000501"
        "6000000000000000000000ffffc00002071092",
        /* the ports twice */
        "0103830000000000000000000000000000000500010a010002ff0001c0000207"
        "010a010002ff0001c0000207",
        /* the ports of another size */
        "0103830000000000000000000000000000000500010b010002ff0001c000020700",
        /* a ticket without its end */
        "010383000000000000000000000000000000050002022001",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
        struct endpoint_record again;
        size_t size = from_hex(texts[i], bytes, sizeof bytes);
        assert_false(endpoint_record_decode(bytes, size, &again));
    }
    struct endpoint_record again;
    assert_false(endpoint_record_decode(NULL, 0, &again));
}

static void what_is_unknown_or_of_no_use_is_left_out(void **state)
{
    (void)state;
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    struct endpoint_record again;
    /* Mapping 9; kind 5; a range upside down of no real address. */
    size_t size = from_hex("0103090000000000000000000000000000000502"
                           "45c0000207109240c00002081092"
                           "010a02ff01000001c0000207",
                           bytes, sizeof bytes);
    assert_true(endpoint_record_decode(bytes, size, &again));
    assert_int_equal(again.mapping, NAT_UNKNOWN);
    assert_false(again.behind_carrier);
    assert_int_equal(again.candidate_count, 1);
    assert_int_equal(again.candidates[0].kind, CANDIDATE_HOST);
    assert_int_equal(again.candidates[0].address.ip[15], 8);
    assert_int_equal(again.ports.low, 0);
    assert_int_equal(again.ports_ip4, 0);
    /* The right way round, but of a multicast address. */
    size = from_hex("0103090000000000000000000000000000000500010a010002ff0001e0000207", bytes,
                    sizeof bytes);
    assert_true(endpoint_record_decode(bytes, size, &again));
    assert_int_equal(again.ports.low, 0);
    /* The last byte of the address tells; 0 stands for that of a candidate. */
    memset(bytes + size - 4, 0, 4);
    assert_true(endpoint_record_decode(bytes, size, &again));
    assert_int_equal(again.ports.low, 256);
}

static void a_ticket_for_an_unreachable_helper_is_none(void **state)
{
    (void)state;
    struct endpoint_record record = full_record();
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    struct endpoint_record again;
    size_t size = endpoint_record_encode(&record, bytes);
    size_t ticket = size - 20 - 68;
    memset(bytes + ticket + 16, 0, 2);
    assert_true(endpoint_record_decode(bytes, size, &again));
    assert_int_equal(again.relay.address.port, 0);
    assert_int_equal(again.relay.tcp_port, 0);
}

static void addresses_nobody_can_reach_are_dropped(void **state)
{
    (void)state;
    const char *never[] = {"0.0.0.0:1",   "0.1.2.3:1",       "224.0.0.1:1", "239.255.255.250:1",
                           "240.0.0.1:1", "192.0.2.1:0",     "[::]:1",      "255.255.255.255:1",
                           "[ff02::1]:1", "[2001:db8::1]:0", "[fe80::1]:1", "[febf::1]:1"};
    const char *loopback[] = {"127.0.0.1:1", "127.255.0.1:1", "[::1]:1"};
    const char *fine[] = {"192.0.2.1:1", "10.0.0.1:65535", "100.64.0.1:1",     "[fec0::1]:1",
                          "[fd00::1]:1", "[::2]:1",        "223.255.255.255:1"};
    for (int kind = CANDIDATE_HOST; kind <= CANDIDATE_TCP; kind++) {
        struct endpoint_record record = {0};
        for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
            assert_false(add(&record, never[i], (enum candidate_kind)kind));
        assert_int_equal(record.candidate_count, 0);
        for (size_t i = 0; i < sizeof loopback / sizeof loopback[0]; i++)
            assert_int_equal(add(&record, loopback[i], (enum candidate_kind)kind),
                             kind == CANDIDATE_HOST);
        memset(&record, 0, sizeof record);
        for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
            assert_true(add(&record, fine[i], (enum candidate_kind)kind));
    }
}

static void unreachable_ones_are_dropped_from_bytes_too(void **state)
{
    (void)state;
    uint8_t bytes[ENDPOINT_RECORD_BYTES_MAX];
    struct endpoint_record again;
    /* Loopback as REFLEXIVE and as HOST, port 0, broadcast, ::, the same twice. */
    size_t size = from_hex("0103000000000000000000000000000000000007"
                           "427f0000011092407f000001109240c0000207000040ffffffff1092"
                           "60000000000000000000000000000000001092"
                           "42c0000207109242c00002071092",
                           bytes, sizeof bytes);
    assert_true(endpoint_record_decode(bytes, size, &again));
    assert_int_equal(again.candidate_count, 2);
    assert_int_equal(again.candidates[0].address.ip[12], 127);
    assert_int_equal(again.candidates[0].kind, CANDIDATE_HOST);
    assert_int_equal(again.candidates[1].kind, CANDIDATE_REFLEXIVE);
}

static void local_comes_first_then_ipv6_mapped_reflexive_tcp(void **state)
{
    (void)state;
    struct endpoint_record record = {0};
    assert_true(add(&record, "192.0.2.1:443", CANDIDATE_TCP));
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_REFLEXIVE));
    assert_true(add(&record, "192.0.2.1:8", CANDIDATE_MAPPED));
    assert_true(add(&record, "[2001:db8::1]:9", CANDIDATE_HOST));
    assert_true(add(&record, "[2001:db8::2]:9", CANDIDATE_MAPPED));
    assert_true(add(&record, "10.0.0.1:9", CANDIDATE_HOST));
    assert_true(add(&record, "[fd00::1]:9", CANDIDATE_HOST));
    const struct candidate wanted[] = {
        at("10.0.0.1:9", CANDIDATE_HOST),      at("[fd00::1]:9", CANDIDATE_HOST),
        at("[2001:db8::1]:9", CANDIDATE_HOST), at("[2001:db8::2]:9", CANDIDATE_MAPPED),
        at("192.0.2.1:8", CANDIDATE_MAPPED),   at("192.0.2.1:7", CANDIDATE_REFLEXIVE),
        at("192.0.2.1:443", CANDIDATE_TCP),
    };
    assert_int_equal(record.candidate_count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(record.candidates[i].kind, wanted[i].kind);
        assert_true(alcove_address_equal(&record.candidates[i].address, &wanted[i].address));
    }
}

static void the_same_address_is_kept_once_with_its_better_kind(void **state)
{
    (void)state;
    struct endpoint_record record = {0};
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_REFLEXIVE));
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_REFLEXIVE));
    assert_int_equal(record.candidate_count, 1);
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_HOST));
    assert_int_equal(record.candidate_count, 1);
    assert_int_equal(record.candidates[0].kind, CANDIDATE_HOST);
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_MAPPED));
    assert_int_equal(record.candidates[0].kind, CANDIDATE_HOST);
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_TCP));
    assert_int_equal(record.candidate_count, 2);
    assert_int_equal(record.candidates[1].kind, CANDIDATE_TCP);
}

static void many_interfaces_do_not_push_out_the_only_address_seen_from_outside(void **state)
{
    (void)state;
    struct endpoint_record record = {0};
    const char *hosts[] = {"10.0.0.1:9", "10.0.1.1:9", "10.0.2.1:9", "10.0.3.1:9", "10.0.4.1:9",
                           "10.0.5.1:9", "10.0.6.1:9", "10.0.7.1:9", "10.0.8.1:9"};
    for (size_t i = 0; i < 8; i++)
        assert_true(add(&record, hosts[i], CANDIDATE_HOST));
    assert_false(add(&record, hosts[8], CANDIDATE_HOST));
    assert_true(add(&record, hosts[3], CANDIDATE_HOST));
    assert_true(add(&record, "192.0.2.1:7", CANDIDATE_REFLEXIVE));
    assert_true(add(&record, "[2001:db8::1]:9", CANDIDATE_HOST));
    assert_false(add(&record, hosts[8], CANDIDATE_HOST));
    assert_int_equal(record.candidate_count, 8);
    /* The earliest of the largest group stayed. */
    assert_int_equal(record.candidates[0].address.ip[14], 0);
    assert_int_equal(record.candidates[5].address.ip[14], 5);
    assert_int_equal(record.candidates[7].kind, CANDIDATE_REFLEXIVE);
}

static void equal_records_give_equal_bytes_and_a_changed_one_does_not(void **state)
{
    (void)state;
    struct endpoint_record a = full_record();
    struct endpoint_record b = full_record();
    uint8_t bytes[2][ENDPOINT_RECORD_BYTES_MAX];
    size_t size = endpoint_record_encode(&a, bytes[0]);
    assert_int_equal(endpoint_record_encode(&b, bytes[1]), size);
    assert_memory_equal(bytes[0], bytes[1], size);
    b.punch_nonce++;
    assert_int_equal(endpoint_record_encode(&b, bytes[1]), size);
    assert_memory_not_equal(bytes[0], bytes[1], size);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(comes_back_as_it_was_full_and_empty),
    cmocka_unit_test(the_largest_of_ours_leaves_room_for_later_fields),
    cmocka_unit_test(the_bytes_never_change_for_this_version),
    cmocka_unit_test(every_cut_is_refused_or_leaves_whole_fields),
    cmocka_unit_test(unknown_fields_are_skipped_anywhere),
    cmocka_unit_test(a_record_that_fills_all_its_bytes_is_read_and_one_more_is_not),
    cmocka_unit_test(what_breaks_the_form_is_refused),
    cmocka_unit_test(what_is_unknown_or_of_no_use_is_left_out),
    cmocka_unit_test(a_ticket_for_an_unreachable_helper_is_none),
    cmocka_unit_test(addresses_nobody_can_reach_are_dropped),
    cmocka_unit_test(unreachable_ones_are_dropped_from_bytes_too),
    cmocka_unit_test(local_comes_first_then_ipv6_mapped_reflexive_tcp),
    cmocka_unit_test(the_same_address_is_kept_once_with_its_better_kind),
    cmocka_unit_test(many_interfaces_do_not_push_out_the_only_address_seen_from_outside),
    cmocka_unit_test(equal_records_give_equal_bytes_and_a_changed_one_does_not),
};
TEST_GROUP(endpoint_record, tests)
