/* A helper at work: reach/relay_server.h on one UDP socket and on TCP ports, for networks that let
 * no UDP out. It carries bytes and time and decides nothing. Called by `alcove helper`, on one
 * libuv loop and only from there. */
#ifndef ALCOVE_NET_HELPER_NODE_H
#define ALCOVE_NET_HELPER_NODE_H

#include <stddef.h>
#include <stdint.h>

#include <uv.h>

#include "base/address.h"
#include "net/pump.h"
#include "net/tcp_streams.h"
#include "reach/relay_server.h"

struct helper_node;

struct helper_node_options {
    struct alcove_address listen;          /* UDP; TCP listens at the same address */
    uint16_t tcp_ports[TCP_LISTENERS_MAX]; /* 0: any */
    size_t tcp_port_count;
    struct relay_server_options relay;
};

struct helper_node_statistics {
    struct relay_server_statistics relay;
    size_t pairs;   /* at least one side here */
    size_t streams; /* of TCP */
};

/* Opens all sockets, or none: NULL on error, with `error` filled; the loop has then still to be run
 * once to close what was begun. The loop is borrowed and outlives the node. */
struct helper_node *helper_node_open(uv_loop_t *loop, const struct helper_node_options *options,
                                     struct net_error *error);
/* Stops at once. The memory is wiped and freed, and `on_closed` (may be NULL) called, when the loop
 * has closed the handles. */
void helper_node_close(struct helper_node *node, void (*on_closed)(void *context), void *context);

uint16_t helper_node_udp_port(const struct helper_node *node);
/* The first of the TCP ports; 0 if there are none. */
uint16_t helper_node_tcp_port(const struct helper_node *node);
bool helper_node_is_ipv4_only(const struct helper_node *node);
struct helper_node_statistics helper_node_get_statistics(const struct helper_node *node);

#endif
