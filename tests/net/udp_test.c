#include "net/udp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "link/limits.h"
#include "reach/address_text.h"

struct box {
    size_t datagrams;
    size_t bytes;
    uint8_t last[ALCOVE_DATAGRAM_BYTES_MAX];
};

static void on_datagram(void *context, const struct alcove_address *from, const uint8_t *bytes,
                        size_t size)
{
    struct box *box = context;
    assert_true(from->port != 0);
    assert_in_range(size, 1, sizeof box->last);
    box->datagrams++;
    box->bytes += size;
    memcpy(box->last, bytes, size);
}

static struct udp_socket *socket_new(uv_loop_t *loop, const char *listen, struct box *box)
{
    struct udp_socket *socket = calloc(1, sizeof *socket);
    struct alcove_address address;
    struct net_error error;
    assert_non_null(socket);
    assert_true(address_text_parse(listen, &address));
    socket->on_datagram = on_datagram;
    socket->context = box;
    assert_true(udp_open(socket, loop, &address, &error));
    return socket;
}

static void on_closed(uv_handle_t *handle)
{
    struct udp_socket *socket = handle->data;
    udp_free(socket);
    free(socket);
}

static void finish(uv_loop_t *loop, struct udp_socket *a, struct udp_socket *b)
{
    udp_close(a, on_closed);
    udp_close(b, on_closed);
    assert_int_equal(uv_run(loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(loop), 0);
}

static struct alcove_address address_of(const struct udp_socket *socket, const char *host)
{
    struct alcove_address address;
    char text[ADDRESS_TEXT_BYTES_MAX];
    (void)snprintf(text, sizeof text, "%s:%u", host, (unsigned)socket->port);
    assert_true(address_text_parse(text, &address));
    return address;
}

static void a_burst_arrives_whole(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct box box = {0};
    struct box none = {0};
    assert_int_equal(uv_loop_init(&loop), 0);
    struct udp_socket *from = socket_new(&loop, "[::]:0", &none);
    struct udp_socket *to = socket_new(&loop, "[::]:0", &box);
    struct alcove_address address = address_of(to, "127.0.0.1");
    uint8_t bytes[ALCOVE_DATAGRAM_BYTES_MAX];
    for (size_t i = 0; i < 100; i++) {
        memset(bytes, (int)i, sizeof bytes);
        udp_send(from, &address, bytes, sizeof bytes - i);
    }
    while (box.datagrams < 100)
        uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(box.bytes, 100 * sizeof bytes - 99 * 100 / 2);
    assert_int_equal(box.last[0], 99);
    assert_int_equal(from->statistics.datagrams_sent, 100);
    assert_int_equal(to->statistics.bytes_received, box.bytes);
    finish(&loop, from, to);
}

static void on_first_sent(uv_udp_send_t *request, int status)
{
    (void)request;
    assert_int_equal(status, 0);
}

/* While a request of libuv's own queue is under way, it takes nothing at once: as if the system's
 * buffer were full. */
static void what_finds_no_room_waits_and_what_finds_no_place_is_dropped(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct box box = {0};
    struct box none = {0};
    assert_int_equal(uv_loop_init(&loop), 0);
    struct udp_socket *from = socket_new(&loop, "127.0.0.1:0", &none);
    struct udp_socket *to = socket_new(&loop, "127.0.0.1:0", &box);
    struct alcove_address address = address_of(to, "127.0.0.1");
    struct sockaddr_in first;
    uv_udp_send_t request;
    char letter = 'x';
    uv_buf_t buffer = uv_buf_init(&letter, 1);
    assert_int_equal(uv_ip4_addr("127.0.0.1", to->port, &first), 0);
    assert_int_equal(uv_udp_send(&request, &from->handle, &buffer, 1,
                                 (const struct sockaddr *)&first, on_first_sent),
                     0);
    for (size_t i = 0; i < UDP_QUEUE_MAX + 3; i++)
        udp_send(from, &address, (const uint8_t *)"later", 5);
    assert_int_equal(from->statistics.datagrams_queued, UDP_QUEUE_MAX);
    assert_int_equal(from->statistics.datagrams_dropped, 3);
    while (box.datagrams < UDP_QUEUE_MAX + 1)
        uv_run(&loop, UV_RUN_ONCE);
    assert_memory_equal(box.last, "later", 5);
    while (from->statistics.datagrams_sent < UDP_QUEUE_MAX)
        uv_run(&loop, UV_RUN_ONCE);
    /* The places are free again. */
    udp_send(from, &address, (const uint8_t *)"again", 5);
    while (box.datagrams < UDP_QUEUE_MAX + 2)
        uv_run(&loop, UV_RUN_ONCE);
    assert_memory_equal(box.last, "again", 5);
    finish(&loop, from, to);
}

static void closing_with_a_full_queue_leaves_nothing_behind(void **state)
{
    (void)state;
    uv_loop_t loop;
    struct box box = {0};
    struct box none = {0};
    assert_int_equal(uv_loop_init(&loop), 0);
    struct udp_socket *from = socket_new(&loop, "127.0.0.1:0", &none);
    struct udp_socket *to = socket_new(&loop, "127.0.0.1:0", &box);
    struct alcove_address address = address_of(to, "127.0.0.1");
    uint8_t letter = 'x';
    struct sockaddr_in first;
    uv_udp_send_t request;
    uv_buf_t buffer = uv_buf_init((char *)&letter, 1);
    assert_int_equal(uv_ip4_addr("127.0.0.1", to->port, &first), 0);
    assert_int_equal(
        uv_udp_send(&request, &from->handle, &buffer, 1, (const struct sockaddr *)&first, NULL), 0);
    for (size_t i = 0; i < 10; i++)
        udp_send(from, &address, &letter, 1);
    assert_int_equal(from->statistics.datagrams_queued, 10);
    finish(&loop, from, to);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_burst_arrives_whole),
    cmocka_unit_test(what_finds_no_room_waits_and_what_finds_no_place_is_dropped),
    cmocka_unit_test(closing_with_a_full_queue_leaves_nothing_behind),
};
TEST_GROUP(udp, tests)
