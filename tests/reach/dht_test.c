#include "reach/dht.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "pretend_dht.h"
#include "reach/address_text.h"

#define MINUTE UINT64_C(60000000)

static const uint8_t key_seed[DHT_ITEM_SEED_BYTES] = {9};

static dht_handle put(struct pretend_dht *pretend, uint64_t seq, const char *value, size_t copies)
{
    const struct dht_put wish = {key_seed, seq, (const uint8_t *)value, strlen(value), copies};
    dht_handle handle;
    assert_true(dht_put(&pretend->dht, pretend->now_us, &wish, &handle));
    assert_true(handle != 0);
    return handle;
}

static dht_handle get(struct pretend_dht *pretend)
{
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    dht_handle handle;
    dht_item_public_key(key_seed, public_key);
    assert_true(dht_get(&pretend->dht, pretend->now_us, public_key, &handle));
    return handle;
}

static void assert_value(const struct pretend_dht *pretend, dht_handle handle, uint64_t seq,
                         const char *value)
{
    const struct pretend_event *event = pretend_dht_event(pretend, DHT_EVENT_VALUE, handle);
    assert_non_null(event);
    assert_true(event->event.seq == seq);
    assert_int_equal(event->event.size, strlen(value));
    assert_memory_equal(event->value, value, strlen(value));
}

static void what_one_puts_is_found_again(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 4);
    dht_handle stored = put(pretend, 1, "where we are", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    const struct pretend_event *done = pretend_dht_event(pretend, DHT_EVENT_DONE, stored);
    assert_non_null(done);
    assert_int_equal(done->event.stored, 8);
    assert_int_equal(pretend->item_count, 8);
    dht_handle found = get(pretend);
    pretend_dht_run(pretend);
    assert_value(pretend, found, 1, "where we are");
    assert_true(pretend_dht_event(pretend, DHT_EVENT_DONE, found)->event.found);
    put(pretend, 2, "elsewhere", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    found = get(pretend);
    pretend_dht_run(pretend);
    assert_value(pretend, found, 2, "elsewhere");
    assert_int_equal(pretend->sent_to_nobody, 0);
    free(pretend);
}

/* libtorrent takes whoever puts for a node, whatever `ro` says, and tells others of it. */
static void whoever_puts_names_no_id_that_a_node_could_remember(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 4);
    put(pretend, 1, "where we are", DHT_COPIES_MAILBOX);
    pretend_dht_run(pretend);
    assert_int_equal(pretend->item_count, DHT_COPIES_MAILBOX);
    assert_int_equal(pretend->puts_in_own_name, 0);
    free(pretend);
}

static void the_copies_lie_with_the_nearest_nodes(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    pretend_dht_introduce(pretend, 4);
    put(pretend, 1, "words for later", DHT_COPIES_MAILBOX);
    pretend_dht_run(pretend);
    assert_int_equal(pretend->item_count, DHT_COPIES_MAILBOX);
    dht_item_public_key(key_seed, public_key);
    struct dht_id target = dht_item_target(public_key);
    for (size_t i = 0; i < pretend->item_count; i++) {
        size_t nearer = 0;
        const struct dht_id *id = &pretend->nodes[pretend->item_node[i]].id;
        for (size_t k = 0; k < PRETEND_NODES; k++)
            nearer += dht_id_compare(&target, &pretend->nodes[k].id, id) < 0;
        assert_true(nearer < DHT_COPIES_MAILBOX);
    }
    free(pretend);
}

static void a_value_that_nobody_has_is_not_found(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 2);
    dht_handle handle = get(pretend);
    pretend_dht_run(pretend);
    const struct pretend_event *done = pretend_dht_event(pretend, DHT_EVENT_DONE, handle);
    assert_non_null(done);
    assert_false(done->event.found);
    assert_null(pretend_dht_event(pretend, DHT_EVENT_VALUE, handle));
    free(pretend);
}

static void without_any_node_a_lookup_ends_at_once(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    dht_handle handle = get(pretend);
    pretend_dht_run(pretend);
    assert_non_null(pretend_dht_event(pretend, DHT_EVENT_DONE, handle));
    assert_int_equal(pretend->sent, 0);
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    assert_false(dht_is_refreshing(&pretend->dht));
    free(pretend);
}

/* "Contacts only" rests on this. */
static void unless_asked_it_sends_nothing(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    const char ping[] = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe";
    pretend_dht_introduce(pretend, 8);
    assert_true(dht_next_timeout(&pretend->dht, pretend->now_us) == UINT64_MAX);
    assert_int_equal(dht_receive(&pretend->dht, pretend->now_us, &pretend->nodes[0].address,
                                 (const uint8_t *)ping, sizeof ping - 1),
                     DHT_TAKEN);
    for (int i = 0; i < 100; i++) {
        pretend->now_us += MINUTE;
        assert_false(pretend_dht_turn(pretend));
    }
    assert_true(dht_next_timeout(&pretend->dht, pretend->now_us) == UINT64_MAX);
    assert_int_equal(dht_statistics(&pretend->dht).packets_out, 0);
    free(pretend);
}

static void a_datagram_of_something_else_is_not_taken(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    const struct alcove_address *from = &pretend->nodes[0].address;
    uint8_t bytes[1200];
    for (unsigned first = 0; first < 256; first++) {
        memset(bytes, 0xa7, sizeof bytes);
        bytes[0] = (uint8_t)first;
        bytes[sizeof bytes - 1] = 'e';
        assert_int_equal(dht_receive(&pretend->dht, 1, from, bytes, sizeof bytes), DHT_NOT_MINE);
    }
    assert_int_equal(dht_receive(&pretend->dht, 1, from, bytes, 0), DHT_NOT_MINE);
    const char *texts[] = {"de", "d1:xi1ee", "d1:y1:re", "le"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(
            dht_receive(&pretend->dht, 1, from, (const uint8_t *)texts[i], strlen(texts[i])),
            DHT_NOT_MINE);
    assert_int_equal(dht_statistics(&pretend->dht).packets_in, 0);
    free(pretend);
}

static void an_answer_to_nothing_teaches_nothing(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    const char forged[] = "d2:ip6:\x51\x02\x03\x04\x10\x92"
                          "1:rd2:id20:abcdefghij01234567895:nodes26:"
                          "mnopqrstuvwxyz123456\x2d\x05\x06\x07\x1a\xe1"
                          "e1:t4:aabb1:y1:re";
    pretend_dht_introduce(pretend, 4);
    get(pretend);
    for (size_t i = 0; i < PRETEND_NODES; i++)
        assert_int_equal(dht_receive(&pretend->dht, pretend->now_us, &pretend->nodes[i].address,
                                     (const uint8_t *)forged, sizeof forged - 1),
                         DHT_TAKEN);
    assert_int_equal(dht_statistics(&pretend->dht).nodes, 0);
    assert_int_equal(dht_statistics(&pretend->dht).dropped, PRETEND_NODES);
    assert_int_equal(dht_address_votes(&pretend->dht)->count, 0);
    free(pretend);
}

static void half_of_the_nodes_may_be_dead_and_some_may_lie(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 8);
    for (size_t i = 0; i < PRETEND_NODES; i += 2)
        pretend->dead[i] = true;
    for (size_t i = 1; i < PRETEND_NODES; i += 6)
        pretend->lies[i] = true;
    put(pretend, 1, "still here", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    dht_handle found = get(pretend);
    pretend_dht_run(pretend);
    assert_value(pretend, found, 1, "still here");
    assert_true(dht_statistics(&pretend->dht).liars > 0);
    free(pretend);
}

static void the_id_follows_the_address_that_most_see(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 8);
    pretend->forgers = 12;
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    struct address_tally tally = address_votes_tally(dht_address_votes(&pretend->dht));
    assert_true(tally.believed);
    assert_true(alcove_address_equal(&tally.address, &pretend->client));
    assert_true(dht_id_is_valid(&pretend->dht.own_id, &pretend->client));
    dht_on_network_change(&pretend->dht);
    assert_false(dht_id_is_valid(&pretend->dht.own_id, &pretend->client));
    assert_int_equal(dht_address_votes(&pretend->dht)->count, 0);
    free(pretend);
}

static void a_refresh_gets_to_know_the_nodes_and_then_rests(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 1);
    dht_refresh(&pretend->dht, pretend->now_us);
    assert_true(dht_is_refreshing(&pretend->dht));
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    assert_false(dht_is_refreshing(&pretend->dht));
    struct dht_statistics statistics = dht_statistics(&pretend->dht);
    assert_true(statistics.nodes >= PRETEND_NODES * 3 / 4);
    assert_true(statistics.good_nodes >= PRETEND_NODES / 2);
    assert_in_range(statistics.lookups, 1, DHT_REFRESH_LOOKUPS);
    assert_null(pretend_dht_event(pretend, DHT_EVENT_DONE, 0));
    free(pretend);
}

static void nodes_survive_on_the_disk(void **state)
{
    (void)state;
    static uint8_t bytes[DHT_TABLE_EXPORT_BYTES_MAX];
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 4);
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    size_t size = dht_export_nodes(&pretend->dht, bytes, sizeof bytes);
    size_t known = dht_statistics(&pretend->dht).nodes;
    put(pretend, 1, "kept", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    const struct dht_config config = pretend->dht.config;
    dht_init(&pretend->dht, &config);
    assert_true(dht_import_nodes(&pretend->dht, bytes, size));
    assert_int_equal(dht_statistics(&pretend->dht).nodes, known);
    dht_handle found = get(pretend);
    pretend_dht_run(pretend);
    assert_value(pretend, found, 1, "kept");
    assert_false(dht_import_nodes(&pretend->dht, bytes, size - 1));
    free(pretend);
}

static void an_invite_gets_nodes_that_answered(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    struct alcove_address picked[8];
    pretend_dht_introduce(pretend, 4);
    assert_int_equal(dht_pick_nodes(&pretend->dht, picked, 8), 0);
    for (size_t i = 0; i < PRETEND_NODES; i += 3)
        pretend->dead[i] = true;
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    assert_int_equal(dht_pick_nodes(&pretend->dht, picked, 8), 8);
    for (size_t i = 0; i < 8; i++)
        assert_true(picked[i].ip[14] % 3 != 0);
    free(pretend);
}

static void only_addresses_of_the_family_are_added(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    const char *refused[] = {"127.0.0.1:6881", "192.168.1.1:6881", "45.1.2.3:80", "45.1.2.3:0",
                             "[2a00::1]:6881"};
    struct alcove_address address;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        assert_true(address_text_parse(refused[i], &address));
        assert_false(dht_add_node(&pretend->dht, &address, NULL));
        assert_false(dht_add_node(&pretend->dht, &address, &pretend->nodes[0].id));
    }
    for (int i = 0; i < 3; i++)
        pretend_dht_introduce(pretend, 20);
    free(pretend);
}

static void the_network_of_ipv6_is_another_instance(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    struct dht_config config = pretend->dht.config;
    struct alcove_address node;
    struct alcove_address named;
    struct alcove_address to;
    uint8_t out[DHT_DATAGRAM_BYTES_MAX];
    char answer[] = "d1:rd2:id20:abcdefghij01234567895:nodes26:mnopqrstuvwxyz123456"
                    "\x2d\x05\x06\x07\x1a\xe1"
                    "6:nodes638:mnopqrstuvwxyz123456\x2a\x00"
                    "abcdefghijklmn\x1a\xe1"
                    "e1:t4:....1:y1:re";
    struct krpc_message query;
    config.scope.family = DHT_IPV6;
    dht_init(&pretend->dht, &config);
    assert_true(address_text_parse("[2a00:1::1]:6881", &node));
    assert_true(address_text_parse("[2a00:6162:6364:6566:6768:696a:6b6c:6d6e]:6881", &named));
    assert_true(dht_add_node(&pretend->dht, &node, NULL));
    assert_false(dht_add_node(&pretend->dht, &pretend->nodes[0].address, NULL));
    get(pretend);
    size_t size = dht_poll_transmit(&pretend->dht, pretend->now_us, &to, out);
    assert_true(alcove_address_equal(&to, &node));
    assert_true(krpc_decode(out, size, &query));
    memcpy(answer + sizeof answer - sizeof "....1:y1:re", query.transaction.bytes, 4);
    assert_int_equal(
        dht_receive(&pretend->dht, pretend->now_us, &node, (uint8_t *)answer, sizeof answer - 1),
        DHT_TAKEN);
    assert_true(dht_poll_transmit(&pretend->dht, pretend->now_us, &to, out) > 0);
    assert_true(alcove_address_equal(&to, &named));
    free(pretend);
}

static void more_lookups_than_places_wait_and_more_than_that_are_refused(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES] = {0};
    dht_handle handle;
    size_t queued = 0;
    pretend_dht_introduce(pretend, 4);
    for (unsigned i = 0; i < 100; i++) {
        public_key[0] = (uint8_t)i;
        bool good = dht_get(&pretend->dht, pretend->now_us, public_key, &handle);
        assert_int_equal(good, i < DHT_LOOKUPS_MAX + DHT_WAITING_MAX);
        assert_int_equal(handle != 0, good);
        queued += good;
    }
    pretend->event_count = 0;
    size_t done = 0;
    while (dht_next_timeout(&pretend->dht, pretend->now_us) != UINT64_MAX) {
        pretend_dht_turn(pretend);
        for (size_t i = 0; i < pretend->event_count; i++)
            done += pretend->events[i].event.kind == DHT_EVENT_DONE;
        pretend->event_count = 0;
    }
    assert_int_equal(done, queued);
    free(pretend);
}

static void of_a_cancelled_lookup_nothing_is_heard(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    dht_handle handles[DHT_LOOKUPS_MAX + 3];
    pretend_dht_introduce(pretend, 4);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX + 3; i++)
        handles[i] = get(pretend);
    dht_cancel(&pretend->dht, handles[2]);
    dht_cancel(&pretend->dht, handles[DHT_LOOKUPS_MAX + 1]);
    dht_cancel(&pretend->dht, 0);
    dht_cancel(&pretend->dht, 12345);
    pretend_dht_run(pretend);
    for (size_t i = 0; i < DHT_LOOKUPS_MAX + 3; i++) {
        bool cancelled = i == 2 || i == DHT_LOOKUPS_MAX + 1;
        assert_int_equal(pretend_dht_event(pretend, DHT_EVENT_DONE, handles[i]) == NULL, cancelled);
    }
    free(pretend);
}

static void who_has_a_value_is_told_only_of_a_newer_one(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    dht_handle handle;
    dht_item_public_key(key_seed, public_key);
    pretend_dht_introduce(pretend, 4);
    put(pretend, 5, "here", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    pretend->values_shown = 0;
    assert_true(dht_get_newer(&pretend->dht, pretend->now_us, public_key, 5, &handle));
    pretend_dht_run(pretend);
    assert_false(pretend_dht_event(pretend, DHT_EVENT_DONE, handle)->event.found);
    assert_null(pretend_dht_event(pretend, DHT_EVENT_VALUE, handle));
    assert_int_equal(pretend->values_shown, 0);
    put(pretend, 6, "there", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    assert_true(dht_get_newer(&pretend->dht, pretend->now_us, public_key, 5, &handle));
    pretend_dht_run(pretend);
    assert_value(pretend, handle, 6, "there");
    free(pretend);
}

/* Polling for a person costs the nodes that hold the record, and nobody on the way. */
static void the_same_target_again_goes_straight_to_the_nearest(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 1);
    put(pretend, 1, "here", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    size_t before = pretend->sent;
    dht_handle found = get(pretend);
    pretend_dht_turn(pretend);
    assert_value(pretend, found, 1, "here");
    pretend_dht_run(pretend);
    assert_int_equal(pretend->sent - before, DHT_LOOKUP_WIDTH);
    free(pretend);
}

/* A line that is down must not cost us all the nodes we know. */
static void while_nobody_answers_no_node_is_forgotten(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 4);
    dht_refresh(&pretend->dht, pretend->now_us);
    pretend_dht_run(pretend);
    size_t known = dht_statistics(&pretend->dht).nodes;
    memset(pretend->dead, true, sizeof pretend->dead);
    pretend->now_us += MINUTE;
    for (int i = 0; i < 10; i++) {
        get(pretend);
        pretend_dht_run(pretend);
    }
    assert_int_equal(dht_statistics(&pretend->dht).nodes, known);
    memset(pretend->dead, false, sizeof pretend->dead);
    put(pretend, 1, "back", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    assert_int_equal(pretend->item_count, 8);
    free(pretend);
}

static void the_figures_add_up(void **state)
{
    (void)state;
    struct pretend_dht *pretend = pretend_dht_new();
    pretend_dht_introduce(pretend, 4);
    put(pretend, 1, "counted", DHT_COPIES_RECORD);
    pretend_dht_run(pretend);
    get(pretend);
    pretend_dht_run(pretend);
    struct dht_statistics statistics = dht_statistics(&pretend->dht);
    assert_int_equal(statistics.packets_out, pretend->sent);
    assert_int_equal(statistics.packets_in, pretend->sent);
    assert_true(statistics.bytes_out > 80 * statistics.packets_out);
    assert_int_equal(statistics.lookups, 2);
    assert_int_equal(statistics.finished, 2);
    assert_int_equal(statistics.found, 1);
    assert_int_equal(statistics.stored, 8);
    assert_true(statistics.value_p50_us > 0);
    assert_true(statistics.done_p95_us >= statistics.done_p50_us);
    assert_true(statistics.depth_bits <= 8);
    free(pretend);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_one_puts_is_found_again),
    cmocka_unit_test(whoever_puts_names_no_id_that_a_node_could_remember),
    cmocka_unit_test(the_copies_lie_with_the_nearest_nodes),
    cmocka_unit_test(a_value_that_nobody_has_is_not_found),
    cmocka_unit_test(without_any_node_a_lookup_ends_at_once),
    cmocka_unit_test(unless_asked_it_sends_nothing),
    cmocka_unit_test(a_datagram_of_something_else_is_not_taken),
    cmocka_unit_test(an_answer_to_nothing_teaches_nothing),
    cmocka_unit_test(half_of_the_nodes_may_be_dead_and_some_may_lie),
    cmocka_unit_test(the_id_follows_the_address_that_most_see),
    cmocka_unit_test(a_refresh_gets_to_know_the_nodes_and_then_rests),
    cmocka_unit_test(nodes_survive_on_the_disk),
    cmocka_unit_test(an_invite_gets_nodes_that_answered),
    cmocka_unit_test(only_addresses_of_the_family_are_added),
    cmocka_unit_test(the_network_of_ipv6_is_another_instance),
    cmocka_unit_test(more_lookups_than_places_wait_and_more_than_that_are_refused),
    cmocka_unit_test(of_a_cancelled_lookup_nothing_is_heard),
    cmocka_unit_test(who_has_a_value_is_told_only_of_a_newer_one),
    cmocka_unit_test(the_same_target_again_goes_straight_to_the_nearest),
    cmocka_unit_test(while_nobody_answers_no_node_is_forgotten),
    cmocka_unit_test(the_figures_add_up),
};
TEST_GROUP(dht, tests)
