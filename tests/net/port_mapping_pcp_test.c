#include <string.h>

#include "harness.h"
#include "net/port_mapping_parts.h"
#include "net/socket_address.h"
#include "own_network.h"
#include "reach/address_text.h"
#include "reach/pcp.h"

#define REQUESTS_MAX 64
#define LOOK_MS      300

/* A router on 127.0.0.1 in a network of its own, which answers each request as it is told to. */
struct router {
    int back;
    uv_loop_t loop;
    uv_udp_t socket;
    uv_timer_t timer;
    bool is_late; /* the look is over */
    uint8_t requests[REQUESTS_MAX][PCP_MAP_BYTES];
    size_t count;
    void (*answer)(struct router *router, uint8_t out[PCP_MAP_BYTES]);
    size_t times; /* each answer is sent so often */
    size_t reports;
    struct port_mapping_report last;
    struct port_mapping mapping;
    uint8_t received[2048];
};

static void on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *out)
{
    struct router *router = handle->data;
    (void)suggested;
    *out = uv_buf_init((char *)router->received, sizeof router->received);
}

/* A granted request, as it came: the answer bit, success, and the outer address 45.0.1.5. */
static void on_request(uv_udp_t *handle, ssize_t size, const uv_buf_t *buffer,
                       const struct sockaddr *from, unsigned flags)
{
    struct router *router = handle->data;
    uint8_t out[PCP_MAP_BYTES];
    static const uint8_t outer[4] = {45, 0, 1, 5};
    (void)flags;
    if (from == NULL || size <= 0)
        return;
    assert_int_equal(size, PCP_MAP_BYTES);
    assert_true(router->count < REQUESTS_MAX);
    memcpy(router->requests[router->count++], buffer->base, sizeof out);
    memcpy(out, buffer->base, sizeof out);
    out[1] |= 0x80;
    memset(out + 8, 0, 16);
    memcpy(out + 56, outer, sizeof outer);
    for (size_t i = 0; i < router->times; i++) {
        if (router->answer != NULL)
            router->answer(router, out);
        uv_buf_t bytes = uv_buf_init((char *)out, sizeof out);
        assert_true(uv_udp_try_send(handle, &bytes, 1, from) > 0);
    }
}

static void on_change(void *context, const struct port_mapping_report *report)
{
    struct router *router = context;
    router->reports++;
    router->last = *report;
}

static void begin(struct router *router, bool tcp)
{
    static const uint8_t ip[4] = {127, 0, 0, 1};
    struct alcove_address at = address_from_ipv4(ip, PCP_PORT);
    struct sockaddr_storage address;
    router->back = own_network_enter();
    own_network_loopback(true);
    assert_int_equal(uv_loop_init(&router->loop), 0);
    assert_int_equal(uv_udp_init(&router->loop, &router->socket), 0);
    assert_int_equal(uv_timer_init(&router->loop, &router->timer), 0);
    router->socket.data = router;
    router->timer.data = router;
    assert_true(socket_address_from(&at, true, &address));
    assert_int_equal(uv_udp_bind(&router->socket, (struct sockaddr *)&address, 0), 0);
    assert_int_equal(uv_udp_recv_start(&router->socket, on_room_wanted, on_request), 0);
    at.port = 0;
    struct port_mapping *m = &router->mapping;
    m->loop = &router->loop;
    m->gateway = (struct gateway){.is_known = true, .router = at, .client = at};
    m->wish = (struct port_mapping_wish){.port = 41000,
                                         .tcp = tcp,
                                         .lifetime_s = 7200,
                                         .methods = 1U << PORT_MAPPING_PCP,
                                         .on_change = on_change,
                                         .context = router};
    m->parts[PORT_MAPPING_PCP] = mapping_pcp.open(m);
    assert_non_null(m->parts[PORT_MAPPING_PCP]);
}

static void on_late(uv_timer_t *timer)
{
    struct router *router = timer->data;
    router->is_late = true;
}

/* As long as it takes for a flood to be seen. */
static void look(struct router *router)
{
    router->is_late = false;
    assert_int_equal(uv_timer_start(&router->timer, on_late, LOOK_MS, 0), 0);
    while (!router->is_late)
        uv_run(&router->loop, UV_RUN_ONCE);
}

static void finish(struct router *router)
{
    struct mapping_part *part = router->mapping.parts[PORT_MAPPING_PCP];
    /* The part frees itself; the mapping, which is not of the heap, stays. */
    router->mapping.parts[PORT_MAPPING_PCP] = NULL;
    router->mapping.closing = 2;
    part->method->close(part);
    uv_close((uv_handle_t *)&router->socket, NULL);
    uv_close((uv_handle_t *)&router->timer, NULL);
    assert_int_equal(uv_run(&router->loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(router->mapping.closing, 1);
    assert_int_equal(uv_loop_close(&router->loop), 0);
    own_network_leave(router->back);
}

static void a_granted_port_is_reported_once_and_nothing_more_is_asked(void **state)
{
    (void)state;
    struct router router = {.times = 1};
    begin(&router, true);
    look(&router);
    assert_int_equal(router.count, 2);
    assert_int_equal(router.last.outcome, PORT_MAPPING_MADE);
    assert_int_equal(router.last.made_count, 2);
    assert_int_equal(router.last.made[0].external.port, 41000);
    finish(&router);
}

static void forget(struct router *router, uint8_t out[PCP_MAP_BYTES])
{
    /* Its clock goes backwards with each answer. */
    out[8] = (uint8_t)(200 - router->count);
}

static void a_router_that_forgets_each_time_is_not_asked_as_fast_as_it_answers(void **state)
{
    (void)state;
    struct router router = {.times = 1, .answer = forget};
    begin(&router, true);
    look(&router);
    assert_in_range(router.count, 2, 6);
    finish(&router);
}

static void move(struct router *router, uint8_t out[PCP_MAP_BYTES])
{
    (void)router;
    out[59]++;
}

static void answers_that_nobody_asked_for_change_nothing(void **state)
{
    (void)state;
    struct router router = {.times = 100, .answer = move};
    begin(&router, false);
    look(&router);
    assert_in_range(router.reports, 1, 4);
    assert_in_range(router.count, 1, 3);
    assert_int_equal(router.last.made_count, 1);
    finish(&router);
}

static void be_behind_another(struct router *router, uint8_t out[PCP_MAP_BYTES])
{
    (void)router;
    out[56] = 10;
}

static void a_private_outer_address_is_given_back_and_told(void **state)
{
    (void)state;
    static const uint8_t none[4] = {0};
    struct router router = {.times = 1, .answer = be_behind_another};
    begin(&router, false);
    look(&router);
    assert_int_equal(router.last.outcome, PORT_MAPPING_BEHIND_CARRIER);
    assert_int_equal(router.last.made_count, 0);
    assert_int_equal(router.count, 2);
    assert_memory_equal(router.requests[1] + 4, none, sizeof none); /* lifetime 0 */
    finish(&router);
}

static void refuse(struct router *router, uint8_t out[PCP_MAP_BYTES])
{
    (void)router;
    out[3] = 2; /* not authorized */
    memset(out + 4, 0, 4);
}

static void a_refusal_is_not_asked_again_at_once(void **state)
{
    (void)state;
    struct router router = {.times = 3, .answer = refuse};
    begin(&router, false);
    look(&router);
    assert_int_equal(router.last.outcome, PORT_MAPPING_REFUSED);
    assert_in_range(router.count, 1, 2);
    finish(&router);
}

static void be_of_another_version(struct router *router, uint8_t out[PCP_MAP_BYTES])
{
    (void)router;
    out[0] = 3;
    out[3] = 1;
}

static void a_router_of_another_version_is_left_alone(void **state)
{
    (void)state;
    struct router router = {.times = 5, .answer = be_of_another_version};
    begin(&router, true);
    look(&router);
    assert_int_equal(router.last.outcome, PORT_MAPPING_REFUSED);
    assert_int_equal(router.count, 2);
    finish(&router);
}

static void a_silent_router_hears_one_request_in_three_seconds(void **state)
{
    (void)state;
    struct router router = {.times = 0};
    begin(&router, false);
    look(&router);
    assert_int_equal(router.count, 1);
    assert_int_equal(router.reports, 0);
    finish(&router);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_granted_port_is_reported_once_and_nothing_more_is_asked),
    cmocka_unit_test(a_router_that_forgets_each_time_is_not_asked_as_fast_as_it_answers),
    cmocka_unit_test(answers_that_nobody_asked_for_change_nothing),
    cmocka_unit_test(a_private_outer_address_is_given_back_and_told),
    cmocka_unit_test(a_refusal_is_not_asked_again_at_once),
    cmocka_unit_test(a_router_of_another_version_is_left_alone),
    cmocka_unit_test(a_silent_router_hears_one_request_in_three_seconds),
};
TEST_GROUP(port_mapping_pcp, tests)
