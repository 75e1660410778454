#include "net/pump.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "net/clock.h"
#include "pretend_link.h"
#include "reach/address_text.h"

/* What the links of one pump told. */
struct diary {
    struct net_pump *pump;
    size_t counts[ALCOVE_EVENT_CLOSED + 1];
    char last_record[PRETEND_BYTES_MAX];
    struct alcove_address last_address;
    void (*on_event)(struct diary *diary, struct alcove_link *link,
                     const struct alcove_event *event);
    struct alcove_link *other; /* for on_event */
    size_t depth;
};

static void note_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct diary *diary = owner;
    assert_int_equal(diary->depth++, 0);
    diary->counts[event->kind]++;
    if (event->kind == ALCOVE_EVENT_ESTABLISHED)
        diary->last_address = event->address;
    if (event->kind == ALCOVE_EVENT_RECORD) {
        memcpy(diary->last_record, event->bytes, event->size);
        diary->last_record[event->size] = '\0';
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
    }
    if (diary->on_event != NULL)
        diary->on_event(diary, link, event);
    diary->depth--;
}

/* A loop with two pumps on loopback. */
struct scene {
    uv_loop_t loop;
    uv_timer_t guard; /* ends a test that waits for what never comes */
    struct net_pump *near_pump, *far_pump;
    struct diary near_diary, far_diary;
};

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    fail_msg("nothing came within the guard's time");
}

static struct alcove_address loopback(uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, port);
}

static int scene_begin(void **state)
{
    static struct scene scene;
    struct net_error error;
    struct alcove_address any = {0};
    memset(&scene, 0, sizeof scene);
    assert_int_equal(uv_loop_init(&scene.loop), 0);
    assert_int_equal(uv_timer_init(&scene.loop, &scene.guard), 0);
    assert_int_equal(uv_timer_start(&scene.guard, on_guard, 20000, 0), 0);
    uv_unref((uv_handle_t *)&scene.guard);
    scene.near_pump = net_pump_open(&scene.loop, &any, note_event, &error);
    scene.far_pump = net_pump_open(&scene.loop, &any, note_event, &error);
    assert_non_null(scene.near_pump);
    assert_non_null(scene.far_pump);
    scene.near_diary.pump = scene.near_pump;
    scene.far_diary.pump = scene.far_pump;
    *state = &scene;
    return 0;
}

static void count_closed(void *context)
{
    (*(size_t *)context)++;
}

static int scene_end(void **state)
{
    struct scene *scene = *state;
    size_t closed = 0;
    size_t open = 0;
    struct net_pump *pumps[] = {scene->near_pump, scene->far_pump};
    for (size_t i = 0; i < 2; i++) {
        if (pumps[i] == NULL)
            continue;
        net_pump_close(pumps[i], count_closed, &closed);
        open++;
    }
    uv_close((uv_handle_t *)&scene->guard, NULL);
    assert_int_equal(uv_run(&scene->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(closed, open);
    assert_int_equal(uv_loop_close(&scene->loop), 0);
    return 0;
}

static void run_until(struct scene *scene, const size_t *count, size_t wanted)
{
    while (*count < wanted)
        uv_run(&scene->loop, UV_RUN_ONCE);
    assert_int_equal(*count, wanted);
}

/* Two links that know each other by `tag`; the near one has begun to connect. */
struct two_links {
    struct alcove_link *near, *far;
};

static struct two_links begin_link(struct scene *scene, uint8_t tag)
{
    struct two_links links = {pretend_link_new(tag), pretend_link_new(tag)};
    struct alcove_address to = loopback(net_pump_local_port(scene->far_pump));
    assert_true(net_pump_add(scene->far_pump, links.far, &scene->far_diary));
    assert_true(net_pump_add(scene->near_pump, links.near, &scene->near_diary));
    alcove_link_add_candidate(links.near, &to);
    assert_int_equal(alcove_link_connect(links.near, net_now_us()), ALCOVE_OK);
    net_pump_flush(scene->near_pump, links.near);
    return links;
}

static void end_link(struct scene *scene, struct two_links links)
{
    net_pump_remove(scene->near_pump, links.near);
    net_pump_remove(scene->far_pump, links.far);
    free(links.near);
    free(links.far);
}

static void two_links_meet_over_loopback_and_a_record_is_stored_and_acknowledged(void **state)
{
    struct scene *scene = *state;
    struct two_links links = begin_link(scene, 7);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    run_until(scene, &scene->far_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    uint64_t id;
    assert_int_equal(
        alcove_link_send_record(links.near, net_now_us(), (const uint8_t *)"hello", 5, &id),
        ALCOVE_OK);
    net_pump_flush(scene->near_pump, links.near);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RECORD_ARRIVED], 1);
    assert_string_equal(scene->far_diary.last_record, "hello");
    struct net_pump_statistics near_statistics = net_pump_get_statistics(scene->near_pump);
    assert_int_equal(near_statistics.datagrams_sent, 2);
    assert_int_equal(near_statistics.datagrams_received, 2);
    assert_int_equal(near_statistics.datagrams_dropped, 0);
    end_link(scene, links);
}

static void the_far_side_is_seen_as_a_mapped_ipv4_address_with_its_port(void **state)
{
    struct scene *scene = *state;
    struct two_links links = begin_link(scene, 7);
    run_until(scene, &scene->far_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    struct alcove_address near_address = loopback(net_pump_local_port(scene->near_pump));
    assert_true(alcove_address_equal(&scene->far_diary.last_address, &near_address));
    end_link(scene, links);
}

static void many_links_share_a_socket_and_each_gets_its_own_datagrams(void **state)
{
    struct scene *scene = *state;
    struct two_links links[40];
    for (size_t i = 0; i < 40; i++)
        links[i] = begin_link(scene, (uint8_t)(i + 1));
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 40);
    for (size_t i = 0; i < 40; i++) {
        assert_int_equal(alcove_link_get_state(links[i].near), ALCOVE_LINK_ESTABLISHED);
        assert_int_equal(alcove_link_get_state(links[i].far), ALCOVE_LINK_ESTABLISHED);
    }
    assert_int_equal(net_pump_get_statistics(scene->far_pump).datagrams_refused, 0);
    for (size_t i = 0; i < 40; i++)
        end_link(scene, links[i]);
}

static void the_link_that_took_the_last_datagram_of_a_source_is_asked_first(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *idle[20];
    for (size_t i = 0; i < 20; i++) {
        idle[i] = pretend_link_new((uint8_t)(100 + i));
        assert_true(net_pump_add(scene->far_pump, idle[i], &scene->far_diary));
    }
    struct two_links links = begin_link(scene, 7);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(idle[i]->offered, 1);
    for (size_t i = 1; i <= 5; i++) {
        uint64_t id;
        alcove_link_send_record(links.near, net_now_us(), (const uint8_t *)"x", 1, &id);
        net_pump_flush(scene->near_pump, links.near);
        run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RECORD_ARRIVED], i);
    }
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(idle[i]->offered, 1);
        net_pump_remove(scene->far_pump, idle[i]);
        free(idle[i]);
    }
    end_link(scene, links);
}

/* Sends from a plain socket, as a stranger would. */
static void send_strange(const struct scene *scene, const uint8_t *bytes, size_t size)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(net_pump_local_port(scene->far_pump)),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(sendto(fd, bytes, size, 0, (const struct sockaddr *)&to, sizeof to), size);
    assert_int_equal(close(fd), 0);
}

static void garbage_is_counted_and_never_answered(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *link = pretend_link_new(7);
    assert_true(net_pump_add(scene->far_pump, link, &scene->far_diary));
    uint8_t bytes[4000];
    uint32_t seed = 1;
    for (size_t i = 0; i < 50; i++) {
        for (size_t k = 0; k < sizeof bytes; k++) {
            seed = seed * 1664525 + 1013904223;
            bytes[k] = (uint8_t)(seed >> 24);
        }
        bytes[0] = 8;
        send_strange(scene, bytes, i * i + 1);
    }
    while (net_pump_get_statistics(scene->far_pump).datagrams_refused < 50)
        uv_run(&scene->loop, UV_RUN_ONCE);
    assert_int_equal(net_pump_get_statistics(scene->far_pump).datagrams_sent, 0);
    assert_int_equal(link->state, ALCOVE_LINK_IDLE);
    /* And the socket still works. */
    struct two_links links = begin_link(scene, 9);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    end_link(scene, links);
    net_pump_remove(scene->far_pump, link);
    free(link);
}

static void an_empty_datagram_and_a_pump_without_links_do_no_harm(void **state)
{
    struct scene *scene = *state;
    send_strange(scene, (const uint8_t *)"", 0);
    send_strange(scene, (const uint8_t *)"\x07\x01", 2);
    while (net_pump_get_statistics(scene->far_pump).datagrams_refused < 1)
        uv_run(&scene->loop, UV_RUN_ONCE);
    assert_int_equal(net_pump_get_statistics(scene->far_pump).datagrams_sent, 0);
}

static void a_candidate_where_nobody_listens_does_not_hinder_the_next(void **state)
{
    struct scene *scene = *state;
    struct two_links links = {pretend_link_new(7), pretend_link_new(7)};
    /* Port 1 of loopback answers with an ICMP error; 240/4 has no route at all. */
    const uint8_t nowhere_ip[4] = {240, 0, 0, 1};
    const struct alcove_address candidates[] = {loopback(1), address_from_ipv4(nowhere_ip, 9),
                                                loopback(net_pump_local_port(scene->far_pump))};
    assert_true(net_pump_add(scene->far_pump, links.far, &scene->far_diary));
    assert_true(net_pump_add(scene->near_pump, links.near, &scene->near_diary));
    for (size_t i = 0; i < 3; i++)
        alcove_link_add_candidate(links.near, &candidates[i]);
    for (size_t i = 1; i <= 3; i++) {
        alcove_link_connect(links.near, net_now_us());
        net_pump_flush(scene->near_pump, links.near);
        run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], i);
    }
    end_link(scene, links);
}

static void timeouts_come_in_their_order_and_never_early(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *links[5];
    uint64_t deadlines[5];
    uint64_t last_us = 0;
    uint64_t now_us = net_now_us();
    for (size_t i = 0; i < 5; i++) {
        links[i] = pretend_link_new((uint8_t)(i + 1));
        deadlines[i] = now_us + (5 - i) * 1300;
        links[i]->timeout_us = deadlines[i];
        assert_true(net_pump_add(scene->near_pump, links[i], &scene->near_diary));
    }
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(links[i]->timeouts, 1);
        assert_true(links[i]->timed_out_at_us >= deadlines[i]);
        assert_true(i == 0 || links[i]->timed_out_at_us <= last_us);
        last_us = links[i]->timed_out_at_us;
        net_pump_remove(scene->near_pump, links[i]);
        free(links[i]);
    }
}

static void a_deadline_that_is_over_and_one_brought_forward_are_kept(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *link = pretend_link_new(7);
    link->timeout_us = 0;
    assert_true(net_pump_add(scene->near_pump, link, &scene->near_diary));
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], 1);
    link->timeout_us = net_now_us() + UINT64_C(3600000000);
    net_pump_flush(scene->near_pump, link);
    link->timeout_us = net_now_us() + 700;
    net_pump_flush(scene->near_pump, link);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], 2);
    net_pump_remove(scene->near_pump, link);
    free(link);
}

static void a_removed_link_is_not_woken_any_more(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *first = pretend_link_new(1);
    struct alcove_link *second = pretend_link_new(2);
    first->timeout_us = net_now_us() + 1000;
    second->timeout_us = first->timeout_us + 1000;
    assert_true(net_pump_add(scene->near_pump, first, &scene->near_diary));
    assert_true(net_pump_add(scene->near_pump, second, &scene->near_diary));
    net_pump_remove(scene->near_pump, first);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], 1);
    assert_int_equal(first->timeouts, 0);
    assert_int_equal(second->timeouts, 1);
    net_pump_remove(scene->near_pump, second);
    free(first);
    free(second);
}

static void remove_and_free(struct diary *diary, struct alcove_link *link,
                            const struct alcove_event *event)
{
    if (event->kind != ALCOVE_EVENT_RESTING)
        return;
    net_pump_remove(diary->pump, link);
    alcove_link_wipe(link);
    free(link);
}

static void a_callback_may_remove_wipe_and_free_its_link(void **state)
{
    struct scene *scene = *state;
    scene->near_diary.on_event = remove_and_free;
    for (size_t i = 1; i <= 3; i++) {
        struct alcove_link *link = pretend_link_new(7);
        link->timeout_us = 0;
        assert_true(net_pump_add(scene->near_pump, link, &scene->near_diary));
        run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], i);
    }
}

static void close_the_pump(struct diary *diary, struct alcove_link *link,
                           const struct alcove_event *event)
{
    (void)link;
    if (event->kind == ALCOVE_EVENT_RESTING)
        net_pump_close(diary->pump, NULL, NULL);
}

static void a_callback_may_close_the_pump(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *links[] = {pretend_link_new(1), pretend_link_new(2)};
    scene->near_diary.on_event = close_the_pump;
    for (size_t i = 0; i < 2; i++) {
        links[i]->timeout_us = net_now_us() + 500;
        assert_true(net_pump_add(scene->near_pump, links[i], &scene->near_diary));
    }
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RESTING], 1);
    scene->near_pump = NULL;
    uv_run(&scene->loop, UV_RUN_NOWAIT);
    free(links[0]);
    free(links[1]);
}

static void pass_on(struct diary *diary, struct alcove_link *link, const struct alcove_event *event)
{
    uint64_t id;
    if (event->kind != ALCOVE_EVENT_RESTING || link == diary->other)
        return;
    alcove_link_send_record(diary->other, net_now_us(), (const uint8_t *)"passed on", 9, &id);
    net_pump_flush(diary->pump, diary->other);
}

static void a_callback_may_mutate_and_flush_another_link(void **state)
{
    struct scene *scene = *state;
    struct two_links links = begin_link(scene, 7);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    struct alcove_link *waker = pretend_link_new(8);
    scene->near_diary.other = links.near;
    scene->near_diary.on_event = pass_on;
    waker->timeout_us = 0;
    assert_true(net_pump_add(scene->near_pump, waker, &scene->near_diary));
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_RECORD_ARRIVED], 1);
    assert_string_equal(scene->far_diary.last_record, "passed on");
    net_pump_remove(scene->near_pump, waker);
    free(waker);
    end_link(scene, links);
}

static void more_links_than_places_are_refused_and_a_free_place_is_used_again(void **state)
{
    struct scene *scene = *state;
    static struct alcove_link *links[NET_LINKS_MAX];
    for (size_t i = 0; i < NET_LINKS_MAX; i++) {
        links[i] = pretend_link_new(7);
        assert_true(net_pump_add(scene->near_pump, links[i], &scene->near_diary));
    }
    struct alcove_link *late = pretend_link_new(7);
    assert_false(net_pump_add(scene->near_pump, late, &scene->near_diary));
    net_pump_remove(scene->near_pump, links[100]);
    assert_true(net_pump_add(scene->near_pump, late, &scene->near_diary));
    free(links[100]);
    links[100] = late;
    for (size_t i = 0; i < NET_LINKS_MAX; i++) {
        net_pump_remove(scene->near_pump, links[i]);
        free(links[i]);
    }
}

static void a_farewell_that_was_flushed_is_sent_before_the_pump_closes(void **state)
{
    struct scene *scene = *state;
    struct two_links links = begin_link(scene, 7);
    run_until(scene, &scene->near_diary.counts[ALCOVE_EVENT_ESTABLISHED], 1);
    alcove_link_close(links.near, net_now_us(), ALCOVE_CLOSE_LEFT);
    net_pump_flush(scene->near_pump, links.near);
    net_pump_close(scene->near_pump, NULL, NULL);
    scene->near_pump = NULL;
    run_until(scene, &scene->far_diary.counts[ALCOVE_EVENT_CLOSED], 1);
    net_pump_remove(scene->far_pump, links.far);
    free(links.near);
    free(links.far);
}

static void a_busy_port_is_named_with_what_to_do(void **state)
{
    struct scene *scene = *state;
    struct net_error error;
    struct alcove_address any = {.port = net_pump_local_port(scene->far_pump)};
    assert_null(net_pump_open(&scene->loop, &any, note_event, &error));
    assert_int_equal(error.kind, NET_ERROR_PORT_BUSY);
    char expected[200];
    (void)snprintf(expected, sizeof expected,
                   "port %u is taken by another program; close it or choose another port with "
                   "--listen",
                   (unsigned)any.port);
    assert_string_equal(error.text, expected);
}

static void an_address_of_another_machine_is_named_with_what_to_do(void **state)
{
    struct scene *scene = *state;
    struct net_error error;
    struct alcove_address other;
    assert_true(address_text_parse("192.0.2.7:0", &other));
    assert_null(net_pump_open(&scene->loop, &other, note_event, &error));
    assert_int_equal(error.kind, NET_ERROR_ADDRESS);
    assert_non_null(strstr(error.text, "192.0.2.7:0"));
    assert_non_null(strstr(error.text, "--listen"));
    assert_true(address_text_parse("[2001:db8::7]:0", &other));
    assert_null(net_pump_open(&scene->loop, &other, note_event, &error));
    assert_int_not_equal(error.kind, NET_ERROR_NONE);
}

static void a_pump_on_an_ipv4_address_drops_what_ipv4_cannot_reach(void **state)
{
    struct scene *scene = *state;
    struct net_error error;
    struct alcove_address here = loopback(0);
    struct alcove_address six;
    struct net_pump *pump = net_pump_open(&scene->loop, &here, note_event, &error);
    assert_non_null(pump);
    assert_true(net_pump_is_ipv4_only(pump));
    assert_true(net_pump_local_port(pump) != 0);
    struct alcove_link *link = pretend_link_new(7);
    assert_true(address_text_parse("[::1]:9", &six));
    assert_true(net_pump_add(pump, link, &scene->near_diary));
    alcove_link_add_candidate(link, &six);
    alcove_link_connect(link, net_now_us());
    net_pump_flush(pump, link);
    assert_int_equal(net_pump_get_statistics(pump).datagrams_dropped, 1);
    assert_int_equal(net_pump_get_statistics(pump).datagrams_sent, 0);
    net_pump_close(pump, NULL, NULL);
    free(link);
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_begin, scene_end)

static const struct CMUnitTest tests[] = {
    SCENE_TEST(two_links_meet_over_loopback_and_a_record_is_stored_and_acknowledged),
    SCENE_TEST(the_far_side_is_seen_as_a_mapped_ipv4_address_with_its_port),
    SCENE_TEST(many_links_share_a_socket_and_each_gets_its_own_datagrams),
    SCENE_TEST(the_link_that_took_the_last_datagram_of_a_source_is_asked_first),
    SCENE_TEST(garbage_is_counted_and_never_answered),
    SCENE_TEST(an_empty_datagram_and_a_pump_without_links_do_no_harm),
    SCENE_TEST(a_candidate_where_nobody_listens_does_not_hinder_the_next),
    SCENE_TEST(timeouts_come_in_their_order_and_never_early),
    SCENE_TEST(a_deadline_that_is_over_and_one_brought_forward_are_kept),
    SCENE_TEST(a_removed_link_is_not_woken_any_more),
    SCENE_TEST(a_callback_may_remove_wipe_and_free_its_link),
    SCENE_TEST(a_callback_may_close_the_pump),
    SCENE_TEST(a_callback_may_mutate_and_flush_another_link),
    SCENE_TEST(more_links_than_places_are_refused_and_a_free_place_is_used_again),
    SCENE_TEST(a_farewell_that_was_flushed_is_sent_before_the_pump_closes),
    SCENE_TEST(a_busy_port_is_named_with_what_to_do),
    SCENE_TEST(an_address_of_another_machine_is_named_with_what_to_do),
    SCENE_TEST(a_pump_on_an_ipv4_address_drops_what_ipv4_cannot_reach),
};
TEST_GROUP(pump, tests)
