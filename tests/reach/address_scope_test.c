#include "reach/address_scope.h"

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static void each_block_of_addresses_has_its_scope(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum address_scope scope;
    } rows[] = {
        {"0.0.0.0:1", ADDRESS_SCOPE_NONE},
        {"0.1.2.3:1", ADDRESS_SCOPE_NONE},
        {"224.0.0.1:1", ADDRESS_SCOPE_NONE},
        {"239.255.255.250:1", ADDRESS_SCOPE_NONE},
        {"240.0.0.1:1", ADDRESS_SCOPE_NONE},
        {"255.255.255.255:1", ADDRESS_SCOPE_NONE},
        {"[::]:1", ADDRESS_SCOPE_NONE},
        {"[ff02::1]:1", ADDRESS_SCOPE_NONE},
        {"127.0.0.1:1", ADDRESS_SCOPE_LOOPBACK},
        {"127.255.0.9:1", ADDRESS_SCOPE_LOOPBACK},
        {"[::1]:1", ADDRESS_SCOPE_LOOPBACK},
        {"169.254.9.9:1", ADDRESS_SCOPE_LINK_LOCAL},
        {"[fe80::1]:1", ADDRESS_SCOPE_LINK_LOCAL},
        {"[febf::1]:1", ADDRESS_SCOPE_LINK_LOCAL},
        {"10.0.0.1:1", ADDRESS_SCOPE_PRIVATE},
        {"172.16.0.1:1", ADDRESS_SCOPE_PRIVATE},
        {"172.31.255.1:1", ADDRESS_SCOPE_PRIVATE},
        {"192.168.0.1:1", ADDRESS_SCOPE_PRIVATE},
        {"[fd00::1]:1", ADDRESS_SCOPE_PRIVATE},
        {"100.64.0.1:1", ADDRESS_SCOPE_CARRIER},
        {"100.127.255.1:1", ADDRESS_SCOPE_CARRIER},
        {"100.63.0.1:1", ADDRESS_SCOPE_GLOBAL},
        {"100.128.0.1:1", ADDRESS_SCOPE_GLOBAL},
        {"172.15.0.1:1", ADDRESS_SCOPE_GLOBAL},
        {"172.32.0.1:1", ADDRESS_SCOPE_GLOBAL},
        {"192.0.2.1:1", ADDRESS_SCOPE_GLOBAL},
        {"[2001:db8::1]:1", ADDRESS_SCOPE_GLOBAL},
        {"[::2]:1", ADDRESS_SCOPE_GLOBAL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct alcove_address address = at(rows[i].text);
        assert_int_equal(address_scope(&address), rows[i].scope);
    }
}

static void usable_is_what_a_datagram_can_be_sent_to_without_a_zone(void **state)
{
    (void)state;
    static const char *const good[] = {"192.0.2.1:1",   "10.0.0.1:65535",  "100.64.0.1:9",
                                       "169.254.1.1:9", "[2001:db8::1]:1", "[fd00::1]:1"};
    static const char *const bad[] = {"192.0.2.1:0", "0.0.0.0:9", "127.0.0.1:9", "224.0.0.1:9",
                                      "[fe80::1]:9", "[::1]:9",   "[ff02::1]:9", "[2001:db8::1]:0"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct alcove_address address = at(good[i]);
        assert_true(address_is_usable(&address));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct alcove_address address = at(bad[i]);
        assert_false(address_is_usable(&address));
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_block_of_addresses_has_its_scope),
    cmocka_unit_test(usable_is_what_a_datagram_can_be_sent_to_without_a_zone),
};
TEST_GROUP(address_scope, tests)
