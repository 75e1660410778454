/* Looks for one person in the network it runs in, and prints what happens, a line each:
 *
 *     seeking | found ADDRESS MILLISECONDS | network changed | closed
 *
 *     lan_probe PORT first|second KEY-DIGIT
 *
 * An interrupt ends it. Called by tests/lab/lan.sh. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#include "net/clock.h"
#include "net/lan.h"
#include "net/network_watch.h"
#include "reach/address_text.h"

struct probe {
    uv_loop_t loop;
    struct lan *lan;
    struct network_watch *watch;
    uv_signal_t signal;
    uint64_t since_us;
};

static void on_found(void *context, size_t person, const struct alcove_address *address)
{
    const struct probe *p = context;
    char text[ADDRESS_TEXT_BYTES_MAX];
    (void)person;
    address_text_print(address, text);
    printf("found %s %u\n", text, (unsigned)((net_now_us() - p->since_us) / 1000));
}

static void on_change(void *context)
{
    struct probe *p = context;
    puts("network changed");
    lan_refresh(p->lan);
}

static void on_wake(void *context, uint64_t slept_us)
{
    (void)context;
    printf("slept %u\n", (unsigned)(slept_us / 1000));
}

static void on_closed(void *context)
{
    (void)context;
    puts("closed");
}

static void on_signal(uv_signal_t *handle, int number)
{
    struct probe *p = handle->data;
    (void)number;
    uv_close((uv_handle_t *)handle, NULL);
    network_watch_close(p->watch, NULL, NULL);
    lan_close(p->lan, on_closed, NULL);
}

static bool begin(struct probe *p, char **arguments)
{
    const struct lan_wish wish = {
        .udp_port = (uint16_t)strtoul(arguments[0], NULL, 10), .on_found = on_found, .context = p};
    const struct network_watch_wish watch = {
        .on_change = on_change, .on_wake = on_wake, .context = p};
    struct lan_person person = {.is_first = strcmp(arguments[1], "first") == 0};
    struct net_error error;
    memset(person.key, arguments[2][0], sizeof person.key);
    if (wish.udp_port == 0 || uv_loop_init(&p->loop) != 0)
        return false;
    p->lan = lan_open(&p->loop, &wish, &error);
    p->watch = network_watch_open(&p->loop, &watch);
    if (p->lan == NULL || p->watch == NULL)
        return false;
    (void)uv_signal_init(&p->loop, &p->signal);
    p->signal.data = p;
    (void)uv_signal_start(&p->signal, on_signal, SIGINT);
    p->since_us = net_now_us();
    lan_set_people(p->lan, &person, 1);
    lan_seek(p->lan, true);
    puts("seeking");
    return true;
}

int main(int argc, char **argv)
{
    struct probe *p = calloc(1, sizeof *p);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 4 || p == NULL || !begin(p, argv + 1))
        return 2;
    int left = uv_run(&p->loop, UV_RUN_DEFAULT);
    int failed = uv_loop_close(&p->loop);
    free(p);
    return left == 0 && failed == 0 ? 0 : 1;
}
