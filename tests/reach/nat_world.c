#include "nat_world.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "reach/address_text.h"
#include "reach/nat_class.h"

#define HOST_PORT 40000
#define HELPERS   10
#define START_US  1000000
#define START_S   1800000000

static uint64_t draw(uint64_t *seed)
{
    *seed += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = *seed;
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void fill(void *context, uint8_t *out, size_t size)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(draw(context) >> 24);
}

uint64_t world_now_s(const struct world *world)
{
    return START_S + world->now_us / 1000000;
}

static void set_time(struct world *world)
{
    for (int i = 0; i < 2; i++)
        agent_set_time(&world->homes[i].agent, world->now_us, world_now_s(world));
}

static void place_router(struct world_home *home, enum nat_kind kind, uint8_t third)
{
    memset(&home->router, 0, sizeof home->router);
    home->router.kind = kind;
    home->router.next_port = 20000;
    memcpy(home->router.ip, (uint8_t[4]){45, 16, third, 1}, 4);
    bool without = kind == WORLD_OPEN || kind == WORLD_FIREWALL;
    memcpy(home->host_ip, without ? home->router.ip : (uint8_t[4]){10, 0, third, 2}, 4);
}

struct world *world_open(enum nat_kind a, enum nat_kind b, uint64_t seed)
{
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->now_us = START_US;
    world->delay_us = 40000;
    world->seed = seed;
    place_router(&world->homes[0], a, 1);
    place_router(&world->homes[1], b, 2);
    for (int i = 0; i < 2; i++) {
        struct agent_config config = {.random = {fill, &world->seed}, .opening_ttl = 4};
        memset(config.key_send, i, sizeof config.key_send);
        memset(config.key_receive, 1 - i, sizeof config.key_receive);
        agent_init(&world->homes[i].agent, &config);
    }
    set_time(world);
    return world;
}

void world_close(struct world *world)
{
    for (size_t i = 0; i < world->datagram_count; i++)
        free(world->datagrams[i]);
    free(world);
}

/* ---- routers ---- */

static bool is_dependent(const struct world_router *router)
{
    return router->kind >= WORLD_SYMMETRIC;
}

static struct world_flow *find_flow(struct world_router *router, uint16_t outside,
                                    const struct alcove_address *remote)
{
    for (size_t i = 0; i < router->flow_count; i++) {
        struct world_flow *flow = &router->flows[i];
        if (flow->outside == outside && alcove_address_equal(&flow->remote, remote))
            return flow;
    }
    return NULL;
}

static void add_flow(struct world_router *router, uint16_t outside,
                     const struct alcove_address *remote, bool spoilt)
{
    if (find_flow(router, outside, remote) != NULL)
        return;
    assert_true(router->flow_count < sizeof router->flows / sizeof router->flows[0]);
    router->flows[router->flow_count++] = (struct world_flow){outside, *remote, spoilt};
}

static uint16_t new_port(struct world *world, struct world_router *router)
{
    switch (router->kind) {
    case WORLD_SYMMETRIC_COUNTING:
        return router->next_port++;
    case WORLD_SYMMETRIC_BLOCK:
        return (uint16_t)(30000 + draw(&world->seed) % 512);
    default:
        return (uint16_t)(1024 + draw(&world->seed) % 64512);
    }
}

/* Somebody sent to this port unasked, so that the same way cannot be used from inside. */
static bool is_spoilt(struct world_router *router, uint16_t outside,
                      const struct alcove_address *to)
{
    const struct world_flow *flow = find_flow(router, outside, to);
    return flow != NULL && flow->spoilt;
}

static const struct world_mapping *find_mapping(struct world_router *router, uint16_t inside,
                                                const struct alcove_address *to)
{
    for (size_t i = 0; i < router->mapping_count; i++) {
        const struct world_mapping *mapping = &router->mappings[i];
        if (mapping->inside != inside)
            continue;
        bool for_all = mapping->to.port == 0 && !is_spoilt(router, mapping->outside, to);
        if (for_all || alcove_address_equal(&mapping->to, to))
            return mapping;
    }
    return NULL;
}

static uint16_t map_out(struct world *world, struct world_router *router, uint16_t inside,
                        const struct alcove_address *to)
{
    const struct world_mapping *known = find_mapping(router, inside, to);
    if (known != NULL)
        return known->outside;
    assert_true(router->mapping_count < WORLD_MAPPINGS_MAX);
    struct world_mapping *mapping = &router->mappings[router->mapping_count++];
    bool keeps = router->kind == WORLD_PORT_KEEPING;
    bool spoilt = keeps && is_spoilt(router, inside, to);
    *mapping = (struct world_mapping){.inside = inside, .outside = inside};
    if (!keeps || spoilt)
        mapping->outside = new_port(world, router);
    if (spoilt || is_dependent(router))
        mapping->to = *to;
    return mapping->outside;
}

/* The address that `to` sees, or port 0 when the router drops what leaves. */
static struct alcove_address leave(struct world *world, struct world_home *home, uint16_t socket,
                                   const struct alcove_address *to)
{
    struct world_router *router = &home->router;
    uint16_t inside = (uint16_t)(HOST_PORT + socket);
    uint16_t outside = inside;
    if (router->kind > WORLD_FIREWALL)
        outside = map_out(world, router, inside, to);
    add_flow(router, outside, to, false);
    return address_from_ipv4(router->ip, outside);
}

static bool lets_in(struct world_router *router, uint16_t outside,
                    const struct alcove_address *from)
{
    if (router->kind == WORLD_OPEN || router->kind == WORLD_FULL_CONE)
        return true;
    for (size_t i = 0; i < router->flow_count; i++) {
        const struct world_flow *flow = &router->flows[i];
        if (flow->outside != outside || flow->spoilt)
            continue;
        bool same = alcove_address_equal(&flow->remote, from) ||
                    (router->kind == WORLD_ADDRESS_FILTER &&
                     memcmp(flow->remote.ip, from->ip, sizeof from->ip) == 0);
        if (same)
            return true;
    }
    if (router->kind == WORLD_PORT_KEEPING)
        add_flow(router, outside, from, true);
    return false;
}

/* The socket that a packet to `outside` ends at; false when it does not get in. */
static bool enter(struct world_home *home, const struct alcove_address *to,
                  const struct alcove_address *from, uint16_t *socket)
{
    struct world_router *router = &home->router;
    if (home->offline || memcmp(to->ip + 12, router->ip, 4) != 0 ||
        !lets_in(router, to->port, from))
        return false;
    if (router->kind <= WORLD_FIREWALL) {
        *socket = (uint16_t)(to->port - HOST_PORT);
        return to->port >= HOST_PORT && *socket <= PUNCH_SOCKETS_MAX;
    }
    for (size_t i = 0; i < router->mapping_count; i++) {
        const struct world_mapping *mapping = &router->mappings[i];
        bool fits = mapping->to.port == 0 || alcove_address_equal(&mapping->to, from);
        if (mapping->outside == to->port && fits) {
            *socket = (uint16_t)(mapping->inside - HOST_PORT);
            return true;
        }
    }
    return false;
}

/* ---- records ---- */

struct endpoint_record world_record(struct world *world, int which)
{
    struct world_home *home = &world->homes[which];
    struct endpoint_record record = {.link_version = 1};
    struct nat_samples samples = {0};
    struct candidate host = {address_from_ipv4(home->host_ip, HOST_PORT), CANDIDATE_HOST};
    for (uint8_t i = 0; i < HELPERS; i++) {
        const uint8_t ip[4] = {45, 64, i, 1};
        struct alcove_address helper = address_from_ipv4(ip, 6881);
        struct alcove_address seen = leave(world, home, 0, &helper);
        nat_samples_add(&samples, &helper, &seen);
    }
    struct nat_class class = nat_classify(&samples, &host.address, 1);
    record.mapping = class.mapping;
    record.behind_carrier = class.behind_carrier;
    record.ports = class.ports;
    record.ports_ip4 = class.external_ip4;
    endpoint_record_add(&record, &host);
    if (class.external.port != 0)
        endpoint_record_add(&record, &(struct candidate){class.external, CANDIDATE_REFLEXIVE});
    return record;
}

void world_learn(struct world *world, int which)
{
    struct endpoint_record record = world_record(world, which);
    agent_set_own(&world->homes[which].agent, &record);
}

static void drain(struct world *world, int which);

void world_tell(struct world *world, int which)
{
    struct endpoint_record record = agent_own(&world->homes[1 - which].agent);
    agent_set_other(&world->homes[which].agent, &record, world_now_s(world));
    drain(world, which);
}

void world_begin(struct world *world, int which)
{
    agent_begin(&world->homes[which].agent);
    drain(world, which);
}

void world_move(struct world *world, int which, enum nat_kind kind)
{
    place_router(&world->homes[which], kind, (uint8_t)(100 + which));
    world->homes[which].found_us = 0;
    world_learn(world, which);
    world_begin(world, which);
}

/* ---- the wire ---- */

static void carry(struct world *world, int which, const struct agent_transmit *transmit)
{
    struct world_home *home = &world->homes[which];
    home->sent++;
    if (transmit->socket > home->sockets_used)
        home->sockets_used = transmit->socket;
    if (home->offline || transmit->to.ip[12] == 10)
        return; /* the other's private addresses lead nowhere */
    struct alcove_address from = leave(world, home, transmit->socket, &transmit->to);
    if (transmit->ttl != 0 || draw(&world->seed) % 1000 < world->loss_per_mille)
        return;
    assert_true(world->datagram_count < WORLD_DATAGRAMS_MAX);
    struct world_datagram *datagram = malloc(sizeof *datagram);
    assert_non_null(datagram);
    *datagram = (struct world_datagram){
        .due_us = world->now_us + world->delay_us,
        .to_home = 1 - which,
        .from = from,
        .size = transmit->size,
    };
    memcpy(datagram->bytes, transmit->bytes, transmit->size);
    /* The port is judged on arrival; it travels in the socket's place until then. */
    datagram->socket = transmit->to.port;
    world->datagrams[world->datagram_count++] = datagram;
}

static void note(struct world *world, struct world_home *home, const struct agent_event *event)
{
    if (event->kind == AGENT_EVENT_PATH) {
        home->path = *event;
        if (home->found_us == 0)
            home->found_us = world->now_us;
    }
    home->called += event->kind == AGENT_EVENT_CALLED;
    home->gave_up += event->kind == AGENT_EVENT_GAVE_UP;
}

static void drain(struct world *world, int which)
{
    struct world_home *home = &world->homes[which];
    struct agent_transmit transmit;
    struct agent_event event;
    while (agent_poll_transmit(&home->agent, &transmit))
        carry(world, which, &transmit);
    while (agent_poll_event(&home->agent, &event))
        note(world, home, &event);
}

static bool deliver(struct world *world)
{
    size_t next = 0;
    if (world->datagram_count == 0)
        return false;
    for (size_t i = 1; i < world->datagram_count; i++) {
        if (world->datagrams[i]->due_us < world->datagrams[next]->due_us)
            next = i;
    }
    struct world_datagram *datagram = world->datagrams[next];
    if (datagram->due_us > world->now_us)
        return false;
    world->datagrams[next] = world->datagrams[--world->datagram_count];
    struct world_home *home = &world->homes[datagram->to_home];
    struct alcove_address to = address_from_ipv4(home->router.ip, datagram->socket);
    uint16_t socket;
    if (enter(home, &to, &datagram->from, &socket))
        assert_true(
            agent_receive(&home->agent, &datagram->from, socket, datagram->bytes, datagram->size) ||
            home->agent.config.only_added);
    drain(world, datagram->to_home);
    free(datagram);
    return true;
}

static uint64_t next_time(struct world *world, uint64_t end_us)
{
    uint64_t next_us = end_us;
    for (size_t i = 0; i < world->datagram_count; i++) {
        if (world->datagrams[i]->due_us < next_us)
            next_us = world->datagrams[i]->due_us;
    }
    for (int i = 0; i < 2; i++) {
        uint64_t timeout_us = agent_next_timeout(&world->homes[i].agent);
        if (timeout_us < next_us)
            next_us = timeout_us;
    }
    return next_us > world->now_us ? next_us : world->now_us;
}

static void step(struct world *world, uint64_t end_us)
{
    world->now_us = next_time(world, end_us);
    set_time(world);
    while (deliver(world))
        ;
    drain(world, 0);
    drain(world, 1);
}

void world_run(struct world *world, uint64_t duration_us)
{
    uint64_t end_us = world->now_us + duration_us;
    while (world->now_us < end_us)
        step(world, end_us);
}

uint64_t world_run_until_found(struct world *world, uint64_t since_us, uint64_t at_most_us)
{
    uint64_t end_us = world->now_us + at_most_us;
    const struct world_home *a = &world->homes[0];
    const struct world_home *b = &world->homes[1];
    while (world->now_us < end_us && (a->found_us == 0 || b->found_us == 0))
        step(world, end_us);
    if (a->found_us == 0 || b->found_us == 0)
        return UINT64_MAX;
    return (a->found_us > b->found_us ? a->found_us : b->found_us) - since_us;
}
