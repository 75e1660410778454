#include "emulator/calibration.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "emulator/relay.h"

#define COUNT_MAX 20000u
/* Nothing more is awaited after so much silence. */
#define SILENCE_US 1500000u
/* IPv4 and UDP headers, which a rate at IP level counts. */
#define HEADERS 28.0

enum quantity {
    ROUND_TRIP_MS, /* the median */
    LOSS_PERCENT,
    BURST_MEAN, /* datagrams lost in a row */
    RATE_KBIT,  /* at the IP level, from `settled_us` on */
};

static const char *const units[] = {"ms", "%", "in a row", "kbit/s"};

struct row {
    const char *terms;
    const char *change; /* at one second; NULL for none */
    enum quantity quantity;
    double expected;
    double tolerance;
    uint32_t count;
    uint32_t gap_us;
    uint32_t size;
    uint64_t settled_us;
};

/* Tolerances: of time, what people cannot notice; of chance, four standard deviations. */
static const struct row rows[] = {
    {"", NULL, ROUND_TRIP_MS, 0, 0.2, 500, 2000, 100, 0},
    {"delay=10", NULL, ROUND_TRIP_MS, 20, 0.2, 500, 2000, 100, 0},
    {"delay=50", NULL, ROUND_TRIP_MS, 100, 0.2, 500, 2000, 100, 0},
    {"delay=200", NULL, ROUND_TRIP_MS, 400, 0.2, 500, 2000, 100, 0},
    {"loss=3", NULL, LOSS_PERCENT, 3, 0.56, 15000, 200, 100, 0},
    {"loss=20", NULL, LOSS_PERCENT, 20, 1.31, 15000, 200, 100, 0},
    {"burst=1/10", NULL, LOSS_PERCENT, 9.09, 4.1, 15000, 200, 100, 0},
    {"burst=1/20", NULL, BURST_MEAN, 5, 1.7, 15000, 200, 100, 0},
    {"rate=1M", NULL, RATE_KBIT, 1000, 2, 2000, 4000, 1172, 1000000},
    {"rate=100k", NULL, RATE_KBIT, 100, 1, 1000, 8000, 222, 1000000},
    {"rate=20M", NULL, RATE_KBIT, 20000, 40, 10000, 400, 1172, 500000},
    {"rate=2M", "rate=100k", RATE_KBIT, 100, 2, 1000, 5000, 597, 1700000},
};

struct run {
    const struct row *row;
    struct pollfd client;      /* sends, and receives what comes round */
    struct pollfd destination; /* receives, and echoes if a round trip is measured */
    struct sockaddr_in relay;
    uint64_t start_us;
    uint64_t last_us; /* when something last happened */
    uint32_t sent;
    uint32_t received;
    uint32_t arrived_numbers[COUNT_MAX];
    uint64_t arrived_us[COUNT_MAX];
    double round_trips_ms[COUNT_MAX];
};

static uint64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int open_loopback(struct sockaddr_in *out)
{
    const int buffer = 4 * 1024 * 1024;
    socklen_t size = sizeof *out;
    *out = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)out, size) != 0 ||
        getsockname(fd, (struct sockaddr *)out, &size) != 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    return fd;
}

/* In the child: relays until it is told to stop, having written its address to `ready`. */
static int relay_child(const struct row *row, const struct sockaddr_in *to, int ready)
{
    static struct relay relay;
    static struct engine_setup setup = {.seed = 1};
    char destination[32];
    char address[80] = {0};
    const char *reason = NULL;
    snprintf(destination, sizeof destination, "127.0.0.1:%u", ntohs(to->sin_port));
    for (int i = 0; i < DIRECTIONS; i++) {
        setup.plans[i] = network_plan_perfect();
        if (!network_terms_set(&setup.plans[i].terms, row->terms))
            return 1;
        if (row->change != NULL && !network_plan_change(&setup.plans[i], 1000000, row->change))
            return 1;
    }
    if (!relay_open(&relay, &setup, "127.0.0.1:0", destination, &reason) ||
        !relay_address(&relay, address, sizeof address) ||
        write(ready, address, sizeof address) != sizeof address)
        return 1;
    bool stopped = relay_run(&relay);
    relay_close(&relay);
    return stopped ? 0 : 1;
}

static pid_t start_relay(struct run *run, const struct sockaddr_in *destination)
{
    int ready[2];
    char address[80] = {0};
    if (pipe(ready) != 0)
        return -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        _exit(relay_child(run->row, destination, ready[1]));
    close(ready[1]);
    bool told = child > 0 && read(ready[0], address, sizeof address) == sizeof address;
    close(ready[0]);
    const char *colon = strrchr(address, ':');
    run->relay = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    run->relay.sin_port = colon == NULL ? 0 : htons((uint16_t)strtoul(colon + 1, NULL, 10));
    return told ? child : -1;
}

struct probe {
    uint64_t sent_us;
    uint32_t number;
};

static void send_due(struct run *run)
{
    uint8_t bytes[NETWORK_DATAGRAM_MAX] = {0};
    while (run->sent < run->row->count &&
           clock_us() >= run->start_us + (uint64_t)run->sent * run->row->gap_us) {
        struct probe probe = {clock_us(), run->sent++};
        memcpy(bytes, &probe, sizeof probe);
        (void)sendto(run->client.fd, bytes, run->row->size, 0, (struct sockaddr *)&run->relay,
                     sizeof run->relay);
        run->last_us = probe.sent_us;
    }
}

static void receive_all(struct run *run, int fd)
{
    uint8_t bytes[NETWORK_DATAGRAM_MAX];
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    bool round_trip = run->row->quantity == ROUND_TRIP_MS;
    for (ssize_t size;
         (size = recvfrom(fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &from_size)) > 0;) {
        run->last_us = clock_us();
        if (round_trip && fd == run->destination.fd) {
            (void)sendto(fd, bytes, (size_t)size, 0, (struct sockaddr *)&from, from_size);
            continue;
        }
        struct probe probe;
        memcpy(&probe, bytes, sizeof probe);
        run->round_trips_ms[run->received] = (double)(run->last_us - probe.sent_us) / 1000;
        run->arrived_numbers[run->received] = probe.number;
        run->arrived_us[run->received++] = run->last_us - run->start_us;
    }
}

static void exchange(struct run *run)
{
    run->start_us = run->last_us = clock_us();
    while (clock_us() < run->last_us + SILENCE_US && run->received < run->row->count) {
        send_due(run);
        uint64_t wake_us = run->last_us + SILENCE_US;
        if (run->sent < run->row->count)
            wake_us = run->start_us + (uint64_t)run->sent * run->row->gap_us;
        uint64_t now_us = clock_us();
        uint64_t wait_us = wake_us > now_us ? wake_us - now_us : 0;
        struct timespec wait = {(time_t)(wait_us / 1000000), (long)(wait_us % 1000000) * 1000};
        struct pollfd both[2] = {run->client, run->destination};
        if (ppoll(both, 2, &wait, NULL) < 0 && errno != EINTR)
            return;
        receive_all(run, run->destination.fd);
        receive_all(run, run->client.fd);
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double rate_kbit(const struct run *run)
{
    uint32_t first = 0;
    while (first < run->received && run->arrived_us[first] < run->row->settled_us)
        first++;
    if (first + 1 >= run->received)
        return 0;
    uint64_t span_us = run->arrived_us[run->received - 1] - run->arrived_us[first];
    double bits = (double)(run->received - 1 - first) * ((double)run->row->size + HEADERS) * 8;
    return bits / (double)span_us * 1000;
}

static double burst_mean(const struct run *run)
{
    uint32_t gaps = 0;
    for (uint32_t i = 1; i < run->received; i++)
        gaps += run->arrived_numbers[i] != run->arrived_numbers[i - 1] + 1 ? 1 : 0;
    return gaps == 0 ? 0 : (double)(run->row->count - run->received) / gaps;
}

static double evaluate(struct run *run)
{
    switch (run->row->quantity) {
    case ROUND_TRIP_MS:
        qsort(run->round_trips_ms, run->received, sizeof run->round_trips_ms[0], compare_doubles);
        return run->received == 0 ? 1e9 : run->round_trips_ms[run->received / 2];
    case LOSS_PERCENT:
        return 100.0 * (run->row->count - run->received) / run->row->count;
    case BURST_MEAN:
        return burst_mean(run);
    case RATE_KBIT:
        break;
    }
    return rate_kbit(run);
}

static bool measure(struct run *run, double *out)
{
    struct sockaddr_in client;
    struct sockaddr_in destination;
    run->client = (struct pollfd){open_loopback(&client), POLLIN, 0};
    run->destination = (struct pollfd){open_loopback(&destination), POLLIN, 0};
    pid_t child = -1;
    if (run->client.fd >= 0 && run->destination.fd >= 0)
        child = start_relay(run, &destination);
    if (child > 0) {
        exchange(run);
        *out = evaluate(run);
        kill(child, SIGTERM);
        waitpid(child, NULL, 0);
    }
    close(run->client.fd);
    close(run->destination.fd);
    return child > 0;
}

bool calibration_run(FILE *out)
{
    static struct run run;
    bool all_within = true;
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    fprintf(out, "%-26s %12s %12s %10s  %s\n", "terms", "set", "measured", "tolerance", "");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        double measured = 0;
        run = (struct run){.row = row};
        bool within = measure(&run, &measured) && measured >= row->expected - row->tolerance &&
                      measured <= row->expected + row->tolerance;
        all_within = all_within && within;
        char name[64];
        snprintf(name, sizeof name, "%s%s%s", row->terms[0] == '\0' ? "(none)" : row->terms,
                 row->change == NULL ? "" : " then ", row->change == NULL ? "" : row->change);
        fprintf(out, "%-26s %12.3f %12.3f %10.2f  %s%s\n", name, row->expected, measured,
                row->tolerance, units[row->quantity], within ? "" : "  OUTSIDE");
        fflush(out);
    }
    return all_within;
}
