#include "finder_stage.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "harness.h"
#include "net/clock.h"
#include "reach/address_text.h"

#define GUARD_MS 30000

uv_loop_t stage_loop;
static uv_timer_t guard;
struct side stage_sides[2];

static void fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    randombytes_buf(out, size);
}

const struct alcove_random drawn = {.fill = fill};

struct alcove_address on_loopback(uint8_t last, uint16_t port)
{
    const uint8_t ip[4] = {127, 0, 0, last};
    return address_from_ipv4(ip, port);
}

void side_leave(struct side *side)
{
    finder_remove(side->person);
    side->person = NULL;
}

static void on_event(void *owner, struct alcove_link *link, const struct alcove_event *event)
{
    struct side *side = owner;
    switch (event->kind) {
    case ALCOVE_EVENT_ESTABLISHED:
        side->established++;
        if (side->leaves_when_established)
            side_leave(side);
        break;
    case ALCOVE_EVENT_RECORD:
        side->records++;
        alcove_link_acknowledge_record(link, net_now_us(), event->id);
        break;
    case ALCOVE_EVENT_RECORD_ARRIVED:
        side->arrived++;
        break;
    default:
        break;
    }
}

static void on_news(void *owner, const struct finder_news *news)
{
    struct side *side = owner;
    side->news++;
    if (side->on_news != NULL)
        side->on_news(side, news);
    if (news->kind != FINDER_NEWS_PATH)
        return;
    side->paths[news->path]++;
    if (side->leaves_on_path)
        side_leave(side);
}

static void on_guard(uv_timer_t *timer)
{
    (void)timer;
    fail_msg("nothing came within the guard's time");
}

/* ---- the stage ---- */

void side_open(struct side *side)
{
    struct net_error error;
    const struct alcove_address here = on_loopback(1, 0);
    struct finder_options options = {.listen = here, .random = drawn, .on_news = on_news};
    side->pump = net_pump_open(&stage_loop, &here, on_event, &error);
    assert_non_null(side->pump);
    assert_true(net_pump_add(side->pump, side->link, side));
    if (side->says.port != 0)
        options.listen = side->says;
    options.pump = side->pump;
    options.tcp = true;
    options.dht = side->dht;
    options.dht_local = true;
    side->finder = finder_open(&stage_loop, &options);
    assert_non_null(side->finder);
}

void side_close(struct side *side)
{
    if (side->person != NULL)
        side_leave(side);
    finder_close(side->finder, NULL, NULL);
    net_pump_remove(side->pump, side->link);
    net_pump_close(side->pump, NULL, NULL);
    side->finder = NULL;
    side->pump = NULL;
}

struct alcove_link *side_new_link(struct side *side)
{
    void *storage = calloc(1, alcove_link_storage_bytes());
    assert_non_null(storage);
    return alcove_link_init(storage, alcove_link_storage_bytes(), &side->config, net_now_us());
}

void side_reopen(struct side *side)
{
    side_close(side);
    side_open(side);
}

void side_mislead(struct side *side, uint8_t last)
{
    side_close(side);
    side->says = on_loopback(last, 1);
    side_open(side);
}

static void introduce(struct side *side, const struct side *other)
{
    side->config.purpose = ALCOVE_LINK_CONTACT;
    side->config.random = drawn;
    side->config.psk = (struct alcove_psk){.index = 4, .key = {3}, .present = true, .kem = true};
    memset(side->config.envelope_root, 0x11, sizeof side->config.envelope_root);
    memcpy(side->config.remote_static, other->config.static_public, 32);
}

static void on_nothing(uv_handle_t *handle)
{
    (void)handle;
}

int stage_begin(void **state)
{
    (void)state;
    assert_true(sodium_init() >= 0);
    memset(stage_sides, 0, sizeof stage_sides);
    assert_int_equal(uv_loop_init(&stage_loop), 0);
    assert_int_equal(uv_timer_init(&stage_loop, &guard), 0);
    assert_int_equal(uv_timer_start(&guard, on_guard, GUARD_MS, 0), 0);
    for (size_t i = 0; i < 2; i++) {
        struct alcove_link_config *config = &stage_sides[i].config;
        randombytes_buf(config->static_secret, 32);
        assert_int_equal(crypto_scalarmult_base(config->static_public, config->static_secret), 0);
        stage_sides[i].own = (enum rendezvous_direction)i;
    }
    for (size_t i = 0; i < 2; i++) {
        introduce(&stage_sides[i], &stage_sides[1 - i]);
        stage_sides[i].link = side_new_link(&stage_sides[i]);
        side_open(&stage_sides[i]);
    }
    return 0;
}

int stage_end(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        side_close(&stage_sides[i]);
        alcove_link_wipe(stage_sides[i].link);
        free(stage_sides[i].link);
    }
    uv_close((uv_handle_t *)&guard, on_nothing);
    assert_int_equal(uv_run(&stage_loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&stage_loop), 0);
    return 0;
}

struct finder_person_options options_of(struct side *side)
{
    struct finder_person_options options = {
        .owner = side, .link = side->link, .calls = side == caller};
    memset(options.root.key, 0x44, sizeof options.root.key);
    options.root.own = side->own;
    memcpy(options.secret, side->config.envelope_root, sizeof options.secret);
    return options;
}

struct finder_person_options options_knowing(struct side *side, const struct side *other)
{
    struct finder_person_options options = options_of(side);
    options.known[0] = address_of(other);
    options.known_count = 1;
    return options;
}

void add(struct side *side, const struct finder_person_options *options)
{
    side->person = finder_add(side->finder, options);
    assert_non_null(side->person);
}

struct alcove_address address_of(const struct side *side)
{
    return on_loopback(1, net_pump_local_port(side->pump));
}

void run_once(void)
{
    uv_run(&stage_loop, UV_RUN_ONCE);
}

void run_until(const size_t *count, size_t wanted)
{
    while (*count < wanted)
        run_once();
}

static void on_time(uv_timer_t *timer)
{
    *(size_t *)timer->data = 1;
}

void run_for(uint64_t milliseconds)
{
    static uv_timer_t timer;
    size_t over = 0;
    timer.data = &over;
    assert_int_equal(uv_timer_init(&stage_loop, &timer), 0);
    assert_int_equal(uv_timer_start(&timer, on_time, milliseconds, 0), 0);
    run_until(&over, 1);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&stage_loop, UV_RUN_NOWAIT);
}

void both_established(void)
{
    run_until(&caller->established, 1);
    run_until(&callee->established, 1);
}

void exchange_a_record(void)
{
    uint64_t id;
    size_t before = caller->arrived;
    assert_int_equal(
        alcove_link_send_record(caller->link, net_now_us(), (const uint8_t *)"x", 1, &id),
        ALCOVE_OK);
    net_pump_flush(caller->pump, caller->link);
    run_until(&caller->arrived, before + 1);
}

void add_both(void)
{
    struct finder_person_options of_caller = options_knowing(caller, callee);
    struct finder_person_options of_callee = options_of(callee);
    add(caller, &of_caller);
    add(callee, &of_callee);
    finder_expect(callee->person, false);
}
