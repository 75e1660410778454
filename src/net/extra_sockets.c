#include "net/extra_sockets.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/virtual_address.h"

#define RECEIVED_BYTES_MAX 1500
/* Whoever floods one of them must not keep the loop from the others. */
#define RECEIVE_AT_ONCE 16

struct extra_socket {
    uv_poll_t poll;
    int fd;
    uint16_t number;
    struct extra_sockets *sockets; /* NULL once it is closed */
};

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct extra_socket *extra = poll->data;
    uint8_t bytes[RECEIVED_BYTES_MAX];
    (void)events;
    for (int i = 0; i < RECEIVE_AT_ONCE && status == 0 && extra->sockets != NULL; i++) {
        struct sockaddr_storage from;
        struct alcove_address address;
        socklen_t length = sizeof from;
        ssize_t size =
            recvfrom(extra->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &length);
        if (size <= 0)
            return;
        if (!socket_address_to((const struct sockaddr *)&from, &address) ||
            address_is_virtual(&address))
            continue;
        const struct net_datagram datagram = {
            .address = address, .socket = extra->number, .bytes = bytes, .size = (size_t)size};
        extra->sockets->on_datagram(extra->sockets->context, &datagram);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct extra_socket *extra = handle->data;
    close(extra->fd);
    free(extra);
}

static struct extra_socket *open_socket(struct extra_sockets *sockets, uint16_t number)
{
    int off = 0;
    int family = sockets->ipv4_only ? AF_INET : AF_INET6;
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct extra_socket *extra = calloc(1, sizeof *extra);
    if (fd < 0 || extra == NULL) {
        if (fd >= 0)
            close(fd);
        free(extra);
        return NULL;
    }
    if (!sockets->ipv4_only)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    *extra = (struct extra_socket){.fd = fd, .number = number, .sockets = sockets};
    if (uv_poll_init(sockets->loop, &extra->poll, fd) != 0) {
        close(fd);
        free(extra);
        return NULL;
    }
    extra->poll.data = extra;
    uv_poll_start(&extra->poll, UV_READABLE, on_readable);
    return extra;
}

bool extra_sockets_send(struct extra_sockets *sockets, const struct net_datagram *datagram)
{
    struct sockaddr_storage address;
    uint16_t socket = datagram->socket;
    ALCOVE_ASSERT(socket >= 1 && socket <= PUNCH_SOCKETS_MAX);
    if (!socket_address_from(&datagram->address, sockets->ipv4_only, &address))
        return false;
    if (sockets->list[socket] == NULL)
        sockets->list[socket] = open_socket(sockets, socket);
    if (sockets->list[socket] == NULL)
        return false;
    int fd = sockets->list[socket]->fd;
    int hops = datagram->ttl != 0 ? datagram->ttl : -1; /* -1: the system's own */
    (void)setsockopt(fd, IPPROTO_IP, IP_TTL, &hops, sizeof hops);
    socklen_t length =
        address.ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    ssize_t sent =
        sendto(fd, datagram->bytes, datagram->size, 0, (const struct sockaddr *)&address, length);
    return sent == (ssize_t)datagram->size;
}

void extra_sockets_close(struct extra_sockets *sockets,
                         bool (*keep)(void *context, uint16_t socket), void *context)
{
    for (uint16_t i = 1; i <= PUNCH_SOCKETS_MAX; i++) {
        struct extra_socket *extra = sockets->list[i];
        if (extra == NULL || (keep != NULL && keep(context, i)))
            continue;
        sockets->list[i] = NULL;
        extra->sockets = NULL;
        uv_close((uv_handle_t *)&extra->poll, on_closed);
    }
}

size_t extra_sockets_count(const struct extra_sockets *sockets)
{
    size_t count = 0;
    for (size_t i = 1; i <= PUNCH_SOCKETS_MAX; i++)
        count += sockets->list[i] != NULL;
    return count;
}
