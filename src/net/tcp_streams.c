#include "net/tcp_streams.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "net/socket_address.h"
#include "reach/address_text.h"
#include "reach/relay_wire.h"
#include "reach/virtual_address.h"

#define SIZE_BYTES          2
#define RECEIVE_BYTES       65536
#define BACKLOG             64
#define SOCKET_BUFFER_BYTES 65536

_Static_assert(TCP_DATAGRAM_BYTES_MAX == RELAY_DATAGRAM_BYTES_MAX, "a relay's datagrams fit");

enum stream_state { STREAM_CONNECTING, STREAM_OPEN, STREAM_CLOSING };

struct stream {
    uv_tcp_t handle; /* handle.data: this stream */
    uv_connect_t connecting;
    uv_write_t writing;
    struct tcp_streams *all;
    struct alcove_address name, remote;
    enum stream_state state;
    bool inbound;
    bool proved;
    bool tells; /* on_closed is due */
    bool is_writing;
    size_t refused;
    uint64_t since_ms; /* opened, or the last datagram taken */
    size_t received;
    uint8_t partial[SIZE_BYTES + TCP_DATAGRAM_BYTES_MAX];
    /* A ring; the first `out_writing` bytes belong to the system until it says so. */
    size_t out_first, out_size, out_writing;
    uint8_t out[TCP_WAITING_BYTES_MAX];
};

struct tcp_streams {
    uv_loop_t *loop;
    struct tcp_streams_options options;
    uv_timer_t tick;
    uv_tcp_t listeners[TCP_LISTENERS_MAX];
    size_t listener_count;
    struct stream *streams[TCP_STREAMS_MAX];
    size_t stream_count;
    uint64_t next_id;
    unsigned handles; /* that the loop has still to close */
    bool closed;
    void (*on_closed)(void *context);
    void *closed_context;
    struct tcp_streams_statistics statistics;
    uint8_t received[RECEIVE_BYTES]; /* what one call to the system fills */
};

/* ---- the end ---- */

static void handle_closed(struct tcp_streams *all)
{
    ALCOVE_ASSERT(all->handles > 0);
    all->handles--;
    if (all->handles > 0 || !all->closed)
        return;
    void (*on_closed)(void *context) = all->on_closed;
    void *context = all->closed_context;
    free(all);
    if (on_closed != NULL)
        on_closed(context);
}

static void on_stream_closed(uv_handle_t *handle)
{
    struct stream *stream = handle->data;
    struct tcp_streams *all = stream->all;
    for (size_t i = 0; i < TCP_STREAMS_MAX; i++) {
        if (all->streams[i] != stream)
            continue;
        all->streams[i] = NULL;
        all->stream_count--;
    }
    if (stream->tells && !all->closed && all->options.on_closed != NULL)
        all->options.on_closed(all->options.context, &stream->name);
    free(stream);
    handle_closed(all);
}

static void stream_close(struct stream *stream, bool tells)
{
    if (stream->state == STREAM_CLOSING)
        return;
    stream->state = STREAM_CLOSING;
    stream->tells = tells;
    uv_close((uv_handle_t *)&stream->handle, on_stream_closed);
}

static void stream_refuse(struct stream *stream)
{
    stream->all->statistics.refused++;
    stream_close(stream, true);
}

/* ---- sending ---- */

static void out_append(struct stream *stream, const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size <= TCP_WAITING_BYTES_MAX - stream->out_size);
    size_t at = (stream->out_first + stream->out_size) % TCP_WAITING_BYTES_MAX;
    size_t straight = TCP_WAITING_BYTES_MAX - at < size ? TCP_WAITING_BYTES_MAX - at : size;
    memcpy(stream->out + at, bytes, straight);
    memcpy(stream->out, bytes + straight, size - straight);
    stream->out_size += size;
}

static void write_begin(struct stream *stream);

static void on_written(uv_write_t *request, int status)
{
    struct stream *stream = request->data;
    stream->is_writing = false;
    if (stream->state == STREAM_CLOSING)
        return;
    if (status != 0) {
        stream_close(stream, true);
        return;
    }
    stream->out_first = (stream->out_first + stream->out_writing) % TCP_WAITING_BYTES_MAX;
    stream->out_size -= stream->out_writing;
    write_begin(stream);
}

/* Everything that waits, in one request: libuv allocates nothing for two pieces. */
static void write_begin(struct stream *stream)
{
    if (stream->state != STREAM_OPEN || stream->is_writing || stream->out_size == 0)
        return;
    size_t straight = TCP_WAITING_BYTES_MAX - stream->out_first;
    if (straight > stream->out_size)
        straight = stream->out_size;
    const uv_buf_t pieces[2] = {
        uv_buf_init((char *)stream->out + stream->out_first, (unsigned)straight),
        uv_buf_init((char *)stream->out, (unsigned)(stream->out_size - straight)),
    };
    stream->out_writing = stream->out_size;
    stream->writing.data = stream;
    unsigned count = straight < stream->out_size ? 2 : 1;
    if (uv_write(&stream->writing, (uv_stream_t *)&stream->handle, pieces, count, on_written) != 0)
        stream_close(stream, true);
    else
        stream->is_writing = true;
}

static struct stream *stream_find(const struct tcp_streams *all, const struct alcove_address *name)
{
    for (size_t i = 0; i < TCP_STREAMS_MAX; i++) {
        struct stream *stream = all->streams[i];
        if (stream != NULL && stream->state != STREAM_CLOSING &&
            alcove_address_equal(&stream->name, name))
            return stream;
    }
    return NULL;
}

/* How much of it the system took at once; what fails closes the stream. */
static size_t write_now(struct stream *stream, uint8_t *framed, size_t size)
{
    if (stream->state != STREAM_OPEN || stream->is_writing || stream->out_size > 0)
        return 0;
    const uv_buf_t piece = uv_buf_init((char *)framed, (unsigned)size);
    int written = uv_try_write((uv_stream_t *)&stream->handle, &piece, 1);
    if (written >= 0)
        return (size_t)written;
    if (written != UV_EAGAIN)
        stream_close(stream, true);
    return 0;
}

bool tcp_streams_send(struct tcp_streams *streams, const struct alcove_address *name,
                      const uint8_t *bytes, size_t size)
{
    ALCOVE_ASSERT(size > 0 && size <= TCP_DATAGRAM_BYTES_MAX);
    uint8_t framed[SIZE_BYTES + TCP_DATAGRAM_BYTES_MAX];
    size_t whole = SIZE_BYTES + size;
    struct stream *stream = stream_find(streams, name);
    if (stream == NULL)
        return false;
    framed[0] = (uint8_t)(size >> 8);
    framed[1] = (uint8_t)(size & 255);
    memcpy(framed + SIZE_BYTES, bytes, size);
    size_t written = write_now(stream, framed, whole);
    if (stream->state == STREAM_CLOSING)
        return false;
    if (whole - written > TCP_WAITING_BYTES_MAX - stream->out_size) {
        streams->statistics.datagrams_dropped++;
        return true;
    }
    out_append(stream, framed + written, whole - written);
    write_begin(stream);
    streams->statistics.datagrams_sent++;
    return true;
}

/* ---- receiving ---- */

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct stream *stream = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)stream->all->received, RECEIVE_BYTES);
}

static void stream_deliver(struct stream *stream)
{
    struct tcp_streams *all = stream->all;
    size_t size = stream->received - SIZE_BYTES;
    stream->received = 0;
    all->statistics.datagrams_received++;
    bool taken = all->options.on_datagram(all->options.context, &stream->name,
                                          stream->partial + SIZE_BYTES, size);
    if (taken) {
        stream->proved = true;
        stream->since_ms = uv_now(all->loop);
    } else if (stream->inbound && !stream->proved && ++stream->refused >= TCP_REFUSED_MAX &&
               stream->state != STREAM_CLOSING) {
        stream_refuse(stream);
    }
}

/* What the size before a datagram says, once it is there; 0 when no datagram has it. */
static size_t stream_wants(const struct stream *stream)
{
    if (stream->received < SIZE_BYTES)
        return SIZE_BYTES;
    size_t size = (size_t)(stream->partial[0] << 8 | stream->partial[1]);
    return size == 0 || size > TCP_DATAGRAM_BYTES_MAX ? 0 : SIZE_BYTES + size;
}

static void stream_feed(struct stream *stream, const uint8_t *bytes, size_t size)
{
    while (size > 0 && stream->state == STREAM_OPEN) {
        size_t wanted = stream_wants(stream) - stream->received;
        size_t given = wanted < size ? wanted : size;
        memcpy(stream->partial + stream->received, bytes, given);
        stream->received += given;
        bytes += given;
        size -= given;
        size_t whole = stream_wants(stream);
        if (whole == 0)
            stream_refuse(stream);
        else if (stream->received == whole && whole > SIZE_BYTES)
            stream_deliver(stream);
    }
}

static void on_read(uv_stream_t *handle, ssize_t size, const uv_buf_t *buffer)
{
    struct stream *stream = handle->data;
    if (size < 0)
        stream_close(stream, true);
    else
        stream_feed(stream, (const uint8_t *)buffer->base, (size_t)size);
}

/* The two ends are joined: from now on bytes flow. */
static void stream_begin(struct stream *stream)
{
    int bytes = SOCKET_BUFFER_BYTES;
    stream->state = STREAM_OPEN;
    stream->since_ms = uv_now(stream->all->loop);
    stream->all->statistics.opened++;
    (void)uv_tcp_nodelay(&stream->handle, 1);
    /* The system grants what it likes: a longer queue is late, and works. */
    (void)uv_send_buffer_size((uv_handle_t *)&stream->handle, &bytes);
    if (uv_read_start((uv_stream_t *)&stream->handle, on_room_wanted, on_read) != 0)
        stream_close(stream, true);
    else
        write_begin(stream);
}

/* ---- time ---- */

static void on_tick(uv_timer_t *timer)
{
    struct tcp_streams *all = timer->data;
    uint64_t now_ms = uv_now(all->loop);
    for (size_t i = 0; i < TCP_STREAMS_MAX; i++) {
        struct stream *stream = all->streams[i];
        if (stream == NULL || stream->state == STREAM_CLOSING)
            continue;
        uint64_t age_ms = now_ms - stream->since_ms;
        if (stream->state == STREAM_CONNECTING && age_ms >= TCP_CONNECT_MS) {
            all->statistics.unanswered++;
            stream_close(stream, true);
        } else if (stream->inbound &&
                   age_ms >= (stream->proved ? TCP_IDLE_MS : all->options.proof_ms))
            stream_refuse(stream);
    }
    if (all->stream_count == 0)
        uv_timer_stop(timer);
}

/* ---- new streams ---- */

/* In its place, with a handle of its own to be closed; NULL when there are too many. */
static struct stream *stream_new(struct tcp_streams *all, bool inbound)
{
    size_t place = 0;
    while (place < TCP_STREAMS_MAX && all->streams[place] != NULL)
        place++;
    struct stream *stream = place < TCP_STREAMS_MAX ? calloc(1, sizeof *stream) : NULL;
    if (stream == NULL)
        return NULL;
    if (uv_tcp_init(all->loop, &stream->handle) != 0) {
        free(stream);
        return NULL;
    }
    stream->handle.data = stream;
    stream->all = all;
    stream->inbound = inbound;
    stream->name = virtual_address_make(VIRTUAL_TCP_STREAM, all->next_id++);
    stream->since_ms = uv_now(all->loop);
    all->streams[place] = stream;
    all->stream_count++;
    all->handles++;
    uint64_t tick_ms = all->options.proof_ms / 5 + 1;
    if (!uv_is_active((const uv_handle_t *)&all->tick))
        (void)uv_timer_start(&all->tick, on_tick, tick_ms, tick_ms);
    return stream;
}

static bool remote_read(struct stream *stream)
{
    struct sockaddr_storage at = {0};
    int size = sizeof at;
    return uv_tcp_getpeername(&stream->handle, (struct sockaddr *)&at, &size) == 0 &&
           socket_address_to((const struct sockaddr *)&at, &stream->remote);
}

static bool same_source(const struct alcove_address *a, const struct alcove_address *b)
{
    return memcmp(a->ip, b->ip, address_is_ipv4(a) ? sizeof a->ip : 8) == 0;
}

/* Makes room for one more stranger, or refuses it. */
static bool stranger_is_welcome(struct tcp_streams *all, const struct stream *stranger)
{
    size_t unproved = 0;
    size_t of_source = 0;
    struct stream *oldest = NULL;
    for (size_t i = 0; i < TCP_STREAMS_MAX; i++) {
        struct stream *stream = all->streams[i];
        if (stream == NULL || stream == stranger || !stream->inbound ||
            stream->state != STREAM_OPEN)
            continue;
        of_source += same_source(&stream->remote, &stranger->remote);
        if (stream->proved)
            continue;
        unproved++;
        if (oldest == NULL || stream->since_ms < oldest->since_ms)
            oldest = stream;
    }
    if (of_source >= TCP_SOURCE_MAX)
        return false;
    if (unproved >= TCP_UNPROVED_MAX && oldest != NULL)
        stream_refuse(oldest);
    return true;
}

static void on_connection(uv_stream_t *listener, int status)
{
    struct tcp_streams *all = listener->data;
    struct stream *stream = status == 0 ? stream_new(all, true) : NULL;
    if (stream == NULL)
        return;
    if (uv_accept(listener, (uv_stream_t *)&stream->handle) != 0 || !remote_read(stream)) {
        stream_close(stream, false);
        return;
    }
    if (stranger_is_welcome(all, stream)) {
        stream_begin(stream);
        return;
    }
    all->statistics.refused++;
    stream_close(stream, false);
}

static void on_connected(uv_connect_t *request, int status)
{
    struct stream *stream = request->data;
    struct tcp_streams_statistics *statistics = &stream->all->statistics;
    if (stream->state == STREAM_CLOSING)
        return;
    if (status == 0 || status == UV_ECONNREFUSED)
        statistics->answered++;
    else
        statistics->unanswered++;
    if (status != 0)
        stream_close(stream, true);
    else
        stream_begin(stream);
}

bool tcp_streams_connect(struct tcp_streams *streams, const struct alcove_address *to,
                         struct alcove_address *name)
{
    struct sockaddr_storage at;
    ALCOVE_ASSERT(!streams->closed && to->port != 0);
    if (!socket_address_from(to, address_is_ipv4(to), &at))
        return false;
    struct stream *stream = stream_new(streams, false);
    if (stream == NULL)
        return false;
    stream->remote = *to;
    stream->connecting.data = stream;
    *name = stream->name;
    if (uv_tcp_connect(&stream->connecting, &stream->handle, (const struct sockaddr *)&at,
                       on_connected) == 0)
        return true;
    stream_close(stream, false);
    return false;
}

/* ---- listening ---- */

static void on_listener_closed(uv_handle_t *handle)
{
    handle_closed(handle->data);
}

static int listener_begin(uv_tcp_t *listener, const struct alcove_address *listen, uint16_t *port)
{
    struct sockaddr_storage at = {0};
    struct alcove_address bound = {0};
    int size = sizeof at;
    if (!socket_address_from(listen, address_is_ipv4(listen), &at))
        return UV_EAFNOSUPPORT;
    int failed = uv_tcp_bind(listener, (const struct sockaddr *)&at, 0);
    if (failed == 0)
        failed = uv_listen((uv_stream_t *)listener, BACKLOG, on_connection);
    if (failed == 0)
        failed = uv_tcp_getsockname(listener, (struct sockaddr *)&at, &size);
    if (failed == 0 && socket_address_to((const struct sockaddr *)&at, &bound))
        *port = bound.port;
    return failed;
}

static int listener_open(struct tcp_streams *all, const struct alcove_address *listen,
                         uint16_t *port)
{
    uv_tcp_t *listener = &all->listeners[all->listener_count];
    int failed = uv_tcp_init(all->loop, listener);
    if (failed != 0)
        return failed;
    listener->data = all;
    all->listener_count++;
    all->handles++;
    failed = listener_begin(listener, listen, port);
    if (failed != 0)
        uv_close((uv_handle_t *)listener, on_listener_closed);
    return failed;
}

static void refuse(struct net_error *error, uint16_t port, int number)
{
    const char *why = "the system refuses it";
    error->kind = NET_ERROR_ADDRESS;
    if (number == UV_EADDRINUSE) {
        error->kind = NET_ERROR_PORT_BUSY;
        why = "another program has it";
    } else if (number == UV_EACCES || number == UV_EPERM) {
        why = "it may not be used here";
    } else if (number != UV_EADDRNOTAVAIL && number != UV_EAFNOSUPPORT) {
        error->kind = NET_ERROR_SYSTEM;
    }
    (void)snprintf(error->text, sizeof error->text, "no TCP port %u: %s; choose another one",
                   (unsigned)port, why);
}

bool tcp_streams_listen(struct tcp_streams *streams, const struct alcove_address *listen,
                        uint16_t *port, struct net_error *error)
{
    static const uint8_t any[16] = {0};
    static const uint8_t any_ipv4[4] = {0};
    ALCOVE_ASSERT(!streams->closed);
    int failed = UV_EMFILE;
    if (streams->listener_count < TCP_LISTENERS_MAX)
        failed = listener_open(streams, listen, port);
    bool no_ipv6 = failed == UV_EAFNOSUPPORT || failed == UV_EADDRNOTAVAIL;
    if (no_ipv6 && memcmp(listen->ip, any, sizeof any) == 0 &&
        streams->listener_count < TCP_LISTENERS_MAX) {
        struct alcove_address ipv4 = address_from_ipv4(any_ipv4, listen->port);
        failed = listener_open(streams, &ipv4, port);
    }
    if (failed != 0)
        refuse(error, listen->port, failed);
    return failed == 0;
}

/* ---- the whole ---- */

struct tcp_streams *tcp_streams_open(uv_loop_t *loop, const struct tcp_streams_options *options)
{
    ALCOVE_ASSERT(options->on_datagram != NULL);
    struct tcp_streams *all = calloc(1, sizeof *all);
    if (all == NULL)
        return NULL;
    all->loop = loop;
    all->options = *options;
    if (all->options.proof_ms == 0)
        all->options.proof_ms = TCP_PROOF_MS;
    if (uv_timer_init(loop, &all->tick) != 0) {
        free(all);
        return NULL;
    }
    all->tick.data = all;
    all->handles = 1;
    return all;
}

void tcp_streams_close(struct tcp_streams *streams, void (*on_closed)(void *context), void *context)
{
    ALCOVE_ASSERT(!streams->closed);
    streams->closed = true;
    streams->on_closed = on_closed;
    streams->closed_context = context;
    for (size_t i = 0; i < TCP_STREAMS_MAX; i++) {
        if (streams->streams[i] != NULL)
            stream_close(streams->streams[i], false);
    }
    for (size_t i = 0; i < streams->listener_count; i++) {
        if (!uv_is_closing((const uv_handle_t *)&streams->listeners[i]))
            uv_close((uv_handle_t *)&streams->listeners[i], on_listener_closed);
    }
    uv_close((uv_handle_t *)&streams->tick, on_listener_closed);
}

void tcp_streams_drop(struct tcp_streams *streams, const struct alcove_address *name)
{
    struct stream *stream = stream_find(streams, name);
    if (stream != NULL)
        stream_close(stream, false);
}

bool tcp_streams_remote(const struct tcp_streams *streams, const struct alcove_address *name,
                        struct alcove_address *out)
{
    const struct stream *stream = stream_find(streams, name);
    if (stream != NULL)
        *out = stream->remote;
    return stream != NULL;
}

struct tcp_streams_statistics tcp_streams_get_statistics(const struct tcp_streams *streams)
{
    return streams->statistics;
}

size_t tcp_streams_count(const struct tcp_streams *streams)
{
    return streams->stream_count;
}
