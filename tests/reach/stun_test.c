#include "reach/stun.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "harness.h"
#include "json.h"
#include "reach/address_text.h"

#define MESSAGE_MAX 256

static const uint8_t transaction[STUN_TRANSACTION_BYTES] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

/* A message under construction; its length is set when it is done. */
struct message {
    uint8_t bytes[STUN_MESSAGE_BYTES_MAX + 64];
    struct byte_writer w;
};

static void message_begin(struct message *m, uint16_t type)
{
    m->w = byte_writer_over(m->bytes, sizeof m->bytes);
    byte_write_u16(&m->w, type);
    byte_write_u16(&m->w, 0);
    byte_write_u32(&m->w, 0x2112a442);
    byte_write_bytes(&m->w, transaction, sizeof transaction);
}

static void attribute_add(struct message *m, uint16_t type, const char *hex)
{
    static const uint8_t zeros[4] = {0};
    uint8_t value[MESSAGE_MAX];
    size_t size = from_hex(hex, value, sizeof value);
    byte_write_u16(&m->w, type);
    byte_write_u16(&m->w, (uint16_t)size);
    byte_write_bytes(&m->w, value, size);
    byte_write_bytes(&m->w, zeros, (4 - size % 4) % 4);
}

static enum stun_outcome decode(struct message *m, struct alcove_address *seen)
{
    size_t length = m->w.size - 20;
    m->bytes[2] = (uint8_t)(length >> 8);
    m->bytes[3] = (uint8_t)(length & 0xff);
    return stun_decode_answer(m->bytes, m->w.size, transaction, seen);
}

/* 192.0.2.7:4242, plain, and under the mask of the cookie. */
#define PLAIN  "00011092c0000207"
#define MASKED "00013180e112a645"

static void assert_seen(const struct alcove_address *seen, const char *text)
{
    char printed[ADDRESS_TEXT_BYTES_MAX];
    address_text_print(seen, printed);
    assert_string_equal(printed, text);
}

static void the_published_answers_are_read(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/stun_rfc5769.json");
    size_t read = 0;
    JSON_EACH(vector, json_get(json_root(document), "vectors"))
    {
        uint8_t bytes[MESSAGE_MAX];
        struct alcove_address seen;
        char text[ADDRESS_TEXT_BYTES_MAX];
        char expected[ADDRESS_TEXT_BYTES_MAX];
        size_t size = json_hex(vector, "message", bytes, sizeof bytes);
        assert_true(stun_is_stun(bytes, size));
        enum stun_outcome outcome = stun_decode_answer(bytes, size, bytes + 8, &seen);
        if (json_find(vector, "xor_mapped_address") == NULL) {
            assert_int_equal(outcome, STUN_NOT_THE_ANSWER);
            continue;
        }
        const char *ip = json_text(vector, "xor_mapped_address");
        (void)snprintf(expected, sizeof expected, strchr(ip, ':') != NULL ? "[%s]:%s" : "%s:%s", ip,
                       json_text(vector, "xor_mapped_port"));
        assert_int_equal(outcome, STUN_ADDRESS);
        address_text_print(&seen, text);
        assert_string_equal(text, expected);
        read++;
    }
    assert_int_equal(read, 2);
    json_close(document);
}

/* Some bits hide the fingerprint itself: nothing shows them, and they leave the address alone. */
static void a_published_answer_with_one_bit_wrong_gives_no_other_address(void **state)
{
    (void)state;
    struct json_document *document = json_open("tests/vectors/stun_rfc5769.json");
    JSON_EACH(vector, json_get(json_root(document), "vectors"))
    {
        uint8_t bytes[MESSAGE_MAX];
        uint8_t wrong[MESSAGE_MAX];
        struct alcove_address seen;
        struct alcove_address truth;
        size_t kept = 0;
        size_t size = json_hex(vector, "message", bytes, sizeof bytes);
        if (stun_decode_answer(bytes, size, bytes + 8, &truth) != STUN_ADDRESS)
            continue;
        for (size_t bit = 0; bit < 8 * size; bit++) {
            memcpy(wrong, bytes, size);
            wrong[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (stun_decode_answer(wrong, size, bytes + 8, &seen) == STUN_NOT_THE_ANSWER)
                assert_int_equal(seen.port, 0);
            else
                kept += alcove_address_equal(&seen, &truth) ? 1 : size;
        }
        assert_in_range(kept, 0, 32);
        for (size_t cut = 0; cut < size; cut++)
            assert_int_equal(stun_decode_answer(bytes, cut, bytes + 8, &seen), STUN_NOT_THE_ANSWER);
    }
    json_close(document);
}

static void a_request_is_twenty_bytes_and_says_nothing(void **state)
{
    (void)state;
    uint8_t expected[STUN_REQUEST_BYTES];
    uint8_t request[STUN_REQUEST_BYTES];
    from_hex("000100002112a4420102030405060708090a0b0c", expected, sizeof expected);
    stun_encode_request(transaction, request);
    assert_memory_equal(request, expected, sizeof expected);
    assert_true(stun_is_stun(request, sizeof request));
}

static void an_old_server_without_the_masked_address_is_understood(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0004, PLAIN); /* RFC 3489: source address */
    attribute_add(&m, 0x0005, PLAIN); /* RFC 3489: changed address */
    attribute_add(&m, 0x0001, PLAIN);
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
    assert_seen(&seen, "192.0.2.7:4242");
}

static void the_masked_address_wins_and_the_first_of_two(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0001, "0001ffff01010101");
    attribute_add(&m, 0x0020, MASKED);
    attribute_add(&m, 0x0020, "0001ffff01010101");
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
    assert_seen(&seen, "192.0.2.7:4242");
}

static void a_mapped_address_of_ipv6_is_read_too(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0001, "0002109220010db8000000000000000000000007");
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
    assert_seen(&seen, "[2001:db8::7]:4242");
}

static void optional_attributes_are_passed_over_with_their_padding(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x8022, "6162636465");
    attribute_add(&m, 0xc0de, "");
    attribute_add(&m, 0x0020, MASKED);
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
}

static void an_answer_that_must_be_understood_and_is_not_counts_as_none(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0020, MASKED);
    attribute_add(&m, 0x7abc, "00");
    assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
}

static void what_stands_behind_the_integrity_does_not_count(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0008, "0000000000000000000000000000000000000000");
    attribute_add(&m, 0x0020, MASKED);
    assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
}

static void addresses_of_the_wrong_size_or_family_are_refused(void **state)
{
    (void)state;
    static const char *const values[] = {
        "",
        "00",
        "0001",
        "00011092",
        "00011092c00002",
        "00011092c000020700",
        "00031092c0000207",
        "00021092c0000207",
        "0001109220010db8000000000000000000000007",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct message m;
        struct alcove_address seen;
        message_begin(&m, 0x0101);
        attribute_add(&m, 0x0020, values[i]);
        assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
        assert_int_equal(seen.port, 0);
    }
}

static void an_error_answer_is_a_refusal(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0111);
    attribute_add(&m, 0x0009, "00000400");
    assert_int_equal(decode(&m, &seen), STUN_REFUSED);
}

static void requests_indications_and_other_methods_are_no_answer(void **state)
{
    (void)state;
    static const uint16_t types[] = {0x0001, 0x0011, 0x0103, 0x0113, 0x4101, 0x8101, 0xc101};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct message m;
        struct alcove_address seen;
        message_begin(&m, types[i]);
        attribute_add(&m, 0x0020, MASKED);
        assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
    }
}

static void an_answer_without_an_address_or_of_another_transaction_is_none(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    uint8_t other[STUN_TRANSACTION_BYTES] = {9};
    message_begin(&m, 0x0101);
    assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
    attribute_add(&m, 0x0020, MASKED);
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
    assert_int_equal(stun_decode_answer(m.bytes, m.w.size, other, &seen), STUN_NOT_THE_ANSWER);
}

static void more_than_a_path_carries_is_not_looked_at(void **state)
{
    (void)state;
    struct message m;
    struct alcove_address seen;
    message_begin(&m, 0x0101);
    attribute_add(&m, 0x0020, MASKED);
    while (m.w.size < STUN_MESSAGE_BYTES_MAX)
        attribute_add(&m, 0x8022, "");
    assert_int_equal(decode(&m, &seen), STUN_ADDRESS);
    attribute_add(&m, 0x8022, "");
    assert_int_equal(decode(&m, &seen), STUN_NOT_THE_ANSWER);
}

static void the_cheap_test_takes_exactly_the_claimed_length(void **state)
{
    (void)state;
    uint8_t request[STUN_REQUEST_BYTES + 4] = {0};
    stun_encode_request(transaction, request);
    assert_false(stun_is_stun(request, sizeof request));
    assert_false(stun_is_stun(request, STUN_REQUEST_BYTES - 1));
    assert_false(stun_is_stun(NULL, 0));
    request[3] = 4;
    assert_true(stun_is_stun(request, sizeof request));
    request[4] ^= 1;
    assert_false(stun_is_stun(request, sizeof request));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_published_answers_are_read),
    cmocka_unit_test(a_published_answer_with_one_bit_wrong_gives_no_other_address),
    cmocka_unit_test(a_request_is_twenty_bytes_and_says_nothing),
    cmocka_unit_test(an_old_server_without_the_masked_address_is_understood),
    cmocka_unit_test(the_masked_address_wins_and_the_first_of_two),
    cmocka_unit_test(a_mapped_address_of_ipv6_is_read_too),
    cmocka_unit_test(optional_attributes_are_passed_over_with_their_padding),
    cmocka_unit_test(an_answer_that_must_be_understood_and_is_not_counts_as_none),
    cmocka_unit_test(what_stands_behind_the_integrity_does_not_count),
    cmocka_unit_test(addresses_of_the_wrong_size_or_family_are_refused),
    cmocka_unit_test(an_error_answer_is_a_refusal),
    cmocka_unit_test(requests_indications_and_other_methods_are_no_answer),
    cmocka_unit_test(an_answer_without_an_address_or_of_another_transaction_is_none),
    cmocka_unit_test(more_than_a_path_carries_is_not_looked_at),
    cmocka_unit_test(the_cheap_test_takes_exactly_the_claimed_length),
};
TEST_GROUP(stun, tests)
