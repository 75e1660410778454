#include "net/udp.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_text.h"
#include "reach/virtual_address.h"

/* libuv takes several datagrams with one call to the system (recvmmsg) if it is given room for
 * several of the largest. Only the pages that are written to become memory. */
#define RECEIVE_EACH_BYTES 65536
#define RECEIVE_AT_ONCE    8
/* Half a second of 30 Mbit/s, should the link thread be held up; the system may grant less. */
#define SOCKET_BUFFER_BYTES 2097152

__attribute__((format(printf, 3, 4))) static bool
refuse(struct net_error *error, enum net_error_kind kind, const char *format, ...)
{
    error->kind = kind;
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}

static bool refuse_number(struct net_error *error, int number, const struct alcove_address *listen)
{
    char text[ADDRESS_TEXT_BYTES_MAX];
    (void)address_text_print(listen, text);
    switch (number) {
    case UV_EADDRINUSE:
        return refuse(error, NET_ERROR_PORT_BUSY,
                      "port %u is taken by another program; close it or choose another port with "
                      "--listen",
                      (unsigned)listen->port);
    case UV_EADDRNOTAVAIL:
    case UV_EAFNOSUPPORT:
        return refuse(error, NET_ERROR_ADDRESS,
                      "this machine does not have the address %s; choose one of its own with "
                      "--listen",
                      text);
    case UV_EACCES:
    case UV_EPERM:
        return refuse(error, NET_ERROR_ADDRESS,
                      "port %u may not be used here; choose one above 1023 with --listen",
                      (unsigned)listen->port);
    default:
        return refuse(error, NET_ERROR_SYSTEM,
                      "no socket at %s: %s; check the network and try again", text,
                      uv_strerror(number));
    }
}

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct udp_socket *socket = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)socket->received, RECEIVE_EACH_BYTES * RECEIVE_AT_ONCE);
}

static void on_received(uv_udp_t *handle, ssize_t size, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct udp_socket *socket = handle->data;
    struct alcove_address address;
    /* No source: the end of a batch. A negative size: an ICMP answer to something we sent, which
     * anybody can forge. */
    if (from == NULL || size <= 0 || (flags & UV_UDP_PARTIAL) != 0)
        return;
    /* A virtual address stands for a stream: here somebody would be pretending to be one. */
    if (!socket_address_to(from, &address) || address_is_virtual(&address))
        return;
    socket->statistics.datagrams_received++;
    socket->statistics.bytes_received += (uint64_t)size;
    socket->on_datagram(socket->context, &address, (const uint8_t *)buffer->base, (size_t)size);
}

/* A bound socket, or a negative libuv error. Not uv_udp_bind: it would take a handle, which closes
 * only in the loop, for each attempt. */
static int socket_bind(const struct alcove_address *listen, bool ipv4)
{
    struct sockaddr_storage at;
    int off = 0;
    if (!socket_address_from(listen, ipv4, &at))
        return UV_EAFNOSUPPORT;
    int fd = socket(ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return uv_translate_sys_error(errno);
    /* Whatever the system's default is: IPv4 comes mapped through the same socket. */
    if (!ipv4)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    socklen_t size = ipv4 ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    if (bind(fd, (const struct sockaddr *)&at, size) != 0) {
        int failed = uv_translate_sys_error(errno);
        (void)close(fd);
        return failed;
    }
    return fd;
}

static bool address_is_any(const struct alcove_address *address)
{
    static const uint8_t any[16] = {0};
    return memcmp(address->ip, any, sizeof any) == 0;
}

static int socket_open(struct udp_socket *socket, const struct alcove_address *listen)
{
    socket->ipv4_only = address_is_ipv4(listen);
    int fd = socket_bind(listen, socket->ipv4_only);
    if (fd >= 0 || socket->ipv4_only || !address_is_any(listen))
        return fd;
    if (fd != UV_EAFNOSUPPORT && fd != UV_EADDRNOTAVAIL)
        return fd;
    static const uint8_t any_ipv4[4] = {0};
    struct alcove_address any = address_from_ipv4(any_ipv4, listen->port);
    socket->ipv4_only = true;
    return socket_bind(&any, true);
}

/* Gives the bound `fd` to libuv. */
static int handle_begin(struct udp_socket *socket, int fd)
{
    int off = 0;
    int bytes = SOCKET_BUFFER_BYTES;
    struct sockaddr_storage at = {0};
    struct alcove_address bound = {0};
    int size = sizeof at;
    int failed = uv_udp_open(&socket->handle, fd);
    if (failed != 0) {
        (void)close(fd);
        return failed;
    }
    /* uv_udp_open allows others to bind the same port; we do not. */
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &off, sizeof off);
    /* The system grants what it likes: a smaller buffer loses more, and works. */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    failed = uv_udp_getsockname(&socket->handle, (struct sockaddr *)&at, &size);
    if (failed == 0 && socket_address_to((const struct sockaddr *)&at, &bound))
        socket->port = bound.port;
    return failed != 0 ? failed : uv_udp_recv_start(&socket->handle, on_room_wanted, on_received);
}

bool udp_open(struct udp_socket *socket, uv_loop_t *loop, const struct alcove_address *listen,
              struct net_error *error)
{
    int fd = socket_open(socket, listen);
    if (fd < 0)
        return refuse_number(error, fd, listen);
    socket->received = malloc(RECEIVE_EACH_BYTES * RECEIVE_AT_ONCE);
    int failed = socket->received == NULL
                     ? UV_ENOMEM
                     : uv_udp_init_ex(loop, &socket->handle, AF_UNSPEC | UV_UDP_RECVMMSG);
    if (failed != 0) {
        (void)close(fd);
        udp_free(socket);
        return refuse_number(error, failed, listen);
    }
    socket->begun = true;
    socket->handle.data = socket;
    failed = handle_begin(socket, fd);
    return failed == 0 || refuse_number(error, failed, listen);
}

void udp_close(struct udp_socket *socket, uv_close_cb on_closed)
{
    ALCOVE_ASSERT(socket->begun);
    uv_close((uv_handle_t *)&socket->handle, on_closed);
}

void udp_free(struct udp_socket *socket)
{
    free(socket->received);
    socket->received = NULL;
}

static void on_sent_later(uv_udp_send_t *request, int status)
{
    struct udp_socket *socket = request->data;
    if (status == 0)
        socket->statistics.datagrams_sent++;
    else
        socket->statistics.datagrams_dropped++;
    request->data = NULL;
}

/* The socket's own buffer is full: keep it until there is room, a few of them. */
static void send_later(struct udp_socket *socket, const struct sockaddr_storage *to,
                       const uint8_t *bytes, size_t size)
{
    struct udp_waiting *place = NULL;
    for (size_t i = 0; i < UDP_QUEUE_MAX && place == NULL; i++) {
        if (socket->queue[i].request.data == NULL)
            place = &socket->queue[i];
    }
    if (place == NULL) {
        socket->statistics.datagrams_dropped++;
        return;
    }
    memcpy(place->bytes, bytes, size);
    uv_buf_t buffer = uv_buf_init((char *)place->bytes, (unsigned)size);
    place->request.data = socket;
    socket->statistics.datagrams_queued++;
    if (uv_udp_send(&place->request, &socket->handle, &buffer, 1, (const struct sockaddr *)to,
                    on_sent_later) != 0) {
        place->request.data = NULL;
        socket->statistics.datagrams_dropped++;
    }
}

void udp_send(struct udp_socket *socket, const struct alcove_address *to, const uint8_t *bytes,
              size_t size)
{
    ALCOVE_ASSERT(size > 0 && size <= UDP_DATAGRAM_BYTES_MAX);
    struct sockaddr_storage address;
    if (!socket_address_from(to, socket->ipv4_only, &address)) {
        socket->statistics.datagrams_dropped++;
        return;
    }
    /* libuv's buffers are not const, but it only reads from this one. */
    uint8_t copy[UDP_DATAGRAM_BYTES_MAX];
    memcpy(copy, bytes, size);
    uv_buf_t buffer = uv_buf_init((char *)copy, (unsigned)size);
    int sent = uv_udp_try_send(&socket->handle, &buffer, 1, (const struct sockaddr *)&address);
    if (sent == UV_EAGAIN) {
        send_later(socket, &address, bytes, size);
        return;
    }
    socket->statistics.bytes_sent += sent >= 0 ? size : 0;
    socket->statistics.datagrams_sent += sent >= 0;
    socket->statistics.datagrams_dropped += sent < 0;
}

static void set_time_to_live(struct udp_socket *socket, int hops)
{
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&socket->handle, &fd) == 0)
        (void)setsockopt(fd, IPPROTO_IP, IP_TTL, &hops, sizeof hops);
}

void udp_send_short(struct udp_socket *socket, const struct alcove_address *to, uint8_t ttl,
                    const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(ttl > 0);
    set_time_to_live(socket, ttl);
    udp_send(socket, to, bytes, size);
    set_time_to_live(socket, -1); /* the system's own again */
}
