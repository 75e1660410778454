/* Alcove's DHT client on a real socket, for tests/e2e/swarm.sh, which lets it meet nodes of other
 * programs. Everything is on this machine.
 *
 *     dht_client key FIRST COUNT                          prints public keys
 *     dht_client put FIRST COUNT SEQ LISTEN NODE...       publishes "word N" under each key N
 *     dht_client get FIRST COUNT SEQ LISTEN NODE...       looks for each; SEQ is what must be found
 *     dht_client newer FIRST COUNT SEQ LISTEN NODE...     the same, but asks only for SEQ and above
 *
 * The seed of key N is 32 bytes of N. One lookup after the other; a line of output for each, then
 * the address that votes gave. Exit code 1 if a key was not stored or not found. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "reach/address_text.h"
#include "reach/dht.h"

#define KEYS_MAX 200

struct client {
    struct dht dht;
    int socket;
    dht_handle handle;
    bool done;
    size_t stored;
    bool found;
    uint64_t seq;
    uint64_t begun_us;
    uint64_t first_us;
    char value[DHT_ITEM_VALUE_BYTES_MAX + 1];
    uint64_t times[KEYS_MAX];
    size_t time_count;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "dht_client: %s: %s\n", what, strerror(errno));
    exit(2);
}

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    if (getrandom(out, size, 0) != (ssize_t)size)
        die("getrandom");
}

static uint64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static struct alcove_address address_of(const char *text)
{
    struct alcove_address address;
    if (!address_text_parse(text, &address) || !address_is_ipv4(&address)) {
        errno = EINVAL;
        die(text);
    }
    return address;
}

static struct sockaddr_in to_system(const struct alcove_address *address)
{
    struct sockaddr_in out = {.sin_family = AF_INET, .sin_port = htons(address->port)};
    memcpy(&out.sin_addr, address->ip + 12, 4);
    return out;
}

static void open_client(struct client *client, const char *listen)
{
    struct alcove_address address = address_of(listen);
    struct sockaddr_in local = to_system(&address);
    const struct dht_config config = {.random = {fill, NULL},
                                      .scope = {.family = DHT_IPV4, .local = true}};
    dht_init(&client->dht, &config);
    client->socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    if (client->socket < 0 || bind(client->socket, (struct sockaddr *)&local, sizeof local) != 0)
        die(listen);
}

static void take_events(struct client *client)
{
    struct dht_event event;
    while (dht_poll_event(&client->dht, &event)) {
        if (event.handle == 0 || event.handle != client->handle)
            continue;
        if (event.kind == DHT_EVENT_VALUE) {
            if (!client->found)
                client->first_us = now_us();
            client->found = true;
            client->seq = event.seq;
            memcpy(client->value, event.value, event.size);
            client->value[event.size] = '\0';
        }
        if (event.kind == DHT_EVENT_DONE) {
            client->done = true;
            client->stored = event.stored;
        }
    }
}

static void drain(struct client *client)
{
    uint8_t out[DHT_DATAGRAM_BYTES_MAX];
    struct alcove_address to;
    size_t size;
    while ((size = dht_poll_transmit(&client->dht, now_us(), &to, out)) > 0) {
        struct sockaddr_in remote = to_system(&to);
        /* A refusal (ICMP) of an earlier datagram is reported here; to us it is loss. */
        sendto(client->socket, out, size, 0, (struct sockaddr *)&remote, sizeof remote);
    }
    take_events(client);
}

static void receive(struct client *client)
{
    uint8_t bytes[4096];
    struct sockaddr_in remote;
    socklen_t length = sizeof remote;
    ssize_t size =
        recvfrom(client->socket, bytes, sizeof bytes, 0, (struct sockaddr *)&remote, &length);
    if (size < 0)
        return;
    uint8_t ip[4];
    memcpy(ip, &remote.sin_addr, sizeof ip);
    struct alcove_address from = address_from_ipv4(ip, ntohs(remote.sin_port));
    dht_receive(&client->dht, now_us(), &from, bytes, (size_t)size);
    drain(client);
}

static void wait_until_done(struct client *client)
{
    drain(client);
    while (!client->done) {
        uint64_t now = now_us();
        uint64_t next = dht_next_timeout(&client->dht, now);
        uint64_t left = next > now ? next - now : 0;
        struct pollfd poll_for = {.fd = client->socket, .events = POLLIN};
        if (poll(&poll_for, 1, left > 1000000 ? 1000 : (int)((left + 999) / 1000)) > 0)
            receive(client);
        dht_handle_timeout(&client->dht, now_us());
        drain(client);
    }
}

static void begin(struct client *client)
{
    client->done = false;
    client->found = false;
    client->stored = 0;
    client->begun_us = now_us();
}

static uint64_t ms_since(const struct client *client, uint64_t us)
{
    return (us - client->begun_us + 500) / 1000;
}

static bool put_one(struct client *client, unsigned key, uint64_t seq)
{
    uint8_t seed[DHT_ITEM_SEED_BYTES];
    char value[32];
    memset(seed, (int)key, sizeof seed);
    int size = snprintf(value, sizeof value, "word %u", key);
    const struct dht_put put = {seed, seq, (const uint8_t *)value, (size_t)size, DHT_COPIES_RECORD};
    begin(client);
    if (!dht_put(&client->dht, now_us(), &put, &client->handle))
        return false;
    wait_until_done(client);
    printf("put %u: %zu copies in %" PRIu64 " ms\n", key, client->stored,
           ms_since(client, now_us()));
    return client->stored > 0;
}

static bool get_one(struct client *client, unsigned key, uint64_t seq, bool newer)
{
    uint8_t seed[DHT_ITEM_SEED_BYTES];
    uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
    char expected[32];
    memset(seed, (int)key, sizeof seed);
    snprintf(expected, sizeof expected, "word %u", key);
    dht_item_public_key(seed, public_key);
    begin(client);
    bool begun = newer ? dht_get_newer(&client->dht, now_us(), public_key, seq - 1, &client->handle)
                       : dht_get(&client->dht, now_us(), public_key, &client->handle);
    if (!begun)
        return false;
    wait_until_done(client);
    if (!client->found) {
        printf("get %u: nothing\n", key);
        return false;
    }
    client->times[client->time_count++] = client->first_us - client->begun_us;
    printf("get %u: seq %" PRIu64 " \"%s\" after %" PRIu64 " ms, all after %" PRIu64 " ms\n", key,
           client->seq, client->value, ms_since(client, client->first_us),
           ms_since(client, now_us()));
    return client->seq == seq && strcmp(client->value, expected) == 0;
}

static int by_size(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void print_summary(struct client *client, unsigned good, unsigned count)
{
    struct dht_statistics statistics = dht_statistics(&client->dht);
    struct address_tally tally = address_votes_tally(dht_address_votes(&client->dht));
    char text[ADDRESS_TEXT_BYTES_MAX];
    if (client->time_count > 0) {
        qsort(client->times, client->time_count, sizeof client->times[0], by_size);
        printf("first value p50 %" PRIu64 " us\n", client->times[client->time_count / 2]);
    }
    address_text_print(&tally.address, text);
    printf("seen at %s by %zu of %zu%s\n", text, tally.same_address, tally.votes,
           tally.believed ? ", believed" : "");
    printf("%u of %u good; %" PRIu64 " packets %" PRIu64 " bytes out, %" PRIu64 " in; %zu nodes\n",
           good, count, statistics.packets_out, statistics.bytes_out, statistics.bytes_in,
           statistics.nodes);
}

static void print_keys(unsigned first, unsigned count)
{
    for (unsigned key = first; key < first + count; key++) {
        uint8_t seed[DHT_ITEM_SEED_BYTES];
        uint8_t public_key[DHT_ITEM_PUBLIC_BYTES];
        char hex[2 * DHT_ITEM_PUBLIC_BYTES + 1];
        memset(seed, (int)key, sizeof seed);
        dht_item_public_key(seed, public_key);
        puts(sodium_bin2hex(hex, sizeof hex, public_key, sizeof public_key));
    }
}

int main(int argc, char **argv)
{
    static struct client client;
    unsigned good = 0;
    if (sodium_init() < 0 || argc < 4) {
        fputs("dht_client key|put|get|newer FIRST COUNT [SEQ LISTEN NODE...]\n", stderr);
        return 2;
    }
    unsigned first = (unsigned)strtoul(argv[2], NULL, 10);
    unsigned count = (unsigned)strtoul(argv[3], NULL, 10);
    bool puts_values = strcmp(argv[1], "put") == 0;
    bool newer = strcmp(argv[1], "newer") == 0;
    if (strcmp(argv[1], "key") == 0 || argc < 6 || count > KEYS_MAX) {
        print_keys(first, count);
        return 0;
    }
    uint64_t seq = strtoull(argv[4], NULL, 10);
    open_client(&client, argv[5]);
    for (int i = 6; i < argc; i++) {
        struct alcove_address node = address_of(argv[i]);
        dht_add_node(&client.dht, &node, NULL);
    }
    for (unsigned key = first; key < first + count; key++)
        good += puts_values ? put_one(&client, key, seq) : get_one(&client, key, seq, newer);
    print_summary(&client, good, count);
    close(client.socket);
    return good == count ? 0 : 1;
}
