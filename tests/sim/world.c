#include "world.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"

#define SLOTS 4096u
/* No node has so much to do at one moment: its deadline stays in the past. */
#define STEPS_AT_ONE_MOMENT_MAX 100000u
#define FIRST_PORT              40000u

/* 64-bit words at a time: every byte of every datagram goes through here. */
static void hash_bytes(struct world *world, const uint8_t *bytes, size_t size)
{
    uint64_t hash = world->log_hash;
    for (size_t at = 0; at < size; at += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes + at, size - at < 8 ? size - at : 8);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 29;
    }
    world->log_hash = hash;
}

static void hash_number(struct world *world, uint64_t number)
{
    hash_bytes(world, (const uint8_t *)&number, sizeof number);
}

void world_init(struct world *world, uint64_t seed, const struct network_plan plans[WORLD_NODES])
{
    *world = (struct world){.seed = seed, .dice = dice_seeded(seed)};
    world->slots = calloc((size_t)WORLD_NODES * SLOTS, sizeof *world->slots);
    ALCOVE_ASSERT(world->slots != NULL);
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        struct network_storage storage = {world->slots + (size_t)i * SLOTS, SLOTS};
        network_init(&world->networks[i], &plans[i], storage, dice_roll(&world->dice));
        /* Up to 50 days since either computer was started. */
        world->clock_ahead_us[i] =
            WORLD_SECOND_US + dice_below(&world->dice, 50 * 86400 * WORLD_SECOND_US);
    }
}

void world_free(struct world *world)
{
    free(world->slots);
    world->slots = NULL;
}

void world_add_node(struct world *world, unsigned index, const struct world_node *node)
{
    ALCOVE_ASSERT(index < WORLD_NODES);
    world->nodes[index] = *node;
}

static struct alcove_address address_of(unsigned index, uint16_t home)
{
    /* RFC 3849: 2001:db8::/32 is for documentation, and reaches nobody. */
    struct alcove_address address = {.ip = {0x20, 0x01, 0x0d, 0xb8}};
    address.ip[13] = (uint8_t)(index + 1);
    address.ip[14] = (uint8_t)(home >> 8);
    address.ip[15] = (uint8_t)home;
    address.port = (uint16_t)(FIRST_PORT + home);
    return address;
}

struct alcove_address world_address(const struct world *world, unsigned index)
{
    return address_of(index, world->homes[index]);
}

void world_move(struct world *world, unsigned index)
{
    world->homes[index]++;
    world_log(world, index, "is elsewhere now", world->homes[index]);
}

void world_change_from(struct world *world, unsigned index, const char *terms)
{
    struct network_terms changed = world->networks[index].terms;
    bool understood = network_terms_set(&changed, terms);
    ALCOVE_ASSERT(understood);
    network_set_terms(&world->networks[index], world->now_us, &changed);
    world_log(world, index, "sends over another network", 0);
}

void world_change(struct world *world, const char *terms)
{
    for (unsigned i = 0; i < WORLD_NODES; i++)
        world_change_from(world, i, terms);
}

uint64_t world_clock_us(const struct world *world, unsigned index)
{
    return world->now_us + world->clock_ahead_us[index];
}

static void print_datagram(const struct world *world, unsigned index, const char *what,
                           const struct network_datagram *datagram)
{
    if (world->prints)
        printf("# %12.6f %s %s %zu bytes\n", (double)world->now_us / 1e6, world->nodes[index].name,
               what, datagram->size);
}

void world_send(struct world *world, unsigned index, const struct alcove_address *to,
                const struct network_datagram *datagram)
{
    hash_number(world, world->now_us);
    hash_bytes(world, datagram->bytes, datagram->size);
    print_datagram(world, index, "sends", datagram);
    struct alcove_address there = world_address(world, 1 - index);
    if (!alcove_address_equal(to, &there))
        return;
    uint32_t tag = (uint32_t)world->homes[index] << 16 | world->homes[1 - index];
    network_push(&world->networks[index], world->now_us, tag, datagram->bytes, datagram->size);
}

static uint64_t node_next_us(const struct world *world, unsigned index)
{
    const struct world_node *node = &world->nodes[index];
    uint64_t next_us = node->next_us(node->context);
    if (next_us == WORLD_NEVER)
        return WORLD_NEVER;
    uint64_t ahead_us = world->clock_ahead_us[index];
    return next_us > ahead_us ? next_us - ahead_us : 0;
}

static void deliver(struct world *world, unsigned from)
{
    struct network_datagram datagram;
    unsigned to = 1 - from;
    if (!network_pop(&world->networks[from], world->now_us, &datagram))
        return;
    if ((datagram.tag & 0xffff) != world->homes[to])
        return;
    const struct world_node *node = &world->nodes[to];
    struct alcove_address source = address_of(from, (uint16_t)(datagram.tag >> 16));
    hash_number(world, world->now_us);
    hash_bytes(world, datagram.bytes, datagram.size);
    print_datagram(world, to, "gets", &datagram);
    /* What the node sends in answer may take the slot: it reads bytes of its own. */
    memcpy(world->arriving, datagram.bytes, datagram.size);
    datagram.bytes = world->arriving;
    node->receive(node->context, world_clock_us(world, to), &source, &datagram);
}

enum happening {
    HAPPENS_ARRIVAL, /* at the end of network `index` */
    HAPPENS_TIMEOUT, /* of node `index` */
    HAPPENS_NOTHING,
};

struct moment {
    uint64_t at_us;
    enum happening what;
    unsigned index;
};

/* Of two things at one moment, always the same one comes first. */
static struct moment earliest(const struct world *world)
{
    struct moment first = {WORLD_NEVER, HAPPENS_NOTHING, 0};
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        uint64_t arrival_us = network_next_us(&world->networks[i]);
        if (arrival_us < first.at_us)
            first = (struct moment){arrival_us, HAPPENS_ARRIVAL, i};
    }
    for (unsigned i = 0; i < WORLD_NODES; i++) {
        uint64_t timeout_us = node_next_us(world, i);
        if (timeout_us < first.at_us)
            first = (struct moment){timeout_us, HAPPENS_TIMEOUT, i};
    }
    return first;
}

static bool stands_still(struct world *world, uint64_t at_us)
{
    world->steps_at_now = at_us > world->now_us ? 0 : world->steps_at_now + 1;
    return world->steps_at_now > STEPS_AT_ONE_MOMENT_MAX;
}

bool world_step(struct world *world, uint64_t until_us)
{
    if (world->wrong != NULL)
        return false;
    struct moment next = earliest(world);
    if (next.at_us > until_us) {
        world->now_us = until_us;
        return false;
    }
    if (stands_still(world, next.at_us)) {
        world_fail(world, next.index, "has a deadline that does not pass");
        return false;
    }
    if (next.at_us > world->now_us)
        world->now_us = next.at_us;
    const struct world_node *node = &world->nodes[next.index];
    if (next.what == HAPPENS_ARRIVAL)
        deliver(world, next.index);
    else
        node->timeout(node->context, world_clock_us(world, next.index));
    return world->wrong == NULL;
}

void world_log(struct world *world, unsigned index, const char *what, uint64_t number)
{
    world->log_count++;
    hash_number(world, world->now_us);
    hash_number(world, index);
    hash_bytes(world, (const uint8_t *)what, strlen(what));
    hash_number(world, number);
    if (world->prints)
        printf("# %12.6f %s %s %" PRIu64 "\n", (double)world->now_us / 1e6,
               world->nodes[index].name, what, number);
}

void world_fail(struct world *world, unsigned index, const char *what)
{
    world_log(world, index, what, 0);
    if (world->wrong == NULL)
        world->wrong = what;
}
