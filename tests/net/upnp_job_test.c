#include "net/upnp_job.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"
#include "reach/address_text.h"

#define REQUEST_BYTES 4096

/* A router on 127.0.0.1 that answers each request with the next text, and closes. */
struct router {
    int fd;
    uint16_t port;
    pthread_t thread;
    const char *const *texts; /* up to NULL; after it, connections are closed without a word */
    size_t requests;
    bool was_unmapped;
};

static void request_serve(struct router *router, int fd)
{
    char request[REQUEST_BYTES + 1] = "";
    char answer[REQUEST_BYTES];
    size_t size = 0;
    /* Header and body come in pieces; the last one closes the envelope. */
    while (size < REQUEST_BYTES) {
        ssize_t got = recv(fd, request + size, REQUEST_BYTES - size, 0);
        if (got <= 0)
            break;
        size += (size_t)got;
        request[size] = '\0';
        if (strstr(request, "</s:Envelope>") != NULL ||
            (strncmp(request, "GET", 3) == 0 && strstr(request, "\r\n\r\n") != NULL))
            break;
    }
    router->was_unmapped |= strstr(request, "DeletePortMapping") != NULL;
    const char *text = router->texts[router->requests];
    router->requests += text != NULL;
    if (text != NULL) {
        int length =
            snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(text), text);
        (void)send(fd, answer, (size_t)length, MSG_NOSIGNAL);
    }
    (void)close(fd);
}

static void *router_run(void *context)
{
    struct router *router = context;
    int fd;
    while ((fd = accept(router->fd, NULL, NULL)) >= 0)
        request_serve(router, fd);
    return NULL;
}

static void router_listen(struct router *router, const char *const *texts)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    *router = (struct router){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    router->texts = texts;
    assert_int_equal(bind(router->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(router->fd, 8), 0);
    assert_int_equal(getsockname(router->fd, (struct sockaddr *)&at, &size), 0);
    router->port = ntohs(at.sin_port);
}

static void router_serve(struct router *router)
{
    assert_int_equal(pthread_create(&router->thread, NULL, router_run, router), 0);
}

static void router_begin(struct router *router, const char *const *texts)
{
    router_listen(router, texts);
    router_serve(router);
}

static void router_end(struct router *router)
{
    (void)shutdown(router->fd, SHUT_RDWR);
    assert_int_equal(pthread_join(router->thread, NULL), 0);
    (void)close(router->fd);
}

static struct upnp_state state_for(const struct router *router)
{
    struct upnp_state state = {.internal_port = 41000, .lifetime_s = 7200, .port_count = 1};
    state.ports[0].external = 41000;
    assert_true(address_text_parse("127.0.0.1:0", &state.router));
    (void)snprintf(state.description_url, sizeof state.description_url,
                   "http://127.0.0.1:%u/root.xml", (unsigned)router->port);
    return state;
}

static void on_wake(uv_async_t *wake)
{
    (void)wake;
}

/* Runs one errand to its end. */
static void errand_run(enum upnp_errand errand, struct upnp_state *state)
{
    uv_loop_t loop;
    uv_async_t wake;
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(uv_async_init(&loop, &wake, on_wake), 0);
    struct upnp_job *job = upnp_job_begin(errand, state, &wake);
    assert_non_null(job);
    while (!upnp_job_take(job, state))
        uv_run(&loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)&wake, NULL);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
}

#define DESCRIPTION(control)                                                                       \
    "<root><device><serviceList><service>"                                                         \
    "<serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType>"                    \
    "<controlURL>" control "</controlURL></service></serviceList></device></root>"
#define ENVELOPE(body) "<s:Envelope><s:Body>" body "</s:Body></s:Envelope>"
#define OUTER(ip)                                                                                  \
    ENVELOPE("<u:GetExternalIPAddressResponse><NewExternalIPAddress>" ip                           \
             "</NewExternalIPAddress></u:GetExternalIPAddressResponse>")
#define DONE ENVELOPE("<u:AddPortMappingResponse></u:AddPortMappingResponse>")

static void a_router_maps_and_unmaps(void **state)
{
    (void)state;
    static const char *const texts[] = {DESCRIPTION("/ctl"), OUTER("45.0.1.5"), DONE, DONE, NULL};
    struct router router;
    router_begin(&router, texts);
    struct upnp_state s = state_for(&router);
    errand_run(UPNP_MAP, &s);
    assert_true(s.has_answered && s.ports[0].is_mapped);
    assert_int_equal(s.ports[0].external, 41000);
    assert_int_equal(s.outer.ip[12], 45);
    assert_string_equal(s.client, "127.0.0.1");
    errand_run(UPNP_UNMAP, &s);
    assert_false(s.ports[0].is_mapped);
    router_end(&router);
    assert_int_equal(router.requests, 4);
    assert_true(router.was_unmapped);
}

static void a_taken_port_is_asked_for_elsewhere(void **state)
{
    (void)state;
    static const char *const texts[] = {
        DESCRIPTION("/ctl"), OUTER("45.0.1.5"),
        ENVELOPE("<s:Fault><detail><UPnPError><errorCode>718</errorCode></UPnPError></detail>"
                 "</s:Fault>"),
        DONE, NULL};
    struct router router;
    router_begin(&router, texts);
    struct upnp_state s = state_for(&router);
    errand_run(UPNP_MAP, &s);
    assert_true(s.ports[0].is_mapped);
    assert_in_range(s.ports[0].external, 32768, 65535);
    router_end(&router);
}

static void behind_a_carrier_no_port_is_asked_for(void **state)
{
    (void)state;
    static const char *const texts[] = {DESCRIPTION("/ctl"), OUTER("100.64.1.5"), NULL};
    struct router router;
    router_begin(&router, texts);
    struct upnp_state s = state_for(&router);
    errand_run(UPNP_MAP, &s);
    assert_true(s.has_answered);
    assert_false(s.ports[0].is_mapped);
    router_end(&router);
    assert_int_equal(router.requests, 2);
}

/* 127.0.0.2 would be this machine too: the router below would see a request. */
static void a_control_url_elsewhere_is_never_asked(void **state)
{
    (void)state;
    static const char *const controls[] = {
        DESCRIPTION("http://127.0.0.2:9/ctl"),
        DESCRIPTION("http://127.0.0.1@127.0.0.2/ctl"),
        DESCRIPTION("http://127.0.0.10/ctl"),
    };
    for (size_t i = 0; i < sizeof controls / sizeof controls[0]; i++) {
        const char *texts[] = {controls[i], OUTER("45.0.1.5"), NULL};
        struct router router;
        router_begin(&router, texts);
        struct upnp_state s = state_for(&router);
        errand_run(UPNP_MAP, &s);
        assert_false(s.has_answered);
        assert_string_equal(s.control_url, "");
        router_end(&router);
        assert_int_equal(router.requests, 1);
    }
}

static void a_description_elsewhere_is_never_asked(void **state)
{
    (void)state;
    static const char *const texts[] = {NULL};
    struct router router;
    router_begin(&router, texts);
    struct upnp_state s = state_for(&router);
    assert_true(address_text_parse("127.0.0.2:0", &s.router));
    errand_run(UPNP_MAP, &s);
    assert_false(s.has_answered);
    router_end(&router);
    assert_int_equal(router.requests, 0);
}

static void nonsense_is_no_answer(void **state)
{
    (void)state;
    static const char *const first[] = {
        "", "<", "<root><root><root>", "\x01\x02\xff", DESCRIPTION(""), "<controlURL>",
    };
    static const char *const outers[] = {
        OUTER(""),
        OUTER("0.0.0.0"),
        OUTER("a.b.c.d"),
        OUTER("::1"),
        OUTER("1.2.3.4.5"),
        OUTER("45.0.1.5:41000"),
        OUTER("999.1.1.1"),
        "<<<<",
        "",
    };
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        const char *texts[] = {first[i], NULL};
        struct router router;
        router_begin(&router, texts);
        struct upnp_state s = state_for(&router);
        errand_run(UPNP_MAP, &s);
        assert_false(s.has_answered || s.ports[0].is_mapped);
        router_end(&router);
    }
    for (size_t i = 0; i < sizeof outers / sizeof outers[0]; i++) {
        const char *texts[] = {DESCRIPTION("/ctl"), outers[i], NULL};
        struct router router;
        router_begin(&router, texts);
        struct upnp_state s = state_for(&router);
        errand_run(UPNP_MAP, &s);
        assert_false(s.has_answered || s.ports[0].is_mapped || s.hides_outer);
        router_end(&router);
    }
}

/* The router answers only after that; whatever the thread still asks, it asks for no port. */
static void an_abandoned_errand_makes_nothing_more(void **state)
{
    (void)state;
    static const char *const texts[] = {DESCRIPTION("/ctl"), OUTER("45.0.1.5"), DONE, DONE, NULL};
    struct router router;
    uv_loop_t loop;
    uv_async_t wake;
    router_listen(&router, texts);
    struct upnp_state s = state_for(&router);
    assert_int_equal(uv_loop_init(&loop), 0);
    assert_int_equal(uv_async_init(&loop, &wake, on_wake), 0);
    struct upnp_job *job = upnp_job_begin(UPNP_MAP, &s, &wake);
    assert_non_null(job);
    upnp_job_abandon(job);
    uv_close((uv_handle_t *)&wake, NULL);
    assert_int_equal(uv_run(&loop, UV_RUN_DEFAULT), 0);
    assert_int_equal(uv_loop_close(&loop), 0);
    router_serve(&router);
    router_end(&router);
    assert_in_range(router.requests, 0, 2);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_router_maps_and_unmaps),
    cmocka_unit_test(a_taken_port_is_asked_for_elsewhere),
    cmocka_unit_test(behind_a_carrier_no_port_is_asked_for),
    cmocka_unit_test(a_control_url_elsewhere_is_never_asked),
    cmocka_unit_test(a_description_elsewhere_is_never_asked),
    cmocka_unit_test(nonsense_is_no_answer),
    cmocka_unit_test(an_abandoned_errand_makes_nothing_more),
};
TEST_GROUP(upnp_job, tests)
