#include "reach/dht_both.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "pretend_dht.h"
#include "reach/address_text.h"
#include "seeded_random.h"

#define SECOND UINT64_C(1000000)

static const uint8_t key_seed[DHT_ITEM_SEED_BYTES] = {9};

static struct dht_both *new_both(uint64_t *seed)
{
    struct dht_both *both = calloc(1, sizeof *both);
    const struct alcove_random random = seeded_random(seed);
    assert_non_null(both);
    dht_both_init(both, &random, true);
    return both;
}

static struct alcove_address at(const char *text)
{
    struct alcove_address address;
    assert_true(address_text_parse(text, &address));
    return address;
}

static dht_handle look(struct dht_both *both, uint64_t now_us)
{
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    dht_handle handle;
    dht_item_public_key(key_seed, public_key);
    assert_true(dht_both_get_newer(both, now_us, public_key, 0, &handle));
    assert_true(handle != 0);
    return handle;
}

/* Time passes and nobody answers. */
static size_t run_in_silence(struct dht_both *both, uint64_t from_us, size_t sent[DHT_FAMILIES],
                             dht_handle wanted)
{
    uint8_t bytes[DHT_DATAGRAM_BYTES_MAX];
    struct alcove_address to;
    struct dht_event event;
    size_t done = 0;
    for (uint64_t now_us = from_us; now_us < from_us + 60 * SECOND; now_us += 50000) {
        dht_both_handle_timeout(both, now_us);
        while (dht_both_poll_transmit(both, now_us, &to, bytes) > 0)
            sent[address_is_ipv4(&to) ? DHT_IPV4 : DHT_IPV6]++;
        while (dht_both_poll_event(both, &event))
            done += event.kind == DHT_EVENT_DONE && event.handle == wanted;
    }
    return done;
}

static void what_is_looked_for_is_asked_of_every_family_there_is_a_way_to(void **state)
{
    (void)state;
    for (int used = 1; used < 4; used++) {
        uint64_t seed = 5;
        struct dht_both *both = new_both(&seed);
        size_t sent[DHT_FAMILIES] = {0};
        struct alcove_address ipv4 = at("192.168.7.1:6881");
        struct alcove_address ipv6 = at("[fd00::7]:6881");
        assert_true(dht_both_add_node(both, &ipv4));
        assert_true(dht_both_add_node(both, &ipv6));
        dht_both_use(both, (used & 1) != 0, (used & 2) != 0);
        dht_handle handle = look(both, SECOND);
        assert_int_equal(run_in_silence(both, SECOND, sent, handle), 1);
        assert_int_equal(sent[DHT_IPV4] > 0, (used & 1) != 0);
        assert_int_equal(sent[DHT_IPV6] > 0, (used & 2) != 0);
        free(both);
    }
}

static void with_no_way_ipv4_is_tried_all_the_same(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct dht_both *both = new_both(&seed);
    dht_both_use(both, false, false);
    assert_true(both->used[DHT_IPV4]);
    assert_false(both->used[DHT_IPV6]);
    free(both);
}

static void nothing_leaves_that_was_not_asked_for_or_was_taken_back(void **state)
{
    (void)state;
    uint64_t seed = 6;
    struct dht_both *both = new_both(&seed);
    size_t sent[DHT_FAMILIES] = {0};
    struct alcove_address ipv4 = at("192.168.7.1:6881");
    struct alcove_address ipv6 = at("[fd00::7]:6881");
    dht_both_add_node(both, &ipv4);
    dht_both_add_node(both, &ipv6);
    dht_both_use(both, true, true);
    assert_int_equal(run_in_silence(both, SECOND, sent, 1), 0);
    dht_handle handle = look(both, 100 * SECOND);
    dht_both_cancel(both, handle);
    assert_int_equal(run_in_silence(both, 100 * SECOND, sent, handle), 0);
    assert_int_equal(sent[DHT_IPV4] + sent[DHT_IPV6], 0);
    free(both);
}

static void more_than_one_dht_takes_is_refused_and_each_ends_once(void **state)
{
    (void)state;
    uint64_t seed = 7;
    struct dht_both *both = new_both(&seed);
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES] = {0};
    dht_handle handle;
    size_t taken = 0;
    dht_both_use(both, true, true);
    for (size_t i = 0; i < 200; i++) {
        public_key[0] = (uint8_t)i;
        if (dht_both_get_newer(both, SECOND, public_key, 0, &handle))
            taken++;
        else
            assert_int_equal(handle, 0);
    }
    assert_in_range(taken, DHT_WAITING_MAX, DHT_BOTH_JOBS_MAX);
    struct dht_event event;
    size_t done = 0;
    for (uint64_t now_us = SECOND; now_us < 200 * SECOND; now_us += 100000) {
        dht_both_handle_timeout(both, now_us);
        while (dht_both_poll_event(both, &event))
            done += event.kind == DHT_EVENT_DONE;
    }
    assert_int_equal(done, taken);
    free(both);
}

/* The pretended nodes serve the IPv4 part for a turn. */
static void serve(struct dht_both *both, struct pretend_dht *pretend)
{
    pretend->dht = both->families[DHT_IPV4];
    while (pretend_dht_turn(pretend))
        continue;
    both->families[DHT_IPV4] = pretend->dht;
}

static void a_value_of_one_family_is_told_and_done_when_both_are(void **state)
{
    (void)state;
    uint64_t seed = 8;
    struct pretend_dht *pretend = pretend_dht_new();
    struct dht_both *both = new_both(&seed);
    const struct dht_put put = {key_seed, 3, (const uint8_t *)"here", 4, DHT_COPIES_RECORD};
    dht_handle handle;
    dht_both_use(both, true, true);
    for (size_t i = 0; i < 4; i++)
        assert_true(dht_both_add_node(both, &pretend->nodes[i].address));
    assert_true(dht_both_put(both, pretend->now_us, &put, &handle));
    serve(both, pretend);
    assert_int_equal(pretend->item_count, 8);
    assert_int_equal(dht_both_votes(both)->count, dht_address_votes(&pretend->dht)->count);
    assert_true(dht_both_statistics(both).stored == 8);
    assert_true(dht_both_statistics(both).packets_out == dht_statistics(&pretend->dht).packets_out);
    free(pretend);
    free(both);
}

static void nodes_are_kept_by_family_and_come_back(void **state)
{
    (void)state;
    uint64_t seed = 9;
    struct pretend_dht *pretend = pretend_dht_new();
    struct dht_both *both = new_both(&seed);
    struct dht_both *again = new_both(&seed);
    static uint8_t bytes[DHT_BOTH_EXPORT_BYTES_MAX];
    for (size_t i = 0; i < 4; i++)
        dht_both_add_node(both, &pretend->nodes[i].address);
    look(both, pretend->now_us);
    serve(both, pretend);
    size_t size = dht_both_export(both, bytes, sizeof bytes);
    assert_in_range(size, 100, sizeof bytes);
    assert_true(dht_both_import(again, bytes, size));
    assert_true(dht_both_statistics(again).nodes > 10);
    struct alcove_address picked[8];
    assert_int_equal(dht_both_pick(both, picked, 8), 8);
    for (size_t i = 0; i < 8; i++)
        assert_true(address_is_ipv4(&picked[i]));
    /* Damage is not whole, and does no harm. */
    for (size_t cut = 0; cut < 40; cut++)
        assert_false(dht_both_import(again, bytes, cut) && cut < 2);
    bytes[0] = 0xff;
    assert_false(dht_both_import(again, bytes, size));
    free(pretend);
    free(both);
    free(again);
}

static void datagrams_go_to_the_family_of_their_source(void **state)
{
    (void)state;
    uint64_t seed = 10;
    struct dht_both *both = new_both(&seed);
    const uint8_t query[] = "d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:aa1:y1:qe";
    struct alcove_address ipv6 = at("[fd00::7]:6881");
    assert_int_equal(dht_both_receive(both, SECOND, &ipv6, query, sizeof query - 1), DHT_TAKEN);
    assert_true(dht_statistics(&both->families[DHT_IPV6]).dropped == 1);
    assert_true(dht_statistics(&both->families[DHT_IPV4]).dropped == 0);
    assert_int_equal(dht_both_receive(both, SECOND, &ipv6, (const uint8_t *)"x", 1), DHT_NOT_MINE);
    dht_both_on_network_change(both);
    dht_both_refresh(both, SECOND);
    assert_true(dht_both_next_timeout(both, SECOND) >= SECOND);
    free(both);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_is_looked_for_is_asked_of_every_family_there_is_a_way_to),
    cmocka_unit_test(with_no_way_ipv4_is_tried_all_the_same),
    cmocka_unit_test(nothing_leaves_that_was_not_asked_for_or_was_taken_back),
    cmocka_unit_test(more_than_one_dht_takes_is_refused_and_each_ends_once),
    cmocka_unit_test(a_value_of_one_family_is_told_and_done_when_both_are),
    cmocka_unit_test(nodes_are_kept_by_family_and_come_back),
    cmocka_unit_test(datagrams_go_to_the_family_of_their_source),
};
TEST_GROUP(dht_both, tests)
