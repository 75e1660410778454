#include "relay_world.h"

#include <string.h>

#include <sodium.h>

#include "reach/address_text.h"

static void draw(void *context, uint8_t *out, size_t size)
{
    struct relay_world *world = context;
    uint8_t seed[randombytes_SEEDBYTES] = {0};
    world->draws++;
    memcpy(seed, &world->draws, sizeof world->draws);
    randombytes_buf_deterministic(out, size, seed);
}

struct alcove_random world_random(struct relay_world *world)
{
    return (struct alcove_random){.fill = draw, .context = world};
}

static void server_begin(struct relay_world *world, uint32_t pair_bits_per_s,
                         uint32_t total_bits_per_s)
{
    struct relay_server_options options = {
        .random = world_random(world),
        .pair_bits_per_s = pair_bits_per_s,
        .total_bits_per_s = total_bits_per_s,
    };
    memset(options.secret, 7, sizeof options.secret);
    relay_server_init(&world->server, &options);
}

void world_init(struct relay_world *world, uint32_t pair_bits_per_s, uint32_t total_bits_per_s)
{
    memset(world, 0, sizeof *world);
    world->now_us = 1000000;
    world->now_s = WORLD_NOW_S;
    server_begin(world, pair_bits_per_s, total_bits_per_s);
}

void world_restart_server(struct relay_world *world)
{
    relay_server_finish(&world->server);
    server_begin(world, 0, 0);
}

struct relay_pass world_mint(struct relay_world *world, uint64_t lifetime_s)
{
    struct relay_pass pass;
    uint8_t secret[RELAY_SECRET_BYTES];
    struct alcove_random random = world_random(world);
    memset(secret, 7, sizeof secret);
    relay_ticket_mint(secret, world->now_s + lifetime_s, &random, &pass);
    return pass;
}

struct alcove_address world_helper(void)
{
    const uint8_t ip[4] = {192, 0, 2, 1};
    return address_from_ipv4(ip, 4242);
}

struct alcove_address world_at(uint8_t host, uint16_t port)
{
    const uint8_t ip[4] = {198, 51, 100, host};
    return address_from_ipv4(ip, port);
}

bool world_give(struct relay_world *world, const struct alcove_address *from, const uint8_t *bytes,
                size_t size)
{
    const struct relay_arrival arrival = {
        .now_us = world->now_us,
        .now_s = world->now_s,
        .from = *from,
        .seen = *from,
        .bytes = bytes,
        .size = size,
    };
    bool taken = relay_server_receive(&world->server, &arrival);
    struct relay_transmit transmit;
    world->sent_count = 0;
    while (relay_server_poll_transmit(&world->server, &transmit)) {
        assert_in_range(world->sent_count, 0, RELAY_TRANSMITS_MAX - 1);
        world->sent[world->sent_count++] = transmit;
    }
    return taken;
}

bool world_ask(struct relay_world *world, struct by_hand *hand)
{
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    struct alcove_random random = world_random(world);
    random.fill(random.context, hand->request.transaction, sizeof hand->request.transaction);
    size_t size = relay_request_seal(&hand->pass, &hand->request, &random, bytes);
    (void)world_give(world, &hand->from, bytes, size);
    hand->asked_bytes += size;
    if (world->sent_count == 0)
        return false;
    assert_true(alcove_address_equal(&world->sent[0].to, &hand->from));
    assert_true(world->sent[0].size <= size);
    hand->answered_bytes += world->sent[0].size;
    assert_true(
        relay_answer_open(&hand->pass, world->sent[0].bytes, world->sent[0].size, &hand->answer));
    assert_memory_equal(hand->answer.transaction, hand->request.transaction,
                        sizeof hand->answer.transaction);
    return true;
}

bool world_bind(struct relay_world *world, struct by_hand *hand)
{
    hand->request.kind = RELAY_BIND;
    memset(hand->request.cookie, 0, sizeof hand->request.cookie);
    if (!world_ask(world, hand) || hand->answer.kind != RELAY_COOKIE)
        return false;
    memcpy(hand->request.cookie, hand->answer.cookie, sizeof hand->request.cookie);
    return world_ask(world, hand) && hand->answer.kind == RELAY_BOUND;
}

struct relay_client world_client(struct relay_world *world, const struct relay_pass *pass,
                                 uint8_t side)
{
    struct relay_client client;
    const struct relay_client_options options = {
        .helper = world_helper(),
        .pass = *pass,
        .side = side,
        .random = world_random(world),
    };
    relay_client_init(&client, world->now_us, &options);
    return client;
}

size_t world_run_client(struct relay_world *world, struct relay_client *client,
                        const struct alcove_address *at)
{
    const struct alcove_address helper = world_helper();
    struct relay_request_out request;
    size_t datagrams = 0;
    for (size_t rounds = 0; relay_client_poll_transmit(client, world->now_us, &request); rounds++) {
        assert_in_range(rounds, 0, 9);
        assert_true(alcove_address_equal(&request.to, &helper));
        (void)world_give(world, at, request.bytes, request.size);
        for (size_t i = 0; i < world->sent_count; i++) {
            if (!alcove_address_equal(&world->sent[i].to, at))
                continue;
            struct relay_client_received received = {
                .from = &helper, .bytes = world->sent[i].bytes, .size = world->sent[i].size};
            datagrams +=
                relay_client_receive(client, world->now_us, &received) == RELAY_CLIENT_DATAGRAM;
        }
    }
    return datagrams;
}

unsigned world_events(struct relay_client *client, struct relay_event *last)
{
    struct relay_event event;
    unsigned events = 0;
    while (relay_client_poll_event(client, &event)) {
        events |= 1u << event.kind;
        if (last != NULL)
            *last = event;
    }
    return events;
}
