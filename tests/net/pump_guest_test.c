#include "net/pump.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "net/clock.h"
#include "pretend_link.h"
#include "reach/virtual_address.h"
#include "stranger.h"

#define TAG 7

/* One side: a pump, its guest and one link in it. */
struct side {
    struct net_pump *pump;
    struct alcove_link *link;
    size_t established, arrived;
    struct alcove_address seen_at; /* ESTABLISHED */
    /* The guest's */
    bool takes;
    size_t datagrams;
    struct net_datagram last;
    uint8_t bytes[STRANGER_BYTES_MAX];
    struct side *other; /* whatever goes to a virtual address is carried there */
    size_t carried, lost;
};

struct scene {
    uv_loop_t loop;
    struct side near, far;
    struct alcove_address of_near, of_far; /* virtual: how each side calls the other */
};

static void on_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct side *side = owner;
    if (event->kind == ALCOVE_EVENT_ESTABLISHED) {
        side->established++;
        side->seen_at = event->address;
    }
    if (event->kind == ALCOVE_EVENT_RECORD)
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
    side->arrived += event->kind == ALCOVE_EVENT_RECORD_ARRIVED;
}

static bool on_datagram(void *context, const struct net_datagram *datagram)
{
    struct side *side = context;
    side->datagrams++;
    side->last = *datagram;
    assert_in_range(datagram->size, 1, sizeof side->bytes);
    memcpy(side->bytes, datagram->bytes, datagram->size);
    return side->takes;
}

/* Between the two a little queue, as every way has one: a guest may not deliver from within. */
static struct {
    struct side *to;
    struct alcove_address from;
    uint8_t bytes[STRANGER_BYTES_MAX];
    size_t size;
} way[8];
static size_t on_the_way;

static struct scene scene;

static void on_virtual(void *context, const struct alcove_address *to, const uint8_t *bytes,
                       size_t size)
{
    struct side *side = context;
    const struct alcove_address *expected = side == &scene.near ? &scene.of_far : &scene.of_near;
    if (side->other == NULL || !alcove_address_equal(to, expected)) {
        side->lost++;
        return;
    }
    assert_in_range(on_the_way, 0, 7);
    side->carried++;
    way[on_the_way].to = side->other;
    way[on_the_way].from = side == &scene.near ? scene.of_near : scene.of_far;
    memcpy(way[on_the_way].bytes, bytes, size);
    way[on_the_way++].size = size;
}

static void carry_all(void)
{
    while (on_the_way > 0) {
        uint8_t bytes[STRANGER_BYTES_MAX];
        size_t size = way[0].size;
        struct side *to = way[0].to;
        struct alcove_address from = way[0].from;
        memcpy(bytes, way[0].bytes, size);
        memmove(&way[0], &way[1], --on_the_way * sizeof way[0]);
        assert_true(net_pump_deliver(to->pump, &from, bytes, size));
    }
}

static void side_begin(struct side *side)
{
    struct net_error error;
    const struct alcove_address any = {0};
    const struct net_pump_guest guest = {on_datagram, on_virtual, side};
    side->pump = net_pump_open(&scene.loop, &any, on_event, &error);
    assert_non_null(side->pump);
    net_pump_set_guest(side->pump, &guest);
    side->link = pretend_link_new(TAG);
    side->takes = true;
    assert_true(net_pump_add(side->pump, side->link, side));
}

static int begin(void **state)
{
    (void)state;
    memset(&scene, 0, sizeof scene);
    on_the_way = 0;
    assert_int_equal(uv_loop_init(&scene.loop), 0);
    side_begin(&scene.near);
    side_begin(&scene.far);
    scene.of_near = virtual_address_make(VIRTUAL_RELAY, 11);
    scene.of_far = virtual_address_make(VIRTUAL_RELAY, 12);
    return 0;
}

static int end(void **state)
{
    (void)state;
    struct side *sides[] = {&scene.near, &scene.far};
    for (size_t i = 0; i < 2; i++) {
        net_pump_remove(sides[i]->pump, sides[i]->link);
        free(sides[i]->link);
        net_pump_close(sides[i]->pump, NULL, NULL);
    }
    assert_int_equal(uv_run(&scene.loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&scene.loop), 0);
    return 0;
}

static void run_until(const size_t *count, size_t wanted)
{
    while (*count < wanted)
        uv_run(&scene.loop, UV_RUN_ONCE);
    assert_int_equal(*count, wanted);
}

static void connect_to(struct side *side, const struct alcove_address *to)
{
    alcove_link_add_candidate(side->link, to);
    assert_int_equal(alcove_link_connect(side->link, net_now_us()), ALCOVE_OK);
    net_pump_flush(side->pump, side->link);
}

static void a_strangers_datagram_comes_to_the_guest_once_no_link_has_taken_it(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    stranger_send(&stranger, net_pump_local_port(scene.far.pump), "?hello", 6);
    run_until(&scene.far.datagrams, 1);
    assert_int_equal(scene.far.last.socket, 0);
    assert_int_equal(scene.far.last.size, 6);
    assert_memory_equal(scene.far.bytes, "?hello", 6);
    assert_true(alcove_address_equal(&scene.far.last.address, &stranger.address));
    /* It was shown to the link, and changed nothing there. */
    assert_int_equal(scene.far.link->offered, 1);
    assert_int_equal(scene.far.link->state, ALCOVE_LINK_IDLE);
    assert_int_equal(net_pump_get_statistics(scene.far.pump).datagrams_refused, 0);
    assert_false(stranger_has_mail(&stranger));
    stranger_close(&stranger);
}

static void what_a_link_takes_never_comes_to_the_guest(void **state)
{
    (void)state;
    const struct alcove_address to = loopback(net_pump_local_port(scene.far.pump));
    connect_to(&scene.near, &to);
    run_until(&scene.near.established, 1);
    assert_int_equal(scene.far.datagrams, 0);
    assert_int_equal(scene.near.datagrams, 0);
}

static void what_the_guest_refuses_is_counted(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    scene.far.takes = false;
    stranger_send(&stranger, net_pump_local_port(scene.far.pump), "?hello", 6);
    run_until(&scene.far.datagrams, 1);
    assert_int_equal(net_pump_get_statistics(scene.far.pump).datagrams_refused, 1);
    /* And so is what comes when there is no guest any more. */
    net_pump_set_guest(scene.far.pump, &(struct net_pump_guest){0});
    stranger_send(&stranger, net_pump_local_port(scene.far.pump), "?hello", 6);
    while (net_pump_get_statistics(scene.far.pump).datagrams_refused < 2)
        uv_run(&scene.loop, UV_RUN_ONCE);
    assert_int_equal(scene.far.datagrams, 1);
    stranger_close(&stranger);
}

static void a_datagram_is_sent_from_the_socket_and_with_the_life_it_was_given(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    struct net_datagram datagram = {
        .address = stranger.address, .bytes = (const uint8_t *)"hello", .size = 5};
    net_pump_send(scene.near.pump, &datagram);
    struct stranger_letter plain = stranger_read(&stranger);
    assert_int_equal(plain.from.port, net_pump_local_port(scene.near.pump));
    assert_memory_equal(plain.bytes, "hello", 5);
    datagram.ttl = 3;
    net_pump_send(scene.near.pump, &datagram);
    struct stranger_letter brief = stranger_read(&stranger);
    assert_int_equal(brief.from.port, plain.from.port);
    assert_int_equal(brief.ttl, 3);
    datagram.socket = 9;
    net_pump_send(scene.near.pump, &datagram);
    struct stranger_letter other = stranger_read(&stranger);
    assert_int_not_equal(other.from.port, plain.from.port);
    assert_int_equal(other.ttl, 3);
    datagram.socket = 0;
    datagram.ttl = 0;
    net_pump_send(scene.near.pump, &datagram);
    assert_int_equal(stranger_read(&stranger).ttl, plain.ttl);
    struct net_pump_statistics statistics = net_pump_get_statistics(scene.near.pump);
    assert_int_equal(statistics.datagrams_sent, 4);
    assert_int_equal(statistics.bytes_sent, 20);
    stranger_close(&stranger);
}

static void an_answer_to_an_extra_socket_comes_to_the_guest_with_its_number(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    const struct net_datagram datagram = {
        .address = stranger.address, .socket = 9, .bytes = (const uint8_t *)"hello", .size = 5};
    net_pump_send(scene.near.pump, &datagram);
    assert_int_equal(net_pump_count_sockets(scene.near.pump), 1);
    stranger_send(&stranger, stranger_read(&stranger).from.port, "?answer", 7);
    run_until(&scene.near.datagrams, 1);
    assert_int_equal(scene.near.last.socket, 9);
    assert_int_equal(net_pump_get_statistics(scene.near.pump).datagrams_received, 1);
    assert_int_equal(net_pump_get_statistics(scene.near.pump).bytes_received, 7);
    stranger_close(&stranger);
}

static void two_links_meet_over_a_virtual_way(void **state)
{
    (void)state;
    uint64_t id;
    scene.near.other = &scene.far;
    scene.far.other = &scene.near;
    connect_to(&scene.near, &scene.of_far);
    carry_all();
    assert_int_equal(scene.near.established, 1);
    assert_int_equal(scene.far.established, 1);
    /* Each sees the other at the virtual address, and no socket was used. */
    assert_true(alcove_address_equal(&scene.near.seen_at, &scene.of_far));
    assert_true(alcove_address_equal(&scene.far.seen_at, &scene.of_near));
    alcove_link_send_record(scene.near.link, net_now_us(), (const uint8_t *)"hi", 2, &id);
    net_pump_flush(scene.near.pump, scene.near.link);
    carry_all();
    assert_int_equal(scene.near.arrived, 1);
    assert_int_equal(net_pump_get_statistics(scene.near.pump).datagrams_sent, 0);
    assert_int_equal(net_pump_get_statistics(scene.far.pump).datagrams_sent, 0);
    assert_int_equal(scene.near.carried, 2);
}

static void a_virtual_way_without_a_guest_loses_what_is_sent(void **state)
{
    (void)state;
    connect_to(&scene.near, &scene.of_far);
    assert_int_equal(scene.near.lost, 1);
    net_pump_set_guest(scene.near.pump, &(struct net_pump_guest){0});
    assert_int_equal(alcove_link_connect(scene.near.link, net_now_us()), ALCOVE_OK);
    net_pump_flush(scene.near.pump, scene.near.link);
    assert_int_equal(scene.near.lost, 1);
    assert_int_equal(net_pump_get_statistics(scene.near.pump).datagrams_dropped, 0);
}

static void what_no_link_knows_is_not_delivered(void **state)
{
    (void)state;
    assert_false(net_pump_deliver(scene.near.pump, &scene.of_far, (const uint8_t *)"?x", 2));
    /* The guest brought it, so it is not asked again. */
    assert_int_equal(scene.near.datagrams, 0);
}

static void a_route_carries_a_links_datagrams_through_its_socket(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    net_pump_route(scene.near.pump, &stranger.address, 5);
    connect_to(&scene.near, &stranger.address);
    struct stranger_letter letter = stranger_read(&stranger);
    assert_int_not_equal(letter.from.port, net_pump_local_port(scene.near.pump));
    assert_int_equal(net_pump_count_sockets(scene.near.pump), 1);
    net_pump_close_unrouted(scene.near.pump);
    assert_int_equal(net_pump_count_sockets(scene.near.pump), 1);
    /* Forgotten, the next goes through the pump's own, and the socket may go. */
    net_pump_route(scene.near.pump, &stranger.address, 0);
    assert_int_equal(alcove_link_connect(scene.near.link, net_now_us()), ALCOVE_OK);
    net_pump_flush(scene.near.pump, scene.near.link);
    assert_int_equal(stranger_read(&stranger).from.port, net_pump_local_port(scene.near.pump));
    net_pump_close_unrouted(scene.near.pump);
    assert_int_equal(net_pump_count_sockets(scene.near.pump), 0);
    stranger_close(&stranger);
}

/* The far side opened a socket of its own towards the near one: what a link takes from there makes
 * the route by itself. */
static void a_link_answers_through_the_socket_to_which_it_was_spoken(void **state)
{
    (void)state;
    struct stranger stranger = stranger_open();
    const struct net_datagram datagram = {
        .address = stranger.address, .socket = 9, .bytes = (const uint8_t *)"hello", .size = 5};
    net_pump_send(scene.far.pump, &datagram);
    uint16_t opened = stranger_read(&stranger).from.port;
    stranger_close(&stranger);
    const struct alcove_address to = loopback(opened);
    connect_to(&scene.near, &to);
    run_until(&scene.near.established, 1);
    assert_int_equal(scene.far.established, 1);
    assert_true(alcove_address_equal(&scene.near.link->path, &to));
    net_pump_close_unrouted(scene.far.pump);
    assert_int_equal(net_pump_count_sockets(scene.far.pump), 1);
    uint64_t id;
    alcove_link_send_record(scene.near.link, net_now_us(), (const uint8_t *)"hi", 2, &id);
    net_pump_flush(scene.near.pump, scene.near.link);
    run_until(&scene.near.arrived, 1);
    assert_true(alcove_address_equal(&scene.near.link->path, &to));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

static const struct CMUnitTest tests[] = {
    TEST(a_strangers_datagram_comes_to_the_guest_once_no_link_has_taken_it),
    TEST(what_a_link_takes_never_comes_to_the_guest),
    TEST(what_the_guest_refuses_is_counted),
    TEST(a_datagram_is_sent_from_the_socket_and_with_the_life_it_was_given),
    TEST(an_answer_to_an_extra_socket_comes_to_the_guest_with_its_number),
    TEST(two_links_meet_over_a_virtual_way),
    TEST(a_virtual_way_without_a_guest_loses_what_is_sent),
    TEST(what_no_link_knows_is_not_delivered),
    TEST(a_route_carries_a_links_datagrams_through_its_socket),
    TEST(a_link_answers_through_the_socket_to_which_it_was_spoken),
};
TEST_GROUP(pump_guest, tests)
