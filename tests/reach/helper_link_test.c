#include "reach/helper_link.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static struct helper_link example(void)
{
    struct helper_link link = {.tcp_port = 443, .address_count = 2};
    for (size_t i = 0; i < sizeof link.secret; i++)
        link.secret[i] = (uint8_t)(i * 3);
    assert_true(address_text_parse("192.0.2.7:4242", &link.addresses[0]));
    assert_true(address_text_parse("[2001:db8::7]:4243", &link.addresses[1]));
    return link;
}

static void a_link_comes_back_as_it_was(void **state)
{
    (void)state;
    struct helper_link link = example();
    struct helper_link out;
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    size_t length = helper_link_encode(&link, text);
    assert_int_equal(length, strlen(text));
    assert_int_equal(strncmp(text, "alcove-helper:A", 15), 0);
    assert_int_equal(helper_link_decode(text, length, &out), PACKED_OK);
    assert_memory_equal(out.secret, link.secret, sizeof out.secret);
    assert_int_equal(out.tcp_port, 443);
    assert_int_equal(out.address_count, 2);
    for (size_t i = 0; i < 2; i++)
        assert_true(alcove_address_equal(&out.addresses[i], &link.addresses[i]));
}

static void the_longest_link_fits(void **state)
{
    (void)state;
    struct helper_link link = example();
    struct helper_link out;
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    link.address_count = HELPER_ADDRESSES_MAX;
    for (size_t i = 0; i < HELPER_ADDRESSES_MAX; i++)
        link.addresses[i] = link.addresses[1];
    assert_int_equal(helper_link_decode(text, helper_link_encode(&link, text), &out), PACKED_OK);
    assert_int_equal(out.address_count, HELPER_ADDRESSES_MAX);
}

static void case_breaks_and_hyphens_do_not_matter(void **state)
{
    (void)state;
    struct helper_link link = example();
    struct helper_link out;
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    char pasted[2 * HELPER_LINK_TEXT_BYTES_MAX];
    size_t length = helper_link_encode(&link, text);
    size_t size = 0;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (c >= 'A' && c <= 'Z' && i % 2 == 0)
            c = (char)(c - 'A' + 'a');
        pasted[size++] = c;
        if (i % 7 == 0)
            pasted[size++] = i < 14 ? ' ' : "-\n\r\t"[i % 4];
    }
    assert_int_equal(helper_link_decode(pasted, size, &out), PACKED_OK);
    assert_memory_equal(out.secret, link.secret, sizeof out.secret);
}

static void every_wrong_character_is_found(void **state)
{
    (void)state;
    struct helper_link link = example();
    struct helper_link out;
    const struct helper_link zero = {0};
    char text[HELPER_LINK_TEXT_BYTES_MAX];
    size_t length = helper_link_encode(&link, text);
    for (size_t i = 0; i < length; i++) {
        char right = text[i];
        text[i] = right == 'Q' ? 'R' : 'Q';
        enum packed_outcome outcome = helper_link_decode(text, length, &out);
        assert_int_not_equal(outcome, PACKED_OK);
        assert_int_equal(outcome == PACKED_NOT_ONE, i < 14);
        assert_memory_equal(&out, &zero, sizeof zero);
        text[i] = right;
    }
}

static void a_link_without_its_end_is_told_from_a_wrong_one(void **state)
{
    (void)state;
    struct helper_link link = example();
    struct helper_link out;
    char text[HELPER_LINK_TEXT_BYTES_MAX + 8];
    size_t length = helper_link_encode(&link, text);
    for (size_t cut = 0; cut < length; cut++)
        assert_int_equal(helper_link_decode(text, cut, &out),
                         cut < 14 ? PACKED_NOT_ONE : PACKED_TRUNCATED);
    memcpy(text + length, "AAAAAAAA", 8);
    assert_int_equal(helper_link_decode(text, length + 8, &out), PACKED_MISTYPED);
}

static void other_links_are_none(void **state)
{
    (void)state;
    struct helper_link out;
    const char *const texts[] = {"", "alcove:AE", "alcovehelper:AE", "alcove-helper", "hello"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(helper_link_decode(texts[i], strlen(texts[i]), &out), PACKED_NOT_ONE);
    char long_text[HELPER_LINK_INPUT_BYTES_MAX];
    memset(long_text, 'A', sizeof long_text);
    assert_int_equal(helper_link_decode(long_text, sizeof long_text, &out), PACKED_NOT_ONE);
    memcpy(long_text, "alcove-helper:", 14);
    assert_int_equal(helper_link_decode(long_text, sizeof long_text, &out), PACKED_MISTYPED);
}

/* The rules of links, with another version and other contents of the same kind. */
static enum packed_outcome read_made(uint8_t version, const uint8_t *inside, size_t size)
{
    struct packed_kind kind = {.prefix = "alcove-helper:", .version = version};
    uint8_t packed[PACKED_BYTES_MAX];
    char text[500];
    struct helper_link out;
    memcpy(kind.checksum_key, "alcove.helper.ck", sizeof kind.checksum_key);
    struct byte_writer w = packed_text_begin(packed);
    byte_write_bytes(&w, inside, size);
    return helper_link_decode(text, packed_text_finish(&kind, &w, text, sizeof text), &out);
}

static void a_newer_version_is_told_whatever_is_in_it(void **state)
{
    (void)state;
    uint8_t inside[PACKED_BYTES_MAX] = {0};
    assert_int_equal(read_made(2, inside, 200), PACKED_NEWER_VERSION);
    assert_int_equal(read_made(255, inside, 0), PACKED_NEWER_VERSION);
    assert_int_equal(read_made(0, inside, 100), PACKED_MISTYPED);
}

static void contents_that_are_none_are_refused(void **state)
{
    (void)state;
    struct helper_link link = example();
    uint8_t good[PACKED_BYTES_MAX];
    uint8_t bad[PACKED_BYTES_MAX] = {0};
    struct byte_writer w = byte_writer_over(good, sizeof good);
    helper_link_write(&link, &w);
    assert_int_equal(read_made(1, good, w.size), PACKED_OK);
    assert_int_equal(read_made(1, good, w.size - 1), PACKED_MISTYPED);
    good[w.size] = 0;
    assert_int_equal(read_made(1, good, w.size + 1), PACKED_MISTYPED);
    const struct {
        size_t at;
        uint8_t value;
    } rows[] = {{34, 0}, {34, 5}, {35, 5}, {42, 5}, {42, 4}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(bad, good, w.size);
        bad[rows[i].at] = rows[i].value;
        assert_int_equal(read_made(1, bad, w.size), PACKED_MISTYPED);
    }
    memcpy(bad, good, w.size);
    bad[40] = bad[41] = 0; /* the port of the first address */
    assert_int_equal(read_made(1, bad, w.size), PACKED_MISTYPED);
    memcpy(bad, good, w.size);
    memset(bad + 43, 0, 16); /* the second address: virtual */
    bad[43] = 1;
    assert_int_equal(read_made(1, bad, w.size), PACKED_MISTYPED);
}

static void a_ticket_is_the_same_each_time_and_each_persons_own(void **state)
{
    (void)state;
    struct helper_link link = example();
    const uint8_t anna[32] = {1};
    const uint8_t ben[32] = {2};
    struct relay_ticket ticket;
    struct relay_ticket other;
    struct relay_pass pass;
    helper_link_ticket(&link, anna, 1800000000, &ticket);
    assert_true(alcove_address_equal(&ticket.address, &link.addresses[0]));
    assert_int_equal(ticket.tcp_port, 443);
    helper_link_ticket(&link, anna, 1800000000, &other);
    assert_memory_equal(other.id, ticket.id, sizeof ticket.id);
    assert_memory_equal(other.key, ticket.key, sizeof ticket.key);
    helper_link_ticket(&link, ben, 1800000000, &other);
    assert_memory_not_equal(other.id + 4, ticket.id + 4, sizeof ticket.id - 4);
    helper_link_ticket(&link, anna, 1800000001, &other);
    assert_memory_not_equal(other.id + 4, ticket.id + 4, sizeof ticket.id - 4);
    memcpy(pass.id, ticket.id, sizeof pass.id);
    assert_int_equal(relay_ticket_read(link.secret, 1799999990, &pass), 10);
    assert_memory_equal(pass.key, ticket.key, sizeof pass.key);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_link_comes_back_as_it_was),
    cmocka_unit_test(the_longest_link_fits),
    cmocka_unit_test(case_breaks_and_hyphens_do_not_matter),
    cmocka_unit_test(every_wrong_character_is_found),
    cmocka_unit_test(a_link_without_its_end_is_told_from_a_wrong_one),
    cmocka_unit_test(other_links_are_none),
    cmocka_unit_test(a_newer_version_is_told_whatever_is_in_it),
    cmocka_unit_test(contents_that_are_none_are_refused),
    cmocka_unit_test(a_ticket_is_the_same_each_time_and_each_persons_own),
};

TEST_GROUP(helper_link, tests)
