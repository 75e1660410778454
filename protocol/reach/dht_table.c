#include "reach/dht_table.h"

#include <string.h>

#include "base/assert.h"

#define EXPORT_VERSION 1

static bool is_used(const struct dht_node *node)
{
    return node->address.port != 0;
}

static struct dht_node *region_of(struct dht_table *table, const struct dht_id *id)
{
    size_t region = id->bytes[0] >> 2;
    ALCOVE_ASSERT(region < DHT_TABLE_REGIONS);
    return &table->nodes[region * DHT_TABLE_REGION_NODES];
}

static const struct dht_node *find(const struct dht_table *table,
                                   const struct alcove_address *address)
{
    ALCOVE_ASSERT(address->port != 0);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        if (alcove_address_equal(&table->nodes[i].address, address))
            return &table->nodes[i];
    }
    return NULL;
}

/* Whether its machine or network has enough places already, apart from this very address. */
static bool is_crowded(const struct dht_table *table, const struct alcove_address *address)
{
    size_t network = 0;
    ALCOVE_ASSERT(address->port != 0);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        const struct dht_node *node = &table->nodes[i];
        if (!is_used(node) || alcove_address_equal(&node->address, address))
            continue;
        if (dht_host_same(&node->address, address))
            return true;
        network += dht_host_same_network(&node->address, address);
    }
    return network >= DHT_TABLE_NETWORK_MAX;
}

/* Who answers is worth more than hearsay, and among equals the one whose id is its own. */
static int worth(const struct dht_node *node)
{
    ALCOVE_ASSERT(node->fails <= DHT_TABLE_FAILS_MAX);
    if (!is_used(node))
        return -DHT_TABLE_FAILS_MAX - 1;
    return (node->answered ? 4 : 0) + (node->valid_id ? 1 : 0) - 2 * node->fails;
}

/* Puts the newcomer in the place of the least worthy of its region, if that is worth less. */
static void enter(struct dht_table *table, const struct dht_node *newcomer)
{
    struct dht_node *region = region_of(table, &newcomer->id);
    struct dht_node *least = region;
    ALCOVE_ASSERT(is_used(newcomer));
    for (size_t i = 1; i < DHT_TABLE_REGION_NODES; i++) {
        if (worth(&region[i]) < worth(least))
            least = &region[i];
    }
    if (worth(least) < worth(newcomer))
        *least = *newcomer;
}

void dht_table_heard(struct dht_table *table, const struct krpc_node *node)
{
    ALCOVE_ASSERT(node->address.port != 0);
    if (find(table, &node->address) != NULL || is_crowded(table, &node->address))
        return;
    struct dht_node newcomer = {.id = node->id, .address = node->address};
    newcomer.valid_id = dht_id_is_valid(&node->id, &node->address);
    enter(table, &newcomer);
}

void dht_table_answered(struct dht_table *table, uint64_t now_us, const struct krpc_node *node,
                        uint32_t rtt_us)
{
    const struct dht_node *known = find(table, &node->address);
    struct dht_node newcomer = {.id = node->id, .address = node->address, .answered = true};
    ALCOVE_ASSERT(node->address.port != 0);
    newcomer.valid_id = dht_id_is_valid(&node->id, &node->address);
    newcomer.answered_us = now_us;
    newcomer.rtt_us = rtt_us;
    if (known != NULL && dht_id_equal(&known->id, &node->id)) {
        struct dht_node *same = &table->nodes[known - table->nodes];
        if (same->rtt_us > 0)
            newcomer.rtt_us = (uint32_t)(((uint64_t)same->rtt_us * 3 + rtt_us) / 4);
        *same = newcomer;
        return;
    }
    dht_table_forget(table, &node->address);
    if (!is_crowded(table, &node->address))
        enter(table, &newcomer);
}

void dht_table_failed(struct dht_table *table, const struct alcove_address *address)
{
    const struct dht_node *known = find(table, address);
    if (known == NULL)
        return;
    struct dht_node *node = &table->nodes[known - table->nodes];
    node->fails++;
    ALCOVE_ASSERT(node->fails <= DHT_TABLE_FAILS_MAX);
    if (node->fails == DHT_TABLE_FAILS_MAX)
        *node = (struct dht_node){0};
}

void dht_table_forget(struct dht_table *table, const struct alcove_address *address)
{
    const struct dht_node *known = find(table, address);
    ALCOVE_ASSERT(address->port != 0);
    if (known != NULL)
        table->nodes[known - table->nodes] = (struct dht_node){0};
}

static bool is_good(const struct dht_node *node)
{
    return is_used(node) && node->answered && node->fails == 0;
}

size_t dht_table_count(const struct dht_table *table)
{
    size_t count = 0;
    ALCOVE_ASSERT(table != NULL);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++)
        count += is_used(&table->nodes[i]);
    return count;
}

size_t dht_table_good_count(const struct dht_table *table)
{
    size_t count = 0;
    ALCOVE_ASSERT(table != NULL);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++)
        count += is_good(&table->nodes[i]);
    return count;
}

uint32_t dht_table_rtt_us(const struct dht_table *table, const struct alcove_address *address)
{
    const struct dht_node *node = find(table, address);
    return node == NULL ? 0 : node->rtt_us;
}

/* Negative if `a` is the better one to begin with. */
static int compare(const struct dht_id *target, const struct dht_node *a, const struct dht_node *b)
{
    ALCOVE_ASSERT(is_used(a) && is_used(b));
    if ((a->fails > 0) != (b->fails > 0))
        return a->fails > 0 ? 1 : -1;
    return dht_id_compare(target, &a->id, &b->id);
}

size_t dht_table_closest(const struct dht_table *table, const struct dht_id *target,
                         const struct dht_node **out, size_t max)
{
    size_t count = 0;
    ALCOVE_ASSERT(max > 0);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        const struct dht_node *node = &table->nodes[i];
        size_t at = count;
        if (!is_used(node))
            continue;
        if (count == max && compare(target, node, out[max - 1]) >= 0)
            continue;
        if (count < max)
            count++;
        else
            at--;
        for (; at > 0 && compare(target, node, out[at - 1]) < 0; at--)
            out[at] = out[at - 1];
        out[at] = node;
    }
    return count;
}

static size_t draw(const struct alcove_random *random, size_t below)
{
    uint8_t bytes[4];
    ALCOVE_ASSERT(below > 0 && below <= UINT32_MAX);
    random->fill(random->context, bytes, sizeof bytes);
    struct byte_reader r = byte_reader_over(bytes, sizeof bytes);
    return byte_read_u32(&r) % below;
}

size_t dht_table_pick(const struct dht_table *table, const struct alcove_random *random,
                      struct krpc_node *out, size_t max)
{
    size_t count = 0;
    size_t start = draw(random, DHT_TABLE_NODES_MAX);
    /* A stride that meets every place once, and the regions far apart. */
    size_t stride = 2 * draw(random, DHT_TABLE_NODES_MAX / 2) + 1;
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX && count < max; i++) {
        const struct dht_node *node = &table->nodes[(start + i * stride) % DHT_TABLE_NODES_MAX];
        if (is_good(node))
            out[count++] = (struct krpc_node){.id = node->id, .address = node->address};
    }
    ALCOVE_ASSERT(count <= max);
    return count;
}

struct dht_id dht_table_thinnest(const struct dht_table *table, const struct alcove_random *random)
{
    struct dht_id id = dht_id_random(random);
    size_t first = draw(random, DHT_TABLE_REGIONS);
    size_t fewest = DHT_TABLE_REGION_NODES + 1;
    for (size_t i = 0; i < DHT_TABLE_REGIONS; i++) {
        size_t region = (first + i) % DHT_TABLE_REGIONS;
        size_t good = 0;
        for (size_t k = 0; k < DHT_TABLE_REGION_NODES; k++)
            good += is_good(&table->nodes[region * DHT_TABLE_REGION_NODES + k]);
        if (good >= fewest)
            continue;
        fewest = good;
        id.bytes[0] = (uint8_t)(region << 2 | (id.bytes[0] & 3));
    }
    ALCOVE_ASSERT(fewest <= DHT_TABLE_REGION_NODES);
    return id;
}

/* ---- on the disk ---- */

void dht_table_export(const struct dht_table *table, enum dht_family family, uint8_t depth,
                      struct byte_writer *w)
{
    size_t skip = family == DHT_IPV4 ? 12 : 0;
    size_t count = 0;
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++)
        count += is_used(&table->nodes[i]) && table->nodes[i].fails == 0;
    byte_write_u8(w, EXPORT_VERSION);
    byte_write_u8(w, family == DHT_IPV4 ? 4 : 6);
    byte_write_u8(w, depth);
    byte_write_u16(w, (uint16_t)count);
    for (size_t i = 0; i < DHT_TABLE_NODES_MAX; i++) {
        const struct dht_node *node = &table->nodes[i];
        if (!is_used(node) || node->fails > 0)
            continue;
        byte_write_bytes(w, node->id.bytes, sizeof node->id.bytes);
        byte_write_bytes(w, node->address.ip + skip, sizeof node->address.ip - skip);
        byte_write_u16(w, node->address.port);
    }
    ALCOVE_ASSERT(!w->failed);
}

bool dht_table_import(struct dht_table *table, const struct dht_scope *scope, struct byte_reader *r,
                      uint8_t *depth)
{
    size_t address_bytes =
        scope->family == DHT_IPV4 ? DHT_COMPACT_ADDRESS_IPV4 : DHT_COMPACT_ADDRESS_IPV6;
    bool good = byte_read_u8(r) == EXPORT_VERSION;
    ALCOVE_ASSERT(depth != NULL);
    good = byte_read_u8(r) == (scope->family == DHT_IPV4 ? 4 : 6) && good;
    uint8_t stored_depth = byte_read_u8(r);
    size_t count = byte_read_u16(r);
    if (!good || r->failed || count > DHT_TABLE_NODES_MAX)
        return false;
    *depth = stored_depth;
    for (size_t i = 0; i < count && !r->failed; i++) {
        struct krpc_node node;
        byte_read_copy(r, node.id.bytes, sizeof node.id.bytes);
        const uint8_t *address = byte_read_span(r, address_bytes);
        if (address != NULL && dht_host_read(address, address_bytes, &node.address) &&
            dht_host_usable(scope, &node.address))
            dht_table_heard(table, &node);
    }
    return !r->failed && byte_reader_left(r) == 0;
}
