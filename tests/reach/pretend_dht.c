#include "pretend_dht.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"
#include "reach/bencode.h"
#include "seeded_random.h"

struct pretend_dht *pretend_dht_new(void)
{
    struct pretend_dht *pretend = calloc(1, sizeof *pretend);
    assert_non_null(pretend);
    const struct dht_config config = {.random = seeded_random(&pretend->seed)};
    pretend->now_us = 1000000;
    pretend->client = address_from_ipv4((const uint8_t[4]){81, 2, 3, 4}, 4242);
    for (size_t i = 0; i < PRETEND_NODES; i++) {
        const uint8_t ip[4] = {45, 7, (uint8_t)i, 1};
        pretend->nodes[i].address = address_from_ipv4(ip, 6881);
        pretend->nodes[i].id = dht_id_for_address(&pretend->nodes[i].address, &config.random);
    }
    dht_init(&pretend->dht, &config);
    return pretend;
}

void pretend_dht_introduce(struct pretend_dht *pretend, size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_true(dht_add_node(&pretend->dht, &pretend->nodes[i].address, NULL));
}

static struct dht_item *item_at(struct pretend_dht *pretend, size_t node,
                                const struct dht_id *target)
{
    for (size_t i = 0; i < pretend->item_count; i++) {
        struct dht_id its = dht_item_target(pretend->items[i].public_key);
        if (pretend->item_node[i] == node && dht_id_equal(&its, target))
            return &pretend->items[i];
    }
    return NULL;
}

static void keep(struct pretend_dht *pretend, size_t node, const struct krpc_message *put)
{
    struct dht_item item = {.seq = put->seq, .value_size = put->value.size};
    memcpy(item.public_key, put->public_key.bytes, sizeof item.public_key);
    memcpy(item.signature, put->signature.bytes, sizeof item.signature);
    memcpy(item.value, put->value.bytes, item.value_size);
    assert_true(dht_item_verify(&item));
    assert_int_equal(put->token.size, 4);
    assert_memory_equal(put->token.bytes, pretend->nodes[node].id.bytes, 4);
    struct dht_id target = dht_item_target(item.public_key);
    struct dht_item *known = item_at(pretend, node, &target);
    if (known == NULL) {
        assert_true(pretend->item_count < PRETEND_ITEMS);
        pretend->item_node[pretend->item_count] = node;
        known = &pretend->items[pretend->item_count++];
    }
    *known = item;
}

static void write_nodes(const struct pretend_dht *pretend, const struct dht_id *target,
                        struct byte_writer *w)
{
    const struct krpc_node *nearest[9];
    uint8_t packed[8 * 26];
    struct byte_writer list = byte_writer_over(packed, sizeof packed);
    size_t count = 0;
    for (size_t i = 0; i < PRETEND_NODES; i++) {
        size_t at = count < 8 ? count++ : 8;
        for (; at > 0 && dht_id_compare(target, &pretend->nodes[i].id, &nearest[at - 1]->id) < 0;
             at--)
            nearest[at] = nearest[at - 1];
        nearest[at] = &pretend->nodes[i];
    }
    for (size_t i = 0; i < count; i++) {
        byte_write_bytes(&list, nearest[i]->id.bytes, 20);
        byte_write_bytes(&list, nearest[i]->address.ip + 12, 4);
        byte_write_u16(&list, nearest[i]->address.port);
    }
    bencode_write_key(w, "nodes");
    bencode_write_string(w, packed, list.size);
}

static void write_get(struct pretend_dht *pretend, size_t node, const struct krpc_message *query,
                      struct byte_writer *w)
{
    const struct dht_id *target = &query->target;
    const struct dht_item *item = item_at(pretend, node, target);
    if (item != NULL && query->has_seq && item->seq <= query->seq)
        item = NULL;
    pretend->values_shown += item != NULL;
    if (item != NULL) {
        bencode_write_key(w, "k");
        bencode_write_string(w, item->public_key, sizeof item->public_key);
    }
    write_nodes(pretend, target, w);
    if (item != NULL) {
        bencode_write_key(w, "seq");
        bencode_write_integer(w, (int64_t)item->seq + pretend->lies[node]);
        bencode_write_key(w, "sig");
        bencode_write_string(w, item->signature, sizeof item->signature);
    }
    bencode_write_key(w, "token");
    bencode_write_string(w, pretend->nodes[node].id.bytes, 4);
    if (item != NULL) {
        bencode_write_key(w, "v");
        bencode_write_string(w, item->value, item->value_size);
    }
}

static size_t answer(struct pretend_dht *pretend, size_t node, const struct krpc_message *query,
                     uint8_t *out)
{
    struct byte_writer w = byte_writer_over(out, KRPC_DATAGRAM_BYTES_MAX);
    struct alcove_address seen = pretend->client;
    seen.ip[15] ^= node < pretend->forgers;
    if (query->method == KRPC_PUT) {
        pretend->puts_in_own_name += !dht_id_equal(&query->id, &pretend->nodes[node].id);
        keep(pretend, node, query);
    }
    bencode_write_dict(&w);
    bencode_write_key(&w, "ip");
    uint8_t compact[6] = {
        seen.ip[12],       seen.ip[13], seen.ip[14], seen.ip[15], (uint8_t)(seen.port >> 8),
        (uint8_t)seen.port};
    bencode_write_string(&w, compact, sizeof compact);
    bencode_write_key(&w, "r");
    bencode_write_dict(&w);
    bencode_write_key(&w, "id");
    bencode_write_string(&w, pretend->nodes[node].id.bytes, 20);
    if (query->method == KRPC_GET)
        write_get(pretend, node, query, &w);
    else if (query->method == KRPC_FIND_NODE)
        write_nodes(pretend, &query->target, &w);
    bencode_write_end(&w);
    bencode_write_key(&w, "t");
    bencode_write_string(&w, query->transaction.bytes, query->transaction.size);
    bencode_write_key(&w, "y");
    bencode_write_key(&w, "r");
    bencode_write_end(&w);
    assert_false(w.failed);
    return w.size;
}

static void deliver(struct pretend_dht *pretend, const struct alcove_address *to,
                    const uint8_t *bytes, size_t size)
{
    uint8_t out[KRPC_DATAGRAM_BYTES_MAX];
    struct krpc_message query;
    assert_true(krpc_decode(bytes, size, &query));
    assert_int_equal(query.kind, KRPC_QUERY);
    assert_true(query.read_only);
    pretend->sent++;
    for (size_t i = 0; i < PRETEND_NODES; i++) {
        if (!alcove_address_equal(&pretend->nodes[i].address, to))
            continue;
        if (pretend->dead[i])
            return;
        size_t answered = answer(pretend, i, &query, out);
        assert_int_equal(dht_receive(&pretend->dht, pretend->now_us + 1, to, out, answered),
                         DHT_TAKEN);
        return;
    }
    pretend->sent_to_nobody++;
}

static void take_events(struct pretend_dht *pretend)
{
    struct dht_event event;
    while (dht_poll_event(&pretend->dht, &event)) {
        assert_true(pretend->event_count < PRETEND_EVENTS);
        struct pretend_event *kept = &pretend->events[pretend->event_count++];
        kept->event = event;
        if (event.kind == DHT_EVENT_VALUE)
            memcpy(kept->value, event.value, event.size);
    }
}

bool pretend_dht_turn(struct pretend_dht *pretend)
{
    struct alcove_address to;
    uint8_t bytes[DHT_DATAGRAM_BYTES_MAX];
    size_t size;
    bool sent = false;
    while ((size = dht_poll_transmit(&pretend->dht, pretend->now_us, &to, bytes)) > 0) {
        deliver(pretend, &to, bytes, size);
        sent = true;
    }
    take_events(pretend);
    pretend->now_us += PRETEND_LATENCY_US;
    dht_handle_timeout(&pretend->dht, pretend->now_us);
    take_events(pretend);
    return sent;
}

void pretend_dht_run(struct pretend_dht *pretend)
{
    unsigned turns = 0;
    do {
        pretend_dht_turn(pretend);
        assert_true(turns++ < 100000);
    } while (dht_next_timeout(&pretend->dht, pretend->now_us) != UINT64_MAX);
}

const struct pretend_event *pretend_dht_event(const struct pretend_dht *pretend,
                                              enum dht_event_kind kind, dht_handle handle)
{
    for (size_t i = pretend->event_count; i > 0; i--) {
        const struct pretend_event *kept = &pretend->events[i - 1];
        if (kept->event.kind == kind && (handle == 0 || kept->event.handle == handle))
            return kept;
    }
    return NULL;
}
