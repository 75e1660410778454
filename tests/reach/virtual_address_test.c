#include "reach/virtual_address.h"

#include "harness.h"
#include "reach/address_text.h"

static void a_stream_has_an_address_that_no_network_carries(void **state)
{
    (void)state;
    char text[ADDRESS_TEXT_BYTES_MAX];
    struct alcove_address address = virtual_address_make(VIRTUAL_TCP_STREAM, 0x0102030405ff);
    assert_true(address_is_virtual(&address));
    assert_false(address_is_ipv4(&address));
    (void)address_text_print(&address, text);
    assert_string_equal(text, "[100::100:102:304:5ff]:9");
}

static void its_number_is_read_back(void **state)
{
    (void)state;
    const uint64_t ids[] = {0, 1, 255, 65536, VIRTUAL_ID_MAX};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        uint64_t id;
        struct alcove_address address = virtual_address_make(VIRTUAL_TCP_STREAM, ids[i]);
        assert_true(virtual_address_read(&address, VIRTUAL_TCP_STREAM, &id));
        assert_int_equal(id, ids[i]);
    }
}

static void what_was_not_made_here_is_not_read(void **state)
{
    (void)state;
    uint64_t id;
    const char *const texts[] = {
        "[100::1:0:0:7]:9",     "[100::200:0:0:7]:9", "[100::100:0:0:7]:10",
        "[100:0:0:1:100::7]:9", "192.0.2.1:9",
    };
    const bool is_virtual[] = {true, true, true, false, false};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct alcove_address address;
        assert_true(address_text_parse(texts[i], &address));
        assert_int_equal(address_is_virtual(&address), is_virtual[i]);
        assert_false(virtual_address_read(&address, VIRTUAL_TCP_STREAM, &id));
    }
}

static void no_two_ways_share_an_address(void **state)
{
    (void)state;
    uint64_t id;
    struct alcove_address stream = virtual_address_make(VIRTUAL_TCP_STREAM, 7);
    struct alcove_address relay = virtual_address_make(VIRTUAL_RELAY, 7);
    struct alcove_address next = virtual_address_make(VIRTUAL_RELAY, 8);
    assert_false(alcove_address_equal(&stream, &relay));
    assert_false(alcove_address_equal(&relay, &next));
    assert_true(address_is_virtual(&relay));
    assert_false(virtual_address_read(&relay, VIRTUAL_TCP_STREAM, &id));
    assert_false(virtual_address_read(&stream, VIRTUAL_RELAY, &id));
    assert_true(virtual_address_read(&next, VIRTUAL_RELAY, &id));
    assert_int_equal(id, 8);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_stream_has_an_address_that_no_network_carries),
    cmocka_unit_test(its_number_is_read_back),
    cmocka_unit_test(what_was_not_made_here_is_not_read),
    cmocka_unit_test(no_two_ways_share_an_address),
};

TEST_GROUP(virtual_address, tests)
