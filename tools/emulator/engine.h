/* Real time for two networks, there and back: one epoll loop that sleeps until the next datagram is
 * due on an absolute timer, carries datagrams between the ends, writes the log, and stops cleanly
 * on SIGTERM or SIGINT. What the ends are (UDP clients, TUN interfaces) is not known here.
 *
 * A programming interface for emulator/relay.h and emulator/tunnel.h; one engine a process. */
#ifndef EMULATOR_ENGINE_H
#define EMULATOR_ENGINE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "emulator/network.h"

enum direction {
    DIRECTION_THERE, /* from whoever speaks first towards the other end */
    DIRECTION_BACK,
};
#define DIRECTIONS 2

struct engine_setup {
    struct network_plan plans[DIRECTIONS];
    uint64_t seed;
    FILE *log;            /* CSV, one line a direction and interval; NULL for none; not owned */
    uint64_t interval_us; /* of the log */
    FILE *capture;        /* of all that enters, see emulator/capture.h; NULL for none; not owned */
    uint64_t stop_us;     /* after the start; 0 = when told to */
};

/* Both are called from engine_run. `context` outlives the engine. */
struct engine_ends {
    void *context;
    /* `source` is readable: hand what waits to engine_carry, without blocking. */
    void (*readable)(void *context, uint32_t source);
    /* A datagram has arrived; its bytes are valid during the call. */
    void (*deliver)(void *context, enum direction direction,
                    const struct network_datagram *datagram);
};

struct engine {
    struct engine_setup setup;
    struct engine_ends ends;
    struct network networks[DIRECTIONS];
    struct network_slot *slots; /* of both, owned */
    uint64_t start_us;
    uint64_t log_next_us;
    int epoll;
    int timer;
    int signals;
    sigset_t signals_before;
};

/* Starts the clock of the plans. On failure returns false with errno set and nothing is open. */
bool engine_open(struct engine *engine, const struct engine_setup *setup,
                 const struct engine_ends *ends);
/* Watches `fd`, which stays the caller's, under a number below ENGINE_SOURCE_MAX. */
#define ENGINE_SOURCE_MAX 0x10000u
bool engine_watch(struct engine *engine, int fd, uint32_t source);
void engine_carry(struct engine *engine, enum direction direction,
                  const struct network_datagram *datagram);
/* Returns when a signal or the setup says so (true), or when waiting failed (false). */
bool engine_run(struct engine *engine);
/* Prints the totals, one line a direction. */
void engine_print_totals(const struct engine *engine, FILE *out);
void engine_close(struct engine *engine);

#endif
