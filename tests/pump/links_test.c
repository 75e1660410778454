#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "net/clock.h"
#include "net/pump.h"
#include "pump/allocations.h"
#include "reach/address_text.h"

#define RECORDS 100
/* Packets that warm both sides up, and those that are counted. */
#define PACKETS_FIRST   100
#define PACKETS_COUNTED 1000

/* One person: a pump of their own and what the link told. */
struct person {
    struct net_pump *pump;
    struct alcove_link *link;
    size_t established, closed;
    size_t records, records_arrived;
    size_t signals;
    size_t frames, frame_bytes;
    uint32_t said;             /* voice frames of their own */
    struct alcove_event first; /* ESTABLISHED */
};

struct scene {
    uv_loop_t loop;
    uv_timer_t guard; /* ends a test that waits for what never comes */
    struct person near_person, far_person;
};

static void fill_random(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

static void on_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct person *person = owner;
    char expected[16];
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        person->established++;
        person->first = *event;
        break;
    case ALCOVE_EVENT_RECORD:
        (void)snprintf(expected, sizeof expected, "line %zu", person->records++);
        assert_int_equal(event->size, strlen(expected));
        assert_memory_equal(event->bytes, expected, event->size);
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
        break;
    case ALCOVE_EVENT_RECORD_ARRIVED:
        person->records_arrived++;
        break;
    case ALCOVE_EVENT_SIGNAL:
        person->signals++;
        break;
    case ALCOVE_EVENT_FRAME:
        person->frames++;
        person->frame_bytes += event->frame.size;
        for (size_t i = 0; i < event->frame.size; i++)
            assert_int_equal(event->frame.bytes[i], (uint8_t)i);
        break;
    case ALCOVE_EVENT_CLOSED:
        person->closed++;
        break;
    default:
        break;
    }
}

static struct alcove_link *link_new(uint8_t secret)
{
    struct alcove_link_config config = {.purpose = ALCOVE_LINK_PAIRING,
                                        .random = {fill_random, NULL}};
    void *storage = calloc(1, alcove_link_storage_bytes());
    assert_non_null(storage);
    randombytes_buf(config.static_secret, sizeof config.static_secret);
    assert_int_equal(crypto_scalarmult_base(config.static_public, config.static_secret), 0);
    memset(config.invite_secret, secret, sizeof config.invite_secret);
    return alcove_link_init(storage, alcove_link_storage_bytes(), &config, net_now_us());
}

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    fail_msg("nothing came within the guard's time");
}

static void person_begin(struct scene *scene, struct person *person)
{
    struct net_error error;
    const struct alcove_address any = {0};
    person->pump = net_pump_open(&scene->loop, &any, on_event, &error);
    assert_non_null(person->pump);
    person->link = link_new(7);
    assert_true(net_pump_add(person->pump, person->link, person));
}

static int scene_begin(void **state)
{
    static struct scene scene;
    memset(&scene, 0, sizeof scene);
    assert_true(sodium_init() >= 0);
    assert_int_equal(uv_loop_init(&scene.loop), 0);
    assert_int_equal(uv_timer_init(&scene.loop, &scene.guard), 0);
    assert_int_equal(uv_timer_start(&scene.guard, on_guard, 30000, 0), 0);
    uv_unref((uv_handle_t *)&scene.guard);
    person_begin(&scene, &scene.near_person);
    person_begin(&scene, &scene.far_person);
    *state = &scene;
    return 0;
}

static int scene_end(void **state)
{
    struct scene *scene = *state;
    struct person *people[] = {&scene->near_person, &scene->far_person};
    for (size_t i = 0; i < 2; i++) {
        net_pump_remove(people[i]->pump, people[i]->link);
        alcove_link_wipe(people[i]->link);
        free(people[i]->link);
        net_pump_close(people[i]->pump, NULL, NULL);
    }
    uv_close((uv_handle_t *)&scene->guard, NULL);
    assert_int_equal(uv_run(&scene->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&scene->loop), 0);
    return 0;
}

static void run_until(struct scene *scene, const size_t *count, size_t wanted)
{
    while (*count < wanted)
        uv_run(&scene->loop, UV_RUN_ONCE);
    assert_int_equal(*count, wanted);
}

static struct alcove_address address_of(const struct person *person)
{
    const uint8_t ip[4] = {127, 0, 0, 1};
    return address_from_ipv4(ip, net_pump_local_port(person->pump));
}

static void meet(struct scene *scene)
{
    struct person *near_person = &scene->near_person;
    struct alcove_address to = address_of(&scene->far_person);
    alcove_link_add_candidate(near_person->link, &to);
    assert_int_equal(alcove_link_connect(near_person->link, net_now_us()), ALCOVE_OK);
    net_pump_flush(near_person->pump, near_person->link);
    run_until(scene, &near_person->established, 1);
    run_until(scene, &scene->far_person.established, 1);
}

static void two_people_pair_over_loopback_and_agree_on_everything(void **state)
{
    struct scene *scene = *state;
    meet(scene);
    const struct alcove_event *a = &scene->near_person.first;
    const struct alcove_event *b = &scene->far_person.first;
    struct alcove_address near_address = address_of(&scene->near_person);
    assert_true(a->initiator);
    assert_false(b->initiator);
    assert_memory_equal(a->exports.channel_binding, b->exports.channel_binding, 64);
    assert_memory_equal(a->exports.envelope_root, b->exports.envelope_root, 32);
    assert_memory_equal(a->exports.psk_next.key, b->exports.psk_next.key, 32);
    assert_true(alcove_address_equal(&b->address, &near_address));
}

/* Sends what the link takes, and goes on when it has room again. */
static void send_lines(struct scene *scene, struct person *person, size_t *sent)
{
    while (person->records_arrived < RECORDS) {
        char line[16];
        uint64_t id;
        (void)snprintf(line, sizeof line, "line %zu", *sent);
        if (*sent < RECORDS &&
            alcove_link_send_record(person->link, net_now_us(), (const uint8_t *)line, strlen(line),
                                    &id) == ALCOVE_OK) {
            (*sent)++;
            net_pump_flush(person->pump, person->link);
            continue;
        }
        uv_run(&scene->loop, UV_RUN_ONCE);
    }
}

static void a_hundred_lines_arrive_once_in_order_and_acknowledged_both_ways(void **state)
{
    struct scene *scene = *state;
    size_t sent = 0;
    meet(scene);
    send_lines(scene, &scene->near_person, &sent);
    assert_int_equal(scene->far_person.records, RECORDS);
    sent = 0;
    send_lines(scene, &scene->far_person, &sent);
    assert_int_equal(scene->near_person.records, RECORDS);
}

static void a_large_frame_is_cut_paced_and_joined_again(void **state)
{
    struct scene *scene = *state;
    static uint8_t bytes[20000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    meet(scene);
    for (uint32_t i = 1; i <= 10; i++) {
        const struct alcove_frame frame = {.kind = ALCOVE_FRAME_VIDEO,
                                           .id = i,
                                           .captured_at_us = net_now_us(),
                                           .key = i == 1,
                                           .bytes = bytes,
                                           .size = sizeof bytes,
                                           .lifetime_us = 5000000};
        assert_int_equal(alcove_link_send_frame(scene->near_person.link, net_now_us(), &frame),
                         ALCOVE_OK);
        net_pump_flush(scene->near_person.pump, scene->near_person.link);
        run_until(scene, &scene->far_person.frames, i);
    }
    assert_int_equal(scene->far_person.frame_bytes, 10 * sizeof bytes);
}

static uint64_t allocations_of_a_loop(void)
{
    uv_loop_t loop;
    uint64_t before = allocations_so_far();
    assert_int_equal(uv_loop_init(&loop), 0);
    uint64_t allocations = allocations_so_far() - before;
    assert_int_equal(uv_loop_close(&loop), 0);
    return allocations;
}

#if ALLOCATIONS_COUNTED

/* One at a time, by turns; each is a packet. */
static void say(struct scene *scene, uint32_t frames)
{
    static uint8_t bytes[200];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    for (uint32_t i = 0; i < frames; i++) {
        struct person *from = i % 2 == 0 ? &scene->near_person : &scene->far_person;
        struct person *to = i % 2 == 0 ? &scene->far_person : &scene->near_person;
        const struct alcove_frame frame = {.kind = ALCOVE_FRAME_VOICE,
                                           .id = from->said++,
                                           .captured_at_us = net_now_us(),
                                           .bytes = bytes,
                                           .size = sizeof bytes};
        assert_int_equal(alcove_link_send_frame(from->link, net_now_us(), &frame), ALCOVE_OK);
        net_pump_flush(from->pump, from->link);
        run_until(scene, &to->frames, to->frames + 1);
    }
}

static uint64_t datagrams_taken(const struct scene *scene)
{
    return net_pump_get_statistics(scene->near_person.pump).datagrams_received +
           net_pump_get_statistics(scene->far_person.pump).datagrams_received;
}

static void a_thousand_packets_ask_for_no_memory(void **state)
{
    struct scene *scene = *state;
    meet(scene);
    say(scene, PACKETS_FIRST);
    uint64_t datagrams = datagrams_taken(scene);
    uint64_t allocations = allocations_so_far();
    say(scene, PACKETS_COUNTED);
    assert_int_equal(allocations_so_far() - allocations, 0);
    assert_true(datagrams_taken(scene) - datagrams >= PACKETS_COUNTED);
}

static void the_counter_sees_what_libraries_ask_for(void **state)
{
    (void)state;
    assert_true(allocations_of_a_loop() > 0);
}

#else

/* In the place of the two above: there is nothing to count with. */
static void skipped_since_a_sanitizer_has_its_own_allocator(void **state)
{
    (void)state;
    assert_int_equal(allocations_of_a_loop(), 0);
}

#endif

static void a_nod_arrives(void **state)
{
    struct scene *scene = *state;
    meet(scene);
    assert_int_equal(
        alcove_link_send_signal(scene->far_person.link, net_now_us(), (const uint8_t *)"\x04", 1),
        ALCOVE_OK);
    net_pump_flush(scene->far_person.pump, scene->far_person.link);
    run_until(scene, &scene->near_person.signals, 1);
}

static void leaving_is_told_to_the_other_side(void **state)
{
    struct scene *scene = *state;
    meet(scene);
    alcove_link_close(scene->near_person.link, net_now_us(), ALCOVE_CLOSE_LEFT);
    net_pump_flush(scene->near_person.pump, scene->near_person.link);
    run_until(scene, &scene->near_person.closed, 1);
    run_until(scene, &scene->far_person.closed, 1);
}

static void of_many_waiting_invites_the_right_one_answers(void **state)
{
    struct scene *scene = *state;
    struct alcove_link *waiting[20];
    struct person nobody = {0};
    for (size_t i = 0; i < 20; i++) {
        waiting[i] = link_new((uint8_t)(100 + i));
        assert_true(net_pump_add(scene->far_person.pump, waiting[i], &nobody));
    }
    meet(scene);
    assert_int_equal(nobody.established, 0);
    for (size_t i = 0; i < 20; i++) {
        assert_int_equal(alcove_link_get_state(waiting[i]), ALCOVE_LINK_IDLE);
        net_pump_remove(scene->far_person.pump, waiting[i]);
        alcove_link_wipe(waiting[i]);
        free(waiting[i]);
    }
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_begin, scene_end)

static const struct CMUnitTest tests[] = {
    SCENE_TEST(two_people_pair_over_loopback_and_agree_on_everything),
    SCENE_TEST(a_hundred_lines_arrive_once_in_order_and_acknowledged_both_ways),
    SCENE_TEST(a_large_frame_is_cut_paced_and_joined_again),
#if ALLOCATIONS_COUNTED
    cmocka_unit_test(the_counter_sees_what_libraries_ask_for),
    SCENE_TEST(a_thousand_packets_ask_for_no_memory),
#else
    cmocka_unit_test(skipped_since_a_sanitizer_has_its_own_allocator),
#endif
    SCENE_TEST(a_nod_arrives),
    SCENE_TEST(leaving_is_told_to_the_other_side),
    SCENE_TEST(of_many_waiting_invites_the_right_one_answers),
};
TEST_GROUP(links, tests)
