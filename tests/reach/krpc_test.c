#include "reach/krpc.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

#define ID     "abcdefghij0123456789"
#define TARGET "mnopqrstuvwxyz123456"

static struct dht_id id_of(const char *text)
{
    struct dht_id id;
    memcpy(id.bytes, text, sizeof id.bytes);
    return id;
}

static bool decode(const char *text, struct krpc_message *message)
{
    return krpc_decode((const uint8_t *)text, strlen(text), message);
}

static void assert_encodes(const struct krpc_query *query, const char *expected)
{
    uint8_t bytes[KRPC_QUERY_BYTES_MAX + 1];
    size_t size = krpc_encode(query, bytes);
    bytes[size] = '\0';
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(bytes, expected, size);
}

/* The messages of BEP 5 and BEP 44, with BEP 43's `ro`. */
static void queries_are_written_as_the_beps_show_them(void **state)
{
    (void)state;
    struct krpc_query query = {.own_id = id_of(ID), .target = id_of(TARGET)};
    memcpy(query.transaction, "aabb", 4);
    query.method = KRPC_FIND_NODE;
    assert_encodes(&query,
                   "d1:ad2:id20:" ID "6:target20:" TARGET "e1:q9:find_node2:roi1e1:t4:aabb1:y1:qe");
    query.method = KRPC_GET;
    assert_encodes(&query,
                   "d1:ad2:id20:" ID "6:target20:" TARGET "e1:q3:get2:roi1e1:t4:aabb1:y1:qe");
    query.has_seq = true;
    query.seq = 12;
    assert_encodes(&query, "d1:ad2:id20:" ID "3:seqi12e6:target20:" TARGET
                           "e1:q3:get2:roi1e1:t4:aabb1:y1:qe");
}

static void a_put_carries_key_number_signature_token_and_value(void **state)
{
    (void)state;
    struct dht_item item = {.seq = 7, .value = "hello", .value_size = 5};
    memset(item.public_key, 'K', sizeof item.public_key);
    memset(item.signature, 'S', sizeof item.signature);
    struct krpc_query query = {
        .method = KRPC_PUT,
        .own_id = id_of(ID),
        .item = &item,
        .token = {(const uint8_t *)"tok", 3},
    };
    memcpy(query.transaction, "aabb", 4);
    assert_encodes(&query,
                   "d1:ad2:id20:" ID "1:k32:KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK3:seqi7e3:sig64:"
                   "SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS"
                   "5:token3:tok1:v5:helloe1:q3:put2:roi1e1:t4:aabb1:y1:qe");
}

static void the_longest_put_fits_a_datagram_and_is_read_again(void **state)
{
    (void)state;
    static struct dht_item item = {.seq = DHT_ITEM_SEQ_MAX, .value_size = DHT_ITEM_PUT_BYTES_MAX};
    uint8_t token[KRPC_TOKEN_BYTES_MAX] = {9};
    uint8_t bytes[KRPC_QUERY_BYTES_MAX];
    struct krpc_message message;
    struct krpc_query query = {.method = KRPC_PUT, .item = &item, .token = {token, sizeof token}};
    size_t size = krpc_encode(&query, bytes);
    assert_true(size <= KRPC_QUERY_BYTES_MAX);
    assert_true(krpc_decode(bytes, size, &message));
    assert_int_equal(message.kind, KRPC_QUERY);
    assert_int_equal(message.method, KRPC_PUT);
    assert_true(message.read_only);
    assert_int_equal(message.value.size, DHT_ITEM_PUT_BYTES_MAX);
    assert_true(message.has_seq && message.seq == DHT_ITEM_SEQ_MAX);
    assert_int_equal(message.token.size, sizeof token);
    assert_int_equal(message.public_key.size, DHT_ITEM_PUBLIC_BYTES);
    assert_int_equal(message.signature.size, DHT_ITEM_SIGNATURE_BYTES);
}

static void an_answer_gives_its_nodes_token_and_what_it_saw(void **state)
{
    (void)state;
    struct krpc_message message;
    struct alcove_address seen;
    assert_true(decode("d2:ip6:\x2d\x01\x02\x03\x10\x92"
                       "1:rd2:id20:" ID "5:nodes52:" TARGET "\x2d\x05\x06\x07\x1a\xe1" ID
                       "\x2d\x08\x09\x0a\x1a\xe2"
                       "5:token4:tttte1:t4:aabb1:y1:re",
                       &message));
    assert_int_equal(message.kind, KRPC_RESPONSE);
    assert_memory_equal(message.transaction.bytes, "aabb", 4);
    assert_true(message.has_id);
    assert_memory_equal(message.id.bytes, ID, 20);
    assert_memory_equal(message.token.bytes, "tttt", 4);
    assert_true(address_text_parse("45.1.2.3:4242", &seen));
    assert_true(alcove_address_equal(&message.seen_us_at, &seen));
    assert_int_equal(krpc_node_count(&message, DHT_IPV4), 2);
    assert_int_equal(krpc_node_count(&message, DHT_IPV6), 0);
    struct krpc_node node = krpc_node_at(&message, DHT_IPV4, 1);
    assert_memory_equal(node.id.bytes, ID, 20);
    assert_true(address_text_parse("45.8.9.10:6882", &seen));
    assert_true(alcove_address_equal(&node.address, &seen));
    assert_null(message.value.bytes);
    assert_false(message.has_seq);
}

static void nodes_of_ipv6_stand_apart(void **state)
{
    (void)state;
    struct krpc_message message;
    assert_true(decode("d1:rd2:id20:" ID "6:nodes638:" TARGET "\x20\x01"
                       "abcdefghijklmn"
                       "\x1a\xe1"
                       "e1:t1:x1:y1:re",
                       &message));
    assert_int_equal(krpc_node_count(&message, DHT_IPV4), 0);
    assert_int_equal(krpc_node_count(&message, DHT_IPV6), 1);
    struct krpc_node node = krpc_node_at(&message, DHT_IPV6, 0);
    assert_memory_equal(node.address.ip + 2, "abcdefghijklmn", 14);
    assert_int_equal(node.address.port, 0x1ae1);
}

static void nodes_cut_short_are_none_and_of_too_many_only_the_first_count(void **state)
{
    (void)state;
    char text[2000];
    struct krpc_message message;
    assert_true(decode("d1:rd2:id20:" ID "5:nodes25:" TARGET "12345e1:t1:x1:y1:re", &message));
    assert_int_equal(krpc_node_count(&message, DHT_IPV4), 0);
    assert_true(decode("d1:rd2:id20:" ID "5:nodesi7ee1:t1:x1:y1:re", &message));
    assert_int_equal(krpc_node_count(&message, DHT_IPV4), 0);
    size_t size = (size_t)snprintf(text, sizeof text, "d1:rd2:id20:" ID "5:nodes1040:");
    memset(text + size, 'n', 1040);
    memcpy(text + size + 1040, "e1:t1:x1:y1:re", 15);
    assert_true(decode(text, &message));
    assert_int_equal(krpc_node_count(&message, DHT_IPV4), KRPC_NODES_MAX);
}

static void an_item_is_read_in_parts_of_the_right_size_only(void **state)
{
    (void)state;
    struct krpc_message message;
    const char key[] = "1:k32:KKKKKKKKKKKKKKKKKKKKKKKKKKKKKKKK";
    char text[512];
    snprintf(text, sizeof text, "d1:rd2:id20:" ID "%s3:seqi4e1:v5:helloe1:t1:x1:y1:re", key);
    assert_true(decode(text, &message));
    assert_int_equal(message.public_key.size, 32);
    assert_int_equal(message.value.size, 5);
    assert_true(message.has_seq && message.seq == 4);
    assert_null(message.signature.bytes);
    assert_true(
        decode("d1:rd2:id20:" ID "1:k3:KKK3:seqi-1e3:sig2:SS1:vi7ee1:t1:x1:y1:re", &message));
    assert_null(message.public_key.bytes);
    assert_null(message.signature.bytes);
    assert_null(message.value.bytes); /* no byte string */
    assert_false(message.has_seq);    /* negative */
}

static void values_and_tokens_longer_than_allowed_are_absent(void **state)
{
    (void)state;
    static char text[2048];
    struct krpc_message message;
    for (int size = DHT_ITEM_VALUE_BYTES_MAX; size <= DHT_ITEM_VALUE_BYTES_MAX + 4; size += 4) {
        int head = snprintf(text, sizeof text, "d1:rd2:id20:" ID "1:v%d:", size);
        memset(text + head, 'v', (size_t)size);
        memcpy(text + head + size, "e1:t1:x1:y1:re", 15);
        assert_true(decode(text, &message));
        assert_int_equal(message.value.bytes != NULL, size == DHT_ITEM_VALUE_BYTES_MAX);
    }
    for (int size = KRPC_TOKEN_BYTES_MAX; size <= KRPC_TOKEN_BYTES_MAX + 1; size++) {
        int head = snprintf(text, sizeof text, "d1:rd2:id20:" ID "5:token%d:", size);
        memset(text + head, 't', (size_t)size);
        memcpy(text + head + size, "e1:t1:x1:y1:re", 15);
        assert_true(decode(text, &message));
        assert_int_equal(message.token.bytes != NULL, size == KRPC_TOKEN_BYTES_MAX);
    }
}

static void errors_are_read_with_and_without_their_code(void **state)
{
    (void)state;
    struct krpc_message message;
    assert_true(decode("d1:eli302e11:seq too lowe1:t4:aabb1:y1:ee", &message));
    assert_int_equal(message.kind, KRPC_ERROR);
    assert_true(message.error_code == 302);
    assert_true(decode("d1:t4:aabb1:y1:ee", &message));
    assert_true(message.error_code == 0);
    assert_true(decode("d1:ele1:t4:aabb1:y1:ee", &message));
    assert_true(decode("d1:e5:wrong1:t4:aabb1:y1:ee", &message));
}

static void queries_of_others_are_known_as_such(void **state)
{
    (void)state;
    struct krpc_message message;
    assert_true(decode("d1:ad2:id20:" ID "e1:q4:ping1:t2:aa1:y1:qe", &message));
    assert_int_equal(message.kind, KRPC_QUERY);
    assert_int_equal(message.method, KRPC_METHOD_OTHER);
    assert_false(message.read_only);
    assert_true(
        decode("d1:ad2:id20:" ID "6:target20:" TARGET "e1:q9:find_node1:t2:aa1:y1:qe", &message));
    assert_int_equal(message.method, KRPC_FIND_NODE);
    assert_true(message.has_target);
    assert_memory_equal(message.target.bytes, TARGET, 20);
}

static void the_address_seen_may_have_either_size_and_no_other(void **state)
{
    (void)state;
    struct krpc_message message;
    assert_true(decode("d2:ip18:\x20\x01"
                       "abcdefghijklmn"
                       "\x1a\xe1"
                       "1:rd2:id20:" ID "e1:t1:x1:y1:re",
                       &message));
    assert_int_equal(message.seen_us_at.port, 0x1ae1);
    assert_false(address_is_ipv4(&message.seen_us_at));
    assert_true(decode("d2:ip4:abcd1:rd2:id20:" ID "e1:t1:x1:y1:re", &message));
    assert_int_equal(message.seen_us_at.port, 0);
    assert_true(decode("d2:ip5:abcde1:rd2:id20:" ID "e1:t1:x1:y1:re", &message));
    assert_int_equal(message.seen_us_at.port, 0);
}

static void what_is_no_message_is_refused_and_leaves_nothing(void **state)
{
    (void)state;
    const char *refused[] = {
        "",
        "d",
        "de",
        "le",
        "i1e",
        "d1:t2:aae",
        "d1:y1:re",
        "d1:t2:aa1:y1:re",      /* no answer in it */
        "d1:rde1:t2:aa1:y1:re", /* no id */
        "d1:rd2:id19:abcdefghij012345678e1:t2:aa1:y1:re",
        "d1:r2:xx1:t2:aa1:y1:re",
        "d1:rd2:id20:" ID "e1:t0:1:y1:re", /* an empty transaction */
        "d1:rd2:id20:" ID "e1:ti5e1:y1:re",
        "d1:rd2:id20:" ID "e1:t2:aa1:y1:xe", /* neither q, r nor e */
        "d1:rd2:id20:" ID "e1:t2:aa1:y2:rre",
        "d1:t2:aa1:rd2:id20:" ID "e1:y1:re", /* unsorted */
        "d1:rd2:id20:" ID "e1:t2:aa1:y1:re\n",
        "d1:ad2:id20:" ID "e1:t2:aa1:y1:qe", /* a query of nothing */
        "d1:q4:ping1:t2:aa1:y1:qe",
        "d1:rd2:id20:" ID "e1:t33:0123456789012345678901234567890121:y1:re",
    };
    static const struct krpc_message zero;
    struct krpc_message message;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (decode(refused[i], &message))
            fail_msg("%s was read", refused[i]);
        assert_memory_equal(&message, &zero, sizeof zero);
    }
}

static void a_datagram_of_another_sort_is_told_by_its_ends(void **state)
{
    (void)state;
    static uint8_t bytes[KRPC_DATAGRAM_BYTES_MAX + 2];
    struct krpc_message message;
    memset(bytes, 'd', sizeof bytes);
    assert_false(krpc_decode(bytes, 1200, &message));
    bytes[1199] = 'e';
    assert_false(krpc_decode(bytes, 1200, &message));
    bytes[sizeof bytes - 1] = 'e';
    assert_false(krpc_decode(bytes, sizeof bytes, &message));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(queries_are_written_as_the_beps_show_them),
    cmocka_unit_test(a_put_carries_key_number_signature_token_and_value),
    cmocka_unit_test(the_longest_put_fits_a_datagram_and_is_read_again),
    cmocka_unit_test(an_answer_gives_its_nodes_token_and_what_it_saw),
    cmocka_unit_test(nodes_of_ipv6_stand_apart),
    cmocka_unit_test(nodes_cut_short_are_none_and_of_too_many_only_the_first_count),
    cmocka_unit_test(an_item_is_read_in_parts_of_the_right_size_only),
    cmocka_unit_test(values_and_tokens_longer_than_allowed_are_absent),
    cmocka_unit_test(errors_are_read_with_and_without_their_code),
    cmocka_unit_test(queries_of_others_are_known_as_such),
    cmocka_unit_test(the_address_seen_may_have_either_size_and_no_other),
    cmocka_unit_test(what_is_no_message_is_refused_and_leaves_nothing),
    cmocka_unit_test(a_datagram_of_another_sort_is_told_by_its_ends),
};
TEST_GROUP(krpc, tests)
