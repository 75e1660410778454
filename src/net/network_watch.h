/* Tells when this machine's place in the network changes: addresses, links and routes come or go
 * (rtnetlink), or the machine slept and woke. Who is told looks again for itself: at its own
 * addresses, its router, its paths. Nothing is sent. Called by the app's agent, from the thread of
 * the loop. */
#ifndef ALCOVE_NET_NETWORK_WATCH_H
#define ALCOVE_NET_NETWORK_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include <uv.h>

/* A change brings several messages: told once, so long after the first. */
#define NETWORK_WATCH_CALM_MS 50
/* How often it is looked whether the machine slept, and from which sleep on it counts. */
#define NETWORK_WATCH_LOOK_MS  1000
#define NETWORK_WATCH_SLEEP_US UINT64_C(1000000)

struct network_watch_wish {
    void (*on_change)(void *context);
    /* `slept_us`: for how long; comes before any on_change that the waking brings. */
    void (*on_wake)(void *context, uint64_t slept_us);
    void *context;
    /* For tests: how long the machine has slept since its start; NULL: the system knows. */
    uint64_t (*asleep_us)(void *context);
};

struct network_status {
    bool has_network; /* an address besides loopback, if only of one link */
    bool has_default_route;
};

struct network_watch;

/* NULL where there is no rtnetlink or no memory. The loop is borrowed and outlives it. */
struct network_watch *network_watch_open(uv_loop_t *loop, const struct network_watch_wish *wish);
/* Nothing is told any more; frees all and calls `on_closed` (may be NULL) from the loop. */
void network_watch_close(struct network_watch *watch, void (*on_closed)(void *context),
                         void *context);

/* How it is now. */
struct network_status network_status_read(void);

#endif
