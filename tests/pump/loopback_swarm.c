#include "loopback_swarm.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "net/udp.h"
#include "reach/address_text.h"
#include "sim/dht_nodes.h"

#define INTRODUCED 6

static struct dht_nodes nodes;
static struct udp_socket *sockets[SWARM_NODES];

static void on_query(void *context, const struct alcove_address *from, const uint8_t *bytes,
                     size_t size)
{
    struct udp_socket *socket = *(struct udp_socket **)context;
    size_t index = (size_t)((struct udp_socket **)context - sockets);
    uint8_t answer[DHT_NODES_DATAGRAM_MAX];
    const struct dht_nodes_query query = {&nodes.list[index], *from, bytes, size};
    size_t answered = dht_nodes_answer(&nodes, &query, answer);
    if (answered > 0)
        udp_send(socket, from, answer, answered);
}

/* Each in a network of its own, as the DHT wants it of those it trusts. */
static struct alcove_address address_of_node(size_t i)
{
    const uint8_t ip[4] = {127, (uint8_t)(145 + i / 8), (uint8_t)(i % 8 * 16 + 1), 1};
    return address_from_ipv4(ip, 0);
}

void swarm_open(uv_loop_t *loop)
{
    const struct dht_nodes_terms terms = {.seed = 7, .count = SWARM_NODES};
    struct net_error error;
    dht_nodes_init(&nodes, &terms);
    for (size_t i = 0; i < SWARM_NODES; i++) {
        struct alcove_address *address = &nodes.list[i].address;
        *address = address_of_node(i);
        sockets[i] = calloc(1, sizeof *sockets[i]);
        assert_non_null(sockets[i]);
        sockets[i]->on_datagram = on_query;
        sockets[i]->context = &sockets[i];
        assert_true(udp_open(sockets[i], loop, address, &error));
        address->port = sockets[i]->port;
    }
}

static void on_socket_closed(uv_handle_t *handle)
{
    udp_free(handle->data);
    free(handle->data);
}

void swarm_close(void)
{
    for (size_t i = 0; i < SWARM_NODES; i++)
        udp_close(sockets[i], on_socket_closed);
    dht_nodes_free(&nodes);
}

void swarm_introduce(struct finder *finder)
{
    for (size_t i = 0; i < INTRODUCED; i++)
        finder_add_node(finder, &nodes.list[i * 7].address);
}
