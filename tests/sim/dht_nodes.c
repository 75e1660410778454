#include "dht_nodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "reach/address_text.h"
#include "reach/bencode.h"
#include "reach/dht_host.h"
#include "reach/dht_item.h"
#include "reach/krpc.h"

#define NEAREST       8
#define VALUE_SWOLLEN 1100
#define TOKEN_BYTES   8

struct pretend_item {
    struct dht_id target;
    uint16_t node;
    struct dht_item item;
};

static void fill(void *context, uint8_t *out, size_t size)
{
    dice_fill(context, out, size);
}

/* ---- the swarm ---- */

struct alcove_address dht_nodes_new_address(struct dht_nodes *nodes)
{
    const struct dht_scope scope = {.family = DHT_IPV4};
    for (;;) {
        uint8_t ip[4];
        dice_fill(&nodes->dice, ip, sizeof ip);
        uint16_t port = (uint16_t)(DHT_PORT_MIN + dice_below(&nodes->dice, 60000));
        struct alcove_address address = address_from_ipv4(ip, port);
        bool taken = !dht_host_usable(&scope, &address);
        for (size_t i = 0; i < nodes->count && !taken; i++)
            taken = dht_host_same_network(&nodes->list[i].address, &address);
        if (!taken)
            return address;
    }
}

static enum dht_node_kind draw_kind(struct dht_nodes *nodes, const struct dht_nodes_terms *terms)
{
    uint64_t roll = dice_below(&nodes->dice, 100);
    if (roll < terms->dead_per_cent)
        return DHT_NODE_DEAD;
    if (roll >= terms->dead_per_cent + terms->lying_per_cent)
        return DHT_NODE_HONEST;
    return (enum dht_node_kind)(DHT_NODE_INVENTS +
                                dice_below(&nodes->dice, DHT_NODE_KINDS - DHT_NODE_INVENTS));
}

/* Up to eight others of each distance, as the buckets of BEP 5 hold; of the near ones that is all
 * there are. */
static void get_to_know(struct dht_nodes *nodes, struct pretend_node *node)
{
    size_t of_distance[DHT_ID_BITS + 1] = {0};
    size_t start = dice_below(&nodes->dice, nodes->count);
    for (size_t i = 0; i < nodes->count; i++) {
        size_t other = (start + i) % nodes->count;
        unsigned shared = dht_id_shared_bits(&node->id, &nodes->list[other].id);
        if (&nodes->list[other] == node || of_distance[shared] == NEAREST)
            continue;
        of_distance[shared]++;
        ALCOVE_ASSERT(node->known_count < DHT_NODES_KNOWN_MAX);
        node->known[node->known_count++] = (uint16_t)other;
    }
}

void dht_nodes_init(struct dht_nodes *nodes, const struct dht_nodes_terms *terms)
{
    ALCOVE_ASSERT(terms->count <= DHT_NODES_MAX);
    *nodes = (struct dht_nodes){.dice = dice_seeded(terms->seed)};
    const struct alcove_random random = {fill, &nodes->dice};
    nodes->items = calloc(DHT_NODES_ITEMS_MAX, sizeof *nodes->items);
    ALCOVE_ASSERT(nodes->items != NULL);
    for (size_t i = 0; i < terms->count; i++) {
        struct pretend_node node = {.address = dht_nodes_new_address(nodes)};
        node.id = dht_id_for_address(&node.address, &random);
        node.kind = draw_kind(nodes, terms);
        node.delay_us = 10000 + dice_below(&nodes->dice, 80000);
        nodes->list[nodes->count++] = node;
    }
    for (size_t i = 0; i < nodes->count; i++)
        get_to_know(nodes, &nodes->list[i]);
}

void dht_nodes_free(struct dht_nodes *nodes)
{
    free(nodes->items);
    nodes->items = NULL;
}

struct pretend_node *dht_nodes_at(struct dht_nodes *nodes, const struct alcove_address *address)
{
    for (size_t i = 0; i < nodes->count; i++) {
        if (alcove_address_equal(&nodes->list[i].address, address))
            return &nodes->list[i];
    }
    return NULL;
}

/* ---- items ---- */

static struct pretend_item *item_at(struct dht_nodes *nodes, const struct pretend_node *node,
                                    const struct dht_id *target)
{
    uint16_t index = (uint16_t)(node - nodes->list);
    for (size_t i = 0; i < nodes->item_count; i++) {
        struct pretend_item *item = &nodes->items[i];
        if (item->node == index && dht_id_equal(&item->target, target))
            return item;
    }
    return NULL;
}

/* Whether the node says that it stored it. Liars say so in any case. */
static bool store(struct dht_nodes *nodes, struct pretend_node *node,
                  const struct krpc_message *query)
{
    struct dht_item item = {.seq = query->seq, .value_size = query->value.size};
    if (query->public_key.bytes == NULL || query->signature.bytes == NULL ||
        query->value.bytes == NULL || query->token.size != TOKEN_BYTES)
        return false;
    memcpy(item.public_key, query->public_key.bytes, sizeof item.public_key);
    memcpy(item.signature, query->signature.bytes, sizeof item.signature);
    memcpy(item.value, query->value.bytes, item.value_size);
    struct dht_id target = dht_item_target(item.public_key);
    struct pretend_item *known = item_at(nodes, node, &target);
    if (memcmp(query->token.bytes, node->id.bytes, TOKEN_BYTES) != 0 || !dht_item_verify(&item))
        return false;
    if (known == NULL) {
        ALCOVE_ASSERT(nodes->item_count < DHT_NODES_ITEMS_MAX);
        known = &nodes->items[nodes->item_count++];
        *known = (struct pretend_item){target, (uint16_t)(node - nodes->list), item};
        return true;
    }
    if (node->kind == DHT_NODE_CLINGS)
        return true;
    if (item.seq < known->item.seq)
        return false;
    known->item = item;
    return true;
}

/* ---- answers ---- */

static void write_node(struct byte_writer *w, const struct dht_id *id,
                       const struct alcove_address *address)
{
    byte_write_bytes(w, id->bytes, sizeof id->bytes);
    byte_write_bytes(w, address->ip + 12, 4);
    byte_write_u16(w, address->port);
}

static void write_nearest(struct dht_nodes *nodes, const struct pretend_node *node,
                          const struct dht_id *target, struct byte_writer *w)
{
    uint16_t nearest[NEAREST];
    size_t count = 0;
    for (size_t i = 0; i < node->known_count; i++) {
        const struct dht_id *id = &nodes->list[node->known[i]].id;
        size_t at = count < NEAREST ? count++ : NEAREST;
        while (at > 0 && dht_id_compare(target, id, &nodes->list[nearest[at - 1]].id) < 0) {
            if (at < NEAREST)
                nearest[at] = nearest[at - 1];
            at--;
        }
        if (at < NEAREST)
            nearest[at] = node->known[i];
    }
    for (size_t i = 0; i < count; i++)
        write_node(w, &nodes->list[nearest[i]].id, &nodes->list[nearest[i]].address);
}

static void write_invented(struct dht_nodes *nodes, const struct dht_id *target,
                           struct byte_writer *w)
{
    const struct alcove_random random = {fill, &nodes->dice};
    for (size_t i = 0; i < NEAREST; i++) {
        struct alcove_address address = dht_nodes_new_address(nodes);
        struct dht_id id = dht_id_blur(target, 40, &random);
        write_node(w, &id, &address);
    }
}

static void write_nodes(struct dht_nodes *nodes, const struct pretend_node *node,
                        const struct dht_id *target, struct byte_writer *w)
{
    uint8_t bytes[NEAREST * (DHT_ID_BYTES + 6)];
    struct byte_writer list = byte_writer_over(bytes, sizeof bytes);
    if (node->kind == DHT_NODE_INVENTS)
        write_invented(nodes, target, &list);
    else
        write_nearest(nodes, node, target, &list);
    bencode_write_key(w, "nodes");
    bencode_write_string(w, bytes, list.size);
}

/* What this node says is stored; `item` is what was. */
static void distort(struct dht_nodes *nodes, const struct pretend_node *node, struct dht_item *item)
{
    uint8_t seed[DHT_ITEM_SEED_BYTES];
    if (node->kind == DHT_NODE_FORGES) {
        item->seq += 5;
        item->value[0] ^= 1;
    }
    if (node->kind == DHT_NODE_SWAPS) {
        dice_fill(&nodes->dice, seed, sizeof seed);
        item->seq += 5;
        dht_item_sign(item, seed);
    }
}

static void write_value(const struct pretend_node *node, const struct dht_item *item,
                        struct byte_writer *w)
{
    static const uint8_t swollen[VALUE_SWOLLEN];
    bencode_write_key(w, "v");
    if (node->kind == DHT_NODE_SWELLS)
        bencode_write_string(w, swollen, sizeof swollen);
    else
        bencode_write_string(w, item->value, item->value_size);
}

static void write_found(struct dht_nodes *nodes, const struct pretend_node *node,
                        const struct krpc_message *query, struct byte_writer *w)
{
    const struct dht_id *target = &query->target;
    struct pretend_item *known = item_at(nodes, node, target);
    if (known != NULL && query->has_seq && known->item.seq <= query->seq)
        known = NULL;
    struct dht_item item = {.value_size = 0};
    if (known != NULL) {
        item = known->item;
        distort(nodes, node, &item);
        bencode_write_key(w, "k");
        bencode_write_string(w, item.public_key, sizeof item.public_key);
    }
    write_nodes(nodes, node, target, w);
    if (known != NULL) {
        bencode_write_key(w, "seq");
        bencode_write_integer(w, (int64_t)item.seq);
        bencode_write_key(w, "sig");
        bencode_write_string(w, item.signature, sizeof item.signature);
    }
    bencode_write_key(w, "token");
    bencode_write_string(w, node->id.bytes, TOKEN_BYTES);
    if (known != NULL)
        write_value(node, &item, w);
}

static void write_seen(const struct pretend_node *node, const struct alcove_address *from,
                       struct byte_writer *w)
{
    static const uint8_t forged[6] = {66, 66, 66, 66, 66, 66};
    uint8_t seen[6] = {0};
    struct byte_writer address = byte_writer_over(seen, sizeof seen);
    byte_write_bytes(&address, from->ip + 12, 4);
    byte_write_u16(&address, from->port);
    bencode_write_key(w, "ip");
    bencode_write_string(w, node->kind == DHT_NODE_HONEST ? seen : forged, sizeof seen);
}

size_t dht_nodes_answer(struct dht_nodes *nodes, const struct dht_nodes_query *query, uint8_t *out)
{
    struct krpc_message message;
    struct pretend_node *node = query->to;
    struct byte_writer w = byte_writer_over(out, DHT_NODES_DATAGRAM_MAX);
    bool understood =
        krpc_decode(query->bytes, query->size, &message) && message.kind == KRPC_QUERY;
    ALCOVE_ASSERT(understood && message.read_only && message.has_id);
    if (node->kind == DHT_NODE_DEAD)
        return 0;
    bool refused = message.method == KRPC_PUT && !store(nodes, node, &message);
    bencode_write_dict(&w);
    if (refused) {
        bencode_write_key(&w, "e");
        bencode_write_list(&w);
        bencode_write_integer(&w, 302);
        bencode_write_key(&w, "no");
        bencode_write_end(&w);
    }
    write_seen(node, &query->from, &w);
    if (!refused) {
        bencode_write_key(&w, "r");
        bencode_write_dict(&w);
        bencode_write_key(&w, "id");
        bencode_write_string(&w, node->id.bytes, sizeof node->id.bytes);
        if (message.method == KRPC_GET)
            write_found(nodes, node, &message, &w);
        else if (message.method == KRPC_FIND_NODE)
            write_nodes(nodes, node, &message.target, &w);
        bencode_write_end(&w);
    }
    bencode_write_key(&w, "t");
    bencode_write_string(&w, message.transaction.bytes, message.transaction.size);
    bencode_write_key(&w, "y");
    bencode_write_key(&w, refused ? "e" : "r");
    bencode_write_end(&w);
    ALCOVE_ASSERT(!w.failed);
    return w.size;
}
