#include "reach/address_text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"

static void prints_and_reads_the_canonical_form(void **state)
{
    (void)state;
    /* RFC 5952 sections 4 and 5 */
    const char *texts[] = {
        "0.0.0.0:0",
        "192.0.2.7:4242",
        "255.255.255.255:65535",
        "[::]:0",
        "[::1]:5",
        "[1::]:5",
        "[2001:db8::1]:4242",
        "[2001:db8:0:1:1:1:1:1]:80",
        "[2001:0:0:1::1]:80",
        "[2001:db8::1:0:0:1]:80",
        "[fd00:1234:5678:9abc:def0:1:2:3]:65535",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct alcove_address address;
        char again[ADDRESS_TEXT_BYTES_MAX];
        assert_true(address_text_parse(texts[i], &address));
        assert_int_equal(address_text_print(&address, again), strlen(texts[i]));
        assert_string_equal(again, texts[i]);
    }
}

static void reads_other_spellings_of_the_same_address(void **state)
{
    (void)state;
    const struct {
        const char *spelling, *canonical;
    } pairs[] = {
        {"[2001:DB8:0:0:0:0:0:1]:7", "[2001:db8::1]:7"},
        {"[2001:0db8::0001]:7", "[2001:db8::1]:7"},
        {"[0:0:0:0:0:0:0:0]:7", "[::]:7"},
        {"[::2:3:4:5:6:7:8]:7", "[0:2:3:4:5:6:7:8]:7"},
        {"[1:2:3:4:5:6:7::]:7", "[1:2:3:4:5:6:7:0]:7"},
        {"[::ffff:c000:207]:7", "192.0.2.7:7"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct alcove_address address;
        char text[ADDRESS_TEXT_BYTES_MAX];
        assert_true(address_text_parse(pairs[i].spelling, &address));
        address_text_print(&address, text);
        assert_string_equal(text, pairs[i].canonical);
    }
}

static void refuses_everything_else(void **state)
{
    (void)state;
    const char *texts[] = {
        "",
        ":",
        ":5",
        "1.2.3.4",
        "1.2.3.4:",
        "1.2.3:5",
        "1.2.3.4.5:6",
        "1.2.3.256:5",
        "1.2.3.04:5",
        "1.2.3.4:05",
        "1.2.3.4:65536",
        "1.2.3.4:99999999999999999999",
        "1.2.3.4:5 ",
        " 1.2.3.4:5",
        "1.2.3.4:-5",
        "1.2.3.4:+5",
        "1..3.4:5",
        "::1:5",
        "::1",
        "[::1]",
        "[::1]:",
        "[::1:5",
        "[::1]5",
        "[]:5",
        "[:]:5",
        "[:::]:5",
        "[1]:5",
        "[1::2::3]:5",
        "[1:2:3:4:5:6:7]:5",
        "[1:2:3:4:5:6:7:8:9]:5",
        "[1:2:3:4::5:6:7:8]:5",
        "[12345::]:5",
        "[g::]:5",
        "[fe80::1%eth0]:5",
        "[::1.2.3.4]:5",
        "[1:2:3:4:5:6:7:8:]:5",
        "[:1:2:3:4:5:6:7:8]:5",
        "[1:]:5",
        "localhost:5",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct alcove_address zero = {0};
        struct alcove_address address = {.port = 9};
        if (address_text_parse(texts[i], &address))
            fail_msg("accepted: %s", texts[i]);
        assert_memory_equal(address.ip, zero.ip, sizeof zero.ip);
        assert_int_equal(address.port, 0);
    }
}

/* The C library is the second implementation: 20,000 addresses with many zero groups. */
static void agrees_with_the_c_library(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (size_t round = 0; round < 20000; round++) {
        struct alcove_address address = {.port = (uint16_t)round};
        for (size_t i = 0; i < sizeof address.ip; i++) {
            seed = seed * 1664525 + 1013904223;
            if (seed >> 30 == 0)
                address.ip[i] = (uint8_t)(seed >> 16);
        }
        /* The library writes ::1.2.3.4 for the deprecated compatible form (RFC 4291 2.5.5.1). */
        address.ip[0] |= 0x20;
        char text[ADDRESS_TEXT_BYTES_MAX];
        char ip[INET6_ADDRSTRLEN];
        char expected[80];
        assert_non_null(inet_ntop(AF_INET6, address.ip, ip, sizeof ip));
        (void)snprintf(expected, sizeof expected, "[%s]:%u", ip, (unsigned)address.port);
        address_text_print(&address, text);
        assert_string_equal(text, expected);
        struct alcove_address again;
        assert_true(address_text_parse(text, &again));
        assert_true(alcove_address_equal(&again, &address));
    }
}

static void an_ipv4_address_is_the_mapped_one(void **state)
{
    (void)state;
    const uint8_t ip[4] = {192, 0, 2, 7};
    struct alcove_address address = address_from_ipv4(ip, 80);
    assert_true(address_is_ipv4(&address));
    assert_memory_equal(address.ip, "\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x07", 16);
    assert_int_equal(address.port, 80);
    address.ip[9] = 1;
    assert_false(address_is_ipv4(&address));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(prints_and_reads_the_canonical_form),
    cmocka_unit_test(reads_other_spellings_of_the_same_address),
    cmocka_unit_test(refuses_everything_else),
    cmocka_unit_test(agrees_with_the_c_library),
    cmocka_unit_test(an_ipv4_address_is_the_mapped_one),
};
TEST_GROUP(address_text, tests)
