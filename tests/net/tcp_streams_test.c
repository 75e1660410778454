#include "net/tcp_streams.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "reach/address_text.h"
#include "reach/virtual_address.h"

/* One end: what came over all of its streams, and where the last came from. */
struct end {
    struct tcp_streams *streams;
    bool takes;   /* what it says to every datagram */
    bool answers; /* sends each back */
    bool closes;  /* everything, within the callback */
    struct alcove_address last_from, last_closed;
    size_t datagrams, bytes, closed;
    uint8_t last[TCP_DATAGRAM_BYTES_MAX];
    size_t last_size;
};

static uv_loop_t loop;

static bool on_datagram(void *context, const struct alcove_address *stream, const uint8_t *bytes,
                        size_t size)
{
    struct end *end = context;
    assert_true(address_is_virtual(stream));
    end->last_from = *stream;
    end->datagrams++;
    end->bytes += size;
    end->last_size = size;
    memcpy(end->last, bytes, size);
    if (end->answers)
        (void)tcp_streams_send(end->streams, stream, bytes, size);
    if (end->closes) {
        tcp_streams_close(end->streams, NULL, NULL);
        end->streams = NULL;
    }
    return end->takes;
}

static void on_stream_closed(void *context, const struct alcove_address *stream)
{
    struct end *end = context;
    end->closed++;
    end->last_closed = *stream;
}

static void end_begin(struct end *end, uint32_t proof_ms)
{
    memset(end, 0, sizeof *end);
    end->takes = true;
    const struct tcp_streams_options options = {.on_datagram = on_datagram,
                                                .on_closed = on_stream_closed,
                                                .context = end,
                                                .proof_ms = proof_ms};
    end->streams = tcp_streams_open(&loop, &options);
    assert_non_null(end->streams);
}

static struct alcove_address loopback(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

static uint16_t listen_on(struct end *end, const char *text)
{
    struct alcove_address address;
    struct net_error error;
    uint16_t port = 0;
    assert_true(address_text_parse(text, &address));
    assert_true(tcp_streams_listen(end->streams, &address, &port, &error));
    assert_true(port != 0);
    return port;
}

static int begin(void **state)
{
    (void)state;
    return uv_loop_init(&loop);
}

static void on_all_closed(void *context)
{
    size_t *count = context;
    (*count)++;
}

static void finish(struct end *a, struct end *b)
{
    size_t closed = 0;
    size_t expected = 0;
    struct end *ends[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        if (ends[i] == NULL || ends[i]->streams == NULL)
            continue;
        tcp_streams_close(ends[i]->streams, on_all_closed, &closed);
        expected++;
    }
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(closed, expected);
    assert_int_equal(uv_loop_close(&loop), 0);
}

/* A bare socket of a stranger at 127.0.0.HOST, connected. */
static int stranger_connect_from(uint8_t host, uint16_t port)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    from.sin_addr.s_addr = htonl(0x7f000000u | host);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&from, sizeof from), 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static int stranger_connect(uint16_t port)
{
    return stranger_connect_from(1, port);
}

static void datagrams_go_both_ways_whole_and_in_order(void **state)
{
    (void)state;
    struct end server;
    struct end client;
    struct alcove_address stream;
    struct alcove_address remote;
    uint8_t bytes[TCP_DATAGRAM_BYTES_MAX];
    end_begin(&server, 0);
    end_begin(&client, 0);
    server.answers = true;
    struct alcove_address to = loopback(listen_on(&server, "[::]:0"));
    assert_true(tcp_streams_connect(client.streams, &to, &stream));
    /* Before there is a connection: it waits. */
    size_t sent = 0;
    for (size_t i = 0; i < 40; i++) {
        memset(bytes, (int)i, sizeof bytes);
        assert_true(tcp_streams_send(client.streams, &stream, bytes, sizeof bytes - 25 * i));
        sent += sizeof bytes - 25 * i;
    }
    while (client.datagrams < 40)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(server.bytes, sent);
    assert_int_equal(client.bytes, sent);
    assert_int_equal(client.last[0], 39);
    assert_int_equal(client.last_size, sizeof bytes - 25 * 39);
    assert_true(alcove_address_equal(&client.last_from, &stream));
    assert_true(tcp_streams_remote(server.streams, &server.last_from, &remote));
    assert_int_equal(remote.ip[12], 127);
    finish(&server, &client);
}

static void one_byte_at_a_time_is_enough(void **state)
{
    (void)state;
    struct end server;
    const uint8_t wire[] = {0, 3, 'a', 'b', 'c', 0, 1, 'd'};
    end_begin(&server, 0);
    int fd = stranger_connect(listen_on(&server, "127.0.0.1:0"));
    for (size_t i = 0; i < sizeof wire; i++) {
        assert_int_equal(write(fd, wire + i, 1), 1);
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    while (server.datagrams < 2)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(server.bytes, 4);
    assert_int_equal(server.last[0], 'd');
    close(fd);
    while (server.closed == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(tcp_streams_count(server.streams), 0);
    finish(&server, NULL);
}

static void sizes_that_are_none_close_the_stream(void **state)
{
    (void)state;
    const uint8_t wires[][2] = {
        {0, 0},
        {0xff, 0xff},
        {(TCP_DATAGRAM_BYTES_MAX + 1) >> 8, (TCP_DATAGRAM_BYTES_MAX + 1) & 255}};
    struct end server;
    end_begin(&server, 0);
    uint16_t port = listen_on(&server, "127.0.0.1:0");
    for (size_t i = 0; i < 3; i++) {
        uint8_t end;
        int fd = stranger_connect(port);
        assert_int_equal(write(fd, wires[i], 2), 2);
        while (server.closed == i)
            uv_run(&loop, UV_RUN_ONCE);
        assert_int_equal(read(fd, &end, 1), 0);
        close(fd);
    }
    assert_int_equal(server.datagrams, 0);
    assert_int_equal(tcp_streams_get_statistics(server.streams).refused, 3);
    finish(&server, NULL);
}

static void a_stranger_who_says_nothing_is_sent_away(void **state)
{
    (void)state;
    struct end server;
    uint8_t end;
    end_begin(&server, 50);
    int fd = stranger_connect(listen_on(&server, "127.0.0.1:0"));
    while (server.closed == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(read(fd, &end, 1), 0);
    assert_int_equal(tcp_streams_get_statistics(server.streams).refused, 1);
    close(fd);
    finish(&server, NULL);
}

static void a_stranger_who_talks_nonsense_is_sent_away_sooner(void **state)
{
    (void)state;
    struct end server;
    const uint8_t nonsense[] = {0, 1, 'x'};
    end_begin(&server, 0);
    server.takes = false;
    int fd = stranger_connect(listen_on(&server, "127.0.0.1:0"));
    for (size_t i = 0; i < TCP_REFUSED_MAX + 5; i++)
        assert_int_equal(write(fd, nonsense, sizeof nonsense), sizeof nonsense);
    while (server.closed == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(server.datagrams, TCP_REFUSED_MAX);
    close(fd);
    finish(&server, NULL);
}

static void one_source_has_its_share_of_streams_and_no_more(void **state)
{
    (void)state;
    struct end server;
    int fds[TCP_SOURCE_MAX + 4];
    end_begin(&server, 0);
    uint16_t port = listen_on(&server, "127.0.0.1:0");
    for (size_t i = 0; i < TCP_SOURCE_MAX + 4; i++)
        fds[i] = stranger_connect(port);
    while (tcp_streams_get_statistics(server.streams).refused < 4)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(tcp_streams_get_statistics(server.streams).opened, TCP_SOURCE_MAX);
    for (size_t i = 0; i < TCP_SOURCE_MAX + 4; i++)
        close(fds[i]);
    finish(&server, NULL);
}

/* One stranger too many: whoever has waited longest goes, so that a crowd of silent ones keeps
 * nobody out who soon shows that it belongs here. */
static void many_silent_strangers_give_way_to_new_ones(void **state)
{
    (void)state;
    enum { MANY = TCP_UNPROVED_MAX + 5 };
    struct end server;
    int fds[MANY];
    const uint8_t wire[] = {0, 1, 'x'};
    end_begin(&server, 0);
    uint16_t port = listen_on(&server, "127.0.0.1:0");
    for (uint8_t i = 0; i < MANY; i++) {
        fds[i] = stranger_connect_from((uint8_t)(1 + i / 10), port);
        while (tcp_streams_get_statistics(server.streams).opened < i + 1u)
            uv_run(&loop, UV_RUN_ONCE);
    }
    while (server.closed < 5)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(tcp_streams_count(server.streams), TCP_UNPROVED_MAX);
    assert_int_equal(write(fds[MANY - 1], wire, sizeof wire), sizeof wire);
    while (server.datagrams == 0)
        uv_run(&loop, UV_RUN_ONCE);
    for (size_t i = 0; i < MANY; i++)
        close(fds[i]);
    finish(&server, NULL);
}

/* The other end does not read: what finds no room is dropped at once, and no memory grows. */
static void what_finds_no_room_is_dropped(void **state)
{
    (void)state;
    struct end client;
    struct alcove_address stream;
    uint8_t bytes[TCP_DATAGRAM_BYTES_MAX] = {0};
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    end_begin(&client, 0);
    const struct alcove_address to = loopback(ntohs(at.sin_port));
    assert_true(tcp_streams_connect(client.streams, &to, &stream));
    while (tcp_streams_get_statistics(client.streams).opened == 0)
        uv_run(&loop, UV_RUN_ONCE);
    for (size_t i = 0; i < 20000; i++) {
        assert_true(tcp_streams_send(client.streams, &stream, bytes, sizeof bytes));
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    struct tcp_streams_statistics statistics = tcp_streams_get_statistics(client.streams);
    assert_true(statistics.datagrams_dropped > 10000);
    assert_int_equal(statistics.answered, 1);
    assert_int_equal(statistics.datagrams_sent + statistics.datagrams_dropped, 20000);
    close(listener);
    finish(&client, NULL);
}

static void nobody_who_listens_is_told_of_as_a_closed_stream(void **state)
{
    (void)state;
    struct end client;
    struct end server;
    struct alcove_address stream;
    end_begin(&server, 0);
    uint16_t port = listen_on(&server, "127.0.0.1:0");
    tcp_streams_close(server.streams, NULL, NULL);
    while (uv_run(&loop, UV_RUN_NOWAIT) != 0)
        ;
    server.streams = NULL;
    end_begin(&client, 0);
    const struct alcove_address to = loopback(port);
    assert_true(tcp_streams_connect(client.streams, &to, &stream));
    while (client.closed == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_true(alcove_address_equal(&client.last_closed, &stream));
    assert_false(tcp_streams_send(client.streams, &stream, (const uint8_t *)"x", 1));
    /* The machine itself has answered. */
    assert_int_equal(tcp_streams_get_statistics(client.streams).answered, 1);
    assert_int_equal(tcp_streams_get_statistics(client.streams).unanswered, 0);
    finish(&client, NULL);
}

static void a_dropped_stream_is_gone_at_once_and_not_told_of(void **state)
{
    (void)state;
    struct end server;
    struct end client;
    struct alcove_address stream;
    struct alcove_address remote;
    end_begin(&server, 0);
    end_begin(&client, 0);
    const struct alcove_address to = loopback(listen_on(&server, "127.0.0.1:0"));
    assert_true(tcp_streams_connect(client.streams, &to, &stream));
    assert_true(tcp_streams_send(client.streams, &stream, (const uint8_t *)"x", 1));
    while (server.datagrams == 0)
        uv_run(&loop, UV_RUN_ONCE);
    tcp_streams_drop(client.streams, &stream);
    tcp_streams_drop(client.streams, &stream);
    assert_false(tcp_streams_send(client.streams, &stream, (const uint8_t *)"x", 1));
    assert_false(tcp_streams_remote(client.streams, &stream, &remote));
    while (server.closed == 0)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(client.closed, 0);
    finish(&server, &client);
}

static void everything_may_be_closed_from_within_a_datagram(void **state)
{
    (void)state;
    struct end server;
    const uint8_t wire[] = {0, 1, 'a', 0, 1, 'b', 0, 1, 'c'};
    end_begin(&server, 0);
    server.closes = true;
    server.answers = true;
    int fd = stranger_connect(listen_on(&server, "127.0.0.1:0"));
    assert_int_equal(write(fd, wire, sizeof wire), sizeof wire);
    while (uv_run(&loop, UV_RUN_ONCE) != 0)
        ;
    assert_int_equal(server.datagrams, 1);
    close(fd);
    finish(&server, NULL);
}

static void a_port_that_is_taken_is_named(void **state)
{
    (void)state;
    struct end first;
    struct end second;
    struct net_error error = {0};
    uint16_t port;
    end_begin(&first, 0);
    end_begin(&second, 0);
    const struct alcove_address taken = loopback(listen_on(&first, "127.0.0.1:0"));
    assert_false(tcp_streams_listen(second.streams, &taken, &port, &error));
    assert_int_equal(error.kind, NET_ERROR_PORT_BUSY);
    assert_non_null(strstr(error.text, "choose another"));
    finish(&first, &second);
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

static const struct CMUnitTest tests[] = {
    TEST(datagrams_go_both_ways_whole_and_in_order),
    TEST(one_byte_at_a_time_is_enough),
    TEST(sizes_that_are_none_close_the_stream),
    TEST(a_stranger_who_says_nothing_is_sent_away),
    TEST(a_stranger_who_talks_nonsense_is_sent_away_sooner),
    TEST(one_source_has_its_share_of_streams_and_no_more),
    TEST(many_silent_strangers_give_way_to_new_ones),
    TEST(what_finds_no_room_is_dropped),
    TEST(nobody_who_listens_is_told_of_as_a_closed_stream),
    TEST(a_dropped_stream_is_gone_at_once_and_not_told_of),
    TEST(everything_may_be_closed_from_within_a_datagram),
    TEST(a_port_that_is_taken_is_named),
};

TEST_GROUP(tcp_streams, tests)
