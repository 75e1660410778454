#include "net/network_watch.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "net/gateway.h"
#include "net/socket_address.h"
#include "reach/address_scope.h"

#define GROUPS                                                                                     \
    (RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE)
/* Read in one go; the rest when the loop comes round again. */
#define MESSAGES_AT_ONCE 64
#define MESSAGE_BYTES    8192

struct network_watch {
    struct network_watch_wish wish;
    int fd;
    uv_poll_t poll;
    uv_timer_t calm; /* a change is to be told */
    uv_timer_t look; /* did we sleep? */
    uint64_t asleep_us;
    unsigned handles; /* that the loop knows */
    bool is_closing;
    void (*on_closed)(void *context);
    void *closed_context;
};

static uint64_t clock_us(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* CLOCK_MONOTONIC stands still in sleep, CLOCK_BOOTTIME does not. */
static uint64_t asleep_now_us(const struct network_watch *w)
{
    if (w->wish.asleep_us != NULL)
        return w->wish.asleep_us(w->wish.context);
    uint64_t monotonic_us = clock_us(CLOCK_MONOTONIC);
    uint64_t boot_us = clock_us(CLOCK_BOOTTIME);
    return boot_us > monotonic_us ? boot_us - monotonic_us : 0;
}

static void on_calm(uv_timer_t *timer)
{
    struct network_watch *w = timer->data;
    w->wish.on_change(w->wish.context);
}

/* Reading the two clocks one after the other makes less than a millisecond between them. */
static void sleep_look(struct network_watch *w)
{
    uint64_t before_us = w->asleep_us;
    w->asleep_us = asleep_now_us(w);
    if (w->asleep_us >= before_us + NETWORK_WATCH_SLEEP_US)
        w->wish.on_wake(w->wish.context, w->asleep_us - before_us);
}

static void on_look(uv_timer_t *timer)
{
    sleep_look(timer->data);
}

static bool is_change(const struct nlmsghdr *message)
{
    switch (message->nlmsg_type) {
    case RTM_NEWLINK:
    case RTM_DELLINK:
    case RTM_NEWADDR:
    case RTM_DELADDR:
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return true;
    default:
        return false;
    }
}

static bool has_change(const uint8_t *bytes, size_t size)
{
    while (size >= sizeof(struct nlmsghdr)) {
        struct nlmsghdr header;
        memcpy(&header, bytes, sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > size)
            return false;
        if (is_change(&header))
            return true;
        size_t step = NLMSG_ALIGN(header.nlmsg_len);
        if (step >= size)
            return false;
        bytes += step;
        size -= step;
    }
    return false;
}

/* One datagram; false when there is none. Only the kernel (port 0) is believed. */
static bool message_read(const struct network_watch *w, bool *changed)
{
    uint8_t bytes[MESSAGE_BYTES];
    struct sockaddr_nl from = {0};
    socklen_t from_size = sizeof from;
    ssize_t size = recvfrom(w->fd, bytes, sizeof bytes, 0, (struct sockaddr *)&from, &from_size);
    if (size < 0) {
        /* More came than the socket holds: something did change. */
        *changed |= errno == ENOBUFS;
        return errno == ENOBUFS || errno == EINTR;
    }
    *changed |= from.nl_pid == 0 && has_change(bytes, (size_t)size);
    return true;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct network_watch *w = poll->data;
    bool changed = false;
    (void)status;
    (void)events;
    for (int i = 0; i < MESSAGES_AT_ONCE && message_read(w, &changed); i++)
        continue;
    if (status != 0) {
        /* The polling stops with an error, such as the one of too many messages. */
        changed = true;
        (void)uv_poll_start(poll, UV_READABLE, on_readable);
    }
    if (changed && !uv_is_active((const uv_handle_t *)&w->calm))
        (void)uv_timer_start(&w->calm, on_calm, NETWORK_WATCH_CALM_MS, 0);
    sleep_look(w);
}

static int netlink_open(void)
{
    const struct sockaddr_nl at = {.nl_family = AF_NETLINK, .nl_groups = GROUPS};
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0)
        return fd;
    if (bind(fd, (const struct sockaddr *)&at, sizeof at) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

struct network_watch *network_watch_open(uv_loop_t *loop, const struct network_watch_wish *wish)
{
    ALCOVE_ASSERT(wish->on_change != NULL && wish->on_wake != NULL);
    struct network_watch *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    w->wish = *wish;
    w->fd = netlink_open();
    if (w->fd < 0 || uv_poll_init(loop, &w->poll, w->fd) != 0) {
        if (w->fd >= 0)
            (void)close(w->fd);
        free(w);
        return NULL;
    }
    (void)uv_timer_init(loop, &w->calm);
    (void)uv_timer_init(loop, &w->look);
    w->handles = 3;
    w->poll.data = w;
    w->calm.data = w;
    w->look.data = w;
    w->asleep_us = asleep_now_us(w);
    (void)uv_poll_start(&w->poll, UV_READABLE, on_readable);
    (void)uv_timer_start(&w->look, on_look, NETWORK_WATCH_LOOK_MS, NETWORK_WATCH_LOOK_MS);
    return w;
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct network_watch *w = handle->data;
    ALCOVE_ASSERT(w->handles > 0);
    if (--w->handles > 0)
        return;
    void (*on_closed)(void *context) = w->on_closed;
    void *context = w->closed_context;
    (void)close(w->fd);
    free(w);
    if (on_closed != NULL)
        on_closed(context);
}

void network_watch_close(struct network_watch *watch, void (*on_closed)(void *context),
                         void *context)
{
    ALCOVE_ASSERT(!watch->is_closing);
    watch->is_closing = true;
    watch->on_closed = on_closed;
    watch->closed_context = context;
    uv_close((uv_handle_t *)&watch->poll, on_handle_closed);
    uv_close((uv_handle_t *)&watch->calm, on_handle_closed);
    uv_close((uv_handle_t *)&watch->look, on_handle_closed);
}

/* Whether the system would send there: connecting a UDP socket sends nothing. */
static bool has_route_to(const struct sockaddr *to, socklen_t size)
{
    int fd = socket(to->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool found = connect(fd, to, size) == 0;
    (void)close(fd);
    return found;
}

struct network_status network_status_read(void)
{
    struct network_status status = {0};
    uv_interface_address_t *all = NULL;
    struct gateway gateway;
    int count = 0;
    struct sockaddr_in6 far = {.sin6_family = AF_INET6, .sin6_port = htons(9)};
    far.sin6_addr.s6_addr[0] = 0x20; /* 2000::, the first global address, which nobody has */
    status.has_default_route =
        gateway_find(&gateway) || has_route_to((const struct sockaddr *)&far, sizeof far);
    if (uv_interface_addresses(&all, &count) != 0)
        return status;
    for (int i = 0; i < count; i++) {
        struct sockaddr_storage from = {0};
        struct alcove_address address;
        memcpy(&from, &all[i].address, sizeof all[i].address);
        status.has_network |= !all[i].is_internal &&
                              socket_address_to((const struct sockaddr *)&from, &address) &&
                              address_scope(&address) >= ADDRESS_SCOPE_LINK_LOCAL;
    }
    uv_free_interface_addresses(all, count);
    return status;
}
