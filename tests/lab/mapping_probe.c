/* Asks the router of the network it runs in for one port, and prints what happens, a line each:
 *
 *     asking | made METHOD udp|tcp ADDRESS MILLISECONDS | carrier | refused
 *     renewed | received TEXT | closed
 *
 *     mapping_probe PORT METHODS LIFETIME [tcp]    METHODS: pcp, natpmp, upnp or all
 *
 * A hangup asks the router anew, as after a change of the network; an interrupt deletes the mapping
 * and ends it. Called by tests/lab/mapping.sh. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "net/clock.h"
#include "net/port_mapping.h"
#include "net/udp.h"
#include "reach/address_text.h"

#define LOOK_MS 100
#define SIGNALS 3

static const char *const names[PORT_MAPPING_METHODS] = {"pcp", "natpmp", "upnp"};

struct probe {
    uv_loop_t loop;
    struct udp_socket socket;
    struct port_mapping *mapping;
    uv_signal_t signals[SIGNALS];
    uv_timer_t timer;
    uint64_t renewals;
    uint64_t since_us;
};

static void on_change(void *context, const struct port_mapping_report *report)
{
    const struct probe *p = context;
    if (report->outcome == PORT_MAPPING_ASKING)
        puts("asking");
    if (report->outcome == PORT_MAPPING_REFUSED)
        puts("refused");
    if (report->outcome == PORT_MAPPING_BEHIND_CARRIER)
        puts("carrier");
    for (size_t i = 0; i < report->made_count; i++) {
        const struct port_mapping_made *made = &report->made[i];
        char text[ADDRESS_TEXT_BYTES_MAX];
        address_text_print(&made->external, text);
        printf("made %s %s %s %u\n", names[made->method], made->tcp ? "tcp" : "udp", text,
               (unsigned)((net_now_us() - p->since_us) / 1000));
    }
}

static void on_datagram(void *context, const struct alcove_address *from, const uint8_t *bytes,
                        size_t size)
{
    (void)context;
    (void)from;
    printf("received %.*s\n", (int)size, (const char *)bytes);
}

static void on_look(uv_timer_t *timer)
{
    struct probe *p = timer->data;
    uint64_t renewals = port_mapping_renewals(p->mapping);
    if (renewals > p->renewals)
        puts("renewed");
    p->renewals = renewals;
}

static void on_deleted(void *context)
{
    struct probe *p = context;
    puts("closed");
    udp_close(&p->socket, NULL);
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct probe *p = handle->data;
    if (number == SIGHUP) {
        port_mapping_refresh(p->mapping);
        return;
    }
    for (size_t i = 0; i < SIGNALS; i++)
        uv_close((uv_handle_t *)&p->signals[i], NULL);
    uv_close((uv_handle_t *)&p->timer, NULL);
    port_mapping_close(p->mapping, on_deleted, p);
}

static unsigned methods_named(const char *name)
{
    for (unsigned i = 0; i < PORT_MAPPING_METHODS; i++) {
        if (strcmp(name, names[i]) == 0)
            return 1U << i;
    }
    return 0;
}

static bool begin(struct probe *p, char **arguments, bool tcp)
{
    static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};
    static const uint8_t any[4] = {0};
    struct net_error error;
    struct alcove_address listen =
        address_from_ipv4(any, (uint16_t)strtoul(arguments[0], NULL, 10));
    const struct port_mapping_wish wish = {
        .port = listen.port,
        .tcp = tcp,
        .methods = methods_named(arguments[1]),
        .lifetime_s = (uint32_t)strtoul(arguments[2], NULL, 10),
        .on_change = on_change,
        .context = p,
    };
    p->socket.on_datagram = on_datagram;
    if (uv_loop_init(&p->loop) != 0 || listen.port == 0 ||
        !udp_open(&p->socket, &p->loop, &listen, &error))
        return false;
    for (size_t i = 0; i < SIGNALS; i++) {
        (void)uv_signal_init(&p->loop, &p->signals[i]);
        p->signals[i].data = p;
        (void)uv_signal_start(&p->signals[i], on_signal, numbers[i]);
    }
    (void)uv_timer_init(&p->loop, &p->timer);
    p->timer.data = p;
    (void)uv_timer_start(&p->timer, on_look, LOOK_MS, LOOK_MS);
    p->since_us = net_now_us();
    p->mapping = port_mapping_open(&p->loop, &wish);
    return p->mapping != NULL;
}

int main(int argc, char **argv)
{
    struct probe *p = calloc(1, sizeof *p);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 4 || p == NULL || !begin(p, argv + 1, argc > 4))
        return 2;
    int left = uv_run(&p->loop, UV_RUN_DEFAULT);
    udp_free(&p->socket);
    int failed = uv_loop_close(&p->loop);
    free(p);
    return left == 0 && failed == 0 ? 0 : 1;
}
