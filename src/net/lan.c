#include "net/lan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "net/clock.h"
#include "net/lan_limit.h"
#include "net/lan_socket.h"
#include "net/random.h"
#include "net/socket_address.h"
#include "reach/address_scope.h"
#include "reach/address_text.h"

#define SOCKETS        2 /* IPv4, IPv6 */
#define RESUME_MS      1000
#define RECEIVED_BYTES 2048

struct lan_socket {
    uv_udp_t handle;
    int fd;
    bool is_open;
};

struct lan {
    struct lan_wish wish;
    struct lan_socket sockets[SOCKETS];
    uv_timer_t beat;   /* the next round */
    uv_timer_t resume; /* after too much was received */
    struct lan_interface interfaces[LAN_INTERFACES_MAX];
    size_t interface_count;
    bool is_seeking, is_closing;
    uint64_t pause_ms;
    struct lan_limit limit;
    struct lan_tokens tokens;
    size_t handles; /* that the loop knows */
    void (*on_closed)(void *context);
    void *closed_context;
    uint8_t received[RECEIVED_BYTES];
};

static uint64_t unix_now_s(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec < 0 ? 0 : (uint64_t)now.tv_sec;
}

static void round_send(struct lan *lan)
{
    lan_tokens_advance(&lan->tokens, unix_now_s());
    lan_limit_sent(&lan->limit, net_now_us());
    size_t beacons = lan_tokens_begin_round(&lan->tokens, &net_random);
    for (size_t i = 0; i < beacons; i++) {
        uint8_t beacon[LAN_BEACON_BYTES];
        lan_tokens_encode(&lan->tokens, i, lan->wish.udp_port, &net_random, beacon);
        for (size_t k = 0; k < lan->interface_count; k++) {
            const struct lan_interface *interface = &lan->interfaces[k];
            const struct lan_socket *socket =
                &lan->sockets[address_is_ipv4(&interface->address) ? 0 : 1];
            if (socket->is_open)
                lan_socket_send(socket->fd, interface, beacon, sizeof beacon);
        }
    }
}

static void on_beat(uv_timer_t *timer)
{
    struct lan *lan = timer->data;
    uint8_t random;
    round_send(lan);
    net_random.fill(net_random.context, &random, 1);
    uint64_t pause_ms = lan->pause_ms;
    lan->pause_ms = pause_ms * 2 > LAN_PAUSE_MAX_MS ? LAN_PAUSE_MAX_MS : pause_ms * 2;
    /* Two devices that began together do not go on together. */
    pause_ms = pause_ms * 4 / 5 + pause_ms * 2 / 5 * random / UINT8_MAX;
    (void)uv_timer_start(timer, on_beat, pause_ms, 0);
}

static void beat_anew(struct lan *lan)
{
    lan->pause_ms = LAN_PAUSE_FIRST_MS;
    if (lan->is_seeking && lan->tokens.count > 0)
        (void)uv_timer_start(&lan->beat, on_beat, 0, 0);
    else
        (void)uv_timer_stop(&lan->beat);
}

static void listen_stop(struct lan *lan)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        if (lan->sockets[i].is_open)
            (void)uv_udp_recv_stop(&lan->sockets[i].handle);
    }
}

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct lan *lan = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)lan->received, sizeof lan->received);
}

static void listen_start(struct lan *lan);

static void on_resume(uv_timer_t *timer)
{
    struct lan *lan = timer->data;
    if (lan->is_seeking)
        listen_start(lan);
}

/* Who waits has long pauses: somebody who comes must not have to wait for the next beacon. Whoever
 * comes is answered, known or not, so that an answer tells nobody who knows whom. */
static void answer(struct lan *lan)
{
    uint64_t wait_ms = (lan_limit_answer_us(&lan->limit, net_now_us()) + 999) / 1000;
    if (uv_timer_get_due_in(&lan->beat) > wait_ms)
        (void)uv_timer_start(&lan->beat, on_beat, wait_ms, 0);
}

/* Each sighting of one beacon; on_found may have closed or changed everything after any of them. */
static void sightings_tell(struct lan *lan, const struct alcove_address *from,
                           const struct lan_sighting *found, size_t count)
{
    for (size_t i = 0; i < count && lan->is_seeking; i++) {
        struct alcove_address address = *from;
        address.port = found[i].port;
        if (found[i].person >= lan->tokens.count ||
            !lan_limit_tell(&lan->limit, net_now_us(), found[i].person, &address))
            continue;
        lan->wish.on_found(lan->wish.context, found[i].person, &address);
    }
}

static bool is_answerable(const struct lan *lan, const struct alcove_address *from)
{
    if (address_scope(from) == ADDRESS_SCOPE_LOOPBACK)
        return lan->interface_count > 0 &&
               address_scope(&lan->interfaces[0].address) == ADDRESS_SCOPE_LOOPBACK;
    return address_is_usable(from);
}

static void on_received(uv_udp_t *handle, ssize_t size, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct lan *lan = handle->data;
    struct alcove_address address;
    struct lan_sighting found[LAN_SLOTS];
    if (size <= 0 || from == NULL || (flags & UV_UDP_PARTIAL) != 0 || !lan->is_seeking)
        return;
    if (!socket_address_to(from, &address) || !is_answerable(lan, &address))
        return;
    enum lan_verdict verdict = lan_limit_take(&lan->limit, net_now_us(), &address);
    if (verdict == LAN_TOO_MUCH) {
        /* The system drops the rest more cheaply than we can. */
        listen_stop(lan);
        (void)uv_timer_start(&lan->resume, on_resume, RESUME_MS, 0);
    }
    if (verdict != LAN_LOOK)
        return;
    if (size == LAN_BEACON_BYTES && lan_limit_is_new(&lan->limit, net_now_us(), &address))
        answer(lan);
    lan_tokens_advance(&lan->tokens, unix_now_s());
    size_t count =
        lan_tokens_recognise(&lan->tokens, (const uint8_t *)buffer->base, (size_t)size, found);
    sightings_tell(lan, &address, found, count);
}

static void listen_start(struct lan *lan)
{
    for (size_t i = 0; i < SOCKETS; i++) {
        struct lan_socket *socket = &lan->sockets[i];
        if (socket->is_open)
            (void)uv_udp_recv_start(&socket->handle, on_room_wanted, on_received);
    }
}

static void interfaces_read(struct lan *lan)
{
    lan->interface_count = lan_interfaces_list(lan->wish.only_this_machine, lan->interfaces);
    for (size_t i = 0; i < SOCKETS; i++) {
        if (lan->sockets[i].is_open)
            lan_socket_join(lan->sockets[i].fd, i == 1, lan->interfaces, lan->interface_count);
    }
}

/* 0, or a negative libuv error. The handle is closed with the others either way. */
static int socket_begin(struct lan *lan, uv_loop_t *loop, size_t which)
{
    struct lan_socket *socket = &lan->sockets[which];
    int fd = lan_socket_open(which == 1);
    (void)uv_udp_init(loop, &socket->handle);
    socket->handle.data = lan;
    lan->handles++;
    if (fd < 0)
        return fd;
    int failed = uv_udp_open(&socket->handle, fd);
    if (failed != 0) {
        (void)close(fd);
        return failed;
    }
    socket->fd = fd;
    socket->is_open = true;
    return 0;
}

struct lan *lan_open(uv_loop_t *loop, const struct lan_wish *wish, struct net_error *error)
{
    ALCOVE_ASSERT(wish->udp_port != 0 && wish->on_found != NULL);
    struct lan *lan = calloc(1, sizeof *lan);
    int failed = UV_ENOMEM;
    if (lan != NULL) {
        lan->wish = *wish;
        net_random.fill(net_random.context, (uint8_t *)&lan->limit.seed, sizeof lan->limit.seed);
        (void)uv_timer_init(loop, &lan->beat);
        (void)uv_timer_init(loop, &lan->resume);
        lan->beat.data = lan;
        lan->resume.data = lan;
        lan->handles = 2;
        failed = socket_begin(lan, loop, 0);
        int failed_ipv6 = socket_begin(lan, loop, 1);
        failed = failed_ipv6 == 0 ? 0 : failed;
    }
    if (failed == 0) {
        interfaces_read(lan);
        return lan;
    }
    error->kind = NET_ERROR_SYSTEM;
    (void)snprintf(error->text, sizeof error->text,
                   "people in this network cannot be looked for: %s", uv_strerror(failed));
    if (lan != NULL)
        lan_close(lan, NULL, NULL);
    return NULL;
}

void lan_set_people(struct lan *lan, const struct lan_person *people, size_t count)
{
    lan_tokens_set_people(&lan->tokens, people, count);
    lan_tokens_advance(&lan->tokens, unix_now_s());
    lan_limit_forget(&lan->limit);
    beat_anew(lan);
}

void lan_seek(struct lan *lan, bool seek)
{
    if (lan->is_closing || seek == lan->is_seeking)
        return;
    lan->is_seeking = seek;
    beat_anew(lan);
    if (seek) {
        interfaces_read(lan);
        listen_start(lan);
    } else {
        listen_stop(lan);
    }
}

void lan_refresh(struct lan *lan)
{
    lan_limit_forget_heard(&lan->limit);
    interfaces_read(lan);
    beat_anew(lan);
}

static void on_handle_closed(uv_handle_t *handle)
{
    struct lan *lan = handle->data;
    ALCOVE_ASSERT(lan->handles > 0);
    if (--lan->handles > 0)
        return;
    void (*on_closed)(void *context) = lan->on_closed;
    void *context = lan->closed_context;
    free(lan);
    if (on_closed != NULL)
        on_closed(context);
}

void lan_close(struct lan *lan, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(!lan->is_closing);
    lan->is_closing = true;
    lan->is_seeking = false;
    lan->on_closed = on_closed;
    lan->closed_context = context;
    lan_tokens_wipe(&lan->tokens);
    uv_close((uv_handle_t *)&lan->beat, on_handle_closed);
    uv_close((uv_handle_t *)&lan->resume, on_handle_closed);
    for (size_t i = 0; i < SOCKETS; i++)
        uv_close((uv_handle_t *)&lan->sockets[i].handle, on_handle_closed);
}
