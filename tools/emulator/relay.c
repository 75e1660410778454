#include "emulator/relay.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SOURCE_LISTENING 0u
/* Enough for 300 ms at 100 Mbit/s while the relay is not scheduled. */
#define SOCKET_BUFFER_BYTES (4 * 1024 * 1024)
/* Between two looks at what is due. */
#define READ_BATCH 32

static bool parse_address(const char *text, struct sockaddr_storage *out, socklen_t *out_size)
{
    char host[64];
    const char *colon = strrchr(text, ':');
    if (colon == NULL || colon == text || (size_t)(colon - text) >= sizeof host)
        return false;
    const char *from = text;
    size_t size = (size_t)(colon - text);
    if (from[0] == '[' && from[size - 1] == ']' && size > 2) {
        from++;
        size -= 2;
    }
    memcpy(host, from, size);
    host[size] = '\0';
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM,
                             .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, colon + 1, &hints, &found) != 0)
        return false;
    memcpy(out, found->ai_addr, found->ai_addrlen);
    *out_size = found->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

static int open_socket(int family)
{
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    const int size = SOCKET_BUFFER_BYTES;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    return fd;
}

/* An upstream socket for the client in the next free place, watched; -1 if there can be none. */
static int open_upstream(struct relay *relay)
{
    int fd = open_socket(relay->destination.ss_family);
    if (fd < 0)
        return -1;
    const struct sockaddr *to = (const struct sockaddr *)&relay->destination;
    if (connect(fd, to, relay->destination_size) != 0 ||
        !engine_watch(&relay->engine, fd, 1 + relay->client_count)) {
        close(fd);
        return -1;
    }
    return fd;
}

/* The client with this address, new if need be; RELAY_CLIENTS_MAX if there is no place for it. */
static uint32_t find_client(struct relay *relay, const struct sockaddr_storage *address,
                            socklen_t size)
{
    for (uint32_t i = 0; i < relay->client_count; i++) {
        const struct relay_client *client = &relay->clients[i];
        if (client->address_size == size && memcmp(&client->address, address, size) == 0)
            return i;
    }
    if (relay->client_count == RELAY_CLIENTS_MAX)
        return RELAY_CLIENTS_MAX;
    int upstream = open_upstream(relay);
    if (upstream < 0)
        return RELAY_CLIENTS_MAX;
    relay->clients[relay->client_count] = (struct relay_client){*address, size, upstream};
    return relay->client_count++;
}

static void read_clients(struct relay *relay)
{
    for (int i = 0; i < READ_BATCH; i++) {
        uint8_t bytes[NETWORK_DATAGRAM_MAX];
        struct sockaddr_storage from = {0};
        socklen_t from_size = sizeof from;
        /* MSG_TRUNC: the real size of an over-long datagram, which the network then counts. */
        ssize_t size = recvfrom(relay->listening, bytes, sizeof bytes, MSG_TRUNC,
                                (struct sockaddr *)&from, &from_size);
        if (size < 0)
            return;
        uint32_t client = find_client(relay, &from, from_size);
        struct network_datagram datagram = {client, (size_t)size, bytes};
        if (client < RELAY_CLIENTS_MAX)
            engine_carry(&relay->engine, DIRECTION_THERE, &datagram);
    }
}

static void read_upstream(struct relay *relay, uint32_t client)
{
    for (int i = 0; i < READ_BATCH; i++) {
        uint8_t bytes[NETWORK_DATAGRAM_MAX];
        ssize_t size = recv(relay->clients[client].upstream, bytes, sizeof bytes, MSG_TRUNC);
        /* ECONNREFUSED: nobody is there yet. The error is taken off the socket by reading it. */
        if (size < 0 && errno == ECONNREFUSED)
            continue;
        if (size < 0)
            return;
        struct network_datagram datagram = {client, (size_t)size, bytes};
        engine_carry(&relay->engine, DIRECTION_BACK, &datagram);
    }
}

static void relay_readable(void *context, uint32_t source)
{
    struct relay *relay = context;
    if (source == SOURCE_LISTENING)
        read_clients(relay);
    else
        read_upstream(relay, source - 1);
}

/* A send that fails is a loss, as on any network. */
static void relay_deliver(void *context, enum direction direction,
                          const struct network_datagram *datagram)
{
    struct relay *relay = context;
    const struct relay_client *client = &relay->clients[datagram->tag];
    if (direction == DIRECTION_THERE)
        (void)send(client->upstream, datagram->bytes, datagram->size, 0);
    else
        (void)sendto(relay->listening, datagram->bytes, datagram->size, 0,
                     (const struct sockaddr *)&client->address, client->address_size);
}

static bool open_listening(struct relay *relay, const char *listen)
{
    struct sockaddr_storage address;
    socklen_t size = 0;
    if (!parse_address(listen, &address, &size))
        return false;
    relay->listening = open_socket(address.ss_family);
    return relay->listening >= 0 &&
           bind(relay->listening, (const struct sockaddr *)&address, size) == 0;
}

bool relay_open(struct relay *relay, const struct engine_setup *setup, const char *listen,
                const char *destination, const char **reason)
{
    *relay = (struct relay){.listening = -1};
    struct engine_ends ends = {relay, relay_readable, relay_deliver};
    if (!engine_open(&relay->engine, setup, &ends)) {
        *reason = "no memory, or no timers";
        return false;
    }
    if (!parse_address(destination, &relay->destination, &relay->destination_size))
        *reason = "the destination is not ADDR:PORT";
    else if (!open_listening(relay, listen))
        *reason = "cannot listen there";
    else if (!engine_watch(&relay->engine, relay->listening, SOURCE_LISTENING))
        *reason = "cannot watch the socket";
    else
        return true;
    relay_close(relay);
    return false;
}

bool relay_address(const struct relay *relay, char *out, size_t size)
{
    struct sockaddr_storage address;
    socklen_t address_size = sizeof address;
    char host[64];
    char port[8];
    if (getsockname(relay->listening, (struct sockaddr *)&address, &address_size) != 0 ||
        getnameinfo((struct sockaddr *)&address, address_size, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0)
        return false;

    bool wide = address.ss_family == AF_INET6;
    int written = wide ? snprintf(out, size, "[%s]:%s", host, port)
                       : snprintf(out, size, "%s:%s", host, port);
    return written > 0 && (size_t)written < size;
}

bool relay_run(struct relay *relay)
{
    return engine_run(&relay->engine);
}

void relay_close(struct relay *relay)
{
    for (uint32_t i = 0; i < relay->client_count; i++)
        close(relay->clients[i].upstream);
    if (relay->listening >= 0)
        close(relay->listening);
    engine_close(&relay->engine);
}
