#include "net/helper_node.h"

#include <stdlib.h>
#include <time.h>

#include "base/assert.h"
#include "net/clock.h"
#include "net/udp.h"
#include "reach/virtual_address.h"

_Static_assert(UDP_DATAGRAM_BYTES_MAX >= RELAY_DATAGRAM_BYTES_MAX, "a relay's datagrams fit");

struct helper_node {
    struct udp_socket udp;
    struct tcp_streams *tcp;
    uint16_t tcp_port;
    struct relay_server server;
    unsigned open; /* the socket and the streams */
    void (*on_closed)(void *context);
    void *closed_context;
};

static bool node_receive(struct helper_node *node, struct relay_arrival *arrival)
{
    struct relay_transmit transmit;
    arrival->now_us = net_now_us();
    arrival->now_s = (uint64_t)time(NULL);
    bool taken = relay_server_receive(&node->server, arrival);
    while (relay_server_poll_transmit(&node->server, &transmit)) {
        if (address_is_virtual(&transmit.to))
            (void)tcp_streams_send(node->tcp, &transmit.to, transmit.bytes, transmit.size);
        else
            udp_send(&node->udp, &transmit.to, transmit.bytes, transmit.size);
    }
    return taken;
}

static void on_udp(void *context, const struct alcove_address *from, const uint8_t *bytes,
                   size_t size)
{
    struct relay_arrival arrival = {.from = *from, .seen = *from, .bytes = bytes, .size = size};
    if (from->port != 0)
        (void)node_receive(context, &arrival);
}

static bool on_tcp(void *context, const struct alcove_address *stream, const uint8_t *bytes,
                   size_t size)
{
    struct helper_node *node = context;
    struct relay_arrival arrival = {.from = *stream, .bytes = bytes, .size = size};
    return tcp_streams_remote(node->tcp, stream, &arrival.seen) && node_receive(node, &arrival);
}

/* ---- beginning and end ---- */

static void part_closed(void *context)
{
    struct helper_node *node = context;
    ALCOVE_ASSERT(node->open > 0);
    if (--node->open > 0)
        return;
    void (*on_closed)(void *context) = node->on_closed;
    void *closed_context = node->closed_context;
    udp_free(&node->udp);
    relay_server_finish(&node->server);
    free(node);
    if (on_closed != NULL)
        on_closed(closed_context);
}

static void on_udp_closed(uv_handle_t *handle)
{
    struct udp_socket *udp = handle->data;
    part_closed(udp->context);
}

void helper_node_close(struct helper_node *node, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(node->open > 0);
    node->on_closed = on_closed;
    node->closed_context = context;
    if (node->udp.begun)
        udp_close(&node->udp, on_udp_closed);
    if (node->tcp != NULL)
        tcp_streams_close(node->tcp, part_closed, node);
}

static bool tcp_begin(struct helper_node *node, const struct helper_node_options *options,
                      struct net_error *error)
{
    for (size_t i = 0; i < options->tcp_port_count; i++) {
        struct alcove_address listen = options->listen;
        uint16_t port;
        listen.port = options->tcp_ports[i];
        if (!tcp_streams_listen(node->tcp, &listen, &port, error))
            return false;
        if (i == 0)
            node->tcp_port = port;
    }
    return true;
}

struct helper_node *helper_node_open(uv_loop_t *loop, const struct helper_node_options *options,
                                     struct net_error *error)
{
    ALCOVE_ASSERT(options->tcp_port_count <= TCP_LISTENERS_MAX);
    struct helper_node *node = calloc(1, sizeof *node);
    const struct tcp_streams_options on_streams = {.on_datagram = on_tcp, .context = node};
    struct tcp_streams *tcp = node != NULL ? tcp_streams_open(loop, &on_streams) : NULL;
    if (tcp == NULL) {
        free(node);
        *error = (struct net_error){NET_ERROR_SYSTEM, "there is not enough memory; close programs"};
        return NULL;
    }
    node->tcp = tcp;
    node->open = 1;
    node->udp.on_datagram = on_udp;
    node->udp.context = node;
    relay_server_init(&node->server, &options->relay);
    bool opened = udp_open(&node->udp, loop, &options->listen, error);
    node->open += node->udp.begun;
    if (opened && tcp_begin(node, options, error))
        return node;
    helper_node_close(node, NULL, NULL);
    return NULL;
}

/* ---- asking ---- */

uint16_t helper_node_udp_port(const struct helper_node *node)
{
    return node->udp.port;
}

uint16_t helper_node_tcp_port(const struct helper_node *node)
{
    return node->tcp_port;
}

bool helper_node_is_ipv4_only(const struct helper_node *node)
{
    return node->udp.ipv4_only;
}

struct helper_node_statistics helper_node_get_statistics(const struct helper_node *node)
{
    return (struct helper_node_statistics){
        .relay = node->server.statistics,
        .pairs = relay_server_pairs(&node->server, net_now_us()),
        .streams = tcp_streams_count(node->tcp),
    };
}
