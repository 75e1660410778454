#include "reach/ssdp.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"

static struct alcove_address router(void)
{
    struct alcove_address address;
    assert_true(address_text_parse("192.168.1.1:0", &address));
    return address;
}

static bool decode(const char *text, char url[SSDP_URL_BYTES_MAX])
{
    struct alcove_address at = router();
    return ssdp_decode_answer((const uint8_t *)text, strlen(text), &at, url);
}

static void the_question_names_no_program_and_asks_for_a_gateway(void **state)
{
    (void)state;
    char text[SSDP_SEARCH_BYTES_MAX];
    size_t size = ssdp_encode_search(text);
    assert_in_range(size, 1, sizeof text - 1);
    assert_memory_equal(text, "M-SEARCH * HTTP/1.1\r\n", 21);
    assert_memory_equal(text + size - 4, "\r\n\r\n", 4);
    text[size] = '\0';
    assert_non_null(strstr(text, "InternetGatewayDevice:1"));
    assert_null(strstr(text, "USER-AGENT"));
}

static void the_description_of_the_router_is_found_in_any_case_of_letters(void **state)
{
    (void)state;
    char url[SSDP_URL_BYTES_MAX];
    assert_true(decode("HTTP/1.1 200 OK\r\nST: x\r\nLOCATION: http://192.168.1.1:5000/root.xml\r\n"
                       "SERVER: y\r\n\r\n",
                       url));
    assert_string_equal(url, "http://192.168.1.1:5000/root.xml");
    assert_true(decode("http/1.0 200 ok\nlocation:HTTP://192.168.1.1/a", url));
    assert_string_equal(url, "HTTP://192.168.1.1/a");
}

static void a_description_elsewhere_is_not_asked_for(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "http://192.168.1.2/root.xml",
        "http://192.168.1.10/root.xml",
        "http://192.168.1.1",
        "https://192.168.1.1/root.xml",
        "http://192.168.1.1@192.168.1.2/",
        "ftp://192.168.1.1/",
        "http://user@192.168.1.1/",
        "http://example/root.xml",
        "http://",
        "",
        "/root.xml",
        "http://192.168.1.1:80@192.168.1.2/",
        "http://0xc0a80101/",
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        char text[SSDP_ANSWER_BYTES_MAX];
        char url[SSDP_URL_BYTES_MAX];
        (void)snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nLOCATION: %s\r\n\r\n", urls[i]);
        assert_false(decode(text, url));
        assert_string_equal(url, "");
    }
}

static void what_is_no_answer_is_passed_over(void **state)
{
    (void)state;
    char url[SSDP_URL_BYTES_MAX];
    assert_false(decode("", url));
    assert_false(decode("NOTIFY * HTTP/1.1\r\nLOCATION: http://192.168.1.1/\r\n\r\n", url));
    assert_false(decode("HTTP/1.1 404 No\r\nLOCATION: http://192.168.1.1/\r\n\r\n", url));
    assert_false(decode("HTTP/1.1 200 OK\r\nST: x\r\n\r\n", url));
    assert_false(decode("HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1/\x01\r\n\r\n", url));
    assert_false(decode("HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1/a b\r\n\r\n", url));
}

static void overlong_urls_and_answers_are_dropped(void **state)
{
    (void)state;
    char text[SSDP_ANSWER_BYTES_MAX + 2];
    char path[SSDP_URL_BYTES_MAX + 1];
    char url[SSDP_URL_BYTES_MAX];
    for (int extra = 0; extra < 2; extra++) {
        int size = SSDP_URL_BYTES_MAX - 1 - (int)strlen("http://192.168.1.1/") + extra;
        memset(path, 'a', sizeof path);
        path[size] = '\0';
        (void)snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1/%s",
                       path);
        assert_int_equal(decode(text, url), extra == 0);
    }
    size_t used =
        (size_t)snprintf(text, sizeof text, "HTTP/1.1 200 OK\r\nLOCATION: http://192.168.1.1/\r\n");
    memset(text + used, 'a', sizeof text - used);
    text[SSDP_ANSWER_BYTES_MAX] = '\0';
    assert_true(decode(text, url));
    text[SSDP_ANSWER_BYTES_MAX] = 'a';
    text[SSDP_ANSWER_BYTES_MAX + 1] = '\0';
    assert_false(decode(text, url));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_question_names_no_program_and_asks_for_a_gateway),
    cmocka_unit_test(the_description_of_the_router_is_found_in_any_case_of_letters),
    cmocka_unit_test(a_description_elsewhere_is_not_asked_for),
    cmocka_unit_test(what_is_no_answer_is_passed_over),
    cmocka_unit_test(overlong_urls_and_answers_are_dropped),
};
TEST_GROUP(ssdp, tests)
