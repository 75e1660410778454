/* A helper and those it helps, without a network: drawn bytes that repeat from run to run, one
 * clock, and a server whose answers come back at once. Called by the relay tests. */
#ifndef TESTS_REACH_RELAY_WORLD_H
#define TESTS_REACH_RELAY_WORLD_H

#include "harness.h"
#include "reach/relay_client.h"
#include "reach/relay_server.h"

#define WORLD_NOW_S 1800000000u

struct relay_world {
    uint64_t draws; /* so far */
    uint64_t now_us;
    uint64_t now_s;
    struct relay_server server;
    struct relay_transmit sent[RELAY_TRANSMITS_MAX]; /* by the server, for the last datagram */
    size_t sent_count;
};

struct alcove_random world_random(struct relay_world *world);
/* With the secret 7, 7, 7 ... and the given rates. */
void world_init(struct relay_world *world, uint32_t pair_bits_per_s, uint32_t total_bits_per_s);
/* A restart of the helper: the same secret, nothing else. */
void world_restart_server(struct relay_world *world);
struct relay_pass world_mint(struct relay_world *world, uint64_t lifetime_s);
/* 192.0.2.1 is the helper; others are at 198.51.100.HOST. */
struct alcove_address world_helper(void);
struct alcove_address world_at(uint8_t host, uint16_t port);
/* Whether the server took it; `sent` holds what it sends. */
bool world_give(struct relay_world *world, const struct alcove_address *from, const uint8_t *bytes,
                size_t size);
/* A request by hand, sealed and given; true if it was answered, and the answer opened. */
struct by_hand {
    struct relay_pass pass;
    struct alcove_address from;
    struct relay_request request;
    struct relay_answer answer;
    size_t asked_bytes, answered_bytes; /* summed up */
};
bool world_ask(struct relay_world *world, struct by_hand *hand);
/* Asks twice: for the cookie, and with it. True if it is bound then. */
bool world_bind(struct relay_world *world, struct by_hand *hand);

struct relay_client world_client(struct relay_world *world, const struct relay_pass *pass,
                                 uint8_t side);
/* Lets the client, which is at `at`, and the server talk until both are silent; data that come for
 * the client are counted. */
size_t world_run_client(struct relay_world *world, struct relay_client *client,
                        const struct alcove_address *at);
/* The events of the client, a bit each. */
unsigned world_events(struct relay_client *client, struct relay_event *last);

#endif
