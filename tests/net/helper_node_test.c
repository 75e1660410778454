#include "net/helper_node.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "harness.h"
#include "net/clock.h"
#include "net/udp.h"
#include "reach/address_text.h"
#include "reach/relay_client.h"

/* One of the two who are helped: a socket, or a stream, and the client on it. */
struct helped {
    struct udp_socket udp;
    struct tcp_streams *tcp;
    struct relay_client client;
    struct alcove_address seen;
    unsigned events;
    size_t datagrams;
    uint8_t last[RELAY_PAYLOAD_BYTES_MAX];
    size_t last_size;
};

static uv_loop_t loop;
static struct helper_node *node;
static struct helped helped[2];

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static void helped_send(struct helped *one, const struct alcove_address *to, const uint8_t *bytes,
                        size_t size)
{
    if (one->tcp != NULL)
        (void)tcp_streams_send(one->tcp, to, bytes, size);
    else
        udp_send(&one->udp, to, bytes, size);
}

static void helped_drain(struct helped *one)
{
    struct relay_request_out request;
    struct relay_event event;
    while (relay_client_poll_transmit(&one->client, net_now_us(), &request))
        helped_send(one, &request.to, request.bytes, request.size);
    while (relay_client_poll_event(&one->client, &event)) {
        one->events |= 1u << event.kind;
        if (event.kind == RELAY_EVENT_BOUND)
            one->seen = event.seen;
    }
}

static bool helped_receive(void *context, const struct alcove_address *from, const uint8_t *bytes,
                           size_t size)
{
    struct helped *one = context;
    struct relay_client_received received = {.from = from, .bytes = bytes, .size = size};
    enum relay_client_result result = relay_client_receive(&one->client, net_now_us(), &received);
    if (result == RELAY_CLIENT_DATAGRAM) {
        one->datagrams++;
        one->last_size = received.payload_size;
        memcpy(one->last, received.payload, received.payload_size);
    }
    helped_drain(one);
    return result != RELAY_CLIENT_NOT_MINE;
}

static void on_udp(void *context, const struct alcove_address *from, const uint8_t *bytes,
                   size_t size)
{
    (void)helped_receive(context, from, bytes, size);
}

static struct alcove_address loopback(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

static struct helper_node_options node_options(void)
{
    struct helper_node_options options = {
        .listen = loopback(0), .tcp_port_count = 1, .relay = {.random = {.fill = fill}}};
    memset(options.relay.secret, 7, sizeof options.relay.secret);
    return options;
}

static int begin(void **state)
{
    (void)state;
    struct net_error error;
    const struct helper_node_options options = node_options();
    memset(helped, 0, sizeof helped);
    if (uv_loop_init(&loop) != 0)
        return -1;
    node = helper_node_open(&loop, &options, &error);
    return node != NULL ? 0 : -1;
}

static void helped_begin(uint8_t side, const struct relay_pass *pass, bool over_tcp)
{
    struct helped *one = &helped[side];
    struct net_error error;
    struct relay_client_options options = {.pass = *pass, .side = side, .random = {.fill = fill}};
    if (over_tcp) {
        const struct tcp_streams_options streams = {.on_datagram = helped_receive, .context = one};
        const struct alcove_address to = loopback(helper_node_tcp_port(node));
        one->tcp = tcp_streams_open(&loop, &streams);
        assert_true(tcp_streams_connect(one->tcp, &to, &options.helper));
    } else {
        const struct alcove_address any = loopback(0);
        one->udp.on_datagram = on_udp;
        one->udp.context = one;
        assert_true(udp_open(&one->udp, &loop, &any, &error));
        options.helper = loopback(helper_node_udp_port(node));
    }
    relay_client_init(&one->client, net_now_us(), &options);
    helped_drain(one);
}

static void both_begin(bool first_over_tcp, bool second_over_tcp)
{
    struct relay_pass pass;
    const struct alcove_random random = {.fill = fill};
    const struct helper_node_options options = node_options();
    relay_ticket_mint(options.relay.secret, (uint64_t)time(NULL) + 3600, &random, &pass);
    helped_begin(0, &pass, first_over_tcp);
    helped_begin(1, &pass, second_over_tcp);
    while ((helped[0].events & helped[1].events & 1u << RELAY_EVENT_OTHER_HERE) == 0)
        uv_run(&loop, UV_RUN_ONCE);
}

static void on_udp_closed(uv_handle_t *handle)
{
    udp_free(handle->data);
}

static void on_node_closed(void *context)
{
    *(bool *)context = true;
}

static void finish(void)
{
    bool closed = false;
    for (size_t i = 0; i < 2; i++) {
        if (helped[i].tcp != NULL)
            tcp_streams_close(helped[i].tcp, NULL, NULL);
        else if (helped[i].udp.begun)
            udp_close(&helped[i].udp, on_udp_closed);
    }
    helper_node_close(node, on_node_closed, &closed);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_true(closed);
    assert_int_equal(uv_loop_close(&loop), 0);
}

static void exchange(void)
{
    for (size_t from = 0; from < 2; from++) {
        uint8_t bytes[RELAY_PAYLOAD_BYTES_MAX];
        uint8_t wrapped[RELAY_DATAGRAM_BYTES_MAX];
        memset(bytes, (int)(0x40 + from), sizeof bytes);
        size_t size = relay_client_wrap(&helped[from].client, bytes, sizeof bytes, wrapped);
        assert_int_equal(size, RELAY_DATAGRAM_BYTES_MAX);
        helped_send(&helped[from], &helped[from].client.options.helper, wrapped, size);
        while (helped[1 - from].datagrams == 0)
            uv_run(&loop, UV_RUN_ONCE);
        assert_int_equal(helped[1 - from].last_size, sizeof bytes);
        assert_memory_equal(helped[1 - from].last, bytes, sizeof bytes);
    }
    struct helper_node_statistics statistics = helper_node_get_statistics(node);
    assert_int_equal(statistics.relay.relayed_datagrams, 2);
    assert_int_equal(statistics.relay.relayed_bytes, 2 * RELAY_PAYLOAD_BYTES_MAX);
    assert_int_equal(statistics.pairs, 1);
}

static void two_meet_over_udp(void **state)
{
    (void)state;
    both_begin(false, false);
    const struct alcove_address own = loopback(helped[0].udp.port);
    assert_true(alcove_address_equal(&helped[0].seen, &own));
    exchange();
    finish();
}

static void two_meet_over_tcp(void **state)
{
    (void)state;
    both_begin(true, true);
    /* It is told the connection's address, never the virtual one. */
    assert_int_equal(helped[0].seen.ip[12], 127);
    exchange();
    assert_int_equal(helper_node_get_statistics(node).streams, 2);
    finish();
}

static void one_over_tcp_meets_one_over_udp(void **state)
{
    (void)state;
    both_begin(false, true);
    exchange();
    finish();
}

static void a_taken_port_opens_nothing(void **state)
{
    (void)state;
    struct net_error error = {0};
    struct helper_node_options options = node_options();
    options.tcp_ports[0] = helper_node_tcp_port(node);
    assert_null(helper_node_open(&loop, &options, &error));
    assert_int_equal(error.kind, NET_ERROR_PORT_BUSY);
    options = node_options();
    options.listen.port = helper_node_udp_port(node);
    assert_null(helper_node_open(&loop, &options, &error));
    assert_int_equal(error.kind, NET_ERROR_PORT_BUSY);
    finish();
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(two_meet_over_udp),
    TEST(two_meet_over_tcp),
    TEST(one_over_tcp_meets_one_over_udp),
    TEST(a_taken_port_opens_nothing),
};

TEST_GROUP(helper_node, tests)
