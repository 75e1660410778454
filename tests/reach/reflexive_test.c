#include "reach/reflexive.h"

#include <string.h>

#include "base/bytes.h"
#include "harness.h"
#include "reach/address_text.h"

#define SECOND UINT64_C(1000000)

static void fill(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = context;
    for (size_t i = 0; i < size; i++)
        out[i] = (*next)++;
}

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

/* One client and what it sent last. */
struct world {
    struct reflexive r;
    uint8_t counter;
    uint64_t now_us;
    struct alcove_address to;
    uint8_t request[STUN_REQUEST_BYTES];
};

static bool sends(struct world *w)
{
    const struct alcove_random random = {fill, &w->counter};
    return reflexive_poll_transmit(&w->r, w->now_us, &random, &w->to, w->request);
}

static void begin(struct world *w, size_t servers)
{
    const struct alcove_address list[REFLEXIVE_SERVERS_MAX] = {
        at("192.0.2.1:3478"), at("192.0.2.2:3478"), at("192.0.2.3:3478"), at("[2001:db8::4]:3478")};
    *w = (struct world){.now_us = 5 * SECOND};
    reflexive_set_servers(&w->r, list, servers, w->now_us);
    assert_false(sends(w));
    assert_true(reflexive_next_timeout(&w->r) == REFLEXIVE_NEVER);
    reflexive_want(&w->r, true, w->now_us);
}

/* An answer to the last request, with the address `seen` in clear; its size. */
static size_t answer(const struct world *w, const char *seen, uint8_t out[64])
{
    struct alcove_address address = at(seen);
    struct byte_writer b = byte_writer_over(out, 64);
    bool four = address_is_ipv4(&address);
    byte_write_u16(&b, 0x0101);
    byte_write_u16(&b, four ? 12 : 24);
    byte_write_bytes(&b, w->request + 4, 16);
    byte_write_u16(&b, 0x0001);
    byte_write_u16(&b, four ? 8 : 20);
    byte_write_u16(&b, four ? 1 : 2);
    byte_write_u16(&b, address.port);
    byte_write_bytes(&b, four ? address.ip + 12 : address.ip, four ? 4 : 16);
    assert_false(b.failed);
    return b.size;
}

static bool hears(struct world *w, const struct alcove_address *from, const char *seen)
{
    uint8_t bytes[64];
    size_t size = answer(w, seen, bytes);
    return reflexive_receive(&w->r, w->now_us, from, bytes, size);
}

static void each_server_is_asked_at_once_with_a_transaction_of_its_own(void **state)
{
    (void)state;
    struct world w;
    uint8_t first[STUN_REQUEST_BYTES];
    begin(&w, 4);
    assert_true(sends(&w));
    memcpy(first, w.request, sizeof first);
    assert_true(sends(&w));
    assert_memory_not_equal(w.request + 8, first + 8, STUN_TRANSACTION_BYTES);
    assert_true(sends(&w) && sends(&w));
    assert_true(w.to.port == 3478 && !address_is_ipv4(&w.to));
    assert_false(sends(&w));
}

static void a_silent_server_hears_the_same_request_seven_times_and_rests(void **state)
{
    (void)state;
    struct world w;
    uint8_t first[STUN_REQUEST_BYTES];
    uint64_t pause_us = REFLEXIVE_RTO_US;
    begin(&w, 1);
    assert_true(sends(&w));
    memcpy(first, w.request, sizeof first);
    for (int i = 1; i < REFLEXIVE_ATTEMPTS_MAX; i++) {
        assert_true(reflexive_next_timeout(&w.r) == w.now_us + pause_us);
        w.now_us += pause_us - 1;
        assert_false(sends(&w));
        w.now_us += 1;
        assert_true(sends(&w));
        assert_memory_equal(w.request, first, sizeof first);
        pause_us *= 2;
    }
    w.now_us += pause_us;
    assert_false(sends(&w));
    assert_true(reflexive_next_timeout(&w.r) == w.now_us + REFLEXIVE_REST_US);
    w.now_us += REFLEXIVE_REST_US;
    assert_true(sends(&w));
    assert_memory_not_equal(w.request, first, sizeof first);
}

static void an_answer_is_a_sample_and_the_question_comes_again_after_25_s(void **state)
{
    (void)state;
    struct world w;
    struct reflexive_sample sample;
    begin(&w, 1);
    assert_true(sends(&w));
    w.now_us += SECOND / 10;
    assert_true(hears(&w, &w.to, "198.51.100.7:4242"));
    assert_true(reflexive_poll_sample(&w.r, &sample));
    struct alcove_address seen = at("198.51.100.7:4242");
    assert_true(alcove_address_equal(&sample.seen, &seen));
    assert_true(alcove_address_equal(&sample.server, &w.to) && sample.at_us == w.now_us);
    assert_false(reflexive_poll_sample(&w.r, &sample));
    assert_true(reflexive_next_timeout(&w.r) == w.now_us + REFLEXIVE_REFRESH_US);
    w.now_us += REFLEXIVE_REFRESH_US - 1;
    assert_false(sends(&w));
    w.now_us += 1;
    assert_true(sends(&w));
}

static void an_answer_counts_once_and_only_from_who_was_asked(void **state)
{
    (void)state;
    struct world w;
    struct reflexive_sample sample;
    struct alcove_address other = at("192.0.2.1:3479");
    begin(&w, 2);
    assert_true(sends(&w));
    assert_false(hears(&w, &other, "198.51.100.7:4242"));
    other = at("192.0.2.2:3478"); /* a server too, but not asked yet */
    assert_false(hears(&w, &other, "198.51.100.7:4242"));
    struct alcove_address asked = w.to;
    assert_true(hears(&w, &asked, "198.51.100.7:4242"));
    assert_false(hears(&w, &asked, "198.51.100.8:4242"));
    assert_true(reflexive_poll_sample(&w.r, &sample));
    assert_false(reflexive_poll_sample(&w.r, &sample));
}

static void an_address_nobody_can_be_at_is_ignored(void **state)
{
    (void)state;
    static const char *const lies[] = {"0.0.0.0:5",   "198.51.100.7:0", "127.0.0.1:5",
                                       "224.0.0.1:5", "[::1]:5",        "[ff02::1]:5",
                                       "[::]:5",      "[fe80::1]:5",    "255.255.255.255:5"};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct world w;
        struct reflexive_sample sample;
        begin(&w, 1);
        assert_true(sends(&w));
        assert_true(hears(&w, &w.to, lies[i]));
        assert_false(reflexive_poll_sample(&w.r, &sample));
        assert_true(reflexive_next_timeout(&w.r) == w.now_us + REFLEXIVE_REST_US);
    }
}

static void other_datagrams_are_left_to_others(void **state)
{
    (void)state;
    struct world w;
    uint8_t noise[100] = {0};
    begin(&w, 1);
    assert_true(sends(&w));
    assert_false(reflexive_receive(&w.r, w.now_us, &w.to, noise, sizeof noise));
    assert_false(reflexive_receive(&w.r, w.now_us, &w.to, NULL, 0));
    w.request[19] ^= 1;
    assert_false(hears(&w, &w.to, "198.51.100.7:4242"));
}

static void nothing_is_sent_once_it_is_no_longer_wanted(void **state)
{
    (void)state;
    struct world w;
    begin(&w, 2);
    assert_true(sends(&w));
    reflexive_want(&w.r, false, w.now_us);
    w.now_us += 100 * SECOND;
    assert_false(sends(&w));
    assert_true(reflexive_next_timeout(&w.r) == REFLEXIVE_NEVER);
    reflexive_want(&w.r, true, w.now_us);
    assert_true(sends(&w) && sends(&w));
    reflexive_want(&w.r, true, w.now_us); /* it was already */
    assert_false(sends(&w));
}

static void a_new_network_asks_all_anew_and_forgets_the_old_answers(void **state)
{
    (void)state;
    struct world w;
    struct reflexive_sample sample;
    begin(&w, 1);
    assert_true(sends(&w));
    struct alcove_address server = w.to;
    assert_true(hears(&w, &server, "198.51.100.7:4242"));
    reflexive_restart(&w.r, w.now_us);
    assert_false(reflexive_poll_sample(&w.r, &sample));
    assert_false(hears(&w, &server, "198.51.100.7:4242"));
    assert_true(sends(&w));
    assert_true(hears(&w, &server, "198.51.100.9:4242"));
    assert_true(reflexive_poll_sample(&w.r, &sample));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_server_is_asked_at_once_with_a_transaction_of_its_own),
    cmocka_unit_test(a_silent_server_hears_the_same_request_seven_times_and_rests),
    cmocka_unit_test(an_answer_is_a_sample_and_the_question_comes_again_after_25_s),
    cmocka_unit_test(an_answer_counts_once_and_only_from_who_was_asked),
    cmocka_unit_test(an_address_nobody_can_be_at_is_ignored),
    cmocka_unit_test(other_datagrams_are_left_to_others),
    cmocka_unit_test(nothing_is_sent_once_it_is_no_longer_wanted),
    cmocka_unit_test(a_new_network_asks_all_anew_and_forgets_the_old_answers),
};
TEST_GROUP(reflexive, tests)
