/* A helper at work with all its places taken: datagrams passed on without sockets, foreign ones
 * refused, and passed on through real sockets on loopback, beside a bare socket that sends what it
 * receives. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "bench/bench.h"
#include "net/helper_node.h"
#include "reach/address_text.h"

int relay_bench(int argc, char **argv);

#define ROUNDS    11
#define DATAGRAMS 50000
#define FOREIGN   20000
#define BATCH     64
#define BATCHES   200
#define PAYLOAD   1000
#define NOW_S     1800000000

/* A side that is bound by hand. */
struct side {
    struct alcove_address from;
    struct relay_pass pass;
    uint8_t number;
    uint64_t channel;
};

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static const struct alcove_random drawn = {.fill = fill};

static struct relay_server_options fast_options(void)
{
    struct relay_server_options options = {
        .random = drawn, .pair_bits_per_s = 4000000000u, .total_bits_per_s = 4000000000u};
    memset(options.secret, 7, sizeof options.secret);
    return options;
}

static struct alcove_address loopback_at(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

static size_t request_of(const struct side *side, const uint8_t *cookie, uint8_t *out)
{
    struct relay_request request = {.kind = RELAY_BIND, .side = side->number};
    memcpy(request.cookie, cookie, sizeof request.cookie);
    return relay_request_seal(&side->pass, &request, &drawn, out);
}

static bool give(struct relay_server *server, const struct side *side, const uint8_t *bytes,
                 size_t size)
{
    static uint64_t now_us = 1000000;
    struct relay_transmit transmit;
    now_us += 10; /* so that no rate is reached */
    const struct relay_arrival arrival = {.now_us = now_us,
                                          .now_s = NOW_S,
                                          .from = side->from,
                                          .seen = side->from,
                                          .bytes = bytes,
                                          .size = size};
    (void)relay_server_receive(server, &arrival);
    bool sent = false;
    while (relay_server_poll_transmit(server, &transmit))
        sent = true;
    return sent;
}

static bool bind_by_hand(struct relay_server *server, struct side *side)
{
    struct relay_answer answer = {0};
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
        size_t size = request_of(side, answer.cookie, bytes);
        (void)give(server, side, bytes, size);
        if (!relay_answer_open(&side->pass, server->out[0].bytes, server->out[0].size, &answer))
            return false;
    }
    side->channel = answer.channel;
    return answer.kind == RELAY_BOUND;
}

/* All places taken; `last` is the pair that is found last. */
static bool fill_server(struct relay_server *server, struct side last[2])
{
    const struct relay_server_options options = fast_options();
    relay_server_init(server, &options);
    for (uint16_t i = 0; i < RELAY_PAIRS_MAX; i++) {
        struct relay_pass pass;
        relay_ticket_mint(options.secret, NOW_S + 100000, &drawn, &pass);
        for (uint8_t number = 0; number < 2; number++) {
            const uint8_t ip[4] = {10, 0, number, (uint8_t)i};
            last[number] = (struct side){address_from_ipv4(ip, 4000), pass, number, 0};
            if (!bind_by_hand(server, &last[number]))
                return false;
        }
    }
    return true;
}

/* Datagrams a CPU second; 0 when one was lost. */
static double pass_on(struct relay_server *server, const struct side *side)
{
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX] = {0};
    uint8_t payload[PAYLOAD] = {0};
    size_t size = relay_data_write(side->channel, payload, sizeof payload, bytes);
    uint64_t before_us = bench_cpu_us();
    for (size_t i = 0; i < DATAGRAMS; i++) {
        if (!give(server, side, bytes, size))
            return 0;
    }
    return DATAGRAMS * 1e6 / (double)(bench_cpu_us() - before_us);
}

/* Each from another address, and each looked into. */
static double refuse(struct relay_server *server)
{
    static uint16_t network;
    uint8_t bytes[RELAY_REQUEST_BYTES_MAX];
    struct side stranger = {.from = loopback_at(4000)};
    randombytes_buf(bytes, sizeof bytes);
    network++;
    memset(server->sources, 0, sizeof server->sources);
    uint64_t before_us = bench_cpu_us();
    for (size_t i = 0; i < FOREIGN; i++) {
        memcpy(bytes, &i, sizeof i);
        stranger.from.ip[13] = (uint8_t)network;
        stranger.from.ip[14] = (uint8_t)(i >> 8);
        stranger.from.ip[15] = (uint8_t)i;
        if (give(server, &stranger, bytes, sizeof bytes))
            return 0;
    }
    return FOREIGN * 1e6 / (double)(bench_cpu_us() - before_us);
}

/* ---- through sockets ---- */

static int socket_open(struct alcove_address *at)
{
    struct sockaddr_in any = {.sin_family = AF_INET};
    socklen_t size = sizeof any;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof any) != 0 ||
        getsockname(fd, (struct sockaddr *)&any, &size) != 0)
        return -1;
    *at = loopback_at(ntohs(any.sin_port));
    return fd;
}

static void send_to(int fd, uint16_t port, const uint8_t *bytes, size_t size)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)sendto(fd, bytes, size, 0, (const struct sockaddr *)&to, sizeof to);
}

struct road {
    uv_loop_t loop;
    struct helper_node *node;
    int fds[2];
    struct side sides[2];
};

static bool road_bind(struct road *road, size_t number)
{
    struct side *side = &road->sides[number];
    struct relay_answer answer = {0};
    for (size_t i = 0; i < 2; i++) {
        uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
        size_t size = request_of(side, answer.cookie, bytes);
        send_to(road->fds[number], helper_node_udp_port(road->node), bytes, size);
        ssize_t got = -1;
        while (got < 0) {
            uv_run(&road->loop, UV_RUN_NOWAIT);
            got = recv(road->fds[number], bytes, sizeof bytes, MSG_DONTWAIT);
        }
        if (!relay_answer_open(&side->pass, bytes, (size_t)got, &answer))
            return false;
    }
    side->channel = answer.channel;
    return answer.kind == RELAY_BOUND;
}

static bool road_begin(struct road *road)
{
    struct net_error error;
    struct helper_node_options options = {.listen = loopback_at(0), .relay = fast_options()};
    struct relay_pass pass;
    relay_ticket_mint(options.relay.secret, UINT32_MAX, &drawn, &pass);
    if (uv_loop_init(&road->loop) != 0)
        return false;
    road->node = helper_node_open(&road->loop, &options, &error);
    for (uint8_t i = 0; i < 2; i++) {
        road->sides[i] = (struct side){.pass = pass, .number = i};
        road->fds[i] = socket_open(&road->sides[i].from);
        if (road->node == NULL || road->fds[i] < 0 || !road_bind(road, i))
            return false;
    }
    return true;
}

static void road_end(struct road *road)
{
    helper_node_close(road->node, NULL, NULL);
    uv_run(&road->loop, UV_RUN_DEFAULT);
    uv_loop_close(&road->loop);
    (void)close(road->fds[0]);
    (void)close(road->fds[1]);
}

static void empty(int fd)
{
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
    while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
        ;
}

/* Only the helper's own CPU time counts, the system's part of it included. */
static double pass_through(struct road *road)
{
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX];
    uint8_t payload[PAYLOAD] = {0};
    size_t size = relay_data_write(road->sides[0].channel, payload, sizeof payload, bytes);
    uint64_t before = helper_node_get_statistics(road->node).relay.relayed_datagrams;
    uint64_t spent_us = 0;
    for (size_t i = 0; i < BATCHES; i++) {
        for (size_t k = 0; k < BATCH; k++)
            send_to(road->fds[0], helper_node_udp_port(road->node), bytes, size);
        uint64_t until = before + (i + 1) * BATCH;
        uint64_t began_us = bench_cpu_us();
        while (helper_node_get_statistics(road->node).relay.relayed_datagrams < until)
            uv_run(&road->loop, UV_RUN_NOWAIT);
        spent_us += bench_cpu_us() - began_us;
        empty(road->fds[1]);
    }
    return BATCHES * BATCH * 1e6 / (double)spent_us;
}

/* What no relay could beat that takes and sends one datagram with one call each. */
static double pass_bare(const struct road *road)
{
    uint8_t bytes[RELAY_DATAGRAM_BYTES_MAX] = {0};
    struct alcove_address at;
    int fd = socket_open(&at);
    uint64_t spent_us = 0;
    for (size_t i = 0; i < BATCHES; i++) {
        for (size_t k = 0; k < BATCH; k++)
            send_to(road->fds[0], at.port, bytes, PAYLOAD + RELAY_CHANNEL_BYTES);
        uint64_t began_us = bench_cpu_us();
        for (size_t k = 0; k < BATCH; k++) {
            ssize_t size = recv(fd, bytes, sizeof bytes, 0);
            send_to(fd, road->sides[1].from.port, bytes, size > 0 ? (size_t)size : 0);
        }
        spent_us += bench_cpu_us() - began_us;
        empty(road->fds[1]);
    }
    (void)close(fd);
    return BATCHES * BATCH * 1e6 / (double)spent_us;
}

static bool through_sockets(void)
{
    static struct road road;
    double ours[ROUNDS];
    double bare[ROUNDS];
    if (!road_begin(&road))
        return false;
    for (size_t i = 0; i < ROUNDS; i++) {
        ours[i] = pass_through(&road);
        bare[i] = pass_bare(&road);
    }
    road_end(&road);
    const struct bench_figure figure = {.what = "datagrams of 1,000 bytes relayed through sockets",
                                        .unit = "per CPU second",
                                        .values = ours,
                                        .ceiling = bare,
                                        .count = ROUNDS,
                                        .ratio_at_least = 0.5};
    return bench_report(&figure);
}

int relay_bench(int argc, char **argv)
{
    static struct relay_server server;
    struct side last[2];
    double passed[ROUNDS];
    double refused[ROUNDS];
    (void)argc;
    (void)argv;
    if (sodium_init() < 0 || !fill_server(&server, last))
        return 1;
    for (size_t i = 0; i < ROUNDS; i++) {
        passed[i] = pass_on(&server, &last[0]);
        refused[i] = refuse(&server);
    }
    const struct bench_figure figures[] = {
        {.what = "datagrams of 1,000 bytes relayed, 64 pairs bound",
         .unit = "per CPU second",
         .values = passed,
         .count = ROUNDS,
         .at_least = 500000},
        {.what = "foreign requests looked into and refused",
         .unit = "per CPU second",
         .values = refused,
         .count = ROUNDS,
         .at_least = 100000},
    };
    bool good = true;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        good = bench_report(&figures[i]) && good;
    return through_sockets() && good ? 0 : 1;
}
