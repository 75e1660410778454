/* Two pumps in one process on loopback: how long a link takes from its first datagram, and a
 * record to be there and acknowledged; beside a datagram to and fro between two bare sockets. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "bench/bench.h"
#include "net/clock.h"
#include "net/pump.h"
#include "reach/address_text.h"

int loopback_bench(int argc, char **argv);

#define LINKS   50
#define RECORDS 2000

struct end {
    struct net_pump *pump;
    struct alcove_link *link;
    size_t established, arrived;
};

static uv_loop_t loop;
static struct end ends[2];

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static void on_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct end *end = owner;
    if (event->kind == ALCOVE_EVENT_ESTABLISHED)
        end->established++;
    if (event->kind == ALCOVE_EVENT_RECORD)
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
    if (event->kind == ALCOVE_EVENT_RECORD_ARRIVED)
        end->arrived++;
}

static struct alcove_address loopback_at(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

/* Two contacts who know each other; false without memory or socket. */
static bool ends_begin(void)
{
    struct alcove_link_config configs[2] = {{0}};
    memset(ends, 0, sizeof ends);
    for (size_t i = 0; i < 2; i++) {
        configs[i].purpose = ALCOVE_LINK_CONTACT;
        configs[i].random.fill = fill;
        configs[i].psk.present = true;
        memset(configs[i].static_secret, (int)i + 1, 32);
        crypto_scalarmult_base(configs[i].static_public, configs[i].static_secret);
    }
    for (size_t i = 0; i < 2; i++) {
        struct net_error error;
        const struct alcove_address here = loopback_at(0);
        void *storage = calloc(1, alcove_link_storage_bytes());
        memcpy(configs[i].remote_static, configs[1 - i].static_public, 32);
        ends[i].pump = net_pump_open(&loop, &here, on_event, &error);
        if (ends[i].pump == NULL || storage == NULL)
            return false;
        ends[i].link =
            alcove_link_init(storage, alcove_link_storage_bytes(), &configs[i], net_now_us());
        net_pump_add(ends[i].pump, ends[i].link, &ends[i]);
    }
    return true;
}

static void ends_finish(void)
{
    for (size_t i = 0; i < 2; i++) {
        net_pump_remove(ends[i].pump, ends[i].link);
        alcove_link_wipe(ends[i].link);
        free(ends[i].link);
        net_pump_close(ends[i].pump, NULL, NULL);
    }
    uv_run(&loop, UV_RUN_DEFAULT);
}

/* Microseconds until both ends are established. */
static double connect_us(void)
{
    struct alcove_address to = loopback_at(net_pump_local_port(ends[1].pump));
    uint64_t before_us = net_now_us();
    alcove_link_add_candidate(ends[0].link, &to);
    alcove_link_connect(ends[0].link, net_now_us());
    net_pump_flush(ends[0].pump, ends[0].link);
    while (ends[0].established == 0 || ends[1].established == 0)
        uv_run(&loop, UV_RUN_ONCE);
    return (double)(net_now_us() - before_us);
}

/* Microseconds until a record is known to be stored on the other side. */
static double record_us(void)
{
    size_t wanted = ends[0].arrived + 1;
    uint64_t id;
    uint64_t before_us = net_now_us();
    alcove_link_send_record(ends[0].link, before_us, (const uint8_t *)"a line of text", 14, &id);
    net_pump_flush(ends[0].pump, ends[0].link);
    while (ends[0].arrived < wanted)
        uv_run(&loop, UV_RUN_ONCE);
    return (double)(net_now_us() - before_us);
}

static int bare_socket(struct sockaddr_in *at)
{
    socklen_t size = sizeof *at;
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    *at = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd < 0 || bind(fd, (const struct sockaddr *)at, sizeof *at) != 0 ||
        getsockname(fd, (struct sockaddr *)at, &size) != 0)
        abort();
    return fd;
}

static void bare_carry(int from, int to, const struct sockaddr_in *at)
{
    char bytes[64] = {0};
    if (sendto(from, bytes, sizeof bytes, 0, (const struct sockaddr *)at, sizeof *at) < 0 ||
        recv(to, bytes, sizeof bytes, 0) < 0)
        abort();
}

static void bare_round_trips(double *values, size_t count)
{
    struct sockaddr_in addresses[2];
    int fds[] = {bare_socket(&addresses[0]), bare_socket(&addresses[1])};
    for (size_t i = 0; i < count; i++) {
        uint64_t before_us = net_now_us();
        bare_carry(fds[0], fds[1], &addresses[1]);
        bare_carry(fds[1], fds[0], &addresses[0]);
        values[i] = (double)(net_now_us() - before_us);
    }
    (void)close(fds[0]);
    (void)close(fds[1]);
}

int loopback_bench(int argc, char **argv)
{
    static double links[LINKS];
    static double records[RECORDS];
    static double bare[RECORDS];
    (void)argc;
    (void)argv;
    if (sodium_init() < 0 || uv_loop_init(&loop) != 0)
        return 1;
    for (size_t i = 0; i < LINKS; i++) {
        if (!ends_begin())
            return 1;
        links[i] = connect_us();
        for (size_t k = 0; k < RECORDS / LINKS; k++)
            records[i * (RECORDS / LINKS) + k] = record_us();
        ends_finish();
    }
    bare_round_trips(bare, RECORDS);
    bool good = bench_report(&(struct bench_figure){
        .what = "link between two contacts",
        .unit = "us",
        .values = links,
        .count = LINKS,
        .at_most = 3000,
    });
    good = bench_report(&(struct bench_figure){
               .what = "record there and acknowledged, beside a bare datagram there and back",
               .unit = "us",
               .values = records,
               .ceiling = bare,
               .count = RECORDS,
               .at_most = 300,
           }) &&
           good;
    return good ? 0 : 1;
}
